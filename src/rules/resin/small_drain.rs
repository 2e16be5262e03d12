//! FC0803: a hollow part that hardly drains.

use super::{draft, liquid, tenth};
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::processes::{Grade, Judged, limit};
use crate::rules::{Check, Rule};
use crate::units::{mm, number};

/// Hollows smaller than this are not worth a drain, mm³.
const LEAST: f64 = 100.0;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0803",
    name: "small-drain",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A hollow of at least 100 mm³ that only one round hole joins to the outside, narrower than makers advise; or one that
has only slits narrower than what the part is measured with. Two holes or more are enough, whatever their
width: air comes in by one while resin leaves by the other.

## Why it matters

Resin is viscous and held back by the air that cannot get in. What stays inside cures there, or leaks out later.

## How to fix

Widen the hole, or add a second one at the opposite end.

## Source

`machines/processes.toml`: the limit and its source, which the finding names.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    let Some(liquid) = liquid(view).filter(|liquid| !liquid.hollows.is_empty()) else {
        return;
    };
    let material = view.part.material.first().map(String::as_str);
    let Some(limit) = limit(Judged::Drain, Grade::Advised, view.machine, material) else {
        return;
    };
    for hollow in &liquid.hollows {
        let drain = hollow.drain.unwrap_or(0.0);
        if hollow.volume < LEAST || hollow.openings > 1 || drain >= limit.least {
            continue;
        }
        sink.add(Severity::Warning, || {
            let volume = number(tenth(hollow.volume));
            let short = (drain * 100.0).round() / 100.0;
            let message = if hollow.openings == 0 {
                format!(
                    "a hollow of {volume} mm³ has no opening of more than {}, advised {}",
                    mm(liquid.resolution * 1.5),
                    limit.words()
                )
            } else {
                format!(
                    "a hollow of {volume} mm³ drains through one hole of {}, advised {} or two holes",
                    mm(short),
                    limit.words()
                )
            };
            draft(view, hollow.at, message)
                .help("widen the drain hole, or add a second one at the opposite end")
                .measured(short, limit.value, "mm", limit.source)
        });
    }
}
