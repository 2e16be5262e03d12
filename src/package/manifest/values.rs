//! The values that okhv 2.4 allows, and how older editions wrote them.

/// Whether a text is a web address as the standard wants it, with a host.
pub fn is_web_url(text: &str) -> bool {
    ["http://", "https://"].into_iter().any(|scheme| {
        text.strip_prefix(scheme)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
    })
}

/// Why a text is no path inside the package, to be read after the key; `None` when it is one.
///
/// The rules of the 2.4 schema: no scheme, no host, no `..` anywhere.
pub fn path_defect(text: &str) -> Option<&'static str> {
    let scheme = text
        .split_once(':')
        .is_some_and(|(before, _)| before.bytes().all(|byte| byte.is_ascii_lowercase()));
    if scheme {
        Some("is neither a path in the package nor an `http(s)://` address")
    } else if text.starts_with("//") {
        Some("begins with `//`: it is neither a path in the package nor a full address")
    } else if text.split(['/', '\\']).any(|component| component == "..") {
        Some("leads out of the package with `..`")
    } else if text.contains("..") {
        Some("has `..` in it, which the standard forbids in paths")
    } else {
        None
    }
}

/// The addresses of the 2.4 schema that the schema allows.
pub const SCHEMAS: [&str; 2] = [
    "https://json.schemastore.org/okh.json",
    "https://w3id.org/oseg/schema/okh.json",
];

/// The technology readiness levels.
pub const OTRL: [&str; 6] = ["OTRL-1", "OTRL-2", "OTRL-3", "OTRL-4", "OTRL-5", "OTRL-6"];

/// The documentation readiness levels.
pub const ODRL: [&str; 5] = ["ODRL-1", "ODRL-2", "ODRL-3", "ODRL-3*", "ODRL-4"];

/// The level that importers of older manifests wrote by its title in the ontology
/// (<https://w3id.org/oseg/ont/otrl>, the present and the first edition).
pub fn level_by_title(title: &str) -> Option<&'static str> {
    let title: String = title
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    Some(match title.as_str() {
        "ideation" => "OTRL-1",
        "conception" => "OTRL-2",
        "development" | "technicaldesign" => "OTRL-3",
        "prototypingandtesting" => "OTRL-4",
        "manufacturingdevelopment" => "OTRL-5",
        "productqualification" => "OTRL-6",
        "started" => "ODRL-1",
        "full" => "ODRL-3",
        _ => return None,
    })
}

/// The allowed level that `text` most likely means.
pub fn nearest_level(text: &str, allowed: &[&'static str]) -> Option<&'static str> {
    let text = text.trim().to_ascii_uppercase().replace([' ', '_'], "-");
    allowed
        .iter()
        .copied()
        .find(|level| level.replace('-', "") == text.replace('-', ""))
        .or_else(|| {
            // The number must agree: `OTLR-5` is no slip for `OTRL-4`.
            allowed.iter().copied().find(|level| {
                level[4..] == *text.trim_start_matches(|c: char| c.is_ascii_uppercase())
                    && strsim::osa_distance(level, &text) <= 2
            })
        })
}

const GRANDFATHERED: &[&str] = &[
    "en-GB-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-BE-FR",
    "sgn-BE-NL",
    "sgn-CH-DE",
    "art-lojban",
    "cel-gaulish",
    "no-bok",
    "no-nyn",
    "zh-guoyu",
    "zh-hakka",
    "zh-min",
    "zh-min-nan",
    "zh-xiang",
];

/// Whether a text has the form of a language tag (BCP 47, RFC 5646 section 2.1).
pub fn is_language_tag(text: &str) -> bool {
    if GRANDFATHERED.contains(&text) {
        return true;
    }
    let alpha = |tag: &str| tag.bytes().all(|byte| byte.is_ascii_alphabetic());
    let alnum = |tag: &str| tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut tags = text.split('-').peekable();
    let private = |tags: &mut dyn Iterator<Item = &str>| {
        let mut any = false;
        for tag in tags {
            if !(1..=8).contains(&tag.len()) || !alnum(tag) {
                return false;
            }
            any = true;
        }
        any
    };
    let Some(language) = tags.next() else {
        return false;
    };
    if language == "x" {
        return private(&mut tags);
    }
    if !alpha(language) || !(2..=8).contains(&language.len()) {
        return false;
    }
    if language.len() <= 3 {
        for _ in 0..3 {
            tags.next_if(|tag| tag.len() == 3 && alpha(tag));
        }
    }
    tags.next_if(|tag| tag.len() == 4 && alpha(tag));
    tags.next_if(|tag| {
        (tag.len() == 2 && alpha(tag))
            || (tag.len() == 3 && tag.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let variant = |tag: &&str| {
        alnum(tag)
            && ((5..=8).contains(&tag.len())
                || (tag.len() == 4 && tag.starts_with(|c: char| c.is_ascii_digit())))
    };
    while tags.next_if(variant).is_some() {}
    while let Some(singleton) = tags.next() {
        if singleton == "x" {
            return private(&mut tags);
        }
        if singleton.len() != 1 || !alnum(singleton) || singleton == "X" {
            return false;
        }
        let mut any = false;
        while tags
            .next_if(|tag| (2..=8).contains(&tag.len()) && alnum(tag))
            .is_some()
        {
            any = true;
        }
        if !any {
            return false;
        }
    }
    true
}

/// ISO 639-1.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co \
    cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho \
    hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la \
    lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or \
    os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg \
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// What is odd about a well-formed language tag: the phrase after the key and what to write instead.
pub fn odd_language(tag: &str) -> Option<(String, Option<String>)> {
    let (language, rest) = tag.split_once('-').unwrap_or((tag, ""));
    let lower = language.to_ascii_lowercase();
    let with_rest = |code: &str| {
        let rest = if rest.eq_ignore_ascii_case("UK") {
            "GB"
        } else {
            rest
        };
        if rest.is_empty() {
            code.to_owned()
        } else {
            format!("{code}-{rest}")
        }
    };
    let known = language.len() == 3 || LANGUAGES.split_ascii_whitespace().any(|code| code == lower);
    if !known && language != "x" && !GRANDFATHERED.contains(&tag) {
        let code = match lower.as_str() {
            "english" => Some("en"),
            "german" | "deutsch" => Some("de"),
            "french" | "francais" => Some("fr"),
            "spanish" => Some("es"),
            "italian" => Some("it"),
            "japanese" | "jp" => Some("ja"),
            "cn" => Some("zh"),
            "gr" => Some("el"),
            "dk" => Some("da"),
            "cz" => Some("cs"),
            _ => None,
        };
        return Some((
            format!("names no language: `{language}` is not a code of ISO 639"),
            code.map(with_rest),
        ));
    }
    (rest.eq_ignore_ascii_case("UK")).then(|| {
        (
            "names no region: the code of the United Kingdom is `GB`".to_owned(),
            Some(with_rest(&lower)),
        )
    })
}

/// The language tag that a text in another form certainly means: `en_GB`, `English (UK)`, `Deutsch`.
pub fn meant_language(text: &str) -> Option<String> {
    let words = text
        .trim()
        .split(['_', '-', ' ', '(', ')'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    if !is_language_tag(&words) {
        return None;
    }
    let tag = odd_language(&words).map_or(Some(words), |(_, instead)| instead)?;
    let (language, region) = tag.split_once('-').unwrap_or((&tag, ""));
    let known = language.len() == 2 && LANGUAGES.contains(&language.to_ascii_lowercase());
    let plain = region.is_empty()
        || (region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_alphabetic()));
    (known && plain).then_some(tag)
}

/// Whether a text is a class of the Cooperative Patent Classification (`D03D 35/00`, `A41G`).
pub fn is_patent_class(text: &str) -> bool {
    let bytes = text.as_bytes();
    let section = bytes
        .first()
        .is_some_and(|byte| matches!(byte, b'A'..=b'H' | b'Y'));
    if !section || bytes.len() < 4 || !bytes[1..3].iter().all(u8::is_ascii_digit) {
        return false;
    }
    if !matches!(bytes[3], b'A'..=b'H' | b'J'..=b'N' | b'P'..=b'Z') {
        return false;
    }
    let Some(rest) = text.get(4..) else {
        return false;
    };
    if rest.is_empty() {
        return true;
    }
    let Some((group, sub)) = rest.strip_prefix(' ').unwrap_or(rest).split_once('/') else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits(group)
        && digits(sub)
        && (2..=6).contains(&sub.len())
        && match group.len() {
            1..=3 => true,
            4 => matches!(group.as_bytes()[0], b'1' | b'2'),
            _ => false,
        }
}

/// Whether a text is a digital object identifier, bare or with its usual prefixes.
pub fn is_doi(text: &str) -> bool {
    let bare = ["doi: ", "DOI: ", "https://doi.org/"]
        .into_iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .unwrap_or(text);
    let Some((registrant, suffix)) = bare
        .strip_prefix("10.")
        .and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    (4..=9).contains(&registrant.len())
        && registrant.bytes().all(|byte| byte.is_ascii_digit())
        && !suffix.is_empty()
        && suffix
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._;()/:".contains(&byte))
}

/// Grams of one unit of mass by its symbol.
pub fn grams_per(unit: &str) -> Option<f64> {
    Some(match unit.trim().to_ascii_lowercase().as_str() {
        "mg" => 0.001,
        "g" | "gram" | "grams" => 1.0,
        "kg" => 1000.0,
        "t" => 1e6,
        "oz" => 28.349_523_125,
        "lb" | "lbs" => 453.592_37,
        _ => return None,
    })
}

/// Millimetres of one unit of length by its symbol.
pub fn mm_per(unit: &str) -> Option<f64> {
    Some(match unit.trim().to_ascii_lowercase().as_str() {
        "mm" => 1.0,
        "cm" => 10.0,
        "m" => 1000.0,
        "in" | "inch" | "\"" => 25.4,
        _ => return None,
    })
}

/// A number with an optional unit behind it: `30`, `"2.5 kg"`.
pub fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')))
        .unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    number.is_finite().then(|| (number, text[end..].trim()))
}

/// Width, depth and height of an `OpenSCAD` body: `cube(size = [400,350,150])`, `cylinder(h=5, d=9)`.
///
/// A missing last bracket is forgiven.
pub fn openscad_size(text: &str) -> Option<[f64; 3]> {
    let text = text.trim();
    if let Some(arguments) = text.strip_prefix("cylinder") {
        let named = |name: &str| {
            arguments
                .trim_matches(|c: char| c == '(' || c == ')' || c == ';' || c.is_whitespace())
                .split(',')
                .find_map(|argument| {
                    let (key, value) = argument.split_once('=')?;
                    (key.trim() == name).then(|| value.trim().parse::<f64>().ok())?
                })
        };
        let diameter = named("d").or_else(|| named("r").map(|radius| 2.0 * radius))?;
        return Some([diameter, diameter, named("h")?]);
    }
    let list = match text.strip_prefix("cube") {
        Some(_) => text.split_once('[')?.1,
        None => text.strip_prefix('[')?,
    };
    let list = list.split(']').next()?;
    let numbers: Vec<f64> = list
        .split(',')
        .map(|number| number.trim().parse().ok().filter(|n: &f64| n.is_finite()))
        .collect::<Option<_>>()?;
    numbers.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_follow_the_schema() {
        for good in ["README.md", "a/b c.stl", "C:odd", "/README.md", "x:1/é"] {
            // `x:1` has a lower-case scheme, the others do not.
            assert_eq!(path_defect(good).is_some(), good == "x:1/é", "{good}");
        }
        for bad in [
            "../a",
            "a/../b",
            "v1..2",
            "//host/a",
            "ftp://a",
            "mailto:me",
            ":a",
        ] {
            assert!(path_defect(bad).is_some(), "{bad}");
        }
        assert!(path_defect("../a").is_some_and(|why| why.contains("leads out")));
        assert!(is_web_url("https://a.b/c") && !is_web_url("https://") && !is_web_url("git@a:b"));
    }

    #[test]
    fn languages() {
        for good in [
            "en",
            "de-DE",
            "En-US",
            "zh-Hant-TW",
            "de-CH-1996",
            "x-own",
            "i-klingon",
            "sl-rozaj-biske",
            "en-a-bbb-x-c",
            "English-UK",
        ] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in [
            "",
            "e",
            "en_GB",
            "en-",
            "-en",
            "en-GB-x",
            "English (UK)",
            "123",
            "en-a",
        ] {
            assert!(!is_language_tag(bad), "{bad}");
        }
        assert_eq!(
            odd_language("English-UK")
                .and_then(|(_, code)| code)
                .as_deref(),
            Some("en-GB")
        );
        assert_eq!(
            odd_language("EN-UK").and_then(|(_, code)| code).as_deref(),
            Some("en-GB")
        );
        assert_eq!(
            odd_language("jp-JP").and_then(|(_, code)| code).as_deref(),
            Some("ja-JP")
        );
        assert_eq!(odd_language("sw"), None);
        assert_eq!(odd_language("nds"), None);
        assert_eq!(odd_language("De-de"), None);
    }

    #[test]
    fn patents_and_papers() {
        for good in [
            "D03D 35/00",
            "A41G",
            "G06C 7/02",
            "B25J9/026",
            "Y02E 1000/123456",
        ] {
            assert!(is_patent_class(good), "{good}");
        }
        for bad in [
            "",
            "D03",
            "I03D",
            "D03I",
            "D03D 35",
            "D03D 3500/00",
            "D03D  35/00",
            "d03d",
        ] {
            assert!(!is_patent_class(bad), "{bad}");
        }
        assert!(is_doi("10.1371/journal.pone.0193087") && is_doi("doi: 10.1371/a"));
        assert!(!is_doi("10.1/a") && !is_doi("10.1371/") && !is_doi("journal"));
    }

    #[test]
    fn older_measures() {
        assert_eq!(
            openscad_size("cube(size = [400,350,150])"),
            Some([400.0, 350.0, 150.0])
        );
        assert_eq!(openscad_size("cube(size = [300,300,300]"), Some([300.0; 3]));
        assert_eq!(openscad_size("cube([1, 2.5, 3]);"), Some([1.0, 2.5, 3.0]));
        assert_eq!(
            openscad_size("cylinder(h = 5, r=4.5)"),
            Some([9.0, 9.0, 5.0])
        );
        assert_eq!(openscad_size("sphere(3)"), None);
        assert_eq!(openscad_size("cube([1, inf, 3])"), None);
        assert_eq!(number_and_unit("2.5 kg"), Some((2.5, "kg")));
        assert_eq!(number_and_unit("heavy"), None);
    }

    #[test]
    fn levels() {
        assert_eq!(nearest_level("OTLR-5", &OTRL), Some("OTRL-5"));
        assert_eq!(nearest_level("otrl 4", &OTRL), Some("OTRL-4"));
        assert_eq!(nearest_level("OTRL-9", &OTRL), None);
        assert_eq!(nearest_level("ODRL3*", &ODRL), Some("ODRL-3*"));
        assert_eq!(level_by_title("TechnicalDesign"), Some("OTRL-3"));
    }
}
