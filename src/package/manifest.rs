//! The Open Know-How manifest, normalised from all its dialects.

use super::files::Listing;
use super::tree::Document;
use crate::diag::Span;
use std::path::Path;

/// What reading the manifest yielded.
#[derive(Debug, Default)]
pub struct Reading {
    /// The document; `None` when there is no manifest or its bytes could not be read.
    pub document: Option<Document>,
    /// The normalised manifest, as far as it could be understood.
    pub manifest: Manifest,
    /// The manifest's path relative to the package root.
    pub path: Option<String>,
    /// Everything that is wrong with it.
    pub problems: Vec<Problem>,
}

/// The manifest in the terms of okhv 2.4.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Manifest {
    /// The dialect it is written in.
    pub dialect: Dialect,
    /// `name` (v1: `title`).
    pub name: Option<Field<String>>,
    /// `function` (v1: `description`).
    pub function: Option<Field<String>>,
    /// `repo`.
    pub repo: Option<Field<String>>,
    /// `version`.
    pub version: Option<Field<String>>,
    /// The licence of the hardware, as written.
    pub license: Option<Field<String>>,
    /// `licensor`: names as written.
    pub licensor: Vec<Field<Person>>,
    /// `organization`.
    pub organization: Vec<Field<Person>>,
    /// `technology-readiness-level`.
    pub technology_readiness_level: Option<Field<String>>,
    /// `documentation-readiness-level`.
    pub documentation_readiness_level: Option<Field<String>>,
    /// `mass`, grams.
    pub mass: Option<Field<f64>>,
    /// `outer-dimensions`: width, depth, height in mm.
    pub outer_dimensions: Option<Field<[f64; 3]>>,
    /// `tsdc`.
    pub tsdc: Vec<Field<String>>,
    /// `forkOf`.
    pub fork_of: Option<Field<String>>,
    /// Every reference to a file or page, with the key it stands under.
    pub references: Vec<Reference>,
    /// `[[part]]`.
    pub parts: Vec<ManifestPart>,
}

/// A value with the place it was written at.
#[derive(Debug, Clone, PartialEq)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// Where it is in the manifest's text.
    pub span: Span,
}

/// A person or organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: Option<String>,
    /// A web page.
    pub url: Option<String>,
}

/// A path or URL that the manifest gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// What it is for.
    pub role: Role,
    /// The index of the `[[part]]` it stands in; `None` at the top level.
    pub part: Option<usize>,
    /// The path or URL, as written.
    pub target: Field<String>,
}

/// What a reference is for, by its key in okhv 2.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the keys of the standard")]
pub enum Role {
    Readme,
    ContributionGuide,
    Image,
    Attestation,
    Bom,
    ManufacturingInstructions,
    UserManual,
    Source,
    Export,
    Auxiliary,
    Release,
    Publication,
    SoftwareRelease,
    InstallationGuide,
}

/// A `[[part]]`. Its source, export, auxiliary and image are in [`Manifest::references`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ManifestPart {
    /// Its name.
    pub name: Option<Field<String>>,
    /// Where its table begins.
    pub span: Span,
    /// Grams.
    pub mass: Option<Field<f64>>,
    /// Width, depth, height in mm.
    pub outer_dimensions: Option<Field<[f64; 3]>>,
    /// Technology-specific documentation criteria.
    pub tsdc: Vec<Field<String>>,
    /// What 2.4 has no key for (v1 production keys), by the key of `fab.toml`'s `[[part]]`.
    pub production: Vec<(String, Field<String>)>,
}

/// Which edition of Open Know-How a manifest follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// okhv 2.4.
    #[default]
    V2_4,
    /// okhv 2.0 to 2.3.
    V2,
    /// `OKH-LOSHv1.0`.
    LoshV1,
    /// Open Know-How 1.0 (YAML).
    V1,
    /// Keys of several editions in one file, or none stated.
    Hybrid,
}

/// What is wrong with a manifest. Extended by the readers as they need.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {}

impl Reading {
    /// Whether there is a manifest file.
    pub fn is_present(&self) -> bool {
        self.path.is_some()
    }

    /// The package's name, if the manifest gives one.
    pub fn name(&self) -> Option<&str> {
        self.manifest.name.as_ref().map(|name| name.value.as_str())
    }
}

/// Finds and reads the manifest of the package at `root`.
pub fn read(_root: &Path, _files: &Listing, _named: Option<&Path>) -> Reading {
    Reading::default()
}
