//! Integration tests: one binary, a module per area.

mod support;

mod cli;
mod rules;
mod schemas;
