//! Pieces of one hole: what another hole or a slot cuts in two.

use super::Round;
use crate::measure::bvh::Bvh;
use crate::measure::topology::Groups;
use crate::measure::vector::{dot, minus};
use crate::measure::weld::Welded;
use crate::units::Point;

/// Pieces farther apart than so many diameters are holes of their own.
const APART: f64 = 2.0;

/// Axes that pass through the same cell of a plane are compared, mm.
const CELL: f64 = 0.05;

/// Joins holes that continue each other: same axis, same radius, nothing between.
pub(super) fn joined(rounds: Vec<Round>, mesh: &Welded, tree: &Bvh) -> Vec<Round> {
    let holes = rounds.iter().filter(|round| !round.convex).count();
    if holes < 2 {
        return rounds;
    }
    let origin = mesh.vertices.first().copied().unwrap_or_default();
    let mut lines: Vec<([i64; 3], usize)> = rounds
        .iter()
        .enumerate()
        .filter(|(_, round)| !round.convex)
        .map(|(at, round)| (cell(round, origin), at))
        .collect();
    lines.sort_unstable();
    let mut groups = Groups::of(rounds.len());
    for same in lines.chunk_by(|a, b| a.0 == b.0) {
        let Some((_, first)) = same.first() else {
            continue;
        };
        let axis = rounds[*first].shape.axis;
        let mut along: Vec<(f64, usize)> = same
            .iter()
            .map(|(_, at)| (dot(axis, rounds[*at].middle()), *at))
            .collect();
        along.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in along.windows(2) {
            let [a, b] = [pair[0].1, pair[1].1];
            if continues(&rounds[a], &rounds[b], mesh, tree) {
                groups.join(a as u32, b as u32);
            }
        }
    }
    let mut joined: Vec<Option<Round>> = rounds.into_iter().map(Some).collect();
    for at in 0..joined.len() {
        let root = groups.find(at as u32) as usize;
        if root != at
            && let (Some(piece), Some(whole)) = (joined[at].take(), &mut joined[root])
        {
            whole.add(&piece);
        }
    }
    joined.into_iter().flatten().collect()
}

/// Where the axis passes the origin, in cells that no round number borders.
fn cell(round: &Round, origin: Point) -> [i64; 3] {
    let from = minus(round.shape.centre, origin);
    let passed = dot(from, round.shape.axis);
    let foot: Point = std::array::from_fn(|i| from[i] - passed * round.shape.axis[i]);
    foot.map(|x| (x / CELL + 0.3719).floor() as i64)
}

fn continues(a: &Round, b: &Round, mesh: &Welded, tree: &Bvh) -> bool {
    let radius = a.shape.radius;
    let way = minus(b.middle(), a.middle());
    let length = dot(way, way).sqrt();
    let gap = length - f64::midpoint(a.depth(), b.depth());
    let same = (radius - b.shape.radius).abs() <= 0.01 * radius
        && dot(a.shape.axis, b.shape.axis).abs() > 0.9994
        && a.shape.distance(b.middle()) <= 0.02 * radius
        && gap <= 2.0 * APART * radius;
    same && length > 0.0 && {
        let direction = way.map(|x| x / length);
        tree.first_hit(mesh, a.middle(), direction, length, |_| true)
            .is_none()
    }
}

impl Round {
    /// Becomes as long as both together.
    fn add(&mut self, piece: &Self) {
        let axis = self.shape.axis;
        let middle = dot(minus(piece.middle(), self.shape.centre), axis);
        let half = piece.depth() / 2.0;
        let [low, high] = self.extent.ends;
        self.extent.ends = [low.min(middle - half), high.max(middle + half)];
        self.extent.arc = self.extent.arc.max(piece.extent.arc);
        self.extent.sides = self.extent.sides.max(piece.extent.sides);
        self.extent.inscribed = self.extent.inscribed.min(piece.extent.inscribed);
        self.first = self.first.min(piece.first);
    }
}
