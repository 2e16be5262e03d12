//! A bed prepared for fitting: its regions where a part may stand, each a convex polygon less
//! convex obstacles.

use super::hull::{Outline, convex_hull, cross};
use super::obstacles::{self, Piece};
use super::polygon::Convex;
use super::{Fit, rectangle};
use crate::machine::Bed;
use crate::units::Point2;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::float::simplify::SimplifyShape;
use i_overlay::float::single::SingleFloatOverlay;

/// A bed prepared for fitting.
#[derive(Debug)]
pub struct Surface(Shape);

#[derive(Debug)]
enum Shape {
    Rectangle([f64; 2]),
    Circle(f64),
    Convex(Convex),
    /// Each connected region; a part stands on one of them.
    Regions(Vec<Piece>),
}

/// Corners of the polygon that stands in for a circle with forbidden regions. It lies inside, by
/// 0.004 mm on a bed of 200 mm.
const CIRCLE_CORNERS: u32 = 360;

/// The least area that is taken for a region, mm²: rounding leaves slivers.
const SLIVER: f64 = 1e-3;

type Contour = Vec<Point2>;

impl Surface {
    /// Prepares `bed`. Regions without area are forgotten, rings that touch or cross themselves
    /// count as they are filled.
    pub fn new(bed: &Bed) -> Self {
        let exclude: Vec<Contour> = bed
            .exclude()
            .iter()
            .flat_map(|region| solid(region))
            .collect();
        if exclude.is_empty() {
            match bed {
                Bed::Rectangle { size, .. } => return Self(Shape::Rectangle(*size)),
                Bed::Circle { diameter, .. } => return Self(Shape::Circle(*diameter)),
                Bed::Polygon { .. } => {}
            }
        }
        let outline: Contour = match bed {
            Bed::Rectangle { size: [x, y], .. } => {
                vec![[0.0, 0.0], [*x, 0.0], [*x, *y], [0.0, *y]]
            }
            Bed::Circle { diameter, .. } => (0..CIRCLE_CORNERS)
                .map(|i| {
                    let turn = f64::from(i) / f64::from(CIRCLE_CORNERS) * std::f64::consts::TAU;
                    [turn.cos() * diameter / 2.0, turn.sin() * diameter / 2.0]
                })
                .collect(),
            Bed::Polygon { points, .. } => points.clone(),
        };
        if exclude.is_empty()
            && is_convex(&outline)
            && let Some(convex) = Convex::new(&outline)
        {
            return Self(match upright_rectangle(&outline) {
                Some(size) => Shape::Rectangle(size),
                None => Shape::Convex(convex),
            });
        }
        let regions = solid(&outline).overlay(&exclude, OverlayRule::Difference, FillRule::NonZero);
        let mut pieces: Vec<Piece> = regions.iter().filter_map(|region| piece(region)).collect();
        // A region without obstacles may still be a plain polygon.
        if let [piece] = &pieces[..]
            && piece.is_convex()
        {
            let piece = pieces.remove(0);
            return Self(Shape::Convex(piece.into_outline()));
        }
        Self(Shape::Regions(pieces))
    }

    pub(super) fn fit(&self, outline: &Outline) -> Fit {
        match &self.0 {
            Shape::Rectangle(size) => rectangle::fit(outline, *size),
            Shape::Circle(diameter) => Fit::new(0.0, diameter - outline.diameter(), 0.0),
            Shape::Convex(convex) => convex.fit(outline),
            Shape::Regions(pieces) => obstacles::fit(pieces, outline),
        }
    }
}

/// What a ring fills, without crossings, counter-clockwise outside and clockwise round holes.
fn solid(ring: &[Point2]) -> Vec<Contour> {
    let finite = ring.iter().flatten().all(|value| value.is_finite());
    if ring.len() < 3 || !finite {
        return Vec::new();
    }
    ring.to_vec()
        .simplify_shape(FillRule::NonZero)
        .into_iter()
        .flatten()
        .filter(|contour| signed_area(contour).abs() > SLIVER)
        .collect()
}

/// One connected region: its hull, and what of the hull is not in it.
fn piece(region: &[Contour]) -> Option<Piece> {
    let outer = region
        .first()
        .filter(|outer| signed_area(outer).abs() > SLIVER)?;
    let hull = convex_hull(outer);
    let outline = Convex::new(&hull)?;
    let region: Vec<Contour> = region.to_vec();
    let missing = vec![hull].overlay(&region, OverlayRule::Difference, FillRule::EvenOdd);
    let obstacles = missing
        .iter()
        .filter_map(|shape| shape.first())
        .filter(|contour| signed_area(contour).abs() > SLIVER)
        .flat_map(|contour| convex_parts(contour))
        .filter_map(|part| Convex::new(&part).map(|_| convex_hull(&part)))
        .collect();
    Some(Piece::new(outline, obstacles))
}

/// Convex polygons that together make a simple polygon: itself, or its ears.
fn convex_parts(contour: &[Point2]) -> Vec<Contour> {
    let mut rest = contour.to_vec();
    if signed_area(&rest) < 0.0 {
        rest.reverse();
    }
    if is_convex(&rest) {
        return vec![rest];
    }
    let mut parts = Vec::new();
    while rest.len() > 3 {
        let n = rest.len();
        let ear = (0..n).find(|&i| {
            let [a, b, c] = [rest[(i + n - 1) % n], rest[i], rest[(i + 1) % n]];
            cross(a, b, c) >= 0.0
                && !rest.iter().any(|&p| {
                    p != a
                        && p != b
                        && p != c
                        && cross(a, b, p) >= 0.0
                        && cross(b, c, p) >= 0.0
                        && cross(c, a, p) >= 0.0
                })
        });
        // Without an ear, the hull of the rest forbids a little more rather than less.
        let Some(ear) = ear else {
            parts.push(convex_hull(&rest));
            return parts;
        };
        parts.push(vec![
            rest[(ear + n - 1) % n],
            rest[ear],
            rest[(ear + 1) % n],
        ]);
        rest.remove(ear);
    }
    parts.push(rest);
    parts
}

/// Whether a polygon, either direction, turns one way only and once round.
fn is_convex(points: &[Point2]) -> bool {
    let hull = convex_hull(points);
    let tolerance = 1e-9 * (1.0 + signed_area(&hull).abs());
    (signed_area(&hull).abs() - signed_area(points).abs()).abs() <= tolerance
}

/// Width and depth of a rectangle that stands straight.
fn upright_rectangle(points: &[Point2]) -> Option<[f64; 2]> {
    let hull = convex_hull(points);
    let [a, b, c, d] = hull[..] else { return None };
    let straight = a[1] == b[1] && b[0] == c[0] && c[1] == d[1] && d[0] == a[0];
    straight.then(|| [b[0] - a[0], c[1] - b[1]])
}

/// Signed area, positive when counter-clockwise.
pub(in crate::machine) fn signed_area(points: &[Point2]) -> f64 {
    let next = points.iter().cycle().skip(1);
    points
        .iter()
        .zip(next)
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum::<f64>()
        / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exclude(regions: Vec<Contour>) -> Surface {
        Surface::new(&Bed::Rectangle {
            size: [200.0, 100.0],
            exclude: regions,
        })
    }

    #[test]
    fn regions_without_area_forbid_nothing() {
        for nothing in [
            vec![],
            vec![[0.0, 0.0]],
            vec![[0.0, 0.0], [10.0, 10.0]],
            vec![[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]],
            vec![[0.0, 0.0]; 4],
        ] {
            assert!(
                matches!(exclude(vec![nothing]).0, Shape::Rectangle([200.0, 100.0])),
                "nothing is forbidden"
            );
        }
    }

    #[test]
    fn a_ring_that_touches_itself_forbids_what_it_fills() {
        // Round the edge of the bed and back along an inner rectangle, as one ring.
        let frame = vec![
            [0.0, 0.0],
            [200.0, 0.0],
            [200.0, 100.0],
            [0.0, 100.0],
            [0.0, 0.0],
            [10.0, 10.0],
            [10.0, 90.0],
            [190.0, 90.0],
            [190.0, 10.0],
            [10.0, 10.0],
        ];
        let Shape::Convex(inside) = exclude(vec![frame]).0 else {
            panic!("what is left is a rectangle");
        };
        let box_outline = Outline::new(&[[0.0, 0.0], [180.0, 0.0], [180.0, 80.0], [0.0, 80.0]]);
        assert!(inside.clearance(&box_outline, 0.0).abs() < 1e-4);
    }

    #[test]
    fn a_bed_cut_in_two_has_two_regions() {
        let strip = vec![[90.0, -1.0], [110.0, -1.0], [110.0, 101.0], [90.0, 101.0]];
        let Shape::Regions(pieces) = exclude(vec![strip]).0 else {
            panic!("two regions expected");
        };
        assert_eq!(pieces.len(), 2);
        assert!(pieces.iter().all(Piece::is_convex));
    }

    #[test]
    fn nothing_is_left_of_a_bed_that_is_forbidden() {
        let all = vec![[-1.0, -1.0], [201.0, -1.0], [201.0, 101.0], [-1.0, 101.0]];
        let fit = Outline::new(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]).fit_on(&exclude(vec![all]));
        assert!(!fit.fits);
    }

    #[test]
    fn ears_make_up_the_polygon() {
        let l = [
            [0.0, 0.0],
            [4.0, 0.0],
            [4.0, 1.0],
            [1.0, 1.0],
            [1.0, 3.0],
            [0.0, 3.0],
        ];
        let parts = convex_parts(&l);
        let total: f64 = parts.iter().map(|part| signed_area(part)).sum();
        assert!((total - 6.0).abs() < 1e-12);
        assert!(parts.iter().all(|part| is_convex(part)));
    }
}
