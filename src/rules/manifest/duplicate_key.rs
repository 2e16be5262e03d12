//! FC0112: a key stands twice.

use super::places::{cut, more, problems};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::manifest::Problem;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0112",
    name: "duplicate-key",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A key that stands twice in the same table of the manifest or of `fab.toml`, also in two spellings (`forkOf` and `fork-of`).

## Why it matters

Tools disagree about which of the two counts, and TOML forbids it: most refuse the whole file. With two licences nobody
knows which one holds.

## How to fix

Keep one. For several values write a list: `image = [\"a.png\", \"b.png\"]`; for several parts write `[[part]]` before each.

## Source

TOML 1.0 (\"defining a key multiple times is invalid\"); YAML 1.2.2, section 3.2.1.1; RFC 8259, section 4.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let duplicates = problems(view).filter_map(|(file, problem)| match problem {
        Problem::Duplicate { key, first, again } => Some((file.fab, (file, key, first, again))),
        _ => None,
    });
    for ((file, key, first, again), hidden) in cut(duplicates.collect()) {
        sink.add(Severity::Error, || {
            Draft::new(format!(
                "`{key}` stands twice: first in line {}, again in line {}{}",
                file.line(first),
                file.line(again),
                more(hidden)
            ))
            .help("keep one; several values make a list")
            .at(file.at(Some(again)))
        });
    }
}
