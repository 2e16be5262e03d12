//! Self-intersection: pairs of triangles that share more than they should.
//!
//! A pair *counts* when its two triangles share a segment that is not inside an edge of both, or an
//! area. Isolated points, identical triangles and pairs with a triangle without area do not. The
//! candidates come from the tree of boxes, the decision from exact predicates ([`pair`]). Where
//! triangles of two closed shells meet, a *contact* keeps what tells whether the shells overlap.

mod pair;

use super::bvh::{Budget, Bvh};
use super::facts::{IntersectionKind, IntersectionPlace, SelfIntersections};
use super::places::{Worst, order};
use super::shells::Shell;
use super::topology::cross;
use super::weld::Welded;
use crate::units::Point;
use pair::Meeting;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Steps of some 10 ns that any mesh may cost, and so many more for each triangle.
const STEPS: u64 = 200_000_000;
const STEPS_PER_TRIANGLE: u64 = 200;

/// Steps that a pair costs: to decide it, and to note it when it counts.
const DECIDED: u64 = 2;
const COUNTED: u64 = 40;

/// Points that a contact keeps of either shell.
const WITNESSES: usize = 8;

/// What is found of intersections.
#[derive(Debug)]
pub(super) struct Intersections {
    /// Triangles in pairs that count.
    pub(super) triangles: u64,
    /// The pairs.
    pub(super) pairs: SelfIntersections,
    /// Contacts of closed shells, by their numbers, the lesser first.
    pub(super) contacts: FxHashMap<[u32; 2], Contact>,
}

/// How two closed shells touch.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Contact {
    /// Triangles of the two cross.
    pub(super) crosses: bool,
    /// Near some contact the insides of both lie on the same side: they overlap if both are solid.
    pub(super) overlaps: bool,
    /// Middles of triangles in contact, of each of the two shells: the least by position.
    pub(super) witnesses: [Vec<Point>; 2],
}

/// A pair that counts, beside its place: by what it is first, by number last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    kind: IntersectionKind,
    shells: [u32; 2],
    triangles: [u32; 2],
}

/// What a part of the search found.
#[derive(Debug, Default)]
struct Found {
    within: u64,
    between: u64,
    worst: Worst<Pair>,
    contacts: FxHashMap<[u32; 2], Contact>,
}

/// Finds the intersections of a mesh whose fans are split; `None` when there are too many pairs of
/// triangles that lie close to each other. Some 200 ns per triangle on one core.
pub(super) fn intersections(
    mesh: &Welded,
    tree: &Bvh,
    shells: &[Shell],
    shell_of: &[u32],
    number: impl Fn(u32) -> u32 + Sync,
) -> Option<Intersections> {
    let marks: Vec<AtomicU64> = (0..mesh.facets.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
    let mark = |triangle: u32| {
        marks[triangle as usize / 64].fetch_or(1 << (triangle % 64), Relaxed);
    };
    let shell = |triangle: u32| shell_of[mesh.facets[triangle as usize][0] as usize];
    let budget = Budget::new(STEPS + STEPS_PER_TRIANGLE * mesh.facets.len() as u64);
    let parts = tree.pairs(&budget, Found::default, |found, a, b| {
        let corners = [mesh.corners(a), mesh.corners(b)];
        let meeting = pair::meet(corners[0], corners[1]);
        if meeting == Meeting::Apart {
            return DECIDED;
        }
        let of = [shell(a), shell(b)];
        if of[0] != of[1] && of.iter().all(|shell| shells[*shell as usize].closed) {
            found.touch(of, corners, meeting);
        }
        let kind = match meeting {
            Meeting::Crossing { .. } => IntersectionKind::Crossing,
            Meeting::Coplanar { .. } => IntersectionKind::Coplanar,
            Meeting::Apart | Meeting::Identical => return DECIDED,
        };
        mark(a);
        mark(b);
        *(if of[0] == of[1] { &mut found.within } else { &mut found.between }) += 1;
        let (at, length) = pair::place(corners[0], corners[1]);
        found.worst.count(length, at, || {
            let mut both = [(number(a), of[0]), (number(b), of[1])];
            both.sort_unstable();
            Pair {
                kind,
                shells: both.map(|(_, shell)| shells[shell as usize].first_triangle),
                triangles: both.map(|(triangle, _)| triangle),
            }
        });
        COUNTED
    });
    if budget.is_exceeded() {
        return None;
    }
    let mut all = Found::default();
    for part in parts {
        all.merge(part);
    }
    let places = |worst: Worst<Pair>| {
        worst.into_worst().into_iter().map(|place| IntersectionPlace {
            at: place.at,
            length: place.score,
            kind: place.what.kind,
            shells: place.what.shells,
            triangles: place.what.triangles,
        })
    };
    Some(Intersections {
        triangles: marks.iter().map(|mark| u64::from(mark.load(Relaxed).count_ones())).sum(),
        pairs: SelfIntersections {
            within_shell: all.within,
            between_shells: all.between,
            places_total: all.worst.total,
            places: places(all.worst).collect(),
        },
        contacts: all.contacts,
    })
}

impl Found {
    fn merge(&mut self, other: Self) {
        self.within += other.within;
        self.between += other.between;
        self.worst.merge(other.worst);
        for (shells, contact) in other.contacts {
            self.contacts.entry(shells).or_default().merge(contact);
        }
    }

    /// Notes that two closed shells touch.
    fn touch(&mut self, of: [u32; 2], corners: [[Point; 3]; 2], meeting: Meeting) {
        let (of, corners) = if of[0] < of[1] {
            (of, corners)
        } else {
            ([of[1], of[0]], [corners[1], corners[0]])
        };
        let contact = self.contacts.entry(of).or_default();
        let alike = || {
            let [n, m] = corners.map(cross);
            n[0] * m[0] + n[1] * m[1] + n[2] * m[2] > 0.0
        };
        match meeting {
            Meeting::Apart => {}
            Meeting::Crossing { through } => {
                contact.crosses = true;
                contact.overlaps |= through;
            }
            Meeting::Coplanar { area } => contact.overlaps |= area && alike(),
            Meeting::Identical => contact.overlaps |= alike(),
        }
        for (kept, corners) in contact.witnesses.iter_mut().zip(corners) {
            keep(kept, middle(corners));
        }
    }
}

impl Contact {
    fn merge(&mut self, other: Self) {
        self.crosses |= other.crosses;
        self.overlaps |= other.overlaps;
        for (kept, points) in self.witnesses.iter_mut().zip(other.witnesses) {
            for point in points {
                keep(kept, point);
            }
        }
    }
}

/// Adds a point to the least ones, in order.
fn keep(kept: &mut Vec<Point>, point: Point) {
    if let Err(at) = kept.binary_search_by(|other| order(other, &point))
        && at < WITNESSES
    {
        kept.insert(at, point);
        kept.truncate(WITNESSES);
    }
}

/// The middle of a triangle, whichever corner comes first.
fn middle(mut corners: [Point; 3]) -> Point {
    corners.sort_unstable_by(order);
    std::array::from_fn(|axis| (corners[0][axis] + corners[1][axis] + corners[2][axis]) / 3.0)
}

