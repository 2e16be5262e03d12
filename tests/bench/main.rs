//! Benches: one module per area. `cargo bench` runs them, `cargo bench weld` those of a name.

mod mesh;

fn main() {
    divan::main();
}
