//! FC0302: a licence that is not a valid SPDX expression.

use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::Package;
use crate::package::licence::{Declared, Fault};
use crate::rules::files::{in_fab, in_manifest, is_package};
use crate::rules::{Check, Rule};
use std::collections::HashSet;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0302",
    name: "invalid-licence",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A licence (of the hardware, the documentation, the software, or of an origin in `[[derived-from]]`) that is no SPDX
expression (a name, an address), one that names no version, one in the wrong case or with an
id that the list has retired, and a known licence in disguise (`LicenseRef-CC-BY-SA-4.0`).

## Why it matters

Versions differ in what they ask, and programs that decide whether two designs may be combined understand
ids only. A name without version leaves everybody to guess what was granted.

## How to fix

Write the SPDX id that the help names (`fabcommons check --fix` does where only one can be meant); where several are possible, the one whose text you chose. Several licences
are joined with `AND` (all apply) or `OR` (the user chooses).

## Source

SPDX specification 2.3, annex D (licence expressions); SPDX licence list; Open Know-How 2.4, `license`.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    let licences = &package.licences;
    let in_manifest: fn(&Package, &Declared) -> Place =
        |package, declared| in_manifest(package, &declared.span);
    let in_fab: fn(&Package, &Declared) -> Place =
        |package, declared| in_fab(package, &declared.span);
    let mut seen = HashSet::new();
    let of = |in_the_manifest| if in_the_manifest { in_manifest } else { in_fab };
    for (declared, place) in [
        (&licences.declared, in_manifest),
        (&licences.documentation, of(licences.in_manifest[0])),
        (&licences.software, of(licences.in_manifest[1])),
    ] {
        // The same text in three keys of a manifest is one mistake.
        if let Some(declared) = declared.as_ref().filter(|declared| seen.insert(&declared.raw)) {
            judge(declared, || place(package, declared), sink);
        }
    }
    for origin in &package.fab.fab.derived_from {
        if let Some(licence) = &origin.license {
            let declared = Declared::read(&licence.value, licence.span.clone());
            judge(&declared, || in_fab(package, &declared), sink);
        }
    }
}

fn judge(declared: &Declared, place: impl Fn() -> Place, sink: &mut Sink) {
    let raw = declared.raw.trim();
    let meant = declared.certain_suggestion().unwrap_or_default();
    match &declared.fault {
        // No licence at all has a rule of its own.
        None | Some(Fault::Empty) => {}
        Some(Fault::Spelling) => sink.add(Severity::Warning, || {
            Draft::new(format!("`{raw}` is spelled `{meant}` in the SPDX list"))
                .help(format!("write `{meant}`; `fabcommons check --fix` does it"))
                .at(place())
        }),
        Some(Fault::Wrapped) => sink.add(Severity::Warning, || {
            Draft::new(format!("`{raw}` stands for a licence that has an id of its own"))
                .help(format!("write `{meant}`; `fabcommons check --fix` does it"))
                .at(place())
        }),
        Some(Fault::Name) => sink.add(Severity::Error, || {
            Draft::new(format!("`{raw}` is not an SPDX expression"))
                .help(format!("write `{meant}`; `fabcommons check --fix` does it"))
                .at(place())
        }),
        Some(Fault::Ambiguous { candidates }) => sink.add(Severity::Error, || {
            let list = candidates
                .iter()
                .take(6)
                .map(|id| format!("`{id}`"))
                .collect::<Vec<_>>()
                .join(", ");
            let (message, help) = match candidates.as_slice() {
                [_] => (format!("`{raw}` is not an SPDX expression"), format!("perhaps {list} is meant")),
                _ => (format!("`{raw}` does not say which licence it is"), format!("write one of {list}")),
            };
            Draft::new(message).help(help).at(place())
        }),
        Some(Fault::Unknown { reason }) => sink.add(Severity::Error, || {
            let why = reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            Draft::new(format!("`{raw}` is not an SPDX expression{}", why.replace('`', "")))
                .help(
                    "write an id of the SPDX list, such as `CERN-OHL-S-2.0`; for a licence of your own, \
                     `LicenseRef-…` with its text in `LICENSES/`",
                )
                .at(place())
        }),
    }
}
