//! The covered files of a package, and what is stated for each.

use super::expression::identifiers;
use super::global::{Annotation, DEP5, Global, TOML};
use super::scan::{self, Tags};
use super::texts::FOLDER;
use crate::package::git;
use rayon::prelude::*;
use std::collections::HashSet;
use std::path::Path;

/// The most directories below one another.
const DEEPEST: usize = 64;

/// The most files that are looked at.
const MOST: usize = crate::package::files::MAX_FILES;

/// A file that must state who holds its rights and under which licence.
#[derive(Debug, Clone, Default)]
pub struct Covered {
    /// Its path, relative to the package.
    pub path: String,
    /// Its licences.
    pub statements: Vec<Statement>,
    /// Whether anybody is named as holder of its rights.
    pub has_copyright: bool,
    /// Why it could not be read, as a phrase.
    pub unreadable: Option<String>,
}

/// A licence that is stated for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The expression, as written.
    pub raw: String,
    /// The ids in it; `None` when it is no expression.
    pub identifiers: Option<Vec<String>>,
    /// The file that states it, relative to the package.
    pub source: String,
}

/// Reads the covered files below `root`, in order of path.
pub(super) fn read(root: &Path, global: &Global) -> Vec<Covered> {
    let mut paths = Vec::new();
    let skip = Skip::of(root);
    walk(root, "", 0, &skip, &mut paths);
    paths.sort();
    paths
        .into_par_iter()
        .map(|path| covered(root, path, global))
        .collect()
}

fn covered(root: &Path, path: String, global: &Global) -> Covered {
    let mut covered = Covered {
        path,
        ..Covered::default()
    };
    let stated = global.stated(&covered.path);
    for annotation in stated.overriding.iter().chain(&stated.aggregated) {
        covered.licences_of(annotation);
        covered.copyright_of(annotation);
    }
    let (mut has_licence, mut has_copyright) = (false, false);
    if stated.overriding.is_none() {
        match covered.own_statements(root) {
            Ok(own) => (has_licence, has_copyright) = own,
            Err(error) => {
                covered.unreadable = Some(reason(&error));
                return covered;
            }
        }
    }
    // A file that states one of the two leaves the other to the nearest annotation.
    if let Some(annotation) = stated.closest_licence.filter(|_| !has_licence) {
        covered.licences_of(annotation);
    }
    if let Some(annotation) = stated.closest_copyright.filter(|_| !has_copyright) {
        covered.copyright_of(annotation);
    }
    covered
}

fn own(path: &Path) -> std::io::Result<Tags> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    // A pipe in place of a `.license` file might never end.
    if !metadata.is_file() {
        return Err(std::io::Error::other("it is no regular file"));
    }
    scan::read(std::fs::File::open(path)?)
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "there is no permission to read it".to_owned(),
        std::io::ErrorKind::IsADirectory => "its `.license` is a directory".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}

impl Covered {
    /// Notes what the file states for itself; gives whether it states a licence, and a holder.
    fn own_statements(&mut self, root: &Path) -> std::io::Result<(bool, bool)> {
        // What stands beside the file is instead of what stands in it.
        let beside = format!("{}.license", self.path);
        let source = if root.join(&beside).exists() {
            beside
        } else {
            self.path.clone()
        };
        let own = own(&root.join(&source))?;
        let stated = (!own.licences.is_empty(), own.copyright);
        self.has_copyright |= own.copyright;
        for raw in own.licences {
            self.state(raw, source.clone());
        }
        Ok(stated)
    }

    fn state(&mut self, raw: String, source: String) {
        self.statements.push(Statement {
            identifiers: identifiers(&raw),
            raw,
            source,
        });
    }

    fn licences_of(&mut self, annotation: &Annotation) {
        for licence in &annotation.licences {
            self.state(licence.value.clone(), annotation.source.path.clone());
        }
    }

    fn copyright_of(&mut self, annotation: &Annotation) {
        self.has_copyright |= !annotation.copyrights.is_empty();
    }

    /// Whether a licence is stated that can be understood.
    pub fn has_licence(&self) -> bool {
        self.statements
            .iter()
            .any(|statement| statement.identifiers.is_some())
    }
}

/// What version control says is not part of the project.
struct Skip {
    ignored: HashSet<String>,
    submodules: HashSet<String>,
}

impl Skip {
    fn of(root: &Path) -> Self {
        let mut arguments = vec!["ls-files", "--exclude-standard", "--ignored", "--others"];
        arguments.extend(["--directory", "--no-empty-directory", "-z"]);
        let Some(ignored) = git::ask(root, arguments) else {
            return Self {
                ignored: HashSet::new(),
                submodules: HashSet::new(),
            };
        };
        let modules = std::fs::read_to_string(root.join(".gitmodules")).unwrap_or_default();
        Self {
            ignored: ignored
                .split('\0')
                .map(|path| path.trim_end_matches('/').to_owned())
                .collect(),
            submodules: modules
                .lines()
                .filter_map(|line| line.split_once('='))
                .filter(|(key, _)| key.trim() == "path")
                .map(|(_, path)| path.trim().trim_matches(['"', '/']).to_owned())
                .collect(),
        }
    }
}

fn walk(folder: &Path, path: &str, depth: usize, skip: &Skip, paths: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let below = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}/{name}")
        };
        // Links are not followed, nor is what is neither file nor folder.
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if skip.ignored.contains(&below) || paths.len() >= MOST {
            continue;
        }
        if kind.is_dir() {
            let is_own = !is_foreign_folder(&name)
                && crate::package::files::name(path) != "subprojects"
                && !skip.submodules.contains(&below);
            if is_own && depth < DEEPEST {
                walk(&entry.path(), &below, depth + 1, skip, paths);
            }
        } else if kind.is_file()
            && !is_exempt(&name)
            && entry.metadata().is_ok_and(|metadata| metadata.len() > 0)
        {
            paths.push(below);
        }
    }
}

/// Whether a folder of this name has no covered files.
fn is_foreign_folder(name: &str) -> bool {
    let reuse = DEP5.split('/').next();
    [".git", ".hg", ".sl", FOLDER].contains(&name) || Some(name) == reuse
}

/// Whether a file of this name need not state anything: licence texts, statements for other files,
/// SPDX documents, files of version control.
fn is_exempt(name: &str) -> bool {
    let is_text = ["LICENSE", "LICENCE", "COPYING"].iter().any(|word| {
        name.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
    });
    // Two licence texts that look like SPDX tags to tools.
    let is_listed = ["CAL-1.0", "CAL-1.0-Combined-Work-Exception", "SHL-2.1"]
        .iter()
        .any(|id| {
            name.strip_prefix(id)
                .is_some_and(|rest| rest.is_empty() || (rest.len() > 1 && rest.starts_with('.')))
        });
    let is_document = [
        ".spdx",
        ".spdx.rdf",
        ".spdx.json",
        ".spdx.xml",
        ".spdx.yml",
        ".spdx.yaml",
    ]
    .iter()
    .any(|end| name.ends_with(end));
    is_text
        || is_listed
        || is_document
        || name.ends_with(".license")
        || [".git", ".hgtags", TOML].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_files_need_not_say_anything() {
        for name in [
            "LICENSE",
            "LICENCE.md",
            "LICENSE-MIT",
            "COPYING.LESSER",
            "a.stl.license",
            "REUSE.toml",
            "sbom.spdx",
            "sbom.spdx.json",
            ".git",
            "SHL-2.1.txt",
        ] {
            assert!(is_exempt(name), "{name}");
        }
        for name in [
            "License",
            "LICENSES.md",
            "COPYINGS",
            "a.stl",
            "license",
            ".gitignore",
            "spdx",
        ] {
            assert!(!is_exempt(name), "{name}");
        }
    }
}
