//! Cracks: boundary edges that lie so close to others that a weld would close them.
//!
//! Nothing is welded here; the edges are only counted. Exporters that round the two sides of a seam
//! differently leave such edges.

use super::topology::Groups;
use super::weld::Welded;
use crate::units::Point;
use rustc_hash::FxHashMap;

/// The reach of the tolerant weld, as a share of the box's diagonal: ten times the rounding of a
/// single-precision file (6e-8) summed over the operations of a modeller, and a hundredth of the
/// finest feature that matters on a part (1e-3 of its size).
const TOLERANCE: f64 = 1e-5;

/// How many of the boundary `edges` a weld within [`TOLERANCE`] of `diagonal` (mm) closes: those
/// that then have an even number of triangles, or no length.
pub(super) fn cracks(mesh: &Welded, edges: &[[u32; 2]], diagonal: f64) -> u64 {
    let mut vertices: Vec<u32> = edges.as_flattened().to_vec();
    vertices.sort_unstable();
    vertices.dedup();
    let points: Vec<Point> = vertices
        .iter()
        .map(|v| mesh.vertices[*v as usize])
        .collect();
    let mut groups = near(&points, diagonal * TOLERANCE);
    let mut group = |vertex: u32| {
        let at = vertices.partition_point(|other| *other < vertex);
        groups.find(at as u32)
    };
    let mut welded: Vec<[u32; 2]> = edges
        .iter()
        .map(|[a, b]| {
            let (a, b) = (group(*a), group(*b));
            [a.min(b), a.max(b)]
        })
        .collect();
    welded.sort_unstable();
    welded
        .chunk_by(|a, b| a == b)
        .filter(|same| same[0][0] == same[0][1] || same.len() % 2 == 0)
        .map(|same| same.len() as u64)
        .sum()
}

/// Groups points that lie within `reach` of each other, directly or through others.
fn near(points: &[Point], reach: f64) -> Groups {
    let mut groups = Groups::of(points.len());
    if reach <= 0.0 {
        return groups;
    }
    // Cells of the reach: whatever is near lies in the same cell or in one beside it.
    let cell = |point: &Point| point.map(|x| (x / reach).floor() as i64);
    let mut cells: FxHashMap<[i64; 3], Vec<u32>> = FxHashMap::default();
    for (index, point) in (0..).zip(points) {
        let home = cell(point);
        for (dx, dy, dz) in neighbours() {
            let beside = [
                home[0].wrapping_add(dx),
                home[1].wrapping_add(dy),
                home[2].wrapping_add(dz),
            ];
            for other in cells.get(&beside).into_iter().flatten() {
                let square: f64 = (0..3)
                    .map(|axis| (point[axis] - points[*other as usize][axis]).powi(2))
                    .sum();
                if square <= reach * reach {
                    groups.join(index, *other);
                }
            }
        }
        let home = cells.entry(home).or_default();
        // Many points in one cell are all near each other, or nearly: a few stand for them.
        if home.len() < 32 {
            home.push(index);
        }
    }
    groups
}

fn neighbours() -> impl Iterator<Item = (i64, i64, i64)> {
    (-1..=1).flat_map(|x| (-1..=1).flat_map(move |y| (-1..=1).map(move |z| (x, y, z))))
}
