//! The outline of a part, with what every kind of bed asks of it.

use super::rectangle::Turn;
use crate::units::Point2;
use std::sync::OnceLock;

/// The convex hull of a part seen from above, prepared for fitting.
#[derive(Debug)]
pub struct Outline {
    /// Counter-clockwise, strictly convex, about the centre of its enclosing circle.
    points: Vec<Point2>,
    radius: f64,
    upright: [f64; 2],
    pub(super) turns: OnceLock<Vec<Turn>>,
}

impl Outline {
    /// Prepares the hull of `points` (mm, in any order); points that are not finite are left out.
    /// Nothing at all is judged as a point.
    pub fn new(points: &[Point2]) -> Self {
        let mut points = convex_hull(points);
        if points.is_empty() {
            points.push([0.0, 0.0]);
        }
        let (centre, radius) = enclosing_circle(&points);
        for point in &mut points {
            *point = [point[0] - centre[0], point[1] - centre[1]];
        }
        let mut outline = Self {
            points,
            radius,
            upright: [0.0; 2],
            turns: OnceLock::new(),
        };
        outline.upright = outline.extent(0.0);
        outline
    }

    /// The hull: counter-clockwise, without collinear points, about the centre of its smallest
    /// enclosing circle. One point and two points are possible.
    pub fn points(&self) -> &[Point2] {
        &self.points
    }

    /// The radius of the smallest enclosing circle, mm.
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// The diameter of the smallest enclosing circle, mm.
    pub fn diameter(&self) -> f64 {
        2.0 * self.radius
    }

    /// Width and depth as it is, mm.
    pub fn upright(&self) -> [f64; 2] {
        self.upright
    }

    /// Width and depth when turned by `angle` degrees, mm.
    pub fn extent(&self, angle: f64) -> [f64; 2] {
        let turned = self.turned(angle.to_radians());
        std::array::from_fn(|axis| {
            let (low, high) = turned
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
                    (low.min(point[axis]), high.max(point[axis]))
                });
            (high - low).max(0.0)
        })
    }

    /// Its points turned counter-clockwise by `angle` radians.
    pub(super) fn turned(&self, angle: f64) -> Vec<Point2> {
        let (sin, cos) = angle.sin_cos();
        self.points
            .iter()
            .map(|[x, y]| [x * cos - y * sin, x * sin + y * cos])
            .collect()
    }
}

/// Twice the area of the triangle `a`, `b`, `c`; positive when counter-clockwise.
pub(super) fn cross(a: Point2, b: Point2, c: Point2) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// The convex hull, counter-clockwise, without collinear points (monotone chain).
pub(super) fn convex_hull(points: &[Point2]) -> Vec<Point2> {
    let mut sorted: Vec<Point2> = points
        .iter()
        .copied()
        .filter(|point| point.iter().all(|value| value.is_finite()))
        .collect();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut hull = chain(sorted.iter().copied());
    hull.extend(chain(sorted.iter().rev().copied()));
    hull
}

/// The part of a hull that is left of the way from the first to the last point, without the last.
fn chain(points: impl Iterator<Item = Point2>) -> Vec<Point2> {
    let mut chain: Vec<Point2> = Vec::new();
    for point in points {
        while let [.., a, b] = chain[..]
            && cross(a, b, point) <= 0.0
        {
            chain.pop();
        }
        chain.push(point);
    }
    chain.pop();
    chain
}

/// Centre and radius of the smallest circle around `points` (Welzl, in a fixed shuffled order).
pub(super) fn enclosing_circle(points: &[Point2]) -> (Point2, f64) {
    let mut points = points.to_vec();
    shuffle(&mut points);
    let Some(&first) = points.first() else {
        return ([0.0, 0.0], 0.0);
    };
    let mut circle = Circle {
        centre: first,
        radius: 0.0,
    };
    for i in 1..points.len() {
        if circle.holds(points[i]) {
            continue;
        }
        circle = Circle::of_one(points[i]);
        for j in 0..i {
            if circle.holds(points[j]) {
                continue;
            }
            circle = Circle::of_two(points[i], points[j]);
            for k in 0..j {
                if !circle.holds(points[k]) {
                    circle = Circle::of_three(points[i], points[j], points[k]);
                }
            }
        }
    }
    (circle.centre, circle.radius)
}

/// The order must not depend on anything but the number of points: results are reproducible.
fn shuffle(points: &mut [Point2]) {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for i in (1..points.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        points.swap(i, (state >> 33) as usize % (i + 1));
    }
}

#[derive(Debug, Clone, Copy)]
struct Circle {
    centre: Point2,
    radius: f64,
}

impl Circle {
    /// Rounding may leave a point of the rim outside by a trillionth.
    fn holds(&self, point: Point2) -> bool {
        distance(self.centre, point) <= self.radius * (1.0 + 1e-12) + 1e-12
    }

    fn of_one(point: Point2) -> Self {
        Self {
            centre: point,
            radius: 0.0,
        }
    }

    fn of_two(a: Point2, b: Point2) -> Self {
        Self {
            centre: [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])],
            radius: distance(a, b) / 2.0,
        }
    }

    fn of_three(a: Point2, b: Point2, c: Point2) -> Self {
        let (bx, by) = (b[0] - a[0], b[1] - a[1]);
        let (cx, cy) = (c[0] - a[0], c[1] - a[1]);
        let d = 2.0 * (bx * cy - by * cx);
        let (b2, c2) = (bx * bx + by * by, cx * cx + cy * cy);
        let [x, y] = [(cy * b2 - by * c2) / d, (bx * c2 - cx * b2) / d];
        if !(x.is_finite() && y.is_finite()) {
            // On one line: the two farthest apart span the circle.
            return [Self::of_two(a, b), Self::of_two(a, c), Self::of_two(b, c)]
                .into_iter()
                .max_by(|p, q| p.radius.total_cmp(&q.radius))
                .unwrap_or(Self::of_one(a));
        }
        let centre = [a[0] + x, a[1] + y];
        Self {
            centre,
            radius: distance(centre, a)
                .max(distance(centre, b))
                .max(distance(centre, c)),
        }
    }
}

fn distance(a: Point2, b: Point2) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hull_is_strictly_convex_and_counter_clockwise() {
        let square = [
            [0.0, 0.0],
            [2.0, 2.0],
            [2.0, 0.0],
            [1.0, 0.0],
            [1.0, 1.0],
            [0.0, 2.0],
            [0.0, 2.0],
            [f64::NAN, 1.0],
        ];
        assert_eq!(
            convex_hull(&square),
            [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]
        );
        assert_eq!(
            convex_hull(&[[1.0, 1.0], [0.0, 0.0], [2.0, 2.0]]),
            [[0.0, 0.0], [2.0, 2.0]]
        );
        assert_eq!(convex_hull(&[[1.0, 1.0], [1.0, 1.0]]), [[1.0, 1.0]]);
        assert_eq!(convex_hull(&[]), [[0.0; 2]; 0]);
    }

    #[test]
    fn the_enclosing_circle_is_the_smallest() {
        let (centre, radius) = enclosing_circle(&[[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]]);
        assert_eq!((centre, radius), ([2.0, 1.5], 2.5));
        // Obtuse: the longest side is the diameter.
        let (_, radius) = enclosing_circle(&[[0.0, 0.0], [10.0, 0.0], [5.0, 1.0]]);
        assert_eq!(radius, 5.0);
        // Equilateral: the circumscribed circle.
        let h = 3.0_f64.sqrt() / 2.0;
        let (_, radius) = enclosing_circle(&[[0.0, 0.0], [1.0, 0.0], [0.5, h]]);
        assert!((radius - 1.0 / 3.0_f64.sqrt()).abs() < 1e-15);
        assert_eq!(enclosing_circle(&[[3.0, 3.0]]), ([3.0, 3.0], 0.0));
    }
}
