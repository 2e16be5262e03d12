use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::{Badness, Line, Quantity, Role, Table};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0504",
    name: "bad-quantity",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A quantity of zero, below zero, or that is no number at all, among them the dates that spreadsheets make of \
`1/2` and the errors of broken formulas. What people write is read kindly: `4x`, `2 pcs`, `2,5 m`, `~5`, \
`1-2`, `10 (spare 2)`, `1/2`, `two` and `as needed` are all fine; a line marked as not populated may have zero.

## Why it matters
The number decides what is ordered and what is made. A line of zero is either not needed or, more likely, \
was to be filled in.

## How to fix
Write the number that one finished design needs, or remove the line. Mark parts that are left out on \
purpose as `DNP`.

## Source
What a quantity is: ISO 7573 (technical product documentation, parts lists).
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let bad: Vec<(&Line, Badness, u32)> = table
            .lines
            .iter()
            .filter(|line| !line.not_populated)
            .filter_map(|line| match (&line.quantity, line.quantity_column) {
                (Quantity::Bad(badness), Some(column)) => Some((line, *badness, column)),
                _ => None,
            })
            .collect();
        few_or_one(
            sink,
            Severity::Error,
            &bad,
            |(line, badness, column)| {
                Draft::new(format!(
                    "{} ({}, {})",
                    defect(table, line, *badness, *column),
                    table.row_name(line.row),
                    column_name(table, *column)
                ))
                .help(help(*badness))
                .at(file.place(table, line.row, Some(*column)))
            },
            |all| {
                let rows: Vec<u32> = all.iter().map(|(line, ..)| line.row).collect();
                let (first, badness, column) = &all[0];
                Draft::new(format!(
                    "{} have a quantity that is none, first {}: {}, {}",
                    count(all.len(), "line"),
                    defect(table, first, *badness, *column),
                    table.row_names(&rows),
                    column_name(table, *column)
                ))
                .help(help(*badness))
                .at(file.place(table, first.row, Some(*column)))
            },
        );
    }
}

fn defect(table: &Table, line: &Line, badness: Badness, column: u32) -> String {
    let cell = line.cells.get(column as usize - 1);
    let text = quoted(cell.map_or("", |cell| cell.text.as_str()));
    let name = quoted(table.name(line));
    match badness {
        Badness::Zero => format!("the quantity of {name} is zero"),
        Badness::Negative => format!("the quantity of {name} is negative: {text}"),
        Badness::NotANumber => format!("the quantity of {name} is no number: {text}"),
        Badness::Date => format!("the quantity of {name} is a date"),
    }
}

fn help(badness: Badness) -> &'static str {
    match badness {
        Badness::Zero => {
            "write how many the design needs, remove the line, or mark it as not populated (`DNP`)"
        }
        Badness::Negative | Badness::NotANumber => {
            "write how many the design needs, such as `4`, `2.5 m` or `as needed`"
        }
        Badness::Date => {
            "the spreadsheet made a date of what was typed: format the cell as text and type it again"
        }
    }
}

fn column_name(table: &Table, number: u32) -> String {
    table
        .columns_of(Role::Quantity)
        .find(|column| column.number == number)
        .map_or_else(String::new, |column| table.column_name(column))
}
