//! What is new: findings that were there before are set aside, so that an old repository can be
//! checked in CI from today on.
//!
//! Vocabulary: a *known* finding is one that an earlier check had too: the same rule, file, part and
//! words. Lines, rows and points do not count, because they move when something else is edited; equal
//! findings are counted, so that the second of a kind is new when only one was known.

use super::outcome::{Outcome, Subject};
use crate::diag::Finding;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use thiserror::Error;

/// The findings of an earlier check.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Baseline {
    packages: Vec<KnownPackage>,
}

/// What was known of one package; of meshes given by themselves when it has no root.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct KnownPackage {
    root: String,
    id: String,
    findings: FxHashMap<Key, usize>,
}

/// What makes two findings the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    code: String,
    path: String,
    part: String,
    message: String,
}

/// Why a file is no baseline.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// It is not JSON, or not of this shape.
    #[error("it is no report of `fabcommons check --format json`")]
    NotJson(#[source] serde_json::Error),
    /// It is JSON of another kind.
    #[error(
        "its `format` is `{0}`, not `fabcommons-report`: write one with `fabcommons check --format json -o FILE`"
    )]
    OtherFormat(String),
    /// A later version wrote it.
    #[error("it has version {0} of the report, and this program knows version 1")]
    Newer(u32),
}

/// The keys of a report that a baseline needs.
#[derive(Debug, Deserialize)]
struct Report {
    format: String,
    version: u32,
    #[serde(default)]
    packages: Vec<PackageEntry>,
    findings: Vec<FindingEntry>,
}

#[derive(Debug, Deserialize)]
struct PackageEntry {
    root: String,
    id: String,
}

#[derive(Debug, Deserialize)]
struct FindingEntry {
    code: String,
    message: String,
    package: Option<String>,
    part: Option<String>,
    #[serde(default)]
    place: PlaceEntry,
}

#[derive(Debug, Default, Deserialize)]
struct PlaceEntry {
    path: Option<String>,
}

impl Baseline {
    /// Reads a JSON report that an earlier check wrote.
    pub fn read(bytes: &[u8]) -> Result<Self, BaselineError> {
        let report: Report = serde_json::from_slice(bytes).map_err(BaselineError::NotJson)?;
        if report.format != "fabcommons-report" {
            return Err(BaselineError::OtherFormat(report.format));
        }
        if report.version != 1 {
            return Err(BaselineError::Newer(report.version));
        }
        let mut baseline = Self {
            packages: report
                .packages
                .into_iter()
                .map(|package| KnownPackage {
                    root: package.root,
                    id: package.id,
                    findings: FxHashMap::default(),
                })
                .collect(),
        };
        for finding in report.findings {
            let root = finding.package.unwrap_or_default();
            let key = Key {
                code: finding.code,
                path: finding.place.path.unwrap_or_default(),
                part: finding.part.unwrap_or_default(),
                message: without_lines(&finding.message),
            };
            baseline.package(root, String::new()).add(key);
        }
        Ok(baseline)
    }

    /// The findings of `outcome`, which checked an earlier state in another folder than the present one:
    /// `root_of` tells what a package's root is called now (`None` leaves it out), `path_of` what a
    /// lone mesh is.
    pub(super) fn of(
        outcome: &Outcome,
        root_of: impl Fn(&str) -> Option<String>,
        path_of: impl Fn(&str) -> String,
    ) -> Self {
        let mut baseline = Self::default();
        for subject in &outcome.subjects {
            let Some(root) = root_of(&subject.root) else {
                continue;
            };
            let known = baseline.package(root, subject.package.id());
            for finding in &subject.findings {
                let mut key = Key::of(finding);
                if !subject.is_package() {
                    key.path = path_of(&key.path);
                }
                known.add(key);
            }
        }
        baseline
    }

    /// The entry of a root, made if need be.
    fn package(&mut self, root: String, id: String) -> &mut KnownPackage {
        let at = self
            .packages
            .iter()
            .position(|package| package.root == root)
            .unwrap_or_else(|| {
                self.packages.push(KnownPackage {
                    root,
                    id,
                    findings: FxHashMap::default(),
                });
                self.packages.len() - 1
            });
        &mut self.packages[at]
    }

    /// Sets the known findings of every subject aside.
    pub fn apply(&self, outcome: &mut Outcome) {
        for subject in &mut outcome.subjects {
            let Some(package) = self.matching(subject) else {
                continue;
            };
            let mut left = package.findings.clone();
            let (known, new) =
                std::mem::take(&mut subject.findings)
                    .into_iter()
                    .partition(|finding| match left.get_mut(&Key::of(finding)) {
                        Some(times) if *times > 0 => {
                            *times -= 1;
                            true
                        }
                        _ => false,
                    });
            subject.findings = new;
            subject.known = known;
        }
    }

    /// What is known of a subject: by where it is, else by its name, because a check in another folder
    /// calls it otherwise.
    fn matching(&self, subject: &Subject) -> Option<&KnownPackage> {
        let by_root = || {
            self.packages
                .iter()
                .find(|package| package.root == subject.root)
        };
        let by_id = || {
            let id = subject.package.id();
            let mut named = self.packages.iter().filter(|package| package.id == id);
            named.next().filter(|_| named.next().is_none())
        };
        if subject.is_package() {
            by_root().or_else(by_id)
        } else {
            by_root()
        }
    }
}

impl KnownPackage {
    fn add(&mut self, key: Key) {
        *self.findings.entry(key).or_insert(0) += 1;
    }
}

impl Key {
    fn of(finding: &Finding) -> Self {
        Self {
            code: finding.rule.code.to_owned(),
            path: finding.place.path.clone().unwrap_or_default(),
            part: finding.part.clone().unwrap_or_default(),
            message: without_lines(&finding.message),
        }
    }
}

/// A message without the numbers of lines and rows in it: they move with every edit above.
fn without_lines(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut words = message.split(' ');
    let mut counted = false;
    if let Some(first) = words.next() {
        out.push_str(first);
        counted = is_counter(first);
    }
    for word in words {
        out.push(' ');
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if counted && digits > 0 {
            out.push('#');
            out.push_str(&word[digits..]);
        } else {
            out.push_str(word);
            counted = is_counter(word) || (counted && matches!(word, "and" | "to"));
        }
    }
    out
}

/// Whether a number behind this word tells a place.
fn is_counter(word: &str) -> bool {
    matches!(
        word.trim_start_matches('('),
        "line" | "lines" | "row" | "rows"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_do_not_count() {
        assert_eq!(
            without_lines("`a` stands twice: first in line 3, again in line 17"),
            "`a` stands twice: first in line #, again in line #"
        );
        assert_eq!(
            without_lines("rows 3, 4 and 17 are the same"),
            "rows #, # and # are the same"
        );
        assert_eq!(without_lines("3 open edges"), "3 open edges");
        assert_eq!(without_lines("line"), "line");
        assert_eq!(without_lines(""), "");
        assert_eq!(without_lines("wall is 0.62 mm"), "wall is 0.62 mm");
    }

    #[test]
    fn only_reports_are_baselines() {
        let error = |text: &str| {
            Baseline::read(text.as_bytes())
                .expect_err("no baseline")
                .to_string()
        };
        assert!(error("").contains("no report"), "{}", error(""));
        assert!(error("{}").contains("no report"), "{}", error("{}"));
        assert!(error(r#"{"format":"x","version":1,"findings":[]}"#).contains("`x`"));
        assert!(
            error(r#"{"format":"fabcommons-report","version":2,"findings":[]}"#)
                .contains("version 2")
        );
        let baseline = Baseline::read(
            br#"{"format":"fabcommons-report","version":1,"packages":[{"root":"a","id":"lamp"}],
            "findings":[{"code":"FC0101","message":"m","package":"a","part":null,"place":{"path":null}},
                        {"code":"FC0101","message":"m","package":"a","part":null,"place":{"path":null}}]}"#,
        )
        .expect("a baseline");
        assert_eq!(baseline.packages.len(), 1);
        assert_eq!(
            baseline.packages[0]
                .findings
                .values()
                .copied()
                .sum::<usize>(),
            2
        );
    }
}
