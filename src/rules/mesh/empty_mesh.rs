//! FC0602: the file is a mesh without a facet.

use super::{about};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::mesh::Problem;
use crate::rules::{Check, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0602",
    name: "empty-mesh",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A mesh file that is sound as a file but holds no triangle, or none whose coordinates are
numbers.

## Why it matters
There is nothing to make. Modellers write such files when nothing is selected or the body is
hidden, and scripts when a boolean operation left nothing.

## How to fix
Open the source, make the body visible, select it and export again; then look at the file in a
slicer.

## Source
A solid is bounded by a closed surface (3MF Core Specification 1.3, \"Meshes\"); without a
triangle there is none.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    if view.mesh.problems.contains(&Problem::Empty) {
        sink.add(Severity::Error, || {
            about(view, "holds no triangle")
                .help("export again with the body selected: an empty selection or a hidden body gives such a file")
        });
    }
}
