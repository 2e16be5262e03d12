//! Integration tests: one binary, a module per area.

mod support;

mod cli;
mod fit;
mod formats;
mod hostile;
mod machines;
mod manifest;
mod rules;
mod schemas;
