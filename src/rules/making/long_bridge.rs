//! FC0705: a ceiling that spans too far.

use super::limits::{SPAN_ADVISED, SPAN_HARD};
use super::supports::{draft, hanging, needed, places, severity};
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
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
    let Some(hanging) = hanging(view) else { return };
    let spans = hanging
        .bridges
        .iter()
        .filter_map(|bridge| Some((bridge.span?, bridge)));
    let Some((span, worst)) = spans.clone().reduce(|a, b| if b.0 > a.0 { b } else { a }) else {
        return;
    };
    let (limit, level) = if span > SPAN_HARD.value {
        (SPAN_HARD, severity(view))
    } else if span > SPAN_ADVISED.value {
        (SPAN_ADVISED, Severity::Warning)
    } else {
        return;
    };
    sink.add(level, || {
        let beyond = spans.filter(|(span, _)| *span > limit.value);
        let area = beyond.clone().map(|(_, bridge)| bridge.area).sum();
        let verdict = if span > SPAN_HARD.value {
            needed(view, area)
        } else {
            "it may sag".to_owned()
        };
        let message = format!("a ceiling spans {}{}: {verdict}", mm(span), places(beyond.count()));
        draft(view, &worst.at, message, span, limit)
            .help("lay the part on another side, or put a rib or a pillar below")
    });
}
