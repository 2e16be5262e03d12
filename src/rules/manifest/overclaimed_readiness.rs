//! FC0111: the documentation is claimed to be readier than it is.

use super::places::manifest;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::files::{Family, Kind};
use crate::package::manifest::{Field, Role};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0111",
    name: "overclaimed-readiness",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

A `documentation-readiness-level` of ODRL-3 or more in a package without manufacturing instructions or without a bill of
materials; one of ODRL-3* that names no attestation; one of ODRL-2 or more, or a `technology-readiness-level` of OTRL-4 or more, in a
package without any design file. What the manifest names counts as there; a named file that is missing is a finding of its own.

## Why it matters

ODRL-3 says that the documentation is complete: anybody can make the thing from it. ODRL-3* says that somebody else
has confirmed it. OTRL-4 says that a prototype was made and tested, which needs a design. Makers choose by these levels.

## How to fix

Add what is missing and name it with `manufacturing-instructions`, `bom`, `source` and `attestation`, or claim the level that is
reached: ODRL-2 while documentation is in progress, ODRL-1 before it began.

## Source

OTRL and ODRL ontology, <https://w3id.org/oseg/ont/otrl>: ODRL-3 is complete documentation as per DIN SPEC 3105-1, ODRL-3* is
audited; OTRL-4 is prototyping and testing.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let okh = &view.package.manifest.manifest;
    if let Some(level) = &okh.documentation_readiness_level {
        let mut absent = Vec::new();
        let complete = matches!(level.value.as_str(), "ODRL-3" | "ODRL-3*" | "ODRL-4");
        if complete || level.value == "ODRL-2" {
            absent.extend(no_design(view));
        }
        if complete && !has_instructions(view) {
            absent.push((
                "no manufacturing instructions",
                "`manufacturing-instructions`",
            ));
        }
        if complete && view.package.bom.path.is_none() && !has(view, &[Role::Bom]) {
            absent.push(("no bill of materials", "`bom`"));
        }
        if level.value == "ODRL-3*" && !has(view, &[Role::Attestation]) {
            absent.push(("no attestation", "`attestation`"));
        }
        report(view, sink, level, absent);
    }
    if let Some(level) = &okh.technology_readiness_level
        && matches!(level.value.as_str(), "OTRL-4" | "OTRL-5" | "OTRL-6")
    {
        report(view, sink, level, no_design(view).into_iter().collect());
    }
}

/// Whether the manifest names something in one of these roles. If it is missing, that is told of the
/// file itself.
fn has(view: &PackageView<'_>, roles: &[Role]) -> bool {
    let references = &view.package.manifest.manifest.references;
    references
        .iter()
        .any(|reference| roles.contains(&reference.role))
}

fn has_instructions(view: &PackageView<'_>) -> bool {
    has(view, &[Role::ManufacturingInstructions])
        || view.package.files.instructions().next().is_some()
}

/// What a package without sources, exports and parts lacks.
fn no_design(view: &PackageView<'_>) -> Option<Absent> {
    let parts = view.package.parts.iter().any(|part| {
        !part.meshes.is_empty() || !part.exports.is_empty() || !part.sources.is_empty()
    });
    let design = parts
        || has(view, &[Role::Source, Role::Export, Role::Release])
        || view.package.files.files.iter().any(|file| {
            matches!(
                Kind::family_of(&file.path),
                Family::Mesh
                    | Family::OpenSource
                    | Family::ProprietarySource
                    | Family::Exchange
                    | Family::Drawing
                    | Family::Fabrication
            )
        });
    (!design).then_some(("no design file", "`source`"))
}

/// What is absent, and the key that would name it.
type Absent = (&'static str, &'static str);

fn report(view: &PackageView<'_>, sink: &mut Sink, level: &Field<String>, absent: Vec<Absent>) {
    if absent.is_empty() {
        return;
    }
    sink.add(Severity::Note, || {
        let (what, keys): (Vec<_>, Vec<_>) = absent.into_iter().unzip();
        Draft::new(format!(
            "the manifest claims `{}`, but the package has {}",
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
