//! The files of a package.
//!
//! A *listing* is every file that belongs to the package: what .gitignore, version-control folders,
//! submodules, nested packages and `[files] exclude` leave. Paths are relative to the root with `/`
//! between components, whatever the system. The listing is the only source of truth about names:
//! references are looked up in it exactly as spelled, so a case-insensitive disk hides nothing.

mod formats;
mod kind;
mod resolve;
mod roles;
mod walk;

pub use formats::{Format, KNOWN, Signed, by_extension};
pub use kind::{Content, Family, Kind, is_stray};
pub use resolve::Resolution;
pub use roles::{is_document_format, licence_scope};
pub use walk::{MAX_FILES, Problem};

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// How many bytes of a file are read to tell what it is.
const HEAD: usize = 4096;

/// Every file below the root that belongs to the package, in order of path.
#[derive(Debug, Default)]
pub struct Listing {
    /// The package root.
    pub root: PathBuf,
    /// The files, sorted by path (by bytes).
    pub files: Vec<File>,
    /// What could not be listed.
    pub problems: Vec<Problem>,
    /// Directories that were left out because they are not this package's own, with the reason.
    pub foreign: BTreeMap<String, Foreign>,
    /// Symbolic links to directories inside the package: link → target, both package-relative.
    /// They are not walked; references through them are found.
    pub directory_links: BTreeMap<String, String>,
    /// Whether a folder above, in the same repository, has a licence file: the root is then a part of
    /// something that is shared.
    pub licence_above: bool,
    /// Files that `[files] exclude` removed.
    pub excluded: Vec<String>,
    /// Lower-case path of every file and directory → its spelling; made when first asked for.
    folded: OnceLock<HashMap<String, String>>,
}

/// Why a directory is not part of the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// It has a manifest of its own.
    NestedPackage,
    /// It is a repository of its own (a submodule or a checkout inside the checkout).
    Repository,
}

/// A file of the package.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// Relative to the root, `/` between components.
    pub path: String,
    /// Bytes.
    pub size: u64,
    kind: OnceLock<Kind>,
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.size == other.size
    }
}

impl File {
    /// A file at a package-relative path.
    pub fn new(path: impl Into<String>, size: u64) -> Self {
        Self {
            path: path.into(),
            size,
            kind: OnceLock::new(),
        }
    }

    /// The last component of the path.
    pub fn name(&self) -> &str {
        name(&self.path)
    }

    /// The name without its extension.
    pub fn stem(&self) -> &str {
        stem(&self.path)
    }

    /// The extension in lower case, without the dot; empty when there is none.
    pub fn extension(&self) -> String {
        extension(&self.path)
    }

    /// The directory it is in; empty for the root.
    pub fn parent(&self) -> &str {
        parent(&self.path)
    }
}

/// The last component of a path.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The last component of a path without its extension.
pub fn stem(path: &str) -> &str {
    let name = name(path);
    match name.rfind('.') {
        Some(at) if at > 0 => &name[..at],
        _ => name,
    }
}

/// The extension in lower case, without the dot; empty when there is none.
pub fn extension(path: &str) -> String {
    let name = name(path);
    match name.rfind('.') {
        Some(at) if at > 0 => name[at + 1..].to_ascii_lowercase(),
        _ => String::new(),
    }
}

/// The directory of a path; empty for the root.
pub fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..at])
}

/// Whether `path` lies below the directory `directory` (empty: the root).
pub fn is_below(path: &str, directory: &str) -> bool {
    directory.is_empty()
        || path
            .strip_prefix(directory)
            .is_some_and(|rest| rest.starts_with('/'))
}

impl Listing {
    /// Walks the directory `root`, honouring .gitignore; nested packages, submodules and
    /// version-control folders are left out.
    ///
    /// Fails only when the root itself cannot be read; anything below that cannot be is a
    /// [`Problem`]. Call [`Listing::exclude`] once `fab.toml` is known.
    pub fn read(root: &Path) -> std::io::Result<Self> {
        walk::walk(root)
    }

    /// A listing of files that were not walked.
    pub fn of(root: impl Into<PathBuf>, mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self {
            root: root.into(),
            files,
            ..Self::default()
        }
    }

    /// Takes out the files that match `globs` (`[files] exclude` of `fab.toml`: `*` stays within a
    /// component, `**` does not; a directory stands for everything in it). A glob that cannot be
    /// understood matches nothing; the reader of `fab.toml` reports it.
    pub fn exclude<'a>(&mut self, globs: impl IntoIterator<Item = &'a str>) {
        let mut set = globset::GlobSetBuilder::new();
        let mut any = false;
        for glob in globs {
            let glob = glob.trim_start_matches("./").trim_end_matches('/');
            for pattern in [glob.to_owned(), format!("{glob}/**")] {
                if let Ok(glob) = globset::GlobBuilder::new(&pattern)
                    .literal_separator(true)
                    .build()
                {
                    set.add(glob);
                    any = true;
                }
            }
        }
        let Some(set) = any.then(|| set.build().ok()).flatten() else {
            return;
        };
        let excluded = &mut self.excluded;
        self.files.retain(|file| {
            let out = set.is_match(&file.path);
            if out {
                excluded.push(file.path.clone());
            }
            !out
        });
        self.folded = OnceLock::new();
    }

    /// The file at exactly this path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .map(|at| &self.files[at])
    }

    /// The files below a directory, however deep.
    pub fn below<'a>(&'a self, directory: &'a str) -> impl Iterator<Item = &'a File> {
        self.files
            .iter()
            .filter(move |file| is_below(&file.path, directory))
    }

    /// Whether any file lies below `directory`.
    pub fn is_directory(&self, directory: &str) -> bool {
        let prefix = format!("{directory}/");
        let at = self
            .files
            .partition_point(|file| file.path.as_str() < prefix.as_str());
        self.files
            .get(at)
            .is_some_and(|file| file.path.starts_with(&prefix))
    }

    /// The file or directory whose path differs from `path` at most in case.
    pub fn in_any_case(&self, path: &str) -> Option<&str> {
        let folded = self.folded.get_or_init(|| {
            let mut folded = HashMap::with_capacity(self.files.len() * 2);
            for file in &self.files {
                let mut path = file.path.as_str();
                while !path.is_empty() {
                    if folded
                        .insert(path.to_lowercase(), path.to_owned())
                        .is_some_and(|before| before == path)
                    {
                        break;
                    }
                    path = parent(path);
                }
            }
            folded
        });
        folded.get(&path.to_lowercase()).map(String::as_str)
    }

    /// Where a package-relative path is on this disk.
    pub fn absolute(&self, path: &str) -> PathBuf {
        path.split('/')
            .fold(self.root.clone(), |at, component| at.join(component))
    }

    /// What the file is, by content first and name second; read once.
    pub fn kind<'a>(&self, file: &'a File) -> &'a Kind {
        file.kind.get_or_init(|| {
            let head = self.head(&file.path, HEAD);
            Kind::of(&file.path, file.size, head.as_deref().ok())
        })
    }

    /// The first bytes of a file, at most `limit`.
    pub fn head(&self, path: &str, limit: usize) -> std::io::Result<Vec<u8>> {
        let mut head = Vec::new();
        std::fs::File::open(self.absolute(path))?
            .take(limit as u64)
            .read_to_end(&mut head)?;
        Ok(head)
    }

    /// The text of a file, at most `limit` bytes of it, wrong bytes replaced. UTF-16 with a byte
    /// order mark is understood.
    pub fn text(&self, path: &str, limit: usize) -> std::io::Result<String> {
        let bytes = self.head(path, limit)?;
        let encoding =
            encoding_rs::Encoding::for_bom(&bytes).map_or(encoding_rs::UTF_8, |(found, _)| found);
        Ok(encoding.decode(&bytes).0.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(paths: &[&str]) -> Listing {
        Listing::of("", paths.iter().map(|path| File::new(*path, 1)).collect())
    }

    #[test]
    fn names_come_apart() {
        let file = File::new("a/b.c/Part.v2.STL", 1);
        assert_eq!(
            (
                file.name(),
                file.stem(),
                file.extension().as_str(),
                file.parent()
            ),
            ("Part.v2.STL", "Part.v2", "stl", "a/b.c")
        );
        assert_eq!(stem(".gitignore"), ".gitignore");
        assert_eq!(extension("LICENSE"), "");
        assert!(is_below("a/b", "a") && !is_below("ab", "a") && is_below("x", ""));
    }

    #[test]
    fn excludes_take_files_and_folders_out() {
        let mut files = listing(&[
            "a.stl",
            "vendor/x.stl",
            "vendor/y/z.stl",
            "sub/a.stl",
            "w/v.stl",
        ]);
        files.exclude(["vendor/**", "a.stl", "./w/", "[bad"]);
        assert_eq!(files.files.len(), 1);
        assert_eq!(files.files[0].path, "sub/a.stl");
        assert_eq!(files.excluded.len(), 4);
    }

    #[test]
    fn lookups_are_exact() {
        let files = listing(&["b/x.stl", "a.stl", "b-c/y.stl"]);
        assert!(files.get("a.stl").is_some() && files.get("A.stl").is_none());
        assert!(files.is_directory("b") && files.is_directory("b-c") && !files.is_directory("c"));
        assert_eq!(files.below("b").count(), 1);
    }
}
