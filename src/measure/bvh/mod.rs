//! The tree of boxes over the triangles of a welded mesh: one for all facts that ask what is near.
//!
//! The triangles are sorted along a Hilbert curve through their middles (a Morton curve whose runs never
//! jump, so that any eight neighbours lie close together). Eight of them make a *node*, eight nodes one
//! of the next level, up to a single root: the tree has no pointers, only the order. Nodes hold the
//! boxes of their eight children side by side, so that one sweep of vector instructions tests them
//! all. Boxes are `f32`, rounded outwards: what they let pass is tested again with exact
//! positions, what they reject is out of reach for certain.
//!
//! The tree takes 32 bytes per triangle (24 its box, 4 the order, 3.4 the upper levels) and 8 more while
//! it is built. A triangle whose corners are on one line has no area and is left out. Triangles are
//! named by their index in the mesh, lengths are those of its positions (mm).

mod ball;
mod beam;
mod facing;
mod pairs;
mod ray;

pub use ball::Ball;
pub(super) use beam::{Beam, Limits};
pub(super) use facing::{Facing, ways_about};
pub(super) use pairs::Budget;
pub use ray::Hit;
pub(super) use ray::{Ray, before};

use super::exact::is_flat;
use super::order::spread;
use super::shells::NOWHERE;
use super::topology::{cross, repeats};
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;

/// Children of a node.
const WIDTH: usize = 8;

/// Cells of the curve along each axis: 2 to the power of this.
const BITS: u32 = 10;

/// The boxes of a node's children; those that are not there hold nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    min: [[f32; WIDTH]; 3],
    max: [[f32; WIDTH]; 3],
}

/// A box in the precision of the tree.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bounds {
    min: [f32; 3],
    max: [f32; 3],
}

/// The tree.
#[derive(Debug, PartialEq)]
pub(super) struct Bvh {
    /// The triangles along the curve.
    order: Vec<u32>,
    /// From the nodes over triangles up to the root; empty without triangles.
    levels: Vec<Vec<Node>>,
}

impl Bvh {
    /// The tree over all triangles of `mesh` that have an area. Some 60 ns per triangle on one core;
    /// the same tree on any number of threads.
    pub(super) fn new(mesh: &Welded) -> Self {
        let order = along_curve(mesh);
        let mut levels = Vec::new();
        if !order.is_empty() {
            let mut leaves = vec![Node::EMPTY; order.len().div_ceil(WIDTH)];
            parallel::fill_chunks_of(WIDTH, &mut leaves, |range, nodes| {
                for (node, out) in range.zip(nodes) {
                    let triangles = &order[node * WIDTH..order.len().min((node + 1) * WIDTH)];
                    for (lane, triangle) in triangles.iter().enumerate() {
                        out.set(lane, Bounds::of(mesh.corners(*triangle)));
                    }
                }
            });
            levels.push(leaves);
        }
        while let Some(below) = levels.last().filter(|below| below.len() > 1) {
            let mut nodes = vec![Node::EMPTY; below.len().div_ceil(WIDTH)];
            parallel::fill_chunks_of(WIDTH * WIDTH, &mut nodes, |range, nodes| {
                for (node, out) in range.zip(nodes) {
                    let children = &below[node * WIDTH..below.len().min((node + 1) * WIDTH)];
                    for (lane, child) in children.iter().enumerate() {
                        out.set(lane, child.bounds());
                    }
                }
            });
            levels.push(nodes);
        }
        Self { order, levels }
    }

    /// Calls `visit` for every triangle whose box meets the box from `min` to `max`, in the order
    /// of the curve. About 10 ns per node on the way.
    pub(super) fn in_box(&self, min: Point, max: Point, mut visit: impl FnMut(u32)) {
        let wanted = Bounds {
            min: min.map(down),
            max: max.map(up),
        };
        self.descend(
            |node| node.meeting(&wanted),
            |_, index| visit(self.order[index]),
        );
    }

    /// Goes down to every triangle that `lanes` lets through: for each node it tells by bits which
    /// children to go on with. `found` gets the node and the place of the triangle in the order.
    #[inline]
    fn descend(&self, lanes: impl Fn(&Node) -> u32, mut found: impl FnMut(&Node, usize)) {
        let Some(top) = self.levels.len().checked_sub(1) else {
            return;
        };
        let mut stack = Vec::with_capacity(WIDTH * self.levels.len());
        stack.push((top, 0));
        while let Some((level, index)) = stack.pop() {
            let node = &self.levels[level][index];
            let mut lanes = lanes(node);
            if level > 0 {
                while lanes != 0 {
                    let lane = lanes.ilog2();
                    lanes ^= 1 << lane;
                    stack.push((level - 1, index * WIDTH + lane as usize));
                }
            } else {
                while lanes != 0 {
                    let lane = lanes.trailing_zeros();
                    lanes &= lanes - 1;
                    found(node, index * WIDTH + lane as usize);
                }
            }
        }
    }
}

impl Node {
    const EMPTY: Self = Self {
        min: [[f32::INFINITY; WIDTH]; 3],
        max: [[f32::NEG_INFINITY; WIDTH]; 3],
    };

    fn set(&mut self, lane: usize, bounds: Bounds) {
        for axis in 0..3 {
            self.min[axis][lane] = bounds.min[axis];
            self.max[axis][lane] = bounds.max[axis];
        }
    }

    fn get(&self, lane: usize) -> Bounds {
        Bounds {
            min: std::array::from_fn(|axis| self.min[axis][lane]),
            max: std::array::from_fn(|axis| self.max[axis][lane]),
        }
    }

    /// The box around all children.
    fn bounds(&self) -> Bounds {
        Bounds {
            min: self
                .min
                .map(|lanes| lanes.into_iter().fold(f32::INFINITY, f32::min)),
            max: self
                .max
                .map(|lanes| lanes.into_iter().fold(f32::NEG_INFINITY, f32::max)),
        }
    }

    /// Which children meet a box, a bit each. A child that is not there meets none but a box without end.
    ///
    /// Written so that compilers make vector instructions of all of it.
    #[inline]
    fn meeting(&self, bounds: &Bounds) -> u32 {
        let greater = |a: f32, b: f32| if a > b { a } else { b };
        // How far they are apart along the axis where that is most.
        let mut gaps = [0f32; WIDTH];
        for axis in 0..3 {
            let (low, high) = (bounds.min[axis], bounds.max[axis]);
            for (lane, gap) in gaps.iter_mut().enumerate() {
                let here = greater(self.min[axis][lane] - high, low - self.max[axis][lane]);
                *gap = greater(*gap, here);
            }
        }
        let apart: [u32; WIDTH] = std::array::from_fn(|lane| {
            let sign = (0.0 - gaps[lane]).to_bits().cast_signed() >> 31;
            sign.cast_unsigned() & 1 << lane
        });
        apart.into_iter().fold(0, |bits, bit| bits | bit) ^ ((1 << WIDTH) - 1)
    }
}

impl Bounds {
    /// The box around a triangle.
    fn of([a, b, c]: [Point; 3]) -> Self {
        Self {
            min: std::array::from_fn(|axis| down(least(least(a[axis], b[axis]), c[axis]))),
            max: std::array::from_fn(|axis| up(greatest(greatest(a[axis], b[axis]), c[axis]))),
        }
    }
}

// One instruction each, where `f64::min` must look for what is no number.
#[inline]
fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[inline]
fn greatest(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The greatest `f32` that is not above `x`.
#[inline]
fn down(x: f64) -> f32 {
    let near = x as f32;
    if f64::from(near) > x {
        near.next_down()
    } else {
        near
    }
}

/// The least `f32` that is not below `x`.
#[inline]
fn up(x: f64) -> f32 {
    let near = x as f32;
    if f64::from(near) < x {
        near.next_up()
    } else {
        near
    }
}

/// The triangles that have an area, along a Hilbert curve through the box of the mesh.
fn along_curve(mesh: &Welded) -> Vec<u32> {
    let bounds = parallel::map_chunks(mesh.vertices.len(), |range| {
        mesh.vertices[range].iter().fold(NOWHERE, |[min, max], p| {
            [
                std::array::from_fn(|axis| least(min[axis], p[axis])),
                std::array::from_fn(|axis| greatest(max[axis], p[axis])),
            ]
        })
    });
    let min: Point =
        std::array::from_fn(|axis| bounds.iter().map(|b| b[0][axis]).fold(f64::MAX, f64::min));
    let max: Point =
        std::array::from_fn(|axis| bounds.iter().map(|b| b[1][axis]).fold(f64::MIN, f64::max));
    let size = (0..3).map(|axis| max[axis] - min[axis]).fold(0.0, f64::max);
    let cells = f64::from((1u32 << BITS) - 1);
    let cells = if size > 0.0 { cells / size } else { 0.0 };
    let parts = parallel::map_chunks(mesh.facets.len(), |range| {
        let mut keys = Vec::with_capacity(range.len());
        for index in range {
            let corners = mesh.corners(index as u32);
            if repeats(mesh.facets[index]) || cross(corners) == [0.0; 3] && is_flat(corners) {
                continue;
            }
            let cell = std::array::from_fn(|axis| {
                let [a, b, c] = corners.map(|corner| corner[axis]);
                let middle = f64::midpoint(least(least(a, b), c), greatest(greatest(a, b), c));
                ((middle - min[axis]) * cells) as u32
            });
            keys.push(hilbert(cell) << 32 | index as u64);
        }
        keys
    });
    let mut keys = parts.concat();
    parallel::sort_high(&mut keys);
    keys.into_iter().map(|key| key as u32).collect()
}

/// The place of a cell on the Hilbert curve (J. Skilling, "Programming the Hilbert curve", 2004), without
/// a branch.
fn hilbert(mut x: [u32; 3]) -> u64 {
    for bit in (1..BITS).rev() {
        let below = (1 << bit) - 1;
        for axis in 0..3 {
            let set = 0u32.wrapping_sub(x[axis] >> bit & 1);
            let swapped = (x[0] ^ x[axis]) & below & !set;
            x[0] ^= swapped | (below & set);
            x[axis] ^= swapped;
        }
    }
    x[1] ^= x[0];
    x[2] ^= x[1];
    let mut above = x[2];
    for shift in [1, 2, 4, 8] {
        above ^= above >> shift;
    }
    let [a, b, c] = x.map(|x| spread(u64::from(x ^ above >> 1)));
    a << 2 | b << 1 | c
}

#[cfg(test)]
mod tests;
