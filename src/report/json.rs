//! The JSON report, version 1: a published shape of its own, so that internal types may change.
//!
//! Keys are only added within version 1. Lengths are mm, angles degrees. The same input gives the
//! same bytes.

use super::Style;
use crate::check::{Estimate, Outcome, Subject, Verdict};
use crate::diag::{Finding, Measured, Severity};
use crate::machine::Kind;
use crate::measure::Facts;
use crate::package::licence::Class;
use crate::units::Point;
use schemars::JsonSchema;
use serde::Serialize;

/// The value of `format`.
pub const FORMAT: &str = "fabcommons-report";

/// The version of this shape.
pub const VERSION: u32 = 1;

/// A report.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "fabcommons report, version 1")]
pub struct Report<'a> {
    /// `fabcommons-report`.
    format: &'static str,
    /// 1.
    version: u32,
    tool: Tool,
    /// Every package that was checked; meshes given by themselves belong to none.
    packages: Vec<PackageEntry<'a>>,
    parts: Vec<PartEntry<'a>>,
    /// The ids of the machines that verdicts are about.
    machines: Vec<&'a str>,
    verdicts: Vec<VerdictEntry<'a>>,
    coverage: Vec<CoverageEntry<'a>>,
    findings: Vec<FindingEntry<'a>>,
    summary: Summary,
}

/// What wrote the report.
#[derive(Debug, Serialize, JsonSchema)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// A package.
#[derive(Debug, Serialize, JsonSchema)]
struct PackageEntry<'a> {
    /// Its directory, as the user named it.
    root: &'a str,
    /// Its name in the index.
    id: String,
    name: String,
    version: Option<&'a str>,
    /// The licence as a canonical SPDX expression, else as written.
    license: Option<&'a str>,
    licence_class: Class,
}

/// A part.
#[derive(Debug, Serialize, JsonSchema)]
struct PartEntry<'a> {
    id: &'a str,
    /// The root of its package; null for a mesh given by itself.
    package: Option<&'a str>,
    name: &'a str,
    quantity: u32,
    process: Vec<&'static str>,
    meshes: Vec<MeshEntry<'a>>,
}

/// A mesh of a part.
#[derive(Debug, Serialize, JsonSchema)]
struct MeshEntry<'a> {
    /// Relative to the package.
    path: &'a str,
    /// The id inside the file; null when the format has no objects.
    object: Option<&'a str>,
    sha256: Option<&'a str>,
    /// Whether verdicts are about this mesh.
    judged: bool,
    /// Null when it could not be measured.
    facts: Option<&'a Facts>,
}

/// The verdict on a part for a machine.
#[derive(Debug, Serialize, JsonSchema)]
struct VerdictEntry<'a> {
    package: Option<&'a str>,
    part: &'a str,
    machine: &'a str,
    verdict: Verdict,
    /// How it lies on the machine; null when it does not fit or was not judged.
    pose: Option<PoseEntry>,
    /// Codes of the findings that count.
    reasons: &'a [&'static str],
    /// What was not judged, or why nothing was.
    not_judged: &'a [String],
    /// Material and time of one; null where they cannot be told.
    estimate: Option<&'a Estimate>,
}

/// How a part lies on a machine.
#[derive(Debug, Serialize, JsonSchema)]
struct PoseEntry {
    /// Row-major, from the file's frame to the machine's.
    rotation: [[f64; 3]; 3],
    /// About the vertical axis, counter-clockwise seen from above.
    angle_deg: f64,
}

/// How many machines of the library make a part, or the whole package.
#[derive(Debug, Serialize, JsonSchema)]
struct CoverageEntry<'a> {
    package: Option<&'a str>,
    /// Null for the whole package.
    part: Option<&'a str>,
    kind: Kind,
    machines: u32,
    ready: u32,
    ready_with_warnings: u32,
    not_ready: u32,
    unknown: u32,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
struct FindingEntry<'a> {
    #[schemars(schema_with = "code_schema")]
    code: &'static str,
    #[schemars(schema_with = "name_schema")]
    name: &'static str,
    severity: Severity,
    message: &'a str,
    help: Option<&'a str>,
    package: Option<&'a str>,
    part: Option<&'a str>,
    /// The machines it is true of; empty when it does not depend on the machine.
    machines: &'a [String],
    /// Whether the user silenced it; it then counts for nothing.
    allowed: bool,
    /// The clause that gave it its severity, when the purpose of the check did (`--for`).
    clause: Option<&'a str>,
    place: PlaceEntry<'a>,
    measured: Option<&'a Measured>,
}

/// Where a finding is; what is unknown is null.
#[derive(Debug, Serialize, JsonSchema)]
struct PlaceEntry<'a> {
    /// Relative to the package.
    path: Option<&'a str>,
    /// From 1.
    line: Option<u32>,
    /// From 1: the character in a text, the column in a table.
    column: Option<u32>,
    /// The row in a table, from 1.
    row: Option<u32>,
    /// In mm, in the file's own frame.
    point: Option<Point>,
    /// From 0, in file order.
    triangles: &'a [u32],
}

/// Findings counted, allowed ones left out.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    /// Findings that were there before (`--baseline`, `--since`): counted here only.
    known: usize,
}

fn words_schema(words: impl Iterator<Item = &'static str>) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "enum": words.collect::<Vec<_>>() })
}

fn code_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    words_schema(crate::rules::all().map(|rule| rule.code))
}

fn name_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    words_schema(crate::rules::all().map(|rule| rule.name))
}

/// The JSON Schema of the report.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Report<'static>)
}

/// Writes the report.
pub fn render(outcome: &Outcome, _style: &Style) -> String {
    to_text(&report(outcome))
}

/// Pretty JSON with a line break at its end.
pub fn to_text(value: &impl Serialize) -> String {
    // Writing to memory fails only for map keys that are no strings, which these shapes do not have.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// The report on an outcome.
pub fn report(outcome: &Outcome) -> Report<'_> {
    let counts = outcome.counts();
    Report {
        format: FORMAT,
        version: VERSION,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        packages: outcome
            .subjects
            .iter()
            .filter(|subject| subject.is_package())
            .map(package)
            .collect(),
        parts: outcome.subjects.iter().flat_map(parts).collect(),
        machines: outcome.machine_ids(),
        verdicts: outcome.subjects.iter().flat_map(verdicts).collect(),
        coverage: outcome.subjects.iter().flat_map(coverage).collect(),
        findings: outcome
            .findings()
            .map(|(subject, found)| finding(subject, found))
            .collect(),
        summary: Summary {
            errors: counts.errors,
            warnings: counts.warnings,
            notes: counts.notes,
            known: outcome.known(),
        },
    }
}

fn root(subject: &Subject) -> Option<&str> {
    subject.is_package().then_some(subject.root.as_str())
}

fn package(subject: &Subject) -> PackageEntry<'_> {
    PackageEntry {
        root: &subject.root,
        id: subject.package.id(),
        name: subject.package.name(),
        version: subject.package.version(),
        license: subject.package.licences.expression(),
        licence_class: subject.licence_class(),
    }
}

fn parts(subject: &Subject) -> impl Iterator<Item = PartEntry<'_>> {
    subject
        .parts()
        .iter()
        .enumerate()
        .map(move |(index, part)| PartEntry {
            id: &part.id,
            package: root(subject),
            name: &part.name,
            quantity: part.quantity,
            process: part.process.iter().map(|process| process.word()).collect(),
            meshes: subject
                .meshes
                .iter()
                .filter(|mesh| mesh.part == Some(index))
                .map(|mesh| MeshEntry {
                    path: &mesh.path,
                    object: Some(mesh.object.as_str()).filter(|object| !object.is_empty()),
                    sha256: mesh.sha256.as_deref(),
                    judged: mesh.judged,
                    facts: mesh.facts.as_ref(),
                })
                .collect(),
        })
}

fn verdicts(subject: &Subject) -> impl Iterator<Item = VerdictEntry<'_>> {
    subject.verdicts.iter().map(move |verdict| VerdictEntry {
        package: root(subject),
        part: &subject.parts()[verdict.part].id,
        machine: &verdict.machine,
        verdict: verdict.verdict,
        pose: verdict.pose.map(|pose| PoseEntry {
            rotation: pose.rotation,
            angle_deg: pose.angle,
        }),
        reasons: &verdict.reasons,
        not_judged: &verdict.not_judged,
        estimate: verdict.estimate.as_ref(),
    })
}

fn coverage(subject: &Subject) -> impl Iterator<Item = CoverageEntry<'_>> {
    subject.coverage.iter().map(move |coverage| CoverageEntry {
        package: root(subject),
        part: coverage.part.map(|part| subject.parts()[part].id.as_str()),
        kind: coverage.kind,
        machines: coverage.machines,
        ready: coverage.ready,
        ready_with_warnings: coverage.ready_with_warnings,
        not_ready: coverage.not_ready,
        unknown: coverage.unknown,
    })
}

fn finding<'a>(subject: &'a Subject, finding: &'a Finding) -> FindingEntry<'a> {
    let (line, column) = finding.place.line_column().unzip();
    FindingEntry {
        code: finding.rule.code,
        name: finding.rule.name,
        severity: finding.severity,
        message: &finding.message,
        help: finding.help.as_deref(),
        package: root(subject),
        part: finding.part.as_deref(),
        machines: &finding.machines,
        allowed: finding.allowed,
        clause: finding.clause,
        place: PlaceEntry {
            path: finding.place.path.as_deref(),
            line,
            // In a table, the column is the table's: row and column belong together.
            column: finding.place.cell.or(column),
            row: finding.place.row,
            point: finding.place.point,
            triangles: &finding.place.triangles,
        },
        measured: finding.measured.as_ref(),
    }
}
