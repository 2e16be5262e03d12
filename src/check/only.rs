//! One half of the check: the package without its geometry, or the geometry without its package.

use crate::rules::Rule;

/// Which half of the rules is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Areas 01 to 05: manifest, files, licence, provenance, bill of materials. No mesh is opened.
    Package,
    /// Areas 06 to 10: meshes and machines.
    Geometry,
}

impl Only {
    /// Whether the rule belongs to this half.
    pub fn judges(self, rule: &Rule) -> bool {
        rule.decides_verdict() == (self == Self::Geometry)
    }
}
