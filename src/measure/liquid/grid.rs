//! A grid of cells around a part, and where the surface passes between their middles.

use crate::measure::vector::{cross, dot, minus};
use crate::measure::weld::Welded;
use crate::units::Point;
use rayon::prelude::*;
use std::sync::atomic::{AtomicI8, AtomicU8, Ordering::Relaxed};

/// Cells that a small part has, and the most that any has.
const CELLS: f64 = 32_000.0;
const MOST_CELLS: f64 = 1_000_000.0;

/// The least size of a cell, and that from which on a part has more than [`CELLS`], mm: a drain of 2.5 mm is still
/// seen.
const LEAST: f64 = 0.4;
const WANTED: f64 = 1.6;

/// Links that are tried along each axis before giving up: some tenths of a second. A sound surface passes
/// few more than the grid has.
const STEPS: u64 = 30_000_000;

/// A cut link: towards greater x, y, z.
pub(super) const CUT: [u8; 3] = [1, 2, 4];

/// A grid in the frame of a pose.
pub(super) struct Grid {
    /// Of a cell, mm.
    pub(super) size: f64,
    /// Cells along x, y, z; the outermost are outside of the part.
    pub(super) count: [usize; 3],
    /// The middle of the first cell.
    origin: Point,
    /// Per cell, which of its links to greater x, y, z are cut.
    pub(super) cut: Vec<u8>,
    /// Per cell, how the winding number changes towards greater z.
    pub(super) winding: Vec<i8>,
}

impl Grid {
    /// `None` for what has no volume to speak of, or passes through itself all over.
    pub(super) fn new(mesh: &Welded, turned: &(impl Fn(Point) -> Point + Sync)) -> Option<Self> {
        let vertices: Vec<Point> = mesh.vertices.iter().map(|point| turned(*point)).collect();
        let mut bounds = [[f64::MAX; 3], [f64::MIN; 3]];
        for point in &vertices {
            for i in 0..3 {
                bounds[0][i] = bounds[0][i].min(point[i]);
                bounds[1][i] = bounds[1][i].max(point[i]);
            }
        }
        let extent: Point = std::array::from_fn(|i| bounds[1][i] - bounds[0][i]);
        let volume: f64 = extent.iter().product();
        if !volume.is_finite() || volume <= 0.0 {
            return None;
        }
        let least = (volume / MOST_CELLS).cbrt();
        let mut size = (volume / CELLS).cbrt().clamp(LEAST, WANTED).max(least);
        let along = |size: f64| extent.map(|length| (length / size).ceil() + 3.0);
        // Flat parts and needles have most of their cells around them.
        while along(size).iter().product::<f64>() > 1.5 * MOST_CELLS {
            size *= 1.25;
        }
        let count = along(size).map(|n| n as usize);
        // No round number, so that the middles lie on no face of the part.
        let offset = [1.377_123, 1.413_217, 1.351_719];
        let origin = std::array::from_fn(|i| bounds[0][i] - offset[i] * size);
        let cells = count.iter().product();
        let cut: Vec<AtomicU8> = (0..cells).map(|_| AtomicU8::new(0)).collect();
        let winding: Vec<AtomicI8> = (0..cells).map(|_| AtomicI8::new(0)).collect();
        let mut grid = Self {
            size,
            count,
            origin,
            cut: Vec::new(),
            winding: Vec::new(),
        };
        let within = (0..3usize).into_par_iter().all(|axis| {
            let mut steps = 0;
            mesh.facets.iter().all(|facet| {
                let corners = facet.map(|vertex| vertices[vertex as usize]);
                steps += grid.pass(axis, corners, |cell, sign| {
                    cut[cell].fetch_or(CUT[axis], Relaxed);
                    if axis == 2 {
                        winding[cell].fetch_add(sign, Relaxed);
                    }
                });
                steps <= STEPS
            })
        });
        if !within {
            return None;
        }
        grid.cut = cut.into_iter().map(AtomicU8::into_inner).collect();
        grid.winding = winding.into_iter().map(AtomicI8::into_inner).collect();
        Some(grid)
    }

    /// How far apart cells are in the list that are neighbours along an axis.
    pub(super) fn stride(&self, axis: usize) -> usize {
        self.count[..axis].iter().product()
    }

    /// The middle of a cell.
    pub(super) fn middle(&self, cell: usize) -> Point {
        let at = self.place(cell);
        std::array::from_fn(|i| self.origin[i] + at[i] as f64 * self.size)
    }

    /// Column, row and layer of a cell.
    pub(super) fn place(&self, cell: usize) -> [usize; 3] {
        let [x, y, _] = self.count;
        [cell % x, cell / x % y, cell / (x * y)]
    }

    /// The cell around a point, if there is one.
    pub(super) fn cell(&self, point: Point) -> Option<usize> {
        let mut cell = 0;
        for i in (0..3).rev() {
            let at = ((point[i] - self.origin[i]) / self.size).round();
            if at < 0.0 || at >= self.count[i] as f64 {
                return None;
            }
            cell = cell * self.count[i] + at as usize;
        }
        Some(cell)
    }

    /// Calls `visit` for each link along an axis that a triangle cuts: the lower cell, and whether the surface is
    /// entered (1) or left (−1) upwards. How many links were tried.
    fn pass(&self, axis: usize, corners: [Point; 3], mut visit: impl FnMut(usize, i8)) -> u64 {
        let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
        let grid = |point: Point, i: usize| (point[i] - self.origin[i]) / self.size;
        let flat = corners.map(|point| [grid(point, u), grid(point, v)]);
        let high = corners.map(|point| grid(point, axis));
        let span = |k: usize| {
            let low = flat[0][k].min(flat[1][k]).min(flat[2][k]).ceil();
            let high = flat[0][k].max(flat[1][k]).max(flat[2][k]).floor();
            [low, high]
        };
        let ([left, right], [near, far]) = (span(0), span(1));
        if left > right || near > far {
            return 0;
        }
        let [a, b, c] = flat;
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        if area == 0.0 {
            return 0;
        }
        let sign = if area > 0.0 { -1 } else { 1 };
        let (stride_u, stride_v, stride) = (self.stride(u), self.stride(v), self.stride(axis));
        let top = self.count[axis] as f64 - 2.0;
        let side = |p: [f64; 2], q: [f64; 2], x: f64, y: f64| {
            (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0])
        };
        let mut y = near.max(0.0);
        while y <= far {
            let mut x = left.max(0.0);
            while x <= right {
                let weights = [side(b, c, x, y), side(c, a, x, y), side(a, b, x, y)]
                    .map(|weight| weight / area);
                if weights.iter().all(|weight| *weight >= 0.0) {
                    let height: f64 = (0..3).map(|k| weights[k] * high[k]).sum();
                    let below = height.floor().clamp(0.0, top) as usize;
                    visit(
                        below * stride + x as usize * stride_u + y as usize * stride_v,
                        sign,
                    );
                }
                x += 1.0;
            }
            y += 1.0;
        }
        ((right - left + 1.0) * (far - near + 1.0)) as u64
    }

    /// Cuts all links that pass a disc.
    pub(super) fn plug(&mut self, centre: Point, axis: Point, radius: f64) {
        // As wide as the hole, and its rim a little into the wall around it.
        let reach = 1.02 * radius;
        let from = self.cell_range(centre, -reach - self.size);
        let to = self.cell_range(centre, reach + self.size);
        let square = reach * reach;
        for z in from[2]..=to[2] {
            for y in from[1]..=to[1] {
                for x in from[0]..=to[0] {
                    let cell = x + self.count[0] * (y + self.count[1] * z);
                    let start = minus(self.middle(cell), centre);
                    let here = dot(start, axis);
                    for (i, cut) in CUT.into_iter().enumerate() {
                        let there = here + axis[i] * self.size;
                        if (here < 0.0) == (there < 0.0) {
                            continue;
                        }
                        let t = here / (here - there) * self.size;
                        let mut at = start;
                        at[i] += t;
                        let off = cross(at, axis);
                        if dot(off, off) <= square {
                            self.cut[cell] |= cut;
                        }
                    }
                }
            }
        }
    }

    fn cell_range(&self, centre: Point, by: f64) -> [usize; 3] {
        std::array::from_fn(|i| {
            let at = (centre[i] + by - self.origin[i]) / self.size;
            at.clamp(0.0, self.count[i] as f64 - 1.0) as usize
        })
    }
}
