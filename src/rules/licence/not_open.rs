//! FC0303: a licence that keeps others from making, selling or changing the design.

use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::Package;
use crate::package::licence::{Class, Expression, Text, class_of};
use crate::rules::files::{in_fab, in_manifest, is_package};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0303",
    name: "not-open",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A design whose licence forbids commercial use (NC) or changes (ND), reserves all rights, or only lets people look
at the source; and an open design whose documentation or software is under such a licence. Of licences joined with `OR` the
freest counts, of `AND` the strictest.

## Why it matters

Such a design only looks open. A workshop may not make it for its customers, a school that charges for a course
may not use it, and nobody may combine it with the designs of the commons.

## How to fix

Choose an open licence. If the worry is that others profit, CERN-OHL-S-2.0 makes them share their improvements.

## Source

OSHWA, Open Source Hardware Definition 1.0, clauses 1, 3 and 4 to 8; Open Definition 2.1; Creative Commons, Understanding
Free Cultural Works.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    if package.licences.class != Class::Enclosure {
        beside(package, sink);
        return;
    }
    let (what, place) = if let Some(declared) = &package.licences.declared {
        let ids = declared.expression.as_ref().map(closed).unwrap_or_default();
        let what = if ids.is_empty() {
            declared.raw.clone()
        } else {
            ids.join("`, `")
        };
        (what, in_manifest(package, &declared.span))
    } else {
        let text = package
            .licences
            .root_texts()
            .find(|text| !text.named().is_empty());
        (
            text.map(Text::named).unwrap_or_default().join("`, `"),
            text.map(|text| Place::file(text.path.clone()))
                .unwrap_or_default(),
        )
    };
    let message = if matches!(what.as_str(), "NOASSERTION" | "NONE") {
        // Nobody may do what copyright reserves without a licence.
        format!("not open: `{what}` names no licence, and without one nobody may use, make, change and sell the design")
    } else {
        format!("not open: `{what}` {}", reason(&what))
    };
    sink.add(Severity::Error, || {
        Draft::new(message)
            .help("choose an open licence; CERN-OHL-S-2.0 lets everybody make and sell it, and keeps improvements open")
            .at(place)
    });
}

/// An open design whose documentation or software is not.
fn beside(package: &Package, sink: &mut Sink) {
    let licences = &package.licences;
    for (what, declared, in_the_manifest) in [
        ("documentation", &licences.documentation, licences.in_manifest[0]),
        ("software", &licences.software, licences.in_manifest[1]),
    ] {
        let Some(declared) = declared.as_ref().filter(|declared| declared.class == Class::Enclosure) else {
            continue;
        };
        let ids = declared.expression.as_ref().map(closed).unwrap_or_default();
        let named = if ids.is_empty() { declared.raw.clone() } else { ids.join("`, `") };
        sink.add(Severity::Error, || {
            let place = if in_the_manifest { in_manifest } else { in_fab };
            Draft::new(format!("the {what} is not open: `{named}` {}", reason(&named)))
                .help("choose an open licence for it too; a design is open only with what it takes to make and to change it")
                .at(place(package, &declared.span))
        });
    }
}

/// The licences of an expression that are not open.
fn closed(expression: &Expression) -> Vec<String> {
    expression
        .licences()
        .into_iter()
        .map(|licence| licence.id)
        .filter(|id| class_of(id) == Class::Enclosure)
        .collect()
}

/// What a licence forbids.
fn reason(what: &str) -> &'static str {
    match (what.contains("-NC"), what.contains("-ND")) {
        (true, true) => "forbids commercial use and changes",
        (true, false) => "forbids commercial use",
        (false, true) => "forbids changes",
        _ => "does not let everybody use, make, change and sell the design",
    }
}
