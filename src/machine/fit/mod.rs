//! Whether a part's outline fits on a bed, over all rotations about the vertical axis.
//!
//! An *outline* is the convex hull of a part seen from above; a *surface* is a bed prepared for
//! asking. Both are made once and asked often. *Clearance* is how much longer a part could be
//! everywhere, both sides together, and still fit: on a rectangle the lesser of the free width and
//! the free depth, on a circle the free diameter. Negative, it is by how much the part sticks out.
//!
//! | bed | how | resolution |
//! |---|---|---|
//! | rectangle | rotating calipers, best angle solved | exact |
//! | circle | smallest enclosing circle | exact |
//! | convex polygon | linear programme per angle, refined under a Lipschitz bound | 0.01° |
//! | concave, or with forbidden regions | free positions cut out per angle | 0.5° for the best angle, 0.01° for whether it fits |

mod hull;
mod obstacles;
mod polygon;
mod rectangle;
mod surface;

pub use hull::Outline;
pub use surface::Surface;
pub(super) use surface::signed_area;

use super::Bed;
use crate::units::Point2;

/// What may be missing before a part does not fit, mm: the hulls of facts are simplified outwards
/// by up to 0.005 mm on either side.
pub const SLACK: f64 = 0.01;

/// Clearances nearer than this are the same, mm: well below what a file's single-precision numbers
/// tell apart, so that a symmetric part gets the smallest of its best angles.
const TIE: f64 = 1e-4;

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
    /// How finely angles were tried, degrees; 0 is exact.
    pub resolution: f64,
}

impl Fit {
    fn new(angle: f64, clearance: f64, resolution: f64) -> Self {
        Self {
            fits: clearance >= -SLACK,
            angle,
            clearance,
            resolution,
        }
    }

    /// Whether the part has to be turned about the vertical axis to fit.
    pub fn turned(&self) -> bool {
        self.fits && self.angle != 0.0
    }
}

/// Fits the convex `hull` (mm) on `bed`. To ask several beds, make an [`Outline`]; to ask a bed
/// with forbidden regions often, a [`Surface`].
pub fn fit(hull: &[Point2], bed: &Bed) -> Fit {
    Outline::new(hull).fit(bed)
}

impl Outline {
    /// How it fits on `bed`.
    pub fn fit(&self, bed: &Bed) -> Fit {
        match bed {
            Bed::Rectangle { size, exclude } if exclude.is_empty() => rectangle::fit(self, *size),
            Bed::Circle { diameter, exclude } if exclude.is_empty() => {
                Fit::new(0.0, diameter - self.diameter(), 0.0)
            }
            _ => self.fit_on(&Surface::new(bed)),
        }
    }

    /// How it fits on a prepared bed.
    pub fn fit_on(&self, surface: &Surface) -> Fit {
        surface.fit(self)
    }
}
