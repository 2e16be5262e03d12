//! A mesh as it lies on the bed in one pose, and its facets that hang over.

use super::hull3::{cross, dot, minus};
use super::turn::Turn;
use crate::measure::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;
use std::borrow::Cow;

/// What lies lower than this above the bed is the first layer's business, mm.
pub(super) const FIRST_LAYER: f64 = 0.3;

/// A facet whose height is no more than this part of its coordinates has a normal of noise: 32 steps of single
/// precision, so that others are good to two degrees.
const SLIVER: f64 = 4e-6;

/// Which way each facet looks: normals of length 1, or zero for slivers.
pub(in crate::measure) fn facing(mesh: &Welded) -> Vec<[f32; 3]> {
    let mut facing = vec![[0.0; 3]; mesh.facets.len()];
    parallel::fill_chunks(&mut facing, |range, facing| {
        for (index, out) in range.zip(facing) {
            let [a, b, c] = mesh.corners(index as u32);
            let (u, v, w) = (minus(b, a), minus(c, a), minus(c, b));
            let double = cross(u, v);
            let twice = dot(double, double).sqrt();
            let longest = dot(u, u).max(dot(v, v)).max(dot(w, w)).sqrt();
            let height = twice / longest;
            let far = [a, b, c]
                .iter()
                .flatten()
                .fold(0.0f64, |far, x| far.max(x.abs()));
            if height > far * SLIVER {
                *out = double.map(|x| (x / twice) as f32);
            }
        }
    });
    facing
}

/// A mesh in a pose.
pub(super) struct Lying<'a> {
    /// Turned, not moved.
    pub(super) mesh: Cow<'a, Welded>,
    /// The sine of each facet's overhang: 0 wall, 1 ceiling, −1 floor; NaN for a sliver.
    pub(super) steepness: Vec<f32>,
    pub(super) turn: Turn,
    /// The height of the bed.
    pub(super) floor: f64,
    /// What lies below is not looked at.
    pub(super) clip: f64,
}

impl<'a> Lying<'a> {
    pub(super) fn new(mesh: &'a Welded, facing: &[[f32; 3]], turn: Turn, floor: f64) -> Self {
        let lying = if turn == Turn::NONE {
            Cow::Borrowed(mesh)
        } else {
            let mut vertices = vec![[0.0; 3]; mesh.vertices.len()];
            parallel::fill_chunks(&mut vertices, |range, out| {
                for (index, out) in range.zip(out) {
                    *out = turn.apply(mesh.vertices[index]);
                }
            });
            Cow::Owned(Welded {
                facets: mesh.facets.clone(),
                vertices,
            })
        };
        let mut steepness = vec![0.0; facing.len()];
        parallel::fill_chunks(&mut steepness, |range, out| {
            for (index, out) in range.zip(out) {
                *out = sine(turn, facing[index]);
            }
        });
        Self {
            mesh: lying,
            steepness,
            turn,
            floor,
            clip: floor + FIRST_LAYER,
        }
    }

    pub(super) fn corners(&self, facet: u32) -> [Point; 3] {
        self.mesh.corners(facet)
    }

    pub(super) fn steep(&self, facet: u32) -> f32 {
        self.steepness[facet as usize]
    }

    /// The highest corner of a facet.
    pub(super) fn top(&self, facet: u32) -> f64 {
        let [a, b, c] = self.corners(facet);
        a[2].max(b[2]).max(c[2])
    }

    /// A point of this pose in the file's frame.
    pub(super) fn in_file(&self, point: Point) -> Point {
        let rows = self.turn.0;
        std::array::from_fn(|axis| (0..3).map(|row| rows[row][axis] * point[row]).sum())
    }
}

/// The sine of the overhang of a facet that looks this way: `asin(−n_z)`; NaN for a sliver.
#[inline]
pub(super) fn sine(turn: Turn, [x, y, z]: [f32; 3]) -> f32 {
    if x == 0.0 && y == 0.0 && z == 0.0 {
        return f32::NAN;
    }
    let up = turn.0[2].map(|x| x as f32);
    -(up[0] * x + up[1] * y + up[2] * z)
}

/// The part of a facet above a height: up to four corners, and the edge along which it was cut.
pub(super) fn above(corners: [Point; 3], height: f64) -> (Vec<Point>, Option<[Point; 2]>) {
    if corners.iter().all(|corner| corner[2] >= height) {
        return (corners.to_vec(), None);
    }
    let mut kept = Vec::with_capacity(4);
    let (mut leaving, mut coming) = (None, None);
    for k in 0..3 {
        let (a, b) = (corners[k], corners[(k + 1) % 3]);
        if a[2] >= height {
            kept.push(a);
        }
        if (a[2] >= height) != (b[2] >= height) {
            let cut = at_height(a, b, height);
            kept.push(cut);
            if a[2] >= height {
                leaving = Some(cut);
            } else {
                coming = Some(cut);
            }
        }
    }
    (kept, leaving.zip(coming).map(|(a, b)| [a, b]))
}

/// Where the edge between two points passes a height; the same whichever way it runs.
pub(super) fn at_height(a: Point, b: Point, height: f64) -> Point {
    let (low, high) = if a[2] <= b[2] { (a, b) } else { (b, a) };
    let t = (height - low[2]) / (high[2] - low[2]);
    [
        low[0] + t * (high[0] - low[0]),
        low[1] + t * (high[1] - low[1]),
        height,
    ]
}

/// The area of a flat polygon in space, mm².
pub(super) fn area(polygon: &[Point]) -> f64 {
    let double = polygon.windows(2).skip(1).fold([0.0; 3], |sum, pair| {
        let [a, b] = [pair[0], pair[1]].map(|point| minus(point, polygon[0]));
        let product = cross(a, b);
        std::array::from_fn(|axis| sum[axis] + product[axis])
    });
    dot(double, double).sqrt() / 2.0
}

/// The sum of numbers, whatever their order.
pub(super) fn sum(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.into_iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_facet_is_cut_at_a_height() {
        let corners = [[0.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 0.0, 2.0]];
        let (kept, cut) = above(corners, 1.0);
        assert_eq!(area(&kept), 0.5);
        assert_eq!(cut, Some([[0.0, 0.0, 1.0], [1.0, 0.0, 1.0]]));
        assert_eq!(area(&above(corners, -1.0).0), 2.0);
        assert!(above(corners, 3.0).0.is_empty());
        let over = [[0.0, 0.0, 0.0], [2.0, 0.0, 2.0], [0.0, 0.0, 2.0]];
        assert_eq!(above(over, 1.0).0.len(), 4);
        assert_eq!(area(&above(over, 1.0).0), 1.5);
    }
}
