//! The convex hull in space, and its faces: what a part can lie on.
//!
//! Quickhull, the farthest point first. Which faces a point sees is decided by exact signs, so the hull stays
//! convex and closed whatever the points; distances only choose what comes next. A smooth body has as
//! many faces as it has triangles: the hull then stops growing at a size, and what still sticks
//! out of it is less than what has been added.

use crate::measure::exact::{Sign, side};
use crate::measure::hull;
use crate::measure::places::order;
pub(super) use crate::measure::vector::{cross, dot, minus, unit};
use crate::mesh::parallel;
use crate::units::{Point, Point2};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Facets that are made before the hull counts as smooth.
const MOST_FACETS: usize = 40_000;

/// Corners of facets that lie within this of one plane make one face, mm: a tenth of what a first layer
/// evens out.
const FLAT: f64 = 0.002;

/// A face of the hull.
#[derive(Debug, Clone)]
pub(super) struct Face {
    /// Of length 1, outwards.
    pub(super) normal: Point,
    /// A point of its plane.
    pub(super) on: Point,
    /// Its corners in the plane of `axes`, counter-clockwise seen from outside.
    pub(super) polygon: Vec<Point2>,
    /// Two directions of length 1 within the plane.
    pub(super) axes: [Point; 2],
    /// mm².
    pub(super) area: f64,
}

/// The vertices that may be corners of the hull, sorted: all others lie within it for certain.
pub(super) fn rim(vertices: &[Point]) -> Vec<Point> {
    let mut core = Vec::new();
    if vertices.len() > 500 {
        let parts = parallel::map_chunks(vertices.len(), |range| extremes(&vertices[range]));
        let mut points = extremes(&parts.concat());
        points.sort_unstable_by(order);
        points.dedup();
        if let Some(hull) = Hull::new(&points) {
            core = hull.planes();
        }
    }
    let parts = parallel::map_chunks(vertices.len(), |range| {
        vertices[range]
            .iter()
            .copied()
            .filter(|point| {
                core.is_empty() || core.iter().any(|plane| plane.above(*point) > -plane.slack)
            })
            .collect::<Vec<_>>()
    });
    let mut rim = parts.concat();
    rim.sort_unstable_by(order);
    rim.dedup();
    rim
}

/// The farthest points in the directions to faces, edges and corners of a cube.
fn extremes(points: &[Point]) -> Vec<Point> {
    let mut found = Vec::new();
    for code in 0..27_i32 {
        let direction = [code % 3 - 1, code / 3 % 3 - 1, code / 9 - 1].map(f64::from);
        if direction == [0.0; 3] {
            continue;
        }
        found.extend(points.iter().copied().max_by(|a, b| {
            dot(direction, *a)
                .total_cmp(&dot(direction, *b))
                .then_with(|| order(a, b))
        }));
    }
    found
}

#[derive(Debug, Clone, Copy)]
struct Plane {
    normal: Point,
    offset: f64,
    /// What rounding may be off by.
    slack: f64,
}

impl Plane {
    fn through([a, b, c]: [Point; 3]) -> Self {
        let normal = unit(cross(minus(b, a), minus(c, a))).unwrap_or_default();
        let size = [a, b, c]
            .iter()
            .flatten()
            .fold(0.0f64, |size, x| size.max(x.abs()));
        Self {
            normal,
            offset: dot(normal, a),
            slack: size * 1e-12,
        }
    }

    fn above(&self, point: Point) -> f64 {
        dot(self.normal, point) - self.offset
    }
}

struct Facet {
    corners: [u32; 3],
    /// The facet across the edge from corner k to the next.
    across: [u32; 3],
    plane: Plane,
    outside: Vec<u32>,
    alive: bool,
}

/// A hull of some points, sorted and all different.
struct Hull<'a> {
    points: &'a [Point],
    facets: Vec<Facet>,
}

/// What sticks out most is taken first.
#[derive(PartialEq)]
struct Next {
    distance: f64,
    facet: u32,
    point: u32,
}

impl Eq for Next {}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> Ordering {
        self.distance
            .total_cmp(&other.distance)
            .then_with(|| other.point.cmp(&self.point))
            .then_with(|| other.facet.cmp(&self.facet))
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Hull<'a> {
    /// `None` if all points lie in one plane.
    fn new(points: &'a [Point]) -> Option<Self> {
        let [a, b, c, d] = simplex(points)?;
        let mut hull = Self {
            points,
            facets: Vec::new(),
        };
        let corners = [[a, b, c], [a, d, b], [b, d, c], [c, d, a]];
        let across = [[1, 2, 3], [3, 2, 0], [1, 3, 0], [2, 1, 0]];
        for (corners, across) in corners.into_iter().zip(across) {
            hull.push(corners, across);
        }
        let mut queue = BinaryHeap::new();
        let all = (0..points.len() as u32)
            .filter(|p| ![a, b, c, d].contains(p))
            .collect();
        hull.hand_out(all, 0..4, &mut queue);
        while let Some(next) = queue.pop() {
            if hull.facets.len() > MOST_FACETS {
                break;
            }
            if hull.facets[next.facet as usize].alive {
                hull.add(next.point, next.facet, &mut queue);
            }
        }
        Some(hull)
    }

    fn at(&self, point: u32) -> Point {
        self.points[point as usize]
    }

    fn push(&mut self, corners: [u32; 3], across: [u32; 3]) {
        let plane = Plane::through(corners.map(|corner| self.at(corner)));
        self.facets.push(Facet {
            corners,
            across,
            plane,
            outside: Vec::new(),
            alive: true,
        });
    }

    /// Gives each point to the first of the facets that it lies above.
    fn hand_out(
        &mut self,
        points: Vec<u32>,
        facets: std::ops::Range<u32>,
        queue: &mut BinaryHeap<Next>,
    ) {
        for point in points {
            let at = self.at(point);
            let facet = facets.clone().find(|facet| {
                let plane = &self.facets[*facet as usize].plane;
                plane.above(at) > plane.slack
            });
            if let Some(facet) = facet {
                self.facets[facet as usize].outside.push(point);
            }
        }
        for facet in facets {
            let this = &self.facets[facet as usize];
            let farthest = this
                .outside
                .iter()
                .map(|point| (this.plane.above(self.at(*point)), *point))
                .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
            if let Some((distance, point)) = farthest {
                queue.push(Next {
                    distance,
                    facet,
                    point,
                });
            }
        }
    }

    fn sees(&self, point: u32, facet: u32) -> bool {
        let [a, b, c] = self.facets[facet as usize].corners.map(|p| self.at(p));
        side(a, b, c, self.at(point)) == Sign::Negative
    }

    fn add(&mut self, point: u32, facet: u32, queue: &mut BinaryHeap<Next>) {
        if !self.sees(point, facet) {
            // Rounding had put it outside.
            let this = &mut self.facets[facet as usize];
            this.outside.retain(|other| *other != point);
            let rest = std::mem::take(&mut this.outside);
            self.hand_out(rest, facet..facet + 1, queue);
            return;
        }
        // All facets that the point sees, and the edges around them.
        let mut seen = vec![facet];
        self.facets[facet as usize].alive = false;
        let mut horizon = Vec::new();
        let mut orphans = Vec::new();
        let mut at = 0;
        while at < seen.len() {
            let index = seen[at];
            at += 1;
            orphans.append(&mut self.facets[index as usize].outside);
            let (corners, across) = {
                let facet = &self.facets[index as usize];
                (facet.corners, facet.across)
            };
            for beyond in across {
                if !self.facets[beyond as usize].alive {
                    continue;
                }
                if self.sees(point, beyond) {
                    self.facets[beyond as usize].alive = false;
                    seen.push(beyond);
                }
            }
            // An edge is on the horizon if what lies across stays: known only when all are.
            for k in 0..3 {
                horizon.push((corners[k], corners[(k + 1) % 3], across[k]));
            }
        }
        horizon.retain(|(.., beyond)| self.facets[*beyond as usize].alive);
        let first = self.facets.len() as u32;
        let mut starting: FxHashMap<u32, u32> = FxHashMap::default();
        for (i, (from, ..)) in (first..).zip(&horizon) {
            starting.insert(*from, i);
        }
        for (i, (from, to, beyond)) in (first..).zip(&horizon) {
            let following = starting.get(to).copied().unwrap_or(i);
            self.push([*from, *to, point], [*beyond, following, i]);
            let other = &mut self.facets[*beyond as usize];
            for k in 0..3 {
                if other.corners[k] == *to && other.corners[(k + 1) % 3] == *from {
                    other.across[k] = i;
                }
            }
        }
        for i in first..self.facets.len() as u32 {
            let following = self.facets[i as usize].across[1];
            self.facets[following as usize].across[2] = i;
        }
        orphans.retain(|other| *other != point);
        self.hand_out(orphans, first..self.facets.len() as u32, queue);
    }

    fn planes(&self) -> Vec<Plane> {
        let alive = self.facets.iter().filter(|facet| facet.alive);
        alive.map(|facet| facet.plane).collect()
    }
}

/// Four points that span a body, the fourth below the first three.
fn simplex(points: &[Point]) -> Option<[u32; 4]> {
    let (first, last) = (*points.first()?, *points.last()?);
    let farthest = |distance: &dyn Fn(Point) -> f64| {
        let mut best = (0.0, None);
        for (index, point) in (0u32..).zip(points) {
            let d = distance(*point);
            if d > best.0 {
                best = (d, Some(index));
            }
        }
        best.1
    };
    let along = unit(minus(last, first))?;
    let c = farthest(&|p| {
        let off = cross(along, minus(p, first));
        dot(off, off)
    })?;
    let normal = unit(cross(minus(last, first), minus(points[c as usize], first)))?;
    let d = farthest(&|p| dot(normal, minus(p, first)).abs())?;
    let (a, b) = (0, points.len() as u32 - 1);
    let at = |i: u32| points[i as usize];
    match side(at(a), at(b), at(c), at(d)) {
        Sign::Positive => Some([a, b, c, d]),
        Sign::Negative => Some([a, c, b, d]),
        Sign::Zero => None,
    }
}

/// The faces of the hull of `rim` (sorted, all different), facets in one plane made one; the largest
/// first. None for a flat body.
pub(super) fn faces(rim: &[Point]) -> Vec<Face> {
    let Some(hull) = Hull::new(rim) else {
        return Vec::new();
    };
    let facets = &hull.facets;
    let corners = |facet: u32| facets[facet as usize].corners.map(|p| hull.at(p));
    let area = |[a, b, c]: [Point; 3]| {
        let double = cross(minus(b, a), minus(c, a));
        dot(double, double).sqrt() / 2.0
    };
    let mut by_area: Vec<(f64, [Point; 3], u32)> = (0..facets.len() as u32)
        .filter(|facet| facets[*facet as usize].alive)
        .map(|facet| (area(corners(facet)), corners(facet), facet))
        .collect();
    by_area.sort_unstable_by(|a, b| {
        let corners = |i: usize| order(&a.1[i], &b.1[i]);
        b.0.total_cmp(&a.0)
            .then_with(|| corners(0).then_with(|| corners(1)).then_with(|| corners(2)))
    });
    let mut taken = vec![false; facets.len()];
    let mut faces = Vec::new();
    for (_, seed_corners, seed) in by_area {
        let plane = facets[seed as usize].plane;
        if taken[seed as usize] || plane.normal == [0.0; 3] {
            continue;
        }
        taken[seed as usize] = true;
        let mut group = vec![seed];
        let mut points: Vec<u32> = Vec::new();
        let mut at = 0;
        while at < group.len() {
            let facet = &facets[group[at] as usize];
            at += 1;
            points.extend(facet.corners);
            for beyond in facet.across {
                let next = &facets[beyond as usize];
                if !taken[beyond as usize]
                    && dot(next.plane.normal, plane.normal) > 0.5
                    && next
                        .corners
                        .iter()
                        .all(|p| plane.above(hull.at(*p)).abs() <= FLAT)
                {
                    taken[beyond as usize] = true;
                    group.push(beyond);
                }
            }
        }
        points.sort_unstable();
        points.dedup();
        let [a, b, _] = seed_corners;
        let Some(x) = unit(minus(b, a)) else { continue };
        let axes = [x, cross(plane.normal, x)];
        let flat = |p: &u32| axes.map(|axis| dot(axis, minus(hull.at(*p), a)));
        let polygon = hull::convex(points.iter().map(flat).collect());
        faces.push(Face {
            normal: plane.normal,
            on: a,
            area: hull::area(&polygon),
            polygon,
            axes,
        });
    }
    faces.sort_by(|a, b| {
        b.area
            .total_cmp(&a.area)
            .then_with(|| order(&a.normal, &b.normal))
    });
    faces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut points: Vec<Point>) -> Vec<Point> {
        points.sort_unstable_by(order);
        points.dedup();
        points
    }

    fn grid(n: i32) -> Vec<Point> {
        let line = || (0..=n).map(f64::from);
        let all = line().flat_map(|x| line().flat_map(move |y| line().map(move |z| [x, y, z])));
        sorted(all.collect())
    }

    #[test]
    fn a_box_full_of_points_has_six_faces() {
        let points = grid(9);
        let rim = rim(&points);
        let faces = faces(&rim);
        assert_eq!(faces.len(), 6);
        for face in &faces {
            assert!((face.area - 81.0).abs() < 1e-9);
            assert_eq!(face.polygon.len(), 4);
            assert_eq!(face.normal.iter().filter(|x| **x == 0.0).count(), 2);
        }
    }

    #[test]
    fn no_point_lies_outside_and_euler_holds() {
        let mut state = 7u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / f64::from(1 << 24)
        };
        for round in 0..20 {
            let flat = if round % 3 == 0 { 8.0 } else { 1e6 };
            let points: Vec<Point> = (0..800)
                .map(|_| std::array::from_fn(|_| (random() * flat).round() / flat))
                .collect();
            let points = sorted(points);
            let candidates = rim(&points);
            let hull = Hull::new(&candidates).expect("a body");
            let alive: Vec<&Facet> = hull.facets.iter().filter(|facet| facet.alive).collect();
            let mut corners: Vec<u32> = alive.iter().flat_map(|facet| facet.corners).collect();
            corners.sort_unstable();
            corners.dedup();
            assert_eq!(alive.len(), 2 * corners.len() - 4);
            for facet in alive {
                for point in &points {
                    assert!(facet.plane.above(*point) <= 1e-9);
                }
            }
        }
    }

    #[test]
    fn a_flat_body_has_no_faces() {
        let flat: Vec<Point> = grid(3).into_iter().filter(|p| p[2] == 0.0).collect();
        assert!(faces(&flat).is_empty());
        assert!(faces(&[]).is_empty());
        assert!(faces(&[[1.0; 3]]).is_empty());
    }
}
