//! Shells: components of triangles joined over shared edges, and what is summed over each.

use super::places::{Worst, edge};
use super::sum::{Partial, Scale, Total};
use super::topology::{Topology, area, cross, repeats};
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A box that holds nothing yet.
pub(super) const NOWHERE: [Point; 2] = [[f64::INFINITY; 3], [f64::NEG_INFINITY; 3]];

/// No shell.
pub(super) const NONE: u32 = u32::MAX;

/// What is summed over a shell.
#[derive(Debug, Clone)]
pub(super) struct Shell {
    /// Facets.
    pub(super) triangles: u64,
    /// Signed volume, mm³.
    pub(super) volume: f64,
    /// Area, mm².
    pub(super) area: f64,
    /// Least and greatest corner, mm.
    pub(super) bounds: [Point; 2],
    /// The least file number of its triangles.
    pub(super) first_triangle: u32,
    /// Every edge has an even number of triangles.
    pub(super) closed: bool,
    /// Both directions are used equally often at every edge.
    pub(super) oriented: bool,
}

/// What is summed over a mesh.
#[derive(Debug)]
pub(super) struct Sums {
    /// The shells, in no meaningful order.
    pub(super) shells: Vec<Shell>,
    /// The shell of each vertex; [`NONE`] for those that only triangles without edges use.
    pub(super) shell_of: Vec<u32>,
    /// Triangles with a repeated vertex or without area.
    pub(super) degenerate: Worst,
    /// Signed volume, mm³.
    pub(super) volume: f64,
    /// Area, mm².
    pub(super) area: f64,
    /// Centroid of the volume where that is enclosed, else of the surface, mm.
    pub(super) centroid: Point,
    /// Least and greatest corner of all, mm.
    pub(super) bounds: [Point; 2],
    /// It is a heap of loose triangles, not the surface of anything.
    pub(super) loose: bool,
}

/// A mesh of no fewer shells than this, all open and of too few triangles to enclose anything, is a heap of loose
/// triangles. Of fewer it is looked whether they stand close enough to make a border.
const LOOSE: usize = 100_000;

/// The fewest triangles that enclose something.
const FEWEST: u64 = 4;

/// Splits every vertex with several fans, so that each fan has a vertex of its own at the same
/// position: what is then joined over vertices is joined over edges.
pub(super) fn split_fans(mesh: &mut Welded, further: &[(u32, u32)]) {
    let vertex = |corner: u32| mesh.facets.as_flattened()[corner as usize];
    let mut by_fan: Vec<([u32; 2], u32)> = further
        .iter()
        .map(|(corner, fan)| ([vertex(*corner), *fan], *corner))
        .collect();
    by_fan.sort_unstable();
    for fan in by_fan.chunk_by(|a, b| a.0 == b.0) {
        let [vertex, _] = fan[0].0;
        let own = mesh.vertices.len() as u32;
        mesh.vertices.push(mesh.vertices[vertex as usize]);
        for (_, corner) in fan {
            mesh.facets.as_flattened_mut()[*corner as usize] = own;
        }
    }
}

/// Finds the shells and sums over them. Fans must be split ([`split_fans`]). `holds` says that the surface encloses
/// a volume: it is closed but for cracks.
pub(super) fn sums(
    mesh: &Welded,
    topology: &Topology,
    holds: bool,
    number: impl Fn(u32) -> u32 + Sync,
) -> Sums {
    let (mut shell_of, count) = components(mesh);
    let (boxes, bounds) = boxes(mesh, &shell_of, count);
    let reference: Point =
        std::array::from_fn(|axis| f64::midpoint(bounds[0][axis], bounds[1][axis]));
    let reach: f64 = (0..3)
        .map(|axis| ((bounds[1][axis] - bounds[0][axis]) / 2.0).powi(2))
        .sum::<f64>()
        .sqrt();
    let scales = Scales {
        // |a · (b × c)| ≤ reach³; a triangle in a ball has less area than 2 reach².
        volume: Scale::for_terms_up_to(reach.powi(3)),
        area: Scale::for_terms_up_to(2.0 * reach * reach),
        moment: Scale::for_terms_up_to(reach.powi(3) * reach.max(1.0) * 6.0),
    };
    let mut shells: Vec<Shell> = boxes.into_iter().map(Shell::within).collect();
    let mut totals = vec![Totals::default(); count];
    let mut degenerate = Worst::default();
    let mut moments = [Total::default(); 3];
    for batch in batches(mesh.facets.len()) {
        let parts = parallel::map_chunks(batch.len(), |range| {
            let mut scan = Scan::default();
            for index in range {
                scan.add(
                    mesh,
                    (batch.start + index) as u32,
                    &shell_of,
                    reference,
                    scales,
                    holds,
                    &number,
                );
            }
            scan.finish();
            scan
        });
        for part in parts {
            degenerate.merge(part.degenerate);
            for (total, partial) in moments.iter_mut().zip(part.moments) {
                total.add(partial);
            }
            for (shell, sum) in part.done {
                totals[shell as usize].merge(sum.totals);
                let shell = &mut shells[shell as usize];
                shell.triangles += sum.triangles;
                shell.first_triangle = shell.first_triangle.min(sum.first_triangle);
            }
        }
    }
    let mut all = Totals::default();
    for (shell, totals) in shells.iter_mut().zip(totals) {
        all.merge(totals);
        [shell.volume, shell.area] = totals.values(scales);
    }
    drop_empty(&mut shells, &mut shell_of);
    let [volume, area] = all.values(scales);
    let weight = if holds { volume } else { area };
    let mut centroid = middle(&moments, weight, scales, reference);
    // A weight that cancels out (a volume inside out in part) says nothing of where the mesh is.
    if holds && !is_within(&bounds, centroid) {
        centroid = middle(
            &area_moments(mesh, reference, scales),
            area,
            scales,
            reference,
        );
    }
    if !is_within(&bounds, centroid) {
        centroid = std::array::from_fn(|axis| match centroid[axis] {
            x if x.is_nan() => reference[axis],
            x => x.max(bounds[0][axis]).min(bounds[1][axis]),
        });
    }
    let corner = |corner: u32| mesh.facets.as_flattened()[corner as usize];
    for open in &topology.open {
        shells[shell_of[corner(*open) as usize] as usize].closed = false;
    }
    for unoriented in &topology.unoriented {
        shells[shell_of[corner(*unoriented) as usize] as usize].oriented = false;
    }
    let is_loose = |shell: &Shell| !shell.closed && shell.triangles < FEWEST;
    let loose = !holds && shells.len() >= LOOSE && shells.iter().all(is_loose);
    Sums {
        shells,
        shell_of,
        degenerate,
        volume,
        area,
        centroid,
        bounds,
        loose,
    }
}

/// The point that some moments about `reference` and their weight speak of; no number when there is no weight.
fn middle(moments: &[Total; 3], weight: f64, scales: Scales, reference: Point) -> Point {
    std::array::from_fn(|axis| reference[axis] + moments[axis].value(scales.moment) / weight)
}

fn is_within([min, max]: &[Point; 2], point: Point) -> bool {
    (0..3).all(|axis| min[axis] <= point[axis] && point[axis] <= max[axis])
}

/// The moments of the surface about `reference`.
fn area_moments(mesh: &Welded, reference: Point, scales: Scales) -> [Total; 3] {
    let parts = parallel::map_chunks(mesh.facets.len(), |range| {
        let mut moments = [Partial::default(); 3];
        for index in range {
            let corners = mesh.corners(index as u32);
            let area = area(corners);
            for (axis, moment) in moments.iter_mut().enumerate() {
                let sum: f64 = corners.iter().map(|p| p[axis] - reference[axis]).sum();
                moment.add(scales.moment, area / 3.0 * sum);
            }
        }
        moments
    });
    let mut moments = [Total::default(); 3];
    for part in parts {
        for (total, partial) in moments.iter_mut().zip(part) {
            total.add(partial);
        }
    }
    moments
}

/// Drops shells without triangles: vertices that only triangles with a repeated vertex use.
fn drop_empty(shells: &mut Vec<Shell>, shell_of: &mut [u32]) {
    if shells.iter().all(|shell| shell.triangles > 0) {
        return;
    }
    let mut kept = 0;
    let renumbered: Vec<u32> = shells
        .iter()
        .map(|shell| {
            if shell.triangles == 0 {
                return NONE;
            }
            kept += 1;
            kept - 1
        })
        .collect();
    shells.retain(|shell| shell.triangles > 0);
    for shell in shell_of {
        *shell = renumbered[*shell as usize];
    }
}

/// Chunks of facets or vertices that are worked on before what they found is put together: loose triangles are
/// a shell each, and all that is noted of them must not be there twice.
const BATCH: usize = 16 * parallel::CHUNK;

fn batches(n: usize) -> impl Iterator<Item = Range<usize>> {
    (0..n.div_ceil(BATCH)).map(move |batch| batch * BATCH..n.min((batch + 1) * BATCH))
}

/// The box of each component, and that of all vertices; the latter a point at the origin when there
/// is none.
fn boxes(mesh: &Welded, shell_of: &[u32], count: usize) -> (Vec<[Point; 2]>, [Point; 2]) {
    let mut boxes = vec![NOWHERE; count];
    for batch in batches(mesh.vertices.len()) {
        let (vertices, shell_of) = (&mesh.vertices[batch.clone()], &shell_of[batch]);
        let parts = parallel::map_chunks(vertices.len(), |range| {
            // Neighbours are mostly of one shell: a box per run of them.
            let mut runs: Vec<(u32, [Point; 2])> = Vec::new();
            for (point, shell) in vertices[range.clone()].iter().zip(&shell_of[range]) {
                match runs.last_mut() {
                    Some((last, bounds)) if last == shell => *bounds = grown(*bounds, [*point; 2]),
                    _ => runs.push((*shell, [*point; 2])),
                }
            }
            runs
        });
        for (shell, bounds) in parts.into_iter().flatten() {
            let all = &mut boxes[shell as usize];
            *all = grown(*all, bounds);
        }
    }
    let all = boxes.iter().copied().fold(NOWHERE, grown);
    (boxes, if count == 0 { [[0.0; 3]; 2] } else { all })
}

/// The box around two boxes.
fn grown([min, max]: [Point; 2], [low, high]: [Point; 2]) -> [Point; 2] {
    [
        std::array::from_fn(|axis| min[axis].min(low[axis])),
        std::array::from_fn(|axis| max[axis].max(high[axis])),
    ]
}

/// The number of the component of each vertex, and how many there are.
fn components(mesh: &Welded) -> (Vec<u32>, usize) {
    let forest = Forest {
        parents: (0..mesh.vertices.len() as u32)
            .map(AtomicU32::new)
            .collect(),
    };
    parallel::map_chunks(mesh.facets.len(), |range| {
        for facet in &mesh.facets[range] {
            if !repeats(*facet) {
                forest.join(facet[0], facet[1]);
                forest.join(facet[1], facet[2]);
            }
        }
    });
    let mut roots = vec![0; mesh.vertices.len()];
    parallel::fill_chunks(&mut roots, |range, roots| {
        for (vertex, root) in range.zip(roots) {
            *root = forest.find(vertex as u32);
        }
    });
    // Vertices are numbered by first use, so the root of a component is its least vertex.
    let mut numbers = vec![NONE; mesh.vertices.len()];
    let mut count = 0;
    for (vertex, root) in roots.iter().enumerate() {
        if *root as usize == vertex {
            numbers[vertex] = count;
            count += 1;
        } else {
            numbers[vertex] = numbers[*root as usize];
        }
    }
    (numbers, count as usize)
}

/// A union-find that threads share; the root of a tree is its least member.
struct Forest {
    parents: Vec<AtomicU32>,
}

impl Forest {
    fn find(&self, mut thing: u32) -> u32 {
        loop {
            let parent = self.parents[thing as usize].load(Relaxed);
            if parent == thing {
                return thing;
            }
            let above = self.parents[parent as usize].load(Relaxed);
            if above != parent {
                // Losing a race here only loses a short cut.
                let _ = self.parents[thing as usize]
                    .compare_exchange_weak(parent, above, Relaxed, Relaxed);
            }
            thing = above;
        }
    }

    fn join(&self, a: u32, b: u32) {
        let (mut a, mut b) = (a, b);
        loop {
            (a, b) = (self.find(a), self.find(b));
            if a == b {
                return;
            }
            let (least, greatest) = (a.min(b), a.max(b));
            let root = &self.parents[greatest as usize];
            if root
                .compare_exchange(greatest, least, Relaxed, Relaxed)
                .is_ok()
            {
                return;
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Scales {
    volume: Scale,
    area: Scale,
    moment: Scale,
}

/// What is summed of a shell in fixed point.
#[derive(Debug, Clone, Copy, Default)]
struct Totals {
    volume: Total,
    area: Total,
}

impl Totals {
    fn merge(&mut self, other: Self) {
        self.volume.merge(other.volume);
        self.area.merge(other.area);
    }

    /// Volume and area.
    fn values(self, scales: Scales) -> [f64; 2] {
        [
            self.volume.value(scales.volume),
            self.area.value(scales.area),
        ]
    }
}

/// What a chunk adds to a shell.
#[derive(Debug, Clone)]
struct Sum {
    triangles: u64,
    totals: Totals,
    first_triangle: u32,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            triangles: 0,
            totals: Totals::default(),
            first_triangle: u32::MAX,
        }
    }
}

impl Sum {
    fn merge(&mut self, other: &Self) {
        self.triangles += other.triangles;
        self.totals.merge(other.totals);
        self.first_triangle = self.first_triangle.min(other.first_triangle);
    }
}

impl Shell {
    /// A shell of which only the box is known yet.
    fn within(bounds: [Point; 2]) -> Self {
        Self {
            triangles: 0,
            volume: 0.0,
            area: 0.0,
            bounds,
            first_triangle: u32::MAX,
            closed: true,
            oriented: true,
        }
    }
}

/// Sums over a chunk. Neighbours in the file are mostly of one shell, so one sum is kept open.
#[derive(Debug, Default)]
struct Scan {
    shell: u32,
    open: Sum,
    volume: Partial,
    area: Partial,
    done: FxHashMap<u32, Sum>,
    moments: [Partial; 3],
    degenerate: Worst,
}

impl Scan {
    #[expect(clippy::too_many_arguments, reason = "the inner loop of one caller")]
    #[inline]
    fn add(
        &mut self,
        mesh: &Welded,
        index: u32,
        shell_of: &[u32],
        reference: Point,
        scales: Scales,
        closed: bool,
        number: &impl Fn(u32) -> u32,
    ) {
        let facet = mesh.facets[index as usize];
        let corners = facet.map(|vertex| mesh.vertices[vertex as usize]);
        let normal = cross(corners);
        let repeats = repeats(facet);
        if repeats || normal == [0.0; 3] {
            let [a, b, c] = corners;
            let (length, middle) = [edge(a, b), edge(b, c), edge(c, a)]
                .into_iter()
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .unwrap_or_default();
            self.degenerate.add(length, middle, [number(index)]);
            if repeats {
                return;
            }
        }
        let shell = shell_of[facet[0] as usize];
        if shell != self.shell {
            self.finish();
            self.shell = shell;
        }
        let relative =
            corners.map(|p| std::array::from_fn::<f64, 3, _>(|axis| p[axis] - reference[axis]));
        // Six times the volume of the tetrahedron over the reference is a · (b − a) × (c − a).
        let volume = (0..3)
            .map(|axis| relative[0][axis] * normal[axis])
            .sum::<f64>()
            / 6.0;
        let area =
            (normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]).sqrt() / 2.0;
        self.volume.add(scales.volume, volume);
        self.area.add(scales.area, area);
        let weight = if closed { volume / 4.0 } else { area / 3.0 };
        for (axis, moment) in self.moments.iter_mut().enumerate() {
            let sum = relative[0][axis] + relative[1][axis] + relative[2][axis];
            moment.add(scales.moment, weight * sum);
        }
        self.open.triangles += 1;
        self.open.first_triangle = self.open.first_triangle.min(number(index));
    }

    /// Closes the open sum.
    fn finish(&mut self) {
        let mut sum = std::mem::take(&mut self.open);
        sum.totals.volume.add(std::mem::take(&mut self.volume));
        sum.totals.area.add(std::mem::take(&mut self.area));
        if sum.triangles > 0 {
            self.done.entry(self.shell).or_default().merge(&sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::topology::topology;
    use crate::measure::weld::{double, weld};

    /// A closed needle from `tip` to a foot 100 mm off, `turned` inside out or not.
    fn needle(tip: Point, turned: bool) -> Vec<[Point; 3]> {
        let foot: Point = [tip[0] + 3.0, tip[1], tip[2] + 100.0];
        let [a, b, c] = [[0.0, 0.0], [1e-3, 0.0], [0.0, 1e-3]]
            .map(|[x, y]| [foot[0] + x, foot[1] + y, foot[2]]);
        [[tip, b, a], [tip, c, b], [tip, a, c], [a, b, c]]
            .map(|[p, q, r]| if turned { [p, r, q] } else { [p, q, r] })
            .to_vec()
    }

    fn sums_of(facets: &[[Point; 3]]) -> Sums {
        let mut mesh = weld(facets.len(), 1.0, |i| facets[i].map(double));
        let topology = topology(&mesh, true, |i| i);
        split_fans(&mut mesh, &topology.further_fans);
        sums(&mesh, &topology, topology.open.is_empty(), |i| i)
    }

    #[test]
    fn volumes_that_cancel_leave_the_centroid_of_the_surface() {
        let mut facets = needle([0.0; 3], false);
        facets.extend(needle([50.0, 0.0, 1.0], true));
        let sums = sums_of(&facets);
        assert!(sums.volume.abs() < 1e-6, "{}", sums.volume);
        // The middle of the two, a third of the way from their feet.
        let expected = [27.0, 0.0, 67.17];
        for (found, expected) in sums.centroid.into_iter().zip(expected) {
            assert!((found - expected).abs() < 0.01, "{:?}", sums.centroid);
        }
        assert!(is_within(&sums.bounds, sums.centroid));
    }

    #[test]
    fn many_loose_triangles_are_no_surface() {
        let triangle = |i: usize| {
            let x = i as f64;
            [[x, 0.0, 0.0], [x + 0.5, 0.0, 0.0], [x, 0.5, i as f64 % 7.0]]
        };
        let all: Vec<[Point; 3]> = (0..LOOSE).map(triangle).collect();
        assert!(sums_of(&all).loose);
        assert!(!sums_of(&all[1..]).loose);
        // One closed shell among them is enough to look.
        let with = [all, needle([0.0; 3], false)].concat();
        assert!(!sums_of(&with).loose);
    }

    #[test]
    fn a_flat_closed_mesh_has_its_centroid_in_its_plane() {
        let [a, b, c] = [[1e6, 2.0, 5.0], [1e6 + 3.0, 2.0, 5.0], [1e6, 8.0, 5.0]];
        let sums = sums_of(&[[a, b, c], [a, c, b]]);
        assert_eq!((sums.volume, sums.area), (0.0, 18.0));
        assert_eq!(sums.centroid, [1e6 + 1.0, 4.0, 5.0]);
    }
}
