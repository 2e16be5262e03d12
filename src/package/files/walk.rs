//! Walking the directory of a package.

use super::{File, Foreign, Listing, parent};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

/// The most files that a listing holds: far beyond any design, short of a home directory.
pub const MAX_FILES: usize = 200_000;

/// The most directories below one another.
const MAX_DEPTH: usize = 64;

/// Folders in which version-control systems keep their own files.
const VERSION_CONTROL: [&str; 7] = [".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", "CVS"];

/// What could not be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A file or directory could not be read.
    Unreadable {
        /// Where.
        path: String,
        /// Why, as a phrase.
        reason: String,
    },
    /// A symbolic link leads out of the package; it was not followed.
    LinkOutside {
        /// The link.
        path: String,
    },
    /// A symbolic link leads nowhere.
    BrokenLink {
        /// The link.
        path: String,
    },
    /// A name that is not Unicode; shown with the wrong bytes replaced.
    NotUnicode {
        /// About where.
        path: String,
    },
    /// There are more than [`MAX_FILES`] files; the rest was left out.
    TooMany,
}

/// Lists the files below `root`.
pub(super) fn walk(root: &Path) -> std::io::Result<Listing> {
    // An unreadable root is the caller's error, not a finding.
    std::fs::read_dir(root)?;
    let canonical = root.canonicalize()?;
    let foreign = Mutex::new(BTreeMap::new());
    let foreign_found = std::sync::Arc::new(foreign);
    let noted = std::sync::Arc::clone(&foreign_found);
    let walked_root = canonical.clone();
    // Rules above the root count only inside the same repository: a stray .gitignore in somebody's
    // home directory is none of this package's business.
    let in_repository = canonical
        .ancestors()
        .any(|directory| directory.join(".git").exists());

    let mut walk = ignore::WalkBuilder::new(&canonical);
    walk.standard_filters(false)
        .git_ignore(true)
        .git_exclude(true)
        .require_git(false)
        .parents(in_repository)
        .follow_links(false)
        .max_depth(Some(MAX_DEPTH))
        .filter_entry(move |entry| {
            if entry.depth() == 0 || !entry.file_type().is_some_and(|kind| kind.is_dir()) {
                return true;
            }
            if entry
                .file_name()
                .to_str()
                .is_some_and(|name| VERSION_CONTROL.contains(&name))
            {
                return false;
            }
            let Some(reason) = foreign_directory(entry.path()) else {
                return true;
            };
            if let (Some(path), Ok(mut foreign)) =
                (relative(entry.path(), &walked_root), noted.lock())
            {
                foreign.insert(path, reason);
            }
            false
        });

    let mut listing = Listing {
        root: root.to_owned(),
        licence_above: in_repository && licence_above(&canonical),
        ..Listing::default()
    };
    for entry in walk.build() {
        match entry {
            Ok(entry) => {
                if entry.depth() > 0 {
                    add(&mut listing, &canonical, &entry);
                }
            }
            Err(error) => {
                if let Some(problem) = unreadable(&error, &canonical) {
                    listing.problems.push(problem);
                }
            }
        }
        if listing.files.len() >= MAX_FILES {
            listing.problems.push(Problem::TooMany);
            break;
        }
    }
    listing.files.sort_by(|a, b| a.path.cmp(&b.path));
    listing
        .problems
        .sort_by_key(|problem| format!("{problem:?}"));
    if let Ok(mut foreign) = foreign_found.lock() {
        listing.foreign = std::mem::take(&mut *foreign);
    }
    Ok(listing)
}

/// Whether a folder above `root`, up to the root of its repository, has a licence file.
fn licence_above(root: &Path) -> bool {
    let mut folder = root;
    while !folder.join(".git").exists() {
        let Some(above) = folder.parent() else {
            return false;
        };
        folder = above;
        let has_licence = std::fs::read_dir(folder).is_ok_and(|entries| {
            entries.filter_map(Result::ok).any(|entry| {
                entry
                    .file_name()
                    .to_str()
                    .and_then(super::licence_scope)
                    .is_some()
            })
        });
        if has_licence {
            return true;
        }
    }
    false
}

/// Adds what an entry stands for.
fn add(listing: &mut Listing, root: &Path, entry: &ignore::DirEntry) {
    let Some(kind) = entry.file_type() else {
        return;
    };
    if kind.is_dir() {
        return;
    }
    let Some(path) = relative(entry.path(), root) else {
        let shown = entry.path().strip_prefix(root).unwrap_or(entry.path());
        listing.problems.push(Problem::NotUnicode {
            path: shown.to_string_lossy().replace('\\', "/"),
        });
        return;
    };
    if kind.is_symlink() {
        add_link(listing, root, entry.path(), path);
    } else if kind.is_file() {
        match entry.metadata() {
            Ok(metadata) => listing.files.push(File::new(path, metadata.len())),
            Err(error) => listing.problems.extend(unreadable(&error, root)),
        }
    }
    // Sockets, pipes and devices are nobody's design files: reading one might never end.
}

/// Adds what a symbolic link leads to, if that is inside the package.
fn add_link(listing: &mut Listing, root: &Path, link: &Path, path: String) {
    let Ok(target) = link.canonicalize() else {
        // A link out of the package that leads nowhere here is still a link out of the package.
        let leads_out = std::fs::read_link(link)
            .is_ok_and(|to| to.is_absolute() || escapes(Path::new(parent(&path)), &to));
        listing.problems.push(if leads_out {
            Problem::LinkOutside { path }
        } else {
            Problem::BrokenLink { path }
        });
        return;
    };
    match (relative(&target, root), std::fs::metadata(&target)) {
        (None, _) => listing.problems.push(Problem::LinkOutside { path }),
        (Some(to), Ok(metadata)) if metadata.is_dir() => {
            listing.directory_links.insert(path, to);
        }
        (Some(_), Ok(metadata)) if metadata.is_file() => {
            listing.files.push(File::new(path, metadata.len()));
        }
        (Some(_), _) => {}
    }
}

/// Whether following `to` from the directory `from` leaves the root that `from` is relative to.
fn escapes(from: &Path, to: &Path) -> bool {
    let mut depth = from.components().count();
    for component in to.components() {
        match component {
            Component::ParentDir if depth == 0 => return true,
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            _ => {}
        }
    }
    false
}

/// The path below `root` with `/` between components; `None` outside it or when it is not Unicode.
fn relative(path: &Path, root: &Path) -> Option<String> {
    let components = path
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|component| component.as_os_str().to_str())
        .collect::<Option<Vec<_>>>()?;
    Some(components.join("/"))
}

/// Why a directory below the root is not part of the package, if it is not.
fn foreign_directory(directory: &Path) -> Option<Foreign> {
    if directory.join(".git").symlink_metadata().is_ok() {
        return Some(Foreign::Repository);
    }
    let has_manifest = std::fs::read_dir(directory)
        .ok()?
        .filter_map(Result::ok)
        .any(|entry| {
            entry.file_name().to_str().is_some_and(is_manifest_name)
                && entry.file_type().is_ok_and(|kind| kind.is_file())
        });
    has_manifest.then_some(Foreign::NestedPackage)
}

/// Whether a file of this name makes its directory a package: `okh.toml`, `okh-….yml` and the like.
fn is_manifest_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let Some((stem, extension)) = lower.rsplit_once('.') else {
        return false;
    };
    if !matches!(extension, "toml" | "yml" | "yaml" | "json") {
        return false;
    }
    // Schemas and templates of manifests lie about in documentation without being one.
    stem.strip_prefix("okh")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_', '.']))
        && !["schema", "template", "example"]
            .iter()
            .any(|word| stem.contains(word))
}

/// The problem behind an error of the walk; `None` for errors in ignore files, which are harmless.
fn unreadable(error: &ignore::Error, root: &Path) -> Option<Problem> {
    let io = error.io_error()?;
    Some(Problem::Unreadable {
        path: path_of(error)
            .and_then(|path| relative(&path, root))
            .unwrap_or_else(|| ".".to_owned()),
        reason: match io.kind() {
            std::io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
            _ => io.to_string().to_lowercase(),
        },
    })
}

/// The path that an error of the walk is about.
fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn write(root: &Path, path: &str, text: &str) {
        let at = root.join(path);
        fs::create_dir_all(at.parent().expect("a file has a parent")).expect("a temporary folder");
        fs::write(at, text).expect("a temporary file");
    }

    fn paths(listing: &Listing) -> Vec<&str> {
        listing
            .files
            .iter()
            .map(|file| file.path.as_str())
            .collect()
    }

    #[test]
    fn what_is_not_the_packages_own_is_left_out() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        write(root, "okh.toml", "");
        write(root, ".gitignore", "*.gcode\nbuild/\n");
        write(root, "part.gcode", "");
        write(root, "build/part.stl", "");
        write(root, ".git/config", "");
        write(root, "sub/.hg/store", "");
        write(root, "module/.git", "gitdir: ../.git/modules/module\n");
        write(root, "module/a.stl", "");
        write(root, "nested/okh.toml", "");
        write(root, "nested/b.stl", "");
        write(root, "docs/okh.schema.json", "");
        write(root, "cad/part.scad", "");
        write(root, ".reuse/dep5", "");
        let listing = walk(root).expect("the folder is readable");
        assert_eq!(
            paths(&listing),
            [
                ".gitignore",
                ".reuse/dep5",
                "cad/part.scad",
                "docs/okh.schema.json",
                "okh.toml"
            ]
        );
        assert_eq!(listing.foreign["module"], Foreign::Repository);
        assert_eq!(listing.foreign["nested"], Foreign::NestedPackage);
        assert!(listing.problems.is_empty());
    }

    #[test]
    fn ignore_files_above_a_package_without_repository_do_not_count() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(folder.path(), ".gitignore", "*\n");
        write(folder.path(), "package/part.stl", "");
        let listing = walk(&folder.path().join("package")).expect("the folder is readable");
        assert_eq!(paths(&listing), ["part.stl"]);
        // Inside a repository they do.
        fs::create_dir(folder.path().join(".git")).expect("a temporary folder");
        let listing = walk(&folder.path().join("package")).expect("the folder is readable");
        assert!(listing.files.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_inside_the_package() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().expect("a temporary folder");
        write(outside.path(), "secret.txt", "");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        write(root, "cad/part.stl", "");
        for (to, link) in [
            ("part.stl", "cad/same.stl"),
            ("../cad", "cad/loop"),
            ("nowhere.stl", "broken.stl"),
            ("../../elsewhere", "out-relative"),
        ] {
            symlink(to, root.join(link)).expect("links can be made");
        }
        symlink(outside.path().join("secret.txt"), root.join("out.txt")).expect("a link");
        symlink(outside.path(), root.join("out")).expect("a link");
        let listing = walk(root).expect("the folder is readable");
        assert_eq!(paths(&listing), ["cad/part.stl", "cad/same.stl"]);
        assert_eq!(listing.directory_links["cad/loop"], "cad");
        assert_eq!(
            listing.problems,
            [
                Problem::BrokenLink {
                    path: "broken.stl".into()
                },
                Problem::LinkOutside { path: "out".into() },
                Problem::LinkOutside {
                    path: "out-relative".into()
                },
                Problem::LinkOutside {
                    path: "out.txt".into()
                },
            ]
        );
    }

    #[test]
    fn a_missing_root_is_an_error() {
        assert!(walk(Path::new("/nonexistent/package")).is_err());
    }
}
