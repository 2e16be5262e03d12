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
        let (before, mut inside, behind) = comments.row(index);
        let item = item(entry, document, &mut inside);
        let mut lead = format!("{pending}{before}");
        pending.clear();
        // The comment behind the key of a table stands above its header, before those of its rows.
        let has_room = item.as_ref().is_some_and(Item::is_value) && inside.is_empty();
        let behind = match behind {
            Some(comment) if !has_room => {
                lead.push_str(&items::lines(&[comment]));
                None
            }
            behind => behind,
        };
        lead.push_str(&lines_of(inside.into_iter()));
        let Some(mut item) = item else {
            pending = lead;
            continue;
        };
        if let (Some(comment), Some(value)) = (behind, item.as_value_mut()) {
            value.decor_mut().set_suffix(format!(" {comment}"));
        }
        let mut key = Key::new(entry.key.as_str());
        items::set_lead(&mut key, &mut item, &lead);
        toml.as_table_mut().insert_formatted(&key, item);
    }
    let end = format!("{pending}{}", comments.end);
    toml.set_trailing(end);
    toml
}

/// A comment inside a value.
#[derive(Clone)]
struct Inner {
    /// Where it begins.
    at: usize,
    text: String,
    /// Whether it has a line of its own.
    whole: bool,
}

/// The value of an entry; it takes those of the comments inside it that it has room for.
fn item(entry: &Entry, document: &Document, inside: &mut Vec<Inner>) -> Option<Item> {
    let node = &entry.value;
    let tables = |nodes: &[Node]| {
        let all = nodes.iter().all(|node| node.as_table().is_some());
        all && !nodes.is_empty()
    };
    let many_lines = |inside: &[Inner]| {
        let commented = |inner: &Inner| (node.span.start..node.span.end).contains(&inner.at);
        long(node, document) || inside.iter().any(commented)
    };
    match &node.value {
        Of::Array(nodes)
            if tables(nodes)
                && (matches!(entry.key.as_str(), "part" | "software") || many_lines(inside)) =>
        {
            let mut list = ArrayOfTables::new();
            for tree in nodes.iter().filter_map(Node::as_table) {
                list.push(table(tree, document, inside));
            }
            Some(Item::ArrayOfTables(list))
        }
        Of::Table(tree) if !tree.entries.is_empty() && many_lines(inside) => {
            Some(Item::Table(table(tree, document, inside)))
        }
        _ => Some(Item::Value(wrapped(value(node, document)?))),
    }
}

fn table(tree: &Tree, document: &Document, inside: &mut Vec<Inner>) -> Table {
    let mut table = Table::new();
    for entry in &tree.entries {
        let mut lead = before(inside, entry.key_span.start);
        let Some(mut item) = item(entry, document, inside) else {
            continue;
        };
        lead.push_str(&before(inside, entry.value.span.end));
        if let Some(comment) = behind(inside, entry.value.span.end, document) {
            match item.as_value_mut() {
                Some(value) => value.decor_mut().set_suffix(format!(" {comment}")),
                None => lead.push_str(&items::lines(&[comment])),
            }
        }
        let mut key = Key::new(entry.key.as_str());
        if !lead.is_empty() {
            if !item.is_value() {
                lead.insert(0, '\n');
            }
            items::set_lead(&mut key, &mut item, &lead);
        }
        table.insert_formatted(&key, item);
    }
    table
}

fn lines_of(inside: impl Iterator<Item = Inner>) -> String {
    items::lines(&inside.map(|inner| inner.text).collect::<Vec<_>>())
}

/// Takes the comments that begin before `end`, as lines.
fn before(inside: &mut Vec<Inner>, end: usize) -> String {
    let count = inside.partition_point(|inner| inner.at < end);
    lines_of(inside.drain(..count))
}

/// Takes the comment behind a value that ends at `end`, on its line.
fn behind(inside: &mut Vec<Inner>, end: usize, document: &Document) -> Option<String> {
    let first = inside.first().filter(|inner| !inner.whole)?;
    let between = document.source.text.get(end..first.at)?;
    (!between.contains('\n')).then(|| inside.remove(0).text)
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
    rows: Vec<(String, Vec<Inner>, Option<String>)>,
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
        let mut rows: Vec<(String, Vec<Inner>, Option<String>)> =
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
                    let comment = legible(line[hash..].trim_end());
                    match row {
                        Some(row) if starts && !whole => rows[row].2 = Some(comment),
                        Some(row) if open => rows[row].1.push(Inner {
                            at: start + hash,
                            text: comment,
                            whole,
                        }),
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

    /// What stands before, inside and behind.
    fn row(&self, index: usize) -> (&str, Vec<Inner>, Option<String>) {
        self.rows
            .get(index)
            .map_or(("", Vec::new(), None), |(before, inside, behind)| {
                (before.as_str(), inside.clone(), behind.clone())
            })
    }
}

/// A comment without the control characters that TOML does not allow in one.
fn legible(comment: &str) -> String {
    let forbidden = |c: char| c.is_ascii_control() && c != '\t';
    comment
        .chars()
        .map(|c| if forbidden(c) { '\u{fffd}' } else { c })
        .collect()
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
