//! One price cell: `12,50 €`, `$1,234.50`, `0.02 €/pc`, `5 € per 100`, `free`, `~5`.

use super::amount::Amount;
use super::currency;
use crate::package::bom::filler::is_filler;
use crate::package::bom::grid::Cell;
use crate::package::bom::number::{Decimal, plain};
use crate::package::bom::words::{fold, is_among};

/// What a price cell says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reading {
    /// Nothing, or that nothing is given (`-`, `n/a`).
    #[default]
    Missing,
    /// Words instead of a number (`see link`, `from stock`), or filler.
    Words,
    /// A price.
    Price(Price),
    /// No price.
    Bad(Badness),
}

/// A price as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// How much for [`Self::per`] pieces.
    pub amount: Amount,
    /// How many pieces it buys; 1 unless the cell says so.
    pub per: u32,
    /// The ISO 4217 code, when the cell itself names the currency.
    pub currency: Option<&'static str>,
    /// Whether it is about so much, or more is said than one number.
    pub approximate: bool,
    /// Decimal places that the cell shows.
    pub places: u32,
}

/// Why a cell is no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badness {
    /// Below zero.
    Negative,
    /// Figures that are no number (`1.2.3`, `12,5O`).
    Unreadable,
    /// A spreadsheet has made a date of it.
    Date,
    /// A formula that failed (`#REF!`).
    Formula,
}

/// Cells that say that there is no price to give.
const NOT_GIVEN: &str = "n a|na|none|nil|k a|keine|unknown|unbekannt|inconnu";

/// Words for "costs nothing".
const FREE: &str = "\
free|gratis|kostenlos|umsonst|gratuit|gratuite|gratuito|for free|free of charge|no cost|offert|geschenkt";

/// What may stand before a price that is about right.
const ABOUT: &str = "\
~|≈|±|about|approx|approximately|apx|circa|ca|c|around|roughly|from|up to|max|min|under|over|below|above|at least|\
less than|more than|<|>|≤|≥|<=|>=|est|estimated|ab|bis|etwa|rund|ungefahr|unter|uber|env|environ|a partir de|\
des|moins de|desde|aprox|unos|hasta|da|fino a|circa da|vanaf|ongeveer|tot";

/// What a price may be for, when it is for one.
const ONE_OF: &str = "\
each|ea|a piece|apiece|piece|pieces|pc|pcs|pce|unit|units|item|stk|st|stuck|stueck|stueckpreis|der|u|ud|uds|un|unite|\
piece s|unidad|unita|pezzo|pz|cad|cadauno|stuks|szt|ks|шт|个|個|只|片|本|m|meter|metre|kg|g|l|roll|set|pack|pair|board|ht|ttc|\
net|netto|brutto|plus|excl|incl|inkl|zzgl|only|or so|total|per|";

/// Reads a price cell; `decimal` is the sign that the table's numbers use.
pub fn read(cell: &Cell, decimal: Decimal) -> Reading {
    if cell.date {
        return Reading::Bad(Badness::Date);
    }
    if let Some(number) = cell.number {
        let Some(amount) = Amount::of_number(number) else {
            return Reading::Bad(Badness::Unreadable);
        };
        if amount.is_negative() {
            return Reading::Bad(Badness::Negative);
        }
        let shown = number.to_string();
        let places = shown.split_once('.').map_or(0, |(_, places)| places.len());
        return Reading::Price(Price {
            amount,
            per: 1,
            currency: currency::of(&cell.text).or(cell.currency),
            approximate: false,
            places: places.min(6) as u32,
        });
    }
    match read_text(&cell.text, decimal) {
        Reading::Price(price) => Reading::Price(Price {
            currency: price.currency.or(cell.currency),
            ..price
        }),
        other => other,
    }
}

/// Reads a price from text.
pub fn read_text(text: &str, decimal: Decimal) -> Reading {
    let tidy = tidy(text);
    let text = tidy.as_str();
    if text
        .chars()
        .all(|c| !c.is_alphanumeric() && !matches!(c, '#' | '?' | '…'))
    {
        return Reading::Missing;
    }
    if is_failed_formula(text) {
        return Reading::Bad(Badness::Formula);
    }
    let folded = fold(text);
    if is_among(NOT_GIVEN, &folded) {
        return Reading::Missing;
    }
    if !text.contains(|c: char| c.is_ascii_digit()) {
        let free = !is_filler(text)
            && FREE.split('|').any(|phrase| {
                folded
                    .strip_prefix(phrase)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            });
        return if free {
            Reading::Price(Price {
                amount: Amount::ZERO,
                per: 1,
                currency: None,
                approximate: false,
                places: 2,
            })
        } else {
            Reading::Words
        };
    }
    let named = currency::find(text);
    // `3 for $10`: three of them cost ten.
    if let Some((_, at)) = &named
        && let Some((pieces, rest)) = text.split_once(" for ")
        && at.start > pieces.len()
        && let Some(per) = whole(&fold(pieces))
        && let Reading::Price(price) = read_text(rest, decimal)
    {
        return Reading::Price(Price { per, ..price });
    }
    // The currency is taken out, but where it stands for the decimal sign: `5€20`.
    let (code, bare) = match &named {
        None => (None, text.to_owned()),
        Some((code, at)) => {
            let (before, after) = (&text[..at.start], &text[at.end..]);
            let inside = before.ends_with(|c: char| c.is_ascii_digit())
                && after.len() >= 2
                && after.bytes().take(2).all(|b| b.is_ascii_digit())
                && !after[2..].starts_with(|c: char| c.is_ascii_digit());
            let joint = if inside { "." } else { " " };
            (Some(*code), format!("{before}{joint}{after}"))
        }
    };
    number(bare.trim(), decimal).map_or_else(
        || {
            if is_garbled(bare.trim()) {
                Reading::Bad(Badness::Unreadable)
            } else {
                Reading::Words
            }
        },
        |reading| match reading {
            Reading::Price(price) => Reading::Price(Price {
                currency: code,
                ..price
            }),
            other => other,
        },
    )
}

/// Reads what is left without the currency.
fn number(text: &str, decimal: Decimal) -> Option<Reading> {
    let (text, accounted) = match text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        Some(inner) if !inner.contains(char::is_alphabetic) => (inner.trim(), true),
        _ => (text, false),
    };
    let start = text.find(|c: char| c.is_ascii_digit())?;
    // `.50`
    let start = match text[..start].char_indices().next_back() {
        Some((at, '.' | ',')) => at,
        _ => start,
    };
    let before = text[..start]
        .trim()
        .trim_end_matches(['.', ':', '(', '='])
        .trim();
    let (before, negative) = match before.strip_suffix('-') {
        Some(rest) if rest.is_empty() || rest.ends_with(' ') => (rest.trim(), true),
        _ => (before, false),
    };
    let about = !before.is_empty();
    if about && !is_among(ABOUT, before) && !is_among(ABOUT, &fold(before)) {
        return None;
    }
    let tail = &text[start..];
    let held = tail
        .strip_prefix(['.', ','])
        .map_or_else(|| tail.to_owned(), |rest| format!("0.{rest}"));
    let (digits, rest) = plain(&held, decimal)?;
    let amount = Amount::parse(&digits)?;
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let mut price = Price {
        amount,
        per: 1,
        currency: None,
        approximate: about,
        places: places.min(6) as u32,
    };
    // `12.-`, `12,--`
    let rest = rest
        .trim_start_matches(['.', ','])
        .trim_start_matches('-')
        .trim();
    if held[digits_end(&held, rest)..].starts_with(|c: char| c.is_alphabetic())
        && !is_among(ONE_OF, &fold(first_word(rest)))
    {
        return None;
    }
    follow(&mut price, rest, decimal)?;
    if negative || accounted {
        return Some(Reading::Bad(if price.amount == Amount::ZERO {
            Badness::Unreadable
        } else {
            Badness::Negative
        }));
    }
    Some(Reading::Price(price))
}

/// Where the rest begins when it touches the number.
fn digits_end(held: &str, rest: &str) -> usize {
    held.len()
        - rest.len()
        - usize::from(
            !rest.is_empty()
                && !held[..held.len() - rest.len()].ends_with(|c: char| c.is_ascii_digit()),
        )
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or("")
}

/// What stands after the number: `/100`, `per 10`, `each`, a remark.
fn follow(price: &mut Price, rest: &str, decimal: Decimal) -> Option<()> {
    if rest.is_empty() {
        return Some(());
    }
    let folded = fold(rest);
    if !rest.contains(|c: char| c.is_ascii_digit()) {
        return Some(());
    }
    for word in ["for", "fur", "pour", "por", "per"] {
        let Some(after) = folded.strip_prefix(word).map(str::trim_start) else {
            continue;
        };
        if let Some(per) = whole(after) {
            price.per = per;
            return Some(());
        }
    }
    let after = rest.strip_prefix(['/', 'à', '@']).or_else(|| {
        ["je", "pro", "par"]
            .iter()
            .find_map(|word| rest.strip_prefix(word))
    });
    if let Some(per) = after.and_then(|after| whole(&fold(after))) {
        price.per = per;
        return Some(());
    }
    // `5-8`, `5 (10 pack)`, `5 + 2 shipping`: one price, and more that is not understood.
    let next = rest.trim_start_matches(['-', ' ', '.']);
    if next.starts_with(|c: char| c.is_ascii_digit()) && plain(next, decimal).is_none() {
        return None;
    }
    price.approximate = true;
    Some(())
}

/// The whole number that begins a folded text, when only words follow.
fn whole(folded: &str) -> Option<u32> {
    let mut words = folded.split(' ');
    let first = words.next()?;
    let digits = first.trim_end_matches(|c: char| c.is_alphabetic());
    let number: u32 = digits.parse().ok()?;
    let words_only = words.all(|word| !word.contains(|c: char| c.is_ascii_digit()));
    ((1..=1_000_000).contains(&number) && words_only).then_some(number)
}

/// Signs that mean the same, made the same.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '–' | '—' | '−' | '‐' | '‑' => out.push('-'),
            '\u{a0}' | '\u{2009}' | '\u{202f}' | '\n' | '\t' | '\r' => out.push(' '),
            '’' | '‘' | '`' | '´' => out.push('\''),
            '０'..='９' => out.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            '"' => {}
            other => out.push(other),
        }
    }
    out.trim_matches(['*', ' ']).to_owned()
}

/// Whether a spreadsheet shows this instead of a result.
fn is_failed_formula(text: &str) -> bool {
    const ERRORS: &str = "#REF!|#DIV/0!|#VALUE!|#NAME?|#NUM!|#NULL!|#N/A|#ERROR!|#WERT!|#BEZUG!|#NOMBRE?|#VALOR!|#VALEUR!";
    let upper = text.to_uppercase();
    is_among(ERRORS, &upper) || upper.starts_with("ERR:5")
}

/// Whether a text was meant as a number: figures with a slip of the fingers among them.
fn is_garbled(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let one_word = !text.contains(' ')
        && text.starts_with(|c: char| {
            c.is_ascii_digit() || matches!(c, 'l' | 'I' | 'O' | 'o' | '.' | ',' | '-')
        });
    // `12.5x`, `1O.00`; `3d` and `24h` are words.
    one_word
        && digits >= 1
        && letters <= 2
        && (letters == 0 || text.contains(['.', ',']) || text.contains(['O', 'o', 'l', 'I']))
        && !text.contains(['/', ':', '(', '[', '%'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str, decimal: Decimal) -> Option<(String, u32, Option<&'static str>, bool)> {
        match read_text(text, decimal) {
            Reading::Price(price) => Some((
                price.amount.to_string(),
                price.per,
                price.currency,
                price.approximate,
            )),
            _ => None,
        }
    }

    #[test]
    fn what_people_write_is_read() {
        use Decimal::{Comma, Point};
        for (text, decimal, amount, per, currency, approximate) in [
            ("12.50", Point, "12.50", 1, None, false),
            ("12,50 €", Comma, "12.50", 1, Some("EUR"), false),
            ("12,50 €", Point, "12.50", 1, Some("EUR"), false),
            ("1,234.56", Point, "1234.56", 1, None, false),
            ("1.234,56", Point, "1234.56", 1, None, false),
            ("1 234,56 €", Comma, "1234.56", 1, Some("EUR"), false),
            ("1\u{202f}234,56 €", Comma, "1234.56", 1, Some("EUR"), false),
            ("1'234.56 CHF", Point, "1234.56", 1, Some("CHF"), false),
            ("CHF 12.–", Point, "12.00", 1, Some("CHF"), false),
            ("EUR 3.-", Comma, "3.00", 1, Some("EUR"), false),
            ("12,--", Comma, "12.00", 1, None, false),
            ("$1,234.50", Point, "1234.50", 1, Some("USD"), false),
            ("US$ 5", Point, "5.00", 1, Some("USD"), false),
            ("5€20", Comma, "5.20", 1, Some("EUR"), false),
            ("£.50", Point, "0.50", 1, Some("GBP"), false),
            ("0.02 €/pc", Point, "0.02", 1, Some("EUR"), false),
            ("0.0213", Point, "0.0213", 1, None, false),
            ("5 € per 100", Point, "5.00", 100, Some("EUR"), false),
            ("5.99/100", Point, "5.99", 100, None, false),
            ("$8 / 10 pcs", Point, "8.00", 10, Some("USD"), false),
            ("5 € pro 100 Stück", Comma, "5.00", 100, Some("EUR"), false),
            ("3 for $10", Point, "10.00", 3, Some("USD"), false),
            ("$5 for 10", Point, "5.00", 10, Some("USD"), false),
            ("free", Point, "0.00", 1, None, false),
            ("kostenlos (Spende)", Point, "0.00", 1, None, false),
            ("0", Point, "0.00", 1, None, false),
            ("~5 €", Point, "5.00", 1, Some("EUR"), true),
            ("ca. 5,20 €", Comma, "5.20", 1, Some("EUR"), true),
            ("from $3", Point, "3.00", 1, Some("USD"), true),
            ("5-8 €", Point, "5.00", 1, Some("EUR"), true),
            ("5 + 2 shipping", Point, "5.00", 1, None, true),
            ("5.99 each", Point, "5.99", 1, None, false),
            ("¥0.0123", Point, "0.0123", 1, Some("JPY"), false),
            ("**163 Euro**", Point, "163.00", 1, Some("EUR"), false),
        ] {
            assert_eq!(
                price(text, decimal),
                Some((amount.to_owned(), per, currency, approximate)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_price_is_told() {
        for (text, badness) in [
            ("-5", Badness::Negative),
            ("-5.00 €", Badness::Negative),
            ("€ -5", Badness::Negative),
            ("($5.00)", Badness::Negative),
            ("1.2.3", Badness::Unreadable),
            ("12,5O", Badness::Unreadable),
            ("1O.00", Badness::Unreadable),
            ("$1,2,3", Badness::Unreadable),
            ("#REF!", Badness::Formula),
            ("#DIV/0!", Badness::Formula),
            ("Err:502", Badness::Formula),
        ] {
            assert_eq!(
                read_text(text, Decimal::Point),
                Reading::Bad(badness),
                "{text:?}"
            );
        }
        for text in ["", "-", "n/a", "N/A", "--", "–", "$ -", "€"] {
            assert_eq!(
                read_text(text, Decimal::Point),
                Reading::Missing,
                "{text:?}"
            );
        }
        for text in [
            "see link",
            "from stock",
            "varies",
            "TBD",
            "had 3 at home",
            "see row 5",
            "included in kit 2",
            "24h",
            "3D",
            "?",
        ] {
            assert_eq!(read_text(text, Decimal::Point), Reading::Words, "{text:?}");
        }
    }
}
