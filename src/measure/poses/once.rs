//! Facets that are in the file several times, as when a body was exported twice, count once.
//!
//! Of copies the first stays, and the others become facets without area: what is left is as if it had been
//! there alone. Where copies were taken for bodies of their own, their vertices become one again. What is solid is
//! still asked of all facets: one that two bodies share is the border of both.

use super::joints::Joints;
use crate::measure::topology::{Groups, repeats};
use crate::measure::weld::Welded;
use crate::units::Point;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// A mesh without copies; facets keep their places.
pub(super) struct Once {
    pub(super) mesh: Welded,
    /// The normals, zero for copies.
    pub(super) facing: Vec<[f32; 3]>,
    pub(super) shell_of: Vec<u32>,
    pub(super) joints: OnceLock<Joints>,
}

impl Once {
    /// `None` if no facet is there twice, looking the same way.
    pub(super) fn new(mesh: &Welded, facing: &[[f32; 3]]) -> Option<Self> {
        let bits = |point: Point| point.map(|x| (x + 0.0).to_bits());
        let mut first_at: FxHashMap<[u64; 3], u32> = FxHashMap::default();
        let first: Vec<u32> = (0u32..)
            .zip(&mesh.vertices)
            .map(|(vertex, point)| *first_at.entry(bits(*point)).or_insert(vertex))
            .collect();
        let mut seen: FxHashSet<[u32; 3]> = FxHashSet::default();
        let mut shared: Vec<bool> = vec![false; mesh.vertices.len()];
        let copy: Vec<bool> = mesh
            .facets
            .iter()
            .map(|facet| {
                let mut corners = facet.map(|vertex| first[vertex as usize]);
                let least = (0..3).min_by_key(|k| corners[*k]).unwrap_or(0);
                corners.rotate_left(least);
                let copy = !repeats(corners) && !seen.insert(corners);
                if copy {
                    for vertex in corners {
                        shared[vertex as usize] = true;
                    }
                }
                copy
            })
            .collect();
        if !copy.contains(&true) {
            return None;
        }
        let facets: Vec<[u32; 3]> = mesh
            .facets
            .iter()
            .zip(&copy)
            .map(|(facet, copy)| {
                let corners = facet.map(|vertex| {
                    let first = first[vertex as usize];
                    if shared[first as usize] {
                        first
                    } else {
                        vertex
                    }
                });
                if *copy { [corners[0]; 3] } else { corners }
            })
            .collect();
        let mut groups = Groups::of(mesh.vertices.len());
        for [a, b, c] in &facets {
            groups.join(*a, *b);
            groups.join(*b, *c);
        }
        let shell_of = (0..mesh.vertices.len() as u32)
            .map(|vertex| groups.find(vertex))
            .collect();
        let facing = facing.iter().zip(&copy);
        Some(Self {
            facing: facing
                .map(|(normal, copy)| if *copy { [0.0; 3] } else { *normal })
                .collect(),
            mesh: Welded {
                facets,
                vertices: mesh.vertices.clone(),
            },
            shell_of,
            joints: OnceLock::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_lose_their_area_and_share_their_vertices() {
        let corners = [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let sides = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]];
        let mesh = Welded {
            // The second lies the other way round, the third starts elsewhere and has vertices of its own.
            facets: sides
                .into_iter()
                .chain([[0, 1, 2], [5, 6, 7], [4, 1, 2]])
                .collect(),
            vertices: corners
                .into_iter()
                .chain([[9.0; 3], corners[2], corners[3], corners[1]])
                .collect(),
        };
        let facing = vec![[0.0, 0.0, 1.0]; mesh.facets.len()];
        let once = Once::new(&mesh, &facing).expect("one is there twice");
        assert_eq!(once.mesh.facets[..5], mesh.facets[..5]);
        assert!(repeats(once.mesh.facets[5]) && !repeats(once.mesh.facets[6]));
        let zero = |index: usize| once.facing[index] == [0.0; 3];
        assert!(zero(5) && !zero(2) && !zero(6));
        assert_eq!(once.shell_of[0], once.shell_of[3]);
        let without = Welded {
            facets: mesh.facets[..5].to_vec(),
            vertices: mesh.vertices.clone(),
        };
        assert!(Once::new(&without, &facing[..5]).is_none());
    }
}
