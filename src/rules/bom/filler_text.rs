use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::{Column, Line, Role, Table, fold, is_filler};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0508",
    name: "filler-text",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
Cells of the bill that still hold what a template put there, or a promise to fill them in: `TBD`, `TODO`, \
`FIXME`, `xxx`, `???`, `[value]`, `lorem ipsum`.

## Why it matters
Nobody can order a `TBD`. Such cells tell the reader that the bill is not finished, and nobody where to ask.

## How to fix
Fill the cell in, or empty it if there is nothing to say.

## Source
The templates of Open Know-How manifests and bills, whose placeholders turn up in published designs.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let unfinished: Vec<(&Line, Vec<&Column>)> = table
            .lines
            .iter()
            .map(|line| (line, fillers(table, line)))
            .filter(|(_, columns)| !columns.is_empty())
            .collect();
        few_or_one(
            sink,
            Severity::Warning,
            &unfinished,
            |(line, columns)| {
                let first = columns[0];
                let text = table
                    .cell(line, first)
                    .map_or("", |cell| cell.text.as_str());
                let where_ = match columns.as_slice() {
                    [column] => table.column_name(column),
                    [column, rest @ ..] => format!(
                        "{} and {}",
                        table.column_name(column),
                        count(rest.len(), "more cell")
                    ),
                    [] => String::new(),
                };
                Draft::new(format!(
                    "{} is filler ({}, {where_})",
                    quoted(text),
                    table.row_name(line.row)
                ))
                .help("fill the cell in, or empty it if there is nothing to say")
                .at(file.place(table, line.row, Some(first.number)))
            },
            |all| {
                let rows: Vec<u32> = all.iter().map(|(line, _)| line.row).collect();
                let cells: usize = all.iter().map(|(_, columns)| columns.len()).sum();
                let (line, columns) = &all[0];
                let text = table
                    .cell(line, columns[0])
                    .map_or("", |cell| cell.text.as_str());
                Draft::new(format!(
                    "{} in {} hold filler such as {}: {}",
                    count(cells, "cell"),
                    count(all.len(), "line"),
                    quoted(text),
                    table.row_names(&rows)
                ))
                .help("fill the cells in, or empty them if there is nothing to say")
                .at(file.place(table, line.row, Some(columns[0].number)))
            },
        );
    }
}

/// The columns in which a line holds filler.
fn fillers<'a>(table: &'a Table, line: &Line) -> Vec<&'a Column> {
    table
        .columns
        .iter()
        .filter(|column| {
            table.cell(line, column).is_some_and(|cell| {
                cell.number.is_none() && is_filler(&cell.text) && !is_mark(column, &cell.text)
            })
        })
        .collect()
}

/// In columns that tick things off, `xxx` or `?` is a mark; a title repeated in a cell is a heading.
fn is_mark(column: &Column, text: &str) -> bool {
    matches!(
        column.role,
        Some(Role::Other | Role::Image | Role::Dnp | Role::Fitted)
    ) || fold(text) == fold(&column.title)
}
