//! FC0711: a part that the bed does not hold.

use super::supports::{limit, whole};
use super::thin::short;
use crate::check::PoseView;
use crate::diag::{Draft, Severity, Sink};
use crate::machine::Kind;
use crate::machine::processes::{Grade, Judged};
use crate::rules::{Check, Rule};
use crate::units::{mm, number};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0711",
    name: "weak-adhesion",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A part whose centre of mass does not lie above what touches the bed, so that it tips over; and a part of more
than 20 mm of height that touches the bed with so little that a knock of the nozzle at its top breaks it loose.
In the pose that the verdict is about; what touches the bed is the section 0.1 mm above it.

## Why it matters

A part that comes loose or tips over while it is printed is lost, and with it all others on the bed.

## How to fix

Lay the part on a larger side, give it a foot, or print it with a brim.

## Source

A knock of 10 gf and a bed that holds with 0.1 N/mm²: the defaults of PrusaSlicer's search for spots that need
support (for ABS; PLA on a smooth plate holds less). The section is taken as a rectangle of the contact's area and least
width.
",
    check: Check::Pose(check),
};

/// A margin is known to this, mm.
const SURE: f64 = 0.01;

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    if view.machine.kind != Kind::Fff {
        return;
    }
    let pose = view.pose;
    let draft = |message: String| {
        Draft::new(message)
            .at(whole(view))
            .part(view.part.id.as_str())
            .help("lay the part on a larger side, give it a foot, or print it with a brim")
    };
    if let Some(beside) = pose.margin.filter(|margin| *margin < -SURE) {
        sink.add(Severity::Warning, || {
            draft(format!(
                "tips over: its centre of mass lies {} beside what touches the bed",
                mm(short(-beside))
            ))
            .measured(beside, 0.0, "mm", "statics")
        });
        return;
    }
    let on = |judged| limit(view, judged, Grade::Advised);
    let [Some(tall), Some(adhesion), Some(knock)] =
        [Judged::Tall, Judged::Adhesion, Judged::Knock].map(on)
    else {
        return;
    };
    let Some(slenderness) = pose.slenderness.filter(|_| pose.height > tall.value) else {
        return;
    };
    // Torque of the knock = strength × section modulus of a rectangle, area × width / 6.
    let needed = 6.0 * knock.value * slenderness / adhesion.value;
    if pose.contact.area >= needed {
        return;
    }
    sink.add(Severity::Warning, || {
        let round = |x: f64| number((x * 10.0).round() / 10.0);
        draft(format!(
            "touches the bed with {} mm², {} of height need {} mm² ({})",
            round(pose.contact.area),
            mm(short(pose.height)),
            round(needed),
            adhesion.by
        ))
        .measured(
            short(pose.contact.area),
            short(needed),
            "mm²",
            adhesion.source,
        )
    });
}
