//! Integration tests: one binary, a module per area.

mod support;

mod cli;
mod formats;
mod hostile;
mod manifest;
mod rules;
mod schemas;
