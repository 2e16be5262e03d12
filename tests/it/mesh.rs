//! Facts of meshes: analytic solids, the definitions written out plainly, and what must not show in
//! them (the order of the triangles, the threads, where the part lies).

use fabcommons::measure::{Facts, Scope, ShellKind, measure};
use fabcommons::mesh::read::read_bytes;
use fabcommons::mesh::{Object, Triangles};
use fabcommons::units::{LengthUnit, Point};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::TAU;

/// A triangle as STL has it.
pub type Facet = [[f32; 3]; 3];

/// All facts of facets in millimetres.
pub fn facts(facets: &[Facet]) -> Facts {
    let object = Object::new(Triangles::from(facets.to_vec()));
    measure(&object, LengthUnit::Millimetre, Scope::All)
}

/// How triangles meet, and no more: what most properties are about.
fn met(facets: &[Facet]) -> Facts {
    let object = Object::new(Triangles::from(facets.to_vec()));
    measure(&object, LengthUnit::Millimetre, Scope::Intersections)
}

/// A box with its faces outwards.
pub fn cuboid(min: [f32; 3], max: [f32; 3]) -> Vec<Facet> {
    let corner = |i: usize| {
        std::array::from_fn(|axis| {
            if i >> axis & 1 == 0 {
                min[axis]
            } else {
                max[axis]
            }
        })
    };
    [
        [0, 2, 3, 1],
        [4, 5, 7, 6],
        [0, 1, 5, 4],
        [2, 6, 7, 3],
        [0, 4, 6, 2],
        [1, 3, 7, 5],
    ]
    .into_iter()
    .flat_map(|[a, b, c, d]| [[a, b, c], [a, c, d]])
    .map(|facet| facet.map(corner))
    .collect()
}

fn flipped(facets: &[Facet]) -> Vec<Facet> {
    facets.iter().map(|[a, b, c]| [*a, *c, *b]).collect()
}

/// A torus of `n` by `2 n` quads about the z axis, with bumps.
fn torus(n: usize) -> Vec<Facet> {
    let point = |i: usize, j: usize| {
        let u = (i % (2 * n)) as f64 / (2 * n) as f64 * TAU;
        let v = (j % n) as f64 / n as f64 * TAU;
        let r = 6.0 + (5.0 * u).sin() * (3.0 * v).cos();
        let x = 20.0 + r * v.cos();
        [
            (x * u.cos()) as f32,
            (x * u.sin()) as f32,
            (r * v.sin()) as f32,
        ]
    };
    (0..2 * n)
        .flat_map(|i| (0..n).map(move |j| (i, j)))
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
}

/// The same numbers on every run.
pub fn shuffled<T: Clone>(items: &[T], mut seed: u64) -> Vec<T> {
    let mut items = items.to_vec();
    for i in (1..items.len()).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        items.swap(i, (seed >> 33) as usize % (i + 1));
    }
    items
}

/// A large mesh with a defect of each kind, of several chunks.
fn defective() -> Vec<Facet> {
    let mut facets = torus(110);
    facets.remove(31_000);
    facets.remove(500);
    facets[20_000] = flipped(&facets[20_000..20_001])[0];
    facets.extend_from_within(40_000..40_003);
    facets.extend(flipped(&facets[7_000..7_001]));
    let [a, b, _] = facets[15_000];
    facets.push([a, b, b]);
    facets.push([a, b, [90.0, 0.0, 0.0]]);
    facets.extend(cuboid([-1.0; 3], [1.0; 3]));
    facets.extend(cuboid([-9.0, -9.0, -30.0], [9.0, 9.0, -20.0]));
    facets.extend(flipped(&cuboid([-8.0, -8.0, -29.0], [8.0, 8.0, -21.0])));
    facets
}

/// Facts without the numbers of triangles, which name places in one order only.
pub fn unnumbered(mut facts: Facts) -> Facts {
    for places in [
        &mut facts.boundary_places,
        &mut facts.non_manifold_places,
        &mut facts.inconsistent_places,
        &mut facts.non_manifold_vertex_places,
        &mut facts.degenerate_places,
        &mut facts.duplicate_places,
    ] {
        for place in places {
            place.triangles.clear();
        }
    }
    for shell in &mut facts.shells {
        shell.first_triangle = 0;
    }
    if let Some(found) = &mut facts.self_intersections {
        for place in &mut found.places {
            place.shells = [0; 2];
            place.triangles = [0; 2];
        }
    }
    for hole in facts.holes.iter_mut().flatten() {
        hole.cylinder.triangle = 0;
    }
    for pin in facts.pins.iter_mut().flatten() {
        pin.cylinder.triangle = 0;
    }
    for hanging in facts
        .poses
        .iter_mut()
        .filter_map(|pose| pose.hanging.as_mut())
    {
        let overhangs = hanging
            .overhangs
            .iter_mut()
            .map(|overhang| &mut overhang.at);
        let bridges = hanging.bridges.iter_mut().map(|bridge| &mut bridge.at);
        let starts = hanging.starts.iter_mut().map(|start| &mut start.at);
        for place in overhangs.chain(bridges).chain(starts) {
            place.triangles.clear();
        }
    }
    facts
}

fn near(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * a.abs().max(b.abs()).max(1e-9)
}

#[test]
fn a_box_is_known_to_the_last_digit() {
    let facts = facts(&cuboid([0.0, 0.0, 0.0], [30.0, 20.0, 4.0]));
    assert_eq!((facts.triangles, facts.vertices), (12, 8));
    assert_eq!((facts.volume, facts.area), (2400.0, 1600.0));
    assert_eq!(facts.centroid, [15.0, 10.0, 2.0]);
    assert_eq!((facts.min, facts.max), ([0.0; 3], [30.0, 20.0, 4.0]));
    assert!(facts.closed && facts.oriented);
    assert_eq!(facts.overlapping, Some(false));
    assert_eq!(facts.shells_total, 1);
    assert_eq!(
        (facts.shells[0].kind, facts.shells[0].depth),
        (ShellKind::Solid, Some(0))
    );
    assert_eq!(facts.poses.len(), 6);
    let outline = [[0.0, 0.0], [30.0, 0.0], [30.0, 20.0], [0.0, 20.0]];
    assert_eq!(
        (facts.poses[0].height, &facts.poses[0].hull[..]),
        (4.0, &outline[..])
    );
    let mut heights: Vec<f64> = facts.poses.iter().map(|pose| pose.height).collect();
    heights.sort_by(f64::total_cmp);
    assert_eq!(heights, [4.0, 4.0, 20.0, 20.0, 30.0, 30.0]);
}

#[test]
fn units_scale_lengths_areas_and_volumes() {
    let object = Object::new(Triangles::from(cuboid([0.0; 3], [1.0, 2.0, 0.5])));
    let facts = measure(&object, LengthUnit::Inch, Scope::All);
    assert_eq!(facts.size(), [25.4, 50.8, 12.7]);
    assert!(near(facts.volume, 25.4f64.powi(3), 1e-14));
    assert!(near(facts.area, 7.0 * 25.4 * 25.4, 1e-14));
    assert_eq!(facts.poses[0].height, 12.7);
}

#[test]
fn a_tube_and_a_sphere_have_the_volume_of_their_facets() {
    // A prism over a regular polygon of n sides with radius r: n/2 r² sin(2π/n) h.
    let n = 64;
    let ring = |r: f64, z: f32| -> Vec<[f32; 3]> {
        (0..n)
            .map(|i| {
                let angle = TAU * f64::from(i) / f64::from(n);
                [(r * angle.cos()) as f32, (r * angle.sin()) as f32, z]
            })
            .collect()
    };
    let band = |low: &[[f32; 3]], high: &[[f32; 3]]| -> Vec<Facet> {
        (0..low.len())
            .flat_map(|i| {
                let j = (i + 1) % low.len();
                [[low[i], low[j], high[j]], [low[i], high[j], high[i]]]
            })
            .collect()
    };
    let (outer, inner) = (
        [ring(20.0, 0.0), ring(20.0, 30.0)],
        [ring(15.0, 0.0), ring(15.0, 30.0)],
    );
    let tube = [
        band(&outer[0], &outer[1]),
        band(&outer[1], &inner[1]),
        band(&inner[1], &inner[0]),
        band(&inner[0], &outer[0]),
    ]
    .concat();
    let facts = facts(&tube);
    let section = |r: f64| f64::from(n) / 2.0 * r * r * (TAU / f64::from(n)).sin();
    assert!(near(
        facts.volume,
        (section(20.0) - section(15.0)) * 30.0,
        1e-6
    ));
    // Euler: V − E + F = 0 for one handle, and E = 3 F / 2.
    assert_eq!(facts.vertices * 2, facts.triangles);
    assert!(facts.closed && facts.oriented && facts.non_manifold_vertices == 0);
    assert!(near(facts.poses[0].hull.len() as f64, 64.0, 0.0));
}

#[test]
fn shells_know_what_they_lie_in() {
    let solid = cuboid([0.0; 3], [30.0; 3]);
    let cavity = flipped(&cuboid([3.0; 3], [27.0; 3]));
    let ball = cuboid([10.0; 3], [20.0; 3]);
    let beside = cuboid([40.0, 0.0, 0.0], [50.0; 3]);
    let inverted = flipped(&cuboid([-20.0; 3], [-10.0; 3]));
    let embedded = cuboid([41.0, 1.0, 1.0], [42.0, 2.0, 2.0]);
    let all = [solid, cavity, ball, beside, inverted, embedded].concat();
    let facts = facts(&all);
    let kinds: BTreeMap<_, _> = facts
        .shells
        .iter()
        .map(|shell| (shell.first_triangle / 12, (shell.kind, shell.depth)))
        .collect();
    // The ball in the cavity lies in one solid; the cavity's walls are not counted as one.
    assert_eq!(kinds[&0], (ShellKind::Solid, Some(0)));
    assert_eq!(kinds[&1], (ShellKind::Cavity, Some(1)));
    assert_eq!(kinds[&2], (ShellKind::Embedded, Some(1)));
    assert_eq!(kinds[&3], (ShellKind::Solid, Some(0)));
    assert_eq!(kinds[&4], (ShellKind::Inverted, Some(0)));
    assert_eq!(kinds[&5], (ShellKind::Embedded, Some(1)));
    assert_eq!(facts.overlapping, Some(true));
    assert_eq!(
        facts.volume,
        27_000.0 - 13_824.0 + 1000.0 + 25_000.0 - 1000.0 + 1.0
    );
}

#[test]
fn shells_that_cross_have_no_depth_and_overlap() {
    let facts = facts(&[cuboid([0.0; 3], [10.0; 3]), cuboid([5.0; 3], [15.0; 3])].concat());
    assert_eq!(facts.overlapping, Some(true));
    assert!(facts.shells.iter().all(|shell| shell.depth.is_none()));
    assert!(
        facts
            .shells
            .iter()
            .all(|shell| shell.kind == ShellKind::Solid)
    );
}

#[test]
fn bodies_that_touch_in_an_edge_a_corner_or_a_face_are_told_apart() {
    let first = cuboid([0.0; 3], [10.0; 3]);
    let edge = facts(&[first.clone(), cuboid([10.0, 10.0, 0.0], [20.0, 20.0, 10.0])].concat());
    assert_eq!((edge.non_manifold_edges, edge.shells_total), (1, 1));
    assert_eq!(edge.non_manifold_places[0].at, [10.0, 10.0, 5.0]);
    assert!(edge.closed && edge.oriented);
    let corner = facts(&[first.clone(), cuboid([10.0; 3], [20.0; 3])].concat());
    assert_eq!((corner.non_manifold_vertices, corner.shells_total), (1, 2));
    assert_eq!(corner.non_manifold_vertex_places[0].at, [10.0; 3]);
    assert_eq!(corner.non_manifold_edges, 0);
    assert_eq!(corner.shells[0].depth, Some(0));
    let face = facts(&[first, cuboid([10.0, 0.0, 0.0], [20.0, 10.0, 10.0])].concat());
    assert!(face.non_manifold_edges >= 4 && face.duplicate_triangles <= 2);
    assert_eq!(face.volume, 2000.0);
}

#[test]
fn cracks_are_boundaries_that_a_weld_would_close() {
    let mut facets = cuboid([0.0; 3], [10.0; 3]);
    // One face whose corners are off by 50 nm: less than 1e-5 of the diagonal.
    for corner in facets[..2].as_flattened_mut() {
        corner[2] -= 5e-5;
    }
    let cracked = facts(&facets);
    assert_eq!((cracked.boundary_edges, cracked.cracks), (8, 8));
    facets[0][0][2] -= 1.0;
    let open = facts(&facets);
    assert!(open.cracks < open.boundary_edges);
}

#[test]
fn nothing_is_measured_of_nothing() {
    let facts = facts(&[]);
    assert_eq!(
        (facts.triangles, facts.vertices, facts.shells_total),
        (0, 0, 0)
    );
    assert_eq!(
        (facts.volume, facts.area, facts.min, facts.max),
        (0.0, 0.0, [0.0; 3], [0.0; 3])
    );
    serde_json::to_string(&facts).expect("plain numbers");
}

#[test]
fn extreme_coordinates_stay_numbers() {
    for scale in [1e-44, 1e-20, 1e20, 3e38] {
        let facets: Vec<Facet> = cuboid([-1.0; 3], [1.0; 3])
            .iter()
            .map(|facet| facet.map(|corner| corner.map(|x| x * scale)))
            .collect();
        let facts = facts(&facets);
        assert!(facts.closed && facts.volume.is_finite() && facts.area.is_finite());
        assert!(facts.centroid.iter().all(|x| x.is_finite()));
        assert!(
            facts
                .poses
                .iter()
                .flat_map(|pose| &pose.hull)
                .flatten()
                .all(|x| x.is_finite())
        );
    }
}

#[test]
fn facts_stay_small() {
    // Nothing but open triangles, each a shell, on a large round outline.
    let facets: Vec<Facet> = torus(120)
        .iter()
        .enumerate()
        .map(|(i, facet)| {
            facet.map(|corner| {
                [
                    corner[0] * 3.7,
                    corner[1] * 3.7,
                    corner[2] + i as f32 * 0.001,
                ]
            })
        })
        .collect();
    let facts = facts(&facets);
    assert!(facts.shells_total > 50_000 && facts.boundary_edges > 150_000);
    let size = serde_json::to_string(&facts).expect("plain numbers").len();
    assert!(size <= 32 * 1024, "{size} bytes");
    assert!(facts.boundary_places.len() >= 8 && facts.shells.len() >= 8);
}

#[test]
fn neither_threads_nor_the_order_of_triangles_show() {
    let facets = defective();
    let object = Object::new(Triangles::from(facets.clone()));
    let all = |threads: usize, object: &Object| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        pool.install(|| measure(object, LengthUnit::Millimetre, Scope::All))
    };
    let one = all(1, &object);
    let json = serde_json::to_string(&one).expect("plain numbers");
    for threads in [2, 8] {
        let other = serde_json::to_string(&all(threads, &object)).expect("plain numbers");
        assert_eq!(other, json, "{threads} threads");
    }
    for seed in 1..4 {
        let object = Object::new(Triangles::from(shuffled(&facets, seed)));
        assert_eq!(unnumbered(all(2, &object)), unnumbered(one.clone()));
    }
    // Turning a triangle's corners round is no change either, but for the last digits.
    assert!(one.boundary_edges > 0 && one.inconsistent_edges > 0 && one.non_manifold_edges > 0);
    assert!(one.duplicate_triangles == 4 && one.degenerate_triangles == 1);
    check_against_reference(&facets, &one);
}

#[test]
fn indexed_and_loose_triangles_give_the_same_facts() {
    let facets = defective();
    let mut vertices: Vec<Point> = Vec::new();
    let indices = facets
        .iter()
        .map(|facet| {
            facet.map(|corner| {
                vertices.push(corner.map(f64::from));
                vertices.len() as u32 - 1
            })
        })
        .collect();
    let indexed = Object::new(Triangles::Indexed {
        vertices,
        facets: indices,
    });
    assert_eq!(
        measure(&indexed, LengthUnit::Millimetre, Scope::All),
        facts(&facets)
    );
}

#[test]
fn indices_out_of_range_and_odd_numbers_do_no_harm() {
    let object = Object::new(Triangles::Indexed {
        vertices: vec![
            [0.0; 3],
            [1.0, 0.0, 0.0],
            [0.0, f64::NAN, 0.0],
            [0.0, 1e300, 0.0],
            [0.0, 1.0, 0.0],
        ],
        facets: vec![[0, 1, 2], [0, 1, 3], [0, 1, 99], [0, 1, 4]],
    });
    let facts = measure(&object, LengthUnit::Metre, Scope::All);
    assert_eq!((facts.triangles, facts.area), (1, 500_000.0));
}

#[test]
fn reading_agrees_with_stl_io() {
    let facets = torus(40);
    let triangles: Vec<stl_io::Triangle> = facets
        .iter()
        .map(|facet| stl_io::Triangle {
            normal: stl_io::Normal::new([0.0; 3]),
            vertices: facet.map(stl_io::Vertex::new),
        })
        .collect();
    let mut bytes = Vec::new();
    stl_io::write_stl(&mut bytes, triangles.iter()).expect("written");
    let file = read_bytes(&bytes, "torus.stl");
    assert_eq!(file.problems, []);
    let Triangles::Soup(soup) = &file.objects[0].triangles else {
        panic!("an STL is loose triangles")
    };
    assert_eq!(soup.facets(0..soup.len()).collect::<Vec<_>>(), facets);
    let theirs = stl_io::read_stl(&mut std::io::Cursor::new(bytes)).expect("read");
    let ours = measure(&file.objects[0], LengthUnit::Millimetre, Scope::Topology);
    assert_eq!(theirs.faces.len() as u64, ours.triangles);
    assert_eq!(theirs.vertices.len() as u64, ours.vertices);
}

/// The definitions of the topology facts, written out.
#[derive(Debug, PartialEq, Eq)]
struct Reference {
    triangles: usize,
    vertices: usize,
    degenerate: usize,
    duplicates: usize,
    boundary: usize,
    non_manifold: usize,
    inconsistent: usize,
    vertex_fans: usize,
    closed: bool,
    oriented: bool,
    /// Triangles of each shell, ascending.
    shells: Vec<u64>,
}

type Key = [u32; 3];

/// The triangles at an edge, and whether each runs from the lesser vertex to the greater.
type Uses = [(usize, bool)];

fn reference(facets: &[Facet]) -> Reference {
    let keys: Vec<[Key; 3]> = facets
        .iter()
        .map(|facet| facet.map(|corner| corner.map(|x| if x == 0.0 { 0 } else { x.to_bits() })))
        .collect();
    let vertices: BTreeSet<Key> = keys.iter().flatten().copied().collect();
    let repeats = |[a, b, c]: [Key; 3]| a == b || b == c || c == a;
    let flat = |facet: &Facet| {
        let [a, b, c] = facet.map(|corner| corner.map(f64::from));
        let u: Point = std::array::from_fn(|i| b[i] - a[i]);
        let v: Point = std::array::from_fn(|i| c[i] - a[i]);
        (0..3).all(|i| u[(i + 1) % 3] * v[(i + 2) % 3] - u[(i + 2) % 3] * v[(i + 1) % 3] == 0.0)
    };
    let degenerate = facets
        .iter()
        .zip(&keys)
        .filter(|(facet, key)| repeats(**key) || flat(facet))
        .count();
    let mut seen = BTreeSet::new();
    let duplicates = keys
        .iter()
        .filter(|facet| {
            let mut sorted = **facet;
            sorted.sort_unstable();
            !seen.insert(sorted)
        })
        .count();
    // Of each edge: its triangles, and whether they run from the lesser vertex to the greater.
    let mut edges: BTreeMap<[Key; 2], Vec<(usize, bool)>> = BTreeMap::new();
    let sound: Vec<usize> = (0..keys.len()).filter(|i| !repeats(keys[*i])).collect();
    for &triangle in &sound {
        for k in 0..3 {
            let (a, b) = (keys[triangle][k], keys[triangle][(k + 1) % 3]);
            edges
                .entry([a.min(b), a.max(b)])
                .or_default()
                .push((triangle, a < b));
        }
    }
    let forward = |uses: &Uses| uses.iter().filter(|(_, forward)| *forward).count();
    let count = |test: &dyn Fn(&Uses) -> bool| edges.values().filter(|uses| test(uses)).count();
    let groups = |members: &[usize], joined: &dyn Fn(&[Key; 2]) -> bool| -> Vec<u64> {
        let mut of: BTreeMap<usize, usize> =
            members.iter().map(|member| (*member, *member)).collect();
        for uses in edges
            .iter()
            .filter(|(edge, _)| joined(edge))
            .map(|(_, uses)| uses)
        {
            let here: Vec<usize> = uses
                .iter()
                .map(|(triangle, _)| *triangle)
                .filter(|t| of.contains_key(t))
                .collect();
            let Some(least) = here.iter().map(|triangle| of[triangle]).min() else {
                continue;
            };
            let old: BTreeSet<usize> = here.iter().map(|triangle| of[triangle]).collect();
            for group in of.values_mut() {
                if old.contains(group) {
                    *group = least;
                }
            }
        }
        let mut sizes: BTreeMap<usize, u64> = BTreeMap::new();
        for group in of.values() {
            *sizes.entry(*group).or_default() += 1;
        }
        let mut sizes: Vec<u64> = sizes.into_values().collect();
        sizes.sort_unstable();
        sizes
    };
    let small = facets.len() < 1000;
    let vertex_fans = |vertex: &Key| {
        let around: Vec<usize> = sound
            .iter()
            .copied()
            .filter(|t| keys[*t].contains(vertex))
            .collect();
        groups(&around, &|edge| edge.contains(vertex)).len()
    };
    Reference {
        triangles: facets.len(),
        vertices: vertices.len(),
        degenerate,
        duplicates,
        boundary: count(&|uses| uses.len() == 1),
        non_manifold: count(&|uses| uses.len() >= 3),
        inconsistent: count(&|uses| uses.len() == 2 && forward(uses) != 1),
        vertex_fans: if small {
            vertices.iter().filter(|v| vertex_fans(v) > 1).count()
        } else {
            0
        },
        closed: count(&|uses| uses.len() % 2 == 1) == 0,
        oriented: count(&|uses| forward(uses) * 2 != uses.len()) == 0,
        shells: if small {
            groups(&sound, &|_| true)
        } else {
            Vec::new()
        },
    }
}

/// Compares the facts with the definitions; fans and shells only of small meshes.
fn check_against_reference(facets: &[Facet], facts: &Facts) {
    let small = facets.len() < 1000;
    let mut shells: Vec<u64> = facts.shells.iter().map(|shell| shell.triangles).collect();
    shells.sort_unstable();
    let ours = Reference {
        triangles: facts.triangles as usize,
        vertices: facts.vertices as usize,
        degenerate: facts.degenerate_triangles as usize,
        duplicates: facts.duplicate_triangles as usize,
        boundary: facts.boundary_edges as usize,
        non_manifold: facts.non_manifold_edges as usize,
        inconsistent: facts.inconsistent_edges as usize,
        vertex_fans: if small {
            facts.non_manifold_vertices as usize
        } else {
            0
        },
        closed: facts.closed,
        oriented: facts.oriented,
        shells: if small { shells } else { Vec::new() },
    };
    assert_eq!(ours, reference(facets));
    if small {
        assert_eq!(facts.shells_total as usize, facts.shells.len());
        let kinds_closed = facts
            .shells
            .iter()
            .all(|shell| shell.kind != ShellKind::Open);
        assert_eq!(kinds_closed, facts.closed);
        let sum: f64 = facts.shells.iter().map(|shell| shell.area).sum();
        assert!(near(sum, facts.area, 1e-12));
    }
}

/// Few distinct corners, so that everything meets everything; two zeros.
fn nasty() -> impl Strategy<Value = Vec<Facet>> {
    let number = prop_oneof![Just(0.0f32), Just(-0.0), Just(1.0), Just(2.0), Just(0.1)];
    let corner = proptest::array::uniform3(number);
    let tangle = proptest::collection::vec(proptest::array::uniform3(corner), 0..40);
    // Boxes on a grid, some inside out, with facets repeated, turned over and lost.
    let cell = (proptest::array::uniform3(0u8..3), any::<bool>());
    let built = (
        proptest::collection::vec(cell, 1..6),
        proptest::collection::vec((any::<prop::sample::Index>(), 0u8..4), 0..4),
    )
        .prop_map(|(cells, damage)| {
            let mut facets: Vec<Facet> = cells
                .into_iter()
                .flat_map(|(cell, inside_out)| {
                    let min = cell.map(f32::from);
                    let cube = cuboid(min, min.map(|x| x + 1.0));
                    if inside_out { flipped(&cube) } else { cube }
                })
                .collect();
            for (index, kind) in damage {
                let at = index.index(facets.len());
                let facet = facets[at];
                match kind {
                    0 => facets.push(facet),
                    1 => facets.push([facet[0], facet[2], facet[1]]),
                    2 => facets[at] = [facet[0], facet[2], facet[1]],
                    _ => drop(facets.swap_remove(at)),
                }
            }
            facets
        });
    prop_oneof![tangle, built]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn facts_follow_their_definitions(facets in nasty()) {
        check_against_reference(&facets, &met(&facets));
    }

    #[test]
    fn the_order_of_triangles_never_shows(facets in nasty(), seed in any::<u64>()) {
        let other = met(&shuffled(&facets, seed));
        prop_assert_eq!(unnumbered(other), unnumbered(met(&facets)));
    }

    #[test]
    fn where_a_part_lies_changes_nothing_but_its_place(
        angle in 0.0..TAU,
        axis in 0usize..3,
        offset in proptest::array::uniform3(-200.0..200.0f64),
    ) {
        let original = torus(12);
        let moved: Vec<Facet> = original
            .iter()
            .map(|facet| facet.map(|corner| {
                let mut p = corner.map(f64::from);
                let (i, j) = ((axis + 1) % 3, (axis + 2) % 3);
                (p[i], p[j]) = (
                    p[i] * angle.cos() - p[j] * angle.sin(),
                    p[i] * angle.sin() + p[j] * angle.cos(),
                );
                std::array::from_fn(|k| (p[k] + offset[k]) as f32)
            }))
            .collect();
        let (a, b) = (met(&original), met(&moved));
        prop_assert_eq!((a.vertices, a.closed, a.oriented, a.shells_total), (b.vertices, b.closed, b.oriented, b.shells_total));
        prop_assert!(near(a.volume, b.volume, 1e-5) && near(a.area, b.area, 1e-5));
        prop_assert_eq!(b.shells[0].kind, ShellKind::Solid);
    }

    #[test]
    fn boxes_in_boxes_have_the_depth_of_their_nesting(
        sizes in proptest::collection::vec((1u8..30, any::<bool>(), 0u8..3), 1..12)
    ) {
        // Cubes about one of three centres; equal ones are left out, as they would coincide.
        let distinct: BTreeMap<(u8, u8), bool> = sizes.into_iter().map(|(size, inside_out, place)| ((place, size), inside_out)).collect();
        let mut all = Vec::new();
        for ((place, size), inside_out) in &distinct {
            let centre = f32::from(*place) * 100.0;
            let half = f32::from(*size);
            let cube = cuboid([centre - half, -half, -half], [centre + half, half, half]);
            all.extend(if *inside_out { flipped(&cube) } else { cube });
        }
        let facts = met(&all);
        for ((place, size), inside_out) in &distinct {
            let around = distinct.iter().filter(|((p, s), out)| p == place && s > size && !**out).count() as u32;
            let shell = facts.shells.iter().find(|shell| {
                shell.max[0] == f64::from(*place) * 100.0 + f64::from(*size)
            }).expect("each cube is a shell");
            prop_assert_eq!(shell.depth, Some(around));
            let kind = match (around % 2, inside_out) {
                (0, false) => ShellKind::Solid,
                (0, true) => ShellKind::Inverted,
                (_, true) => ShellKind::Cavity,
                (_, false) => ShellKind::Embedded,
            };
            prop_assert_eq!(shell.kind, kind);
        }
    }
}

proptest! {
    // Walls of tangles take their time.
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_triangles_shows_in_no_fact(facets in nasty(), seed in any::<u64>()) {
        let other = facts(&shuffled(&facets, seed));
        prop_assert_eq!(unnumbered(other), unnumbered(facts(&facets)));
    }
}
