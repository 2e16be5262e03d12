//! Integration tests: one binary, a module per area.

#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

mod server;
mod solids;
mod support;

mod baseline;
mod bom;
mod bom_made;
mod claims;
mod cli;
mod compatibility;
mod corpus;
mod estimates;
mod files;
mod fit;
mod fix;
mod formats;
mod holes;
mod hostile;
mod init;
mod intersections;
mod levels;
mod licence;
mod lineage;
mod lying;
mod machines;
mod manifest;
mod mesh;
mod net;
mod online;
mod oracles;
mod planted;
mod poses;
mod poses_plain;
mod poses_reference;
mod provenance;
mod readme;
mod reuse;
mod rules;
mod schemas;
mod walls;
