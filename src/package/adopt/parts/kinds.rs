//! What is a part of its own: meshes, boards, sheets that are cut, exchange files.

use super::PlannedPart;
use super::stems::{home, is_assembly, is_model, key};
use crate::package::adopt::documents::is_nameable;
use crate::package::files::{self, Family, Kind, Listing};
use crate::package::parts::{Process, quantity_in_name};
use std::collections::{BTreeMap, HashSet};

/// Board designs, by extension.
const BOARDS: [&str; 3] = ["kicad_pcb", "brd", "pcbdoc"];

/// A part of the formats of one mesh.
pub(super) fn of_meshes(name: &str, exports: Vec<String>) -> PlannedPart {
    let quantity = exports.iter().find_map(|path| {
        let quantity = quantity_in_name(files::stem(path)).1?;
        Some((quantity, files::name(path).to_owned()))
    });
    let first = exports.first().map_or("", String::as_str);
    PlannedPart {
        name: name.to_owned(),
        folder: files::parent(first).to_owned(),
        process: vec![process_of(first).unwrap_or(Process::Fff)],
        quantity,
        exports,
        ..PlannedPart::default()
    }
}

/// How a part is made, by a word in the folders it is in.
pub(super) fn process_of(path: &str) -> Option<Process> {
    const WORDS: [(Process, &[&str]); 4] = [
        (
            Process::Laser,
            &["laser", "lasercut", "lasercutting", "lasered", "acrylic"],
        ),
        (
            Process::Mill,
            &[
                "cnc", "mill", "milled", "milling", "machined", "router", "fräsen", "gefräst",
            ],
        ),
        (Process::Resin, &["resin", "sla", "msla", "dlp"]),
        (Process::Sls, &["sls", "mjf"]),
    ];
    let folder = files::parent(path).to_lowercase();
    let words: Vec<&str> = folder.split(|c: char| !c.is_alphanumeric()).collect();
    WORDS
        .iter()
        .find(|(_, known)| words.iter().any(|word| known.contains(word)))
        .map(|(process, _)| *process)
}

/// Boards: a layout with its schematic, and what a fabricator is sent.
pub(super) fn boards(files: &Listing, claimed: &HashSet<String>) -> Vec<PlannedPart> {
    let is_backup = |path: &str| {
        let lower = path.to_lowercase();
        lower.contains("-backups/") || lower.contains("autosave") || lower.contains("/.")
    };
    files
        .files
        .iter()
        .filter(|file| BOARDS.contains(&file.extension().as_str()))
        .filter(|file| {
            !is_backup(&file.path) && !claimed.contains(&file.path) && is_nameable(&file.path)
        })
        // `.brd` is a board of Eagle only beside its schematic.
        .filter(|file| {
            file.extension() != "brd"
                || files
                    .get(&format!("{}sch", &file.path[..file.path.len() - 3]))
                    .is_some()
        })
        .map(|file| {
            let folder = file.parent();
            let is_design = |path: &str| {
                let extension = files::extension(path);
                files::parent(path) == folder
                    && (extension == "kicad_sch"
                        || matches!(
                            extension.as_str(),
                            "kicad_pro" | "pro" | "sch" | "schdoc" | "prjpcb"
                        ) && files::stem(path) == file.stem())
            };
            let mut sources: Vec<String> = files
                .files
                .iter()
                .map(|other| &other.path)
                .filter(|path| is_design(path) && !is_backup(path) && is_nameable(path))
                .cloned()
                .collect();
            sources.push(file.path.clone());
            PlannedPart {
                name: file.stem().trim().to_owned(),
                folder: folder.to_owned(),
                exports: fabrication(files, folder),
                sources,
                is_board: true,
                ..PlannedPart::default()
            }
        })
        .collect()
}

/// Fabrication files at and below a folder: folders that hold nothing else by their name.
pub(super) fn fabrication(files: &Listing, folder: &str) -> Vec<String> {
    let is_data = |path: &str| Kind::family_of(path) == Family::Fabrication;
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files
        .below(folder)
        .filter(|file| is_data(&file.path) && is_nameable(&file.path))
    {
        places.entry(file.parent()).or_default().push(&file.path);
    }
    places
        .into_iter()
        .flat_map(|(place, paths)| {
            if place == folder || place.is_empty() {
                paths.into_iter().map(str::to_owned).collect()
            } else {
                vec![place.to_owned()]
            }
        })
        .collect()
}

/// Drawings in folders that say that they are cut.
pub(super) fn cut(files: &Listing, claimed: &HashSet<String>) -> Vec<PlannedPart> {
    files
        .files
        .iter()
        .filter(|file| file.extension() == "dxf" || file.extension() == "svg")
        .filter(|file| !claimed.contains(&file.path) && is_nameable(&file.path))
        .filter_map(|file| {
            // The file may say it too: `casing_cnc.dxf`.
            let process = process_of(&file.path)
                .or_else(|| process_of(&format!("{}/", file.stem())))
                .filter(|process| matches!(process, Process::Laser | Process::Mill))?;
            let (name, quantity) = quantity_in_name(file.stem());
            Some(PlannedPart {
                name: name.trim().to_owned(),
                folder: file.parent().to_owned(),
                exports: vec![file.path.clone()],
                process: vec![process],
                quantity: quantity.map(|quantity| (quantity, file.name().to_owned())),
                ..PlannedPart::default()
            })
        })
        .collect()
}

/// STEP files that stand for a part: beside meshes of other parts; or all of them, where there is
/// neither a mesh nor a model. Elsewhere they are as likely things that are bought.
pub(super) fn of_exchange(
    files: &Listing,
    groups: &[PlannedPart],
    claimed: &HashSet<String>,
) -> Vec<PlannedPart> {
    let with_mesh: HashSet<String> = groups
        .iter()
        .flat_map(|group| group.exports.iter().map(|path| key(path)))
        .collect();
    let homes: HashSet<String> = groups
        .iter()
        .filter(|group| !group.is_board)
        .map(|group| home(&group.folder))
        .filter(|home| !home.is_empty())
        .collect();
    let has_models =
        !claimed.is_empty() || files.files.iter().any(|file| is_model(files, &file.path));
    let is_all = groups.is_empty() && !has_models;
    files
        .files
        .iter()
        .filter(|file| {
            matches!(file.extension().as_str(), "step" | "stp") && is_nameable(&file.path)
        })
        .filter(|file| !is_assembly(file.stem()) && !claimed.contains(&file.path))
        .filter(|file| {
            is_all || homes.contains(&home(file.parent())) && !with_mesh.contains(&key(&file.path))
        })
        .map(|file| {
            let (name, quantity) = quantity_in_name(file.stem());
            PlannedPart {
                name: name.trim().to_owned(),
                folder: file.parent().to_owned(),
                exports: vec![file.path.clone()],
                process: process_of(&file.path).into_iter().collect(),
                quantity: quantity.map(|quantity| (quantity, file.name().to_owned())),
                ..PlannedPart::default()
            }
        })
        .collect()
}
