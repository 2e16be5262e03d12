//! Integration tests: one binary, a module per area.

mod support;

mod bom;
mod cli;
mod formats;
mod hostile;
mod manifest;
mod rules;
mod schemas;
