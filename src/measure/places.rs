//! The worst places of each kind, kept while a mesh is scanned.
//!
//! "Worst" is a total order over size and position, so that neither the order of the triangles nor
//! the threads decide which places are kept.

use super::facts::{LIST_LIMIT, SurfacePlace};
use crate::units::Point;
use std::cmp::Ordering;

/// Triangles that a place names at most.
const TRIANGLES: usize = 4;

/// A place and how bad it is.
#[derive(Debug, Clone)]
pub(super) struct Candidate<T> {
    /// How bad: the length of an edge in mm, for example.
    pub(super) score: f64,
    /// The point.
    pub(super) at: Point,
    /// What is there.
    pub(super) what: T,
}

impl<T: Ord> Candidate<T> {
    /// Worst first.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        other
            .score
            .total_cmp(&self.score)
            .then_with(|| order(&self.at, &other.at))
            .then_with(|| self.what.cmp(&other.what))
    }
}

/// The order of positions by x, then y, then z.
pub(super) fn order(a: &Point, b: &Point) -> Ordering {
    a[0].total_cmp(&b[0])
        .then_with(|| a[1].total_cmp(&b[1]))
        .then_with(|| a[2].total_cmp(&b[2]))
}

/// The worst candidates seen, and how many there were; at each place the triangles there, or more.
#[derive(Debug, Clone)]
pub(super) struct Worst<T = Vec<u32>> {
    /// All that were seen.
    pub(super) total: u64,
    kept: Vec<Candidate<T>>,
    /// A full list of places is at least this bad.
    bar: Option<f64>,
}

impl<T> Default for Worst<T> {
    fn default() -> Self {
        Self {
            total: 0,
            kept: Vec::new(),
            bar: None,
        }
    }
}

impl Worst {
    /// Counts a place; `triangles` are sorted and cut short here.
    pub(super) fn add(&mut self, score: f64, at: Point, triangles: impl IntoIterator<Item = u32>) {
        self.count(score, at, || {
            let mut triangles: Vec<u32> = triangles.into_iter().collect();
            triangles.sort_unstable();
            triangles.truncate(TRIANGLES);
            triangles
        });
    }

    /// The places, worst first.
    pub(super) fn into_places(self) -> Vec<SurfacePlace> {
        let place = |candidate: Candidate<Vec<u32>>| SurfacePlace {
            at: candidate.at,
            triangles: candidate.what,
        };
        self.into_worst().into_iter().map(place).collect()
    }
}

impl<T: Ord> Worst<T> {
    /// Counts a place; `what` is there, asked only if the place may be kept.
    pub(super) fn count(&mut self, score: f64, at: Point, what: impl FnOnce() -> T) {
        self.total += 1;
        if self.bar.is_some_and(|bar| score < bar) {
            return;
        }
        let what = what();
        self.kept.push(Candidate { score, at, what });
        if self.kept.len() >= 4 * LIST_LIMIT {
            self.shrink();
        }
    }

    /// Adds what another scan saw.
    pub(super) fn merge(&mut self, other: Self) {
        self.total += other.total;
        self.kept.extend(other.kept);
        if self.kept.len() >= 4 * LIST_LIMIT {
            self.shrink();
        }
    }

    /// Sorts what is kept, so that the first [`LIST_LIMIT`] are the worst, and drops the others.
    fn shrink(&mut self) {
        self.kept.sort_unstable_by(Candidate::order);
        self.kept.truncate(LIST_LIMIT);
        if self.kept.len() == LIST_LIMIT {
            self.bar = self.kept.last().map(|last| last.score);
        }
    }

    /// What was kept, worst first.
    pub(super) fn into_worst(mut self) -> Vec<Candidate<T>> {
        self.shrink();
        self.kept
    }
}

/// The middle of an edge and its length, mm.
pub(super) fn edge(a: Point, b: Point) -> (f64, Point) {
    let middle = std::array::from_fn(|axis| f64::midpoint(a[axis], b[axis]));
    let square: f64 = (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum();
    (square.sqrt(), middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_are_kept_in_any_order() {
        let all: Vec<f64> = (0..1000).map(|i| f64::from(i * 37 % 501)).collect();
        let keep = |scores: &mut dyn Iterator<Item = &f64>| {
            let mut worst = Worst::default();
            for score in scores {
                worst.add(*score, [*score, 0.0, 0.0], [3, 1]);
            }
            (worst.total, worst.into_places())
        };
        let (total, places) = keep(&mut all.iter());
        assert_eq!((total, places.len()), (1000, LIST_LIMIT));
        assert_eq!(places[0].at, [500.0, 0.0, 0.0]);
        assert_eq!(places[0].triangles, [1, 3]);
        assert!(places.windows(2).all(|pair| pair[0].at[0] >= pair[1].at[0]));
        assert_eq!(keep(&mut all.iter().rev()).1, places);
    }
}
