//! FC0405: something of somebody else's is in the package, and nothing says under which licence.

use super::third_party::{Foreign, folders};
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::lineage::{at_hand, title};
use crate::rules::files::{in_fab, is_package, listed};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0405",
    name: "third-party-unlicensed",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

An origin in `[[derived-from]]` of `fab.toml` without `license` (and whose package is not at hand to look it up), and a
folder of somebody else's work without any word on its licence. A folder counts as somebody else's when it shows it: its
README or `library.properties` points to another owner's repository of the folder's own name, or it lies in `vendor/` or
`third_party/`. It counts as licensed when a licence file lies in it or above
it (below the root), when any file in it, its README or the package's README speaks of its licence, or when
`[[derived-from]]` or REUSE accounts for it.

## Why it matters

Without a licence all rights are reserved. The licence of the package covers what its authors made; it cannot give away
what they only copied.

## How to fix

Copy the licence file of the original into the folder and name the origin in `[[derived-from]]` with `license`. If
there is none, ask its authors, or take the copy out and link to the original.

## Source

Berne Convention, article 5(2); OSHWA, Open Source Hardware Definition 1.0, clause 2 (say which portion is licensed); REUSE
specification 3.3.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    for origin in &package.fab.fab.derived_from {
        let is_named = origin.design.is_some() || origin.url.is_some();
        if origin.license.is_some() || !is_named {
            continue;
        }
        let known = at_hand(&package.root, origin).is_some_and(|found| found.declared.is_some());
        if known {
            continue;
        }
        sink.add(Severity::Warning, || {
            Draft::new(format!("nothing says under which licence `{}` came", title(origin)))
                .help("write `license = \"…\"` as the origin had it when you took it; without one, nobody may build on it")
                .at(in_fab(package, &origin.span))
        });
    }
    let found = folders(package);
    let Some(first) = found.first() else { return };
    sink.add(Severity::Warning, || {
        let paths: Vec<String> = found.iter().map(|found| format!("{}/", found.path)).collect();
        let message = match found.as_slice() {
            [Foreign { path, why, .. }] => {
                format!("`{path}/` is somebody else's ({why}), and nothing says under which licence")
            }
            several => format!(
                "{} folders are somebody else's, and nothing says under which licence: {} (`{}/`: {})",
                several.len(),
                listed(&paths),
                first.path,
                first.why
            ),
        };
        Draft::new(message)
            .help("copy the original's licence file into the folder, and name the origin in `[[derived-from]]`")
            .at(Place::file(first.evidence.clone()))
    });
}
