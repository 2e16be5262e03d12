//! Benches, one area per file. `cargo bench weld` runs those of a name.

mod fit;
mod judging;
mod mesh;
mod surface;
mod walls;

fn main() {
    divan::main();
}
