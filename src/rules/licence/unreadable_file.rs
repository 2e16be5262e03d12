//! FC0319: a file cannot be read, so nothing is known of its licence.

use super::reuse;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::rules::{Request, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0319",
    name: "unreadable-file",
    highest: Severity::Note,
    since: "0.2.0",
    doc: "\
## What it finds

A file, or the `.license` file beside it, that cannot be read: no permission, a directory in its place, a damaged disk.

Silent unless the purpose is `reuse` (`check --for reuse`), a level asks for it, or the package has a `REUSE.toml`.

## Why it matters

What it states is not known, and nobody else can use it either.

## How to fix

Give permission to read it, or remove it.

## Source

REUSE specification 3.3, Copyright and Licensing Information (<https://reuse.software/spec-3.3/>).
",
    check: reuse::check(check),
};

fn check(view: &PackageView<'_>, _: Request, sink: &mut Sink) {
    for file in &view.package.reuse().files {
        let Some(why) = &file.unreadable else {
            continue;
        };
        sink.add(Severity::Note, || {
            Draft::new(format!("what it states of its licence cannot be read: {why}"))
                .at(file.path.as_str())
        });
    }
}
