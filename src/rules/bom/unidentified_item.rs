use super::{few_or_one, listed, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::{Cell, Kind, Line, Role, Table, is_filler, says_too_little};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0507",
    name: "unidentified-item",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
A bought item that nobody could order from what the line says: it has no part number, standard, value, size, \
web address or supplier's number, and its name is only the word for a whole class of things (`screw`, \
`stepper motor`, `power supply`); or a line with a quantity and no name at all. Any figure in the \
name or description (`M3x10 screw`, `608 bearing`) and any word that narrows the choice count as identification.

## Why it matters
There are hundreds of screws. The design works with the one its author had in hand, and only the author knows which.

## How to fix
Add the size and standard (`ISO 4762 M3x10`), the maker's part number, or a link to one that fits.

## Source
OSHWA best practices: list part numbers or enough specification to source each component.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let vague: Vec<&Line> = table
            .lines
            .iter()
            .filter(|line| is_vague(table, line))
            .collect();
        few_or_one(
            sink,
            Severity::Warning,
            &vague,
            |line| {
                let row = table.row_name(line.row);
                let named = table.is_named(line) && !table.name(line).is_empty();
                let message = if named {
                    format!(
                        "{} could be many things: no size, part number, standard or link ({row})",
                        quoted(table.name(line))
                    )
                } else {
                    format!("the line does not say what it asks for ({row})")
                };
                Draft::new(message)
                    .help(
                        "add what is needed to order the right one: `ISO 4762 M3x10`, a maker's part number, or a link",
                    )
                    .at(file.place(table, line.row, name_column(table)))
            },
            |all| {
                let rows: Vec<u32> = all.iter().map(|line| line.row).collect();
                let names: Vec<&str> = all.iter().map(|line| table.name(line)).collect();
                Draft::new(format!(
                    "{} could mean many things, with no size, part number, standard or link: {} ({})",
                    count(all.len(), "line"),
                    listed(&names, 4),
                    table.row_names(&rows)
                ))
                .help(
                    "add what is needed to order the right ones: `ISO 4762 M3x10`, a maker's part number, or a link",
                )
                .at(file.place(table, rows[0], name_column(table)))
            },
        );
    }
}

fn name_column(table: &Table) -> Option<u32> {
    table
        .column(Role::Name)
        .or_else(|| table.column(Role::Description))
        .map(|column| column.number)
}

fn is_vague(table: &Table, line: &Line) -> bool {
    if line.kind != Kind::Bought || line.not_populated {
        return false;
    }
    if !table.is_named(line) {
        return true;
    }
    let said = |role| {
        let text = table.text(line, role);
        !text.is_empty() && text != "-" && !is_filler(text)
    };
    let identified = [
        Role::PartNumber,
        Role::SupplierNumber,
        Role::Standard,
        Role::Link,
        Role::Value,
        Role::Size,
        Role::Footprint,
        Role::File,
    ]
    .into_iter()
    .any(said)
        || line.cells.iter().any(is_link);
    if identified {
        return false;
    }
    let name = table.text(line, Role::Name);
    let description = table.text(line, Role::Description);
    if name.is_empty() && description.is_empty() {
        // Only a designator, or words in a column that is not understood.
        return !said(Role::Material) && only_designators(table, line);
    }
    // A figure anywhere but in numbers and prices is a size, a rating or a model.
    let figures = table.columns.iter().any(|column| {
        !matches!(
            column.role,
            Some(
                Role::Quantity
                    | Role::OrderQuantity
                    | Role::Item
                    | Role::UnitPrice
                    | Role::TotalPrice
                    | Role::PackSize
                    | Role::Unit
                    | Role::Mass
                    | Role::Designator
                    | Role::Group
                    | Role::Currency
            )
        ) && table
            .cell(line, column)
            .is_some_and(|cell| cell.text.contains(|c: char| c.is_ascii_digit()))
    });
    !figures
        && [name, description]
            .into_iter()
            .filter(|text| !text.is_empty())
            .all(says_too_little)
}

fn is_link(cell: &Cell) -> bool {
    cell.link.is_some() || cell.text.contains("://") || cell.text.starts_with("www.")
}

/// Whether nothing but designators says what the line is.
fn only_designators(table: &Table, line: &Line) -> bool {
    table
        .columns
        .iter()
        .filter(|column| column.role.is_none_or(Role::identifies))
        .all(|column| column.role == Some(Role::Designator) || table.cell(line, column).is_none())
}
