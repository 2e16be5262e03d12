//! FC0609: the same triangle again.

use super::{about_places, facts};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::count;

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0609",
    name: "duplicate-triangles",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds
Triangles with the same three corners as an earlier one, in either winding, that lie loose: two
of them back to back. Where repeated triangles are part of a larger surface, edges of three or
more triangles arise, and FC0604 tells of both.

## Why it matters
They bound nothing: a sheet without thickness, which no machine makes.

## How to fix
Delete loose faces in the modeller. If the sheet was meant to be a wall, give it a thickness.

## Source
The definition of a solid's surface: each facet is listed once.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    // With edges of three or more triangles, FC0604 tells of both.
    let Some(facts) = facts(view)
        .filter(|facts| facts.duplicate_triangles > 0 && facts.non_manifold_edges == 0)
    else {
        return;
    };
    sink.add(Severity::Note, || {
        let triangles = facts.duplicate_triangles as usize;
        let verb = if triangles == 1 { "is" } else { "are" };
        let message = format!("{} {verb} in the file twice or back to back", count(triangles, "triangle"));
        about_places(view, &facts.duplicate_places, message)
            .help("delete loose faces in the modeller and export again")
            .measured(triangles as f64, 0.0, "triangles", "each facet of a solid is listed once")
    });
}
