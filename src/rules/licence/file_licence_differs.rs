//! FC0311: a file states another licence than its package.

use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::files::is_below;
use crate::package::licence::{Class, Expression, Header, Reading, family_of};
use crate::rules::files::{is_package, listed};
use crate::rules::{Check, Rule};
use crate::units::count;
use std::collections::BTreeMap;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0311",
    name: "file-licence-differs",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A file whose SPDX tag (in its head, or in a `.license` file beside it) or whose annotation (`REUSE.toml`, `.reuse/dep5`) names a
licence that the package neither declares nor has the text of. (A licence that does not get on with that of the package, as one
that is not open, is a `licence-conflict`.) Files below a nested licence file are that licence's.

## Why it matters

What a file says of itself holds for the file, whatever the manifest says. Who uses the design has to know every licence
that is in it.

## How to fix

Correct the tag, or declare the licence and put its text into `LICENSES/`. If the file comes from somebody else, name
the origin in `[[derived-from]]` of `fab.toml`.

## Source

REUSE specification 3.3 (tags in files, `.license` files, `REUSE.toml`); SPDX specification 2.3, annex E.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let licences = &view.package.licences;
    // Without a declaration there is nothing to differ from.
    if !is_package(view)
        || licences
            .declared
            .as_ref()
            .is_none_or(|declared| declared.expression.is_none())
    {
        return;
    }
    let mut differing: BTreeMap<&str, Vec<&Header>> = BTreeMap::new();
    for header in &licences.headers {
        if differs(licences, header) && !super::conflicts::is_told(view.package, &header.path) {
            differing.entry(&header.raw).or_default().push(header);
        }
    }
    annotations(view, sink);
    for (licence, headers) in differing {
        sink.add(Severity::Warning, || {
            let first = headers[0];
            let declared = licences.expression().unwrap_or_default();
            let message = if headers.len() == 1 {
                format!("states `{licence}`, while the package is under `{declared}`")
            } else {
                let paths: Vec<&str> = headers.iter().map(|header| header.path.as_str()).collect();
                format!(
                    "{} state `{licence}`, while the package is under `{declared}`: {}",
                    count(headers.len(), "file"),
                    listed(&paths)
                )
            };
            Draft::new(message)
                .help(format!("correct the tag, or put the text into `LICENSES/{licence}.txt` and say what it is for"))
                .at(Place::text(&first.source, first.span.clone()))
        });
    }
}

/// Licences that annotations state for files that are there, each once.
fn annotations(view: &PackageView<'_>, sink: &mut Sink) {
    let licences = &view.package.licences;
    if licences.global.annotations.is_empty() {
        return;
    }
    let mut differing: BTreeMap<String, (Place, Vec<&str>)> = BTreeMap::new();
    for file in &view.package.files.files {
        let stated = licences.global.stated(&file.path);
        let annotation = stated
            .overriding
            .into_iter()
            .chain(stated.aggregated)
            .chain(stated.closest_licence);
        for (annotation, field) in
            annotation.flat_map(|annotation| annotation.licences.iter().map(move |field| (annotation, field)))
        {
            let Some(expression) = Expression::parse(&field.value) else {
                continue;
            };
            // Where the file has a licence of its own, that one is judged.
            let counts = licences.licence_of(&file.path).is_some_and(|licence| {
                licence.expression.licences().iter().any(|one| expression.names_family(family_of(&one.id)))
            });
            if counts
                && is_foreign(licences, &expression, |_| false)
                && !super::conflicts::is_told(view.package, &file.path)
            {
                differing
                    .entry(field.value.clone())
                    .or_insert_with(|| (Place::text(&annotation.source, field.span.clone()), Vec::new()))
                    .1
                    .push(&file.path);
            }
        }
    }
    for (licence, (place, paths)) in differing {
        sink.add(Severity::Warning, || {
            let declared = licences.expression().unwrap_or_default();
            Draft::new(format!(
                "states `{licence}` for {}, while the package is under `{declared}`",
                listed(&paths)
            ))
            .help(format!("correct the annotation, or put the text into `LICENSES/{licence}.txt`"))
            .at(place)
        });
    }
}

/// Whether a file's own licence is foreign to the package.
fn differs(licences: &Reading, header: &Header) -> bool {
    let nested = licences
        .texts
        .iter()
        .any(|text| !text.scope.is_empty() && is_below(&header.path, &text.scope));
    let Some(expression) = header.expression.as_ref().filter(|_| !nested) else {
        return false;
    };
    // What annotations state of other files is no stranger either.
    is_foreign(licences, expression, |family| {
        licences
            .global
            .annotations
            .iter()
            .flat_map(|annotation| &annotation.licences)
            .filter_map(|field| Expression::parse(&field.value))
            .any(|expression| expression.names_family(family))
    })
}

/// Whether a licence is none that the package declares or has the text of, or that `also` knows.
fn is_foreign(licences: &Reading, expression: &Expression, also: impl Fn(&str) -> bool) -> bool {
    if expression.class() == Class::Enclosure && licences.class != Class::Enclosure {
        return true;
    }
    let families = licences.root_families();
    let is_known = |family: &str| {
        families.contains(&family) || licences.declares_family(family) || also(family)
    };
    // The manifest may itself be dedicated to the public, as OKH and REUSE advise.
    let is_dedicated = |id: &str| matches!(id, "CC0-1.0" | "Unlicense" | "0BSD" | "MIT-0");
    !expression.is_met_by(|licence| is_known(family_of(&licence.id)) || is_dedicated(&licence.id))
}
