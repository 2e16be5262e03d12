//! What the user should know beside the values.

use super::former::Former;
use super::parts::{Parts, PlannedPart};
use crate::package::Package;
use crate::package::files::{self, Foreign, Problem};
use crate::package::manifest;
use crate::units::count;

/// What the user should know beside the values.
pub(super) fn remarks(
    package: &Package,
    parts: &Parts,
    exclude: &[String],
    former: Option<&Former>,
    force: bool,
) -> Vec<String> {
    let mut remarks = Vec::new();
    let path = package.manifest.path.as_deref().unwrap_or_default();
    match former {
        Some(former) if former.has_more() && package.fab.is_present() && !force => remarks.push(format!(
            "`{}` says what okh.toml has no key for: keep it, or let `--force` add that to fab.toml",
            former.path
        )),
        Some(former) if former.path != manifest::FILE_NAME => remarks.push(format!(
            "`{}` is not needed any more: compare, then delete it (`fabcommons check --fix` would migrate it as it stands)",
            former.path
        )),
        Some(_)
            if package
                .manifest
                .document
                .as_ref()
                .is_some_and(|document| !document.errors.is_empty()) =>
        {
            remarks.push(format!(
                "`{path}` had syntax errors: what stood there could not be taken over"
            ));
        }
        None if package.manifest.is_present() => {
            remarks.push(format!("`{path}` could not be understood: nothing was taken over from it"));
        }
        _ => {}
    }
    for problem in &package.manifest.problems {
        if let manifest::Problem::Ambiguous { candidates } = problem {
            remarks.push(format!(
                "several manifests are here, and only `{path}` was read: {}",
                listed(candidates)
            ));
        }
    }
    if !exclude.is_empty() {
        remarks.push(format!(
            "left out as not the design's own: {}",
            listed(exclude)
        ));
    }
    for (reason, one, several) in [
        (
            Foreign::NestedPackage,
            "has a manifest of its own and stays a package of its own",
            "have manifests of their own and stay packages of their own",
        ),
        (
            Foreign::Repository,
            "is a repository of its own and was left out",
            "are repositories of their own and were left out",
        ),
    ] {
        let folders: Vec<&String> = package
            .files
            .foreign
            .iter()
            .filter(|(_, why)| **why == reason)
            .map(|(path, _)| path)
            .collect();
        if !folders.is_empty() {
            let what = if folders.len() == 1 { one } else { several };
            remarks.push(format!("{} {what}", listed(&folders)));
        }
    }
    let doubtful = doubtful(&parts.list);
    if !doubtful.is_empty() {
        remarks.push(format!(
            "are these parts of the design? {}: else add the folder to `[files] exclude` in fab.toml",
            listed(&doubtful)
        ));
    }
    if !parts.unjoined.is_empty() {
        remarks.push(format!(
            "{} found that no part is named after: {}; name them as `source` where they are one",
            count(parts.unjoined.len(), "design file"),
            listed(&parts.unjoined)
        ));
    }
    if !parts.unnameable.is_empty() {
        remarks.push(format!(
            "the standard does not allow such a path in a manifest, rename it: {}",
            listed(&parts.unnameable)
        ));
    }
    let unread: Vec<&str> = package
        .files
        .problems
        .iter()
        .filter_map(|problem| match problem {
            Problem::Unreadable { path, .. } | Problem::NotUnicode { path } => Some(path.as_str()),
            _ => None,
        })
        .collect();
    if !unread.is_empty() {
        remarks.push(format!("could not be read: {}", listed(&unread)));
    }
    if package.files.problems.contains(&Problem::TooMany) {
        remarks.push(format!(
            "there are more than {} files: the rest was not looked at; is this the right folder?",
            files::MAX_FILES
        ));
    }
    remarks
}

/// Folders of parts whose name says that they may not belong.
pub(super) fn doubtful(parts: &[PlannedPart]) -> Vec<String> {
    const WORDS: [&str; 16] = [
        "test",
        "tests",
        "old",
        "archive",
        "archived",
        "deprecated",
        "obsolete",
        "backup",
        "legacy",
        "wip",
        "experimental",
        "calibration",
        "sample",
        "samples",
        "unused",
        "trash",
    ];
    let mut folders: Vec<String> = parts
        .iter()
        .map(|part| part.folder.as_str())
        .filter(|folder| {
            folder
                .to_lowercase()
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| WORDS.contains(&word))
        })
        .map(str::to_owned)
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

/// `a`, `b` and 3 more.
pub(super) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    const MOST: usize = 4;
    let shown: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    let more = names.len().saturating_sub(MOST);
    if more == 0 {
        shown.join(", ")
    } else {
        format!("{} and {more} more", shown.join(", "))
    }
}
