//! Patches: samples under a level that lie side by side on the surface.
//!
//! Patches grow from the thinnest sample on. A patch is told from the level on at which it covers
//! [`LEAST_AREA`], and its `min` is the thickness at which it did so for the first time: a single
//! sample at an edge is no wall.

use super::super::facts::{LIST_LIMIT, Patch};
use super::super::places::order;
use super::lattice::{dot, length, minus};
use super::neighbours::Neighbours;
use crate::units::Point;
use nalgebra::{Matrix3, SymmetricEigen};
use rustc_hash::{FxHashMap, FxHashSet};

/// Levels of patches, mm.
pub(super) const LEVELS: [f64; 19] = [
    0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0,
    4.0,
];

/// No sample above the highest level is in a patch, mm.
pub(super) const HIGHEST: f64 = LEVELS[LEVELS.len() - 1];

/// The least area of a patch, mm².
pub(super) const LEAST_AREA: f64 = 0.5;

/// The cubes that breadths are measured in, mm.
const CUBES: [f64; 3] = [1.0, 2.0, 4.0];

/// A piece is narrow for its cube up to this part of it: the cubes may halve what is broader.
const BROAD: f64 = 0.4;

/// So many samples tell how broad a piece is.
const LEAST_SAMPLES: u32 = 5;

/// A sample that faces a wall.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// The point.
    pub(super) at: Point,
    /// The normal there, of length 1.
    pub(super) normal: Point,
    /// The surface it stands for, mm².
    pub(super) area: f64,
    /// The ball's diameter, mm.
    pub(super) size: f64,
    /// How often its lattice was halved.
    pub(super) level: u8,
    /// Its shell.
    pub(super) shell: u32,
    /// What stops the ball is of the same shell.
    pub(super) same_shell: bool,
}

/// What the samples make together.
#[derive(Debug, Default)]
pub(super) struct Patches {
    /// The thickness at which a patch has [`LEAST_AREA`] for the first time, and where.
    pub(super) min: Option<(f64, Point)>,
    /// By level, the thinnest first.
    pub(super) listed: Vec<Patch>,
    /// How many there are.
    pub(super) total: u64,
}

/// The trees of samples that are joined.
struct Joined {
    parent: Vec<u32>,
    area: Vec<f64>,
    /// When the area was reached.
    min: Vec<f64>,
}

impl Joined {
    fn root(&mut self, mut of: u32) -> u32 {
        while self.parent[of as usize] != of {
            let above = self.parent[self.parent[of as usize] as usize];
            self.parent[of as usize] = above;
            of = above;
        }
        of
    }

    fn join(&mut self, a: u32, b: u32, size: f64) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        // The thinner one stays: by that order, and by nothing else, the sums come out the same.
        let (root, other) = (a.min(b), a.max(b));
        self.parent[other as usize] = root;
        self.area[root as usize] += self.area[other as usize];
        self.min[root as usize] = self.min[root as usize].min(self.min[other as usize]);
        self.reached(root, size);
    }

    fn reached(&mut self, root: u32, size: f64) {
        if self.area[root as usize] >= LEAST_AREA && self.min[root as usize].is_infinite() {
            self.min[root as usize] = size;
        }
    }
}

/// The patches of samples whose lattice has this pitch at level 0, and sizes this resolution, mm: what is as thin as a
/// level but for rounding is not below it.
pub(super) fn patches(samples: &mut [Sample], pitch: f64, resolution: f64) -> Patches {
    samples.sort_unstable_by(|a, b| {
        a.size
            .total_cmp(&b.size)
            .then_with(|| order(&a.at, &b.at))
            .then_with(|| order(&a.normal, &b.normal))
            .then_with(|| a.area.total_cmp(&b.area))
            .then_with(|| a.same_shell.cmp(&b.same_shell))
    });
    let mut joined = Joined {
        parent: (0..samples.len() as u32).collect(),
        area: samples.iter().map(|sample| sample.area).collect(),
        min: vec![f64::INFINITY; samples.len()],
    };
    let neighbours = Neighbours::new(samples, pitch);
    let mut cubes = Cubes::new(samples);
    let mut found = Patches::default();
    let mut by_level: Vec<Vec<Patch>> = Vec::new();
    let mut next = 0;
    for below in LEVELS {
        let told = next;
        let most = below - resolution;
        while let Some(sample) = samples.get(next).filter(|sample| sample.size < most) {
            joined.reached(next as u32, sample.size);
            for other in neighbours.before(next as u32) {
                joined.join(next as u32, *other, sample.size);
            }
            next += 1;
            if found.min.is_none() {
                let root = joined.root(next as u32 - 1) as usize;
                if joined.min[root].is_finite() {
                    found.min = Some((sample.size, sample.at));
                }
            }
        }
        let mut patches = match by_level.last() {
            // Nothing is new at this level.
            Some(last) if next == told => last.clone(),
            _ => at_level(&samples[..next], &mut joined, &mut cubes),
        };
        for patch in &mut patches {
            patch.below = below;
        }
        found.total += patches.len() as u64;
        by_level.push(patches);
    }
    // The global least is where its patch says that it is.
    if let (Some((min, at)), Some(first)) = (&mut found.min, by_level.iter().flatten().next())
        && first.min <= *min
    {
        *at = first.at;
    }
    found.listed = by_level.into_iter().flatten().collect();
    shorten(&mut found.listed, LIST_LIMIT);
    found
}

/// The patches that all these samples make, the thinnest first; the level is still to be filled in.
fn at_level(samples: &[Sample], joined: &mut Joined, cubes: &mut Cubes<'_>) -> Vec<Patch> {
    let mut roots: Vec<u32> = (0..samples.len() as u32)
        .filter(|i| joined.parent[*i as usize] == *i && joined.area[*i as usize] >= LEAST_AREA)
        .collect();
    let rank = |a: &u32, b: &u32| {
        let (a, b) = (*a as usize, *b as usize);
        joined.min[a]
            .total_cmp(&joined.min[b])
            .then_with(|| joined.area[b].total_cmp(&joined.area[a]))
            .then(a.cmp(&b))
    };
    roots.sort_unstable_by(rank);
    let places: FxHashMap<u32, usize> = roots.iter().copied().zip(0..).collect();
    let mut sums = vec![Sums::default(); roots.len()];
    let mut members: Vec<u32> = Vec::with_capacity(samples.len());
    for (index, sample) in (0..).zip(samples) {
        let root = joined.root(index);
        let place = places.get(&root).copied();
        members.push(place.map_or(NONE, |place| place as u32));
        if let Some(place) = place {
            sums[place].add(sample);
        }
    }
    let across = cubes.breadths(&members, &sums);
    // Of the thinnest samples of each patch, the one in their middle.
    let mut thinnest = vec![Spread::default(); roots.len()];
    let limit = |place: u32| joined.min[roots[place as usize] as usize] * 1.01 + 1e-6;
    for (place, sample) in members.iter().zip(samples) {
        if *place != NONE && sample.size <= limit(*place) {
            thinnest[*place as usize].add(sample);
        }
    }
    let mut best: Vec<(f64, Point)> = vec![(f64::INFINITY, [0.0; 3]); roots.len()];
    for (place, sample) in members.iter().zip(samples) {
        if *place != NONE && sample.size <= limit(*place) {
            let away = length(minus(sample.at, thinnest[*place as usize].middle()));
            let best = &mut best[*place as usize];
            if away < best.0 {
                *best = (away, sample.at);
            }
        }
    }
    roots
        .iter()
        .zip(sums)
        .zip(best)
        .zip(across)
        .map(|(((root, sums), (_, at)), across)| Patch {
            below: f64::NAN,
            min: joined.min[*root as usize],
            area: joined.area[*root as usize],
            across,
            at,
            normal: sums.normal(),
            same_shell: Some(samples[*root as usize].same_shell),
        })
        .collect()
}

/// The cubes of each size that samples lie in.
struct Cubes<'a> {
    samples: &'a [Sample],
    /// By size: the number of each sample's cube, and how many there are; once somebody has asked.
    cells: [Option<(Vec<u32>, usize)>; CUBES.len()],
}

/// The samples of a patch in a cube.
struct Piece {
    patch: u32,
    /// The next piece in the same cube.
    next: u32,
    count: u32,
    spread: Spread,
}

const NONE: u32 = u32::MAX;

impl<'a> Cubes<'a> {
    fn new(samples: &'a [Sample]) -> Self {
        let cells = [const { None }; CUBES.len()];
        Self { samples, cells }
    }

    /// How broad each patch of the first samples is: `members` names the patch of each, `sums` holds all of it.
    ///
    /// A strip along a curved edge is spread as widely as the curve, so patches are also looked at in cubes: the
    /// broadest piece in cubes of a size tells how broad the patch is, as far as it is not as broad as the
    /// cubes; then larger ones decide.
    fn breadths(&mut self, members: &[u32], sums: &[Sums]) -> Vec<f64> {
        let mut across: Vec<f64> = sums.iter().map(|sums| sums.spread.across()).collect();
        let mut open = vec![true; across.len()];
        for (size, cube) in CUBES.into_iter().enumerate() {
            // What is narrower than a cube as a whole is so in pieces too.
            let asks = |patch: usize| open[patch] && across[patch] > BROAD * cube;
            if !(0..across.len()).any(asks) {
                continue;
            }
            let pieces = self.pieces(size, members, asks);
            let mut broadest = vec![0f64; across.len()];
            for piece in pieces.iter().filter(|piece| piece.count >= LEAST_SAMPLES) {
                let broadest = &mut broadest[piece.patch as usize];
                // Broad enough for larger cubes: how broad is for them to say.
                if *broadest < BROAD * cube {
                    *broadest = broadest.max(piece.spread.across());
                }
            }
            // Where cubes lie must not decide: of what seems narrow, cubes half a cube on are looked at too.
            let narrow = |patch: usize| asks(patch) && broadest[patch] < BROAD * cube;
            let broadest = self.broadest(cube, members, narrow, &broadest);
            for ((across, open), broadest) in across.iter_mut().zip(&mut open).zip(broadest) {
                if *open && broadest > 0.0 && broadest < BROAD * cube {
                    *across = across.min(broadest);
                    *open = false;
                }
            }
        }
        across
    }

    /// How broad the broadest piece of each patch is in cubes that lie half a cube apart, for those that `asks`; of the
    /// others what is known.
    fn broadest(
        &self,
        cube: f64,
        members: &[u32],
        asks: impl Fn(usize) -> bool,
        known: &[f64],
    ) -> Vec<f64> {
        let mut broadest = known.to_vec();
        if !(0..known.len()).any(&asks) {
            return broadest;
        }
        let mut numbers: FxHashMap<(u32, [i32; 3]), usize> = FxHashMap::default();
        let mut pieces: Vec<(u32, [i32; 3], u32, Spread)> = Vec::new();
        for (patch, sample) in members.iter().zip(self.samples) {
            if *patch == NONE || !asks(*patch as usize) {
                continue;
            }
            let cell = sample.at.map(|x| (2.0 * x / cube).floor() as i32);
            let at = *numbers.entry((*patch, cell)).or_insert(pieces.len());
            if at == pieces.len() {
                pieces.push((*patch, cell, 0, Spread::default()));
            }
            pieces[at].2 += 1;
            pieces[at].3.add(sample);
        }
        let corners = || (0..8).map(|bits| [0, 1, 2].map(|axis| bits >> axis & 1));
        let mut seen: FxHashSet<(u32, [i32; 3])> = FxHashSet::default();
        for (patch, cell, ..) in &pieces {
            for corner in corners() {
                let low: [i32; 3] = std::array::from_fn(|i| cell[i].saturating_sub(corner[i]));
                if !seen.insert((*patch, low)) {
                    continue;
                }
                let within = corners().filter_map(|corner| {
                    let cell = std::array::from_fn(|i| low[i].saturating_add(corner[i]));
                    numbers.get(&(*patch, cell)).map(|at| &pieces[*at])
                });
                let (mut count, mut whole) = (0, Spread::default());
                for (_, _, samples, spread) in within {
                    count += samples;
                    whole.merge(spread);
                }
                if count >= LEAST_SAMPLES {
                    let broadest = &mut broadest[*patch as usize];
                    *broadest = broadest.max(whole.across());
                }
            }
        }
        broadest
    }

    /// The pieces of those patches in cubes of a size that `asks` for.
    fn pieces(&mut self, size: usize, members: &[u32], asks: impl Fn(usize) -> bool) -> Vec<Piece> {
        let samples = self.samples;
        let (cells, count) = self.cells[size].get_or_insert_with(|| {
            let mut numbers: FxHashMap<[i32; 3], u32> = FxHashMap::default();
            let cells = samples.iter().map(|sample| {
                let cell = sample.at.map(|x| (x / CUBES[size]).floor() as i32);
                let next = numbers.len() as u32;
                *numbers.entry(cell).or_insert(next)
            });
            (cells.collect(), numbers.len())
        });
        let mut first = vec![NONE; *count];
        let mut pieces: Vec<Piece> = Vec::new();
        for ((patch, sample), cell) in members.iter().zip(samples).zip(cells) {
            if *patch == NONE || !asks(*patch as usize) {
                continue;
            }
            let first = &mut first[*cell as usize];
            let mut at = *first;
            while let Some(piece) = pieces.get(at as usize)
                && piece.patch != *patch
            {
                at = piece.next;
            }
            if at == NONE {
                at = pieces.len() as u32;
                pieces.push(Piece {
                    patch: *patch,
                    next: std::mem::replace(first, at),
                    count: 0,
                    spread: Spread::default(),
                });
            }
            let piece = &mut pieces[at as usize];
            piece.spread.add(sample);
            piece.count += 1;
        }
        pieces
    }
}

/// A fair choice of at most `limit` patches, in order of their levels: the thinnest of every level, then the
/// second of each, and so on. A judgement needs one level whole before another has more than its share.
pub(in super::super) fn shorten(listed: &mut Vec<Patch>, limit: usize) {
    let mut sizes: Vec<usize> = listed
        .chunk_by(|a, b| a.below == b.below)
        .map(<[Patch]>::len)
        .collect();
    while sizes.iter().sum::<usize>() > limit {
        // The longest list gives one up; of equal ones the last, which is the least thin.
        if let Some(longest) = sizes.iter_mut().max() {
            *longest -= 1;
        }
    }
    let mut sizes = sizes.into_iter();
    let mut left = 0;
    let mut level = f64::NAN;
    listed.retain(|patch| {
        if patch.below != level {
            level = patch.below;
            left = sizes.next().unwrap_or(0);
        }
        let kept = left > 0;
        left = left.saturating_sub(1);
        kept
    });
}

/// How samples are spread.
#[derive(Debug, Clone, Copy, Default)]
struct Spread {
    area: f64,
    first: Option<Point>,
    /// Places from the first one, and their products.
    moment: Point,
    products: [f64; 6],
}

/// What is summed over a patch.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    spread: Spread,
    normal: Point,
    normals: [f64; 6],
}

fn products([x, y, z]: Point) -> [f64; 6] {
    [x * x, y * y, z * z, x * y, x * z, y * z]
}

fn matrix([xx, yy, zz, xy, xz, yz]: [f64; 6]) -> Matrix3<f64> {
    Matrix3::new(xx, xy, xz, xy, yy, yz, xz, yz, zz)
}

/// Adds `terms` times `factor`.
fn add_to(sums: &mut [f64], factor: f64, terms: &[f64]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += factor * term;
    }
}

impl Spread {
    fn add(&mut self, sample: &Sample) {
        let from = minus(sample.at, *self.first.get_or_insert(sample.at));
        self.area += sample.area;
        add_to(&mut self.moment, sample.area, &from);
        add_to(&mut self.products, sample.area, &products(from));
    }

    fn merge(&mut self, other: &Self) {
        let Some(place) = other.first else { return };
        let from = minus(place, *self.first.get_or_insert(place));
        let ([x, y, z], [a, b, c]) = (from, other.moment);
        self.area += other.area;
        add_to(&mut self.moment, 1.0, &other.moment);
        add_to(&mut self.moment, other.area, &from);
        add_to(&mut self.products, 1.0, &other.products);
        add_to(&mut self.products, other.area, &products(from));
        let mixed = [
            2.0 * x * a,
            2.0 * y * b,
            2.0 * z * c,
            x * b + y * a,
            x * c + z * a,
            y * c + z * b,
        ];
        add_to(&mut self.products, 1.0, &mixed);
    }

    fn middle(&self) -> Point {
        let first = self.first.unwrap_or_default();
        std::array::from_fn(|i| first[i] + self.moment[i] / self.area)
    }

    /// The shorter side of a rectangle that is spread like what was summed, mm.
    fn across(&self) -> f64 {
        let middle = self.moment.map(|x| x / self.area);
        let spread = matrix(self.products.map(|x| x / self.area)) - matrix(products(middle));
        let mut values: [f64; 3] = SymmetricEigen::new(spread).eigenvalues.into();
        values.sort_unstable_by(f64::total_cmp);
        (12.0 * values[1].max(0.0)).sqrt()
    }
}

impl Sums {
    fn add(&mut self, sample: &Sample) {
        self.spread.add(sample);
        add_to(&mut self.normal, sample.area, &sample.normal);
        add_to(&mut self.normals, sample.area, &products(sample.normal));
    }

    /// The direction that most of the patch is thin in, outwards.
    fn normal(&self) -> Point {
        let eigen = SymmetricEigen::new(matrix(self.normals));
        let most = (0..3)
            .max_by(|a, b| eigen.eigenvalues[*a].total_cmp(&eigen.eigenvalues[*b]))
            .unwrap_or(0);
        let axis: Point = eigen.eigenvectors.column(most).into_owned().into();
        let outwards = dot(axis, self.normal);
        let turn = if outwards.abs() > 1e-6 * self.spread.area {
            outwards < 0.0
        } else {
            axis.into_iter().find(|x| x.abs() > 0.1) < Some(0.0)
        };
        if turn { axis.map(|x| -x) } else { axis }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples of a strip, so long and broad, on a lattice of 0.2 mm; `from` is its corner.
    fn strip(from: Point, long: f64, broad: f64) -> Vec<Sample> {
        let count = |size: f64| (size / 0.2).round() as u32;
        let place = |i: u32| (f64::from(i) + 0.5) * 0.2;
        let mut samples = Vec::new();
        for i in 0..count(long) {
            for j in 0..count(broad) {
                // Askew, so that cubes cut it somehow.
                let (u, v) = (place(i), place(j));
                let at = [0.8 * u - 0.6 * v, 0.6 * u + 0.8 * v, 0.0];
                samples.push(Sample {
                    at: std::array::from_fn(|axis| from[axis] + at[axis]),
                    normal: [0.0, 0.0, 1.0],
                    area: 0.04,
                    size: 0.5,
                    level: 0,
                    shell: 0,
                    same_shell: true,
                });
            }
        }
        samples
    }

    #[test]
    fn a_patch_is_as_broad_wherever_it_lies() {
        for broad in [0.6, 1.0, 1.4, 2.0] {
            let mut told: Vec<f64> = Vec::new();
            for step in 0..12 {
                let shift = f64::from(step) * 0.37;
                let mut samples = strip([shift, 1.7 * shift, 0.3 * shift], 9.0, broad);
                let found = patches(&mut samples, 0.2, 0.01);
                let patch = found.listed.first().expect("a patch");
                assert!((patch.area - 9.0 * broad).abs() < 1e-6);
                told.push(patch.across);
            }
            let least = told.iter().copied().fold(f64::INFINITY, f64::min);
            let most = told.iter().copied().fold(0.0, f64::max);
            assert!(most < 1.15 * least, "{broad}: {told:?}");
            assert!(
                least > 0.8 * broad && most < 1.25 * broad,
                "{broad}: {told:?}"
            );
        }
    }

    #[test]
    fn merged_spreads_are_those_of_all_samples() {
        let samples = strip([3.0, -2.0, 5.0], 3.0, 1.4);
        let mut all = Spread::default();
        let mut parts = [Spread::default(); 3];
        for (at, sample) in samples.iter().enumerate() {
            all.add(sample);
            parts[at % 3].add(sample);
        }
        let mut merged = Spread::default();
        for part in &parts {
            merged.merge(part);
        }
        assert!((merged.area - all.area).abs() < 1e-9);
        assert!((merged.across() - all.across()).abs() < 1e-9);
        for (a, b) in merged.middle().into_iter().zip(all.middle()) {
            assert!((a - b).abs() < 1e-9);
        }
    }
}
