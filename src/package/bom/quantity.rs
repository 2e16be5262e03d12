//! How many: numbers as people write them in bills, read kindly.

use super::filler;
use super::grid::Cell;
use super::number::{Decimal, leading};
use super::words::{fold, is_among};

/// What a quantity cell says.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Quantity {
    /// Nothing.
    #[default]
    Missing,
    /// A number.
    Number {
        /// The number, or the lower end of a range.
        value: f64,
        /// The upper end of a range.
        most: Option<f64>,
        /// What it counts (`m`, `pcs`), as written.
        unit: Option<String>,
    },
    /// Deliberately no number: as needed, optional.
    AsNeeded,
    /// The line is not populated.
    NotPopulated,
    /// Filler such as `TBD`, which is a defect of its own.
    Filler,
    /// No quantity.
    Bad(Badness),
}

/// Why a cell is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badness {
    /// Nothing is needed: why is the line there?
    Zero,
    /// Below zero.
    Negative,
    /// Not a number.
    NotANumber,
    /// A spreadsheet has made a date of it.
    Date,
}

/// Phrases that deliberately state no number.
const AS_NEEDED: &str = "\
as needed|as required|as necessary|as desired|a r|ar|if needed|if required|optional|opt|some|several|a few|\
few|various|var|varies|variable|a bit|a little|any|depends|see notes|see note|n a|na|sufficient|enough|bulk|\
roll|reel|bottle|tube|spool|nach bedarf|n b|bei bedarf|diverse|div|einige|etwas|ausreichend|variabel|\
je nach bedarf|ein wenig|selon besoin|au besoin|si besoin|quelques|divers|facultatif|un peu|suivant besoin|\
segun necesidad|segun se necesite|algunos|varios|opcional|lo necesario|q b|quanto basta|al bisogno|alcuni|\
vari|opzionale|facoltativo|quanto necessario|naar behoefte|indien nodig|enkele|diversen|optioneel|naar wens|\
conforme necessario|se necessario|alguns|conforme necessidade";

/// First words of phrases that leave the number to the builder ("selon montage", "depends on the bed").
const DEPENDS: &str = "\
depends|depending|according|varies|selon|suivant|segun|depende|secondo|dipende|afhankelijk|conforme|as|nach|\
je nach";

/// Words for small numbers.
const NUMBER_WORDS: [(f64, &str); 13] = [
    (
        1.0,
        "one|single|a|an|set|kit|ein|eine|eins|satz|je|un|une|jeu|uno|una|juego|een|um|uma",
    ),
    (
        2.0,
        "two|pair|zwei|paar|deux|paire|dos|par|due|coppia|twee|dois|duas",
    ),
    (3.0, "three|drei|trois|tres|tre|drie"),
    (4.0, "four|vier|quatre|cuatro|quattro|quatro"),
    (5.0, "five|funf|cinq|cinco|cinque|vijf"),
    (6.0, "six|sechs|seis|sei|zes"),
    (7.0, "seven|sieben"),
    (8.0, "eight|acht"),
    (9.0, "nine|neun"),
    (10.0, "ten|zehn"),
    (11.0, "eleven"),
    (12.0, "twelve|dozen|zwolf"),
    (0.5, "half"),
];

/// Units that may touch the number.
const UNITS: &str = "\
x|pcs|pc|pce|ea|off|m|mm|cm|dm|km|in|inch|ft|yd|g|kg|mg|lb|lbs|oz|l|ml|cl|cc|m2|m²|cm2|cm²|mm2|mm²|m3|m³|cm3|\
cm³|stk|st|stck|ud|uds|u|pz|ks|szt|pz|h|k|rolls|roll|sets|set|pairs|pair|pack|packs|pieces|piece|meter|meters|\
metre|metres|个|個|只|片|шт|%|er|m.|pkg|pk";

/// Reads a quantity cell.
pub fn read(cell: &Cell, decimal: Decimal) -> Quantity {
    if let Some(number) = cell.number {
        return of_value(number);
    }
    if cell.date {
        return Quantity::Bad(Badness::Date);
    }
    read_text(&cell.text, decimal)
}

fn of_value(value: f64) -> Quantity {
    if !value.is_finite() {
        Quantity::Bad(Badness::NotANumber)
    } else if value == 0.0 {
        Quantity::Bad(Badness::Zero)
    } else if value < 0.0 {
        Quantity::Bad(Badness::Negative)
    } else {
        Quantity::Number {
            value,
            most: None,
            unit: None,
        }
    }
}

/// Reads a quantity from text.
pub fn read_text(text: &str, decimal: Decimal) -> Quantity {
    let text = tidy(text);
    let text = text.as_str();
    if text.is_empty() || text.chars().all(|c| matches!(c, '-' | '/' | '.' | ' ')) {
        return Quantity::Missing;
    }
    if filler::is_filler(text) {
        return Quantity::Filler;
    }
    let folded = fold(text);
    if is_not_populated(&folded) {
        return Quantity::NotPopulated;
    }
    if AS_NEEDED.split('|').any(|phrase| begins(&folded, phrase)) {
        return Quantity::AsNeeded;
    }
    let depends = DEPENDS.split('|').any(|word| begins(&folded, word));
    if depends || folded.contains("as needed") || folded.contains("as required") {
        return Quantity::AsNeeded;
    }
    if let Some(quantity) = figures(text, decimal) {
        return quantity;
    }
    number_word(&folded).map_or(Quantity::Bad(Badness::NotANumber), |value| {
        Quantity::Number {
            value,
            most: None,
            unit: None,
        }
    })
}

/// Whether a folded cell says that the line is not populated, perhaps with a reason after it.
pub fn is_not_populated(folded: &str) -> bool {
    const PHRASES: &str = "\
dnp|dnf|dni|dns|do not populate|do not place|do not fit|not populated|not fitted|no stuff|nopop|no pop|\
unpopulated|nicht bestuckt|nicht bestucken|non monte|no montar|non montare|niet plaatsen";
    PHRASES.split('|').any(|phrase| begins(folded, phrase))
}

/// Whether a folded text is a phrase, perhaps with more words after it.
fn begins(folded: &str, phrase: &str) -> bool {
    folded
        .strip_prefix(phrase)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Signs that mean the same, made the same.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '×' | '✕' | '✖' | '·' | '*' => out.push('x'),
            '–' | '—' | '−' | '‐' | '‑' => out.push('-'),
            '\u{a0}' | '\u{2009}' | '\u{202f}' | '\n' | '\t' | '\r' => out.push(' '),
            '½' => out.push_str(" 1/2"),
            '¼' => out.push_str(" 1/4"),
            '¾' => out.push_str(" 3/4"),
            '⅓' => out.push_str(" 1/3"),
            '’' => out.push('\''),
            '`' | '"' => {}
            other => out.push(other),
        }
    }
    out.trim().to_owned()
}

/// What may stand before the number.
const BEFORE: &str = "\
x|~|≈|±|=|+|>=|<=|>|<|≥|≤|about|approximately|approx.|approx|apx.|appr.|circa|ca.|ca|c.|around|roughly|\
at least|min.|min|minimum|max.|max|maximum|up to|qty:|qty|quantity:|mind.|mindestens|etwa|rund|bis zu|\
ungefahr|ungefähr|environ|env.|env|unos|aprox.|aprox|circa.|ongeveer|cerca de|je|a|per|(|total|total:|each|\
1 set of|set of|pack of|lot of";

/// Reads text that holds figures; `None` when it does not begin with a number.
fn figures(text: &str, decimal: Decimal) -> Option<Quantity> {
    let lower = text.to_lowercase();
    let mut rest = lower.as_str();
    while let Some(after) = BEFORE.split('|').find_map(|word| {
        rest.strip_prefix(word).filter(|after| {
            after.starts_with(|c: char| c.is_ascii_digit() || c == ' ' || c == '.')
                || !word.ends_with(|c: char| c.is_alphanumeric())
        })
    }) {
        rest = after.trim_start();
    }
    let negative = rest
        .strip_prefix('-')
        .map(str::trim_start)
        .filter(|after| after.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(after) = negative {
        let (value, tail) = leading(after, decimal)?;
        return Some(if value > 0.0 && follows(tail).is_some() {
            Quantity::Bad(Badness::Negative)
        } else {
            Quantity::Bad(Badness::NotANumber)
        });
    }
    if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let bad = Some(Quantity::Bad(Badness::NotANumber));
    let rest = rest
        .strip_prefix(['.', ','])
        .map_or_else(|| rest.to_owned(), |after| format!("0.{after}"));
    let Some((first, tail)) = leading(&rest, decimal) else {
        return bad;
    };
    let mut value = first;
    let mut most = None;
    let mut tail = tail;
    let number_after = |tail: &str| {
        let tail = tail.trim_start();
        if tail.starts_with(|c: char| c.is_ascii_digit()) {
            leading(tail, decimal).map(|(value, rest)| (value, rest.to_owned()))
        } else {
            None
        }
    };
    let held;
    let trimmed = tail.trim_start();
    if let Some((other, rest)) = [
        "-", "..", "to ", "bis ", "a ", "à ", "tot ", "...", "…", "/",
    ]
    .iter()
    .find_map(|word| trimmed.strip_prefix(word).and_then(number_after))
    {
        if trimmed.starts_with('/') {
            // `1/2` is a half; `4/2` of this and that is no single number, but a number it is.
            if other == 0.0 {
                return bad;
            }
            if value < other {
                value /= other;
            } else {
                most = Some(value);
                value = other;
            }
        } else {
            most = Some(other.max(value));
            value = value.min(other);
        }
        held = rest;
        tail = &held;
    } else if let Some((numerator, rest)) = number_after(trimmed)
        && let Some((denominator, rest)) = rest.strip_prefix('/').and_then(number_after)
        && denominator != 0.0
    {
        value += numerator / denominator;
        held = rest;
        tail = &held;
    } else if let Some((other, rest)) = trimmed.strip_prefix('+').and_then(number_after) {
        // `4+1`: with a spare; the design needs the first.
        most = Some(value + other);
        held = rest;
        tail = &held;
    } else if let Some((other, rest)) = trimmed.strip_prefix('x').and_then(number_after) {
        // `2 x 3` pieces, but `2 x 30 mm` long ones.
        if rest.trim().is_empty() {
            value *= other;
        }
        held = rest;
        tail = &held;
    }
    let Some(unit) = follows(tail).filter(|_| value.is_finite()) else {
        return bad;
    };
    if value == 0.0 && most.is_none_or(|most| most == 0.0) {
        let kind = fold(tail);
        return Some(if kind.contains("opt") || kind.contains("needed") {
            Quantity::AsNeeded
        } else {
            Quantity::Bad(Badness::Zero)
        });
    }
    Some(Quantity::Number {
        value,
        most,
        unit: (!unit.is_empty()).then(|| unit.to_owned()),
    })
}

/// What follows a number, when it may: a unit, a remark, nothing.
fn follows(tail: &str) -> Option<&str> {
    let unit = tail.trim();
    let touching = tail.chars().next().is_some_and(char::is_alphanumeric);
    if !touching {
        // `5 (spare 2)`, `4 pcs`, `2, black`, but not `4, 5, 6`.
        let listed = unit
            .strip_prefix([',', ';', '.', '&'])
            .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
        return (!listed && unit.len() <= 200).then_some(unit);
    }
    let word: String = unit
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '²' | '³' | '%'))
        .collect();
    is_among(UNITS, &word).then_some(unit)
}

/// `two`, `a pair`, `one per side`.
fn number_word(folded: &str) -> Option<f64> {
    let mut words = folded.split(' ');
    let first = words.next()?;
    let of = |word: &str| {
        NUMBER_WORDS
            .iter()
            .find(|(_, names)| is_among(names, word))
            .map(|(value, _)| *value)
    };
    let value = of(first)?;
    match words.next() {
        Some("pair" | "paar" | "paire" | "par") => Some(value * 2.0),
        Some("dozen") => Some(value * 12.0),
        None if matches!(first, "a" | "an") => None,
        Some(second) if matches!(first, "a" | "an") => of(second),
        _ => (folded.split(' ').count() <= 6).then_some(value),
    }
}

impl Quantity {
    /// Whether `count` things fulfil it.
    pub fn admits(&self, count: usize) -> bool {
        let count = count as f64;
        match self {
            Self::Number { value, most, .. } => {
                *value == count || most.is_some_and(|most| *value <= count && count <= most)
            }
            _ => true,
        }
    }

    /// The number, or the lower end of a range.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Number { value, .. } => Some(*value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        read_text(text, Decimal::Point).value()
    }

    #[test]
    fn what_people_write_is_read() {
        for (text, expected) in [
            ("4", 4.0),
            ("4.0", 4.0),
            ("4x", 4.0),
            ("x4", 4.0),
            ("4 ×", 4.0),
            ("× 4", 4.0),
            ("2 pcs", 2.0),
            ("2pcs.", 2.0),
            ("1 m", 1.0),
            ("2,5 m", 2.5),
            ("0.5kg", 0.5),
            ("10 (spare 2)", 10.0),
            ("1/2", 0.5),
            ("½", 0.5),
            ("1 1/2", 1.5),
            ("1½ m", 1.5),
            ("~5", 5.0),
            ("ca. 5", 5.0),
            ("approx 5", 5.0),
            ("1-2", 1.0),
            ("1–2", 1.0),
            ("2 to 4", 2.0),
            ("5+", 5.0),
            (">=4", 4.0),
            ("at least 4", 4.0),
            ("1,000", 1000.0),
            ("4+2", 4.0),
            ("4 + 1 spare", 4.0),
            ("2x3", 6.0),
            ("2 x 30 mm", 2.0),
            ("two", 2.0),
            ("a pair", 2.0),
            ("2 pairs", 2.0),
            ("zwei", 2.0),
            ("1 set", 1.0),
            ("4 per side", 4.0),
            ("3 Stück", 3.0),
            ("3 m²", 3.0),
            (".5", 0.5),
            ("5?", 5.0),
            ("4/2", 2.0),
            ("6 off", 6.0),
            ("2 m (cut in 4)", 2.0),
            ("1 roll", 1.0),
            ("100 g", 100.0),
            ("3 个", 3.0),
            ("12 500", 12_500.0),
            ("1 x", 1.0),
            ("2, black", 2.0),
            ("4 [M3]", 4.0),
            ("pack of 10", 10.0),
            ("one per side", 1.0),
            ("4 ea.", 4.0),
            ("0-2", 0.0),
        ] {
            assert_eq!(value(text), Some(expected), "{text:?}");
        }
        for text in [
            "as needed",
            "Nach Bedarf",
            "A/R",
            "optional",
            "n/a",
            "some",
            "as needed (about 1 m)",
            "0 (optional)",
            "selon montage",
            "depends on the bed",
            "optional 1",
        ] {
            assert_eq!(
                read_text(text, Decimal::Point),
                Quantity::AsNeeded,
                "{text:?}"
            );
        }
        for text in ["", "-", "–", " / "] {
            assert_eq!(
                read_text(text, Decimal::Point),
                Quantity::Missing,
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_quantity_is_told() {
        use Badness::*;
        for (text, expected) in [
            ("0", Zero),
            ("0 pcs", Zero),
            ("0.0", Zero),
            ("-3", Negative),
            ("−2", Negative),
            ("-1 pcs", Negative),
            ("many", NotANumber),
            ("abc", NotANumber),
            ("1O", NotANumber),
            ("#REF!", NotANumber),
            ("4,5,6", NotANumber),
            ("$5", NotANumber),
            ("A lot", NotANumber),
            ("NaN", NotANumber),
            ("inf", NotANumber),
            ("M3", NotANumber),
            ("4y", NotANumber),
            ("1/0", NotANumber),
        ] {
            assert_eq!(
                read_text(text, Decimal::Point),
                Quantity::Bad(expected),
                "{text:?}"
            );
        }
        assert_eq!(read_text("TBD", Decimal::Point), Quantity::Filler);
        assert_eq!(read_text("DNP", Decimal::Point), Quantity::NotPopulated);
        let date = Cell {
            date: true,
            ..Cell::of("45000")
        };
        assert_eq!(read(&date, Decimal::Point), Quantity::Bad(Date));
    }

    #[test]
    fn a_range_admits_what_lies_in_it() {
        let range = read_text("2-4", Decimal::Point);
        assert!(range.admits(2) && range.admits(4) && !range.admits(5));
        assert!(read_text("4+1", Decimal::Point).admits(4));
        assert!(!read_text("4", Decimal::Point).admits(5));
    }
}
