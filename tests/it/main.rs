//! Integration tests, one area per file.

mod fit;
mod machines;
