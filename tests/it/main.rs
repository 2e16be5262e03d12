//! Integration tests: one module per area.

mod mesh;
mod oracles;
