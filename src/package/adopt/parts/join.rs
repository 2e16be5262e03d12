//! Which design file belongs to which part.

use super::PlannedPart;
use super::stems::{home, is_model, key};
use crate::package::adopt::documents::is_nameable;
use crate::package::files::{self, Family, Kind, Listing};
use crate::package::parts::slug;
use std::collections::{HashMap, HashSet};

/// Gives each group the design and exchange files of its stem; of several, the nearest ones.
pub(super) fn join_by_stem(files: &Listing, groups: &mut [PlannedPart], claimed: &HashSet<String>) {
    let wanted: HashSet<String> = groups
        .iter()
        .flat_map(|group| group.exports.iter().map(|path| key(path)))
        .collect();
    let mut by_key: HashMap<String, Vec<&str>> = HashMap::new();
    for file in &files.files {
        let key = key(&file.path);
        if wanted.contains(&key) && !claimed.contains(&file.path) {
            by_key.entry(key).or_default().push(&file.path);
        }
    }
    for group in groups.iter_mut().filter(|group| !group.is_board) {
        let keys: HashSet<String> = group.exports.iter().map(|path| key(path)).collect();
        let same: Vec<&str> = keys
            .iter()
            .filter_map(|key| by_key.get(key))
            .flatten()
            .copied()
            .collect();
        let models = nearest(
            &group.folder,
            same.iter().copied().filter(|path| is_model(files, path)),
        );
        let exchange = nearest(
            &group.folder,
            same.iter().copied().filter(|path| {
                is_nameable(path) && matches!(Kind::family_of(path), Family::Exchange)
            }),
        );
        for path in models {
            if !group.sources.contains(&path) && !group.exports.contains(&path) {
                group.sources.push(path);
            }
        }
        for path in exchange {
            if !group.exports.contains(&path) {
                group.exports.push(path);
            }
        }
    }
}

/// The paths that share the most folders with `folder`.
pub(super) fn nearest<'p>(folder: &str, paths: impl Iterator<Item = &'p str>) -> Vec<String> {
    let shared = |path: &str| {
        files::parent(path)
            .split('/')
            .zip(folder.split('/'))
            .take_while(|(a, b)| a == b && !a.is_empty())
            .count()
    };
    let ranked: Vec<(usize, &str)> = paths.map(|path| (shared(path), path)).collect();
    let best = ranked.iter().map(|(shared, _)| *shared).max();
    let mut nearest: Vec<String> = ranked
        .into_iter()
        .filter(|(shared, _)| Some(*shared) == best)
        .map(|(_, path)| path.to_owned())
        .collect();
    nearest.sort();
    nearest
}

/// Joins the only part of a folder with the only design file there. Says how often.
pub(super) fn join_by_folder(
    files: &Listing,
    groups: &mut [PlannedPart],
    claimed: &HashSet<String>,
) -> usize {
    let taken: HashSet<String> = groups
        .iter()
        .flat_map(|group| group.sources.iter().cloned())
        .chain(claimed.iter().cloned())
        .collect();
    let mut in_folder: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        in_folder.entry(home(&group.folder)).or_default().push(at);
    }
    let mut models: HashMap<String, Vec<&str>> = HashMap::new();
    for file in &files.files {
        if is_model(files, &file.path) {
            models
                .entry(home(file.parent()))
                .or_default()
                .push(&file.path);
        }
    }
    let mut joined = 0;
    for (folder, own) in in_folder {
        let ([at], Some([model])) = (own.as_slice(), models.get(&folder).map(Vec::as_slice)) else {
            continue;
        };
        let group = &mut groups[*at];
        if group.sources.is_empty() && !group.is_board && !taken.contains(*model) {
            group.sources.push((*model).to_owned());
            joined += 1;
        }
    }
    joined
}

/// Joins a design file with the parts beside it whose names have its name in them: `remote.FCStd` with
/// `remote_lid` and `433_remote_base`. Says how often.
pub(super) fn join_by_words(
    files: &Listing,
    groups: &mut [PlannedPart],
    claimed: &HashSet<String>,
) -> usize {
    /// Shorter names stand in others by chance.
    const SHORTEST: usize = 4;
    let taken: HashSet<String> = groups
        .iter()
        .flat_map(|group| group.sources.iter().chain(&group.exports).cloned())
        .chain(claimed.iter().cloned())
        .collect();
    // Only what lies beside it is compared: there may be thousands.
    let mut beside: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        if group.sources.is_empty() && !group.is_board {
            beside.entry(home(&group.folder)).or_default().push(at);
        }
    }
    let names: Vec<String> = groups
        .iter()
        .map(|group| format!("-{}-", slug(&group.name)))
        .collect();
    let mut joined = 0;
    for file in &files.files {
        let Some(near) = beside.get(&home(file.parent())) else {
            continue;
        };
        let words = slug(file.stem());
        if taken.contains(&file.path) || words.len() < SHORTEST || !is_model(files, &file.path) {
            continue;
        }
        let words = format!("-{words}-");
        for at in near {
            if names[*at].contains(&words) && groups[*at].sources.is_empty() {
                groups[*at].sources.push(file.path.clone());
                joined += 1;
            }
        }
    }
    joined
}
