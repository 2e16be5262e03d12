//! FC0607: neighbouring triangles face opposite ways.

use super::{about_places, facts};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::count;

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0607",
    name: "mixed-orientation",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
Edges of exactly two triangles that run the same way along it: one of the two shows its inner
side.

## Why it matters
What is inside and what is outside changes across such an edge. Most slicers repair it silently,
but volumes, weights and boolean operations go wrong.

## How to fix
Let the modeller recalculate the normals of the body and export again.

## Source
3MF Core Specification 1.3, \"Meshes\": neighbouring triangles are oriented alike.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    let Some(facts) = facts(view).filter(|facts| facts.inconsistent_edges > 0) else {
        return;
    };
    sink.add(Severity::Warning, || {
        let edges = facts.inconsistent_edges as usize;
        let message = format!("neighbouring triangles face opposite ways at {}", count(edges, "edge"));
        about_places(view, &facts.inconsistent_places, message)
            .help("recalculate the normals (\"recalculate outside\") and export again")
            .measured(edges as f64, 0.0, "edges", "3MF Core Specification 1.3, Meshes: consistent triangle orientation")
    });
}
