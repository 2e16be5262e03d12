//! One reader per table format; each gives sheets of cells.

pub mod archive;
mod behind;
pub mod delimited;
pub mod markdown;
pub mod ods;
pub mod text;
pub mod xlsx;
mod xml;
