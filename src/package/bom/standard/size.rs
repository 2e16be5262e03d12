//! Sizes of standard parts: metric and inch threads, lengths, property classes.

/// A metric thread in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    /// Its nominal diameter, mm.
    pub diameter: f64,
    /// Its pitch, mm, when it is written.
    pub pitch: Option<f64>,
    /// The length that follows it, mm.
    pub length: Option<f64>,
    /// As it is written, without blanks: `M3x10`.
    pub text: String,
}

/// Nominal diameters of ISO 261, first and second choice and those of the third that screws have; with 1.7, 2.3
/// and 2.6 of older JIS and DIN 13 screws.
const DIAMETERS: &[f64] = &[
    1.0, 1.1, 1.2, 1.4, 1.6, 1.7, 1.8, 2.0, 2.2, 2.3, 2.5, 2.6, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0,
    7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 14.0, 15.0, 16.0, 17.0, 18.0, 20.0, 22.0, 24.0, 25.0, 26.0,
    27.0, 28.0, 30.0, 32.0, 33.0, 35.0, 36.0, 38.0, 39.0, 40.0, 42.0, 45.0, 48.0, 50.0, 52.0, 55.0,
    56.0, 58.0, 60.0, 62.0, 64.0, 65.0, 68.0, 70.0, 72.0, 75.0, 76.0, 80.0, 85.0, 90.0, 95.0,
    100.0, 105.0, 110.0, 115.0, 120.0, 125.0, 130.0, 140.0, 150.0, 160.0,
];

/// Coarse pitches of ISO 261: up to this diameter, this pitch.
const COARSE: [(f64, f64); 20] = [
    (1.2, 0.25),
    (1.4, 0.3),
    (1.8, 0.35),
    (2.0, 0.4),
    (2.6, 0.45),
    (3.0, 0.5),
    (3.5, 0.6),
    (4.0, 0.7),
    (4.5, 0.75),
    (5.0, 0.8),
    (7.0, 1.0),
    (9.0, 1.25),
    (11.0, 1.5),
    (12.0, 1.75),
    (16.0, 2.0),
    (22.0, 2.5),
    (27.0, 3.0),
    (33.0, 3.5),
    (39.0, 4.0),
    (1000.0, 6.0),
];

/// Whether a metric thread of this diameter exists.
pub fn is_metric(diameter: f64) -> bool {
    DIAMETERS
        .iter()
        .any(|known| (known - diameter).abs() < 1e-9)
}

/// The metric threads that a text names, at most eight: `M3`, `M3×10`, `M8x1x20`, `M2,5 x 8`.
pub fn threads(text: &str) -> Vec<Thread> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('M') {
        let bounded = text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        if !bounded || found.len() == 8 {
            continue;
        }
        // `M 6` is written too, but `M 16 series` is not a thread: only next to an end or a sign.
        let after = &text[at + 1..];
        let spaced = after.trim_start_matches(' ');
        let Some((diameter, mut rest)) = figure(spaced) else {
            continue;
        };
        if after.len() - spaced.len() > 1 {
            continue;
        }
        let next = rest.chars().next();
        if next.is_some_and(|c| c.is_alphabetic() && !matches!(c, 'x' | 'X' | 'L')) {
            continue;
        }
        let mut shown = format!("M{}", tidy(diameter));
        let mut numbers = Vec::new();
        while numbers.len() < 2
            && let Some((number, after)) = times(rest).and_then(figure)
        {
            shown.push('x');
            shown.push_str(&tidy(number));
            numbers.push(number);
            rest = after;
        }
        let coarse = COARSE
            .iter()
            .find(|(largest, _)| diameter <= *largest)
            .map_or(6.0, |(_, pitch)| *pitch);
        let (pitch, length) = match numbers.as_slice() {
            [] => (None, dashed(rest)),
            [one] if *one <= coarse => (Some(*one), None),
            [one] => (None, Some(*one)),
            [pitch, length, ..] if *pitch <= coarse => (Some(*pitch), Some(*length)),
            [length, ..] => (None, Some(*length)),
        };
        if let (Some(length), true) = (length, numbers.is_empty()) {
            shown.push('x');
            shown.push_str(&tidy(length));
        }
        found.push(Thread {
            diameter,
            pitch,
            length,
            text: shown,
        });
    }
    found
}

/// What follows a sign of multiplication.
fn times(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    rest.strip_prefix(['x', 'X', '×', '*', '✕'])
        .map(str::trim_start)
}

/// `M3-10`, `M3/10`, `M3 L10`: a length behind other signs; `M3-8.8` is a property class.
fn dashed(rest: &str) -> Option<f64> {
    let rest = rest.trim_start();
    let rest = rest
        .strip_prefix(['-', '/', '–'])
        .or_else(|| rest.strip_prefix('L'))?
        .trim_start_matches([' ', '=']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let follows = rest[digits..].chars().next();
    let plain = digits > 0 && follows.is_none_or(|c| !matches!(c, '.' | ',') && !c.is_alphabetic());
    plain.then(|| rest[..digits].parse().ok()).flatten()
}

/// A number with at most one decimal sign at the start of a text.
fn figure(text: &str) -> Option<(f64, &str)> {
    let whole = text.bytes().take_while(u8::is_ascii_digit).count();
    if whole == 0 || whole > 4 {
        return None;
    }
    let mut end = whole;
    let rest = &text[whole..];
    if rest.starts_with(['.', ',']) {
        let decimals = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
        if (1..=3).contains(&decimals) {
            end += 1 + decimals;
        }
    }
    let number = text[..end].replace(',', ".").parse().ok()?;
    Some((number, &text[end..]))
}

fn tidy(number: f64) -> String {
    crate::units::number(number)
}

/// Threads per inch of the unified series (ASME B1.1), by size.
const INCH: [(&str, &[u32]); 26] = [
    ("#0", &[80]),
    ("#1", &[64, 72]),
    ("#2", &[56, 64]),
    ("#3", &[48, 56]),
    ("#4", &[40, 48, 36]),
    ("#5", &[40, 44]),
    ("#6", &[32, 40]),
    ("#8", &[32, 36]),
    ("#10", &[24, 32, 28, 36]),
    ("#12", &[24, 28, 32]),
    ("1/4", &[20, 28, 32, 24, 27, 36, 40]),
    ("5/16", &[18, 24, 32, 20, 27, 28, 36, 40]),
    ("3/8", &[16, 24, 32, 18, 20, 27, 28, 36, 40]),
    ("7/16", &[14, 20, 28, 16, 18, 24, 27, 32]),
    ("1/2", &[13, 20, 28, 12, 14, 16, 18, 24, 27, 32]),
    ("9/16", &[12, 18, 24, 14, 16, 20, 27, 28, 32]),
    ("5/8", &[11, 18, 24, 12, 14, 16, 20, 27, 28, 32]),
    ("3/4", &[10, 16, 20, 12, 14, 18, 24, 27, 28, 32]),
    ("7/8", &[9, 14, 20, 10, 12, 16, 18, 24, 27, 28, 32]),
    ("1", &[8, 12, 20, 14, 10, 16, 18, 24, 27, 28, 32]),
    ("1-1/8", &[7, 8, 12]),
    ("1-1/4", &[7, 8, 12]),
    ("1-3/8", &[6, 8, 12]),
    ("1-1/2", &[6, 8, 12]),
    ("1-3/4", &[5, 8, 12]),
    ("2", &[4, 8, 12]),
];

/// Inch threads of a text, `1/4-20`, `#10-32`, each with whether it exists.
pub fn inch_threads(text: &str) -> Vec<(String, bool)> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | 'x' | 'X' | '×'))
        .filter_map(|word| {
            let (size, pitch) = word.trim_matches(['"', '″', '.']).rsplit_once('-')?;
            let size = size.trim_matches(['"', '″']);
            let pitch: u32 = pitch
                .parse()
                .ok()
                .filter(|pitch| (3..=90).contains(pitch))?;
            let key = if size.contains('/') || size.starts_with('#') {
                size.to_owned()
            } else {
                // `5-8` is a range; the coarsest gauge has 24 threads to the inch.
                let gauge = size
                    .parse::<u32>()
                    .ok()
                    .filter(|size| *size <= 12 && pitch >= 20)?;
                format!("#{gauge}")
            };
            let known = INCH.iter().find(|(known, _)| *known == key);
            // What is neither a gauge nor a common fraction is some other number with a hyphen.
            let (_, pitches) = known?;
            Some((word.to_owned(), pitches.contains(&pitch)))
        })
        .take(8)
        .collect()
}

/// Classes of ISO 898-1 and the older standards that it replaced.
const CLASSES: &str = "3.6|4.6|4.8|5.6|5.8|6.6|6.8|6.9|8.8|9.8|10.9|12.9|14.9";

/// The property class of a screw behind a hyphen: `8.8` of `M3x10-8.8`.
pub fn property_class(text: &str) -> Option<&str> {
    text.match_indices(['-', '–']).find_map(|(at, dash)| {
        let before = text[..at].trim_end();
        let rest = text[at + dash.len()..].trim_start();
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let class = &rest[..end];
        let (strength, ratio) = class.split_once('.')?;
        let shaped = (1..=2).contains(&strength.len())
            && ratio.len() == 1
            && before.ends_with(|c: char| c.is_ascii_digit())
            && !rest[end..].starts_with(|c: char| c.is_alphanumeric() || c == '"');
        shaped.then_some(class)
    })
}

/// Whether a property class of screws exists.
pub fn class_is_known(class: &str) -> bool {
    CLASSES.split('|').any(|known| known == class)
}

/// Whether a text gives a length besides the threads, property classes and drives in it. Any other number
/// counts: people write lengths in many ways.
pub fn length_is_given(text: &str) -> bool {
    const MANY: &str = "various|assorted|assortment|diverse|sortiment|set|kit|different|lengths|divers|varios|vari|mix|mixed|selection";
    let folded = crate::package::bom::fold(text);
    if folded
        .split(' ')
        .any(|word| crate::package::bom::words::is_among(MANY, word))
    {
        return true;
    }
    if threads(text).iter().any(|thread| thread.length.is_some()) {
        return true;
    }
    let class = property_class(text);
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '|'))
        .any(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '"' | '″'));
            let Some(first) = bare.find(|c: char| c.is_ascii_digit()) else {
                return false;
            };
            // `M3`, `A2-70`, `8.8`, `PH2`, `TX10`, `T10`, `1/4-20` are no lengths.
            let prefix = &bare[..first];
            let is_other = matches!(
                prefix,
                "M" | "A" | "PH" | "PZ" | "TX" | "T" | "SW" | "H" | "Z" | "V" | "C"
            ) || prefix.starts_with('M')
                || class_is_known(bare)
                || class.is_some_and(|class| bare.ends_with(class))
                || bare == "70"
                || bare == "80"
                || (bare.contains('-') && !inch_threads(word).is_empty());
            !is_other
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_read_with_pitch_and_length() {
        let one = |text: &str| {
            let thread = threads(text).into_iter().next()?;
            Some((thread.diameter, thread.pitch, thread.length, thread.text))
        };
        for (text, diameter, pitch, length, shown) in [
            ("M3x10", 3.0, None, Some(10.0), "M3x10"),
            ("M3 × 10-8.8", 3.0, None, Some(10.0), "M3x10"),
            ("M2,5x8", 2.5, None, Some(8.0), "M2.5x8"),
            ("M8x1x20", 8.0, Some(1.0), Some(20.0), "M8x1x20"),
            ("M8x1", 8.0, Some(1.0), None, "M8x1"),
            ("M3", 3.0, None, None, "M3"),
            ("M3-8.8", 3.0, None, None, "M3"),
            ("M3-10", 3.0, None, Some(10.0), "M3x10"),
            ("M3.7x10", 3.7, None, Some(10.0), "M3.7x10"),
            ("Schraube M 6", 6.0, None, None, "M6"),
        ] {
            assert_eq!(
                one(text),
                Some((diameter, pitch, length, shown.to_owned())),
                "{text:?}"
            );
        }
        for text in ["NEMA17", "MR105", "17M3", "m6x30", "M3D", "M"] {
            assert_eq!(one(text), None, "{text:?}");
        }
    }

    #[test]
    fn inch_threads_exist_or_not() {
        assert_eq!(inch_threads("1/4-20 x 1/2"), [("1/4-20".to_owned(), true)]);
        assert_eq!(inch_threads("#10-32"), [("#10-32".to_owned(), true)]);
        assert_eq!(inch_threads("1/4-22"), [("1/4-22".to_owned(), false)]);
        assert!(inch_threads("A2-70 5-8 mm 2020-05").is_empty());
    }

    #[test]
    fn lengths_are_noticed_however_written() {
        for text in [
            "M3x10",
            "8mm M6",
            "M6 L=20",
            "M3 10",
            "1/4-20 x 1/2",
            "1/4-20 1/2\"",
            "3.5×16",
            "M3 various",
        ] {
            assert!(length_is_given(text), "{text:?}");
        }
        for text in [
            "M3",
            "M3-8.8",
            "M8x1",
            "screw M3 A2-70",
            "1/4-20",
            "M3 TX10 12.9",
            "",
            "screw",
        ] {
            assert!(!length_is_given(text), "{text:?}");
        }
    }

    #[test]
    fn classes() {
        assert_eq!(property_class("M3x10-8.8"), Some("8.8"));
        assert_eq!(property_class("M3x10 - 7.7"), Some("7.7"));
        assert_eq!(property_class("M3x10-A2"), None);
        assert_eq!(property_class("rev-1.2"), None);
        assert!(class_is_known("8.8") && !class_is_known("7.7"));
    }
}
