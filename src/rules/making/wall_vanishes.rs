//! FC0717: a wall so thin that it is not printed at all.

use super::thin::{Thin, draft, flatness, is_flat, tell, under, up};
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::processes::{Grade, Judged, Limit, limit};
use crate::measure::{Patch, Thickness};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0717",
    name: "wall-vanishes",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A wall of less than a quarter of the nozzle, over a breadth of at least the nozzle. Floors are judged in layers, by `thin-wall`.

## Why it matters

Slicers leave such a wall out without a word: the part comes out with a piece missing.

## How to fix

Thicken the wall, or delete it if it is left over from a cut.

## Source

The least feature that PrusaSlicer and Cura print, 25 % of the nozzle (`machines/processes.toml`).
",
    check: Check::Pose(check),
};

/// How broad a wall that vanishes is at least, in limits: a nozzle. What is narrower is a sharp edge that prints
/// a little rounder.
const BREADTH: f64 = 4.0;

/// The walls that vanish, and the limit.
pub(super) fn vanishing<'a>(
    view: &PoseView<'a>,
    thickness: &'a Thickness,
) -> Option<(Vec<Thin<'a>>, Limit<'a>)> {
    let limit = limit(Judged::Vanishing, Grade::Hard, view.machine, None)?;
    let up = up(view);
    let width = |patch: &Patch| {
        if is_flat(patch, up) {
            f64::INFINITY
        } else {
            patch.min / (1.0 - flatness(patch, up).powi(2)).sqrt()
        }
    };
    let breadth = BREADTH * limit.value;
    let found = under(&thickness.thin, thickness.resolution, limit.least, breadth, width);
    Some((found, limit))
}

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let facts = view.mesh.facts.as_ref();
    let Some(thickness) = facts.and_then(|facts| facts.thickness.as_ref()) else {
        return;
    };
    if thickness.thin.is_empty() {
        return;
    }
    let Some((found, limit)) = vanishing(view, thickness) else {
        return;
    };
    tell(&found, |thin, many| {
        sink.add(Severity::Error, || {
            draft(view, thin, many, "wall that is not printed", ("at least", &limit))
                .help("thicken the wall, or delete it if it is left over")
        });
    });
}
