//! Ball bearings whose code and dimensions are both written: do they agree?
//!
//! Source: the boundary dimensions of ISO 15, as the catalogues of bearing makers list them.

/// Basic codes of deep groove ball bearings with bore, outside diameter and width, mm.
const CODES: [(&str, [f64; 3]); 40] = [
    ("623", [3.0, 10.0, 4.0]),
    ("624", [4.0, 13.0, 5.0]),
    ("625", [5.0, 16.0, 5.0]),
    ("626", [6.0, 19.0, 6.0]),
    ("627", [7.0, 22.0, 7.0]),
    ("608", [8.0, 22.0, 7.0]),
    ("609", [9.0, 24.0, 7.0]),
    ("629", [9.0, 26.0, 8.0]),
    ("607", [7.0, 19.0, 6.0]),
    ("606", [6.0, 17.0, 6.0]),
    ("605", [5.0, 14.0, 5.0]),
    ("604", [4.0, 12.0, 4.0]),
    ("6000", [10.0, 26.0, 8.0]),
    ("6001", [12.0, 28.0, 8.0]),
    ("6002", [15.0, 32.0, 9.0]),
    ("6003", [17.0, 35.0, 10.0]),
    ("6004", [20.0, 42.0, 12.0]),
    ("6005", [25.0, 47.0, 12.0]),
    ("6006", [30.0, 55.0, 13.0]),
    ("6200", [10.0, 30.0, 9.0]),
    ("6201", [12.0, 32.0, 10.0]),
    ("6202", [15.0, 35.0, 11.0]),
    ("6203", [17.0, 40.0, 12.0]),
    ("6204", [20.0, 47.0, 14.0]),
    ("6205", [25.0, 52.0, 15.0]),
    ("6206", [30.0, 62.0, 16.0]),
    ("6800", [10.0, 19.0, 5.0]),
    ("6801", [12.0, 21.0, 5.0]),
    ("6802", [15.0, 24.0, 5.0]),
    ("6803", [17.0, 26.0, 5.0]),
    ("6804", [20.0, 32.0, 7.0]),
    ("6805", [25.0, 37.0, 7.0]),
    ("6806", [30.0, 42.0, 7.0]),
    ("6900", [10.0, 22.0, 6.0]),
    ("6901", [12.0, 24.0, 6.0]),
    ("6902", [15.0, 28.0, 7.0]),
    ("6903", [17.0, 30.0, 7.0]),
    ("6904", [20.0, 37.0, 9.0]),
    ("6905", [25.0, 42.0, 9.0]),
    ("6906", [30.0, 47.0, 9.0]),
];

/// The code and the dimensions it has, when a text gives that code and other dimensions.
pub fn misnamed(text: &str) -> Option<(&'static str, [f64; 3])> {
    let given = dimensions(text)?;
    let word_codes = || {
        text.split(|c: char| !c.is_alphanumeric())
            .filter_map(|word| {
                let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                let digits = digits.trim_start_matches(['S', 's']);
                CODES.iter().find(|(code, _)| *code == digits)
            })
    };
    let mut codes = word_codes();
    let (code, known) = codes.next()?;
    if codes.any(|(other, _)| other != code) {
        return None;
    }
    // Bore and outside diameter, in whatever order the three are written.
    let mut given = given;
    given.sort_by(f64::total_cmp);
    let mut sorted = *known;
    sorted.sort_by(f64::total_cmp);
    (given != sorted).then_some((*code, *known))
}

/// The first three numbers joined by signs of multiplication.
fn dimensions(text: &str) -> Option<[f64; 3]> {
    let spaced: String = text
        .chars()
        .map(|c| {
            if matches!(c, '×' | '*' | 'X') {
                'x'
            } else {
                c
            }
        })
        .collect();
    let compact = spaced.replace(" x ", "x").replace("mm", "");
    compact
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, 'x' | '.' | ',')))
        .find_map(|word| {
            let numbers: Vec<f64> = word
                .trim_matches(['.', ','])
                .split('x')
                .map(|number| number.replace(',', ".").parse().ok())
                .collect::<Option<_>>()?;
            <[f64; 3]>::try_from(numbers).ok()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_dimensions_agree_or_not() {
        assert_eq!(misnamed("ISO 15 608-2Z 8×22×7"), None);
        assert_eq!(misnamed("608ZZ 22x8x7 mm"), None);
        assert_eq!(
            misnamed("625ZZ 8 x 22 x 7"),
            Some(("625", [5.0, 16.0, 5.0]))
        );
        assert_eq!(misnamed("608 bearing"), None);
        assert_eq!(misnamed("8x22x7"), None);
    }
}
