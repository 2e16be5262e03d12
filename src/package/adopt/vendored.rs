//! What lies in a folder without being of its design: libraries of others, what programs made.

use crate::package::files::{self, Listing};
use std::collections::BTreeSet;

/// Folders that tools fill, wherever they are.
const TOOLS: [&str; 14] = [
    "node_modules",
    "bower_components",
    "__pycache__",
    "site-packages",
    ".venv",
    "venv",
    ".tox",
    ".pio",
    ".cache",
    ".pytest_cache",
    ".vscode",
    ".idea",
    ".history",
    "__MACOSX",
];

/// Folders that hold the work of others.
const VENDORED: [&str; 6] = [
    "vendor",
    "vendored",
    "third_party",
    "third-party",
    "thirdparty",
    "3rdparty",
];

/// Files that make the folder they are in one of a build.
const BUILT: [&str; 3] = ["CMakeCache.txt", "build.ninja", ".ninja_log"];

/// Globs for `[files] exclude`, in order.
pub fn read(files: &Listing) -> Vec<String> {
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for file in &files.files {
        let parent = files::parent(&file.path);
        let mut end = 0;
        for component in parent.split('/').filter(|component| !component.is_empty()) {
            end += component.len();
            let lower = component.to_lowercase();
            if TOOLS.contains(&component) || VENDORED.contains(&lower.as_str()) {
                folders.insert(&parent[..end]);
                break;
            }
            end += 1;
        }
        if BUILT.contains(&file.name()) && !parent.is_empty() {
            folders.insert(parent);
        }
    }
    let outermost: Vec<&str> = folders
        .iter()
        .copied()
        .filter(|folder| {
            !folders
                .iter()
                .any(|other| other != folder && files::is_below(folder, other))
        })
        .collect();
    outermost
        .into_iter()
        .map(|folder| format!("{}/**", escaped(folder)))
        .collect()
}

/// A path as a glob that matches only itself.
fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if matches!(c, '[' | ']' | '{' | '}' | '*' | '?') {
            out.push('[');
            out.push(c);
            out.push(']');
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::files::File;

    #[test]
    fn the_outermost_folders_are_left_out() {
        let files = Listing::of(
            "",
            [
                "cad/a.stl",
                "web/node_modules/x/node_modules/y.js",
                "web/node_modules/z.stl",
                "firmware [v1]/build/CMakeCache.txt",
                "firmware [v1]/build/a/b.o",
                "Vendor/motor.step",
                "vendor.stl",
                "build/part.stl",
            ]
            .map(|path| File::new(path, 1))
            .into(),
        );
        assert_eq!(
            read(&files),
            [
                "Vendor/**",
                "firmware [[]v1[]]/build/**",
                "web/node_modules/**"
            ]
        );
        let mut rest = files;
        let globs = read(&rest);
        rest.exclude(globs.iter().map(String::as_str));
        let left: Vec<&str> = rest.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(left, ["build/part.stl", "cad/a.stl", "vendor.stl"]);
    }
}
