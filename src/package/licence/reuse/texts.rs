//! The folder `LICENSES/`: one file per licence, named by its id.

use spdx::identifiers::{EXCEPTIONS, LICENSES};
use std::path::Path;

/// The name of the folder.
pub(super) const FOLDER: &str = "LICENSES";

/// A file in `LICENSES/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenceText {
    /// Its path, relative to the project.
    pub path: String,
    /// The id that its name stands for.
    pub id: String,
    /// What is wrong with its name.
    pub misnamed: Option<Misnamed>,
}

/// What is wrong with the name of a licence text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misnamed {
    /// It is no id of the SPDX list, and does not begin with `LicenseRef-`.
    Unknown,
    /// It is an id without an extension behind it.
    NoExtension,
    /// The list has retired the id.
    Deprecated,
    /// Another file stands for the same id.
    Again {
        /// The other file.
        other: String,
    },
}

/// Reads the names in the folder, in order of path.
pub(super) fn read(project: &Path) -> Vec<LicenceText> {
    let mut paths = Vec::new();
    collect(&project.join(FOLDER), FOLDER, 0, &mut paths);
    paths.sort();
    let mut texts: Vec<LicenceText> = Vec::new();
    for path in paths {
        let (id, mut misnamed) = named(crate::package::files::name(&path));
        if let Some(first) = texts.iter().find(|text| text.id == id) {
            misnamed = Some(Misnamed::Again {
                other: first.path.clone(),
            });
        }
        texts.push(LicenceText { path, id, misnamed });
    }
    texts
}

fn collect(folder: &Path, path: &str, depth: usize, paths: &mut Vec<String>) {
    // Nobody sorts licences into deep folders; a link that leads back does.
    const DEEPEST: usize = 8;
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let below = format!("{path}/{name}");
        // `.gitkeep` and the like are nobody's licence, and `.license` files speak of the texts.
        if name.starts_with('.') || name.ends_with(".license") {
            continue;
        }
        match std::fs::metadata(entry.path()) {
            Ok(metadata) if metadata.is_dir() && depth < DEEPEST => {
                collect(&entry.path(), &below, depth + 1, paths);
            }
            Ok(metadata) if metadata.is_file() => paths.push(below),
            _ => {}
        }
    }
}

/// The id that a file name stands for, and what is wrong with the name.
fn named(name: &str) -> (String, Option<Misnamed>) {
    let stem = crate::package::files::stem(name);
    let has_extension = stem.len() < name.len();
    let (id, misnamed) = if has_extension && (is_listed(stem) || is_reference(stem)) {
        (stem, None)
    } else if is_listed(name) {
        // `GPL-3.0-only` has a dot in it, and no extension.
        (name, Some(Misnamed::NoExtension))
    } else if is_reference(stem) {
        (stem, None)
    } else {
        (stem, Some(Misnamed::Unknown))
    };
    let misnamed = misnamed.or_else(|| {
        if is_reference(id) && id.contains("Unknown") {
            Some(Misnamed::Unknown)
        } else {
            is_deprecated(id).then_some(Misnamed::Deprecated)
        }
    });
    (id.to_owned(), misnamed)
}

fn is_listed(id: &str) -> bool {
    LICENSES.iter().any(|known| known.name == id) || EXCEPTIONS.iter().any(|known| known.name == id)
}

/// Whether the SPDX list has retired an id.
fn is_deprecated(id: &str) -> bool {
    // The list has `GPL-2.0+` as an id of its own, all of whose like are retired.
    if id.ends_with('+') {
        return is_listed(id);
    }
    spdx::license_id(id).is_some_and(spdx::LicenseId::is_deprecated)
        || spdx::exception_id(id).is_some_and(spdx::ExceptionId::is_deprecated)
}

/// Whether an id is one of somebody's own: `LicenseRef-` with letters, digits, `-` and `.` behind it.
fn is_reference(id: &str) -> bool {
    id.strip_prefix("LicenseRef-").is_some_and(|own| {
        !own.is_empty()
            && own
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_for_ids() {
        for (name, id, misnamed) in [
            ("MIT.txt", "MIT", None),
            ("CERN-OHL-S-2.0.md", "CERN-OHL-S-2.0", None),
            ("LicenseRef-My.Own.txt", "LicenseRef-My.Own", None),
            ("LicenseRef-Own", "LicenseRef-Own", None),
            (
                "Classpath-exception-2.0.txt",
                "Classpath-exception-2.0",
                None,
            ),
            ("MIT", "MIT", Some(Misnamed::NoExtension)),
            ("GPL-3.0-only", "GPL-3.0-only", Some(Misnamed::NoExtension)),
            (
                "CERN-OHL-S-2.0",
                "CERN-OHL-S-2.0",
                Some(Misnamed::NoExtension),
            ),
            ("GPL-2.0.txt", "GPL-2.0", Some(Misnamed::Deprecated)),
            ("GPL-2.0+.txt", "GPL-2.0+", Some(Misnamed::Deprecated)),
            ("mit.txt", "mit", Some(Misnamed::Unknown)),
            ("Apache.txt", "Apache", Some(Misnamed::Unknown)),
            (
                "LicenseRef-Unknown-x.txt",
                "LicenseRef-Unknown-x",
                Some(Misnamed::Unknown),
            ),
            (
                "LicenseRef-a_b.txt",
                "LicenseRef-a_b",
                Some(Misnamed::Unknown),
            ),
        ] {
            assert_eq!(named(name), (id.to_owned(), misnamed), "{name}");
        }
    }
}
