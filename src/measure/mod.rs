//! Facts of a mesh: plain numbers with places, independent of any machine. No thresholds here.
//!
//! Vocabulary: a *facet* is a triangle of the file; a *vertex* a distinct position, equal to the
//! last bit; an *edge* two vertices with the triangles between them; a *shell* a component of
//! triangles joined over shared edges; a *pose* a way to lie on a machine.
//!
//! The same mesh gives the same facts on any number of threads, and in any order of its triangles
//! but for the numbers that name them.

mod bvh;
mod clearance;
mod cracks;
mod exact;
mod facts;
mod holes;
mod hull;
mod intersections;
mod liquid;
mod nesting;
mod order;
mod places;
mod poses;
mod sections;
mod shells;
mod shorten;
mod sum;
mod surface;
mod topology;
mod vector;
mod walls;
mod weld;

pub use bvh::{Ball, Hit};
pub use facts::*;
pub use poses::{PoseChoice, PoseChoiceError, degrees};
pub use surface::Surface;

use crate::mesh::{Object, Triangles, is_sound};
use crate::units::LengthUnit;
use std::borrow::Cow;
use std::sync::OnceLock;
use weld::{Position, Welded};

/// Why a fact is not there that was not wanted.
const UNASKED: &str = "only a part of the facts was asked for";

/// Which facts are wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scope {
    /// How the triangles meet, shells, volume, area, box.
    Topology,
    /// The same, and where the surface intersects itself.
    Intersections,
    /// All of them.
    All,
    /// All of them for one pose only.
    Posed(PoseChoice),
}

/// Measures an object whose coordinates are in `unit`; all facts are in mm.
pub fn measure(object: &Object, unit: LengthUnit, scope: Scope) -> Facts {
    let in_mm = unit.in_mm();
    match &object.triangles {
        Triangles::Soup(soup) => {
            let facet = |index: usize| soup.facet(index).map(weld::single);
            of_facets(soup.len(), facet, in_mm, object, scope)
        }
        Triangles::Indexed { vertices, facets } => {
            let point = |vertex: u32| {
                vertices
                    .get(vertex as usize)
                    .copied()
                    .unwrap_or([f64::NAN; 3])
            };
            let good = |facet: &[u32; 3]| facet.iter().all(|vertex| is_sound(point(*vertex)));
            if !facets.iter().all(good) {
                // Readers leave such facets out; what they missed must not spoil the rest.
                let kept = facets.iter().copied().filter(good).collect();
                let rest = Object::new(Triangles::Indexed {
                    vertices: vertices.clone(),
                    facets: kept,
                });
                return measure(&rest, unit, scope);
            }
            let facet = |index: usize| facets[index].map(|vertex| weld::double(point(vertex)));
            if object.bodies.len() < 2 {
                return of_facets(facets.len(), facet, in_mm, object, scope);
            }
            let body = |index: usize| object.bodies.partition_point(|b| *b as usize <= index);
            let apart = |index: usize| facet(index).map(|point| (point, body(index) as u32));
            of_facets(facets.len(), apart, in_mm, object, scope)
        }
    }
}

/// How many distinct positions the corners of an object have; its bodies are not told apart.
pub fn distinct_positions(object: &Object) -> usize {
    let (mesh, _) = match &object.triangles {
        Triangles::Soup(soup) => {
            let facet = |index: usize| soup.facet(index).map(weld::single);
            welded(soup.len(), facet, 1.0)
        }
        Triangles::Indexed { vertices, facets } => {
            let point = |vertex: u32| vertices.get(vertex as usize).copied().unwrap_or_default();
            let facet = |index: usize| facets[index].map(|vertex| weld::double(point(vertex)));
            welded(facets.len(), facet, 1.0)
        }
    };
    mesh.vertices.len()
}

/// The sections of an object as it is modelled, and nothing else of it.
pub fn cut(object: &Object, unit: LengthUnit) -> Option<Sections> {
    let in_mm = unit.in_mm();
    let (mesh, _) = match &object.triangles {
        Triangles::Soup(soup) => {
            let facet = |index: usize| soup.facet(index).map(weld::single);
            welded(soup.len(), facet, in_mm)
        }
        Triangles::Indexed { vertices, facets } => {
            let point = |vertex: u32| vertices.get(vertex as usize).copied().unwrap_or_default();
            let facet = |index: usize| facets[index].map(|vertex| weld::double(point(vertex)));
            welded(facets.len(), facet, in_mm)
        }
    };
    poses::cut(&mesh)
}

/// The triangles with shared vertices, along a curve that keeps neighbours together, and the numbers
/// they had before.
fn welded<P: Position>(
    n: usize,
    facet: impl Fn(usize) -> [P; 3] + Sync,
    in_mm: f64,
) -> (Welded, Option<Vec<u32>>) {
    let order = order::order(n, &facet, P::point);
    let mesh = match &order {
        None => weld::weld(n, in_mm, &facet),
        Some(order) => weld::weld(n, in_mm, |index| facet(order[index] as usize)),
    };
    (mesh, order)
}

fn of_facets<P: Position>(
    n: usize,
    facet: impl Fn(usize) -> [P; 3] + Sync,
    in_mm: f64,
    object: &Object,
    scope: Scope,
) -> Facts {
    let (mut mesh, order) = welded(n, facet, in_mm);
    let number = |index: u32| {
        let index = order.as_ref().map_or(index, |order| order[index as usize]);
        object.number_of(index)
    };

    let vertices = mesh.vertices.len() as u64;
    let asked = scope != Scope::Topology;
    let topology = topology::topology(&mesh, asked, number);
    shells::split_fans(&mut mesh, &topology.further_fans);
    let diagonal = diagonal(&mesh);
    let cracks = cracks::cracks(&mesh, &topology.boundary_edges, diagonal);
    let holds = topology.open.is_empty() || cracks == topology.boundary.total;
    let sums = shells::sums(&mesh, &topology, holds, number);
    let tree = asked.then(|| bvh::Bvh::new(&mesh));
    let intersections = tree.as_ref().and_then(|tree| {
        let known = intersections::Known {
            mesh: &mesh,
            tree,
            shells: &sums.shells,
            shell_of: &sums.shell_of,
            plain: &topology.plain,
            twins: object.bodies.len() > 1 || !topology.further_fans.is_empty(),
        };
        intersections::intersections(known, &intersections::budget(&mesh), number)
    });
    let contacts = intersections.as_ref().map(|found| &found.contacts);
    let pierced = intersections.as_ref().is_some_and(|found| found.pierced);
    let nesting = nesting::nesting(&mesh, &sums.shells, &sums.shell_of, contacts, pierced);
    let bounds = sums.bounds;

    let mut not_measured = Vec::new();
    let mut missing = |fact: &str, reason: &str| {
        not_measured.push(NotMeasured {
            fact: fact.to_owned(),
            reason: reason.to_owned(),
        });
    };
    if intersections.is_none() {
        let reason = if asked {
            "too many triangles lie over each other"
        } else {
            UNASKED
        };
        missing("self_intersections", reason);
    }
    if nesting.overlapping.is_none() {
        missing("overlapping", nesting.unknown);
    }
    if nesting.gave_up {
        missing(
            "shells.depth",
            "too many shells lie within each other's boxes",
        );
    }
    let wanted = match scope {
        Scope::Topology | Scope::Intersections => None,
        Scope::All => Some(None),
        Scope::Posed(choice) => Some(Some(choice)),
    };
    let whole = wanted.is_some();
    let crossed = intersections
        .as_ref()
        .is_none_or(|found| found.triangles > 0);
    // A triangle that lies on its twin is no border either, and crosses nothing.
    let doubled = topology.duplicates.total > 0;
    let clean = !crossed && !doubled && is_clean(&sums.shells, &nesting);
    let joints = OnceLock::new();
    let facing = if whole {
        poses::facing(&mesh)
    } else {
        Vec::new()
    };
    let known = poses::Known {
        facing: &facing,
        joints: &joints,
        clean,
        doubled,
    };
    let tree = tree.filter(|_| whole);
    let inside_out = topology.open.is_empty() && sums.volume < 0.0;
    let rounds = match &tree {
        None => Err(UNASKED),
        Some(_) if inside_out => Err("the surface is inside out"),
        Some(tree) => {
            let skin = holes::Skin {
                mesh: &mesh,
                facing: &facing,
                joints: joints.get_or_init(|| poses::Joints::new(&mesh)),
            };
            holes::holes(&skin, tree, number).ok_or("too much looks round that is not")
        }
    };
    let rounds = rounds.map_err(|why| {
        missing("holes", why);
        missing("pins", why);
    });
    let bodies = bodies(&sums, intersections.as_ref());
    let runs_round = topology.open.is_empty() && topology.unoriented.is_empty();
    let solid = tree.map(|tree| {
        if sums.loose {
            let nothing = || walls::NOTHING.to_owned();
            return (Err(nothing()), Err(nothing()));
        }
        let border = match &intersections {
            _ if clean => walls::Border::Everywhere,
            Some(found) if runs_round => {
                let joints = joints.get_or_init(|| poses::Joints::new(&mesh));
                walls::Border::of_mesh(&mesh, &tree, joints, &found.tangled, diagonal)
            }
            _ => walls::Border::Unknown,
        };
        walls::walls(walls::Solid {
            mesh: &mesh,
            tree: &tree,
            shell_of: &bodies,
            bounds,
            area: sums.area,
            border: &border,
        })
    });
    let (thickness, gap) = solid.unzip();
    let thickness = thickness.unwrap_or_else(|| Err(UNASKED.to_owned()));
    let thickness = thickness.map_err(|why| missing("thickness", &why)).ok();
    let gap = gap.unwrap_or_else(|| Err(UNASKED.to_owned()));
    let gap = gap.map_err(|why| missing("gap", &why)).ok();
    // The tree is gone by now: lying otherwise takes room of its own.
    let (mut poses, gave_up) = match wanted {
        None => {
            missing("poses", UNASKED);
            (Vec::new(), Vec::new())
        }
        Some(choice) => poses::poses(&mesh, &sums, &nesting, choice, &known, number),
    };

    if let Some(pose) = poses.first_mut() {
        let missed = if !topology.open.is_empty() {
            Some("the surface is open")
        } else if inside_out {
            Some("the surface is inside out")
        } else {
            let cavities = cavities(&sums.shells, &nesting);
            let holes = rounds.as_ref().map_or(&[][..], |found| &found.holes);
            pose.liquid = liquid::liquid(&mesh, pose.rotation, &cavities, holes);
            let shapeless = "it has no volume, or lies over itself too often";
            pose.liquid.is_none().then_some(shapeless)
        };
        if let Some(why) = missed {
            missing("poses.liquid", why);
        }
    }
    let totals = rounds
        .as_ref()
        .map_or([0; 2], |found| [found.holes_total, found.pins_total]);
    let (holes, pins) = rounds.ok().map(|found| (found.holes, found.pins)).unzip();
    not_measured.extend(gave_up);

    let mut listed = by_size(&sums.shells);
    shorten::cut_middle(&mut listed, LIST_LIMIT);
    let clearances = clearance::clearances(&mesh, &sums.shells, &sums.shell_of, &listed);
    let shells = listed.iter().zip(clearances).map(|(index, clearance)| {
        published(&sums.shells[*index], nesting.depths[*index], clearance)
    });
    let kept = places::Worst::into_places;
    let mut facts = Facts {
        triangles: n as u64,
        vertices,
        degenerate_triangles: sums.degenerate.total,
        duplicate_triangles: topology.duplicates.total,
        boundary_edges: topology.boundary.total,
        non_manifold_edges: topology.non_manifold.total,
        inconsistent_edges: topology.inconsistent.total,
        non_manifold_vertices: topology.vertices.total,
        closed: topology.open.is_empty(),
        oriented: topology.unoriented.is_empty(),
        boundary_places: kept(topology.boundary),
        non_manifold_places: kept(topology.non_manifold),
        inconsistent_places: kept(topology.inconsistent),
        non_manifold_vertex_places: kept(topology.vertices),
        degenerate_places: kept(sums.degenerate),
        duplicate_places: kept(topology.duplicates),
        cracks,
        self_intersecting_triangles: intersections.as_ref().map(|found| found.triangles),
        self_intersections: intersections.map(|found| found.pairs),
        overlapping: nesting.overlapping,
        shells_total: sums.shells.len() as u64,
        shells: shells.collect(),
        volume: sums.volume,
        area: sums.area,
        centroid: sums.centroid,
        min: bounds[0],
        max: bounds[1],
        thickness,
        gap,
        holes_total: totals[0],
        pins_total: totals[1],
        holes,
        pins,
        poses,
        not_measured,
    };
    shorten::shorten(&mut facts);
    facts
}

/// The diagonal of the box about all vertices, mm.
fn diagonal(mesh: &Welded) -> f64 {
    let size = |axis: usize| {
        let places = mesh.vertices.iter().map(|point| point[axis]);
        let [least, most] = places.fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], x| {
            [least.min(x), most.max(x)]
        });
        (most - least).max(0.0)
    };
    (0..3).map(|axis| size(axis).powi(2)).sum::<f64>().sqrt()
}

/// Whether the surface is the border of the solid (the set with winding number ≥ 1) everywhere: closed, the
/// right way round, no shell in the solid of another.
fn is_clean(shells: &[shells::Shell], nesting: &nesting::Nesting) -> bool {
    nesting.overlapping == Some(false)
        && shells.iter().zip(&nesting.depths).all(|(shell, depth)| {
            let kind = kind(shell, *depth);
            depth.is_some()
                && shell.oriented
                && matches!(kind, ShellKind::Solid | ShellKind::Cavity)
        })
}

/// The body of each vertex: shells that go through each other are one.
fn bodies<'a>(
    sums: &'a shells::Sums,
    found: Option<&intersections::Intersections>,
) -> Cow<'a, [u32]> {
    let contacts = found.iter().flat_map(|found| &found.contacts);
    let mut joined = contacts
        .filter(|(_, contact)| contact.crosses || contact.overlaps)
        .peekable();
    if joined.peek().is_none() {
        return Cow::Borrowed(&sums.shell_of);
    }
    let mut groups = topology::Groups::of(sums.shells.len());
    for ([a, b], _) in joined {
        groups.join(*a, *b);
    }
    let of_shell = groups.numbers();
    let body = |shell: &u32| of_shell.get(*shell as usize).copied();
    sums.shell_of
        .iter()
        .map(|shell| body(shell).unwrap_or(*shell))
        .collect()
}

/// The closed cavities.
fn cavities(shells: &[shells::Shell], nesting: &nesting::Nesting) -> Vec<liquid::Cavity> {
    (shells.iter().zip(&nesting.depths))
        .filter(|(shell, depth)| kind(shell, **depth) == ShellKind::Cavity)
        .map(|(shell, _)| liquid::Cavity {
            bounds: shell.bounds,
            volume: -shell.volume,
        })
        .collect()
}

/// The shells by what they are, never by number: largest box first.
fn by_size(shells: &[shells::Shell]) -> Vec<usize> {
    let size = |shell: &shells::Shell| {
        let [min, max] = shell.bounds;
        (0..3)
            .map(|axis| (max[axis] - min[axis]).powi(2))
            .sum::<f64>()
    };
    let mut order: Vec<usize> = (0..shells.len()).collect();
    order.sort_unstable_by(|a, b| {
        let (a, b) = (&shells[*a], &shells[*b]);
        size(b)
            .total_cmp(&size(a))
            .then_with(|| places::order(&a.bounds[0], &b.bounds[0]))
            .then_with(|| places::order(&a.bounds[1], &b.bounds[1]))
            .then_with(|| b.volume.total_cmp(&a.volume))
            .then_with(|| b.triangles.cmp(&a.triangles))
            .then_with(|| b.area.total_cmp(&a.area))
            .then_with(|| a.first_triangle.cmp(&b.first_triangle))
    });
    order
}

fn published(shell: &shells::Shell, depth: Option<u32>, clearance: Option<f64>) -> Shell {
    Shell {
        triangles: shell.triangles,
        volume: shell.volume,
        area: shell.area,
        min: shell.bounds[0],
        max: shell.bounds[1],
        depth,
        kind: kind(shell, depth),
        clearance,
        first_triangle: shell.first_triangle,
    }
}

/// What a shell is. One whose depth is not known counts as lying in no other.
fn kind(shell: &shells::Shell, depth: Option<u32>) -> ShellKind {
    if !shell.closed {
        return ShellKind::Open;
    }
    match (depth.unwrap_or(0).is_multiple_of(2), shell.volume >= 0.0) {
        (true, true) => ShellKind::Solid,
        (true, false) => ShellKind::Inverted,
        (false, false) => ShellKind::Cavity,
        (false, true) => ShellKind::Embedded,
    }
}
