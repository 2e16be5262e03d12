//! Poses: how a part may lie on a machine, with the outline it then has.
//!
//! Now the six that are parallel to the axes of the file. Only three outlines have to be computed,
//! one along each axis; turning a part over mirrors them.

use super::facts::Pose;
use super::hull::{self, Extremes};
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::{Point, Point2};
use nalgebra::{Rotation3, Vector3};

/// Rotations from the file's frame to the machine's, row-major: as modelled, turned over about X,
/// a quarter about X either way, a quarter about Y either way.
const ROTATIONS: [[[f64; 3]; 3]; 6] = [
    [[1., 0., 0.], [0., 1., 0.], [0., 0., 1.]],
    [[1., 0., 0.], [0., -1., 0.], [0., 0., -1.]],
    [[1., 0., 0.], [0., 0., -1.], [0., 1., 0.]],
    [[1., 0., 0.], [0., 0., 1.], [0., -1., 0.]],
    [[0., 0., 1.], [0., 1., 0.], [-1., 0., 0.]],
    [[0., 0., -1.], [0., 1., 0.], [1., 0., 0.]],
];

/// The two axes of each outline: seen along Z, along Y, along X.
const VIEWS: [[usize; 2]; 3] = [[0, 1], [0, 2], [2, 1]];

/// Corners are rounded to this many parts of a millimetre: finer than a single-precision file of a
/// part that fits on a desk can say, and short in print.
const ROUNDING: f64 = 100_000.0;

/// The six poses parallel to the axes, as modelled first; `bounds` is the box, mm. Outlines lie at
/// most `tolerance` mm outside of the exact hulls.
pub(super) fn poses(hulls: &[Vec<Point2>; 3], bounds: &[Point; 2], tolerance: f64) -> Vec<Pose> {
    let simple = hulls
        .each_ref()
        .map(|hull| hull::simplified(hull, tolerance));
    ROTATIONS
        .into_iter()
        .map(|rotation| {
            let up = axis(rotation[2]);
            let view = 2 - up.0;
            let turned = |point: &Point2| {
                let mut point3 = [0.0; 3];
                point3[VIEWS[view][0]] = point[0];
                point3[VIEWS[view][1]] = point[1];
                [rotation[0], rotation[1]].map(|row| {
                    let (axis, sign) = axis(row);
                    round(sign * point3[axis])
                })
            };
            Pose {
                rotation,
                height: bounds[1][up.0] - bounds[0][up.0],
                hull: counter_clockwise(simple[view].iter().map(turned).collect()),
            }
        })
        .collect()
}

/// The exact hulls of a mesh seen along Z, Y and X.
pub(super) fn outlines(mesh: &Welded) -> [Vec<Point2>; 3] {
    let seen = |point: &Point, [x, y]: [usize; 2]| [point[x], point[y]];
    let n = mesh.vertices.len();
    let parts = parallel::map_chunks(n, |range| {
        let mut extremes = [Extremes::new(), Extremes::new(), Extremes::new()];
        for point in &mesh.vertices[range] {
            for (extremes, view) in extremes.iter_mut().zip(VIEWS) {
                extremes.add(seen(point, view));
            }
        }
        extremes
    });
    let mut extremes = [Extremes::new(), Extremes::new(), Extremes::new()];
    for part in &parts {
        for (all, part) in extremes.iter_mut().zip(part) {
            all.merge(part);
        }
    }
    let cores = extremes.map(|extremes| extremes.polygon());
    let parts = parallel::map_chunks(n, |range| {
        let mut outside: [Vec<Point2>; 3] = Default::default();
        for point in &mesh.vertices[range] {
            for ((outside, core), view) in outside.iter_mut().zip(&cores).zip(VIEWS) {
                let point = seen(point, view);
                if !hull::strictly_inside(core, point) {
                    outside.push(point);
                }
            }
        }
        // Few of a chunk's points are on its own hull, and only those can be on the whole one.
        outside.map(hull::convex)
    });
    let mut outside: [Vec<Point2>; 3] = Default::default();
    for part in parts {
        for (all, part) in outside.iter_mut().zip(part) {
            all.extend(part);
        }
    }
    outside.map(hull::convex)
}

/// The pose of a mesh turned by `degrees` about fixed X, then Y, then Z.
pub(super) fn turned(mesh: &Welded, degrees: [f64; 3]) -> Pose {
    let [x, y, z] = degrees.map(f64::to_radians);
    let rotation = Rotation3::from_euler_angles(x, y, z);
    let vertices: Vec<Point> = mesh
        .vertices
        .iter()
        .map(|point| (rotation * Vector3::from(*point)).into())
        .collect();
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    for point in &vertices {
        least = least.min(point[2]);
        greatest = greatest.max(point[2]);
    }
    let lying = Welded {
        facets: Vec::new(),
        vertices,
    };
    let [seen_from_above, ..] = outlines(&lying);
    let hull = hull::simplified(&seen_from_above, hull::OUTWARDS);
    Pose {
        rotation: std::array::from_fn(|row| std::array::from_fn(|column| rotation[(row, column)])),
        height: (greatest - least).max(0.0),
        hull: counter_clockwise(hull.iter().map(|point| point.map(round)).collect()),
    }
}

/// The axis that a row of an axis-parallel rotation picks, and its sign.
fn axis(row: [f64; 3]) -> (usize, f64) {
    (0..3)
        .find(|axis| row[*axis] != 0.0)
        .map_or((0, 1.0), |axis| (axis, row[axis]))
}

fn round(x: f64) -> f64 {
    // Adding zero turns −0 into 0.
    (x * ROUNDING).round() / ROUNDING + 0.0
}

/// The same polygon counter-clockwise and from its least point on, whichever way it was mirrored.
fn counter_clockwise(mut hull: Vec<Point2>) -> Vec<Point2> {
    hull.dedup();
    let double_area: f64 = (0..hull.len())
        .map(|i| {
            let (a, b) = (hull[i], hull[(i + 1) % hull.len()]);
            a[0] * b[1] - a[1] * b[0]
        })
        .sum();
    if double_area < 0.0 {
        hull.reverse();
    }
    let least = (0..hull.len()).fold(0, |least, i| if hull[i] < hull[least] { i } else { least });
    hull.rotate_left(least);
    hull
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_pose_turns_about_fixed_x_then_y_then_z() {
        // A needle along X: a quarter about Z makes it a needle along Y, then nothing else moves it up.
        let mesh = Welded {
            facets: Vec::new(),
            vertices: vec![[0.0; 3], [10.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 2.0]],
        };
        let upright = turned(&mesh, [0.0, -90.0, 0.0]);
        assert!((upright.height - 10.0).abs() < 1e-9, "{upright:?}");
        let both = turned(&mesh, [90.0, 0.0, 90.0]);
        // About X first: Z goes to -Y, Y to Z; then about Z: X to Y, -Y to X.
        assert!((both.height - 1.0).abs() < 1e-9, "{both:?}");
        let most = |axis: usize| both.hull.iter().map(|p| p[axis]).fold(f64::MIN, f64::max);
        assert!(
            (most(0) - 2.0).abs() < 0.01 && (most(1) - 10.0).abs() < 0.01,
            "{both:?}"
        );
    }

    #[test]
    fn each_pose_is_a_rotation_and_mirrors_the_right_outline() {
        // A tetrahedron without symmetry: its poses can be computed the plain way.
        let vertices = vec![
            [0.0, 0.0, 0.0],
            [7.0, 1.0, 2.0],
            [1.5, 5.0, 0.5],
            [2.0, 2.5, 11.0],
        ];
        let bounds = [[0.0; 3], [7.0, 5.0, 11.0]];
        let mesh = Welded {
            facets: Vec::new(),
            vertices: vertices.clone(),
        };
        let poses = poses(&outlines(&mesh), &bounds, 0.0);
        let mut ups = Vec::new();
        for pose in &poses {
            let [a, b, c] = pose.rotation;
            let determinant = a[0] * (b[1] * c[2] - b[2] * c[1])
                - a[1] * (b[0] * c[2] - b[2] * c[0])
                + a[2] * (b[0] * c[1] - b[1] * c[0]);
            assert_eq!(determinant, 1.0);
            ups.push(c);
            let turned: Vec<Point> = vertices
                .iter()
                .map(|v| {
                    pose.rotation
                        .map(|row| (0..3).map(|i| row[i] * v[i]).sum::<f64>())
                })
                .collect();
            let flat = turned.iter().map(|v| [v[0], v[1]]).collect();
            assert_eq!(pose.hull, hull::convex(flat), "{:?}", pose.rotation);
            let z = |pick: fn(f64, f64) -> f64| turned.iter().map(|v| v[2]).reduce(pick);
            assert_eq!(
                Some(pose.height),
                z(f64::max).zip(z(f64::min)).map(|(a, b)| a - b)
            );
        }
        ups.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
        ups.dedup();
        assert_eq!(ups.len(), 6);
        assert_eq!(poses[0].rotation, ROTATIONS[0]);
    }
}
