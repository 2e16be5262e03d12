//! FC0311: a file states another licence than its package.

use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::files::is_below;
use crate::package::licence::{Class, Header, Reading, family_of};
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

A file whose SPDX tag (in its head, or in a `.license` file beside it) names a licence that the package neither declares nor
has the text of. (A licence that does not get on with that of the package, as one that is not open, is a
`licence-conflict`.) Files below a nested licence file are that licence's.

## Why it matters

What a file says of itself holds for the file, whatever the manifest says. Who uses the design has to know every licence
that is in it.

## How to fix

Correct the tag, or declare the licence and put its text into `LICENSES/`. If the file comes from somebody else, name
the origin in `[[derived-from]]` of `fab.toml`.

## Source

REUSE specification 3.3 (tags in files, `.license` files); SPDX specification 2.3, annex E.
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
        if differs(licences, header) && !super::conflicts::is_told(view.package, header) {
            differing.entry(&header.raw).or_default().push(header);
        }
    }
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

/// Whether a file's own licence is foreign to the package.
fn differs(licences: &Reading, header: &Header) -> bool {
    let nested = licences
        .texts
        .iter()
        .any(|text| !text.scope.is_empty() && is_below(&header.path, &text.scope));
    let Some(expression) = header.expression.as_ref().filter(|_| !nested) else {
        return false;
    };
    if expression.class() == Class::Enclosure && licences.class != Class::Enclosure {
        return true;
    }
    let families = licences.root_families();
    let is_known =
        |family: &str| families.contains(&family) || licences.declares_family(family);
    // The manifest may itself be dedicated to the public, as OKH and REUSE advise.
    let is_dedicated = |id: &str| matches!(id, "CC0-1.0" | "Unlicense" | "0BSD" | "MIT-0");
    !expression.is_met_by(|licence| is_known(family_of(&licence.id)) || is_dedicated(&licence.id))
}
