//! The parts of a folder: meshes with their sources, boards, what is cut; declared ones first.
//!
//! A *group* is what belongs to one part: the formats of one mesh, as [`crate::package::parts::join`]
//! groups them, with the design files and exchange formats of the same stem.

mod join;
mod kinds;
mod stems;

use super::documents::is_nameable;
use crate::package::Package;
use crate::package::fab;
use crate::package::files;
use crate::package::manifest;
use crate::package::parts::{self, Process, slug};
use join::{join_by_folder, join_by_stem, join_by_words};
use kinds::{boards, cut, of_exchange, of_meshes};
use std::collections::HashSet;
use stems::{is_assembly, is_model, name_apart};

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
    pub list: Vec<PlannedPart>,
    /// Design files of the whole: assemblies, or all where every part has its own.
    pub sources: Vec<String>,
    /// Design files that may be the source of parts that have none: only a person can tell.
    pub unjoined: Vec<String>,
    /// How many sources were joined with parts that are not named like them.
    pub guessed: usize,
    /// Meshes that cannot be named in a manifest.
    pub unnameable: Vec<String>,
}

/// Finds the parts; `declared` are those of an older manifest or of fab.toml.
pub fn read(package: &Package, declared: Vec<PlannedPart>) -> Parts {
    let files = &package.files;
    let mut found = Parts {
        list: declared,
        ..Parts::default()
    };
    let claimed: HashSet<String> = found
        .list
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
            tell_owner(&mut found.list, group);
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
        let Some(part) = found.list.iter_mut().find(is_same) else {
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
    found.list.extend(groups);
    name_apart(&mut found.list);
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

/// What is to be said of design files that no part has.
fn left_over(package: &Package, found: &mut Parts) {
    let files = &package.files;
    let taken: HashSet<&String> = found
        .list
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
    if !found.list.iter().any(is_bare) {
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
    use crate::package::files::Listing;
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
            releases: None,
            reuse: std::sync::OnceLock::new(),
        }
    }

    fn rows(found: &Parts) -> Vec<(&str, String, String)> {
        found
            .list
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
        assert_eq!(found.list[0].quantity, Some((4, "foot_x4.stl".to_owned())));
        assert_eq!(found.list[0].process, [Process::Fff]);
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
        assert_eq!(found.list[1].process, [Process::Laser]);
        assert_eq!(found.list[0].process, []);
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
        assert_eq!(found.list[0].sources, ["lamp/model.FCStd"]);
        assert_eq!(found.guessed, 1);
        let paths = [
            "cad/remote.FCStd",
            "stl/433_remote_lid.stl",
            "stl/remotely.stl",
        ];
        let found = read(&package(&paths), Vec::new());
        assert_eq!(found.list[0].sources, ["cad/remote.FCStd"]);
        assert!(found.list[1].sources.is_empty());
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
