//! Walls and gaps: how thick the solid is, and how wide the air between its walls.
//!
//! From a sample of the surface a *ray* goes along the inward normal to what it meets first. If that faces
//! back within 30°, the sample faces a *wall*, and its thickness is the diameter of the largest
//! *ball* inside that touches the surface at the sample: it starts as wide as the ray is long and
//! shrinks until no surface that faces back, within the cone of 30° about the normal, reaches into it. (A
//! ball that all surface stops shrinks to nothing at every edge; a ray alone is too long
//! where walls are askew.) Gaps are the same with the outward normal.
//!
//! *Samples* lie on lattices ([`lattice`]) so that every disc of diameter h = √(area / 20,000), from
//! 0.3 to 2 mm, holds one; where a wall is under 3 mm, of half its thickness, as far as
//! [`MOST_SAMPLES`] reach. Where shells overlap or the surface crosses itself, a sample counts only if the
//! winding number is 0 just outside and 1 or more just inside, and only such surface stops a ray or ball.

mod border;
mod bundle;
mod lattice;
mod neighbours;
mod patches;
mod pieces;
mod probe;
mod touch;

use super::bvh::{Budget, Bvh, Facing};
use super::facts::{Bin, Gap, Thickness};
use super::places::order;
use super::sum::{Partial, Scale, Total};
use super::topology::cross;
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;
pub(super) use border::Border;
use border::{Crossings, Skin, Windings};
use bundle::Bundles;
use lattice::{Lattice, Spot, Wanted, minus, unit};
pub(super) use patches::shorten;
use patches::{Sample, patches};
use probe::{FAR, Found, Probe, Side};

/// Surface per sample that is aimed at: this part of all.
const PARTS: f64 = 20_000.0;

/// The least and the greatest disc that is sure to hold a sample, mm.
const DISCS: [f64; 2] = [0.3, 2.0];

/// The longest edge of a piece of surface, in discs.
const LONGEST: f64 = 6.0;

/// Walls under this are sampled more finely, mm.
const FINE_BELOW: f64 = 3.0;

/// The most samples of one fact: a surface of 1.5 m².
const MOST_SAMPLES: usize = 1_000_000;

/// No more samples than this are added in thin places.
const MOST_FINER: usize = 150_000;

/// The lattice is halved at most so often.
const MOST_LEVELS: u32 = 5;

/// Fewer samples than this are all looked at closely. Of more, those that face no wall thin enough for a patch are told
/// by one of every [`lattice::SPARSE`]: they only say how much surface is how thick.
const FEW: usize = 8_000;

/// The most that a sample may stand for, in samples: those of a cell where surface lies over surface.
const MOST_WEIGHT: f64 = 1024.0;

/// Steps of some 10 ns that all samples of both facts may cost, and where each asks for the border.
const STEPS: u64 = 400_000_000;
const STEPS_ASKING: u64 = 1_100_000_000;

/// Rows and samples that the lattices may have.
const ROWS: u64 = 20_000_000;

/// Classes of the histogram up to [`FAR`]: the first ends at [`LEAST_CLASS`], the others each as many times
/// later as the one before; with what is thicker there are 64.
const CLASSES: usize = 63;
const LEAST_CLASS: f64 = 0.05;

/// What is needed of a mesh.
#[derive(Debug, Clone, Copy)]
pub(super) struct Solid<'a> {
    /// The mesh, fans split.
    pub(super) mesh: &'a Welded,
    /// The tree over its triangles.
    pub(super) tree: &'a Bvh,
    /// The shell of each vertex.
    pub(super) shell_of: &'a [u32],
    /// Least and greatest corner, mm.
    pub(super) bounds: [Point; 2],
    /// mm².
    pub(super) area: f64,
    /// Where its surface is the border of the solid.
    pub(super) border: &'a Border,
}

/// Thickness and gap of a solid; an error says why they could not be measured.
pub(super) fn walls(solid: Solid<'_>) -> (Result<Thickness, String>, Result<Gap, String>) {
    if !matches!(solid.border, Border::Unknown) {
        return whole(solid);
    }
    // Samples that ask alone ask better of small boxes.
    let disc = (solid.area / PARTS).sqrt().clamp(DISCS[0], DISCS[1]);
    match pieces::pieces(solid.mesh, solid.shell_of, LONGEST * disc) {
        None => whole(solid),
        Some((mesh, shell_of)) => whole(Solid {
            mesh: &mesh,
            tree: &Bvh::new(&mesh),
            shell_of: &shell_of,
            ..solid
        }),
    }
}

fn whole(solid: Solid<'_>) -> (Result<Thickness, String>, Result<Gap, String>) {
    match Base::new(solid) {
        Ok(base) => (base.thickness(), base.gap()),
        Err(reason) => (Err(reason.clone()), Err(reason)),
    }
}

/// The thickness alone.
pub(super) fn thickness(solid: Solid<'_>) -> Result<Thickness, String> {
    Base::new(solid)?.thickness()
}

/// The gap alone.
pub(super) fn gap(solid: Solid<'_>) -> Result<Gap, String> {
    Base::new(solid)?.gap()
}

fn without_shell(mut patch: super::facts::Patch) -> super::facts::Patch {
    patch.same_shell = None;
    patch
}

/// The samples that both facts begin with.
struct Base<'a> {
    solid: Solid<'a>,
    facing: Facing,
    disc: f64,
    lattice: Lattice,
    spots: Vec<Spot>,
    budget: Budget,
}

/// What is known of one side.
struct Fact {
    min: Option<f64>,
    at: Option<Point>,
    resolution: f64,
    unfaced_area: f64,
    histogram: Vec<Bin>,
    patches: Vec<super::facts::Patch>,
    total: u64,
}

impl<'a> Base<'a> {
    fn new(solid: Solid<'a>) -> Result<Self, String> {
        let most = match solid.border {
            Border::Told(_) => STEPS_ASKING,
            Border::Everywhere | Border::Unknown => STEPS,
        };
        Self::within(solid, most)
    }

    /// The same, in at most so many steps for both facts.
    fn within(solid: Solid<'a>, most: u64) -> Result<Self, String> {
        let disc = (solid.area / PARTS).sqrt().clamp(DISCS[0], DISCS[1]);
        let too_large = || {
            format!(
                "a surface of {:.0} mm² within a box of {:.0} mm is too large to sample every {disc:.1} mm",
                solid.area,
                solid.diagonal()
            )
        };
        let samples = solid.area / lattice::pitch(disc).powi(2);
        if samples.is_nan() || samples > MOST_SAMPLES as f64 {
            return Err(too_large());
        }
        let lattice = Lattice::new(disc, solid.bounds[0]);
        let rows = Budget::new(ROWS);
        let spots = lattice.samples(solid.mesh, &rows).ok_or_else(too_large)?;
        if spots.is_empty() && solid.area > 0.0 {
            return Err("the surface is too small to sample".to_owned());
        }
        let budget = Budget::new(most);
        let spots = on_border(&solid, spots, &budget).ok_or_else(too_much)?;
        Ok(Self {
            solid,
            facing: solid.tree.facing(solid.mesh),
            disc,
            lattice,
            spots,
            budget,
        })
    }

    fn thickness(&self) -> Result<Thickness, String> {
        self.fact(Side::Inside).map(|fact| Thickness {
            min: fact.min,
            at: fact.at,
            resolution: fact.resolution,
            unfaced_area: fact.unfaced_area,
            histogram: fact.histogram,
            thin: fact.patches.into_iter().map(without_shell).collect(),
            thin_total: fact.total,
        })
    }

    fn gap(&self) -> Result<Gap, String> {
        self.fact(Side::Outside).map(|fact| Gap {
            min: fact.min,
            at: fact.at,
            resolution: fact.resolution,
            unfaced_area: fact.unfaced_area,
            histogram: fact.histogram,
            thin: fact.patches,
            thin_total: fact.total,
        })
    }

    fn fact(&self, side: Side) -> Result<Fact, String> {
        let budget = &self.budget;
        let probe = Probe {
            mesh: self.solid.mesh,
            tree: self.solid.tree,
            facing: &self.facing,
            shell_of: self.solid.shell_of,
            border: self.solid.border,
            diagonal: self.solid.diagonal(),
            side,
            budget,
        };
        let mut seen = Seen::new(self.disc);
        let mut level = 0;
        let mut spots = None;
        let mut added = 0;
        loop {
            let of_level = spots.as_ref().unwrap_or(&self.spots);
            let pitch = lattice::pitch(self.disc) / f64::from(1u32 << level);
            let told = !matches!(probe.border, Border::Unknown);
            let (found, weight) = if level == 0 && told && of_level.len() >= FEW {
                look_mostly_near(&probe, of_level, pitch)
            } else {
                look(&probe, of_level, pitch).map(|found| (found, Vec::new()))
            }
            .ok_or_else(too_much)?;
            let wanted = self.too_coarse(of_level, &found, level);
            let finer = if wanted.is_empty() || level == MOST_LEVELS {
                None
            } else {
                let rows = Budget::new(ROWS);
                self.lattice
                    .finer(self.solid.mesh, level + 1, &wanted, &rows)
                    .filter(|finer| added + finer.len() <= MOST_FINER)
            };
            let finer = match finer {
                Some(finer) => Some(on_border(&self.solid, finer, budget).ok_or_else(too_much)?),
                None => None,
            };
            let replaced = finer.as_ref().map(|_| &wanted);
            seen.add(self.solid, of_level, (&found, &weight), level, replaced);
            let Some(finer) = finer else { break };
            added += finer.len();
            level += 1;
            spots = Some(finer);
        }
        let pitch = lattice::pitch(self.disc);
        if seen.is_empty() {
            return Err(NOTHING.to_owned());
        }
        let histogram = seen.histogram();
        let resolution = rounded(self.disc / 50.0, 5);
        let found = patches(&mut seen.samples, pitch, resolution);
        let mut patches = found.listed;
        for patch in &mut patches {
            patch.min = rounded(patch.min, 5);
            patch.area = rounded(patch.area, 3);
            patch.across = rounded(patch.across, 3);
            patch.at = patch.at.map(|x| rounded(x, 5));
            patch.normal = patch.normal.map(|x| rounded(x, 4));
        }
        Ok(Fact {
            min: found.min.map(|(min, _)| rounded(min, 5)),
            at: found.min.map(|(_, at)| at.map(|x| rounded(x, 5))),
            resolution,
            unfaced_area: rounded(seen.unfaced.value(seen.scale), 3),
            histogram,
            patches,
            total: found.total,
        })
    }

    /// The pixels of samples that face a wall too thin for the disc of their level.
    fn too_coarse(&self, spots: &[Spot], found: &[Found], level: u32) -> Wanted {
        let disc = self.disc / f64::from(1u32 << level);
        let mut wanted = Wanted::default();
        for (spot, found) in spots.iter().zip(found) {
            if let Found::Ball { diameter, .. } = found
                && *diameter < FINE_BELOW
                && diameter / 2.0 < disc
            {
                let row = (spot.pixel.view, spot.pixel.row);
                wanted.entry(row).or_default().push(spot.pixel.column);
            }
        }
        for row in wanted.values_mut() {
            row.sort_unstable();
            row.dedup();
        }
        wanted
    }
}

impl Solid<'_> {
    fn diagonal(&self) -> f64 {
        lattice::length(minus(self.bounds[1], self.bounds[0]))
    }
}

/// Why a fact is not there that needs a solid.
pub(super) const NOTHING: &str = "the surface encloses nothing";

/// Why a fact is not there that takes more steps than it may.
fn too_much() -> String {
    "too many triangles lie over each other".to_owned()
}

/// The samples that are on the border of the solid; `None` when the budget is exceeded.
fn on_border(solid: &Solid<'_>, spots: Vec<Spot>, budget: &Budget) -> Option<Vec<Spot>> {
    if matches!(solid.border, Border::Everywhere) {
        return Some(spots);
    }
    let windings = Windings {
        mesh: solid.mesh,
        tree: solid.tree,
        diagonal: solid.diagonal(),
    };
    let parts = parallel::map_chunks_of(10, spots.len(), |range| {
        let mut room = Crossings::new();
        let mut kept: Vec<Spot> = Vec::new();
        for spot in &spots[range] {
            let is_border = match solid.border.of(spot.triangle) {
                Skin::Border => true,
                Skin::Buried => false,
                Skin::Mixed => {
                    let normal = unit(cross(solid.mesh.corners(spot.triangle)));
                    let mut steps = 0;
                    let is_border = windings.is_border(spot.at, normal, &mut room, &mut steps);
                    if !budget.spend(steps) {
                        return None;
                    }
                    is_border
                }
            };
            if is_border {
                kept.push(*spot);
            }
        }
        Some(kept)
    });
    let parts: Option<Vec<Vec<Spot>>> = parts.into_iter().collect();
    Some(parts?.concat())
}

/// What each sample faces, samples of this pitch; `None` when it is too much work.
fn look(probe: &Probe<'_>, spots: &[Spot], pitch: f64) -> Option<Vec<Found>> {
    if matches!(probe.border, Border::Unknown) {
        // A sample is worth some ten triangles.
        let parts = parallel::map_chunks_of(10, spots.len(), |range| {
            let mut room = Crossings::new();
            let each = spots[range].iter();
            each.map(|spot| probe.look(spot, &mut room))
                .collect::<Option<Vec<Found>>>()
        });
        let parts: Option<Vec<Vec<Found>>> = parts.into_iter().collect();
        return parts.map(|parts| parts.concat());
    }
    by_bundle(
        &bundles(probe, spots, pitch),
        spots,
        Found::Nothing,
        |spots| probe.look_together(spots.iter().copied()),
    )
}

fn bundles(probe: &Probe<'_>, spots: &[Spot], pitch: f64) -> Bundles {
    Bundles::new(spots, |triangle| unit(probe.normal(triangle)), pitch)
}

/// What `of_bundle` says of each sample, in the order of the samples; `None` when it does for a bundle.
fn by_bundle<T: Copy + Send>(
    bundles: &Bundles,
    spots: &[Spot],
    nothing: T,
    of_bundle: impl Fn(&[&Spot]) -> Option<Vec<T>> + Sync,
) -> Option<Vec<T>> {
    let parts = parallel::map_chunks_of(100, bundles.len(), |range| {
        let mut all = Vec::new();
        let mut members = Vec::with_capacity(bundle::MOST);
        for bundle in range {
            members.clear();
            members.extend(bundles.get(bundle).iter().map(|i| &spots[*i as usize]));
            all.append(&mut of_bundle(&members)?);
        }
        Some(all)
    });
    let mut found = vec![nothing; spots.len()];
    let parts: Option<Vec<Vec<T>>> = parts.into_iter().collect();
    for (index, of_spot) in bundles.members().iter().zip(parts?.into_iter().flatten()) {
        found[*index as usize] = of_spot;
    }
    Some(found)
}

/// The same, where samples that face nothing thin enough for a patch are told by the [sparse](lattice::Pixel::is_sparse)
/// among them: the others are `Nothing`. Beside it, how many times each sample counts: what is told of a cell of samples
/// stands for all of it.
fn look_mostly_near(
    probe: &Probe<'_>,
    spots: &[Spot],
    pitch: f64,
) -> Option<(Vec<Found>, Vec<f64>)> {
    let bundles = bundles(probe, spots, pitch);
    let near = by_bundle(&bundles, spots, None, |spots| {
        probe.look_near(spots.iter().copied(), patches::HIGHEST)
    })?;
    let mut weight = vec![1.0; spots.len()];
    let mut told: Vec<u32> = Vec::new();
    for mut far in bundles.by_cell() {
        far.retain(|at| near[*at as usize].is_none());
        // In an order of their own: sums must not depend on that of the triangles.
        far.sort_unstable_by(|a, b| order(&spots[*a as usize].at, &spots[*b as usize].at));
        let sparse = far.iter().copied();
        let mut sparse: Vec<u32> = sparse
            .filter(|at| spots[*at as usize].pixel.is_sparse())
            .collect();
        if sparse.is_empty() {
            sparse.extend(far.get(far.len() / 2));
        }
        let area = |of: &[u32]| of.iter().map(|at| spots[*at as usize].area).sum::<f64>();
        let share = (area(&far) / area(&sparse)).min(MOST_WEIGHT);
        for at in &sparse {
            weight[*at as usize] = share;
        }
        told.extend(sparse);
    }
    let of_told: Vec<Spot> = told.iter().map(|at| spots[*at as usize]).collect();
    // Wide bundles save ways down the tree; where triangles are small, narrow ones save more of those.
    let dense = probe.mesh.facets.len() > 4 * spots.len();
    let apart = if dense {
        pitch
    } else {
        pitch * (lattice::SPARSE as f64).sqrt()
    };
    let of_told = look(probe, &of_told, apart)?;
    let mut found: Vec<Found> = near
        .iter()
        .map(|near| near.unwrap_or(Found::Nothing))
        .collect();
    for (at, of_spot) in told.into_iter().zip(of_told) {
        found[at as usize] = of_spot;
    }
    Some((found, weight))
}

/// What was seen so far. Sums do not depend on the order of the samples.
struct Seen {
    samples: Vec<Sample>,
    scale: Scale,
    unfaced: Total,
    classes: [Total; CLASSES + 1],
}

impl Seen {
    fn new(disc: f64) -> Self {
        Self {
            samples: Vec::new(),
            scale: Scale::for_terms_up_to(2.0 * MOST_WEIGHT * disc * disc),
            unfaced: Total::default(),
            classes: [Total::default(); CLASSES + 1],
        }
    }

    /// Adds the samples of a level, less those that the next level replaces. Each counts as many times as its weight
    /// says, once where there is none.
    fn add(
        &mut self,
        solid: Solid<'_>,
        spots: &[Spot],
        (found, weight): (&[Found], &[f64]),
        level: u32,
        replaced: Option<&Wanted>,
    ) {
        for (at, (spot, found)) in spots.iter().zip(found).enumerate() {
            let row = (spot.pixel.view, spot.pixel.row);
            let row = replaced.and_then(|wanted| wanted.get(&row));
            if row.is_some_and(|row| row.binary_search(&spot.pixel.column).is_ok()) {
                continue;
            }
            let mut area = Partial::default();
            area.add(self.scale, spot.area * weight.get(at).unwrap_or(&1.0));
            match *found {
                Found::Nothing => {}
                Found::Unfaced => self.unfaced.add(area),
                Found::Open => self.classes[CLASSES].add(area),
                Found::Ball {
                    diameter,
                    same_shell,
                } => {
                    self.classes[class(diameter)].add(area);
                    if diameter >= patches::HIGHEST {
                        continue;
                    }
                    let vertex = solid.mesh.facets[spot.triangle as usize][0];
                    self.samples.push(Sample {
                        at: spot.at,
                        normal: unit(cross(solid.mesh.corners(spot.triangle))),
                        area: spot.area,
                        size: diameter,
                        level: level as u8,
                        shell: solid.shell_of[vertex as usize],
                        same_shell,
                    });
                }
            }
        }
    }

    /// Whether no sample is on the border of a solid.
    fn is_empty(&self) -> bool {
        let nothing = Total::default();
        self.unfaced == nothing && self.classes.iter().all(|area| *area == nothing)
    }

    fn histogram(&self) -> Vec<Bin> {
        self.classes
            .iter()
            .enumerate()
            .filter(|(_, area)| **area != Total::default())
            .map(|(at, area)| Bin {
                below: (at < CLASSES).then(|| rounded(class_end(at), 4)),
                area: rounded(area.value(self.scale), 3),
            })
            .collect()
    }
}

/// Where a class of thickness ends, mm.
fn class_end(class: usize) -> f64 {
    LEAST_CLASS * (FAR / LEAST_CLASS).powf(class as f64 / (CLASSES - 1) as f64)
}

/// The class of a thickness.
fn class(size: f64) -> usize {
    let classes = (CLASSES - 1) as f64 * (size / LEAST_CLASS).ln() / (FAR / LEAST_CLASS).ln();
    // What is below the first class is negative, and 0 as a whole number.
    ((classes + 1.0) as usize).min(CLASSES)
}

fn rounded(x: f64, digits: i32) -> f64 {
    let factor = 10f64.powi(digits);
    // Adding zero turns −0 into 0.
    (x * factor).round() / factor + 0.0
}

#[cfg(test)]
mod tests;
