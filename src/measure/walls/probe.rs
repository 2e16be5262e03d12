//! What a sample of the surface faces: the ray, then the ball.

use super::super::bvh::{Ball, Budget, Bvh, Facing};
use super::super::topology::cross;
use super::super::weld::Welded;
use super::border::{Border, Crossings, Skin, Windings, around};
use super::lattice::{Spot, dot, unit};
use super::touch::Touching;
use crate::units::Point;

/// No ball is larger, mm.
pub(super) const FAR: f64 = 20.0;

/// A ball that is no smaller than this part of the ray is not smaller than it: what is met at the end of the
/// ray, and what lies in its plane, stops no ball before.
pub(super) const BEFORE: f64 = 1.0 - 1e-9;

/// Which side of the surface is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The solid: how thick it is.
    Inside,
    /// The air: how wide the gap is.
    Outside,
}

/// What a sample faces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Found {
    /// It is not on the surface of the solid.
    Nothing,
    /// The first surface ahead stands at more than 30° to it.
    Unfaced,
    /// Nothing stands ahead, or the ball is as large as [`FAR`].
    Open,
    /// The diameter of the largest ball, mm.
    Ball {
        diameter: f64,
        /// What stops the ball is of the same shell.
        same_shell: bool,
    },
}

/// All that looking needs.
#[derive(Debug)]
pub(super) struct Probe<'a> {
    pub(super) mesh: &'a Welded,
    pub(super) tree: &'a Bvh,
    /// The ways that the triangles of the tree face.
    pub(super) facing: &'a Facing,
    /// The shell of each vertex.
    pub(super) shell_of: &'a [u32],
    /// Where the surface is the border of the solid.
    pub(super) border: &'a Border,
    /// No two points of the mesh are farther apart, mm.
    pub(super) diagonal: f64,
    pub(super) side: Side,
    pub(super) budget: &'a Budget,
}

/// A point of a triangle, a little off its edges: there a line may run along the surface beside.
pub(super) fn within(at: Point, corners: [Point; 3]) -> Point {
    let middle = |i: usize| (corners[0][i] + corners[1][i] + corners[2][i]) / 3.0;
    std::array::from_fn(|i| at[i] + (middle(i) - at[i]) * 1e-3)
}

impl Probe<'_> {
    /// Looks at one sample where nothing is known of the border; `None` when the budget is exceeded. `room` is
    /// there to be used again.
    pub(super) fn look(&self, spot: &Spot, room: &mut Crossings) -> Option<Found> {
        let along = self.along(spot.triangle);
        let mut steps = 8;
        let found = self.ahead(spot, along, room, &mut steps).map(|hit| {
            let Some((triangle, distance)) = hit else {
                return Found::Open;
            };
            let touching = Touching {
                from: spot.at,
                along,
            };
            if !touching.faces(self.normal(triangle)) {
                return Found::Unfaced;
            }
            let own = self.shell(spot.triangle);
            let mut diameter = distance.min(FAR);
            let mut same_shell = self.shell(triangle) == own;
            let start = Ball {
                centre: touching.centre(diameter),
                radius: diameter / 2.0,
            };
            let cone = [spot.at, along];
            self.tree.in_ball_and_cone(start, cone, |triangle, ball| {
                steps += 6;
                let normal = self.normal(triangle);
                if self.ends(normal, along) && touching.faces(normal) {
                    let corners = self.mesh.corners(triangle);
                    let Some(stop) =
                        touching.stop(corners, unit(normal), diameter.min(distance * BEFORE))
                    else {
                        return;
                    };
                    if !self.is_border(triangle, stop.at, room, &mut steps) {
                        return;
                    }
                    let same = self.shell(triangle) == own;
                    if stop.diameter < diameter {
                        diameter = stop.diameter;
                        same_shell = same;
                        ball.radius = diameter / 2.0;
                        ball.centre = touching.centre(diameter);
                    } else {
                        same_shell &= same;
                    }
                }
            });
            if diameter >= FAR {
                return Found::Open;
            }
            Found::Ball {
                diameter,
                same_shell,
            }
        });
        let found = found.unwrap_or(Found::Nothing);
        self.budget.spend(steps).then_some(found)
    }

    pub(super) fn windings(&self) -> Windings<'_> {
        Windings {
            mesh: self.mesh,
            tree: self.tree,
            diagonal: self.diagonal,
        }
    }

    /// Whether a point of a triangle is on the border of the solid.
    pub(super) fn is_border(
        &self,
        triangle: u32,
        at: Point,
        room: &mut Crossings,
        steps: &mut u64,
    ) -> bool {
        match self.border.of(triangle) {
            Skin::Border => true,
            Skin::Buried => false,
            Skin::Mixed => {
                let corners = self.mesh.corners(triangle);
                let normal = unit(cross(corners));
                let at = within(at, corners);
                self.windings().is_border(at, normal, room, steps)
            }
        }
    }

    /// Beyond this there is no surface, mm.
    pub(super) fn far(&self) -> f64 {
        2.0 * self.diagonal + FAR
    }

    /// The direction that samples of a triangle look in, of length 1.
    pub(super) fn along(&self, triangle: u32) -> Point {
        let normal = unit(self.normal(triangle));
        match self.side {
            Side::Inside => normal.map(|x| -x),
            Side::Outside => normal,
        }
    }

    /// Along the triangle's normal.
    pub(super) fn normal(&self, triangle: u32) -> Point {
        cross(self.mesh.corners(triangle))
    }

    pub(super) fn shell(&self, triangle: u32) -> u32 {
        self.shell_of[self.mesh.facets[triangle as usize][0] as usize]
    }

    /// Whether a surface with this normal ends what is looked through: the solid where a ray along `along`
    /// leaves it, the air where it enters.
    fn ends(&self, normal: Point, along: Point) -> bool {
        self.against(normal, along) > 0.0
    }

    /// How much a surface with this normal stands against a ray along `along`: negative if it faces the
    /// same way as the surface that the ray comes from.
    #[inline]
    pub(super) fn against(&self, normal: Point, along: Point) -> f64 {
        match self.side {
            Side::Inside => dot(normal, along),
            Side::Outside => -dot(normal, along),
        }
    }

    /// The first surface ahead, if any; `None` if the sample is not on the border of the solid.
    #[expect(clippy::option_option, reason = "no sample, and nothing ahead of one")]
    fn ahead(
        &self,
        spot: &Spot,
        along: Point,
        room: &mut Crossings,
        steps: &mut u64,
    ) -> Option<Option<(u32, f64)>> {
        let at = self.windings().crossings(spot.at, along, room, steps);
        let (before, mut winding) = around(room, at);
        let is_border = match self.side {
            Side::Inside => before == 0 && winding >= 1,
            Side::Outside => before >= 1 && winding == 0,
        };
        if !is_border {
            return None;
        }
        let mut rest = room.iter().filter(|crossing| crossing.0 > at).peekable();
        while let Some(crossing) = rest.next() {
            winding += if crossing.1 { -1 } else { 1 };
            // What lies together counts together: faces of two bodies that touch are no border.
            if rest
                .peek()
                .is_some_and(|next| next.0 - crossing.0 < at / 2.0)
            {
                continue;
            }
            let ended = match self.side {
                Side::Inside => winding < 1,
                Side::Outside => winding >= 1,
            };
            if ended {
                let distance = (crossing.0 - at / 2.0).max(0.0);
                return Some(Some((crossing.2, distance)));
            }
        }
        Some(None)
    }
}
