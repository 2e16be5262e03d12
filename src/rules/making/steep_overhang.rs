//! FC0704: surface that leans over too far.

use super::supports::{Beyond, draft, hanging, in_place, limit, needed, severity, tell};
use super::thin::short;
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::processes::{Grade, Judged, Limit};
use crate::measure::{Hanging, OVERHANG_LEVELS, Overhang};
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

/// The overhangs beyond an angle that reach too far, with nothing to rest on right below.
fn beyond<'a>(
    hanging: &'a Hanging,
    [angle, reach]: [&Limit<'_>; 2],
    rests: f64,
) -> impl Iterator<Item = Beyond<'a, Overhang>> {
    // Overhangs are known by level: the first that is no less than the limit.
    let level = OVERHANG_LEVELS
        .into_iter()
        .find(|level| *level >= angle.value)
        .unwrap_or(f64::INFINITY);
    let reach = reach.value;
    hanging
        .overhangs
        .iter()
        .filter(move |o| o.angle <= level && level <= o.to_angle)
        .filter(move |o| o.reach > reach && o.drop > rests)
        .map(|o| Beyond::new(o.reach, o, o.area))
}

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let Some(hanging) = hanging(view).filter(|hanging| !hanging.overhangs.is_empty()) else {
        return;
    };
    let rests = in_place(view).map_or(0.0, |limit| limit.value);
    // Where supports are needed, advice about rough surfaces is beside the point.
    for grade in [Grade::Hard, Grade::Advised] {
        let limits = [Judged::Overhang, Judged::Reach].map(|judged| limit(view, judged, grade));
        let [Some(angle), Some(reach)] = limits else {
            continue;
        };
        let hard = grade == Grade::Hard;
        let severity = if hard {
            severity(view)
        } else {
            Severity::Warning
        };
        let mut any = false;
        tell(beyond(hanging, [&angle, &reach], rests), |beyond| {
            any = true;
            sink.add(severity, || {
                let (limits, verdict) = if hard {
                    ("at most", needed(view, beyond.area))
                } else {
                    ("advised", "it may droop".to_owned())
                };
                let message = format!(
                    "leans over by more than {}° and reaches out by {}{}, {limits} {} beyond {}: {verdict}",
                    number(beyond.fact.to_angle),
                    mm(short(beyond.value)),
                    beyond.of_places(),
                    mm(reach.value),
                    angle.words(),
                );
                draft(view, &beyond.fact.at, message, beyond.value, &reach)
                    .help("lay the part on another side, or lean the surface over by 45° at most")
            });
        });
        if any {
            return;
        }
    }
}
