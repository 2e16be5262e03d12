//! Convex hulls of outlines, exact and simplified outwards.

use crate::units::Point2;
use robust::{Coord, orient2d};
use std::cmp::Ordering;

/// How far a simplified hull may lie outside of the exact one, mm: a tenth of what a printer's
/// axis repeats, and with it the hull of a 200 mm disc has 300 corners at most.
pub(super) const OUTWARDS: f64 = 0.005;

/// Directions of the polygon that sorts out what cannot be on the hull.
const DIRECTIONS: usize = 16;

fn turn(a: Point2, b: Point2, c: Point2) -> f64 {
    let [a, b, c] = [a, b, c].map(|[x, y]| Coord { x, y });
    orient2d(a, b, c)
}

fn order(a: &Point2, b: &Point2) -> Ordering {
    a[0].total_cmp(&b[0]).then_with(|| a[1].total_cmp(&b[1]))
}

/// The points that span the hull of a set in some directions, collected piece by piece.
#[derive(Debug, Clone)]
pub(super) struct Extremes {
    best: [(f64, Point2); DIRECTIONS],
}

impl Extremes {
    /// Of no point yet.
    pub(super) fn new() -> Self {
        Self {
            best: [(f64::NEG_INFINITY, [0.0; 2]); DIRECTIONS],
        }
    }

    /// Takes a point into account.
    #[inline]
    pub(super) fn add(&mut self, point: Point2) {
        for (best, [x, y]) in self.best.iter_mut().zip(COMPASS) {
            let reach = point[0] * x + point[1] * y;
            if reach > best.0 || reach == best.0 && order(&point, &best.1).is_lt() {
                *best = (reach, point);
            }
        }
    }

    /// The polygon that they span, counter-clockwise; points strictly inside are not on the hull.
    pub(super) fn polygon(&self) -> Vec<Point2> {
        let points = self
            .best
            .iter()
            .filter(|(reach, _)| *reach > f64::NEG_INFINITY);
        convex(points.map(|(_, point)| *point).collect())
    }
}

/// Unit vectors all around, counter-clockwise.
const COMPASS: [[f64; 2]; DIRECTIONS] = {
    let (a, b, c) = (
        0.923_879_532_511_286_7,
        0.382_683_432_365_089_8,
        std::f64::consts::FRAC_1_SQRT_2,
    );
    [
        [1.0, 0.0],
        [a, b],
        [c, c],
        [b, a],
        [0.0, 1.0],
        [-b, a],
        [-c, c],
        [-a, b],
        [-1.0, 0.0],
        [-a, -b],
        [-c, -c],
        [-b, -a],
        [0.0, -1.0],
        [b, -a],
        [c, -c],
        [a, -b],
    ]
};

/// Whether the point lies strictly inside a counter-clockwise convex polygon, by a margin that
/// rounding cannot bridge.
#[inline]
pub(super) fn strictly_inside(polygon: &[Point2], point: Point2) -> bool {
    let Some(mut a) = polygon.last().copied() else {
        return false;
    };
    polygon.len() > 2
        && polygon.iter().all(|b| {
            let (left, right) = (
                (b[0] - a[0]) * (point[1] - a[1]),
                (b[1] - a[1]) * (point[0] - a[0]),
            );
            a = *b;
            left - right > 1e-14 * (left.abs() + right.abs())
        })
}

/// The convex hull: counter-clockwise, without points on straight edges, from the least point on.
/// One or two points when all lie in one place or on one line.
pub(super) fn convex(mut points: Vec<Point2>) -> Vec<Point2> {
    points.sort_unstable_by(order);
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut hull: Vec<Point2> = Vec::new();
    // The lower chain from left to right, then the upper one back.
    let chain = |hull: &mut Vec<Point2>, keep: usize, point: Point2| {
        while let [.., a, b] = hull[..]
            && hull.len() > keep
            && turn(a, b, point) <= 0.0
        {
            hull.pop();
        }
        hull.push(point);
    };
    for point in &points {
        chain(&mut hull, 1, *point);
    }
    let keep = hull.len();
    for point in points.iter().rev().skip(1) {
        chain(&mut hull, keep, *point);
    }
    hull.pop();
    hull
}

/// A convex polygon of fewer corners that holds `hull` and lies nowhere more than `tolerance`
/// outside of it: some edges are left out and their neighbours prolonged until they meet.
pub(super) fn simplified(hull: &[Point2], tolerance: f64) -> Vec<Point2> {
    let n = hull.len();
    if n < 4 {
        return hull.to_vec();
    }
    let corner = |i: usize| hull[i % n];
    let length = |i: usize| {
        let (a, b) = (corner(i), corner(i + 1));
        (b[0] - a[0]).hypot(b[1] - a[1])
    };
    // Edge i runs from corner i to corner i + 1. The longest is kept: a place to begin that does
    // not depend on the numbering.
    let start = (0..n).fold(0, |best, i| if length(i) > length(best) { i } else { best });
    let mut kept: Vec<Point2> = Vec::new();
    let mut edge = start;
    while edge < start + n {
        // Lines of `edge` and `next` meet where the edges between them are left out.
        let mut next = edge + 1;
        let mut meeting = corner(next);
        while next < start + n {
            let further = next + 1;
            let lines = [
                corner(edge),
                corner(edge + 1),
                corner(further),
                corner(further + 1),
            ];
            let Some(point) = meet(lines) else { break };
            let off = (edge + 1..further)
                .map(|i| distance(point, corner(i), corner(i + 1)))
                .fold(f64::INFINITY, f64::min);
            if off > tolerance {
                break;
            }
            next = further;
            meeting = point;
        }
        kept.push(meeting);
        edge = next;
    }
    // Prolonging must not have gone wrong on edges of almost no length.
    let result = convex(kept);
    let holds_all = hull.iter().all(|point| {
        (0..result.len()).all(|i| {
            let (a, b) = (result[i], result[(i + 1) % result.len()]);
            let long = (b[0] - a[0]).hypot(b[1] - a[1]);
            turn(a, b, *point) >= -1e-9 * long.max(1e-9)
        })
    });
    if result.len() >= 3 && holds_all {
        result
    } else {
        hull.to_vec()
    }
}

/// The area of a counter-clockwise polygon, mm².
pub(super) fn area(polygon: &[Point2]) -> f64 {
    let double: f64 = (0..polygon.len())
        .map(|i| {
            let (a, b) = (polygon[i], polygon[(i + 1) % polygon.len()]);
            let o = polygon[0];
            (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
        })
        .sum();
    double / 2.0
}

/// The least width of a convex polygon: 0 for a line.
pub(super) fn width(polygon: &[Point2]) -> f64 {
    let n = polygon.len();
    let across = |i: usize| {
        let (a, b) = (polygon[i], polygon[(i + 1) % n]);
        let along = [b[0] - a[0], b[1] - a[1]];
        let length = along[0].hypot(along[1]);
        let off = |p: &Point2| (along[0] * (p[1] - a[1]) - along[1] * (p[0] - a[0])) / length;
        polygon.iter().map(off).fold(0.0, f64::max)
    };
    if n < 3 {
        return 0.0;
    }
    (0..n).map(across).fold(f64::INFINITY, f64::min)
}

/// Where the line through the first two points meets the one through the last two, if they turn to
/// the left by less than 90°.
fn meet([a, b, c, d]: [Point2; 4]) -> Option<Point2> {
    let u = [b[0] - a[0], b[1] - a[1]];
    let v = [d[0] - c[0], d[1] - c[1]];
    let sine = u[0] * v[1] - u[1] * v[0];
    let cosine = u[0] * v[0] + u[1] * v[1];
    if sine <= 0.0 || cosine <= 0.0 {
        return None;
    }
    let t = ((c[0] - a[0]) * v[1] - (c[1] - a[1]) * v[0]) / sine;
    let point = [a[0] + t * u[0], a[1] + t * u[1]];
    point.iter().all(|x| x.is_finite()).then_some(point)
}

/// The distance from a point to a segment.
pub(super) fn distance(point: Point2, a: Point2, b: Point2) -> f64 {
    let along = [b[0] - a[0], b[1] - a[1]];
    let square = along[0] * along[0] + along[1] * along[1];
    let to = [point[0] - a[0], point[1] - a[1]];
    let t = if square > 0.0 {
        ((to[0] * along[0] + to[1] * along[1]) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (to[0] - t * along[0]).hypot(to[1] - t * along[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    fn circle(n: usize, radius: f64) -> Vec<Point2> {
        (0..n)
            .map(|i| {
                let angle = TAU * i as f64 / n as f64;
                [radius * angle.cos(), radius * angle.sin()]
            })
            .collect()
    }

    #[test]
    fn a_square_keeps_its_corners_exactly() {
        let mut points = vec![[0.0, 0.0], [60.0, 0.0], [60.0, 60.0], [0.0, 60.0]];
        points.extend([[30.0, 0.0], [30.0, 30.0], [60.0, 12.5], [0.0, 0.0]]);
        let hull = convex(points);
        assert_eq!(hull, [[0.0, 0.0], [60.0, 0.0], [60.0, 60.0], [0.0, 60.0]]);
        assert_eq!(simplified(&hull, OUTWARDS), hull);
    }

    #[test]
    fn simplifying_goes_outwards_and_not_too_far() {
        for (n, radius) in [(3000, 20.0), (20_000, 100.0), (7, 5.0), (64, 1.0)] {
            let exact = convex(circle(n, radius));
            let simple = simplified(&exact, OUTWARDS);
            assert!(simple.len() <= exact.len());
            assert!(n < 3000 || simple.len() < 700, "{}", simple.len());
            for point in &exact {
                for i in 0..simple.len() {
                    let (a, b) = (simple[i], simple[(i + 1) % simple.len()]);
                    assert!(turn(a, b, *point) > -1e-8);
                }
            }
            for point in &simple {
                let off = (0..exact.len())
                    .map(|i| distance(*point, exact[i], exact[(i + 1) % exact.len()]))
                    .fold(f64::INFINITY, f64::min);
                assert!(off <= OUTWARDS + 1e-12, "{off}");
            }
        }
    }

    #[test]
    fn lines_and_points_are_hulls_too() {
        assert_eq!(convex(vec![[1.0, 2.0]; 5]), [[1.0, 2.0]]);
        let line = (0..9).map(|i| [f64::from(i), f64::from(2 * i)]).collect();
        assert_eq!(convex(line), [[0.0, 0.0], [8.0, 16.0]]);
        assert!(convex(Vec::new()).is_empty());
    }

    #[test]
    fn what_extremes_enclose_is_not_on_the_hull() {
        let points = circle(5000, 10.0);
        let mut extremes = Extremes::new();
        for point in &points {
            extremes.add(*point);
        }
        let polygon = extremes.polygon();
        let rest: Vec<Point2> = points
            .iter()
            .copied()
            .filter(|point| !strictly_inside(&polygon, *point))
            .collect();
        assert_eq!(convex(rest), convex(points));
        assert!(strictly_inside(&polygon, [0.0, 0.0]));
        assert!(!strictly_inside(&polygon, polygon[0]));
    }
}
