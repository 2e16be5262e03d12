//! Reference designators: `R1, R2`, `C3-C7`, `U1 U2`.

use super::words::is_among;

/// The most designators one cell may stand for; a range beyond it is no range of designators.
const MAX: usize = 2_000;

/// The designators of a cell, ranges written out; `None` when it holds anything else.
pub fn parse(text: &str) -> Option<Vec<String>> {
    if text.len() > 8 * 1024 {
        return None;
    }
    // `R1 - R4` and `R1 .. R4` are ranges with air in them.
    let mut tidy = String::with_capacity(text.len());
    for word in text
        .replace(['–', '—', '−', '~', '～'], "-")
        .replace("...", "-")
        .replace("..", "-")
        .replace('…', "-")
        .split_whitespace()
    {
        // `R1 to R4`
        let word = if is_among("to|TO|To|thru|through|bis|à", word) {
            "-"
        } else {
            word
        };
        if !tidy.is_empty() && !tidy.ends_with('-') && !word.starts_with('-') {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    let mut all = Vec::new();
    for token in tidy.split([',', ';', ' ', '/', '|', '+', '&']) {
        let token = token.trim();
        if token.is_empty() || token.eq_ignore_ascii_case("and") {
            continue;
        }
        match token.split_once('-') {
            None => {
                split(token)?;
                all.push(token.to_uppercase());
            }
            Some((from, to)) => {
                let (prefix, first, _) = split(from)?;
                let last = match split(to) {
                    Some((other, last, _)) if other.eq_ignore_ascii_case(prefix) => last,
                    Some(_) => return None,
                    None => to.parse().ok()?,
                };
                if last < first || (last - first) as usize >= MAX {
                    return None;
                }
                all.extend((first..=last).map(|n| format!("{}{n}", prefix.to_uppercase())));
            }
        }
        if all.len() > MAX {
            return None;
        }
    }
    (!all.is_empty()).then_some(all)
}

/// Letters, a number, perhaps one more letter: `R12`, `U3A`, `SW_1`.
fn split(token: &str) -> Option<(&str, u32, &str)> {
    let letters = token
        .find(|c: char| c.is_ascii_digit())
        .filter(|at| (1..=6).contains(at))?;
    let (prefix, rest) = token.split_at(letters);
    if !prefix.starts_with(|c: char| c.is_ascii_alphabetic())
        || !prefix.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
    {
        return None;
    }
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (number, suffix) = rest.split_at(digits);
    let plain_suffix = suffix.len() <= 1 && suffix.chars().all(|c| c.is_ascii_alphabetic());
    if number.len() > 5 || !plain_suffix {
        return None;
    }
    Some((prefix, number.parse().ok()?, suffix))
}

/// Prefixes of IEEE 315 and `KiCad`'s libraries that a single designator is believed with.
const PREFIXES: &str = "\
R|C|L|D|U|Q|J|K|X|Y|SW|F|FB|TP|LED|BT|IC|CON|JP|RN|RV|T|M|MK|P|S|VR|Z|ZD|CN|LS|BZ|H|MP|FID|A|AE|W|TH|VD|VT|DA|\
DD|XTAL|OK|PS|RP|CR|E|N|LD|SP|POT|TR";

/// Whether the designator has a prefix that electronics uses.
pub fn is_electronic(designator: &str) -> bool {
    split(designator).is_some_and(|(prefix, ..)| is_among(PREFIXES, prefix))
}

/// The designator without the letter of its unit: `U3` of `U3A`.
pub fn base(designator: &str) -> &str {
    designator.trim_end_matches(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_ranges_are_written_out() {
        let count = |text: &str| parse(text).map(|all| all.len());
        assert_eq!(count("R1"), Some(1));
        assert_eq!(count("R1, R2"), Some(2));
        assert_eq!(count("R1 R2\nR3"), Some(3));
        assert_eq!(count("R1-R4"), Some(4));
        assert_eq!(count("R1–R4, R7"), Some(5));
        assert_eq!(count("R1 - R4"), Some(4));
        assert_eq!(count("R1..R4"), Some(4));
        assert_eq!(count("R1-4"), Some(4));
        assert_eq!(count("R1 to R4"), Some(4));
        assert_eq!(count("C1...C3, C9"), Some(4));
        assert_eq!(count("C1~C3"), Some(3));
        assert_eq!(count("to"), None);
        assert_eq!(count("SW_1; LED12"), Some(2));
        assert_eq!(
            parse("r1-r2").as_deref(),
            Some(&["R1".to_owned(), "R2".to_owned()][..])
        );
    }

    #[test]
    fn other_texts_are_no_designators() {
        for text in [
            "",
            "4",
            "M3x10",
            "608ZZ bearing",
            "R4-R1",
            "R1-C4",
            "R1-R999999",
            "see text",
            "PETG",
            "1N4148",
            "3DP",
            "DIN 912",
            "X-12",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
        assert!(is_electronic("R1") && !is_electronic("PART1"));
        assert_eq!(base("U3A"), "U3");
    }
}
