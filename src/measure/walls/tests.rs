//! The definition tried on all triangles, planted defects, and what must not show. The accuracy on solids with
//! known answers is tested in `tests/it/walls.rs`.

#[path = "../../../tests/it/solids.rs"]
#[expect(dead_code, reason = "the integration tests use the rest")]
mod solids;

use super::super::{Scope, measure};
use super::*;
use crate::measure::facts::Facts;
use crate::mesh::{Object, Triangles};
use crate::units::LengthUnit;
use solids::{Facets, cuboid, cut, flipped, lathe, moved, prism, turned};
use std::f64::consts::PI;

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

/// The least of `f` on 0..=1, where it first falls and then rises.
fn least(f: impl Fn(f64) -> f64) -> f64 {
    let part = (5f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.0, 1.0);
    let (mut a, mut b) = (1.0 - part, part);
    let (mut at_a, mut at_b) = (f(a), f(b));
    for _ in 0..48 {
        if at_a < at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - part * (high - low);
            at_a = f(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + part * (high - low);
            at_b = f(b);
        }
    }
    at_a.min(at_b)
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
    let Some((distance, hit)) = first else {
        return Found::Open;
    };
    let faces = |index: usize| dot(unit(cross(facets[index])), normal) <= -cone;
    if !faces(hit) {
        return Found::Unfaced;
    }
    // The ball that touches both the sample and a point v away has the diameter |v|² / v·along. The points that stop
    // smaller ones lie in a ball, those in the cone in a cone: both are convex, and so is the set of those whose
    // angle is not beyond any other below 90°. So the measure below falls and rises but once along any line.
    let size = |x: Point| {
        let v = minus(x, at);
        let ahead = dot(v, along);
        if ahead >= cone * length(v) {
            dot(v, v) / ahead
        } else if ahead > 0.0 {
            1e6 + length(v) / ahead
        } else {
            1e300 - 1e290 * ahead
        }
    };
    let mut diameter = distance.min(FAR);
    for (_, [a, b, c]) in facets.iter().enumerate().filter(|(index, _)| faces(*index)) {
        let edge = |p: Point, q: Point, s: f64| -> Point {
            std::array::from_fn(|i| p[i] + (q[i] - p[i]) * s)
        };
        let across = |s: f64| {
            let (p, q) = (edge(*a, *b, s), edge(*a, *c, s));
            least(|t| size(edge(p, q, t)))
        };
        diameter = diameter.min(least(across));
    }
    if diameter >= FAR {
        return Found::Open;
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
            lathe(&[[0.0, 0.0], [2.0, 0.0], [0.5, 9.0], [0.0, 9.0]], 22),
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
            lathe(
                &[
                    [0.0, 0.0],
                    [5.0, 0.0],
                    [5.6, 9.0],
                    [4.8, 9.0],
                    [4.3, 1.0],
                    [0.0, 1.2],
                ],
                22,
            ),
        ),
    ]
}

#[test]
fn samples_face_what_trying_all_triangles_says() {
    let known = solids::family(20)
        .into_iter()
        .map(|solid| (solid.name, solid.facets));
    let all: Vec<(&str, Facets)> = known.chain(askew_solids()).collect();
    assert!(all.len() >= 20);
    for (name, facets) in all {
        let facets = turned(&facets, 0.3);
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
            border: &Border::Everywhere,
        };
        let base = Base::new(solid).expect("samples");
        let covered: f64 = base.spots.iter().map(|spot| spot.area).sum();
        assert!(
            (covered / area - 1.0).abs() < 0.02,
            "{name}: {covered} of {area} mm²"
        );
        let step = base.spots.len() / 60;
        for side in [Side::Inside, Side::Outside] {
            let asked = Border::Told(vec![Skin::Mixed; facets.len()]);
            for border in [Border::Everywhere, asked, Border::Unknown] {
                let budget = Budget::new(u64::MAX / 2);
                let diagonal = 100.0;
                let probe = Probe {
                    mesh: &mesh,
                    tree: &tree,
                    facing: &base.facing,
                    shell_of: &shell_of,
                    border: &border,
                    diagonal,
                    side,
                    budget: &budget,
                };
                let all = look(&probe, &base.spots, lattice::pitch(base.disc)).expect("in budget");
                for (spot, found) in base.spots.iter().zip(all).step_by(step) {
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
                &cuboid(
                    [f64::from(i) * 1.1, 0.0, 0.0],
                    [f64::from(i) * 1.1 + 0.6, 3.0, 2.0],
                ),
                1,
            )
        })
        .collect();
    let facets = turned(&comb, 0.4);
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
    let (far, _) = walls_of(&moved(&facets, [1234.5, -77.25, 3.0]));
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
    let (_, gap) = walls_of(&with_slot(0.12));
    let first = &gap.thin[0];
    assert!((gap.min.expect("narrow") - 0.12).abs() < 0.002, "{gap:?}");
    assert_eq!((first.below, first.same_shell), (0.15, Some(false)));
    assert!((first.at[0] - 10.06).abs() < 0.06);
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
}

/// Why thickness and gap are not there.
fn reasons(facts: &Facts) -> [Option<&str>; 2] {
    assert_eq!(facts.thickness.is_none(), facts.gap.is_none());
    ["thickness", "gap"].map(|fact| {
        let mut missing = facts.not_measured.iter();
        let missing = missing.find(|missing| missing.fact == fact);
        missing.map(|missing| missing.reason.as_str())
    })
}

#[test]
fn what_encloses_nothing_has_no_walls_and_no_gaps() {
    // Squares over each other, a millimetre apart: no air between solids.
    let square = |z: f64| {
        let [a, b, c, d] = [[0.0, 0.0, z], [9.0, 0.0, z], [9.0, 9.0, z], [0.0, 9.0, z]];
        [[a, b, c], [a, c, d]]
    };
    let stack: Facets = (0..20).flat_map(|i| square(f64::from(i))).collect();
    assert_eq!(reasons(&facts(&stack)), [Some(NOTHING); 2]);
    assert_eq!(reasons(&facts(&stack[..1].to_vec())), [Some(NOTHING); 2]);
    // Inside out there is no solid at all.
    let inside_out = flipped(&cuboid([0.0; 3], [1.0; 3]));
    assert_eq!(reasons(&facts(&inside_out)), [Some(NOTHING); 2]);
    // A box without its lid has a border still, as far as lines through it tell.
    let open = cuboid([0.0; 3], [9.0; 3])[2..].to_vec();
    assert_eq!(reasons(&facts(&open)), [None; 2]);
    // Smaller than the least distance of samples.
    let small = facts(&cuboid([0.1; 3], [0.101; 3]));
    assert_eq!(
        reasons(&small),
        [Some("the surface is too small to sample"); 2]
    );
}

#[test]
fn lines_through_hundreds_of_sheets_are_given_up() {
    use crate::measure::weld::{double, weld};
    let sheets: Facets = (0..300)
        .map(|i| [[0.0, 0.0], [60.0, 0.0], [0.0, 60.0]].map(|[x, y]| [x, y, f64::from(i)]))
        .collect();
    let mesh = weld(sheets.len(), 1.0, |i| sheets[i].map(double));
    let solid = Solid {
        mesh: &mesh,
        tree: &Bvh::new(&mesh),
        shell_of: &[0; 900],
        bounds: [[0.0; 3], [60.0, 60.0, 299.0]],
        area: 300.0 * 1800.0,
        border: &Border::Unknown,
    };
    let lattice = Lattice::new(DISCS[1], solid.bounds[0]);
    let spots = lattice.samples(&mesh, &Budget::new(ROWS)).expect("few");
    assert!(spots.len() > 100_000);
    let some: Vec<Spot> = spots.iter().copied().step_by(100).collect();
    // Each asks for the crossings with the sheets below it, 150 on the average, of some 150 ns.
    let crossings = 150 * some.len() as u64;
    let within = |steps: u64| on_border(&solid, some.clone(), &Budget::new(steps));
    assert!(within(10 * crossings).is_none());
    assert_eq!(within(25 * crossings).map(|border| border.len()), Some(0));
    let too_much = Base::within(solid, 1_000_000);
    assert!(too_much.is_err_and(|why| why == "too many triangles lie over each other"));
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
