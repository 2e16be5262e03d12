//! A folder as version control knew it at some revision, written out beside it.
//!
//! Nothing of the repository is changed: objects are read and written into a temporary folder that
//! git takes for a work tree of the same repository, detached at that revision. No filter that the
//! repository's configuration names is run.

use super::git;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::{Component, Path, PathBuf};
use thiserror::Error;

/// Why a revision cannot be looked at.
#[derive(Debug, Error)]
pub enum RevisionError {
    /// The folder is in no git repository, or git is not installed.
    #[error("`{0}` is in no git repository (or git cannot be run)")]
    NoRepository(String),
    /// Git knows no such revision.
    #[error("git knows no revision `{revision}` in `{folder}`")]
    Unknown {
        /// As the user wrote it.
        revision: String,
        /// The folder that was asked about.
        folder: String,
    },
    /// Reading or writing failed.
    #[error("cannot write out revision `{revision}`")]
    Io {
        /// As the user wrote it.
        revision: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A folder at a revision, as long as this value lives.
#[derive(Debug)]
pub struct Snapshot {
    /// Removed with the value.
    _folder: tempfile::TempDir,
    /// Where the folder's content is.
    root: PathBuf,
}

impl Snapshot {
    /// Writes out what `folder` held at `revision`.
    pub fn of(folder: &Path, revision: &str) -> Result<Self, RevisionError> {
        let shown = || folder.display().to_string();
        let line = |arguments: &[&str]| {
            git::ask(folder, arguments.iter().copied())
                .map(|text| text.trim_end_matches(['\n', '\r']).to_owned())
        };
        let Some(common) = line(&["rev-parse", "--path-format=absolute", "--git-common-dir"])
        else {
            return Err(RevisionError::NoRepository(shown()));
        };
        let commit = format!("{revision}^{{commit}}");
        let Some(commit) = line(&["rev-parse", "--verify", "--end-of-options", &commit])
            .and_then(|text| text.lines().last().map(str::to_owned))
        else {
            return Err(RevisionError::Unknown {
                revision: revision.to_owned(),
                folder: shown(),
            });
        };
        let prefix = line(&["rev-parse", "--show-prefix"]).unwrap_or_default();
        let io = |source| RevisionError::Io {
            revision: revision.to_owned(),
            source,
        };
        let temporary = tempfile::Builder::new()
            .prefix("fabcommons-")
            .tempdir()
            .map_err(io)?;
        let tree = temporary.path().join("tree");
        let root = join(&tree, &prefix).unwrap_or_else(|| tree.clone());
        std::fs::create_dir_all(&root).map_err(io)?;
        link(temporary.path(), &tree, &common, &commit).map_err(io)?;
        write_out(folder, &commit, &prefix, &tree, Path::new(&common)).map_err(io)?;
        Ok(Self {
            _folder: temporary,
            root,
        })
    }

    /// Where the folder's content is.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// Makes `tree` a work tree of the repository, detached at `commit`, without telling the repository.
fn link(folder: &Path, tree: &Path, common: &str, commit: &str) -> std::io::Result<()> {
    let git = folder.join("git");
    std::fs::create_dir_all(&git)?;
    std::fs::write(git.join("HEAD"), format!("{commit}\n"))?;
    std::fs::write(git.join("commondir"), format!("{common}\n"))?;
    std::fs::write(tree.join(".git"), format!("gitdir: {}\n", git.display()))
}

/// One file of the tree.
struct Entry {
    mode: String,
    object: String,
    path: String,
}

fn write_out(
    folder: &Path,
    commit: &str,
    prefix: &str,
    tree: &Path,
    common: &Path,
) -> std::io::Result<()> {
    let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", commit];
    if !prefix.is_empty() {
        arguments.extend(["--", prefix]);
    }
    let listing = git::ask(folder, arguments).unwrap_or_default();
    let mut entries: Vec<Entry> = listing.split('\0').filter_map(entry).collect();
    // Links come last, so that no file is written through one.
    entries.sort_by_key(|entry| entry.mode == "120000");
    let mut child = git::command(folder)
        .args(["cat-file", "--batch"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()?;
    let (Some(mut ask), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(std::io::Error::other("git has no pipes"));
    };
    let mut wanted = String::new();
    for entry in &entries {
        wanted.push_str(&entry.object);
        wanted.push('\n');
    }
    // Written beside the reading: git stops taking questions while nobody takes its answers.
    let asking = std::thread::spawn(move || ask.write_all(wanted.as_bytes()));
    let mut answers = BufReader::new(answers);
    let written = entries
        .iter()
        .try_for_each(|entry| write_entry(entry, &mut answers, tree, common));
    drop(answers);
    let _ = child.kill();
    let _ = child.wait();
    let _ = asking.join();
    written
}

/// `<mode> <type> <object>\t<path>`; submodules and names that lead elsewhere are left out.
fn entry(line: &str) -> Option<Entry> {
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split(' ');
    let (mode, kind, object) = (facts.next()?, facts.next()?, facts.next()?);
    (kind == "blob").then(|| Entry {
        mode: mode.to_owned(),
        object: object.to_owned(),
        path: path.to_owned(),
    })
}

/// `path` below `root`; `None` when it would lead out of it or into git's own files.
fn join(root: &Path, path: &str) -> Option<PathBuf> {
    let safe = Path::new(path).components().all(|component| {
        matches!(component, Component::Normal(name) if !name.eq_ignore_ascii_case(".git"))
    });
    safe.then(|| root.join(path))
}

fn write_entry(
    entry: &Entry,
    answers: &mut impl std::io::BufRead,
    tree: &Path,
    common: &Path,
) -> std::io::Result<()> {
    let mut header = String::new();
    answers.by_ref().take(4096).read_line(&mut header)?;
    // `<object> <type> <size>`, or `<object> missing` in a partial clone.
    let mut fields = header.trim_end().split(' ').skip(1);
    let size: u64 = match (fields.next(), fields.next().map(str::parse)) {
        (Some("blob"), Some(Ok(size))) => size,
        (Some("missing"), _) => return Ok(()),
        _ => return Err(std::io::Error::other("git gave an unexpected answer")),
    };
    let mut content = answers.by_ref().take(size);
    match join(tree, &entry.path) {
        Some(path) => {
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            if entry.mode == "120000" {
                let mut target = String::new();
                content.by_ref().take(4096).read_to_string(&mut target)?;
                #[cfg(unix)]
                std::os::unix::fs::symlink(target, &path)?;
            } else {
                let mut head = Vec::new();
                content.by_ref().take(1024).read_to_end(&mut head)?;
                let stored = (size <= 1024).then(|| stored(&head, common)).flatten();
                let mut file = std::fs::File::create_new(&path)?;
                if let Some(mut stored) = stored {
                    std::io::copy(&mut stored, &mut file)?;
                } else {
                    file.write_all(&head)?;
                    std::io::copy(&mut content, &mut file)?;
                }
            }
        }
        None => {
            std::io::copy(&mut content, &mut std::io::sink())?;
        }
    }
    // What a branch above did not read, and the line break behind the content.
    std::io::copy(&mut content, &mut std::io::sink())?;
    answers.read_exact(&mut [0])
}

/// The file that a Git LFS pointer stands for, when the repository has it.
fn stored(pointer: &[u8], common: &Path) -> Option<std::fs::File> {
    let text = std::str::from_utf8(pointer).ok()?;
    let digest = text
        .strip_prefix("version https://git-lfs.github.com/spec/v1")?
        .lines()
        .find_map(|line| line.strip_prefix("oid sha256:"))?;
    let hex = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (first, second) = (digest.get(..2)?, digest.get(2..4)?);
    let path = common
        .join("lfs/objects")
        .join(first)
        .join(second)
        .join(digest);
    hex.then(|| std::fs::File::open(path).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_the_folder() {
        let root = Path::new("/tree");
        assert_eq!(join(root, "a/b.stl"), Some(PathBuf::from("/tree/a/b.stl")));
        for path in [
            "../a",
            "a/../../b",
            "/etc/passwd",
            ".git/config",
            "a/.GIT/x",
        ] {
            assert_eq!(join(root, path), None, "{path}");
        }
    }

    #[test]
    fn only_files_are_listed() {
        assert!(entry("100644 blob abc\ta b.stl").is_some_and(|entry| entry.path == "a b.stl"));
        assert!(entry("160000 commit abc\tlib").is_none());
        assert!(entry("").is_none());
    }
}
