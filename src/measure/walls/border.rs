//! The border of the solid, where a mesh lies in itself or crosses itself: which triangles are on it.
//!
//! Triangles that are joined and meet nothing else have the same winding numbers on their two sides, so one of
//! them speaks for all. Only those that lie in others must be asked point by point.

use super::super::bvh::{Budget, Bvh};
use super::super::intersections::Marks;
use super::super::poses::Joints;
use super::super::topology::{area, cross};
use super::super::weld::Welded;
use super::lattice::{dot, length, minus, unit};
use super::probe::Side;
use crate::mesh::parallel;
use crate::units::Point;

/// Steps of some 10 ns that it may cost to tell what the triangles are.
const STEPS: u64 = 100_000_000;

/// What is known of where the border is.
#[derive(Debug)]
pub(in super::super) enum Border {
    /// All of the surface is border.
    Everywhere,
    /// What each triangle is.
    Told(Vec<Skin>),
    /// Every point is to be asked.
    Unknown,
}

/// What a triangle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Skin {
    /// Border all over.
    Border,
    /// No border anywhere.
    Buried,
    /// Some of it may be.
    Mixed,
}

impl Border {
    /// What a triangle is.
    #[inline]
    pub(super) fn of(&self, triangle: u32) -> Skin {
        match self {
            Self::Everywhere => Skin::Border,
            Self::Told(skins) => skins[triangle as usize],
            Self::Unknown => Skin::Mixed,
        }
    }

    /// The border of a closed mesh that runs the same way round everywhere, of which the triangles that lie in others
    /// are known; `Unknown` when that is too much work.
    pub(in super::super) fn of_mesh(
        mesh: &Welded,
        tree: &Bvh,
        joints: &Joints,
        tangled: &Marks,
        diagonal: f64,
    ) -> Self {
        Self::within(STEPS, mesh, tree, joints, tangled, diagonal)
    }

    /// The same, in at most so many steps.
    fn within(
        most: u64,
        mesh: &Welded,
        tree: &Bvh,
        joints: &Joints,
        tangled: &Marks,
        diagonal: f64,
    ) -> Self {
        let mut skins = vec![Skin::Mixed; mesh.facets.len()];
        let patches = patches(mesh, joints, tangled);
        let windings = Windings {
            mesh,
            tree,
            diagonal,
        };
        let budget = Budget::new(most);
        // A question is worth some hundred triangles.
        let parts = parallel::map_chunks_of(100, patches.len(), |range| {
            let mut room = Crossings::new();
            let each = patches[range].iter();
            each.map(|patch| {
                let mut steps = patch.len() as u64;
                let skin = windings.skin(patch, &mut room, &mut steps);
                budget.spend(steps).then_some(skin)
            })
            .collect::<Option<Vec<Skin>>>()
        });
        let Some(parts) = parts.into_iter().collect::<Option<Vec<Vec<Skin>>>>() else {
            return Self::Unknown;
        };
        for (patch, skin) in patches.iter().zip(parts.concat()) {
            for triangle in patch {
                skins[*triangle as usize] = skin;
            }
        }
        Self::Told(skins)
    }
}

/// Triangles that are joined over edges of exactly two, and lie in no others.
fn patches(mesh: &Welded, joints: &Joints, tangled: &Marks) -> Vec<Vec<u32>> {
    let mut open: Vec<bool> = (0..mesh.facets.len() as u32)
        .map(|triangle| !tangled.has(triangle) && area(mesh.corners(triangle)) > 0.0)
        .collect();
    let mut patches = Vec::new();
    for first in 0..mesh.facets.len() as u32 {
        if !std::mem::take(&mut open[first as usize]) {
            continue;
        }
        let mut patch = vec![first];
        let mut at = 0;
        while let Some(triangle) = patch.get(at).copied() {
            for corner in 3 * triangle..3 * triangle + 3 {
                if let Some(other) = joints.only_other(corner)
                    && std::mem::take(&mut open[(other / 3) as usize])
                {
                    patch.push(other / 3);
                }
            }
            at += 1;
        }
        patches.push(patch);
    }
    patches
}

/// Crossings of a line with the surface: distance, whether it leaves there, and the triangle.
pub(super) type Crossings = Vec<(f64, bool, u32)>;

/// Asks for winding numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windings<'a> {
    pub(super) mesh: &'a Welded,
    pub(super) tree: &'a Bvh,
    /// No two points of the mesh are farther apart, mm.
    pub(super) diagonal: f64,
}

impl Windings<'_> {
    /// All crossings of the line that begins a hair before `point`, by distance; up to which distance they are
    /// at the point itself.
    pub(super) fn crossings(
        &self,
        point: Point,
        along: Point,
        room: &mut Crossings,
        steps: &mut u64,
    ) -> f64 {
        let hair = 1e-9 * self.diagonal + 1e-7;
        let from = std::array::from_fn(|i| point[i] - along[i] * hair);
        let far = 2.0 * self.diagonal + 1.0;
        room.clear();
        *steps += 8 + self
            .tree
            .crossings(self.mesh, from, along, far, |triangle, distance| {
                let leaves = dot(cross(self.mesh.corners(triangle)), along) > 0.0;
                room.push((distance, leaves, triangle));
            });
        room.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        2.0 * hair
    }

    /// Whether the solid (or the air, seen from outside) ends at `to`, a point of the surface that is seen from the
    /// border at `from`: where that is no more than its own border, this looks at no more than what lies between.
    pub(super) fn ends_at(
        &self,
        from: Point,
        to: Point,
        side: Side,
        room: &mut Crossings,
        steps: &mut u64,
    ) -> bool {
        let way = minus(to, from);
        let distance = length(way);
        let hair = 1e-9 * self.diagonal + 1e-7;
        if distance < 4.0 * hair {
            return false;
        }
        let along = way.map(|x| x / distance);
        let far = distance + hair;
        room.clear();
        *steps += 8 + self
            .tree
            .crossings(self.mesh, from, along, far, |triangle, distance| {
                if distance > hair {
                    let leaves = dot(cross(self.mesh.corners(triangle)), along) > 0.0;
                    room.push((distance, leaves, triangle));
                }
            });
        let begin = match side {
            Side::Inside => 1,
            Side::Outside => 0,
        };
        let behind = begin + sum(room);
        room.retain(|crossing| crossing.0 > distance - hair);
        let before = behind - sum(room);
        match side {
            Side::Inside => before >= 1 && behind == 0,
            Side::Outside => before == 0 && behind >= 1,
        }
    }

    /// Whether a point of a triangle with this normal is on the border of the solid.
    pub(super) fn is_border(
        &self,
        point: Point,
        normal: Point,
        room: &mut Crossings,
        steps: &mut u64,
    ) -> bool {
        matches!(self.sides(point, normal, room, steps), (0, 1..))
    }

    /// The winding numbers just outside and just inside a point of a triangle with this normal.
    fn sides(
        &self,
        point: Point,
        normal: Point,
        room: &mut Crossings,
        steps: &mut u64,
    ) -> (i32, i32) {
        let inwards = normal.map(|x| -x);
        let at = self.crossings(point, inwards, room, steps);
        around(room, at)
    }

    /// What a patch is, by the middle of its largest triangle.
    fn skin(&self, patch: &[u32], room: &mut Crossings, steps: &mut u64) -> Skin {
        let size = |triangle: u32| area(self.mesh.corners(triangle));
        let least = |triangle: u32| {
            self.mesh
                .corners(triangle)
                .map(|corner| corner.map(f64::to_bits))
        };
        let largest = patch.iter().copied().reduce(|a, b| {
            let order = size(a).total_cmp(&size(b));
            // Which of equals does not depend on their numbers.
            if order.then_with(|| least(a).cmp(&least(b))).is_lt() {
                b
            } else {
                a
            }
        });
        let Some(largest) = largest else {
            return Skin::Mixed;
        };
        let corners = self.mesh.corners(largest);
        let middle = std::array::from_fn(|i| (corners[0][i] + corners[1][i] + corners[2][i]) / 3.0);
        match self.sides(middle, unit(cross(corners)), room, steps) {
            (0, 1) => Skin::Border,
            (outside, inside) if inside == outside + 1 => Skin::Buried,
            // Another surface lies within rounding.
            _ => Skin::Mixed,
        }
    }
}

/// The winding numbers before and behind what is met up to the distance `at`.
pub(super) fn around(crossings: &Crossings, at: f64) -> (i32, i32) {
    let beyond = crossings.partition_point(|crossing| crossing.0 <= at);
    (-sum(crossings), -sum(&crossings[beyond..]))
}

/// By how much the winding number grows over some crossings.
fn sum(crossings: &[(f64, bool, u32)]) -> i32 {
    let step = |leaves: bool| if leaves { -1 } else { 1 };
    crossings.iter().map(|crossing| step(crossing.1)).sum()
}
