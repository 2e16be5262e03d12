//! Stable poses: the faces of the hull that a part can rest on without tipping over.

use super::hull3::{Face, dot, minus};
use super::turn::Turn;
use crate::units::{Point, Point2};

/// The most poses in all, the one as modelled among them.
pub(super) const MOST: usize = 12;

/// The centroid lies at least so far within the face, mm: less is balancing, not resting.
const HELD: f64 = 0.1;

/// Poses that differ by less are told once (cosine of 10°): a rod has as many as it has sides.
const ALIKE: f64 = 0.984_807_753_012_208;

/// The pose as modelled is not told again if a face lies as closely to the bed (cosine of 0.5°).
const SAME: f64 = 0.999_961_923_064_171;

/// The turns that lay the part on a face that holds its centroid, the largest face first; not those that
/// leave it as it is.
pub(super) fn turns(faces: &[Face], centroid: Point) -> Vec<Turn> {
    let mut found: Vec<Point> = Vec::new();
    for face in faces {
        if found.len() + 1 >= MOST {
            break;
        }
        let as_modelled = -face.normal[2] > SAME;
        let known = found.iter().any(|other| dot(*other, face.normal) > ALIKE);
        if !as_modelled && !known && holds(face, centroid) {
            found.push(face.normal);
        }
    }
    found.into_iter().map(Turn::onto).collect()
}

fn holds(face: &Face, centroid: Point) -> bool {
    let from = minus(centroid, face.on);
    let point = face.axes.map(|axis| dot(axis, from));
    margin(&face.polygon, point) >= HELD
}

/// How far a point lies within a counter-clockwise convex polygon, mm; negative outside, then the distance
/// to it. A polygon of less than three corners holds nothing.
pub(super) fn margin(polygon: &[Point2], point: Point2) -> f64 {
    let n = polygon.len();
    let mut inside = n > 2;
    let mut nearest = f64::INFINITY;
    for i in 0..n {
        let (a, b) = (polygon[i], polygon[(i + 1) % n]);
        nearest = nearest.min(crate::measure::hull::distance(point, a, b));
        let turn = (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]);
        inside &= turn >= 0.0;
    }
    if inside { nearest } else { -nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_margin_is_positive_inside_and_negative_outside() {
        let square = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]];
        assert_eq!(margin(&square, [3.0, 5.0]), 3.0);
        assert_eq!(margin(&square, [-3.0, -4.0]), -5.0);
        assert_eq!(margin(&square[..2], [5.0, 2.0]), -2.0);
        assert_eq!(margin(&[], [5.0, 2.0]), f64::NEG_INFINITY);
    }
}
