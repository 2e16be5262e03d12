//! FC0204: a part without anything a machine or fabricator can use.

use super::{in_fab, in_manifest, is_package, listed};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::files::{Family, Kind};
use crate::package::manifest::Role;
use crate::package::parts::{Process, slug};
use crate::rules::{Check, Rule};
use crate::units::count;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0204",
    name: "no-export",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

Declared parts that name no export. Parts that are bought need none, and a source that is made as it is
(a DXF or SVG for cutting, Gerber files, a mesh) is its own export.

## Why it matters

Without an export everybody who wants to make the part first needs the designer's program, in the right
version, and may get another shape than the designer did.

## How to fix

Export the part (STL or 3MF for printing, STEP for milling, DXF for cutting, Gerber for boards), put the
file into the package and name it as `export` of the part. `process = \"buy\"` in `fab.toml` marks a part that
is bought.

## Source

Open Know-How 2.4, `part.export`; DIN SPEC 3105-1, 4.2: documentation is complete when the piece can be made from it.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    let manifest = &package.manifest.manifest;
    // Top-level exports may well hold these parts: nothing is known to be lacking.
    if manifest
        .references
        .iter()
        .any(|reference| reference.role == Role::Export && reference.part.is_none())
    {
        return;
    }
    let has_reference = |index: usize| {
        manifest
            .references
            .iter()
            .any(|reference| reference.role == Role::Export && reference.part == Some(index))
    };
    let bare: Vec<usize> = (0..package.parts.len())
        .filter(|index| {
            let part = &package.parts[*index];
            let own = package
                .fab
                .fab
                .parts
                .iter()
                .find(|own| names(own, &part.name));
            part.declared
                && part.meshes.is_empty()
                && part.exports.is_empty()
                && !(*index < manifest.parts.len() && has_reference(*index))
                && own.is_none_or(|own| own.export.is_empty())
                && !part.process.contains(&Process::Buy)
                && !part.sources.iter().any(|path| is_made_as_it_is(path))
        })
        .collect();
    let Some(first) = bare.first() else { return };
    let names: Vec<&str> = bare
        .iter()
        .map(|index| package.parts[*index].name.as_str())
        .collect();
    sink.add(Severity::Warning, || {
        let place = match manifest.parts.get(*first) {
            Some(part) => in_manifest(package, &part.span),
            None => package
                .fab
                .fab
                .parts
                .iter()
                .find(|own| self::names(own, names[0]))
                .map(|own| in_fab(package, &own.span))
                .unwrap_or_default(),
        };
        Draft::new(format!(
            "{} without export: {}",
            count(names.len(), "part"),
            listed(&names)
        ))
        .help(
            "export it for the machine (STL, 3MF, STEP, DXF, Gerber) and name the file as `export`",
        )
        .at(place)
    });
}

fn names(own: &crate::package::fab::FabPart, name: &str) -> bool {
    own.name
        .as_ref()
        .is_some_and(|field| slug(&field.value) == slug(name))
}

/// Whether a source can be given to a machine or a fabricator without another step.
fn is_made_as_it_is(path: &str) -> bool {
    matches!(
        Kind::family_of(path),
        Family::Mesh | Family::Exchange | Family::Drawing | Family::Fabrication | Family::Sliced
    ) || crate::package::files::extension(path) == "kicad_pcb"
}
