//! Thickness and gap of a clean surface, of three sizes.

use super::mesh::{SIZES, torus};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fabcommons::measure::Surface;
use fabcommons::mesh::read::read;
use fabcommons::units::LengthUnit;

fn surface(n: usize) -> Surface {
    let file = read(&torus(n, false), "torus.stl");
    let object = file.objects.first().expect("a torus is one object");
    Surface::new(object, LengthUnit::Millimetre)
}

#[divan::bench(args = SIZES)]
fn thickness(bencher: Bencher, n: usize) {
    let surface = surface(n);
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| black_box(&surface).thickness());
}

#[divan::bench(args = SIZES)]
fn gap(bencher: Bencher, n: usize) {
    let surface = surface(n);
    bencher
        .counter(ItemsCount::new(n))
        .bench(|| black_box(&surface).gap());
}
