//! Welding: giving equal positions one number.
//!
//! In two steps. Each chunk of facets welds its own corners in a small table that stays in cache;
//! then only the positions that chunks found are welded across chunks, again in small tables, each
//! for the positions whose hash begins alike. Vertices are numbered by their first corner, so
//! neither the hash nor the threads show.

use crate::mesh::parallel::{self, CHUNK};
use crate::units::Point;

/// Tables of the second step.
const BUCKETS: usize = 64;

/// Marks a free slot.
const FREE: u32 = u32::MAX;

/// A position to its last bit.
pub(super) trait Position: Copy + Eq + Send + Sync {
    /// A well-mixed number, equal for equal positions.
    fn hash(self) -> u64;
    /// The position in the file's unit.
    fn point(self) -> Point;
}

/// Positions as STL has them.
pub(super) type Single = [u32; 3];

/// Positions of all other formats.
pub(super) type Double = [u64; 3];

/// Positions of bodies that were modelled apart: the position and the body.
pub(super) type Apart = (Double, u32);

/// The bits of a position; −0.0 becomes 0.0.
pub(super) fn single(point: [f32; 3]) -> Single {
    point.map(|x| (x + 0.0).to_bits())
}

/// The bits of a position; −0.0 becomes 0.0.
pub(super) fn double(point: Point) -> Double {
    point.map(|x| (x + 0.0).to_bits())
}

/// Multiplies to 128 bits and folds: one round of wyhash.
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

impl Position for Single {
    #[inline]
    fn hash(self) -> u64 {
        let [x, y, z] = self.map(u64::from);
        mix(
            x ^ (y << 32) ^ 0xA076_1D64_78BD_642F,
            z ^ 0xE703_7ED1_A0B4_28DB,
        )
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    fn point(self) -> Point {
        self.map(|bits| f64::from(f32::from_bits(bits)))
    }
}

impl Position for Double {
    #[inline]
    fn hash(self) -> u64 {
        let [x, y, z] = self;
        let xy = mix(x ^ 0xA076_1D64_78BD_642F, y ^ 0xE703_7ED1_A0B4_28DB);
        mix(xy ^ 0x8EBC_6AF0_9C88_C6E3, z ^ 0x5899_65CC_7537_4CC3)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    fn point(self) -> Point {
        self.map(f64::from_bits)
    }
}

impl Position for Apart {
    #[inline]
    fn hash(self) -> u64 {
        mix(
            self.0.hash() ^ u64::from(self.1),
            0x9E37_79B9_7F4A_7C15 ^ 0x8EBC_6AF0_9C88_C6E3,
        )
    }

    fn point(self) -> Point {
        self.0.point()
    }
}

/// A welded mesh.
#[derive(Clone, Debug)]
pub(super) struct Welded {
    /// Three vertices per facet, in the order of the facets given.
    pub(super) facets: Vec<[u32; 3]>,
    /// Distinct positions in the order of their first corner.
    pub(super) vertices: Vec<Point>,
}

impl Welded {
    /// The corners of a facet.
    #[inline]
    pub(super) fn corners(&self, facet: u32) -> [Point; 3] {
        self.facets[facet as usize].map(|vertex| self.vertices[vertex as usize])
    }
}

/// Welds `n` facets, each given by `facet`; positions are multiplied by `scale`.
pub(super) fn weld<P: Position>(
    n: usize,
    scale: f64,
    facet: impl Fn(usize) -> [P; 3] + Sync,
) -> Welded {
    let mut facets = vec![[0; 3]; n];
    let locals = parallel::fill_chunks(&mut facets, |range, out| {
        Local::weld(range.zip(out), &facet)
    });
    let place = |position: &P| position.point().map(|x| x * scale);
    if let [local] = &locals[..] {
        let vertices = local.positions.iter().map(place).collect();
        return Welded { facets, vertices };
    }

    let bases = prefix_sums(locals.iter().map(|local| local.positions.len()));
    let firsts = first_of_each(&locals, &bases, n);
    let new = |chunk: usize| {
        let base = bases[chunk] as u32;
        (base..)
            .zip(&firsts[chunk])
            .map(move |(at, first)| *first == at)
    };
    let counts = parallel::map((0..locals.len()).collect(), n, |chunk| {
        new(chunk).filter(|new| *new).count()
    });
    let starts = prefix_sums(counts);
    let total = starts.last().copied().unwrap_or(0);

    // The number of each position that is the first of its kind, by its number among all of them.
    let mut numbers = vec![FREE; bases.last().copied().unwrap_or(0)];
    let mut vertices = vec![[0.0; 3]; total];
    let parts = split(&mut numbers, &bases)
        .into_iter()
        .zip(split(&mut vertices, &starts))
        .enumerate()
        .collect();
    parallel::map(parts, n, |(chunk, (numbers, vertices))| {
        let mut next = 0;
        for ((new, number), position) in new(chunk).zip(numbers).zip(&locals[chunk].positions) {
            if new {
                *number = (starts[chunk] + next) as u32;
                vertices[next] = place(position);
                next += 1;
            }
        }
    });
    let parts = firsts.iter().zip(facets.chunks_mut(CHUNK)).collect();
    parallel::map(parts, n, |(firsts, facets)| {
        let numbers: Vec<u32> = firsts
            .iter()
            .map(|first| numbers[*first as usize])
            .collect();
        for corner in facets.as_flattened_mut() {
            *corner = numbers[*corner as usize];
        }
    });
    Welded { facets, vertices }
}

/// What one chunk found: its distinct positions in the order of their first corner.
struct Local<P> {
    positions: Vec<P>,
    /// Their numbers, grouped by bucket.
    by_bucket: Vec<u32>,
    /// Where each bucket begins in `by_bucket`, and the end.
    starts: [u32; BUCKETS + 1],
}

fn bucket(hash: u64) -> usize {
    (hash >> 58) as usize
}

impl<P: Position> Local<P> {
    /// Welds the facets given, writing chunk-local vertex numbers.
    fn weld<'a>(
        facets: impl ExactSizeIterator<Item = (usize, &'a mut [u32; 3])>,
        facet: &(impl Fn(usize) -> [P; 3] + Sync),
    ) -> Self {
        // A closed surface has half as many vertices as facets.
        let mut table = Table::with_room_for(facets.len() / 2 + 64);
        let mut positions = Vec::with_capacity(facets.len() / 2 + 64);
        let mut counts = [0; BUCKETS];
        for (index, out) in facets {
            for (corner, position) in out.iter_mut().zip(facet(index)) {
                let hash = position.hash();
                *corner = match table.find(hash, |at| positions[at as usize] == position) {
                    Ok(found) => found,
                    Err(slot) => {
                        let new = positions.len() as u32;
                        positions.push(position);
                        counts[bucket(hash)] += 1;
                        table.insert(slot, new, |at| positions[at as usize].hash());
                        new
                    }
                };
            }
        }
        let mut starts = [0; BUCKETS + 1];
        for (bucket, count) in counts.iter().enumerate() {
            starts[bucket + 1] = starts[bucket] + count;
        }
        let mut cursor = starts;
        let mut by_bucket = vec![0; positions.len()];
        for (at, position) in (0..).zip(&positions) {
            let cursor = &mut cursor[bucket(position.hash())];
            by_bucket[*cursor as usize] = at;
            *cursor += 1;
        }
        Self {
            positions,
            by_bucket,
            starts,
        }
    }

    fn bucket(&self, bucket: usize) -> &[u32] {
        &self.by_bucket[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }
}

/// For each chunk and each of its positions, the number (counted over all chunks) of the first
/// position that equals it.
fn first_of_each<P: Position>(locals: &[Local<P>], bases: &[usize], n: usize) -> Vec<Vec<u32>> {
    let of_bucket = parallel::map((0..BUCKETS).collect(), n, |bucket| {
        let found: usize = locals.iter().map(|local| local.bucket(bucket).len()).sum();
        let mut table = Table::with_room_for(found);
        // Of each inserted position: its number, and where it is.
        let mut inserted: Vec<(u32, P)> = Vec::with_capacity(found);
        let mut firsts = Vec::with_capacity(found);
        for (local, base) in locals.iter().zip(bases) {
            for at in local.bucket(bucket) {
                let position = local.positions[*at as usize];
                // The bucket took the first bits of the hash.
                let hash = position.hash() << 6;
                let same = |at: u32| inserted[at as usize].1 == position;
                match table.find(hash, same) {
                    Ok(at) => firsts.push(inserted[at as usize].0),
                    Err(slot) => {
                        let number = *base as u32 + at;
                        firsts.push(number);
                        inserted.push((number, position));
                        let hash = |at: u32| inserted[at as usize].1.hash() << 6;
                        table.insert(slot, inserted.len() as u32 - 1, hash);
                    }
                }
            }
        }
        firsts
    });
    let offsets: Vec<Vec<usize>> = (0..BUCKETS)
        .map(|bucket| prefix_sums(locals.iter().map(|local| local.bucket(bucket).len())))
        .collect();
    parallel::map((0..locals.len()).collect(), n, |chunk| {
        let local = &locals[chunk];
        let mut firsts = vec![0; local.positions.len()];
        for bucket in 0..BUCKETS {
            let found = &of_bucket[bucket][offsets[bucket][chunk]..];
            for (at, first) in local.bucket(bucket).iter().zip(found) {
                firsts[*at as usize] = *first;
            }
        }
        firsts
    })
}

/// An open-addressing table of numbers, at most half full.
struct Table {
    slots: Vec<u32>,
    shift: u32,
    used: usize,
}

impl Table {
    fn with_room_for(n: usize) -> Self {
        let size = (2 * n).next_power_of_two().max(64);
        Self {
            slots: vec![FREE; size],
            shift: 64 - size.ilog2(),
            used: 0,
        }
    }

    /// The number under this hash that `is_it`, else the free slot for it.
    #[inline]
    fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = (hash >> self.shift) as usize;
        loop {
            let number = self.slots[slot & mask];
            if number == FREE {
                return Err(slot & mask);
            }
            if is_it(number) {
                return Ok(number);
            }
            slot += 1;
        }
    }

    /// Puts `number` into a free slot that [`Table::find`] gave; `hash_of` a number for growing.
    fn insert(&mut self, slot: usize, number: u32, hash_of: impl Fn(u32) -> u64) {
        self.slots[slot] = number;
        self.used += 1;
        if self.used * 2 > self.slots.len() {
            let mut larger = Self::with_room_for(self.slots.len());
            let old = std::mem::take(&mut self.slots);
            for number in old.into_iter().filter(|number| *number != FREE) {
                if let Err(slot) = larger.find(hash_of(number), |_| false) {
                    larger.slots[slot] = number;
                }
            }
            larger.used = self.used;
            *self = larger;
        }
    }
}

/// `0, a, a + b, …`: where each part begins, and the end.
fn prefix_sums(lengths: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut sums = vec![0];
    let mut sum = 0;
    for length in lengths {
        sum += length;
        sums.push(sum);
    }
    sums
}

/// Cuts `all` at `bounds`, as [`prefix_sums`] gives them.
fn split<'a, T>(mut all: &'a mut [T], bounds: &[usize]) -> Vec<&'a mut [T]> {
    bounds
        .windows(2)
        .map(|bounds: &[usize]| {
            let (part, rest) = std::mem::take(&mut all).split_at_mut(bounds[1] - bounds[0]);
            all = rest;
            part
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// The plain way: a map from position to the number of its first corner.
    fn reference(facets: &[[Single; 3]]) -> (Vec<[u32; 3]>, Vec<Single>) {
        let mut numbers = HashMap::new();
        let mut positions = Vec::new();
        let welded = facets
            .iter()
            .map(|facet| {
                facet.map(|corner| {
                    *numbers.entry(corner).or_insert_with(|| {
                        positions.push(corner);
                        positions.len() as u32 - 1
                    })
                })
            })
            .collect();
        (welded, positions)
    }

    fn check(facets: &[[Single; 3]]) {
        let (expected, positions) = reference(facets);
        let welded = weld(facets.len(), 2.0, |i| facets[i]);
        assert_eq!(welded.facets, expected);
        let doubled: Vec<Point> = positions
            .iter()
            .map(|position| position.point().map(|x| x * 2.0))
            .collect();
        assert_eq!(welded.vertices, doubled);
    }

    #[test]
    fn equals_the_plain_way_on_one_and_many_chunks() {
        for (n, distinct) in [
            (0, 1),
            (1, 1),
            (500, 40),
            (CHUNK * 3 + 5, 900),
            (CHUNK * 4, 150_000),
        ] {
            let mut state = 1u64;
            let mut random = || {
                state = mix(state ^ 0x1234_5678, 0x9E37_79B9_7F4A_7C15).wrapping_add(1);
                let number = state % distinct;
                single([number as f32 * 0.37, (number % 7) as f32, -1.5])
            };
            let facets: Vec<[Single; 3]> = (0..n).map(|_| [random(), random(), random()]).collect();
            check(&facets);
        }
    }

    #[test]
    fn the_two_zeros_are_one() {
        let facets = [[
            single([0.0, -0.0, 1.0]),
            single([-0.0, 0.0, 1.0]),
            single([0.0, 0.0, -0.0]),
        ]];
        assert_eq!(weld(1, 1.0, |i| facets[i]).facets, [[0, 0, 1]]);
        let facets = facets.map(|facet| facet.map(|corner| double(corner.point())));
        assert_eq!(weld(1, 1.0, |i| facets[i]).vertices.len(), 2);
    }
}
