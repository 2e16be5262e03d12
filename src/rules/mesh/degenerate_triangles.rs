//! FC0608: triangles without area.

use super::{about_places, facts};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::count;

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0608",
    name: "degenerate-triangles",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds
Triangles with two equal corners, or with all three exactly in line.

## Why it matters
They bound nothing and have no normal. Most programs skip them; some repair steps and boolean
operations fail over them.

## How to fix
Dissolve degenerate faces in the modeller, or export with a coarser tolerance. Nothing needs to
be done for printing.

## Source
3MF Core Specification 1.3, \"Meshes\": the three corners of a triangle are distinct; ADMesh
counts the same as degenerate facets.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    let Some(facts) = facts(view).filter(|facts| facts.degenerate_triangles > 0) else {
        return;
    };
    sink.add(Severity::Note, || {
        let triangles = facts.degenerate_triangles as usize;
        let verb = if triangles == 1 { "has" } else { "have" };
        let message = format!("{} {verb} no area", count(triangles, "triangle"));
        about_places(view, &facts.degenerate_places, message)
            .help("harmless to most slicers; dissolving degenerate faces in the modeller removes them")
            .measured(triangles as f64, 0.0, "triangles", "a triangle has three corners that are not in line")
    });
}
