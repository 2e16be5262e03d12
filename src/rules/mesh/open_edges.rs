//! FC0603: the surface has a border.

use super::{about_places, facts, lacks_facets};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::count;

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0603",
    name: "open-edges",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
Edges that belong to one triangle only, so that the surface ends there. An error; a warning if
all of them are cracks, which means that a weld of vertices closer than 1e-5 of the part's
diagonal would close them.

## Why it matters
A surface with a hole has no inside. Every slicer fills holes in its own way, so layers may be
missing or filled wrongly. Cracks come from rounding and most slicers close them.

## How to fix
Close the surface in the source and export again. For cracks, merge vertices by distance or
export with more digits.

## Source
3MF Core Specification 1.3, \"Meshes\": every edge of a solid belongs to exactly two
triangles. Holes and cracks are counted as ADMesh counts disconnected edges.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    let Some(facts) = facts(view).filter(|facts| facts.boundary_edges > 0) else {
        return;
    };
    if lacks_facets(view) {
        return;
    }
    let edges = facts.boundary_edges as usize;
    let cracked = facts.cracks == facts.boundary_edges;
    let severity = if cracked { Severity::Warning } else { Severity::Error };
    sink.add(severity, || {
        let (message, help) = if cracked {
            (
                format!("surface is cracked along {}: neighbouring edges differ by a hair", count(edges, "edge")),
                "slicers close cracks this fine; to be rid of them, merge vertices by distance (0.001 mm) and export again",
            )
        } else {
            (
                format!("surface is open at {}", count(edges, "edge")),
                "close the hole in the source and export again; a slicer's repair only guesses what was meant",
            )
        };
        about_places(view, &facts.boundary_places, message)
            .help(help)
            .measured(edges as f64, 0.0, "edges", "3MF Core Specification 1.3, Meshes: manifold edges")
    });
}
