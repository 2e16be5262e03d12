//! Columns: what of the solid lies above and below a point of the bed.
//!
//! The solid is where the winding number is one or more, as slicers fill it. A vertical line through an
//! edge or a vertex is decided as if it were moved by an infinitely small step, alike for all
//! facets there, so that it never meets both or none of two neighbours.

use super::effort::Effort;
use crate::measure::bvh::Bvh;
use crate::measure::weld::Welded;
use crate::units::{Point, Point2};
use robust::{Coord, orient2d};

/// Where a vertical line meets a facet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Crossing {
    pub(super) z: f64,
    /// 1 where the solid begins on the way up, −1 where it ends.
    pub(super) into: i32,
    pub(super) facet: u32,
}

/// A mesh in a pose, to ask for columns.
pub(super) struct Columns<'a> {
    mesh: &'a Welded,
    tree: Bvh,
    effort: &'a Effort,
}

impl<'a> Columns<'a> {
    pub(super) fn new(mesh: &'a Welded, effort: &'a Effort) -> Self {
        Self {
            mesh,
            tree: Bvh::new(mesh),
            effort,
        }
    }

    /// The tree over the mesh.
    pub(super) fn tree(&self) -> &Bvh {
        &self.tree
    }

    /// All crossings of the line above and below `at` up to height `top`, from below.
    pub(super) fn up_to(&self, at: Point2, top: f64) -> Vec<Crossing> {
        self.effort.spend(16);
        let mut found = Vec::new();
        let [x, y] = at;
        self.tree.in_box([x, y, -1e30], [x, y, top], |facet| {
            self.effort.spend(1);
            let corners = self.mesh.corners(facet);
            if let Some(into) = covers(corners, at) {
                let z = height(corners, at);
                if z <= top {
                    found.push(Crossing { z, into, facet });
                }
            }
        });
        found.sort_unstable_by(|a, b| a.z.total_cmp(&b.z).then_with(|| b.into.cmp(&a.into)));
        found
    }
}

/// The winding number just above the last of `crossings`.
pub(super) fn winding(crossings: &[Crossing]) -> i32 {
    crossings.iter().map(|crossing| crossing.into).sum()
}

/// The height at which the uppermost solid among `crossings`, sorted from below, ends.
pub(super) fn top_of_solid(crossings: &[Crossing]) -> Option<f64> {
    let mut winding = 0;
    let mut top = None;
    for crossing in crossings {
        let before = winding;
        winding += crossing.into;
        if before >= 1 && winding < 1 {
            top = Some(crossing.z);
        }
    }
    top
}

/// Whether the projection of a facet covers a point, and which way its surface is crossed on the way up.
fn covers(corners: [Point; 3], at: Point2) -> Option<i32> {
    // A ray within the plane along +y: each edge that spans x is below or above the point.
    let mut crossings = 0;
    for k in 0..3 {
        let (a, b) = (corners[k], corners[(k + 1) % 3]);
        let (left, right, sign) = if a[0] <= b[0] { (a, b, 1) } else { (b, a, -1) };
        // Half open: as if the point lay a little to the right.
        if !(left[0] <= at[0] && at[0] < right[0]) {
            continue;
        }
        let [p, q, r] = [[left[0], left[1]], [right[0], right[1]], at].map(|[x, y]| Coord { x, y });
        let turn = orient2d(p, q, r);
        // And then, where that does not tell, a little above.
        if turn >= 0.0 {
            crossings += sign;
        }
    }
    // Counter-clockwise from above: the facet looks up, the solid ends there.
    match crossings {
        0 => None,
        n => Some(-n),
    }
}

/// The height of the plane of a facet at a point that its projection covers.
fn height([a, b, c]: [Point; 3], [x, y]: Point2) -> f64 {
    let (low, high) = (a[2].min(b[2]).min(c[2]), a[2].max(b[2]).max(c[2]));
    let area = |p: Point, q: Point| (p[0] - x) * (q[1] - y) - (p[1] - y) * (q[0] - x);
    let (u, v, w) = (area(b, c), area(c, a), area(a, b));
    let sum = u + v + w;
    let z = (u * a[2] + v * b[2] + w * c[2]) / sum;
    if z.is_finite() {
        z.clamp(low, high)
    } else {
        f64::midpoint(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cube(min: Point, max: Point, vertices: &mut Vec<Point>, facets: &mut Vec<[u32; 3]>) {
        let first = vertices.len() as u32;
        for i in 0..8 {
            vertices.push(std::array::from_fn(|axis| {
                if i >> axis & 1 == 0 {
                    min[axis]
                } else {
                    max[axis]
                }
            }));
        }
        let faces = [
            [0, 2, 3, 1],
            [4, 5, 7, 6],
            [0, 1, 5, 4],
            [2, 6, 7, 3],
            [0, 4, 6, 2],
            [1, 3, 7, 5],
        ];
        for [a, b, c, d] in faces {
            facets.push([a, b, c].map(|i| first + i));
            facets.push([a, c, d].map(|i| first + i));
        }
    }

    #[test]
    fn lines_through_edges_and_corners_meet_a_box_twice_or_never() {
        let (mut vertices, mut facets) = (Vec::new(), Vec::new());
        cube([0.0; 3], [2.0, 2.0, 5.0], &mut vertices, &mut facets);
        cube([1.0, 0.0, 3.0], [4.0, 2.0, 9.0], &mut vertices, &mut facets);
        let mesh = Welded { facets, vertices };
        let effort = Effort::new(1000);
        let columns = Columns::new(&mesh, &effort);
        for x in [-0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 4.0] {
            for y in [0.0, 0.5, 1.0, 2.0] {
                let all = columns.up_to([x, y], 100.0);
                assert_eq!(winding(&all), 0, "{x} {y}: {all:?}");
                assert!(all.len() <= 4 && all.len().is_multiple_of(2));
            }
        }
        let both = columns.up_to([1.5, 1.0], 100.0);
        assert_eq!(
            both.iter().map(|c| c.z).collect::<Vec<_>>(),
            [0.0, 3.0, 5.0, 9.0]
        );
        assert_eq!(top_of_solid(&both), Some(9.0));
        assert_eq!(winding(&columns.up_to([1.5, 1.0], 4.0)), 2);
        assert_eq!(winding(&columns.up_to([1.5, 1.0], 6.0)), 1);
        assert_eq!(top_of_solid(&columns.up_to([3.0, 1.0], 2.0)), None);
    }
}
