//! Patches: samples under a level that lie side by side on the surface.
//!
//! Patches grow from the thinnest sample on. A patch is told from the level on at which it covers
//! [`LEAST_AREA`], and its `min` is the thickness at which it did so for the first time: a single
//! sample at an edge is no wall.

use super::super::facts::{LIST_LIMIT, Patch};
use super::super::places::order;
use super::lattice::{dot, length, minus};
use crate::units::Point;
use nalgebra::{Matrix3, SymmetricEigen};
use rustc_hash::FxHashMap;

/// Levels of patches, mm.
pub(super) const LEVELS: [f64; 19] = [
    0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0,
    4.0,
];

/// No sample above the highest level is in a patch, mm.
pub(super) const HIGHEST: f64 = LEVELS[LEVELS.len() - 1];

/// The least area of a patch, mm².
pub(super) const LEAST_AREA: f64 = 0.5;

/// Samples of one level are neighbours within so many pitches.
const REACH: f64 = 1.5;

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

/// The patches of samples whose lattice has this pitch at level 0.
pub(super) fn patches(samples: &mut [Sample], pitch: f64) -> Patches {
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
    let mut grid = Grid::new(samples, pitch);
    let mut found = Patches::default();
    let mut by_level: Vec<Vec<Patch>> = Vec::new();
    let mut next = 0;
    for below in LEVELS {
        while let Some(sample) = samples.get(next).filter(|sample| sample.size < below) {
            joined.reached(next as u32, sample.size);
            grid.add(samples, next as u32, |other| {
                joined.join(next as u32, other, sample.size);
            });
            next += 1;
            if found.min.is_none() {
                let root = joined.root(next as u32 - 1) as usize;
                if joined.min[root].is_finite() {
                    found.min = Some((sample.size, sample.at));
                }
            }
        }
        let patches = at_level(&samples[..next], &mut joined, below);
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

/// The patches below a level, the thinnest first.
fn at_level(samples: &[Sample], joined: &mut Joined, below: f64) -> Vec<Patch> {
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
        members.push(place.map_or(u32::MAX, |place| place as u32));
        if let Some(place) = place {
            sums[place].add(sample);
        }
    }
    let across = breadths(samples, &members, &sums);
    // Of the thinnest samples of each patch, the one in their middle.
    let mut thinnest = vec![Sums::default(); roots.len()];
    let limit = |place: u32| joined.min[roots[place as usize] as usize] * 1.01 + 1e-6;
    for (place, sample) in members.iter().zip(samples) {
        if *place != u32::MAX && sample.size <= limit(*place) {
            thinnest[*place as usize].add(sample);
        }
    }
    let mut best: Vec<(f64, Point)> = vec![(f64::INFINITY, [0.0; 3]); roots.len()];
    for (place, sample) in members.iter().zip(samples) {
        if *place != u32::MAX && sample.size <= limit(*place) {
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
            below,
            min: joined.min[*root as usize],
            area: joined.area[*root as usize],
            across,
            at,
            normal: sums.normal(),
            same_shell: Some(samples[*root as usize].same_shell),
        })
        .collect()
}

/// How broad each patch is: `members` names the patch of each sample, `sums` holds all of it.
///
/// A strip along a curved edge is spread as widely as the curve, so patches are also looked at in cubes: the
/// broadest piece in cubes of a size tells how broad the patch is, as far as it is not as broad as the
/// cubes; then larger ones decide.
fn breadths(samples: &[Sample], members: &[u32], sums: &[Sums]) -> Vec<f64> {
    let mut across: Vec<f64> = sums.iter().map(Sums::across).collect();
    let mut open = vec![true; across.len()];
    for cube in CUBES {
        if !open.contains(&true) {
            break;
        }
        let mut pieces: FxHashMap<(u32, [i32; 3]), (Sums, u32)> = FxHashMap::default();
        for (patch, sample) in members.iter().zip(samples) {
            // What is narrower than a cube as a whole is so in pieces too.
            if *patch != u32::MAX && open[*patch as usize] && across[*patch as usize] > BROAD * cube
            {
                let cell = sample.at.map(|x| (x / cube).floor() as i32);
                let (sums, count) = pieces.entry((*patch, cell)).or_default();
                sums.add(sample);
                *count += 1;
            }
        }
        let mut broadest = vec![0f64; across.len()];
        for ((patch, _), (sums, count)) in &pieces {
            if *count >= LEAST_SAMPLES {
                let broadest = &mut broadest[*patch as usize];
                *broadest = broadest.max(sums.across());
            }
        }
        for ((across, open), broadest) in across.iter_mut().zip(&mut open).zip(broadest) {
            if *open && broadest > 0.0 && broadest < BROAD * cube {
                *across = across.min(broadest);
                *open = false;
            }
        }
    }
    across
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

/// What is summed over a patch.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    area: f64,
    first: Option<Point>,
    /// Places from the first one, and their products.
    moment: Point,
    products: [f64; 6],
    normal: Point,
    normals: [f64; 6],
}

fn products([x, y, z]: Point) -> [f64; 6] {
    [x * x, y * y, z * z, x * y, x * z, y * z]
}

fn matrix([xx, yy, zz, xy, xz, yz]: [f64; 6]) -> Matrix3<f64> {
    Matrix3::new(xx, xy, xz, xy, yy, yz, xz, yz, zz)
}

impl Sums {
    fn add(&mut self, sample: &Sample) {
        let from = minus(sample.at, *self.first.get_or_insert(sample.at));
        self.area += sample.area;
        let terms = |sums: &mut [f64], terms: &[f64]| {
            for (sum, term) in sums.iter_mut().zip(terms) {
                *sum += sample.area * term;
            }
        };
        terms(&mut self.moment, &from);
        terms(&mut self.products, &products(from));
        terms(&mut self.normal, &sample.normal);
        terms(&mut self.normals, &products(sample.normal));
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

    /// The direction that most of the patch is thin in, outwards.
    fn normal(&self) -> Point {
        let eigen = SymmetricEigen::new(matrix(self.normals));
        let most = (0..3)
            .max_by(|a, b| eigen.eigenvalues[*a].total_cmp(&eigen.eigenvalues[*b]))
            .unwrap_or(0);
        let axis: Point = eigen.eigenvectors.column(most).into_owned().into();
        let outwards = dot(axis, self.normal);
        let turn = if outwards.abs() > 1e-6 * self.area {
            outwards < 0.0
        } else {
            axis.into_iter().find(|x| x.abs() > 0.1) < Some(0.0)
        };
        if turn { axis.map(|x| -x) } else { axis }
    }
}

/// The samples that were added, by place: each in the cells of its own level, and, apart from those, in the
/// cells of all coarser levels.
struct Grid {
    /// Length of a cell at each level, mm.
    cells: Vec<f64>,
    origin: Point,
    heads: FxHashMap<(u8, bool, [i32; 3]), u32>,
    /// Samples, each with the next in the same cell.
    entries: Vec<(u32, u32)>,
}

const NONE: u32 = u32::MAX;

impl Grid {
    fn new(samples: &[Sample], pitch: f64) -> Self {
        let levels = samples.iter().map(|sample| sample.level).max();
        let least = |axis: usize| {
            let all = samples.iter().map(|sample| sample.at[axis]);
            all.fold(f64::INFINITY, f64::min)
        };
        Self {
            cells: (0..=levels.unwrap_or(0))
                .map(|level| REACH * pitch / f64::from(1u32 << level))
                .collect(),
            origin: std::array::from_fn(least),
            heads: FxHashMap::default(),
            entries: Vec::with_capacity(samples.len()),
        }
    }

    /// Adds a sample; calls `neighbour` for those that were added before. Neighbours lie within the reach of the
    /// coarser of both lattices.
    fn add(&mut self, samples: &[Sample], index: u32, mut neighbour: impl FnMut(u32)) {
        let sample = &samples[index as usize];
        for level in 0..=sample.level {
            let cell = self.cells[usize::from(level)];
            let middle: [i32; 3] =
                std::array::from_fn(|i| ((sample.at[i] - self.origin[i]) / cell) as i32);
            self.around(level, false, middle, |other| {
                if side_by_side(sample, &samples[other as usize], cell) {
                    neighbour(other);
                }
            });
            let is_own = level == sample.level;
            if is_own && usize::from(level) + 1 < self.cells.len() {
                self.around(level, true, middle, |other| {
                    if side_by_side(sample, &samples[other as usize], cell) {
                        neighbour(other);
                    }
                });
            }
            let entry = self.entries.len() as u32;
            let head = self.heads.insert((level, !is_own, middle), entry);
            self.entries.push((index, head.unwrap_or(NONE)));
        }
    }

    fn around(&self, level: u8, finer: bool, middle: [i32; 3], mut each: impl FnMut(u32)) {
        for x in -1..=1 {
            for y in -1..=1 {
                for z in -1..=1 {
                    let place = [middle[0] + x, middle[1] + y, middle[2] + z];
                    let mut at = self.heads.get(&(level, finer, place)).copied();
                    while let Some((sample, next)) =
                        at.and_then(|at| self.entries.get(at as usize).copied())
                    {
                        each(sample);
                        at = Some(next);
                    }
                }
            }
        }
    }
}

/// Whether two samples lie side by side on one surface.
fn side_by_side(a: &Sample, b: &Sample, reach: f64) -> bool {
    let between = minus(b.at, a.at);
    let square = dot(between, between);
    if square > reach * reach || a.shell != b.shell || a.same_shell != b.same_shell {
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
    let rise = dot(between, a.normal) + dot(between, b.normal);
    rise * rise <= 1.44 * square * (2.0 + 2.0 * cosine) / 4.0
}
