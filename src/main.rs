//! The `fabcommons` binary: parse, run, exit code.

fn main() {}
