//! Self-intersection: pairs of triangles that share more than they should.
//!
//! A pair *counts* when its two triangles share a segment that is not inside an edge of both, or an
//! area. Isolated points, identical triangles and pairs with a triangle without area do not. The
//! candidates come from the tree of boxes, the decision from exact predicates ([`pair`]). Where
//! triangles of two closed shells meet, a *contact* keeps what tells whether the shells overlap.

mod pair;

use super::bvh::{Budget, Bvh};
use super::facts::{IntersectionKind, IntersectionPlace, LIST_LIMIT, SelfIntersections};
use super::places::{Candidate, Worst, order};
use super::shells::Shell;
use super::topology::cross;
use super::weld::Welded;
use crate::units::Point;
use pair::{Meeting, Probe, Shared};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Steps of some 10 ns that any mesh may cost, and so many more for each triangle.
const STEPS: u64 = 150_000_000;
const STEPS_PER_TRIANGLE: u64 = 60;

/// Steps that a pair costs: to see that nothing is to be decided, to decide it, and to note it when it counts.
const SEEN: u64 = 2;
const DECIDED: u64 = 8;
const COUNTED: u64 = 90;

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
    /// Whether an open shell goes through another.
    pub(super) pierced: bool,
    /// Triangles that lie in others, twins of others too: on both sides of them may be anything.
    pub(super) tangled: Marks,
}

/// A mark on some of the triangles.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<AtomicU64>);

impl Marks {
    fn new(triangles: usize) -> Self {
        let words = triangles.div_ceil(64);
        Self((0..words).map(|_| AtomicU64::new(0)).collect())
    }

    fn set(&self, triangle: u32) {
        self.0[triangle as usize / 64].fetch_or(1 << (triangle % 64), Relaxed);
    }

    pub(super) fn has(&self, triangle: u32) -> bool {
        let word = self.0.get(triangle as usize / 64);
        word.is_some_and(|word| word.load(Relaxed) >> (triangle % 64) & 1 == 1)
    }

    fn count(&self) -> u64 {
        let ones = self.0.iter().map(|word| word.load(Relaxed).count_ones());
        ones.map(u64::from).sum()
    }
}

/// How two closed shells touch.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Contact {
    /// The two surfaces go through each other.
    pub(super) crosses: bool,
    /// Near some contact the insides of both lie on the same side: they overlap if both are solid.
    pub(super) overlaps: bool,
    /// Middles of triangles in contact, of each of the two shells, that lie clear of the other: the least
    /// by position.
    pub(super) witnesses: [Vec<Point>; 2],
}

/// A pair that counts, beside its place: by what it is first, by number last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    shorter: u64,
    kind: IntersectionKind,
    shells: [u32; 2],
    triangles: [u32; 2],
}

/// What a part of the search found.
#[derive(Debug, Default)]
struct Found {
    within: Worst<Pair>,
    between: Worst<Pair>,
    contacts: FxHashMap<[u32; 2], Contact>,
    pierced: bool,
    /// The triangle that was looked at last: it mostly comes several times in a row.
    probe: Option<(u32, Probe)>,
}

/// The work that a mesh may cost.
pub(super) fn budget(mesh: &Welded) -> Budget {
    Budget::new(STEPS + STEPS_PER_TRIANGLE * mesh.facets.len() as u64)
}

/// A mesh whose fans are split, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) mesh: &'a Welded,
    pub(super) tree: &'a Bvh,
    pub(super) shells: &'a [Shell],
    /// The shell of each vertex.
    pub(super) shell_of: &'a [u32],
    /// Vertices whose triangles share no more than they should, as far as that is known.
    pub(super) plain: &'a [bool],
    /// Different vertices may lie at the same position.
    pub(super) twins: bool,
}

/// Finds the intersections of a mesh; `None` when that takes more than `budget`. Some 100 ns per
/// triangle on one core.
pub(super) fn intersections(
    known: Known<'_>,
    budget: &Budget,
    number: impl Fn(u32) -> u32 + Sync,
) -> Option<Intersections> {
    let Known {
        mesh, tree, shells, ..
    } = known;
    let crossing = Marks::new(mesh.facets.len());
    let tangled = Marks::new(mesh.facets.len());
    let shell = |triangle: u32| known.shell_of[mesh.facets[triangle as usize][0] as usize];
    let is_plain = |vertex: u32| known.plain.get(vertex as usize) == Some(&true);
    let parts = tree.pairs(budget, Found::default, |found, a, b| {
        let facets = [a, b].map(|triangle| mesh.facets[triangle as usize]);
        // Most pairs of any mesh are neighbours at such a vertex.
        let neighbours = facets[0]
            .iter()
            .any(|vertex| facets[1].contains(vertex) && is_plain(*vertex));
        if neighbours {
            return SEEN;
        }
        let probe = match found.probe.take() {
            Some((of, probe)) if of == a => probe,
            _ => Probe::new(mesh.corners(a)),
        };
        let corners = [probe.corners(), mesh.corners(b)];
        let shared = if known.twins {
            Shared::of(corners[0], corners[1])
        } else {
            Shared::of(facets[0], facets[1])
        };
        let meeting = probe.meet(corners[1], shared);
        found.probe = Some((a, probe));
        if meeting == Meeting::Apart {
            return DECIDED;
        }
        let of = [shell(a), shell(b)];
        if of[0] != of[1] {
            if of.iter().all(|shell| shells[*shell as usize].closed) {
                found.touch(of, corners, meeting);
            } else {
                found.pierced |= matches!(
                    meeting,
                    Meeting::Crossing { through: true } | Meeting::Coplanar { area: true }
                );
            }
        }
        for triangle in [a, b] {
            tangled.set(triangle);
        }
        let kind = match meeting {
            Meeting::Crossing { .. } => IntersectionKind::Crossing,
            Meeting::Coplanar { .. } => IntersectionKind::Coplanar,
            Meeting::Apart | Meeting::Identical => return DECIDED,
        };
        for triangle in [a, b] {
            crossing.set(triangle);
        }
        let list = if of[0] == of[1] {
            &mut found.within
        } else {
            &mut found.between
        };
        let coplanar = kind == IntersectionKind::Coplanar;
        let place = pair::place(corners[0], corners[1], coplanar);
        list.count(place.depth, place.at, || {
            let mut both = [(number(a), of[0]), (number(b), of[1])];
            both.sort_unstable();
            Pair {
                // Lengths are not negative: their bits are in their order.
                shorter: u64::MAX - place.length.to_bits(),
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
    for (of, contact) in &mut all.contacts {
        for (kept, other) in contact.witnesses.iter_mut().zip([of[1], of[0]]) {
            kept.retain(|point| is_clear(mesh, tree, *point, |triangle| shell(triangle) == other));
        }
    }
    let (within_shell, between_shells) = (all.within.total, all.between.total);
    let (mut within, mut between) = (all.within.into_worst(), all.between.into_worst());
    // Neither kind may crowd out the other.
    let room = |other: usize| LIST_LIMIT - other.min(LIST_LIMIT / 2);
    let (for_within, for_between) = (room(between.len()), room(within.len()));
    within.truncate(for_within);
    between.truncate(for_between);
    within.append(&mut between);
    within.sort_unstable_by(Candidate::order);
    let places = within.into_iter().map(|place| IntersectionPlace {
        at: place.at,
        length: f64::from_bits(u64::MAX - place.what.shorter),
        depth: place.score,
        kind: place.what.kind,
        shells: place.what.shells,
        triangles: place.what.triangles,
    });
    Some(Intersections {
        triangles: crossing.count(),
        pairs: SelfIntersections {
            within_shell,
            between_shells,
            places_total: within_shell + between_shells,
            places: places.collect(),
        },
        contacts: all.contacts,
        pierced: all.pierced,
        tangled,
    })
}

impl Found {
    fn merge(&mut self, other: Self) {
        self.within.merge(other.within);
        self.between.merge(other.between);
        self.pierced |= other.pierced;
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
                contact.crosses |= through;
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

/// Whether a point, known to rounding only, lies off all triangles of a shell.
fn is_clear(mesh: &Welded, tree: &Bvh, point: Point, of_shell: impl Fn(u32) -> bool) -> bool {
    let size = point.iter().fold(0.0, |size: f64, x| size.max(x.abs()));
    let room = 1e-9 * size;
    let mut clear = true;
    tree.in_box(
        point.map(|x| x - room),
        point.map(|x| x + room),
        |triangle| {
            if clear && of_shell(triangle) {
                let corners = mesh.corners(triangle);
                let normal = cross(corners);
                let length = normal.iter().map(|x| x * x).sum::<f64>().sqrt();
                let height: f64 = (0..3).map(|k| (point[k] - corners[0][k]) * normal[k]).sum();
                clear = height.abs() > room * length;
            }
        },
    );
    clear
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::shells::{split_fans, sums};
    use crate::measure::topology::topology;
    use crate::measure::weld::{double, weld};

    #[test]
    fn too_much_work_is_given_up_on_any_number_of_threads() {
        // A fan of planes about one axis, each cutting all others.
        let facets: Vec<[Point; 3]> = (0..600)
            .map(|i| {
                let (sin, cos) = (f64::from(i) * 0.005).sin_cos();
                [
                    [-cos, -sin, -3.0],
                    [cos, sin, -2.0 - sin],
                    [0.1 * cos, 0.1 * sin, 3.0],
                ]
            })
            .collect();
        let mut mesh = weld(facets.len(), 1.0, |i| facets[i].map(double));
        let topology = topology(&mesh, true, |i| i);
        split_fans(&mut mesh, &topology.further_fans);
        let sums = sums(&mesh, &topology, false, |i| i);
        let tree = Bvh::new(&mesh);
        let within = |steps: u64| {
            let budget = Budget::new(steps);
            let known = Known {
                mesh: &mesh,
                tree: &tree,
                shells: &sums.shells,
                shell_of: &sums.shell_of,
                plain: &topology.plain,
                twins: true,
            };
            intersections(known, &budget, |i| i)
        };
        assert!(within(100_000).is_none());
        let found = within(100_000_000).expect("it is enough");
        assert_eq!(found.pairs.between_shells, 600 * 599 / 2);
        assert_eq!((found.triangles, found.pairs.places.len()), (600, 64));
    }
}
