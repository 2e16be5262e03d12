//! References to files and pages.

use super::problem::{ChangeKind, Rewrite};
use super::read::{Reader, clip};
use super::{Role, keys, values};
use crate::package::tree::{Node, Table, Value};

/// A key that refers to files or pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct References {
    pub(super) key: &'static str,
    pub(super) role: Role,
    pub(super) part: Option<usize>,
}

impl References {
    /// Whether the key takes a list.
    fn many(self) -> bool {
        !matches!(
            self.role,
            Role::ContributionGuide
                | Role::Release
                | Role::SoftwareRelease
                | Role::InstallationGuide
        )
    }
}

impl Reader<'_> {
    /// Paths and addresses.
    pub(super) fn references(&mut self, what: References, node: &Node) {
        if matches!(node.value, Value::Array(_)) && !what.many() {
            self.wrong_kind(what.key, node, "one string");
            if let [only] = node.one_or_many()
                && let Some(text) = self.scalar_text(only)
            {
                self.rewrite(what.key, &node.span, Rewrite::text(text));
            }
        }
        for node in node.one_or_many() {
            match &node.value {
                Value::Table(table) => self.reference_table(what, node, table),
                Value::Array(_) => self.wrong_kind(what.key, node, "a path or an address"),
                _ => self.reference(what, node),
            }
        }
    }

    /// An image with its slots, or Open Know-How 1.0's `{ path, title }`.
    fn reference_table(&mut self, what: References, node: &Node, table: &Table) {
        if what.role == Role::Image && (self.strict || table.get("location").is_some()) {
            for entry in &table.entries {
                match self.known(entry, "[[image]]", keys::IMAGE, &[]) {
                    Some("location") => self.reference(what, &entry.value),
                    Some(key @ ("slots" | "tags"))
                        if !matches!(entry.value.value, Value::Array(_)) =>
                    {
                        self.wrong_kind(key, &entry.value, "a list");
                        let rewrite = Rewrite {
                            reads: "a list".to_owned(),
                            value: Value::Array(vec![entry.value.clone()]),
                            whole: true,
                        };
                        self.rewrite(key, &entry.value.span, rewrite);
                    }
                    _ => {}
                }
            }
            if table.get("location").is_none() {
                self.missing("location", "[[image]]", node.span.clone());
            }
            return;
        }
        if self.strict {
            self.wrong_kind(what.key, node, "a path or an address");
            return;
        }
        let path = ["path", "url", "web"]
            .into_iter()
            .find_map(|key| table.get(key));
        if let Some(entry) = path {
            if let Some(text) = self.scalar_text(&entry.value) {
                let rewrite = Rewrite {
                    reads: "the path alone".to_owned(),
                    whole: table.entries.len() == 1,
                    ..Rewrite::text(text)
                };
                self.rewrite(what.key, &node.span, rewrite);
            }
            self.reference(what, &entry.value);
        }
    }

    fn reference(&mut self, what: References, node: &Node) {
        let Some(mut field) = self.text(what.key, node) else {
            return;
        };
        let text = field.value.as_str();
        let web = text.starts_with("http://") || text.starts_with("https://");
        if what.role == Role::Publication {
            if !web && !values::is_doi(text) {
                let why = format!(
                    "is `{}`, which is neither a DOI nor a web address",
                    clip(text)
                );
                self.invalid(what.key, field.span.clone(), why, None);
            }
        } else if web {
            if !values::is_web_url(text) {
                let why = format!("is `{}`, an address without a host", clip(text));
                self.invalid(what.key, field.span.clone(), why, None);
            }
        } else if let Some(why) = values::path_defect(text) {
            let why = format!("{why} (`{}`)", clip(text));
            self.invalid(what.key, field.span.clone(), why, None);
        } else {
            let relative = text.trim_start_matches('/');
            if relative.len() < text.len() {
                let relative = relative.to_owned();
                if relative.is_empty() {
                    return;
                }
                if self.strict {
                    let why = format!("begins with a slash (`{}`)", clip(text));
                    let help = Some(format!(
                        "write `{relative}`: paths start at the package root"
                    ));
                    self.advise(what.key, field.span.clone(), why, help);
                }
                self.rewrite(what.key, &node.span, Rewrite::text(&relative));
                field.value = relative;
            }
            let written = field.value.len();
            while let Some(rest) = field.value.strip_prefix("./") {
                let rest = rest.trim_start_matches('/').to_owned();
                field.value = rest;
            }
            // Harmless, so nothing to report; tidied with the rest.
            if field.value.len() < written && !field.value.is_empty() {
                let tidy = ChangeKind::Rewrite(Rewrite::text(&field.value));
                self.edit(&node.span, tidy);
            }
        }
        if !field.value.is_empty() {
            self.refer(&what, field);
        }
    }
}

/// What the references under a key are for.
pub(super) fn role_of(key: &str) -> Option<Role> {
    Some(match key {
        "readme" => Role::Readme,
        "contribution-guide" => Role::ContributionGuide,
        "image" => Role::Image,
        "attestation" => Role::Attestation,
        "bom" => Role::Bom,
        "manufacturing-instructions" => Role::ManufacturingInstructions,
        "user-manual" => Role::UserManual,
        "source" => Role::Source,
        "export" => Role::Export,
        "auxiliary" => Role::Auxiliary,
        "release" => Role::Release,
        "publication" => Role::Publication,
        _ => return None,
    })
}
