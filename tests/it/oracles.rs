//! Comparison with other programs.
