//! FC0710: a pin so thin that it breaks.

use super::round::{Words, tell};
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::processes::{Grade, Judged, limit};
use crate::measure::Cylinder;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0710",
    name: "thin-pin",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A round pin thinner than makers advise for the process. It counts when at least one end of it stands free and it is
at least as long as thick: shorter ones are bosses and rims, which have no lever to break by.

## Why it matters

Each layer of a thin pin is a few drops that stay soft while the next is laid on top. It becomes uneven and breaks
off between layers.

## How to fix

Make the pin thicker or shorter, give it a fillet at its foot, or put in a pin of metal: a hole takes its place.

## Source

`machines/processes.toml`: the limit and its source, which the finding names.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let pins = view.mesh.facts.as_ref().and_then(|facts| facts.pins.as_ref());
    let Some(pins) = pins.filter(|pins| !pins.is_empty()) else {
        return;
    };
    let material = view.part.material.first().map(String::as_str);
    let Some(limit) = limit(Judged::Pin, Grade::Advised, view.machine, material) else {
        return;
    };
    let found: Vec<(f64, &Cylinder)> = pins
        .iter()
        .filter(|pin| pin.free_ends > 0 && pin.cylinder.depth >= pin.cylinder.diameter)
        .map(|pin| (pin.cylinder.diameter, &pin.cylinder))
        .take_while(|(width, _)| *width < limit.least)
        .collect();
    let words = Words {
        what: ["pin", "pins"],
        deep: "long",
        limit: "advised",
        help: "make the pin thicker, or replace it by a hole for a metal one",
    };
    tell(view, sink, Severity::Warning, &found, &limit, &words);
}
