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
        std::array::from_fn(|axis| if i >> axis & 1 == 1 { max[axis] } else { min[axis] })
    };
    let quads = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];
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
        if r == 0.0 { [0.0, 0.0, z] } else { [r * angle.cos(), r * angle.sin(), z] }
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
            let r = if i == 0 || i == rings { 0.0 } else { radius * angle.cos() };
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
        facets: (0..facets.len() as u32).map(|i| [3 * i, 3 * i + 1, 3 * i + 2]).collect(),
    });
    measure(&object, LengthUnit::Millimetre, Scope::All)
}

fn walls_of(facets: &Facets) -> (Thickness, Gap) {
    let facts = facts(facets);
    (facts.thickness.expect("thickness"), facts.gap.expect("a gap"))
}

fn is_near(found: Option<f64>, expected: Option<f64>, what: &str) {
    match (found, expected) {
        (None, None) => {}
        (Some(found), Some(expected)) => {
            assert!((found / expected - 1.0).abs() < 0.02, "{what}: {found}, not {expected}");
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
        prism(&[[0.0, 0.0], [10.0 + w, 0.0], [10.0 + w, 12.0], [5.0 + w, 12.0], [5.0 + w, 5.0], [5.0, 5.0], [5.0, 12.0], [0.0, 12.0]], 9.0)
    };
    vec![
        ("plate", cuboid([0.0; 3], [20.0, 15.0, 1.3]), Some(1.3), None),
        ("cube", cuboid([0.0; 3], [10.0; 3]), None, None),
        ("rod", turned(&[[0.0, 0.0], [1.0, 0.0], [1.0, 12.0], [0.0, 12.0]], 48), Some(2.0 * flat(48)), None),
        ("tube", tube(4.0, 4.8, 64), Some(0.8 * flat(64)), None),
        ("narrow tube", tube(1.0, 6.0, 64), None, Some(2.0 * flat(64))),
        ("sphere", sphere(1.5, 24), Some(2.97), None),
        ("hollow sphere", join(vec![sphere(8.0, 24), flipped(sphere(7.0, 24))]), Some(0.995), None),
        ("two plates", join(vec![plate(0.0, 5.0), plate(5.4, 5.0)]), None, Some(0.4)),
        ("comb", join((0..4).map(|i| plate(f64::from(i) * 1.1, 0.6)).collect()), Some(0.6), Some(0.5)),
        ("U", slot(0.7), None, Some(0.7)),
        ("thin plate", cuboid([0.0; 3], [9.0, 0.21, 7.0]), Some(0.21), None),
        ("plate with a cavity", join(vec![cuboid([0.0; 3], [20.0, 20.0, 10.0]), flipped(cuboid([2.0, 2.0, 0.9], [18.0, 18.0, 9.0]))]), Some(0.9), None),
        ("staircase", prism(&[[0.0, 0.0], [9.0, 0.0], [9.0, 1.4], [6.0, 1.4], [6.0, 6.0], [0.0, 6.0]], 10.0), Some(1.4), None),
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
            is_near(walls.min, thickness, &format!("{name} turned by {angle}, {cuts} cuts"));
            is_near(gaps.min, gap, &format!("gap of {name} turned by {angle}, {cuts} cuts"));
        }
    }
}
