//! Which file is the manifest, and its bytes.

use super::{Reading, problem::Problem, read_text};
use crate::package::files::Listing;
use crate::package::tree::MAX_BYTES;
use std::io::Read as _;
use std::path::Path;

/// The manifest's name.
pub const FILE_NAME: &str = "okh.toml";

/// How the name of the `fab.toml` of one of several manifests ends.
const COMPANION: &str = ".fab.toml";

/// Finds and reads the manifest of the package at `root`; `named` is the file the user named.
pub fn read(root: &Path, files: &Listing, named: Option<&Path>) -> Reading {
    let mut reading = if let Some(named) = named {
        let path = relative(root, named);
        read_file(root, named, &path)
    } else {
        found(root, files)
    };
    reading.remote = super::remote::of(root);
    reading
}

fn found(root: &Path, files: &Listing) -> Reading {
    let mut candidates: Vec<String> = files
        .files
        .iter()
        .map(|file| file.path.clone())
        .filter(|path| is_candidate(path))
        .collect();
    // What the listing leaves out (ignored by git, a directory) is looked for in the root itself.
    if candidates.is_empty() {
        candidates = candidates_in(root);
    }
    candidates.sort();
    if candidates.iter().any(|path| path == FILE_NAME) {
        candidates = vec![FILE_NAME.to_owned()];
    }
    let Some(first) = candidates.first() else {
        return Reading::default();
    };
    let mut reading = read_file(root, &root.join(first), first);
    if candidates.len() > 1 {
        reading
            .problems
            .insert(0, Problem::Ambiguous { candidates });
    }
    reading
}

/// Whether a file in the root may be a manifest by its name.
fn is_candidate(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return false;
    };
    let is_companion = name.ends_with(COMPANION);
    !path.contains('/')
        && stem.starts_with("okh")
        && !is_companion
        && !stem.contains("schema")
        && ["toml", "yml", "yaml", "json"].contains(&extension)
}

/// The other files in the root that may be a manifest by their name.
pub fn others(files: &Listing, path: &str) -> Vec<String> {
    let candidates = files.files.iter().map(|file| file.path.as_str());
    candidates
        .filter(|other| *other != path && is_candidate(other))
        .map(str::to_owned)
        .collect()
}

fn candidates_in(root: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| is_candidate(name))
        .collect()
}

/// The path below `root`, with `/` between its components.
fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let components: Vec<_> = below
        .components()
        .map(|component| component.as_os_str().to_string_lossy())
        .collect();
    components.join("/")
}

fn read_file(root: &Path, file: &Path, path: &str) -> Reading {
    let file = if file.is_absolute() || file.starts_with(root) || file.exists() {
        file.to_owned()
    } else {
        root.join(file)
    };
    match bytes_of(&file) {
        Ok(bytes) => read_text(path, &bytes),
        Err(reason) => Reading {
            path: Some(path.to_owned()),
            problems: vec![Problem::Unreadable {
                path: path.to_owned(),
                reason,
            }],
            ..Reading::default()
        },
    }
}

/// The bytes of a small file, at most one more than [`MAX_BYTES`]; otherwise why not, as a phrase.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = std::fs::metadata(path).map_err(|error| phrase(&error))?;
    if metadata.is_dir() {
        return Err("it is a directory".to_owned());
    }
    if !metadata.is_file() {
        return Err("it is no regular file".to_owned());
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| phrase(&error))?;
    Ok(bytes)
}

fn phrase(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error")
                .next()
                .unwrap_or(&text)
                .to_lowercase()
        }
    }
}
