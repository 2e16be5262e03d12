//! FC0318: `REUSE.toml` or `.reuse/dep5` cannot be understood.

use super::reuse;
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::rules::{Request, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0318",
    name: "invalid-reuse-file",
    highest: Severity::Note,
    since: "0.2.0",
    doc: "\
## What it finds

A `REUSE.toml` that is no TOML, has no `version = 1`, or has an annotation without `path` or with another kind of value; a
`.reuse/dep5` that is no machine-readable copyright file; and both kinds in one project.

Silent unless the purpose is `reuse` (`check --for reuse`), a level asks for it, or the package has a `REUSE.toml`.

## Why it matters

What the file states for others is lost: they are then without licence.

## How to fix

Correct it at the place shown. `reuse convert-dep5` turns the older file into a `REUSE.toml`.

## Source

REUSE specification 3.3, REUSE.toml and DEP5 (<https://reuse.software/spec-3.3/>); Debian copyright format 1.0.
",
    check: reuse::check(check),
};

fn check(view: &PackageView<'_>, _: Request, sink: &mut Sink) {
    for fault in &view.package.licences.global.faults {
        sink.add(Severity::Note, || {
            let place = match &fault.place {
                Some((source, span)) => Place::text(source, span.clone()),
                None => Place::file(&fault.path),
            };
            Draft::new(format!("`{}` {}", fault.path, fault.why)).at(place)
        });
    }
}
