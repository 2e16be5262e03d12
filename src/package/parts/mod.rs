//! The parts of a package: declared in okh.toml, completed by fab.toml, else inferred from files.
//!
//! An *export* is what a machine or a fabricator is given (a mesh, a drawing); a *source* is what a
//! designer edits. An *orphan* is a mesh that no part claims.

mod join;
mod naming;

pub use naming::{quantity_in_name, slug};

use super::fab;
use super::files::{self, Listing};
use super::manifest;
use crate::units::LengthUnit;

/// A part: something to make, with its files.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Part {
    /// Unique in the package: the slug of its name, with a number where two agree.
    pub id: String,
    /// Its name as declared, else the stem of its export.
    pub name: String,
    /// Whether somebody declared it (okh.toml or fab.toml).
    pub declared: bool,
    /// How many the design needs.
    pub quantity: u32,
    /// Whether somebody wrote the quantity down (fab.toml), rather than a file name or nobody.
    pub quantity_stated: bool,
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
    /// The designer's own least wall, mm.
    pub min_wall: Option<f64>,
    /// Infill that the designer asks for, per cent.
    pub infill: Option<f64>,
    /// Walls that the designer asks for, lines.
    pub walls: Option<u32>,
    /// Layer height that the designer asks for, mm.
    pub layer_height: Option<f64>,
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
///
/// Parts come from the first of these that has any: `[[part]]` of okh.toml, completed by `[[part]]`
/// of fab.toml with the same name; `[[part]]` of fab.toml alone; top-level `export`s; every mesh of
/// the package. Several formats of one name are one part.
pub fn join(files: &Listing, manifest: &manifest::Reading, fab: &fab::Reading) -> Vec<Part> {
    let mut parts = join::join(files, &manifest.manifest, &fab.fab);
    let mut taken = std::collections::HashSet::new();
    for part in &mut parts {
        part.id = unique_id(&part.name, |id| taken.contains(id));
        taken.insert(part.id.clone());
    }
    parts
}

/// The slug of `name`, with a number behind it where it is `taken`.
pub fn unique_id(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let slug = slug(name);
    if !taken(&slug) {
        return slug;
    }
    (2..=u32::MAX)
        .map(|number| format!("{slug}-{number}"))
        .find(|id| !taken(id))
        .unwrap_or(slug)
}

/// Meshes that belong to no part although parts are declared, in order of path.
pub fn orphans<'a>(files: &'a Listing, parts: &[Part]) -> Vec<&'a str> {
    if !parts.iter().any(|part| part.declared) {
        return Vec::new();
    }
    let known: std::collections::HashSet<&str> = parts
        .iter()
        .flat_map(|part| part.meshes.iter().chain(&part.sources))
        .map(String::as_str)
        .collect();
    files
        .files
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| is_mesh(path) && !known.contains(path))
        .collect()
}

/// The mesh formats that are read, best first: 3MF states its unit, STL is what most designs mean.
const MESHES: [&str; 4] = ["3mf", "stl", "obj", "ply"];

/// Whether a path is that of a mesh that can be read.
pub fn is_mesh(path: &str) -> bool {
    mesh_rank(path).is_some()
}

/// The place of a mesh's format in the order of preference; `None` for anything else.
pub(crate) fn mesh_rank(path: &str) -> Option<usize> {
    let extension = files::extension(path);
    MESHES.iter().position(|known| *known == extension)
}
