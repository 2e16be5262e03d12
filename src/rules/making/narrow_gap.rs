//! FC0708: a gap so narrow that its sides fuse.

use super::thin::{Thin, draft, is_flat, tell, under, up};
use crate::check::PoseView;
use crate::diag::{Severity, Sink};
use crate::machine::Kind;
use crate::machine::processes::{Grade, Judged, Limit, limit};
use crate::measure::{Gap, Patch};
use crate::rules::{Check, Rule};

/// Bodies closer than this touch: they are meant to be one, mm.
const TOUCHING: f64 = 0.01;

/// Within one body a gap is told of from this area on, mm², and when it is so many times deeper than wide.
const LEAST_AREA: f64 = 5.0;
const DEPTH: f64 = 3.0;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0708",
    name: "narrow-gap",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

Two bodies of one part that stand closer to each other than the machine keeps apart: an error below
what fuses for certain, a warning below what is advised. On a filament printer a gap with one body
above the other is judged in layers. A slot within a single body is only a note, below the hard
limit, from 5 mm² on and when it is three times deeper than wide. Bodies that touch (0.01 mm) are taken for
one.

## Why it matters

Parts that are printed in place do not come apart, and narrow slots close.

## How to fix

Move the bodies apart, or export them to files of their own.

## Source

`machines/processes.toml`: the limit and its source, which the finding names.
",
    check: Check::Pose(check),
};

fn check(view: &PoseView<'_>, sink: &mut Sink) {
    if let Some(gap) = view.mesh.facts.as_ref().and_then(|facts| facts.gap.as_ref())
        && !gap.thin.is_empty()
        && matches!(view.machine.kind, Kind::Fff | Kind::Resin)
    {
        judge(view, gap, sink);
    }
}

fn judge(view: &PoseView<'_>, gap: &Gap, sink: &mut Sink) {
    let up = up(view);
    let asked = view.part.material.first();
    let material = view.machine.material.as_ref().or(asked).map(String::as_str);
    let on = |judged, grade| limit(judged, grade, view.machine, material);
    let layered = view.machine.kind == Kind::Fff;
    for (judged, flat) in [(Judged::Clearance, false), (Judged::LayerClearance, true)] {
        let below = |limit: &Limit, same_shell: bool| {
            let width = |patch: &Patch| {
                let counts = patch.same_shell == Some(same_shell)
                    && patch.min > TOUCHING
                    && (!layered || is_flat(patch, up) == flat);
                if counts { patch.min } else { f64::INFINITY }
            };
            under(&gap.thin, gap.resolution, limit.least, limit.value, width)
        };
        let mut add = |severity, thin: &Thin<'_>, many, what, word, limit: &Limit| {
            sink.add(severity, || {
                draft(view, thin, many, what, (word, limit)).help(match severity {
                    Severity::Note => "widen the slot if it must stay open",
                    _ => "move the bodies apart, or export each to a file of its own",
                })
            });
        };
        let hard = on(judged, Grade::Hard);
        if let Some(limit) = &hard {
            tell(&below(limit, false), |thin, many| {
                add(Severity::Error, thin, many, "gap between bodies", "at least", limit);
            });
            let mut slots = below(limit, true);
            slots.retain(|thin| {
                thin.patch.area >= LEAST_AREA && thin.patch.across >= DEPTH * thin.value
            });
            tell(&slots, |thin, many| {
                add(Severity::Note, thin, many, "slot", "at least", limit);
            });
        }
        if let Some(limit) = &on(judged, Grade::Advised) {
            let hard = hard.map_or(0.0, |limit| limit.least) - gap.resolution;
            let mut found = below(limit, false);
            found.retain(|thin| thin.value >= hard);
            tell(&found, |thin, many| {
                add(Severity::Warning, thin, many, "gap between bodies", "advised", limit);
            });
        }
    }
}
