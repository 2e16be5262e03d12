use super::{listed, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::{BomFile, Kind, Line, Quantity, Role, Table};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0503",
    name: "no-quantity",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
Lines of the bill that do not say how many are needed, or a bill without a column for it. Lines whose \
reference designators can be counted, tools, and lines that are not populated need no quantity; \
\"as needed\" is one.

## Why it matters
Whoever orders the parts has to know how many. A cell left empty reads as one, as none or as unknown.

## How to fix
Fill in the number, with its unit if it is not pieces: `4`, `2.5 m`, `1-2`, `as needed`.

## Source
The bill of materials of DIN SPEC 3105-1 and of ISO 7573 parts lists has the quantity of every item.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let missing: Vec<&Line> = table
            .lines
            .iter()
            .filter(|line| lacks_quantity(line))
            .collect();
        if !missing.is_empty() {
            sink.add(Severity::Warning, || draft(file, table, &missing));
        }
    }
}

fn lacks_quantity(line: &Line) -> bool {
    line.quantity == Quantity::Missing
        && line.designators.is_empty()
        && line.kind != Kind::Tool
        && !line.not_populated
}

fn draft(file: &BomFile, table: &Table, missing: &[&Line]) -> Draft {
    let Some(column) = table.column(Role::Quantity) else {
        return Draft::new(format!(
            "the bill of materials has no column for the quantity ({}, {})",
            table.row_name(table.header_row),
            count(table.lines.len(), "line")
        ))
        .help("add a column `quantity` that says how many of each the design needs")
        .at(file.place(table, table.header_row, None));
    };
    let rows: Vec<u32> = missing.iter().map(|line| line.row).collect();
    let message = match missing {
        [line] => format!(
            "{} does not say how many ({}, {})",
            quoted(table.name(line)),
            table.row_name(line.row),
            table.column_name(column)
        ),
        _ => format!(
            "{} do not say how many: {}, {}",
            count(missing.len(), "line"),
            table.row_names(&rows),
            table.column_name(column)
        ),
    };
    let names: Vec<&str> = missing.iter().map(|line| table.name(line)).collect();
    let help = if missing.len() == 1 {
        "fill in the number (`4`, `2.5 m`, `as needed`)".to_owned()
    } else {
        format!(
            "fill in the number (`4`, `2.5 m`, `as needed`) of {}",
            listed(&names, 4)
        )
    };
    Draft::new(message)
        .help(help)
        .at(file.place(table, rows[0], Some(column.number)))
}
