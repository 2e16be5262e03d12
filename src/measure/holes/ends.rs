//! What is at the ends of holes and pins.

use super::Round;
use crate::measure::bvh::Bvh;
use crate::measure::facts::HoleEnds;
use crate::measure::vector::along;
use crate::measure::weld::Welded;
use crate::units::Point;
use std::f64::consts::TAU;

/// Radii that must be free beyond an end, or around the axis there, for something to pass.
const FREE_AHEAD: f64 = 4.0;
const FREE_ASIDE: f64 = 1.1;

/// Radii to a floor that counts as at the end.
const AT_END: f64 = 0.05;

/// Directions in which room is looked for beside an end.
const DIRECTIONS: u32 = 8;

/// Whether one can pass the ends of a hole.
pub(super) fn of_hole(round: &Round, mesh: &Welded, tree: &Bvh) -> HoleEnds {
    let open = [1.0, -1.0].map(|sign| is_open(round, sign, mesh, tree));
    match open {
        [true, true] => HoleEnds::Through,
        [false, false] => HoleEnds::Closed,
        _ => HoleEnds::Blind,
    }
}

fn is_open(round: &Round, sign: f64, mesh: &Welded, tree: &Bvh) -> bool {
    let (radius, half) = (round.shape.radius, round.depth() / 2.0);
    let axis = round.shape.axis.map(|x| sign * x);
    let middle = round.middle();
    let most = half + FREE_AHEAD * radius;
    let Some(hit) = tree.first_hit(mesh, middle, axis, most, |_| true) else {
        return true;
    };
    let beyond = hit.distance - half;
    if beyond < AT_END * radius {
        return false;
    }
    // Something is ahead: the tip of a drill, or the far side of a wider room.
    let from = along(middle, axis, half + 0.1 * beyond.min(radius));
    let reach = FREE_ASIDE * radius;
    aside(round).any(|direction| {
        tree.first_hit(mesh, from, direction, reach, |_| true)
            .is_none()
    })
}

/// How many ends of a pin stand free.
pub(super) fn of_pin(round: &Round, mesh: &Welded, tree: &Bvh) -> u32 {
    [1.0, -1.0]
        .into_iter()
        .filter(|sign| is_free(round, *sign, mesh, tree))
        .count() as u32
}

/// Whether the solid ends with the pin, or a radius beyond where its end is rounded: seen from just below its
/// skin, because it may be hollow.
fn is_free(round: &Round, sign: f64, mesh: &Welded, tree: &Bvh) -> bool {
    let half = round.depth() / 2.0;
    let axis = round.shape.axis.map(|x| sign * x);
    let most = half + FREE_ASIDE * round.shape.radius;
    let middle = round.middle();
    let seen = aside(round).filter(|direction| {
        let from = along(middle, *direction, 0.9 * round.extent.inscribed);
        tree.first_hit(mesh, from, axis, most, |_| true).is_some()
    });
    2 * seen.count() > DIRECTIONS as usize
}

/// Directions across the axis, all around.
fn aside(round: &Round) -> impl Iterator<Item = Point> {
    let [u, v] = round.shape.across();
    (0..DIRECTIONS).map(move |i| {
        let (sin, cos) = (TAU * (f64::from(i) + 0.3) / f64::from(DIRECTIONS)).sin_cos();
        std::array::from_fn(|k| cos * u[k] + sin * v[k])
    })
}
