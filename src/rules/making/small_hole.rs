//! FC0709: a round hole that closes, or that no drill makes.

use super::round::{Words, tell};
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::Kind;
use crate::machine::processes::{Grade, Judged, limit};
use crate::measure::Cylinder;
use crate::rules::{Check, Rule};

/// A hole within 20° of upright is vertical: the cosine.
const UPRIGHT: f64 = 0.94;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0709",
    name: "small-hole",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A round hole (at least 300° of arc in eight flats or more) that is narrower across its flats than the machine makes
well: a warning below what is advised, an error below what is feasible. On a filament printer only
holes are judged that stand upright in the pose that the verdict is about; on others all of them.

## Why it matters

The inner beads of a small hole are drawn inwards while they cool, so it comes out smaller or closes. In resin light
strays into it, and the smallest of drills break.

## How to fix

Make the hole wider, or leave it out and drill it. A hole of few flats gets wider across them when it
has more of them.

## Source

`machines/processes.toml`: the limit and its source, which the finding names.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let holes = view.mesh.facts.as_ref().and_then(|facts| facts.holes.as_ref());
    let Some(holes) = holes.filter(|holes| !holes.is_empty()) else {
        return;
    };
    let material = view.part.material.first().map(String::as_str);
    let on = |grade| limit(Judged::Hole, grade, view.machine, material);
    let up = view.pose.rotation[2];
    let counts = |round: &Cylinder| {
        let upright: f64 = (0..3).map(|i| round.axis[i] * up[i]).sum();
        view.machine.kind != Kind::Fff || upright.abs() >= UPRIGHT
    };
    let mut from = 0.0;
    for (grade, severity, word) in [
        (Grade::Hard, Severity::Error, "at least"),
        (Grade::Advised, Severity::Warning, "advised"),
    ] {
        let Some(limit) = on(grade) else {
            continue;
        };
        // They are sorted by width.
        let found: Vec<(f64, &Cylinder)> = holes
            .iter()
            .map(|hole| (hole.cylinder.inscribed, &hole.cylinder))
            .take_while(|(width, _)| *width < limit.least)
            .filter(|(width, round)| *width >= from && counts(round))
            .collect();
        from = limit.least;
        let words = Words {
            what: ["hole", "holes"],
            deep: "deep",
            limit: word,
            help: "make the hole wider, or drill it afterwards",
        };
        tell(view, sink, severity, &found, &limit, &words);
    }
}
