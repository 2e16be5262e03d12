//! Facts of a mesh: plain numbers with places, independent of any machine. No thresholds here.

mod facts;

pub use facts::*;
