//! Floods: which cells are joined, in what order of layers, and what stays below a rim.

use super::grid::{CUT, Grid};
use crate::measure::topology::Groups;
use crate::units::Point;

/// No number yet.
const NONE: u32 = u32::MAX;

/// Connected cells.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Region {
    pub(super) cells: u64,
    /// The most of them in one layer.
    pub(super) widest: u64,
    /// One of them, in the widest layer.
    pub(super) at: usize,
}

/// Cells by what they are joined to.
pub(super) struct Cells {
    /// The number of each cell's component; 0 is outside.
    number: Vec<u32>,
    /// Per component, whether it is void.
    void: Vec<bool>,
    regions: Vec<Region>,
}

/// Calls `visit` for each neighbour that a cell is joined to, with its axis and whether it lies upwards.
fn neighbours(grid: &Grid, cell: usize, mut visit: impl FnMut(usize, usize, bool)) {
    let place = grid.place(cell);
    for axis in 0..3 {
        let stride = grid.stride(axis);
        if place[axis] + 1 < grid.count[axis] && grid.cut[cell] & CUT[axis] == 0 {
            visit(cell + stride, axis, true);
        }
        if place[axis] > 0 && grid.cut[cell - stride] & CUT[axis] == 0 {
            visit(cell - stride, axis, false);
        }
    }
}

impl Cells {
    pub(super) fn new(grid: &Grid) -> Self {
        let n = grid.cut.len();
        let mut number = vec![NONE; n];
        let mut regions: Vec<Region> = Vec::new();
        let mut votes: Vec<i64> = Vec::new();
        let layer = grid.stride(2);
        // The winding number of each cell, from the layer outside of the part up.
        let mut winding = vec![0i8; n];
        for cell in layer..n {
            winding[cell] = winding[cell - layer].wrapping_add(grid.winding[cell - layer]);
        }
        let mut stack = Vec::new();
        for start in 0..n {
            if number[start] != NONE {
                continue;
            }
            let own = regions.len() as u32;
            let mut region = Region {
                at: start,
                ..Region::default()
            };
            let mut vote = 0i64;
            let mut sums = [0u64; 3];
            number[start] = own;
            stack.push(start);
            while let Some(cell) = stack.pop() {
                region.cells += 1;
                vote += if winding[cell] > 0 { 1 } else { -1 };
                for (sum, at) in sums.iter_mut().zip(grid.place(cell)) {
                    *sum += at as u64;
                }
                neighbours(grid, cell, |next, _, _| {
                    if number[next] == NONE {
                        number[next] = own;
                        stack.push(next);
                    }
                });
            }
            // Its middle, if that belongs to it.
            let [x, y, z] = sums.map(|sum| (sum / region.cells) as usize);
            let middle = x + grid.count[0] * (y + grid.count[1] * z);
            if number[middle] == own {
                region.at = middle;
            }
            regions.push(region);
            votes.push(vote);
        }
        let void = votes.iter().map(|vote| *vote < 0).collect();
        Self {
            number,
            void,
            regions,
        }
    }

    /// The void regions that are not joined to the outside, with their numbers.
    pub(super) fn voids(&self) -> impl Iterator<Item = (u32, &Region)> {
        (0..)
            .zip(&self.regions)
            .skip(1)
            .filter(|(number, _)| self.void[*number as usize])
    }

    /// How many there are.
    pub(super) fn shut_in(&self) -> usize {
        self.voids().count()
    }

    pub(super) fn is_shut_in(&self, cell: usize) -> bool {
        self.number[cell] != 0
    }

    /// The component at a point, if that is void.
    pub(super) fn at(&self, grid: &Grid, point: Point) -> Option<u32> {
        let number = self.number[grid.cell(point)?];
        self.void[number as usize].then_some(number)
    }

    fn is_void(&self, cell: usize) -> bool {
        self.void[self.number[cell] as usize]
    }
}

/// The regions that are shut in for a while when layer after layer is added, from the plate up: until they are
/// joined to the outside or for ever.
pub(super) fn suction(grid: &Grid, cells: &Cells) -> Vec<Region> {
    let n = grid.cut.len();
    let layer = grid.stride(2);
    let columns = grid.count[0];
    let mut groups = Groups::of(n);
    let mut grown: Vec<Region> = vec![Region::default(); n];
    let mut done = Vec::new();
    // The outside is the group of the first cell, which has the least number of all.
    let mut join = |grown: &mut Vec<Region>, groups: &mut Groups, a: usize, b: usize| {
        let roots = [groups.find(a as u32), groups.find(b as u32)].map(|root| root as usize);
        let (low, high) = (roots[0].min(roots[1]), roots[0].max(roots[1]));
        if low == high {
            return;
        }
        groups.join(low as u32, high as u32);
        let other = grown[high];
        if low == 0 {
            if other.widest > 0 {
                done.push(other);
            }
            return;
        }
        let own = &mut grown[low];
        own.cells += other.cells;
        if (other.widest, own.at) > (own.widest, other.at) {
            own.widest = other.widest;
            own.at = other.at;
        }
    };
    let mut areas: Vec<(u32, usize)> = Vec::new();
    for z in 0..grid.count[2] {
        let range = z * layer..(z + 1) * layer;
        for cell in range.clone().filter(|cell| cells.is_void(*cell)) {
            let [x, y, _] = grid.place(cell);
            for (axis, at) in [x, y, z].into_iter().enumerate() {
                let stride = [1, columns, layer][axis];
                if at > 0 && grid.cut[cell - stride] & CUT[axis] == 0 {
                    join(&mut grown, &mut groups, cell, cell - stride);
                }
            }
            if x == 0 || y == 0 || z == 0 || x + 1 == columns || y + 1 == grid.count[1] {
                join(&mut grown, &mut groups, cell, 0);
            }
        }
        areas.clear();
        for cell in range.filter(|cell| cells.is_void(*cell)) {
            let root = groups.find(cell as u32);
            if root != 0 {
                areas.push((root, cell));
            }
        }
        areas.sort_unstable();
        for same in areas.chunk_by(|a, b| a.0 == b.0) {
            let region = &mut grown[same[0].0 as usize];
            let area = same.len() as u64;
            region.cells += area;
            if area > region.widest {
                region.widest = area;
                region.at = same[same.len() / 2].1;
            }
        }
    }
    let last = (0..n as u32).zip(&grown).skip(1);
    done.extend(
        last.filter(|(cell, region)| region.widest > 0 && groups.find(*cell) == *cell)
            .map(|(_, region)| *region),
    );
    done
}

/// The regions that keep at least `least` cells of liquid whichever of its six sides the part is laid on; closed
/// ones are left out.
pub(super) fn traps(grid: &Grid, cells: &Cells, least: f64) -> Vec<Region> {
    let n = grid.cut.len();
    let mut kept = vec![0u8; n];
    for (bit, (axis, up)) in [
        (2, true),
        (2, false),
        (0, true),
        (0, false),
        (1, true),
        (1, false),
    ]
    .into_iter()
    .enumerate()
    {
        let count = keep(grid, cells, axis, up, 1 << bit, &mut kept);
        if (count as f64) < least {
            return Vec::new();
        }
    }
    // Of connected cells that keep liquid in some position, what they keep in the best one.
    let mut seen = vec![false; n];
    let mut stack = Vec::new();
    let mut traps = Vec::new();
    for start in 0..n {
        if kept[start] == 0 || seen[start] {
            continue;
        }
        let mut counts = [0u64; 6];
        let mut lasts = [start; 6];
        seen[start] = true;
        stack.push(start);
        while let Some(cell) = stack.pop() {
            for bit in 0..6 {
                if kept[cell] & 1 << bit != 0 {
                    counts[bit] += 1;
                    lasts[bit] = lasts[bit].min(cell);
                }
            }
            neighbours(grid, cell, |next, _, _| {
                if kept[next] != 0 && !seen[next] {
                    seen[next] = true;
                    stack.push(next);
                }
            });
        }
        let best = (0..6).fold(0, |best, bit| {
            if counts[bit] < counts[best] {
                bit
            } else {
                best
            }
        });
        if counts[best] as f64 >= least {
            traps.push(Region {
                cells: counts[best],
                widest: 0,
                at: lasts[best],
            });
        }
    }
    traps
}

/// Marks the cells joined to the outside that keep liquid when `axis` points up (or down): those from which every
/// way out leads over something higher. How many they are.
fn keep(grid: &Grid, cells: &Cells, axis: usize, up: bool, bit: u8, kept: &mut [u8]) -> u64 {
    let levels = grid.count[axis];
    let height = |cell: usize| {
        let at = grid.place(cell)[axis];
        if up { at } else { levels - 1 - at }
    };
    let mut level = vec![u16::MAX; grid.cut.len()];
    let mut waiting: Vec<Vec<u32>> = vec![Vec::new(); levels];
    // The outermost layer of cells is all outside; from its lowest cell all of it is reached.
    let start = if up {
        0
    } else {
        (levels - 1) * grid.stride(axis)
    };
    level[start] = 0;
    waiting[0].push(start as u32);
    let mut count = 0;
    for at in 0..levels {
        while let Some(cell) = waiting[at].pop() {
            let cell = cell as usize;
            if (height(cell)) < at {
                kept[cell] |= bit;
                count += 1;
            }
            neighbours(grid, cell, |next, _, _| {
                if level[next] == u16::MAX && cells.number[next] == 0 {
                    let to = height(next).max(at);
                    level[next] = to as u16;
                    waiting[to].push(next as u32);
                }
            });
        }
    }
    count
}
