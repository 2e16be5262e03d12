//! What the rules of walls and gaps share: which patches are beyond a limit, and how findings tell of them.

use crate::check::PoseView;
use crate::diag::{Draft, Place};
use crate::machine::processes::{Grade, Judged, Limit, limit};
use crate::measure::Patch;
use crate::units::{Point, mm, number};

/// More places than this become one finding.
const MOST: usize = 3;

/// Beyond this, |normal · z| says that a wall lies flat: within 30°.
const FLAT: f64 = 0.87;

/// A patch beyond a limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thin<'a> {
    pub(super) patch: &'a Patch,
    /// What is compared with the limit, mm.
    pub(super) value: f64,
}

/// Up, in the file's frame, in the pose that is judged.
pub(super) fn up(view: &PoseView<'_>) -> Point {
    view.pose.rotation[2]
}

/// How much a patch is a floor: |normal · z|.
pub(super) fn flatness(patch: &Patch, up: Point) -> f64 {
    (0..3)
        .map(|i| patch.normal[i] * up[i])
        .sum::<f64>()
        .abs()
        .min(1.0)
}

/// Whether a patch lies flat.
pub(super) fn is_flat(patch: &Patch, up: Point) -> bool {
    flatness(patch, up) >= FLAT
}

/// The patches that are under `limit` mm by `value`, which is never less than their `min`, and not narrower than
/// `breadth` mm: those of the first level that is not below the limit, each wall once.
///
/// Every edge where two faces meet at a small angle is thin at its very end, and so is what is left between a
/// hole and a side: that is an edge that prints a little rounder, no wall. A wall is thin over a breadth.
pub(super) fn under(
    patches: &[Patch],
    resolution: f64,
    limit: f64,
    breadth: f64,
    value: impl Fn(&Patch) -> f64,
) -> Vec<Thin<'_>> {
    // Most parts have nothing that thin; the first of a level is its thinnest.
    let level = patches
        .iter()
        .map(|patch| patch.below)
        .find(|below| *below >= limit - 1e-9);
    let Some(level) = level else {
        return Vec::new();
    };
    let mut found: Vec<Thin<'_>> = Vec::new();
    for patch in patches.iter().filter(|patch| patch.below == level) {
        let value = value(patch);
        if value < limit - resolution
            && patch.across >= breadth
            && !found.iter().any(|thin| other_side(thin.patch, patch))
        {
            found.push(Thin { patch, value });
        }
    }
    found
}

/// How broad a thin place must be to be told of, mm: an error when it is as broad as an advised wall is thick,
/// anything less when it is twice that.
pub(super) fn breadth(view: &PoseView<'_>, grade: Grade) -> f64 {
    let wall =
        limit(Judged::Wall, Grade::Advised, view.machine, None).map_or(0.0, |wall| wall.value);
    match grade {
        Grade::Hard => wall,
        Grade::Advised => 2.0 * wall,
    }
}

/// Whether two patches are the two sides of one wall.
fn other_side(a: &Patch, b: &Patch) -> bool {
    let between: Point = std::array::from_fn(|i| b.at[i] - a.at[i]);
    let dot = |a: Point, b: Point| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let apart = dot(between, between).sqrt();
    dot(a.normal, b.normal).abs() > 0.9
        && apart <= 2.0 * (a.min + b.min) + a.across.max(b.across)
        && dot(between, a.normal).abs() <= 1.5 * a.min.max(b.min) + 0.05
        && (a.area / b.area).clamp(0.0, 10.0) > 0.4
        && (a.area / b.area) < 2.5
}

/// Tells of patches: one finding each, or one for all where they are many.
pub(super) fn tell<'a>(found: &[Thin<'a>], mut add: impl FnMut(&Thin<'a>, Option<usize>)) {
    match found {
        [] => {}
        [first, ..] if found.len() > MOST => add(first, Some(found.len())),
        _ => found.iter().for_each(|thin| add(thin, None)),
    }
}

/// A finding about a patch: `wall is 0.62 mm, advised …`; of many, the first is the thinnest.
pub(super) fn draft(
    view: &PoseView<'_>,
    thin: &Thin<'_>,
    many: Option<usize>,
    what: &str,
    (word, limit): (&str, &Limit),
) -> Draft {
    let words = limit.words();
    let area = number((thin.patch.area * 10.0).round() / 10.0);
    let message = match many {
        None => format!(
            "{what} is {}, {word} {words}, {area} mm² of surface",
            mm(short(thin.value))
        ),
        Some(n) => format!(
            "{what} is {} at the thinnest of {n} places, {word} {words}",
            mm(short(thin.value))
        ),
    };
    let path = view.mesh.path.as_str();
    Draft::new(message)
        .at(Place::mesh(path, Some(thin.patch.at), Vec::new()))
        .part(view.part.id.as_str())
        .measured(short(thin.value), limit.value, "mm", limit.source)
}

/// A length to a hundredth, which is what anybody can print or measure.
pub(super) fn short(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
