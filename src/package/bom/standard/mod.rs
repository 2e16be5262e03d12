//! Standard parts: the designation in a text (`DIN EN ISO 4762 M3×10-8.8`), and what the standard is about.
//!
//! A *designation* names a standard by body and number, perhaps with a part. The *size* is the thread
//! with its length, or whatever the standard counts in.

mod bearing;
mod catalogue;
mod judge;
mod size;
mod thing;

pub use bearing::misnamed;
pub use catalogue::{Standard, find};
pub use judge::{Bad, judge};
pub use size::{
    Thread, class_is_known, inch_threads, is_metric, length_is_given, property_class, threads,
};
pub use thing::{Thing, head_thing, things};

use std::fmt::Write as _;

/// Bodies that publish standards; the one that counts stands last (`DIN EN ISO`).
const BODIES: [(&str, usize); 11] = [
    ("ISO", 2),
    ("DIN", 1),
    ("ANSI", 1),
    ("ASME", 1),
    ("JIS", 1),
    ("GOST", 2),
    ("ГОСТ", 2),
    ("UNI", 2),
    ("EN", 3),
    ("BS", 2),
    ("GB", 2),
];

/// The designation of a standard as found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Designation {
    /// The bodies, in the order written.
    pub bodies: Vec<&'static str>,
    /// The number with its letter, without spaces: `4762`, `B18.3`, `70.1`.
    pub number: String,
    /// The part: `1` of `ISO 7380-1`.
    pub part: Option<String>,
    /// The bytes of the text that it takes up.
    pub span: std::ops::Range<usize>,
}

impl Designation {
    /// The body whose number it is.
    pub fn body(&self) -> &'static str {
        match self.bodies.last().copied().unwrap_or_default() {
            "ANSI" => "ASME",
            "ГОСТ" => "GOST",
            body => body,
        }
    }
}

impl std::fmt::Display for Designation {
    /// As it is written in a good bill: `DIN EN ISO 4762`, `ISO 7380-1`, `GB/T 70.1`, `JIS B 1176`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        for body in &self.bodies {
            let body = if *body == "GB" { "GB/T" } else { body };
            let _ = write!(text, "{body} ");
        }
        match self
            .number
            .strip_prefix('B')
            .filter(|_| self.body() == "JIS")
        {
            Some(number) => {
                let _ = write!(text, "B {number}");
            }
            None => text.push_str(&self.number),
        }
        if let Some(part) = &self.part {
            let _ = write!(text, "-{part}");
        }
        formatter.write_str(&text)
    }
}

/// Every designation in a text, at most eight.
pub fn designations(text: &str) -> Vec<Designation> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let before = text[..at].chars().next_back();
        let boundary = before.is_none_or(|c| !c.is_alphanumeric());
        if boundary && let Some(designation) = read(text, at) {
            at = designation.span.end;
            found.push(designation);
            if found.len() == 8 {
                break;
            }
            continue;
        }
        at += step.chars().next().map_or(1, char::len_utf8);
    }
    found
}

/// The designation that begins at byte `start`.
fn read(text: &str, start: usize) -> Option<Designation> {
    let mut at = start;
    let mut bodies = Vec::new();
    let mut least = 1;
    loop {
        let rest = &text[at..];
        let Some((body, digits)) = BODIES.iter().find(|(body, _)| {
            rest.get(..body.len()).is_some_and(|word| {
                word == *body
                    || (body.len() >= 3 && bodies.is_empty() && word.eq_ignore_ascii_case(body))
            }) && !rest[body.len()..].starts_with(|c: char| {
                c.is_alphabetic()
                    && !(*body == "JIS" && c == 'B')
                    && !(matches!(*body, "ANSI" | "ASME") && c == 'B')
            })
        }) else {
            break;
        };
        if bodies.len() == 4 {
            return None;
        }
        bodies.push(*body);
        least = *digits;
        at += body.len();
        if *body == "GB" && text[at..].starts_with("/T") {
            at += 2;
        }
        at = skip(text, at);
    }
    let body = *bodies.last()?;
    let mut number = String::new();
    if matches!(body, "JIS" | "ANSI" | "ASME") && text[at..].starts_with('B') {
        number.push('B');
        at = skip(text, at + 1);
    }
    let digits = digits(&text[at..]);
    if digits < least.min(if number.is_empty() { least } else { 1 }) || digits > 6 {
        return None;
    }
    number.push_str(&text[at..at + digits]);
    at += digits;
    // `70.1`, `18.3.1M`; but `912.` ends a sentence.
    while matches!(body, "GB" | "ANSI" | "ASME") && text[at..].starts_with('.') {
        let more = self::digits(&text[at + 1..]);
        if !(1..=2).contains(&more) {
            break;
        }
        number.push_str(&text[at..=at + more]);
        at += 1 + more;
    }
    let part = part(&text[at..]);
    if let Some(part) = &part {
        at += 1 + part.len();
    }
    // `1A2`, `9I2`: no number of a standard.
    let tail = &text[at..];
    let touching = tail.chars().take_while(|c| c.is_alphanumeric()).count();
    let letter_only = touching <= 1 && !tail.starts_with(|c: char| c.is_ascii_digit());
    (letter_only || tail.starts_with(['x', 'X', 'M'])).then_some(Designation {
        bodies,
        number,
        part,
        span: start..at,
    })
}

/// The part of a standard: `-1`, when that is not the property class of a screw.
fn part(rest: &str) -> Option<String> {
    let after = rest.strip_prefix('-')?;
    let count = digits(after);
    let next = after[count..].chars().next();
    (count == 1
        && next.is_none_or(|c| {
            !matches!(c, '.' | ',' | 'x' | 'X' | '×' | '/') && !c.is_alphanumeric()
        }))
    .then(|| after[..count].to_owned())
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Past what may stand between body and number.
fn skip(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.len()
        - rest
            .trim_start_matches([' ', '-', '.', '/', ':', '\u{a0}', '_'])
            .len()
}

/// A word that stands for a standard and has no readable number: `DIN 9I2`, or nothing but `ISO`.
pub fn garbled(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    for (at, word) in words.iter().enumerate() {
        let Some((body, _)) = BODIES.iter().find(|(body, _)| word.starts_with(body)) else {
            continue;
        };
        let attached = word[body.len()..].trim_start_matches(['-', '.', '/']);
        let number = if attached.is_empty() {
            words.get(at + 1).copied().unwrap_or_default()
        } else {
            attached
        };
        let slip = |c: char| matches!(c, 'O' | 'o' | 'I' | 'l');
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if digits >= 2
            && number.contains(slip)
            && number.chars().all(|c| c.is_ascii_digit() || slip(c))
        {
            return Some(format!("{body} {number}"));
        }
    }
    let bare = !words.is_empty()
        && words
            .iter()
            .all(|word| BODIES.iter().any(|(body, _)| body == word));
    bare.then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        designations(text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn designations_are_found_and_made_alike() {
        for (text, expected) in [
            ("ISO 4762 M3x10-8.8", "ISO 4762"),
            ("DIN 912 M3×10", "DIN 912"),
            ("DIN912 M3x10", "DIN 912"),
            ("din 912", "DIN 912"),
            ("DIN-912", "DIN 912"),
            ("DIN EN ISO 7380-1", "DIN EN ISO 7380-1"),
            ("ISO4762-M3x10", "ISO 4762"),
            ("ISO 4762-8.8", "ISO 4762"),
            ("ANSI B18.3 1/4-20", "ANSI B18.3"),
            ("ANSI/ASME B18.2.1", "ANSI ASME B18.2.1"),
            ("JIS B 1176 M3", "JIS B 1176"),
            ("JIS B1176", "JIS B 1176"),
            ("GB/T 70.1-2008 M3x10", "GB/T 70.1"),
            ("GB/T70.1", "GB/T 70.1"),
            ("Befestigung, 8mm M6, ISO 7380", "ISO 7380"),
            ("DIN 125A", "DIN 125"),
            ("(DIN 934)", "DIN 934"),
        ] {
            assert_eq!(shown(text), [expected], "{text:?}");
        }
        assert_eq!(shown("ISO 4762 / DIN 912"), ["ISO 4762", "DIN 912"]);
        for text in [
            "DIN rail",
            "isolator 12",
            "EN 10",
            "dining 4",
            "DIN A4",
            "DIN 9I2",
            "ISO",
            "GB 8",
        ] {
            assert!(shown(text).is_empty() || text == "GB 8", "{text:?}");
        }
    }

    #[test]
    fn slips_are_noticed() {
        assert_eq!(garbled("DIN 9I2 M3x10").as_deref(), Some("DIN 9I2"));
        assert_eq!(garbled("ISO47O2").as_deref(), Some("ISO 47O2"));
        assert_eq!(garbled("DIN EN ISO").as_deref(), Some("DIN EN ISO"));
        for text in ["DIN 912", "DIN rail", "ISO 4762 M3", "", "DIN 125A"] {
            assert_eq!(garbled(text), None, "{text:?}");
        }
    }
}
