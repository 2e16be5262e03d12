//! Writing several files: all of them or none.

use anyhow::anyhow;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A file to write.
#[derive(Debug)]
pub(super) struct NewFile {
    /// Its name in the folder.
    pub(super) name: &'static str,
    /// Its content.
    pub(super) text: String,
}

/// A file that was put into place, with what it replaced.
struct Done {
    path: PathBuf,
    before: Option<Vec<u8>>,
}

/// Writes `files` into `folder`. Without `replace`, one that is there already is never touched.
///
/// Everything is on disk under temporary names before the first file gets its own; where a later one
/// fails, the earlier ones are taken back.
pub(super) fn write(folder: &Path, files: &[NewFile], replace: bool) -> anyhow::Result<()> {
    let prepared: Vec<_> = files
        .iter()
        .map(|file| prepare(folder, file).map_err(|error| failure(folder, file, &error)))
        .collect::<Result<_, _>>()?;
    let mut done: Vec<Done> = Vec::new();
    for (temporary, file) in prepared.into_iter().zip(files) {
        let path = folder.join(file.name);
        let before = replace.then(|| std::fs::read(&path).ok()).flatten();
        let put = if replace {
            temporary.persist(&path)
        } else {
            temporary.persist_noclobber(&path)
        };
        if let Err(error) = put {
            take_back(done);
            return Err(failure(folder, file, &error.error));
        }
        done.push(Done { path, before });
    }
    Ok(())
}

fn prepare(folder: &Path, file: &NewFile) -> io::Result<tempfile::NamedTempFile> {
    let mut temporary = tempfile::Builder::new()
        .prefix(".fabcommons-")
        .tempfile_in(folder)?;
    temporary.write_all(file.text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A temporary file is private; a manifest is for everybody.
        temporary
            .as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Undoes what was put into place, as far as the disk lets.
fn take_back(done: Vec<Done>) {
    for Done { path, before } in done.into_iter().rev() {
        let _ = match before {
            Some(bytes) => std::fs::write(&path, bytes),
            None => std::fs::remove_file(&path),
        };
    }
}

fn failure(folder: &Path, file: &NewFile, error: &io::Error) -> anyhow::Error {
    let text = error.to_string();
    // The name of the temporary file helps nobody.
    let why = text.split(" at path").next().unwrap_or(&text);
    anyhow!(
        "cannot write `{}`: {why}; nothing was changed",
        folder.join(file.name).display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> [NewFile; 2] {
        [
            NewFile {
                name: "okh.toml",
                text: "new okh".to_owned(),
            },
            NewFile {
                name: "fab.toml",
                text: "new fab".to_owned(),
            },
        ]
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn both_or_neither() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = folder.path();
        // The second cannot be written: the first is taken back.
        std::fs::write(at.join("fab.toml"), "mine").expect("a file");
        let error = write(at, &pair(), false).expect_err("a file is in the way");
        assert!(
            error.to_string().contains("fab.toml")
                && error.to_string().contains("nothing was changed")
        );
        assert_eq!(names(at), ["fab.toml"]);
        assert_eq!(
            std::fs::read_to_string(at.join("fab.toml")).expect("a file"),
            "mine"
        );
        // Nor may a replaced file be lost.
        std::fs::remove_file(at.join("fab.toml")).expect("a file");
        std::fs::create_dir(at.join("fab.toml")).expect("a folder");
        std::fs::write(at.join("okh.toml"), "old okh").expect("a file");
        write(at, &pair(), true).expect_err("a folder is in the way");
        assert_eq!(
            std::fs::read_to_string(at.join("okh.toml")).expect("a file"),
            "old okh"
        );
        assert_eq!(names(at), ["fab.toml", "okh.toml"]);
        std::fs::remove_dir(at.join("fab.toml")).expect("a folder");
        write(at, &pair(), true).expect("nothing is in the way");
        assert_eq!(
            std::fs::read_to_string(at.join("okh.toml")).expect("a file"),
            "new okh"
        );
        assert_eq!(names(at), ["fab.toml", "okh.toml"]);
    }
}
