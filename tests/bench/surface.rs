//! The tree of boxes: building it and asking it, on surfaces of three sizes.

use super::mesh::{SIZES, torus};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fabcommons::measure::{Ball, Surface};
use fabcommons::mesh::read::read;
use fabcommons::units::LengthUnit;

fn surface(n: usize) -> Surface {
    let file = read(&torus(n, false), "torus.stl");
    let object = file.objects.first().expect("a torus is one object");
    Surface::new(object, LengthUnit::Millimetre)
}

/// A thousand triangles of `n`, spread over the surface: middle and inward normal.
fn samples(surface: &Surface, n: usize) -> Vec<(u32, [f64; 3], [f64; 3])> {
    let rows = ((n / 4) as f64).sqrt() as usize;
    let there = 4 * rows * rows;
    (0..1000)
        .map(|i| {
            let triangle = (i * there / 1000) as u32;
            let [a, b, c] = surface.corners(triangle);
            let middle = std::array::from_fn(|k| (a[k] + b[k] + c[k]) / 3.0);
            let [u, v]: [[f64; 3]; 2] = [b, c].map(|p| std::array::from_fn(|k| p[k] - a[k]));
            let normal = [
                u[1] * v[2] - u[2] * v[1],
                u[2] * v[0] - u[0] * v[2],
                u[0] * v[1] - u[1] * v[0],
            ];
            let length = normal.iter().map(|x| x * x).sum::<f64>().sqrt();
            (triangle, middle, normal.map(|x| -x / length))
        })
        .collect()
}

#[divan::bench(args = SIZES)]
fn build(bencher: Bencher, n: usize) {
    let mut surface = surface(n);
    bencher
        .counter(ItemsCount::new(n))
        .bench_local(|| surface.rebuild());
}

#[divan::bench(args = SIZES)]
fn close_pairs(bencher: Bencher, n: usize) {
    let surface = surface(n);
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| black_box(&surface).close_pairs());
}

#[divan::bench(args = SIZES)]
fn thousand_rays(bencher: Bencher, n: usize) {
    let surface = surface(n);
    let samples = samples(&surface, n);
    bencher.counter(ItemsCount::new(1000usize)).bench(|| {
        let ray = |(own, at, inward): &(u32, [f64; 3], [f64; 3])| {
            surface.first_hit(*at, *inward, 50.0, |triangle| triangle != *own)
        };
        samples.iter().filter_map(ray).count()
    });
}

#[divan::bench(args = SIZES)]
fn thousand_balls(bencher: Bencher, n: usize) {
    let surface = surface(n);
    let samples = samples(&surface, n);
    bencher.counter(ItemsCount::new(1000usize)).bench(|| {
        let visited = |(_, at, inward): &(u32, [f64; 3], [f64; 3])| {
            let centre = std::array::from_fn(|k| at[k] + 10.0 * inward[k]);
            let mut visited = 0;
            surface.in_ball(
                Ball {
                    centre,
                    radius: 10.0,
                },
                |triangle, ball| {
                    visited += 1;
                    for corner in surface.corners(triangle) {
                        let square: f64 =
                            (0..3).map(|k| (corner[k] - ball.centre[k]).powi(2)).sum();
                        ball.radius = ball.radius.min(square.sqrt());
                    }
                },
            );
            visited
        };
        samples.iter().map(visited).sum::<usize>()
    });
}

#[divan::bench(args = SIZES)]
fn thousand_boxes(bencher: Bencher, n: usize) {
    let surface = surface(n);
    let samples = samples(&surface, n);
    bencher.counter(ItemsCount::new(1000usize)).bench(|| {
        let mut found = 0usize;
        for (_, at, _) in &samples {
            surface.in_box(at.map(|x| x - 0.2), at.map(|x| x + 0.2), |_| found += 1);
        }
        found
    });
}

#[divan::bench(args = SIZES)]
fn holes(bencher: Bencher, n: usize) {
    let surface = surface(n);
    // Which triangles meet at an edge is found once, for the poses too.
    surface.holes();
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| black_box(&surface).holes());
}

#[divan::bench(args = SIZES)]
fn liquid(bencher: Bencher, n: usize) {
    let surface = surface(n);
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| black_box(&surface).liquid(&[]));
}

#[divan::bench(args = SIZES)]
fn poses(bencher: Bencher, n: usize) {
    let surface = surface(n);
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| black_box(&surface).poses());
}
