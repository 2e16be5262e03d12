//! A YAML or JSON manifest as a TOML document, key by key, with the comments of YAML.

use super::items;
use crate::package::tree::{Document, Entry, Node, Syntax, Table as Tree, Value as Of};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Key, Table, Value};

/// How long an inline table may be.
const INLINE: usize = 100;

/// The document with the values of `document`, in its order.
pub(super) fn toml(document: &Document) -> DocumentMut {
    let mut toml = DocumentMut::new();
    let comments = if Syntax::of_path(&document.source.path) == Syntax::Yaml {
        Comments::of(document)
    } else {
        Comments::default()
    };
    let mut pending = String::new();
    for (index, entry) in document.root.entries.iter().enumerate() {
        let (before, inside, behind) = comments.row(index);
        let lead = format!("{pending}{before}{}", items::lines(inside));
        let Some(mut item) = item(entry, document) else {
            pending = lead;
            pending.push_str(&items::lines(behind.as_slice()));
            continue;
        };
        pending.clear();
        let mut lead = lead;
        let mut key = Key::new(entry.key.as_str());
        match (behind, item.as_value_mut()) {
            (Some(comment), Some(value)) => value.decor_mut().set_suffix(format!(" {comment}")),
            (Some(comment), None) => {
                lead.push_str(&comment);
                lead.push('\n');
            }
            (None, _) => {}
        }
        items::set_lead(&mut key, &mut item, &lead);
        toml.as_table_mut().insert_formatted(&key, item);
    }
    let end = format!("{pending}{}", comments.end);
    toml.set_trailing(end);
    toml
}

fn item(entry: &Entry, document: &Document) -> Option<Item> {
    let node = &entry.value;
    let tables = |nodes: &[Node]| {
        let all = nodes.iter().all(|node| node.as_table().is_some());
        all && !nodes.is_empty()
    };
    match &node.value {
        Of::Array(nodes)
            if tables(nodes)
                && (matches!(entry.key.as_str(), "part" | "software") || long(node, document)) =>
        {
            let mut list = ArrayOfTables::new();
            for tree in nodes.iter().filter_map(Node::as_table) {
                list.push(table(tree, document));
            }
            Some(Item::ArrayOfTables(list))
        }
        Of::Table(tree) if long(node, document) => Some(Item::Table(table(tree, document))),
        _ => Some(Item::Value(wrapped(value(node, document)?))),
    }
}

fn table(tree: &Tree, document: &Document) -> Table {
    let mut table = Table::new();
    for entry in &tree.entries {
        if let Some(item) = item(entry, document) {
            table.insert(&entry.key, item);
        }
    }
    table
}

fn value(node: &Node, document: &Document) -> Option<Value> {
    items::value_of(node, &|node| {
        Some(document.text_at(&node.span).trim().to_owned())
    })
}

/// A value of a document in one expression; `None` for what TOML has no value for.
pub(in crate::package) fn text_of(node: &Node, document: &Document) -> Option<String> {
    Some(wrapped(value(node, document)?).to_string())
}

/// A long list has a line for each element.
fn wrapped(value: Value) -> Value {
    match value {
        Value::Array(array) => Value::Array(items::list(array.into_iter().collect())),
        value => value,
    }
}

/// Whether a table, or a list of tables, is too much for one line.
fn long(node: &Node, document: &Document) -> bool {
    value(node, document).is_some_and(|value| {
        let text = value.to_string();
        text.len() > INLINE || text.contains('\n')
    })
}

/// The comments of a YAML file by the key at the margin that they stand beside.
#[derive(Default)]
struct Comments {
    /// For each key: the lines before it, those inside its value, the one behind it.
    rows: Vec<(String, Vec<String>, Option<String>)>,
    /// What stands after the last value.
    end: String,
}

impl Comments {
    fn of(document: &Document) -> Self {
        let text = &document.source.text;
        let mut spans = Vec::new();
        for entry in &document.root.entries {
            leaves(entry, &mut spans);
        }
        spans.sort_unstable();
        let inside = |at: usize| {
            let next = spans.partition_point(|(start, _)| *start <= at);
            next > 0 && at < spans[next - 1].1
        };
        let mut rows: Vec<(String, Vec<String>, Option<String>)> =
            vec![(String::new(), Vec::new(), None); document.root.entries.len()];
        let mut before = String::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let comment = comment_in(line).filter(|hash| !inside(start + hash));
            // The key that this line belongs to: the last that begins on it or above.
            let row = document
                .root
                .entries
                .iter()
                .rposition(|entry| entry.key_span.start < at);
            let starts = row.is_some_and(|row| document.root.entries[row].key_span.start >= start);
            if let (true, Some(row)) = (starts, row) {
                rows[row].0 = std::mem::take(&mut before);
            }
            let open = row.is_some_and(|row| document.root.entries[row].value.span.end > start);
            let whole = line.trim_start().starts_with('#');
            match comment {
                Some(hash) => {
                    let comment = line[hash..].trim_end().to_owned();
                    match row {
                        Some(row) if starts && !whole => rows[row].2 = Some(comment),
                        Some(row) if open => rows[row].1.push(comment),
                        _ => {
                            before.push_str(&comment);
                            before.push('\n');
                        }
                    }
                }
                None if line.trim().is_empty() && !open => before.push('\n'),
                None => {}
            }
        }
        Self { rows, end: before }
    }

    fn row(&self, index: usize) -> (&str, &[String], Option<String>) {
        self.rows
            .get(index)
            .map_or(("", &[], None), |(before, inside, behind)| {
                (before.as_str(), inside.as_slice(), behind.clone())
            })
    }
}

/// Where a comment begins in a line, if what looks like one is one.
fn comment_in(line: &str) -> Option<usize> {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if c == '#' && before.is_whitespace() {
            return Some(at);
        }
        before = c;
    }
    None
}

/// The spans of all keys and scalars below an entry.
fn leaves(entry: &Entry, spans: &mut Vec<(usize, usize)>) {
    spans.push((entry.key_span.start, entry.key_span.end));
    of_node(&entry.value, spans);
}

fn of_node(node: &Node, spans: &mut Vec<(usize, usize)>) {
    match &node.value {
        Of::Array(nodes) => nodes.iter().for_each(|node| of_node(node, spans)),
        Of::Table(table) => table.entries.iter().for_each(|entry| leaves(entry, spans)),
        _ => spans.push((node.span.start, node.span.end)),
    }
}
