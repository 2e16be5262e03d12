//! Clearance: how far a shell is from all others.
//!
//! It is a lower bound, from the boxes of triangles: what it calls apart is apart.

use super::shells::{NONE, Shell};
use super::topology::repeats;
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;
use rustc_hash::FxHashMap;

/// Nobody asks beyond this distance, mm: bodies that far apart are no moving fit.
pub(super) const FAR: f64 = 1.0;

/// Pairs of triangles that are compared for one shell before giving up.
const PAIRS: usize = 20_000_000;

type Bounds = [Point; 2];

/// The clearance of each of the shells `wanted`, at most [`FAR`] mm; `None` if that is too much work.
pub(super) fn clearances(
    mesh: &Welded,
    shells: &[Shell],
    shell_of: &[u32],
    wanted: &[usize],
) -> Vec<Option<f64>> {
    if shells.len() < 2 {
        return vec![None; wanted.len()];
    }
    // Of each shell: those wanted whose surroundings it may reach, and its own place among them.
    let mut near: FxHashMap<usize, Vec<u32>> = FxHashMap::default();
    let mut own = vec![NONE; shells.len()];
    for (place, shell) in (0..).zip(wanted) {
        own[*shell] = place;
        for (other, bounds) in shells.iter().map(|shell| &shell.bounds).enumerate() {
            if other != *shell && apart(bounds, &shells[*shell].bounds) < FAR {
                near.entry(other).or_default().push(place);
            }
        }
    }
    let parts = parallel::map_chunks(mesh.facets.len(), |range| {
        let mut found: Vec<(u32, bool, Bounds)> = Vec::new();
        for facet in mesh.facets[range].iter().filter(|facet| !repeats(**facet)) {
            let shell = shell_of[facet[0] as usize] as usize;
            let near = near.get(&shell);
            if near.is_none() && own[shell] == NONE {
                continue;
            }
            let [a, b, c] = facet.map(|vertex| mesh.vertices[vertex as usize]);
            let bounds = [f64::min, f64::max].map(|pick: fn(f64, f64) -> f64| {
                std::array::from_fn(|axis| pick(pick(a[axis], b[axis]), c[axis]))
            });
            for place in near.into_iter().flatten() {
                if apart(&bounds, &shells[wanted[*place as usize]].bounds) < FAR {
                    found.push((*place, false, bounds));
                }
            }
            if own[shell] != NONE {
                found.push((own[shell], true, bounds));
            }
        }
        found
    });
    let mut mine: Vec<Vec<Bounds>> = vec![Vec::new(); wanted.len()];
    let mut theirs = mine.clone();
    for (place, is_mine, bounds) in parts.into_iter().flatten() {
        let lists = if is_mine { &mut mine } else { &mut theirs };
        lists[place as usize].push(bounds);
    }
    let work = mine.into_iter().zip(theirs).collect();
    parallel::map(work, mesh.facets.len(), |(mine, theirs)| {
        least(mine, theirs)
    })
}

/// The least distance between boxes of both lists, at most [`FAR`].
fn least(mut mine: Vec<Bounds>, mut theirs: Vec<Bounds>) -> Option<f64> {
    let by_start = |a: &Bounds, b: &Bounds| a[0][0].total_cmp(&b[0][0]);
    mine.sort_unstable_by(by_start);
    theirs.sort_unstable_by(by_start);
    let widest = theirs
        .iter()
        .map(|bounds| bounds[1][0] - bounds[0][0])
        .fold(0.0, f64::max);
    let mut least = FAR;
    let mut compared = 0;
    for bounds in &mine {
        let from = theirs.partition_point(|other| other[0][0] < bounds[0][0] - widest - least);
        for other in &theirs[from..] {
            if other[0][0] > bounds[1][0] + least {
                break;
            }
            compared += 1;
            least = least.min(apart(bounds, other));
        }
        if least == 0.0 {
            return Some(0.0);
        }
        if compared > PAIRS {
            return None;
        }
    }
    Some(least)
}

/// The distance between two boxes.
fn apart(a: &Bounds, b: &Bounds) -> f64 {
    (0..3)
        .map(|axis| {
            (a[0][axis] - b[1][axis])
                .max(b[0][axis] - a[1][axis])
                .max(0.0)
                .powi(2)
        })
        .sum::<f64>()
        .sqrt()
}
