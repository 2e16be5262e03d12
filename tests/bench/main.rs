//! Benches, one area per file.

mod fit;

fn main() {
    divan::main();
}
