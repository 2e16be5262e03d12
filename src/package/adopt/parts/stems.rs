//! What the names of files and folders say of parts.

use super::PlannedPart;
use crate::package::adopt::documents::is_nameable;
use crate::package::files::{self, Listing};
use crate::package::parts::{quantity_in_name, slug};
use std::collections::{HashMap, HashSet};

/// Editable models of things, by extension.
const MODELS: [&str; 22] = [
    "fcstd",
    "scad",
    "blend",
    "slvs",
    "f3d",
    "f3z",
    "sldprt",
    "sldasm",
    "ipt",
    "iam",
    "skp",
    "3dm",
    "shapr",
    "catpart",
    "catproduct",
    "d3ddoc",
    "jscad",
    "par",
    "asm",
    "prt",
    "ad_prt",
    "lbrn2",
];

/// What files of one part have in common in their names.
pub(super) fn key(path: &str) -> String {
    slug(quantity_in_name(files::stem(path)).0)
}

/// Whether a path is that of an editable model of a thing.
pub(super) fn is_model(files: &Listing, path: &str) -> bool {
    let extension = files::extension(path);
    if files::is_stray(path) || !is_nameable(path) {
        return false;
    }
    if extension == "py" {
        // Only a program that makes solids is a model.
        const LIBRARIES: [&str; 6] = [
            "cadquery",
            "build123d",
            "solid2",
            "solidpython",
            "import FreeCAD",
            "import Part",
        ];
        return files
            .text(path, 4096)
            .is_ok_and(|text| LIBRARIES.iter().any(|library| text.contains(library)));
    }
    MODELS.contains(&extension.as_str())
}

pub(super) fn is_assembly(stem: &str) -> bool {
    let lower = stem.to_lowercase();
    [
        "assembl",
        "assy",
        "baugruppe",
        "zusammenbau",
        "ensamblaje",
        "complete",
        "full model",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// The folder of a thing: without folders that are named after a kind of file.
pub(super) fn home(folder: &str) -> String {
    const KINDS: [&str; 14] = [
        "stl", "stls", "3mf", "obj", "step", "steps", "source", "sources", "src", "cad", "export",
        "exports", "mesh", "meshes",
    ];
    let kept: Vec<&str> = folder
        .split('/')
        .filter(|name| !KINDS.contains(&name.to_lowercase().as_str()))
        .collect();
    kept.join("/")
}

/// Renames parts whose names agree but for case: after their folders, else with a number.
pub(super) fn name_apart(parts: &mut [PlannedPart]) {
    let slug = |name: &str| name.to_lowercase();
    let mut count: HashMap<String, usize> = HashMap::new();
    for part in parts.iter() {
        *count.entry(slug(&part.name)).or_default() += 1;
    }
    let mut taken: HashSet<String> = parts
        .iter()
        .filter(|part| part.declared || count[&slug(&part.name)] == 1)
        .map(|part| slug(&part.name))
        .collect();
    let folders: HashMap<String, Vec<String>> =
        parts.iter().fold(HashMap::new(), |mut all, part| {
            all.entry(slug(&part.name))
                .or_default()
                .push(part.folder.clone());
            all
        });
    for part in parts.iter_mut() {
        let own = slug(&part.name);
        if part.declared || count[&own] == 1 {
            continue;
        }
        // The innermost folder that not all of them are in.
        let others = &folders[&own];
        let telling = part.folder.split('/').rev().find(|name| {
            !name.is_empty()
                && others
                    .iter()
                    .any(|folder| !folder.split('/').any(|other| other == *name))
        });
        let base = if part.is_board {
            format!("{} (board)", part.name)
        } else {
            telling.map_or_else(
                || part.name.clone(),
                |folder| format!("{} ({folder})", part.name),
            )
        };
        let mut name = base.clone();
        let mut number = 2;
        while !taken.insert(slug(&name)) {
            name = format!("{base} {number}");
            number += 1;
        }
        part.name = name;
    }
}
