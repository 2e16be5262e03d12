//! Joints: which facets meet at an edge.
//!
//! Corner `3 t + k` stands for the edge of facet `t` from its corner k to the next. The corners of all
//! facets at an edge form a ring; a boundary edge is a ring of one.

use crate::measure::topology::repeats;
use crate::measure::weld::Welded;

/// The ring at every edge.
#[derive(Debug)]
pub(in crate::measure) struct Joints {
    next: Vec<[u32; 3]>,
}

impl Joints {
    /// Some 30 ns per facet.
    pub(in crate::measure) fn new(mesh: &Welded) -> Self {
        // The edges at the lesser of their two vertices, as lists one behind the other.
        let lesser = |facet: &[u32; 3], k: usize| facet[k].min(facet[(k + 1) % 3]) as usize;
        let mut ends = vec![0u32; mesh.vertices.len() + 1];
        for facet in mesh.facets.iter().filter(|facet| !repeats(**facet)) {
            for k in 0..3 {
                ends[lesser(facet, k)] += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let mut corners = vec![0u32; sum as usize];
        for (index, facet) in mesh.facets.iter().enumerate().rev() {
            if repeats(*facet) {
                continue;
            }
            for k in (0..3).rev() {
                let end = &mut ends[lesser(facet, k)];
                *end -= 1;
                corners[*end as usize] = (3 * index + k) as u32;
            }
        }
        let mut next: Vec<[u32; 3]> = (0..mesh.facets.len() as u32)
            .map(|index| [3 * index, 3 * index + 1, 3 * index + 2])
            .collect();
        let other = |corner: u32| {
            let facet = mesh.facets[(corner / 3) as usize];
            let k = (corner % 3) as usize;
            facet[k].max(facet[(k + 1) % 3])
        };
        for bounds in ends.windows(2) {
            let edges = &mut corners[bounds[0] as usize..bounds[1] as usize];
            edges.sort_unstable_by_key(|corner| (other(*corner), *corner));
            for same in edges.chunk_by(|a, b| other(*a) == other(*b)) {
                for (i, corner) in same.iter().enumerate() {
                    next[(corner / 3) as usize][(corner % 3) as usize] = same[(i + 1) % same.len()];
                }
            }
        }
        Self { next }
    }

    /// The corner of the other facet at the edge of a corner, if there is exactly one.
    pub(in crate::measure) fn only_other(&self, corner: u32) -> Option<u32> {
        let next = |corner: u32| self.next[(corner / 3) as usize][(corner % 3) as usize];
        let other = next(corner);
        (other != corner && next(other) == corner).then_some(other)
    }

    /// The corners of the other facets at the edge of a corner.
    pub(in crate::measure) fn others(&self, corner: u32) -> impl Iterator<Item = u32> + '_ {
        let following =
            move |corner: &u32| Some(self.next[(corner / 3) as usize][(corner % 3) as usize]);
        std::iter::successors(following(&corner), following).take_while(move |next| *next != corner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_hold_every_facet_at_an_edge() {
        let mesh = Welded {
            facets: vec![[0, 1, 2], [1, 0, 3], [0, 1, 4], [2, 1, 5], [1, 1, 2]],
            vertices: vec![[0.0; 3]; 6],
        };
        let joints = Joints::new(&mesh);
        let others = |corner: u32| joints.others(corner).collect::<Vec<_>>();
        assert_eq!(others(0), [3, 6]);
        assert_eq!(others(3), [6, 0]);
        assert_eq!(others(1), [9]);
        assert!(others(2).is_empty());
        assert!(others(12).is_empty() && others(13).is_empty());
    }
}
