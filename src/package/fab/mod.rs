//! `fab.toml`: how the design is made and where it comes from.

mod read;
mod schema;
mod values;

pub use super::manifest::Problem;
pub(super) use read::TABLES;
pub use schema::schema;
pub(super) use values::word_of_process;

use super::files::Listing;
use super::manifest::{self, Field};
use super::parts::{Orientation, Process, Supports};
use super::tree::Document;
use crate::diag::Level;
use crate::units::LengthUnit;
use std::path::Path;

/// The name of the file.
pub const FILE_NAME: &str = "fab.toml";

/// What reading `fab.toml` yielded.
#[derive(Debug, Default)]
pub struct Reading {
    /// The document; `None` when there is no such file.
    pub document: Option<Document>,
    /// Its content, as far as it could be understood.
    pub fab: Fab,
    /// Everything that is wrong with it.
    pub problems: Vec<Problem>,
    /// Its path relative to the package root, whether it is there or not.
    pub path: String,
}

/// The content of `fab.toml`.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Fab {
    /// `package.id`.
    pub id: Option<Field<String>>,
    /// `package.keywords`.
    pub keywords: Vec<Field<String>>,
    /// `package.status`.
    pub status: Option<Field<Status>>,
    /// `[[part]]`.
    pub parts: Vec<FabPart>,
    /// `[[derived-from]]`.
    pub derived_from: Vec<Origin>,
    /// `licences.documentation`.
    pub documentation_licence: Option<Field<String>>,
    /// `licences.software`.
    pub software_licence: Option<Field<String>>,
    /// `check.machines`.
    pub machines: Vec<Field<String>>,
    /// `[[lints]]`.
    pub lints: Vec<Lint>,
    /// `files.exclude`, as globs.
    pub exclude: Vec<Field<String>>,
    /// `[[contributor]]` names.
    pub contributors: Vec<Field<String>>,
    /// `[[contributor]]` with what they did.
    pub contributor_roles: Vec<Contributor>,
    /// `[[task]]` titles.
    pub tasks: Vec<Field<String>>,
}

/// A `[[contributor]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributor {
    /// The name.
    pub name: Field<String>,
    /// What they did.
    pub roles: Vec<Field<String>>,
}

/// Whether the design is ready to be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Still in work.
    Draft,
    /// Shared.
    Published,
}

/// A `[[part]]` of `fab.toml`. `None` means not stated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FabPart {
    /// Joined to the manifest's part of the same name.
    pub name: Option<Field<String>>,
    /// Where its table begins.
    pub span: crate::diag::Span,
    /// How many the design needs.
    pub quantity: Option<Field<u32>>,
    /// How it is made.
    pub process: Vec<Field<Process>>,
    /// Acceptable materials, first preferred.
    pub material: Vec<Field<String>>,
    /// The export, when okh.toml has no part table.
    pub export: Vec<Field<String>>,
    /// The unit of a unitless export.
    pub unit: Option<Field<LengthUnit>>,
    /// How it may lie on a machine.
    pub orientation: Option<Field<Orientation>>,
    /// Whether supports are allowed.
    pub supports: Option<Field<Supports>>,
    /// The designer's own least wall, mm.
    pub min_wall: Option<Field<f64>>,
    /// Per cent.
    pub infill: Option<Field<f64>>,
    /// Perimeters.
    pub walls: Option<Field<u32>>,
    /// mm.
    pub layer_height: Option<Field<f64>>,
    /// The general tolerance, such as `ISO 2768-m`.
    pub tolerance: Option<Field<String>>,
}

/// A `[[derived-from]]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Origin {
    /// Where its table begins.
    pub span: crate::diag::Span,
    /// A design of the index.
    pub design: Option<Field<String>>,
    /// Its version.
    pub version: Option<Field<String>>,
    /// Any other source.
    pub url: Option<Field<String>>,
    /// Commit or tag.
    pub revision: Option<Field<String>>,
    /// `sha256:…` of what was copied.
    pub digest: Option<Field<String>>,
    /// The licence at the time of copying.
    pub license: Option<Field<String>>,
    /// `Name <mail>`.
    pub authors: Vec<Field<String>>,
    /// How the design uses it.
    pub relation: Option<Field<String>>,
    /// The modification notice.
    pub changes: Option<Field<String>>,
    /// Its date, as written.
    pub date: Option<Field<String>>,
}

/// A `[[lints]]` entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Lint {
    /// Where its table begins.
    pub span: crate::diag::Span,
    /// The rule's code or name.
    pub rule: Field<String>,
    /// What the user wants to hear of it.
    pub level: Field<Level>,
    /// Only for the part of this name.
    pub part: Option<Field<String>>,
    /// Only for paths that match this glob.
    pub path: Option<Field<String>>,
    /// Why.
    pub reason: Option<Field<String>>,
}

impl Reading {
    /// Whether there is such a file, readable or not.
    pub fn is_present(&self) -> bool {
        self.document.is_some() || !self.problems.is_empty()
    }
}

/// The file that belongs to the manifest at `manifest`: `fab.toml`, except beside one of several
/// manifests in a folder that is not its `okh.toml`. There it is `<stem>.fab.toml`, so that the facts of one
/// design are not taken for those of another.
pub fn companion(files: &Listing, manifest: Option<&str>) -> String {
    match manifest {
        Some(path) if path != manifest::FILE_NAME && !manifest::others(files, path).is_empty() => {
            let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
            format!("{stem}.{FILE_NAME}")
        }
        _ => FILE_NAME.to_owned(),
    }
}

/// Reads the `fab.toml` of the package at `root` that belongs to the manifest named by the user, else
/// to the package's. It is looked for in the root itself: a listing may leave it out.
pub fn read(root: &Path, files: &Listing, named: Option<&str>) -> Reading {
    let shown = companion(files, named);
    let path = root.join(&shown);
    if std::fs::symlink_metadata(&path).is_err() {
        return Reading {
            path: shown,
            ..Reading::default()
        };
    }
    match manifest::bytes_of(&path) {
        Ok(bytes) => read_at(&shown, &bytes),
        Err(reason) => unreadable(&shown, reason),
    }
}

/// Reads the bytes of a `fab.toml`. Touches no file.
pub fn read_text(bytes: &[u8]) -> Reading {
    read_at(FILE_NAME, bytes)
}

fn read_at(path: &str, bytes: &[u8]) -> Reading {
    let document = match Document::read(path, bytes) {
        Ok(document) => document,
        Err(error) => return unreadable(path, error.to_string()),
    };
    let (fab, mut problems) = read::read(&document);
    problems.retain(|problem| !manifest::follows_from_syntax(problem, &document));
    problems.extend(manifest::of_syntax(&document));
    problems.sort_by_key(|problem| problem.span().map_or(0, |span| span.start));
    Reading {
        document: Some(document),
        fab,
        problems,
        path: path.to_owned(),
    }
}

fn unreadable(path: &str, reason: String) -> Reading {
    Reading {
        problems: vec![Problem::Unreadable {
            path: path.to_owned(),
            reason,
        }],
        path: path.to_owned(),
        ..Reading::default()
    }
}

#[cfg(test)]
mod tests;
