//! Values in the format they had: replaced, left out, or looked into.

use super::{Outcome, Pass};
use crate::package::licence::Declared;
use crate::package::manifest::{ChangeKind, Rewrite};
use crate::package::repair::companion::Step;
use crate::package::repair::items;
use crate::package::tree::{Node, Table as Tree, Value as TreeValue};
use toml_edit::{Item, Key, RawString, Table, Value};

impl Pass<'_> {
    pub(super) fn value(&mut self, name: &str, node: &Node, item: Item) -> Outcome {
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
            let stated = self
                .fab
                .single("licences", &key, text.into(), &mut String::new());
            if !stated {
                let step = Step {
                    key: "license".to_owned(),
                    which: None,
                };
                self.fab
                    .carry(&[step], (Key::new(key), Item::Value(raw.into())));
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
    pub(super) fn replaced(&mut self, item: Item, mut value: Value) -> Outcome {
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
                Outcome::Kept(Item::Table(Self::refilled(table, new)))
            }
            (Item::ArrayOfTables(tables), Value::InlineTable(new)) => {
                let comments = items::comments_of(&Item::ArrayOfTables(tables.clone()));
                let Some(first) = tables.into_iter().next() else {
                    return Outcome::Kept(Item::Value(value));
                };
                let mut table = Self::refilled(first, new);
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
    fn refilled(mut table: Table, new: &toml_edit::InlineTable) -> Table {
        let mut header = table.clone();
        header.decor_mut().clear();
        let comments = items::comments_of(&Item::Table(header));
        items::take(&mut table);
        for (key, value) in new {
            let mut value = value.clone();
            value.decor_mut().clear();
            table.insert(key, Item::Value(value));
        }
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
            let number = || {
                (
                    "index".to_owned(),
                    Value::from(i64::try_from(index + 1).unwrap_or(i64::MAX)),
                )
            };
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
