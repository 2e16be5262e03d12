//! The parts of a folder: meshes with their sources, boards, what is cut; declared ones first.
//!
//! A *group* is what belongs to one part: the formats of one mesh, as [`crate::package::parts::join`]
//! groups them, with the design files and exchange formats of the same stem.

use super::documents::is_nameable;
use crate::package::Package;
use crate::package::fab;
use crate::package::files::{self, Family, Kind, Listing};
use crate::package::manifest;
use crate::package::parts::{self, Process, quantity_in_name, slug};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A part to write down.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlannedPart {
    /// Its name; no two are the same but for case.
    pub name: String,
    /// The folder that its files are in, for grouping.
    pub folder: String,
    /// Paths of what is edited.
    pub sources: Vec<String>,
    /// Paths of what is made from.
    pub exports: Vec<String>,
    /// How many, when something says so, and what.
    pub quantity: Option<(u32, String)>,
    /// How it is made, as far as that can be guessed.
    pub process: Vec<Process>,
    /// Further lines of its table in okh.toml, as TOML: facts of an older manifest.
    pub more: Vec<(String, String)>,
    /// Further lines of its table in fab.toml, as TOML.
    pub production: Vec<(String, String)>,
    /// Whether a manifest or fab.toml declares it already.
    pub declared: bool,
    /// Whether it is a circuit board.
    pub is_board: bool,
}

/// The parts and what was left over.
#[derive(Debug, Default)]
pub struct Parts {
    /// The parts, declared ones first, the others by path.
    pub parts: Vec<PlannedPart>,
    /// Design files of the whole: assemblies, or all where every part has its own.
    pub sources: Vec<String>,
    /// Design files that may be the source of parts that have none: only a person can tell.
    pub unjoined: Vec<String>,
    /// How many sources were joined with parts that are not named like them.
    pub guessed: usize,
    /// Meshes that cannot be named in a manifest.
    pub unnameable: Vec<String>,
}

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

/// Board designs, by extension.
const BOARDS: [&str; 3] = ["kicad_pcb", "brd", "pcbdoc"];

/// Finds the parts; `declared` are those of an older manifest or of fab.toml.
pub fn read(package: &Package, declared: Vec<PlannedPart>) -> Parts {
    let files = &package.files;
    let mut found = Parts {
        parts: declared,
        ..Parts::default()
    };
    let claimed: HashSet<String> = found
        .parts
        .iter()
        .flat_map(|part| part.exports.iter().chain(&part.sources))
        .cloned()
        .collect();
    let mut groups: Vec<PlannedPart> = Vec::new();
    let none = (manifest::Reading::default(), fab::Reading::default());
    for part in parts::join(files, &none.0, &none.1) {
        let (nameable, not): (Vec<String>, Vec<String>) = part
            .meshes
            .iter()
            .cloned()
            .partition(|path| is_nameable(path));
        found.unnameable.extend(not);
        if nameable.is_empty() {
            continue;
        }
        let group = of_meshes(part.name.trim(), nameable);
        if group.exports.iter().any(|path| claimed.contains(path)) {
            tell_owner(&mut found.parts, group);
        } else {
            groups.push(group);
        }
    }
    groups.extend(boards(files, &claimed));
    groups.extend(cut(files, &claimed));
    groups.extend(of_exchange(files, &groups, &claimed));
    join_by_stem(files, &mut groups, &claimed);
    found.guessed = join_by_folder(files, &mut groups, &claimed);
    found.guessed += join_by_words(files, &mut groups, &claimed);
    // A declared part without export takes the group of its name.
    groups.retain_mut(|group| {
        let is_same = |part: &&mut PlannedPart| {
            let is_bare = part.exports.is_empty() || part.exports == group.exports;
            is_bare && slug(&part.name) == slug(&group.name)
        };
        let Some(part) = found.parts.iter_mut().find(is_same) else {
            return true;
        };
        part.exports = std::mem::take(&mut group.exports);
        part.quantity = part.quantity.take().or(group.quantity.take());
        if part.sources.is_empty() {
            part.sources = std::mem::take(&mut group.sources);
        }
        if part.process.is_empty() {
            part.process = std::mem::take(&mut group.process);
        }
        false
    });
    found.parts.extend(groups);
    name_apart(&mut found.parts);
    left_over(package, &mut found);
    found
}

/// A declared part learns from the names of its files what nobody has stated.
fn tell_owner(declared: &mut [PlannedPart], group: PlannedPart) {
    let owner = declared
        .iter_mut()
        .find(|part| part.exports.iter().any(|path| group.exports.contains(path)));
    if let Some(part) = owner {
        part.quantity = part.quantity.take().or(group.quantity);
        if part.process.is_empty() {
            part.process = group.process;
        }
    }
}

/// A part of the formats of one mesh.
fn of_meshes(name: &str, exports: Vec<String>) -> PlannedPart {
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
fn process_of(path: &str) -> Option<Process> {
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
fn boards(files: &Listing, claimed: &HashSet<String>) -> Vec<PlannedPart> {
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
fn fabrication(files: &Listing, folder: &str) -> Vec<String> {
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
fn cut(files: &Listing, claimed: &HashSet<String>) -> Vec<PlannedPart> {
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
fn of_exchange(
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

/// What files of one part have in common in their names.
fn key(path: &str) -> String {
    slug(quantity_in_name(files::stem(path)).0)
}

/// Whether a path is that of an editable model of a thing.
fn is_model(files: &Listing, path: &str) -> bool {
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

fn is_assembly(stem: &str) -> bool {
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

/// Gives each group the design and exchange files of its stem; of several, the nearest ones.
fn join_by_stem(files: &Listing, groups: &mut [PlannedPart], claimed: &HashSet<String>) {
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
fn nearest<'p>(folder: &str, paths: impl Iterator<Item = &'p str>) -> Vec<String> {
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
fn join_by_folder(files: &Listing, groups: &mut [PlannedPart], claimed: &HashSet<String>) -> usize {
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
fn join_by_words(files: &Listing, groups: &mut [PlannedPart], claimed: &HashSet<String>) -> usize {
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

/// The folder of a thing: without folders that are named after a kind of file.
fn home(folder: &str) -> String {
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
fn name_apart(parts: &mut [PlannedPart]) {
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

/// What is to be said of design files that no part has.
fn left_over(package: &Package, found: &mut Parts) {
    let files = &package.files;
    let taken: HashSet<&String> = found
        .parts
        .iter()
        .flat_map(|part| part.sources.iter().chain(&part.exports))
        .collect();
    let mut rest: Vec<String> = files
        .files
        .iter()
        .map(|file| &file.path)
        .filter(|path| is_model(files, path) && !taken.contains(path))
        .cloned()
        .collect();
    let is_bare = |part: &PlannedPart| part.sources.is_empty();
    // Where every part has its source, or there is no part, these are the sources of the whole.
    if !found.parts.iter().any(is_bare) {
        found.sources = by_folder(rest);
        return;
    }
    let whole: Vec<String> = rest
        .iter()
        .filter(|path| is_assembly(files::stem(path)))
        .cloned()
        .collect();
    rest.retain(|path| !whole.contains(path));
    found.sources = whole;
    found.unjoined = rest;
}

/// Many files as the folders that they are in.
fn by_folder(paths: Vec<String>) -> Vec<String> {
    const MANY: usize = 8;
    if paths.len() <= MANY {
        return paths;
    }
    let mut folders: Vec<String> = paths
        .into_iter()
        .map(|path| match path.split_once('/') {
            Some((folder, _)) => folder.to_owned(),
            None => path,
        })
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::files::File;
    use crate::package::{Adoption, bom, licence};

    fn package(paths: &[&str]) -> Package {
        Package {
            root: "/nonexistent".into(),
            adoption: Adoption::Undeclared,
            manifest: manifest::Reading::default(),
            fab: fab::Reading::default(),
            files: Listing::of(
                "/nonexistent",
                paths.iter().map(|path| File::new(*path, 1)).collect(),
            ),
            parts: Vec::new(),
            bom: bom::Reading::default(),
            licences: licence::Reading::default(),
            history: None,
        }
    }

    fn rows(found: &Parts) -> Vec<(&str, String, String)> {
        found
            .parts
            .iter()
            .map(|part| {
                (
                    part.name.as_str(),
                    part.sources.join(" "),
                    part.exports.join(" "),
                )
            })
            .collect()
    }

    #[test]
    fn one_stem_is_one_part() {
        let found = read(
            &package(&[
                "cad/Foot.FCStd",
                "cad/whole-assembly.FCStd",
                "step/foot.step",
                "stl/foot_x4.stl",
                "3mf/foot.3mf",
                "stl/[a]_knob_x2.stl",
            ]),
            Vec::new(),
        );
        assert_eq!(
            rows(&found),
            [
                (
                    "foot",
                    "cad/Foot.FCStd".to_owned(),
                    "3mf/foot.3mf stl/foot_x4.stl step/foot.step".to_owned()
                ),
                ("[a]_knob", String::new(), "stl/[a]_knob_x2.stl".to_owned()),
            ]
        );
        assert_eq!(found.parts[0].quantity, Some((4, "foot_x4.stl".to_owned())));
        assert_eq!(found.parts[0].process, [Process::Fff]);
        assert_eq!(found.sources, ["cad/whole-assembly.FCStd"]);
        assert!(found.unjoined.is_empty());
    }

    #[test]
    fn the_same_name_in_several_folders_is_told_apart() {
        let found = read(
            &package(&[
                "v1/body.stl",
                "v1/body.scad",
                "v2/body.stl",
                "v2/body.scad",
                "left/arm.stl",
                "arm.stl",
            ]),
            Vec::new(),
        );
        let names: Vec<_> = rows(&found)
            .into_iter()
            .map(|(name, source, _)| format!("{name} < {source}"))
            .collect();
        assert_eq!(
            names,
            [
                "arm < ",
                "arm (left) < ",
                "body (v1) < v1/body.scad",
                "body (v2) < v2/body.scad"
            ]
        );
    }

    #[test]
    fn boards_and_cut_sheets_are_parts() {
        let found = read(
            &package(&[
                "pcb/main.kicad_pcb",
                "pcb/main.kicad_sch",
                "pcb/power.kicad_sch",
                "pcb/main.kicad_pro",
                "pcb/main-backups/main.kicad_pcb",
                "pcb/gerbers/main-F_Cu.gbr",
                "pcb/gerbers/main.drl",
                "laser cut/side_x2.dxf",
                "drawings/side.dxf",
            ]),
            Vec::new(),
        );
        assert_eq!(
            rows(&found),
            [
                (
                    "main",
                    "pcb/main.kicad_pro pcb/main.kicad_sch pcb/power.kicad_sch pcb/main.kicad_pcb"
                        .to_owned(),
                    "pcb/gerbers".to_owned()
                ),
                ("side", String::new(), "laser cut/side_x2.dxf".to_owned()),
            ]
        );
        assert_eq!(found.parts[1].process, [Process::Laser]);
        assert_eq!(found.parts[0].process, []);
    }

    #[test]
    fn what_only_a_person_can_join_is_left_to_them() {
        let found = read(
            &package(&["lamp.FCStd", "stl/a.stl", "stl/b.stl"]),
            Vec::new(),
        );
        assert_eq!(found.unjoined, ["lamp.FCStd"]);
        assert!(found.sources.is_empty());
        // The only model of a folder belongs to the only part there.
        let found = read(
            &package(&["lamp/model.FCStd", "lamp/stl/shade.stl"]),
            Vec::new(),
        );
        assert_eq!(found.parts[0].sources, ["lamp/model.FCStd"]);
        assert_eq!(found.guessed, 1);
        let paths = [
            "cad/remote.FCStd",
            "stl/433_remote_lid.stl",
            "stl/remotely.stl",
        ];
        let found = read(&package(&paths), Vec::new());
        assert_eq!(found.parts[0].sources, ["cad/remote.FCStd"]);
        assert!(found.parts[1].sources.is_empty());
        assert_eq!(found.guessed, 1);
    }

    #[test]
    fn declared_parts_keep_their_names_and_take_their_meshes() {
        let declared = vec![PlannedPart {
            name: "Foot".to_owned(),
            declared: true,
            ..PlannedPart::default()
        }];
        let found = read(&package(&["foot_x4.stl", "leg.stl", "a..b.stl"]), declared);
        assert_eq!(
            rows(&found),
            [
                ("Foot", String::new(), "foot_x4.stl".to_owned()),
                ("leg", String::new(), "leg.stl".to_owned())
            ]
        );
        assert_eq!(found.unnameable, ["a..b.stl"]);
    }
}
