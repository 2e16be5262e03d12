//! Fitting a cylinder to points.

use crate::measure::vector::{along, cross, dot, minus, unit};
use crate::units::{Point, Point2};
use nalgebra::{Matrix3, SMatrix, SVector, SymmetricEigen, Vector3};

/// Vertices whose distances from the axis differ by no more than this part are all on the cylinder.
const EVEN: f64 = 2e-4;

/// Of vertices whose distances differ, those count that are as far out as this part of the difference.
const OUTERMOST: f64 = 0.3;

/// An endless cylinder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// A point of its axis.
    pub(super) centre: Point,
    /// Of length 1.
    pub(super) axis: Point,
    pub(super) radius: f64,
}

/// A point seen from a cylinder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Across the axis, in the directions of [`Shape::across`].
    pub(super) flat: Point2,
    /// Along the axis.
    pub(super) along: f64,
}

impl Seen {
    pub(super) fn distance(&self) -> f64 {
        (self.flat[0] * self.flat[0] + self.flat[1] * self.flat[1]).sqrt()
    }
}

impl Shape {
    /// Two directions across the axis, of length 1; with the axis they make a right-handed frame.
    pub(super) fn across(&self) -> [Point; 2] {
        across(self.axis)
    }

    /// The point of the axis so far from the centre.
    pub(super) fn on_axis(&self, distance: f64) -> Point {
        along(self.centre, self.axis, distance)
    }

    /// A point seen in the frame of [`Shape::across`].
    #[inline]
    pub(super) fn see(&self, [u, v]: [Point; 2], point: Point) -> Seen {
        let from = minus(point, self.centre);
        Seen {
            flat: [dot(from, u), dot(from, v)],
            along: dot(from, self.axis),
        }
    }

    /// How far a point lies from the axis.
    #[inline]
    pub(super) fn distance(&self, point: Point) -> f64 {
        let from = minus(point, self.centre);
        let along = dot(from, self.axis);
        (dot(from, from) - along * along).max(0.0).sqrt()
    }

    /// The cylinder through the points of a section, whose normals have the sum of products `spread`; `None`
    /// if they are on no circle within `tolerance` of its radius.
    pub(super) fn of_section(
        points: &[Point],
        spread: &[[f64; 3]; 3],
        tolerance: f64,
    ) -> Option<Self> {
        let matrix = Matrix3::from_fn(|i, k| spread[i][k]);
        let eigen = SymmetricEigen::new(matrix);
        let least = eigen.eigenvalues.imin();
        let axis: Vector3<f64> = eigen.eigenvectors.column(least).into();
        let axis = unit([axis.x, axis.y, axis.z])?;
        let origin = *points.first()?;
        let [u, v] = across(axis);
        let flat: Vec<Point2> = points
            .iter()
            .map(|point| {
                let from = minus(*point, origin);
                [dot(from, u), dot(from, v)]
            })
            .collect();
        let ([x, y], radius) = circle(&flat)?;
        let off = |p: &Point2| ((p[0] - x).hypot(p[1] - y) - radius).abs();
        if flat.iter().any(|p| off(p) > tolerance * radius) {
            return None;
        }
        let centre = std::array::from_fn(|i| origin[i] + x * u[i] + y * v[i]);
        Some(Self {
            centre,
            axis,
            radius,
        })
    }

    /// Where a cut passes through the flats of a cylinder, its vertices lie nearer to the axis than those of the
    /// flats: fits it anew to the outermost.
    pub(super) fn through_outermost(mut self, points: &[Point]) -> Self {
        for _ in 0..4 {
            let distances: Vec<f64> = points.iter().map(|point| self.distance(*point)).collect();
            let [least, most] = distances
                .iter()
                .fold([f64::MAX, 0.0f64], |[l, m], d| [l.min(*d), m.max(*d)]);
            if most - least <= EVEN * most {
                return self;
            }
            let bar = most - OUTERMOST * (most - least);
            let outer: Vec<Point> = points
                .iter()
                .zip(&distances)
                .filter(|(_, distance)| **distance >= bar)
                .map(|(point, _)| *point)
                .collect();
            if outer.len() < 16.min(points.len()) {
                return self;
            }
            self = self.refined(&outer);
        }
        self
    }

    /// The cylinder nearest to points (least squares of their distances), from one that is near already.
    pub(super) fn refined(mut self, points: &[Point]) -> Self {
        for _ in 0..4 {
            let [u, v] = self.across();
            let seen: Vec<Seen> = points
                .iter()
                .map(|point| self.see([u, v], *point))
                .collect();
            let ends = seen.iter().fold([f64::MAX, f64::MIN], |[low, high], seen| {
                [low.min(seen.along), high.max(seen.along)]
            });
            let middle = f64::midpoint(ends[0], ends[1]);
            let half = (ends[1] - ends[0]) / 2.0;
            if half.is_nan() || half <= 1e-4 * self.radius {
                return self;
            }
            let mut matrix = SMatrix::<f64, 5, 5>::zeros();
            let mut right = SVector::<f64, 5>::zeros();
            for seen in &seen {
                let distance = seen.distance();
                if distance == 0.0 {
                    continue;
                }
                let [x, y] = seen.flat.map(|x| x / distance);
                let z = (seen.along - middle) / half;
                let row = SVector::<f64, 5>::from([x, y, z * x, z * y, 1.0]);
                matrix += row * row.transpose();
                right += row * (distance - self.radius);
            }
            let Some(step) = matrix.cholesky().map(|matrix| matrix.solve(&right)) else {
                return self;
            };
            // The middle of the axis moves by the first two, its upper end by the next two more.
            let moved =
                |i: usize| self.centre[i] + middle * self.axis[i] + step[0] * u[i] + step[1] * v[i];
            let tilted = |i: usize| half * self.axis[i] + step[2] * u[i] + step[3] * v[i];
            let Some(axis) = unit(std::array::from_fn(tilted)) else {
                return self;
            };
            let next = Self {
                centre: std::array::from_fn(moved),
                axis,
                radius: self.radius + step[4],
            };
            let sound = next.radius.is_finite()
                && (next.radius - self.radius).abs() < 0.1 * self.radius
                && next.centre.iter().all(|x| x.is_finite());
            if !sound {
                return self;
            }
            let done = step.amax() < 1e-9 * self.radius;
            self = next;
            if done {
                break;
            }
        }
        self
    }
}

/// Two directions across an axis, of length 1, right-handed with it.
fn across(axis: Point) -> [Point; 2] {
    let least = (0..3).fold(0, |least, i| {
        if axis[i].abs() < axis[least].abs() - 1e-9 {
            i
        } else {
            least
        }
    });
    let other = std::array::from_fn(|i| f64::from(u8::from(i == least)));
    let u = unit(cross(axis, other)).unwrap_or([1.0, 0.0, 0.0]);
    [u, cross(axis, u)]
}

/// The circle nearest to points in the plane (Kåsa): centre and radius.
fn circle(points: &[Point2]) -> Option<(Point2, f64)> {
    let n = points.len() as f64;
    let mean: Point2 = std::array::from_fn(|i| points.iter().map(|p| p[i]).sum::<f64>() / n);
    let mut matrix = SMatrix::<f64, 2, 2>::zeros();
    let mut right = SVector::<f64, 2>::zeros();
    let mut square = 0.0;
    for point in points {
        let p = SVector::<f64, 2>::from([point[0] - mean[0], point[1] - mean[1]]);
        matrix += p * p.transpose();
        right += p * p.norm_squared() / 2.0;
        square += p.norm_squared() / n;
    }
    let centre = matrix.cholesky()?.solve(&right);
    let radius = (square + centre.norm_squared()).sqrt();
    let centre = [mean[0] + centre.x, mean[1] + centre.y];
    (radius.is_finite() && radius > 0.0 && centre.iter().all(|x| x.is_finite()))
        .then_some((centre, radius))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    #[test]
    fn a_tilted_cylinder_is_found_again_to_the_last_digits() {
        let axis = unit([0.2, -0.5, 0.9]).expect("it has a length");
        let true_shape = Shape {
            centre: [10.0, -20.0, 5.0],
            axis,
            radius: 1.7,
        };
        let [u, v] = true_shape.across();
        let points: Vec<Point> = (0..40)
            .map(|i| {
                let (sin, cos) = (f64::from(i) / 20.0 * TAU).sin_cos();
                let along = f64::from(i / 20) * 3.0;
                std::array::from_fn(|k| {
                    true_shape.centre[k] + along * axis[k] + 1.7 * (cos * u[k] + sin * v[k])
                })
            })
            .collect();
        let off = Shape {
            centre: [10.05, -20.02, 5.0],
            axis: unit([0.22, -0.5, 0.9]).expect("it has a length"),
            radius: 1.65,
        };
        let found = off.refined(&points);
        assert!((found.radius - 1.7).abs() < 1e-12, "{found:?}");
        assert!(true_shape.distance(found.centre) < 1e-12);
        assert!((dot(found.axis, axis) - 1.0).abs() < 1e-12);
    }
}
