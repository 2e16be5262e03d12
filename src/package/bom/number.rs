//! Numbers as people write them: decimal points and commas, thousands separators, currency signs.

use super::grid::Row;

/// Which sign separates the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decimal {
    /// `2.5`
    #[default]
    Point,
    /// `2,5`
    Comma,
}

impl Decimal {
    /// What a table uses, from the numbers in it that can be read only one way.
    pub fn of(rows: &[Row], semicolons: bool) -> Self {
        let (mut points, mut commas) = (0_usize, usize::from(semicolons));
        for cell in rows.iter().flat_map(|row| &row.cells) {
            let text = cell.text.trim_matches(|c: char| !c.is_ascii_digit());
            if !text
                .bytes()
                .all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
            {
                continue;
            }
            match text.rfind(['.', ',']) {
                // Three digits after one sign may be thousands.
                Some(at) if text.len() - at != 4 => {
                    if text.as_bytes()[at] == b',' {
                        commas += 1;
                    } else {
                        points += 1;
                    }
                }
                _ => {}
            }
        }
        if commas > points {
            Self::Comma
        } else {
            Self::Point
        }
    }
}

/// The number at the start of `text`, which begins with a digit or a decimal sign, and what follows.
///
/// `1,000` is a thousand and `1.000` one with a decimal point; the other way round with a comma.
pub fn leading(text: &str, decimal: Decimal) -> Option<(f64, &str)> {
    let (plain, rest) = plain(text, decimal)?;
    let value: f64 = plain.parse().ok()?;
    value.is_finite().then_some((value, rest))
}

/// The number at the start of `text` as digits with at most one point, and what follows.
pub fn plain(text: &str, decimal: Decimal) -> Option<(String, &str)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while end < bytes.len()
        && (digit(end) || (matches!(bytes[end], b'.' | b',' | b'\'') && digit(end + 1)))
    {
        end += 1;
    }
    // A space may separate thousands, in groups of three.
    while matches!(bytes.get(end), Some(b' '))
        && (1..4).all(|i| digit(end + i))
        && !digit(end + 4)
        && !text[..end].contains(['.', ','])
        && text[..end]
            .split(' ')
            .next()
            .is_some_and(|first| first.len() <= 3)
    {
        end += 4;
        // `1 234,56`
        if matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1) {
            end += 1;
            while digit(end) {
                end += 1;
            }
        }
    }
    let (number, rest) = text.split_at(end);
    let number: String = number
        .chars()
        .filter(|c| !matches!(c, ' ' | '\''))
        .collect();
    let signs: Vec<(usize, char)> = number
        .char_indices()
        .filter(|(_, c)| matches!(c, '.' | ','))
        .collect();
    let plain = match signs.as_slice() {
        [] => number,
        [(at, sign)] => {
            let thousands = number.len() - at == 4
                && (1..=3).contains(at)
                && !number.starts_with('0')
                && (*sign == ',') == (decimal == Decimal::Point);
            number.replace(*sign, if thousands { "" } else { "." })
        }
        [.., (last, sign)] => {
            if signs.iter().all(|(_, other)| other == sign) {
                // Thousands, or the groups of two that India writes above them.
                let grouped = signs
                    .iter()
                    .zip(signs.iter().skip(1))
                    .all(|((a, _), (b, _))| b - a == 4 || (b - a == 3 && *sign == ','))
                    && number.len() - last == 4;
                if !grouped {
                    return None;
                }
                number.replace(*sign, "")
            } else if signs.iter().filter(|(_, other)| other == sign).count() == 1 {
                let other = if *sign == ',' { '.' } else { ',' };
                number.replace(other, "").replace(*sign, ".")
            } else {
                return None;
            }
        }
    };
    (!plain.is_empty()).then_some((plain, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_both_kinds() {
        use Decimal::{Comma, Point};
        let read = |text: &str, decimal| leading(text, decimal).map(|(value, _)| value);
        assert_eq!(read("2,5 m", Point), Some(2.5));
        assert_eq!(read("2.5", Comma), Some(2.5));
        assert_eq!(read("1,000", Point), Some(1000.0));
        assert_eq!(read("1,000", Comma), Some(1.0));
        assert_eq!(read("1.000", Comma), Some(1000.0));
        assert_eq!(read("1.000", Point), Some(1.0));
        assert_eq!(read("0,125", Point), Some(0.125));
        assert_eq!(read("1.234.567,89", Point), Some(1_234_567.89));
        assert_eq!(read("1,234.5", Comma), Some(1234.5));
        assert_eq!(read("12 500 pcs", Point), Some(12_500.0));
        assert_eq!(read("4 100mm", Point), Some(4100.0));
        assert_eq!(read("1 234,56 €", Point), Some(1234.56));
        assert_eq!(read("1'234.56", Point), Some(1234.56));
        assert_eq!(read("1,00,000", Point), Some(100_000.0));
        assert_eq!(read("1.5.2", Point), None);
        assert_eq!(read("x", Point), None);
    }
}
