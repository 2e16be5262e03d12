use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::price::arithmetic::{self, WrongSum};
use crate::package::bom::{BomFile, Table};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0514",
    name: "total-differs",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
A line total that is not the unit price times the quantity, and a total or subtotal row that is not the sum of the \
lines it stands under. Before it complains it tries what people mean: the quantity that is needed or ordered, whole packs, \
a price per 100, prices of whole packs; for sums the lines since the last heading or sum, all lines, with and without \
shipping and tax, with and without what is not populated. Rounding to the shown places is no difference. What is in \
several currencies, about so much, or depends on a price that is missing is not compared.

## Why it matters
One of the numbers is old or mistyped, and the cost of the design is not what the bill says.

## How to fix
Correct the number that is wrong; in a spreadsheet let a formula compute it.

## Source
Arithmetic in exact decimals, with half of the last shown place allowed for rounding.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        lines(file, table, sink);
        for wrong in arithmetic::sums(table) {
            report(file, table, &wrong, sink);
        }
    }
}

/// A column of prices as people see it.
fn column_name(table: &Table, number: u32) -> String {
    table
        .price_columns()
        .find(|column| column.number == number)
        .map_or_else(String::new, |column| table.column_name(column))
}

fn lines(file: &BomFile, table: &Table, sink: &mut Sink) {
    let differing = arithmetic::line_totals(table);
    few_or_one(
        sink,
        Severity::Warning,
        &differing,
        |one| {
            Draft::new(format!(
                "the total of {} is {}, but its price and quantity make {} ({}, {})",
                quoted(table.name(one.line)),
                one.stated,
                one.computed.rounded(2),
                table.row_name(one.line.row),
                column_name(table, one.column)
            ))
            .help("correct the price, the quantity or the total")
            .measured(
                one.stated.to_f64(),
                one.computed.to_f64(),
                "of the bill's currency",
                "price × quantity",
            )
            .at(file.place(table, one.line.row, Some(one.column)))
        },
        |all| {
            let rows: Vec<u32> = all.iter().map(|one| one.line.row).collect();
            Draft::new(format!(
                "the totals of {} are not what price and quantity make, first {} instead of {}: {}, {}",
                count(all.len(), "line"),
                all[0].stated,
                all[0].computed.rounded(2),
                table.row_names(&rows),
                column_name(table, all[0].column)
            ))
            .help("correct the prices, the quantities or the totals")
            .at(file.place(table, rows[0], Some(all[0].column)))
        },
    );
}

fn report(file: &BomFile, table: &Table, wrong: &WrongSum<'_>, sink: &mut Sink) {
    let sum = wrong.sum;
    let label = sum
        .cells
        .iter()
        .find(|cell| !cell.is_empty())
        .map_or("", |cell| cell.text.as_str());
    sink.add(Severity::Warning, || {
        Draft::new(format!(
            "{} is {}, but the lines above make {} ({}, {})",
            quoted(label),
            wrong.stated,
            wrong.nearest.rounded(2),
            table.row_name(sum.row),
            column_name(table, wrong.column)
        ))
        .help("correct the sum, or the line that is missing from it")
        .measured(
            wrong.stated.to_f64(),
            wrong.nearest.to_f64(),
            "of the bill's currency",
            "sum of the lines",
        )
        .at(file.place(table, sum.row, Some(wrong.column)))
    });
}
