//! Replacing several files of a package together: all of them or none.

use anyhow::{Context as _, bail};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file with its text as it was read and as it is to be.
pub(super) struct Replacement<'r> {
    /// Relative to the root.
    pub(super) path: &'r str,
    /// What it held when it was read, without byte-order mark; `None` for a new file.
    pub(super) before: Option<&'r [u8]>,
    /// What it is to hold.
    pub(super) after: &'r str,
}

/// The mark that some editors put before a text.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// A new text, written beside the file that it will replace.
struct Ready {
    target: PathBuf,
    old: Option<Vec<u8>>,
    new: NamedTempFile,
}

/// Replaces all files, or none: everything is written beside them first, and if a file cannot be moved into
/// place, those before it get their old content back. Permissions and byte-order marks stay; a link is
/// followed inside the package only.
pub(super) fn all(root: &Path, files: &[Replacement<'_>]) -> anyhow::Result<()> {
    let ready = files
        .iter()
        .map(|file| {
            prepare(root, file).with_context(|| {
                let path = root.join(file.path);
                format!("cannot write `{}`; nothing was changed", path.display())
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut placed: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    for Ready { target, old, new } in ready {
        let result = if old.is_some() {
            new.persist(&target)
        } else {
            new.persist_noclobber(&target)
        };
        if let Err(error) = result {
            undo(&placed);
            let error = anyhow::Error::new(error.error);
            return Err(error.context(format!(
                "cannot write `{}`; nothing was changed",
                target.display()
            )));
        }
        placed.push((target, old));
    }
    Ok(())
}

fn prepare(root: &Path, file: &Replacement<'_>) -> anyhow::Result<Ready> {
    let path = root.join(file.path);
    let target = match path.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() => {
            let target = path.canonicalize()?;
            if !target.starts_with(root.canonicalize()?) {
                bail!("it is a link that leads out of the package");
            }
            target
        }
        _ => path,
    };
    let old = match std::fs::read(&target) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let marked = old.as_ref().is_some_and(|bytes| bytes.starts_with(MARK));
    let content = old
        .as_deref()
        .map(|bytes| bytes.strip_prefix(MARK).unwrap_or(bytes));
    if content != file.before {
        bail!("it was changed by somebody else meanwhile");
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::Builder::new()
        .prefix(".fabcommons-")
        .tempfile_in(folder)?;
    if marked {
        new.write_all(MARK)?;
    }
    new.write_all(file.after.as_bytes())?;
    new.as_file().sync_all()?;
    if old.is_some() {
        let permissions = std::fs::metadata(&target)?.permissions();
        new.as_file().set_permissions(permissions)?;
    } else {
        readable(&new)?;
    }
    Ok(Ready { target, old, new })
}

/// A temporary file is private; a manifest is as readable as any other file.
fn readable(file: &NamedTempFile) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Gives files back what they held. What cannot be undone either is told by the error that led here.
fn undo(placed: &[(PathBuf, Option<Vec<u8>>)]) {
    for (path, old) in placed {
        let _ = match old {
            Some(bytes) => std::fs::write(path, bytes),
            None => std::fs::remove_file(path),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_changes_nothing() {
        let folder = tempfile::tempdir().expect("folder");
        let first = folder.path().join("a.toml");
        std::fs::write(&first, "old").expect("written");
        std::fs::create_dir(folder.path().join("b.toml")).expect("folder");
        let file = |path, before: Option<&'static str>, after| Replacement {
            path,
            before: before.map(str::as_bytes),
            after,
        };
        let files = [
            file("a.toml", Some("old"), "new"),
            file("b.toml", None, "new"),
        ];
        assert!(all(folder.path(), &files).is_err());
        assert_eq!(std::fs::read_to_string(&first).expect("text"), "old");
        // Nothing is left beside them either.
        assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 2);
        undo(&[(first.clone(), Some(b"older".to_vec()))]);
        assert_eq!(std::fs::read_to_string(&first).expect("text"), "older");
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("a.toml"), "newer").expect("written");
        let file = Replacement {
            path: "a.toml",
            before: Some(b"old"),
            after: "new",
        };
        let error = all(folder.path(), &[file]).expect_err("refused");
        assert!(format!("{error:#}").contains("meanwhile"), "{error:#}");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_marks_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().expect("folder");
        let root = folder.path().join("package");
        std::fs::create_dir(&root).expect("folder");
        let real = root.join("real.toml");
        std::fs::write(&real, "\u{feff}old").expect("written");
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).expect("set");
        symlink("real.toml", root.join("okh.toml")).expect("link");
        let file = |before: &'static str, after| Replacement {
            path: "okh.toml",
            before: Some(before.as_bytes()),
            after,
        };
        all(&root, &[file("old", "new")]).expect("written");
        assert_eq!(std::fs::read_to_string(&real).expect("text"), "\u{feff}new");
        let mode = std::fs::metadata(&real)
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o640);
        assert!(
            root.join("okh.toml")
                .symlink_metadata()
                .expect("there")
                .is_symlink()
        );
        let outside = folder.path().join("outside.toml");
        std::fs::write(&outside, "old").expect("written");
        std::fs::remove_file(root.join("okh.toml")).expect("removed");
        symlink(&outside, root.join("okh.toml")).expect("link");
        let error = all(&root, &[file("old", "new")]).expect_err("refused");
        assert!(format!("{error:#}").contains("leads out"), "{error:#}");
        assert_eq!(std::fs::read_to_string(&outside).expect("text"), "old");
    }
}
