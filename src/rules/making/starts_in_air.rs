//! FC0707: a piece that begins with nothing below.

use super::supports::{Beyond, draft, hanging, in_place, needed, severity, tell};
use super::thin::short;
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::mm;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0707",
    name: "starts-in-air",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A place above the bed, lower than all around it, from which the print would begin in the air: the tip of a hook,
the lower edge of a hanging lip, a body that floats. In the pose that the verdict is about, with its height and
the free distance below. If that is 0.6 mm or less it is a note: so are joints made that are printed in
place.

Needing supports is a warning; it is an error if `supports = \"none\"` is set for the part in `fab.toml`.

## Why it matters

The first layer of such a piece has nothing to lie on: it falls on the bed or is dragged along by the nozzle,
and all above it fails.

## How to fix

Lay the part on another side, connect the piece to what is below, or print it with supports.

## Source

A filament cannot be laid on nothing. The gap of joints printed in place is the one that the finding names.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let Some(hanging) = hanging(view).filter(|hanging| !hanging.starts.is_empty()) else {
        return;
    };
    let Some(limit) = in_place(view) else { return };
    let found = |rests: bool| {
        let starts = hanging.starts.iter();
        let these = starts.filter(move |start| (start.drop <= limit.value) == rests);
        these.map(|start| Beyond::new(start.drop, start, start.area))
    };
    tell(found(false), |beyond| {
        sink.add(severity(view), || {
            let message = format!(
                "begins in the air, {} above what is below{}: {}",
                mm(short(beyond.value)),
                beyond.of_places(),
                needed(view, beyond.area)
            );
            draft(view, &beyond.fact.at, message, beyond.value, &limit)
                .help("lay the part on another side, or connect the piece to what is below")
        });
    });
    tell(found(true), |beyond| {
        sink.add(Severity::Note, || {
            let message = format!(
                "begins {} above what is below{}: printed in place",
                mm(short(beyond.value)),
                beyond.of_places()
            );
            draft(view, &beyond.fact.at, message, beyond.value, &limit)
        });
    });
}
