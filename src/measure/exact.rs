//! Exact predicates: on which side a point lies, decided without rounding.
//!
//! A determinant is first computed in plain arithmetic with a bound on its error; only where that bound
//! leaves the sign open is it computed again with as many digits as it takes (the crate `robust`,
//! after J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997). Exact as long as no
//! product leaves the range of `f64`: for lengths between 1e-60 and 1e60.

use crate::units::Point;
use robust::{Coord, Coord3D, orient2d, orient3d};

/// The sign of a determinant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
pub(super) enum Sign {
    /// Below zero.
    Negative = -1,
    /// Exactly zero.
    Zero = 0,
    /// Above zero.
    Positive = 1,
}

impl Sign {
    fn of(x: f64) -> Self {
        if x > 0.0 {
            Self::Positive
        } else if x < 0.0 {
            Self::Negative
        } else {
            Self::Zero
        }
    }
}

/// On which side of the plane through `a`, `b`, `c` the point `d` lies: positive where the three run
/// clockwise seen from `d`, against the normal (b − a) × (c − a).
#[inline]
pub(super) fn side(a: Point, b: Point, c: Point, d: Point) -> Sign {
    let [p, q, r, s] = [a, b, c, d].map(|[x, y, z]| Coord3D { x, y, z });
    Sign::of(orient3d(p, q, r, s))
}

/// On which side of the line from `a` to `b` the point `c` lies, all seen along `axis` with the next
/// two axes as x and y: positive on the left.
#[inline]
pub(super) fn turn(axis: usize, a: Point, b: Point, c: Point) -> Sign {
    let [p, q, r] = [a, b, c].map(|point| Coord {
        x: point[(axis + 1) % 3],
        y: point[(axis + 2) % 3],
    });
    Sign::of(orient2d(p, q, r))
}

/// Whether three points lie on one line, exactly.
pub(super) fn is_flat([a, b, c]: [Point; 3]) -> bool {
    (0..3).all(|axis| turn(axis, a, b, c) == Sign::Zero)
}
