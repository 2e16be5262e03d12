use super::few_or_one;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::conflict;
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0509",
    name: "conflicting-part-number",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
One part number that stands for different things: another manufacturer, another electrical value, another size, or another \
kind of thing in another line; and lines that agree in every word and have different part numbers. Second sources and \
alternatives (the same designators or item number, or a word such as `alternative`) are no conflict, nor are \
manufacturers of which one is short for the other, nor names that say where the part is used.

## Why it matters
One of the lines was copied and not finished. Whoever orders by the number gets the wrong part.

## How to fix
Look the number up and correct the line that is wrong, or say that one is an alternative of the other.

## Source
A part number names one part of one manufacturer: ISO 7573 (parts lists), IEC 62507 (identification systems).
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for file in &view.package.bom.files {
        let conflicts = conflict::find(file);
        few_or_one(
            sink,
            Severity::Warning,
            &conflicts,
            |one| {
                Draft::new(one.message.clone())
                    .help("look the number up and correct the line that is wrong, or mark one as an alternative")
                    .at(file.place(one.table, one.line.row, one.column))
            },
            |all| {
                let mut rows: Vec<u32> = all.iter().map(|one| one.line.row).collect();
                rows.sort_unstable();
                rows.dedup();
                Draft::new(format!(
                    "{} contradict other lines, first: {} ({})",
                    count(rows.len(), "part number"),
                    all[0].message,
                    all[0].table.row_names(&rows)
                ))
                .help("look the numbers up and correct the lines that are wrong")
                .at(file.place(all[0].table, all[0].line.row, all[0].column))
            },
        );
    }
}
