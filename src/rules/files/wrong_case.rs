//! FC0202: a reference that differs from the file only in case.

use super::{is_package, references};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::files::Resolution;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0202",
    name: "wrong-case",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A path in `okh.toml` or `fab.toml` whose upper and lower case differ from the file's.

## Why it matters

It works on the author's Windows or macOS disk, which ignores case, and fails on Linux, in archives and on
the web: the file is missing for half of those who fetch the design.

## How to fix

Spell the path as the file is spelled (`fabcommons check --fix` does), or rename the file.

## Source

POSIX.1-2017, 4.7 (file names are compared byte by byte); Git stores paths in the same way.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    if !is_package(view) {
        return;
    }
    for reference in references(view.package) {
        if let Resolution::WrongCase { actual } = reference.resolution {
            sink.add(Severity::Error, || {
                Draft::new(format!(
                    "file name differs in case: `{}` is `{actual}`",
                    reference.target
                ))
                .help(format!("write `{actual}`; `fabcommons check --fix` does it"))
                .at(reference.place)
            });
        }
    }
}
