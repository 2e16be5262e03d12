//! Self-intersection: the definition written out plainly in rational numbers, other programs, and what
//! must not show (the order of the triangles, the threads, where and how the part lies).

use crate::mesh::{Facet, cuboid, shuffled};
use fabcommons::measure::{Facts, IntersectionKind, Scope, measure};
use fabcommons::mesh::{Object, Triangles};
use fabcommons::units::LengthUnit;
use num_rational::BigRational;
use num_traits::Signed as _;
use std::collections::{BTreeMap, BTreeSet};

type Rational = [BigRational; 3];

fn facts(facets: &[Facet]) -> Facts {
    let object = Object::new(Triangles::from(facets.to_vec()));
    measure(&object, LengthUnit::Millimetre, Scope::Intersections)
}

fn rational(p: [f32; 3]) -> Rational {
    p.map(|x| BigRational::from_float(x).expect("a number"))
}

fn minus(a: &Rational, b: &Rational) -> Rational {
    std::array::from_fn(|k| &a[k] - &b[k])
}

fn product(u: &Rational, v: &Rational) -> Rational {
    std::array::from_fn(|k| {
        let (i, j) = ((k + 1) % 3, (k + 2) % 3);
        &u[i] * &v[j] - &u[j] * &v[i]
    })
}

fn dot(u: &Rational, v: &Rational) -> BigRational {
    &u[0] * &v[0] + &u[1] * &v[1] + &u[2] * &v[2]
}

fn is_zero(v: &Rational) -> bool {
    v.iter().all(num_traits::Zero::is_zero)
}

/// The part of a convex polygon (or segment, or point) on the side of a plane that `normal` shows to.
fn cut(polygon: &[Rational], on: &Rational, normal: &Rational) -> Vec<Rational> {
    let height = |p: &Rational| dot(&minus(p, on), normal);
    let mut left: Vec<Rational> = Vec::new();
    for (i, p) in polygon.iter().enumerate() {
        let q = &polygon[(i + 1) % polygon.len()];
        let (from, to) = (height(p), height(q));
        if !from.is_negative() {
            left.push(p.clone());
        }
        if (&from * &to).is_negative() {
            let part = &from / (&from - &to);
            let step = minus(q, p);
            left.push(std::array::from_fn(|k| &p[k] + &part * &step[k]));
        }
    }
    left
}

/// How two triangles intersect: what is left of the one when all beyond the other is cut off.
pub fn plainly(a: Facet, b: Facet) -> Option<IntersectionKind> {
    let (s, t) = (a.map(rational), b.map(rational));
    let normal = |t: &[Rational; 3]| product(&minus(&t[1], &t[0]), &minus(&t[2], &t[0]));
    let (n, m) = (normal(&s), normal(&t));
    if is_zero(&n) || is_zero(&m) {
        return None;
    }
    let shared: Vec<&Rational> = s.iter().filter(|p| t.contains(p)).collect();
    if shared.len() == 3 {
        return None;
    }
    let back: Rational = std::array::from_fn(|k| -m[k].clone());
    let mut left = cut(&cut(&s, &t[0], &m), &t[0], &back);
    for i in 0..3 {
        let (from, to) = (&t[i], &t[(i + 1) % 3]);
        left = cut(&left, from, &product(&m, &minus(to, from)));
    }
    let apart = left.iter().find(|p| **p != left[0])?;
    if let [p, q] = shared[..] {
        let along = minus(q, p);
        let inside = |x: &Rational| is_zero(&product(&along, &minus(x, p)));
        if inside(apart) && left.iter().all(inside) {
            return None;
        }
    }
    Some(if is_zero(&product(&n, &m)) {
        IntersectionKind::Coplanar
    } else {
        IntersectionKind::Crossing
    })
}

/// The pairs that count, of all pairs.
pub fn all_pairs(facets: &[Facet]) -> Vec<(usize, usize, IntersectionKind)> {
    let apart = |a: &Facet, b: &Facet| {
        (0..3).any(|k| {
            a.iter().all(|p| b.iter().all(|q| p[k] < q[k]))
                || b.iter().all(|q| a.iter().all(|p| q[k] < p[k]))
        })
    };
    (0..facets.len())
        .flat_map(|i| (i + 1..facets.len()).map(move |j| (i, j)))
        .filter(|(i, j)| !apart(&facets[*i], &facets[*j]))
        .filter_map(|(i, j)| Some((i, j, plainly(facets[i], facets[j])?)))
        .collect()
}

/// Compares with the plain way; how many pairs count.
fn compare(name: &str, facets: &[Facet]) -> usize {
    let expected = all_pairs(facets);
    let facts = facts(facets);
    let found = facts.self_intersections.expect("few triangles");
    assert_eq!(found.places_total as usize, expected.len(), "{name}");
    assert_eq!(
        found.within_shell + found.between_shells,
        found.places_total,
        "{name}"
    );
    let triangles: BTreeSet<usize> = expected.iter().flat_map(|(i, j, _)| [*i, *j]).collect();
    assert_eq!(
        facts.self_intersecting_triangles,
        Some(triangles.len() as u64),
        "{name}"
    );
    let pairs: BTreeSet<_> = expected
        .iter()
        .map(|(i, j, kind)| (*i as u32, *j as u32, *kind))
        .collect();
    for place in &found.places {
        let [a, b] = place.triangles;
        assert!(pairs.contains(&(a, b, place.kind)), "{name}: {place:?}");
        assert!(
            place.at.iter().all(|x| x.is_finite()) && place.length >= 0.0,
            "{name}: {place:?}"
        );
        for facet in [facets[a as usize], facets[b as usize]] {
            for k in 0..3 {
                let xs = facet.map(|p| f64::from(p[k]));
                let room = 1e-9 * xs.iter().fold(1.0, |room, x| f64::max(room, x.abs()));
                let (low, high) = (
                    xs.iter().copied().fold(f64::MAX, f64::min),
                    xs.iter().copied().fold(f64::MIN, f64::max),
                );
                assert!(
                    low - room <= place.at[k] && place.at[k] <= high + room,
                    "{name}: {place:?}"
                );
            }
        }
    }
    assert!(
        found
            .places
            .windows(2)
            .all(|pair| pair[0].depth >= pair[1].depth),
        "{name}"
    );
    expected.len()
}

/// Numbers that look random, the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn point(&mut self, n: u64) -> [f32; 3] {
        [0; 3].map(|_| self.below(n) as f32)
    }

    fn facet(&mut self, n: u64) -> Facet {
        [0; 3].map(|_| self.point(n))
    }
}

#[test]
fn soups_equal_the_plain_way() {
    // Few places: corners, edges and planes are shared all the time.
    for (seed, (n, places)) in [
        (40, 2),
        (60, 3),
        (60, 3),
        (60, 4),
        (50, 6),
        (50, 10),
        (40, 1000),
        (40, 1_000_000),
    ]
    .into_iter()
    .enumerate()
    {
        let mut random = Random(seed as u64 + 1);
        let facets: Vec<Facet> = (0..n).map(|_| random.facet(places)).collect();
        let counted = compare(&format!("soup {seed}"), &facets);
        assert!(counted > 5, "soup {seed}: {counted}");
    }
}

#[test]
fn flat_soups_equal_the_plain_way() {
    for seed in 0..6 {
        let mut random = Random(seed + 100);
        let facets: Vec<Facet> = (0..50)
            .map(|_| {
                let facet = random.facet(if seed % 2 == 0 { 4 } else { 9 });
                // In the plane of z = 0, and in one that is none of the grid's.
                facet.map(|[x, y, _]| {
                    if seed < 3 {
                        [x, y, 0.0]
                    } else {
                        [x, y, x + 2.0 * y]
                    }
                })
            })
            .collect();
        assert!(compare(&format!("flat soup {seed}"), &facets) > 50);
    }
}

#[test]
fn soups_of_needles_equal_the_plain_way() {
    for seed in 0..4 {
        let mut random = Random(seed + 200);
        let facets: Vec<Facet> = (0..60)
            .map(|_| {
                let (a, b) = (random.point(8), random.point(8));
                // A third corner beside the second, a millionth of the length away.
                let mut c = b;
                c[random.below(3) as usize] += 1.0 / f32::from(1u16 << 13 << random.below(3));
                [a, b, c]
            })
            .collect();
        compare(&format!("needles {seed}"), &facets);
    }
}

#[test]
fn nearly_flat_soups_equal_the_plain_way() {
    for seed in 0..4 {
        let mut random = Random(seed + 300);
        let facets: Vec<Facet> = (0..50)
            .map(|_| {
                random.facet(5).map(|[x, y, z]| {
                    let height = 0.1 * x + 0.7 * y;
                    // Off the plane by the last bit, or not.
                    [x, y, if z > 2.0 { height.next_up() } else { height }]
                })
            })
            .collect();
        assert!(compare(&format!("nearly flat soup {seed}"), &facets) > 20);
    }
}

#[test]
fn bodies_equal_the_plain_way() {
    let body = || cuboid([0.0; 3], [10.0; 3]);
    let beside = |min, max| [body(), cuboid(min, max)].concat();
    let cases: [(&str, Vec<Facet>, bool); 12] = [
        ("a box", body(), false),
        ("crossing", beside([5.0; 3], [15.0; 3]), true),
        (
            "through and through",
            beside([-2.0, 3.0, 3.0], [12.0, 7.0, 6.0]),
            true,
        ),
        ("inside", beside([2.0; 3], [8.0; 3]), false),
        ("touching in a corner", beside([10.0; 3], [20.0; 3]), false),
        (
            "touching in an edge",
            beside([10.0, 10.0, 0.0], [20.0, 20.0, 10.0]),
            false,
        ),
        (
            "touching in a part of an edge",
            beside([10.0, 10.0, 2.0], [20.0, 20.0, 8.0]),
            true,
        ),
        (
            "touching in a face",
            beside([10.0, 0.0, 0.0], [20.0, 10.0, 10.0]),
            false,
        ),
        (
            "touching in a part of a face",
            beside([10.0, 2.0, 2.0], [20.0, 8.0, 8.0]),
            true,
        ),
        (
            "flush on one side",
            beside([2.0, 2.0, 0.0], [8.0, 8.0, 5.0]),
            true,
        ),
        (
            "an edge on a face",
            {
                let roof = [
                    [3.0, 3.0, 10.0],
                    [7.0, 3.0, 10.0],
                    [5.0, 5.0, 14.0],
                    [5.0, 1.0, 14.0],
                ];
                let [a, b, c, d] = roof;
                [body(), vec![[a, b, c], [b, a, d], [c, d, a], [d, c, b]]].concat()
            },
            true,
        ),
        (
            "a corner on a face",
            {
                let [a, b, c, d] = [
                    [5.0, 4.0, 10.0],
                    [7.0, 3.0, 14.0],
                    [5.0, 5.0, 14.0],
                    [4.0, 1.0, 14.0],
                ];
                [body(), vec![[a, b, c], [b, a, d], [c, d, a], [d, c, b]]].concat()
            },
            false,
        ),
    ];
    for (name, facets, intersects) in cases {
        assert_eq!(compare(name, &facets) > 0, intersects, "{name}");
    }
}

#[test]
fn folds_equal_the_plain_way() {
    let (a, b) = ([0.0, 0.0, 0.0], [4.0, 0.0, 0.0]);
    let over = |c, d| vec![[a, b, c], [b, a, d]];
    let at = |c, d, e, f| vec![[a, c, d], [a, e, f]];
    let cases: [(&str, Vec<Facet>, usize); 10] = [
        (
            "flat over an edge",
            over([1.0, 3.0, 0.0], [2.0, -3.0, 0.0]),
            0,
        ),
        (
            "folded over an edge",
            over([1.0, 3.0, 0.0], [2.0, 2.0, 0.0]),
            1,
        ),
        (
            "sharp over an edge",
            over([1.0, 3.0, 0.0], [2.0, 2.0, 0.001]),
            0,
        ),
        (
            "folded over an edge, askew",
            over([1.0, 3.0, 3.0], [2.0, 2.0, 2.0]),
            1,
        ),
        (
            "apart at a corner",
            at(
                [4.0, 0.0, 0.0],
                [4.0, 1.0, 0.0],
                [-1.0, 1.0, 0.0],
                [0.0, 3.0, 0.0],
            ),
            0,
        ),
        (
            "flat over a corner",
            at(
                [4.0, 0.0, 0.0],
                [4.0, 3.0, 0.0],
                [5.0, 1.0, 0.0],
                [0.0, 3.0, 0.0],
            ),
            1,
        ),
        (
            "along an edge at a corner",
            at(
                [4.0, 0.0, 0.0],
                [4.0, 3.0, 0.0],
                [2.0, 0.0, 0.0],
                [0.0, -3.0, 0.0],
            ),
            1,
        ),
        (
            "through at a corner",
            at(
                [4.0, 0.0, 0.0],
                [4.0, 3.0, 0.0],
                [3.0, 1.0, -1.0],
                [3.0, 1.0, 1.0],
            ),
            1,
        ),
        (
            "an edge in a face at a corner",
            at(
                [4.0, 0.0, 0.0],
                [4.0, 3.0, 0.0],
                [3.0, 1.0, 0.0],
                [3.0, 1.0, 1.0],
            ),
            1,
        ),
        (
            "above at a corner",
            at(
                [4.0, 0.0, 0.0],
                [4.0, 3.0, 0.0],
                [3.0, 1.0, 1.0],
                [3.0, 2.0, 1.0],
            ),
            0,
        ),
    ];
    for (name, facets, count) in cases {
        assert_eq!(compare(name, &facets), count, "{name}");
    }
}

/// A closed surface of 6 · 2 · 6² triangles, the border of a cube of whole numbers, each corner moved.
fn dented(mut moved: impl FnMut([f32; 3]) -> [f32; 3]) -> Vec<Facet> {
    const N: i32 = 6;
    let mut corners = BTreeMap::new();
    let mut facets = Vec::new();
    for axis in 0..3 {
        for top in [0, N] {
            for (i, j) in (0..N).flat_map(|i| (0..N).map(move |j| (i, j))) {
                let [a, b, c, d] =
                    [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)].map(|(i, j)| {
                        let mut corner = [0; 3];
                        corner[axis] = top;
                        corner[(axis + 1) % 3] = i;
                        corner[(axis + 2) % 3] = j;
                        *corners
                            .entry(corner)
                            .or_insert_with(|| moved(corner.map(|x| x as f32)))
                    });
                let outwards = if top == 0 {
                    [[a, c, b], [a, d, c]]
                } else {
                    [[a, b, c], [a, c, d]]
                };
                facets.extend(outwards);
            }
        }
    }
    facets
}

#[test]
fn dented_surfaces_equal_the_plain_way() {
    assert_eq!(compare("a cube", &dented(|p| p)), 0);
    // Small dents leave neighbours in order, large ones fold them over: on a coarse grid (flat folds,
    // coinciding edges) and on a fine one.
    for (seed, (reach, steps)) in [
        (1, 4),
        (2, 2),
        (3, 1),
        (5, 1),
        (300, 1024),
        (900, 1024),
        (2500, 1024),
    ]
    .into_iter()
    .enumerate()
    {
        let mut random = Random(seed as u64 + 400);
        let facets = dented(|p| {
            p.map(|x| x + (random.below(2 * reach + 1) as f32 - reach as f32) / steps as f32)
        });
        let counted = compare(&format!("dented by {reach}/{steps}"), &facets);
        assert!(
            reach < 2 * steps || counted > 100,
            "{reach}/{steps}: {counted}"
        );
    }
    // One corner pulled across its neighbours, seen from none of the axes.
    let pulled = |by: [f32; 3]| {
        dented(|p| {
            let p = if p == [3.0, 3.0, 6.0] {
                std::array::from_fn(|k| p[k] + by[k])
            } else {
                p
            };
            [p[0] + 0.5 * p[1], p[1] - 0.25 * p[2], p[2] + 0.75 * p[0]]
        })
    };
    assert_eq!(compare("pulled out", &pulled([0.0, 0.0, 2.0])), 0);
    assert_eq!(compare("pulled aside", &pulled([0.5, 0.25, 0.0])), 0);
    assert!(compare("pulled over", &pulled([2.5, 0.0, 0.0])) > 5);
    assert!(compare("pulled over and up", &pulled([1.5, 1.5, 0.125])) > 0);
}

#[test]
fn rings_around_a_corner_equal_the_plain_way() {
    // Closed cones over random rings: they wind around their tips once, twice, or not at all.
    let mut intersecting = 0;
    for seed in 0..60 {
        let mut random = Random(seed + 500);
        let n = 3 + random.below(6) as usize;
        let grid = if seed % 2 == 0 { 5 } else { 1000 };
        let ring: Vec<[f32; 3]> = (0..n).map(|_| random.point(grid)).collect();
        let (tip, foot) = (random.point(grid), random.point(grid));
        let facets: Vec<Facet> = (0..n)
            .map(|i| (ring[i], ring[(i + 1) % n]))
            .flat_map(|(a, b)| [[tip, a, b], [foot, b, a]])
            .collect();
        intersecting += usize::from(compare(&format!("ring {seed}"), &facets) > 0);
    }
    assert!((10..60).contains(&intersecting), "{intersecting}");
}

#[test]
fn hostile_meshes_end_and_say_what_is_missing() {
    let reason = |facts: &Facts| {
        let missing = facts
            .not_measured
            .iter()
            .find(|missing| missing.fact == "self_intersections");
        missing.map(|missing| missing.reason.clone())
    };
    let mut random = Random(600);
    // All over each other in one plane.
    let flat: Vec<Facet> = (0..12_000)
        .map(|_| random.facet(1000).map(|[x, y, _]| [x, y, 0.0]))
        .collect();
    let found = facts(&flat);
    assert_eq!(
        (&found.self_intersections, found.self_intersecting_triangles),
        (&None, None)
    );
    assert_eq!(
        reason(&found).as_deref(),
        Some("too many triangles lie over each other")
    );
    // Loose small ones, each a shell.
    let loose: Vec<Facet> = (0..30_000)
        .map(|_| {
            let [x, y, z] = random.point(10_000);
            [[x, y, z], [x + 3.0, y, z + 1.0], [x, y + 2.0, z - 1.0]]
        })
        .collect();
    let found = facts(&loose);
    assert_eq!(reason(&found), None);
    assert!(
        found
            .self_intersections
            .is_some_and(|found| found.between_shells < 1000)
    );
    // Needles a million times longer than wide, a kilometre away.
    let needles: Vec<Facet> = (0..5_000)
        .map(|_| {
            let [x, y, z] = random.point(1000).map(|x| x + 1_000_000.0);
            [
                [x, y, z],
                [x + 1000.0, y + 1000.0, z],
                [x + 1000.0, y + 1000.0, z.next_up()],
            ]
        })
        .collect();
    let found = facts(&needles);
    assert!(found.self_intersections.is_some_and(|found| {
        found
            .places
            .iter()
            .all(|place| place.depth.is_finite() && place.length.is_finite())
    }));
}

#[test]
fn corners_on_an_edge_count_as_a_shared_segment() {
    // The large triangle's edge is split on the other side: no edge is shared, a segment is.
    let (a, b, m) = ([0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [2.0, 0.0, 0.0]);
    let facets: Vec<Facet> = vec![
        [a, b, [2.0, 3.0, 0.0]],
        [m, a, [1.0, -3.0, 1.0]],
        [b, m, [3.0, -3.0, 1.0]],
    ];
    assert_eq!(compare("a split edge", &facets), 2);
    // A corner that only touches an edge is a point.
    let facets: Vec<Facet> = vec![facets[0], [m, [1.0, -3.0, 1.0], [2.0, -3.0, 1.0]]];
    assert_eq!(compare("a corner on an edge", &facets), 0);
}

#[test]
fn triangles_without_area_and_twins_do_not_count() {
    let facet: Facet = [[0.0; 3], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0]];
    let [a, b, c] = facet;
    let flat: Facet = [[0.0, 1.0, 0.0], [1.0, 1.0, 0.0], [3.0, 1.0, 0.0]];
    let needle: Facet = [[1.0, 1.0, -1.0], [1.0, 1.0, 0.0], [1.0, 1.0, 1.0]];
    let all = vec![facet, flat, needle, [b, c, a], [a, c, b]];
    assert_eq!(compare("flat ones and twins", &all), 0);
}

/// Two crossing tori of triangles on a coarse grid, and a flat part that is folded over: coordinates of
/// few bits, so that turning, moving and doubling are exact.
fn crossing() -> Vec<Facet> {
    let torus = |centre: [f32; 3], up: usize| -> Vec<Facet> {
        let point = |i: u32, j: u32| {
            let (u, v) = (
                f64::from(i % 24) / 24.0 * std::f64::consts::TAU,
                f64::from(j % 12) / 12.0 * std::f64::consts::TAU,
            );
            let r = 20.0 + 6.0 * v.cos();
            let p = [r * u.cos(), r * u.sin(), 6.0 * v.sin()];
            std::array::from_fn(|k| centre[k] + ((p[(k + up) % 3] * 64.0).round() / 64.0) as f32)
        };
        (0..24)
            .flat_map(|i| (0..12).map(move |j| (i, j)))
            .flat_map(|(i, j)| {
                let [a, b, c, d] = [
                    point(i, j),
                    point(i + 1, j),
                    point(i + 1, j + 1),
                    point(i, j + 1),
                ];
                [[a, b, c], [a, c, d]]
            })
            .collect()
    };
    let mut facets = [torus([0.0; 3], 0), torus([16.0, 1.5, 0.25], 1)].concat();
    facets.extend(cuboid([-40.0, -8.0, -8.0], [-10.0, 8.0, 8.0]));
    facets.extend(cuboid([-30.0, -4.0, -8.0], [-20.0, 4.0, 0.0]));
    facets.push([[60.0, 0.0, 0.0], [64.0, 0.0, 0.0], [62.0, 3.0, 0.0]]);
    facets.push([[64.0, 0.0, 0.0], [60.0, 0.0, 0.0], [62.0, 2.0, 0.0]]);
    facets
}

/// What must stay the same: counts, and the pairs by number.
fn essence(facts: &Facts) -> (u64, u64, u64, Option<bool>, usize) {
    let found = facts.self_intersections.as_ref().expect("few triangles");
    (
        found.within_shell,
        found.between_shells,
        facts.self_intersecting_triangles.unwrap_or_default(),
        facts.overlapping,
        facts
            .shells
            .iter()
            .filter(|shell| shell.depth.is_none())
            .count(),
    )
}

#[test]
fn turning_moving_and_doubling_change_no_count() {
    let facets = crossing();
    let first = essence(&facts(&facets));
    assert!(first.0 > 0 && first.1 > 50 && first.3 == Some(true));
    assert_eq!(first.0 + first.1, all_pairs(&facets).len() as u64);
    let with = |change: &dyn Fn([f32; 3]) -> [f32; 3]| {
        let facets: Vec<Facet> = facets.iter().map(|facet| facet.map(change)).collect();
        essence(&facts(&facets))
    };
    assert_eq!(with(&|[x, y, z]| [-y, x, z]), first);
    assert_eq!(with(&|[x, y, z]| [x, -z, y]), first);
    assert_eq!(with(&|[x, y, z]| [-x, -y, z]), first);
    assert_eq!(with(&|[x, y, z]| [y, z, x]), first);
    assert_eq!(with(&|[x, y, z]| [x + 1024.0, y - 512.5, z + 0.25]), first);
    assert_eq!(with(&|p| p.map(|x| x * 1_048_576.0)), first);
    assert_eq!(with(&|p| p.map(|x| x / 1_048_576.0)), first);
}

#[test]
fn order_corners_and_threads_do_not_show() {
    let mut facets = crossing();
    // Enough to be cut in pieces: crossing walls beside it.
    for i in 0..4000u16 {
        let x = f32::from(i) * 0.5 + 100.0;
        let facet: Facet = [[x, 0.0, 0.0], [x + 2.0, 8.0, 0.5], [x, 0.0, 8.0]];
        facets.push(facet);
    }
    let on = |threads: usize, facets: &[Facet]| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        pool.install(|| facts(facets))
    };
    let facets = [
        facets.clone(),
        facets
            .iter()
            .map(|f| f.map(|[x, y, z]| [x, y + 90.0, z]))
            .collect(),
    ]
    .concat();
    let facets = [
        facets.clone(),
        facets
            .iter()
            .map(|f| f.map(|[x, y, z]| [x, y, z + 90.0]))
            .collect(),
    ]
    .concat();
    let one = on(1, &facets);
    let json = serde_json::to_string(&one).expect("plain numbers");
    for threads in [2, 8] {
        assert_eq!(
            serde_json::to_string(&on(threads, &facets)).expect("plain numbers"),
            json
        );
    }
    let unnumbered = |facts: Facts| {
        let found = facts.self_intersections.expect("few triangles");
        let places: Vec<_> = found
            .places
            .iter()
            .map(|place| (place.at, place.length, place.depth, place.kind))
            .collect();
        (
            found.within_shell,
            found.between_shells,
            facts.self_intersecting_triangles,
            facts.overlapping,
            places,
        )
    };
    let expected = unnumbered(one);
    for seed in 1..4 {
        let turned: Vec<Facet> = shuffled(&facets, seed)
            .iter()
            .enumerate()
            .map(|(i, [a, b, c])| [[*a, *b, *c], [*b, *c, *a], [*c, *a, *b]][i % 3])
            .collect();
        assert_eq!(unnumbered(on(2, &turned)), expected);
    }
}

#[test]
fn overlap_is_told_from_contact() {
    let body = || cuboid([0.0; 3], [10.0; 3]);
    let flipped = |facets: Vec<Facet>| -> Vec<Facet> {
        facets.iter().map(|[a, b, c]| [*a, *c, *b]).collect()
    };
    let overlapping = |other: Vec<Facet>| facts(&[body(), other].concat()).overlapping;
    assert_eq!(overlapping(cuboid([20.0; 3], [30.0; 3])), Some(false));
    assert_eq!(overlapping(cuboid([5.0; 3], [15.0; 3])), Some(true));
    assert_eq!(overlapping(cuboid([2.0; 3], [8.0; 3])), Some(true));
    assert_eq!(
        overlapping(flipped(cuboid([2.0; 3], [8.0; 3]))),
        Some(false)
    );
    // Against a face, on an edge, on a corner: contact from outside.
    assert_eq!(
        overlapping(cuboid([10.0, 2.0, 2.0], [20.0, 8.0, 8.0])),
        Some(false)
    );
    assert_eq!(
        overlapping(cuboid([10.0, 10.0, 2.0], [20.0, 20.0, 8.0])),
        Some(false)
    );
    assert_eq!(overlapping(cuboid([10.0; 3], [20.0; 3])), Some(false));
    // Every side of the other lies in a plane of a side or ends on one: nothing goes through.
    assert_eq!(
        overlapping(cuboid([5.0, 0.0, 0.0], [15.0, 10.0, 10.0])),
        Some(true)
    );
    assert_eq!(
        overlapping(cuboid([2.0, 2.0, 0.0], [8.0, 8.0, 10.0])),
        Some(true)
    );
    assert_eq!(
        overlapping(cuboid([5.0, 2.0, 0.0], [15.0, 8.0, 10.0])),
        Some(true)
    );
    // Askew, so that middles of triangles are rounded off the planes they lie in.
    let turned = |facets: Vec<Facet>| -> Vec<Facet> {
        facets
            .iter()
            .map(|facet| facet.map(|[x, y, z]| [x + y * 0.5, y - x * 0.5 + z * 0.25, z - y * 0.75]))
            .collect()
    };
    let askew = |other: Vec<Facet>| facts(&turned([body(), other].concat())).overlapping;
    assert_eq!(
        askew(cuboid([10.0, 2.0, 2.0], [20.0, 8.0, 8.0])),
        Some(false)
    );
    assert_eq!(
        askew(cuboid([5.0, 2.0, 0.0], [15.0, 8.0, 10.0])),
        Some(true)
    );
}

#[test]
fn shells_that_cross_have_no_depth_and_those_that_touch_have() {
    let body = || cuboid([0.0; 3], [10.0; 3]);
    let depths = |other: Vec<Facet>| -> Vec<Option<u32>> {
        facts(&[body(), other].concat())
            .shells
            .iter()
            .map(|shell| shell.depth)
            .collect()
    };
    // The extreme points of the bar all lie outside: only the crossing tells.
    assert_eq!(
        depths(cuboid([-2.0, 3.0, 3.0], [12.0, 7.0, 6.0])),
        [None, None]
    );
    assert_eq!(
        depths(cuboid([10.0, 2.0, 2.0], [20.0, 8.0, 8.0])),
        [Some(0), Some(0)]
    );
    assert_eq!(depths(cuboid([2.0; 3], [8.0; 3])), [Some(0), Some(1)]);
}
