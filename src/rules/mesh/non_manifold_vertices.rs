//! FC0605: separate fans of triangles meet at a vertex.

use super::{about_places, facts};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0605",
    name: "non-manifold-vertices",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds
Vertices whose triangles, joined over edges, form more than one group: two cones tip to tip. Not
told of a surface with open edges, where that is a consequence.

## Why it matters
Nothing holds two bodies together in a point. In a print they fall apart or are joined by
chance.

## How to fix
Let the bodies overlap and join them, or move them apart.

## Source
The definition of a 2-manifold: around each vertex the triangles form one fan.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    // At the ends of a hole fans are separate by nature.
    let Some(facts) = facts(view)
        .filter(|facts| facts.non_manifold_vertices > 0 && facts.boundary_edges == 0)
    else {
        return;
    };
    sink.add(Severity::Note, || {
        let vertices = facts.non_manifold_vertices as usize;
        let what = if vertices == 1 { "1 point" } else { "points" };
        let message = if vertices == 1 {
            format!("surfaces touch in {what}")
        } else {
            format!("surfaces touch in {vertices} {what}")
        };
        about_places(view, &facts.non_manifold_vertex_places, message)
            .help("join the bodies or move them apart: what hangs on a point breaks off")
            .measured(vertices as f64, 0.0, "vertices", "one fan of triangles at each vertex of a manifold")
    });
}
