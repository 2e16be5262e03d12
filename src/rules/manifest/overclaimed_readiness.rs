//! FC0111: the documentation is claimed to be readier than it is.

use super::places::manifest;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::manifest::Role;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0111",
    name: "overclaimed-readiness",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

A `documentation-readiness-level` of ODRL-3 or more in a package that names no manufacturing instructions or no bill of
materials; one of ODRL-3* that names no attestation.

## Why it matters

ODRL-3 says that the documentation is complete: anybody can make the thing from it. ODRL-3* says that somebody else
has confirmed it. Makers choose by these levels.

## How to fix

Name what is there with `manufacturing-instructions`, `bom` and `attestation`, or claim the level that is reached: ODRL-2 while
documentation is in progress.

## Source

ODRL ontology, <https://w3id.org/oseg/ont/otrl>: ODRL-3 is complete documentation as per DIN SPEC 3105-1, ODRL-3* is
audited.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let okh = &view.package.manifest.manifest;
    let Some(level) = &okh.documentation_readiness_level else {
        return;
    };
    if !matches!(level.value.as_str(), "ODRL-3" | "ODRL-3*" | "ODRL-4") {
        return;
    }
    let names = |role| okh.references.iter().any(|reference| reference.role == role);
    let mut absent = Vec::new();
    if !names(Role::ManufacturingInstructions) {
        absent.push(("no manufacturing instructions", "`manufacturing-instructions`"));
    }
    if !names(Role::Bom) && view.package.bom.path.is_none() {
        absent.push(("no bill of materials", "`bom`"));
    }
    if level.value == "ODRL-3*" && !names(Role::Attestation) {
        absent.push(("no attestation", "`attestation`"));
    }
    if absent.is_empty() {
        return;
    }
    sink.add(Severity::Note, || {
        let (what, keys): (Vec<_>, Vec<_>) = absent.into_iter().unzip();
        Draft::new(format!(
            "the manifest claims `{}` but names {}",
            level.value,
            listed(&what)
        ))
        .help(format!(
            "name what is there with {}, or claim the level that is reached",
            listed(&keys)
        ))
        .at(manifest(view).at(Some(&level.span)))
    });
}

/// `a`, `a and b`, `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => words.concat(),
    }
}
