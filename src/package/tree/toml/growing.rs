//! Tables while they grow: TOML adds to them from many places.

use crate::diag::Span;
use crate::package::tree::{Entry, Node, Table, Value};
use rustc_hash::FxHashMap;

/// How a table came to be, which decides whether it may be reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Only as the parent of another table.
    Implied,
    /// By its own header.
    Header,
    /// By a dotted key.
    Dotted,
    /// Between braces: complete.
    Inline,
}

#[derive(Debug)]
pub(super) struct Growing {
    pub(super) origin: Origin,
    pub(super) entries: Vec<GrowingEntry>,
    pub(super) last: FxHashMap<String, usize>,
}

#[derive(Debug)]
pub(super) struct GrowingEntry {
    key: String,
    key_span: Span,
    span: Span,
    value: Grown,
}

#[derive(Debug)]
pub(super) enum Grown {
    Value(Value),
    Table(Growing),
    Tables(Vec<(Span, Growing)>),
}

impl Growing {
    pub(super) fn new(origin: Origin) -> Self {
        Self {
            origin,
            entries: Vec::new(),
            last: FxHashMap::default(),
        }
    }

    pub(super) fn push(&mut self, key: Key, span: Span, value: Grown) -> usize {
        let index = self.entries.len();
        self.last.insert(key.name.clone(), index);
        self.entries.push(GrowingEntry {
            key: key.name,
            key_span: key.span,
            span,
            value,
        });
        index
    }

    pub(super) fn into_table(self) -> Table {
        let entries = self.entries.into_iter().map(|entry| Entry {
            key: entry.key,
            key_span: entry.key_span,
            value: Node {
                span: entry.span,
                value: entry.value.into_value(),
            },
        });
        Table {
            entries: entries.collect(),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) span: Span,
}

pub(super) struct GrowingNode {
    pub(super) span: Span,
    pub(super) value: Grown,
}

impl Grown {
    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Table(table) => Value::Table(table.into_table()),
            Self::Tables(tables) => Value::Array(
                tables
                    .into_iter()
                    .map(|(span, table)| Node {
                        span,
                        value: Value::Table(table.into_table()),
                    })
                    .collect(),
            ),
        }
    }
}

pub(super) type Refusal = (String, Span);

/// The table that `path` leads to from `table`, made on the way where there is none.
pub(super) fn table_at<'g>(
    mut table: &'g mut Growing,
    path: &[Key],
    origin: Origin,
) -> Result<&'g mut Growing, Refusal> {
    for key in path {
        let index = match table.last.get(&key.name) {
            Some(index) => *index,
            None => table.push(
                key.clone(),
                key.span.clone(),
                Grown::Table(Growing::new(origin)),
            ),
        };
        table = match &mut table.entries[index].value {
            Grown::Table(inner) if inner.origin != Origin::Inline => inner,
            Grown::Tables(list) => match list.last_mut() {
                Some((_, inner)) => inner,
                None => return Err((no_table(key), key.span.clone())),
            },
            _ => return Err((no_table(key), key.span.clone())),
        };
    }
    Ok(table)
}

pub(super) fn no_table(key: &Key) -> String {
    format!("`{}` has a value already and is no table", key.name)
}

/// Opens `[key]` or `[[key]]` in `parent`. A second `[key]` is kept beside the first.
pub(super) fn open_table(parent: &mut Growing, key: &Key, span: Span, list: bool) {
    let existing = parent.last.get(&key.name).copied();
    let existing = existing.map(|index| &mut parent.entries[index].value);
    let fresh = Growing::new(Origin::Header);
    match (list, existing) {
        (true, Some(Grown::Tables(tables))) => tables.push((span, fresh)),
        (true, _) => {
            let tables = Grown::Tables(vec![(span.clone(), fresh)]);
            parent.push(key.clone(), span, tables);
        }
        (false, Some(Grown::Table(table))) if table.origin == Origin::Implied => {
            table.origin = Origin::Header;
        }
        (false, _) => {
            parent.push(key.clone(), span, Grown::Table(fresh));
        }
    }
}

/// Puts a value under a possibly dotted key. A second value is kept beside the first.
pub(super) fn put(
    table: &mut Growing,
    mut keys: Vec<Key>,
    node: GrowingNode,
) -> Result<(), Refusal> {
    let Some(last) = keys.pop() else {
        return Ok(());
    };
    let table = table_at(table, &keys, Origin::Dotted)?;
    table.push(last, node.span, node.value);
    Ok(())
}
