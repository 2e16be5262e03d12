//! Poses: how a part may lie on a machine, how it stands there, and what of it hangs over.
//!
//! The pose as modelled (or as the designer asks for) comes first, then the stable ones: faces of the convex
//! hull that hold the centroid. Every pose has a profile; where print would need support is looked for
//! only in the first pose and, where that has such places, in the two others that hang over least.

mod bodies;
mod bridge;
mod choice;
mod columns;
mod effort;
mod hull3;
mod joints;
mod lying;
mod once;
mod overhang;
mod profile;
mod reach;
mod region;
mod segments;
mod stable;
mod start;
mod turn;

use super::facts::{
    Contact, Hanging, LIST_LIMIT, Leaning, NotMeasured, OVERHANG_LEVELS, Pose, Sections,
    SurfacePlace,
};
use super::hull;
use super::nesting::Nesting;
use super::sections;
use super::shells::Sums;
use super::shorten;
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::{Point, Point2};
use columns::Columns;
use effort::Effort;
pub(super) use joints::Joints;
use lying::Lying;
pub(super) use lying::facing;
use once::Once;
use profile::{Bodies, Profile, Subject};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;
use turn::Turn;

pub use choice::{PoseChoice, PoseChoiceError};
pub use turn::degrees;

/// Corners are rounded to this many parts of a millimetre: finer than a single-precision file of a
/// part that fits on a desk can say, and short in print.
const ROUNDING: f64 = 100_000.0;

/// How far the hull of the contact may lie outside of the exact one, mm.
const CONTACT_OUTWARDS: f64 = 0.02;

/// The most corners of all outlines together, at some 20 bytes each: a third of what facts may take.
const MOST_CORNERS: usize = 500;

/// What looking for support in one pose may cost beside the size of the mesh: about a second.
const EFFORT: u64 = 25_000_000;

/// Meshes of more facets lie one way at a time: each way takes some 100 bytes per facet.
const LARGE: usize = 200_000;

/// Poses that are looked at closely beside the first.
const OTHERS: usize = 2;

/// What other facts have worked out already.
pub(super) struct Known<'a> {
    /// The normals of the facets.
    pub(super) facing: &'a [[f32; 3]],
    /// Which facets meet, once somebody has asked.
    pub(super) joints: &'a OnceLock<Joints>,
    /// The surface is the border of the solid everywhere.
    pub(super) clean: bool,
    /// Some facets are there several times.
    pub(super) doubled: bool,
}

/// What is looked at closely: each facet once.
struct Surface<'a> {
    mesh: &'a Welded,
    facing: &'a [[f32; 3]],
    shell_of: &'a [u32],
    joints: &'a OnceLock<Joints>,
    /// The mesh with all copies, where there are any.
    all: Option<&'a Welded>,
}

/// The poses of a mesh whose fans are split, all or the one of a choice, and what could not be measured.
pub(super) fn poses(
    mesh: &Welded,
    sums: &Sums,
    nesting: &Nesting,
    choice: Option<PoseChoice>,
    known: &Known<'_>,
    number: impl Fn(u32) -> u32 + Sync,
) -> (Vec<Pose>, Vec<NotMeasured>) {
    let &Known {
        facing,
        joints,
        clean,
        doubled,
    } = known;
    let once = doubled.then(|| Once::new(mesh, facing)).flatten();
    let rim = hull3::rim(&mesh.vertices);
    let bodies = bodies(mesh, sums, nesting);
    let subject = Subject {
        mesh,
        facing,
        rim: &rim,
        shell_of: &sums.shell_of,
        centroid: sums.centroid,
        bodies: &bodies,
    };
    let all = || {
        let mut turns = vec![Turn::NONE];
        turns.extend(stable::turns(&hull3::faces(&rim), sums.centroid));
        turns
    };
    let turns = match choice {
        None | Some(PoseChoice::Best) => all(),
        Some(PoseChoice::Modelled) => vec![Turn::NONE],
        Some(PoseChoice::Turned(degrees)) => vec![Turn::by(degrees)],
        Some(PoseChoice::Number(number)) => {
            let turns = all();
            match turns.get(number.get() - 1) {
                Some(turn) => vec![*turn],
                None => return (Vec::new(), vec![missing(turns.len())]),
            }
        }
    };
    let work = turns.len() * mesh.facets.len();
    let distinct = Subject {
        facing: once.as_ref().map_or(facing, |once| &once.facing),
        ..subject
    };
    let mut profiles = parallel::map(turns, work, |turn| Profile::new(&distinct, turn));
    if choice == Some(PoseChoice::Best) {
        let least = profiles.into_iter().reduce(|best, other| {
            // As modelled unless another is better by more than rounding.
            if other.hangs() < best.hangs() - 1e-3 {
                other
            } else {
                best
            }
        });
        profiles = least.into_iter().collect();
    }
    let closed = sums.shells.iter().all(|shell| shell.closed);
    let (hanging, reason) = if closed && sums.volume < 0.0 {
        let none = vec![None; profiles.len()];
        (none, Some("the surface is inside out"))
    } else if sums.loose {
        let none = vec![None; profiles.len()];
        (none, Some("the surface encloses nothing"))
    } else {
        let surface = match &once {
            None => Surface {
                mesh,
                facing,
                shell_of: &sums.shell_of,
                joints,
                all: None,
            },
            Some(once) => Surface {
                mesh: &once.mesh,
                facing: &once.facing,
                shell_of: &once.shell_of,
                joints: &once.joints,
                all: Some(mesh),
            },
        };
        let (hanging, gave_up) = hanging(&surface, &profiles, &number);
        let reason = gave_up.then_some("too much hangs over too much else");
        (hanging, reason)
    };
    let not_measured = reason.map(|reason| NotMeasured {
        fact: "poses.hanging".to_owned(),
        reason: reason.to_owned(),
    });
    let not_measured = not_measured.into_iter().collect();
    let sections = profiles
        .iter()
        .zip(&hanging)
        .enumerate()
        .map(|(at, (profile, hanging))| {
            let kept = at == 0 || hanging.is_some();
            let most = if at == 0 {
                sections::MOST
            } else {
                sections::MOST_OF_OTHERS
            };
            kept.then(|| cut_profile(&subject, profile, clean, most))
                .flatten()
        })
        .collect();
    (publish(&profiles, hanging, sections), not_measured)
}

/// What lies at which height in a mesh as it is modelled.
pub(super) fn cut(mesh: &Welded) -> Option<Sections> {
    let facing = lying::facing(mesh);
    let heights = mesh.vertices.iter().map(|point| point[2]);
    sections::sections(&sections::Subject {
        mesh,
        facing: &facing,
        rotation: Turn::NONE.0,
        floor: heights.clone().fold(f64::INFINITY, f64::min),
        top: heights.fold(f64::NEG_INFINITY, f64::max),
        clean: true,
        most: sections::MOST,
    })
}

/// What lies at which height in a pose.
fn cut_profile(
    subject: &Subject<'_>,
    profile: &Profile,
    clean: bool,
    most: usize,
) -> Option<Sections> {
    sections::sections(&sections::Subject {
        mesh: subject.mesh,
        facing: subject.facing,
        rotation: profile.turn.0,
        floor: profile.floor,
        top: profile.top,
        clean,
        most,
    })
}

fn missing(poses: usize) -> NotMeasured {
    let only = match poses {
        1 => "only one pose".to_owned(),
        n => format!("only {n} poses"),
    };
    NotMeasured {
        fact: "poses".to_owned(),
        reason: format!("it has {only}"),
    }
}

/// The bodies that stand by themselves: shells that are solids, where several do not overlap.
fn bodies(mesh: &Welded, sums: &Sums, nesting: &Nesting) -> Bodies {
    let solids: Vec<u32> = (0..)
        .zip(&sums.shells)
        .filter(|(_, shell)| shell.closed && shell.volume > 0.0)
        .map(|(index, _)| index)
        .collect();
    if solids.len() < 2 || nesting.overlapping != Some(false) {
        return Bodies::default();
    }
    let mut moments: FxHashMap<u32, (Point, [f64; 4])> = solids
        .iter()
        .map(|shell| (*shell, (sums.shells[*shell as usize].bounds[0], [0.0; 4])))
        .collect();
    for (index, facet) in mesh.facets.iter().enumerate() {
        let Some((origin, sum)) = moments.get_mut(&sums.shell_of[facet[0] as usize]) else {
            continue;
        };
        let [a, b, c] = mesh
            .corners(index as u32)
            .map(|point| hull3::minus(point, *origin));
        let volume = hull3::dot(a, hull3::cross(b, c));
        sum[3] += volume;
        for axis in 0..3 {
            sum[axis] += volume * (a[axis] + b[axis] + c[axis]) / 4.0;
        }
    }
    moments
        .into_iter()
        .map(|(shell, (origin, sum))| {
            let centroid = std::array::from_fn(|axis| origin[axis] + sum[axis] / sum[3]);
            (shell, centroid)
        })
        .collect()
}

/// Looks closely at the first pose, and at the best others if that needs support; whether it was too much.
fn hanging(
    surface: &Surface<'_>,
    profiles: &[Profile],
    number: &(impl Fn(u32) -> u32 + Sync),
) -> (Vec<Option<Hanging>>, bool) {
    let look = |at: usize| look(surface, &profiles[at], number);
    let mut found: Vec<Option<Hanging>> = vec![None; profiles.len()];
    let Some(first) = profiles.first().map(|_| look(0)) else {
        return (found, false);
    };
    let mut gave_up = first.is_none();
    if first.as_ref().is_some_and(needs_support) || stands_badly(&profiles[0]) {
        let mut best: Vec<usize> = (1..profiles.len()).collect();
        best.sort_by(|a, b| profiles[*a].hangs().total_cmp(&profiles[*b].hangs()));
        best.truncate(OTHERS);
        let n = surface.mesh.facets.len();
        // One after the other where each takes much room.
        let work = if n > LARGE { 0 } else { best.len() * n };
        let looked = parallel::map(best, work, |at| (at, look(at)));
        for (at, hanging) in looked {
            gave_up |= hanging.is_none();
            found[at] = hanging;
        }
    }
    found[0] = first;
    (found, gave_up)
}

/// Whether another pose may be better: anything that the most careful of slicers would support.
fn needs_support(hanging: &Hanging) -> bool {
    let bridge = hanging.bridges.iter().any(|bridge| {
        bridge.span.is_some_and(|span| span >= 5.0)
            || bridge
                .cantilever
                .is_some_and(|cantilever| cantilever >= 1.0)
    });
    let overhang = hanging
        .overhangs
        .iter()
        .any(|overhang| overhang.to_angle >= 50.0 && overhang.reach >= 2.0);
    bridge || overhang || !hanging.starts.is_empty()
}

/// Whether another pose may stand better: anything near to what tips over or is knocked over.
fn stands_badly(profile: &Profile) -> bool {
    let height = profile.top - profile.floor;
    profile.margin.is_none_or(|margin| margin < 0.1)
        || height > 10.0 && height > 3.0 * hull::width(&profile.contact)
}

/// Looks closely at a pose; `None` if that is too much.
fn look(
    surface: &Surface<'_>,
    profile: &Profile,
    number: &(impl Fn(u32) -> u32 + Sync),
) -> Option<Hanging> {
    let &Surface { mesh, facing, .. } = surface;
    let lying = Lying::new(mesh, facing, profile.turn, profile.floor);
    let lowest = overhang::sine(OVERHANG_LEVELS[0]);
    let hangs = (0..mesh.facets.len() as u32)
        .any(|facet| lying.steep(facet) > lowest && lying.top(facet) > lying.clip);
    if !hangs && !start::has_low_places(&lying) {
        return Some(Hanging::default());
    }
    let joints = surface.joints.get_or_init(|| Joints::new(mesh));
    let effort = Effort::new(EFFORT + 20 * mesh.facets.len() as u64);
    // What is solid is a matter of all facets.
    let all = surface
        .all
        .map(|all| Lying::new(all, facing, profile.turn, profile.floor));
    let columns = Columns::new(&all.as_ref().unwrap_or(&lying).mesh, &effort);
    let slivers: Vec<u32> = (0..mesh.facets.len() as u32)
        .filter(|facet| lying.steep(*facet).is_nan() && lying.top(*facet) > lying.clip)
        .collect();
    let bridges = || {
        bridge::bridges(
            &lying,
            joints,
            &columns,
            &slivers,
            surface.shell_of,
            &effort,
            number,
        )
    };
    let copies = surface.all.is_some();
    let starts = || start::starts(&lying, joints, &columns, copies, &effort, number);
    let n = mesh.facets.len();
    let (mut overhangs, (mut bridges, mut starts)) = parallel::join(
        n,
        || overhang::overhangs(&lying, joints, &columns, &slivers, &effort, number),
        || parallel::join(n, bridges, starts),
    );
    if effort.is_spent() {
        return None;
    }
    let totals = [overhangs.len(), bridges.len(), starts.len()].map(|n| n as u64);
    shorten::overhangs(&mut overhangs, LIST_LIMIT);
    bridges.truncate(LIST_LIMIT);
    starts.truncate(LIST_LIMIT);
    Some(Hanging {
        overhangs_total: totals[0],
        overhangs,
        bridges_total: totals[1],
        bridges,
        starts_total: totals[2],
        starts,
    })
}

/// The poses as they are told, with outlines that fit into the facts.
fn publish(
    profiles: &[Profile],
    hanging: Vec<Option<Hanging>>,
    sections: Vec<Option<Sections>>,
) -> Vec<Pose> {
    let rounded = |hull: &[Point2], tolerance: f64| {
        let simple = hull::simplified(hull, tolerance);
        from_least(simple.iter().map(|point| point.map(round)).collect())
    };
    let mut poses: Vec<Pose> = profiles
        .iter()
        .zip(hanging.into_iter().zip(sections))
        .map(|(profile, (hanging, sections))| {
            let width = hull::width(&profile.contact);
            let height = (profile.top - profile.floor).max(0.0);
            Pose {
                rotation: profile.turn.0,
                height,
                hull: rounded(&profile.outline, hull::OUTWARDS),
                contact: Contact {
                    area: round(profile.contact_area),
                    hull: rounded(&profile.contact, CONTACT_OUTWARDS),
                },
                margin: profile.margin.filter(|m| m.is_finite()).map(round),
                slenderness: (width > 1e-6).then(|| round(height / width)),
                overhang: (0..)
                    .map(|bin| 5.0 * f64::from(bin))
                    .zip(profile.overhang.map(round))
                    .filter(|(_, area)| *area > 0.0)
                    .map(|(angle, area)| Leaning { angle, area })
                    .collect(),
                hanging,
                sections,
                liquid: None,
            }
        })
        .collect();
    // Only a ball of more than 80 mm and the like are round enough in all views to need this. The first
    // pose keeps its exactness: most verdicts are about it.
    let mut coarser = 1.0;
    let corners = |pose: &Pose| pose.hull.len() + pose.contact.hull.len();
    while poses.iter().map(corners).sum::<usize>() > MOST_CORNERS && coarser < 1e6 {
        coarser *= 2.0;
        for (pose, profile) in poses.iter_mut().zip(profiles).skip(1) {
            pose.hull = rounded(&profile.outline, hull::OUTWARDS * coarser);
            pose.contact.hull = rounded(&profile.contact, CONTACT_OUTWARDS * coarser);
        }
    }
    poses
}

fn round(x: f64) -> f64 {
    // Adding zero turns −0 into 0.
    (x * ROUNDING).round() / ROUNDING + 0.0
}

/// A place on the surface, rounded.
fn place(at: Point, number: u32) -> SurfacePlace {
    SurfacePlace {
        at: at.map(round),
        triangles: vec![number],
    }
}

/// The same polygon from its least point on.
fn from_least(mut hull: Vec<Point2>) -> Vec<Point2> {
    hull.dedup();
    let least = (0..hull.len()).fold(0, |least, i| if hull[i] < hull[least] { i } else { least });
    hull.rotate_left(least);
    hull
}
