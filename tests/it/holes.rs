//! Holes, pins and what shuts resin in: solids with known answers, tessellated and turned in many ways.

use crate::mesh::{Facet, cuboid, facts, shuffled, unnumbered};
use fabcommons::measure::{Cylinder, Facts, HoleEnds};
use fabcommons::units::{Point, Point2};
use std::f64::consts::{PI, TAU};

type Solid = Vec<[Point; 3]>;

/// A solid of revolution of `sides` sides: radius and height, counter-clockwise in that plane.
fn lathe(outline: &[Point2], sides: usize) -> Solid {
    let at = |i: usize, j: usize| {
        let [r, z] = outline[i % outline.len()];
        let (sin, cos) = (TAU * (j % sides) as f64 / sides as f64).sin_cos();
        [r * cos, r * sin, z]
    };
    let mut solid = Vec::new();
    for i in 0..outline.len() {
        for j in 0..sides {
            let [a, b, c, d] = [at(i, j), at(i, j + 1), at(i + 1, j + 1), at(i + 1, j)];
            for [p, q, r] in [[a, b, c], [a, c, d]] {
                if p != q && q != r && r != p {
                    solid.push([p, q, r]);
                }
            }
        }
    }
    solid
}

fn tube(outer: f64, inner: f64, height: f64, sides: usize) -> Solid {
    lathe(
        &[[inner, 0.0], [outer, 0.0], [outer, height], [inner, height]],
        sides,
    )
}

/// A round cup with a floor, the opening at the top.
fn cup(outer: f64, inner: f64, height: f64, floor: f64, sides: usize) -> Solid {
    let outline = [
        [0.0, 0.0],
        [outer, 0.0],
        [outer, height],
        [inner, height],
        [inner, floor],
        [0.0, floor],
    ];
    lathe(&outline, sides)
}

/// Turned about x, then z, and moved.
fn turned(solid: &Solid, [x, z]: [f64; 2]) -> Solid {
    let ([sx, cx], [sz, cz]) = ([x.sin(), x.cos()], [z.sin(), z.cos()]);
    let turn = |[a, b, c]: Point| {
        let [b, c] = [cx * b - sx * c, sx * b + cx * c];
        [cz * a - sz * b + 3.0, sz * a + cz * b - 40.0, c + 12.5]
    };
    solid.iter().map(|facet| facet.map(turn)).collect()
}

/// Every facet in four.
fn finer(solid: &Solid) -> Solid {
    let middle = |a: Point, b: Point| std::array::from_fn(|i| f64::midpoint(a[i], b[i]));
    let split = |[a, b, c]: &[Point; 3]| {
        let (ab, bc, ca) = (middle(*a, *b), middle(*b, *c), middle(*c, *a));
        [[*a, ab, ca], [ab, *b, bc], [ca, bc, *c], [ab, bc, ca]]
    };
    solid.iter().flat_map(split).collect()
}

fn facets(solid: &Solid) -> Vec<Facet> {
    let single = |facet: &[Point; 3]| facet.map(|point| point.map(|x| x as f32));
    solid.iter().map(single).collect()
}

fn measured(solid: &Solid) -> Facts {
    let facts = facts(&facets(solid));
    assert!(facts.closed && facts.oriented && facts.volume > 0.0);
    facts
}

#[track_caller]
fn near(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected} ± {tolerance}"
    );
}

#[track_caller]
fn is(round: &Cylinder, diameter: f64, depth: f64, sides: usize) {
    near(round.diameter, diameter, 1e-4 * diameter);
    let across = diameter * (PI / sides as f64).cos();
    near(round.inscribed, across, 1e-4 * diameter);
    near(round.depth, depth, 1e-4);
    // In single precision a flat that was cut may count as two.
    assert!((round.sides as usize).abs_diff(sides) <= sides / 100);
    near(round.arc, 360.0, 0.1);
}

const WAYS: [[f64; 2]; 4] = [[0.0, 0.0], [0.7, 2.1], [PI / 2.0, 0.3], [2.5, -1.0]];

#[test]
fn a_tube_is_a_hole_in_a_pin() {
    for sides in [8, 11, 32, 200] {
        for way in WAYS {
            let tube = turned(&tube(5.0, 1.7, 6.0, sides), way);
            // Cut finer, few wide flats have vertices well within the radius: no cylinder any more.
            let cut = (sides >= 32).then(|| finer(&finer(&tube)));
            for solid in cut.into_iter().chain([tube]) {
                let facts = measured(&solid);
                let (holes, pins) = (
                    facts.holes.expect("measured"),
                    facts.pins.expect("measured"),
                );
                assert_eq!((holes.len(), pins.len()), (1, 1), "{sides} sides, {way:?}");
                is(&holes[0].cylinder, 3.4, 6.0, sides);
                is(&pins[0].cylinder, 10.0, 6.0, sides);
                assert_eq!(holes[0].ends, HoleEnds::Through);
                assert_eq!(pins[0].free_ends, 2);
                let middle = turned(&vec![[[0.0, 0.0, 3.0]; 3]], way)[0][0];
                for (found, expected) in holes[0].cylinder.at.into_iter().zip(middle) {
                    near(found, expected, 1e-4);
                }
            }
        }
    }
}

#[test]
fn a_cup_is_a_blind_hole_and_a_boss_is_a_pin() {
    for way in WAYS {
        let facts = measured(&turned(&cup(5.0, 2.0, 8.0, 3.0, 24), way));
        let holes = facts.holes.expect("measured");
        assert_eq!(holes.len(), 1);
        is(&holes[0].cylinder, 4.0, 5.0, 24);
        assert_eq!(holes[0].ends, HoleEnds::Blind);
        let boss = [
            [0.0, 0.0],
            [9.0, 0.0],
            [9.0, 2.0],
            [1.0, 2.0],
            [1.0, 7.0],
            [0.0, 7.0],
        ];
        let facts = measured(&turned(&lathe(&boss, 20), way));
        let pins = facts.pins.expect("measured");
        assert_eq!(pins.len(), 2);
        is(&pins[0].cylinder, 2.0, 5.0, 20);
        assert_eq!(pins[0].free_ends, 1);
        assert_eq!(facts.holes_total, 0);
    }
}

#[test]
fn what_is_not_round_along_an_axis_is_neither() {
    let arc = |n: usize, r: f64| -> Vec<Point2> {
        (0..=n)
            .map(|i| {
                let (sin, cos) = (PI * i as f64 / n as f64 - PI / 2.0).sin_cos();
                [if i == 0 || i == n { 0.0 } else { r * cos }, r * sin]
            })
            .collect()
    };
    let cone = vec![[0.0, 0.0], [6.0, 0.0], [2.0, 9.0], [0.0, 9.0]];
    for (what, solid) in [
        ("six sides", tube(5.0, 2.0, 6.0, 6)),
        ("a ball", lathe(&arc(33, 6.0), 64)),
        ("a fine ball", lathe(&arc(80, 6.0), 160)),
        ("a cone", lathe(&cone, 40)),
    ] {
        let facts = measured(&solid);
        assert_eq!(facts.holes.map(|holes| holes.len()), Some(0), "{what}");
        assert_eq!(facts.pins.map(|pins| pins.len()), Some(0), "{what}");
    }
}

#[test]
fn the_order_of_triangles_does_not_show() {
    let mut all = facets(&turned(&tube(5.0, 1.7, 6.0, 40), WAYS[1]));
    all.extend(facets(&turned(&cup(30.0, 26.0, 20.0, 3.0, 90), WAYS[3])));
    let first = unnumbered(facts(&all));
    for seed in 1..4 {
        assert_eq!(unnumbered(facts(&shuffled(&all, seed))), first);
    }
}

#[test]
fn a_cup_sucks_with_its_opening_at_the_film_only() {
    let up = cup(15.0, 13.0, 20.0, 2.0, 64);
    let facts = measured(&up);
    let liquid = facts.poses[0].liquid.as_ref().expect("measured");
    let area = 32.0 * 13.0 * 13.0 * (TAU / 64.0).sin();
    let [cup] = &liquid.suction[..] else {
        panic!("one cup: {liquid:?}")
    };
    near(cup.max_area, area, 0.03 * area);
    near(cup.volume, 18.0 * area, 0.05 * 18.0 * area);
    assert!(cup.at[0].hypot(cup.at[1]) < 13.0 && cup.at[2] > 2.0);
    assert!(liquid.traps.is_empty(), "it runs out when turned over");
    let down = measured(&turned(&up, [PI, 0.0]));
    let liquid = down.poses[0].liquid.as_ref().expect("measured");
    assert!(liquid.suction.is_empty() && liquid.traps.is_empty());
    // Open at both ends: the plate does not count, parts stand on supports.
    let open = measured(&tube(15.0, 13.0, 20.0, 64));
    let liquid = open.poses[0].liquid.as_ref().expect("measured");
    assert!(liquid.suction.is_empty() && liquid.traps.is_empty());
}

#[test]
fn a_closed_cavity_is_known_exactly_wherever_it_lies() {
    let inner: Vec<Facet> = cuboid([2.0, 2.0, 2.0], [28.0, 28.0, 18.0])
        .iter()
        .map(|[a, b, c]| [*a, *c, *b])
        .collect();
    let mut all = cuboid([0.0; 3], [30.0, 30.0, 20.0]);
    all.extend(inner);
    let facts = facts(&all);
    let liquid = facts.poses[0].liquid.as_ref().expect("measured");
    assert_eq!((liquid.traps.len(), liquid.suction.len()), (1, 1));
    assert!(liquid.traps[0].closed);
    near(liquid.traps[0].volume, 26.0 * 26.0 * 16.0, 1e-3);
    near(liquid.suction[0].volume, 26.0 * 26.0 * 16.0, 1e-3);
    near(liquid.suction[0].max_area, 676.0, 40.0);
    assert_eq!(liquid.traps[0].at, [15.0, 15.0, 10.0]);
    assert!(liquid.hollows.is_empty());
}

#[test]
fn a_hollow_drains_through_its_hole() {
    for (radius, sides) in [(1.25, 24), (2.0, 32)] {
        // A bottle: round, hollow, with a hole in its floor.
        let outline = [
            [radius, 0.0],
            [15.0, 0.0],
            [15.0, 20.0],
            [0.0, 20.0],
            [0.0, 18.0],
            [13.0, 18.0],
            [13.0, 2.0],
            [radius, 2.0],
        ];
        let facts = measured(&lathe(&outline, sides));
        let liquid = facts.poses[0].liquid.as_ref().expect("measured");
        assert!(liquid.traps.is_empty() && liquid.suction.is_empty());
        let [hollow] = &liquid.hollows[..] else {
            panic!("one hollow: {liquid:?}")
        };
        assert_eq!(hollow.openings, 1);
        let across = 2.0 * radius * (PI / sides as f64).cos();
        near(hollow.drain.expect("a drain"), across, 1e-3);
        let n = sides as f64;
        let volume = n / 2.0 * 169.0 * (TAU / n).sin() * 16.0;
        near(hollow.volume, volume, 0.06 * volume);
    }
}
