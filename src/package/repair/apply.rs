//! One pass over a manifest: every edit is done where it stands.
//!
//! The tree tells where keys and values are, `toml_edit`'s document keeps the format; both are walked together.

use super::companion::{Companion, Step};
use super::items::{self, Row};
use super::{Done, making};
use crate::diag::Span;
use crate::package::licence::Declared;
use crate::package::manifest::{ChangeKind, Edit, Rewrite, fits_part, fits_top, kebab};
use crate::package::tree::{Document, Entry, Node, Table as Tree, Value as TreeValue};
use rustc_hash::FxHashMap;
use toml_edit::{DocumentMut, Item, Key, RawString, Table, Value};

/// Older keys whose name says more than the key they become: the name is kept as well.
const SAYS_MORE: &[&str] = &[
    "tool-list",
    "tool-settings",
    "risk-assessment",
    "quality-instructions",
    "maintenance-instructions",
    "disposal-instructions",
    "schematics",
];

/// Keys that may stand for several values.
const MANY: &[&str] = &[
    "readme",
    "attestation",
    "bom",
    "manufacturing-instructions",
    "user-manual",
    "source",
    "export",
    "auxiliary",
    "image",
    "publication",
    "documentation-language",
    "standard-compliance",
    "tsdc",
    "cpc-patent-class",
    "organization",
];

/// The edits of one pass by place; of several at one place the last one counts.
pub(super) struct Edits {
    keys: FxHashMap<(usize, usize), ChangeKind>,
    values: FxHashMap<(usize, usize), ChangeKind>,
}

impl Edits {
    pub(super) fn new(edits: &[Edit]) -> Self {
        let mut all = Self {
            keys: FxHashMap::default(),
            values: FxHashMap::default(),
        };
        for edit in edits {
            all.insert(edit.kind.concerns_key(), &edit.span, edit.kind.clone());
        }
        all
    }

    /// Adds an edit of a key or of a value.
    pub(super) fn insert(&mut self, of_key: bool, span: &Span, kind: ChangeKind) {
        let place = (span.start, span.end);
        if of_key {
            self.keys.insert(place, kind);
        } else {
            self.values.insert(place, kind);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.values.is_empty()
    }
}

/// Does the edits in `text`, which `document` was read from, or whose values `text` has already.
pub(super) fn apply(
    document: &Document,
    toml: &mut DocumentMut,
    edits: &Edits,
    fab: &mut Companion,
    edition: Option<Edition>,
) -> Vec<Done> {
    let mut pass = Pass {
        document,
        edits,
        fab,
        edition,
        path: Vec::new(),
        pending: String::new(),
        aside: Vec::new(),
        done: Vec::new(),
    };
    let rows = items::take(toml.as_table_mut());
    let rows = pass.rows(&document.root, rows);
    items::put(toml.as_table_mut(), rows);
    if !pass.pending.is_empty() {
        let trailing = toml.trailing().as_str().unwrap_or_default();
        let trailing = items::joined_leads(&pass.pending, trailing);
        toml.set_trailing(trailing);
    }
    pass.done
}

/// What to do about `okhv`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edition {
    /// Whether it names no edition, so that what it says has to be kept.
    pub(super) is_odd: bool,
}

struct Pass<'p> {
    document: &'p Document,
    edits: &'p Edits,
    fab: &'p mut Companion,
    edition: Option<Edition>,
    path: Vec<Step>,
    /// Comments whose row is gone, for the next row.
    pending: String,
    /// Comments inside a value that has no room for them any more, for before its row.
    aside: Vec<String>,
    done: Vec<Done>,
}

/// A row with the name it had, if that was another.
type Named = (Row, Option<String>);

/// What became of a value.
enum Outcome {
    Kept(Item),
    /// It is gone, and its comments are these.
    Gone(Vec<String>),
}

impl Pass<'_> {
    fn done(&mut self, span: &Span, what: String) {
        let (line, _) = self.document.source.line_column(span.start);
        self.done.push(Done { line, what });
    }

    fn at_top(&self) -> bool {
        self.path.is_empty()
    }

    fn in_part(&self) -> bool {
        matches!(self.path.as_slice(), [step] if step.key == "part")
    }

    fn rows(&mut self, tree: &Tree, rows: Vec<Row>) -> Vec<Row> {
        let mut kept: Vec<Named> = Vec::with_capacity(rows.len() + 1);
        let top = self.at_top();
        for (index, (mut key, mut item)) in rows.into_iter().enumerate() {
            let Some(entry) = tree.get(key.get()) else {
                kept.push(((key, item), None));
                continue;
            };
            let before = std::mem::take(&mut self.pending);
            if !before.is_empty() {
                let lead = items::joined_leads(&before, &items::lead(&key, &item));
                items::set_lead(&mut key, &mut item, &lead);
            }
            let first = top && index == 0;
            kept.extend(self.row(tree, entry, (key, item), first));
        }
        if top && self.edition.is_some() && !kept.iter().any(|((key, _), _)| key.get() == "okhv") {
            self.insert_okhv(&mut kept);
        }
        self.merged(kept)
    }

    /// One row; `None` when it is gone.
    fn row(&mut self, tree: &Tree, entry: &Entry, (key, item): Row, first: bool) -> Option<Named> {
        let place = (entry.key_span.start, entry.key_span.end);
        let mut kind = self.edits.keys.get(&place).cloned();
        if let Some(ChangeKind::Slip(to)) = kind {
            kind = Some(if self.is_slip(tree, entry, to) {
                ChangeKind::Rename(to)
            } else {
                ChangeKind::Carry
            });
        }
        if let Some(ChangeKind::Rename(to)) = kind
            && !MANY.contains(&to)
            && tree
                .get(to)
                .is_some_and(|other| !says_nothing(&other.value))
        {
            // The current key says it already: the older one is kept as it is.
            kind = Some(ChangeKind::Carry);
        }
        let name = match kind {
            None if says_nothing(&entry.value) && self.is_replaced(tree, &entry.key) => {
                let lead = items::lead(&key, &item);
                self.pending = lead + &items::lines(&items::comments_of(&item));
                return None;
            }
            Some(ChangeKind::Carry) => {
                self.carry(entry, (key, item), first);
                return None;
            }
            Some(ChangeKind::ToFab(to)) => {
                self.to_fab(tree, entry, to, (key, item), first);
                return None;
            }
            Some(ChangeKind::Rename(to)) => {
                self.done(&entry.key_span, format!("`{}` is spelt `{to}`", entry.key));
                if SAYS_MORE.contains(&kebab(&entry.key).as_str()) {
                    let mut copy = (key.clone(), item.clone());
                    items::set_lead(&mut copy.0, &mut copy.1, "");
                    self.fab.carry(&self.path, copy);
                }
                to
            }
            _ => entry.key.as_str(),
        };
        let exact = name == entry.key;
        let mut lead = items::lead(&key, &item);
        let was_header =
            item.as_table().is_some_and(|table| !table.is_dotted()) || item.is_array_of_tables();
        let outer = std::mem::take(&mut self.aside);
        let is_okhv = self.at_top() && self.edition.is_some() && kebab(name) == "okhv";
        let outcome = if is_okhv {
            self.okhv(entry, item)
        } else {
            self.value(name, &entry.value, item)
        };
        let aside = std::mem::replace(&mut self.aside, outer);
        match outcome {
            Outcome::Kept(mut item) => {
                let mut key = if exact {
                    key
                } else {
                    items::renamed(&key, name)
                };
                if matches!(kind, Some(ChangeKind::AsList)) {
                    self.done(
                        &entry.key_span,
                        format!("`{name}` becomes a list of tables"),
                    );
                    item = as_list(item);
                } else if was_header && item.is_value() {
                    // What had a header of its own is one line among others now.
                    key = Key::new(name);
                    lead = lead.trim_start_matches('\n').to_owned();
                    lead.push_str(&items::lines(&aside));
                    items::set_lead(&mut key, &mut item, &lead);
                } else if !aside.is_empty() {
                    let lead = items::lead(&key, &item) + &items::lines(&aside);
                    items::set_lead(&mut key, &mut item, &lead);
                }
                Some(((key, item), (!exact).then(|| entry.key.clone())))
            }
            Outcome::Gone(comments) => {
                let inner = std::mem::take(&mut self.pending);
                let comments = items::lines(&comments) + &items::lines(&aside);
                self.pending = format!("{lead}{comments}{inner}");
                if comments_only_blank(&self.pending) && !first {
                    self.pending.clear();
                }
                None
            }
        }
    }

    /// Whether another row gets this key.
    fn is_replaced(&self, tree: &Tree, key: &str) -> bool {
        tree.entries.iter().any(|entry| {
            let place = (entry.key_span.start, entry.key_span.end);
            let renamed =
                matches!(self.edits.keys.get(&place), Some(ChangeKind::Rename(to)) if *to == key);
            renamed && !says_nothing(&entry.value)
        })
    }

    /// Whether a key that nearly is `to` certainly is: the value has its form and nothing else says it.
    fn is_slip(&self, tree: &Tree, entry: &Entry, to: &str) -> bool {
        let written = kebab(&entry.key);
        let most = if written.chars().count() < 8 { 1 } else { 2 };
        let fits = match self.path.as_slice() {
            [] => fits_top(to, &entry.value),
            [step] if step.key == "part" => fits_part(to, &entry.value),
            _ => entry.value.as_str().is_some(),
        };
        fits && tree.get(to).is_none()
            && strsim::osa_distance(&written, &kebab(to)) <= most
            && entry
                .value
                .as_str()
                .is_none_or(|text| !text.trim().is_empty())
    }

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
            self.pending = stay.to_owned();
        }
        let go = go.to_owned();
        items::set_lead(key, item, &go);
    }

    fn carry(&mut self, entry: &Entry, mut row: Row, first: bool) {
        self.stay(&mut row, first);
        self.done(
            &entry.key_span,
            format!("`{}` moves to `[carried]` in `fab.toml`", entry.key),
        );
        self.keep(row);
    }

    /// Carries a row; comments that find no place with it wait for the next row.
    fn keep(&mut self, row: Row) {
        let comments = self.fab.carry(&self.path, row);
        self.pending.push_str(&items::lines(&comments));
    }

    fn to_fab(&mut self, tree: &Tree, entry: &Entry, to: &'static str, mut row: Row, first: bool) {
        self.stay(&mut row, first);
        let lead = items::lead(&row.0, &row.1);
        let comments = items::lines(&items::comments_of(&row.1));
        let mut lead = format!("{lead}{comments}");
        let moved = match to {
            "package.keywords" => {
                making::keywords(&entry.value, self.document).is_some_and(|list| {
                    let list = Value::Array(items::list(list));
                    self.fab
                        .single("package", "keywords", list, &mut lead)
                        .is_ok()
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
                    (Some(part), Some(value)) => self.fab.part(part, key, value, &mut lead).is_ok(),
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

    fn okhv(&mut self, entry: &Entry, item: Item) -> Outcome {
        if entry.key == "okhv" && entry.value.as_str() == Some("2.4") {
            return Outcome::Kept(item);
        }
        let number = matches!(
            entry.value.value,
            TreeValue::String(_) | TreeValue::Integer(_) | TreeValue::Float(_)
        );
        if !number || self.edition.is_some_and(|edition| edition.is_odd) {
            let mut copy = item.clone();
            if let Some(value) = copy.as_value_mut() {
                value.decor_mut().clear();
            }
            self.fab.carry(&[], (Key::new("okhv"), copy));
        }
        if entry.value.as_str() != Some("2.4") {
            self.done(&entry.value.span, "`okhv` is \"2.4\"".to_owned());
        }
        self.replaced(item, Value::from("2.4"))
    }

    fn insert_okhv(&mut self, kept: &mut Vec<Named>) {
        self.done(&(0..0), "`okhv = \"2.4\"` is added".to_owned());
        let (mut key, mut item) = (Key::new("okhv"), Item::Value(Value::from("2.4")));
        if kept.is_empty() {
            let head = std::mem::take(&mut self.pending);
            items::set_lead(&mut key, &mut item, &head);
        } else if let Some(((next, inner), _)) = kept.first_mut() {
            let lead = items::lead(next, inner);
            let (head, own) = items::split_lead(&lead);
            items::set_lead(&mut key, &mut item, head);
            items::set_lead(next, inner, own);
        }
        kept.insert(0, ((key, item), None));
    }

    fn value(&mut self, name: &str, node: &Node, item: Item) -> Outcome {
        let place = (node.span.start, node.span.end);
        let kind = self.edits.values.get(&place).cloned();
        // `[[list]]` begins where its first table does: only a table replaces the list itself.
        let is_first = matches!(&node.value, TreeValue::Array(nodes)
            if nodes.first().is_some_and(|first| first.span == node.span));
        let for_list = matches!(&kind, Some(ChangeKind::Rewrite(rewrite))
            if matches!(rewrite.value, TreeValue::Table(_)));
        if let Some(kind) = kind.filter(|_| !is_first || for_list) {
            return self.edited(name, node, item, &kind);
        }
        match &node.value {
            TreeValue::Table(tree) => self.table(name, None, tree, item),
            TreeValue::Array(nodes) => self.list(name, nodes, item),
            _ => Outcome::Kept(item),
        }
    }

    fn edited(&mut self, name: &str, node: &Node, item: Item, kind: &ChangeKind) -> Outcome {
        match kind {
            ChangeKind::Drop => {
                self.done(&node.span, format!("`{name}` says nothing and is left out"));
                Outcome::Gone(items::comments_of(&item))
            }
            ChangeKind::Rewrite(rewrite) => {
                self.done(&node.span, format!("`{name}` reads {}", rewrite.reads));
                if name == "license"
                    && let TreeValue::Table(table) = &node.value
                {
                    self.licences(table);
                }
                if !rewrite.whole {
                    let mut row = (Key::new(name), item.clone());
                    items::set_lead(&mut row.0, &mut row.1, "");
                    self.fab.carry(&self.path, row);
                }
                match self.written(rewrite) {
                    Some(value) => self.replaced(item, value),
                    None => Outcome::Kept(item),
                }
            }
            _ => {
                let comments = items::comments_of(&item);
                if let Ok(value) = item.into_value() {
                    let what = format!("a value of `{name}` moves to `[carried]` in `fab.toml`");
                    self.done(&node.span, what);
                    self.fab.carry_element(&self.path, name, value);
                }
                Outcome::Gone(comments)
            }
        }
    }

    /// The licences of documentation and software that Open Know-How 1.0 states beside the hardware's.
    fn licences(&mut self, table: &Tree) {
        for entry in &table.entries {
            let key = entry.key.to_ascii_lowercase();
            if !matches!(key.as_str(), "documentation" | "software") {
                continue;
            }
            let Some(raw) = entry.value.as_str().map(str::trim) else {
                continue;
            };
            if raw.is_empty() {
                continue;
            }
            let declared = Declared::read(raw, entry.value.span.clone());
            let text = declared.certain_suggestion().unwrap_or(raw);
            let what = format!("the licence of the {key} moves to `[licences]` in `fab.toml`");
            self.done(&entry.value.span, what);
            if let Err(value) = self
                .fab
                .single("licences", &key, text.into(), &mut String::new())
            {
                let step = Step {
                    key: "license".to_owned(),
                    which: None,
                };
                self.fab.carry(&[step], (Key::new(key), Item::Value(value)));
            }
        }
    }

    fn written(&self, rewrite: &Rewrite) -> Option<Value> {
        let node = Node {
            span: 0..0,
            value: rewrite.value.clone(),
        };
        items::value_of(&node, &|node| {
            let text = self.document.text_at(&node.span);
            (!text.is_empty()).then(|| text.to_owned())
        })
    }

    /// The item with another value: format and comments stay as far as the new one has room for them.
    fn replaced(&mut self, item: Item, mut value: Value) -> Outcome {
        match (item, &mut value) {
            (Item::Value(old), _) => {
                let inner = match &old {
                    Value::Array(_) | Value::InlineTable(_) => {
                        let mut comments = Vec::new();
                        let mut bare = old.clone();
                        bare.decor_mut().clear();
                        items::of_value(&bare, &mut comments);
                        comments
                    }
                    _ => Vec::new(),
                };
                self.aside.extend(inner);
                *value.decor_mut() = old.decor().clone();
                Outcome::Kept(Item::Value(value))
            }
            (Item::Table(table), Value::InlineTable(new)) => {
                Outcome::Kept(Item::Table(self.refilled(table, new)))
            }
            (Item::ArrayOfTables(tables), Value::InlineTable(new)) => {
                let comments = items::comments_of(&Item::ArrayOfTables(tables.clone()));
                let Some(first) = tables.into_iter().next() else {
                    return Outcome::Kept(Item::Value(value));
                };
                let mut table = self.refilled(first, new);
                prefix_first(&mut table, &items::lines(&comments), true);
                Outcome::Kept(Item::Table(table))
            }
            (item, _) => {
                self.aside.extend(items::comments_of(&item));
                Outcome::Kept(Item::Value(value))
            }
        }
    }

    /// The same table with other keys.
    fn refilled(&mut self, mut table: Table, new: &toml_edit::InlineTable) -> Table {
        let mut header = table.clone();
        header.decor_mut().clear();
        let comments = items::comments_of(&Item::Table(header));
        let dotted = table.is_dotted();
        items::take(&mut table);
        for (key, value) in new {
            let mut value = value.clone();
            value.decor_mut().clear();
            table.insert(key, Item::Value(value));
        }
        let _ = dotted;
        prefix_first(&mut table, &items::lines(&comments), false);
        table
    }

    /// The table under `name`, or at `index` of the list `name`.
    ///
    /// A table whose last row moved away goes as well.
    fn table(&mut self, name: &str, index: Option<usize>, tree: &Tree, item: Item) -> Outcome {
        let which = index.map(|index| {
            let named = ["name", "title", "release", "location", "path"].into_iter();
            let named = named.filter_map(|key| {
                let text = tree.get(key)?.value.as_str()?;
                (!text.trim().is_empty()).then(|| (key.to_owned(), Value::from(text)))
            });
            let number = || ("index".to_owned(), Value::from(index as i64 + 1));
            named.into_iter().next().unwrap_or_else(number)
        });
        self.path.push(Step {
            key: name.to_owned(),
            which,
        });
        let outer = std::mem::take(&mut self.pending);
        let mut count = 0;
        let header = comments_of_header(&item);
        let item = match item {
            Item::Table(mut table) => {
                let rows = items::take(&mut table);
                let rows = self.rows(tree, rows);
                count = rows.len();
                items::put(&mut table, rows);
                Item::Table(table)
            }
            Item::Value(Value::InlineTable(mut table)) => {
                let rows = items::take_inline(&mut table);
                let rows = self.rows(tree, rows);
                count = rows.len();
                items::put_inline(&mut table, rows);
                Item::Value(Value::InlineTable(table))
            }
            other => other,
        };
        let inner = std::mem::replace(&mut self.pending, outer);
        let inner = items::comments_in(&inner);
        if item.is_table() {
            self.pending.push_str(&items::lines(&inner));
        } else {
            self.aside.extend(inner);
        }
        self.path.pop();
        if count == 0 && !tree.entries.is_empty() {
            return Outcome::Gone(header);
        }
        Outcome::Kept(item)
    }

    fn list(&mut self, name: &str, nodes: &[Node], item: Item) -> Outcome {
        match item {
            Item::ArrayOfTables(tables) => {
                let mut kept = toml_edit::ArrayOfTables::new();
                let mut gone = Vec::new();
                // How many of them stood before the row itself.
                let mut of_row = 0;
                let mut rest = nodes.iter().enumerate().zip(tables);
                while let Some(((index, node), table)) = rest.next() {
                    let item = Item::Table(table);
                    let lead = items::comments_in(&items::lead(&Key::new(name), &item));
                    let outcome = self.element(name, index, node, item);
                    let inner = items::comments_in(&std::mem::take(&mut self.pending));
                    match outcome {
                        Outcome::Kept(Item::Table(mut table)) => {
                            prepend(&mut table, &gone);
                            gone.clear();
                            gone.extend(inner);
                            kept.push(table);
                        }
                        Outcome::Kept(item) => {
                            // A table that became a text: the list becomes one of texts.
                            self.aside.extend(gone);
                            self.aside.extend(inner);
                            for table in kept.iter().cloned().chain(rest.map(|(_, table)| table)) {
                                let item = Item::Table(table);
                                let lead = items::lead(&Key::new(name), &item);
                                self.aside.extend(items::comments_in(&lead));
                                self.aside.extend(items::comments_of(&item));
                            }
                            return self.texts(name, nodes, kept, index, item);
                        }
                        Outcome::Gone(comments) => {
                            if index == 0 {
                                of_row = lead.len();
                            }
                            gone.extend(lead);
                            gone.extend(comments);
                            gone.extend(inner);
                        }
                    }
                }
                if kept.is_empty() && !nodes.is_empty() {
                    return Outcome::Gone(gone.split_off(of_row));
                }
                self.pending.push_str(&items::lines(&gone));
                Outcome::Kept(Item::ArrayOfTables(kept))
            }
            Item::Value(Value::Array(mut array)) => {
                let old: Vec<Value> = array.iter().cloned().collect();
                let count = old.len();
                array.clear();
                let mut comments = Vec::new();
                // A comment behind a comma stands before the next element, whoever that will be.
                let mut held = String::new();
                for ((index, node), value) in values(nodes).enumerate().zip(old) {
                    let before = prefix(&value).to_owned();
                    match self.element(name, index, node, Item::Value(value)) {
                        Outcome::Kept(item) => {
                            if let Ok(mut value) = item.into_value() {
                                if !held.is_empty() {
                                    let before = held_before(&mut held, prefix(&value));
                                    value.decor_mut().set_prefix(before);
                                }
                                array.push_formatted(value);
                            }
                        }
                        Outcome::Gone(mut gone) => {
                            let stays = items::comments_in(&before).len();
                            comments.extend(gone.split_off(stays.min(gone.len())));
                            if stays > 0 {
                                held.push_str(before.trim_end());
                            }
                        }
                    }
                }
                if !held.is_empty() {
                    let trailing = array.trailing().as_str().unwrap_or_default().to_owned();
                    array.set_trailing(held_before(&mut held, &trailing));
                }
                if array.is_empty() && count > 0 {
                    comments.extend(items::comments_of(&Item::Value(Value::Array(array))));
                    return Outcome::Gone(comments);
                }
                if array.len() < count {
                    tidy(&mut array);
                }
                self.aside.extend(comments);
                Outcome::Kept(Item::Value(Value::Array(array)))
            }
            other => Outcome::Kept(other),
        }
    }

    fn element(&mut self, name: &str, index: usize, node: &Node, item: Item) -> Outcome {
        let place = (node.span.start, node.span.end);
        if let Some(kind) = self.edits.values.get(&place).cloned() {
            return self.edited(name, node, item, &kind);
        }
        match &node.value {
            TreeValue::Table(tree) => self.table(name, Some(index), tree, item),
            _ => Outcome::Kept(item),
        }
    }

    /// A list of tables of which at least one became a text.
    fn texts(
        &mut self,
        name: &str,
        nodes: &[Node],
        before: toml_edit::ArrayOfTables,
        at: usize,
        item: Item,
    ) -> Outcome {
        let mut values: Vec<Value> = before
            .into_iter()
            .map(|table| table.into_inline_table().into())
            .collect();
        values.extend(item.into_value());
        for node in nodes.iter().skip(at + 1) {
            let place = (node.span.start, node.span.end);
            let rewrite = match self.edits.values.get(&place) {
                Some(ChangeKind::Rewrite(rewrite)) => Some(rewrite.clone()),
                _ => None,
            };
            let whole = rewrite.as_ref().is_some_and(|rewrite| rewrite.whole);
            let old = items::value_of(node, &|node| {
                Some(self.document.text_at(&node.span).to_owned())
            });
            if let (false, Some(old)) = (whole || rewrite.is_none(), &old) {
                self.fab.carry_element(&self.path, name, old.clone());
            }
            let new = rewrite.and_then(|rewrite| self.written(&rewrite)).or(old);
            values.extend(new);
        }
        Outcome::Kept(Item::Value(Value::Array(items::list(values))))
    }

    /// Of rows with the same key one stays; what the others say joins it where the key takes several values,
    /// and is carried where it does not.
    fn merged(&mut self, rows: Vec<Named>) -> Vec<Row> {
        let mut rows = rows;
        exact_first(&mut rows);
        let mut kept: Vec<Named> = Vec::with_capacity(rows.len());
        for ((key, item), old_name) in rows {
            let Some(at) = kept
                .iter()
                .position(|((other, _), _)| other.get() == key.get())
            else {
                kept.push(((key, item), old_name));
                continue;
            };
            let mut lead = items::lead(&key, &item);
            let ((old_key, old), _) = &mut kept[at];
            if items::bare(old) == items::bare(&item) {
                let mut comments = items::comments_in(&lead);
                comments.extend(items::comments_of(&item));
                self.pending.push_str(&items::lines(&comments));
                continue;
            }
            let joined = MANY
                .contains(&key.get())
                .then(|| joined(old, &item))
                .flatten();
            if let Some(value) = joined {
                lead.push_str(&items::lines(&items::comments_of(&item)));
                let comments = items::lines(&items::comments_in(&lead));
                let old_lead = items::lead(old_key, old);
                let old_comments = items::lines(&items::comments_of(old));
                *old = Item::Value(value);
                items::set_lead(old_key, old, &format!("{old_lead}{old_comments}{comments}"));
                continue;
            }
            // What stood before it and does not go with it stays.
            let (stay, own) = items::split_lead(&lead);
            self.pending
                .push_str(&items::lines(&items::comments_in(stay)));
            let mut loser = (key, item);
            items::set_lead(&mut loser.0, &mut loser.1, own);
            if let Some(name) = old_name {
                loser.0 = items::renamed(&loser.0, &name);
            }
            let what = format!(
                "a second `{}` moves to `[carried]` in `fab.toml`",
                loser.0.get()
            );
            self.done.push(Done { line: 0, what });
            self.keep(loser);
        }
        kept.into_iter().map(|(row, _)| row).collect()
    }
}

/// Of rows with the same key the one that had it all along takes the first place.
fn exact_first(rows: &mut [Named]) {
    for exact in 0..rows.len() {
        if rows[exact].1.is_some() {
            continue;
        }
        let same = |row: &Named| row.0.0.get() == rows[exact].0.0.get();
        let Some(first) = rows[..exact].iter().position(same) else {
            continue;
        };
        let lead = items::lead(&rows[first].0.0, &rows[first].0.1);
        let (stay, own) = items::split_lead(&lead);
        rows.swap(first, exact);
        let ((key, item), _) = &mut rows[first];
        let lead = items::joined_leads(stay, &items::lead(key, item));
        items::set_lead(key, item, &lead);
        let ((key, item), _) = &mut rows[exact];
        items::set_lead(key, item, own);
    }
}

/// Puts comments before the header of a table, above those that are there.
fn prepend(table: &mut Table, comments: &[String]) {
    if comments.is_empty() {
        return;
    }
    let lead = table
        .decor()
        .prefix()
        .and_then(RawString::as_str)
        .unwrap_or_default();
    let own = lead.trim_start_matches('\n');
    let blank = &lead[..lead.len() - own.len()];
    let lead = format!("{blank}{}{own}", items::lines(comments));
    table.decor_mut().set_prefix(lead);
}

/// A list that holds this table.
fn as_list(item: Item) -> Item {
    match item {
        Item::Table(mut table) => {
            table.set_dotted(false);
            let mut list = toml_edit::ArrayOfTables::new();
            list.push(table);
            Item::ArrayOfTables(list)
        }
        Item::Value(mut value) => {
            let decor = std::mem::take(value.decor_mut());
            let mut list = toml_edit::Array::new();
            list.push_formatted(value);
            *list.decor_mut() = decor;
            Item::Value(Value::Array(list))
        }
        other => other,
    }
}

/// The comment behind the header of a table, or behind a value.
fn comments_of_header(item: &Item) -> Vec<String> {
    let decor = match item {
        Item::Table(table) => Some(table.decor()),
        Item::Value(value) => Some(value.decor()),
        _ => None,
    };
    let suffix = decor.and_then(toml_edit::Decor::suffix);
    items::comments_in(suffix.and_then(RawString::as_str).unwrap_or_default())
}

/// The nodes that a list in TOML has values for.
fn values(nodes: &[Node]) -> impl Iterator<Item = &Node> {
    nodes.iter().filter(|node| node.value != TreeValue::Null)
}

/// Both values in one list of texts, each once.
fn joined(first: &Item, second: &Item) -> Option<Value> {
    let mut all: Vec<Value> = Vec::new();
    for item in [first, second] {
        match item.as_value()? {
            Value::Array(array) => all.extend(array.iter().cloned()),
            value => all.push(value.clone()),
        }
    }
    if !all.iter().all(Value::is_str) {
        return None;
    }
    let mut seen: Vec<String> = Vec::new();
    all.retain(|value| {
        let bare = items::bare_value(value);
        let new = !seen.contains(&bare);
        seen.push(bare);
        new
    });
    for value in &mut all {
        value.decor_mut().clear();
    }
    Some(Value::Array(items::list(all)))
}

fn prefix(value: &Value) -> &str {
    let prefix = value.decor().prefix().and_then(RawString::as_str);
    prefix.unwrap_or_default()
}

/// Comments that lost their element, before the blank of the next one; on a line of their own.
fn held_before(held: &mut String, blank: &str) -> String {
    let mut before = std::mem::take(held);
    if !before.is_empty() && !blank.trim_start_matches([' ', '\t']).starts_with('\n') {
        before.push('\n');
    }
    before.push_str(blank);
    before
}

/// A list whose first element went must not begin with the blank behind a comma.
fn tidy(array: &mut toml_edit::Array) {
    if let Some(first) = array.get_mut(0) {
        let blank = first
            .decor()
            .prefix()
            .and_then(RawString::as_str)
            .is_some_and(|prefix| prefix == " ");
        if blank {
            first.decor_mut().set_prefix("");
        }
    }
}

/// Whether a value is as good as none.
fn says_nothing(node: &Node) -> bool {
    node.value == TreeValue::Null || node.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether there is no comment in a lead.
fn comments_only_blank(lead: &str) -> bool {
    lead.trim().is_empty()
}

/// Puts comments before the first key of a table; `anew` replaces those that are there.
fn prefix_first(table: &mut Table, comments: &str, anew: bool) {
    let first = table.iter().next().map(|(name, _)| name.to_owned());
    let Some(mut key) = first.as_deref().and_then(|name| table.key_mut(name)) else {
        return;
    };
    if !comments.is_empty() || anew {
        key.leaf_decor_mut().set_prefix(comments);
    }
}
