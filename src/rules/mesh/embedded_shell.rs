//! FC0616: a body lies wholly within the material of another.

use super::{about, facts};
use crate::check::MeshView;
use crate::diag::{Place, Severity, Sink};
use crate::measure::{Shell, ShellKind};
use crate::rules::{Check, Rule};
use crate::units::{count, number};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0616",
    name: "embedded-shell",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds
Closed bodies, facing outwards, that lie wholly within the material of another. A ball that lies in
a cavity is not meant.

## Why it matters
Nothing of it shows in the print: the space is filled already, and its volume is counted twice. It
is left over from the modelling, or it was meant as a hollow and faces the wrong way.

## How to fix
Delete it, or join the bodies. If it was to be a hollow, turn its triangles over or subtract it from
the body around it.

## Source
The definition of a solid as slicers fill it: all space that is enclosed at least once.
",
    check: Check::Mesh(check),
};

/// Whether a shell's box lies within that of another.
fn within(inner: &Shell, outer: &Shell) -> bool {
    (0..3).all(|axis| outer.min[axis] <= inner.min[axis] && inner.max[axis] <= outer.max[axis])
}

fn check(view: &MeshView<'_>, sink: &mut Sink) {
    let Some(facts) = facts(view) else {
        return;
    };
    let in_cavity = |shell: &Shell| {
        let cavity = |other: &&Shell| other.kind == ShellKind::Cavity && within(shell, other);
        facts.shells.iter().any(|other| cavity(&other))
    };
    let embedded: Vec<&Shell> = facts
        .shells
        .iter()
        .filter(|shell| shell.kind == ShellKind::Embedded && !in_cavity(shell))
        .collect();
    let Some(first) = embedded.first() else {
        return;
    };
    sink.add(Severity::Note, || {
        let bodies = count(embedded.len(), "body");
        let verb = if embedded.len() == 1 { "lies" } else { "lie" };
        let volume = number(first.volume);
        let message = format!("{bodies} {verb} wholly inside another, the largest of {volume} mm³");
        let centre = std::array::from_fn(|axis| f64::midpoint(first.min[axis], first.max[axis]));
        about(view, message)
            .at(Place::mesh(view.mesh.path.as_str(), Some(centre), vec![first.first_triangle]))
            .help("delete it, or turn its triangles over if it was meant as a hollow")
            .measured(embedded.len() as f64, 0.0, "bodies", "space is filled once")
    });
}
