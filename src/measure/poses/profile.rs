//! What every pose is told of: how high it is, how it stands and how much of it hangs over.

use super::hull3::{cross, dot, minus};
use super::lying::{FIRST_LAYER, above, area, at_height, sine, sum};
use super::stable::margin;
use super::turn::Turn;
use crate::measure::hull::{self, Extremes};
use crate::measure::sum::{Partial, Scale, Total};
use crate::measure::weld::Welded;
use crate::mesh::parallel;
use crate::units::{Point, Point2};
use rustc_hash::FxHashMap;

/// How high above the bed the contact is taken, mm.
const CONTACT: f64 = 0.1;

/// Classes of overhang, 5° each.
pub(super) const BINS: usize = 18;

/// So much below its angle a class begins, degrees: a normal of a small facet in single precision is that good.
const NEAR: f64 = 0.05;

/// Bodies that stand by themselves, with the centroid of each, by shell.
pub(super) type Bodies = FxHashMap<u32, Point>;

/// A pose in numbers.
pub(super) struct Profile {
    pub(super) turn: Turn,
    /// The heights of the bed and of the top.
    pub(super) floor: f64,
    pub(super) top: f64,
    /// Seen from above, exact.
    pub(super) outline: Vec<Point2>,
    /// The hull of the contact, exact, and its area.
    pub(super) contact: Vec<Point2>,
    pub(super) contact_area: f64,
    pub(super) margin: Option<f64>,
    pub(super) overhang: [f64; BINS],
}

/// What all poses have in common.
pub(super) struct Subject<'a> {
    pub(super) mesh: &'a Welded,
    pub(super) facing: &'a [[f32; 3]],
    /// The vertices that may be on the hull.
    pub(super) rim: &'a [Point],
    pub(super) shell_of: &'a [u32],
    pub(super) centroid: Point,
    /// Several bodies; none if the part is one.
    pub(super) bodies: &'a Bodies,
}

/// What a chunk of facets adds.
struct Part {
    bins: [Partial; BINS],
    /// Ends of the contact's edges, with their shell.
    ends: Vec<([Point2; 2], u32)>,
}

impl Profile {
    pub(super) fn new(subject: &Subject<'_>, turn: Turn) -> Self {
        let Subject {
            mesh, facing, rim, ..
        } = subject;
        let (mut floor, mut top) = (f64::INFINITY, f64::NEG_INFINITY);
        for point in *rim {
            let z = turn.height(*point);
            floor = floor.min(z);
            top = top.max(z);
        }
        if rim.is_empty() {
            (floor, top) = (0.0, 0.0);
        }
        let outline = outline(rim, turn);
        let mut heights = vec![0.0; mesh.vertices.len()];
        parallel::fill_chunks(&mut heights, |range, out| {
            for (index, out) in range.zip(out) {
                *out = turn.height(mesh.vertices[index]);
            }
        });
        // The first class begins beyond what is vertical.
        let edges: [f32; BINS] = std::array::from_fn(|i| {
            super::overhang::sine(if i == 0 { NEAR } else { 5.0 * i as f64 - NEAR })
        });
        let (clip, contact) = (floor + FIRST_LAYER, floor + CONTACT);
        let scale = Scale::for_terms_up_to(bound(rim));
        let parts = parallel::map_chunks(mesh.facets.len(), |range| {
            let mut part = Part {
                bins: [Partial::default(); BINS],
                ends: Vec::new(),
            };
            for index in range {
                let z = mesh.facets[index].map(|vertex| heights[vertex as usize]);
                let (low, high) = (z[0].min(z[1]).min(z[2]), z[0].max(z[1]).max(z[2]));
                let steep = sine(turn, facing[index]);
                if steep > edges[0] && high > clip {
                    let corners = mesh.corners(index as u32);
                    let size = if low >= clip {
                        let [a, b, c] = corners;
                        let double = cross(minus(b, a), minus(c, a));
                        dot(double, double).sqrt() / 2.0
                    } else {
                        area(&above(corners.map(|point| turn.apply(point)), clip).0)
                    };
                    let bin = edges.partition_point(|edge| steep > *edge) - 1;
                    part.bins[bin].add(scale, size);
                }
                if low < contact && high >= contact {
                    let corners = mesh.corners(index as u32).map(|point| turn.apply(point));
                    if let Some(ends) = section(corners, contact) {
                        let shell = subject.shell_of[mesh.facets[index][0] as usize];
                        part.ends.push((ends, shell));
                    }
                }
            }
            part
        });
        let mut bins = [Total::default(); BINS];
        let mut ends = Vec::new();
        for part in parts {
            for (total, partial) in bins.iter_mut().zip(part.bins) {
                total.add(partial);
            }
            ends.extend(part.ends);
        }
        let contact = hull::convex(ends.iter().flat_map(|(ends, _)| *ends).collect());
        let origin = contact.first().copied().unwrap_or_default();
        let terms = ends.iter().map(|([p, q], _)| {
            let [p, q] = [p, q].map(|p| [p[0] - origin[0], p[1] - origin[1]]);
            (p[0] * q[1] - p[1] * q[0]) / 2.0
        });
        // Shells that overlap count twice, but no more than their hull.
        let contact_area = sum(terms.collect()).clamp(0.0, hull::area(&contact).max(0.0));
        Self {
            turn,
            floor,
            top,
            outline,
            margin: stands(subject, turn, &contact, &ends),
            contact,
            contact_area,
            overhang: bins.map(|total| total.value(scale)),
        }
    }

    /// Area that hangs over by more than 50°, ceilings included.
    pub(super) fn hangs(&self) -> f64 {
        self.overhang[10..].iter().sum()
    }
}

/// No facet between points of this box has more area.
fn bound(points: &[Point]) -> f64 {
    let mut square = 0.0;
    for axis in 0..3 {
        let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
        for point in points {
            min = min.min(point[axis]);
            max = max.max(point[axis]);
        }
        square += (max - min) * (max - min);
    }
    if square.is_finite() { square } else { 0.0 }
}

/// The edge along which a facet meets a height, with the solid to its left seen from above.
fn section(corners: [Point; 3], height: f64) -> Option<[Point2; 2]> {
    let mut ends = [None; 2];
    for k in 0..3 {
        let (a, b) = (corners[k], corners[(k + 1) % 3]);
        if (a[2] >= height) != (b[2] >= height) {
            let [x, y, _] = at_height(a, b, height);
            ends[usize::from(a[2] >= height)] = Some([x, y]);
        }
    }
    let [rising, falling] = ends;
    falling.zip(rising).map(|(a, b)| [a, b])
}

/// The hull seen from above.
fn outline(rim: &[Point], turn: Turn) -> Vec<Point2> {
    let seen = |point: &Point| {
        let [x, y, _] = turn.apply(*point);
        [x, y]
    };
    let mut extremes = Extremes::new();
    for point in rim {
        extremes.add(seen(point));
    }
    let core = extremes.polygon();
    let outside = rim.iter().map(seen);
    hull::convex(
        outside
            .filter(|point| !hull::strictly_inside(&core, *point))
            .collect(),
    )
}

/// The least margin of the bodies that touch the bed.
fn stands(
    subject: &Subject<'_>,
    turn: Turn,
    contact: &[Point2],
    ends: &[([Point2; 2], u32)],
) -> Option<f64> {
    let seen = |point: Point| {
        let [x, y, _] = turn.apply(point);
        [x, y]
    };
    if subject.bodies.is_empty() {
        return (!contact.is_empty()).then(|| margin(contact, seen(subject.centroid)));
    }
    let mut by_body: FxHashMap<u32, Vec<Point2>> = FxHashMap::default();
    for (ends, shell) in ends {
        if subject.bodies.contains_key(shell) {
            by_body.entry(*shell).or_default().extend(ends);
        }
    }
    by_body
        .into_iter()
        .map(|(body, points)| margin(&hull::convex(points), seen(subject.bodies[&body])))
        .reduce(f64::min)
}
