//! FC0401: somebody whose licence asks to be named is not.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::fab::Origin;
use crate::package::licence::{Declared, needs_attribution};
use crate::rules::files::{in_fab, in_manifest, is_package};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0401",
    name: "no-attribution",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A `licensor` without a name, and an origin in `[[derived-from]]` without `authors`, where the licence asks that
they are named. (A manifest without any `licensor` lacks a required field, which has a rule of its own.) An origin
that is a design of the index is named by its owner.

## Why it matters

Nearly every open licence gives its freedoms on the condition that the author is named. Who leaves the name out
has no licence, and neither have those who build on the copy.

## How to fix

Write `licensor = \"Name <mail>\"`, and `authors = [\"Name <mail>\"]` for each origin, as the origin names them.

## Source

CC BY-SA 4.0, 3(a)(1)(A); CERN-OHL-S-2.0, 3.1 (notices); MIT and BSD licences (copyright notice).
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    let manifest = &package.manifest.manifest;
    let asks = package
        .licences
        .declared
        .as_ref()
        .is_some_and(names_authors);
    let first = manifest.licensor.first();
    if let Some(first) = first.filter(|_| {
        asks && manifest
            .licensor
            .iter()
            .all(|person| person.value.name.trim().is_empty())
    }) {
        sink.add(Severity::Error, || {
            Draft::new("the licence asks for the name of the licensor, and none is given")
                .help("write `licensor = \"Name <mail>\"`")
                .at(in_manifest(package, &first.span))
        });
    }
    for origin in &package.fab.fab.derived_from {
        let is_unnamed = origin
            .authors
            .iter()
            .all(|author| author.value.trim().is_empty());
        if !is_unnamed || origin.design.is_some() || origin.url.is_none() || !origin_asks(origin) {
            continue;
        }
        sink.add(Severity::Error, || {
            let what = origin.url.as_ref().map_or("this origin", |url| url.value.as_str());
            Draft::new(format!("the authors of `{what}` are not named"))
                .help("write `authors = [\"Name <mail>\"]` as the origin names them; its licence asks for it")
                .at(in_fab(package, &origin.span))
        });
    }
}

/// Whether a licence asks for names; one that is not understood is taken to.
fn names_authors(declared: &Declared) -> bool {
    declared
        .expression
        .as_ref()
        .is_none_or(|expression| !expression.is_met_by(|licence| !needs_attribution(&licence.id)))
}

fn origin_asks(origin: &Origin) -> bool {
    origin
        .license
        .as_ref()
        .is_none_or(|licence| names_authors(&Declared::read(&licence.value, licence.span.clone())))
}
