//! Cracks: boundary edges that lie so close to others that a weld would close them.
//!
//! Nothing is welded here; the edges are only counted. Exporters that round the two sides of a seam
//! differently leave such edges.

use super::topology::Groups;
use super::weld::Welded;
use crate::units::Point;

/// The reach of the tolerant weld, as a share of the box's diagonal: ten times the rounding of a
/// single-precision file (6e-8) summed over the operations of a modeller, and a hundredth of the
/// finest feature that matters on a part (1e-3 of its size).
const TOLERANCE: f64 = 1e-5;

/// How many of the boundary `edges` a weld within [`TOLERANCE`] of `diagonal` (mm) closes: those
/// that then have an even number of triangles, or no length.
pub(super) fn cracks(mesh: &Welded, edges: &[[u32; 2]], diagonal: f64) -> u64 {
    if edges.is_empty() {
        return 0;
    }
    // The place of each vertex among those of the edges.
    let mut places = vec![NONE; mesh.vertices.len()];
    for vertex in edges.as_flattened() {
        places[*vertex as usize] = 0;
    }
    let mut vertices: Vec<u32> = Vec::new();
    for (vertex, place) in (0..).zip(&mut places) {
        if *place != NONE {
            *place = vertices.len() as u32;
            vertices.push(vertex);
        }
    }
    let mut groups = near(mesh, &vertices, diagonal * TOLERANCE);
    let mut group = |vertex: u32| groups.find(places[vertex as usize]);
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

/// The edge of a cell, as a multiple of the reach: most points then reach into their own cell only.
const CELL: f64 = 4.0;

/// Of more points in a cell, those that lie within half the reach of another are represented by it.
const CROWD: usize = 32;

/// No point.
const NONE: u32 = u32::MAX;

/// Groups vertices that lie within `reach` of each other, directly or through others.
fn near(mesh: &Welded, vertices: &[u32], reach: f64) -> Groups {
    let mut groups = Groups::of(vertices.len());
    if reach <= 0.0 || vertices.is_empty() {
        return groups;
    }
    let point = |index: u32| -> Point { mesh.vertices[vertices[index as usize] as usize] };
    // Chains of the points in each cell; cells whose hash is alike share a chain, which only takes time.
    let bits = vertices.len().next_power_of_two().ilog2().max(1);
    let mut first = vec![NONE; 1 << bits];
    let mut next = vec![NONE; vertices.len()];
    let slot = |cell: [i64; 3]| {
        let mixed = cell.iter().fold(0u64, |hash, x| {
            (hash.rotate_left(5) ^ x.cast_unsigned()).wrapping_mul(0x517C_C1B7_2722_0A95)
        });
        (mixed >> (64 - bits)) as usize
    };
    let side = CELL * reach;
    for index in 0..vertices.len() as u32 {
        let here = point(index);
        let [low, high] = [-reach, reach].map(|by| here.map(|x| ((x + by) / side).floor() as i64));
        let home = slot(here.map(|x| (x / side).floor() as i64));
        let (mut crowd, mut represented) = (0, false);
        for x in low[0]..=high[0] {
            for y in low[1]..=high[1] {
                for z in low[2]..=high[2] {
                    let slot = slot([x, y, z]);
                    let mut other = first[slot];
                    while other != NONE {
                        let there = point(other);
                        let square: f64 =
                            (0..3).map(|axis| (here[axis] - there[axis]).powi(2)).sum();
                        if square <= reach * reach {
                            groups.join(index, other);
                            represented |= slot == home && square <= reach * reach / 4.0;
                        }
                        crowd += usize::from(slot == home);
                        other = next[other as usize];
                    }
                }
            }
        }
        if crowd < CROWD || !represented {
            next[index as usize] = std::mem::replace(&mut first[home], index);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_equal_comparing_all_with_all() {
        let mut state = 7u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / f64::from(1u32 << 24)
        };
        for (n, reach) in [(2, 0.5), (300, 0.01), (600, 0.08), (400, 0.3)] {
            let vertices: Vec<Point> = (0..n)
                .map(|_| [random() - 0.5, random() * 3.0, random()])
                .collect();
            let mesh = Welded {
                facets: Vec::new(),
                vertices: vertices.clone(),
            };
            let all: Vec<u32> = (0..n).collect();
            let mut found = near(&mesh, &all, reach);
            let mut expected = Groups::of(n as usize);
            for a in 0..n {
                for b in 0..a {
                    let [p, q] = [a, b].map(|i| vertices[i as usize]);
                    if (0..3).map(|axis| (p[axis] - q[axis]).powi(2)).sum::<f64>() <= reach * reach
                    {
                        expected.join(a, b);
                    }
                }
            }
            for index in 0..n {
                assert_eq!(found.find(index), expected.find(index), "{n} {reach}");
            }
        }
    }
}
