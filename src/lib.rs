//! `fabcommons` checks open-hardware design packages, measures their geometry and judges it
//! against the machines that might make it.
//!
//! The modules in layer order; each uses only those above it:

pub mod cache;
pub mod digest;
pub mod net;
pub mod units;

pub mod check;
pub mod cli;
pub mod diag;
pub mod machine;
pub mod measure;
pub mod mesh;
pub mod package;
pub mod report;
pub mod rules;
