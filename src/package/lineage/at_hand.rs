//! Packages of origins that lie on this disk, beside the design.

use crate::package::fab::{self, Fab, Origin};
use crate::package::files::{Listing, name};
use crate::package::licence::Declared;
use crate::package::{Package, manifest, parts};
use std::path::{Path, PathBuf};

/// What a package on this disk says of itself: no more than a chain needs.
#[derive(Debug)]
pub struct Neighbour {
    /// Its folder.
    pub root: PathBuf,
    /// Its manifest.
    pub manifest: manifest::Reading,
    /// Its `fab.toml`.
    pub fab: Fab,
    /// Its licence.
    pub declared: Option<Declared>,
    /// The path of its NOTICE file, if it has one.
    pub notice: Option<String>,
}

impl Neighbour {
    /// The package itself, as its neighbours see it.
    pub(super) fn of(package: &Package) -> Self {
        Self {
            root: package.root.clone(),
            manifest: manifest::Reading {
                path: package.manifest.path.clone(),
                manifest: package.manifest.manifest.clone(),
                ..manifest::Reading::default()
            },
            fab: package.fab.fab.clone(),
            declared: package.licences.declared.clone(),
            notice: notice(&package.files),
        }
    }

    /// Reads the package at `root`; `None` when there is none.
    fn read(root: &Path) -> Option<Self> {
        // A look at the names first: the folder may be anything, and large.
        let is_package = std::fs::read_dir(root)
            .ok()?
            .flatten()
            .take(1000)
            .any(|entry| {
                let name = entry.file_name().to_string_lossy().to_lowercase();
                name.starts_with("okh") || name == fab::FILE_NAME
            });
        if !is_package {
            return None;
        }
        let files = Listing::read(root).ok()?;
        let manifest = manifest::read(root, &files, None);
        let fab = fab::read(root, &files, None);
        if !manifest.is_present() && !fab.is_present() {
            return None;
        }
        let declared = manifest
            .manifest
            .license
            .as_ref()
            .map(|licence| Declared::read(&licence.value, licence.span.clone()));
        Some(Self {
            root: root.to_owned(),
            notice: notice(&files),
            declared,
            manifest,
            fab: fab.fab,
        })
    }

    /// Its name: the manifest's, else the folder's.
    pub fn name(&self) -> String {
        self.manifest.name().map_or_else(
            || {
                let root = super::canonical(&self.root);
                root.file_name().map_or_else(
                    || ".".to_owned(),
                    |name| name.to_string_lossy().into_owned(),
                )
            },
            str::to_owned,
        )
    }

    /// Its name in the index.
    pub fn id(&self) -> String {
        self.fab
            .id
            .as_ref()
            .map_or_else(|| parts::slug(&self.name()), |id| id.value.clone())
    }

    /// Its version.
    pub fn version(&self) -> Option<&str> {
        let version = self.manifest.manifest.version.as_ref();
        version.map(|version| version.value.as_str())
    }

    /// Who licenses it.
    pub fn licensors(&self) -> Vec<String> {
        let people = self.manifest.manifest.licensor.iter();
        people
            .map(|person| person.value.name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect()
    }
}

/// The NOTICE file of a package's root.
pub(super) fn notice(files: &Listing) -> Option<String> {
    files
        .files
        .iter()
        .map(|file| file.path.as_str())
        .find(|path| {
            let lower = path.to_lowercase();
            matches!(lower.as_str(), "notice" | "notice.txt" | "notice.md")
        })
        .map(str::to_owned)
}

/// The package of an origin, if it lies beside the package at `root` and says that it is the one.
///
/// A design of the index is looked for under its name in the folders around (`../name`,
/// `../owner/name`, `../../name`); an address by its last part, and only a package counts whose own
/// `repo` is at that address.
pub fn at_hand(root: &Path, origin: &Origin) -> Option<Neighbour> {
    let root = super::canonical(root);
    if let Some(design) = &origin.design {
        let (owner, id) = match design.value.split_once('/') {
            Some((owner, id)) => (Some(owner), id),
            None => (None, design.value.as_str()),
        };
        return candidates(&root, owner, id)
            .iter()
            .filter_map(|place| Neighbour::read(place))
            .find(|neighbour| neighbour.id() == id);
    }
    let url = &origin.url.as_ref()?.value;
    let wanted = address(url);
    let last = name(&wanted).to_owned();
    candidates(&root, None, &last)
        .iter()
        .filter_map(|place| Neighbour::read(place))
        .find(|neighbour| {
            let repo = neighbour.manifest.manifest.repo.as_ref();
            let repo = repo.map(|repo| address(&repo.value)).unwrap_or_default();
            !repo.is_empty()
                && wanted
                    .strip_prefix(&repo)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

fn candidates(root: &Path, owner: Option<&str>, id: &str) -> Vec<PathBuf> {
    let plain = |part: &str| {
        !part.is_empty()
            && !matches!(part, "." | "..")
            && !part.contains(['/', '\\', ':', '\0'])
            && part.len() <= 100
    };
    if !plain(id) || owner.is_some_and(|owner| !plain(owner)) {
        return Vec::new();
    }
    let mut places = Vec::new();
    let mut around = root.parent();
    for _ in 0..2 {
        let Some(folder) = around else { break };
        if let Some(owner) = owner {
            places.push(folder.join(owner).join(id));
        }
        places.push(folder.join(id));
        around = folder.parent();
    }
    places
}

/// An address without what differs between two spellings of it.
fn address(url: &str) -> String {
    let lower = url.trim().to_lowercase();
    let rest = lower
        .split_once("://")
        .map_or(lower.as_str(), |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    rest.trim_start_matches("www.")
        .trim_end_matches('/')
        .trim_end_matches(".git")
        .to_owned()
}
