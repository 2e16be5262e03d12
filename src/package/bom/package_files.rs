//! The files of the package, as a bill names them.

use super::design_file;
use super::matching::{Likeness, Name};
use crate::package::Package;
use std::collections::HashSet;

/// The files of the package, for looking names up without regard to case.
pub struct Files<'a> {
    paths: Vec<&'a str>,
    folded: HashSet<String>,
    names: HashSet<String>,
    /// Folders whose files are another package's, or another repository's.
    foreign: Vec<String>,
}

impl<'a> Files<'a> {
    /// The files of a package.
    pub fn of(package: &'a Package) -> Self {
        let paths: Vec<&str> = package
            .files
            .files
            .iter()
            .map(|file| file.path.as_str())
            .collect();
        let folded: HashSet<String> = paths.iter().map(|path| path.to_lowercase()).collect();
        let names = folded
            .iter()
            .map(|path| path.rsplit('/').next().unwrap_or(path).to_owned())
            .collect();
        Self {
            paths,
            folded,
            names,
            foreign: package
                .files
                .foreign
                .keys()
                .map(|folder| format!("{}/", folder.to_lowercase()))
                .collect(),
        }
    }

    /// Whether the file that the bill at `bill` calls `named` is there: from the package root, from the
    /// bill's folder, or by its name anywhere.
    pub fn has(&self, bill: &str, named: &str) -> bool {
        let named = named.replace('\\', "/").replace("%20", " ").to_lowercase();
        let named = named.trim_start_matches("./").trim_start_matches('/');
        let folder = bill.rsplit_once('/').map_or("", |(folder, _)| folder);
        let from_bill = resolve(folder, named).to_lowercase();
        let name = named.rsplit('/').next().unwrap_or(named);
        let is_foreign = |path: &str| self.foreign.iter().any(|folder| path.starts_with(folder));
        if is_foreign(named) || is_foreign(&from_bill) {
            return true;
        }
        self.folded.contains(named) || self.folded.contains(&from_bill) || self.names.contains(name)
    }

    /// A design file whose name is the same but for case, separators and extension.
    pub fn like(&self, named: &str) -> Option<&'a str> {
        let wanted = Name::of(named);
        self.paths.iter().copied().find(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            design_file(name).is_some() && Name::of(name).likeness(&wanted) == Likeness::Same
        })
    }
}

/// `../stl/a.stl` from `docs` is `stl/a.stl`.
fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            other => parts.push(other),
        }
    }
    parts.join("/")
}
