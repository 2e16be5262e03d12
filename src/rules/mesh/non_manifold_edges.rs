//! FC0604: three or more triangles meet at an edge.

use super::{about_places, facts};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::count;

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0604",
    name: "non-manifold-edges",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
Edges at which three or more triangles meet. Bodies that touch along an edge or a face have
them, and bodies that are in a file twice; facets repeated in the same place are told here too.

## Why it matters
What is inside is no longer told by the surface alone. Slicers mostly cope with bodies that
touch, but they may leave a gap or a double wall between them, and modellers refuse to work on
with such a mesh.

## How to fix
Join the bodies in the source so that one surface bounds them, or move them apart. Delete
copies.

## Source
3MF Core Specification 1.3, \"Meshes\": every edge of a solid belongs to exactly two
triangles.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    let Some(facts) = facts(view).filter(|facts| facts.non_manifold_edges > 0) else {
        return;
    };
    sink.add(Severity::Warning, || {
        let edges = facts.non_manifold_edges as usize;
        let mut message = format!("three or more triangles meet at {}", count(edges, "edge"));
        let help = if facts.duplicate_triangles > 0 {
            let twice = count(facts.duplicate_triangles as usize, "triangle");
            message = format!("{message}; {twice} repeated in the same place");
            "bodies share faces or are in the file twice: join them in the source (a boolean union) or delete the copy"
        } else {
            "bodies touch along an edge: join them in the source (a boolean union), or move them apart"
        };
        about_places(view, &facts.non_manifold_places, message)
            .help(help)
            .measured(edges as f64, 0.0, "edges", "3MF Core Specification 1.3, Meshes: manifold edges")
    });
}
