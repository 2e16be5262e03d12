//! A document tree with spans: what TOML, YAML and JSON manifests have in common.
//!
//! A tree keeps duplicate keys, the span of every key and value, and the order of the file. Reading
//! never stops at the first syntax error: what can be understood around it is in the tree.
//!
//! Vocabulary: a *node* is a value with its place; an *entry* is a key with its node; a *span* is a
//! byte range of the text as kept in [`Document::source`] (decoded, without byte-order mark).

mod json;
mod text;
mod toml;
mod yaml;

pub use text::{MAX_BYTES, Unreadable};

use crate::diag::{SourceText, Span};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How deep values may be nested: no manifest needs a fraction of it.
const MAX_DEPTH: usize = 64;

/// How many syntax errors of one document are kept.
const MAX_ERRORS: usize = 50;

/// The syntax of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// TOML 1.1.
    Toml,
    /// YAML 1.2, the first document of a stream.
    Yaml,
    /// JSON.
    Json,
}

impl Syntax {
    /// The syntax by the extension of `path`; TOML when it has none of the known ones.
    pub fn of_path(path: &str) -> Self {
        match path
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_ascii_lowercase())
            .as_deref()
        {
            Some("yml" | "yaml") => Self::Yaml,
            Some("json") => Self::Json,
            _ => Self::Toml,
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Yaml => "YAML",
            Self::Json => "JSON",
        }
    }
}

/// A document and what was wrong with its syntax.
#[derive(Debug)]
pub struct Document {
    /// The text it was read from.
    pub source: Arc<SourceText>,
    /// The root table; empty when nothing could be recovered.
    pub root: Table,
    /// Every syntax error, in order of place.
    pub errors: Vec<SyntaxError>,
}

/// A key that stands twice in the same table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The key.
    pub key: String,
    /// Where it stands first.
    pub first: Span,
    /// Where it stands again.
    pub again: Span,
}

/// A syntax error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, as a phrase.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// A table: its entries in file order, duplicates included.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The entries.
    pub entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, unquoted.
    pub key: String,
    /// Where the key is.
    pub key_span: Span,
    /// Its value.
    pub value: Node,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it is.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// YAML or JSON null.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    String(String),
    /// A TOML date or time, as written.
    Datetime(String),
    /// A list.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Document {
    /// Reads the text of the file at `path`, whose extension tells the syntax.
    ///
    /// Fails only where the bytes are no text at all or too many; syntax errors are in the document.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, Unreadable> {
        let decoded = text::decode(bytes)?;
        let source = SourceText::new(path, decoded.text);
        let (root, mut errors) = match Syntax::of_path(path) {
            Syntax::Toml => toml::parse(&source.text),
            Syntax::Yaml => yaml::parse(&source.text),
            Syntax::Json => json::parse(&source.text),
        };
        errors.extend(decoded.error);
        for error in &mut errors {
            error.span = on_characters(&source.text, &error.span);
        }
        errors.sort_by_key(|error| error.span.start);
        errors.truncate(MAX_ERRORS);
        Ok(Self {
            source,
            root,
            errors,
        })
    }

    /// Every key that stands twice in its table, in order of place.
    pub fn duplicates(&self) -> Vec<Duplicate> {
        let mut found = Vec::new();
        duplicates_in(&self.root, &mut found);
        found.sort_by_key(|duplicate| duplicate.again.start);
        found
    }

    /// The text that `span` covers.
    pub fn text_at(&self, span: &Span) -> &str {
        self.source.text.get(span.clone()).unwrap_or_default()
    }
}

fn duplicates_in(table: &Table, found: &mut Vec<Duplicate>) {
    let mut seen: FxHashMap<&str, &Span> = FxHashMap::default();
    for entry in &table.entries {
        if let Some(first) = seen.get(entry.key.as_str()) {
            found.push(Duplicate {
                key: entry.key.clone(),
                first: (*first).clone(),
                again: entry.key_span.clone(),
            });
        } else {
            seen.insert(&entry.key, &entry.key_span);
        }
        duplicates_in_node(&entry.value, found);
    }
}

fn duplicates_in_node(node: &Node, found: &mut Vec<Duplicate>) {
    match &node.value {
        Value::Table(table) => duplicates_in(table, found),
        Value::Array(nodes) => {
            for node in nodes {
                duplicates_in_node(node, found);
            }
        }
        _ => {}
    }
}

/// Moves both ends of `span` into `text` and onto character boundaries.
fn on_characters(text: &str, span: &Span) -> Span {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

impl Value {
    /// A table made here, without places.
    pub fn table<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        let entries = entries.into_iter().map(|(key, value)| Entry {
            key: key.into(),
            key_span: 0..0,
            value: Node { span: 0..0, value },
        });
        Self::Table(Table {
            entries: entries.collect(),
        })
    }

    /// What to call it in a message (`a string`).
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a truth value",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::String(_) => "a string",
            Self::Datetime(_) => "a date",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Table {
    /// The last entry with this exact key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key == key)
    }
}

impl Node {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self.value {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => None,
        }
    }

    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The nodes of a list, or the node itself: "scalar or list".
    pub fn one_or_many(&self) -> &[Node] {
        match &self.value {
            Value::Array(nodes) => nodes,
            _ => std::slice::from_ref(self),
        }
    }
}
