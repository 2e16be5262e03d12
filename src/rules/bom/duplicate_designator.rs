use super::{few_or_one, listed};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::{Role, Table, ranges};
use crate::rules::{Check, Rule};
use crate::units::count;
use std::collections::BTreeMap;

pub static RULE: Rule = Rule {
    code: "FC0506",
    name: "duplicate-designator",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A reference designator that stands twice in one table of the bill, in two lines or in one. Lines that are \
not populated do not count: they often are the other choice for the same place.

## Why it matters
A designator names one place on the board. If `R5` is both 10 kΩ and 4.7 kΩ, nobody can tell which to fit.

## How to fix
Give the place to one of the lines, or number the components anew and export the bill from the schematic.

## Source
IEC 81346 and IEEE 315 reference designations: each names exactly one component.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let Some(column) = table.column(Role::Designator).filter(|_| table.designators) else {
            continue;
        };
        let repeated = repeated(table);
        few_or_one(
            sink,
            Severity::Error,
            &repeated,
            |(designator, rows)| {
                let places = match rows.as_slice() {
                    [row, rest @ ..] if rest.iter().all(|other| other == row) => {
                        format!("{} times in {}", rows.len(), table.row_name(*row))
                    }
                    _ => format!("in {}", table.row_names(rows)),
                };
                Draft::new(format!(
                    "designator `{designator}` stands {places}, {}",
                    table.column_name(column)
                ))
                .help("each designator names one component: keep it in one line")
                .at(file.place(table, rows[rows.len() - 1], Some(column.number)))
            },
            |all| {
                let names: Vec<&str> = all.iter().map(|(designator, _)| *designator).collect();
                let mut rows: Vec<u32> = all.iter().flat_map(|(_, rows)| rows.clone()).collect();
                rows.sort_unstable();
                rows.dedup();
                Draft::new(format!(
                    "{} stand more than once: {} (rows {}, {})",
                    count(all.len(), "designator"),
                    listed(&names, 5),
                    ranges(&rows),
                    table.column_name(column)
                ))
                .help("each designator names one component: keep it in one line")
                .at(file.place(table, rows[0], Some(column.number)))
            },
        );
    }
}

/// Designators that stand more than once, with the row of each time.
fn repeated(table: &Table) -> Vec<(&str, Vec<u32>)> {
    let mut rows: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for line in table.lines.iter().filter(|line| !line.not_populated) {
        for designator in &line.designators {
            rows.entry(designator).or_default().push(line.row);
        }
    }
    let mut repeated: Vec<_> = rows
        .into_iter()
        .filter(|(_, rows)| rows.len() > 1)
        .collect();
    repeated.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(b.0)));
    repeated
}
