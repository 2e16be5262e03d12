//! FC0801: void from which liquid resin does not run out.

use super::{draft, liquid, tenth};
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::number;

/// Closed voids smaller than this are residues of modelling, mm³.
const LEAST: f64 = 1.0;

const SOURCE: &str = "Formlabs, design guide: hollow parts need drain holes";

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0801",
    name: "trapped-resin",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

Void that stays full of liquid resin: a closed cavity (an error) or one with an opening that keeps some
whichever of its six sides the part is laid on (a warning). Machines that do not work with resin
are not asked: there a closed cavity does no harm.

## Why it matters

A part is built within a bath. What is enclosed is enclosed with resin: it never cures, weighs, and breaks
the part open when it swells.

## How to fix

Give the cavity two drain holes at opposite ends, fill it, or make the part of two halves.

## Source

Formlabs' design guide on hollow parts, which the finding names; the volume of a closed cavity is that of its
shell, that of others is counted in cells.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let Some(liquid) = liquid(view) else { return };
    for trap in liquid.traps.iter().filter(|trap| trap.volume >= LEAST) {
        let (severity, what) = if trap.closed {
            (Severity::Error, "a closed cavity stays full of resin")
        } else {
            (Severity::Warning, "resin stays in a cavity however the part is turned")
        };
        sink.add(severity, || {
            let volume = tenth(trap.volume);
            draft(view, trap.at, format!("{what}: {} mm³", number(volume)))
                .help("add two drain holes of 3.5 mm at its ends, or fill it")
                .measured(volume, 0.0, "mm³", SOURCE)
        });
    }
}
