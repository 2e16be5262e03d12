//! A mesh to ask what is near: the tree of boxes with the triangles under it.

use super::bvh::{Ball, Budget, Bvh, Hit};
use super::facts::{Gap, Hole, Liquid, Pin, Pose, Thickness};
use super::holes::{self, Skin};
use super::liquid;
use super::nesting;
use super::poses::{self, Joints};
use super::shells::{self, NOWHERE};
use super::topology::{self, area};
use super::walls;
use super::weld::{self, Welded};
use crate::mesh::{Object, Triangles};
use crate::units::{LengthUnit, Point};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// The surface of an object, ready for queries. Triangles are named by their index in the object, lengths
/// are in mm.
#[derive(Debug)]
pub struct Surface {
    mesh: Welded,
    tree: Bvh,
    /// Which way each triangle looks, and which meet at an edge.
    skin: OnceLock<(Vec<[f32; 3]>, Joints)>,
}

impl Surface {
    /// The surface of an object whose coordinates are in `unit`; its bodies are not told apart.
    pub fn new(object: &Object, unit: LengthUnit) -> Self {
        let in_mm = unit.in_mm();
        let mesh = match &object.triangles {
            Triangles::Soup(soup) => weld::weld(soup.len(), in_mm, |index| {
                soup.facet(index).map(weld::single)
            }),
            Triangles::Indexed { vertices, facets } => {
                let point =
                    |vertex: u32| vertices.get(vertex as usize).copied().unwrap_or_default();
                weld::weld(facets.len(), in_mm, |index| {
                    facets[index].map(|vertex| weld::double(point(vertex)))
                })
            }
        };
        let tree = Bvh::new(&mesh);
        Self {
            mesh,
            tree,
            skin: OnceLock::new(),
        }
    }

    /// Builds the tree over the triangles once more.
    pub fn rebuild(&mut self) {
        self.tree = Bvh::new(&self.mesh);
    }

    /// The corners of a triangle.
    ///
    /// # Panics
    /// If there is no such triangle.
    pub fn corners(&self, triangle: u32) -> [Point; 3] {
        self.mesh.corners(triangle)
    }

    /// The first triangle that a ray meets: `direction` has the length 1, and `filter` tells which
    /// triangles count.
    pub fn first_hit(
        &self,
        origin: Point,
        direction: Point,
        max_distance: f64,
        filter: impl Fn(u32) -> bool,
    ) -> Option<Hit> {
        self.tree
            .first_hit(&self.mesh, origin, direction, max_distance, filter)
    }

    /// Calls `visit` for the triangles whose boxes reach into a ball, which it may shrink to one that lies
    /// within it; the ball that is left.
    pub fn in_ball(&self, ball: Ball, visit: impl FnMut(u32, &mut Ball)) -> Ball {
        self.tree.in_ball(ball, visit)
    }

    /// Calls `visit` for every triangle whose box meets the box from `min` to `max`.
    pub fn in_box(&self, min: Point, max: Point, visit: impl FnMut(u32)) {
        self.tree.in_box(min, max, visit);
    }

    /// How thick the solid within is. The surface must be closed, run the right way round, and not cross itself; an error
    /// says why it could not be measured.
    pub fn thickness(&self) -> Result<Thickness, String> {
        let shell_of = vec![0; self.mesh.vertices.len()];
        walls::thickness(self.solid(&shell_of))
    }

    /// How wide the air between walls is, of such a surface.
    pub fn gap(&self) -> Result<Gap, String> {
        let shell_of = vec![0; self.mesh.vertices.len()];
        walls::gap(self.solid(&shell_of))
    }

    fn solid<'a>(&'a self, shell_of: &'a [u32]) -> walls::Solid<'a> {
        let bounds = self.mesh.vertices.iter().fold(NOWHERE, |[min, max], p| {
            [
                std::array::from_fn(|i| min[i].min(p[i])),
                std::array::from_fn(|i| max[i].max(p[i])),
            ]
        });
        let triangles = 0..self.mesh.facets.len() as u32;
        walls::Solid {
            mesh: &self.mesh,
            tree: &self.tree,
            shell_of,
            bounds,
            area: triangles.map(|i| area(self.mesh.corners(i))).sum(),
            border: &walls::Border::Everywhere,
        }
    }

    /// The round holes and pins, the narrowest first; `None` if they are too much work.
    pub fn holes(&self) -> Option<(Vec<Hole>, Vec<Pin>)> {
        let (facing, joints) = self
            .skin
            .get_or_init(|| (poses::facing(&self.mesh), Joints::new(&self.mesh)));
        let skin = Skin {
            mesh: &self.mesh,
            facing,
            joints,
        };
        let found = holes::holes(&skin, &self.tree, |triangle| triangle)?;
        Some((found.holes, found.pins))
    }

    /// Where liquid is shut in, as modelled, given the round holes; closed cavities are found by the cells
    /// alone. `None` without volume.
    pub fn liquid(&self, holes: &[Hole]) -> Option<Liquid> {
        let as_modelled = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        liquid::liquid(&self.mesh, as_modelled, &[], holes)
    }

    /// How it may lie, as modelled first, with the shells found for it. The surface must be closed and must not touch
    /// itself.
    pub fn poses(&self) -> Vec<Pose> {
        let mesh = &self.mesh;
        let topology = topology::topology(mesh, false, |triangle| triangle);
        let sums = shells::sums(mesh, &topology, true, |triangle| triangle);
        let contacts = FxHashMap::default();
        let nesting = nesting::nesting(mesh, &sums.shells, &sums.shell_of, Some(&contacts), false);
        let facing = poses::facing(mesh);
        let known = poses::Known {
            facing: &facing,
            joints: &OnceLock::new(),
            clean: true,
            doubled: false,
        };
        poses::poses(mesh, &sums, &nesting, None, &known, |triangle| triangle).0
    }

    /// How many pairs of triangles have boxes that meet; `None` if there are too many to count.
    pub fn close_pairs(&self) -> Option<u64> {
        let budget = Budget::new(u64::MAX / 2);
        let counts = self.tree.pairs(
            &budget,
            || 0u64,
            |count, _, _| {
                *count += 1;
                1
            },
        );
        (!budget.is_exceeded()).then(|| counts.iter().sum())
    }
}
