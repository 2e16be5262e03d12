//! Samples of a surface: where lattices of parallel lines meet it.
//!
//! Each triangle is seen along that one of 13 directions (through the faces, edges and corners of a cube) that is
//! nearest to its normal, at most 28° away, and gets a sample wherever a line of that direction's
//! square lattice goes through it. So samples are spread evenly whatever the triangles are like:
//! slivers get few, large ones many, and how a flat face is cut does not matter. Two triangles that
//! share an edge share its points: no line slips through between them, none counts twice.
//!
//! A *pixel* is a square of the lattice about one of its lines; at the next *level* it is halved both
//! ways.

use super::super::bvh::Budget;
use super::super::topology::cross;
pub(super) use super::super::vector::{dot, minus};
use super::super::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;
use rustc_hash::FxHashMap;

/// The directions to look along, before they are brought to length 1.
const DIRECTIONS: [[f64; 3]; 13] = [
    [1., 0., 0.],
    [0., 1., 0.],
    [0., 0., 1.],
    [1., 1., 0.],
    [1., -1., 0.],
    [1., 0., 1.],
    [1., 0., -1.],
    [0., 1., 1.],
    [0., 1., -1.],
    [1., 1., 1.],
    [1., 1., -1.],
    [1., -1., 1.],
    [1., -1., -1.],
];

/// The cosine of the greatest angle between a normal and the nearest direction.
const LEAST_COSINE: f64 = 0.887;

/// A face that is seen nearly straight needs fewer lines: from this cosine on its lattice is wider.
const STRAIGHT: f64 = 0.995;

/// Lattices are turned against the edges of a cube by the angle with this tangent (the golden ratio): rows that
/// run along a straight edge would all lie on it or all beside it.
const TURN: f64 = 0.618_033_988_749_894_9;

/// One of so many pixels is [sparse](Pixel::is_sparse).
pub(super) const SPARSE: i64 = 8;

/// Lattices are moved by this part of a pixel, for the same reason.
const OFFSET: [f64; 2] = [0.137_218_5, 0.731_946_3];

/// The square between four lines of a lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Pixel {
    /// The direction; those of the wider lattices follow the others.
    pub(super) view: u8,
    /// Its row.
    pub(super) row: i32,
    /// Its place in the row.
    pub(super) column: i32,
}

impl Pixel {
    /// Whether it is one of every [`SPARSE`]: those lie in a lattice of their own, nearly as evenly.
    pub(super) fn is_sparse(self) -> bool {
        (i64::from(self.column) + 3 * i64::from(self.row)).rem_euclid(SPARSE) == 0
    }
}

/// A sample of the surface.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// The point.
    pub(super) at: Point,
    /// The triangle that it lies on.
    pub(super) triangle: u32,
    /// The pixel of the level that the sample belongs to.
    pub(super) pixel: Pixel,
    /// The surface it stands for, mm².
    pub(super) area: f64,
}

/// The lattices of a mesh, all of one pitch.
#[derive(Debug)]
pub(super) struct Lattice {
    views: Vec<[Point; 3]>,
    origin: Point,
    /// Distance of the lines at level 0, mm, for faces that are seen askew, and for those seen straight.
    pitches: [f64; 2],
}

/// Pixels of which the next level is wanted: places in the row by direction and row, ascending.
pub(super) type Wanted = FxHashMap<(u8, i32), Vec<i32>>;

impl Lattice {
    /// Lattices of which every disc of diameter `disc` on a face meets a line; `origin` is the least corner of
    /// the mesh, mm.
    pub(super) fn new(disc: f64, origin: Point) -> Self {
        let views = DIRECTIONS
            .iter()
            .map(|direction| {
                let w = unit(*direction);
                // Any direction across, then turned.
                let least = (0..3)
                    .min_by(|a, b| w[*a].abs().total_cmp(&w[*b].abs()))
                    .unwrap_or(0);
                let mut axis = [0.0; 3];
                axis[least] = 1.0;
                let u = unit(cross([[0.0; 3], w, axis]));
                let v = cross([[0.0; 3], w, u]);
                let (sin, cos) = TURN.atan().sin_cos();
                let turned = std::array::from_fn(|i| cos * u[i] + sin * v[i]);
                [turned, cross([[0.0; 3], w, turned]), w]
            })
            .collect();
        Self {
            views,
            origin,
            pitches: [pitch(disc), pitch(disc) * STRAIGHT / LEAST_COSINE],
        }
    }

    /// The samples of level 0, in the order of the triangles; `None` if the budget is exceeded.
    pub(super) fn samples(&self, mesh: &Welded, budget: &Budget) -> Option<Vec<Spot>> {
        self.all(mesh, 0, budget, |scan, x| {
            for column in columns(x) {
                scan.emit(column);
            }
        })
    }

    /// The samples of a level in the pixels of the level above that are wanted.
    pub(super) fn finer(
        &self,
        mesh: &Welded,
        level: u32,
        wanted: &Wanted,
        budget: &Budget,
    ) -> Option<Vec<Spot>> {
        self.all(mesh, level, budget, |scan, x| {
            let Some(row) = wanted.get(&(scan.pixel.view, scan.pixel.row >> 1)) else {
                return;
            };
            let columns = columns(x);
            let (first, end) = (columns.start, columns.end);
            let begin = row.partition_point(|column| *column < first >> 1);
            for parent in row[begin..].iter().take_while(|column| **column * 2 < end) {
                for column in [parent * 2, parent * 2 + 1] {
                    if (first..end).contains(&column) {
                        scan.emit(column);
                    }
                }
            }
        })
    }

    fn all(
        &self,
        mesh: &Welded,
        level: u32,
        budget: &Budget,
        row: impl Fn(&mut Scan<'_>, [f64; 2]) + Sync,
    ) -> Option<Vec<Spot>> {
        let parts = parallel::map_chunks(mesh.facets.len(), |range| {
            let mut spots = Vec::new();
            for triangle in range {
                if !self.triangle(mesh, triangle as u32, level, &mut spots, budget, &row) {
                    break;
                }
            }
            spots
        });
        (!budget.is_exceeded()).then(|| parts.concat())
    }

    /// Goes through the rows of a triangle; whether the budget holds.
    fn triangle(
        &self,
        mesh: &Welded,
        triangle: u32,
        level: u32,
        spots: &mut Vec<Spot>,
        budget: &Budget,
        row: &impl Fn(&mut Scan<'_>, [f64; 2]),
    ) -> bool {
        let corners = mesh.corners(triangle);
        let normal = cross(corners);
        let dots = self.views.iter().map(|[.., w]| dot(normal, *w).abs());
        let Some((view, along)) = dots
            .enumerate()
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .filter(|(_, along)| *along > 0.0)
        else {
            return true;
        };
        let [u, v, _] = self.views[view];
        let is_straight = along >= STRAIGHT * length(normal);
        let fine = f64::from(1u32 << level);
        let coarse = self.pitches[usize::from(is_straight)];
        let pitch = coarse / fine;
        let flat = corners.map(|corner| {
            let from = minus(corner, self.origin);
            [
                dot(from, u) / pitch + OFFSET[0] * fine,
                dot(from, v) / pitch + OFFSET[1] * fine,
            ]
        });
        let least = |axis: usize| flat.iter().map(|p| p[axis]).fold(f64::INFINITY, f64::min);
        let most = |axis: usize| {
            let all = flat.iter().map(|p| p[axis]);
            all.fold(f64::NEG_INFINITY, f64::max)
        };
        let [first, end] = [least(1), most(1)].map(|y| (y - 0.5).ceil());
        // Most triangles of a fine mesh lie between the lines.
        if first >= end || (least(0) - 0.5).ceil() >= (most(0) - 0.5).ceil() {
            return true;
        }
        let reach = [first, end, least(0), most(0)];
        let rows = (end - first) as u64;
        if reach.iter().any(|x| x.abs() > 1e9) || !budget.spend(rows) {
            return budget.spend(u64::MAX / 4);
        }
        let before = spots.len();
        let mut scan = Scan {
            spots,
            triangle,
            pixel: Pixel {
                view: (view + usize::from(is_straight) * DIRECTIONS.len()) as u8,
                row: 0,
                column: 0,
            },
            area: pitch * pitch * length(normal) / along,
            axes: self.views[view],
            // Where the lattice's own origin is.
            origin: std::array::from_fn(|i| {
                self.origin[i] - coarse * (u[i] * OFFSET[0] + v[i] * OFFSET[1])
            }),
            pitch,
            corner: corners[0],
            normal,
        };
        for number in first as i32..end as i32 {
            if let Some(x) = across(flat, f64::from(number) + 0.5) {
                scan.pixel.row = number;
                row(&mut scan, x);
            }
        }
        let found = (spots.len() - before) as u64;
        budget.spend(found)
    }
}

/// A triangle that is gone through row by row.
struct Scan<'a> {
    spots: &'a mut Vec<Spot>,
    triangle: u32,
    /// The pixel now.
    pixel: Pixel,
    /// What each sample stands for, mm².
    area: f64,
    axes: [Point; 3],
    origin: Point,
    pitch: f64,
    corner: Point,
    normal: Point,
}

impl Scan<'_> {
    /// Adds the sample in a column of this row.
    fn emit(&mut self, column: i32) {
        self.pixel.column = column;
        let [u, v, w] = self.axes;
        let across = [column, self.pixel.row].map(|number| (f64::from(number) + 0.5) * self.pitch);
        let level: Point =
            std::array::from_fn(|i| self.origin[i] + u[i] * across[0] + v[i] * across[1]);
        // Along the direction as far as the triangle's plane.
        let depth = dot(minus(self.corner, level), self.normal) / dot(w, self.normal);
        self.spots.push(Spot {
            at: std::array::from_fn(|i| level[i] + w[i] * depth),
            triangle: self.triangle,
            pixel: self.pixel,
            area: self.area,
        });
    }
}

/// The pitch at which every disc of a diameter on a face meets a line: the disc may be seen as narrow as
/// [`LEAST_COSINE`], and the farthest point of a square is its middle.
pub(super) fn pitch(disc: f64) -> f64 {
    disc * LEAST_COSINE * std::f64::consts::FRAC_1_SQRT_2
}

/// The columns whose middles lie from `x[0]` to below `x[1]`.
fn columns(x: [f64; 2]) -> std::ops::Range<i32> {
    let [first, end] = x.map(|x| (x - 0.5).ceil() as i32);
    first..end
}

/// From where to where a flat triangle is cut by the line at height `y`.
fn across(flat: [[f64; 2]; 3], y: f64) -> Option<[f64; 2]> {
    let mut found = [0.0; 2];
    let mut count = 0;
    for k in 0..3 {
        let (mut low, mut high) = (flat[k], flat[(k + 1) % 3]);
        // Always from the lower end: both triangles at an edge must get the same number.
        if low[1] > high[1] {
            (low, high) = (high, low);
        }
        if low[1] <= y && y < high[1] && count < 2 {
            found[count] = low[0] + (y - low[1]) * (high[0] - low[0]) / (high[1] - low[1]);
            count += 1;
        }
    }
    (count == 2).then(|| [found[0].min(found[1]), found[0].max(found[1])])
}

/// The length of a vector.
#[inline]
pub(super) fn length(v: Point) -> f64 {
    dot(v, v).sqrt()
}

/// A vector of length 1 the same way; nothing stays nothing.
#[inline]
pub(super) fn unit(v: Point) -> Point {
    let length = length(v);
    if length > 0.0 {
        v.map(|x| x / length)
    } else {
        v
    }
}
