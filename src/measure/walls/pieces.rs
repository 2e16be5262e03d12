//! Long triangles in pieces, so that the boxes about them are tight: a flat face of a hundred slivers would
//! else be met a hundred times by every ray.
//!
//! An edge longer than the limit is halved, whatever triangle it belongs to, and its middle is the same
//! seen from both ends: neighbours stay neighbours, and no ray slips out between pieces.

use super::super::topology::{cross, repeats};
use super::super::weld::Welded;
use super::lattice::{dot, minus};

/// Pieces that may be added to each triangle on the average, and in any case.
const MOST: usize = 1;
const FREE: usize = 200_000;

/// A mesh in pieces with the shell of each vertex; `None` when all edges are short enough, or when it would
/// take too many.
pub(super) fn pieces(mesh: &Welded, shell_of: &[u32], longest: f64) -> Option<(Welded, Vec<u32>)> {
    let limit = longest * longest;
    let long = |[a, b]: [u32; 2]| {
        let edge = minus(mesh.vertices[a as usize], mesh.vertices[b as usize]);
        dot(edge, edge) > limit
    };
    let edges = |[a, b, c]: [u32; 3]| [[a, b], [b, c], [c, a]];
    if !mesh
        .facets
        .iter()
        .any(|facet| edges(*facet).into_iter().any(long))
    {
        return None;
    }
    let most = mesh.facets.len() * (1 + MOST) + FREE;
    let mut vertices = mesh.vertices.clone();
    let mut shells = shell_of.to_vec();
    let mut facets = Vec::with_capacity(mesh.facets.len() * 2);
    let mut waiting = Vec::new();
    for facet in &mesh.facets {
        let corners = facet.map(|vertex| mesh.vertices[vertex as usize]);
        if repeats(*facet) || cross(corners) == [0.0; 3] {
            continue;
        }
        waiting.push(*facet);
        while let Some(facet) = waiting.pop() {
            let square = |k: usize| {
                let [a, b] = edges(facet)[k];
                let edge = minus(vertices[a as usize], vertices[b as usize]);
                dot(edge, edge)
            };
            let (mut widest, mut most_square) = (0, square(0));
            for k in 1..3 {
                let square = square(k);
                if square > most_square {
                    (widest, most_square) = (k, square);
                }
            }
            if most_square <= limit {
                facets.push(facet);
                continue;
            }
            if facets.len() + waiting.len() > most {
                return None;
            }
            let [a, b, c] = [0, 1, 2].map(|k| facet[(widest + k) % 3]);
            let [p, q] = [a, b].map(|vertex| vertices[vertex as usize]);
            let middle = vertices.len() as u32;
            vertices.push(std::array::from_fn(|i| f64::midpoint(p[i], q[i])));
            shells.push(shells[a as usize]);
            waiting.push([a, middle, c]);
            waiting.push([middle, b, c]);
        }
    }
    Some((Welded { facets, vertices }, shells))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::topology::area;
    use crate::units::Point;
    use rustc_hash::FxHashMap;

    #[test]
    fn pieces_are_short_and_fit_together() {
        let vertices: Vec<Point> = vec![
            [0.0; 3],
            [40.0, 0.1, 0.0],
            [1.0, 9.0, 3.0],
            [-3.0, 2.0, 17.0],
        ];
        let facets = vec![[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]];
        let mesh = Welded { facets, vertices };
        assert!(pieces(&mesh, &[0; 4], 50.0).is_none());
        let (cut, shells) = pieces(&mesh, &[7; 4], 2.0).expect("long edges");
        assert!(shells.len() == cut.vertices.len() && shells.iter().all(|shell| *shell == 7));
        let sum = |mesh: &Welded| {
            (0..mesh.facets.len() as u32)
                .map(|i| area(mesh.corners(i)))
                .sum::<f64>()
        };
        assert!((sum(&cut) / sum(&mesh) - 1.0).abs() < 1e-9);
        // Every edge runs once each way, between the very same points.
        let mut edges: FxHashMap<[[u64; 3]; 2], i32> = FxHashMap::default();
        for facet in 0..cut.facets.len() as u32 {
            let corners = cut.corners(facet).map(|p| p.map(f64::to_bits));
            for k in 0..3 {
                let (a, b) = (corners[k], corners[(k + 1) % 3]);
                let length = |a: [u64; 3], b: [u64; 3]| {
                    (0..3)
                        .map(|i| (f64::from_bits(a[i]) - f64::from_bits(b[i])).powi(2))
                        .sum::<f64>()
                };
                assert!(length(a, b) <= 4.0);
                *edges.entry([a, b]).or_default() += 1;
                *edges.entry([b, a]).or_default() -= 1;
            }
        }
        assert!(edges.values().all(|count| *count == 0));
    }
}
