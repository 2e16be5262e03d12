//! FC0704: surface that leans over too far.

use super::limits::{
    Limit, OVERHANG_ADVISED, OVERHANG_HARD, REACH_ADVISED, REACH_HARD,
};
use super::supports::{draft, hanging, needed, places, rests, severity};
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::measure::{Hanging, Overhang};
use crate::rules::{Check, Rule};
use crate::units::{mm, number};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0704",
    name: "steep-overhang",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

Surface that leans over by more than 60° from vertical and reaches more than 2 mm from what holds it: it
needs supports. And surface that leans over by more than 50° and reaches more than 5 mm: it may come out
rough. Both in the pose that the verdict is about, with the angle, the reach, the area and the place that
reaches farthest. Chamfers of 45°, horizontal holes of up to 8 mm, the first 0.3 mm above the bed and
what lies within 0.6 mm above something else are silent. Ceilings (steeper than 80°) are bridges:
`long-bridge` and `long-cantilever`.

Needing supports is a warning; it is an error if `supports = \"none\"` is set for the part in `fab.toml`.

## Why it matters

Each layer is laid on the one below. What reaches out too far curls, droops or falls, unless supports are
printed below it: they cost time and material, must be removed, and leave marks.

## How to fix

Lay the part on another side, lean the surface over by 45° at most, or print it with supports.

## Source

The limits that the finding names: Cura supports from 50° on by default, guides of printing services say 45° to 60°.
",
    check: Check::Pose(check),
};

/// The overhangs beyond an angle that reach too far.
fn beyond(hanging: &Hanging, angle: f64, reach: Limit) -> impl Iterator<Item = &Overhang> + Clone {
    hanging.overhangs.iter().filter(move |overhang| {
        overhang.angle <= angle
            && angle <= overhang.to_angle
            && overhang.reach > reach.value
            && !rests(overhang.drop)
    })
}

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let Some(hanging) = hanging(view) else { return };
    let hard = beyond(hanging, OVERHANG_HARD, REACH_HARD);
    if let Some(worst) = hard.clone().next() {
        sink.add(severity(view), || {
            let area: f64 = hard.clone().map(|overhang| overhang.area).sum();
            let message = format!(
                "leans over by more than {}° and reaches out by {}{}: {}",
                number(worst.to_angle),
                mm(worst.reach),
                places(hard.clone().count()),
                needed(view, area)
            );
            draft(view, &worst.at, message, worst.reach, REACH_HARD)
                .help("lay the part on another side, or lean the surface over by 45° at most")
        });
        return;
    }
    let advised = beyond(hanging, OVERHANG_ADVISED, REACH_ADVISED);
    if let Some(worst) = advised.clone().next() {
        sink.add(Severity::Warning, || {
            let message = format!(
                "leans over by more than {}° and reaches out by {}{}: it may droop",
                number(worst.to_angle),
                mm(worst.reach),
                places(advised.clone().count()),
            );
            draft(view, &worst.at, message, worst.reach, REACH_ADVISED)
                .help("lay the part on another side, or lean the surface over by 45° at most")
        });
    }
}
