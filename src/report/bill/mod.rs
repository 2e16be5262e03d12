//! The normalised bill of materials, one file per format.

mod csv;
mod json;
mod text;

pub use csv::render as csv;
pub use json::{BillFile, render as json, schema};
pub use text::render as text;
