//! FC0610: the unit of the file may not be the millimetre.

use super::{about, facts};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::measure::Facts;
use crate::rules::{Check, Rule};
use crate::units::{Point, mm, number};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0610",
    name: "suspicious-units",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A mesh whose format states no unit and that would be oddly small in millimetres: no side reaches
3 mm, or its volume is under 9 mm³ while in inches it would be 10 to 500 mm long. A warning if
every mesh of the package is so small; an error if the stated outer dimensions are 25.4, 10 or
1000 times (or a fraction of) what was measured. Never when the unit is stated.

## Why it matters
STL, OBJ and PLY have no unit and slicers take millimetres. A part exported in inches or metres
comes out as a crumb.

## How to fix
Export in millimetres, or state `unit = \"inch\"` (or `cm`, `m`) for the part in fab.toml.

## Source
STL (3D Systems, 1989) states no unit. PrusaSlicer asks about objects of less than
9 mm³ in the same way, and offers inches.
",
    check: Check::Mesh(check),
};

/// A part without a side of this length, mm, is oddly small.
const SMALL: f64 = 3.0;

/// A part of less volume, mm³, is oddly small if inches would make it a usual size.
const SMALL_VOLUME: f64 = 9.0;

/// Said where the part is larger than stated.
const SCALED: &str = "the file was probably converted to millimetres twice";

/// What a length in millimetres may have to be multiplied with, and what that means.
const FACTORS: [(f64, &str); 6] = [
    (25.4, "the file is probably in inches"),
    (10.0, "the file is probably in centimetres"),
    (1000.0, "the file is probably in metres"),
    (1.0 / 25.4, SCALED),
    (0.1, SCALED),
    (0.001, SCALED),
];

fn is_suspicious(facts: &Facts) -> bool {
    let largest = sorted(facts.size())[2];
    let volume = facts.volume.abs();
    // A sheet has no volume in any unit.
    let crumb = volume > 0.0 && volume < SMALL_VOLUME && facts.closed;
    largest > 0.0 && (largest < SMALL || crumb && (10.0..=500.0).contains(&(largest * 25.4)))
}

fn agrees(size: Point, stated: Point, factor: f64) -> bool {
    size.iter()
        .zip(stated)
        .all(|(size, stated)| (size * factor - stated).abs() <= 0.02 * stated)
}

fn sorted(mut size: Point) -> Point {
    size.sort_unstable_by(f64::total_cmp);
    size
}

fn dimensions([a, b, c]: Point) -> String {
    format!("{} × {} × {}", number(a), number(b), mm(c))
}

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    if view.mesh.unit_stated {
        return;
    }
    let Some(facts) = facts(view) else { return };
    let stated = view.part.and_then(|part| part.outer_dimensions).map(sorted);
    let size = sorted(facts.size());
    if let Some(stated) = stated {
        if agrees(size, stated, 1.0) {
            return;
        }
        if let Some((factor, cause)) = FACTORS.into_iter().find(|(factor, _)| agrees(size, stated, *factor)) {
            sink.add(Severity::Error, || {
                about(view, format!(
                    "part measures {} and is stated as {}: {} times that",
                    dimensions(size),
                    dimensions(stated),
                    number(factor)
                ))
                .help(format!("{cause}: export it in millimetres or state `unit` for the part in fab.toml"))
                .measured(size[2], stated[2], "mm", "outer-dimensions of the part")
            });
            return;
        }
    }
    if !is_suspicious(facts) {
        return;
    }
    let unstated = || view.meshes.iter().filter(|mesh| !mesh.unit_stated);
    let all = unstated().count() > 1
        && unstated().filter_map(|mesh| mesh.facts.as_ref()).all(is_suspicious);
    let severity = if all { Severity::Warning } else { Severity::Note };
    sink.add(severity, || {
        let also = if all { ", like every mesh here" } else { "" };
        about(view, format!("part measures only {}{also}: is it in inches or metres", dimensions(size)))
            .help("state `unit` for the part in fab.toml, or export in millimetres; in inches it would be 25.4 times as large")
            .measured(size[2], SMALL, "mm", "parts that small are rarely meant")
    });
}
