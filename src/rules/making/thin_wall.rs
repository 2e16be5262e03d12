//! FC0703: a wall thinner than the machine makes well.

use super::thin::{Thin, breadth, draft, flatness, is_flat, tell, under, up};
use super::wall_vanishes::vanishing;
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::Kind;
use crate::machine::processes::{Grade, Judged, Limit, limit};
use crate::measure::{Patch, Thickness};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0703",
    name: "thin-wall",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A wall or floor that is thinner than the machine makes well: an error below what it can make, a warning
below what is advised. The thickness is that of the largest ball inside that fits against the surface
there; what is told is the thickness under which at least 0.5 mm² of surface lie together. On a
filament printer a wall that lies flat (within 30°) is a floor and judged in layers; any other is
judged by its width in the layer, which is thickness / √(1 − (normal · z)²).

## Why it matters

A wall of less than a bead is left out or printed wider than it is; one of a single bead is weak and
leaks. A floor of a single layer has gaps between its beads.

## How to fix

Thicken the wall, or make the part with a smaller nozzle or thinner layers.

## Source

`machines/processes.toml`: the limit and its source, which the finding names, by process; amounts
of the machine's nozzle and layers. A thin place that is narrower than an advised wall is thick (for a warning:
than twice that; for an edge that tapers off, twice as much again) is an edge or what is left beside a hole; nothing is
said of it.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    if let Some(thickness) = view.mesh.facts.as_ref().and_then(|facts| facts.thickness.as_ref())
        && !thickness.thin.is_empty()
        && matches!(view.machine.kind, Kind::Fff | Kind::Resin)
    {
        judge(view, thickness, sink);
    }
}

fn judge(view: &PoseView<'_>, thickness: &Thickness, sink: &mut Sink) {
    let up = up(view);
    let asked = view.part.material.first();
    let material = view.machine.material.as_ref().or(asked).map(String::as_str);
    let on = |judged, grade| limit(judged, grade, view.machine, material);
    let layered = view.machine.kind == Kind::Fff;
    let gone = vanishing(view, thickness).map_or_else(Vec::new, |(found, _)| found);
    for (judged, what) in [(Judged::Wall, "wall"), (Judged::Floor, "floor")] {
        let floors = judged == Judged::Floor;
        let width = |patch: &Patch| {
            // What vanishes is told of as that.
            let is_gone = || gone.iter().any(|thin| thin.patch.min == patch.min);
            if layered && (is_flat(patch, up) != floors || !floors && is_gone()) {
                f64::INFINITY
            } else if layered && !floors {
                patch.min / (1.0 - flatness(patch, up).powi(2)).sqrt()
            } else {
                patch.min
            }
        };
        let below = |limit: &Limit, grade| {
            let breadth = breadth(view, grade);
            under(&thickness.thin, thickness.resolution, limit.least, breadth, width)
        };
        // Each wall once: a patch and the larger one that it is the thinnest part of have the same least.
        let mut worse = Vec::new();
        if let Some(limit) = &on(judged, Grade::Hard) {
            let found = below(limit, Grade::Hard);
            worse.extend(found.iter().map(|thin| thin.patch.min));
            tell(&found, |thin, many| {
                add(view, sink, Severity::Error, (thin, many), what, ("at least", limit));
            });
        }
        if let Some(limit) = &on(judged, Grade::Advised) {
            let mut found = below(limit, Grade::Advised);
            found.retain(|thin| !worse.contains(&thin.patch.min));
            tell(&found, |thin, many| {
                add(view, sink, Severity::Warning, (thin, many), what, ("advised", limit));
            });
        }
    }
}

fn add(
    view: &PoseView<'_>,
    sink: &mut Sink,
    severity: Severity,
    (thin, many): (&Thin<'_>, Option<usize>),
    what: &str,
    (word, limit): (&str, &Limit),
) {
    sink.add(severity, || {
        draft(view, thin, many, what, (word, limit)).help(help(view, thin, what, limit))
    });
}

fn help(view: &PoseView<'_>, thin: &Thin<'_>, what: &str, limit: &Limit) -> String {
    let nozzle = view.machine.fff.as_ref().and_then(|fff| {
        // The largest nozzle that makes it.
        let part = thin.value * fff.nozzle? / limit.least;
        let fits = fff.nozzles.iter().rev().copied();
        fits.into_iter().find(|nozzle| *nozzle <= part && what == "wall")
    });
    match nozzle {
        Some(nozzle) => {
            let id = view.machine.id.as_str();
            let nozzle = crate::units::number(nozzle);
            format!("thicken the {what} or use a {nozzle} mm nozzle (`--machine {id}:nozzle={nozzle}`)")
        }
        None if what == "floor" => "thicken the floor or print thinner layers".to_owned(),
        None => format!("thicken the {what}"),
    }
}
