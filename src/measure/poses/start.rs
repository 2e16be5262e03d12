//! Starts: where a print would begin in the air.
//!
//! The surface is swept from below. A component of what lies lower begins at a lowest place and ends where
//! it meets an older one: how much higher that is is its *persistence*. A start is a lowest place that
//! looks down, above the bed, with nothing solid right below it.

use super::columns::{Columns, top_of_solid, winding};
use super::effort::Effort;
use super::hull3::{cross, minus};
use super::joints::Joints;
use super::lying::{FIRST_LAYER, Lying, at_height, sum};
use crate::measure::facts::Start;
use crate::measure::places::order;
use crate::measure::topology::{Groups, repeats};
use crate::units::{Point, Point2};
use rustc_hash::FxHashSet;
use std::cmp::Ordering;

/// Heights within this are one plateau, mm.
const LEVEL: f64 = 1e-4;

/// Components that end sooner are ripples of the surface, mm.
const PERSISTENCE: f64 = 0.3;

/// How far below a start nothing solid may be, mm.
const FREE: f64 = 0.05;

/// How far above a start its section is taken, mm: a layer.
const SECTION: f64 = 0.2;

/// Rows by which a section of copies is measured.
const ROWS: u32 = 2000;

/// Points of a plateau that are looked at.
const POINTS: usize = 24;

/// A component that ended.
struct Ended {
    vertex: u32,
    persistence: f64,
}

/// The starts, the largest first; `at` is in the file's frame.
pub(super) fn starts(
    lying: &Lying<'_>,
    joints: &Joints,
    columns: &Columns<'_>,
    copies: bool,
    effort: &Effort,
    number: &(impl Fn(u32) -> u32 + Sync),
) -> Vec<Start> {
    if !has_low_places(lying) {
        return Vec::new();
    }
    let touching = Touching::new(lying);
    effort.spend(4 * lying.mesh.facets.len() as u64);
    let mut found: Vec<Start> = Vec::new();
    for ended in sweep(lying, &touching) {
        if effort.is_spent() {
            break;
        }
        found.extend(judge(
            lying, joints, &touching, columns, copies, effort, &ended, number,
        ));
    }
    found.sort_by(|a, b| {
        b.area
            .total_cmp(&a.area)
            .then_with(|| b.persistence.total_cmp(&a.persistence))
            .then_with(|| order(&a.at.at, &b.at.at))
    });
    found
}

/// What is known of a vertex.
const HAS_LOWER: u8 = 1;
const LOOKS_DOWN: u8 = 2;

/// Whether any vertex above the first layer has no lower neighbour and a facet that looks down.
pub(super) fn has_low_places(lying: &Lying<'_>) -> bool {
    let mesh = &lying.mesh;
    let mut state = vec![0u8; mesh.vertices.len()];
    // Which of several fans at a vertex holds a facet that repeats it is a matter of the file's order.
    for (index, facet) in mesh.facets.iter().enumerate().filter(|f| !repeats(*f.1)) {
        let z = facet.map(|vertex| mesh.vertices[vertex as usize][2]);
        let least = z[0].min(z[1]).min(z[2]);
        let down = if lying.steepness[index] > 0.0 {
            LOOKS_DOWN
        } else {
            0
        };
        for k in 0..3 {
            let lower = if z[k] > least + LEVEL { HAS_LOWER } else { 0 };
            state[facet[k] as usize] |= lower | down;
        }
    }
    state
        .iter()
        .zip(&mesh.vertices)
        .any(|(state, point)| *state == LOOKS_DOWN && point[2] > lying.floor + FIRST_LAYER)
}

/// The facets at each vertex.
struct Touching {
    ends: Vec<u32>,
    facets: Vec<u32>,
}

impl Touching {
    fn new(lying: &Lying<'_>) -> Self {
        let mesh = &lying.mesh;
        let mut ends = vec![0u32; mesh.vertices.len() + 1];
        for vertex in mesh.facets.iter().filter(|f| !repeats(**f)).flatten() {
            ends[*vertex as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let mut facets = vec![0; sum as usize];
        for (index, facet) in mesh.facets.iter().enumerate().filter(|f| !repeats(*f.1)) {
            for vertex in facet {
                let end = &mut ends[*vertex as usize];
                *end -= 1;
                facets[*end as usize] = index as u32;
            }
        }
        Self { ends, facets }
    }

    fn of(&self, vertex: u32) -> &[u32] {
        let [begin, end] = [0, 1].map(|i| self.ends[vertex as usize + i] as usize);
        &self.facets[begin..end]
    }
}

/// The facets at a vertex, each from its least corner on, in an order of their own.
fn fan(lying: &Lying<'_>, touching: &Touching, vertex: u32) -> Vec<[Point; 3]> {
    let mut fan: Vec<[Point; 3]> = touching
        .of(vertex)
        .iter()
        .map(|facet| {
            let mut corners = lying.corners(*facet);
            let least = (1..3).fold(0, |least, k| {
                if order(&corners[k], &corners[least]).is_lt() {
                    k
                } else {
                    least
                }
            });
            corners.rotate_left(least);
            corners
        })
        .collect();
    fan.sort_unstable_by(order_of_corners);
    fan
}

fn order_of_facets(a: &[[Point; 3]], b: &[[Point; 3]]) -> Ordering {
    let pairs = a.iter().zip(b).map(|(a, b)| order_of_corners(a, b));
    pairs.fold(a.len().cmp(&b.len()), Ordering::then)
}

fn order_of_corners(a: &[Point; 3], b: &[Point; 3]) -> Ordering {
    let pairs = a.iter().zip(b).map(|(a, b)| order(a, b));
    pairs.fold(Ordering::Equal, Ordering::then)
}

/// The components of the sweep that last long enough and begin above the first layer.
fn sweep(lying: &Lying<'_>, touching: &Touching) -> Vec<Ended> {
    let mesh = &lying.mesh;
    let at = |vertex: u32| mesh.vertices[vertex as usize];
    let mut by_height: Vec<u32> = (0..mesh.vertices.len() as u32)
        .filter(|vertex| !touching.of(*vertex).is_empty())
        .collect();
    by_height.sort_unstable_by(|a, b| {
        let (p, q) = (at(*a), at(*b));
        // Of vertices at one place, where fans were split, the facets tell which comes first: numbers follow the file.
        p[2].total_cmp(&q[2])
            .then_with(|| order(&p, &q))
            .then_with(|| order_of_facets(&fan(lying, touching, *a), &fan(lying, touching, *b)))
            .then_with(|| a.cmp(b))
    });
    let mut rank = vec![u32::MAX; mesh.vertices.len()];
    for (place, vertex) in (0..).zip(&by_height) {
        rank[*vertex as usize] = place;
    }
    // Groups of ranks: the least of a group is where it began.
    let mut groups = Groups::of(by_height.len());
    let mut top: Vec<f64> = vec![f64::NEG_INFINITY; by_height.len()];
    let mut ended = Vec::new();
    let least = lying.floor + FIRST_LAYER;
    for (place, vertex) in (0u32..).zip(&by_height) {
        let z = at(*vertex)[2];
        for facet in touching.of(*vertex) {
            for other in mesh.facets[*facet as usize] {
                let other = rank[other as usize];
                if other >= place {
                    continue;
                }
                let (a, b) = (groups.find(place), groups.find(other));
                if a == b {
                    continue;
                }
                let younger = a.max(b);
                let born = by_height[younger as usize];
                let persistence = z - at(born)[2];
                if persistence >= PERSISTENCE && at(born)[2] > least {
                    ended.push(Ended {
                        vertex: born,
                        persistence,
                    });
                }
                groups.join(a, b);
            }
        }
        top[groups.find(place) as usize] = z;
    }
    // What never met an older one is a body of its own.
    for place in 0..by_height.len() as u32 {
        let born = by_height[place as usize];
        let persistence = top[place as usize] - at(born)[2];
        if groups.find(place) == place && persistence >= PERSISTENCE && at(born)[2] > least {
            ended.push(Ended {
                vertex: born,
                persistence,
            });
        }
    }
    ended
}

#[expect(
    clippy::too_many_arguments,
    reason = "what one start is asked of, each thing once"
)]
fn judge(
    lying: &Lying<'_>,
    joints: &Joints,
    touching: &Touching,
    columns: &Columns<'_>,
    copies: bool,
    effort: &Effort,
    ended: &Ended,
    number: &(impl Fn(u32) -> u32 + Sync),
) -> Option<Start> {
    let mesh = &lying.mesh;
    let at = |vertex: u32| mesh.vertices[vertex as usize];
    let height = at(ended.vertex)[2];
    // The plateau: what is as high and connected.
    let mut plateau = vec![ended.vertex];
    let mut seen: FxHashSet<u32> = plateau.iter().copied().collect();
    let mut facets: Vec<u32> = Vec::new();
    let mut next = 0;
    while next < plateau.len() {
        for facet in touching.of(plateau[next]) {
            facets.push(*facet);
            for vertex in mesh.facets[*facet as usize] {
                if (at(vertex)[2] - height).abs() <= LEVEL && seen.insert(vertex) {
                    plateau.push(vertex);
                }
            }
        }
        next += 1;
    }
    facets.sort_unstable();
    facets.dedup();
    effort.spend(facets.len() as u64);
    let looks_up: Vec<f64> = facets
        .iter()
        .map(|facet| {
            let [a, b, c] = lying.corners(*facet);
            cross(minus(b, a), minus(c, a))[2]
        })
        .collect();
    if sum(looks_up) >= 0.0 {
        return None;
    }
    let points = points_of(lying, &facets, &plateau, &seen);
    let mut drops = Vec::with_capacity(points.len());
    for (point, facet) in points {
        let [x, y, z] = point;
        let below = columns.up_to([x, y], z - FREE);
        if winding(&below) >= 1 {
            return None;
        }
        let ground = top_of_solid(&below).unwrap_or(lying.floor);
        drops.push((z - ground, point, facet));
    }
    let (drop, point, facet) = drops
        .into_iter()
        .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| order(&a.1, &b.1)))?;
    Some(Start {
        height: super::round(height - lying.floor),
        persistence: super::round(ended.persistence),
        area: super::round(section(
            lying,
            joints,
            &facets,
            at(ended.vertex),
            copies,
            effort,
        )),
        drop: super::round(drop),
        at: super::place(lying.in_file(point), number(facet)),
    })
}

/// Points of a plateau with a facet each: the middles of its largest facets, or its vertices where it has
/// none.
fn points_of(
    lying: &Lying<'_>,
    facets: &[u32],
    plateau: &[u32],
    within: &FxHashSet<u32>,
) -> Vec<(Point, u32)> {
    let mesh = &lying.mesh;
    let flat = |facet: &&u32| {
        let vertices = mesh.facets[**facet as usize];
        vertices.iter().all(|vertex| within.contains(vertex))
    };
    let mut middles: Vec<(f64, Point, u32)> = facets
        .iter()
        .filter(flat)
        .map(|facet| {
            let mut corners = lying.corners(*facet);
            let area = -cross(minus(corners[1], corners[0]), minus(corners[2], corners[0]))[2];
            corners.sort_unstable_by(order);
            let [a, b, c] = corners;
            let middle = std::array::from_fn(|axis| (a[axis] + b[axis] + c[axis]) / 3.0);
            (area, middle, *facet)
        })
        .filter(|(area, ..)| *area > 0.0)
        .collect();
    middles.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| order(&a.1, &b.1)));
    middles.truncate(POINTS);
    if !middles.is_empty() {
        return middles
            .into_iter()
            .map(|(_, p, facet)| (p, facet))
            .collect();
    }
    let mut vertices: Vec<Point> = plateau.iter().map(|v| mesh.vertices[*v as usize]).collect();
    vertices.sort_unstable_by(order);
    vertices.truncate(POINTS);
    vertices
        .into_iter()
        .map(|point| (point, facets[0]))
        .collect()
}

/// The area of the section a layer above `start` of what is connected to `facets` below it.
fn section(
    lying: &Lying<'_>,
    joints: &Joints,
    facets: &[u32],
    start: Point,
    copies: bool,
    effort: &Effort,
) -> f64 {
    let height = start[2] + SECTION;
    let mut stack = facets.to_vec();
    let mut seen: FxHashSet<u32> = facets.iter().copied().collect();
    let mut edges: Vec<[Point2; 2]> = Vec::new();
    let [ox, oy, _] = start;
    while let Some(facet) = stack.pop() {
        effort.spend(1);
        let corners = lying.corners(facet);
        let mut ends = [None; 2];
        for k in 0..3 {
            let (a, b) = (corners[k], corners[(k + 1) % 3]);
            if a[2].min(b[2]) < height {
                for other in joints.others(3 * facet + k as u32) {
                    if seen.insert(other / 3) {
                        stack.push(other / 3);
                    }
                }
            }
            if (a[2] >= height) != (b[2] >= height) {
                ends[usize::from(a[2] >= height)] = Some(at_height(a, b, height));
            }
        }
        if let [Some(rising), Some(falling)] = ends {
            edges.push([rising, falling].map(|[x, y, _]| [x - ox, y - oy]));
        }
    }
    if copies {
        effort.spend(8 * edges.len() as u64);
        return covered(&edges);
    }
    let terms = edges.iter().map(|[p, q]| (p[0] * q[1] - p[1] * q[0]) / 2.0);
    sum(terms.collect()).abs()
}

/// The area that edges go around at least once, the way of most: solids of which there are several, in other
/// triangles, count once. By rows, so that it is good to some parts of a thousand.
fn covered(edges: &[[Point2; 2]]) -> f64 {
    let ys = || edges.iter().flatten().map(|point| point[1]);
    let (low, high) = (
        ys().fold(f64::INFINITY, f64::min),
        ys().fold(f64::NEG_INFINITY, f64::max),
    );
    if !(high > low && (high - low).is_finite()) {
        return 0.0;
    }
    let row = (high - low) / f64::from(ROWS);
    let mut met: Vec<Vec<(f64, i32)>> = vec![Vec::new(); ROWS as usize];
    for [p, q] in edges {
        let (a, b, into) = if p[1] <= q[1] { (p, q, 1) } else { (q, p, -1) };
        // Rows whose middles lie between the ends.
        let place = |y: f64| ((y - low) / row + 0.5).floor().clamp(0.0, f64::from(ROWS)) as usize;
        for (index, met) in met
            .iter_mut()
            .enumerate()
            .take(place(b[1]))
            .skip(place(a[1]))
        {
            let y = low + (index as f64 + 0.5) * row;
            let t = (y - a[1]) / (b[1] - a[1]);
            met.push((a[0] + t * (b[0] - a[0]), into));
        }
    }
    // Which way round solids go.
    let terms = edges.iter().map(|[p, q]| p[0] * q[1] - p[1] * q[0]);
    let way = if sum(terms.collect()) < 0.0 { 1 } else { -1 };
    let mut lengths = Vec::new();
    for met in &mut met {
        met.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        let mut around = 0;
        for pair in met.windows(2) {
            around += pair[0].1;
            if way * around >= 1 {
                lengths.push(pair[1].0 - pair[0].0);
            }
        }
    }
    row * sum(lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_covered_twice_counts_once() {
        let square = |x: f64, y: f64, size: f64| {
            let corners = [[x, y], [x + size, y], [x + size, y + size], [x, y + size]];
            (0..4).map(move |k| [corners[k], corners[(k + 1) % 4]])
        };
        let hole = square(1.0, 1.0, 2.0).map(|[a, b]| [b, a]);
        let once: Vec<[Point2; 2]> = square(0.0, 0.0, 10.0).chain(hole).collect();
        assert!((covered(&once) - 96.0).abs() < 0.1);
        let halves = |[a, b]: [Point2; 2]| {
            let middle = [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
            [[a, middle], [middle, b]]
        };
        let twice: Vec<[Point2; 2]> = once
            .iter()
            .copied()
            .chain(once.iter().copied().flat_map(halves))
            .chain(square(5.0, 5.0, 10.0))
            .collect();
        assert!((covered(&twice) - 171.0).abs() < 0.2, "{}", covered(&twice));
        assert_eq!(covered(&[]), 0.0);
    }
}
