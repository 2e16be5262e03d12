//! Clearance: how far a shell is from all others.
//!
//! It is a lower bound, from the boxes of triangles: what it calls apart is apart.

use super::places::order;
use super::shells::{NONE, Shell};
use super::topology::repeats;
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::Point;
use rustc_hash::FxHashMap;

/// Nobody asks beyond this distance, mm: bodies that far apart are no moving fit.
pub(super) const FAR: f64 = 1.0;

/// Shells that may be near one before it gives up.
const MOST_NEAR: usize = 20_000;

/// Triangles near shells, of all shells together, that are looked at beside four times those of the mesh. Where there
/// are more, the shells with the fewest near them come first.
const FREE: u64 = 4_000_000;

/// Pairs of triangles that are compared for one shell before giving up, and for all together.
const PAIRS: usize = 20_000_000;
const ALL_PAIRS: usize = 200_000_000;

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
    let all_near = parallel::map(wanted.to_vec(), wanted.len() * shells.len() / 8, |shell| {
        near_shells(shells, shell)
    });
    let mut found: Vec<Option<f64>> = all_near
        .iter()
        .map(|near| near.as_ref().map(|_| FAR))
        .collect();
    // Of each shell: those wanted whose surroundings it may reach, and its own place among them.
    let mut near: FxHashMap<u32, Vec<u16>> = FxHashMap::default();
    let mut own: FxHashMap<u32, u16> = FxHashMap::default();
    for (place, others) in (0u16..).zip(all_near) {
        let others = others.unwrap_or_default();
        if !others.is_empty() {
            own.insert(wanted[place as usize] as u32, place);
        }
        for other in others {
            near.entry(other).or_default().push(place);
        }
    }
    if near.is_empty() {
        return found;
    }
    let around = Around {
        mesh,
        shell_of,
        within: wanted.iter().map(|shell| shells[*shell].bounds).collect(),
        near,
        own,
    };
    let taken = affordable(&around.counts(), FREE + 4 * mesh.facets.len() as u64);
    for (found, taken) in found.iter_mut().zip(&taken) {
        if !taken {
            *found = None;
        }
    }
    let lists = around.lists(&taken);
    let busy = lists
        .iter()
        .filter(|lists| lists.iter().all(|list| !list.is_empty()))
        .count();
    let pairs = PAIRS.min(ALL_PAIRS / busy.max(1));
    let least = parallel::map(lists, mesh.facets.len(), |lists| {
        let [mine, theirs] = lists.map(|list| boxes(mesh, &list));
        least(mine, theirs, pairs)
    });
    for (found, least) in found.iter_mut().zip(least) {
        *found = found.and(least);
    }
    found
}

/// The shells whose boxes are near that of a shell; `None` if they are too many.
fn near_shells(shells: &[Shell], shell: usize) -> Option<Vec<u32>> {
    let bounds = &shells[shell].bounds;
    let mut near = Vec::new();
    for (index, other) in (0..).zip(shells) {
        if index as usize != shell && are_near(&other.bounds, bounds) {
            near.push(index);
            if near.len() > MOST_NEAR {
                return None;
            }
        }
    }
    Some(near)
}

/// Which places can be looked at within `most` triangles: those with the fewest first.
fn affordable(counts: &[u64], most: u64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|place| counts[*place]);
    let mut taken = vec![false; counts.len()];
    let mut sum = 0;
    for place in order {
        sum += counts[place];
        taken[place] = sum <= most;
    }
    taken
}

/// A shell, whether it is near any place, and the place it has itself.
type Last = (u32, bool, Option<u16>);
const NO_LAST: Last = (NONE, false, None);

/// What is around the shells that are asked for, each known by its place in the list of them.
struct Around<'a> {
    mesh: &'a Welded,
    shell_of: &'a [u32],
    /// Their boxes.
    within: Vec<Bounds>,
    /// Of each shell, the places it may be near to.
    near: FxHashMap<u32, Vec<u16>>,
    /// The places of shells with others near.
    own: FxHashMap<u32, u16>,
}

impl Around<'_> {
    /// Calls `visit` with the place of every shell that a triangle is near to, and with that of its own shell, which is
    /// told by `true`.
    fn each(&self, triangle: u32, last: &mut Last, mut visit: impl FnMut(u16, bool)) {
        let facet = self.mesh.facets[triangle as usize];
        if repeats(facet) {
            return;
        }
        let shell = self.shell_of[facet[0] as usize];
        if last.0 != shell {
            *last = (
                shell,
                self.near.contains_key(&shell),
                self.own.get(&shell).copied(),
            );
        }
        let (_, is_near, own) = *last;
        if is_near {
            let bounds = bounds(self.mesh, triangle);
            for place in self.near.get(&shell).into_iter().flatten() {
                if are_near(&bounds, &self.within[*place as usize]) {
                    visit(*place, false);
                }
            }
        }
        if let Some(place) = own {
            visit(place, true);
        }
    }

    /// How many triangles each place has, its own and those near.
    fn counts(&self) -> Vec<u64> {
        let parts = parallel::map_chunks(self.mesh.facets.len(), |range| {
            let mut counts = vec![0; self.within.len()];
            let mut last = NO_LAST;
            for triangle in range {
                self.each(triangle as u32, &mut last, |place, _| {
                    counts[place as usize] += 1;
                });
            }
            counts
        });
        let mut all = vec![0; self.within.len()];
        for part in parts {
            for (all, count) in all.iter_mut().zip(part) {
                *all += count;
            }
        }
        all
    }

    /// The triangles of the places that are taken, their own and those near.
    fn lists(&self, taken: &[bool]) -> Vec<[Vec<u32>; 2]> {
        let parts = parallel::map_chunks(self.mesh.facets.len(), |range| {
            let mut found: Vec<(u16, bool, u32)> = Vec::new();
            let mut last = NO_LAST;
            for triangle in range {
                let triangle = triangle as u32;
                self.each(triangle, &mut last, |place, is_own| {
                    if taken[place as usize] {
                        found.push((place, is_own, triangle));
                    }
                });
            }
            found
        });
        let mut lists = vec![[Vec::new(), Vec::new()]; self.within.len()];
        for part in parts {
            for (place, is_own, triangle) in part {
                lists[place as usize][usize::from(!is_own)].push(triangle);
            }
        }
        lists
    }
}

/// The boxes of some triangles.
fn boxes(mesh: &Welded, triangles: &[u32]) -> Vec<Bounds> {
    triangles.iter().map(|index| bounds(mesh, *index)).collect()
}

fn bounds(mesh: &Welded, triangle: u32) -> Bounds {
    let [a, b, c] = mesh.corners(triangle);
    [f64::min, f64::max].map(|pick: fn(f64, f64) -> f64| {
        std::array::from_fn(|axis| pick(pick(a[axis], b[axis]), c[axis]))
    })
}

/// The least distance between boxes of both lists, at most [`FAR`]; `None` if more than `pairs` would have to be compared.
fn least(mut mine: Vec<Bounds>, mut theirs: Vec<Bounds>, pairs: usize) -> Option<f64> {
    // Where boxes begin alike the rest tells, so that their order does not show.
    let by_start = |a: &Bounds, b: &Bounds| order(&a[0], &b[0]).then_with(|| order(&a[1], &b[1]));
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
            // Nothing is nearer.
            if least == 0.0 {
                return Some(0.0);
            }
            if compared > pairs {
                return None;
            }
        }
    }
    Some(least)
}

/// Whether two boxes are less than [`FAR`] apart.
#[inline]
fn are_near(a: &Bounds, b: &Bounds) -> bool {
    // Most are far apart along an axis already.
    (0..3).all(|axis| a[0][axis] - b[1][axis] < FAR && b[0][axis] - a[1][axis] < FAR)
        && apart(a, b) < FAR
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::shells::{split_fans, sums};
    use crate::measure::topology::topology;
    use crate::measure::weld::{double, weld};
    use std::collections::BTreeSet;

    /// The clearances of the first 64 shells.
    fn clearances_of(facets: &[[Point; 3]]) -> Vec<Option<f64>> {
        let (mesh, shells, shell_of) = measured(facets);
        let wanted: Vec<usize> = (0..shells.len().min(64)).collect();
        clearances(&mesh, &shells, &shell_of, &wanted)
    }

    fn measured(facets: &[[Point; 3]]) -> (Welded, Vec<Shell>, Vec<u32>) {
        let mut mesh = weld(facets.len(), 1.0, |i| facets[i].map(double));
        let topology = topology(&mesh, true, |i| i);
        split_fans(&mut mesh, &topology.further_fans);
        let sums = sums(&mesh, &topology, false, |i| i);
        (mesh, sums.shells, sums.shell_of)
    }

    fn random() -> impl FnMut() -> f64 {
        let mut state = 5u64;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / f64::from(1u32 << 24)
        }
    }

    #[test]
    fn shells_that_all_lie_over_each_other_are_given_up() {
        let mut random = random();
        // The boxes of all hold the middle.
        let corners = [[0.0, 0.0], [60.0, 0.0], [30.0, 60.0]];
        let mut all = || -> Vec<[Point; 3]> {
            let mut triangle =
                || corners.map(|[x, y]| [x + 40.0 * random(), y + 40.0 * random(), 0.0]);
            (0..MOST_NEAR + 2).map(|_| triangle()).collect()
        };
        let all = all();
        assert_eq!(clearances_of(&all), vec![None; 64]);
        // One fewer is looked at, and as it touches the others, found at once.
        assert_eq!(clearances_of(&all[1..]), vec![Some(0.0); 64]);
    }

    #[test]
    fn the_shells_with_the_fewest_near_come_first() {
        assert_eq!(
            affordable(&[5, 1, 0, 4, 1], 6),
            [false, true, true, true, true]
        );
        assert_eq!(affordable(&[5, 5], 9), [true, false]);
        assert_eq!(affordable(&[5], 4), [false]);
    }

    #[test]
    fn pairs_beyond_the_limit_are_not_compared() {
        // Long boxes side by side, each 1/1000 from the next: none meet, all overlap along x.
        let row = |from: f64| -> Vec<Bounds> {
            (0..100)
                .map(|i| {
                    [
                        [0.0, from + f64::from(i), 0.0],
                        [50.0, from + f64::from(i) + 0.4, 1.0],
                    ]
                })
                .collect()
        };
        let (mine, theirs) = (row(0.0), row(0.5));
        let exact = least(mine.clone(), theirs.clone(), 10_000).expect("enough");
        assert!((exact - 0.1).abs() < 1e-12, "{exact}");
        assert_eq!(least(mine, theirs, 9_999), None);
    }

    #[test]
    fn clearances_equal_comparing_all_with_all() {
        let mut random = random();
        let facets: Vec<[Point; 3]> = (0..300)
            .map(|_| {
                let at: Point = std::array::from_fn(|_| 12.0 * random());
                [(); 3].map(|()| at.map(|x| x + 0.6 * random()))
            })
            .collect();
        let (mesh, shells, shell_of) = measured(&facets);
        let wanted: Vec<usize> = (0..shells.len()).step_by(5).collect();
        let found = clearances(&mesh, &shells, &shell_of, &wanted);
        let mut seen = BTreeSet::new();
        for (shell, found) in wanted.iter().zip(found) {
            let others = shells
                .iter()
                .enumerate()
                .filter(|(other, _)| other != shell);
            let expected = others
                .map(|(_, other)| apart(&other.bounds, &shells[*shell].bounds))
                .fold(FAR, f64::min);
            assert_eq!(found, Some(expected), "{shell}");
            seen.insert(expected.to_bits());
        }
        assert!(seen.len() > 20);
    }
}
