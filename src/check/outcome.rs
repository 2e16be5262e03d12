//! What a check yields: the model that every report format reads.

use super::estimate::Estimate;
use super::online::Online;
use super::only::Only;
use super::purpose::Purpose;
use super::views::MeasuredMesh;
use crate::diag::{Finding, Severity};
use crate::machine::{Kind, Machine, Selected};
use crate::package::Package;
use crate::package::licence::Class;
use crate::package::parts::Part;

/// The result of one run.
#[derive(Debug)]
pub struct Outcome {
    /// One entry per package, or group of meshes without package, in the order they were asked for.
    pub subjects: Vec<Subject>,
    /// How asking the network went, when it was asked.
    pub online: Option<Online>,
}

/// A machine as the user named it.
#[derive(Debug, Clone)]
pub struct NamedMachine {
    /// How reports call it: its id with the options given.
    pub id: String,
    /// Its facts.
    pub machine: Machine,
}

impl From<Selected<'_>> for NamedMachine {
    fn from(selected: Selected<'_>) -> Self {
        Self {
            id: selected.label(),
            machine: selected.machine.into_owned(),
        }
    }
}

/// A package, or the meshes given without one.
#[derive(Debug)]
pub struct Subject {
    /// How the user named it, for messages; empty for loose mesh files.
    pub root: String,
    /// What the check was for.
    pub purpose: &'static Purpose,
    /// Which half was judged; `None`: both.
    pub only: Option<Only>,
    /// The package; for loose mesh files one without manifest, with a part per mesh.
    pub package: Package,
    /// The machines it is judged on, in the order given.
    pub machines: Vec<NamedMachine>,
    /// Every mesh.
    pub meshes: Vec<MeasuredMesh>,
    /// The findings, sorted by place.
    pub findings: Vec<Finding>,
    /// Findings that an earlier check had too (`--baseline`, `--since`): not reported.
    pub known: Vec<Finding>,
    /// Per part and named machine, parts first.
    pub verdicts: Vec<PartVerdict>,
    /// Per part and kind of machine, then for the whole package.
    pub coverage: Vec<Coverage>,
}

/// The verdict on one part for one machine.
#[derive(Debug, Clone, PartialEq)]
pub struct PartVerdict {
    /// Index into [`Package::parts`].
    pub part: usize,
    /// The id of [`NamedMachine`].
    pub machine: String,
    /// The verdict.
    pub verdict: Verdict,
    /// How it lies on the machine, when it fits.
    pub pose: Option<ChosenPose>,
    /// The codes that decided it, sorted.
    pub reasons: Vec<&'static str>,
    /// Why the verdict is unknown, or what was not judged.
    pub not_judged: Vec<String>,
    /// Findings above note that count.
    pub errors: u32,
    /// Warnings that count.
    pub warnings: u32,
    /// What making one takes, when it fits and that can be told.
    pub estimate: Option<Estimate>,
}

/// How a part lies on a machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChosenPose {
    /// Row-major, from the file's frame to the machine's.
    pub rotation: [[f64; 3]; 3],
    /// Degrees about the vertical axis, counter-clockwise seen from above.
    pub angle: f64,
}

/// Whether a machine can make a part.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing above a note.
    Ready,
    /// Warnings, no error.
    ReadyWithWarnings,
    /// An error.
    NotReady,
    /// It could not be measured.
    Unknown,
    /// The machine does not do the part's process.
    NotApplicable,
}

impl Verdict {
    /// The verdict that the worst counting severity gives.
    pub const fn of(worst: Option<Severity>) -> Self {
        match worst {
            Some(Severity::Error) => Self::NotReady,
            Some(Severity::Warning) => Self::ReadyWithWarnings,
            Some(Severity::Note) | None => Self::Ready,
        }
    }

    /// The words shown to people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::ReadyWithWarnings => "ready with warnings",
            Self::NotReady => "not ready",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not applicable",
        }
    }
}

/// How many machines of the library make a part, or the whole package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Index into [`Package::parts`]; `None` for the whole package.
    pub part: Option<usize>,
    /// The kind of machine.
    pub kind: Kind,
    /// Machines of that kind in the library.
    pub machines: u32,
    /// Of these, ready without a warning.
    pub ready: u32,
    /// Ready with warnings.
    pub ready_with_warnings: u32,
    /// Not ready.
    pub not_ready: u32,
    /// Unknown.
    pub unknown: u32,
}

impl Coverage {
    /// How many machines can make it, with or without warnings.
    pub const fn able(&self) -> u32 {
        self.ready + self.ready_with_warnings
    }
}

/// Findings by severity, allowed ones left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings.into_iter().filter(|finding| !finding.allowed) {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }

    /// Whether anything reaches the severity that fails a run.
    pub const fn fails(self, deny_warnings: bool) -> bool {
        self.errors > 0 || (deny_warnings && self.warnings > 0)
    }
}

impl Outcome {
    /// All findings with their subject.
    pub fn findings(&self) -> impl Iterator<Item = (&Subject, &Finding)> {
        self.subjects.iter().flat_map(|subject| {
            subject
                .findings
                .iter()
                .map(move |finding| (subject, finding))
        })
    }

    /// The ids of the machines that any subject is judged on, in order of first appearance.
    pub fn machine_ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for machine in self.subjects.iter().flat_map(|subject| &subject.machines) {
            if !ids.contains(&machine.id.as_str()) {
                ids.push(&machine.id);
            }
        }
        ids
    }

    /// How many findings were there before, and are not reported.
    pub fn known(&self) -> usize {
        self.subjects
            .iter()
            .map(|subject| subject.known.len())
            .sum()
    }

    /// All findings counted.
    pub fn counts(&self) -> Counts {
        Counts::of(self.findings().map(|(_, finding)| finding))
    }
}

impl Subject {
    /// Whether it is a directory, rather than mesh files given by themselves.
    pub fn is_package(&self) -> bool {
        !self.root.is_empty()
    }

    /// The parts of the package.
    pub fn parts(&self) -> &[Part] {
        &self.package.parts
    }

    /// The class of its licence.
    pub fn licence_class(&self) -> Class {
        self.package.licences.class
    }
}
