//! Licences: the expression declared, its class, and the texts found.

mod class;
mod detect;
mod expression;
mod headers;
mod names;

pub use class::{
    Class, Reach, Strength, class_of, family_of, needs_attribution, reach_of, strength_of,
};
pub use detect::{Detected, MODIFIED, Recognised, SURE, recognise};
pub use expression::{Declared, Expression, Fault, Licence};
pub use headers::{Header, Tag, tags};
pub use names::{Meant, meant_by};

use super::files::Listing;
use super::manifest;

/// What the licences of a package are.
#[derive(Debug, Default)]
pub struct Reading {
    /// The class of the declared expression.
    pub class: Class,
}

/// Reads the declared licence and detects the texts.
pub fn read(_files: &Listing, _manifest: &manifest::Reading) -> Reading {
    Reading::default()
}
