//! Rays: the first triangle that one meets.

use super::{Bvh, Node, WIDTH};
use crate::measure::exact::{Sign, side};
use crate::measure::places::order;
use crate::measure::topology::cross;
use crate::measure::weld::Welded;
use crate::units::Point;
use std::cell::Cell;

/// Where a ray meets a triangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The triangle, by its index in the mesh.
    pub triangle: u32,
    /// How far along the ray, mm.
    pub distance: f64,
}

/// What lengths are rounded by at most, as a part of them.
const ROUNDING: f64 = 2e-15;

/// Steps of some 10 ns that it costs to look into a node, to test a triangle exactly, and to note where it is met.
const NODE: u64 = 3;
const TEST: u64 = 6;
const MET: u64 = 8;

impl Bvh {
    /// The first triangle that the ray from `origin` along `direction` (of length 1) meets within
    /// `max_distance` mm, among those that `filter` lets pass; a triangle that holds the
    /// origin is met at once, unless the filter leaves it out.
    ///
    /// Watertight: a ray through an edge or a vertex meets one of the triangles there, for on which
    /// side of an edge it runs is decided exactly, and alike for both triangles. A ray within the
    /// plane of a triangle does not meet that one. Of triangles met at the same distance
    /// it is the one with the least corner, so that their order does not show. About 1 µs.
    pub(in super::super) fn first_hit(
        &self,
        mesh: &Welded,
        origin: Point,
        direction: Point,
        max_distance: f64,
        filter: impl Fn(u32) -> bool,
    ) -> Option<Hit> {
        let top = self.levels.len().checked_sub(1)?;
        let ray = Ray::new(origin, direction, max_distance);
        let mut reach = max_distance;
        let mut best: Option<Hit> = None;
        let mut stack: Vec<(f64, usize, usize)> = Vec::with_capacity(WIDTH * self.levels.len());
        stack.push((0.0, top, 0));
        while let Some((distance, level, index)) = stack.pop() {
            if distance > reach {
                continue;
            }
            let (mut lanes, near) = ray.entering(&self.levels[level][index], reach);
            if level == 0 {
                while lanes != 0 {
                    let lane = lanes.trailing_zeros() as usize;
                    lanes &= lanes - 1;
                    let Some(triangle) = self.order.get(index * WIDTH + lane).copied() else {
                        continue;
                    };
                    if !filter(triangle) {
                        continue;
                    }
                    let corners = mesh.corners(triangle);
                    let Some(distance) = ray.meets(corners).filter(|distance| *distance <= reach)
                    else {
                        continue;
                    };
                    let closer = best.is_none_or(|best| {
                        distance < best.distance || before(corners, mesh.corners(best.triangle))
                    });
                    if closer {
                        reach = distance;
                        best = Some(Hit { triangle, distance });
                    }
                }
                continue;
            }
            let begin = stack.len();
            while lanes != 0 {
                let lane = lanes.trailing_zeros() as usize;
                lanes &= lanes - 1;
                let child = index * WIDTH + lane;
                if child < self.levels[level - 1].len() {
                    stack.push((near[lane], level - 1, child));
                }
            }
            // The nearest is taken from the stack first.
            stack[begin..].sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        }
        best
    }

    /// Calls `visit` for every triangle that the ray meets within `max_distance` mm, with the distance, in
    /// the order of the curve. A ray through an edge or a vertex meets all triangles there. The steps that it took,
    /// of some 10 ns.
    pub(in super::super) fn crossings(
        &self,
        mesh: &Welded,
        origin: Point,
        direction: Point,
        max_distance: f64,
        mut visit: impl FnMut(u32, f64),
    ) -> u64 {
        let ray = Ray::new(origin, direction, max_distance);
        let (nodes, mut tested, mut met) = (Cell::new(0), 0, 0);
        self.descend(
            |node| {
                nodes.set(nodes.get() + 1);
                // A child that is not there has no box to miss.
                let there = node.min[0].iter().enumerate();
                let there =
                    there.fold(0, |bits, (lane, x)| bits | u32::from(x.is_finite()) << lane);
                ray.entering(node, max_distance).0 & there
            },
            |_, index| {
                let Some(triangle) = self.order.get(index).copied() else {
                    return;
                };
                tested += 1;
                let distance = ray.meets(mesh.corners(triangle));
                if let Some(distance) = distance.filter(|distance| *distance <= max_distance) {
                    met += 1;
                    visit(triangle, distance);
                }
            },
        );
        NODE * nodes.get() + TEST * tested + MET * met
    }
}

/// Whether the sorted corners of a triangle come before those of another.
pub(in super::super) fn before(a: [Point; 3], b: [Point; 3]) -> bool {
    let sorted = |mut corners: [Point; 3]| {
        corners.sort_unstable_by(order);
        corners
    };
    let (a, b) = (sorted(a), sorted(b));
    a.iter()
        .zip(&b)
        .map(|(a, b)| order(a, b))
        .find(|order| order.is_ne())
        .is_some_and(std::cmp::Ordering::is_lt)
}

/// A ray.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Ray {
    origin: Point,
    direction: Point,
    inverse: Point,
    /// How far the line may stray from what origin and direction say, mm.
    astray: f64,
    /// A point far ahead: the line through it and the origin is the ray, exactly.
    ahead: Point,
}

impl Ray {
    /// The ray from `origin` along `direction` (of length 1), of interest up to `max_distance` mm.
    pub(in super::super) fn new(origin: Point, direction: Point, max_distance: f64) -> Self {
        // Beyond all that matters the point ahead is rounded to less than the coordinates are.
        let far = origin
            .iter()
            .fold(max_distance.abs().min(1e6), |far, x| far.max(x.abs()))
            .max(1.0);
        let ahead: Point = std::array::from_fn(|axis| origin[axis] + direction[axis] * far);
        // What is too small to be told from none moves nothing.
        let inverse = direction.map(|x| {
            if x.abs() < 1e-30 {
                // Infinity less its own rounding is no number, and would let every box pass.
                1e280
            } else {
                1.0 / x
            }
        });
        Self {
            origin,
            direction,
            inverse,
            astray: far * ROUNDING,
            ahead,
        }
    }

    /// Which children the ray enters within `reach`, a bit each, and where at the earliest.
    #[inline]
    fn entering(&self, node: &Node, reach: f64) -> (u32, [f64; WIDTH]) {
        let mut near = [0.0; WIDTH];
        let mut far = [reach; WIDTH];
        for axis in 0..3 {
            let (origin, inverse) = (self.origin[axis], self.inverse[axis]);
            let (first, last, before, after) = if inverse >= 0.0 {
                let (before, after) = (origin + self.astray, origin - self.astray);
                (&node.min[axis], &node.max[axis], before, after)
            } else {
                let (before, after) = (origin - self.astray, origin + self.astray);
                (&node.max[axis], &node.min[axis], before, after)
            };
            for lane in 0..WIDTH {
                // What is no number (nothing times infinity) bounds nothing.
                let enter = (f64::from(first[lane]) - before) * inverse;
                let enter = enter - ROUNDING * enter.abs();
                let leave = (f64::from(last[lane]) - after) * inverse;
                let leave = leave + ROUNDING * leave.abs();
                near[lane] = if enter > near[lane] {
                    enter
                } else {
                    near[lane]
                };
                far[lane] = if leave < far[lane] { leave } else { far[lane] };
            }
        }
        let mut lanes = 0;
        for lane in 0..WIDTH {
            lanes |= u32::from(near[lane] <= far[lane]) << lane;
        }
        (lanes, near)
    }

    /// How far ahead the ray meets a triangle, if it does.
    #[inline]
    pub(in super::super) fn meets(&self, corners: [Point; 3]) -> Option<f64> {
        let [a, b, c] = corners;
        let turn = |a, b| side(self.origin, self.ahead, a, b);
        let first = turn(a, b);
        let second = turn(b, c);
        if first as i32 * second as i32 == -1 {
            return None;
        }
        let third = turn(c, a);
        let turns = [first, second, third];
        let within = turns.iter().all(|turn| *turn != Sign::Negative)
            || turns.iter().all(|turn| *turn != Sign::Positive);
        // All zero: it runs in the triangle's plane.
        if !within || turns == [Sign::Zero; 3] {
            return None;
        }
        let normal = cross(corners);
        let dot = |v: Point| v[0] * normal[0] + v[1] * normal[1] + v[2] * normal[2];
        let along = dot(self.direction);
        let height = dot(std::array::from_fn(|axis| a[axis] - self.origin[axis]));
        let distance = height / along;
        // A normal that underflows gives no distance.
        (distance >= 0.0 || height == 0.0 && along != 0.0).then_some(distance.max(0.0))
    }
}
