//! Joining declarations with files.

use super::{Part, is_mesh, mesh_rank, quantity_in_name, slug};
use crate::package::fab::{Fab, FabPart};
use crate::package::files::{self, Family, Kind, Listing, Resolution};
use crate::package::manifest::{Manifest, Role};
use std::collections::BTreeMap;

/// The parts, without ids.
pub(super) fn join(files: &Listing, manifest: &Manifest, fab: &Fab) -> Vec<Part> {
    let mut parts = if !manifest.parts.is_empty() {
        from_manifest(files, manifest)
    } else if fab.parts.is_empty() {
        from_exports(files, manifest)
    } else {
        // Each part of fab.toml takes its own exports; what top-level exports are left are parts too.
        let mut parts = from_fab(files, fab);
        let mut rest = from_exports(files, manifest);
        if manifest_exports(files, manifest).is_empty() {
            rest.clear();
        }
        rest.retain(|part| {
            !part
                .meshes
                .iter()
                .any(|mesh| parts.iter().any(|known| known.meshes.contains(mesh)))
        });
        parts.extend(rest);
        parts
    };
    if !manifest.parts.is_empty() {
        for own in &fab.parts {
            let at = find(&parts, own).unwrap_or_else(|| {
                parts.push(declared(name_of(own)));
                parts.len() - 1
            });
            complete(&mut parts[at], own, files);
        }
    }
    for part in &mut parts {
        finish(part);
    }
    parts
}

/// The part that a `[[part]]` of fab.toml is about: the same name, else the same slug.
fn find(parts: &[Part], own: &FabPart) -> Option<usize> {
    let name = own.name.as_ref()?.value.as_str();
    parts
        .iter()
        .position(|part| part.name == name)
        .or_else(|| parts.iter().position(|part| slug(&part.name) == slug(name)))
}

fn declared(name: String) -> Part {
    Part {
        name,
        declared: true,
        ..Part::default()
    }
}

fn name_of(own: &FabPart) -> String {
    let export = || own.export.first().map(|export| files::stem(&export.value));
    own.name
        .as_ref()
        .map(|name| name.value.as_str())
        .or_else(export)
        .unwrap_or_default()
        .to_owned()
}

/// `[[part]]` of okh.toml.
fn from_manifest(files: &Listing, manifest: &Manifest) -> Vec<Part> {
    let mut parts: Vec<Part> = manifest
        .parts
        .iter()
        .map(|own| Part {
            mass: own.mass.as_ref().map(|mass| mass.value),
            outer_dimensions: own.outer_dimensions.as_ref().map(|size| size.value),
            ..declared(
                own.name
                    .as_ref()
                    .map(|name| name.value.clone())
                    .unwrap_or_default(),
            )
        })
        .collect();
    for reference in &manifest.references {
        let Some(part) = reference.part.and_then(|at| parts.get_mut(at)) else {
            continue;
        };
        let resolution = existing(files, &reference.target.value);
        match reference.role {
            Role::Export => add_exports(part, resolution.files(files)),
            Role::Source => add_sources(part, resolution.files(files), &resolution),
            _ => {}
        }
    }
    parts
}

/// `[[part]]` of fab.toml without a part table in okh.toml. A part that names no export takes the
/// meshes of its name.
fn from_fab(files: &Listing, fab: &Fab) -> Vec<Part> {
    let by_name = group(meshes(files));
    fab.parts
        .iter()
        .map(|own| {
            let mut part = declared(name_of(own));
            complete(&mut part, own, files);
            if own.export.is_empty() {
                let wanted = slug(&part.name);
                if let Some(found) = by_name.iter().find(|group| slug(&group.name) == wanted) {
                    part.meshes.clone_from(&found.meshes);
                }
            }
            part
        })
        .collect()
}

/// The meshes that top-level `export`s lead to.
fn manifest_exports<'a>(files: &'a Listing, manifest: &Manifest) -> Vec<&'a str> {
    let mut exports: Vec<&str> = manifest
        .references
        .iter()
        .filter(|reference| reference.part.is_none() && reference.role == Role::Export)
        .flat_map(|reference| existing(files, &reference.target.value).files(files))
        .filter(|path| is_mesh(path))
        .collect();
    exports.sort_unstable();
    exports.dedup();
    exports
}

/// Parts from top-level `export`s, else from every mesh there is.
fn from_exports(files: &Listing, manifest: &Manifest) -> Vec<Part> {
    let exports = manifest_exports(files, manifest);
    if exports.is_empty() {
        return group(meshes(files));
    }
    let mut parts = group(exports);
    for part in &mut parts {
        part.declared = true;
    }
    parts
}

/// Every mesh of the package that is not the source of another file's part.
fn meshes(files: &Listing) -> Vec<&str> {
    files
        .files
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| is_mesh(path) && !files::is_stray(path))
        .collect()
}

/// One part for each name: `stl/foot_x4.stl` and `3mf/foot.3mf` are the same part, two meshes of one
/// format are not.
fn group(paths: Vec<&str>) -> Vec<Part> {
    let mut groups: BTreeMap<(Vec<String>, String), Vec<&str>> = BTreeMap::new();
    for path in paths {
        groups.entry(loose_key(path)).or_default().push(path);
    }
    let mut parts: Vec<Part> = groups
        .into_values()
        .flat_map(|paths| {
            let mut formats: Vec<_> = paths.iter().map(|path| mesh_rank(path)).collect();
            formats.sort_unstable();
            formats.dedup();
            if formats.len() == paths.len() {
                return vec![inferred(&paths)];
            }
            // The loose key joined what is not one: fall back to the very same stem and folder.
            let mut strict: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
            for path in paths {
                let key = (files::parent(path), files::stem(path).to_lowercase());
                strict.entry(key).or_default().push(path);
            }
            strict.into_values().map(|paths| inferred(&paths)).collect()
        })
        .collect();
    parts.sort_by(|a, b| a.meshes.cmp(&b.meshes));
    parts
}

/// What files of the same part have in common: the folders except those named after a format, and
/// the stem without its quantity.
fn loose_key(path: &str) -> (Vec<String>, String) {
    const FORMAT_FOLDERS: [&str; 14] = [
        "stl",
        "stls",
        "3mf",
        "3mfs",
        "obj",
        "objs",
        "ply",
        "stl files",
        "stl_files",
        "stl-files",
        "3mf files",
        "3mf_files",
        "stl-files",
        "mesh",
    ];
    let folders = files::parent(path)
        .split('/')
        .map(str::to_lowercase)
        .filter(|folder| !FORMAT_FOLDERS.contains(&folder.as_str()))
        .collect();
    let (name, _) = quantity_in_name(files::stem(path));
    (folders, name.to_lowercase())
}

/// A part inferred from meshes, named after the preferred one.
fn inferred(paths: &[&str]) -> Part {
    let mut part = Part::default();
    add_exports(&mut part, paths.to_vec());
    order(&mut part);
    let stem = part.meshes.first().map_or("", |path| files::stem(path));
    quantity_in_name(stem).0.clone_into(&mut part.name);
    part
}

/// What a reference leads to, when it can be used: a name that is wrong only in case is a finding,
/// but the file is still measured.
fn existing(files: &Listing, reference: &str) -> Resolution {
    match files.resolve(reference) {
        Resolution::WrongCase { actual }
        | Resolution::Backslashes {
            actual: Some(actual),
        } => files.resolve(&actual),
        other => other,
    }
}

fn add_exports(part: &mut Part, paths: Vec<&str>) {
    for path in paths {
        let list = if is_mesh(path) {
            &mut part.meshes
        } else {
            &mut part.exports
        };
        if !list.iter().any(|known| known == path) {
            list.push(path.to_owned());
        }
    }
}

/// A directory as a source stands for the design files in it, not for its READMEs and pictures.
fn add_sources(part: &mut Part, paths: Vec<&str>, resolution: &Resolution) {
    let whole = matches!(resolution, Resolution::Found(_));
    for path in paths {
        let wanted = whole
            || matches!(
                Kind::family_of(path),
                Family::OpenSource | Family::ProprietarySource | Family::Exchange
            );
        if wanted && !part.sources.iter().any(|known| known == path) {
            part.sources.push(path.to_owned());
        }
    }
}

/// Adds what fab.toml says of the part.
fn complete(part: &mut Part, own: &FabPart, files: &Listing) {
    for export in &own.export {
        add_exports(part, existing(files, &export.value).files(files));
    }
    if let Some(quantity) = &own.quantity {
        part.quantity = quantity.value;
        part.quantity_stated = true;
    }
    part.process = own.process.iter().map(|process| process.value).collect();
    part.material = own
        .material
        .iter()
        .map(|material| material.value.clone())
        .collect();
    part.unit = own.unit.as_ref().map(|unit| unit.value);
    part.orientation = own.orientation.as_ref().map(|pose| pose.value);
    part.min_wall = own.min_wall.as_ref().map(|wall| wall.value);
    part.supports = own.supports.as_ref().map(|supports| supports.value);
    part.infill = own.infill.as_ref().map(|infill| infill.value);
    part.walls = own.walls.as_ref().map(|walls| walls.value);
    part.layer_height = own.layer_height.as_ref().map(|height| height.value);
}

/// Puts meshes in order of preference and fills what nobody stated.
fn finish(part: &mut Part) {
    order(part);
    if part.name.trim().is_empty() {
        let stem = part
            .meshes
            .iter()
            .chain(&part.exports)
            .chain(&part.sources)
            .next();
        stem.map_or("part", |path| quantity_in_name(files::stem(path)).0)
            .clone_into(&mut part.name);
    }
    if !part.quantity_stated {
        part.quantity = part
            .meshes
            .iter()
            .find_map(|path| quantity_in_name(files::stem(path)).1)
            .unwrap_or(1);
    }
}

/// By format, then as listed.
fn order(part: &mut Part) {
    part.meshes.sort_by_key(|path| mesh_rank(path));
}

#[cfg(test)]
mod tests {
    use super::super::{Process, join as join_parts, orphans};
    use super::*;
    use crate::package::fab;
    use crate::package::files::File;
    use crate::package::manifest::{Field, ManifestPart, Reading, Reference};

    fn listing(paths: &[&str]) -> Listing {
        Listing::of(
            "/nonexistent",
            paths.iter().map(|path| File::new(*path, 1)).collect(),
        )
    }

    fn field<T>(value: T) -> Field<T> {
        Field { value, span: 0..0 }
    }

    fn reference(role: Role, part: Option<usize>, target: &str) -> Reference {
        Reference {
            role,
            part,
            target: field(target.to_owned()),
        }
    }

    fn manifest(parts: &[&str], references: Vec<Reference>) -> Reading {
        Reading {
            manifest: Manifest {
                parts: parts
                    .iter()
                    .map(|name| ManifestPart {
                        name: Some(field((*name).to_owned())),
                        ..ManifestPart::default()
                    })
                    .collect(),
                references,
                ..Manifest::default()
            },
            ..Reading::default()
        }
    }

    fn fab(parts: Vec<FabPart>) -> fab::Reading {
        fab::Reading {
            fab: Fab {
                parts,
                ..Fab::default()
            },
            ..fab::Reading::default()
        }
    }

    #[test]
    fn without_declarations_each_name_is_a_part() {
        let files = listing(&[
            "3mf/foot.3mf",
            "Readme.md",
            "stl/foot_x4.stl",
            "stl/leg.STL",
            "stl/leg.obj",
            "v1/body.stl",
            "v2/body.stl",
        ]);
        let parts = join_parts(&files, &Reading::default(), &fab(vec![]));
        let seen: Vec<_> = parts
            .iter()
            .map(|part| {
                (
                    part.id.as_str(),
                    part.name.as_str(),
                    part.quantity,
                    part.meshes.join(" "),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("foot", "foot", 4, "3mf/foot.3mf stl/foot_x4.stl".to_owned()),
                ("leg", "leg", 1, "stl/leg.STL stl/leg.obj".to_owned()),
                ("body", "body", 1, "v1/body.stl".to_owned()),
                ("body-2", "body", 1, "v2/body.stl".to_owned()),
            ]
        );
        assert!(parts.iter().all(|part| !part.declared));
        assert!(orphans(&files, &parts).is_empty());
    }

    #[test]
    fn parts_of_both_files_are_joined_by_name() {
        let files = listing(&[
            "cad/a.FCStd",
            "cad/notes.md",
            "a.stl",
            "a.3mf",
            "a.pdf",
            "b.stl",
            "x.stl",
        ]);
        let okh = manifest(
            &["Arm", "Base"],
            vec![
                reference(Role::Export, Some(0), "A.stl"),
                reference(Role::Export, Some(0), "a.3mf"),
                reference(Role::Export, Some(0), "a.pdf"),
                reference(Role::Source, Some(0), "cad"),
                reference(Role::Export, Some(1), "https://example.org/b.stl"),
                reference(Role::Export, Some(1), "gone.stl"),
            ],
        );
        let own = FabPart {
            name: Some(field("arm".to_owned())),
            quantity: Some(field(3)),
            process: vec![field(Process::Fff)],
            ..FabPart::default()
        };
        let extra = FabPart {
            name: Some(field("Cap".to_owned())),
            export: vec![field("b.stl".to_owned())],
            ..FabPart::default()
        };
        let parts = join_parts(&files, &okh, &fab(vec![own, extra]));
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[0].meshes, ["a.3mf", "a.stl"]);
        assert_eq!(parts[0].exports, ["a.pdf"]);
        assert_eq!(parts[0].sources, ["cad/a.FCStd"]);
        assert_eq!((parts[0].quantity, parts[0].quantity_stated), (3, true));
        assert_eq!(parts[0].process, [Process::Fff]);
        assert!(parts[1].meshes.is_empty());
        assert_eq!(
            (parts[2].id.as_str(), parts[2].meshes.join("")),
            ("cap", "b.stl".to_owned())
        );
        assert_eq!(orphans(&files, &parts), ["x.stl"]);
    }

    #[test]
    fn top_level_exports_are_parts_and_leave_orphans() {
        let files = listing(&["out/a.stl", "out/b.stl", "test.stl"]);
        let okh = manifest(&[], vec![reference(Role::Export, None, "out/")]);
        let parts = join_parts(&files, &okh, &fab(vec![]));
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| part.declared));
        assert_eq!(orphans(&files, &parts), ["test.stl"]);
    }

    #[test]
    fn fab_alone_declares_parts_by_export_or_name() {
        let files = listing(&["shade.stl", "stand.stl", "clip.stl"]);
        let shade = FabPart {
            name: Some(field("Shade".to_owned())),
            ..FabPart::default()
        };
        let stand = FabPart {
            export: vec![field("stand.stl".to_owned())],
            ..FabPart::default()
        };
        let parts = join_parts(&files, &Reading::default(), &fab(vec![shade, stand]));
        let seen: Vec<_> = parts
            .iter()
            .map(|part| (part.id.as_str(), part.meshes.join(" ")))
            .collect();
        assert_eq!(
            seen,
            [
                ("shade", "shade.stl".to_owned()),
                ("stand", "stand.stl".to_owned())
            ]
        );
        assert_eq!(orphans(&files, &parts), ["clip.stl"]);
    }
}
