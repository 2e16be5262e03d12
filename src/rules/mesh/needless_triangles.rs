//! FC0614: far more triangles than a machine can show.

use super::{about, facts};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::{mm, number};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0614",
    name: "needless-triangles",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds
Meshes of at least 10,000 triangles whose edges are on average shorter than 0.05 mm, and of at
least a million shorter than 0.1 mm. The mean edge is that of an equilateral triangle of the
mean area.

## Why it matters
Such files are slow to download, to slice and to keep, and show nothing that a machine could
make: the bead of an FFF printer is 0.4 mm wide, the pixel of a resin printer 0.02 to 0.05 mm.

## How to fix
Export with a chord tolerance of about 0.01 mm, or decimate the mesh.

## Source
Resolutions of common machines, as their makers state them; PrusaSlicer itself simplifies
contours below 0.0125 mm.
",
    check: Check::Mesh(check),
};

/// Triangles from which on mean edges have to be longer than so many mm.
const LIMITS: [(f64, f64); 2] = [(1_000_000.0, 0.1), (10_000.0, 0.05)];

/// Edges that are short enough for any machine, mm.
const ENOUGH: f64 = 0.2;

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    let Some(facts) = facts(view) else { return };
    let triangles = facts.triangles as f64;
    let Some((_, limit)) = LIMITS.into_iter().find(|(most, _)| triangles >= *most) else {
        return;
    };
    // The edge of the equilateral triangle of mean area.
    let edge = (facts.area / triangles * 4.0 / 3f64.sqrt()).sqrt();
    if edge > 0.0 && edge < limit {
        sink.add(Severity::Note, || {
            let enough = facts.area / (ENOUGH * ENOUGH * 3f64.sqrt() / 4.0);
            let message = format!(
                "{} triangles with edges of {} on average: finer than machines resolve",
                facts.triangles,
                mm(edge)
            );
            about(view, message)
                .help(format!(
                    "export with a chord tolerance of 0.01 mm, or decimate: {} triangles would have edges of {}",
                    number(enough.max(12.0).round()),
                    mm(ENOUGH)
                ))
                .measured(edge, limit, "mm", "pixels of resin printers are 0.02–0.05 mm, beads 0.4 mm")
        });
    }
}
