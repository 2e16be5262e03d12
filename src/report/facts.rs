//! The JSON of `measure`, version 1: facts of meshes without any judgement.

use super::json::to_text;
use crate::check::MeasuredFile;
use crate::digest::Digest;
use crate::measure::Facts;
use schemars::JsonSchema;
use serde::Serialize;

/// The facts of some mesh files.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "fabcommons facts, version 1")]
pub struct FactsFile<'a> {
    /// `fabcommons-facts`.
    format: &'static str,
    /// 1.
    version: u32,
    meshes: Vec<MeshEntry<'a>>,
}

/// One mesh.
#[derive(Debug, Serialize, JsonSchema)]
struct MeshEntry<'a> {
    path: &'a str,
    /// The id inside the file; null when the format has no objects.
    object: Option<&'a str>,
    sha256: Option<String>,
    /// Null when it could not be measured.
    facts: Option<&'a Facts>,
    /// What was wrong with the file.
    problems: Vec<String>,
}

/// The JSON Schema of `measure --format json`.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(FactsFile<'static>)
}

/// Writes the facts of files: path as the user named it, content address, what was measured.
pub fn render(files: &[(String, Option<Digest>, &MeasuredFile)]) -> String {
    let mut meshes = Vec::new();
    for (path, digest, file) in files {
        let entry = |object, facts| MeshEntry {
            path,
            object,
            sha256: digest.map(|digest| digest.to_string()),
            facts,
            problems: file.problems.iter().map(ToString::to_string).collect(),
        };
        if file.objects.is_empty() {
            meshes.push(entry(None, None));
        }
        for object in &file.objects {
            meshes.push(entry(
                Some(object.id.as_str()).filter(|id| !id.is_empty()),
                Some(&object.facts),
            ));
        }
    }
    to_text(&FactsFile {
        format: "fabcommons-facts",
        version: 1,
        meshes,
    })
}
