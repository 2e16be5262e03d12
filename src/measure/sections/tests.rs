use super::{Sections, Subject, sections};
use crate::measure::weld::Welded;
use crate::units::{Point, Point2};
use std::f64::consts::PI;

const UPRIGHT: [Point; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

fn mesh() -> Welded {
    Welded {
        facets: Vec::new(),
        vertices: Vec::new(),
    }
}

/// Adds walls over closed outlines (counter-clockwise around the solid), with floor and roof by `caps`,
/// triangles of corners counted over all outlines.
fn prism(mesh: &mut Welded, outlines: &[Vec<Point2>], caps: &[[u32; 3]], from: f64, to: f64) {
    let base = mesh.vertices.len() as u32;
    let n: u32 = outlines.iter().map(|outline| outline.len() as u32).sum();
    for z in [from, to] {
        let points = outlines.iter().flatten();
        mesh.vertices.extend(points.map(|[x, y]| [*x, *y, z]));
    }
    let mut start = base;
    for outline in outlines {
        let k = outline.len() as u32;
        for i in 0..k {
            let (a, b) = (start + i, start + (i + 1) % k);
            mesh.facets.extend([[a, b, b + n], [a, b + n, a + n]]);
        }
        start += k;
    }
    for [a, b, c] in caps.iter().map(|cap| cap.map(|i| i + base)) {
        mesh.facets.extend([[a, c, b], [a + n, b + n, c + n]]);
    }
}

fn block(mesh: &mut Welded, min: Point, max: Point) {
    let outline = vec![
        [min[0], min[1]],
        [max[0], min[1]],
        [max[0], max[1]],
        [min[0], max[1]],
    ];
    prism(mesh, &[outline], &[[0, 1, 2], [0, 2, 3]], min[2], max[2]);
}

fn ring(radius: f64, n: u32, clockwise: bool) -> Vec<Point2> {
    let angle = |i: u32| 2.0 * PI * f64::from(i) / f64::from(n);
    let point = |i: u32| [radius * angle(i).cos(), radius * angle(i).sin()];
    if clockwise {
        (0..n).rev().map(point).collect()
    } else {
        (0..n).map(point).collect()
    }
}

fn cut(mesh: &Welded, clean: bool) -> Sections {
    try_cut(mesh, clean).expect("sections")
}

fn try_cut(mesh: &Welded, clean: bool) -> Option<Sections> {
    let facing: Vec<[f32; 3]> = (0..mesh.facets.len() as u32)
        .map(|facet| {
            let [a, b, c] = mesh.corners(facet);
            let u: Point = std::array::from_fn(|i| b[i] - a[i]);
            let v: Point = std::array::from_fn(|i| c[i] - a[i]);
            let n = [
                u[1] * v[2] - u[2] * v[1],
                u[2] * v[0] - u[0] * v[2],
                u[0] * v[1] - u[1] * v[0],
            ];
            let length = n.iter().map(|x| x * x).sum::<f64>().sqrt();
            n.map(|x| {
                if length > 0.0 {
                    (x / length) as f32
                } else {
                    0.0
                }
            })
        })
        .collect();
    let heights = mesh.vertices.iter().map(|point| point[2]);
    let floor = heights.clone().fold(f64::INFINITY, f64::min);
    let top = heights.fold(f64::NEG_INFINITY, f64::max);
    sections(&Subject {
        mesh,
        facing: &facing,
        rotation: UPRIGHT,
        floor,
        top,
        clean,
        most: super::MOST,
    })
}

#[track_caller]
fn near(found: f64, expected: f64, part: f64) {
    assert!(
        (found - expected).abs() <= part * expected.abs().max(1e-9),
        "{found}, not {expected}"
    );
}

#[test]
fn a_block_is_known_exactly() {
    let mut mesh = mesh();
    block(&mut mesh, [3.0, -2.0, 1.0], [33.0, 18.0, 9.0]);
    let found = cut(&mesh, true);
    // Bands that are alike became one.
    assert_eq!(
        (found.z.as_slice(), found.height.as_slice()),
        (&[4.0][..], &[8.0][..])
    );
    assert_eq!((found.area[0], found.perimeter[0]), (600.0, 100.0));
    for (inner, depth) in found.inner_area.iter().zip([0.45, 0.9, 1.35]) {
        near(inner[0], (30.0 - 2.0 * depth) * (20.0 - 2.0 * depth), 0.004);
    }
    assert_eq!((found.exposed_up[0], found.exposed_down[0]), (600.0, 600.0));
    assert_eq!((found.up_border[0], found.down_border[0]), (100.0, 100.0));
    assert_eq!(
        (found.islands[0], found.holes[0], found.small_area[0]),
        (1, 0, 0.0)
    );
    assert_eq!(found.short_border[0], 0.0);
}

#[test]
fn a_tube_has_a_short_hole() {
    let n = 96;
    let mut mesh = mesh();
    let caps: Vec<[u32; 3]> = (0..n)
        .flat_map(|i| {
            // The inner ring runs the other way: its corner beside i is n − 1 − i.
            let (a, b) = (i, (i + 1) % n);
            let (c, d) = (2 * n - 1 - a, 2 * n - 1 - b);
            [[a, b, d], [a, d, c]]
        })
        .collect();
    prism(
        &mut mesh,
        &[ring(10.0, n, false), ring(4.0, n, true)],
        &caps,
        0.0,
        30.0,
    );
    let found = cut(&mesh, true);
    let step = 2.0 * PI / f64::from(n);
    near(
        found.area[0],
        f64::from(n) / 2.0 * step.sin() * (100.0 - 16.0),
        1e-4,
    );
    near(
        found.perimeter[0],
        f64::from(n) * 2.0 * (step / 2.0).sin() * 14.0,
        1e-4,
    );
    for (inner, depth) in found.inner_area.iter().zip([0.45, 0.9, 1.35]) {
        let expected = PI * ((10.0f64 - depth).powi(2) - (4.0f64 + depth).powi(2));
        near(inner[0], expected, 0.015);
    }
    assert_eq!((found.islands[0], found.holes[0]), (1, 1));
    near(found.short_border[0], 2.0 * PI * 4.0, 0.03);
}

/// A step and a recess: where surfaces lie flat, bands end, and what lies open is told in the right one.
#[test]
fn bands_end_where_surfaces_lie_flat() {
    let mut mesh = mesh();
    block(&mut mesh, [0.0, 0.0, 0.0], [40.0, 20.0, 5.0]);
    block(&mut mesh, [50.0, 0.0, 0.0], [60.0, 20.0, 12.0]);
    let found = cut(&mesh, true);
    let at = |height: f64| {
        let tops = found.z.iter().zip(&found.height).map(|(z, h)| z + h / 2.0);
        tops.enumerate()
            .find(|(_, top)| (top - height).abs() < 1e-3)
            .expect("a band ends there")
            .0
    };
    let (low, high) = (at(5.0), at(12.0));
    assert_eq!(
        (found.exposed_up[low], found.exposed_up[high]),
        (800.0, 200.0)
    );
    assert_eq!((found.up_border[low], found.up_border[high]), (120.0, 60.0));
    assert_eq!(found.exposed_down[0], 1000.0);
    assert_eq!((found.islands[low], found.islands[high]), (2, 1));
    assert_eq!((found.area[low], found.area[high]), (1000.0, 200.0));
    let volume: f64 = found
        .area
        .iter()
        .zip(&found.height)
        .map(|(a, h)| a * h)
        .sum();
    near(volume, 40.0 * 20.0 * 5.0 + 10.0 * 20.0 * 12.0, 1e-4);
    assert!(found.z.len() <= super::MOST);
}

#[test]
fn what_overlaps_counts_once() {
    let mut mesh = mesh();
    block(&mut mesh, [0.0, 0.0, 0.0], [20.0, 20.0, 10.0]);
    block(&mut mesh, [10.0, 5.0, 0.0], [30.0, 15.0, 10.0]);
    let found = cut(&mesh, false);
    near(found.area[0], 500.0, 0.01);
    near(found.perimeter[0], 100.0, 0.05);
    near(
        found.inner_area[0][0],
        500.0 - 0.45 * 100.0 + 0.45 * 0.45 * 4.0,
        0.01,
    );
    assert_eq!(found.islands[0], 1);
}

/// A thin wall has nothing within, and a comb of walls is told alike whatever its place among the pixels.
#[test]
fn thin_walls_have_no_core() {
    let mut mesh = mesh();
    for i in 0..12 {
        let x = 2.37 * f64::from(i);
        block(&mut mesh, [x, 0.0, 0.0], [x + 1.2, 30.0, 10.0]);
    }
    let found = cut(&mesh, true);
    near(found.area[0], 12.0 * 36.0, 1e-4);
    assert!(found.inner_area[1][0] + found.inner_area[2][0] == 0.0);
    near(found.inner_area[0][0], 12.0 * 0.3 * 29.1, 0.25);
    assert_eq!(found.islands[0], 12);
}

/// Against the definition: the distance of many points from the border of an L.
#[test]
fn a_concave_corner_is_told_as_by_definition() {
    let outline: Vec<Point2> = vec![
        [0.0, 0.0],
        [12.3, 0.0],
        [12.3, 4.1],
        [5.2, 4.1],
        [5.2, 11.7],
        [0.0, 11.7],
    ];
    let caps = [[0, 1, 2], [0, 2, 3], [0, 3, 5], [3, 4, 5]];
    let mut mesh = mesh();
    prism(&mut mesh, std::slice::from_ref(&outline), &caps, 0.0, 5.0);
    let found = cut(&mesh, true);
    let inside = |[x, y]: Point2| x < 12.3 && y < 4.1 || x < 5.2 && y < 11.7;
    let off = |p: Point2| {
        let next = outline.iter().cycle().skip(1);
        let edges = outline.iter().zip(next);
        edges
            .map(|(a, b)| crate::measure::hull::distance(p, *a, *b))
            .fold(f64::INFINITY, f64::min)
    };
    let step = 0.05;
    let mut areas = [0.0; 3];
    for i in 0..250 {
        for j in 0..240 {
            let p = [(f64::from(i) + 0.5) * step, (f64::from(j) + 0.5) * step];
            if inside(p) {
                let off = off(p);
                for (area, depth) in areas.iter_mut().zip([0.45, 0.9, 1.35]) {
                    *area += if off > depth { step * step } else { 0.0 };
                }
            }
        }
    }
    for (inner, expected) in found.inner_area.iter().zip(areas) {
        near(inner[0], expected, 0.02);
    }
}

#[test]
fn the_order_of_the_facets_does_not_show() {
    let mut mesh = mesh();
    block(&mut mesh, [0.0, 0.0, 0.0], [40.0, 20.0, 5.0]);
    block(&mut mesh, [45.0, 0.0, 0.0], [60.1, 20.3, 12.7]);
    let found = cut(&mesh, true);
    mesh.facets.reverse();
    mesh.facets.rotate_left(5);
    assert_eq!(cut(&mesh, true), found);
}

/// Facets that all reach from bottom to top would meet every plane and every row of pixels.
#[test]
fn a_thicket_of_needles_is_bounded() {
    let mut mesh = mesh();
    let mut state = 5u64;
    let mut random = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24)
    };
    for i in 0..60_000u32 {
        for z in [0.0, 100.0, 50.0 * random()] {
            mesh.vertices.push([100.0 * random(), 100.0 * random(), z]);
        }
        mesh.facets.push([3 * i, 3 * i + 1, 3 * i + 2]);
    }
    let found = try_cut(&mesh, false);
    assert!(found.is_none_or(|found| found.z.len() <= super::MOST));
    // No height, no points, a height beyond all machines.
    assert_eq!(try_cut(&super::tests::mesh(), true), None);
    let mut flat = super::tests::mesh();
    block(&mut flat, [0.0, 0.0, 3.0], [10.0, 10.0, 3.0]);
    assert_eq!(try_cut(&flat, true), None);
    let mut tall = super::tests::mesh();
    block(&mut tall, [0.0, 0.0, 0.0], [1e12, 10.0, 1e12]);
    assert_eq!(try_cut(&tall, true), None);
    let mut wide = super::tests::mesh();
    block(&mut wide, [0.0, 0.0, 0.0], [2000.0, 1500.0, 10.0]);
    near(cut(&wide, true).inner_area[0][0], 1999.1 * 1499.1, 0.01);
}
