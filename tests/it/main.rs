//! Integration tests: one binary, a module per area.

mod support;

mod bom;
mod cli;
mod fit;
mod formats;
mod hostile;
mod licence;
mod machines;
mod manifest;
mod mesh;
mod oracles;
mod readme;
mod rules;
mod schemas;
