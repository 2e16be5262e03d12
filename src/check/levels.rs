//! What the user wants to hear: levels from the command line and from `[[lints]]`, and what a
//! purpose makes of a severity.
//!
//! The command line wins over `fab.toml`, which wins over the purpose. `warn` makes a finding a
//! warning and `deny` an error, whatever severity it had; `allow` keeps it for the record only.

use super::purpose::Purpose;
use crate::diag::{Finding, Level, Severity};
use crate::package::fab::Lint;
use crate::rules::{self, Check, Rule};
use globset::{Glob, GlobMatcher};
use std::sync::atomic::{AtomicBool, Ordering};

/// The levels of one package under check.
#[derive(Debug)]
pub struct Levels {
    purpose: &'static Purpose,
    command_line: Vec<(&'static Rule, Level)>,
    lints: Vec<PackageLint>,
}

/// A `[[lints]]` entry that names a known rule.
#[derive(Debug)]
struct PackageLint {
    rule: &'static Rule,
    level: Level,
    part: Option<String>,
    path: Option<GlobMatcher>,
    /// Its place in `fab.toml`'s list.
    index: usize,
    used: AtomicBool,
}

/// What becomes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It stands with this severity.
    Stands(Severity),
    /// It is allowed.
    Allowed,
}

impl Levels {
    /// Levels for a package with these `lints`; entries that name no known rule are passed over (a
    /// rule reports them), and so is a path that is no glob.
    pub fn new(
        purpose: &'static Purpose,
        command_line: &[(&'static Rule, Level)],
        lints: &[Lint],
    ) -> Self {
        let lints = lints
            .iter()
            .enumerate()
            .filter_map(|(index, lint)| {
                let path = match &lint.path {
                    Some(glob) => Some(Glob::new(&glob.value).ok()?.compile_matcher()),
                    None => None,
                };
                Some(PackageLint {
                    rule: rules::find(&lint.rule.value)?,
                    level: lint.level.value,
                    part: lint.part.as_ref().map(|part| part.value.clone()),
                    path,
                    index,
                    used: AtomicBool::new(false),
                })
            })
            .collect();
        Self {
            purpose,
            command_line: command_line.to_vec(),
            lints,
        }
    }

    /// What becomes of a finding of `rule` with its own `severity` at a part (by name) and path.
    pub fn effect(
        &self,
        rule: &'static Rule,
        severity: Severity,
        part: Option<&str>,
        path: Option<&str>,
    ) -> Effect {
        // Asked even where the command line decides: an entry that would have had its effect is used.
        let in_package = self.lint(rule, part, path);
        let on_command_line = self
            .command_line
            .iter()
            .rev()
            .find(|(named, _)| std::ptr::eq(*named, rule))
            .map(|(_, level)| *level);
        let level = on_command_line.or(in_package);
        match level {
            Some(Level::Allow) => Effect::Allowed,
            Some(Level::Warn) => Effect::Stands(Severity::Warning),
            Some(Level::Deny) => Effect::Stands(Severity::Error),
            None => Effect::Stands(self.purpose.severity(rule.code).unwrap_or(severity)),
        }
    }

    /// Whether a rule is judged at all: under a purpose that judges its table alone, only the rules in it
    /// and those that the command line raises.
    pub fn judges(&self, rule: &'static Rule) -> bool {
        !self.purpose.only_table
            || self.purpose.severity(rule.code).is_some()
            || self.raises_on_command_line(rule)
    }

    /// Whether somebody asks for a rule that is otherwise silent.
    pub fn asks_for(&self, rule: &'static Rule) -> bool {
        self.purpose.severity(rule.code).is_some()
            || self.raises_on_command_line(rule)
            || self
                .lints
                .iter()
                .any(|lint| std::ptr::eq(lint.rule, rule) && lint.level != Level::Allow)
    }

    fn raises_on_command_line(&self, rule: &'static Rule) -> bool {
        self.command_line
            .iter()
            .any(|(named, level)| std::ptr::eq(*named, rule) && *level != Level::Allow)
    }

    fn lint(&self, rule: &'static Rule, part: Option<&str>, path: Option<&str>) -> Option<Level> {
        let lint = self.lints.iter().rev().find(|lint| {
            std::ptr::eq(lint.rule, rule)
                && lint
                    .part
                    .as_deref()
                    .is_none_or(|wanted| part == Some(wanted))
                && lint
                    .path
                    .as_ref()
                    .is_none_or(|glob| path.is_some_and(|path| glob.is_match(path)))
        })?;
        lint.used.store(true, Ordering::Relaxed);
        Some(lint.level)
    }

    /// Applies the levels to a finding; `part` is the name of its part.
    pub fn apply(&self, finding: &mut Finding, part: Option<&str>) {
        match self.effect(
            finding.rule,
            finding.severity,
            part,
            finding.place.path.as_deref(),
        ) {
            Effect::Stands(severity) => {
                let clause = self.purpose.clause(finding.rule.code);
                finding.clause = clause
                    .filter(|clause| clause.severity == severity && severity != finding.severity)
                    .map(|clause| clause.clause);
                finding.severity = severity;
            }
            Effect::Allowed => finding.allowed = true,
        }
    }

    /// The places in `fab.toml`'s list of the allows that silenced nothing, of rules that were run.
    pub fn unused_allows(&self) -> impl Iterator<Item = usize> {
        self.lints
            .iter()
            .filter(|lint| lint.level == Level::Allow && !lint.used.load(Ordering::Relaxed))
            .filter(|lint| {
                !matches!(lint.rule.check, Check::Requested(_)) || self.asks_for(lint.rule)
            })
            .map(|lint| lint.index)
    }
}
