//! Walks around: along the section of the surface by a plane across a presumed axis, from triangle to triangle.

use super::Skin;
use crate::measure::vector::{cross, dot, minus};
use crate::units::Point;

/// Where neighbours look apart by more than this (its cosine), the surface is not round: 51.4°, a seventh of a
/// turn, leaves room for eight uneven facets.
pub(super) const SHARP: f64 = 0.623;

/// A turn of less than this is the noise of single precision, or the finest of tessellations, radians.
pub(super) const BEND: f64 = 0.003;

/// A turn that has a direction for certain, radians.
const CLEAR: f64 = 0.02;

/// How far normals may lean along the presumed axis: so much, and so much of the angle turned since the
/// beginning (edges of a tessellation need not run along the axis), and this at most.
const LEAN: [f64; 3] = [0.01, 0.3, 0.3];

/// Triangles in one plane, one behind the other, before a walk is given up.
const MOST_FLAT: u32 = 48;
const MOST_FLAT_OF_FEW: u32 = 8;

/// A chord longer than so many radii, as the others have it, leads away from the circle.
const LONG: f64 = 1.2;

/// Bends of a walk of a few steps.
const FEW: u32 = 3;

/// Surface beside a walk leans away if by more than this part of what it turns from line to line.
const LEANING: f64 = 0.3;

/// Triangles of a walk in all.
const MOST: usize = 8192;

/// What a few steps around show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Look {
    /// No circle.
    Nothing,
    /// A part of something that is round in all directions.
    Waist,
    /// A circle of about this radius, mm.
    Round(f64),
}

/// What a walk met.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// Where it passed edges at which the surface bends.
    pub(super) points: Vec<Point>,
    pub(super) facets: Vec<u32>,
    /// By which edge each of them was left.
    exits: Vec<u32>,
    /// The angle turned, radians.
    pub(super) turned: f64,
    sign: f64,
    /// From bend to bend, mm: all together, and the longest.
    length: [f64; 2],
    /// Of the normals: the sum of their products.
    pub(super) spread: [[f64; 3]; 3],
}

impl Section {
    fn clear(&mut self) {
        self.points.clear();
        self.facets.clear();
        self.exits.clear();
        self.turned = 0.0;
        self.sign = 0.0;
        self.length = [0.0; 2];
        self.spread = [[0.0; 3]; 3];
    }

    /// Whether a few steps from the edge of `seed` both ways, across `axis` (of length 1), lead around something.
    pub(super) fn looks_round(&mut self, skin: &Skin<'_>, seed: u32, axis: Point) -> Look {
        let way = Way {
            skin,
            axis,
            seed,
            height: skin.height(seed, axis),
            radius: None,
            most_flat: MOST_FLAT_OF_FEW,
        };
        let closed = self.both_ways(&way, &mut 0);
        let bends = self.points.len();
        if !closed && bends < 4 {
            return Look::Nothing;
        }
        let [length, longest] = self.length;
        let chords = (bends - 1) as f64;
        let radius = (length - longest) / (self.turned * (chords - 1.0) / (chords + 1.0));
        if longest > LONG * radius {
            Look::Nothing
        } else if self.is_waist(skin, axis, radius) {
            Look::Waist
        } else {
            Look::Round(radius)
        }
    }

    /// Walks from the edge of `seed` both ways, as far as it goes, across `axis` (of length 1); the triangles
    /// passed are added to `steps`. The radius is what the first steps had.
    pub(super) fn walk(
        &mut self,
        skin: &Skin<'_>,
        seed: u32,
        axis: Point,
        radius: f64,
        steps: &mut u64,
    ) {
        let way = Way {
            skin,
            axis,
            seed,
            height: skin.height(seed, axis),
            radius: Some(radius),
            most_flat: MOST_FLAT,
        };
        self.both_ways(&way, steps);
    }

    /// Whether it came round.
    fn both_ways(&mut self, way: &Way<'_>, steps: &mut u64) -> bool {
        self.clear();
        let skin = way.skin;
        let Some(back) = skin.across(way.seed) else {
            return false;
        };
        let normals = skin.normal(way.seed / 3).zip(skin.normal(back / 3));
        let Some((first, second)) = normals else {
            return false;
        };
        // The bend at the seed itself.
        let Some(turn) = turn(second, first, way.axis).filter(|turn| turn.abs() >= BEND) else {
            return false;
        };
        self.sign = turn.signum();
        self.turned = turn.abs();
        self.points.push(way.crossing(way.seed));
        if self.follow(way, way.seed, first, steps) {
            return true;
        }
        self.sign = -self.sign;
        self.follow(way, back, second, steps);
        false
    }

    /// Follows the section from the edge by which a triangle is entered; whether it came round.
    fn follow(&mut self, way: &Way<'_>, entered: u32, from: Point, steps: &mut u64) -> bool {
        let skin = way.skin;
        let mut entered = entered;
        let mut last = from;
        let mut bends = 0u32;
        let mut flat = 0u32;
        let mut turned = 0.0;
        let mut passed = way.crossing(way.seed);
        loop {
            *steps += 1;
            let facet = entered / 3;
            if let Some(normal) = skin.normal(facet) {
                let Some(turn) = turn(last, normal, way.axis) else {
                    return false;
                };
                let against = turn * self.sign < 0.0;
                if against && turn.abs() > CLEAR {
                    return false;
                }
                turned += turn.abs();
                let lean = dot(normal, way.axis).abs();
                if lean > LEAN[2].min(LEAN[0] + LEAN[1] * turned) {
                    return false;
                }
                if turn.abs() >= BEND {
                    if way.radius.is_none() && bends == FEW {
                        return false;
                    }
                    bends += 1;
                    flat = 0;
                    let point = way.crossing(entered);
                    let step = minus(point, passed);
                    let chord = dot(step, step).sqrt();
                    if way.leads_away(chord) {
                        return false;
                    }
                    self.length = [self.length[0] + chord, self.length[1].max(chord)];
                    passed = point;
                    self.points.push(point);
                    self.turned += turn.abs();
                }
                last = normal;
                for i in 0..3 {
                    for k in 0..3 {
                        self.spread[i][k] += normal[i] * normal[k];
                    }
                }
            }
            flat += 1;
            if flat.is_multiple_of(8) {
                let far = minus(way.crossing(entered), passed);
                if way.leads_away(dot(far, far).sqrt()) {
                    return false;
                }
            }
            if flat > way.most_flat || self.facets.len() >= MOST {
                return false;
            }
            let exit = way.exit(entered);
            self.facets.push(facet);
            self.exits.push(exit);
            let Some(next) = skin.across(exit) else {
                return false;
            };
            if next == way.seed {
                return true;
            }
            entered = next;
        }
    }

    /// Whether the triangles passed are flat for their radius, and the surface leans away smoothly on both sides.
    fn is_waist(&self, skin: &Skin<'_>, axis: Point, radius: f64) -> bool {
        let mut ends = [f64::MAX, f64::MIN];
        let mut leaning = 0;
        let bend = self.turned / self.points.len() as f64;
        for (facet, exit) in self.facets.iter().zip(&self.exits) {
            for point in skin.mesh.corners(*facet) {
                let along = dot(axis, point);
                ends = [ends[0].min(along), ends[1].max(along)];
            }
            let leans = |corner: u32| {
                let beyond = skin.across(corner).and_then(|other| skin.normal(other / 3));
                beyond
                    .zip(skin.normal(*facet))
                    .is_some_and(|(beyond, own)| {
                        dot(beyond, own) > SHARP
                            && dot(beyond, axis).abs() > BEND.max(LEANING * bend)
                    })
            };
            let beside = (3 * facet..3 * facet + 3).filter(|corner| corner != exit);
            leaning += usize::from(beside.into_iter().any(leans));
        }
        10 * leaning >= 7 * self.facets.len() && ends[1] - ends[0] < radius
    }

    /// The edges passed that run along the axis.
    pub(super) fn along(&self, skin: &Skin<'_>, axis: Point) -> Vec<u32> {
        let along = |exit: &&u32| skin.runs_along(**exit, axis);
        self.exits.iter().filter(along).copied().collect()
    }
}

/// The way of a walk.
struct Way<'a> {
    skin: &'a Skin<'a>,
    axis: Point,
    height: f64,
    seed: u32,
    /// Which it should have; `None`: only over some bends.
    radius: Option<f64>,
    most_flat: u32,
}

impl Way<'_> {
    /// The edge by which the section leaves the triangle that it entered by another.
    fn exit(&self, entered: u32) -> u32 {
        let facet = self.skin.mesh.facets[(entered / 3) as usize];
        let base = entered - entered % 3;
        let k = entered % 3;
        let above = |k: u32| {
            let vertex = facet[(k % 3) as usize];
            dot(self.axis, self.skin.mesh.vertices[vertex as usize]) >= self.height
        };
        let turn = if above(k + 1) == above(k + 2) { 2 } else { 1 };
        base + (k + turn) % 3
    }

    /// Whether a chord is longer than the circle would have it.
    fn leads_away(&self, chord: f64) -> bool {
        self.radius
            .is_some_and(|radius| chord > 1.5 * LONG * radius)
    }

    /// Where the section passes an edge.
    fn crossing(&self, corner: u32) -> Point {
        let [a, b] = self.skin.ends(corner);
        let (from, to) = (dot(self.axis, a), dot(self.axis, b));
        let t = if from == to {
            0.5
        } else {
            ((self.height - from) / (to - from)).clamp(0.0, 1.0)
        };
        std::array::from_fn(|i| a[i] + t * (b[i] - a[i]))
    }
}

/// The angle between normals, positive when it turns counter-clockwise about the axis; `None` at a sharp edge.
fn turn(from: Point, to: Point, axis: Point) -> Option<f64> {
    let along = dot(from, to);
    if along < SHARP {
        return None;
    }
    let product = cross(from, to);
    let square = dot(product, product);
    // The arc sine of what is no more than 0.78, to half a percent.
    let angle = square.sqrt() * (1.0 + square * (1.0 / 6.0 + square * (0.075 + square * 0.08)));
    Some(if dot(product, axis) < 0.0 {
        -angle
    } else {
        angle
    })
}
