//! The Open Know-How manifest, normalised from all its dialects.
//!
//! Vocabulary: an *edition* is a version of the standard, a *dialect* the edition that a manifest
//! follows; a *problem* is a defect, a *change* a legal difference between an older edition and the
//! current one.

mod dialect;
mod keys;
mod locate;
mod measures;
mod problem;
mod read;
mod references;
mod remote;
mod shape;
mod tables;
mod texts;
pub mod values;

pub(super) use dialect::names_edition;
pub use keys::nearest;
pub(super) use keys::{RENAMED, TOP, kebab};
pub use locate::{FILE_NAME, bytes_of, others, read};
pub use problem::{Advice, Change, ChangeKind, Edit, Problem, Rewrite};
pub use remote::{normalised as normalised_repository, web_address};
pub use shape::{Misfit, fits_part, fits_top, misfits};

use super::tree::Document;
use crate::diag::Span;

/// What reading the manifest yielded.
#[derive(Debug, Default)]
pub struct Reading {
    /// The document; `None` when there is no manifest or its bytes could not be read.
    pub document: Option<Document>,
    /// The normalised manifest, as far as it could be understood.
    pub manifest: Manifest,
    /// The manifest's path relative to the package root.
    pub path: Option<String>,
    /// Everything that is wrong with it, in order of place.
    pub problems: Vec<Problem>,
    /// Every certain change towards the current edition, one by one.
    pub edits: Vec<Edit>,
    /// The URL of the git remote, when the package is the root of a git repository that has one.
    pub remote: Option<String>,
}

/// The manifest in the terms of okhv 2.4.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Manifest {
    /// The dialect it is written in.
    pub dialect: Dialect,
    /// `okhv`, as written.
    pub okhv: Option<Field<String>>,
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
    /// The licence of the documentation, where an older manifest states one.
    pub documentation_license: Option<Field<String>>,
    /// The licence of the software, where an older manifest states one.
    pub software_license: Option<Field<String>>,
    /// `licensor`: names as written.
    pub licensor: Vec<Field<Person>>,
    /// `organization`.
    pub organization: Vec<Field<Person>>,
    /// `documentation-language`.
    pub documentation_language: Vec<Field<String>>,
    /// `standard-compliance`.
    pub standard_compliance: Vec<Field<String>>,
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
    /// The path or URL; a path is without leading `/` or `./`.
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

impl Reading {
    /// Whether there is a manifest file, readable or not.
    pub fn is_present(&self) -> bool {
        self.path.is_some()
    }

    /// The package's name, if the manifest gives one.
    pub fn name(&self) -> Option<&str> {
        self.manifest.name.as_ref().map(|name| name.value.as_str())
    }
}

/// Reads the manifest `bytes` of the file at `path` (relative to the package root), whose extension
/// tells the syntax. Touches no file.
pub fn read_text(path: &str, bytes: &[u8]) -> Reading {
    let unreadable = |reason: String| Problem::Unreadable {
        path: path.to_owned(),
        reason,
    };
    let document = match Document::read(path, bytes) {
        Ok(document) => document,
        Err(error) => {
            return Reading {
                path: Some(path.to_owned()),
                problems: vec![unreadable(error.to_string())],
                ..Reading::default()
            };
        }
    };
    let (manifest, mut problems, edits) = if document.root.entries.is_empty() {
        let empty = document.errors.is_empty();
        let problems = empty.then(|| unreadable("it is empty".to_owned()));
        let problems = problems.into_iter().collect();
        (Manifest::default(), problems, Vec::new())
    } else {
        read::read(&document)
    };
    let syntax = of_syntax(&document);
    problems.retain(|problem| !follows_from_syntax(problem, &document));
    problems.extend(syntax);
    problems.sort_by_key(|problem| problem.span().map_or(0, |span| span.start));
    Reading {
        path: Some(path.to_owned()),
        manifest,
        problems,
        edits,
        document: Some(document),
        remote: None,
    }
}

/// Whether a problem only repeats that a statement is spoilt by a syntax error.
pub(super) fn follows_from_syntax(problem: &Problem, document: &Document) -> bool {
    let line_of = |at: usize| {
        let (line, _) = document.source.line_column(at);
        document.text_at(&document.source.line(line))
    };
    document.errors.iter().any(|error| match problem {
        Problem::Missing { key, .. } => line_of(error.span.start).contains(key),
        Problem::Invalid { span, .. } => {
            span.start <= error.span.end && error.span.start <= span.end
        }
        _ => false,
    })
}

/// The syntax errors and duplicate keys of a document.
pub(super) fn of_syntax(document: &Document) -> Vec<Problem> {
    let errors = document.errors.iter().map(|error| Problem::Syntax {
        message: error.message.clone(),
        span: error.span.clone(),
    });
    let duplicates = document.duplicates();
    let duplicates = duplicates.into_iter().map(|duplicate| Problem::Duplicate {
        key: duplicate.key,
        first: duplicate.first,
        again: duplicate.again,
    });
    errors.chain(duplicates).collect()
}

#[cfg(test)]
mod tests;
