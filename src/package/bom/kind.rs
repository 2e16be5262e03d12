//! What a line is: made, a design, standard, bought, material or tool.

use super::words::{fold, is_among};

/// What a line of a bill asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A part or file of this package.
    Made,
    /// Another design of the index, `name@version`.
    Design,
    /// A standard part (ISO, DIN, EN …).
    Standard,
    /// Bought.
    Bought,
    /// Stock that parts are made of, or that is used up.
    Material,
    /// A tool: not part of the thing.
    Tool,
}

/// What the line says about itself, folded where it is a single cell.
#[derive(Debug, Default)]
pub struct Signs<'a> {
    /// Cells of the columns for kind and process.
    pub stated: Vec<&'a str>,
    /// The supplier.
    pub supplier: &'a str,
    /// The section heading, or the sheet's name.
    pub section: &'a str,
    /// Names, numbers and descriptions.
    pub identity: Vec<&'a str>,
}

const MADE: &str = "\
printed|3d printed|3d print|3d printable|3dp|print|printed part|printed parts|3d printed part|\
3d printed parts|3d printing|fdm|fff|sla|sls|made|make|self made|selfmade|homemade|custom|custom part|self|\
manufactured|fabricated|machined|milled|cnc|laser cut|lasercut|laser|in house|diy|printable|3d drucken|\
3d druck|gedruckt|druckteil|druckteile|3d gedruckt|eigenbau|eigenteil|eigene bauteile|fertigungsteil|eigenfertigung|selbstbau|selbst gefertigt|\
selbst gemacht|imprime|imprime en 3d|impression 3d|pieces imprimees|impreso|impreso 3d|impresion 3d|\
piezas impresas|stampato|stampato in 3d|stampa 3d|geprint|3d geprint|impresso|impressao 3d|m";
const DESIGN: &str = "design|designs|design of the index|index design|sub design|subdesign|commons design|entwurf|fabcommons design";
const TOOL: &str = "\
tool|tools|tooling|equipment|tools required|required tools|tools needed|werkzeug|werkzeuge|outil|outils|\
outillage|herramienta|herramientas|attrezzo|attrezzi|utensili|gereedschap|gereedschappen|ferramenta|\
ferramentas";
const MATERIAL: &str = "\
material|materials|raw material|raw materials|stock material|consumable|consumables|filament|filaments|\
halbzeug|rohmaterial|verbrauchsmaterial|materialbedarf|consommable|consommables|matiere premiere|\
materia prima|consumibles|materiale|materiali|consumabili|grondstof|verbruiksmateriaal";
const BOUGHT: &str = "\
buy|bought|purchased|purchase|off the shelf|cots|ots|vitamin|vitamins|kaufteil|kaufteile|zukaufteil|b|\
commercial";

/// Classifies a line by what it says; whether it names a part of the package is not known here.
pub fn of(signs: &Signs<'_>) -> Kind {
    for stated in &signs.stated {
        if says_design(stated) {
            return Kind::Design;
        }
        if matches!(
            fold(stated).as_str(),
            "standard" | "standard part" | "norm" | "normteil" | "standard parts" | "normteile"
        ) {
            return Kind::Standard;
        }
        if let Some(kind) = word(&fold(stated)) {
            return kind;
        }
    }
    if is_among(MADE, &fold(signs.supplier)) && fold(signs.supplier) != "m" {
        return Kind::Made;
    }
    if signs.identity.iter().any(|text| design(text).is_some()) {
        return Kind::Design;
    }
    if signs
        .identity
        .iter()
        .any(|text| design_file(text).is_some())
    {
        return Kind::Made;
    }
    if signs.identity.iter().any(|text| standard(text).is_some()) {
        return Kind::Standard;
    }
    word(&fold(signs.section)).unwrap_or(Kind::Bought)
}

fn word(folded: &str) -> Option<Kind> {
    [
        (TOOL, Kind::Tool),
        (MADE, Kind::Made),
        (MATERIAL, Kind::Material),
        (BOUGHT, Kind::Bought),
    ]
    .into_iter()
    .find(|(words, _)| is_among(words, folded))
    .map(|(_, kind)| kind)
}

/// Whether a cell of the kind or process column says in so many words that the part is made here.
pub fn says_made(text: &str) -> bool {
    word(&fold(text)) == Some(Kind::Made)
}

/// Whether a cell of the kind column says that the line is another design of the index.
pub fn says_design(text: &str) -> bool {
    is_among(DESIGN, &fold(text))
}

/// A design of the index whose version is none: `alice/desk-lamp@latest`, `desk-lamp@`, `desk-lamp@^1`.
pub fn unpinned_design(text: &str) -> Option<&str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(['`', ',', ';', '(', ')', '"']))
        .find(|word| {
            word.split_once('@').is_some_and(|(name, version)| {
                let slug = name.len() >= 2
                    && name.starts_with(|c: char| c.is_ascii_lowercase())
                    && name.chars().all(|c| {
                        c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/')
                    });
                let open = matches!(
                    version,
                    "" | "*" | "latest" | "main" | "master" | "head" | "HEAD" | "x"
                ) || version.starts_with(['^', '~', '>', '<']);
                slug && open
            })
        })
}

/// A design of the index with its version: `alice/desk-lamp@1.2.0`.
pub fn design(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| {
        word.split_once('@').is_some_and(|(name, version)| {
            name.len() >= 2
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/'))
                && version.starts_with(|c: char| c.is_ascii_digit())
                && version
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
        })
    })
}

/// Bodies of standards with how many digits their numbers have at least.
const BODIES: [(&str, usize); 14] = [
    ("ISO", 2),
    ("DIN", 1),
    ("EN", 3),
    ("ANSI", 1),
    ("ASME", 1),
    ("ASTM", 1),
    ("BS", 2),
    ("JIS", 1),
    ("UNI", 2),
    ("NF", 2),
    ("GOST", 2),
    ("ГОСТ", 2),
    ("GB", 2),
    ("IEC", 3),
];

/// The designation of a standard in a text: `ISO 4762`, `DIN EN ISO 7380-1`, `DIN912`.
pub fn standard(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '/' | '_' | '|'))
        .filter(|word| !word.is_empty())
        .collect();
    for (i, word) in words.iter().enumerate() {
        let Some((body, least)) = BODIES.iter().find(|(body, _)| {
            word.get(..body.len()).is_some_and(|start| {
                start == *body || (body.len() == 3 && start.eq_ignore_ascii_case(body))
            })
        }) else {
            continue;
        };
        let attached = word[body.len()..].trim_start_matches(['-', '.']);
        let numbered = |text: &str| {
            text.bytes().take_while(u8::is_ascii_digit).count() >= *least
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':'))
        };
        if numbered(attached) {
            return Some((*word).to_owned());
        }
        if !attached.is_empty() {
            continue;
        }
        // Further bodies and a letter or two may stand between: `DIN EN ISO`, `ASME B18.3`, `GB/T 70`.
        let number = words[i + 1..].iter().take(4).position(|next| {
            numbered(
                next.trim_start_matches(|c: char| c.is_ascii_uppercase())
                    .trim_start_matches(['-', '.']),
            ) && next.chars().filter(char::is_ascii_alphabetic).count() <= 3
        })?;
        let between = &words[i + 1..=i + number];
        if between
            .iter()
            .all(|word| word.len() <= 4 && word.chars().all(|c| c.is_ascii_uppercase()))
        {
            return Some(words[i..=i + 1 + number].join(" "));
        }
    }
    None
}

/// Extensions of design files that a bill may name.
const DESIGN_EXTENSIONS: &str = "\
stl|3mf|obj|ply|amf|step|stp|iges|igs|scad|fcstd|f3d|f3z|sldprt|sldasm|ipt|iam|blend|dxf|svg|brep|gcode|\
kicad_pcb|3dm";

/// A file name with the extension of a design file in a text: `stl/left arm.stl` when it is all
/// there is, else the word that ends so.
pub fn design_file(text: &str) -> Option<&str> {
    let text = text.trim().trim_matches(['`', '"', '\'', '(', ')']);
    if text.contains("://") || text.len() > 500 {
        return None;
    }
    let ends = |word: &str| {
        word.rsplit_once('.').is_some_and(|(stem, extension)| {
            !stem.is_empty()
                && !stem.ends_with(['*', '.', '/'])
                && is_among(DESIGN_EXTENSIONS, &extension.to_ascii_lowercase())
        })
    };
    if ends(text)
        && !text.contains(['\n', ',', ';', ':', '*', '('])
        && text.split_whitespace().count() <= 6
    {
        let mentions = text.split_whitespace().filter(|word| ends(word)).count();
        if mentions == 1 {
            return Some(text);
        }
    }
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '`' | '"'))
        .map(|word| word.trim_end_matches(['.', ':']))
        .find(|word| ends(word) && !word.contains('*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standards_are_found_in_texts() {
        for (text, expected) in [
            ("Befestigung, 8mm M6, ISO 7380", "ISO 7380"),
            ("DIN912 M3x10", "DIN912"),
            ("DIN EN ISO 4762 M3 x 10", "DIN EN ISO 4762"),
            ("ISO 7380-1", "ISO 7380-1"),
            ("ASME B18.3 screw", "ASME B18.3"),
            ("GB/T 70.1", "GB T 70.1"),
            ("M6 DIN 934", "DIN 934"),
        ] {
            assert_eq!(standard(text).as_deref(), Some(expected), "{text:?}");
        }
        for text in [
            "isolator 12",
            "screw",
            "DIN rail",
            "EN",
            "dining 4",
            "engine 250",
            "iso",
        ] {
            assert_eq!(standard(text), None, "{text:?}");
        }
    }

    #[test]
    fn files_and_designs_are_found() {
        assert_eq!(design_file("bracket.stl"), Some("bracket.stl"));
        assert_eq!(design_file("stl/left arm.STL"), Some("stl/left arm.STL"));
        assert_eq!(
            design_file("print `bracket.stl` twice"),
            Some("bracket.stl")
        );
        assert_eq!(design_file("see https://a.b/c.stl"), None);
        assert_eq!(design_file("*.stl"), None);
        assert_eq!(design_file("version 1.2"), None);
        assert_eq!(
            design("alice/desk-lamp@1.2.0"),
            Some("alice/desk-lamp@1.2.0")
        );
        assert_eq!(design("me@example.org"), None);
        assert_eq!(
            unpinned_design("alice/lamp@latest"),
            Some("alice/lamp@latest")
        );
        assert_eq!(unpinned_design("lamp@"), Some("lamp@"));
        assert_eq!(unpinned_design("lamp@1.0.0"), None);
        assert_eq!(unpinned_design("me@example.org"), None);
    }

    #[test]
    fn lines_are_classified() {
        let of_name = |name: &str, section: &str| {
            of(&Signs {
                section,
                identity: vec![name],
                ..Signs::default()
            })
        };
        assert_eq!(of_name("M3x10 ISO 4762", ""), Kind::Standard);
        assert_eq!(of_name("arm.stl", ""), Kind::Made);
        assert_eq!(of_name("pliers", "Tools"), Kind::Tool);
        assert_eq!(of_name("PETG", "Filament"), Kind::Material);
        assert_eq!(of_name("lamp@1.0.0", ""), Kind::Design);
        assert_eq!(of_name("ESP32", "Electronics"), Kind::Bought);
        let stated = Signs {
            stated: vec!["3D printed"],
            ..Signs::default()
        };
        assert_eq!(of(&stated), Kind::Made);
    }
}
