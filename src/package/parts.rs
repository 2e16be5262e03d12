//! The parts of a package: declared in okh.toml, completed by fab.toml, else inferred from files.

use super::fab;
use super::files::Listing;
use super::manifest;
use crate::units::LengthUnit;

/// A part: something to make, with its files.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Unique in the package: the slug of its name, with a number where two agree.
    pub id: String,
    /// Its name as declared, else the stem of its export.
    pub name: String,
    /// Whether somebody declared it (okh.toml or fab.toml).
    pub declared: bool,
    /// How many the design needs.
    pub quantity: u32,
    /// How it is made; empty when nobody said.
    pub process: Vec<Process>,
    /// Acceptable materials, first preferred.
    pub material: Vec<String>,
    /// Meshes among its exports that exist, package-relative, in order of preference: the first is judged.
    pub meshes: Vec<String>,
    /// Other exports that exist.
    pub exports: Vec<String>,
    /// Its own sources that exist.
    pub sources: Vec<String>,
    /// The unit of unitless meshes, if stated.
    pub unit: Option<LengthUnit>,
    /// How it may lie.
    pub orientation: Option<Orientation>,
    /// Whether supports are allowed; `None` is allowed, not stated.
    pub supports: Option<Supports>,
    /// Stated width, depth, height in mm.
    pub outer_dimensions: Option<[f64; 3]>,
    /// Stated mass, grams.
    pub mass: Option<f64>,
}

/// How a part is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of fab.toml")]
pub enum Process {
    Fff,
    Resin,
    Sls,
    Mill,
    Laser,
    Buy,
    Other,
}

impl Process {
    /// Every process with its spelling in `fab.toml`.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Fff, "FFF"),
        (Self::Resin, "resin"),
        (Self::Sls, "SLS"),
        (Self::Mill, "mill"),
        (Self::Laser, "laser"),
        (Self::Buy, "buy"),
        (Self::Other, "other"),
    ];

    /// The spelling in `fab.toml`.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(process, _)| *process == self)
            .map_or("other", |(_, word)| word)
    }
}

/// How a part may lie on a machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Orientation {
    /// Only as modelled (it may turn about the vertical axis).
    AsModelled,
    /// Any way.
    Any,
    /// Turned by these degrees about fixed X, then Y, then Z.
    Turned([f64; 3]),
}

/// Whether supports are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of fab.toml")]
pub enum Supports {
    None,
    Allowed,
}

/// Joins the parts of the manifest and of fab.toml with the files that are there.
pub fn join(_files: &Listing, _manifest: &manifest::Reading, _fab: &fab::Reading) -> Vec<Part> {
    Vec::new()
}
