//! The largest ball that touches a point and is stopped by a triangle.

use super::super::topology::cross;
use super::lattice::{dot, minus};
use crate::units::Point;

/// The square of the cosine of half the cone's opening, 30°; and of what is missing from 180° at a wall's two
/// sides, 150°.
pub(super) const COSINE_SQUARED: f64 = 0.75;

/// A ball that grows from `from`, tangent there to the plane across `along` (of length 1), on that side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Touching {
    pub(super) from: Point,
    pub(super) along: Point,
}

/// Where a triangle stops a ball.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stop {
    /// The ball's diameter then, mm.
    pub(super) diameter: f64,
    /// Where it touches the triangle.
    pub(super) at: Point,
}

impl Touching {
    /// The centre of the ball of a diameter.
    pub(super) fn centre(&self, diameter: f64) -> Point {
        let at = |i: usize| self.from[i] + self.along[i] * diameter / 2.0;
        [at(0), at(1), at(2)]
    }

    /// The point so far ahead.
    pub(super) fn at(&self, distance: f64) -> Point {
        let at = |i: usize| self.from[i] + self.along[i] * distance;
        [at(0), at(1), at(2)]
    }

    /// Whether a triangle that stops a ball does so straight ahead.
    pub(super) fn is_ahead(&self, stop: Stop) -> bool {
        let off = minus(stop.at, self.at(stop.diameter));
        dot(off, off) <= 1e-18 * stop.diameter * stop.diameter
    }

    /// Whether a plane across `normal` (of any length, the way the ball grows or against it) stands against
    /// the ball: within 30°.
    #[inline]
    pub(super) fn faces(&self, normal: Point) -> bool {
        let cosine = dot(normal, self.along);
        cosine * cosine >= COSINE_SQUARED * dot(normal, normal)
    }

    /// The least ball that touches the part of a triangle within the cone of 30° about `along`, if that
    /// is not more than `limit`. The triangle's plane, across its `normal` (of length 1), must face the ball.
    ///
    /// The diameter of the ball through a point v away is |v|² / v·along. Its sublevel sets are balls, so on
    /// a plane it grows away from one point, which always lies within the cone; if the triangle
    /// does not hold that point, the least is on its edges.
    pub(super) fn stop(&self, corners: [Point; 3], normal: Point, limit: f64) -> Option<Stop> {
        let sign = if dot(normal, self.along) < 0.0 {
            -1.0
        } else {
            1.0
        };
        let across = [normal[0] * sign, normal[1] * sign, normal[2] * sign];
        let height = dot(minus(corners[0], self.from), across);
        let plane = 2.0 * height / (1.0 + dot(across, self.along));
        if !(height >= 0.0 && plane <= limit) {
            return None;
        }
        let centre = self.centre(plane);
        let touch = |i: usize| centre[i] + across[i] * plane / 2.0;
        let at = [touch(0), touch(1), touch(2)];
        if holds(corners, normal, at) {
            return Some(Stop {
                diameter: plane,
                at,
            });
        }
        let mut best: Option<Stop> = None;
        for (a, b) in [(0, 1), (1, 2), (2, 0)] {
            let most = best.map_or(limit, |best| best.diameter);
            if let Some(stop) = self.edge(corners[a], corners[b])
                && stop.diameter <= most
            {
                best = Some(stop);
            }
        }
        best
    }

    /// The least ball that touches an edge within the cone.
    fn edge(&self, a: Point, b: Point) -> Option<Stop> {
        let (v, e) = (minus(a, self.from), minus(b, a));
        let (ee, ve, vv) = (dot(e, e), dot(v, e), dot(v, v));
        let (ed, vd) = (dot(e, self.along), dot(v, self.along));
        // Within the cone: (vd + ed s)² ≥ ¾ |v + e s|², a parabola that opens downwards, as the edges of a plane that
        // faces the ball rise by at most 30°.
        let p = ed * ed - COSINE_SQUARED * ee;
        let q = vd * ed - COSINE_SQUARED * ve;
        let r = vd * vd - COSINE_SQUARED * vv;
        let root = (q * q - p * r).sqrt();
        if p >= 0.0 || root.is_nan() {
            return None;
        }
        let low = ((q - root) / -p).max(0.0);
        let high = ((q + root) / -p).min(1.0);
        if low > high || vd + ed * f64::midpoint(low, high) <= 0.0 {
            return None;
        }
        // Where the diameter does not change: ee·ed s² + 2 ee·vd s + (2 ve·vd − vv·ed) = 0.
        let constant = 2.0 * ve * vd - vv * ed;
        let half = ee * vd;
        let still = -constant / (half + (half * half - ee * ed * constant).max(0.0).sqrt());
        let s = if still.is_nan() {
            low
        } else {
            still.clamp(low, high)
        };
        let at = [a[0] + e[0] * s, a[1] + e[1] * s, a[2] + e[2] * s];
        let from = minus(at, self.from);
        let diameter = dot(from, from) / dot(from, self.along);
        diameter.is_finite().then_some(Stop { diameter, at })
    }
}

/// Whether a point of a triangle's plane lies in the triangle.
fn holds(corners: [Point; 3], normal: Point, point: Point) -> bool {
    let [a, b, c] = corners;
    for (a, b) in [(a, b), (b, c), (c, a)] {
        if dot(cross([a, b, point]), normal) < 0.0 {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::lattice::{length, unit};
    use super::*;

    #[test]
    fn a_triangle_stops_the_ball_where_trying_all_points_says() {
        let mut seed = 7u64;
        let mut number = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 11) as f64 / (1u64 << 52) as f64 - 1.0
        };
        let ball = Touching {
            from: [0.3, -0.2, 0.1],
            along: [0.0, 0.0, 1.0],
        };
        let mut stopped = 0;
        for _ in 0..4000 {
            let mut corner = || [3.0 * number(), 3.0 * number(), 2.0 + number()];
            let corners = [corner(), corner(), corner()];
            let normal = cross(corners);
            if !ball.faces(normal) {
                continue;
            }
            let found = ball.stop(corners, unit(normal), f64::INFINITY);
            let mut least = f64::INFINITY;
            for i in 0..=200 {
                for j in 0..=200 - i {
                    let (s, t) = (f64::from(i) / 200.0, f64::from(j) / 200.0);
                    let at: Point = std::array::from_fn(|k| {
                        corners[0][k] * (1.0 - s - t) + corners[1][k] * s + corners[2][k] * t
                    });
                    let v = minus(at, ball.from);
                    if v[2] > 0.0 && v[2] * v[2] >= COSINE_SQUARED * dot(v, v) {
                        least = least.min(dot(v, v) / v[2]);
                    }
                }
            }
            let diameter = found.map_or(f64::INFINITY, |stop| stop.diameter);
            if least < f64::INFINITY {
                assert!(diameter <= least + 1e-9, "{diameter} {least} {corners:?}");
                assert!(diameter > least - 0.05, "{diameter} {least} {corners:?}");
                stopped += 1;
            }
            if let Some(Stop { diameter, at }) = found {
                // The ball touches the point.
                let centre = ball.centre(diameter);
                assert!((length(minus(at, centre)) - diameter / 2.0).abs() < 1e-9);
            }
        }
        assert!(stopped > 500, "{stopped}");
    }
}
