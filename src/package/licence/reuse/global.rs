//! Files that state licences for others: `REUSE.toml`, in any folder, and `.reuse/dep5`.

use super::dep5;
use super::glob::Glob;
use super::texts::FOLDER;
use crate::diag::{SourceText, Span};
use crate::package::files::{Listing, is_below, name, parent};
use crate::package::manifest::{Field, bytes_of};
use crate::package::tree::{Document, Node, Table, Value};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of the file.
pub(super) const TOML: &str = "REUSE.toml";

/// The path of the older file, relative to the project.
pub(super) const DEP5: &str = ".reuse/dep5";

const LICENCE: &str = concat!("SPDX-License-", "Identifier");
const COPYRIGHT: &str = concat!("SPDX-FileCopyright", "Text");

/// The most globs of one file: a project lists folders, not each of its files.
const MOST_GLOBS: usize = 5_000;

/// Everything that is stated for other files.
#[derive(Debug, Default, Clone)]
pub struct Global {
    /// The annotations, the outermost folder first, in the order they are written.
    pub annotations: Vec<Annotation>,
    /// What is wrong with the files.
    pub faults: Vec<Fault>,
    /// Whether there is any such file in the package.
    pub is_present: bool,
    /// The project above the package, if the package is only a part of one.
    above: Option<PathBuf>,
}

/// What is stated for the files that some globs match.
#[derive(Debug, Clone)]
pub struct Annotation {
    /// The file that states it.
    pub source: Arc<SourceText>,
    /// The folder that its globs start from, relative to the package; empty: the package.
    pub folder: String,
    /// From the package up to `folder`, where that is above: what to put before a path.
    pub(super) prefix: String,
    pub(super) globs: Vec<Glob>,
    /// How it stands to what the file itself states.
    pub precedence: Precedence,
    /// The licence expressions, as written.
    pub licences: Vec<Field<String>>,
    /// The copyright notices.
    pub copyrights: Vec<Field<String>>,
}

/// Which of several statements counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precedence {
    /// The nearest: the file's own, else that of the innermost `REUSE.toml`.
    Closest,
    /// All of them.
    Aggregate,
    /// This one alone.
    Override,
}

/// What is wrong with a file that states licences for others.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Its path, relative to the package.
    pub path: String,
    /// Its text and where in it, when it could be read.
    pub place: Option<(Arc<SourceText>, Span)>,
    /// What is wrong, as a phrase that follows the name of the file.
    pub why: String,
}

/// What is stated for one file, before its own statements are looked at.
#[derive(Debug, Default)]
pub struct Stated<'g> {
    /// It alone counts.
    pub overriding: Option<&'g Annotation>,
    /// These count besides the file's own.
    pub aggregated: Vec<&'g Annotation>,
    /// This states the licence, if the file does not.
    pub closest_licence: Option<&'g Annotation>,
    /// This states the copyright, if the file does not.
    pub closest_copyright: Option<&'g Annotation>,
}

impl Global {
    /// Reads the files of the package, and those above it in the same repository if the package has
    /// no licences of its own.
    pub fn read(files: &Listing) -> Self {
        let mut global = Self::default();
        let root = &files.root;
        let own = files
            .files
            .iter()
            .map(|file| file.path.as_str())
            .filter(|path| name(path) == TOML && !is_below(path, FOLDER));
        let mut own: Vec<&str> = own.collect();
        own.sort_by_key(|path| path.matches('/').count());
        let has_dep5 = root.join(DEP5).is_file();
        let has_own = own.first() == Some(&TOML) || has_dep5 || root.join(FOLDER).is_dir();
        global.is_present = !own.is_empty() || has_dep5;
        if !has_own && let Some(above) = project_above(root) {
            global.read_above(&above);
            global.above = Some(above.folder);
        }
        for path in &own {
            global.toml(&root.join(path), path, parent(path), "");
        }
        if has_dep5 {
            if let Some(toml) = own.first() {
                global.faults.push(Fault {
                    path: (*toml).to_owned(),
                    place: None,
                    why: format!("stands beside `{DEP5}`, and only one of them may"),
                });
            }
            global.dep5(&root.join(DEP5), "");
        }
        global
    }

    /// The project that a package belongs to.
    pub(super) fn project(&self, root: &Path) -> PathBuf {
        self.above.clone().unwrap_or_else(|| root.to_owned())
    }

    /// What is stated for the file at a package-relative path.
    pub fn stated(&self, path: &str) -> Stated<'_> {
        let mut stated = Stated::default();
        let mut at = 0;
        while at < self.annotations.len() {
            // Of one file, the last annotation that fits counts.
            let source = &self.annotations[at].source;
            let until = self.annotations[at..]
                .iter()
                .position(|other| !Arc::ptr_eq(&other.source, source))
                .map_or(self.annotations.len(), |more| at + more);
            let group = &self.annotations[at..until];
            at = until;
            let Some(found) = group.iter().rev().find(|one| one.matches(path)) else {
                continue;
            };
            match found.precedence {
                Precedence::Override => {
                    // The outermost that overrides ends the search.
                    stated.overriding = Some(found);
                    break;
                }
                Precedence::Aggregate => stated.aggregated.push(found),
                // The innermost is read last.
                Precedence::Closest => {
                    if !found.licences.is_empty() {
                        stated.closest_licence = Some(found);
                    }
                    if !found.copyrights.is_empty() {
                        stated.closest_copyright = Some(found);
                    }
                }
            }
        }
        stated
    }

    fn read_above(&mut self, above: &Above) {
        let mut folder = above.folder.clone();
        let mut rest = above.below.clone();
        loop {
            // Faults above the package are not its own.
            let faults = self.faults.len();
            self.toml(&folder.join(TOML), TOML, "", &rest);
            if folder == above.folder {
                self.dep5(&folder.join(DEP5), &rest);
            }
            self.faults.truncate(faults);
            let Some((first, more)) = rest.split_once('/') else {
                return;
            };
            folder = folder.join(first);
            rest = more.to_owned();
        }
    }

    fn toml(&mut self, file: &Path, path: &str, folder: &str, prefix: &str) {
        if !file.is_file() {
            return;
        }
        match bytes_of(file) {
            Ok(bytes) => {
                let (annotations, faults) = read_toml(path, &bytes);
                self.annotations
                    .extend(annotations.into_iter().map(|annotation| Annotation {
                        folder: folder.to_owned(),
                        prefix: prefix.to_owned(),
                        ..annotation
                    }));
                self.faults.extend(faults);
            }
            Err(why) => self.faults.push(Fault::of_file(path, why)),
        }
    }

    fn dep5(&mut self, file: &Path, prefix: &str) {
        if !file.is_file() {
            return;
        }
        match bytes_of(file) {
            Ok(bytes) => {
                let (annotations, faults) = read_dep5(DEP5, &bytes);
                self.annotations
                    .extend(annotations.into_iter().map(|annotation| Annotation {
                        prefix: prefix.to_owned(),
                        ..annotation
                    }));
                self.faults.extend(faults);
            }
            Err(why) => self.faults.push(Fault::of_file(DEP5, why)),
        }
    }
}

impl Fault {
    pub(super) fn of_file(path: &str, why: String) -> Self {
        Self {
            path: path.to_owned(),
            place: None,
            why,
        }
    }

    pub(super) fn at(source: &Arc<SourceText>, span: &Span, why: impl Into<String>) -> Self {
        Self {
            path: source.path.clone(),
            place: Some((Arc::clone(source), span.clone())),
            why: why.into(),
        }
    }
}

impl Annotation {
    pub(super) fn new(source: &Arc<SourceText>, globs: Vec<Glob>, precedence: Precedence) -> Self {
        Self {
            source: Arc::clone(source),
            folder: String::new(),
            prefix: String::new(),
            globs,
            precedence,
            licences: Vec::new(),
            copyrights: Vec::new(),
        }
    }

    /// Whether it is about the file at a package-relative path.
    pub fn matches(&self, path: &str) -> bool {
        let whole;
        let path = if self.prefix.is_empty() {
            if !is_below(path, &self.folder) {
                return false;
            }
            if self.folder.is_empty() {
                path
            } else {
                &path[self.folder.len() + 1..]
            }
        } else {
            whole = format!("{}/{path}", self.prefix);
            &whole
        };
        self.globs.iter().any(|glob| glob.matches(path))
    }
}

/// A project that a package is only a part of.
struct Above {
    folder: PathBuf,
    /// The package's path in it.
    below: String,
}

/// The nearest folder above `root` in the same repository that has licences.
fn project_above(root: &Path) -> Option<Above> {
    let root = root.canonicalize().ok()?;
    let mut folder = root.as_path();
    while !folder.join(".git").exists() {
        folder = folder.parent()?;
        let has = folder.join(TOML).is_file()
            || folder.join(DEP5).is_file()
            || folder.join(FOLDER).is_dir();
        if !has {
            continue;
        }
        // Only if it really is the same repository.
        folder
            .ancestors()
            .find(|above| above.join(".git").exists())?;
        let below: Option<Vec<&str>> = root
            .strip_prefix(folder)
            .ok()?
            .components()
            .map(|component| component.as_os_str().to_str())
            .collect();
        return Some(Above {
            folder: folder.to_owned(),
            below: below?.join("/"),
        });
    }
    None
}

/// Reads the bytes of a `REUSE.toml`. Touches no file.
pub fn read_toml(path: &str, bytes: &[u8]) -> (Vec<Annotation>, Vec<Fault>) {
    let document = match Document::read(path, bytes) {
        Ok(document) => document,
        Err(error) => return (Vec::new(), vec![Fault::of_file(path, error.to_string())]),
    };
    let source = &document.source;
    let mut faults: Vec<Fault> = document
        .errors
        .iter()
        .map(|error| {
            Fault::at(
                source,
                &error.span,
                format!("is no TOML: {}", error.message),
            )
        })
        .collect();
    faults.extend(
        document
            .duplicates()
            .into_iter()
            .map(|twice| Fault::at(source, &twice.again, format!("has `{}` twice", twice.key))),
    );
    match document.root.get("version").map(|entry| &entry.value) {
        Some(Node {
            value: Value::Integer(_),
            ..
        }) => {}
        Some(node) => faults.push(Fault::at(
            source,
            &node.span,
            "has a `version` that is no whole number",
        )),
        // A file with syntax errors may well have one.
        None if document.errors.is_empty() => {
            faults.push(Fault::at(source, &(0..0), "has no `version = 1`"));
        }
        None => {}
    }
    let mut annotations = Vec::new();
    let mut globs = 0;
    if let Some(entry) = document.root.get("annotations") {
        let is_list = matches!(entry.value.value, Value::Array(_));
        if !is_list {
            faults.push(Fault::at(
                source,
                &entry.value.span,
                "has `annotations` that are no list of tables: write `[[annotations]]`",
            ));
        }
        for node in entry.value.one_or_many().iter().filter(|_| is_list) {
            let Some(table) = node.as_table() else {
                faults.push(Fault::at(
                    source,
                    &node.span,
                    "has an annotation that is no table",
                ));
                continue;
            };
            let annotation = annotation(source, node, table, &mut faults);
            globs += annotation.globs.len();
            if globs > MOST_GLOBS {
                faults.push(Fault::at(
                    source,
                    &node.span,
                    format!("has over {MOST_GLOBS} paths"),
                ));
                break;
            }
            annotations.push(annotation);
        }
    }
    (annotations, faults)
}

fn annotation(
    source: &Arc<SourceText>,
    node: &Node,
    table: &Table,
    faults: &mut Vec<Fault>,
) -> Annotation {
    let mut texts = |key: &str| -> Vec<Field<String>> {
        let Some(entry) = table.get(key) else {
            return Vec::new();
        };
        entry
            .value
            .one_or_many()
            .iter()
            .filter_map(|node| {
                let text = node.as_str();
                if text.is_none() {
                    let why = format!("has `{key}` that is {}", node.value.kind());
                    faults.push(Fault::at(source, &node.span, why));
                }
                Some(Field {
                    value: text?.to_owned(),
                    span: node.span.clone(),
                })
            })
            .collect()
    };
    let globs: Vec<Glob> = texts("path")
        .iter()
        .map(|path| Glob::of_toml(&path.value))
        .collect();
    let licences = texts(LICENCE);
    let copyrights = texts(COPYRIGHT);
    if globs.is_empty() {
        faults.push(Fault::at(
            source,
            &node.span,
            "has an annotation without `path`",
        ));
    }
    let precedence = match table.get("precedence").map(|entry| &entry.value) {
        None => Precedence::Closest,
        Some(node) => match node.as_str() {
            Some("closest") => Precedence::Closest,
            Some("aggregate") => Precedence::Aggregate,
            Some("override") => Precedence::Override,
            _ => {
                let why =
                    "has a `precedence` that is none of `closest`, `aggregate` and `override`";
                faults.push(Fault::at(source, &node.span, why));
                Precedence::Closest
            }
        },
    };
    Annotation {
        licences,
        copyrights,
        ..Annotation::new(source, globs, precedence)
    }
}

/// Reads the bytes of a `.reuse/dep5`. Touches no file.
pub fn read_dep5(path: &str, bytes: &[u8]) -> (Vec<Annotation>, Vec<Fault>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => dep5::read(&SourceText::new(path, text)),
        Err(_) => (
            Vec::new(),
            vec![Fault::of_file(path, "is not in UTF-8".to_owned())],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn global(files: &[(&str, &str)]) -> (tempfile::TempDir, Global) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in files {
            let at = folder.path().join(path);
            std::fs::create_dir_all(at.parent().expect("a parent")).expect("a folder");
            std::fs::write(at, text).expect("written");
        }
        let listing = Listing::read(folder.path()).expect("a listing");
        let global = Global::read(&listing);
        (folder, global)
    }

    fn entry(path: &str, precedence: &str, licence: &str, copyright: &str) -> String {
        let mut text =
            format!("[[annotations]]\npath = \"{path}\"\nprecedence = \"{precedence}\"\n");
        if !licence.is_empty() {
            let _ = writeln!(text, "{LICENCE} = \"{licence}\"");
        }
        if !copyright.is_empty() {
            let _ = writeln!(text, "{COPYRIGHT} = \"{copyright}\"");
        }
        text
    }

    fn licences(annotation: Option<&Annotation>) -> Option<&str> {
        annotation.and_then(|one| Some(one.licences.first()?.value.as_str()))
    }

    #[test]
    fn the_last_of_a_file_and_the_innermost_of_files_count() {
        let outer = format!(
            "version = 1\n{}{}{}",
            entry("**", "closest", "A", "a"),
            entry("in/**", "closest", "B", ""),
            entry("over/**", "override", "O", "o"),
        );
        let inner = format!(
            "version = 1\n{}{}",
            entry("x", "closest", "", "c"),
            entry("y", "aggregate", "Y", "y")
        );
        let (_folder, global) = global(&[
            ("REUSE.toml", &outer),
            ("in/REUSE.toml", &inner),
            (
                "over/REUSE.toml",
                &format!("version = 1\n{}", entry("*", "override", "I", "i")),
            ),
            ("in/x", "x"),
        ]);
        assert!(global.faults.is_empty(), "{:?}", global.faults);
        let of = |path: &str| global.stated(path);
        assert_eq!(licences(of("z").closest_licence), Some("A"));
        let x = of("in/x");
        assert_eq!(licences(x.closest_licence), Some("B"));
        assert_eq!(x.closest_copyright.expect("one").copyrights[0].value, "c");
        // `B` has no copyright and hides the one of `**`.
        assert!(of("in/z").closest_copyright.is_none());
        assert_eq!(licences(of("in/y").aggregated.first().copied()), Some("Y"));
        assert_eq!(licences(of("over/x").overriding), Some("O"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, why) in [
            ("", "has no `version = 1`"),
            ("version = \"1\"", "no whole number"),
            ("version = 1\nannotations = 3", "no list of tables"),
            (
                "version = 1\n[annotations]\npath = \"a\"",
                "no list of tables",
            ),
            ("version = 1\n[[annotations]]\n", "without `path`"),
            ("version = 1\n[[annotations]]\npath = []", "without `path`"),
            (
                "version = 1\n[[annotations]]\npath = 3",
                "`path` that is a number",
            ),
            (
                "version = 1\n[[annotations]]\npath = \"a\"\nprecedence = \"never\"",
                "`precedence`",
            ),
            ("version = 1\nversion = 1", "twice"),
            ("version = 1\nx = ", "is no TOML"),
        ] {
            let (_, faults) = read_toml("REUSE.toml", text.as_bytes());
            assert!(
                faults.iter().any(|fault| fault.why.contains(why)),
                "{text}: {faults:?}"
            );
        }
        let (_, faults) = read_toml(
            "REUSE.toml",
            b"version = 1\n[[annotations]]\npath = \"a\"\nother = 1\n",
        );
        assert!(faults.is_empty(), "{faults:?}");
    }

    #[test]
    fn a_package_in_a_repository_is_part_of_its_project() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |path: &str, text: &str| {
            let at = folder.path().join(path);
            std::fs::create_dir_all(at.parent().expect("a parent")).expect("a folder");
            std::fs::write(at, text).expect("written");
        };
        write(
            "REUSE.toml",
            &format!(
                "version = 1\n{}",
                entry("designs/*/cad/**", "closest", "A", "a")
            ),
        );
        write("LICENSES/A.txt", "text");
        write("designs/one/cad/x", "x");
        let read = || {
            let listing = Listing::read(&folder.path().join("designs/one")).expect("a listing");
            Global::read(&listing)
        };
        assert!(read().annotations.is_empty(), "no repository");
        std::fs::create_dir(folder.path().join(".git")).expect("a folder");
        let global = read();
        assert_eq!(licences(global.stated("cad/x").closest_licence), Some("A"));
        assert!(global.stated("x").closest_licence.is_none());
        assert!(!global.is_present);
        write("designs/one/LICENSES/B.txt", "text");
        assert!(read().annotations.is_empty(), "a project of its own");
    }
}
