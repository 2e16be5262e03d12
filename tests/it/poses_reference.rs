//! Bridges, starts and overhangs beside plain implementations of their definitions ([`poses_plain`](crate::poses_plain)),
//! on solids of all kinds as modelled, turned about z and tilted, and on random heaps of cubes; there starts are
//! compared with voxels that are joined from below as well.

use crate::mesh::facts;
use crate::poses::Solid;
use crate::poses_plain::{CEILING, Ceiling, Leaning, PIXEL, Plain, STEP, Start, starts};
use fabcommons::measure::{Bridge, Hanging, Overhang};
use fabcommons::units::{Point, Point2};
use std::f64::consts::PI;

/// A length is no greater than it is anywhere, and no less than that of a patch; a short one need not be told.
fn same(ours: Option<f64>, [anywhere, patch]: [f64; 2], least: f64, tolerance: f64) -> bool {
    let ours = ours.unwrap_or(least);
    (patch - tolerance..=(anywhere + tolerance).max(least)).contains(&ours)
}

/// A bridge is that ceiling: the place told is one of its places, with the chord or the distance that is told
/// there, and nowhere else is it worse.
fn is_same_bridge(ours: &Bridge, ceiling: &Ceiling<'_>, mesh: &Plain) -> Result<(), String> {
    let [x, y, z] = ours.at.at;
    if !near(ours.area, ceiling.area, 1e-4 * ceiling.area) {
        return Err("area".into());
    }
    if !ceiling
        .height([x, y])
        .is_some_and(|height| near(height, z, 1e-3))
    {
        return Err("place".into());
    }
    if !mesh.drops(ours.at.at, ours.drop) {
        return Err("drop".into());
    }
    // What bodies hold ends within a cell of a raster.
    let (exact, patch) = if ceiling.is_over_bodies() {
        let patch = (ceiling.area / 400.0).sqrt().clamp(0.1, 2.0);
        (patch + PIXEL, patch)
    } else {
        (3e-3, (ceiling.area / 600.0).sqrt().clamp(0.1, 2.0))
    };
    let mut why = String::new();
    for base in ceiling.bases() {
        if !ceiling.is_there([x, y], base, [ours.span, ours.cantilever], exact) {
            why = format!("{why} not there from {base};");
            continue;
        }
        let [span, cantilever] = ceiling.worst(base, patch);
        if same(ours.span, span, 1.0, exact + STEP)
            && same(ours.cantilever, cantilever, 0.5, exact + STEP)
        {
            return Ok(());
        }
        why = format!("{why} {span:?} and {cantilever:?} from {base};");
    }
    Err(why)
}

/// Each of `ours` has its equal in `plain`, and what is left there need not be told.
fn equal<A: std::fmt::Debug, B>(
    name: &str,
    ours: &[A],
    mut plain: Vec<B>,
    same: impl Fn(&A, &B) -> Result<(), String>,
    left: impl Fn(&B) -> Option<String>,
) {
    for one in ours {
        let mut why = Vec::new();
        let at = plain.iter().position(|other| {
            let same = same(one, other);
            why.extend(same.clone().err());
            same.is_ok()
        });
        let at =
            at.unwrap_or_else(|| panic!("{name}: {one:#?} is none of {}: {why:?}", plain.len()));
        plain.remove(at);
    }
    let missed: Vec<String> = plain.iter().filter_map(left).collect();
    assert!(missed.is_empty(), "{name}: {ours:#?} but not {missed:?}");
}

fn check_bridges(name: &str, bridges: &[Bridge], mesh: &Plain) {
    let name = format!("bridges of {name}");
    let left = |ceiling: &Ceiling<'_>| {
        let patch = (ceiling.area / 400.0).sqrt().clamp(0.1, 2.0);
        let worst = || {
            ceiling
                .bases()
                .into_iter()
                .map(|base| ceiling.worst(base, patch))
        };
        let silent = |[span, cantilever]: [[f64; 2]; 2]| {
            same(None, span, 1.0, STEP) && same(None, cantilever, 0.5, STEP)
        };
        let told = !worst().any(silent) && !ceiling.is_narrow();
        told.then(|| format!("{:?} of {} mm²", worst().collect::<Vec<_>>(), ceiling.area))
    };
    equal(
        &name,
        bridges,
        Ceiling::all(mesh),
        |ours, plain| is_same_bridge(ours, plain, mesh),
        left,
    );
}

fn check_starts(name: &str, found: &[fabcommons::measure::Start], mesh: &Plain) {
    let name = format!("starts of {name}");
    let same = |ours: &fabcommons::measure::Start, plain: &Start| {
        let is = near(ours.height, plain.height, 2e-4)
            && near(ours.persistence, plain.persistence, 3e-4)
            && near(ours.area, plain.area, 1e-3 * plain.area + 1e-4)
            && near(ours.at.at[2] - mesh.floor, plain.height, 2e-4)
            && (plain.drop[0] - 0.01..=plain.drop[1] + 0.01).contains(&ours.drop)
            && mesh.drops(ours.at.at, ours.drop);
        is.then_some(()).ok_or_else(|| format!("{plain:?}"))
    };
    equal(&name, found, starts(mesh), same, |plain| {
        Some(format!("{plain:?}"))
    });
}

fn check_overhangs(name: &str, overhangs: &[Overhang], mesh: &Plain) {
    // What is within another body is found by samples.
    let slack = if mesh.several { 1.0 } else { STEP };
    for level in [45.0, 50.0, 55.0, 60.0, 65.0, 70.0] {
        let ours: Vec<&Overhang> = overhangs
            .iter()
            .filter(|o| o.angle <= level && level <= o.to_angle)
            .collect();
        let name = format!("overhangs of {name} beyond {level}°");
        let same = |ours: &&Overhang, plain: &Leaning| {
            let [x, y, _] = ours.at.at;
            let is = near(ours.area, plain.area, 1e-4 * plain.area)
                && near(ours.reach, plain.reach([x, y]), 1e-4)
                && ours.reach > plain.reach - slack
                && plain.is_on(ours.at.at)
                && mesh.drops(ours.at.at, ours.drop);
            is.then_some(())
                .ok_or_else(|| format!("{} mm², {} mm", plain.area, plain.reach))
        };
        let left = |plain: &Leaning| {
            (plain.reach > 0.5 + slack).then(|| format!("{} mm², {} mm", plain.area, plain.reach))
        };
        equal(&name, &ours, Leaning::all(mesh, level), same, left);
    }
}

/// Compares all that hangs over; how many bridges, starts and overhangs there are.
fn check(name: &str, solid: &Solid) -> [usize; 3] {
    let facets = solid.facets();
    let facts = facts(&facets);
    let hanging: &Hanging = facts.poses[0].hanging.as_ref().expect("it was looked at");
    let mut mesh = Plain::new(&facets);
    mesh.several = facts.shells_total > 1;
    for facet in 0..mesh.facets.len() {
        for bar in [45.5, 50.5, 55.5, 60.5, 65.5, 70.5, CEILING] {
            let angle = mesh.angle(facet);
            assert!(
                !near(angle, bar, 0.005),
                "{name}: whether {angle}° is {bar}° is a matter of rounding"
            );
        }
    }
    check_bridges(name, &hanging.bridges, &mesh);
    check_starts(name, &hanging.starts, &mesh);
    check_overhangs(name, &hanging.overhangs, &mesh);
    [
        hanging.bridges.len(),
        hanging.starts.len(),
        hanging.overhangs.len(),
    ]
}

/// Solids of all kinds, small and of few facets.
fn shapes() -> Vec<(&'static str, Solid)> {
    let prism = |outline: &[Point2], depth: f64| Solid::prism(outline, depth);
    let lathe = |outline: &[Point2]| Solid::lathe(outline, 36);
    // An arc in r and z (or x and z) about a centre, by angles in degrees.
    let arc = |[x, z]: Point2, r: f64, [from, to]: [f64; 2], n: u32| {
        (0..=n).map(move |i| {
            let (sin, cos) = (from + (to - from) * f64::from(i) / f64::from(n))
                .to_radians()
                .sin_cos();
            [x + r * cos, z + r * sin]
        })
    };
    let block = |min: Point, max: Point| Solid::cuboid(min, max);
    // A lathed solid lying on its side.
    let lying = |outline: &[Point2]| lathe(outline).map(|[x, y, z]| [z, y, -x]);

    let sphere_on_neck: Vec<Point2> = [[0.0, 0.0], [2.0, 0.0]]
        .into_iter()
        .chain(arc([0.0, 10.0], 6.0, [-70.0, 84.0], 14))
        .chain([[0.0, 16.0]])
        .collect();
    let dome: Vec<Point2> = [
        [7.0, 0.0],
        [10.0, 0.0],
        [10.0, 11.0],
        [0.0, 11.0],
        [0.0, 7.0],
    ]
    .into_iter()
    .chain(arc([0.0, 0.0], 7.0, [84.0, 6.0], 13))
    .collect();
    let arch: Vec<Point2> = [[13.0, 0.0], [13.0, 13.0], [-13.0, 13.0], [-13.0, 0.0]]
        .into_iter()
        .chain(arc([0.0, 0.0], 9.0, [180.0, 0.0], 21))
        .collect();
    let ring = |z: f64| lathe(&[[6.0, z], [9.0, z], [9.0, z + 2.0], [6.0, z + 2.0]]);
    let ball: Vec<Point2> = arc([0.0, 0.0], 5.0, [-90.0, 90.0], 13)
        .map(|[r, z]| [r.abs().max(1e-9) - 1e-9, z])
        .collect();
    vec![
        (
            "bridge",
            prism(
                &[
                    [0., 0.],
                    [4., 0.],
                    [4., 8.],
                    [16., 8.],
                    [16., 0.],
                    [20., 0.],
                    [20., 11.],
                    [0., 11.],
                ],
                7.0,
            ),
        ),
        (
            "steps",
            prism(
                &[
                    [0., 0.],
                    [5., 0.],
                    [5., 4.],
                    [8., 4.],
                    [8., 7.],
                    [14., 7.],
                    [14., 10.],
                    [0., 10.],
                ],
                9.0,
            ),
        ),
        (
            "hook",
            prism(
                &[
                    [0., 0.],
                    [4., 0.],
                    [4., 12.],
                    [9., 12.],
                    [9., 5.],
                    [12., 5.],
                    [12., 15.],
                    [0., 15.],
                ],
                6.0,
            ),
        ),
        (
            "wedge of 52°",
            prism(&[[0., 0.], [8., 0.], [8., 1.], [15.68, 7.], [0., 7.]], 10.0),
        ),
        (
            "wedge of 66°",
            prism(
                &[[0., 0.], [8., 0.], [8., 1.], [14.738, 4.], [0., 4.]],
                10.0,
            ),
        ),
        (
            "roof",
            prism(
                &[
                    [0., 0.],
                    [2., 0.],
                    [2., 1.],
                    [8., 4.],
                    [14., 1.],
                    [14., 0.],
                    [16., 0.],
                    [16., 6.],
                    [0., 6.],
                ],
                8.0,
            ),
        ),
        (
            "T-slot",
            prism(
                &[
                    [0., 0.],
                    [7., 0.],
                    [7., 3.],
                    [4., 3.],
                    [4., 6.],
                    [16., 6.],
                    [16., 3.],
                    [13., 3.],
                    [13., 0.],
                    [20., 0.],
                    [20., 10.],
                    [0., 10.],
                ],
                8.0,
            ),
        ),
        (
            "tips",
            prism(
                &[
                    [0., 0.],
                    [3., 0.],
                    [3., 8.],
                    [5., 5.],
                    [7., 9.],
                    [9., 4.],
                    [11., 7.],
                    [13., 6.2],
                    [15., 9.],
                    [15., 12.],
                    [0., 12.],
                ],
                6.0,
            ),
        ),
        (
            "ceiling of two slopes",
            prism(
                &[
                    [0., 0.],
                    [3., 0.],
                    [3., 6.],
                    [9., 6.5],
                    [15., 6.],
                    [15., 0.],
                    [18., 0.],
                    [18., 9.],
                    [0., 9.],
                ],
                7.0,
            ),
        ),
        (
            "chamfer above a ledge",
            prism(
                &[
                    [0., 0.],
                    [6., 0.],
                    [6., 4.],
                    [9., 4.],
                    [14., 7.3],
                    [14., 10.],
                    [0., 10.],
                ],
                7.0,
            ),
        ),
        ("arch", prism(&arch, 6.0)),
        (
            "mushroom",
            lathe(&[[0., 0.], [3., 0.], [3., 8.], [9., 8.], [9., 10.], [0., 10.]]),
        ),
        (
            "cone upside down",
            lathe(&[[0., 0.], [3., 0.], [3., 1.], [12., 6.6], [0., 6.6]]),
        ),
        (
            "flat cone upside down",
            lathe(&[
                [0., 0.],
                [3., 0.],
                [3., 1.],
                [11., 3.3],
                [11., 5.0],
                [0., 5.0],
            ]),
        ),
        ("sphere on a neck", lathe(&sphere_on_neck)),
        ("dome", lathe(&dome)),
        (
            "round pocket from below",
            lathe(&[[6., 0.], [9., 0.], [9., 7.], [0., 7.], [0., 5.], [6., 5.]]),
        ),
        (
            "counterbore from below",
            lathe(&[
                [7., 0.],
                [10., 0.],
                [10., 8.],
                [2.5, 8.],
                [2.5, 4.],
                [7., 4.],
            ]),
        ),
        (
            "skirt",
            lathe(&[
                [0., 0.],
                [3., 0.],
                [3., 9.],
                [8., 9.],
                [8., 4.],
                [10., 4.],
                [10., 12.],
                [0., 12.],
            ]),
        ),
        (
            "flanges and a rod",
            lying(&[
                [0., 0.],
                [9., 0.],
                [9., 3.],
                [3.5, 3.],
                [3.5, 15.],
                [9., 15.],
                [9., 18.],
                [0., 18.],
            ]),
        ),
        ("rod", lying(&[[0., 0.], [5., 0.], [5., 14.], [0., 14.]])),
        (
            "spool",
            lying(&[
                [2., 0.],
                [8., 0.],
                [8., 2.],
                [4., 6.],
                [4., 9.],
                [8., 13.],
                [8., 15.],
                [2., 15.],
            ]),
        ),
        ("slab with a round hole as ceiling", holed_slab()),
        (
            "ring on two posts",
            ring(8.0)
                .with(&block([6.5, -1.5, 0.0], [8.5, 1.5, 9.0]))
                .with(&block([-8.5, -1.5, 0.0], [-6.5, 1.5, 9.0])),
        ),
        (
            "tube between pillars",
            block([0., 0., 0.], [4., 10., 14.])
                .with(&block([16., 0., 0.], [20., 10., 14.]))
                .with(&lying(&[[0., 0.], [3., 0.], [3., 16.], [0., 16.]]).moved([2.0, 5.0, 8.0])),
        ),
        (
            "bar laid on posts",
            block([0., 0., 0.], [3., 6., 5.])
                .with(&block([12., 0., 0.], [15., 6., 5.]))
                .with(&block([-2., 0., 5.3], [17., 6., 7.])),
        ),
        (
            "islands",
            block([0., 0., 0.], [20., 20., 3.])
                .with(&block([3., 3., 8.], [9., 8., 11.]))
                .with(&lathe(&[[0.0, 7.0], [3.0, 12.0], [0.0, 12.0]]).moved([14.0, 13.0, 0.0]))
                .with(&lathe(&ball).moved([5.0, 15.0, 12.0])),
        ),
        (
            "tip in a hollow",
            block([0., 0., 0.], [20., 14., 3.]).with(
                &prism(
                    &[
                        [4., 9.],
                        [7., 5.],
                        [10., 8.],
                        [13., 6.],
                        [16., 9.],
                        [16., 12.],
                        [4., 12.],
                    ],
                    8.0,
                )
                .moved([0.0, 3.0, 0.0]),
            ),
        ),
    ]
}

/// A slab on a frame, with a round hole through it: a square ceiling with a hole in its middle.
fn holed_slab() -> Solid {
    let n = 32;
    // Between a circle, a square and a larger square, at matching angles.
    let at = |i: usize| {
        let (sin, cos) = (PI * 2.0 * (i % n) as f64 / n as f64).sin_cos();
        let square = |half: f64| [cos, sin].map(|x| half * x / sin.abs().max(cos.abs()));
        [[3.0 * cos, 3.0 * sin], square(8.0), square(10.0)]
    };
    let mut facets = Vec::new();
    for i in 0..n {
        let (a, b) = (at(i), at(i + 1));
        let mut quad = |[p, z]: [usize; 2], [q, w]: [usize; 2]| {
            let height = [0.0, 6.0, 9.0];
            let point = |o: &[Point2; 3], k: usize, z: usize| [o[k][0], o[k][1], height[z]];
            let [s, t, u, v] = [
                point(&a, p, z),
                point(&b, p, z),
                point(&b, q, w),
                point(&a, q, w),
            ];
            facets.extend([[s, t, u], [s, u, v]]);
        };
        // The hole, the ceiling, the frame's inside, foot and outside, the top.
        quad([0, 2], [0, 1]);
        quad([0, 1], [1, 1]);
        quad([1, 1], [1, 0]);
        quad([1, 0], [2, 0]);
        quad([2, 0], [2, 2]);
        quad([2, 2], [0, 2]);
    }
    Solid(facets).outwards()
}

/// Checks all shapes, each in some way of lying, and counts what was found.
fn check_all(way: impl Fn(usize, &Solid) -> Solid) -> [usize; 3] {
    let mut any = [0; 3];
    for (index, (name, solid)) in shapes().iter().enumerate() {
        let found = check(name, &way(index, solid));
        for (any, found) in any.iter_mut().zip(found) {
            *any += found;
        }
    }
    any
}

#[test]
fn shapes_hang_over_as_defined() {
    let any = check_all(|_, solid| solid.clone());
    assert!(shapes().len() >= 26);
    assert!(any[0] >= 15 && any[1] >= 8 && any[2] >= 50, "{any:?}");
}

#[test]
fn turned_shapes_hang_over_as_defined() {
    let any = check_all(|index, solid| solid.about_z(13.7 + 31.3 * index as f64));
    assert!(any[0] >= 15 && any[1] >= 8 && any[2] >= 50, "{any:?}");
}

#[test]
fn tilted_shapes_hang_over_as_defined() {
    // By 30° to 50°, about x after a turn.
    let any = check_all(|index, solid| {
        let tilt = 30.45 + (index * 7 % 20) as f64;
        solid.about_z(41.0 * index as f64).about_x(tilt)
    });
    assert!(any[0] >= 1 && any[1] >= 15 && any[2] >= 80, "{any:?}");
}

#[test]
fn shapes_nearly_on_a_side_hang_over_as_defined() {
    // Ceilings that rise and fall a little.
    let any = check_all(|index, solid| {
        let tilt = 83.35 + (index * 5 % 13) as f64;
        solid.about_z(90.0 * index as f64).about_x(tilt)
    });
    assert!(any[0] >= 10, "{any:?}");
}

/// The size of voxels, mm: across, and in height.
const VOXEL: [f64; 2] = [0.25, 0.1];

/// The same starts: components of the voxels up to a height, joined from below.
fn starts_of_voxels(mesh: &Plain) -> Vec<Start> {
    let extent = |axis: usize| {
        let values = mesh.points.iter().map(|p| p[axis]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| {
            (l.min(x), h.max(x))
        })
    };
    let [x, y, z] = [0, 1, 2].map(extent);
    let [wide, high] = VOXEL;
    let count = |(low, high): (f64, f64), size: f64| ((high - low) / size).ceil() as usize + 1;
    let (nx, ny, nz) = (count(x, wide), count(y, wide), count(z, high));
    // Off the round numbers that edges lie on.
    let at = |i: usize, j: usize| [x.0 + 0.017 + i as f64 * wide, y.0 + 0.023 + j as f64 * wide];
    let height = |k: usize| z.0 + (k as f64 + 0.5) * high;
    let mut solid = vec![false; nx * ny * nz];
    let index = |i: usize, j: usize, k: usize| (k * ny + j) * nx + i;
    for i in 0..nx {
        for j in 0..ny {
            let column = mesh.column(at(i, j));
            for k in 0..nz {
                let winding: i32 = column
                    .iter()
                    .filter(|(z, _)| *z < height(k))
                    .map(|(_, into)| into)
                    .sum();
                solid[index(i, j, k)] = winding >= 1;
            }
        }
    }
    // Older components have smaller roots: voxels are numbered from below.
    let mut parent: Vec<usize> = (0..solid.len()).collect();
    let layer = |voxel: usize| voxel / (nx * ny);
    let mut ended: Vec<(usize, usize)> = Vec::new();
    for k in 0..nz {
        for j in 0..ny {
            for i in 0..nx {
                let here = index(i, j, k);
                if !solid[here] {
                    continue;
                }
                let before = [
                    (i > 0).then(|| index(i - 1, j, k)),
                    (j > 0).then(|| index(i, j - 1, k)),
                    (k > 0).then(|| index(i, j, k - 1)),
                ];
                for other in before.into_iter().flatten().filter(|o| solid[*o]) {
                    let (a, b) = (root(&mut parent, here), root(&mut parent, other));
                    if a != b {
                        let (older, younger) = (a.min(b), a.max(b));
                        if layer(younger) < k {
                            ended.push((younger, k));
                        }
                        parent[younger] = older;
                    }
                }
            }
        }
    }
    let mut born: Vec<usize> = ended.iter().map(|(voxel, _)| *voxel).collect();
    for voxel in 0..solid.len() {
        if solid[voxel] && root(&mut parent, voxel) == voxel {
            let highest = (0..solid.len())
                .rev()
                .find(|other| solid[*other] && root(&mut parent, *other) == voxel);
            ended.push((voxel, layer(highest.unwrap_or(voxel)) + 1));
            born.push(voxel);
        }
    }
    let mut found = Vec::new();
    for (voxel, end) in ended {
        let k = layer(voxel);
        let bottom = z.0 + k as f64 * high;
        let persistence = (end - k) as f64 * high;
        if bottom < z.0 + 0.3 || persistence < 0.3 {
            continue;
        }
        // Its section 0.2 mm up: what of that layer is connected within the layers since.
        let mut stack = vec![voxel];
        let mut seen = std::collections::HashSet::from([voxel]);
        let up = k + (0.2 / high).round() as usize;
        while let Some(voxel) = stack.pop() {
            let (i, j, l) = (voxel % nx, voxel / nx % ny, layer(voxel));
            let mut visit = |i: usize, j: usize, l: usize| {
                if i < nx && j < ny && l >= k && l <= up && solid[index(i, j, l)] {
                    let next = index(i, j, l);
                    if seen.insert(next) {
                        stack.push(next);
                    }
                }
            };
            for step in [usize::MAX, 1] {
                visit(i.wrapping_add(step), j, l);
                visit(i, j.wrapping_add(step), l);
                visit(i, j, l.wrapping_add(step));
            }
        }
        let area = seen.iter().filter(|v| layer(**v) == up).count() as f64 * wide * wide;
        // The free distance below: down to the next voxel, from any of its first layer.
        let drop = seen
            .iter()
            .filter(|v| layer(**v) == k)
            .map(|voxel| {
                let below = (0..k).rev().find(|l| solid[voxel - (k - l) * nx * ny]);
                (k - below.map_or(0, |l| l + 1)) as f64 * high
            })
            .fold(f64::INFINITY, f64::min);
        found.push(Start {
            height: bottom - z.0,
            persistence,
            area,
            drop: [drop; 2],
        });
    }
    found
}

/// The oldest of the voxels that hang together with one.
fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance
}

/// A solid of cubes: those of a grid for which `filled`, faces between two left out.
pub fn cubes(size: Point, n: [usize; 3], filled: impl Fn([usize; 3]) -> bool) -> Solid {
    let n: [i64; 3] = n.map(|n| i64::try_from(n).expect("few cubes"));
    let inside = |at: [i64; 3]| {
        (0..3).all(|axis| at[axis] >= 0 && at[axis] < n[axis]) && filled(at.map(|x| x as usize))
    };
    let mut facets = Vec::new();
    for i in 0..n[0] {
        for j in 0..n[1] {
            for k in 0..n[2] {
                if !inside([i, j, k]) {
                    continue;
                }
                for axis in 0..3 {
                    for side in [0, 1] {
                        let mut next = [i, j, k];
                        next[axis] += 2 * side - 1;
                        if inside(next) {
                            continue;
                        }
                        let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
                        let corner = |a: i64, b: i64| {
                            let mut at = [i, j, k];
                            at[axis] += side;
                            at[u] += a;
                            at[v] += b;
                            std::array::from_fn(|x| at[x] as f64 * size[x])
                        };
                        let [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
                        if side == 1 {
                            facets.extend([[a, b, c], [a, c, d]]);
                        } else {
                            facets.extend([[a, c, b], [a, d, c]]);
                        }
                    }
                }
            }
        }
    }
    Solid(facets)
}

/// Compares the starts with those of voxels.
fn check_voxels(name: &str, solid: &Solid) {
    let facets = solid.facets();
    let facts = facts(&facets);
    let hanging = facts.poses[0].hanging.as_ref().expect("it was looked at");
    let same = |ours: &fabcommons::measure::Start, plain: &Start| {
        let is = near(ours.height, plain.height, 0.11)
            && near(ours.persistence, plain.persistence, 0.21)
            && near(ours.area, plain.area, 0.3 + 1.2 * plain.area.sqrt())
            && near(ours.drop, plain.drop[0], 0.21);
        is.then_some(()).ok_or_else(|| format!("{plain:?}"))
    };
    let plain = starts_of_voxels(&Plain::new(&facets));
    let left = |plain: &Start| Some(format!("{plain:?}"));
    equal(
        &format!("voxels of {name}"),
        &hanging.starts,
        plain,
        same,
        left,
    );
}

/// Fills cells until no two meet in an edge or a corner alone: there, what is connected is a matter of taste.
fn fill_where_only_edges_meet(filled: &mut [bool], n: [usize; 3]) {
    let at = |[i, j, k]: [usize; 3]| (k * n[1] + j) * n[0] + i;
    let mut changed = true;
    while changed {
        changed = false;
        for cell in 0..filled.len() {
            let here = [cell % n[0], cell / n[0] % n[1], cell / n[0] / n[1]];
            for direction in 0..27usize {
                let step = [direction % 3, direction / 3 % 3, direction / 9];
                let there: [usize; 3] =
                    std::array::from_fn(|axis| (here[axis] + step[axis]).wrapping_sub(1));
                if !(0..3).all(|axis| there[axis] < n[axis]) {
                    continue;
                }
                let axes: Vec<usize> = (0..3).filter(|axis| step[*axis] != 1).collect();
                if axes.len() < 2 || !filled[cell] || !filled[at(there)] {
                    continue;
                }
                // A way from the one to the other over faces, within the cells around the edge or the corner.
                let mut reached = vec![here];
                let mut next = 0;
                while next < reached.len() {
                    for axis in &axes {
                        let mut other = reached[next];
                        other[*axis] = here[*axis] + there[*axis] - other[*axis];
                        if filled[at(other)] && !reached.contains(&other) {
                            reached.push(other);
                        }
                    }
                    next += 1;
                }
                if !reached.contains(&there) {
                    let mut other = here;
                    other[axes[0]] = there[axes[0]];
                    filled[at(other)] = true;
                    changed = true;
                }
            }
        }
    }
}

#[test]
fn heaps_of_cubes_hang_over_as_defined() {
    let mut any = [0; 3];
    for seed in 0..12u64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state >> 40 & 0xff
        };
        let n = [5, 4, 5];
        let mut filled = vec![false; 100];
        // Few enough, that much hangs; the lowest layer stands.
        for (i, filled) in filled.iter_mut().enumerate() {
            *filled = random() < if i / 20 == 0 { 140 } else { 90 };
        }
        fill_where_only_edges_meet(&mut filled, n);
        let solid = cubes([3.0, 2.5, 2.0], n, |[i, j, k]| filled[(k * 4 + j) * 5 + i]);
        let name = format!("heap {seed}");
        let found = check(&name, &solid);
        check_voxels(&name, &solid);
        for (any, found) in any.iter_mut().zip(found) {
            *any += found;
        }
    }
    assert!(any[0] > 30 && any[1] > 0, "{any:?}");
}
