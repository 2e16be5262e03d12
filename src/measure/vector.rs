//! Vectors in space.

use crate::units::Point;

/// The scalar product.
#[inline]
pub(super) fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The vector product.
#[inline]
pub(super) fn cross(a: Point, b: Point) -> Point {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// The way from `b` to `a`.
#[inline]
pub(super) fn minus(a: Point, b: Point) -> Point {
    std::array::from_fn(|axis| a[axis] - b[axis])
}

/// The vector at length 1; `None` if it has none to speak of.
pub(super) fn unit(a: Point) -> Option<Point> {
    let length = dot(a, a).sqrt();
    (length > 1e-150 && length.is_finite()).then(|| a.map(|x| x / length))
}

/// The point so far along a direction.
#[inline]
pub(super) fn along(from: Point, direction: Point, distance: f64) -> Point {
    std::array::from_fn(|axis| from[axis] + distance * direction[axis])
}
