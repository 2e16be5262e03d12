//! Solids with known answers, the definition tried on all triangles, and what must not show.

use super::super::{Scope, measure};
use super::*;
use crate::measure::facts::Facts;
use crate::mesh::{Object, Triangles};
use crate::units::LengthUnit;
use std::f64::consts::{PI, TAU};

type Facets = Vec<[Point; 3]>;

/// A box from `min` to `max`.
fn cuboid(min: Point, max: Point) -> Facets {
    let corner = |i: usize| -> Point {
        std::array::from_fn(|axis| {
            if i >> axis & 1 == 1 {
                max[axis]
            } else {
                min[axis]
            }
        })
    };
    let quads = [
        [0, 2, 3, 1],
        [4, 5, 7, 6],
        [0, 1, 5, 4],
        [2, 6, 7, 3],
        [0, 4, 6, 2],
        [1, 3, 7, 5],
    ];
    quads
        .iter()
        .flat_map(|[a, b, c, d]| [[*a, *b, *c], [*a, *c, *d]])
        .map(|facet| facet.map(corner))
        .collect()
}

/// A prism over a polygon (counter-clockwise), from z = 0 to `height`.
fn prism(outline: &[[f64; 2]], height: f64) -> Facets {
    let at = |p: [f64; 2], z: f64| [p[0], p[1], z];
    let turn = |a: [f64; 2], b: [f64; 2], c: [f64; 2]| {
        (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    };
    let mut facets = Vec::new();
    let mut left = outline.to_vec();
    while left.len() > 2 {
        let n = left.len();
        // An ear: a corner to the left, with no other corner in its triangle.
        let ear = (0..n).find(|i| {
            let [a, b, c] = [left[(i + n - 1) % n], left[*i], left[(i + 1) % n]];
            let holds = |p: &[f64; 2]| {
                ![a, b, c].contains(p)
                    && turn(a, b, *p) >= 0.0
                    && turn(b, c, *p) >= 0.0
                    && turn(c, a, *p) >= 0.0
            };
            turn(a, b, c) > 0.0 && !left.iter().any(holds)
        });
        let i = ear.expect("a simple polygon");
        let [a, b, c] = [left[(i + n - 1) % n], left[i], left[(i + 1) % n]];
        facets.push([at(a, height), at(b, height), at(c, height)]);
        facets.push([at(a, 0.0), at(c, 0.0), at(b, 0.0)]);
        left.remove(i);
    }
    let n = outline.len();
    for i in 0..n {
        let (a, b) = (outline[i], outline[(i + 1) % n]);
        facets.push([at(a, 0.0), at(b, 0.0), at(b, height)]);
        facets.push([at(a, 0.0), at(b, height), at(a, height)]);
    }
    facets
}

/// What a profile (radius, z), closed and counter-clockwise with r to the right, makes when turned about z.
fn turned(profile: &[[f64; 2]], segments: usize) -> Facets {
    let at = |[r, z]: [f64; 2], k: usize| {
        let angle = TAU * (k % segments) as f64 / segments as f64;
        if r == 0.0 {
            [0.0, 0.0, z]
        } else {
            [r * angle.cos(), r * angle.sin(), z]
        }
    };
    let mut facets = Vec::new();
    for i in 0..profile.len() {
        let (a, b) = (profile[i], profile[(i + 1) % profile.len()]);
        for k in 0..segments {
            let [p, q, r, s] = [at(a, k), at(a, k + 1), at(b, k + 1), at(b, k)];
            if p != q {
                facets.push([p, q, r]);
            }
            if r != s {
                facets.push([p, r, s]);
            }
        }
    }
    facets
}

/// A sphere about the origin.
fn sphere(radius: f64, rings: usize) -> Facets {
    let profile: Vec<[f64; 2]> = (0..=rings)
        .map(|i| {
            let angle = PI * i as f64 / rings as f64 - PI / 2.0;
            let r = if i == 0 || i == rings {
                0.0
            } else {
                radius * angle.cos()
            };
            [r, radius * angle.sin()]
        })
        .collect();
    turned(&profile, 2 * rings)
        .into_iter()
        .filter(|[a, b, c]| a != b && b != c && c != a)
        .collect()
}

fn flipped(facets: Facets) -> Facets {
    facets.into_iter().map(|[a, b, c]| [a, c, b]).collect()
}

fn moved(facets: Facets, by: Point) -> Facets {
    let at = |p: Point| std::array::from_fn(|i| p[i] + by[i]);
    facets.into_iter().map(|facet| facet.map(at)).collect()
}

/// Every triangle cut into four, so often.
fn cut(mut facets: Facets, times: usize) -> Facets {
    let middle = |a: Point, b: Point| std::array::from_fn(|i| f64::midpoint(a[i], b[i]));
    for _ in 0..times {
        facets = facets
            .iter()
            .flat_map(|[a, b, c]| {
                let (d, e, f) = (middle(*a, *b), middle(*b, *c), middle(*c, *a));
                [[*a, d, f], [*b, e, d], [*c, f, e], [d, e, f]]
            })
            .collect();
    }
    facets
}

/// Turned about a skew axis.
fn askew(facets: &Facets, angle: f64) -> Facets {
    let axis = nalgebra::Unit::new_normalize(nalgebra::Vector3::new(1.0, 2.0, -0.7));
    let rotation = nalgebra::Rotation3::from_axis_angle(&axis, angle);
    let at = |p: Point| -> Point { (rotation * nalgebra::Vector3::from(p)).into() };
    facets.iter().map(|facet| facet.map(at)).collect()
}

fn facts(facets: &Facets) -> Facts {
    let object = Object::new(Triangles::Indexed {
        vertices: facets.as_flattened().to_vec(),
        facets: (0..facets.len() as u32)
            .map(|i| [3 * i, 3 * i + 1, 3 * i + 2])
            .collect(),
    });
    measure(&object, LengthUnit::Millimetre, Scope::All)
}

fn walls_of(facets: &Facets) -> (Thickness, Gap) {
    let facts = facts(facets);
    (
        facts.thickness.expect("thickness"),
        facts.gap.expect("a gap"),
    )
}

fn is_near(found: Option<f64>, expected: Option<f64>, what: &str) {
    match (found, expected) {
        (None, None) => {}
        (Some(found), Some(expected)) => {
            assert!(
                (found / expected - 1.0).abs() < 0.02,
                "{what}: {found}, not {expected}"
            );
        }
        _ => panic!("{what}: {found:?}, not {expected:?}"),
    }
}

/// Solids with the least thickness and the least gap under 4 mm that they have.
fn solids() -> Vec<(&'static str, Facets, Option<f64>, Option<f64>)> {
    let tube = |inner: f64, outer: f64, n| {
        turned(&[[inner, 0.0], [outer, 0.0], [outer, 8.0], [inner, 8.0]], n)
    };
    let flat = |n: usize| (PI / n as f64).cos();
    let plate = |x: f64, width: f64| cuboid([x, 0.0, 0.0], [x + width, 12.0, 8.0]);
    let join = |parts: Vec<Facets>| parts.concat();
    let slot = |w: f64| {
        // A U: two walls of 5 mm with a slot of w between them.
        prism(
            &[
                [0.0, 0.0],
                [10.0 + w, 0.0],
                [10.0 + w, 12.0],
                [5.0 + w, 12.0],
                [5.0 + w, 5.0],
                [5.0, 5.0],
                [5.0, 12.0],
                [0.0, 12.0],
            ],
            9.0,
        )
    };
    vec![
        (
            "plate",
            cuboid([0.0; 3], [20.0, 15.0, 1.3]),
            Some(1.3),
            None,
        ),
        ("cube", cuboid([0.0; 3], [10.0; 3]), None, None),
        (
            "rod",
            turned(&[[0.0, 0.0], [1.0, 0.0], [1.0, 12.0], [0.0, 12.0]], 48),
            Some(2.0 * flat(48)),
            None,
        ),
        ("tube", tube(4.0, 4.8, 64), Some(0.8 * flat(64)), None),
        (
            "narrow tube",
            tube(1.0, 6.0, 64),
            None,
            Some(2.0 * flat(64)),
        ),
        ("sphere", sphere(1.5, 24), Some(2.97), None),
        (
            "hollow sphere",
            join(vec![sphere(8.0, 24), flipped(sphere(7.0, 24))]),
            Some(0.995),
            None,
        ),
        (
            "two plates",
            join(vec![plate(0.0, 5.0), plate(5.4, 5.0)]),
            None,
            Some(0.4),
        ),
        (
            "comb",
            join((0..4).map(|i| plate(f64::from(i) * 1.1, 0.6)).collect()),
            Some(0.6),
            Some(0.5),
        ),
        ("U", slot(0.7), None, Some(0.7)),
        (
            "thin plate",
            cuboid([0.0; 3], [9.0, 0.21, 7.0]),
            Some(0.21),
            None,
        ),
        (
            "plate with a cavity",
            join(vec![
                cuboid([0.0; 3], [20.0, 20.0, 10.0]),
                flipped(cuboid([2.0, 2.0, 0.9], [18.0, 18.0, 9.0])),
            ]),
            Some(0.9),
            None,
        ),
        (
            "staircase",
            prism(
                &[
                    [0.0, 0.0],
                    [9.0, 0.0],
                    [9.0, 1.4],
                    [6.0, 1.4],
                    [6.0, 6.0],
                    [0.0, 6.0],
                ],
                10.0,
            ),
            Some(1.4),
            None,
        ),
    ]
}

#[test]
fn known_solids_have_their_thickness_and_gap() {
    for (name, facets, thickness, gap) in solids() {
        for (angle, cuts) in [(0.0, 0), (0.7, 0), (0.0, 2)] {
            let facets = cut(askew(&facets, angle), cuts);
            let found = facts(&facets);
            let clean = found.closed && found.oriented && found.overlapping != Some(true);
            assert!(clean, "{name} is no solid");
            let (walls, gaps) = (found.thickness.expect(name), found.gap.expect(name));
            is_near(
                walls.min,
                thickness,
                &format!("{name} turned by {angle}, {cuts} cuts"),
            );
            is_near(
                gaps.min,
                gap,
                &format!("gap of {name} turned by {angle}, {cuts} cuts"),
            );
        }
    }
}

/// The definition, tried on all triangles: what a point of a triangle faces.
fn plain(facets: &Facets, at: Point, own: usize, side: Side) -> Found {
    use lattice::{dot, length};
    let normal = unit(cross(facets[own]));
    let along = if side == Side::Inside {
        normal.map(|x| -x)
    } else {
        normal
    };
    let cone = (PI / 6.0).cos();
    // The nearest triangle that a ray meets, after T. Möller and B. Trumbore.
    let mut first: Option<(f64, usize)> = None;
    for (index, [a, b, c]) in facets.iter().enumerate().filter(|(index, _)| *index != own) {
        let (e, f, t) = (minus(*b, *a), minus(*c, *a), minus(at, *a));
        let p = cross([[0.0; 3], along, f]);
        let q = cross([[0.0; 3], t, e]);
        let det = dot(e, p);
        let (u, v, distance) = (dot(t, p) / det, dot(along, q) / det, dot(f, q) / det);
        let hit = u >= 0.0 && v >= 0.0 && u + v <= 1.0 && distance > 1e-9;
        if hit && first.is_none_or(|(nearest, _)| distance < nearest) {
            first = Some((distance, index));
        }
    }
    let Some((distance, hit)) = first.filter(|(distance, _)| *distance <= FAR) else {
        return Found::Open;
    };
    let faces = |index: usize| dot(unit(cross(facets[index])), normal) <= -cone;
    if !faces(hit) {
        return Found::Unfaced;
    }
    let mut diameter = distance;
    for (index, [a, b, c]) in facets.iter().enumerate().filter(|(index, _)| faces(*index)) {
        // Points all over the triangle, and more about the best of them.
        let mut centre = [1.0 / 3.0, 1.0 / 3.0];
        let mut span = 1.0;
        let _ = index;
        for _ in 0..14 {
            let mut best = (f64::INFINITY, centre);
            for i in -10..=10 {
                for j in -10..=10 {
                    let s = (centre[0] + span * f64::from(i) / 10.0).clamp(0.0, 1.0);
                    let t = (centre[1] + span * f64::from(j) / 10.0).clamp(0.0, 1.0 - s);
                    let x: Point =
                        std::array::from_fn(|k| a[k] * (1.0 - s - t) + b[k] * s + c[k] * t);
                    let v = minus(x, at);
                    let ahead = dot(v, along);
                    if ahead > 0.0 && ahead >= cone * length(v) {
                        let size = dot(v, v) / ahead;
                        if size < best.0 {
                            best = (size, [s, t]);
                        }
                    }
                }
            }
            diameter = diameter.min(best.0);
            centre = best.1;
            span *= 0.4;
        }
    }
    Found::Ball {
        diameter,
        same_shell: true,
    }
}

/// More solids, with walls that taper or stand askew.
fn askew_solids() -> Vec<(&'static str, Facets)> {
    vec![
        ("wedge", prism(&[[0.0, 0.0], [12.0, 0.0], [12.0, 4.0]], 8.0)),
        (
            "cone",
            turned(&[[0.0, 0.0], [2.0, 0.0], [0.5, 9.0], [0.0, 9.0]], 24),
        ),
        (
            "bow tie",
            prism(
                &[
                    [0.0, 0.0],
                    [5.0, 2.0],
                    [10.0, 0.0],
                    [10.0, 5.0],
                    [5.0, 3.0],
                    [0.0, 5.0],
                ],
                6.0,
            ),
        ),
        (
            "T slot",
            prism(
                &[
                    [0.0, 0.0],
                    [12.0, 0.0],
                    [12.0, 8.0],
                    [7.0, 8.0],
                    [7.0, 6.0],
                    [9.0, 6.0],
                    [9.0, 2.0],
                    [3.0, 2.0],
                    [3.0, 6.0],
                    [5.0, 6.0],
                    [5.0, 8.0],
                    [0.0, 8.0],
                ],
                9.0,
            ),
        ),
        (
            "V",
            prism(
                &[
                    [0.0, 0.0],
                    [6.0, 0.0],
                    [6.0, 9.0],
                    [3.2, 1.0],
                    [2.8, 1.0],
                    [0.0, 9.0],
                ],
                5.0,
            ),
        ),
        (
            "needle tent",
            prism(&[[0.0, 0.0], [30.0, 0.0], [15.0, 1.0]], 3.0),
        ),
        (
            "cup",
            turned(
                &[
                    [0.0, 0.0],
                    [5.0, 0.0],
                    [5.6, 9.0],
                    [4.8, 9.0],
                    [4.3, 1.0],
                    [0.0, 1.2],
                ],
                24,
            ),
        ),
    ]
}

#[test]
fn samples_face_what_trying_all_triangles_says() {
    let known = solids()
        .into_iter()
        .map(|(name, facets, ..)| (name, facets));
    let all: Vec<(&str, Facets)> = known.chain(askew_solids()).collect();
    assert!(all.len() >= 20);
    for (name, facets) in all {
        let facets = askew(&facets, 0.3);
        let mesh = super::super::weld::weld(facets.len(), 1.0, |i| {
            facets[i].map(super::super::weld::double)
        });
        let tree = Bvh::new(&mesh);
        let shell_of = vec![0; mesh.vertices.len()];
        let area = facets
            .iter()
            .map(|facet| lattice::length(cross(*facet)) / 2.0)
            .sum();
        let solid = Solid {
            mesh: &mesh,
            tree: &tree,
            shell_of: &shell_of,
            bounds: [[-50.0; 3], [50.0; 3]],
            area,
            clean: true,
        };
        let base = Base::new(solid).expect("samples");
        let covered: f64 = base.spots.iter().map(|spot| spot.area).sum();
        assert!(
            (covered / area - 1.0).abs() < 0.02,
            "{name}: {covered} of {area} mm²"
        );
        let step = base.spots.len() / 60;
        for side in [Side::Inside, Side::Outside] {
            for clean in [true, false] {
                let budget = Budget::new(u64::MAX / 2);
                let diagonal = 100.0;
                let probe = Probe {
                    mesh: &mesh,
                    tree: &tree,
                    shell_of: &shell_of,
                    clean,
                    diagonal,
                    side,
                    budget: &budget,
                };
                for spot in base.spots.iter().step_by(step) {
                    let found = probe.look(spot, &mut Vec::new()).expect("in budget");
                    let expected = plain(&facets, spot.at, spot.triangle as usize, side);
                    match (found, expected) {
                        (Found::Ball { diameter: a, .. }, Found::Ball { diameter: b, .. }) => {
                            assert!(
                                (a - b).abs() < 1e-4 * (1.0 + b),
                                "{name} at {:?}: {a}, not {b}",
                                spot.at
                            );
                        }
                        // At 20 mm to the last digit either is right.
                        (Found::Ball { diameter, .. }, Found::Open)
                        | (Found::Open, Found::Ball { diameter, .. })
                            if (diameter - FAR).abs() < 1e-6 => {}
                        _ => assert_eq!(
                            std::mem::discriminant(&found),
                            std::mem::discriminant(&expected),
                            "{name} at {:?}: {found:?}, not {expected:?}",
                            spot.at
                        ),
                    }
                }
            }
        }
    }
}

#[test]
fn neither_order_nor_threads_show() {
    let comb: Facets = (0..4)
        .flat_map(|i| {
            cut(
                cuboid(
                    [f64::from(i) * 1.1, 0.0, 0.0],
                    [f64::from(i) * 1.1 + 0.6, 3.0, 2.0],
                ),
                1,
            )
        })
        .collect();
    let facets = askew(&comb, 0.4);
    let json = |facts: (Thickness, Gap)| serde_json::to_string(&facts).expect("JSON");
    let whole = json(walls_of(&facets));
    let mut turned_round = facets.clone();
    turned_round.reverse();
    assert_eq!(json(walls_of(&turned_round)), whole);
    let n = facets.len();
    let shuffled = (0..n).map(|i| facets[i * 97 % n]).collect();
    assert_eq!(json(walls_of(&shuffled)), whole);
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        assert_eq!(json(pool.install(|| walls_of(&facets))), whole);
    }
}

#[test]
fn size_and_place_scale_and_move_with_the_part() {
    let facets = prism(
        &[
            [0.0, 0.0],
            [9.0, 0.0],
            [9.0, 0.9],
            [4.0, 0.9],
            [4.0, 6.0],
            [0.0, 6.0],
        ],
        7.0,
    );
    let (base, _) = walls_of(&facets);
    let (far, _) = walls_of(&moved(facets.clone(), [1234.5, -77.25, 3.0]));
    let doubled: Facets = facets
        .iter()
        .map(|facet| facet.map(|p| p.map(|x| 2.0 * x)))
        .collect();
    let (large, _) = walls_of(&doubled);
    assert!((base.min.expect("thin") - 0.9).abs() < 1e-4);
    assert!((far.min.expect("thin") - 0.9).abs() < 1e-4);
    assert!((large.min.expect("thin") - 1.8).abs() < 2e-4);
    let of = |thickness: &Thickness, below: f64| -> f64 {
        thickness
            .thin
            .iter()
            .filter(|patch| patch.below == below)
            .map(|patch| patch.area)
            .sum()
    };
    // Both sides of 5 × 7, less nothing: the foot beyond the step.
    assert!(
        (of(&base, 1.0) / 70.0 - 1.0).abs() < 0.06,
        "{}",
        of(&base, 1.0)
    );
    assert!(
        (of(&large, 2.0) / 280.0 - 1.0).abs() < 0.06,
        "{}",
        of(&large, 2.0)
    );
}

#[test]
fn planted_fins_and_slots_are_found_and_the_repaired_twin_is_silent() {
    let with_fin = |width: f64| -> Facets {
        prism(
            &[
                [0.0, 0.0],
                [30.0, 0.0],
                [30.0, 6.0],
                [12.0 + width, 6.0],
                [12.0 + width, 14.0],
                [12.0, 14.0],
                [12.0, 6.0],
                [0.0, 6.0],
            ],
            20.0,
        )
    };
    let (walls, _) = walls_of(&with_fin(0.3));
    let first = &walls.thin[0];
    assert!(
        (first.min - 0.3).abs() < 0.006 && first.below == 0.35,
        "{first:?}"
    );
    assert!(
        (first.at[0] - 12.15).abs() < 0.2 && first.at[1] > 6.0,
        "{first:?}"
    );
    assert!((first.area / 160.0 - 1.0).abs() < 0.1, "{first:?}");
    assert!(first.normal[0].abs() > 0.99);
    assert_eq!(walls_of(&with_fin(5.0)).0.min, None);

    let with_slot = |width: f64| -> Facets {
        [
            cuboid([0.0; 3], [10.0, 12.0, 9.0]),
            cuboid([10.0 + width, 0.0, 0.0], [20.0, 12.0, 9.0]),
        ]
        .concat()
    };
    let (_, gap) = walls_of(&with_slot(0.1));
    let first = &gap.thin[0];
    assert!((gap.min.expect("narrow") - 0.1).abs() < 0.002, "{gap:?}");
    assert_eq!((first.below, first.same_shell), (0.15, Some(false)));
    assert!((first.at[0] - 10.05).abs() < 0.06);
    assert_eq!(walls_of(&with_slot(4.5)).1.min, None);
}

#[test]
fn only_the_border_of_the_solid_counts_where_bodies_overlap() {
    // Two boxes that overlap by 0.3 mm: the overlap is no wall, and its sides are no border.
    let facets = [
        cuboid([0.0; 3], [10.0; 3]),
        cuboid([9.7, 1.0, 1.0], [20.0, 9.0, 9.0]),
    ]
    .concat();
    let (walls, gap) = walls_of(&facets);
    assert_eq!(walls.min, None);
    assert_eq!(gap.min, None);
    // Inside out there is no solid at all.
    let (walls, _) = walls_of(&flipped(cuboid([0.0; 3], [1.0; 3])));
    assert!(walls.histogram.is_empty() && walls.min.is_none());
}

#[test]
fn hostile_surfaces_end() {
    let mut seed = 1u64;
    let mut number = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 40) as f64 / (1u64 << 24) as f64
    };
    // Triangles all over each other, needles, and one far too large.
    let mut soup: Facets = Vec::new();
    for _ in 0..2000 {
        soup.push([0; 3].map(|_| [0; 3].map(|_| 10.0 * number())));
    }
    let found = facts(&soup);
    assert!(found.thickness.is_some() || found.not_measured.iter().any(|m| m.fact == "thickness"));
    let needles: Facets = (0..500)
        .map(|_| {
            [
                [0.0; 3],
                [1e6 * number(), number(), 0.0],
                [1e6 * number(), 0.0, number()],
            ]
        })
        .collect();
    facts(&needles);
    let large = facts(&cuboid([0.0; 3], [1e6; 3]));
    assert!(large.thickness.is_none());
    assert!(
        large
            .not_measured
            .iter()
            .any(|m| m.fact == "gap" && m.reason.contains("too large"))
    );
}
