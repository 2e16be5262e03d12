//! A manifest in the terms of okhv 2.4 for whoever writes a new one from it, whatever state it is in.

use super::endings::Endings;
use super::{Input, NewText, Passed, broken_fab, from_tree, passes};
use crate::package::Package;
use crate::package::fab;
use crate::package::manifest;

/// What a manifest says, as far as it can be read.
#[derive(Debug)]
pub(in crate::package) struct Migrated {
    /// okhv 2.4, as TOML; what is required may be missing.
    pub(in crate::package) okh: String,
    /// `fab.toml` with what okh.toml has no key for, added to what stood there: when that is anything.
    pub(in crate::package) fab: Option<NewText>,
}

/// The manifest of a package and its `fab.toml` as a repair makes them.
///
/// Unlike [`super::plan`] it takes what can be read of a file with errors: of a key that stands twice the last
/// value counts, and what is required and not allowed as it stands moves to `fab.toml` too. A `fab.toml`
/// that cannot be read counts as none. `None` when there is no manifest, or none that can be understood.
pub(in crate::package) fn migrated(package: &Package) -> Option<Migrated> {
    let reading = &package.manifest;
    let document = reading.document.as_ref()?;
    if document.root.entries.is_empty() {
        return None;
    }
    let is_sound = document.errors.is_empty() && document.duplicates().is_empty();
    let again = (!is_sound).then(|| {
        let text = from_tree::toml(document).to_string();
        manifest::read_text(manifest::FILE_NAME, text.as_bytes())
    });
    let (path, reading) = match &again {
        Some(again) => (manifest::FILE_NAME, again),
        None => (reading.path.as_deref()?, reading),
    };
    let document = reading.document.as_ref()?;
    let old = package
        .fab
        .document
        .as_ref()
        .filter(|_| broken_fab(&package.fab).is_none())
        .map(|document| document.source.text.as_str());
    let endings = old.map_or(Endings::Unix, Endings::of);
    let old_unix = old.map(|text| endings.unix(text));
    let input = Input {
        path,
        bytes: document.source.text.as_bytes(),
        fab_path: fab::FILE_NAME,
        fab_bytes: None,
        toml_path: Some(manifest::FILE_NAME),
        files: Some(&package.files),
    };
    let Passed {
        text, companion, ..
    } = passes(&input, reading, document, old_unix.as_deref(), true).ok()?;
    let fab = companion
        .text()
        .filter(|new| old_unix.as_ref() != Some(new))
        .map(|new| NewText {
            path: fab::FILE_NAME.to_owned(),
            before: old.map(str::to_owned),
            after: endings.native(&new),
        });
    Some(Migrated { okh: text, fab })
}
