//! What several rules about files share.

use crate::check::PackageView;
use crate::diag::{Place, Span};
use crate::package::files::Resolution;
use crate::package::manifest::Role;
use crate::package::{Adoption, Package};
use std::collections::HashSet;

/// A path that the manifest or fab.toml gives, with where it leads.
pub(crate) struct Reference {
    /// What it is for, as a word.
    pub(crate) role: &'static str,
    /// As written.
    pub(crate) target: String,
    /// Where it leads.
    pub(crate) resolution: Resolution,
    /// Where it is written.
    pub(crate) place: Place,
}

/// Every reference to a path, each target once, in the order of the files.
pub(crate) fn references(package: &Package) -> Vec<Reference> {
    let mut seen = HashSet::new();
    let from_manifest = package
        .manifest
        .manifest
        .references
        .iter()
        // A publication is cited in many ways; what is no URL is no path either.
        .filter(|reference| reference.role != Role::Publication)
        .map(|reference| {
            let field = &reference.target;
            (
                word(reference.role),
                &field.value,
                in_manifest(package, &field.span),
            )
        });
    let from_fab = package
        .fab
        .fab
        .parts
        .iter()
        .flat_map(|part| &part.export)
        .map(|export| ("export", &export.value, in_fab(package, &export.span)));
    from_manifest
        .chain(from_fab)
        .filter(|(_, target, _)| !target.trim().is_empty() && seen.insert((*target).clone()))
        .map(|(role, target, place)| Reference {
            role,
            resolution: package.files.resolve(target),
            target: target.clone(),
            place,
        })
        .collect()
}

/// What a reference is for, in a message.
const fn word(role: Role) -> &'static str {
    match role {
        Role::Readme => "readme",
        Role::ContributionGuide => "contribution guide",
        Role::Image => "image",
        Role::Attestation => "attestation",
        Role::Bom => "bill of materials",
        Role::ManufacturingInstructions => "manufacturing instructions",
        Role::UserManual => "user manual",
        Role::Source => "source",
        Role::Export => "export",
        Role::Auxiliary => "auxiliary file",
        Role::Release | Role::SoftwareRelease => "release",
        Role::Publication => "publication",
        Role::InstallationGuide => "installation guide",
    }
}

/// A place in the manifest; the whole package when there is none.
pub(crate) fn in_manifest(package: &Package, span: &Span) -> Place {
    package
        .manifest
        .document
        .as_ref()
        .map(|document| Place::text(&document.source, span.clone()))
        .unwrap_or_default()
}

/// A place in fab.toml.
pub(crate) fn in_fab(package: &Package, span: &Span) -> Place {
    package
        .fab
        .document
        .as_ref()
        .map(|document| Place::text(&document.source, span.clone()))
        .unwrap_or_default()
}

/// Whether this is somebody's package rather than some meshes.
pub(crate) fn is_package(view: &PackageView<'_>) -> bool {
    view.package.adoption != Adoption::LooseMeshes
}

/// `a`, `b` and 3 more: at most six literals.
pub(crate) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    const MOST: usize = 6;
    // One more than fits is shown rather than counted.
    let shown = if names.len() == MOST + 1 {
        MOST + 1
    } else {
        MOST
    };
    let text = names
        .iter()
        .take(shown)
        .map(|name| format!("`{}`", name.as_ref()))
        .collect::<Vec<_>>()
        .join(", ");
    match names.len() - shown.min(names.len()) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stay_short() {
        assert_eq!(listed(&["a", "b"]), "`a`, `b`");
        let many: Vec<String> = (0..9).map(|n| n.to_string()).collect();
        assert_eq!(listed(&many), "`0`, `1`, `2`, `3`, `4`, `5` and 3 more");
        assert!(!listed(&many[..7]).contains("more"));
    }
}
