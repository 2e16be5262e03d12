//! Currencies: signs, ISO 4217 codes and names, as bills write them.

/// A currency that a cell is said to have and that nobody can tell: `kr`, a workbook's "local" format.
pub const LOCAL: &str = "XXX";

/// Signs, the longer first; a bare `$` is taken for the US dollar and `¥` for the yen.
const SIGNS: [(&str, &str); 31] = [
    ("US$", "USD"),
    ("AU$", "AUD"),
    ("CA$", "CAD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("NT$", "TWD"),
    ("MX$", "MXN"),
    ("SG$", "SGD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("R$", "BRL"),
    ("S$", "SGD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("CN¥", "CNY"),
    ("元", "CNY"),
    ("円", "JPY"),
    ("¥", "JPY"),
    ("￥", "JPY"),
    ("₹", "INR"),
    ("₽", "RUB"),
    ("₩", "KRW"),
    ("₺", "TRY"),
    ("₴", "UAH"),
    ("฿", "THB"),
    ("₫", "VND"),
    ("₪", "ILS"),
    ("₱", "PHP"),
    ("Kč", "CZK"),
    ("zł", "PLN"),
    ("$", "USD"),
];

/// Codes that stand for themselves.
const CODES: [&str; 38] = [
    "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "KRW",
    "INR", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "ZAR", "SEK", "NOK", "DKK", "ISK", "PLN",
    "CZK", "HUF", "RON", "BGN", "TRY", "RUB", "UAH", "ILS", "THB", "VND", "PHP", "IDR",
];

/// Names and abbreviations, lower case.
const NAMES: [(&str, &str); 27] = [
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("eu", "EUR"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("us", "USD"),
    ("usdollar", "USD"),
    ("pound", "GBP"),
    ("pounds", "GBP"),
    ("quid", "GBP"),
    ("sfr", "CHF"),
    ("fr", "CHF"),
    ("franken", "CHF"),
    ("yen", "JPY"),
    ("rmb", "CNY"),
    ("yuan", "CNY"),
    ("rs", "INR"),
    ("rupees", "INR"),
    ("inr", "INR"),
    ("reais", "BRL"),
    ("zl", "PLN"),
    ("zloty", "PLN"),
    ("kc", "CZK"),
    ("ft", "HUF"),
    ("huf", "HUF"),
    ("kr", LOCAL),
    ("sek", "SEK"),
];

/// The first currency that a text names, with the bytes of the text that name it.
pub fn find(text: &str) -> Option<(&'static str, std::ops::Range<usize>)> {
    let word = words(text).find_map(|(start, word)| {
        let code = of_word(word)?;
        Some((code, start..start + word.len()))
    });
    let sign = SIGNS
        .iter()
        .filter_map(|(sign, code)| {
            let at = text.find(sign)?;
            Some((at, *code, sign.len()))
        })
        .min_by_key(|(at, _, length)| (*at, usize::MAX - length))
        .map(|(at, code, length)| (code, at..at + length));
    match (sign, word) {
        // `US$` is a word and a sign; `Kč` too.
        (Some(sign), Some(word)) if sign.1.start <= word.1.end => Some(sign),
        (_, Some(word)) => Some(word),
        (sign, None) => sign,
    }
}

/// The first currency that a text names.
pub fn of(text: &str) -> Option<&'static str> {
    find(text).map(|(code, _)| code)
}

/// The currency that a word of letters names.
pub fn of_word(word: &str) -> Option<&'static str> {
    if let Some(code) = CODES.iter().find(|code| code.eq_ignore_ascii_case(word)) {
        // `try` is a word; `TRY` a currency.
        let also_a_word = ["TRY", "PEN", "COP"].contains(code);
        return (!also_a_word || word == *code).then_some(code);
    }
    let lower = word.to_lowercase();
    NAMES
        .iter()
        .find(|(name, _)| *name == lower)
        .filter(|(name, _)| {
            // Two letters are abbreviations only as money writes them.
            name.len() > 2
                || !matches!(*name, "us" | "eu" | "fr" | "ft")
                || word == "Ft"
                || word == "Fr"
        })
        .map(|(_, code)| *code)
}

/// The runs of letters of a text, with where each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphabetic)?;
        let end = text[start..]
            .find(|c: char| !c.is_alphabetic())
            .map_or(text.len(), |length| start + length);
        rest = end;
        Some((start, &text[start..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_are_named_in_many_ways() {
        for (text, code) in [
            ("12,50 €", "EUR"),
            ("US$ 3", "USD"),
            ("USD3", "USD"),
            ("$3", "USD"),
            ("AU$3", "AUD"),
            ("R$ 3,00", "BRL"),
            ("£3", "GBP"),
            ("Price (EUR)", "EUR"),
            ("cost, total (eur)", "EUR"),
            ("3 Euro", "EUR"),
            ("Fr. 3.-", "CHF"),
            ("Rs. 300", "INR"),
            ("300 Ft", "HUF"),
            ("30 Kč", "CZK"),
            ("30 zł", "PLN"),
            ("30 kr", LOCAL),
            ("单价(元)", "CNY"),
            ("precio en dólares USD", "USD"),
        ] {
            assert_eq!(of(text), Some(code), "{text:?}");
        }
        for text in [
            "3",
            "Price",
            "3 ft",
            "for us",
            "try it",
            "Preis pro Stück",
            "3 each",
        ] {
            assert_eq!(of(text), None, "{text:?}");
        }
    }
}
