//! A sheet of cells: what every table format is read into.
//!
//! Rows keep the numbers that the user's program shows: a spreadsheet's own numbers, for CSV and TSV
//! the numbers it gets when opened in one, for Markdown the lines of the file.

use crate::diag::Span;

/// Rows that are read of one sheet; longer ones are cut off.
pub const MAX_ROWS: usize = 50_000;
/// Columns that are read of one row; what is further right is not looked at.
pub const MAX_COLUMNS: usize = 256;
/// Cells that are kept of one file; five times a full column of a bill of 50,000 lines.
pub const MAX_CELLS: usize = 500_000;
/// Bytes that are kept of one cell's text.
pub const MAX_CELL_BYTES: usize = 8 * 1024;

/// A sheet of a workbook, or the one table that a text file is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Its name, when the format has names.
    pub name: Option<String>,
    /// Its rows that hold anything, with ascending numbers.
    pub rows: Vec<Row>,
    /// Whether rows were cut off at a limit.
    pub truncated: bool,
    /// The Markdown heading that it stands under.
    pub heading: Option<String>,
}

/// A row with something in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Its number, from 1.
    pub number: u32,
    /// Its cells from the first column on; trailing empty ones are left out.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// What it shows, trimmed.
    pub text: String,
    /// Its value, when the format stores numbers as such.
    pub number: Option<f64>,
    /// What it links to.
    pub link: Option<String>,
    /// The currency that its format shows, in formats that store amounts of money as numbers.
    pub currency: Option<&'static str>,
    /// Whether it is a date (a spreadsheet turns `1/2` into one).
    pub date: bool,
    /// Where it is in the text, in formats that are texts.
    pub span: Option<Span>,
}

impl Cell {
    /// A cell that shows `text`, cut at `MAX_CELL_BYTES`.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let mut end = text.len().min(MAX_CELL_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            text: text[..end].to_owned(),
            ..Self::default()
        }
    }

    /// Whether it shows nothing.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl Row {
    /// Drops trailing empty cells; `None` when nothing is left.
    pub fn trimmed(mut self) -> Option<Self> {
        while self.cells.last().is_some_and(Cell::is_empty) {
            self.cells.pop();
        }
        (!self.cells.is_empty()).then_some(self)
    }

    /// The text of the cell in the column at `index` (from 0); empty when there is none.
    pub fn text(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", |cell| cell.text.as_str())
    }
}

/// The letters of a column as spreadsheets show them, from 1: `A`, `Z`, `AA`.
pub fn column_letters(number: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!(column_letters(1), "A");
        assert_eq!(column_letters(26), "Z");
        assert_eq!(column_letters(27), "AA");
        assert_eq!(column_letters(703), "AAA");
    }

    #[test]
    fn a_huge_cell_is_cut_between_characters() {
        let cell = Cell::of(&"ä".repeat(MAX_CELL_BYTES));
        assert!(cell.text.len() <= MAX_CELL_BYTES && cell.text.ends_with('ä'));
    }
}
