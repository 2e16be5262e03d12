//! FC0706: a ceiling that sticks out too far from the only side that holds it.

use super::supports::{Beyond, draft, hanging, limit, needed, severity, tell};
use super::thin::short;
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::processes::{Grade, Judged};
use crate::rules::{Check, Rule};
use crate::units::mm;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0706",
    name: "long-cantilever",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A ceiling (steeper than 80° from vertical) with nothing within 0.6 mm below that sticks out by more than 2 mm
from what holds it, with nothing on the other side to span to; beyond 5 mm it needs supports. In the pose that
the verdict is about.

Needing supports is a warning; it is an error if `supports = \"none\"` is set for the part in `fab.toml`.

## Why it matters

A line that is drawn into the air and back has nothing to be stretched between: it curls or falls down.

## How to fix

Lay the part on another side, put a chamfer of 45° below, or print it with supports.

## Source

The limits that the finding names. There is no published one: they are lines laid beside each other in the air.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let Some(hanging) = hanging(view).filter(|hanging| !hanging.bridges.is_empty()) else {
        return;
    };
    let found = || {
        let bridges = hanging.bridges.iter();
        bridges.filter_map(|bridge| Some(Beyond::new(bridge.cantilever?, bridge, bridge.area)))
    };
    let hard = limit(view, Judged::Cantilever, Grade::Hard);
    let most = hard.map_or(f64::INFINITY, |limit| limit.value);
    if let Some(limit) = hard {
        tell(found().filter(|beyond| beyond.value > most), |beyond| {
            sink.add(severity(view), || {
                let message = format!(
                    "a ceiling sticks out by {}{}, at most {}: {}",
                    mm(short(beyond.value)),
                    beyond.of_places(),
                    limit.words(),
                    needed(view, beyond.area),
                );
                draft(view, &beyond.fact.at, message, beyond.value, &limit).help(HELP)
            });
        });
    }
    if let Some(limit) = limit(view, Judged::Cantilever, Grade::Advised) {
        let advised = |beyond: &Beyond<'_, _>| beyond.value > limit.value && beyond.value <= most;
        tell(found().filter(advised), |beyond| {
            sink.add(Severity::Warning, || {
                let message = format!(
                    "a ceiling sticks out by {}{}, advised {}: it may droop",
                    mm(short(beyond.value)),
                    beyond.of_places(),
                    limit.words(),
                );
                draft(view, &beyond.fact.at, message, beyond.value, &limit).help(HELP)
            });
        });
    }
}

const HELP: &str = "lay the part on another side, or put a chamfer of 45° below";
