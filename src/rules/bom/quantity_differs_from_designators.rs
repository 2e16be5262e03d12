use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::{Column, Line, Quantity, Role, Table, designator_base};
use crate::rules::{Check, Rule};
use crate::units::{count, number};
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    code: "FC0505",
    name: "quantity-differs-from-designators",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A line whose quantity is not the number of its reference designators: `R1-R4, R7` are five. Ranges, lists \
and units of one component (`U1A`, `U1B`) are understood. Only columns that truly hold designators are \
counted: a label such as `A1` for an item that is needed four times is none.

## Why it matters
One of the two is wrong: either a part will be missing on the bench, or a place on the board stays empty.

## How to fix
Count the designators and correct the quantity, or complete the list. Exporting the bill anew from the \
schematic usually does both.

## Source
IEC 81346 and IEEE 315 reference designations: each names exactly one component.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let Some(column) = table.column(Role::Designator) else {
            continue;
        };
        let differing: Vec<&Line> = table
            .lines
            .iter()
            .filter(|line| differs(table, line))
            .collect();
        few_or_one(
            sink,
            Severity::Error,
            &differing,
            |line| {
                Draft::new(format!(
                    "the quantity of {} is {}, but it has {} ({}, {})",
                    quoted(table.name(line)),
                    line.quantity.value().map_or_else(String::new, number),
                    count(line.designators.len(), "designator"),
                    table.row_name(line.row),
                    quantity_column(table, line).map_or_else(
                        || table.column_name(column),
                        |quantity| table.column_name(quantity)
                    )
                ))
                .help(format!(
                    "correct the quantity to {}, or complete the designators",
                    line.designators.len()
                ))
                .at(file.place(table, line.row, line.quantity_column))
            },
            |all| {
                let rows: Vec<u32> = all.iter().map(|line| line.row).collect();
                Draft::new(format!(
                    "the quantity of {} differs from the number of their designators: {}, {}",
                    count(all.len(), "line"),
                    table.row_names(&rows),
                    table.column_name(column)
                ))
                .help("export the bill anew from the schematic")
                .at(file.place(table, rows[0], all[0].quantity_column))
            },
        );
    }
}

fn quantity_column<'a>(table: &'a Table, line: &Line) -> Option<&'a Column> {
    table
        .columns
        .iter()
        .find(|column| Some(column.number) == line.quantity_column)
}

fn differs(table: &Table, line: &Line) -> bool {
    let distinct: BTreeSet<&str> = line.designators.iter().map(String::as_str).collect();
    if distinct.is_empty() || line.not_populated {
        return false;
    }
    if !matches!(line.quantity, Quantity::Number { .. }) {
        return false;
    }
    let components: BTreeSet<&str> = distinct.iter().map(|one| designator_base(one)).collect();
    // Of several quantities (per variant, per batch) one may be the number.
    let any_column = table.columns_of(Role::Quantity).any(|column| {
        table.cell(line, column).is_some_and(|cell| {
            cell.text
                .parse::<usize>()
                .is_ok_and(|quantity| quantity == distinct.len())
        })
    });
    !line.quantity.admits(distinct.len())
        && !line.quantity.admits(components.len())
        && !line.quantity.admits(line.designators.len())
        && !any_column
}
