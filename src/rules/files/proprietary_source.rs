//! FC0206: designs that only one maker's software can edit.

use super::{is_package, listed};
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::files::{self, Family, Kind};
use crate::package::parts::slug;
use crate::rules::{Check, Rule};
use crate::units::count;
use std::collections::HashSet;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0206",
    name: "proprietary-source",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

Design files in formats that only their maker's software opens (SolidWorks, Inventor, Fusion, SketchUp …),
where no file of the same name in an open or exchange format lies beside them. Shipping them is right:
they are what the author edits.

## Why it matters

Those without a licence of that program can read the design only as far as its exports go, and nobody can
once the maker ends the program.

## How to fix

Add a STEP export of the same name, or a FreeCAD or OpenSCAD version.

## Source

OSHWA, Open Source Hardware Definition 1.0, clause 1, and OSHWA best practices: share source in a format
that others can edit with free tools, or add an intermediate format.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    let open: HashSet<String> = package
        .files
        .files
        .iter()
        .filter(|file| {
            matches!(
                Kind::family_of(&file.path),
                Family::OpenSource | Family::Exchange | Family::Drawing | Family::Fabrication
            )
        })
        .map(|file| slug(file.stem()))
        .collect();
    let locked: Vec<&str> = package
        .files
        .files
        .iter()
        .filter(|file| {
            Kind::family_of(&file.path) == Family::ProprietarySource
                && !open.contains(&slug(file.stem()))
        })
        .map(|file| file.path.as_str())
        .collect();
    let Some(first) = locked.first() else { return };
    sink.add(Severity::Note, || {
        let what = files::by_extension(first).map_or("", |format| format.name);
        let names: Vec<&str> = locked.iter().map(|path| files::name(path)).collect();
        Draft::new(format!(
            "{} in a proprietary format without an open one beside it: {} ({what})",
            count(locked.len(), "design file"),
            listed(&names)
        ))
        .help("add a STEP export of the same name, so that others can go on from it")
        .at(Place::file(*first))
    });
}
