//! FC0606: a body has its surface turned inwards.

use super::{about, facts};
use crate::check::MeshView;
use crate::diag::{Place, Severity, Sink};
use crate::measure::{Shell, ShellKind};
use crate::rules::{Check, Rule};
use crate::units::{count, number};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0606",
    name: "inside-out",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
Closed bodies with a negative volume that lie in no other body: their triangles face inwards. A
closed surface within another body, turned inwards, is a cavity and right.

## Why it matters
Some slicers turn such bodies round, others cut them out of what is around them or print
nothing. A mirrored part, or a scale with one negative factor, is the usual cause.

## How to fix
Flip all normals of the body in the modeller and export again.

## Source
3MF Core Specification 1.3, \"Meshes\": the corners of a triangle run counter-clockwise
seen from outside. STL asks for the same.
",
    check: Check::Mesh(check),
};

/// The share of volume to area^1.5 below which a body is a sheet: a 30 × 30 mm sheet of 0.1 µm.
const FLAT: f64 = 1e-6;

/// Whether a body is surely inside out: how deep it lies is known, and it is no flat double sheet.
fn is_inverted(shell: &Shell) -> bool {
    shell.kind == ShellKind::Inverted
        && shell.depth.is_some()
        && shell.volume < -FLAT * shell.area.powf(1.5)
}

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    // Where neighbours disagree the sign of a volume means nothing: FC0607 tells that.
    let Some(facts) = facts(view).filter(|facts| facts.inconsistent_edges == 0) else {
        return;
    };
    let inverted: Vec<&Shell> = facts.shells.iter().filter(|shell| is_inverted(shell)).collect();
    let Some(first) = inverted.first() else { return };
    sink.add(Severity::Error, || {
        let volume = number(first.volume);
        let message = if facts.shells_total == 1 {
            format!("surface is inside out: its volume is {volume} mm³")
        } else {
            let bodies = count(inverted.len(), "body");
            let verb = if inverted.len() == 1 { "is" } else { "are" };
            format!("{bodies} of {} {verb} inside out, the largest with {volume} mm³", facts.shells_total)
        };
        let place = Place::mesh(view.mesh.path.as_str(), Some(first.min), vec![first.first_triangle]);
        about(view, message)
            .at(place)
            .help("flip the normals (the order of the corners) of the whole body and export again")
            .measured(first.volume, 0.0, "mm³", "3MF Core Specification 1.3, Meshes: corners counter-clockwise seen from outside")
    });
}
