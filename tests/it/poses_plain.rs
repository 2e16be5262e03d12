//! Bridges, starts and overhangs by their definitions, written out plainly: every point against every edge, every
//! facet against every column, components by walking from facet to facet. Nothing of it is quick.
//!
//! Where the definitions leave something open it is read like this: the bed holds what is cut off at 0.3 mm, and no
//! ceiling above it; a solid within 0.6 mm below a ceiling, or reaching into it, holds it there; what rises or falls by less than a sine
//! of 0.01 is flat for what lies on it; what rises from the edge of a ceiling is held by that; a region that nothing
//! holds grows from its lowest corner; the first of the 18 directions of a bridge is square to the longest
//! edge that holds it; of two lowest places equally high, the one of less x, then y, is the older.

use crate::mesh::Facet;
use fabcommons::units::{Point, Point2};
use std::collections::{HashMap, HashSet};
use std::f64::consts::PI;
use std::ops::Range;

/// What lies lower is the first layer's business, mm above the bed.
const CLIP: f64 = 0.3;

/// What has something so close below rests on it, mm.
const RESTS: f64 = 0.6;

/// From here on it is a ceiling, degrees.
pub const CEILING: f64 = 80.0;

/// How far apart the points are that are looked at, mm.
pub const STEP: f64 = 0.3;

/// How far within a boundary points are looked at, mm.
const INSET: f64 = 1e-3;

/// A mesh by vertex, as it is written down: f32 corners, equal to the bit.
pub struct Plain {
    pub points: Vec<Point>,
    pub facets: Vec<[usize; 3]>,
    pub floor: f64,
    edges: HashMap<[usize; 2], Vec<usize>>,
    /// It has several bodies.
    pub several: bool,
}

/// An edge of a region's boundary above the clipping height, in the direction of its facet.
#[derive(Debug, Clone, Copy)]
struct Edge {
    ends: [Point; 2],
    held: bool,
}

impl Edge {
    fn flat(&self) -> [Point2; 2] {
        self.ends.map(|[x, y, _]| [x, y])
    }
}

impl Plain {
    pub fn new(facets: &[Facet]) -> Self {
        let mut numbers: HashMap<[u32; 3], usize> = HashMap::new();
        let mut points = Vec::new();
        let facets: Vec<[usize; 3]> = facets
            .iter()
            .map(|facet| {
                facet.map(|corner| {
                    let bits = corner.map(|x| (x + 0.0).to_bits());
                    *numbers.entry(bits).or_insert_with(|| {
                        points.push(corner.map(f64::from));
                        points.len() - 1
                    })
                })
            })
            .collect();
        let mut edges: HashMap<[usize; 2], Vec<usize>> = HashMap::new();
        for (index, facet) in facets.iter().enumerate() {
            for k in 0..3 {
                let (a, b) = (facet[k], facet[(k + 1) % 3]);
                edges.entry([a.min(b), a.max(b)]).or_default().push(index);
            }
        }
        Self {
            floor: points.iter().map(|p| p[2]).fold(f64::INFINITY, f64::min),
            points,
            facets,
            edges,
            several: false,
        }
    }

    fn corners(&self, facet: usize) -> [Point; 3] {
        self.facets[facet].map(|vertex| self.points[vertex])
    }

    /// Degrees from vertical: 0 a wall, 90 a ceiling.
    pub fn angle(&self, facet: usize) -> f64 {
        let [a, b, c] = self.corners(facet);
        let n = cross(minus(b, a), minus(c, a));
        (-n[2] / dot(n, n).sqrt()).asin().to_degrees()
    }

    fn top(&self, facet: usize) -> f64 {
        let z = self.corners(facet).map(|p| p[2]);
        z[0].max(z[1]).max(z[2])
    }

    /// What of a facet lies above the clipping height, as triangles.
    fn kept(&self, facet: usize) -> Vec<[Point; 3]> {
        let clip = self.floor + CLIP;
        let corners = self.corners(facet);
        let mut kept: Vec<Point> = Vec::new();
        for k in 0..3 {
            let (a, b) = (corners[k], corners[(k + 1) % 3]);
            if a[2] >= clip {
                kept.push(a);
            }
            if (a[2] >= clip) != (b[2] >= clip) {
                kept.push(at_height(a, b, clip));
            }
        }
        let fan = (2..kept.len()).map(|i| [kept[0], kept[i - 1], kept[i]]);
        fan.collect()
    }

    /// Facets for which `is`, connected over edges above the clipping height.
    fn regions(&self, is: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let clip = self.floor + CLIP;
        let mut seen = vec![false; self.facets.len()];
        let mut regions = Vec::new();
        for first in 0..self.facets.len() {
            if seen[first] || !is(first) || self.top(first) <= clip {
                continue;
            }
            seen[first] = true;
            let mut region = vec![first];
            let mut next = 0;
            while next < region.len() {
                let facet = self.facets[region[next]];
                for k in 0..3 {
                    let (a, b) = (facet[k], facet[(k + 1) % 3]);
                    if self.points[a][2].max(self.points[b][2]) <= clip {
                        continue;
                    }
                    for other in &self.edges[&[a.min(b), a.max(b)]] {
                        if !seen[*other] && is(*other) && self.top(*other) > clip {
                            seen[*other] = true;
                            region.push(*other);
                        }
                    }
                }
                next += 1;
            }
            regions.push(region);
        }
        regions
    }

    /// How a facet rises from one of its edges: the sine of its slope there, away from the edge.
    fn rise(&self, facet: usize, [a, b]: [usize; 2]) -> f64 {
        let tip = self.facets[facet].iter().find(|v| **v != a && **v != b);
        let tip = self.points[*tip.expect("a triangle has a tip")];
        let (p, q) = (self.points[a], self.points[b]);
        let along = minus(q, p);
        let t = dot(minus(tip, p), along) / dot(along, along);
        let foot: Point = std::array::from_fn(|i| p[i] + t * along[i]);
        let far = minus(tip, foot);
        far[2] / dot(far, far).sqrt()
    }

    /// The boundary of a region: edges, and whether what lies beyond goes down from there.
    fn boundary(&self, region: &[usize]) -> Vec<Edge> {
        let clip = self.floor + CLIP;
        let mut boundary = Vec::new();
        for facet in region {
            let f = self.facets[*facet];
            let mut cuts: Vec<Point> = Vec::new();
            for k in 0..3 {
                let (a, b) = (f[k], f[(k + 1) % 3]);
                let [mut p, mut q] = [self.points[a], self.points[b]];
                if (p[2] >= clip) != (q[2] >= clip) {
                    let cut = at_height(p, q, clip);
                    cuts.push(cut);
                    *(if p[2] < clip { &mut p } else { &mut q }) = cut;
                } else if p[2] < clip {
                    continue;
                }
                let beyond = &self.edges[&[a.min(b), a.max(b)]];
                if beyond.iter().any(|o| o != facet && region.contains(o)) {
                    continue;
                }
                let rises = self.rise(*facet, [a, b]) > 0.01;
                let held = beyond.iter().filter(|o| *o != facet).any(|other| {
                    self.rise(*other, [a, b]) < -0.01 || rises && self.angle(*other) >= CEILING
                });
                boundary.push(Edge { ends: [p, q], held });
            }
            // Along the cut the first layer holds it.
            if let [p, q] = cuts[..] {
                boundary.push(Edge {
                    ends: [p, q],
                    held: true,
                });
            }
        }
        boundary
    }

    /// Where a vertical line meets the surface: heights, and whether the solid begins there.
    pub fn column(&self, [x, y]: Point2) -> Vec<(f64, i32)> {
        let mut met = Vec::new();
        for facet in 0..self.facets.len() {
            let [a, b, c] = self.corners(facet);
            let w = weights([a, b, c], [x, y]);
            let up = w.iter().all(|w| *w > 0.0);
            if up || w.iter().all(|w| *w < 0.0) {
                let sum: f64 = w.iter().sum();
                let z = (w[0] * a[2] + w[1] * b[2] + w[2] * c[2]) / sum;
                met.push((z, if up { -1 } else { 1 }));
            }
        }
        met.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        met
    }

    /// The winding number at a point.
    fn winding(&self, [x, y, z]: Point) -> i32 {
        let column = self.column([x, y]);
        let below = column.iter().filter(|(height, _)| *height < z);
        below.map(|(_, into)| into).sum()
    }

    /// The free distance below a point: to the uppermost end of the solid there, or to the bed; `None` within
    /// the solid.
    fn free(&self, [x, y, z]: Point) -> Option<f64> {
        let (mut winding, mut top) = (0, self.floor);
        for (height, into) in self.column([x, y]) {
            if height < z - 0.01 {
                if winding >= 1 && winding + into < 1 {
                    top = height;
                }
                winding += into;
            }
        }
        (winding < 1).then_some(z - top)
    }

    /// Whether there is nothing solid right below a place of the surface.
    fn drops_somewhere(&self, [x, y, z]: Point) -> bool {
        self.free([x + 1.3e-4, y + 0.7e-4, z]).is_some()
    }

    /// Whether `drop` is the free distance below a place of the surface, or right beside it: places lie on edges,
    /// where it jumps.
    pub fn drops(&self, [x, y, z]: Point, drop: f64) -> bool {
        let beside = |k: i32| {
            let (sin, cos) = (f64::from(k) * PI / 8.0 + 0.1).sin_cos();
            let at = [x + 1e-3 * cos, y + 1e-3 * sin, z];
            self.free(at).is_some_and(|free| (free - drop).abs() < 0.01)
        };
        (0..16).any(beside)
    }
}

/// The areas, doubled, of the triangles that a point makes with the sides of another, seen from above.
fn weights([a, b, c]: [Point; 3], [x, y]: Point2) -> [f64; 3] {
    let area = |p: Point, q: Point| (p[0] - x) * (q[1] - y) - (p[1] - y) * (q[0] - x);
    [area(b, c), area(c, a), area(a, b)]
}

/// Where the edge between two points passes a height.
fn at_height(a: Point, b: Point, height: f64) -> Point {
    let t = (height - a[2]) / (b[2] - a[2]);
    std::array::from_fn(|i| a[i] + t * (b[i] - a[i]))
}

fn minus(a: Point, b: Point) -> Point {
    std::array::from_fn(|i| a[i] - b[i])
}

fn dot(a: Point, b: Point) -> f64 {
    (0..3).map(|i| a[i] * b[i]).sum()
}

fn cross(a: Point, b: Point) -> Point {
    std::array::from_fn(|i| {
        let (j, k) = ((i + 1) % 3, (i + 2) % 3);
        a[j] * b[k] - a[k] * b[j]
    })
}

/// The distance of a point from a segment, seen from above.
fn distance(point: Point2, [a, b]: [Point2; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let (px, py) = (point[0] - a[0], point[1] - a[1]);
    let t = if square > 0.0 {
        ((px * dx + py * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (px - t * dx).hypot(py - t * dy)
}

/// Points of a triangle no farther apart than `step` seen from above, corners among them.
fn spread([a, b, c]: [Point; 3], step: f64) -> Vec<Point> {
    let flat = |p: Point, q: Point| (q[0] - p[0]).hypot(q[1] - p[1]);
    let longest = flat(a, b).max(flat(b, c)).max(flat(c, a));
    let n = (longest / step).ceil().max(1.0) as u32;
    let mut points = Vec::new();
    for i in 0..=n {
        for j in 0..=n - i {
            let (s, t) = (f64::from(i) / f64::from(n), f64::from(j) / f64::from(n));
            points.push(std::array::from_fn(|k| {
                a[k] + s * (b[k] - a[k]) + t * (c[k] - a[k])
            }));
        }
    }
    points
}

/// A ceiling over nothing.
pub struct Ceiling<'a> {
    mesh: &'a Plain,
    facets: Vec<[Point; 3]>,
    boundary: Vec<Edge>,
    raster: Raster,
    /// Seen from above, mm².
    pub area: f64,
}

/// Where a ceiling rests on another body, or is none because that reaches into it: cells, of those whose middles are
/// on the ceiling.
#[derive(Default)]
struct Raster {
    x: Range<i64>,
    y: Range<i64>,
    cells: Vec<Option<bool>>,
    /// The middles of those that rest.
    resting: Vec<Point2>,
}

impl Raster {
    fn at(&self, at: Point2) -> Option<bool> {
        let [i, j] = at.map(|x| (x / PIXEL).floor() as i64);
        let within = self.x.contains(&i) && self.y.contains(&j);
        let index = (i - self.x.start) * (self.y.end - self.y.start) + j - self.y.start;
        within.then(|| self.cells[index as usize]).flatten()
    }
}

/// The size of the raster of what a ceiling rests on, mm.
pub const PIXEL: f64 = 0.1;

impl<'a> Ceiling<'a> {
    pub fn all(mesh: &'a Plain) -> Vec<Self> {
        let least = mesh.floor + RESTS;
        let regions = mesh.regions(|facet| mesh.angle(facet) >= CEILING && mesh.top(facet) > least);
        let ceilings = regions.into_iter().map(|region| {
            let facets: Vec<[Point; 3]> = region.iter().flat_map(|f| mesh.kept(*f)).collect();
            let area = |[a, b, c]: &[Point; 3]| cross(minus(*b, *a), minus(*c, *a))[2].abs() / 2.0;
            let mut ceiling = Self {
                mesh,
                area: facets.iter().map(area).sum(),
                boundary: mesh.boundary(&region),
                facets,
                raster: Raster::default(),
            };
            ceiling.raster = ceiling.raster();
            ceiling
        });
        // What nothing holds at all is a start.
        ceilings
            .filter(|c| c.is_over_bodies() || c.boundary.iter().any(|edge| edge.held))
            .collect()
    }

    /// The height of the ceiling at a point of it.
    pub fn height(&self, at: Point2) -> Option<f64> {
        self.facets.iter().find_map(|facet| {
            let w = weights(*facet, at);
            let sum: f64 = w.iter().sum();
            (w.iter().all(|w| *w <= 0.0) && sum < 0.0)
                .then(|| (0..3).map(|i| w[i] * facet[i][2]).sum::<f64>() / sum)
        })
    }

    /// Whether another solid lies right below a point of it, or reaches into it there.
    fn rests(&self, at: Point2) -> bool {
        let Some(z) = self.height(at) else {
            return false;
        };
        let free = self.mesh.free([at[0], at[1], z]);
        free.is_none_or(|free| free <= RESTS && z - free > self.mesh.floor + 1e-6)
    }

    fn raster(&self) -> Raster {
        let range = |axis: usize| {
            let of = move |p: &Point| (p[axis] / PIXEL).floor() as i64;
            let all = || self.facets.iter().flatten();
            all().map(of).min().unwrap_or(0)..all().map(of).max().unwrap_or(-1) + 1
        };
        let mut raster = Raster {
            x: range(0),
            y: range(1),
            ..Raster::default()
        };
        for cell in range(0).flat_map(|i| range(1).map(move |j| [i, j])) {
            let middle = cell.map(|i| (i as f64 + 0.5) * PIXEL);
            let rests = self.height(middle).map(|_| self.rests(middle));
            raster.cells.push(rests);
            if rests == Some(true) {
                raster.resting.push(middle);
            }
        }
        raster
    }

    fn is_resting(&self, at: Point2) -> bool {
        // At the boundary its cell's middle is not on it.
        let asked = || self.raster.at(at).unwrap_or_else(|| self.rests(at));
        self.is_over_bodies() && asked()
    }

    /// The first of the directions, radians; several where edges are equally long.
    pub fn bases(&self) -> Vec<f64> {
        let any = self.boundary.iter().any(|edge| edge.held);
        let edges = || self.boundary.iter().filter(|edge| edge.held || !any);
        let along = |edge: &Edge| {
            let [a, b] = edge.flat();
            (
                (b[0] - a[0]).hypot(b[1] - a[1]),
                (b[1] - a[1]).atan2(b[0] - a[0]),
            )
        };
        let longest = edges().map(|edge| along(edge).0).fold(0.0, f64::max);
        // 18 directions are 10° apart, and square is a multiple of that.
        let tenth = PI / 18.0;
        let mut bases: Vec<f64> = Vec::new();
        for (length, angle) in edges().map(along) {
            let angle = angle.rem_euclid(tenth);
            let same = |other: &f64| {
                let off = (angle - other).abs();
                off.min(tenth - off) < 1e-5
            };
            if length > longest - 1e-4 && !bases.iter().any(same) {
                bases.push(angle);
            }
        }
        bases
    }

    /// How far it is from a point straight ahead to the end of the ceiling, and whether that is held.
    fn ahead(&self, at: Point2, angle: f64) -> (f64, bool) {
        let (sin, cos) = angle.sin_cos();
        let off = |p: Point2| cos * (p[1] - at[1]) - sin * (p[0] - at[0]);
        let mut met: Vec<(f64, bool)> = Vec::new();
        for edge in &self.boundary {
            let [a, b] = edge.flat();
            let (u, v) = (off(a), off(b));
            if (u > 0.0) != (v > 0.0) {
                let t = u / (u - v);
                let place = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
                let far = cos * (place[0] - at[0]) + sin * (place[1] - at[1]);
                if far >= 0.0 {
                    met.push((far, edge.held));
                }
            }
        }
        met.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut end = met.first().copied().unwrap_or((f64::INFINITY, false));
        // It may be out for a hair.
        let mut next = 0;
        while !end.1 && next + 1 < met.len() && self.is_hair(at, angle, [end.0, met[next + 1].0]) {
            let back = met[next + 1];
            next += 2;
            end = if back.1 {
                back
            } else {
                met.get(next).copied().unwrap_or(end)
            };
        }
        if self.is_over_bodies() {
            let mut t = 0.0;
            while t < end.0 {
                if self.is_resting([at[0] + t * cos, at[1] + t * sin]) {
                    return (t, true);
                }
                t += PIXEL / 2.0;
            }
        }
        end
    }

    /// Whether a way between two places of the boundary is short and stays close to it.
    fn is_hair(&self, at: Point2, angle: f64, [from, to]: [f64; 2]) -> bool {
        let (sin, cos) = angle.sin_cos();
        let close = |part: f64| {
            let t = from + part * (to - from);
            let at = [at[0] + t * cos, at[1] + t * sin];
            let near = |edge: &Edge| distance(at, edge.flat()) <= 0.05;
            self.boundary.iter().any(near)
        };
        to - from <= 0.1 || to - from <= 4.0 && [0.5, 0.25, 0.75].into_iter().all(close)
    }

    /// Whether no circle of half a bead fits into it.
    pub fn is_narrow(&self) -> bool {
        let near = |at: &Point| {
            let at = [at[0], at[1]];
            let edge = |edge: &Edge| distance(at, edge.flat()) < 0.1;
            self.boundary.iter().any(edge)
        };
        let points = self.facets.iter().flat_map(|facet| spread(*facet, 0.05));
        points.into_iter().all(|point| near(&point))
    }

    /// The shortest chord through a point that is held at both ends.
    fn shortest(&self, at: Point2, base: f64) -> Option<f64> {
        // At a rim a bead may be laid along it as well.
        let rims = self.boundary.iter().filter(|edge| !edge.held);
        let rims = rims
            .map(Edge::flat)
            .filter(|rim| distance(at, *rim) < 0.051);
        let along = rims.map(|[a, b]| (b[1] - a[1]).atan2(b[0] - a[0]));
        let angles = (0..18).map(|k| base + f64::from(k) * PI / 18.0);
        let chords = angles.chain(along).filter_map(|angle| {
            let (ahead, held) = self.ahead(at, angle);
            let (behind, too) = self.ahead(at, angle + PI);
            (held && too).then_some(ahead + behind)
        });
        chords.min_by(f64::total_cmp)
    }

    /// The distance of a point from what holds the ceiling.
    fn held(&self, at: Point2) -> f64 {
        let edges = self.boundary.iter().filter(|edge| edge.held);
        let bodies = self.raster.resting.iter();
        let bodies = bodies.map(|[x, y]| (x - at[0]).hypot(y - at[1]));
        let edges = edges.map(|edge| distance(at, edge.flat()));
        edges.chain(bodies).fold(f64::INFINITY, f64::min)
    }

    /// Points of the whole ceiling, and right within its boundary.
    fn points(&self) -> Vec<Point2> {
        let flat = |[x, y, _]: Point| [x, y];
        let mut points: Vec<Point2> = Vec::new();
        for facet in &self.facets {
            let [a, b, c] = *facet;
            let middle: Point = std::array::from_fn(|i| (a[i] + b[i] + c[i]) / 3.0);
            // Off the corners and edges, where what is met is a matter of rounding.
            let off = |p: Point| std::array::from_fn(|i| p[i] + 1e-4 * (middle[i] - p[i]));
            points.extend(spread(*facet, STEP).into_iter().map(|p| flat(off(p))));
        }
        for edge in &self.boundary {
            let [a, b] = edge.flat();
            let (x, y) = (b[0] - a[0], b[1] - a[1]);
            let length = x.hypot(y);
            // Seen from above, the inside of what looks down is to the right.
            let inwards = [y / length * INSET, -x / length * INSET];
            let n = (length / STEP).ceil() as u32;
            for i in 0..=n {
                let margin = (2.0 * INSET / length).min(0.5);
                let t = (f64::from(i) / f64::from(n)).clamp(margin, 1.0 - margin);
                points.push([a[0] + t * x + inwards[0], a[1] + t * y + inwards[1]]);
            }
        }
        let on = |p: &Point2| self.height(*p).is_some() && !self.is_resting(*p);
        points.retain(on);
        points
    }

    /// The greatest of the shortest chords, and the greatest distance from support of points without one; 0 where
    /// there is none. Of each: anywhere, and so that all places of the ceiling at `patch` from there are as bad.
    pub fn worst(&self, base: f64, patch: f64) -> [[f64; 2]; 2] {
        let mut worst = [[0.0f64; 2]; 2];
        for at in self.points() {
            let (which, value) = self.badness(at, base);
            let [anywhere, around] = &mut worst[which];
            *anywhere = anywhere.max(value);
            if value > *around {
                let beside = (0..12).map(|k| {
                    let (sin, cos) = (f64::from(k) * PI / 6.0 + 0.05).sin_cos();
                    [at[0] + patch * cos, at[1] + patch * sin]
                });
                let on = |at: &Point2| self.height(*at).is_some() && !self.is_resting(*at);
                let least = beside.filter(on).map(|at| match self.badness(at, base) {
                    (same, value) if same == which => value,
                    _ => 0.0,
                });
                *around = around.max(least.fold(value, f64::min));
            }
        }
        worst
    }

    /// What must be spanned at a point (0), or how far it sticks out there (1).
    fn badness(&self, at: Point2, base: f64) -> (usize, f64) {
        match self.shortest(at, base) {
            Some(length) => (0, length),
            None => (1, self.held(at)),
        }
    }

    /// Whether the shortest chord through a place, or right beside it, or its distance from support without one,
    /// is among `values` but for `tolerance`.
    pub fn is_there(
        &self,
        at: Point2,
        base: f64,
        values: [Option<f64>; 2],
        tolerance: f64,
    ) -> bool {
        let beside = (0..9).map(|k| {
            let (sin, cos) = (f64::from(k) * PI / 4.0 + 0.05).sin_cos();
            let far = if k == 0 { 0.0 } else { 2e-5 };
            [at[0] + far * cos, at[1] + far * sin]
        });
        beside.into_iter().any(|at| {
            let (which, found) = self.badness(at, base);
            values[which].is_some_and(|told| (told - found).abs() <= tolerance)
        })
    }

    /// Whether something else holds it than walls at its boundary.
    pub fn is_over_bodies(&self) -> bool {
        !self.raster.resting.is_empty()
    }
}

/// A start.
#[derive(Debug)]
pub struct Start {
    pub height: f64,
    pub persistence: f64,
    pub area: f64,
    /// The least and the greatest free distance below points of its plateau.
    pub drop: [f64; 2],
}

/// The starts: from each lowest place one climbs no higher than one must to come to an older one.
pub fn starts(mesh: &Plain) -> Vec<Start> {
    const LEVEL: f64 = 1e-4;
    let mut near: Vec<HashSet<usize>> = vec![HashSet::new(); mesh.points.len()];
    for facet in &mesh.facets {
        for a in facet {
            near[*a].extend(facet.iter().filter(|b| *b != a));
        }
    }
    // What is reached from a vertex without going higher than `top`.
    let reached = |from: usize, low: f64, top: f64| {
        let mut all = vec![from];
        let mut seen = HashSet::from([from]);
        let mut next = 0;
        while next < all.len() {
            for other in &near[all[next]] {
                let z = mesh.points[*other][2];
                if z >= low && z <= top && seen.insert(*other) {
                    all.push(*other);
                }
            }
            next += 1;
        }
        all
    };
    let older = |a: usize, b: usize| {
        let [p, q] = [a, b].map(|v| mesh.points[v]);
        (p[2], p[0], p[1]) < (q[2], q[0], q[1])
    };
    let mut heights: Vec<f64> = mesh.points.iter().map(|p| p[2]).collect();
    heights.sort_by(f64::total_cmp);
    heights.dedup();
    let mut found = Vec::new();
    for vertex in 0..mesh.points.len() {
        let z = mesh.points[vertex][2];
        let plateau = reached(vertex, z - LEVEL, z + LEVEL);
        if z <= mesh.floor + CLIP || plateau.iter().any(|other| older(*other, vertex)) {
            continue;
        }
        // How high it must climb.
        let mut end = z;
        for top in heights.iter().filter(|top| **top >= z) {
            let all = reached(vertex, f64::NEG_INFINITY, *top);
            if all.iter().any(|other| older(*other, vertex)) {
                end = *top;
                break;
            }
            let highest = all.iter().map(|v| mesh.points[*v][2]);
            end = highest.fold(end, f64::max);
        }
        if end - z < 0.3 {
            continue;
        }
        // Where it is flat, points of its facets; else its vertices.
        let flat = |facet: &&[usize; 3]| facet.iter().all(|v| plateau.contains(v));
        let facets = mesh.facets.iter().filter(flat);
        let mut places: Vec<Point> = facets
            .flat_map(|facet| {
                let [a, b, c] = facet.map(|v| mesh.points[v]);
                let middle: Point = std::array::from_fn(|i| (a[i] + b[i] + c[i]) / 3.0);
                let inwards = |p: Point| std::array::from_fn(|i| p[i] + 0.01 * (middle[i] - p[i]));
                spread([a, b, c].map(inwards), 0.5)
            })
            .collect();
        if places.is_empty() {
            // A little beside: right at a vertex nothing is covered.
            places = plateau
                .iter()
                .map(|v| {
                    let [x, y, z] = mesh.points[*v];
                    [x + 1.3e-4, y + 0.7e-4, z]
                })
                .collect();
        }
        let looks_down = places.iter().any(|[x, y, z]| {
            // Beside what is above a tip, which may lean.
            (0..24).any(|k| {
                let far = [5e-3, 0.02, 0.06][k % 3];
                let (sin, cos) = (k as f64 * PI / 12.0 + 0.1).sin_cos();
                mesh.winding([x + far * cos, y + far * sin, z + 0.02]) >= 1
            })
        });
        let is_free = |[x, y, z]: &Point| mesh.winding([*x, *y, z - 0.05]) < 1;
        if !looks_down || !places.iter().all(is_free) {
            continue;
        }
        let drops = places.iter().filter_map(|p| mesh.free(*p));
        let drop = drops.fold([f64::INFINITY, 0.0f64], |[low, high], drop| {
            [low.min(drop), high.max(drop)]
        });
        found.push(Start {
            height: z - mesh.floor,
            persistence: end - z,
            area: section(mesh, vertex, z + 0.2),
            drop,
        });
    }
    found
}

/// The area of the section at a height of what is connected to a vertex below that.
fn section(mesh: &Plain, vertex: usize, height: f64) -> f64 {
    // All loops of the section, by the edges that they pass.
    let mut next: HashMap<[usize; 2], [usize; 2]> = HashMap::new();
    let mut of: HashMap<[usize; 2], usize> = HashMap::new();
    for (index, facet) in mesh.facets.iter().enumerate() {
        let (mut rising, mut falling) = (None, None);
        for k in 0..3 {
            let (a, b) = (facet[k], facet[(k + 1) % 3]);
            let [up, too] = [a, b].map(|v| mesh.points[v][2] >= height);
            match (up, too) {
                (false, true) => rising = Some([a.min(b), a.max(b)]),
                (true, false) => falling = Some([a.min(b), a.max(b)]),
                _ => {}
            }
        }
        if let (Some(rising), Some(falling)) = (rising, falling) {
            next.insert(rising, falling);
            of.insert(rising, index);
        }
    }
    // Facets that hang together below the height.
    let mut below: HashSet<usize> = HashSet::new();
    let mut stack = vec![vertex];
    let mut seen = HashSet::from([vertex]);
    while let Some(vertex) = stack.pop() {
        for (index, facet) in mesh.facets.iter().enumerate() {
            if facet.contains(&vertex) {
                below.insert(index);
                for other in facet {
                    if mesh.points[*other][2] < height && seen.insert(*other) {
                        stack.push(*other);
                    }
                }
            }
        }
    }
    let point = |[a, b]: [usize; 2]| at_height(mesh.points[a], mesh.points[b], height);
    let mut area = 0.0;
    while let Some(first) = next.keys().next().copied() {
        let ours = below.contains(&of[&first]);
        let mut at = first;
        while let Some(to) = next.remove(&at) {
            if ours {
                let [p, q] = [point(at), point(to)];
                area += (p[0] * q[1] - p[1] * q[0]) / 2.0;
            }
            at = to;
        }
    }
    area.abs()
}

/// What leans over too far.
pub struct Leaning {
    facets: Vec<[Point; 3]>,
    held: Vec<[Point2; 2]>,
    /// mm².
    pub area: f64,
    /// The farthest from what holds it, mm.
    pub reach: f64,
}

impl Leaning {
    /// All regions beyond an angle.
    pub fn all(mesh: &Plain, level: f64) -> Vec<Self> {
        let leans = |facet: usize| mesh.angle(facet) > level + 0.5 && mesh.angle(facet) < CEILING;
        let regions = mesh.regions(leans).into_iter().map(|region| {
            let boundary = mesh.boundary(&region);
            let held = boundary.iter().filter(|edge| edge.held);
            let mut held: Vec<[Point2; 2]> = held.map(Edge::flat).collect();
            if held.is_empty() {
                let corners = boundary.iter().map(|edge| edge.ends[0]);
                let lowest = corners.min_by(|a, b| {
                    (a[2], a[0], a[1])
                        .partial_cmp(&(b[2], b[0], b[1]))
                        .expect("numbers")
                });
                held.extend(lowest.map(|[x, y, _]| [[x, y]; 2]));
            }
            let facets: Vec<[Point; 3]> = region.iter().flat_map(|f| mesh.kept(*f)).collect();
            let area = |[a, b, c]: &[Point; 3]| {
                let n = cross(minus(*b, *a), minus(*c, *a));
                dot(n, n).sqrt() / 2.0
            };
            let mut leaning = Self {
                area: facets.iter().map(area).sum(),
                facets,
                held,
                reach: 0.0,
            };
            let points = leaning.facets.iter().flat_map(|facet| spread(*facet, STEP));
            // Surface within another body is none.
            let is_free = |p: &Point| !mesh.several || mesh.drops_somewhere(*p);
            let points = points.filter(is_free);
            leaning.reach = points
                .map(|p| leaning.reach([p[0], p[1]]))
                .fold(0.0, f64::max);
            leaning
        });
        regions.collect()
    }

    /// The distance of a place from what holds the region.
    pub fn reach(&self, at: Point2) -> f64 {
        let far = self.held.iter().map(|edge| distance(at, *edge));
        far.fold(f64::INFINITY, f64::min)
    }

    /// Whether a place lies on it, but for a hundredth.
    pub fn is_on(&self, [x, y, z]: Point) -> bool {
        self.facets.iter().any(|facet| {
            let [a, b, c] = *facet;
            let w = weights(*facet, [x, y]);
            let sum: f64 = w.iter().sum();
            let height = (w[0] * a[2] + w[1] * b[2] + w[2] * c[2]) / sum;
            let within = w.iter().all(|w| w / sum > -1e-3);
            let near = [[a, b], [b, c], [c, a]]
                .iter()
                .any(|edge| distance([x, y], edge.map(|[x, y, _]| [x, y])) < 1e-3);
            (within || near) && (height - z).abs() < 0.01
        })
    }
}
