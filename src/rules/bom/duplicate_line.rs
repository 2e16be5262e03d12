use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::{Line, Role, Table, fold};
use crate::rules::{Check, Rule};
use crate::units::count;
use std::collections::BTreeMap;

pub static RULE: Rule = Rule {
    code: "FC0510",
    name: "duplicate-line",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds
Two lines of the same table and section that agree in everything but the quantity, the line number and the \
prices. Lines with different reference designators differ, and so do lines under different headings.

## Why it matters
Either the item was entered twice and too many will be ordered, or the quantities belong together and are \
easily overlooked apart.

## How to fix
Merge the lines and add up their quantities, remove one, or say what each is for.

## Source
ISO 7573 parts lists: one item, one line.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let groups = groups(table);
        few_or_one(
            sink,
            Severity::Note,
            &groups,
            |lines| {
                let rows: Vec<u32> = lines.iter().map(|line| line.row).collect();
                Draft::new(format!(
                    "{} is listed {} with nothing else to tell the lines apart: {}",
                    quoted(table.name(lines[0])),
                    times(lines.len()),
                    table.row_names(&rows)
                ))
                .help("merge the lines and add up their quantities")
                .at(file.place(table, rows[rows.len() - 1], None))
            },
            |all| {
                let mut rows: Vec<u32> = all.iter().flatten().map(|line| line.row).collect();
                rows.sort_unstable();
                Draft::new(format!(
                    "{} are listed more than once, first {}: {}",
                    count(all.len(), "item"),
                    quoted(table.name(all[0][0])),
                    table.row_names(&rows)
                ))
                .help("merge the lines and add up their quantities")
                .at(file.place(table, rows[0], None))
            },
        );
    }
}

fn times(n: usize) -> String {
    if n == 2 {
        "twice".to_owned()
    } else {
        format!("{n} times")
    }
}

/// Lines that say the same, in order of their first.
fn groups(table: &Table) -> Vec<Vec<&Line>> {
    let mut groups: BTreeMap<Vec<String>, Vec<&Line>> = BTreeMap::new();
    for line in table.lines.iter().filter(|line| table.is_named(line)) {
        let mut key = vec![line.section.clone().unwrap_or_default()];
        key.extend(
            line.cells
                .iter()
                .enumerate()
                .filter(|(index, cell)| !cell.is_empty() && !is_free(table, *index as u32 + 1))
                .map(|(index, cell)| format!("{index}:{}", fold(&cell.text))),
        );
        groups.entry(key).or_default().push(line);
    }
    let mut groups: Vec<_> = groups
        .into_values()
        .filter(|lines| lines.len() > 1)
        .collect();
    groups.sort_by_key(|lines| lines[0].row);
    groups
}

/// Whether a column may differ between lines that are the same.
fn is_free(table: &Table, number: u32) -> bool {
    table
        .columns
        .iter()
        .find(|column| column.number == number)
        .is_some_and(|column| {
            matches!(
                column.role,
                Some(
                    Role::Quantity
                        | Role::OrderQuantity
                        | Role::Item
                        | Role::UnitPrice
                        | Role::TotalPrice
                        | Role::Image
                )
            )
        })
}
