//! Fitting outlines on beds, and the machine library.

use divan::Bencher;
use divan::counter::ItemsCount;
use fabcommons::machine::fit::{Outline, Surface};
use fabcommons::machine::{Bed, Library, Machine, Profiles};
use std::collections::BTreeMap;

/// An ellipse of 60 corners, the size of a hand: the hull of a typical part.
fn hull(length: f64, width: f64) -> Vec<[f64; 2]> {
    (0..60)
        .map(|i| {
            let turn = f64::from(i) / 60.0 * std::f64::consts::TAU;
            [turn.cos() * length / 2.0, turn.sin() * width / 2.0]
        })
        .collect()
}

fn slanted() -> Vec<[f64; 2]> {
    let (sin, cos) = 0.4_f64.sin_cos();
    let turn = |[x, y]: [f64; 2]| [x * cos - y * sin, x * sin + y * cos];
    hull(300.0, 40.0).into_iter().map(turn).collect()
}

#[divan::bench]
fn outline(bencher: Bencher) {
    let hull = slanted();
    bencher.bench(|| Outline::new(&hull));
}

#[divan::bench]
fn outline_and_first_rectangle(bencher: Bencher) {
    let hull = slanted();
    bencher.bench(|| Outline::new(&hull).fit(&Bed::rectangle(250.0, 210.0)));
}

#[divan::bench]
fn rectangle_upright(bencher: Bencher) {
    let outline = Outline::new(&hull(120.0, 80.0));
    bencher.bench(|| outline.fit(&Bed::rectangle(250.0, 210.0)));
}

#[divan::bench]
fn rectangle_turned(bencher: Bencher) {
    let outline = Outline::new(&slanted());
    bencher.bench(|| outline.fit(&Bed::rectangle(250.0, 210.0)));
}

#[divan::bench]
fn polygon_turned(bencher: Bencher) {
    let outline = Outline::new(&slanted());
    let hexagon = Surface::new(&Bed::Polygon {
        points: hull(300.0, 290.0).into_iter().step_by(10).collect(),
        exclude: Vec::new(),
    });
    bencher.bench(|| outline.fit_on(&hexagon));
}

#[divan::bench]
fn forbidden_corner_upright(bencher: Bencher) {
    let outline = Outline::new(&hull(120.0, 80.0));
    let bed = Library::embedded().find("bambu-x1c").expect("it is there");
    bencher.bench(|| outline.fit(&bed.bed));
}

#[divan::bench]
fn forbidden_corner_turned(bencher: Bencher) {
    let outline = Outline::new(&slanted());
    let bed = Library::embedded().find("bambu-x1c").expect("it is there");
    bencher.bench(|| outline.fit(&bed.bed));
}

/// Every distinct bed of the library, for a part that is small, and for one that fits only turned.
#[divan::bench(args = ["small", "slanted"])]
fn whole_library(bencher: Bencher, part: &str) {
    let beds: BTreeMap<_, &Machine> = Library::embedded()
        .machines()
        .map(|machine| (machine.bed_key(), machine))
        .collect();
    let points = if part == "small" {
        hull(60.0, 40.0)
    } else {
        slanted()
    };
    bencher.counter(ItemsCount::new(beds.len())).bench(|| {
        let outline = Outline::new(&points);
        beds.values()
            .filter(|machine| outline.fit(&machine.bed).fits)
            .count()
    });
}

#[divan::bench]
fn parse_every_profile(bencher: Bencher) {
    use rayon::prelude::*;
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/machines");
    let texts: Vec<String> = std::fs::read_dir(directory)
        .expect("the library is there")
        .map(|entry| std::fs::read_to_string(entry.expect("readable").path()).expect("readable"))
        .collect();
    bencher.bench(|| {
        texts
            .par_iter()
            .map(|text| toml::from_str::<Profiles>(text).map_or(0, |p| p.machine.len()))
            .sum::<usize>()
    });
}
