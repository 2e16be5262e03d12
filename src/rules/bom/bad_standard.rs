use super::few_or_one;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::standard;
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0515",
    name: "bad-standard",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
A standard part that cannot be ordered as designated: a number that is none (`DIN 9I2`, or `ISO` alone in a column of \
standards), a metric or inch thread that does not exist (`M3.7`, `1/4-22`) or that the standard does not go to, a property class \
that screws do not have, a screw or pin without a thread or a length anywhere in its line, a name that says another kind of thing \
than the standard is about (`ISO 4032` called a screw is a nut), a ball bearing whose code and dimensions disagree. Only the \
common standards of fasteners, pins, rings, bearings and seals (ISO, DIN, EN, ASME, JIS, GB) are judged; withdrawn ones are fine.

## Why it matters
A designation is a promise that everybody gets the same part. One slip and the part does not exist, or does not fit.

## How to fix
Write the standard with its size: `ISO 4762 M3x10`, `ISO 7089 5`, `ISO 2338 3 m6x30`.

## Source
ISO 261 and ISO 262 (metric threads), ASME B1.1 (unified threads), ISO 898-1 (property classes), ISO 15 (bearings) and the scopes \
of the standards themselves.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let bad: Vec<standard::Bad<'_>> = table
            .lines
            .iter()
            .filter(|line| !line.not_populated)
            .filter_map(|line| standard::judge(table, line))
            .collect();
        few_or_one(
            sink,
            Severity::Warning,
            &bad,
            |one| {
                Draft::new(format!("{} ({})", one.message, table.row_name(one.line.row)))
                    .help(one.help.clone())
                    .at(file.place(table, one.line.row, one.column))
            },
            |all| {
                let rows: Vec<u32> = all.iter().map(|one| one.line.row).collect();
                Draft::new(format!(
                    "{} have a designation that cannot be ordered, first: {} ({})",
                    count(all.len(), "line"),
                    all[0].message,
                    table.row_names(&rows)
                ))
                .help(all[0].help.clone())
                .at(file.place(table, rows[0], all[0].column))
            },
        );
    }
}
