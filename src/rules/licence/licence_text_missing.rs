//! FC0304: the text of the declared licence is not in the package.

use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::files::is_document_format;
use crate::package::licence::{Declared, Licence, Reading, Recognised, Text, family_of};
use crate::package::lineage::ships_text;
use crate::rules::files::{in_fab, is_package, listed};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0304",
    name: "licence-text-missing",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A declared licence (of the hardware, or in `[licences]` of `fab.toml` of the documentation and the software) whose full text
is not in the root (`LICENSE`, `COPYING`, `LICENSES/*`): no file at all, a notice that
only names or links the licence, or the text of only one of several licences that apply together.

## Why it matters

Links die, and most licences ask that their text goes along with every copy. Who receives the design must be able
to read what was granted.

## How to fix

Save the plain text of the licence as `LICENSE`; several as `LICENSES/<SPDX id>.txt`.

## Source

CERN-OHL-P-2.0, 3.4(b); GPL-3.0, 4; Apache-2.0, 4(a); MIT (permission notice); CC-BY-SA-4.0, 3(a)(1)(C) (the text or its
address); REUSE specification 3.3, LICENSES folder.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    let licences = &package.licences;
    if !is_package(view) {
        return;
    }
    let Some(declared) = &licences.declared else {
        undeclared(view, sink);
        return;
    };
    beside(view, sink);
    let missing = missing(licences, declared);
    if missing.is_empty() || super::licence_text_differs::contradicts(licences).is_some() {
        return;
    }
    // What is in the licence files tells what to say.
    let texts: Vec<&Text> = licences.root_texts().collect();
    if texts
        .iter()
        .any(|text| text.recognised == Recognised::Placeholder)
    {
        return;
    }
    let notice = texts
        .iter()
        .find(|text| matches!(text.recognised, Recognised::Notice(_)));
    let unknown = texts
        .iter()
        .find(|text| text.recognised == Recognised::Unknown);
    // A licence as PDF is there for people, although nothing here can read it.
    let unread = package.files.licence_texts().into_iter().any(|file| {
        is_document_format(&file.path) && !licences.texts.iter().any(|text| text.path == file.path)
    });
    if unread && texts.is_empty() {
        return;
    }
    sink.add(Severity::Warning, || {
        let (message, place) = match (notice, unknown) {
            (Some(notice), _) => (
                format!(
                    "only names the licence; the text of {} is missing",
                    listed(&missing)
                ),
                Place::file(notice.path.clone()),
            ),
            (None, Some(unknown)) => (
                format!(
                    "not the text of {}, nor of another licence that is known",
                    listed(&missing)
                ),
                Place::file(unknown.path.clone()),
            ),
            _ => (
                format!("the text of {} is not in the package", listed(&missing)),
                Place::default(),
            ),
        };
        Draft::new(message)
            .help(format!(
                "save the text as `{}` (https://spdx.org/licenses has it)",
                target(&texts, &missing[0])
            ))
            .at(place)
    });
}

/// The licences that fab.toml declares for documentation and software.
fn beside(view: &PackageView<'_>, sink: &mut Sink) {
    let licences = &view.package.licences;
    let of_hardware: Vec<String> = licences
        .declared
        .as_ref()
        .map(|declared| missing(licences, declared))
        .unwrap_or_default();
    let mut told = of_hardware;
    for (what, declared, in_the_manifest) in [
        ("documentation", &licences.documentation, licences.in_manifest[0]),
        ("software", &licences.software, licences.in_manifest[1]),
    ] {
        let Some(declared) = declared.as_ref().filter(|_| !in_the_manifest) else {
            continue;
        };
        let mut missing = missing(licences, declared);
        // Beside the code or the documents is a good place too.
        missing.retain(|id| !told.contains(id) && !ships_text(view.package, id));
        let Some(first) = missing.first().cloned() else {
            continue;
        };
        sink.add(Severity::Warning, || {
            Draft::new(format!("the text of {}, the licence of the {what}, is not in the package", listed(&missing)))
                .help(format!("save it as `LICENSES/{first}.txt` (https://spdx.org/licenses has it)"))
                .at(in_fab(view.package, &declared.span))
        });
        told.extend(missing);
    }
}

/// Declared licences without text: what an `OR` leaves to choose is met by one.
fn missing(licences: &Reading, declared: &Declared) -> Vec<String> {
    let Some(expression) = &declared.expression else {
        return Vec::new();
    };
    let families = licences.root_families();
    let has = |licence: &Licence| {
        families.contains(&family_of(&licence.id))
            || licence.exception.as_deref().is_some_and(|exception| families.contains(&exception))
            // Somebody's own licence: a file of that name is all that can be asked for.
            || licence.id.starts_with("LicenseRef-")
                && licences.root_texts().any(|text| matches!(text.recognised, Recognised::Unknown) || text.path.contains(&licence.id))
    };
    if expression.is_met_by(has) {
        return Vec::new();
    }
    expression
        .licences()
        .into_iter()
        .filter(|licence| !has(licence) && !matches!(licence.id.as_str(), "NOASSERTION"))
        .map(|licence| licence.id)
        .collect()
}

/// A folder without manifest whose only licence file is a notice.
fn undeclared(view: &PackageView<'_>, sink: &mut Sink) {
    let licences = &view.package.licences;
    if view.package.manifest.is_present()
        || licences
            .root_texts()
            .any(|text| !text.licences().is_empty())
    {
        return;
    }
    let notice = licences
        .root_texts()
        .find(|text| matches!(text.recognised, Recognised::Notice(_)));
    if let Some(notice) = notice {
        sink.add(Severity::Warning, || {
            Draft::new(format!(
                "only names the licence; the text of {} is missing",
                listed(&notice.named())
            ))
            .help("replace it with the full text")
            .at(notice.path.as_str())
        });
    }
}

/// Where the text should go.
fn target(texts: &[&Text], id: &str) -> String {
    if texts.iter().any(|text| !text.licences().is_empty()) || texts.len() > 1 {
        format!("LICENSES/{id}.txt")
    } else {
        texts
            .first()
            .map_or_else(|| "LICENSE".to_owned(), |text| text.path.clone())
    }
}
