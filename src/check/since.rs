//! What a check would have said at an earlier revision: the baseline of `--since`.

use super::baseline::Baseline;
use super::progress::Progress;
use super::target::{Target, TargetError};
use super::{Options, run};
use crate::package::revision::{RevisionError, Snapshot};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why an earlier state could not be checked.
#[derive(Debug, Error)]
pub enum SinceError {
    /// The revision cannot be looked at.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// A target cannot be opened.
    #[error(transparent)]
    Target(#[from] TargetError),
}

/// Checks the same targets as they were at `revision`. What did not exist then has no known finding.
pub fn since(
    targets: &[Target],
    revision: &str,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Baseline, SinceError> {
    // Kept until the check is done: each is a temporary folder.
    let mut snapshots: Vec<Snapshot> = Vec::new();
    let mut folders: FxHashMap<PathBuf, PathBuf> = FxHashMap::default();
    let mut earlier: Vec<Target> = Vec::new();
    let mut roots: Vec<(String, String)> = Vec::new();
    let mut paths: Vec<(String, String)> = Vec::new();
    for target in targets {
        match target {
            Target::Package { root, manifest } => {
                let snapshot = Snapshot::of(root, revision)?;
                let then = snapshot.root().to_owned();
                let manifest = manifest.as_ref().map(|manifest| {
                    then.join(manifest.file_name().unwrap_or(manifest.as_os_str()))
                });
                if manifest.as_ref().is_none_or(|manifest| manifest.is_file()) {
                    roots.push((then.display().to_string(), root.display().to_string()));
                    earlier.push(Target::Package {
                        root: then,
                        manifest,
                    });
                }
                snapshots.push(snapshot);
            }
            Target::Meshes(meshes) => {
                let mut then = Vec::new();
                for mesh in meshes {
                    let folder = folder_of(mesh);
                    if !folders.contains_key(folder) {
                        let snapshot = Snapshot::of(folder, revision)?;
                        folders.insert(folder.to_owned(), snapshot.root().to_owned());
                        snapshots.push(snapshot);
                    }
                    let path = folders[folder].join(mesh.file_name().unwrap_or(mesh.as_os_str()));
                    if path.is_file() {
                        paths.push((shown(&path), shown(mesh)));
                        then.push(path);
                    }
                }
                if !then.is_empty() {
                    earlier.push(Target::Meshes(then));
                }
            }
        }
    }
    let outcome = run(&earlier, options, progress)?;
    let renamed = |pairs: &[(String, String)], name: &str| {
        pairs
            .iter()
            .find(|(then, _)| then == name)
            .map(|(_, now)| now.clone())
    };
    Ok(Baseline::of(
        &outcome,
        |root| {
            if root.is_empty() {
                Some(String::new())
            } else {
                renamed(&roots, root)
            }
        },
        |path| renamed(&paths, path).unwrap_or_else(|| path.to_owned()),
    ))
}

fn folder_of(file: &Path) -> &Path {
    file.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// As [`Package::loose`](crate::package::Package::loose) calls a mesh.
fn shown(path: &Path) -> String {
    PathBuf::from(path).to_string_lossy().replace('\\', "/")
}
