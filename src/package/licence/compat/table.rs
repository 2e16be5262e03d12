//! The table: what is settled between two single licences.

use super::Verdict;
use serde::Deserialize;
use std::sync::LazyLock;

/// What the table says about two licences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The answer.
    pub verdict: Verdict,
    /// Why; for a conditional verdict: the condition.
    pub why: &'static str,
    /// The clause or document.
    pub source: &'static str,
}

#[derive(Deserialize)]
struct File {
    columns: Vec<Vec<String>>,
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    of: Vec<String>,
    cells: String,
    source: String,
    #[serde(flatten)]
    why: Words,
    #[serde(default)]
    cell: Vec<Own>,
}

/// A cell that says more than its row.
#[derive(Deserialize)]
struct Own {
    under: Vec<String>,
    source: String,
    #[serde(flatten)]
    why: Words,
}

/// Why, by verdict.
#[derive(Deserialize, Default)]
struct Words {
    yes: Option<String>,
    keep: Option<String>,
    conditional: Option<String>,
    unsettled: Option<String>,
    no: Option<String>,
}

impl Words {
    fn of(&self, verdict: Verdict) -> Option<&str> {
        match verdict {
            Verdict::Yes => self.yes.as_deref(),
            Verdict::Keep => self.keep.as_deref(),
            Verdict::Conditional => self.conditional.as_deref(),
            Verdict::Unsettled => self.unsettled.as_deref(),
            Verdict::No => self.no.as_deref(),
            Verdict::Unknown => None,
        }
    }
}

/// Read when first asked for: most checks never need it. A test holds the file together.
static TABLE: LazyLock<Option<File>> =
    LazyLock::new(|| toml::from_str(include_str!("table.toml")).ok());

/// The cell for an adaptation of `a` under `b`, both as in the table (`Apache-2.0 WITH SHL-2.1` is one).
pub fn cell(a: &str, b: &str) -> Option<Cell> {
    let table = TABLE.as_ref()?;
    let has = |ids: &[String], id: &str| ids.iter().any(|known| known == id);
    let column = table.columns.iter().position(|ids| has(ids, b))?;
    let row = table.row.iter().find(|row| has(&row.of, a))?;
    let verdict = row
        .cells
        .split_whitespace()
        .nth(column)
        .and_then(Verdict::of_letter)?;
    let own = row.cell.iter().find(|own| has(&own.under, b));
    Some(Cell {
        verdict,
        why: own
            .and_then(|own| own.why.of(verdict))
            .or_else(|| row.why.of(verdict))
            .unwrap_or_default(),
        source: own.map_or(&row.source, |own| &own.source),
    })
}

/// Why an adaptation of a licence of the table may not be under one that the table does not have, when the
/// licence is share-alike or lets none be shared: reason and source of its row.
pub(super) fn refusal(a: &str) -> Option<(&'static str, &'static str)> {
    let row = TABLE
        .as_ref()?
        .row
        .iter()
        .find(|row| row.of.iter().any(|known| known == a))?;
    Some((row.why.no.as_deref()?, &row.source))
}

/// The licences of the table: those it has a row for, and those it has a column for.
pub fn ids() -> (Vec<&'static str>, Vec<&'static str>) {
    let Some(table) = TABLE.as_ref() else {
        return (Vec::new(), Vec::new());
    };
    (
        table
            .row
            .iter()
            .flat_map(|row| row.of.iter().map(String::as_str))
            .collect(),
        table.columns.iter().flatten().map(String::as_str).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair has a verdict, a reason and a source.
    #[test]
    fn the_table_is_complete() {
        let table: File = toml::from_str(include_str!("table.toml")).expect("the table is TOML");
        for row in &table.row {
            assert_eq!(
                row.cells.split_whitespace().count(),
                table.columns.len(),
                "{:?}",
                row.of
            );
            for own in &row.cell {
                for id in &own.under {
                    assert!(table.columns.iter().flatten().any(|known| known == id));
                }
            }
        }
        let (rows, columns) = ids();
        assert_eq!((rows.len(), columns.len()), (28, 24));
        for a in &rows {
            for b in &columns {
                let cell = cell(a, b).unwrap_or_else(|| panic!("{a} under {b}"));
                assert!(!cell.why.is_empty(), "{a} under {b}: no reason");
                assert!(!cell.source.is_empty(), "{a} under {b}: no source");
            }
        }
        // Nothing stands twice, and every open licence of a row is a column too.
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), rows.len());
        for id in rows {
            assert_eq!(columns.contains(&id), !id.starts_with("CC-BY-N"), "{id}");
        }
    }

    #[test]
    fn cells_are_those_of_the_agreed_table() {
        for (a, b, letter) in [
            ("CC0-1.0", "GPL-2.0-only", 'Y'),
            ("BSD-3-Clause", "TAPR-OHL-1.0", 'K'),
            ("Apache-2.0 WITH SHL-2.1", "GPL-2.0-or-later", 'N'),
            ("CERN-OHL-P-2.0", "GPL-2.0-only", '?'),
            ("CC-BY-SA-4.0", "GPL-3.0-or-later", 'C'),
            ("CERN-OHL-1.2", "CERN-OHL-W-2.0", '?'),
            ("CERN-OHL-W-2.0", "CERN-OHL-S-2.0", 'C'),
            ("CERN-OHL-S-2.0", "CERN-OHL-W-2.0", 'N'),
        ] {
            let cell = cell(a, b).expect("a cell");
            assert_eq!(cell.verdict.letter(), letter, "{a} under {b}");
        }
        assert_eq!(cell("MIT", "EUPL-1.2"), None);
    }
}
