//! From a document tree to the manifest in the terms of okhv 2.4.

use super::dialect::{self, Edition};
use super::keys::{self, kebab, nearest};
use super::problem::{Advice, Change, ChangeKind, Edit, Problem, Rewrite};
use super::references::{References, role_of};
use super::texts::Kind;
use super::{Dialect, Field, Manifest, Reference};
use crate::diag::Span;
use crate::package::tree::{Document, Entry, Node};

/// The most differences to the current edition that are kept.
const MAX_CHANGES: usize = 200;

/// The most different unknown keys that are reported.
const MAX_UNKNOWN: usize = 40;

/// What a manifest must say besides `license`, which the licence rules look after.
const REQUIRED: [&str; 5] = ["okhv", "name", "repo", "licensor", "function"];

/// Understands `document` as far as it goes.
pub(super) fn read(document: &Document) -> (Manifest, Vec<Problem>, Vec<Edit>) {
    let edition = dialect::of(document);
    let mut reader = Reader {
        document,
        strict: edition.dialect == Dialect::V2_4,
        manifest: Manifest {
            dialect: edition.dialect,
            ..Manifest::default()
        },
        problems: Vec::new(),
        changes: Vec::new(),
        edits: Vec::new(),
        seen: Vec::new(),
    };
    reader.edition(&edition);
    reader.top();
    reader.finish(&edition)
}

pub(super) struct Reader<'d> {
    pub(super) document: &'d Document,
    /// Whether the manifest claims the current edition, so that every deviation is a defect.
    pub(super) strict: bool,
    pub(super) manifest: Manifest,
    pub(super) problems: Vec<Problem>,
    changes: Vec<Change>,
    edits: Vec<Edit>,
    /// The keys of the current edition met so far at the top level, with their place.
    seen: Vec<(&'static str, Span)>,
}

impl<'d> Reader<'d> {
    fn edition(&mut self, edition: &Edition<'_>) {
        let Some(entry) = edition.entry else { return };
        self.manifest.okhv = edition.stated.clone().map(|value| Field {
            value,
            span: entry.value.span.clone(),
        });
        let stated = edition.stated.as_deref().unwrap_or_default();
        if self.strict && stated.is_empty() {
            return; // missing
        }
        if self.strict && (stated != "2.4" || entry.value.as_str() != Some("2.4")) {
            let newer = stated
                .split_once('.')
                .and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)))
                .is_some_and(|version: (u32, u32)| version > (2, 4));
            let why = if entry.value.as_str().is_none() && stated == "2.4" {
                "is a number: it must be a string".to_owned()
            } else if newer {
                format!("is `{stated}`, which is newer than this version of fabcommons knows")
            } else {
                format!(
                    "is `{}`, which is no edition of Open Know-How",
                    clip(stated)
                )
            };
            self.invalid(
                "okhv",
                entry.value.span.clone(),
                why,
                Some("write `okhv = \"2.4\"`".into()),
            );
        }
    }

    /// Reports a value that its key does not allow. In an older edition it is advice: the manifest is
    /// to be rewritten anyway.
    pub(super) fn invalid(
        &mut self,
        key: &str,
        span: Span,
        why: impl Into<String>,
        help: Option<String>,
    ) {
        let grave = self.strict || REQUIRED.contains(&key);
        self.problems.push(Problem::Invalid {
            key: key.to_owned(),
            span,
            why: why.into(),
            help,
            grave,
        });
    }

    /// Reports something that the current edition allows and that is odd all the same.
    pub(super) fn advise(
        &mut self,
        key: &str,
        span: Span,
        why: impl Into<String>,
        help: Option<String>,
    ) {
        self.problems.push(Problem::Invalid {
            key: key.to_owned(),
            span,
            why: why.into(),
            help,
            grave: false,
        });
    }

    /// Notes a certain change, which a manifest of the current edition has reported by a problem.
    pub(super) fn edit(&mut self, span: &Span, kind: ChangeKind) {
        let span = span.clone();
        self.edits.push(Edit { span, kind });
    }

    /// Notes that a value is written in another way, in whatever edition.
    pub(super) fn rewrite(&mut self, key: &str, span: &Span, rewrite: Rewrite) {
        self.change(key, span, ChangeKind::Rewrite(rewrite));
    }

    /// Notes a difference to the current edition, counting repetitions.
    pub(super) fn change(&mut self, key: &str, span: &Span, kind: ChangeKind) {
        self.edit(span, kind.clone());
        if self.strict {
            return;
        }
        let same = self.changes.iter_mut().find(|change| {
            change.key == key
                && (change.kind == kind
                    || matches!(
                        (&change.kind, &kind),
                        (ChangeKind::Rewrite(_), ChangeKind::Rewrite(_))
                    ))
        });
        if let Some(change) = same {
            change.times += 1;
        } else if self.changes.len() < MAX_CHANGES {
            self.changes.push(Change {
                key: key.to_owned(),
                span: span.clone(),
                times: 1,
                kind,
            });
        }
    }

    fn unknown(&mut self, entry: &Entry, within: &str, advice: Advice) {
        let same = self.problems.iter_mut().find_map(|problem| match problem {
            Problem::Unknown {
                key,
                within: table,
                times,
                ..
            } if *key == entry.key && table == within => Some(times),
            _ => None,
        });
        if let Some(times) = same {
            *times += 1;
            return;
        }
        let unknown = |problem: &&Problem| matches!(problem, Problem::Unknown { .. });
        if self.problems.iter().filter(unknown).count() < MAX_UNKNOWN {
            self.problems.push(Problem::Unknown {
                key: entry.key.clone(),
                within: within.to_owned(),
                span: entry.key_span.clone(),
                times: 1,
                advice,
            });
        }
    }

    /// The key of the current edition that `entry` stands for; reports or notes how it differs.
    pub(super) fn known(
        &mut self,
        entry: &Entry,
        within: &str,
        known: &'static [&'static str],
        renamed: &'static [(&'static str, &'static str)],
    ) -> Option<&'static str> {
        if let Some(key) = known.iter().copied().find(|key| **key == entry.key) {
            return Some(key);
        }
        let style = kebab(&entry.key);
        let same_style = known.iter().copied().find(|key| kebab(key) == style);
        let older = || {
            let pair = renamed.iter().find(|(old, _)| *old == style)?;
            Some(pair.1)
        };
        if let Some(key) = same_style.or_else(older) {
            if self.strict {
                self.unknown(entry, within, Advice::Write(key));
            }
            self.change(&entry.key, &entry.key_span, ChangeKind::Rename(key));
            return Some(key);
        }
        let production = within == "[[part]]";
        if production && let Some((_, to)) = keys::PRODUCTION.iter().find(|(old, _)| *old == style)
        {
            let (kind, advice) = if to.is_empty() {
                (ChangeKind::Carry, Advice::None)
            } else {
                (ChangeKind::ToFab(to), Advice::ToFab(to))
            };
            if self.strict {
                self.unknown(entry, within, advice);
            }
            self.change(&entry.key, &entry.key_span, kind);
            return None;
        }
        if !self.strict && keys::CARRIED.contains(&style.as_str()) {
            let kind = match style.as_str() {
                "keywords" => ChangeKind::ToFab("package.keywords"),
                "contributors" => ChangeKind::ToFab("contributor"),
                _ => ChangeKind::Carry,
            };
            self.change(&entry.key, &entry.key_span, kind);
            return None;
        }
        if let Some(key) = nearest(&entry.key, known) {
            self.unknown(entry, within, Advice::DidYouMean(key));
            self.edit(&entry.key_span, ChangeKind::Slip(key));
        } else {
            if self.strict {
                self.unknown(entry, within, Advice::None);
            }
            self.change(&entry.key, &entry.key_span, ChangeKind::Carry);
        }
        None
    }

    fn top(&mut self) {
        let document = self.document;
        let has_home = document
            .root
            .entries
            .iter()
            .any(|entry| kebab(&entry.key) == "documentation-home");
        for entry in &document.root.entries {
            // With both, `documentation-home` is where the design lives and this only its home page.
            if has_home && !self.strict && kebab(&entry.key) == "project-link" {
                self.change(&entry.key, &entry.key_span, ChangeKind::Carry);
                continue;
            }
            let Some(key) = self.known(entry, "", keys::TOP, keys::RENAMED) else {
                continue;
            };
            let exact = entry.key == key;
            let earlier = self.seen.iter().find(|(seen, _)| *seen == key);
            if let Some((_, first)) = earlier
                && kebab(document.text_at(first).trim_matches('"')) == kebab(&entry.key)
                && document.text_at(first).trim_matches('"') != entry.key
            {
                let first = first.clone();
                self.problems.push(Problem::Duplicate {
                    key: entry.key.clone(),
                    first,
                    again: entry.key_span.clone(),
                });
            }
            if !self.seen.iter().any(|(seen, _)| *seen == key) {
                self.seen.push((key, entry.key_span.clone()));
            }
            self.top_value(key, exact, entry);
        }
    }

    fn top_value(&mut self, key: &'static str, exact: bool, entry: &'d Entry) {
        let node = &entry.value;
        match key {
            "okhv" => {}
            "$schema" => self.schema(node),
            "name" => {
                let value = self.text(key, node);
                set(&mut self.manifest.name, exact, value);
            }
            "function" => {
                let value = self.text(key, node);
                set(&mut self.manifest.function, exact, value);
            }
            "version" => {
                let value = self.text(key, node);
                set(&mut self.manifest.version, exact, value);
            }
            "license" => self.license(exact, node),
            "repo" => {
                let url = self.url(key, node);
                set(&mut self.manifest.repo, exact, url);
            }
            "forkOf" => {
                let link = self.link_of(node);
                let url = self.url(key, link);
                if let (Some(url), Some(table)) = (&url, node.as_table()) {
                    let rewrite = Rewrite {
                        whole: table.entries.len() == 1 && link.as_str().is_some(),
                        ..Rewrite::text(&url.value)
                    };
                    self.rewrite(key, &node.span, rewrite);
                }
                set(&mut self.manifest.fork_of, exact, url);
            }
            "licensor" => {
                let persons = self.persons(key, node);
                self.manifest.licensor.extend(persons);
            }
            "organization" => {
                let persons = self.persons(key, node);
                self.manifest.organization.extend(persons);
            }
            "technology-readiness-level" => {
                let level = self.level(key, node, &super::values::OTRL);
                set(&mut self.manifest.technology_readiness_level, exact, level);
            }
            "documentation-readiness-level" => {
                let level = self.level(key, node, &super::values::ODRL);
                set(
                    &mut self.manifest.documentation_readiness_level,
                    exact,
                    level,
                );
            }
            "documentation-language" => {
                let languages = self.texts(key, node, Kind::Language);
                self.manifest.documentation_language.extend(languages);
            }
            "standard-compliance" => {
                let standards = self.texts(key, node, Kind::Standard);
                self.manifest.standard_compliance.extend(standards);
            }
            "cpc-patent-class" => {
                self.texts(key, node, Kind::PatentClass);
            }
            "tsdc" => {
                let tsdc = self.texts(key, node, Kind::Text);
                self.manifest.tsdc.extend(tsdc);
            }
            "mass" => {
                let value = self.mass(key, node);
                set(&mut self.manifest.mass, exact, value);
            }
            "outer-dimensions" => {
                let size = self.dimensions(key, node);
                set(&mut self.manifest.outer_dimensions, exact, size);
            }
            "rdf" => self.rdf(node),
            "part" => self.parts(entry),
            "software" => self.software(entry),
            _ => {
                if let Some(role) = role_of(key) {
                    self.references(
                        References {
                            key,
                            role,
                            part: None,
                        },
                        node,
                    );
                }
            }
        }
    }

    fn schema(&mut self, node: &Node) {
        use super::values::SCHEMAS as ALLOWED;
        if !node.as_str().is_some_and(|text| ALLOWED.contains(&text)) {
            let why = "is not an address of the 2.4 schema";
            let help = format!("write `{}` or `{}`", ALLOWED[0], ALLOWED[1]);
            self.invalid("$schema", node.span.clone(), why, Some(help));
            // It tells editors what the file follows, which a repaired one does; the old address is kept.
            let rewrite = Rewrite {
                whole: false,
                ..Rewrite::text(ALLOWED[1])
            };
            self.edit(&node.span, ChangeKind::Rewrite(rewrite));
        }
    }

    pub(super) fn missing(&mut self, key: &'static str, within: &str, span: Span) {
        self.problems.push(Problem::Missing {
            key,
            within: within.to_owned(),
            span,
        });
    }

    /// Adds references, each path relative to the package root.
    pub(super) fn refer(&mut self, what: &References, target: Field<String>) {
        let reference = Reference {
            role: what.role,
            part: what.part,
            target,
        };
        self.manifest.references.push(reference);
    }

    fn finish(mut self, edition: &Edition<'_>) -> (Manifest, Vec<Problem>, Vec<Edit>) {
        let manifest = &self.manifest;
        let present = |key| match key {
            "okhv" => {
                !self.strict
                    || edition
                        .stated
                        .as_deref()
                        .is_some_and(|text| !text.is_empty())
            }
            "name" => manifest.name.is_some(),
            "repo" => manifest.repo.is_some(),
            "licensor" => !manifest.licensor.is_empty(),
            _ => manifest.function.is_some(),
        };
        let absent: Vec<&'static str> = REQUIRED.into_iter().filter(|key| !present(key)).collect();
        for key in absent {
            let at = self
                .seen
                .iter()
                .find(|(seen, _)| *seen == key)
                .map(|(_, span)| span);
            let span = at
                .or(edition.entry.map(|entry| &entry.key_span))
                .cloned()
                .unwrap_or(0..0);
            // A value of the wrong kind is reported as that, not as missing.
            let reported = at.is_some()
                && self.problems.iter().any(|problem| {
                    matches!(problem, Problem::Invalid { key: wrong, grave: true, .. } if wrong == key)
                });
            if !reported {
                self.missing(key, "", span);
            }
        }
        if !self.strict {
            let span = edition
                .entry
                .map(|entry| entry.key_span.start..entry.value.span.end);
            let span = span.or_else(|| {
                let first = self.document.root.entries.first()?;
                Some(first.key_span.clone())
            });
            self.problems.push(Problem::Outdated {
                span: span.unwrap_or(0..0),
                changes: self.changes,
            });
        }
        (self.manifest, self.problems, self.edits)
    }
}

/// Sets a field; of several spellings the one of the current edition wins, else the first.
pub(super) fn set<T>(field: &mut Option<T>, preferred: bool, value: Option<T>) {
    if value.is_some() && (preferred || field.is_none()) {
        *field = value;
    }
}

/// The start of a value for a message.
pub(super) fn clip(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 60 && line.len() == text.trim_end().len() {
        return line.to_owned();
    }
    let start: String = line.chars().take(57).collect();
    format!("{start}…")
}
