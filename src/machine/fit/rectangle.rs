//! Rectangles: exact over all angles.
//!
//! While no edge of the hull becomes parallel to an axis, its width is the distance of one pair of
//! points along x, a sinusoid of the angle, and so is its depth. Within such a stretch both free
//! lengths are convex functions of the angle, so the lesser of them is largest at an end of the
//! stretch or where the two are equal; both are solved in closed form.

use super::hull::Outline;
use super::{Fit, SLACK, TIE};
use crate::units::Point2;
use std::f64::consts::FRAC_PI_2;

/// A stretch of angles over which the same points are outermost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    /// Where it begins, radians in [0, π/2].
    angle: f64,
    /// Width and depth there, mm.
    size: [f64; 2],
    /// From the leftmost to the rightmost point, unturned.
    across: Point2,
    /// From the frontmost to the rearmost point, unturned.
    along: Point2,
}

impl Turn {
    fn size_at(&self, angle: f64) -> [f64; 2] {
        let (sin, cos) = angle.sin_cos();
        [
            self.across[0] * cos - self.across[1] * sin,
            self.along[0] * sin + self.along[1] * cos,
        ]
    }

    /// Where in it, up to `end`, width minus depth is `difference`. It passes it once.
    fn crossing(&self, end: f64, difference: f64) -> Option<f64> {
        let [a, b] = [
            self.across[0] - self.along[1],
            -self.across[1] - self.along[0],
        ];
        let length = a.hypot(b);
        let middle = b.atan2(a);
        let half = (difference / length).clamp(-1.0, 1.0).acos();
        [middle - half, middle + half]
            .into_iter()
            .map(|angle| angle.rem_euclid(std::f64::consts::TAU))
            .find(|angle| (self.angle - 1e-9..=end + 1e-9).contains(angle))
    }
}

/// The stretches over a quarter turn; the last is empty and ends it. After a quarter turn, width
/// and depth change places.
fn turns(points: &[Point2]) -> Vec<Turn> {
    let n = points.len();
    let edge = |i: usize| {
        let (a, b) = (points[i], points[(i + 1) % n]);
        [b[0] - a[0], b[1] - a[1]]
    };
    let mut angles: Vec<f64> = (0..n)
        .map(|i| {
            let [x, y] = edge(i);
            (-y.atan2(x)).rem_euclid(FRAC_PI_2)
        })
        .filter(|angle| angle.is_finite())
        .collect();
    angles.push(0.0);
    angles.push(FRAC_PI_2);
    angles.sort_by(f64::total_cmp);
    angles.dedup_by(|b, a| *b - *a < 1e-12);

    // Outermost along +x, -x, +y, -y; turning the part one way is turning the axes the other way.
    let mut outermost = [0_usize; 4];
    let farther = |from: usize, to: usize, axis: Point2| {
        let dot = |p: Point2| p[0] * axis[0] + p[1] * axis[1];
        dot(points[to]) > dot(points[from])
    };
    let mut turns = Vec::with_capacity(angles.len());
    for (k, &angle) in angles.iter().enumerate() {
        let end = angles.get(k + 1).copied().unwrap_or(angle);
        let (sin, cos) = f64::midpoint(angle, end).sin_cos();
        let axes = [[cos, -sin], [-cos, sin], [sin, cos], [-sin, -cos]];
        for (point, axis) in outermost.iter_mut().zip(axes) {
            if k == 0 {
                *point = (0..n).fold(0, |best, i| if farther(best, i, axis) { i } else { best });
            }
            for _ in 0..n {
                let before = (*point + n - 1) % n;
                if !farther(*point, before, axis) {
                    break;
                }
                *point = before;
            }
        }
        let [right, left, rear, front] = outermost.map(|i| points[i]);
        let mut turn = Turn {
            angle,
            size: [0.0; 2],
            across: [right[0] - left[0], right[1] - left[1]],
            along: [rear[0] - front[0], rear[1] - front[1]],
        };
        turn.size = turn.size_at(angle);
        turns.push(turn);
    }
    turns
}

/// Fits `outline` on a rectangle of `size`, mm.
pub(super) fn fit(outline: &Outline, size: [f64; 2]) -> Fit {
    let upright = outline.upright();
    let clearance = (size[0] - upright[0]).min(size[1] - upright[1]);
    if clearance >= -SLACK || outline.points().len() < 2 {
        return Fit::new(0.0, clearance, 0.0);
    }
    let turns = outline.turns.get_or_init(|| turns(outline.points()));
    let (mut best_angle, mut best) = (0.0, clearance);
    for quarter in 0..2 {
        let base = f64::from(quarter) * FRAC_PI_2;
        // After a quarter turn, the bed's sides change places instead of the part's.
        let [width, depth] = if quarter == 0 {
            size
        } else {
            [size[1], size[0]]
        };
        for pair in turns.windows(2) {
            let (turn, next) = (&pair[0], &pair[1]);
            let free = [width - turn.size[0], depth - turn.size[1]];
            let value = free[0].min(free[1]);
            if value > best + TIE {
                (best_angle, best) = (base + turn.angle, value);
            }
            let free_next = [width - next.size[0], depth - next.size[1]];
            let changes = (free[0] - free[1]) * (free_next[0] - free_next[1]) < 0.0;
            let bound = free[0].max(free_next[0]).min(free[1].max(free_next[1]));
            if changes
                && bound > best + TIE
                && let Some(angle) = turn.crossing(next.angle, width - depth)
            {
                let at = turn.size_at(angle);
                let value = (width - at[0]).min(depth - at[1]);
                if value > best + TIE {
                    (best_angle, best) = (base + angle, value);
                }
            }
        }
    }
    Fit::new(best_angle.to_degrees(), best, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The widths that the stretches tell, against those of the turned points.
    #[test]
    fn the_stretches_tell_the_extent_at_every_angle() {
        let points = [
            [0.0, 0.0],
            [30.0, 4.0],
            [41.0, 17.0],
            [12.0, 23.0],
            [-6.0, 9.0],
        ];
        let outline = Outline::new(&points);
        let turns = turns(outline.points());
        assert!((turns[0].angle, turns[turns.len() - 1].angle) == (0.0, FRAC_PI_2));
        for step in 0..900 {
            let angle = f64::from(step) * 0.1;
            let radians = angle.to_radians();
            let k = turns.partition_point(|turn| turn.angle <= radians) - 1;
            let [width, depth] = turns[k].size_at(radians);
            let [x, y] = outline.extent(angle);
            assert!(
                (width - x).abs() < 1e-9 && (depth - y).abs() < 1e-9,
                "{angle}"
            );
        }
    }
}
