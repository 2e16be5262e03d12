//! Concave beds and forbidden regions: what is left of the free positions at one angle.
//!
//! A convex part that stands at `x` meets a convex obstacle exactly when `x` lies inside their
//! Minkowski difference, which is convex too. So the free positions at one angle are a convex
//! polygon less convex polygons, and it is enough to know whether any is left: slices are cut off
//! along the sides of the first obstacle, and each is tried with the others.

use super::hull::Outline;
use super::polygon::{Convex, reach};
use super::{Fit, SLACK};
use crate::units::Point2;
use std::f64::consts::TAU;

/// A connected region of a bed: a convex outline less convex obstacles.
#[derive(Debug)]
pub(super) struct Piece {
    outline: Convex,
    obstacles: Vec<Obstacle>,
}

#[derive(Debug)]
struct Obstacle {
    corners: Vec<Point2>,
    sides: Convex,
}

/// Angles tried everywhere.
const STEPS: u32 = 720;
/// How far around a promising angle is looked for a better one, radians: half a step.
const HALF_STEP: f64 = TAU / 1440.0;
/// The finest step of that look, radians: 0.01°.
const FINEST: f64 = TAU / 36_000.0;
/// To what clearances are found, mm.
const PRECISION: f64 = 1e-4;
/// The most slices looked at for one question; a bed that needs more has no room.
const MOST_SLICES: u32 = 20_000;

/// A side that a position must stay behind: `normal · x ≤ offset`.
#[derive(Debug, Clone, Copy)]
struct Side {
    normal: Point2,
    offset: f64,
}

/// What one angle allows, before margins.
struct Positions {
    inside: Vec<Side>,
    forbidden: Vec<Vec<Side>>,
    /// No position is farther from the origin, mm.
    farthest: f64,
}

impl Piece {
    pub(super) fn new(outline: Convex, obstacles: Vec<Vec<Point2>>) -> Self {
        let obstacles = obstacles
            .into_iter()
            .filter_map(|corners| {
                let sides = Convex::new(&corners)?;
                Some(Obstacle { corners, sides })
            })
            .collect();
        Self { outline, obstacles }
    }

    pub(super) fn is_convex(&self) -> bool {
        self.obstacles.is_empty()
    }

    pub(super) fn into_outline(self) -> Convex {
        self.outline
    }

    fn positions(&self, outline: &Outline, angle: f64) -> Positions {
        let turned = outline.turned(angle);
        let spare = self.outline.spare(&turned);
        let inside: Vec<Side> = self
            .outline
            .normals
            .iter()
            .zip(spare)
            .map(|(normal, offset)| Side {
                normal: *normal,
                offset,
            })
            .collect();
        let mirrored: Vec<Point2> = turned.iter().map(|[x, y]| [-x, -y]).collect();
        let of_part = sides_of(&mirrored);
        let forbidden = self.obstacles.iter().map(|obstacle| {
            let of_part = of_part.iter().map(|side| Side {
                offset: side.offset + reach(&obstacle.corners, side.normal),
                ..*side
            });
            let sides = &obstacle.sides;
            let of_obstacle = sides.normals.iter().zip(&sides.offsets);
            let of_obstacle = of_obstacle.map(|(normal, offset)| Side {
                normal: *normal,
                offset: offset + reach(&mirrored, *normal),
            });
            // The obstacle's own sides first: they cut off the largest slices.
            of_obstacle.chain(of_part).collect()
        });
        let far = self
            .outline
            .offsets
            .iter()
            .fold(0.0_f64, |m, o| m.max(o.abs()));
        Positions {
            inside,
            forbidden: forbidden.collect(),
            farthest: 4.0 * (far + outline.radius()) + 1.0,
        }
    }

    /// The largest clearance at `angle` above `least`, if it is above; up to [`PRECISION`].
    fn clearance_above(&self, outline: &Outline, angle: f64, least: f64) -> Option<f64> {
        // What the outline alone leaves is the most there can be, and quickly known.
        let most = self.outline.clearance(outline, angle);
        if most < least {
            return None;
        }
        let positions = self.positions(outline, angle);
        if !positions.has_room(least / 2.0) {
            return None;
        }
        let mut above = most + PRECISION;
        let mut found = least;
        while above - found > PRECISION {
            let middle = f64::midpoint(found, above);
            if positions.has_room(middle / 2.0) {
                found = middle;
            } else {
                above = middle;
            }
        }
        Some(found)
    }
}

impl Positions {
    /// Whether some position keeps `margin` from every side and obstacle.
    fn has_room(&self, margin: f64) -> bool {
        let far = self.farthest + 4.0 * margin.abs();
        let mut free = vec![[-far, -far], [far, -far], [far, far], [-far, far]];
        for side in &self.inside {
            free = cut(&free, side.normal, side.offset - margin);
        }
        let mut slices = 0;
        any_left(&free, &self.forbidden, margin, &mut slices)
    }
}

/// The sides of a part, two for one without area.
fn sides_of(points: &[Point2]) -> Vec<Side> {
    let pairs: Vec<(Point2, f64)> = match points {
        [a, b] => {
            let (x, y) = (b[1] - a[1], a[0] - b[0]);
            let length = x.hypot(y);
            let normal = [x / length, y / length];
            let offset = normal[0] * a[0] + normal[1] * a[1];
            vec![(normal, offset), ([-normal[0], -normal[1]], -offset)]
        }
        _ => Convex::new(points).map_or_else(Vec::new, |convex| {
            convex.normals.into_iter().zip(convex.offsets).collect()
        }),
    };
    let side = |(normal, offset)| Side { normal, offset };
    pairs.into_iter().map(side).collect()
}

/// Whether anything of `free` is outside all of `forbidden`.
fn any_left(free: &[Point2], forbidden: &[Vec<Side>], margin: f64, slices: &mut u32) -> bool {
    if free.is_empty() {
        return false;
    }
    let Some((first, others)) = forbidden.split_first() else {
        return true;
    };
    let mut rest = free.to_vec();
    for side in first {
        let offset = side.offset + margin;
        let outside = cut(&rest, [-side.normal[0], -side.normal[1]], -offset);
        *slices += 1;
        if *slices > MOST_SLICES {
            return false;
        }
        if any_left(&outside, others, margin, slices) {
            return true;
        }
        rest = cut(&rest, side.normal, offset);
        if rest.is_empty() {
            return false;
        }
    }
    false
}

/// What of a convex polygon satisfies `normal · x ≤ offset`.
fn cut(polygon: &[Point2], normal: Point2, offset: f64) -> Vec<Point2> {
    let over = |p: &Point2| normal[0] * p[0] + normal[1] * p[1] - offset;
    let mut left = Vec::with_capacity(polygon.len() + 1);
    for (i, from) in polygon.iter().enumerate() {
        let to = &polygon[(i + 1) % polygon.len()];
        let (a, b) = (over(from), over(to));
        if a <= 0.0 {
            left.push(*from);
        }
        if (a < 0.0 && b > 0.0) || (a > 0.0 && b < 0.0) {
            let along = a / (a - b);
            left.push([
                from[0] + (to[0] - from[0]) * along,
                from[1] + (to[1] - from[1]) * along,
            ]);
        }
    }
    left
}

/// Fits `outline` on the best of the regions.
pub(super) fn fit(pieces: &[Piece], outline: &Outline) -> Fit {
    let worst = Fit::new(0.0, -outline.diameter(), 0.0);
    let mut best: Option<Fit> = None;
    for piece in pieces {
        let fit = fit_on(piece, outline);
        let better = best.is_none_or(|best| {
            let upright = fit.fits && fit.angle == 0.0 && best.angle != 0.0;
            let kept = best.fits && best.angle == 0.0;
            upright || (!kept && fit.clearance > best.clearance + super::TIE)
        });
        if better {
            best = Some(fit);
        }
    }
    best.unwrap_or(worst)
}

fn fit_on(piece: &Piece, outline: &Outline) -> Fit {
    let free = piece.outline.fit(outline);
    // Where not even the outline has room, the obstacles need no answer.
    if piece.is_convex() || !free.fits {
        return free;
    }
    if let Some(clearance) = piece.clearance_above(outline, 0.0, -SLACK) {
        return Fit::new(0.0, clearance, 0.0);
    }
    let resolution = 2.0 * HALF_STEP.to_degrees();
    let lowest = -piece.positions(outline, 0.0).farthest;
    let mut best = (0.0, lowest);
    // The best angle of the outline alone is a good guess; a good guess saves most of the rest.
    for angle in std::iter::once(free.angle.to_radians()).chain(spread()) {
        if let Some(found) = piece.clearance_above(outline, angle, best.1 + PRECISION) {
            best = (angle, found);
        }
    }
    best = climb(piece, outline, best);
    if best.1 < -SLACK
        && let Some(angle) = narrow_window(piece, outline)
    {
        best = climb(piece, outline, (angle, -SLACK));
    }
    Fit::new(best.0.to_degrees(), best.1, resolution)
}

/// The angles of all steps, neighbours far apart: a new best is then found a few times only.
fn spread() -> impl Iterator<Item = f64> {
    // 259 and 720 share no factor, so every step comes once.
    (0..STEPS).map(|i| f64::from(i * 259 % STEPS) / f64::from(STEPS) * TAU)
}

/// Moves from an angle with its clearance to better ones nearby.
fn climb(piece: &Piece, outline: &Outline, mut best: (f64, f64)) -> (f64, f64) {
    let mut step = HALF_STEP;
    while step >= FINEST / 2.0 {
        let better = [-step, step].into_iter().find_map(|by| {
            let angle = (best.0 + by).rem_euclid(TAU);
            let found = piece.clearance_above(outline, angle, best.1 + PRECISION)?;
            Some((angle, found))
        });
        match better {
            Some(better) => best = better,
            None => step /= 2.0,
        }
    }
    best
}

/// An angle between the steps at which the part fits: intervals in which it cannot, because no
/// turning by half of them moves a point far enough, are left out.
fn narrow_window(piece: &Piece, outline: &Outline) -> Option<f64> {
    let mut open: Vec<(f64, f64)> = (0..STEPS)
        .rev()
        .map(|i| (f64::from(i) / f64::from(STEPS) * TAU, HALF_STEP))
        .collect();
    while let Some((angle, half)) = open.pop() {
        let positions = piece.positions(outline, angle);
        if positions.has_room(-SLACK / 2.0) {
            return Some(angle.rem_euclid(TAU));
        }
        if half <= FINEST / 2.0 || !positions.has_room(-outline.radius() * half - SLACK / 2.0) {
            continue;
        }
        open.push((angle + half / 2.0, half / 2.0));
        open.push((angle - half / 2.0, half / 2.0));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_keeps_what_is_behind_the_side() {
        let square = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]];
        assert_eq!(
            cut(&square, [1.0, 0.0], 1.0),
            [[0.0, 0.0], [1.0, 0.0], [1.0, 2.0], [0.0, 2.0]]
        );
        assert_eq!(cut(&square, [1.0, 0.0], -1.0), [[0.0; 2]; 0]);
        assert_eq!(cut(&square, [1.0, 0.0], 2.0).len(), 4);
    }

    #[test]
    fn every_step_is_tried_once() {
        let mut steps: Vec<u32> = spread()
            .map(|angle| (angle / TAU * 720.0).round() as u32)
            .collect();
        steps.sort_unstable();
        assert_eq!(steps, (0..720).collect::<Vec<_>>());
    }
}
