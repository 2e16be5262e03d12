//! FC0705: a ceiling that spans too far.

use super::supports::{Beyond, draft, hanging, limit, needed, severity, tell};
use super::thin::short;
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::processes::{Grade, Judged};
use crate::rules::{Check, Rule};
use crate::units::mm;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0705",
    name: "long-bridge",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A ceiling (steeper than 80° from vertical) with nothing within 0.6 mm below that is held on opposite sides
and spans more than 16 mm; beyond 40 mm it needs supports. Measured is the shortest way across, at the point
where that is longest, in the pose that the verdict is about.

Needing supports is a warning; it is an error if `supports = \"none\"` is set for the part in `fab.toml`.

## Why it matters

The first layer of a ceiling is drawn through the air from one side to the other. It sags the more the longer
it is, and hangs loose in the end.

## How to fix

Lay the part on another side, put a rib or a pillar below, give the ceiling the shape of an arch or a roof, or
print it with supports.

## Source

The limits that the finding names: PrusaSlicer warns of bridges from 16 mm on, guides of printing services from 10 mm on.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let Some(hanging) = hanging(view).filter(|hanging| !hanging.bridges.is_empty()) else {
        return;
    };
    let found = || {
        let bridges = hanging.bridges.iter();
        bridges.filter_map(|bridge| Some(Beyond::new(bridge.span?, bridge, bridge.area)))
    };
    let hard = limit(view, Judged::Bridge, Grade::Hard);
    let most = hard.map_or(f64::INFINITY, |limit| limit.value);
    if let Some(limit) = hard {
        tell(found().filter(|beyond| beyond.value > most), |beyond| {
            sink.add(severity(view), || {
                let message = format!(
                    "a ceiling spans {}{}, at most {}: {}",
                    mm(short(beyond.value)),
                    beyond.of_places(),
                    limit.words(),
                    needed(view, beyond.area),
                );
                draft(view, &beyond.fact.at, message, beyond.value, &limit).help(HELP)
            });
        });
    }
    if let Some(limit) = limit(view, Judged::Bridge, Grade::Advised) {
        let advised = |beyond: &Beyond<'_, _>| beyond.value > limit.value && beyond.value <= most;
        tell(found().filter(advised), |beyond| {
            sink.add(Severity::Warning, || {
                let message = format!(
                    "a ceiling spans {}{}, advised {}: it may sag",
                    mm(short(beyond.value)),
                    beyond.of_places(),
                    limit.words(),
                );
                draft(view, &beyond.fact.at, message, beyond.value, &limit).help(HELP)
            });
        });
    }
}

const HELP: &str = "lay the part on another side, or put a rib or a pillar below";
