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
/// hole and a side: that is an edge that prints a little rounder, no wall. A wall is thin over a breadth, and over
/// twice that where it tapers off.
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
        let breadth = if tapers(patches, patch) {
            2.0 * breadth
        } else {
            breadth
        };
        if value < limit - resolution
            && patch.across >= breadth
            && !found.iter().any(|thin| other_side(thin.patch, patch))
        {
            found.push(Thin { patch, value });
        }
    }
    found
}

/// Whether a thin place is an edge that tapers off to next to nothing: then what is half as thin is half as large, where of
/// a wall all is as thin.
fn tapers(patches: &[Patch], patch: &Patch) -> bool {
    let half = patch.below / 2.0;
    // The same place at lower levels has the same least; the highest of those counts.
    let thinner = patches
        .iter()
        .rfind(|other| other.min == patch.min && other.below <= half + 1e-9);
    patch.min <= half / 2.0
        && thinner.is_some_and(|thinner| {
            let as_an_edge = patch.area * thinner.below / patch.below;
            thinner.area <= f64::midpoint(as_an_edge, patch.area)
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(below: f64, min: f64, area: f64, across: f64) -> Patch {
        Patch {
            below,
            min,
            area,
            across,
            at: [0.0; 3],
            normal: [0.0, 0.0, 1.0],
            same_shell: None,
        }
    }

    #[test]
    fn edges_that_taper_off_must_be_broader_than_walls() {
        // An edge of 17°, as long as its strip under 0.4 mm is broad and more: 1.3 mm of it are thinner than that.
        let edge = [
            patch(0.1, 0.05, 1.0, 0.33),
            patch(0.2, 0.05, 2.0, 0.65),
            patch(0.4, 0.05, 4.0, 1.3),
        ];
        let told = |patches: &[Patch]| under(patches, 0.01, 0.4, 0.8, |patch| patch.min).len();
        assert_eq!(told(&edge), 0);
        // The same breadth of a skin is told, and so is an edge of 9°.
        let skin = edge.clone().map(|level| Patch {
            area: 4.0,
            across: 1.3,
            ..level
        });
        assert_eq!(told(&skin), 1);
        let broad = edge.map(|level| Patch {
            across: 2.0 * level.across,
            ..level
        });
        assert_eq!(told(&broad), 1);
        // What is thin beside a hole does not taper to nothing.
        let beside = [patch(0.2, 0.19, 0.6, 0.4), patch(0.4, 0.19, 2.0, 1.3)];
        assert_eq!(told(&beside), 1);
    }
}
