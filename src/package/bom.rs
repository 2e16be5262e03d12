//! The bill of materials.

use super::files::Listing;
use super::manifest;

/// What reading the bill yielded.
#[derive(Debug, Default)]
pub struct Reading {
    /// Its path relative to the package root, when there is one.
    pub path: Option<String>,
}

/// Finds and reads the bill of materials.
pub fn read(_files: &Listing, _manifest: &manifest::Reading) -> Reading {
    Reading::default()
}
