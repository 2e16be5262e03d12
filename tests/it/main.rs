//! Integration tests: one binary, a module per area.

mod support;

mod bom;
mod cli;
mod fit;
mod formats;
mod hostile;
mod machines;
mod manifest;
mod mesh;
mod oracles;
mod rules;
mod schemas;
