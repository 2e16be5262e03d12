//! Turns: from the file's frame to the machine's.

use super::hull3::dot;
use crate::units::Point;

/// A rotation, row-major, from the file's frame to the machine's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Turn(pub(super) [Point; 3]);

impl Turn {
    /// As modelled.
    pub(super) const NONE: Self = Self([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);

    /// Turned by degrees about fixed X, then Y, then Z.
    pub(super) fn by(degrees: [f64; 3]) -> Self {
        let [[sx, cx], [sy, cy], [sz, cz]] = degrees.map(|angle| {
            // A quarter turn is one exactly: 90° in radians is not.
            let quarters = angle / 90.0;
            if quarters.fract() == 0.0 {
                match quarters.rem_euclid(4.0) as u8 {
                    0 => [0.0, 1.0],
                    1 => [1.0, 0.0],
                    2 => [0.0, -1.0],
                    _ => [-1.0, 0.0],
                }
            } else {
                let (sin, cos) = angle.to_radians().sin_cos();
                [sin, cos]
            }
        });
        Self(
            [
                [cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx],
                [sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx],
                [-sy, cy * sx, cy * cx],
            ]
            // Adding zero turns −0 into 0.
            .map(|row| row.map(|x| x + 0.0)),
        )
    }

    /// The turn about X, then Y, that makes `down` (of length 1) point to the bed.
    pub(super) fn onto(down: Point) -> Self {
        let up = down.map(|x| if x.abs() < 1e-7 { 0.0 } else { -x });
        Self::by(degrees(up))
    }

    /// Where a point comes to lie.
    #[inline]
    pub(super) fn apply(&self, point: Point) -> Point {
        self.0.map(|row| dot(row, point))
    }

    /// How high a point comes to lie.
    #[inline]
    pub(super) fn height(&self, point: Point) -> f64 {
        dot(self.0[2], point)
    }
}

/// Degrees about fixed X, then Y, then Z that make `up` (a direction in the file's frame) point up.
pub fn degrees(up: Point) -> [f64; 3] {
    let y = (-up[0]).atan2(up[1].hypot(up[2])).to_degrees();
    let x = if up[1] == 0.0 && up[2] == 0.0 {
        0.0
    } else {
        up[1].atan2(up[2]).to_degrees()
    };
    [x, y, 0.0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shall_be_down_is_down() {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        for down in [
            [0.0, 0.0, -1.0],
            [0.0, 0.0, 1.0],
            [1.0, 0.0, 0.0],
            [-1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [0.0, -1.0, 0.0],
            [half, 0.0, half],
            [0.6, -0.64, 0.48],
        ] {
            let turn = Turn::onto(down);
            let lying = turn.apply(down);
            assert!((lying[2] + 1.0).abs() < 1e-9, "{down:?}: {lying:?}");
            let axes = [0, 1, 2].map(|i| turn.apply(std::array::from_fn(|k| f64::from(i == k))));
            for axis in axes {
                assert!((dot(axis, axis) - 1.0).abs() < 1e-12);
            }
        }
        assert_eq!(Turn::onto([0.0, 0.0, -1.0]), Turn::NONE);
        // About X first: Z goes to −Y; then about Z: −Y goes to X.
        assert_eq!(
            Turn::by([90.0, 0.0, 90.0]).apply([0.0, 0.0, 2.0]),
            [2.0, 0.0, 0.0]
        );
    }
}
