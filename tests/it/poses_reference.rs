//! Bridges, starts and overhangs beside plain implementations of their definitions: rasters that are marched
//! through, voxels that are joined from below, every point against every edge.

use crate::mesh::{Facet, facts};
use crate::poses::Solid;
use fabcommons::measure::{Hanging, Pose};
use fabcommons::units::{Point, Point2};
use std::collections::HashMap;

/// A mesh by vertex, as it is written down: f32 corners, equal to the bit.
struct Plain {
    points: Vec<Point>,
    facets: Vec<[usize; 3]>,
    floor: f64,
}

impl Plain {
    fn new(facets: &[Facet]) -> Self {
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
        let floor = points.iter().map(|p| p[2]).fold(f64::INFINITY, f64::min);
        Self {
            points,
            facets,
            floor,
        }
    }

    fn corners(&self, facet: usize) -> [Point; 3] {
        self.facets[facet].map(|vertex| self.points[vertex])
    }

    /// Degrees from vertical: 0 a wall, 90 a ceiling.
    fn angle(&self, facet: usize) -> f64 {
        let [a, b, c] = self.corners(facet);
        let n = cross(minus(b, a), minus(c, a));
        (-n[2] / dot(n, n).sqrt()).asin().to_degrees()
    }

    fn top(&self, facet: usize) -> f64 {
        let z = self.corners(facet).map(|p| p[2]);
        z[0].max(z[1]).max(z[2])
    }

    /// The facets at each edge.
    fn edges(&self) -> HashMap<[usize; 2], Vec<usize>> {
        let mut edges: HashMap<[usize; 2], Vec<usize>> = HashMap::new();
        for (index, facet) in self.facets.iter().enumerate() {
            for k in 0..3 {
                let (a, b) = (facet[k], facet[(k + 1) % 3]);
                edges.entry([a.min(b), a.max(b)]).or_default().push(index);
            }
        }
        edges
    }

    /// Facets for which `is`, connected over edges above the clipping height.
    fn regions(&self, is: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let edges = self.edges();
        let clip = self.floor + 0.3;
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
                    for other in &edges[&[a.min(b), a.max(b)]] {
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

    /// The boundary of a region: edges, and whether what lies beyond goes down from there.
    fn boundary(&self, region: &[usize]) -> Vec<([Point; 2], bool)> {
        let edges = self.edges();
        let mut boundary = Vec::new();
        for facet in region {
            let f = self.facets[*facet];
            for k in 0..3 {
                let (a, b) = (f[k], f[(k + 1) % 3]);
                let beyond = &edges[&[a.min(b), a.max(b)]];
                if beyond.iter().any(|o| o != facet && region.contains(o)) {
                    continue;
                }
                let (p, q) = (self.points[a], self.points[b]);
                let descends = beyond.iter().filter(|o| *o != facet).any(|other| {
                    let tip = self.facets[*other].iter().find(|v| **v != a && **v != b);
                    let tip = self.points[*tip.expect("a triangle has a tip")];
                    // From the foot of the tip on the edge.
                    let along = minus(q, p);
                    let t = dot(minus(tip, p), along) / dot(along, along);
                    let foot: Point = std::array::from_fn(|i| p[i] + t * along[i]);
                    let (out, far) = (tip[2] - foot[2], minus(tip, foot));
                    out < -0.01 * dot(far, far).sqrt()
                });
                boundary.push(([p, q], descends));
            }
        }
        boundary
    }

    /// Where a vertical line meets the surface: heights, and whether the solid begins there.
    fn column(&self, [x, y]: Point2) -> Vec<(f64, i32)> {
        let mut met = Vec::new();
        for facet in 0..self.facets.len() {
            let [a, b, c] = self.corners(facet);
            let area = |p: Point, q: Point| (p[0] - x) * (q[1] - y) - (p[1] - y) * (q[0] - x);
            let w = [area(b, c), area(c, a), area(a, b)];
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
fn distance(point: Point2, [a, b]: [Point; 2]) -> f64 {
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

/// A bridge by its definition.
#[derive(Debug)]
struct Bridge {
    span: Option<f64>,
    cantilever: Option<f64>,
    area: f64,
}

/// How far apart the points are, and the size of the pixels that ways are marched through, mm.
const STEP: f64 = 0.4;
const PIXEL: f64 = 0.1;

/// The bridges: points of a raster, ways that are marched along until they leave the region.
fn bridges(mesh: &Plain) -> Vec<Bridge> {
    let mut found = Vec::new();
    let least = mesh.floor + 0.6;
    for region in mesh.regions(|facet| mesh.angle(facet) >= 80.0 && mesh.top(facet) > least) {
        let boundary = mesh.boundary(&region);
        let corners = || region.iter().flat_map(|facet| mesh.corners(*facet));
        let extent = |axis: usize| {
            let values = corners().map(|p| p[axis]);
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| {
                (l.min(x), h.max(x))
            })
        };
        let ([x0, x1], [y0, y1]) = (extent(0).into(), extent(1).into());
        // The region as a picture.
        let (wide, deep) = (
            ((x1 - x0) / PIXEL) as usize + 1,
            ((y1 - y0) / PIXEL) as usize + 1,
        );
        let mut picture = vec![false; wide * deep];
        for facet in &region {
            let [a, b, c] = mesh.corners(*facet);
            for i in 0..wide {
                for j in 0..deep {
                    let (x, y) = (x0 + (i as f64 + 0.5) * PIXEL, y0 + (j as f64 + 0.5) * PIXEL);
                    let area =
                        |p: Point, q: Point| (p[0] - x) * (q[1] - y) - (p[1] - y) * (q[0] - x);
                    let w = [area(b, c), area(c, a), area(a, b)];
                    if w.iter().all(|w| *w >= -1e-9) || w.iter().all(|w| *w <= 1e-9) {
                        picture[j * wide + i] = true;
                    }
                }
            }
        }
        let inside = |[x, y]: Point2| {
            let (i, j) = ((x - x0) / PIXEL, (y - y0) / PIXEL);
            i >= 0.0
                && j >= 0.0
                && (i as usize) < wide
                && (j as usize) < deep
                && picture[j as usize * wide + i as usize]
        };
        // What holds it right below.
        let rests = |at: Point2, z: f64| {
            let (mut winding, mut top) = (0, f64::NEG_INFINITY);
            for (height, into) in mesh.column(at) {
                if height < z - 0.01 {
                    winding += into;
                    if winding == 0 {
                        top = height;
                    }
                }
            }
            winding > 0 || z - top <= 0.6
        };
        let held_at = |at: Point2| {
            let held = boundary.iter().filter(|(_, held)| *held);
            held.map(|(edge, _)| distance(at, *edge))
                .fold(f64::INFINITY, f64::min)
        };
        if !boundary.iter().any(|(_, held)| *held) {
            continue;
        }
        // Square to the longest edge that holds: the same directions for a part that is turned.
        let longest = boundary
            .iter()
            .filter(|(_, held)| *held)
            .map(|([a, b], _)| {
                (
                    (b[0] - a[0]).hypot(b[1] - a[1]),
                    (b[1] - a[1]).atan2(b[0] - a[0]),
                )
            })
            .max_by(|a, b| (a.0 * 1e3).round().total_cmp(&(b.0 * 1e3).round()))
            .map_or(0.0, |(_, angle)| angle);
        let march = |at: Point2, angle: f64| {
            let (sin, cos) = angle.sin_cos();
            let place = |t: f64| [at[0] + t * cos, at[1] + t * sin];
            let mut free = 0.0;
            while inside(place(free + PIXEL / 2.0)) {
                free += PIXEL / 2.0;
            }
            let end = place(free);
            let near = boundary
                .iter()
                .map(|(edge, held)| (distance(end, *edge), *held))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
                .expect("a region has a boundary");
            (free, near.1)
        };
        let (nx, ny) = (((x1 - x0) / STEP).ceil(), ((y1 - y0) / STEP).ceil());
        let z = corners().map(|p| p[2]).fold(f64::INFINITY, f64::min);
        let (mut span, mut cantilever) = (0.0f64, 0.0f64);
        let mut any = false;
        for i in 0..nx as usize {
            for j in 0..ny as usize {
                let at = [
                    x0 + (i as f64 + 0.5) * (x1 - x0) / nx,
                    y0 + (j as f64 + 0.5) * (y1 - y0) / ny,
                ];
                if !inside(at) || rests(at, z) {
                    continue;
                }
                any = true;
                let shortest = (0..18)
                    .filter_map(|k| {
                        let angle = longest + f64::from(k) * std::f64::consts::PI / 18.0;
                        let (ahead, held) = march(at, angle);
                        let (behind, too) = march(at, angle + std::f64::consts::PI);
                        (held && too).then_some(ahead + behind)
                    })
                    .fold(f64::INFINITY, f64::min);
                if shortest.is_finite() {
                    span = span.max(shortest);
                } else {
                    cantilever = cantilever.max(held_at(at));
                }
            }
        }
        let told = |value: f64, least: f64| (value >= least).then_some(value);
        let (span, cantilever) = (told(span, 1.0), told(cantilever, 0.5));
        if any && (span.is_some() || cantilever.is_some()) {
            let area = region.iter().map(|facet| {
                let [a, b, c] = mesh.corners(*facet);
                cross(minus(b, a), minus(c, a))[2].abs() / 2.0
            });
            found.push(Bridge {
                span,
                cantilever,
                area: area.sum(),
            });
        }
    }
    found
}

/// A start by its definition.
#[derive(Debug)]
struct Start {
    height: f64,
    persistence: f64,
    area: f64,
    drop: f64,
}

/// The size of voxels, mm: across, and in height.
const VOXEL: [f64; 2] = [0.25, 0.1];

/// The starts: components of the voxels up to a height, joined from below.
fn starts(mesh: &Plain) -> Vec<Start> {
    let extent = |axis: usize| {
        let values = mesh.points.iter().map(|p| p[axis]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| {
            (l.min(x), h.max(x))
        })
    };
    let [x, y, z] = [0, 1, 2].map(extent);
    let [wide, high] = VOXEL;
    let count = |(low, high): (f64, f64), size: f64| ((high - low) / size).ceil() as usize + 1;
    let (nx, ny, nz) = (count(x, wide), count(y, wide), count(z, high));
    // Off the round numbers that edges lie on.
    let at = |i: usize, j: usize| [x.0 + 0.017 + i as f64 * wide, y.0 + 0.023 + j as f64 * wide];
    let height = |k: usize| z.0 + (k as f64 + 0.5) * high;
    let mut solid = vec![false; nx * ny * nz];
    let index = |i: usize, j: usize, k: usize| (k * ny + j) * nx + i;
    for i in 0..nx {
        for j in 0..ny {
            let column = mesh.column(at(i, j));
            for k in 0..nz {
                let winding: i32 = column
                    .iter()
                    .filter(|(z, _)| *z < height(k))
                    .map(|(_, into)| into)
                    .sum();
                solid[index(i, j, k)] = winding >= 1;
            }
        }
    }
    // Older components have smaller roots: voxels are numbered from below.
    let mut parent: Vec<usize> = (0..solid.len()).collect();
    let layer = |voxel: usize| voxel / (nx * ny);
    let mut ended: Vec<(usize, usize)> = Vec::new();
    for k in 0..nz {
        for j in 0..ny {
            for i in 0..nx {
                let here = index(i, j, k);
                if !solid[here] {
                    continue;
                }
                let before = [
                    (i > 0).then(|| index(i - 1, j, k)),
                    (j > 0).then(|| index(i, j - 1, k)),
                    (k > 0).then(|| index(i, j, k - 1)),
                ];
                for other in before.into_iter().flatten().filter(|o| solid[*o]) {
                    let (a, b) = (root(&mut parent, here), root(&mut parent, other));
                    if a != b {
                        let (older, younger) = (a.min(b), a.max(b));
                        if layer(younger) < k {
                            ended.push((younger, k));
                        }
                        parent[younger] = older;
                    }
                }
            }
        }
    }
    let mut born: Vec<usize> = ended.iter().map(|(voxel, _)| *voxel).collect();
    for voxel in 0..solid.len() {
        if solid[voxel] && root(&mut parent, voxel) == voxel {
            let highest = (0..solid.len())
                .rev()
                .find(|other| solid[*other] && root(&mut parent, *other) == voxel);
            ended.push((voxel, layer(highest.unwrap_or(voxel)) + 1));
            born.push(voxel);
        }
    }
    let mut found = Vec::new();
    for (voxel, end) in ended {
        let k = layer(voxel);
        let bottom = z.0 + k as f64 * high;
        let persistence = (end - k) as f64 * high;
        if bottom < z.0 + 0.3 || persistence < 0.3 {
            continue;
        }
        // Its section 0.2 mm up: what of that layer is connected within the layers since.
        let mut stack = vec![voxel];
        let mut seen = std::collections::HashSet::from([voxel]);
        let up = k + (0.2 / high).round() as usize;
        while let Some(voxel) = stack.pop() {
            let (i, j, l) = (voxel % nx, voxel / nx % ny, layer(voxel));
            let mut visit = |i: usize, j: usize, l: usize| {
                if i < nx && j < ny && l >= k && l <= up && solid[index(i, j, l)] {
                    let next = index(i, j, l);
                    if seen.insert(next) {
                        stack.push(next);
                    }
                }
            };
            for step in [usize::MAX, 1] {
                visit(i.wrapping_add(step), j, l);
                visit(i, j.wrapping_add(step), l);
                visit(i, j, l.wrapping_add(step));
            }
        }
        let area = seen.iter().filter(|v| layer(**v) == up).count() as f64 * wide * wide;
        // The free distance below: down to the next voxel, from any of its first layer.
        let drop = seen
            .iter()
            .filter(|v| layer(**v) == k)
            .map(|voxel| {
                let below = (0..k).rev().find(|l| solid[voxel - (k - l) * nx * ny]);
                (k - below.map_or(0, |l| l + 1)) as f64 * high
            })
            .fold(f64::INFINITY, f64::min);
        found.push(Start {
            height: bottom - z.0,
            persistence,
            area,
            drop,
        });
    }
    found
}

/// Overhangs beyond an angle: area, and reach by every vertex and many points against every edge that holds.
fn overhangs(mesh: &Plain, level: f64) -> Vec<[f64; 2]> {
    let mut found = Vec::new();
    let leans = |facet: usize| mesh.angle(facet) > level + 0.5 && mesh.angle(facet) < 80.0;
    for region in mesh.regions(leans) {
        let held: Vec<[Point; 2]> = mesh
            .boundary(&region)
            .into_iter()
            .filter(|(_, held)| *held)
            .map(|(edge, _)| edge)
            .collect();
        let (mut area, mut reach) = (0.0, 0.0f64);
        for facet in &region {
            let [a, b, c] = mesh.corners(*facet);
            let n = cross(minus(b, a), minus(c, a));
            area += dot(n, n).sqrt() / 2.0;
            for i in 0..=40 {
                for j in 0..=40 - i {
                    let (s, t) = (f64::from(i) / 40.0, f64::from(j) / 40.0);
                    let at = [0, 1].map(|k| a[k] + s * (b[k] - a[k]) + t * (c[k] - a[k]));
                    let near = held.iter().map(|edge| distance(at, *edge));
                    reach = reach.max(near.fold(f64::INFINITY, f64::min));
                }
            }
        }
        if reach.is_finite() && reach >= 0.5 {
            found.push([area, reach]);
        }
    }
    found
}

/// Each of `ours` has its equal in `plain`, and the other way round.
fn equal<A: std::fmt::Debug, B: std::fmt::Debug>(
    name: &str,
    ours: &[A],
    plain: &[B],
    same: impl Fn(&A, &B) -> bool,
) {
    assert_eq!(ours.len(), plain.len(), "{name}: {ours:#?} {plain:#?}");
    let mut left: Vec<&B> = plain.iter().collect();
    for one in ours {
        let at = left.iter().position(|other| same(one, other));
        let at = at.unwrap_or_else(|| panic!("{name}: {one:#?} is none of {left:#?}"));
        left.remove(at);
    }
}

/// The oldest of the voxels that hang together with one.
fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance
}

/// A solid of cubes: those of a grid for which `filled`, faces between two left out.
pub fn cubes(size: Point, n: [usize; 3], filled: impl Fn([usize; 3]) -> bool) -> Solid {
    let n: [i64; 3] = n.map(|n| i64::try_from(n).expect("few cubes"));
    let inside = |at: [i64; 3]| {
        (0..3).all(|axis| at[axis] >= 0 && at[axis] < n[axis]) && filled(at.map(|x| x as usize))
    };
    let mut facets = Vec::new();
    for i in 0..n[0] {
        for j in 0..n[1] {
            for k in 0..n[2] {
                if !inside([i, j, k]) {
                    continue;
                }
                for axis in 0..3 {
                    for side in [0, 1] {
                        let mut next = [i, j, k];
                        next[axis] += 2 * side - 1;
                        if inside(next) {
                            continue;
                        }
                        let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
                        let corner = |a: i64, b: i64| {
                            let mut at = [i, j, k];
                            at[axis] += side;
                            at[u] += a;
                            at[v] += b;
                            std::array::from_fn(|x| at[x] as f64 * size[x])
                        };
                        let [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
                        if side == 1 {
                            facets.extend([[a, b, c], [a, c, d]]);
                        } else {
                            facets.extend([[a, c, b], [a, d, c]]);
                        }
                    }
                }
            }
        }
    }
    Solid(facets)
}

fn check(name: &str, solid: &Solid) -> [usize; 3] {
    let facets = solid.facets();
    let facts = facts(&facets);
    let pose: &Pose = &facts.poses[0];
    let hanging: &Hanging = pose.hanging.as_ref().expect("it was looked at");
    let mesh = Plain::new(&facets);
    let same = |a: Option<f64>, b: Option<f64>, tolerance: f64| match (a, b) {
        (Some(a), Some(b)) => near(a, b, tolerance),
        (a, b) => a.is_none() && b.is_none(),
    };
    equal(name, &hanging.bridges, &bridges(&mesh), |ours, plain| {
        same(ours.span, plain.span, 0.6)
            && same(ours.cantilever, plain.cantilever, 0.4)
            && near(ours.area, plain.area, 1e-3 * plain.area)
    });
    equal(name, &hanging.starts, &starts(&mesh), |ours, plain| {
        near(ours.height, plain.height, 0.11)
            && near(ours.persistence, plain.persistence, 0.21)
            && near(ours.area, plain.area, 0.3 + 1.2 * plain.area.sqrt())
            && near(ours.drop, plain.drop, 0.21)
    });
    for level in [45.0, 50.0, 60.0, 70.0] {
        let ours: Vec<_> = hanging
            .overhangs
            .iter()
            .filter(|o| o.angle <= level && level <= o.to_angle)
            .collect();
        let name = format!("{name} beyond {level}°");
        equal(
            &name,
            &ours,
            &overhangs(&mesh, level),
            |ours, [area, reach]| {
                near(ours.area, *area, 1e-3 * area) && near(ours.reach, *reach, 0.15 + 0.02 * reach)
            },
        );
    }
    [
        hanging.bridges.len(),
        hanging.starts.len(),
        hanging.overhangs.len(),
    ]
}

#[test]
fn shapes_hang_over_as_defined() {
    let prism = |outline: &[Point2], depth: f64| Solid::prism(outline, depth);
    let shapes: Vec<(&str, Solid)> = vec![
        (
            "bridge",
            prism(
                &[
                    [0., 0.],
                    [4., 0.],
                    [4., 8.],
                    [16., 8.],
                    [16., 0.],
                    [20., 0.],
                    [20., 11.],
                    [0., 11.],
                ],
                7.0,
            ),
        ),
        (
            "steps",
            prism(
                &[
                    [0., 0.],
                    [5., 0.],
                    [5., 4.],
                    [8., 4.],
                    [8., 7.],
                    [14., 7.],
                    [14., 10.],
                    [0., 10.],
                ],
                9.0,
            ),
        ),
        (
            "hook",
            prism(
                &[
                    [0., 0.],
                    [4., 0.],
                    [4., 12.],
                    [9., 12.],
                    [9., 5.],
                    [12., 5.],
                    [12., 15.],
                    [0., 15.],
                ],
                6.0,
            ),
        ),
        (
            "wedge of 52°",
            prism(&[[0., 0.], [8., 0.], [8., 1.], [15.68, 7.], [0., 7.]], 10.0),
        ),
        (
            "wedge of 66°",
            prism(
                &[[0., 0.], [8., 0.], [8., 1.], [14.738, 4.], [0., 4.]],
                10.0,
            ),
        ),
        (
            "roof",
            prism(
                &[
                    [0., 0.],
                    [2., 0.],
                    [2., 1.],
                    [8., 4.],
                    [14., 1.],
                    [14., 0.],
                    [16., 0.],
                    [16., 6.],
                    [0., 6.],
                ],
                8.0,
            ),
        ),
    ];
    let mut any = [0; 3];
    for (name, solid) in &shapes {
        // Pixels follow the axes: an edge that runs askew has steps.
        let found = check(name, solid);
        for (any, found) in any.iter_mut().zip(found) {
            *any += found;
        }
    }
    assert!(any.iter().all(|n| *n >= 1), "{any:?}");
}

/// Fills cells until no two meet in an edge or a corner alone: there, what is connected is a matter of taste.
fn fill_where_only_edges_meet(filled: &mut [bool], n: [usize; 3]) {
    let at = |[i, j, k]: [usize; 3]| (k * n[1] + j) * n[0] + i;
    let mut changed = true;
    while changed {
        changed = false;
        for cell in 0..filled.len() {
            let here = [cell % n[0], cell / n[0] % n[1], cell / n[0] / n[1]];
            for direction in 0..27usize {
                let step = [direction % 3, direction / 3 % 3, direction / 9];
                let there: [usize; 3] =
                    std::array::from_fn(|axis| (here[axis] + step[axis]).wrapping_sub(1));
                if !(0..3).all(|axis| there[axis] < n[axis]) {
                    continue;
                }
                let axes: Vec<usize> = (0..3).filter(|axis| step[*axis] != 1).collect();
                if axes.len() < 2 || !filled[cell] || !filled[at(there)] {
                    continue;
                }
                // A way from the one to the other over faces, within the cells around the edge or the corner.
                let mut reached = vec![here];
                let mut next = 0;
                while next < reached.len() {
                    for axis in &axes {
                        let mut other = reached[next];
                        other[*axis] = here[*axis] + there[*axis] - other[*axis];
                        if filled[at(other)] && !reached.contains(&other) {
                            reached.push(other);
                        }
                    }
                    next += 1;
                }
                if !reached.contains(&there) {
                    let mut other = here;
                    other[axes[0]] = there[axes[0]];
                    filled[at(other)] = true;
                    changed = true;
                }
            }
        }
    }
}

#[test]
fn heaps_of_cubes_hang_over_as_defined() {
    let mut any = [0; 3];
    for seed in 0..12u64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state >> 40 & 0xff
        };
        let n = [5, 4, 5];
        let mut filled = vec![false; 100];
        // Few enough, that much hangs; the lowest layer stands.
        for (i, filled) in filled.iter_mut().enumerate() {
            *filled = random() < if i / 20 == 0 { 140 } else { 90 };
        }
        fill_where_only_edges_meet(&mut filled, n);
        let solid = cubes([3.0, 2.5, 2.0], n, |[i, j, k]| filled[(k * 4 + j) * 5 + i]);
        let found = check(&format!("heap {seed}"), &solid);
        for (any, found) in any.iter_mut().zip(found) {
            *any += found;
        }
    }
    assert!(any[0] > 30 && any[1] > 0, "{any:?}");
}
