//! What is on disk: a design package, read to the end whatever its state.
//!
//! Loading never fails on content. Each reader returns what it could make of its file together
//! with every problem it met, typed and with its span; rules turn problems into findings.

pub mod adopt;
pub mod bom;
pub mod credits;
pub mod fab;
pub mod files;
pub mod git;
pub mod history;
pub mod licence;
pub mod lineage;
pub mod links;
pub mod manifest;
pub mod origin;
pub mod parts;
pub mod repair;
pub mod revision;
pub mod tree;
pub mod versions;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A design package.
#[derive(Debug)]
pub struct Package {
    /// Its directory.
    pub root: PathBuf,
    /// Whether somebody declared it to be a package.
    pub adoption: Adoption,
    /// The Open Know-How manifest.
    pub manifest: manifest::Reading,
    /// `fab.toml`.
    pub fab: fab::Reading,
    /// Every file, sniffed.
    pub files: files::Listing,
    /// The parts, declared or inferred.
    pub parts: Vec<parts::Part>,
    /// The bill of materials.
    pub bom: bom::Reading,
    /// The licence declared and the texts found.
    pub licences: licence::Reading,
    /// When files last changed; asked only where a part has both source and export.
    pub history: Option<history::History>,
    /// The versions that tags name; asked only where the manifest states one.
    pub releases: Option<versions::Releases>,
    /// What the REUSE specification asks; read when first asked for.
    reuse: OnceLock<licence::reuse::Reuse>,
}

/// Whether a directory says that it is a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adoption {
    /// It has a manifest.
    Declared,
    /// It has none, but a README, a licence or a `fab.toml`, so that somebody meant it to be shared; or
    /// there is no mesh either.
    Undeclared,
    /// It is a folder of meshes, or a mesh file: geometry only.
    LooseMeshes,
}

impl Package {
    /// Reads the package at `root`; `manifest` names the manifest file when the user did.
    ///
    /// Fails only when the directory itself cannot be read.
    pub fn load(root: &Path, manifest: Option<&Path>) -> std::io::Result<Self> {
        Self::load_without(root, manifest, &[])
    }

    /// As [`Package::load`], without the files that match the globs `exclude`, as if `fab.toml` said so.
    pub fn load_without(
        root: &Path,
        manifest: Option<&Path>,
        exclude: &[String],
    ) -> std::io::Result<Self> {
        let mut files = files::Listing::read(root)?;
        let is_named = manifest.is_some();
        let manifest = manifest::read(root, &files, manifest);
        let named = manifest.path.as_deref().filter(|_| is_named);
        let fab = fab::read(root, &files, named);
        let stated = fab.fab.exclude.iter().map(|glob| &glob.value);
        files.exclude(stated.chain(exclude).map(String::as_str));
        let adoption = if manifest.is_present() {
            Adoption::Declared
        } else if fab.is_present()
            || files.says_it_is_shared()
            || !files.files.iter().any(|file| parts::is_mesh(&file.path))
        {
            Adoption::Undeclared
        } else {
            Adoption::LooseMeshes
        };
        let licences = licence::read(&files, &manifest, &fab);
        let parts = parts::join(&files, &manifest, &fab);
        let bom = bom::read(&files, &manifest);
        let has_pair = |part: &parts::Part| {
            let exported = part.meshes.len() + part.exports.len() > 0;
            exported && !part.sources.is_empty()
        };
        let history = parts
            .iter()
            .any(has_pair)
            .then(|| history::History::read(root))
            .flatten();
        let name = manifest.name().unwrap_or_default();
        let releases = manifest
            .manifest
            .version
            .is_some()
            .then(|| versions::Releases::read(root, name))
            .flatten();
        Ok(Self {
            root: root.to_owned(),
            adoption,
            manifest,
            fab,
            files,
            parts,
            bom,
            licences,
            history,
            releases,
            reuse: OnceLock::new(),
        })
    }

    /// The name of the package: the manifest's, else the directory's.
    pub fn name(&self) -> String {
        self.manifest.name().map_or_else(
            || {
                let root = self
                    .root
                    .canonicalize()
                    .unwrap_or_else(|_| self.root.clone());
                root.file_name().map_or_else(
                    || ".".to_owned(),
                    |name| name.to_string_lossy().into_owned(),
                )
            },
            str::to_owned,
        )
    }

    /// Mesh files given by themselves, each a part of its own, without a package around them.
    pub fn loose(paths: &[PathBuf]) -> Self {
        let mut parts: Vec<parts::Part> = Vec::with_capacity(paths.len());
        for path in paths {
            let path = path.to_string_lossy().replace('\\', "/");
            let (name, quantity) = parts::quantity_in_name(files::stem(&path));
            let id = parts::unique_id(name, |id| parts.iter().any(|part| part.id == id));
            parts.push(parts::Part {
                id,
                name: name.to_owned(),
                quantity: quantity.unwrap_or(1),
                meshes: vec![path],
                ..parts::Part::default()
            });
        }
        Self {
            root: PathBuf::new(),
            adoption: Adoption::LooseMeshes,
            manifest: manifest::Reading::default(),
            fab: fab::Reading::default(),
            files: files::Listing::default(),
            parts,
            bom: bom::Reading::default(),
            licences: licence::Reading::default(),
            history: None,
            releases: None,
            reuse: OnceLock::new(),
        }
    }

    /// What the REUSE specification asks about its files; every one of them is read for that.
    pub fn reuse(&self) -> &licence::reuse::Reuse {
        self.reuse
            .get_or_init(|| licence::reuse::Reuse::read(&self.root, &self.licences.global))
    }

    /// Its name in the index: `fab.toml`'s id, else the slug of its name.
    pub fn id(&self) -> String {
        self.fab
            .fab
            .id
            .as_ref()
            .map_or_else(|| parts::slug(&self.name()), |id| id.value.clone())
    }

    /// The version that the manifest gives.
    pub fn version(&self) -> Option<&str> {
        self.manifest
            .manifest
            .version
            .as_ref()
            .map(|version| version.value.as_str())
    }

    /// Meshes that no part claims although parts are declared.
    pub fn orphan_meshes(&self) -> Vec<&str> {
        parts::orphans(&self.files, &self.parts)
    }
}

/// The packages at and below a directory, in order of path: a nested manifest starts its own package.
///
/// A directory that only holds packages is none itself.
pub fn roots(directory: &Path) -> Vec<PathBuf> {
    let Ok(listing) = files::Listing::read(directory) else {
        return vec![directory.to_owned()];
    };
    let nested: Vec<PathBuf> = listing
        .foreign
        .iter()
        .filter(|(_, why)| **why == files::Foreign::NestedPackage)
        .flat_map(|(path, _)| roots(&directory.join(path)))
        .collect();
    let own = nested.is_empty()
        || listing.get(fab::FILE_NAME).is_some()
        || manifest::read(directory, &listing, None).is_present()
        || listing.files.iter().any(|file| parts::is_mesh(&file.path));
    if own {
        std::iter::once(directory.to_owned())
            .chain(nested)
            .collect()
    } else {
        nested
    }
}
