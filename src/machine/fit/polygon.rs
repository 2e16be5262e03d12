//! Convex polygons: the best position at one angle is a linear programme, the best angle a search
//! that a Lipschitz bound keeps honest.
//!
//! Turning a part by a small angle moves no point of it farther than that angle times its radius,
//! so clearance cannot change faster than twice the radius per radian. An interval of angles whose
//! bound stays below what was already found is never looked into.

use super::hull::{Outline, convex_hull};
use super::{Fit, SLACK, TIE};
use crate::units::Point2;
use std::collections::BinaryHeap;
use std::f64::consts::TAU;

/// A convex polygon as half-planes: `normal · x ≤ offset`, normals outwards, of length 1.
#[derive(Debug, Clone)]
pub(super) struct Convex {
    pub(super) normals: Vec<Point2>,
    pub(super) offsets: Vec<f64>,
    /// Three sides that no line separates from the inside: where every programme begins.
    basis: [usize; 3],
}

/// Every half degree is tried, finer where it may matter.
const STEP: f64 = TAU / 720.0;
/// The finest interval of angles that is divided, radians: 0.01°.
const FINEST: f64 = TAU / 36_000.0;
/// Enough for any real bed; bounds the work on a part that is nearly round.
const MOST_ANGLES: usize = 6000;
/// As many equal peaks are told apart; more than the corners of a hull cannot matter.
const MOST_PEAKS: usize = 64;

impl Convex {
    /// The hull of `points`; `None` when it has no area.
    pub(super) fn new(points: &[Point2]) -> Option<Self> {
        let corners = convex_hull(points);
        if corners.len() < 3 {
            return None;
        }
        let mut normals = Vec::with_capacity(corners.len());
        let mut offsets = Vec::with_capacity(corners.len());
        for (i, &from) in corners.iter().enumerate() {
            let to = corners[(i + 1) % corners.len()];
            let (x, y) = (to[1] - from[1], from[0] - to[0]);
            let length = x.hypot(y);
            let normal = [x / length, y / length];
            normals.push(normal);
            offsets.push(normal[0] * from[0] + normal[1] * from[1]);
        }
        let basis = spanning(&normals)?;
        Some(Self {
            normals,
            offsets,
            basis,
        })
    }

    /// How far each side is from the reach of the turned part when that stands at the origin, mm.
    pub(super) fn spare(&self, turned: &[Point2]) -> Vec<f64> {
        self.normals
            .iter()
            .zip(&self.offsets)
            .map(|(normal, offset)| offset - reach(turned, *normal))
            .collect()
    }

    /// The largest distance that all sides can keep at once, given what they have to spare.
    fn margin(&self, spare: &[f64], basis: &mut [usize; 3]) -> f64 {
        // Told apart by less than a billionth of a millimetre, equal sides cannot make the search
        // go round in circles.
        let spare = |i: usize| spare[i] + 1e-10 * (i % 7) as f64;
        for _ in 0..4 * self.normals.len() + 16 {
            let Some((x, margin)) = self.corner(*basis, spare) else {
                break;
            };
            let lacking = |i: usize| {
                let n = self.normals[i];
                n[0] * x[0] + n[1] * x[1] + margin - spare(i)
            };
            let worst = (0..self.normals.len()).max_by(|a, b| lacking(*a).total_cmp(&lacking(*b)));
            let Some(worst) = worst.filter(|worst| lacking(*worst) > 1e-9) else {
                return margin;
            };
            // The new side replaces one of the three; the right one leaves the least margin.
            let next = (0..3)
                .filter_map(|out| {
                    let mut next = *basis;
                    next[out] = worst;
                    let weights = weights(next.map(|i| self.normals[i]))?;
                    let margin: f64 = next
                        .iter()
                        .zip(weights)
                        .map(|(i, weight)| weight * spare(*i))
                        .sum();
                    Some((margin, next))
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            match next {
                Some((_, next)) => *basis = next,
                None => break,
            }
        }
        // Never seen; the duals of all three-side bases still bound the margin from above.
        let start = self.basis;
        weights(start.map(|i| self.normals[i])).map_or(f64::NEG_INFINITY, |weights| {
            start
                .iter()
                .zip(weights)
                .map(|(i, weight)| weight * spare(*i))
                .sum()
        })
    }

    /// Where three sides keep the same distance, and that distance.
    fn corner(&self, basis: [usize; 3], spare: impl Fn(usize) -> f64) -> Option<(Point2, f64)> {
        let [a, b, c] = basis.map(|i| self.normals[i]);
        let [sa, sb, sc] = basis.map(spare);
        // Subtracting the first equation from the others leaves two in x and y.
        let (p, q) = ([b[0] - a[0], b[1] - a[1]], [c[0] - a[0], c[1] - a[1]]);
        let det = p[0] * q[1] - p[1] * q[0];
        if det.abs() < 1e-14 {
            return None;
        }
        let (r, s) = (sb - sa, sc - sa);
        let x = [(r * q[1] - s * p[1]) / det, (p[0] * s - q[0] * r) / det];
        Some((x, sa - a[0] * x[0] - a[1] * x[1]))
    }

    /// The clearance of the part turned by `angle` radians, mm.
    pub(super) fn clearance(&self, outline: &Outline, angle: f64) -> f64 {
        let spare = self.spare(&outline.turned(angle));
        2.0 * self.margin(&spare, &mut self.basis.clone())
    }

    /// Fits `outline` on it.
    pub(super) fn fit(&self, outline: &Outline) -> Fit {
        let upright = self.clearance(outline, 0.0);
        if upright >= -SLACK || outline.points().len() < 2 {
            return Fit::new(0.0, upright, 0.0);
        }
        let mut basis = self.basis;
        let (angle, clearance) = search(outline.radius(), |angle| {
            let spare = self.spare(&outline.turned(angle));
            2.0 * self.margin(&spare, &mut basis)
        });
        Fit::new(angle.to_degrees(), clearance, FINEST.to_degrees())
    }
}

/// How far `points` reach along `direction`.
pub(super) fn reach(points: &[Point2], direction: Point2) -> f64 {
    points
        .iter()
        .map(|p| p[0] * direction[0] + p[1] * direction[1])
        .fold(f64::NEG_INFINITY, f64::max)
}

/// Weights, none negative and 1 in sum, with which three directions cancel.
fn weights(normals: [Point2; 3]) -> Option<[f64; 3]> {
    let [a, b, c] = normals;
    let turn = |p: Point2, q: Point2| p[0] * q[1] - p[1] * q[0];
    let parts = [turn(b, c), turn(c, a), turn(a, b)];
    let sum: f64 = parts.iter().sum();
    if sum.abs() < 1e-14 {
        return None;
    }
    let weights = parts.map(|part| part / sum);
    weights.iter().all(|w| *w >= -1e-12).then_some(weights)
}

/// Three of the directions that cancel with weights.
fn spanning(normals: &[Point2]) -> Option<[usize; 3]> {
    let n = normals.len();
    // The normals go once round, so some two of them have the opposite of the first between them.
    (1..n)
        .flat_map(|j| (j + 1..n).map(move |k| [0, j, k]))
        .find(|basis| weights(basis.map(|i| normals[i])).is_some())
}

/// An interval of angles between two that were tried.
struct Interval {
    bound: f64,
    from: (f64, f64),
    to: (f64, f64),
}

impl PartialEq for Interval {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Interval {}

impl PartialOrd for Interval {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Interval {
    /// The most promising first; of equals, that of the smaller angle.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bound
            .total_cmp(&other.bound)
            .then(other.from.0.total_cmp(&self.from.0))
    }
}

/// The angle in [0, 2π) with the largest clearance, which `clearance` tells, and that clearance.
fn search(radius: f64, mut clearance: impl FnMut(f64) -> f64) -> (f64, f64) {
    let slope = 2.0 * radius;
    let interval = |from: (f64, f64), to: (f64, f64)| Interval {
        bound: (from.1 + to.1 + slope * (to.0 - from.0)) / 2.0,
        from,
        to,
    };
    let mut tried: Vec<(f64, f64)> = (0..720)
        .map(|step| f64::from(step) * STEP)
        .map(|angle| (angle, clearance(angle)))
        .collect();
    let mut open: BinaryHeap<Interval> = tried
        .windows(2)
        .map(|pair| interval(pair[0], pair[1]))
        .collect();
    if let (Some(last), Some(first)) = (tried.last(), tried.first()) {
        open.push(interval(*last, (TAU, first.1)));
    }
    let mut best = tried.iter().map(|tried| tried.1).fold(f64::MIN, f64::max);
    while let Some(Interval { bound, from, to }) = open.pop() {
        if bound <= best + TIE || tried.len() >= MOST_ANGLES {
            break;
        }
        if to.0 - from.0 <= FINEST {
            continue;
        }
        let angle = f64::midpoint(from.0, to.0);
        let middle = (angle, clearance(angle));
        best = best.max(middle.1);
        tried.push(middle);
        open.push(interval(from, middle));
        open.push(interval(middle, to));
    }
    // Between two tried angles a peak may be this much higher than either.
    let near = best - TIE - slope * FINEST;
    let mut top: Vec<(f64, f64)> = tried.into_iter().filter(|tried| tried.1 >= near).collect();
    top.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut peaks: Vec<(f64, f64)> = Vec::new();
    for group in top
        .chunk_by(|a, b| b.0 - a.0 <= 2.0 * FINEST)
        .take(MOST_PEAKS)
    {
        let highest = group
            .iter()
            .copied()
            .reduce(|a, b| if b.1 > a.1 { b } else { a });
        peaks.extend(highest.map(|highest| polish(highest, &mut clearance)));
    }
    let best = peaks.iter().map(|peak| peak.1).fold(best, f64::max);
    let first = peaks.into_iter().find(|peak| peak.1 >= best - TIE);
    first.unwrap_or((0.0, best))
}

/// The peak beside an angle that is nearly at it.
fn polish(near: (f64, f64), clearance: &mut impl FnMut(f64) -> f64) -> (f64, f64) {
    let mut best = near;
    let mut step = FINEST / 2.0;
    while step > FINEST * 1e-4 {
        let sides = [(best.0 - step).max(0.0), best.0 + step];
        let better = sides
            .map(|angle| (angle, clearance(angle)))
            .into_iter()
            .find(|side| side.1 > best.1);
        match better {
            Some(better) => best = better,
            None => step /= 2.0,
        }
    }
    best
}
