//! Lines that contradict each other: one part number for different things, or two for the same.

use super::filler::is_filler;
use super::header::Role;
use super::standard::{Thing, things, threads};
use super::table::{Line, Table};
use super::words::{fold, is_among};
use super::{BomFile, quoted};
use std::collections::{BTreeMap, BTreeSet};

/// Two lines that contradict each other: the later one and what it says.
#[derive(Debug, Clone)]
pub struct Conflict<'a> {
    /// Its table.
    pub table: &'a Table,
    /// The later line.
    pub line: &'a Line,
    /// The number of the column that contradicts.
    pub column: Option<u32>,
    /// The contradiction: a lower-case phrase with the rows of both lines.
    pub message: String,
}

/// The contradictions in a file.
pub fn find(file: &BomFile) -> Vec<Conflict<'_>> {
    let mut conflicts = numbers(file);
    for table in &file.tables {
        conflicts.extend(names(table));
    }
    conflicts
}

/// A part number as it is compared; `None` for what is none: fillers, bare counters, standards.
fn number_of(table: &Table, line: &Line) -> Option<(String, u32)> {
    let column = table
        .columns_of(Role::PartNumber)
        .find(|column| table.cell(line, column).is_some())?;
    let text = &table.cell(line, column)?.text;
    let folded: String = fold(text).split(' ').collect();
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let telling = folded.chars().count() >= 4 && digits >= 1 && (letters >= 1 || digits >= 5);
    (telling && !is_filler(text) && !text.contains([',', ';', '\n']) && !text.contains(" or "))
        .then_some((folded, column.number))
}

/// Whether a line says that it is one of several choices.
fn is_alternative(line: &Line) -> bool {
    const WORDS: &str = "alt|alternative|alternatives|alternate|alternates|substitute|equivalent|equiv|replacement|second|2nd|ersatz|ersatzweise|alternativ|oder|or|variant|option|optional|generic|compatible|equivalente|remplacement|alternativa";
    line.cells.iter().any(|cell| {
        cell.text.len() < 500
            && fold(&cell.text)
                .split(' ')
                .any(|word| is_among(WORDS, word))
    })
}

/// Whether two lines offer choices for the same place.
fn are_choices(table: &Table, a: &Line, other: &Table, b: &Line) -> bool {
    let item = table.text(a, Role::Item);
    is_alternative(a)
        || is_alternative(b)
        || (!item.is_empty() && item == other.text(b, Role::Item))
        || (!a.designators.is_empty() && a.designators == b.designators)
}

/// One number that stands for different things.
fn numbers(file: &BomFile) -> Vec<Conflict<'_>> {
    let mut lines: BTreeMap<String, Vec<(&Table, &Line, u32)>> = BTreeMap::new();
    for table in &file.tables {
        for line in table.lines.iter().filter(|line| !line.not_populated) {
            if let Some((number, column)) = number_of(table, line) {
                lines.entry(number).or_default().push((table, line, column));
            }
        }
    }
    let mut conflicts: Vec<Conflict<'_>> = Vec::new();
    for group in lines.values() {
        let (first_table, first, _) = group[0];
        for (table, line, column) in &group[1..] {
            if are_choices(first_table, first, table, line) {
                continue;
            }
            let Some((what, role)) = difference(first_table, first, table, line) else {
                continue;
            };
            let number = &line.cells[*column as usize - 1].text;
            let column = role.and_then(|role| {
                table
                    .columns_of(role)
                    .find(|known| table.cell(line, known).is_some())
                    .map(|known| known.number)
            });
            conflicts.push(Conflict {
                table,
                line,
                column,
                message: format!(
                    "part number {} stands for {what} ({} and {})",
                    quoted(number),
                    first_table.row_name(first.row),
                    table.row_name(line.row)
                ),
            });
        }
    }
    conflicts.sort_by_key(|one| one.line.row);
    conflicts
}

/// What two lines of one part number disagree in, and the column that says so.
fn difference(
    a_table: &Table,
    a: &Line,
    b_table: &Table,
    b: &Line,
) -> Option<(String, Option<Role>)> {
    let both = |role| {
        let (a, b) = (a_table.text(a, role), b_table.text(b, role));
        (!a.is_empty() && !b.is_empty() && !is_filler(a) && !is_filler(b)).then_some((a, b))
    };
    if let Some((a, b)) = both(Role::Manufacturer)
        && !same_maker(a, b)
    {
        return Some((
            format!(
                "parts of two manufacturers, {} and {}",
                quoted(a),
                quoted(b)
            ),
            Some(Role::Manufacturer),
        ));
    }
    if let Some((a, b)) = both(Role::Value)
        && let (Some(first), Some(second)) = (electrical(a), electrical(b))
        && (first / second - 1.0).abs() > 1e-6
    {
        return Some((
            format!("two values, {} and {}", quoted(a), quoted(b)),
            Some(Role::Value),
        ));
    }
    let words = |table: &Table, line: &Line| {
        format!(
            "{} {} {}",
            table.text(line, Role::Name),
            table.text(line, Role::Description),
            table.text(line, Role::Size)
        )
    };
    let (first, second) = (words(a_table, a), words(b_table, b));
    let sizes = |text: &str| -> BTreeSet<String> {
        threads(text)
            .into_iter()
            .filter(|thread| thread.length.is_some())
            .map(|thread| thread.text)
            .collect()
    };
    let (one, other) = (sizes(&first), sizes(&second));
    if let (Some(a), Some(b)) = (one.first(), other.first())
        && one.is_disjoint(&other)
    {
        return Some((format!("two sizes, `{a}` and `{b}`"), Some(Role::Name)));
    }
    let names = both(Role::Name).or_else(|| both(Role::Description))?;
    let kinds = |text: &str| -> BTreeSet<Thing> { things(text) };
    let (one, other) = (kinds(&first), kinds(&second));
    if !one.is_empty() && !other.is_empty() && one.is_disjoint(&other) {
        return Some((
            format!(
                "different things, {} and {}",
                quoted(names.0),
                quoted(names.1)
            ),
            Some(Role::Name),
        ));
    }
    None
}

/// Whether two names may be those of one manufacturer: `TI` and `Texas Instruments`, `ST` and `STMicroelectronics`.
fn same_maker(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    let joined = |text: &str| text.split(' ').collect::<String>();
    let initials = |text: &str| -> String {
        text.split(' ')
            .filter_map(|word| word.chars().next())
            .collect()
    };
    let (short, long) = if a.len() <= b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    let (short_joined, long_joined) = (joined(short), joined(long));
    let shared = short
        .split(' ')
        .any(|word| word.chars().count() >= 3 && long.split(' ').any(|other| other == word));
    long_joined.starts_with(&short_joined)
        || long_joined.ends_with(&short_joined)
        || initials(long).starts_with(&short_joined)
        || shared
        || [
            "any", "generic", "various", "china", "noname", "no name", "diverse", "na", "n a",
        ]
        .iter()
        .any(|word| short == word || long == word)
}

/// An electrical value in its unit: `4k7`, `4.7 kΩ`, `100n`, `0.1uF`.
fn electrical(text: &str) -> Option<f64> {
    let text: String = text.trim().chars().filter(|c| !c.is_whitespace()).collect();
    let first = text.split(['/', ';', '(']).next()?;
    let digits = first.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
    if digits == 0 {
        return None;
    }
    let number: f64 = first[..digits].replace(',', ".").parse().ok()?;
    let mut rest = first[digits..].chars();
    let prefix = rest.next()?;
    let factor = match prefix {
        'p' => 1e-12,
        'n' => 1e-9,
        'u' | 'µ' | 'μ' => 1e-6,
        'm' => 1e-3,
        'k' | 'K' => 1e3,
        'M' => 1e6,
        'R' | 'Ω' => 1.0,
        _ => return None,
    };
    let rest: String = rest.collect();
    let places = rest.bytes().take_while(u8::is_ascii_digit).count();
    let decimals: f64 = if places > 0 && places <= 3 && !first[..digits].contains(['.', ',']) {
        format!("0.{}", &rest[..places]).parse().ok()?
    } else {
        0.0
    };
    let unit = &rest[places..];
    let plain = matches!(
        unit,
        "" | "F" | "H" | "Ω" | "ohm" | "Ohm" | "ohms" | "R" | "Hz" | "f"
    );
    (plain && number + decimals > 0.0).then_some((number + decimals) * factor)
}

/// Lines that agree in every word and have different part numbers.
fn names(table: &Table) -> Vec<Conflict<'_>> {
    let makers_number = table.columns_of(Role::PartNumber).any(|column| {
        let title = fold(&column.title);
        [
            "mpn",
            "manufacturer",
            "mfr",
            "mfg",
            "hersteller",
            "fabricant",
            "fabricante",
        ]
        .iter()
        .any(|word| title.contains(word))
    }) || table.column(Role::Manufacturer).is_some();
    // Electronics are named by value alone, and several parts share one.
    if !makers_number || table.designators {
        return Vec::new();
    }
    let mut seen: BTreeMap<Vec<String>, (&Line, String)> = BTreeMap::new();
    let mut conflicts = Vec::new();
    for line in table.lines.iter().filter(|line| !line.not_populated) {
        let name = table.text(line, Role::Name);
        let Some((number, column)) = number_of(table, line) else {
            continue;
        };
        let specific = name.chars().any(|c| c.is_ascii_digit())
            && name.chars().filter(|c| c.is_alphabetic()).count() >= 3;
        if !specific || is_alternative(line) {
            continue;
        }
        let mut key = vec![line.section.clone().unwrap_or_default()];
        key.extend(table.columns.iter().map(|column| {
            let free = matches!(
                column.role,
                Some(
                    Role::Quantity
                        | Role::OrderQuantity
                        | Role::PackSize
                        | Role::Item
                        | Role::UnitPrice
                        | Role::TotalPrice
                        | Role::PriceDate
                        | Role::PartNumber
                        | Role::Supplier
                        | Role::SupplierNumber
                        | Role::Link
                        | Role::Image
                )
            );
            if free {
                String::new()
            } else {
                table
                    .cell(line, column)
                    .map_or_else(String::new, |cell| fold(&cell.text))
            }
        }));
        match seen.get(&key) {
            None => {
                seen.insert(key, (line, number));
            }
            Some((first, known)) if *known != number => {
                let text = |line: &Line| {
                    line.cells
                        .get(column as usize - 1)
                        .map_or_else(String::new, |cell| quoted(&cell.text))
                };
                conflicts.push(Conflict {
                    table,
                    line,
                    column: Some(column),
                    message: format!(
                        "{} has two part numbers, {} and {}, with nothing else to tell the lines apart ({} and {})",
                        quoted(name),
                        text(first),
                        text(line),
                        table.row_name(first.row),
                        table.row_name(line.row)
                    ),
                });
            }
            Some(_) => {}
        }
    }
    conflicts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makers_and_values_are_compared_as_people_mean_them() {
        for (a, b) in [
            ("TI", "Texas Instruments"),
            ("ST", "STMicroelectronics"),
            ("Würth", "Würth Elektronik"),
            ("Yageo", "YAGEO"),
            ("NXP Semiconductors", "NXP"),
            ("generic", "Bosch"),
        ] {
            assert!(same_maker(a, b), "{a} {b}");
        }
        assert!(!same_maker("Bosch", "Yageo"));
        let same = |a: &str, b: &str| {
            let (a, b) = (electrical(a), electrical(b));
            a.zip(b).is_some_and(|(a, b)| (a / b - 1.0).abs() < 1e-6)
        };
        assert!(
            same("4k7", "4.7 kΩ")
                && same("100n", "0.1uF")
                && same("10K", "10 kOhm")
                && same("4R7", "4.7R")
        );
        assert!(!same("10k", "100k"));
        assert_eq!(electrical("LM358"), None);
        assert_eq!(electrical("100nF/50V"), electrical("100n"));
    }
}
