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

/// An amount of money.
#[derive(Debug, Clone, PartialEq)]
pub struct Money {
    /// How much.
    pub amount: f64,
    /// The ISO 4217 code, when the cell names the currency.
    pub currency: Option<&'static str>,
}

/// Signs and codes of currencies; a bare `$` is taken for the US dollar.
const CURRENCIES: [(&str, &str); 24] = [
    ("€", "EUR"),
    ("EUR", "EUR"),
    ("euro", "EUR"),
    ("US$", "USD"),
    ("USD", "USD"),
    ("A$", "AUD"),
    ("AUD", "AUD"),
    ("C$", "CAD"),
    ("CAD", "CAD"),
    ("R$", "BRL"),
    ("BRL", "BRL"),
    ("£", "GBP"),
    ("GBP", "GBP"),
    ("CHF", "CHF"),
    ("JPY", "JPY"),
    ("¥", "JPY"),
    ("CNY", "CNY"),
    ("RMB", "CNY"),
    ("SEK", "SEK"),
    ("DKK", "DKK"),
    ("NOK", "NOK"),
    ("PLN", "PLN"),
    ("INR", "INR"),
    ("$", "USD"),
];

/// Reads a price: `12,50 €`, `$1,234.50`, `EUR 3.-`.
pub fn money(text: &str, decimal: Decimal) -> Option<Money> {
    let currency = CURRENCIES
        .iter()
        .find(|(sign, _)| text.contains(sign))
        .map(|(_, code)| *code);
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (amount, _) = leading(&text[start..], decimal)?;
    let negative = text[..start].contains('-');
    Some(Money {
        amount: if negative { -amount } else { amount },
        currency,
    })
}

/// The number at the start of `text`, which begins with a digit or a decimal sign, and what follows.
///
/// `1,000` is a thousand and `1.000` one with a decimal point; the other way round with a comma.
pub fn leading(text: &str, decimal: Decimal) -> Option<(f64, &str)> {
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
                let grouped = signs
                    .iter()
                    .zip(signs.iter().skip(1))
                    .all(|((a, _), (b, _))| b - a == 4)
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
    let value: f64 = plain.parse().ok()?;
    value.is_finite().then_some((value, rest))
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
        assert_eq!(read("1.5.2", Point), None);
        assert_eq!(read("x", Point), None);
    }

    #[test]
    fn money_names_its_currency() {
        let read = |text: &str| money(text, Decimal::Comma).map(|m| (m.amount, m.currency));
        assert_eq!(read("12,50 €"), Some((12.5, Some("EUR"))));
        assert_eq!(read("$1,234.50"), Some((1234.5, Some("USD"))));
        assert_eq!(read("EUR 3.-"), Some((3.0, Some("EUR"))));
        assert_eq!(read("4"), Some((4.0, None)));
        assert_eq!(read("free"), None);
    }
}
