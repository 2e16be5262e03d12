//! Findings: what a rule saw, where, how bad it is, and what the user wants to hear of it.
//!
//! *Severity* belongs to a finding (error, warning, note); *level* (allow, warn, deny) is the
//! user's wish for a rule. A finding is never a tool error: what cannot be read becomes a finding
//! of the package.

mod place;
mod source;

pub use place::Place;
pub use source::{SourceText, Span};

use crate::rules::Rule;
use serde::{Deserialize, Serialize};

/// How bad a finding is; ordered from harmless to grave.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Beyond what is advised.
    Warning,
    /// Beyond a hard limit.
    Error,
}

impl Severity {
    /// The word shown to people and written to JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What the user wants to hear of a rule.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing: the finding is kept in JSON as allowed and counts for nothing.
    Allow,
    /// At most a warning.
    Warn,
    /// An error, whatever the finding's own severity.
    Deny,
}

/// A measured value beside the limit it was judged against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Measured {
    /// What was measured, in `unit`.
    pub value: f64,
    /// What it was judged against, in `unit`.
    pub limit: f64,
    /// The unit of both (`mm`, `mm²`, `edges`, …).
    pub unit: String,
    /// Where the limit comes from.
    pub source: String,
}

/// One observation of one rule.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that saw it.
    pub rule: &'static Rule,
    /// At most the rule's highest severity, unless the purpose or a level says otherwise.
    pub severity: Severity,
    /// Where it is; everything in it may be unknown.
    pub place: Place,
    /// The id of the part it concerns.
    pub part: Option<String>,
    /// The ids of the machines it concerns, sorted; empty when it is true of every machine.
    pub machines: Vec<String>,
    /// A lower-case phrase without full stop: literals in backticks, numbers with units.
    pub message: String,
    /// What to do about it, in the same style.
    pub help: Option<String>,
    /// The number behind it.
    pub measured: Option<Measured>,
    /// Silenced by the user; kept for the record.
    pub allowed: bool,
    /// The clause that gave it its severity, when the purpose of the check did.
    pub clause: Option<&'static str>,
}

/// What a rule writes about a finding; the [`Sink`] adds the rule and the severity.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    message: String,
    help: Option<String>,
    place: Place,
    part: Option<String>,
    measured: Option<Measured>,
}

impl Draft {
    /// A finding that says `message`: a lower-case phrase without full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where it is.
    #[must_use]
    pub fn at(mut self, place: impl Into<Place>) -> Self {
        self.place = place.into();
        self
    }

    /// The part it concerns.
    #[must_use]
    pub fn part(mut self, id: impl Into<String>) -> Self {
        self.part = Some(id.into());
        self
    }

    /// The number behind it, its limit, their unit and the limit's source.
    #[must_use]
    pub fn measured(mut self, value: f64, limit: f64, unit: &str, source: &str) -> Self {
        self.measured = Some(Measured {
            value,
            limit,
            unit: unit.to_owned(),
            source: source.to_owned(),
        });
        self
    }
}

/// Where a rule puts its findings.
///
/// A sink may be *counting*: it then keeps only the severities, and the text of a finding is never
/// written. That is how one part is judged against the whole machine library for next to nothing.
#[derive(Debug)]
pub struct Sink {
    rule: &'static Rule,
    counting: bool,
    findings: Vec<Finding>,
    counts: [u32; 3],
}

impl Sink {
    /// A sink for `rule` that keeps findings whole.
    pub fn keeping(rule: &'static Rule) -> Self {
        Self {
            rule,
            counting: false,
            findings: Vec::new(),
            counts: [0; 3],
        }
    }

    /// A sink for `rule` that only counts severities.
    pub fn counting(rule: &'static Rule) -> Self {
        Self {
            counting: true,
            ..Self::keeping(rule)
        }
    }

    /// Reports one finding of `severity`; `write` runs only where the text is wanted.
    pub fn add(&mut self, severity: Severity, write: impl FnOnce() -> Draft) {
        debug_assert!(
            severity <= self.rule.highest,
            "{} may not report a finding of severity {}",
            self.rule.code,
            severity.word()
        );
        self.counts[severity as usize] += 1;
        if self.counting {
            return;
        }
        let Draft {
            message,
            help,
            place,
            part,
            measured,
        } = write();
        self.findings.push(Finding {
            rule: self.rule,
            severity,
            place,
            part,
            machines: Vec::new(),
            message,
            help,
            measured,
            allowed: false,
            clause: None,
        });
    }

    /// How many findings of each severity were reported, the worst first; none is left out.
    pub fn counts(&self) -> impl Iterator<Item = (Severity, u32)> {
        [Severity::Error, Severity::Warning, Severity::Note]
            .into_iter()
            .map(|severity| (severity, self.counts[severity as usize]))
            .filter(|(_, times)| *times > 0)
    }

    /// The findings kept.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
