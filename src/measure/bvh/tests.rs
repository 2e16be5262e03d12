//! Every query against asking all triangles one by one.

use super::*;
use crate::measure::weld::{single, weld};

/// Numbers that look random, the same on every run.
pub(in super::super) struct Random(pub(in super::super) u64);

impl Random {
    pub(in super::super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From -1 to 1.
    pub(in super::super) fn number(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    fn point(&mut self, size: f64) -> Point {
        std::array::from_fn(|_| self.number() * size)
    }
}

fn soup(n: usize, size: f64, seed: u64) -> Welded {
    let mut random = Random(seed);
    let facets: Vec<_> = (0..n)
        .map(|_| {
            let middle = random.point(50.0);
            [0; 3].map(|_| {
                let offset = random.point(size);
                single(std::array::from_fn(|axis| {
                    (middle[axis] + offset[axis]) as f32
                }))
            })
        })
        .collect();
    weld(n, 1.0, |index| facets[index])
}

fn meet(a: Bounds, b: Bounds) -> bool {
    (0..3).all(|axis| a.min[axis] <= b.max[axis] && b.min[axis] <= a.max[axis])
}

#[test]
fn nothing_is_found_in_nothing() {
    let mesh = soup(0, 1.0, 1);
    let tree = Bvh::new(&mesh);
    tree.in_box([-1.0; 3], [1.0; 3], |_| panic!("nothing there"));
    let hit = tree.first_hit(&mesh, [0.0; 3], [1.0, 0.0, 0.0], 10.0, |_| true);
    assert_eq!(hit, None);
    let budget = Budget::new(100);
    let states = tree.pairs(&budget, || (), |(), _, _| 1);
    assert!(states.len() <= 1 && !budget.is_exceeded());
}

#[test]
fn triangles_without_area_are_left_out() {
    let p = |x: f32| single([x, 2.0 * x, -x]);
    let facets = [
        [p(0.0), p(1.0), p(2.0)],
        [p(0.0), p(0.0), p(2.0)],
        [p(0.0), p(1.0), single([0.0, 0.0, 1.0])],
    ];
    let tree = Bvh::new(&weld(3, 1.0, |index| facets[index]));
    assert_eq!(tree.order, [2]);
}

#[test]
fn every_pair_of_boxes_that_meet_is_found_once() {
    for (n, size) in [(1, 1.0), (7, 40.0), (64, 30.0), (600, 8.0), (3000, 3.0)] {
        let mesh = soup(n, size, n as u64);
        let tree = Bvh::new(&mesh);
        let budget = Budget::new(u64::MAX / 2);
        let pairs = tree.pairs(&budget, Vec::new, |found, a, b| {
            found.push((a.min(b), a.max(b)));
            1
        });
        let mut found = pairs.concat();
        found.sort_unstable();
        let boxes: Vec<Bounds> = (0..n as u32).map(|i| Bounds::of(mesh.corners(i))).collect();
        let expected: Vec<(u32, u32)> = (0..n)
            .flat_map(|a| (a + 1..n).map(move |b| (a, b)))
            .filter(|(a, b)| meet(boxes[*a], boxes[*b]))
            .map(|(a, b)| (a as u32, b as u32))
            .collect();
        assert_eq!(found, expected, "{n} triangles");
    }
}

#[test]
fn a_budget_ends_the_search() {
    let mesh = soup(3000, 40.0, 5);
    let tree = Bvh::new(&mesh);
    let budget = Budget::new(20_000);
    tree.pairs(&budget, || (), |(), _, _| 1);
    assert!(budget.is_exceeded());
}

#[test]
fn what_a_line_meets_is_charged() {
    let sheets = |n: usize| {
        let facets: Vec<_> = (0..n)
            .map(|i| {
                let z = i as f32;
                [[0.0, 0.0, z], [9.0, 0.0, z], [0.0, 9.0, z]].map(single)
            })
            .collect();
        weld(n, 1.0, |index| facets[index])
    };
    let steps = |n: usize| {
        let mesh = sheets(n);
        let mut met = 0;
        let from = [2.0, 2.0, -1.0];
        let steps = Bvh::new(&mesh).crossings(&mesh, from, [0.0, 0.0, 1.0], 1e4, |_, _| met += 1);
        assert_eq!(met, n);
        steps
    };
    // An exact test and the note of it, at some 150 ns.
    assert!(
        steps(1000) >= 14_000 && steps(1000) < 25_000,
        "{}",
        steps(1000)
    );
    assert!(steps(2000) > 2 * steps(1000) - 100);
}

#[test]
fn a_box_finds_what_meets_it() {
    let mesh = soup(2000, 4.0, 3);
    let tree = Bvh::new(&mesh);
    let mut random = Random(17);
    for _ in 0..200 {
        let (a, b) = (random.point(50.0), random.point(50.0));
        let min: Point = std::array::from_fn(|axis| a[axis].min(b[axis]));
        let max: Point = std::array::from_fn(|axis| a[axis].max(b[axis]));
        let mut found = Vec::new();
        tree.in_box(min, max, |triangle| found.push(triangle));
        found.sort_unstable();
        let wanted = Bounds {
            min: min.map(down),
            max: max.map(up),
        };
        let expected: Vec<u32> = (0..2000)
            .filter(|i| meet(Bounds::of(mesh.corners(*i)), wanted))
            .collect();
        assert_eq!(found, expected);
    }
}

/// Where a ray meets a triangle, after T. Möller and B. Trumbore.
fn plain_hit([a, b, c]: [Point; 3], origin: Point, direction: Point) -> Option<f64> {
    let minus = |p: Point, q: Point| -> Point { std::array::from_fn(|axis| p[axis] - q[axis]) };
    let dot = |p: Point, q: Point| p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
    let times = |p: Point, q: Point| cross([[0.0; 3], p, q]);
    let (e, f) = (minus(b, a), minus(c, a));
    let p = times(direction, f);
    let det = dot(e, p);
    let t = minus(origin, a);
    let u = dot(t, p) / det;
    let q = times(t, e);
    let v = dot(direction, q) / det;
    let distance = dot(f, q) / det;
    (u >= 0.0 && v >= 0.0 && u + v <= 1.0 && distance >= 0.0).then_some(distance)
}

fn unit(v: Point) -> Point {
    let length = v.iter().map(|x| x * x).sum::<f64>().sqrt();
    v.map(|x| x / length)
}

#[test]
fn a_ray_finds_the_nearest_triangle() {
    let mesh = soup(3000, 5.0, 9);
    let tree = Bvh::new(&mesh);
    let mut random = Random(4);
    let mut hits = 0;
    for round in 0..500 {
        let origin = random.point(60.0);
        let mut direction = unit(random.point(1.0));
        if round % 5 == 0 {
            direction = [[0.0, 0.0, -1.0], [0.0, 1.0, 0.0]][round % 2];
        }
        let filter = |triangle: u32| !triangle.is_multiple_of(3);
        let far = if round % 2 == 0 { 20.0 } else { 1000.0 };
        let found = tree.first_hit(&mesh, origin, direction, far, filter);
        let expected = (0..3000)
            .filter(|i| filter(*i))
            .filter_map(|i| Some((plain_hit(mesh.corners(i), origin, direction)?, i)))
            .filter(|(distance, _)| *distance <= far)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        assert_eq!(found.map(|hit| hit.triangle), expected.map(|hit| hit.1));
        if let (Some(found), Some((distance, _))) = (found, expected) {
            assert!((found.distance - distance).abs() < 1e-9);
            hits += 1;
        }
    }
    assert!(hits > 100, "{hits}");
}

/// A closed ball of 20 · 4ⁿ triangles about the origin.
fn ball(rounds: u32) -> Vec<[Point; 3]> {
    let g = f64::midpoint(1.0, 5f64.sqrt());
    let corners: [Point; 12] = [
        [-1.0, g, 0.0],
        [1.0, g, 0.0],
        [-1.0, -g, 0.0],
        [1.0, -g, 0.0],
        [0.0, -1.0, g],
        [0.0, 1.0, g],
        [0.0, -1.0, -g],
        [0.0, 1.0, -g],
        [g, 0.0, -1.0],
        [g, 0.0, 1.0],
        [-g, 0.0, -1.0],
        [-g, 0.0, 1.0],
    ];
    let faces = [
        [0, 11, 5],
        [0, 5, 1],
        [0, 1, 7],
        [0, 7, 10],
        [0, 10, 11],
        [1, 5, 9],
        [5, 11, 4],
        [11, 10, 2],
        [10, 7, 6],
        [7, 1, 8],
        [3, 9, 4],
        [3, 4, 2],
        [3, 2, 6],
        [3, 6, 8],
        [3, 8, 9],
        [4, 9, 5],
        [2, 4, 11],
        [6, 2, 10],
        [8, 6, 7],
        [9, 8, 1],
    ];
    let mut facets: Vec<[Point; 3]> = faces.map(|face| face.map(|i| unit(corners[i]))).to_vec();
    for _ in 0..rounds {
        let middle =
            |a: Point, b: Point| unit(std::array::from_fn(|axis| f64::midpoint(a[axis], b[axis])));
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

#[test]
fn no_ray_slips_out_through_an_edge_or_a_vertex() {
    let facets = ball(3);
    let mesh = weld(facets.len(), 1.0, |i| {
        facets[i].map(crate::measure::weld::double)
    });
    let tree = Bvh::new(&mesh);
    let mut random = Random(2);
    for facet in &facets {
        let origin = random.point(0.2);
        let along = [0, 1, 2].map(|k| {
            let (a, b) = (facet[k], facet[(k + 1) % 3]);
            std::array::from_fn(|axis| f64::midpoint(a[axis], b[axis]))
        });
        for target in facet.iter().chain(&along) {
            for origin in [origin, [0.0; 3]] {
                let direction = unit(std::array::from_fn(|axis| target[axis] - origin[axis]));
                let hit = tree.first_hit(&mesh, origin, direction, 10.0, |_| true);
                assert!(hit.is_some_and(|hit| hit.distance < 1.35));
            }
        }
    }
}

#[test]
fn a_shrinking_ball_ends_at_the_nearest_triangle() {
    let mesh = soup(3000, 1.0, 11);
    let tree = Bvh::new(&mesh);
    let mut random = Random(8);
    // The nearest corner of any triangle stands for the nearest point.
    let distance = |triangle: u32, p: &Point| {
        mesh.corners(triangle)
            .iter()
            .map(|c| {
                (0..3)
                    .map(|axis| (c[axis] - p[axis]).powi(2))
                    .sum::<f64>()
                    .sqrt()
            })
            .fold(f64::INFINITY, f64::min)
    };
    for _ in 0..200 {
        let centre = random.point(55.0);
        let mut visits = 0;
        let left = tree.in_ball(
            Ball {
                centre,
                radius: 30.0,
            },
            |triangle, ball| {
                visits += 1;
                ball.radius = ball.radius.min(distance(triangle, &centre));
            },
        );
        let expected = (0..3000).map(|i| distance(i, &centre)).fold(30.0, f64::min);
        assert_eq!(left.radius, expected);
        assert!(visits < 400, "{visits}");
    }
}

#[test]
fn threads_do_not_show() {
    let mesh = soup(100_000, 0.5, 21);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        pool.install(|| {
            let tree = Bvh::new(&mesh);
            let pairs = tree.pairs(&Budget::new(u64::MAX / 2), Vec::new, |found, a, b| {
                found.push((a, b));
                1
            });
            (tree, pairs)
        })
    };
    let one = on(1);
    assert!(one == on(2) && one == on(8));
}

#[test]
fn neighbours_on_the_curve_are_neighbours_in_space() {
    // The first 512 cells of each axis' corner, in the order of the curve.
    let mut cells: Vec<(u64, [u32; 3])> = (0..512u32)
        .map(|i| [i & 7, i >> 3 & 7, i >> 6])
        .map(|cell| (hilbert(cell), cell))
        .collect();
    cells.sort_unstable();
    for pair in cells.windows(2) {
        let steps: u32 = (0..3)
            .map(|axis| pair[0].1[axis].abs_diff(pair[1].1[axis]))
            .sum();
        assert_eq!((steps, pair[1].0 - pair[0].0), (1, 1));
    }
}
