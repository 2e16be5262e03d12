//! Reading and measuring closed surfaces of three sizes.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fabcommons::measure::{Scope, cut, distinct_positions, measure};
use fabcommons::mesh::read::Bytes;
use fabcommons::mesh::read::read;
use fabcommons::units::LengthUnit;
use std::f64::consts::TAU;

/// Triangles: a small part, a large one, a scan.
pub const SIZES: [usize; 3] = [5_000, 330_000, 1_300_000];

/// A bumpy torus of about `n` triangles as binary STL, neighbours close together or scattered.
pub fn torus(n: usize, scattered: bool) -> Bytes {
    let rows = ((n / 4) as f64).sqrt() as usize;
    let point = |i: usize, j: usize| {
        let u = (i % (2 * rows)) as f64 / (2 * rows) as f64 * TAU;
        let v = (j % rows) as f64 / rows as f64 * TAU;
        let r = 12.0 + 1.5 * (9.0 * u).sin() * (7.0 * v).cos();
        let x = 40.0 + r * v.cos();
        [x * u.cos(), x * u.sin(), r * v.sin()].map(|x| x as f32)
    };
    let mut facets: Vec<[[f32; 3]; 3]> = (0..2 * rows)
        .flat_map(|i| (0..rows).map(move |j| (i, j)))
        .flat_map(|(i, j)| {
            let [a, b, c, d] = [
                point(i, j),
                point(i + 1, j),
                point(i + 1, j + 1),
                point(i, j + 1),
            ];
            [[a, b, c], [a, c, d]]
        })
        .collect();
    if scattered {
        let mut state = 1u64;
        for i in (1..facets.len()).rev() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            facets.swap(i, (state >> 33) as usize % (i + 1));
        }
    }
    let mut bytes = vec![b' '; 80];
    bytes.extend((facets.len() as u32).to_le_bytes());
    for facet in &facets {
        bytes.extend([0; 12]);
        bytes.extend(facet.as_flattened().iter().flat_map(|x| x.to_le_bytes()));
        bytes.extend([0; 2]);
    }
    Bytes::from(bytes)
}

/// The same surface as text.
fn text(n: usize) -> Bytes {
    use std::fmt::Write as _;
    let file = read(&torus(n, false), "torus.stl");
    let mut text = "solid torus\n".to_owned();
    if let Some(fabcommons::mesh::Triangles::Soup(soup)) =
        file.objects.first().map(|object| &object.triangles)
    {
        for facet in soup.facets(0..soup.len()) {
            text.push_str("facet normal 0 0 0\nouter loop\n");
            for [x, y, z] in facet {
                let _ = writeln!(text, "vertex {x:e} {y:e} {z:e}");
            }
            text.push_str("endloop\nendfacet\n");
        }
    }
    text.push_str("endsolid torus\n");
    Bytes::from(text.into_bytes())
}

#[divan::bench(args = SIZES)]
fn read_binary_stl(bencher: Bencher, n: usize) {
    let bytes = torus(n, false);
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| read(black_box(&bytes), "torus.stl"));
}

#[divan::bench(args = [5_000, 330_000])]
fn read_text_stl(bencher: Bencher, n: usize) {
    let bytes = text(n);
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| read(black_box(&bytes), "torus.stl"));
}

fn measured(bencher: Bencher, n: usize, scattered: bool, scope: Scope) {
    let file = read(&torus(n, scattered), "torus.stl");
    let object = file.objects.first().expect("a torus is one object");
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| measure(black_box(object), LengthUnit::Millimetre, scope));
}

#[divan::bench(args = SIZES)]
fn weld(bencher: Bencher, n: usize) {
    let file = read(&torus(n, false), "torus.stl");
    let object = file.objects.first().expect("a torus is one object");
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| distinct_positions(black_box(object)));
}

#[divan::bench(args = SIZES)]
fn topology(bencher: Bencher, n: usize) {
    measured(bencher, n, false, Scope::Topology);
}

#[divan::bench(args = SIZES)]
fn topology_of_scattered_triangles(bencher: Bencher, n: usize) {
    measured(bencher, n, true, Scope::Topology);
}

#[divan::bench(args = SIZES)]
fn intersections(bencher: Bencher, n: usize) {
    measured(bencher, n, false, Scope::Intersections);
}

#[divan::bench(args = SIZES)]
fn all_facts(bencher: Bencher, n: usize) {
    measured(bencher, n, false, Scope::All);
}

/// Sections alone: what estimates of material and time are made of.
#[divan::bench(args = SIZES)]
fn sections(bencher: Bencher, n: usize) {
    let file = read(&torus(n, false), "torus.stl");
    bencher.counter(ItemsCount::new(n)).bench(|| {
        file.objects
            .first()
            .and_then(|object| cut(black_box(object), LengthUnit::Millimetre))
    });
}
