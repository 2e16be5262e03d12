//! Reach: where a surface is farthest from segments, seen from above.
//!
//! To one segment the distance is convex: within a triangle it is no more than what is interpolated between the
//! corners, and the distance to the nearest of all segments is no more than to any two of them. That bounds how
//! far a triangle reaches, and tells where that may be. Triangles that may reach farthest are split first, until
//! none may reach farther than the farthest place by more than a hair: slivers cost no more than what is wide.
//! Nothing depends on the order of triangles or segments: ties are broken by position.

use super::effort::Effort;
use super::segments::Segments;
use crate::measure::places::order;
use crate::units::{Point, Point2};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// How exact a reach is, mm, and as a part of itself.
const EXACT: f64 = 0.01;
const EXACT_PART: f64 = 0.002;

/// Splits while places are gathered that are not all looked at.
const MOST_SPLITS: usize = 20_000;

/// A place and how far it is from the nearest segment, rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) reach: f64,
    pub(super) at: Point,
    pub(super) facet: u32,
}

impl Eq for Spot {}

impl Ord for Spot {
    /// The farthest is the greatest, of those alike the one that comes first by position.
    fn cmp(&self, other: &Self) -> Ordering {
        self.reach
            .total_cmp(&other.reach)
            .then_with(|| order(&other.at, &self.at))
            .then_with(|| other.facet.cmp(&self.facet))
    }
}

impl PartialOrd for Spot {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A corner of a piece, and which segment is nearest to it.
#[derive(Debug, Clone, Copy)]
struct Corner {
    at: Point,
    nearest: u32,
}

/// A triangle that may reach as far as `bound`, at `best`.
#[derive(Debug)]
struct Piece {
    bound: f64,
    corners: [Corner; 3],
    facet: u32,
    best: Option<Point>,
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Piece {}

impl Ord for Piece {
    fn cmp(&self, other: &Self) -> Ordering {
        let corners = self.corners.iter().zip(&other.corners);
        self.bound
            .total_cmp(&other.bound)
            .then_with(|| {
                corners.fold(Ordering::Equal, |so_far, (a, b)| {
                    so_far.then_with(|| order(&b.at, &a.at))
                })
            })
            .then_with(|| self.best.is_some().cmp(&other.best.is_some()))
            .then_with(|| other.facet.cmp(&self.facet))
    }
}

impl PartialOrd for Piece {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Places of a surface from the farthest down.
pub(super) struct Search<'a> {
    segments: &'a Segments,
    effort: &'a Effort,
    /// Nearer places are left out, mm.
    least: f64,
    pieces: BinaryHeap<Piece>,
    spots: BinaryHeap<Spot>,
    /// Pieces no longer than this are not split, mm.
    finest: f64,
}

impl<'a> Search<'a> {
    pub(super) fn new(segments: &'a Segments, least: f64, effort: &'a Effort) -> Self {
        Self {
            segments,
            effort,
            least,
            pieces: BinaryHeap::new(),
            spots: BinaryHeap::new(),
            finest: 0.0,
        }
    }

    /// Adds a convex polygon of a facet.
    pub(super) fn add(&mut self, polygon: &[Point], facet: u32) {
        let Some(first) = (0..polygon.len()).min_by(|a, b| order(&polygon[*a], &polygon[*b]))
        else {
            return;
        };
        let corners: Vec<Corner> = (0..polygon.len())
            .map(|i| self.corner(polygon[(first + i) % polygon.len()], facet))
            .collect();
        for pair in corners.windows(2).skip(1) {
            self.push([corners[0], pair[0], pair[1]], facet);
        }
    }

    /// The farthest place that was not told yet; `None` when nothing else is far enough.
    pub(super) fn next(&mut self) -> Option<Spot> {
        while !self.effort.is_spent() {
            let far = self.spots.peek().map_or(self.least, |spot| spot.reach);
            let exact = EXACT.max(EXACT_PART * far);
            if self.pieces.peek().is_none_or(|p| p.bound <= far + exact) {
                break;
            }
            self.refine();
        }
        self.spots.pop()
    }

    /// Whether any place is as far as that.
    pub(super) fn reaches(&mut self) -> bool {
        while self.spots.is_empty() && !self.pieces.is_empty() && !self.effort.is_spent() {
            self.refine();
        }
        !self.spots.is_empty()
    }

    /// From now on nothing is looked at more closely than at this length, mm: what was told turned out to be no
    /// surface, and how far that goes is not to be known exactly.
    pub(super) fn no_finer_than(&mut self, length: f64) {
        self.finest = length;
    }

    /// What was not told yet, at places all over the surface, from the farthest down.
    pub(super) fn rest(mut self) -> Vec<Spot> {
        let mut splits = 0;
        while splits < MOST_SPLITS && !self.pieces.is_empty() && !self.effort.is_spent() {
            self.refine();
            splits += 1;
        }
        let mut rest = self.spots.into_vec();
        rest.sort_unstable_by(|a, b| b.cmp(a));
        rest
    }

    /// Looks where the foremost piece may be farthest, or splits it.
    fn refine(&mut self) {
        let Some(mut piece) = self.pieces.pop() else {
            return;
        };
        let facet = piece.facet;
        if let Some(best) = piece.best.take() {
            self.corner(best, facet);
            self.pieces.push(piece);
            return;
        }
        let squares = [0, 1, 2].map(|k| {
            let [a, b] = [0, 1].map(|i| piece.corners[(k + i) % 3].at);
            (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
        });
        // Corners are in order: of edges alike the first is the same whatever the file says.
        let longest = (1..3).fold(
            0,
            |best, k| {
                if squares[k] > squares[best] { k } else { best }
            },
        );
        if squares[longest] <= self.finest.powi(2).max(1e-12) {
            return;
        }
        let [a, b, c] = [0, 1, 2].map(|i| piece.corners[(longest + i) % 3]);
        let middle = std::array::from_fn(|axis| f64::midpoint(a.at[axis], b.at[axis]));
        let middle = self.corner(middle, facet);
        self.push([a, middle, c], facet);
        self.push([middle, b, c], facet);
    }

    /// Measures a point, and keeps it as a place if it is far enough.
    fn corner(&mut self, at: Point, facet: u32) -> Corner {
        self.effort.spend(6);
        let (reach, nearest) = self.segments.nearest([at[0], at[1]]);
        let rounded = super::round(reach);
        if rounded >= self.least {
            self.spots.push(Spot {
                reach: rounded,
                at,
                facet,
            });
        }
        Corner { at, nearest }
    }

    fn push(&mut self, mut corners: [Corner; 3], facet: u32) {
        corners.sort_unstable_by(|a, b| order(&a.at, &b.at));
        let (bound, best) = self.bound(&corners);
        if bound >= self.least {
            self.pieces.push(Piece {
                bound,
                corners,
                facet,
                best,
            });
        }
    }

    /// How far a piece may reach at most, and where if not at a corner.
    fn bound(&self, corners: &[Corner; 3]) -> (f64, Option<Point>) {
        let far = |k: usize, to: usize| {
            let [x, y, _] = corners[k].at;
            self.segments.off([x, y], corners[to].nearest)
        };
        let off: [[f64; 3]; 3] = std::array::from_fn(|to| std::array::from_fn(|k| far(k, to)));
        let mut least = (f64::INFINITY, None);
        for (one, other) in [(0, 1), (1, 2), (2, 0)] {
            let (u, v) = (off[one], off[other]);
            let mut most = (0.0f64, None);
            for k in 0..3 {
                most.0 = most.0.max(u[k].min(v[k]));
            }
            for (i, j) in [(0, 1), (1, 2), (2, 0)] {
                let (at_i, at_j) = (u[i] - v[i], u[j] - v[j]);
                if (at_i > 0.0) != (at_j > 0.0) && at_i != at_j {
                    let t = at_i / (at_i - at_j);
                    let value = u[i] + t * (u[j] - u[i]);
                    if value > most.0 {
                        let (a, b) = (corners[i].at, corners[j].at);
                        let at = std::array::from_fn(|axis| a[axis] + t * (b[axis] - a[axis]));
                        most = (value, Some(at));
                    }
                }
            }
            if most.0 < least.0 {
                least = most;
            }
        }
        least
    }
}

/// Segments to measure from, in an order of their own.
pub(super) fn ordered(segments: impl Iterator<Item = [Point2; 2]>) -> Segments {
    let before = |a: &Point2, b: &Point2| a[0].total_cmp(&b[0]).then_with(|| a[1].total_cmp(&b[1]));
    let mut segments: Vec<[Point2; 2]> = segments
        .map(|[a, b]| {
            if before(&b, &a).is_lt() {
                [b, a]
            } else {
                [a, b]
            }
        })
        .collect();
    segments.sort_unstable_by(|a, b| before(&a[0], &b[0]).then_with(|| before(&a[1], &b[1])));
    segments.dedup();
    Segments::new(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(r: f64, n: u32, k: u32) -> Point2 {
        let (sin, cos) = (f64::from(k % n) * std::f64::consts::TAU / f64::from(n)).sin_cos();
        [r * cos, r * sin]
    }

    #[test]
    fn a_fan_of_slivers_reaches_to_its_middle() {
        // Held all around: farthest is the middle, which is no corner of any of the slivers but its tip.
        let n = 3000;
        let held = ordered((0..n).map(|k| [circle(40.0, n, k), circle(40.0, n, k + 1)]));
        let flat = |[x, y]: Point2| [x, y, 7.0];
        for off in [0.0, 11.0] {
            let effort = Effort::new(400_000);
            let mut search = Search::new(&held, 0.5, &effort);
            for k in 0..n {
                // From a tip on one side the middle is within a sliver.
                search.add(
                    &[
                        [off, 0.0, 7.0],
                        flat(circle(40.0, n, k)),
                        flat(circle(40.0, n, k + 1)),
                    ],
                    k,
                );
            }
            let farthest = search.next().expect("it reaches");
            let exact = 40.0 * (std::f64::consts::PI / f64::from(n)).cos();
            assert!((farthest.reach - exact).abs() < 0.08, "{off}: {farthest:?}");
            assert!(farthest.reach <= exact + 1e-5);
            assert!(!effort.is_spent(), "{off}");
        }
    }

    #[test]
    fn between_two_walls_it_is_half_their_distance() {
        // 4000 slivers across a gap of 9 mm, in two orders.
        let wall = |y: f64| [[0.0, y], [50.0, y]];
        let reach = |turned: bool| {
            let walls = [wall(0.0), wall(9.0)];
            let held = ordered(
                walls
                    .into_iter()
                    .map(|[a, b]| if turned { [b, a] } else { [a, b] }),
            );
            let effort = Effort::new(200_000);
            let mut search = Search::new(&held, 0.5, &effort);
            let facets = (0..4000u32).map(|i| {
                let x = |k: u32| f64::from(k) / 80.0;
                if i % 2 == 0 {
                    [[x(i), 0.0, 1.0], [x(i + 1), 9.0, 1.0], [x(i + 2), 0.0, 1.0]]
                } else {
                    [[x(i), 9.0, 1.0], [x(i + 2), 9.0, 1.0], [x(i + 1), 0.0, 1.0]]
                }
            });
            let mut facets: Vec<[Point; 3]> = facets.collect();
            if turned {
                facets.reverse();
                for facet in &mut facets {
                    facet.rotate_left(1);
                }
            }
            for facet in facets {
                search.add(&facet, 0);
            }
            let found = search.next().expect("it reaches");
            assert!(!effort.is_spent());
            found
        };
        let found = reach(false);
        assert!((found.reach - 4.5).abs() < EXACT, "{found:?}");
        assert_eq!(found, reach(true));
    }

    #[test]
    fn narrow_strips_do_not_reach() {
        for (width, wide) in [(0.19, false), (0.23, true)] {
            let corners = [[0.0, 0.0], [30.0, 0.0], [30.0, width], [0.0, width]];
            let all = ordered((0..4).map(|k| [corners[k], corners[(k + 1) % 4]]));
            let effort = Effort::new(100_000);
            let mut search = Search::new(&all, 0.1, &effort);
            search.add(&corners.map(|[x, y]| [x, y, 0.0]), 0);
            assert_eq!(search.reaches(), wide, "{width}");
            assert!(!effort.is_spent());
        }
    }
}
