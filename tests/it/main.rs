//! Integration tests: one binary, a module per area.

#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

mod support;

mod baseline;
mod bom;
mod claims;
mod cli;
mod corpus;
mod files;
mod fit;
mod formats;
mod hostile;
mod levels;
mod licence;
mod machines;
mod manifest;
mod mesh;
mod oracles;
mod poses;
mod readme;
mod rules;
mod schemas;
