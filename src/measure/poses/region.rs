//! Regions: facets that hang over and are connected, with what holds them at their boundary.
//!
//! A boundary edge is *supported* if what lies beyond it goes down from there: a wall below a ceiling
//! does, a wall above it does not. What rises from the edge of a ceiling rests on that: whether the ceiling holds
//! is asked of the ceiling. Where a region is cut off near the bed, the bed holds it.

use super::hull3::{dot, minus};
use super::joints::Joints;
use super::lying::{Lying, above, area, at_height, sum};
use super::overhang::{CEILING, sine};
use crate::measure::topology::Groups;
use crate::units::{Point, Point2};

/// No region.
pub(super) const NONE: u32 = u32::MAX;

/// What rises or falls by less (a sine) is flat for all that lies on it.
const DESCENT: f64 = 0.01;

/// A piece of a region's boundary, in the direction of its facet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Border {
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) supported: bool,
}

impl Border {
    pub(super) fn flat(&self) -> [Point2; 2] {
        [self.from, self.to].map(|[x, y, _]| [x, y])
    }
}

/// Connected facets of a pose.
pub(super) struct Regions<'a> {
    lying: &'a Lying<'a>,
    joints: &'a Joints,
    /// The sine from which on a facet is a ceiling.
    ceiling: f32,
    /// The region of each facet.
    of: Vec<u32>,
    /// The facets of each region.
    pub(super) list: Vec<Vec<u32>>,
}

impl<'a> Regions<'a> {
    /// Connects `members` over edges above the clipping height. Slivers join what lies on two sides of them.
    pub(super) fn new(
        lying: &'a Lying<'a>,
        joints: &'a Joints,
        members: &[u32],
        slivers: &[u32],
    ) -> Self {
        let mut of = vec![NONE; lying.mesh.facets.len()];
        for (i, facet) in (0..).zip(members) {
            of[*facet as usize] = i;
        }
        let mut groups = Groups::of(members.len());
        let others = |facet: u32, k: usize| {
            let corners = lying.corners(facet);
            let kept = corners[k][2].max(corners[(k + 1) % 3][2]) > lying.clip;
            let others = joints.others(3 * facet + k as u32).map(|other| other / 3);
            others.filter(move |_| kept)
        };
        for (i, facet) in (0..).zip(members) {
            for other in (0..3).flat_map(|k| others(*facet, k)) {
                let j = of[other as usize];
                if j != NONE {
                    groups.join(i, j);
                }
            }
        }
        // A sliver belongs to what lies on two sides of it.
        let mut kept = Vec::new();
        for facet in slivers {
            let sides: Vec<u32> = (0..3)
                .filter_map(|k| others(*facet, k).map(|other| of[other as usize]).min())
                .filter(|side| *side != NONE)
                .collect();
            if let [first, second, ..] = sides[..] {
                groups.join(first, second);
                kept.push((*facet, first));
            }
        }
        let mut list: Vec<Vec<u32>> = Vec::new();
        let mut region_of_root = vec![NONE; members.len()];
        let joined = (0..).zip(members).map(|(i, facet)| (*facet, i)).chain(kept);
        for (facet, i) in joined {
            let root = groups.find(i) as usize;
            if region_of_root[root] == NONE {
                region_of_root[root] = list.len() as u32;
                list.push(Vec::new());
            }
            let region = region_of_root[root];
            list[region as usize].push(facet);
            of[facet as usize] = region;
        }
        Self {
            lying,
            joints,
            ceiling: sine(CEILING),
            of,
            list,
        }
    }

    /// The region of a facet, or [`NONE`].
    pub(super) fn of(&self, facet: u32) -> u32 {
        self.of[facet as usize]
    }

    /// The area of a region, mm².
    pub(super) fn area(&self, region: usize) -> f64 {
        let facets = self.list[region].iter();
        let areas = facets.map(|facet| area(&above(self.lying.corners(*facet), self.lying.clip).0));
        sum(areas.collect())
    }

    /// What of the facets of a region lies above the clipping height; not of slivers.
    pub(super) fn polygons(&self, region: usize) -> impl Iterator<Item = (u32, Vec<Point>)> + '_ {
        self.list[region]
            .iter()
            .filter(|facet| !self.lying.steep(**facet).is_nan())
            .map(|facet| (*facet, above(self.lying.corners(*facet), self.lying.clip).0))
    }

    /// The area of a region seen from above, mm².
    pub(super) fn area_from_above(&self, region: usize) -> f64 {
        let areas = self.list[region].iter().map(|facet| {
            let (kept, _) = above(self.lying.corners(*facet), self.lying.clip);
            let flat: Vec<Point> = kept.iter().map(|[x, y, _]| [*x, *y, 0.0]).collect();
            area(&flat)
        });
        sum(areas.collect())
    }

    /// The boundary of a region.
    pub(super) fn borders(&self, region: usize) -> Vec<Border> {
        let mut borders = Vec::new();
        let clip = self.lying.clip;
        for facet in &self.list[region] {
            let corners = self.lying.corners(*facet);
            for k in 0..3 {
                let (mut from, mut to) = (corners[k], corners[(k + 1) % 3]);
                if from[2].max(to[2]) <= clip {
                    continue;
                }
                let corner = 3 * facet + k as u32;
                let mut others = self.joints.others(corner);
                if others.any(|other| self.of(other / 3) as usize == region) {
                    continue;
                }
                let rises = self.slope(corner, from, to) > DESCENT;
                let supported = self
                    .joints
                    .others(corner)
                    .any(|other| self.holds(other, rises, [from, to], 0));
                if from[2] < clip {
                    from = at_height(from, to, clip);
                } else if to[2] < clip {
                    to = at_height(from, to, clip);
                }
                borders.push(Border {
                    from,
                    to,
                    supported,
                });
            }
            if let (_, Some([from, to])) = above(corners, clip) {
                borders.push(Border {
                    from,
                    to,
                    supported: true,
                });
            }
        }
        borders
    }

    /// Whether the facet of a corner holds what lies beyond the edge: it goes down from there, or is a
    /// ceiling from which that `rises`. Slivers are looked through.
    fn holds(&self, corner: u32, rises: bool, [from, to]: [Point; 2], depth: u32) -> bool {
        let steep = self.lying.steep(corner / 3);
        if !steep.is_nan() {
            let slope = self.slope(corner, from, to);
            return slope < -DESCENT || rises && steep >= self.ceiling;
        }
        let first = corner / 3 * 3;
        depth < 3
            && (first..first + 3)
                .filter(|side| *side != corner)
                .flat_map(|side| self.joints.others(side))
                .any(|other| {
                    self.of(other / 3) == NONE && self.holds(other, rises, [from, to], depth + 1)
                })
    }

    /// How steeply the facet of a corner rises from an edge between two points: a sine.
    fn slope(&self, corner: u32, from: Point, to: Point) -> f64 {
        let tip = self.lying.corners(corner / 3)[((corner % 3 + 2) % 3) as usize];
        let (along, up) = (minus(to, from), minus(tip, from));
        let square = dot(along, along);
        if square <= 0.0 {
            return 0.0;
        }
        let t = dot(along, up) / square;
        let across: Point = std::array::from_fn(|axis| up[axis] - t * along[axis]);
        let length = dot(across, across).sqrt();
        if length > 0.0 {
            across[2] / length
        } else {
            0.0
        }
    }
}
