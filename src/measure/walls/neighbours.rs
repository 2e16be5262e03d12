//! Which samples lie side by side on one surface.

use super::lattice::{dot, minus};
use super::patches::Sample;
use crate::units::Point;

/// Samples of one level are neighbours within so many pitches; of two levels, within those of the coarser.
const REACH: f64 = 1.5;

/// Cells along an axis: what a third of a key holds, less room for neighbours.
const CELLS: f64 = ((1 << 21) - 4) as f64;

/// For each sample those neighbours that come before it.
pub(super) struct Neighbours {
    begins: Vec<u32>,
    others: Vec<u32>,
}

/// A sample in its cell: cells in the order of their keys, in each the samples of the coarsest level first.
struct Placed {
    key: u64,
    is_finer: bool,
    index: u32,
    at: Point,
}

/// The samples of a cell: places from `begin`, those of the coarsest level up to `own`.
struct Cell {
    key: u64,
    begin: usize,
    own: usize,
    end: usize,
}

impl Neighbours {
    /// The neighbours among samples whose lattice has this pitch, mm, at level 0. Some 200 ns per sample.
    pub(super) fn new(samples: &[Sample], pitch: f64) -> Self {
        let levels = samples.iter().map(|sample| sample.level).max();
        let range = |axis: usize| {
            let all = samples.iter().map(|sample| sample.at[axis]);
            all.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| {
                [low.min(x), high.max(x)]
            })
        };
        let ranges = [0, 1, 2].map(range);
        let extent = ranges
            .map(|[low, high]| high - low)
            .into_iter()
            .fold(0.0, f64::max);
        let mut pairs: Vec<[u32; 2]> = Vec::with_capacity(samples.len() * 4);
        for level in 0..=levels.unwrap_or(0) {
            let reach = REACH * pitch / f64::from(1u32 << level);
            let size = reach.max(extent / CELLS);
            let key = |at: Point| {
                (0..3).fold(0, |key, axis| {
                    let cell = ((at[axis] - ranges[axis][0]) / size) as u64;
                    key << 21 | (cell + 1)
                })
            };
            let of_level = (0..)
                .zip(samples)
                .filter(|(_, sample)| sample.level >= level);
            let mut placed: Vec<Placed> = of_level
                .map(|(index, sample)| Placed {
                    key: key(sample.at),
                    is_finer: sample.level > level,
                    index,
                    at: sample.at,
                })
                .collect();
            placed.sort_unstable_by_key(|placed| (placed.key, placed.is_finer, placed.index));
            beside(&placed, |a, b| {
                let (a, b) = (&placed[a], &placed[b]);
                let between = minus(b.at, a.at);
                let square = dot(between, between);
                if square <= reach * reach {
                    let (first, second) = (a.index.min(b.index), a.index.max(b.index));
                    let of = |index: u32| &samples[index as usize];
                    if are_of_one_surface(of(first), of(second), square) {
                        pairs.push([first, second]);
                    }
                }
            });
        }
        Self::of_pairs(samples.len(), &pairs)
    }

    fn of_pairs(n: usize, pairs: &[[u32; 2]]) -> Self {
        let mut begins = vec![0u32; n + 1];
        for [_, second] in pairs {
            begins[*second as usize + 1] += 1;
        }
        for at in 0..n {
            begins[at + 1] += begins[at];
        }
        let mut next = begins.clone();
        let mut others = vec![0; pairs.len()];
        for [first, second] in pairs {
            let next = &mut next[*second as usize];
            others[*next as usize] = *first;
            *next += 1;
        }
        Self { begins, others }
    }

    /// The neighbours of a sample that come before it.
    pub(super) fn before(&self, index: u32) -> &[u32] {
        let at = index as usize;
        &self.others[self.begins[at] as usize..self.begins[at + 1] as usize]
    }
}

/// Calls `visit` for all pairs of places in the same or in neighbouring cells, one of which at least is of the coarsest
/// level.
fn beside(placed: &[Placed], mut visit: impl FnMut(usize, usize)) {
    let mut cells: Vec<Cell> = Vec::new();
    let mut begin = 0;
    for of_cell in placed.chunk_by(|a, b| a.key == b.key) {
        cells.push(Cell {
            key: of_cell[0].key,
            begin,
            own: begin + of_cell.partition_point(|placed| !placed.is_finer),
            end: begin + of_cell.len(),
        });
        begin += of_cell.len();
    }
    // Of the 26 cells around, the 13 that come after: rows of up to three, each a little later than that of the cell before.
    let step = |x: i64, y: i64, z: i64| ((x << 42) + (y << 21) + z).cast_unsigned();
    let rows = [
        (step(0, 0, 1), step(0, 0, 1)),
        (step(0, 1, -1), step(0, 1, 1)),
        (step(1, -1, -1), step(1, -1, 1)),
        (step(1, 0, -1), step(1, 0, 1)),
        (step(1, 1, -1), step(1, 1, 1)),
    ];
    let mut at_row = [0usize; 5];
    for (at, cell) in cells.iter().enumerate() {
        for a in cell.begin..cell.own {
            for b in a + 1..cell.end {
                visit(a, b);
            }
        }
        for ((first, last), from) in rows.iter().zip(&mut at_row) {
            *from = (*from).max(at);
            let (first, last) = (cell.key.wrapping_add(*first), cell.key.wrapping_add(*last));
            while cells.get(*from).is_some_and(|other| other.key < first) {
                *from += 1;
            }
            let others = cells[*from..].iter().take_while(|other| other.key <= last);
            for other in others {
                for a in cell.begin..cell.end {
                    let end = if a < cell.own { other.end } else { other.own };
                    for b in other.begin..end {
                        visit(a, b);
                    }
                }
            }
        }
    }
}

/// Whether two samples this far apart (squared) lie on one surface.
fn are_of_one_surface(a: &Sample, b: &Sample, square: f64) -> bool {
    if a.shell != b.shell || a.same_shell != b.same_shell {
        return false;
    }
    let cosine = dot(a.normal, b.normal);
    if cosine < -0.5 {
        // Both sides of a wall.
        return false;
    }
    if cosine < 0.7 {
        return true;
    }
    // Of surfaces that look the same way, one above the other is another.
    let between = minus(b.at, a.at);
    let rise = dot(between, a.normal) + dot(between, b.normal);
    rise * rise <= 1.44 * square * (2.0 + 2.0 * cosine) / 4.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_those_of_comparing_all() {
        let mut seed = 11u64;
        let mut number = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 11) as f64 / (1u64 << 53) as f64
        };
        let pitch = 0.5;
        let samples: Vec<Sample> = (0..600)
            .map(|i| Sample {
                at: [4.0 * number(), 3.0 * number(), 2.0 * number()],
                normal: [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, -1.0]][i % 3],
                area: 0.1,
                size: 1.0,
                level: [0, 1, 3][i / 3 % 3],
                shell: u32::from(i % 7 == 0),
                same_shell: true,
            })
            .collect();
        let found = Neighbours::new(&samples, pitch);
        let mut count = 0;
        for (index, sample) in (0u32..).zip(&samples) {
            let mut told = found.before(index).to_vec();
            told.sort_unstable();
            let plain: Vec<u32> = (0..index)
                .filter(|other| {
                    let other = &samples[*other as usize];
                    let coarser = sample.level.min(other.level);
                    let reach = REACH * pitch / f64::from(1u32 << coarser);
                    let between = minus(sample.at, other.at);
                    let square = dot(between, between);
                    square <= reach * reach && are_of_one_surface(other, sample, square)
                })
                .collect();
            assert_eq!(told, plain);
            count += plain.len();
        }
        assert!(count > 500, "{count}");
    }
}
