//! The published shape of `fab.toml`: the types that its JSON Schema is generated from.
//!
//! Nothing is deserialised into them (the reader keeps spans and goes on after defects); a test holds
//! the reader's key tables to them.

#![expect(dead_code, reason = "the types exist for their schema")]

use crate::diag::Level;
use schemars::JsonSchema;
use std::collections::BTreeMap;

/// The JSON Schema of `fab.toml`.
pub fn schema() -> schemars::Schema {
    let settings = schemars::generate::SchemaSettings::draft07();
    settings.into_generator().into_root_schema_for::<FabToml>()
}

/// A value or a list of them.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

/// How a design is made and where it comes from: what its Open Know-How manifest has no place for.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, title = "fab.toml")]
struct FabToml {
    /// What the manifest lacks about the package itself.
    package: Option<PackageTable>,
    /// How each part is made; joined to the manifest's parts by name.
    part: Option<Vec<PartTable>>,
    /// What this design builds on.
    derived_from: Option<Vec<OriginTable>>,
    /// Licences that differ from the hardware's, which the manifest states.
    licences: Option<LicencesTable>,
    /// Defaults of `fabcommons check` for this package.
    check: Option<CheckTable>,
    /// What to hear of single rules.
    lints: Option<Vec<LintTable>>,
    /// Which files belong to the package.
    files: Option<FilesTable>,
    /// Facts from an older manifest that okhv 2.4 has no key for, by dialect.
    carried: Option<BTreeMap<String, serde_json::Map<String, serde_json::Value>>>,
    /// Everyone with a part in the design.
    contributor: Option<Vec<ContributorTable>>,
    /// Open work that anyone may take up.
    task: Option<Vec<TaskTable>>,
}

/// What the manifest lacks about the package itself.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct PackageTable {
    /// The name in the index; by default made from the manifest's name.
    #[schemars(regex(pattern = "^[a-z0-9-]{2,64}$"))]
    id: Option<String>,
    /// Words to find it by.
    keywords: Option<OneOrMany<String>>,
    /// Drafts are not published.
    status: Option<StatusWord>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum StatusWord {
    Draft,
    Published,
}

/// How a part is made.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct PartTable {
    /// The name of the part in the manifest.
    name: Option<String>,
    /// How many the design needs; 1 when absent.
    #[schemars(range(min = 1))]
    quantity: Option<u32>,
    /// How it is made.
    process: Option<OneOrMany<ProcessWord>>,
    /// Acceptable materials, first preferred.
    material: Option<OneOrMany<String>>,
    /// Its export, when the manifest has no part table.
    export: Option<OneOrMany<String>>,
    /// The unit of a unitless export (STL, OBJ, PLY).
    unit: Option<UnitWord>,
    /// How it may lie on a machine: any way when absent.
    orientation: Option<OrientationValue>,
    /// Whether supports are allowed; decides whether overhangs are errors or warnings.
    supports: Option<SupportsWord>,
    /// The designer's own least wall, mm.
    #[schemars(extend("exclusiveMinimum" = 0))]
    min_wall: Option<f64>,
    /// Infill, per cent.
    #[schemars(range(min = 0.0, max = 100.0))]
    infill: Option<f64>,
    /// Perimeters.
    walls: Option<u32>,
    /// Layer height, mm.
    #[schemars(extend("exclusiveMinimum" = 0))]
    layer_height: Option<f64>,
    /// The general tolerance, such as `ISO 2768-m`.
    tolerance: Option<String>,
    /// How it is milled.
    mill: Option<MillTable>,
}

#[derive(JsonSchema)]
enum ProcessWord {
    #[schemars(rename = "FFF")]
    Fff,
    #[schemars(rename = "resin")]
    Resin,
    #[schemars(rename = "SLS")]
    Sls,
    #[schemars(rename = "mill")]
    Mill,
    #[schemars(rename = "laser")]
    Laser,
    #[schemars(rename = "buy")]
    Buy,
    #[schemars(rename = "other")]
    Other,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum UnitWord {
    Mm,
    Inch,
    M,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum SupportsWord {
    None,
    Allowed,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum OrientationValue {
    Word(OrientationWord),
    /// Degrees about fixed X, then Y, then Z.
    Turned([f64; 3]),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum OrientationWord {
    AsModelled,
    Any,
}

/// How a part is milled.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct MillTable {
    /// What it is cut from, such as `plate 10 mm`.
    stock: Option<String>,
    /// The stock's material.
    material: Option<String>,
    /// How often it is clamped.
    #[schemars(range(min = 1))]
    setups: Option<u32>,
}

/// What this design builds on: a design of the index, or any other source.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct OriginTable {
    /// A design of the index, `owner/name`.
    design: Option<String>,
    /// Its version.
    version: Option<String>,
    /// Any other source: a web address, or a path to a file or folder at hand.
    #[schemars(regex(pattern = "^(https?://|file:|\\.\\.?/)"))]
    url: Option<String>,
    /// Commit or tag of what was copied.
    revision: Option<String>,
    /// `sha256:…` of what was copied.
    #[schemars(regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    digest: Option<String>,
    /// Its licence at the time of copying, as an SPDX expression.
    license: Option<String>,
    /// Its authors, `Name <mail>`.
    authors: Option<OneOrMany<String>>,
    /// How this design uses it.
    relation: Option<RelationWord>,
    /// What was changed: the modification notice.
    changes: Option<String>,
    /// When it was changed, `YYYY-MM-DD`.
    #[schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    date: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum RelationWord {
    Adaptation,
    Component,
    Aggregate,
    Firmware,
    Documentation,
}

/// Licences that differ from the hardware's, as SPDX expressions.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct LicencesTable {
    /// Of the documentation.
    documentation: Option<String>,
    /// Of firmware and other software.
    software: Option<String>,
}

/// Defaults of `fabcommons check`.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct CheckTable {
    /// Machines to judge for: ids or globs.
    machines: Option<OneOrMany<String>>,
}

/// What to hear of one rule.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct LintTable {
    /// Its code or name.
    rule: String,
    /// `allow` needs a reason.
    level: Level,
    /// Only for the part of this name.
    part: Option<String>,
    /// Only for paths that match this glob.
    path: Option<String>,
    /// Why.
    reason: Option<String>,
}

/// Which files belong to the package.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct FilesTable {
    /// Globs of files that do not.
    exclude: Option<OneOrMany<String>>,
}

/// Someone with a part in the design.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct ContributorTable {
    /// The name, or `Name <mail>`.
    name: String,
    /// What they did: `design`, `documentation`, `testing`, `photography`, `translation`, … or in words
    /// of one's own.
    roles: Option<OneOrMany<String>>,
}

/// Open work.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct TaskTable {
    /// What is to be done.
    title: String,
    /// What sort of work it is.
    kind: Option<String>,
}
