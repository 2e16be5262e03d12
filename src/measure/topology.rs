//! How triangles meet: edges, fans of triangles around vertices, duplicates.
//!
//! A *corner* is one vertex of one triangle: corner `3 t + k`. The triangles around a vertex form
//! its *fan*; each has two edges there, one running out of the vertex and one into it. Where these
//! close to a single ring, every edge at the vertex is in order and no triangle is there twice: that
//! is nearly every vertex of nearly every mesh, and quick to see. Only the others are looked at
//! closely. Every edge is counted at the lesser of its two vertices.

use super::places::{Worst, edge, order};
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// No corner.
const NONE: u32 = u32::MAX;

/// Fans up to this size are tested for being a ring by comparing all with all.
const SMALL_FAN: usize = 24;

/// The bound on the rounding error of a turn in the plane, by J. R. Shewchuk: the sum of the products'
/// magnitudes times this.
const TURN_ERROR: f64 = 3.330_669_073_875_471_6e-16;

/// What is found of edges and fans. Places name triangles by their index in the mesh.
#[derive(Debug, Default)]
pub(super) struct Topology {
    /// Edges of one triangle.
    pub(super) boundary: Worst,
    /// Edges of three or more triangles.
    pub(super) non_manifold: Worst,
    /// Edges of two triangles that run the same way.
    pub(super) inconsistent: Worst,
    /// Vertices with several fans.
    pub(super) vertices: Worst,
    /// Triangles like an earlier one.
    pub(super) duplicates: Worst,
    /// The boundary edges, as vertices.
    pub(super) boundary_edges: Vec<[u32; 2]>,
    /// A corner at each edge with an odd number of triangles.
    pub(super) open: Vec<u32>,
    /// A corner at each edge whose directions are not used equally often.
    pub(super) unoriented: Vec<u32>,
    /// Corners of all fans but the first at vertices with several, with the number of the fan
    /// there, from 1.
    pub(super) further_fans: Vec<(u32, u32)>,
    /// Of each vertex, whether it is plain ([`is_plain`]); empty if nobody asked.
    pub(super) plain: Vec<bool>,
}

/// Finds out how the triangles meet, and which vertices are plain if `plain` is asked for (some 20 ns more
/// per triangle). `number` gives the place of a triangle in the file.
pub(super) fn topology(mesh: &Welded, plain: bool, number: impl Fn(u32) -> u32 + Sync) -> Topology {
    let fans = Fans::new(mesh);
    let parts = parallel::map_chunks(mesh.vertices.len(), |range| {
        let mut found = Topology::default();
        let mut spokes = Vec::new();
        for vertex in range {
            fans.spokes(vertex as u32, &mut spokes);
            let ring = is_ring(&spokes);
            if !ring {
                found.look_closely(mesh, vertex as u32, &mut spokes, &number);
            }
            if plain {
                let plain = ring && is_plain(mesh, vertex, &spokes);
                found.plain.push(plain);
            }
        }
        found
    });
    let mut all = Topology::default();
    // Loose triangles have nothing but such edges: lists that double would take half the memory.
    let room = |length: fn(&Topology) -> usize| parts.iter().map(length).sum();
    all.boundary_edges
        .reserve_exact(room(|part| part.boundary_edges.len()));
    all.open.reserve_exact(room(|part| part.open.len()));
    all.unoriented
        .reserve_exact(room(|part| part.unoriented.len()));
    all.plain.reserve_exact(room(|part| part.plain.len()));
    for part in parts {
        all.merge(part);
    }
    all.repeated_vertices(mesh, &number);
    all
}

/// Whether two corners of a triangle are the same vertex: it then has no edges worth the name.
pub(super) fn repeats([a, b, c]: [u32; 3]) -> bool {
    a == b || b == c || c == a
}

/// A triangle seen from one of its vertices.
#[derive(Debug, Clone, Copy)]
struct Spoke {
    /// The vertex that its edge out of here runs to.
    out: u32,
    /// The vertex that its edge into here comes from.
    into: u32,
    /// Its corner here.
    corner: u32,
}

/// The corners at each vertex, as linked lists.
struct Fans<'a> {
    mesh: &'a Welded,
    first: Vec<AtomicU32>,
    next: Vec<[u32; 3]>,
}

impl<'a> Fans<'a> {
    fn new(mesh: &'a Welded) -> Self {
        let first: Vec<AtomicU32> = mesh.vertices.iter().map(|_| AtomicU32::new(NONE)).collect();
        let mut next = vec![[NONE; 3]; mesh.facets.len()];
        // The order within a list depends on the threads; nothing below depends on that order.
        parallel::fill_chunks(&mut next, |range, next| {
            for (index, next) in range.zip(next) {
                let facet = mesh.facets[index];
                if repeats(facet) {
                    continue;
                }
                for k in 0..3 {
                    let corner = (3 * index + k) as u32;
                    next[k] = first[facet[k] as usize].swap(corner, Relaxed);
                }
            }
        });
        Self { mesh, first, next }
    }

    /// Collects the fan of `vertex` in `spokes`, in any order.
    fn spokes(&self, vertex: u32, spokes: &mut Vec<Spoke>) {
        spokes.clear();
        let mut corner = self.first[vertex as usize].load(Relaxed);
        while corner != NONE {
            let (index, k) = ((corner / 3) as usize, (corner % 3) as usize);
            let facet = self.mesh.facets[index];
            let (out, into) = match k {
                0 => (facet[1], facet[2]),
                1 => (facet[2], facet[0]),
                _ => (facet[0], facet[1]),
            };
            spokes.push(Spoke { out, into, corner });
            corner = self.next[index][k];
        }
    }
}

/// Whether the spokes form one closed ring, each edge used once each way.
fn is_ring(spokes: &[Spoke]) -> bool {
    // Two triangles back to back are a ring too, but each a duplicate of the other.
    if spokes.len() < 3 || spokes.len() > SMALL_FAN {
        return false;
    }
    let start = spokes[0].into;
    let mut at = spokes[0].out;
    for _ in 1..spokes.len() {
        // Exactly one triangle must come in where the last one goes out.
        let mut following = spokes.iter().filter(|spoke| spoke.into == at);
        let (Some(spoke), None) = (following.next(), following.next()) else {
            return false;
        };
        if at == start {
            return false;
        }
        at = spoke.out;
    }
    at == start && spokes.iter().filter(|spoke| spoke.into == start).count() == 1
}

/// Whether the triangles of a ring, seen along some axis, lie side by side around its vertex: all turn the
/// same way, and together they go round once. Then no two of them share more than the vertex or
/// the edge that they have in common. False where rounding leaves it open.
fn is_plain(mesh: &Welded, vertex: usize, spokes: &[Spoke]) -> bool {
    let at = mesh.vertices[vertex];
    let from_here = |other: u32| -> Point {
        let other = mesh.vertices[other as usize];
        std::array::from_fn(|axis| other[axis] - at[axis])
    };
    let (mut left, mut right, mut rounds) = ([true; 3], [true; 3], [0; 3]);
    for spoke in spokes {
        let (u, v) = (from_here(spoke.out), from_here(spoke.into));
        for axis in 0..3 {
            let (i, j) = ((axis + 1) % 3, (axis + 2) % 3);
            let (plus, minus) = (u[i] * v[j], u[j] * v[i]);
            let error = TURN_ERROR * (plus.abs() + minus.abs());
            left[axis] &= plus - minus > error;
            right[axis] &= minus - plus > error;
            // A round that turns one way comes from the lower half to the upper half once.
            let is_lower = |p: Point| p[j] < 0.0 || p[j] == 0.0 && p[i] < 0.0;
            rounds[axis] += u32::from(is_lower(u) && !is_lower(v));
        }
        if left == [false; 3] && right == [false; 3] {
            return is_plain_askew(spokes, from_here);
        }
    }
    (0..3).any(|axis| (left[axis] || right[axis]) && rounds[axis] == 1)
        || is_plain_askew(spokes, from_here)
}

/// Directions between the axes, each with two that are perpendicular to it.
const ASKEW: [[Point; 3]; 10] = [
    [[0.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, -1.0]],
    [[0.0, 1.0, -1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 1.0]],
    [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, -1.0]],
    [[1.0, 0.0, -1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]],
    [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, -1.0, 0.0]],
    [[1.0, -1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0]],
    [[1.0, 1.0, 1.0], [1.0, -1.0, 0.0], [1.0, 1.0, -2.0]],
    [[1.0, 1.0, -1.0], [1.0, -1.0, 0.0], [1.0, 1.0, 2.0]],
    [[1.0, -1.0, 1.0], [1.0, 1.0, 0.0], [1.0, -1.0, -2.0]],
    [[1.0, -1.0, -1.0], [1.0, 1.0, 0.0], [1.0, -1.0, 2.0]],
];

/// The same as [`is_plain`] along the directions between the axes: parts with corners need them.
fn is_plain_askew(spokes: &[Spoke], from_here: impl Fn(u32) -> Point) -> bool {
    // The sign of a product with a direction; none where rounding leaves it open.
    let sign = |direction: &Point, p: &Point, size: &Point| -> Option<bool> {
        let [mut dot, mut error] = [0.0, 0.0];
        for axis in 0..3 {
            dot += direction[axis] * p[axis];
            error += direction[axis].abs() * size[axis];
        }
        (dot.abs() > 2e-15 * error).then_some(dot > 0.0)
    };
    let is_lower = |[_, first, second]: &[Point; 3], p: &Point| -> Option<bool> {
        let size = p.map(f64::abs);
        let above =
            sign(first, p, &size).or_else(|| sign(second, p, &size).filter(|_| exact(first, p)));
        above.map(|above| !above)
    };
    ASKEW.iter().any(|directions| {
        let (mut turns, mut rounds) = (None, 0);
        spokes.iter().all(|spoke| {
            let (u, v) = (from_here(spoke.out), from_here(spoke.into));
            let parts = [
                (u[1] * v[2], u[2] * v[1]),
                (u[2] * v[0], u[0] * v[2]),
                (u[0] * v[1], u[1] * v[0]),
            ];
            let normal = parts.map(|(plus, minus)| plus - minus);
            let size = parts.map(|(plus, minus)| plus.abs() + minus.abs());
            let turn = sign(&directions[0], &normal, &size);
            let (Some(turn), Some(from), Some(to)) =
                (turn, is_lower(directions, &u), is_lower(directions, &v))
            else {
                return false;
            };
            rounds += u32::from(from && !to);
            *turns.get_or_insert(turn) == turn && rounds < 2
        }) && rounds == 1
    })
}

/// Whether a direction is that of an axis along which `p` is zero.
fn exact(direction: &Point, p: &Point) -> bool {
    (0..3).all(|axis| direction[axis] == 0.0 || p[axis] == 0.0)
}

impl Topology {
    fn merge(&mut self, other: Self) {
        self.boundary.merge(other.boundary);
        self.non_manifold.merge(other.non_manifold);
        self.inconsistent.merge(other.inconsistent);
        self.vertices.merge(other.vertices);
        self.duplicates.merge(other.duplicates);
        self.boundary_edges.extend(other.boundary_edges);
        self.open.extend(other.open);
        self.unoriented.extend(other.unoriented);
        self.further_fans.extend(other.further_fans);
        self.plain.extend(other.plain);
    }

    /// Judges edges, fans and duplicates at a vertex that is no ring.
    fn look_closely(
        &mut self,
        mesh: &Welded,
        vertex: u32,
        spokes: &mut [Spoke],
        number: &(impl Fn(u32) -> u32 + Sync),
    ) {
        spokes.sort_unstable_by_key(|spoke| spoke.corner);
        let point = |vertex: u32| mesh.vertices[vertex as usize];
        let numbered = |spoke: u32| number(spokes[spoke as usize].corner / 3);

        // Each edge at the vertex: its other end, whether it runs out, its triangle.
        let mut ends: Vec<(u32, bool, u32)> = (0..)
            .zip(&*spokes)
            .flat_map(|(i, spoke)| [(spoke.out, true, i), (spoke.into, false, i)])
            .collect();
        ends.sort_unstable();
        let mut fans = Groups::of(spokes.len());
        for uses in ends.chunk_by(|a, b| a.0 == b.0) {
            let (other, _, spoke) = uses[0];
            for (_, _, further) in &uses[1..] {
                fans.join(spoke, *further);
            }
            if other < vertex {
                continue;
            }
            let outward = uses.iter().filter(|(_, out, _)| *out).count();
            let corner = spokes[spoke as usize].corner;
            if uses.len() % 2 == 1 {
                self.open.push(corner);
            }
            if outward * 2 != uses.len() {
                self.unoriented.push(corner);
            }
            let list = match uses.len() {
                1 => {
                    self.boundary_edges.push([vertex, other]);
                    &mut self.boundary
                }
                2 if outward == 1 => continue,
                2 => &mut self.inconsistent,
                _ => &mut self.non_manifold,
            };
            let (length, middle) = edge(point(vertex), point(other));
            list.add(length, middle, uses.iter().map(|(_, _, i)| numbered(*i)));
        }

        let fan_of: Vec<u32> = fans.numbers();
        if let Some(last) = fan_of.iter().max().copied().filter(|last| *last > 0) {
            let firsts =
                (0..=last.min(3)).filter_map(|fan| fan_of.iter().position(|of| *of == fan));
            let triangles = firsts.map(|spoke| numbered(spoke as u32));
            self.vertices.add(f64::from(last), point(vertex), triangles);
            let further = spokes.iter().zip(&fan_of).filter(|(_, fan)| **fan > 0);
            self.further_fans
                .extend(further.map(|(spoke, fan)| (spoke.corner, *fan)));
        }

        let mut triangles: Vec<([u32; 3], u32)> = (0..)
            .zip(&*spokes)
            .filter(|(_, spoke)| vertex < spoke.out.min(spoke.into))
            .map(|(i, spoke)| (sorted([vertex, spoke.out, spoke.into]), numbered(i)))
            .collect();
        self.count_duplicates(mesh, &mut triangles);
    }

    /// Counts duplicates among triangles that have a repeated vertex and so take no part in fans.
    fn repeated_vertices(&mut self, mesh: &Welded, number: &(impl Fn(u32) -> u32 + Sync)) {
        let parts = parallel::map_chunks(mesh.facets.len(), |range| {
            range
                .filter(|index| repeats(mesh.facets[*index]))
                .map(|index| (sorted(mesh.facets[index]), number(index as u32)))
                .collect::<Vec<_>>()
        });
        let mut triangles: Vec<_> = parts.into_iter().flatten().collect();
        self.count_duplicates(mesh, &mut triangles);
    }

    fn count_duplicates(&mut self, mesh: &Welded, triangles: &mut [([u32; 3], u32)]) {
        triangles.sort_unstable();
        for same in triangles.chunk_by(|a, b| a.0 == b.0) {
            let mut corners = same[0].0.map(|vertex| mesh.vertices[vertex as usize]);
            corners.sort_unstable_by(order);
            let at = std::array::from_fn(|axis| {
                (corners[0][axis] + corners[1][axis] + corners[2][axis]) / 3.0
            });
            let size = area(corners);
            for (_, number) in &same[1..] {
                self.duplicates.add(size, at, [same[0].1, *number]);
            }
        }
    }
}

fn sorted(mut vertices: [u32; 3]) -> [u32; 3] {
    vertices.sort_unstable();
    vertices
}

/// The cross product of two edges of a triangle: its normal, twice its area long.
#[inline]
pub(super) fn cross([a, b, c]: [Point; 3]) -> Point {
    let u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    let v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
    [
        u[1] * v[2] - u[2] * v[1],
        u[2] * v[0] - u[0] * v[2],
        u[0] * v[1] - u[1] * v[0],
    ]
}

/// The area of a triangle, mm².
pub(super) fn area(corners: [Point; 3]) -> f64 {
    let [x, y, z] = cross(corners);
    (x * x + y * y + z * z).sqrt() / 2.0
}

/// Things joined to groups (union-find), few enough for one thread.
#[derive(Debug)]
pub(super) struct Groups {
    parents: Vec<u32>,
}

impl Groups {
    /// `n` things, each alone.
    pub(super) fn of(n: usize) -> Self {
        Self {
            parents: (0..n as u32).collect(),
        }
    }

    /// The least thing of the group of `thing`.
    pub(super) fn find(&mut self, mut thing: u32) -> u32 {
        loop {
            let parent = self.parents[thing as usize];
            if parent == thing {
                return thing;
            }
            let above = self.parents[parent as usize];
            self.parents[thing as usize] = above;
            thing = above;
        }
    }

    /// Joins two groups.
    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.parents[a.max(b) as usize] = a.min(b);
    }

    /// The number of each thing's group, from 0 in the order of their least things.
    pub(super) fn numbers(mut self) -> Vec<u32> {
        let mut numbers: Vec<u32> = Vec::with_capacity(self.parents.len());
        let mut next = 0;
        for thing in 0..self.parents.len() as u32 {
            let root = self.find(thing);
            if root == thing {
                numbers.push(next);
                next += 1;
            } else {
                numbers.push(numbers[root as usize]);
            }
        }
        numbers
    }
}
