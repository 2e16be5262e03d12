//! Holes and pins: where the surface runs round an axis.
//!
//! Vocabulary: a *cylinder* is connected surface that covers at least 300° around one axis in at least eight
//! *sides* (flats), all of its vertices within 1 % of one radius, its normals across the axis; *concave* it is
//! a hole, *convex* a pin. A *seed* is an edge or triangle that may belong to one, with the direction
//! that the axis would have.
//!
//! From each seed a walk leads around, along the section across the presumed axis. Where that comes round
//! on a circle, the surface beside it that lies on the same cylinder is gathered and the cylinder fitted to its
//! vertices. Nothing depends on how the surface is cut into triangles, but that vertices lie on it.

mod ends;
mod extent;
mod fit;
mod pieces;
mod walk;

use super::bvh::Bvh;
use super::facts::{Cylinder, Hole, LIST_LIMIT, Pin};
use super::places::order;
use super::poses::Joints;
use super::vector::{cross, dot, minus, unit};
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;
use extent::Extent;
use fit::Shape;
use std::ops::Range;
use walk::{Look, Section};

/// What a cylinder covers at least: 300°, less what rounding may hide, and its sides.
const ARC: f64 = 5.23;
const SIDES: usize = 8;

/// How far vertices may be off the radius, as parts of it; while it is not fitted yet, more.
const OFF: f64 = 0.01;
const FIRST_OFF: f64 = 0.03;

/// How far the points of a section may be off its circle: between lines along the axis that are 22° apart, a
/// slanted edge dips by half of this.
const SECTION_OFF: f64 = 0.04;

/// What a section turns at least to be looked at, radians.
const TURNED: f64 = 4.0;

/// How far normals may lean along the axis.
const LEAN: f64 = 0.3;

/// In meshes of more triangles, those that bend at all three edges alike (by squares of sines) are no seeds: on
/// scans nearly all of them do, on cylinders few.
const LARGE: usize = 200_000;
const EVEN: f64 = 0.02;

/// The cosine of 30°: a border is smooth where the surface turns by less.
const SMOOTH: f64 = 0.866;

/// Two steps of single precision, as a part of a coordinate.
const PRECISION: f64 = 2.4e-7;

/// What looking around may cost beside so much per triangle: a tenth of a second.
const EFFORT: u64 = 4_000_000;
const EFFORT_EACH: u64 = 24;

/// A surface to look for cylinders in.
pub(super) struct Skin<'a> {
    pub(super) mesh: &'a Welded,
    /// Normals of length 1, zero for slivers.
    pub(super) facing: &'a [[f32; 3]],
    pub(super) joints: &'a Joints,
}

/// The holes and pins of a mesh, worst (narrowest) first, at most [`LIST_LIMIT`], and how many there are.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) holes: Vec<Hole>,
    pub(super) holes_total: u64,
    pub(super) pins: Vec<Pin>,
    pub(super) pins_total: u64,
}

/// A cylinder of the surface.
#[derive(Debug, Clone)]
struct Round {
    shape: Shape,
    extent: Extent,
    convex: bool,
    /// The least file number of its triangles.
    first: u32,
}

/// An edge (corner) and the direction that an axis would have there.
struct Seed {
    corner: u32,
    axis: Point,
    /// As the first steps have it.
    radius: f64,
    /// Not along the edge: between two edges of its triangle.
    between: bool,
}

/// Finds them; `None` if it is too much work.
pub(super) fn holes(
    skin: &Skin<'_>,
    tree: &Bvh,
    number: impl Fn(u32) -> u32 + Sync,
) -> Option<Found> {
    let rounds = rounds(skin, &number)?;
    let rounds = pieces::joined(rounds, skin.mesh, tree);
    let mut found = Found::default();
    let (mut pins, mut bores): (Vec<Round>, Vec<Round>) =
        rounds.into_iter().partition(|round| round.convex);
    found.holes_total = bores.len() as u64;
    found.pins_total = pins.len() as u64;
    for list in [&mut bores, &mut pins] {
        list.sort_by_cached_key(Key::of);
        list.truncate(LIST_LIMIT);
    }
    found.holes = bores
        .iter()
        .map(|round| Hole {
            cylinder: round.published(),
            ends: ends::of_hole(round, skin.mesh, tree),
        })
        .collect();
    found.pins = pins
        .iter()
        .map(|round| Pin {
            cylinder: round.published(),
            free_ends: ends::of_pin(round, skin.mesh, tree),
        })
        .collect();
    Some(found)
}

/// The order of cylinders: the narrowest first, then by place.
#[derive(PartialEq)]
struct Key(f64, Point);

impl Key {
    fn of(round: &Round) -> Self {
        let width = if round.convex {
            round.shape.radius
        } else {
            round.extent.inscribed
        };
        Self(
            to_hundred_thousandth(width),
            round.middle().map(to_hundred_thousandth),
        )
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_width = self.0.total_cmp(&other.0);
        by_width.then_with(|| order(&self.1, &other.1))
    }
}

impl Round {
    /// The middle of the axis.
    fn middle(&self) -> Point {
        let [low, high] = self.extent.ends;
        self.shape.on_axis(f64::midpoint(low, high))
    }

    fn depth(&self) -> f64 {
        self.extent.ends[1] - self.extent.ends[0]
    }

    fn published(&self) -> Cylinder {
        let axis = self.shape.axis;
        let largest = axis.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        let leading = axis.iter().find(|x| x.abs() > largest - 1e-4);
        let sign = leading.map_or(1.0, |x| x.signum());
        Cylinder {
            at: self.middle().map(to_hundred_thousandth),
            axis: axis.map(|x| to_hundred_thousandth(sign * x)),
            diameter: to_hundred_thousandth(2.0 * self.shape.radius),
            inscribed: to_hundred_thousandth(2.0 * self.extent.inscribed),
            depth: to_hundred_thousandth(self.depth()),
            arc: (self.extent.arc.to_degrees() * 10.0).round() / 10.0,
            sides: self.extent.sides as u32,
            triangle: self.first,
        }
    }
}

fn to_hundred_thousandth(x: f64) -> f64 {
    // Adding zero turns −0 into 0.
    (x * 1e5).round() / 1e5 + 0.0
}

/// All cylinders of the surface, in no meaningful order.
fn rounds(skin: &Skin<'_>, number: &impl Fn(u32) -> u32) -> Option<Vec<Round>> {
    let parts = parallel::map_chunks(skin.mesh.facets.len(), |range| {
        let mut sowing = Sowing::new(skin, range.clone());
        for facet in range {
            sowing.at(facet as u32);
        }
        sowing.seeds
    });
    let seeds: Vec<Seed> = parts.into_iter().flatten().collect();
    if seeds.is_empty() {
        return Some(Vec::new());
    }
    let mut search = Search::new(skin);
    let mut rounds = Vec::new();
    for seed in &seeds {
        rounds.extend(search.from(seed, number));
        if search.steps > EFFORT + EFFORT_EACH * skin.mesh.facets.len() as u64 {
            return None;
        }
    }
    Some(rounds)
}

impl Skin<'_> {
    fn ends(&self, corner: u32) -> [Point; 2] {
        let facet = self.mesh.facets[(corner / 3) as usize];
        let k = (corner % 3) as usize;
        [facet[k], facet[(k + 1) % 3]].map(|vertex| self.mesh.vertices[vertex as usize])
    }

    /// The same edge in the triangle beyond it; `None` where there is not exactly one that runs on.
    fn across(&self, corner: u32) -> Option<u32> {
        let other = self.joints.only_other(corner)?;
        let vertex = |corner: u32| self.mesh.facets.as_flattened()[corner as usize];
        let next = if corner % 3 == 2 {
            corner - 2
        } else {
            corner + 1
        };
        (vertex(other) == vertex(next)).then_some(other)
    }

    /// Of length 1; `None` for a sliver.
    #[inline]
    fn normal(&self, facet: u32) -> Option<Point> {
        let normal = self.facing[facet as usize];
        (normal != [0.0; 3]).then(|| normal.map(f64::from))
    }

    /// How high the middle of an edge lies along an axis.
    fn height(&self, corner: u32, axis: Point) -> f64 {
        let [a, b] = self.ends(corner);
        f64::midpoint(dot(axis, a), dot(axis, b))
    }

    fn direction(&self, corner: u32) -> Option<Point> {
        let [a, b] = self.ends(corner);
        unit(minus(b, a))
    }

    /// Whether an edge runs along an axis, within 5°.
    fn runs_along(&self, corner: u32, axis: Point) -> bool {
        let [a, b] = self.ends(corner);
        let way = minus(b, a);
        let part = dot(way, axis);
        part * part > 0.9924 * dot(way, way)
    }
}

/// The search for seeds among some of the triangles.
struct Sowing<'a> {
    skin: &'a Skin<'a>,
    range: Range<usize>,
    /// Edges that the first steps from a seed passed already: three bits per triangle, and one for those between
    /// edges.
    passed: Vec<u8>,
    section: Section,
    seeds: Vec<Seed>,
}

impl<'a> Sowing<'a> {
    fn new(skin: &'a Skin<'a>, range: Range<usize>) -> Self {
        Self {
            skin,
            passed: vec![0; range.len()],
            range,
            section: Section::default(),
            seeds: Vec::new(),
        }
    }

    /// The marks of a triangle, if it is one of these.
    fn marks(&mut self, facet: u32) -> Option<&mut u8> {
        let at = (facet as usize).checked_sub(self.range.start)?;
        self.passed.get_mut(at)
    }

    /// The seeds at a triangle: edges at which the surface bends, and what lies between two of them, from
    /// where a few steps lead around something.
    fn at(&mut self, facet: u32) {
        let skin = self.skin;
        let Some(normal) = skin.normal(facet) else {
            return;
        };
        let mut bends = [(0, 0.0); 3];
        let mut count = 0;
        for k in 0..3 {
            let corner = 3 * facet + k;
            let Some(other) = skin.across(corner) else {
                continue;
            };
            let Some(beyond) = skin.normal(other / 3) else {
                continue;
            };
            if dot(normal, beyond) < walk::SHARP {
                continue;
            }
            let turn = cross(normal, beyond);
            let square = dot(turn, turn);
            if square < walk::BEND * walk::BEND {
                continue;
            }
            bends[count] = (corner, square);
            count += 1;
        }
        let [most, least] = bends
            .iter()
            .fold([0.0f64, f64::MAX], |[most, least], bend| {
                [most.max(bend.1), least.min(bend.1)]
            });
        if self.skin.mesh.facets.len() > LARGE && count == 3 && least > EVEN * most {
            return;
        }
        for (corner, _) in bends.into_iter().take(count) {
            let marks = self.marks(facet).copied().unwrap_or(0);
            let further = skin.across(corner).is_some_and(|other| other / 3 > facet);
            if further
                && marks & (1 << (corner % 3)) == 0
                && let Some(axis) = skin.direction(corner)
            {
                self.try_seed(corner, axis, false);
            }
        }
        // Two edges that slant either way: their triangle stands on a ring, as in a zigzag.
        let bends = &mut bends[..count];
        bends.sort_by(|a, b| b.1.total_cmp(&a.1));
        if let [(corner, _), (second, _), ..] = *bends
            && self.marks(facet).is_some_and(|marks| *marks & BETWEEN == 0)
            && let (Some(a), Some(b)) = (skin.direction(corner), skin.direction(second))
        {
            let b = if dot(a, b) < 0.0 { b.map(|x| -x) } else { b };
            if (0.4..0.998).contains(&dot(a, b))
                && let Some(axis) = unit(std::array::from_fn(|i| a[i] + b[i]))
            {
                self.try_seed(corner, axis, true);
            }
        }
    }

    fn try_seed(&mut self, corner: u32, axis: Point, between: bool) {
        match self.section.looks_round(self.skin, corner, axis) {
            Look::Nothing => return,
            Look::Waist => {}
            Look::Round(radius) => self.seeds.push(Seed {
                corner,
                axis,
                radius,
                between,
            }),
        }
        // From any other of these it would look the same.
        if between {
            for at in 0..self.section.facets.len() {
                let facet = self.section.facets[at];
                if let Some(marks) = self.marks(facet) {
                    *marks |= BETWEEN;
                }
            }
            return;
        }
        for edge in self.section.along(self.skin, axis) {
            for corner in std::iter::once(edge).chain(self.skin.across(edge)) {
                if let Some(marks) = self.marks(corner / 3) {
                    *marks |= 1 << (corner % 3);
                }
            }
        }
    }
}

/// Marks of a triangle: its edges that were tried (bits 0 to 2), that walks between edges passed it, that it
/// belongs to a cylinder.
const BETWEEN: u8 = 8;
const TAKEN: u8 = 16;

/// The search from seeds.
struct Search<'a> {
    skin: &'a Skin<'a>,
    marks: Vec<u8>,
    /// Twice the gathering by which a triangle was seen last, and one if it was taken.
    seen: Vec<u32>,
    gathering: u32,
    section: Section,
    steps: u64,
}

impl<'a> Search<'a> {
    fn new(skin: &'a Skin<'a>) -> Self {
        Self {
            skin,
            marks: vec![0; skin.mesh.facets.len()],
            seen: vec![0; skin.mesh.facets.len()],
            gathering: 0,
            section: Section::default(),
            steps: 0,
        }
    }

    fn mark(&mut self, corner: u32) {
        self.marks[(corner / 3) as usize] |= 1 << (corner % 3);
    }

    /// The cylinder around a seed, if it is new.
    fn from(&mut self, seed: &Seed, number: &impl Fn(u32) -> u32) -> Option<Round> {
        let marks = self.marks[(seed.corner / 3) as usize];
        let tried = if seed.between {
            BETWEEN
        } else {
            1 << (seed.corner % 3)
        };
        if marks & (tried | TAKEN) != 0 {
            return None;
        }
        self.section.walk(
            self.skin,
            seed.corner,
            seed.axis,
            seed.radius,
            &mut self.steps,
        );
        if seed.between {
            for at in 0..self.section.facets.len() {
                self.marks[self.section.facets[at] as usize] |= BETWEEN;
            }
        } else {
            self.mark(seed.corner);
            for corner in self.section.along(self.skin, seed.axis) {
                self.mark(corner);
                if let Some(other) = self.skin.across(corner) {
                    self.mark(other);
                }
            }
        }
        if self.section.turned < TURNED {
            return None;
        }
        let section = &self.section;
        let mut shape = Shape::of_section(&section.points, &section.spread, SECTION_OFF)?;
        let middle = *section.facets.first()?;
        let convex = self.skin.looks_outwards(&shape, middle)?;
        let facets = self.gather(&shape, convex, FIRST_OFF);
        shape = shape.refined(&self.skin.points(&facets));
        let facets = self.gather(&shape, convex, OFF);
        let points = self.skin.points(&facets);
        if points.len() < 2 * SIDES {
            return None;
        }
        shape = shape.refined(&points).through_outermost(&points);
        let extent = Extent::new(self.skin.mesh, &shape, &facets);
        if extent.arc < ARC || extent.sides < SIDES || self.is_band(&shape, &extent, &facets) {
            return None;
        }
        for facet in &facets {
            self.marks[*facet as usize] |= TAKEN;
        }
        let first = facets.iter().map(|facet| number(*facet)).min()?;
        Some(Round {
            shape,
            extent,
            convex,
            first,
        })
    }

    /// The connected triangles on a cylinder, from those of the section on.
    fn gather(&mut self, shape: &Shape, convex: bool, off: f64) -> Vec<u32> {
        self.gathering += 1;
        let mut gathered: Vec<u32> = Vec::new();
        for at in 0..self.section.facets.len() {
            let facet = self.section.facets[at];
            self.take(facet, shape, convex, off, &mut gathered);
        }
        let mut next = 0;
        while let Some(facet) = gathered.get(next).copied() {
            next += 1;
            for k in 0..3 {
                if let Some(other) = self.skin.across(3 * facet + k) {
                    self.take(other / 3, shape, convex, off, &mut gathered);
                }
            }
        }
        gathered
    }

    fn take(&mut self, facet: u32, shape: &Shape, convex: bool, off: f64, gathered: &mut Vec<u32>) {
        self.steps += 1;
        let seen = &mut self.seen[facet as usize];
        if *seen / 2 == self.gathering {
            return;
        }
        let on = self.skin.lies_on(facet, shape, convex, off);
        *seen = 2 * self.gathering + u32::from(on);
        if on {
            gathered.push(facet);
        }
    }

    /// Whether it is the waist of something rounder: flat for its width, and the surface runs on smoothly at
    /// both ends. To be called after the cylinder was gathered.
    fn is_band(&self, shape: &Shape, extent: &Extent, facets: &[u32]) -> bool {
        let [low, high] = extent.ends;
        if high - low >= shape.radius {
            return false;
        }
        let frame = shape.across();
        let middle = f64::midpoint(low, high);
        // Of the lower and the upper end: the length of the border, and what of it is smooth.
        let mut borders = [[0.0; 2]; 2];
        for facet in facets {
            for k in 0..3 {
                let corner = 3 * facet + k;
                let other = self.skin.across(corner);
                let beyond = other.map(|other| other / 3);
                let gathered = 2 * self.gathering + 1;
                if beyond.is_some_and(|beyond| self.seen[beyond as usize] == gathered) {
                    continue;
                }
                let [a, b] = self.skin.ends(corner);
                let way = minus(b, a);
                let length = dot(way, way).sqrt();
                let [from, to] = [a, b].map(|point| shape.see(frame, point).along);
                let border = &mut borders[usize::from(from + to > 2.0 * middle)];
                border[0] += length;
                let smooth = beyond.is_some_and(|beyond| {
                    let normals = self.skin.normal(*facet).zip(self.skin.normal(beyond));
                    normals.is_some_and(|(a, b)| dot(a, b) > SMOOTH)
                });
                border[1] += if smooth { length } else { 0.0 };
            }
        }
        borders.iter().all(|[all, smooth]| *smooth > 0.5 * all)
    }
}

impl Skin<'_> {
    /// Whether a triangle looks away from the axis; `None` for a sliver.
    fn looks_outwards(&self, shape: &Shape, facet: u32) -> Option<bool> {
        let normal = self.normal(facet)?;
        let [a, b, c] = self.mesh.corners(facet);
        let middle: Point = std::array::from_fn(|i| (a[i] + b[i] + c[i]) / 3.0);
        let [u, v] = shape.across();
        let [x, y] = shape.see([u, v], middle).flat;
        Some(x * dot(normal, u) + y * dot(normal, v) > 0.0)
    }

    /// Whether a triangle is surface of a cylinder, within `off` of its radius.
    fn lies_on(&self, facet: u32, shape: &Shape, convex: bool, off: f64) -> bool {
        let corners = self.mesh.corners(facet);
        let on = corners.iter().all(|point| {
            let far = point.iter().fold(0.0f64, |far, x| far.max(x.abs()));
            let slack = off * shape.radius + PRECISION * far;
            (shape.distance(*point) - shape.radius).abs() <= slack
        });
        if !on {
            return false;
        }
        let Some(normal) = self.normal(facet) else {
            return true;
        };
        dot(normal, shape.axis).abs() <= LEAN && self.looks_outwards(shape, facet) == Some(convex)
    }

    /// The vertices of triangles, each once, in the order of their positions.
    fn points(&self, facets: &[u32]) -> Vec<Point> {
        let mut vertices: Vec<u32> = facets
            .iter()
            .flat_map(|facet| self.mesh.facets[*facet as usize])
            .collect();
        vertices.sort_unstable();
        vertices.dedup();
        let mut points: Vec<Point> = vertices
            .into_iter()
            .map(|vertex| self.mesh.vertices[vertex as usize])
            .collect();
        points.sort_unstable_by(order);
        points
    }
}
