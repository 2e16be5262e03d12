//! FC0208: a mesh that belongs to no declared part.

use super::{is_package, listed};
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::count;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0208",
    name: "orphan-mesh",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

Meshes that no part claims, in a package that declares its parts. Its geometry is checked all the same, but
nobody judges it for a machine.

## Why it matters

A maker who prints the parts of the list misses it, and one who prints every file makes too many.

## How to fix

Name it as `export` of a part in `okh.toml` or `fab.toml`, move it away, or leave it out with `[files] exclude` in
`fab.toml`.

## Source

Open Know-How 2.4, `part.export`: the parts of a design name their files.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    if !is_package(view) {
        return;
    }
    let orphans = view.package.orphan_meshes();
    let Some(first) = orphans.first() else { return };
    sink.add(Severity::Note, || {
        let belongs = if orphans.len() == 1 {
            "belongs"
        } else {
            "belong"
        };
        Draft::new(format!(
            "{} {belongs} to no part: {}",
            meshes(orphans.len()),
            listed(&orphans)
        ))
        .help("name it as `export` of a part, or leave it out with `[files] exclude` in `fab.toml`")
        .at(Place::file(*first))
    });
}

fn meshes(number: usize) -> String {
    // `count` knows `boxes`; a mesh has the same plural.
    if number == 1 {
        count(1, "mesh")
    } else {
        format!("{number} meshes")
    }
}
