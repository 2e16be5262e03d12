//! FC0611: a speck, or a body that floats.

use super::{about, facts};
use crate::check::MeshView;
use crate::diag::{Place, Severity, Sink};
use crate::measure::{Facts, Shell, ShellKind};
use crate::rules::{Check, Rule};
use crate::units::{count, mm, number};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0611",
    name: "detached-shells",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
Closed bodies apart from all others: specks of less than 1 mm³ beside a body at least a hundred
times as large, and larger ones that neither touch nor come within 0.8 mm of another, and begin
more than 1 mm above the lowest point as modelled. Cavities, and bodies within others, are not
meant; nor sets of parts that all stand on one plane, whichever way is up.

## Why it matters
A speck is mostly left over from a cut and prints as a blob, or not at all. A body in mid-air
needs supports down to the bed or falls; often two parts were exported into one file as they
stand in the assembly.

## How to fix
Delete specks in the source. Export each part to a file of its own, or set all of them down on
one plane.

## Source
Practice: slicers split such files into parts on request, and print what floats on supports.
",
    check: Check::Mesh(check),
};

/// A body of less volume, mm³, is a speck.
const SPECK: f64 = 1.0;

/// Bodies closer than this, mm, print as one.
const TOUCHING: f64 = 0.05;

/// Bodies closer than this, mm, may be a moving fit that is printed in place.
const LOOSE: f64 = 0.8;

/// A body that begins this far above the bed, mm, does not stand on it.
const LIFTED: f64 = 1.0;

fn is_apart(shell: &Shell, distance: f64) -> bool {
    shell.kind == ShellKind::Solid
        && shell.depth == Some(0)
        && shell.volume > 0.0
        && shell.clearance.is_some_and(|clearance| clearance >= distance)
}

/// Whether all bodies reach one of the six sides of the box: then they are a set that was laid out
/// on that plane, whatever axis was up in the modeller.
fn stands_somehow(facts: &Facts) -> bool {
    let solids = || facts.shells.iter().filter(|shell| shell.depth == Some(0) && shell.volume >= SPECK);
    (0..3).any(|axis| {
        solids().all(|shell| shell.min[axis] - facts.min[axis] <= LIFTED)
            || solids().all(|shell| facts.max[axis] - shell.max[axis] <= LIFTED)
    })
}

fn place(view: &MeshView<'_>, shell: &Shell) -> Place {
    let centre = std::array::from_fn(|axis| f64::midpoint(shell.min[axis], shell.max[axis]));
    Place::mesh(view.mesh.path.as_str(), Some(centre), vec![shell.first_triangle])
}

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    let Some(facts) = facts(view).filter(|facts| facts.shells_total > 1) else {
        return;
    };
    let largest = facts.shells.iter().map(|shell| shell.volume).fold(0.0, f64::max);
    let specks: Vec<&Shell> = facts
        .shells
        .iter()
        .filter(|shell| is_apart(shell, TOUCHING) && shell.volume < SPECK && shell.volume * 100.0 <= largest)
        .collect();
    if let Some(speck) = specks.first() {
        sink.add(Severity::Warning, || {
            let many = count(specks.len(), "speck");
            let volume = number(speck.volume);
            let message = match specks.len() {
                1 => format!("a speck of {volume} mm³ lies apart from the part"),
                _ => format!("{many} lie apart from the part, the largest of {volume} mm³"),
            };
            about(view, message)
                .at(place(view, speck))
                .help("delete it in the source: it is mostly left over from a cut")
                .measured(speck.volume, SPECK, "mm³", "two beads of 0.4 mm side by side, a few mm long")
        });
    }
    if stands_somehow(facts) {
        return;
    }
    let bed = facts.min[2];
    let floating: Vec<&Shell> = facts
        .shells
        .iter()
        .filter(|shell| is_apart(shell, LOOSE) && shell.volume >= SPECK && shell.min[2] - bed > LIFTED)
        .collect();
    if let Some(first) = floating.first() {
        sink.add(Severity::Warning, || {
            let height = first.min[2] - bed;
            let bodies = count(floating.len(), "body");
            let verb = if floating.len() == 1 { "floats" } else { "float" };
            about(view, format!("{bodies} {verb} free of all others, the largest {} above the bed", mm(height)))
                .at(place(view, first))
                .help("export each body to a file of its own, or set all of them down on one plane")
                .measured(height, LIFTED, "mm", "print-in-place parts start within a few layers")
        });
    }
}
