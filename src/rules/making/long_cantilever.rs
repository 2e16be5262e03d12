//! FC0706: a ceiling that sticks out too far from the only side that holds it.

use super::supports::Ceilings;
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::processes::Judged;
use crate::rules::{Check, Rule};

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
    CEILINGS.check(view, sink);
}

const CEILINGS: Ceilings = Ceilings {
    judged: Judged::Cantilever,
    value: |bridge| bridge.cantilever,
    does: "sticks out by",
    may: "it may droop",
    help: "lay the part on another side, or put a chamfer of 45° below",
};
