//! Reading 3MF files.
//!
//! A 3MF file is a ZIP archive ([`archive`]) of parts with types and relationships ([`opc`]), one
//! of which, the start part, is a model in XML ([`xml`], [`parse`], [`model`]): *resources* (objects that are
//! meshes, or components that use other objects) and a *build* of items that use objects.
//! [`assemble`] flattens what is built into one mesh per object.
//!
//! Read: the core specification and the production extension (objects in other parts).
//! Passed through: materials, textures, colours, slices beside a full mesh, sets of triangles, the
//! private data of slicers except their modifiers and cuts ([`slicer`]).
//! Not read, and said so: beam lattices, boolean operations, displacement, volumetric and implicit
//! content, secure content, and whatever else a file requires.
//!
//! What contradicts the standard so that two readers could see different geometry is refused;
//! what only breaks a rule of form is read and reported as damaged.

mod archive;
mod assemble;
mod model;
mod opc;
mod parse;
mod slicer;
mod space;
mod transform;
mod xml;

use crate::mesh::{Format, MeshFile, Problem};
use archive::Archive;
use assemble::Parts;
use model::{Body, Model};
use opc::Package;

/// Why a file was refused.
#[derive(Debug)]
enum Fault {
    /// It cannot be trusted, or not be understood.
    Unreadable(String),
    /// It needs what this version cannot measure.
    Unsupported(String),
}

fn unreadable(reason: impl Into<String>) -> Fault {
    Fault::Unreadable(reason.into())
}

fn unsupported(what: impl Into<String>) -> Fault {
    Fault::Unsupported(what.into())
}

/// Reads the content of a file.
pub fn read(bytes: &[u8]) -> MeshFile {
    let mut file = MeshFile {
        format: Format::ThreeMf,
        unit: None,
        objects: Vec::new(),
        problems: Vec::new(),
    };
    if let Err(fault) = read_into(bytes, &mut file) {
        file.objects.clear();
        file.problems.push(match fault {
            Fault::Unreadable(reason) => Problem::Unreadable { reason },
            Fault::Unsupported(what) => Problem::Unsupported { what },
        });
    }
    file
}

fn read_into(bytes: &[u8], file: &mut MeshFile) -> Result<(), Fault> {
    let mut package = Package::open(Archive::open(bytes)?)?;
    let start = package.start_part()?;
    let mut parts = Parts {
        models: vec![load(&mut package, &start, "`_rels/.rels`", true)?],
    };
    file.unit = Some(parts.models[0].1.unit);
    for path in other_parts(&parts.models[0].1) {
        let Some(name) = opc::resolve("", &path) else {
            return Err(unreadable(format!(
                "`{start}` refers to `{path}`, outside the package"
            )));
        };
        let known = |(other, _): &(String, Model)| other.eq_ignore_ascii_case(&name);
        if !parts.models.iter().any(known) {
            let asks = format!("`{start}`");
            parts.models.push(load(&mut package, &name, &asks, false)?);
        }
    }
    let hints = slicer::Hints::read(&mut package);
    let cuts = hints.apply(&mut parts.models[0].1);
    let (objects, mut problems) = parts.assemble()?;
    let mut whats: Vec<&str> = Vec::new();
    for what in parts
        .models
        .iter()
        .flat_map(|(_, model)| &model.unsupported)
    {
        if !whats.contains(what) {
            whats.push(what);
        }
    }
    file.problems
        .extend(whats.iter().map(|what| Problem::Unsupported {
            what: (*what).to_owned(),
        }));
    file.problems
        .extend(cuts.map(|what| Problem::Unsupported { what }));
    if !file.problems.is_empty() {
        problems.retain(|problem| *problem != Problem::Empty);
    }
    file.problems.append(&mut problems);
    file.objects = objects;
    Ok(())
}

/// Reads one model part with what belongs to it.
fn load(
    package: &mut Package<'_>,
    name: &str,
    asks: &str,
    start: bool,
) -> Result<(String, Model), Fault> {
    let text = package.model_part(name, asks)?;
    let model = Model::parse(name, &text, start)?;
    drop(text);
    package.check_thumbnails(name, &model.thumbnails)?;
    Ok((name.to_owned(), model))
}

/// The paths of other parts that a model uses, in the order of their first use.
fn other_parts(model: &Model) -> Vec<String> {
    let components = model.objects.iter().flat_map(|solid| match &solid.body {
        Body::Components(components) => components.as_slice(),
        _ => &[],
    });
    let items = model.items.iter().map(|item| &item.component);
    let mut paths = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for path in components.chain(items).filter_map(|c| c.path.as_ref()) {
        if seen.insert(path) {
            paths.push(path.clone());
        }
    }
    paths
}

/// A number as 3MF writes it; infinite or not a number only if it is written so.
fn number(text: &str) -> Option<f64> {
    text.trim_ascii().parse().ok()
}
