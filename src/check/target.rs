//! What the user asked to be checked: packages, collections of packages, manifests, meshes.

use crate::mesh;
use crate::mesh::read::{Bytes, Content, HEAD, identify};
use crate::package::{self, Package};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// One thing to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A directory, with the manifest that the user named, if they did.
    Package {
        /// The directory.
        root: PathBuf,
        /// The manifest.
        manifest: Option<PathBuf>,
    },
    /// Mesh files given by themselves.
    Meshes(Vec<PathBuf>),
}

/// Why a target cannot be checked at all.
#[derive(Debug, Error)]
pub enum TargetError {
    /// There is no such file or directory.
    #[error("`{0}` does not exist")]
    Missing(String),
    /// It is there, and cannot be opened.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// As the user wrote it.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is neither a package, nor a manifest, nor a mesh.
    #[error(
        "`{0}` is neither a directory, nor a manifest (TOML, YAML, JSON), nor a mesh (STL, 3MF, OBJ, PLY)"
    )]
    Neither(String),
}

const MANIFEST_EXTENSIONS: [&str; 4] = ["toml", "yml", "yaml", "json"];

/// Sorts the paths of a command line into targets: every directory with a manifest below it is a
/// package of its own, and all mesh files together are one target.
pub fn targets(paths: &[PathBuf]) -> Result<Vec<Target>, TargetError> {
    let mut targets = Vec::new();
    let mut meshes = Vec::new();
    for path in paths {
        let shown = path.display().to_string();
        let metadata = std::fs::metadata(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => TargetError::Missing(shown.clone()),
            _ => TargetError::Unreadable {
                path: shown.clone(),
                source,
            },
        })?;
        let extension = path
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase());
        if metadata.is_dir() {
            std::fs::read_dir(path).map_err(|source| TargetError::Unreadable {
                path: shown,
                source,
            })?;
            for root in package::roots(path) {
                targets.push(Target::Package {
                    root,
                    manifest: None,
                });
            }
        } else if extension
            .as_deref()
            .is_some_and(|extension| MANIFEST_EXTENSIONS.contains(&extension))
        {
            let parent = path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty());
            let root = parent.unwrap_or(Path::new(".")).to_owned();
            // `fab.toml` is half of a package, never its manifest.
            let is_fab = path
                .file_name()
                .is_some_and(|name| name == package::fab::FILE_NAME);
            targets.push(Target::Package {
                root,
                manifest: (!is_fab).then(|| path.clone()),
            });
        } else if is_mesh(path).map_err(|source| TargetError::Unreadable {
            path: shown.clone(),
            source,
        })? {
            meshes.push(path.clone());
        } else {
            return Err(TargetError::Neither(shown));
        }
    }
    if !meshes.is_empty() {
        targets.push(Target::Meshes(meshes));
    }
    Ok(targets)
}

/// Whether a file claims by its name to be a mesh, or is one by its content.
fn is_mesh(path: &Path) -> std::io::Result<bool> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = Bytes::open(path)?;
    let head = bytes.get(..HEAD).unwrap_or(&bytes);
    Ok(mesh::Format::of_name(&name).is_some()
        || matches!(identify(head, bytes.len() as u64, &name), Content::Mesh(_)))
}

impl Target {
    /// Reads the package, with how to call it in reports: empty for loose meshes.
    pub(super) fn load(&self) -> Result<(String, Package), TargetError> {
        match self {
            Self::Package { root, manifest } => {
                let shown = root.display().to_string();
                let package = Package::load(root, manifest.as_deref()).map_err(|source| {
                    TargetError::Unreadable {
                        path: shown.clone(),
                        source,
                    }
                })?;
                Ok((shown, package))
            }
            Self::Meshes(paths) => Ok((String::new(), Package::loose(paths))),
        }
    }
}
