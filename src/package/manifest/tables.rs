//! The tables of a manifest: parts, software, the licences and links of Open Know-How 1.0.

use super::keys::{self, kebab};
use super::problem::{ChangeKind, Rewrite};
use super::read::{Reader, set};
use super::references::{References, role_of};
use super::texts::Kind;
use super::{Field, ManifestPart, Role};
use crate::package::tree::{Entry, Node, Table, Value};

impl<'d> Reader<'d> {
    /// A licence expression, or the table of Open Know-How 1.0.
    pub(super) fn license(&mut self, exact: bool, node: &Node) {
        let Some(table) = node.as_table().filter(|_| !self.strict) else {
            let license = self.text("license", node);
            set(&mut self.manifest.license, exact, license);
            return;
        };
        let mut whole = true;
        for entry in &table.entries {
            let field = self.text("license", &entry.value);
            whole &= field.is_none() || entry.value.as_str().is_some();
            match entry.key.to_ascii_lowercase().as_str() {
                "hardware" => set(&mut self.manifest.license, true, field),
                "documentation" => set(&mut self.manifest.documentation_license, true, field),
                "software" => set(&mut self.manifest.software_license, true, field),
                _ => whole = false,
            }
        }
        // The published mapping of 1.0: without a licence for hardware that of the documentation.
        if self.manifest.license.is_none() {
            self.manifest.license = self.manifest.documentation_license.clone();
        }
        if let Some(license) = &self.manifest.license {
            let rewrite = Rewrite {
                reads: "one SPDX expression, the hardware's".to_owned(),
                whole,
                ..Rewrite::text(&license.value)
            };
            self.rewrite("license", &node.span, rewrite);
        }
    }

    /// Open Know-How 1.0 links things by a table: its `web` or `manifest`.
    pub(super) fn link_of(&self, node: &'d Node) -> &'d Node {
        let table = node.as_table().filter(|_| !self.strict);
        table
            .and_then(|table| table.get("web").or_else(|| table.get("manifest")))
            .map_or(node, |entry| &entry.value)
    }

    pub(super) fn rdf(&mut self, node: &Node) {
        let Some(table) = self.table("rdf", node) else {
            return;
        };
        for entry in &table.entries {
            if self.known(entry, "[rdf]", keys::RDF, &[]).is_some() {
                self.text("rdf", &entry.value);
            }
        }
        if table.get("namespace").is_none() {
            self.missing("namespace", "[rdf]", node.span.clone());
        }
    }

    /// The tables of a list of tables; a single table is read as a list of one.
    fn tables(&mut self, entry: &'d Entry) -> Vec<(&'d Node, &'d Table)> {
        let key = kebab(&entry.key);
        match &entry.value.value {
            Value::Array(nodes) => nodes
                .iter()
                .filter_map(|node| Some((node, self.table(&key, node)?)))
                .collect(),
            Value::Table(table) => {
                self.invalid(
                    &key,
                    entry.key_span.clone(),
                    "is a table: it must be a list of tables",
                    Some(format!("write `[[{key}]]`")),
                );
                if entry.key == key {
                    self.edit(&entry.key_span, ChangeKind::AsList);
                }
                vec![(&entry.value, table)]
            }
            _ => {
                self.wrong_kind(&key, &entry.value, "a list of tables");
                Vec::new()
            }
        }
    }

    pub(super) fn parts(&mut self, entry: &'d Entry) {
        const RENAMED: &[(&str, &str)] = &[
            ("title", "name"),
            ("outer-dimensions-mm", "outer-dimensions"),
        ];
        for (node, table) in self.tables(entry) {
            let index = self.manifest.parts.len();
            let mut part = ManifestPart {
                span: node.span.clone(),
                ..ManifestPart::default()
            };
            for entry in &table.entries {
                let value = &entry.value;
                let Some(key) = self.known(entry, "[[part]]", keys::PART, RENAMED) else {
                    self.production(&mut part, entry);
                    continue;
                };
                let exact = entry.key == key;
                match key {
                    "name" => set(&mut part.name, exact, self.text(key, value)),
                    "mass" => set(&mut part.mass, exact, self.mass(key, value)),
                    "outer-dimensions" => {
                        let size = self.dimensions(key, value);
                        set(&mut part.outer_dimensions, exact, size);
                    }
                    "tsdc" => {
                        let tsdc = self.texts(key, value, Kind::Text);
                        part.tsdc.extend(tsdc);
                    }
                    _ => {
                        if let Some(role) = role_of(key) {
                            let part = Some(index);
                            self.references(References { key, role, part }, value);
                        }
                    }
                }
            }
            if part.name.is_none() {
                let span = table
                    .get("name")
                    .map_or(&part.span, |entry| &entry.key_span);
                self.missing("name", "[[part]]", span.clone());
            }
            self.manifest.parts.push(part);
        }
    }

    /// Keeps what an older manifest says about making the part.
    fn production(&mut self, part: &mut ManifestPart, entry: &Entry) {
        let style = kebab(&entry.key);
        let Some((old, to)) = keys::PRODUCTION.iter().find(|(old, _)| *old == style) else {
            return;
        };
        for node in entry.value.one_or_many() {
            let Some(text) = self.scalar_text(node) else {
                continue;
            };
            let value = match (*to, text.as_str()) {
                ("process", "FDM" | "FFF" | "fdm" | "fff") => "FFF".to_owned(),
                ("process", "SLA" | "DLP" | "MSLA") => "resin".to_owned(),
                ("supports", "true") => "allowed".to_owned(),
                ("supports", "false") => "none".to_owned(),
                _ => text,
            };
            let key = if to.is_empty() { *old } else { *to };
            part.production.push((
                key.to_owned(),
                Field {
                    value,
                    span: node.span.clone(),
                },
            ));
        }
    }

    pub(super) fn software(&mut self, entry: &'d Entry) {
        const RENAMED: &[(&str, &str)] = &[("path", "release")];
        for (node, table) in self.tables(entry) {
            let mut released = false;
            for entry in &table.entries {
                let Some(key) = self.known(entry, "[[software]]", keys::SOFTWARE, RENAMED) else {
                    continue;
                };
                let role = if key == "release" {
                    released = true;
                    Role::SoftwareRelease
                } else {
                    Role::InstallationGuide
                };
                let one = References {
                    key,
                    role,
                    part: None,
                };
                self.references(one, &entry.value);
            }
            if !released {
                self.missing("release", "[[software]]", node.span.clone());
            }
        }
    }
}
