//! Which shell lies in which: the depth of each.
//!
//! Some points of a shell are tested against another by casting a ray along +x and counting how
//! often the other's surface crosses it, and which way (the winding number). The tests are exact:
//! signs of determinants come from adaptive arithmetic, and a ray through an edge or a vertex is
//! decided as if it were moved by an infinitely small step. Where surfaces cross or touch is found
//! elsewhere ([`super::intersections`]); without that it shows only when points of one shell lie both
//! inside and outside of the other.

use super::intersections::Contact;
use super::places::order;
use super::shells::{NONE, Shell};
use super::topology::repeats;
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;
use robust::{Coord, Coord3D, orient2d, orient3d};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering::Relaxed};

/// Pairs of shells, and rays against triangles, that are tried before giving up: a second's work.
const PAIRS: usize = 200_000;
const TESTS: u64 = 300_000_000;

/// How the shells of a mesh lie in each other.
#[derive(Debug, PartialEq)]
pub(super) struct Nesting {
    /// Per shell: how many closed, positively oriented shells contain it; `None` if it is open,
    /// meets another, or could not be told.
    pub(super) depths: Vec<Option<u32>>,
    /// Whether shells overlap, so that volume counts twice; `None` if it could not be told.
    pub(super) overlapping: Option<bool>,
    /// Why it could not be told.
    pub(super) unknown: &'static str,
    /// Whether the limits of work were reached.
    pub(super) gave_up: bool,
}

/// A shell's points against another shell that may contain them.
struct Pair {
    inner: u32,
    outer: u32,
}

/// A ray along +x.
struct Ray {
    pair: u32,
    from: Point,
    winding: AtomicI32,
    /// The start lies on the surface: it says nothing.
    touches: AtomicBool,
}

/// Why it is not known whether shells overlap.
const TOO_MANY: &str = "too many shells lie within each other's boxes";
const NO_CONTACTS: &str = "it needs the intersections of shells whose boxes meet";
const OPEN: &str = "an open shell goes through another, and encloses nothing that could be told";

/// Contacts of shells, by their numbers, the lesser first.
type Contacts = FxHashMap<[u32; 2], Contact>;

/// Finds how the shells lie in each other; `contacts` where closed ones touch, if that is known, and `pierced` whether
/// an open one goes through another.
pub(super) fn nesting(
    mesh: &Welded,
    shells: &[Shell],
    shell_of: &[u32],
    contacts: Option<&Contacts>,
    pierced: bool,
) -> Nesting {
    let mut found = Nesting {
        depths: shells
            .iter()
            .map(|shell| shell.closed.then_some(0))
            .collect(),
        overlapping: None,
        unknown: if contacts.is_none() {
            NO_CONTACTS
        } else {
            OPEN
        },
        gave_up: false,
    };
    // Open shells enclose nothing that could count twice, as long as they keep clear of each other.
    let apart = (!pierced && contacts.is_some() || shells.len() < 2).then_some(false);
    if shells.iter().all(|shell| !shell.closed) {
        found.overlapping = apart;
        return found;
    }
    let Some(pairs) = meeting_boxes(shells) else {
        found.depths.fill(None);
        found.unknown = TOO_MANY;
        found.gave_up = true;
        return found;
    };
    if pairs.is_empty() {
        // Not even their boxes meet, but for those of open ones.
        let closed = shells.iter().all(|shell| shell.closed);
        found.overlapping = if closed { Some(false) } else { apart };
        return found;
    }
    let samples = samples(mesh, shells, shell_of, &pairs);
    let Some(rays) = cast(mesh, shells, shell_of, &pairs, &samples, contacts) else {
        for pair in &pairs {
            found.depths[pair.inner as usize] = None;
            found.depths[pair.outer as usize] = None;
        }
        found.unknown = TOO_MANY;
        found.gave_up = true;
        return found;
    };
    found.conclude(shells, &pairs, &samples, &rays, contacts);
    if pierced && found.overlapping == Some(false) {
        found.overlapping = None;
    }
    found
}

impl Nesting {
    fn conclude(
        &mut self,
        shells: &[Shell],
        pairs: &[Pair],
        samples: &[Vec<Point>],
        rays: &[Ray],
        contacts: Option<&Contacts>,
    ) {
        let solid = |shell: u32| {
            let shell = &shells[shell as usize];
            shell.closed && shell.volume > 0.0
        };
        let both_solid = |[a, b]: [u32; 2]| solid(a) && solid(b);
        let mut overlaps = false;
        for (pair, contact) in contacts.into_iter().flatten() {
            overlaps |= contact.overlaps && both_solid(*pair);
        }
        let mut inside = vec![0usize; pairs.len()];
        let mut outside = vec![0usize; pairs.len()];
        for (index, pair) in pairs.iter().enumerate() {
            // Points out of the box got no ray: they are outside.
            let bounds = &shells[pair.outer as usize].bounds;
            let points = &samples[pair.inner as usize];
            outside[index] = points.iter().filter(|point| !holds(bounds, point)).count();
        }
        for ray in rays.iter().filter(|ray| !ray.touches.load(Relaxed)) {
            if ray.winding.load(Relaxed) == 0 {
                outside[ray.pair as usize] += 1;
            } else {
                inside[ray.pair as usize] += 1;
            }
        }
        for (index, pair) in pairs.iter().enumerate() {
            let [inner, outer] = [pair.inner, pair.outer].map(|shell| shell as usize);
            let container = &shells[outer];
            let positive = container.oriented && container.volume > 0.0;
            match (inside[index] > 0, outside[index] > 0) {
                (true, true) => {
                    self.depths[inner] = None;
                    self.depths[outer] = None;
                    overlaps |= both_solid([pair.inner, pair.outer]);
                }
                (true, false) if positive => {
                    overlaps |= shells[inner].closed && shells[inner].volume > 0.0;
                    if let Some(depth) = &mut self.depths[inner] {
                        *depth += 1;
                    }
                }
                (false, false) => self.depths[inner] = None,
                _ => {}
            }
        }
        for ([a, b], contact) in contacts.into_iter().flatten() {
            if contact.crosses {
                self.depths[*a as usize] = None;
                self.depths[*b as usize] = None;
            }
        }
        self.overlapping = match contacts {
            _ if overlaps => Some(true),
            Some(_) => Some(false),
            None => None,
        };
    }
}

/// Pairs of different shells whose boxes meet, the outer one closed; `None` when there are too many.
fn meeting_boxes(shells: &[Shell]) -> Option<Vec<Pair>> {
    let mut by_start: Vec<u32> = (0..shells.len() as u32).collect();
    let bounds = |shell: u32| &shells[shell as usize].bounds;
    by_start.sort_unstable_by(|a, b| order(&bounds(*a)[0], &bounds(*b)[0]));
    let mut pairs = Vec::new();
    let mut compared = 0;
    let mut active: Vec<u32> = Vec::new();
    for shell in by_start {
        let [min, max] = bounds(shell);
        active.retain(|other| bounds(*other)[1][0] >= min[0]);
        compared += active.len();
        for other in &active {
            let [low, high] = bounds(*other);
            if (1..3).all(|axis| low[axis] <= max[axis] && min[axis] <= high[axis]) {
                for [inner, outer] in [[shell, *other], [*other, shell]] {
                    if shells[outer as usize].closed {
                        pairs.push(Pair { inner, outer });
                    }
                }
            }
        }
        if pairs.len() > PAIRS || compared > 100 * PAIRS {
            return None;
        }
        active.push(shell);
    }
    Some(pairs)
}

/// Points of every shell that is the inner one of a pair: its extreme vertices along each axis, by
/// position alone, so that the order of the triangles does not matter.
fn samples(mesh: &Welded, shells: &[Shell], shell_of: &[u32], pairs: &[Pair]) -> Vec<Vec<Point>> {
    let mut wanted = vec![false; shells.len()];
    for pair in pairs {
        wanted[pair.inner as usize] = true;
    }
    let mut extremes: Vec<Vec<Point>> = vec![Vec::new(); shells.len()];
    for (point, shell) in mesh.vertices.iter().zip(shell_of) {
        if *shell == NONE || !wanted[*shell as usize] {
            continue;
        }
        let kept = &mut extremes[*shell as usize];
        if kept.is_empty() {
            kept.resize(6, *point);
            continue;
        }
        for axis in 0..3 {
            let turned = |p: &Point| [p[axis], p[(axis + 1) % 3], p[(axis + 2) % 3]];
            if order(&turned(point), &turned(&kept[2 * axis])).is_lt() {
                kept[2 * axis] = *point;
            }
            if order(&turned(point), &turned(&kept[2 * axis + 1])).is_gt() {
                kept[2 * axis + 1] = *point;
            }
        }
    }
    for kept in &mut extremes {
        kept.sort_unstable_by(order);
        kept.dedup();
    }
    extremes
}

fn holds([min, max]: &[Point; 2], point: &Point) -> bool {
    (0..3).all(|axis| min[axis] <= point[axis] && point[axis] <= max[axis])
}

/// Casts the rays of all pairs at once: one pass over the triangles. `None` when it is too much.
fn cast(
    mesh: &Welded,
    shells: &[Shell],
    shell_of: &[u32],
    pairs: &[Pair],
    samples: &[Vec<Point>],
    contacts: Option<&Contacts>,
) -> Option<Vec<Ray>> {
    let mut by_outer: Vec<Vec<u32>> = vec![Vec::new(); shells.len()];
    let mut rays: Vec<Ray> = Vec::new();
    for (index, pair) in (0..).zip(pairs) {
        let between = [pair.inner.min(pair.outer), pair.inner.max(pair.outer)];
        let contact = contacts.and_then(|contacts| contacts.get(&between));
        let witnesses = contact
            .map(|contact| &contact.witnesses[usize::from(pair.inner > pair.outer)][..])
            .unwrap_or_default();
        for point in samples[pair.inner as usize].iter().chain(witnesses) {
            if holds(&shells[pair.outer as usize].bounds, point) {
                by_outer[pair.outer as usize].push(rays.len() as u32);
                rays.push(Ray {
                    pair: index,
                    from: *point,
                    winding: AtomicI32::new(0),
                    touches: AtomicBool::new(false),
                });
            }
        }
    }
    for list in &mut by_outer {
        list.sort_unstable_by(|a, b| {
            let y = |ray: u32| rays[ray as usize].from[1];
            y(*a).total_cmp(&y(*b))
        });
    }
    let tests = AtomicU64::new(0);
    parallel::map_chunks(mesh.facets.len(), |range| {
        for facet in &mesh.facets[range] {
            if repeats(*facet) {
                continue;
            }
            let list = &by_outer[shell_of[facet[0] as usize] as usize];
            if list.is_empty() || tests.load(Relaxed) > TESTS {
                continue;
            }
            let corners = facet.map(|vertex| mesh.vertices[vertex as usize]);
            let [low, high] = [f64::min, f64::max].map(|pick: fn(f64, f64) -> f64| {
                let [a, b, c] = corners;
                [1, 2].map(|axis| pick(pick(a[axis], b[axis]), c[axis]))
            });
            let begin = list.partition_point(|ray| rays[*ray as usize].from[1] < low[0]);
            let near = list[begin..].iter().map(|ray| &rays[*ray as usize]);
            let mut tried = 0;
            for ray in near.take_while(|ray| ray.from[1] <= high[0]) {
                tried += 1;
                if low[1] <= ray.from[2] && ray.from[2] <= high[1] {
                    ray.meet(corners);
                }
            }
            if tried > 0 {
                tests.fetch_add(tried, Relaxed);
            }
        }
    });
    (tests.into_inner() <= TESTS).then_some(rays)
}

impl Ray {
    /// Counts the crossing with a triangle whose shadow in y and z may hold the ray.
    fn meet(&self, [a, b, c]: [Point; 3]) {
        let [p, q, r, s] = [a, b, c, self.from].map(|[x, y, z]| Coord3D { x, y, z });
        // Positive when the ray's start is behind the triangle, seen along the normal.
        let side = orient3d(p, q, r, s);
        let flat = [a, b, c].map(|point| shadow(&point));
        let start = shadow(&self.from);
        if side == 0.0 && within(flat, start, [a, b, c], &self.from) {
            self.touches.store(true, Relaxed);
            return;
        }
        let turns = [
            moved_side(flat[0], flat[1], start),
            moved_side(flat[1], flat[2], start),
            moved_side(flat[2], flat[0], start),
        ];
        // The shadow runs counter-clockwise when the normal points to +x: the ray leaves there.
        let crossing = match turns {
            [1, 1, 1] if side > 0.0 => 1,
            [-1, -1, -1] if side < 0.0 => -1,
            _ => 0,
        };
        if crossing != 0 {
            self.winding.fetch_add(crossing, Relaxed);
        }
    }
}

fn shadow(point: &Point) -> Coord<f64> {
    Coord {
        x: point[1],
        y: point[2],
    }
}

/// On which side of the line from `a` to `b` the point `p` lies when it is moved by (ε, ε²):
/// 1 left, −1 right, 0 only if `a` and `b` are the same.
fn moved_side(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> i32 {
    // The sign must not depend on the direction the edge is given in: its two triangles share it.
    let side = orient2d(a, b, p);
    let sign = |value: f64| i32::from(value > 0.0) - i32::from(value < 0.0);
    if side != 0.0 {
        return sign(side);
    }
    match sign(a.y - b.y) {
        0 => sign(b.x - a.x),
        sign => sign,
    }
}

/// Whether the point, known to lie in the triangle's plane, lies in the triangle.
fn within(flat: [Coord<f64>; 3], start: Coord<f64>, corners: [Point; 3], from: &Point) -> bool {
    let holds = |flat: [Coord<f64>; 3], start| {
        let turns = [
            orient2d(flat[0], flat[1], start),
            orient2d(flat[1], flat[2], start),
            orient2d(flat[2], flat[0], start),
        ];
        turns.iter().all(|turn| *turn >= 0.0) || turns.iter().all(|turn| *turn <= 0.0)
    };
    // Seen edge-on the shadow is a line; the other two views tell then.
    let view = |point: &Point, x: usize, y: usize| Coord {
        x: point[x],
        y: point[y],
    };
    holds(flat, start)
        && [(0, 1), (2, 0)]
            .into_iter()
            .all(|(x, y)| holds(corners.map(|corner| view(&corner, x, y)), view(from, x, y)))
}

#[cfg(test)]
mod tests {
    use super::super::{Scope, measure};
    use super::*;
    use crate::measure::facts::Facts;
    use crate::mesh::{Object, Triangles};
    use crate::units::LengthUnit;

    fn facts(facets: &[[Point; 3]], scope: Scope) -> Facts {
        let object = Object::new(Triangles::Indexed {
            vertices: facets.as_flattened().to_vec(),
            facets: (0..facets.len() as u32)
                .map(|i| [3 * i, 3 * i + 1, 3 * i + 2])
                .collect(),
        });
        measure(&object, LengthUnit::Millimetre, scope)
    }

    /// Whether shells overlap, and if that is not known, why.
    fn overlapping(facets: &[[Point; 3]], scope: Scope) -> (Option<bool>, Option<String>) {
        let facts = facts(facets, scope);
        let mut missing = facts.not_measured.into_iter();
        let why = missing.find(|missing| missing.fact == "overlapping");
        (facts.overlapping, why.map(|missing| missing.reason))
    }

    fn tetrahedron(at: Point, size: f64) -> Vec<[Point; 3]> {
        let corner =
            |x: f64, y: f64, z: f64| [at[0] + size * x, at[1] + size * y, at[2] + size * z];
        let (o, a) = (corner(-1.0, -1.0, -1.0), corner(2.0, -1.0, -1.0));
        let (b, c) = (corner(-1.0, 2.0, -1.0), corner(-1.0, -1.0, 2.0));
        vec![[o, b, a], [o, c, b], [o, a, c], [a, b, c]]
    }

    #[test]
    fn open_shells_that_cross_leave_open_what_counts_twice() {
        let sheet = |z: f64| [[-9.0, -9.0, z], [9.0, -9.0, z], [0.0, 12.0, z]];
        let fin = [[0.0, -1.0, -2.0], [0.0, -1.0, 2.0], [0.0, 1.0, 0.5]];
        let unknown = |why: &str| (None, Some(why.to_owned()));
        let no = (Some(false), None);
        let crossing = [sheet(0.0), fin];
        assert_eq!(overlapping(&crossing, Scope::Intersections), unknown(OPEN));
        assert_eq!(
            overlapping(&crossing, Scope::Topology),
            unknown(NO_CONTACTS)
        );
        let apart = [sheet(0.0), sheet(1.0)];
        assert_eq!(overlapping(&apart, Scope::Intersections), no);
        assert_eq!(overlapping(&apart[..1], Scope::Topology), no);
        // A solid that a sheet goes through, and beside one.
        let solid = tetrahedron([0.0; 3], 1.0);
        let through = [solid.clone(), vec![sheet(0.0)]].concat();
        assert_eq!(overlapping(&through, Scope::Intersections), unknown(OPEN));
        let beside = [solid.clone(), vec![sheet(-3.0)]].concat();
        assert_eq!(overlapping(&beside, Scope::Intersections), no);
        // What is known to overlap does so, whatever else is there.
        let solids = [solid, tetrahedron([0.3, 0.0, 0.0], 1.0), vec![sheet(0.0)]].concat();
        assert_eq!(
            overlapping(&solids, Scope::Intersections),
            (Some(true), None)
        );
    }

    #[test]
    fn too_many_shells_within_each_other_say_so() {
        let nested: Vec<[Point; 3]> = (1..=500)
            .flat_map(|i| tetrahedron([0.0; 3], f64::from(i)))
            .collect();
        let found = overlapping(&nested, Scope::Intersections);
        assert_eq!(found, (None, Some(TOO_MANY.to_owned())));
        let few = &nested[..4 * 100];
        assert_eq!(overlapping(few, Scope::Intersections), (Some(true), None));
    }
}
