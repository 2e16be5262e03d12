//! FC0712: a part that is tall for what it stands on.

use super::supports::{limit, whole};
use super::thin::short;
use crate::check::PoseView;
use crate::diag::{Draft, Severity, Sink};
use crate::machine::processes::{Grade, Judged};
use crate::rules::{Check, Rule};
use crate::units::{mm, number};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0712",
    name: "slender-part",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A part of more than 20 mm of height that is more than ten times as high as what touches the bed is wide at its
narrowest, in the pose that the verdict is about.

## Why it matters

A slender part sways under the nozzle: its upper layers lie askew, and it may break off.

## How to fix

Lay the part on its side, print several side by side and cut them apart, or give it a foot.

## Source

Own, as the finding names it.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let pose = view.pose;
    let [Some(tall), Some(slender)] =
        [Judged::Tall, Judged::Slender].map(|judged| limit(view, judged, Grade::Advised))
    else {
        return;
    };
    let beyond = |slenderness: &f64| *slenderness > slender.value && pose.height > tall.value;
    let Some(slenderness) = pose.slenderness.filter(beyond) else {
        return;
    };
    sink.add(Severity::Warning, || {
        let message = format!(
            "is {} high on a foot of {}: {} times as high as wide, advised {}",
            mm(short(pose.height)),
            mm(short(pose.height / slenderness)),
            number((slenderness * 10.0).round() / 10.0),
            slender.words()
        );
        Draft::new(message)
            .at(whole(view))
            .part(view.part.id.as_str())
            .help("lay the part on its side, or give it a foot")
            .measured(short(slenderness), slender.value, "", slender.source)
    });
}
