//! FC0705: a ceiling that spans too far.

use super::supports::Ceilings;
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::processes::Judged;
use crate::rules::{Check, Rule};

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
    CEILINGS.check(view, sink);
}

const CEILINGS: Ceilings = Ceilings {
    judged: Judged::Bridge,
    value: |bridge| bridge.span,
    does: "spans",
    may: "it may sag",
    help: "lay the part on another side, or put a rib or a pillar below",
};
