//! FC0802: a hollow that sucks at the film.

use super::{draft, liquid, tenth};
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::number;

/// Smaller ones do no harm, mm²; nor do shallower ones, mm.
const AREA: f64 = 50.0;
const DEPTH: f64 = 1.0;

const SOURCE: &str = "own: air presses with 0.1 N/mm², so that 50 mm² hold with 5 N";

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0802",
    name: "suction-cup",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A hollow of at least 50 mm² and 1 mm of depth that opens towards the film of a resin printer and to nowhere else,
in the pose that the verdict is about, whose z points from the plate to the film. What opens
towards the plate does not count, since parts stand on supports; a part that lies flat on the plate closes it.

## Why it matters

With every layer the part is torn off the film. A cup holds on to it by suction: it tears off its supports, or bursts
where its wall is thin.

## How to fix

Turn the part so that the hollow opens sideways or to the plate, or vent it with a hole near its floor.

## Source

Own, as the finding names it; the area is counted in cells.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let Some(liquid) = liquid(view) else { return };
    for cup in &liquid.suction {
        if cup.max_area < AREA || cup.volume < DEPTH * cup.max_area {
            continue;
        }
        // Of what never opens, trapped-resin tells.
        let closed = |trap: &crate::measure::Trap| trap.closed && trap.at == cup.at;
        if liquid.traps.iter().any(closed) {
            continue;
        }
        sink.add(Severity::Warning, || {
            let [area, volume] = [cup.max_area, cup.volume].map(tenth);
            let message = format!(
                "a hollow of {} mm² and {} mm³ sucks at the film, at most {} mm² advised",
                number(area),
                number(volume),
                number(AREA)
            );
            draft(view, cup.at, message)
                .help("turn the part over, or vent the hollow near its floor")
                .measured(area, AREA, "mm²", SOURCE)
        });
    }
}
