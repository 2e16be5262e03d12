//! Measuring the meshes of a package: which files, in which unit, from the cache or anew.

use super::cache::Cache;
use super::views::MeasuredMesh;
use crate::digest::Digest;
use crate::measure::{self, Facts, PoseChoice, Scope};
use crate::mesh::read::Bytes;
use crate::mesh::{self, Problem};
use crate::package::Package;
use crate::package::parts::{Orientation, Part, unique_id};
use crate::units::LengthUnit;
use serde::{Deserialize, Serialize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// A mesh file to measure.
#[derive(Debug)]
pub(super) struct Job {
    file: PathBuf,
    path: String,
    part: Option<usize>,
    judged: bool,
    unit: Option<LengthUnit>,
    scope: Scope,
}

/// A mesh file that was measured, with whose it is.
#[derive(Debug)]
pub(super) struct Measured {
    job: Job,
    sha256: Option<Digest>,
    file: MeasuredFile,
}

/// What is known of a mesh file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredFile {
    /// The unit that was used.
    pub unit: LengthUnit,
    /// Whether the file or the caller states it.
    pub unit_stated: bool,
    /// What was wrong with the file.
    pub problems: Vec<Problem>,
    /// Its objects in file order.
    pub objects: Vec<MeasuredObject>,
}

/// What is known of one object of a mesh file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredObject {
    /// The id inside the file; empty when the format has no objects.
    pub id: String,
    /// Its name, if the file gives one.
    pub name: Option<String>,
    /// How many build items show it.
    pub quantity: u32,
    /// What was measured.
    pub facts: Facts,
}

/// Measures one file, or takes its facts from the cache. The digest is `None` when the file could not
/// be read, which the problems then tell.
pub fn measure_file(
    file: &Path,
    unit: Option<LengthUnit>,
    scope: Scope,
    cache: Option<&Cache>,
) -> (Option<Digest>, MeasuredFile) {
    let unreadable = |reason: String| MeasuredFile {
        unit: unit.unwrap_or(LengthUnit::Millimetre),
        unit_stated: unit.is_some(),
        problems: vec![Problem::Unreadable { reason }],
        objects: Vec::new(),
    };
    let bytes = match Bytes::open(file) {
        Ok(bytes) => bytes,
        Err(error) => return (None, unreadable(error.to_string())),
    };
    let digest = Digest::of(&bytes);
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let key = Digest::of_fields([
        digest.to_string().as_bytes(),
        unit.map_or("", LengthUnit::symbol).as_bytes(),
        format!("{scope:?}").as_bytes(),
        // The name decides between formats whose content does not tell them apart.
        Path::new(&name)
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase())
            .unwrap_or_default()
            .as_bytes(),
    ]);
    if let Some(found) = cache.and_then(|cache| cache.load(key)) {
        return (Some(digest), found);
    }
    // One hostile mesh must not end a run: a defect of this program becomes a finding of that mesh.
    let measured = catch_unwind(AssertUnwindSafe(|| {
        measure_bytes(&bytes, &name, unit, scope)
    }))
    .unwrap_or_else(|_| {
        unreadable("an internal error stopped the measuring; please report it".to_owned())
    });
    // What could not be read is read again: that is cheap, and a later version may read it.
    if let Some(cache) = cache.filter(|_| !measured.objects.is_empty()) {
        // A cache that cannot be written to costs time, nothing else.
        let _ = cache.store(key, &measured);
    }
    (Some(digest), measured)
}

/// Measures the content of a mesh file called `name`.
pub fn measure_bytes(
    bytes: &Bytes,
    name: &str,
    unit: Option<LengthUnit>,
    scope: Scope,
) -> MeasuredFile {
    let file = mesh::read::read(bytes, name);
    let used = file.unit.or(unit);
    let objects = file
        .objects
        .iter()
        .map(|object| MeasuredObject {
            id: object.id.clone(),
            name: object.name.clone(),
            quantity: object.quantity,
            facts: measure::measure(object, used.unwrap_or(LengthUnit::Millimetre), scope),
        })
        .collect();
    MeasuredFile {
        unit: used.unwrap_or(LengthUnit::Millimetre),
        unit_stated: used.is_some(),
        problems: file.problems,
        objects,
    }
}

/// Which facts of a part's meshes are needed: those of the pose that the user asks for, else of the one that its
/// designer does. Which pose is best is seen from all.
fn scope(part: &Part, pose: Option<PoseChoice>) -> Scope {
    match (pose, part.orientation) {
        (Some(PoseChoice::Best), _)
        | (None, Some(Orientation::AsModelled | Orientation::Any) | None) => Scope::All,
        (Some(choice), _) => Scope::Posed(choice),
        (None, Some(Orientation::Turned(degrees))) => Scope::Posed(PoseChoice::Turned(degrees)),
    }
}

/// The mesh files of a package: those of its parts, then those that no part claims.
pub(super) fn jobs(package: &Package, pose: Option<PoseChoice>) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (index, part) in package.parts.iter().enumerate() {
        for (rank, path) in part.meshes.iter().enumerate() {
            jobs.push(Job {
                file: package.root.join(path),
                path: path.clone(),
                part: Some(index),
                judged: rank == 0,
                unit: part.unit,
                scope: scope(part, pose),
            });
        }
    }
    for path in package.orphan_meshes() {
        jobs.push(Job {
            file: package.root.join(path),
            path: path.to_owned(),
            part: None,
            judged: false,
            unit: None,
            scope: Scope::All,
        });
    }
    jobs
}

impl Job {
    /// Leaves the mesh closed: nothing is known of it but its name.
    pub(super) fn skip(self) -> Measured {
        let file = MeasuredFile {
            unit: self.unit.unwrap_or(LengthUnit::Millimetre),
            unit_stated: self.unit.is_some(),
            problems: Vec::new(),
            objects: Vec::new(),
        };
        Measured {
            job: self,
            sha256: None,
            file,
        }
    }

    pub(super) fn run(self, cache: Option<&Cache>) -> Measured {
        let (sha256, file) = measure_file(&self.file, self.unit, self.scope, cache);
        Measured {
            job: self,
            sha256,
            file,
        }
    }
}

/// Gives every measured object to its part. An inferred part whose file holds several objects becomes
/// one part per object: an object is a part.
pub(super) fn assign(parts: &mut Vec<Part>, files: Vec<Measured>) -> Vec<MeasuredMesh> {
    let mut meshes = Vec::with_capacity(files.len());
    for Measured { job, sha256, file } in files {
        let base = MeasuredMesh {
            path: job.path,
            object: String::new(),
            quantity: 1,
            sha256: sha256.map(|digest| digest.to_string()),
            part: job.part,
            judged: job.judged,
            unit: file.unit,
            unit_stated: file.unit_stated,
            problems: file.problems,
            facts: None,
        };
        if file.objects.is_empty() {
            meshes.push(base);
            continue;
        }
        let split = job.part.is_some_and(|part| !parts[part].declared) && file.objects.len() > 1;
        for (at, object) in file.objects.into_iter().enumerate() {
            let mut mesh = MeasuredMesh {
                object: object.id.clone(),
                quantity: object.quantity,
                facts: Some(object.facts),
                // Problems belong to the file: they are told once, with its first object.
                problems: if at == 0 {
                    base.problems.clone()
                } else {
                    Vec::new()
                },
                ..base.clone()
            };
            if let Some(part) = job.part.filter(|_| job.judged) {
                if split && at > 0 {
                    let name = object
                        .name
                        .clone()
                        .unwrap_or_else(|| format!("{} #{}", parts[part].name, object.id));
                    parts.push(Part {
                        id: unique_id(&name, |id| parts.iter().any(|part| part.id == id)),
                        name,
                        quantity: object.quantity,
                        meshes: Vec::new(),
                        exports: Vec::new(),
                        sources: parts[part].sources.clone(),
                        ..parts[part].clone()
                    });
                    mesh.part = Some(parts.len() - 1);
                } else if !parts[part].declared && object.quantity > 1 && parts[part].quantity == 1
                {
                    parts[part].quantity = object.quantity;
                }
            }
            meshes.push(mesh);
        }
    }
    meshes
}
