//! FC0717: a wall so thin that it is not printed at all.

use super::thin::{draft, flatness, is_flat, tell, under, up};
use crate::check::MachineView;
use crate::diag::{Severity, Sink};
use crate::machine::processes::{Grade, Judged, limit};
use crate::measure::Patch;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0717",
    name: "wall-vanishes",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A wall of less than a quarter of the nozzle. Floors are judged in layers, by `thin-wall`.

## Why it matters

Slicers leave such a wall out without a word: the part comes out with a piece missing.

## How to fix

Thicken the wall, or delete it if it is left over from a cut.

## Source

The least feature that PrusaSlicer and Cura print, 25 % of the nozzle (`machines/processes.toml`).
",
    check: Check::Machine(check),
};

fn check(view: &MachineView<'_>, sink: &mut Sink) {
    let Some(thickness) = &view.facts.thickness else {
        return;
    };
    if thickness.thin.is_empty() {
        return;
    }
    let Some(limit) = limit(Judged::Vanishing, Grade::Hard, view.machine, None) else {
        return;
    };
    let up = up(view);
    let width = |patch: &Patch| {
        if is_flat(patch, up) {
            f64::INFINITY
        } else {
            patch.min / (1.0 - flatness(patch, up).powi(2)).sqrt()
        }
    };
    let found = under(&thickness.thin, thickness.resolution, limit.least, width);
    tell(&found, |thin, many| {
        sink.add(Severity::Error, || {
            draft(view, thin, many, "wall that is not printed", ("at least", &limit))
                .help("thicken the wall, or delete it if it is left over")
        });
    });
}
