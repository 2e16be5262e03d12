//! Rows that leave the manifest for `fab.toml`.

use super::{Pass, comments_only_blank};
use crate::package::repair::items::{self, Row};
use crate::package::repair::making;
use crate::package::tree::{Entry, Node, Table as Tree, Value as TreeValue};
use toml_edit::Value;

impl Pass<'_> {
    /// Parts what stands before a row into what stays here and what goes with the row.
    fn stay(&mut self, (key, item): &mut Row, first: bool) {
        let lead = items::lead(key, item);
        let (stay, go) = items::split_lead(&lead);
        // The head of the file speaks of the file.
        let (stay, go) = if first && stay.is_empty() {
            (lead.as_str(), "")
        } else {
            (stay, go)
        };
        if first || !comments_only_blank(stay) {
            stay.clone_into(&mut self.pending);
        }
        let go = go.to_owned();
        items::set_lead(key, item, &go);
    }

    pub(super) fn carry(&mut self, entry: &Entry, mut row: Row, first: bool) {
        self.stay(&mut row, first);
        self.done(
            &entry.key_span,
            format!("`{}` moves to `[carried]` in `fab.toml`", entry.key),
        );
        self.keep(row);
    }

    /// Carries a row; comments that find no place with it wait for the next row.
    pub(super) fn keep(&mut self, row: Row) {
        let comments = self.fab.carry(&self.path, row);
        self.pending.push_str(&items::lines(&comments));
    }

    pub(super) fn move_to_fab(
        &mut self,
        tree: &Tree,
        entry: &Entry,
        to: &'static str,
        mut row: Row,
        first: bool,
    ) {
        self.stay(&mut row, first);
        let lead = items::lead(&row.0, &row.1);
        let comments = items::lines(&items::comments_of(&row.1));
        let mut lead = format!("{lead}{comments}");
        let moved = match to {
            "package.keywords" => {
                making::keywords(&entry.value, self.document).is_some_and(|list| {
                    let list = Value::Array(items::list(list));
                    self.fab.single("package", "keywords", list, &mut lead)
                })
            }
            "contributor" => self.contributors(&entry.value, &mut lead),
            key => {
                let part = ["name", "title"].into_iter().find_map(|key| {
                    let name = tree.get(key)?.value.as_str()?.trim();
                    (!name.is_empty()).then_some(name)
                });
                let value = making::value(key, &entry.value, self.document);
                match (part.filter(|_| self.in_part()), value) {
                    (Some(part), Some(value)) => self.fab.part(part, key, value, &mut lead),
                    _ => false,
                }
            }
        };
        if moved {
            self.done(
                &entry.key_span,
                format!("`{}` moves to `{to}` in `fab.toml`", entry.key),
            );
            self.pending
                .push_str(&items::lines(&items::comments_in(&lead)));
            return;
        }
        self.done(
            &entry.key_span,
            format!("`{}` moves to `[carried]` in `fab.toml`", entry.key),
        );
        self.keep(row);
    }

    /// Whether all that was said of the contributors has its place; else the list is carried besides.
    fn contributors(&mut self, node: &Node, lead: &mut String) -> bool {
        let mut all = true;
        let mut named = Vec::new();
        for node in node.one_or_many() {
            let (name, whole) = match &node.value {
                TreeValue::String(text) => (Some(text.as_str()), true),
                TreeValue::Table(table) => (
                    table.get("name").and_then(|entry| entry.value.as_str()),
                    table.entries.iter().all(|entry| {
                        matches!(entry.key.as_str(), "name" | "roles")
                            || entry.value.value == TreeValue::Null
                    }),
                ),
                TreeValue::Null => continue,
                _ => (None, false),
            };
            let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
                all = false;
                continue;
            };
            let roles = node.as_table().and_then(|table| table.get("roles"));
            let roles = roles.map(|entry| making::keywords(&entry.value, self.document));
            all &= whole && roles.as_ref().is_none_or(Option::is_some);
            named.push((name, roles.flatten().unwrap_or_default()));
        }
        // Carried with its comments if it says more than names.
        let mut none = String::new();
        let lead = if all { lead } else { &mut none };
        for (name, roles) in named {
            all &= self.fab.contributor(name, roles, lead);
        }
        all
    }
}
