//! Tables of a bill: which rows are lines, and what each line says.

use super::designators;
use super::grid::{Cell, Row, Sheet, column_letters};
use super::header::{self, Column, Role};
use super::kind::{self, Kind};
use super::number::Decimal;
use super::price::{self, Statement};
use super::quantity::{self, Quantity};
use super::rows::{self, Sort, Sum, SumKind};
use super::words::{self, fold};

/// Designators that one table may have; ranges could claim any number of them.
const MAX_DESIGNATORS: usize = 200_000;

/// A table with a recognised header.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The sheet's name, when the workbook has several.
    pub sheet: Option<String>,
    /// The Markdown heading that it stands under.
    pub heading: Option<String>,
    /// The number of the header row.
    pub header_row: u32,
    /// The columns that have a title.
    pub columns: Vec<Column>,
    /// The lines.
    pub lines: Vec<Line>,
    /// Which sign separates decimals.
    pub decimal: Decimal,
    /// Whether the designator column holds designators, so that they can be counted.
    pub designators: bool,
    /// Whether columns have letters (a spreadsheet's) or numbers (Markdown's).
    pub letters: bool,
    /// Rows that sum up or add to the lines: totals, shipping, tax.
    pub sums: Vec<Sum>,
    /// What is said of all prices beside the lines.
    pub stated: Statement,
}

/// A line: something that is needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its row, as the user's program numbers it.
    pub row: u32,
    /// All cells of the row, the first column first.
    pub cells: Vec<Cell>,
    /// The heading it stands under.
    pub section: Option<String>,
    /// How many.
    pub quantity: Quantity,
    /// The number of the column that the quantity stands in.
    pub quantity_column: Option<u32>,
    /// Its reference designators, ranges written out.
    pub designators: Vec<String>,
    /// What it asks for.
    pub kind: Kind,
    /// Whether it is not populated.
    pub not_populated: bool,
}

impl Table {
    /// The first column with this role.
    pub fn column(&self, role: Role) -> Option<&Column> {
        self.columns_of(role).next()
    }

    /// Every column with this role.
    pub fn columns_of(&self, role: Role) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(move |column| column.role == Some(role))
    }

    /// The cell of a line in a column.
    pub fn cell<'a>(&self, line: &'a Line, column: &Column) -> Option<&'a Cell> {
        line.cells
            .get(column.number as usize - 1)
            .filter(|cell| !cell.is_empty())
    }

    /// What a line says in the columns of a role; the first that is not empty.
    pub fn text<'a>(&self, line: &'a Line, role: Role) -> &'a str {
        self.columns_of(role)
            .find_map(|column| self.cell(line, column))
            .map_or("", |cell| cell.text.as_str())
    }

    /// What to call a line: its name, else the next best thing.
    pub fn name<'a>(&self, line: &'a Line) -> &'a str {
        [
            Role::Name,
            Role::Description,
            Role::Value,
            Role::PartNumber,
            Role::File,
            Role::Standard,
            Role::SupplierNumber,
            Role::Material,
            Role::Size,
            Role::Designator,
        ]
        .into_iter()
        .map(|role| self.text(line, role))
        // KiCad writes `~` for nothing.
        .find(|text| !matches!(*text, "" | "~" | "-"))
        .unwrap_or("")
    }

    /// Whether the line says in any column what it is.
    pub fn is_named(&self, line: &Line) -> bool {
        self.columns.iter().any(|column| {
            column.role.is_none_or(Role::identifies) && self.cell(line, column).is_some()
        })
    }

    /// A column as people see it: `column C (“Qty”)`.
    pub fn column_name(&self, column: &Column) -> String {
        let number = if self.letters {
            column_letters(column.number)
        } else {
            column.number.to_string()
        };
        format!("column {number} (“{}”)", column.title)
    }

    /// A row as people see it: `row 7`, in Markdown `line 7`.
    pub fn row_name(&self, row: u32) -> String {
        let word = if self.letters { "row" } else { "line" };
        match &self.sheet {
            Some(sheet) => format!("sheet “{sheet}”, {word} {row}"),
            None => format!("{word} {row}"),
        }
    }

    /// Rows as people see them: `row 4`, `rows 4, 7–9 and 8 more`.
    pub fn row_names(&self, rows: &[u32]) -> String {
        if let [row] = rows {
            return self.row_name(*row);
        }
        let word = if self.letters { "rows" } else { "lines" };
        match &self.sheet {
            Some(sheet) => format!("sheet “{sheet}”, {word} {}", ranges(rows)),
            None => format!("{word} {}", ranges(rows)),
        }
    }
}

/// `4, 7–9 and 8 more`: at most six numbers and ranges, of ascending numbers.
pub fn ranges(rows: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (i, &row) in rows.iter().enumerate() {
        let next = rows.get(i + 1) == Some(&(row + 1));
        match runs.last_mut() {
            Some((_, end)) if *end == row => {}
            // Two in a row are two numbers, three are a range.
            Some((start, end)) if *end + 1 == row && (next || *start < *end) => *end = row,
            _ => runs.push((row, row)),
        }
    }
    let shown = if runs.len() > 7 { 6 } else { runs.len() };
    let hidden: u32 = runs[shown..].iter().map(|(from, to)| to - from + 1).sum();
    let mut words: Vec<String> = runs[..shown]
        .iter()
        .map(|(from, to)| {
            if from == to {
                from.to_string()
            } else {
                format!("{from}–{to}")
            }
        })
        .collect();
    let last = if hidden > 0 {
        Some(format!("{hidden} more"))
    } else {
        words.pop()
    };
    match last {
        Some(last) if words.is_empty() => last,
        Some(last) => format!("{} and {last}", words.join(", ")),
        None => String::new(),
    }
}

/// The tables of a sheet.
pub fn of_sheet(sheet: &Sheet, letters: bool, semicolons: bool) -> Vec<Table> {
    let decimal = Decimal::of(&sheet.rows, semicolons);
    let starts: Vec<usize> = (0..sheet.rows.len())
        .filter(|&i| header::score(&sheet.rows[i]) > 0)
        .collect();
    starts
        .iter()
        .enumerate()
        .map(|(n, &start)| {
            let limit = starts.get(n + 1).copied().unwrap_or(sheet.rows.len());
            let end = (start + 1..limit)
                .find(|&i| {
                    sheet.rows[i].number > sheet.rows[i - 1].number + 1
                        && header::is_foreign_header(&sheet.rows[i])
                })
                .unwrap_or(limit);
            build(
                Table {
                    sheet: sheet.name.clone(),
                    heading: sheet.heading.clone(),
                    header_row: sheet.rows[start].number,
                    columns: header::columns(&sheet.rows[start], &sheet.rows[start + 1..end]),
                    lines: Vec::new(),
                    decimal,
                    designators: false,
                    letters,
                    sums: Vec::new(),
                    stated: above(sheet, &starts, n),
                },
                &sheet.rows[start + 1..end],
            )
        })
        .collect()
}

/// What the rows above the table say of its prices.
fn above(sheet: &Sheet, starts: &[usize], table: usize) -> Statement {
    let from = table.checked_sub(1).map_or(0, |before| starts[before]);
    let mut stated = Statement::default();
    // The title block of the sheet is for all its tables.
    let block = if table == 0 { 0..0 } else { 0..starts[0] };
    for row in sheet.rows[from..starts[table]]
        .iter()
        .rev()
        .take(20)
        .chain(sheet.rows[block].iter().take(20))
    {
        let is_line = row.cells.iter().filter(|cell| !cell.is_empty()).count() > 4;
        if !is_line {
            stated.or(Statement::of_row(row));
        }
    }
    stated
}

/// Sorts the rows below the header into lines, headings and others.
fn build(mut table: Table, below: &[Row]) -> Table {
    let usual = rows::usual_width(below);
    let mut section = None;
    let mut section_start = 0;
    let mut previous = table.header_row;
    for row in below {
        let gap = row.number > previous + 1 || previous == table.header_row;
        previous = row.number;
        match rows::sort(&table, row, usual, gap) {
            Sort::Heading(text) => {
                table.stated.or(Statement::of_text(&text));
                section = Some(text);
                section_start = table.lines.len();
            }
            Sort::Aside => table.stated.or(Statement::of_row(row)),
            Sort::Sum(kind) => {
                table.stated.or(Statement {
                    date: None,
                    ..Statement::of_row(row)
                });
                table.sums.push(Sum {
                    row: row.number,
                    cells: row.cells.clone(),
                    kind,
                    before: table.lines.len(),
                    section_start,
                });
            }
            Sort::Line => {
                let line = line(&table, row, section.clone());
                table.lines.push(line);
            }
        }
    }
    // A row at the end with figures and no name is a sum.
    while table.lines.last().is_some_and(|last| !table.is_named(last)) {
        table.lines.pop();
    }
    count_designators(&mut table);
    settle_price(&mut table);
    table
}

/// A column that is only called "price" may hold the prices of whole lines: the sum below it tells.
fn settle_price(table: &mut Table) {
    let columns: Vec<usize> = (0..table.columns.len())
        .filter(|at| table.columns[*at].role == Some(Role::UnitPrice))
        .collect();
    let [at] = columns.as_slice() else { return };
    let title = fold(&table.columns[*at].title);
    let says_unit = title.split(' ').any(|word| {
        words::is_among(
            "unit|each|ea|per|piece|pc|ep|stuckpreis|einzelpreis|stuck|unitaire|unitario|unidad|stukprijs|pu|pro|je|unitprice|unitcost",
            word,
        )
    });
    if says_unit || table.column(Role::TotalPrice).is_some() {
        return;
    }
    let Some(stated) = table
        .sums
        .iter()
        .rev()
        .find(|sum| sum.kind == SumKind::Total)
        .and_then(|sum| sum.cells.get(table.columns[*at].number as usize - 1))
        .and_then(|cell| match price::read_price(cell, table.decimal) {
            price::PriceReading::Price(price) => Some(price.amount),
            _ => None,
        })
    else {
        return;
    };
    let (mut plain, mut multiplied) = (Some(price::Amount::ZERO), Some(price::Amount::ZERO));
    for line in &table.lines {
        let pricing = table.pricing(line);
        let Some((_, price)) = pricing.unit_price() else {
            continue;
        };
        let quantity = line.quantity.value().and_then(price::Amount::of_number);
        plain = plain.and_then(|sum| sum.plus(price.amount));
        multiplied = multiplied
            .zip(quantity.or(Some(price::Amount::whole(1))))
            .and_then(|(sum, quantity)| sum.plus(price.amount.times(quantity)?));
    }
    if plain == Some(stated) && multiplied != plain {
        table.columns[*at].role = Some(Role::TotalPrice);
        table.columns[*at].certain = false;
    }
}

fn line(table: &Table, row: &Row, section: Option<String>) -> Line {
    let mut line = Line {
        row: row.number,
        cells: row.cells.clone(),
        section,
        quantity: Quantity::Missing,
        quantity_column: None,
        designators: Vec::new(),
        kind: Kind::Bought,
        not_populated: false,
    };
    (line.quantity, line.quantity_column) = quantity_of(table, &line);
    line.not_populated = line.quantity == Quantity::NotPopulated
        || table.columns_of(Role::Dnp).any(|column| {
            table
                .cell(&line, column)
                .is_some_and(|cell| !is_no(&cell.text))
        })
        || table.columns_of(Role::Fitted).any(|column| {
            table.cell(&line, column).is_some_and(|cell| {
                is_no(&cell.text) || quantity::is_not_populated(&fold(&cell.text))
            })
        })
        || [Role::Value, Role::Notes, Role::Name, Role::PartNumber]
            .into_iter()
            .any(|role| quantity::is_not_populated(&fold(table.text(&line, role))));
    line.kind = kind::of(&kind::Signs {
        stated: [Role::Kind, Role::Process]
            .into_iter()
            .map(|role| table.text(&line, role))
            .filter(|text| !text.is_empty())
            .collect(),
        supplier: table.text(&line, Role::Supplier),
        section: line
            .section
            .as_deref()
            .or(table.heading.as_deref())
            .or(table.sheet.as_deref())
            .unwrap_or(""),
        identity: [
            Role::Name,
            Role::Standard,
            Role::Description,
            Role::PartNumber,
            Role::File,
        ]
        .into_iter()
        .map(|role| table.text(&line, role))
        .collect(),
    });
    line
}

/// The first quantity column that states a number, else what the first filled one says.
fn quantity_of(table: &Table, line: &Line) -> (Quantity, Option<u32>) {
    let mut best = (Quantity::Missing, None);
    for column in table.columns_of(Role::Quantity) {
        let Some(cell) = table.cell(line, column) else {
            continue;
        };
        let quantity = quantity::read(cell, table.decimal);
        let number = matches!(quantity, Quantity::Number { .. });
        if number || best.0 == Quantity::Missing {
            best = (quantity, Some(column.number));
        }
        if number {
            break;
        }
    }
    best
}

fn is_no(text: &str) -> bool {
    text == "-"
        || matches!(
            fold(text).as_str(),
            "" | "0" | "no" | "n" | "false" | "nein" | "non" | "nee" | "nao" | "none"
        )
}

/// Reads the designators where the column holds them.
///
/// Many bills give each part a label (`A1`, `P3`) in a column called "Ref" and need four of it. So a
/// column is believed when a cell lists several, or when its title leaves no doubt and the labels are
/// those of electronics.
fn count_designators(table: &mut Table) {
    let Some(column) = table.column(Role::Designator).cloned() else {
        return;
    };
    let mut parsed: Vec<Option<Vec<String>>> = Vec::new();
    let mut left = MAX_DESIGNATORS;
    for line in &table.lines {
        let all = table
            .cell(line, &column)
            .and_then(|cell| designators::parse(&cell.text));
        left = left.saturating_sub(all.as_ref().map_or(0, Vec::len));
        if left == 0 {
            return;
        }
        parsed.push(all);
    }
    let filled = table
        .lines
        .iter()
        .filter(|line| table.cell(line, &column).is_some())
        .count();
    let read: Vec<(&Line, &Vec<String>)> = table
        .lines
        .iter()
        .zip(&parsed)
        .filter_map(|(line, all)| Some((line, all.as_ref()?)))
        .collect();
    if read.is_empty() || read.len() * 2 < filled {
        return;
    }
    let lists = read.iter().any(|(_, all)| all.len() > 1);
    let electronic = read
        .iter()
        .filter(|(_, all)| all.iter().all(|one| designators::is_electronic(one)))
        .count();
    let agree = read
        .iter()
        .filter(|(line, all)| line.quantity.admits(all.len()))
        .count();
    let believed = if lists {
        agree * 2 >= read.len() || column.certain
    } else {
        electronic * 10 >= read.len() * 8 && (column.certain || agree * 10 >= read.len() * 8)
    };
    if !believed {
        return;
    }
    table.designators = true;
    for (line, all) in table.lines.iter_mut().zip(parsed) {
        line.designators = all.unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_briefly() {
        assert_eq!(ranges(&[4]), "4");
        assert_eq!(ranges(&[4, 7, 8, 9]), "4 and 7–9");
        assert_eq!(ranges(&[1, 3, 4]), "1, 3 and 4");
        assert_eq!(
            ranges(&[1, 3, 5, 7, 9, 11, 13, 15, 16]),
            "1, 3, 5, 7, 9, 11 and 3 more"
        );
    }
}
