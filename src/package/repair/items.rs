//! What `toml_edit` leaves to its users: rows with their keys, comments, values from a tree.
//!
//! Vocabulary: a *row* is a key with its item; its *lead* is what stands before it since the row above, blank
//! lines and comments; its *tail* is what stands behind it on its line.

use crate::package::tree::{Node, Value as Tree};
use std::fmt::Write as _;
use toml_edit::{Array, ArrayOfTables, Decor, InlineTable, Item, Key, RawString, Table, Value};

/// A key with its item.
pub(super) type Row = (Key, Item);

/// Takes all rows out of a table, in order.
pub(super) fn take(table: &mut Table) -> Vec<Row> {
    let names: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    let row = |name: &String| table.remove_entry(name);
    names.iter().filter_map(row).collect()
}

/// Puts rows into an empty table.
pub(super) fn put(table: &mut Table, rows: Vec<Row>) {
    for (key, item) in rows {
        table.insert_formatted(&key, item);
    }
}

/// Takes all rows out of an inline table, in order.
pub(super) fn take_inline(table: &mut InlineTable) -> Vec<Row> {
    let names: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    let row = |name: &String| {
        let (key, value) = table.remove_entry(name)?;
        Some((key, Item::Value(value)))
    };
    names.iter().filter_map(row).collect()
}

/// Puts rows into an empty inline table.
pub(super) fn put_inline(table: &mut InlineTable, rows: Vec<Row>) {
    for (key, item) in rows {
        if let Ok(value) = item.into_value() {
            table.insert_formatted(&key, value);
        }
    }
}

/// The same key under another name.
pub(super) fn renamed(key: &Key, name: &str) -> Key {
    Key::new(name)
        .with_leaf_decor(key.leaf_decor().clone())
        .with_dotted_decor(key.dotted_decor().clone())
}

fn text(raw: Option<&RawString>) -> &str {
    raw.and_then(RawString::as_str).unwrap_or_default()
}

/// Whether a table is written without a line of its own: by dotted keys, or by `[a.b]` alone.
fn has_no_header(table: &Table) -> bool {
    let values = |table: &Table| table.iter().any(|(_, item)| item.is_value());
    table.is_dotted() || (table.is_implicit() && !table.is_empty() && !values(table))
}

/// What stands before a row.
pub(super) fn lead(key: &Key, item: &Item) -> String {
    match item {
        Item::Table(table) if has_no_header(table) => {
            let first = table.iter().next();
            let first = first.and_then(|(name, item)| Some((table.key(name)?, item)));
            first.map_or_else(String::new, |(key, item)| lead(key, item))
        }
        Item::Table(table) => text(table.decor().prefix()).to_owned(),
        Item::ArrayOfTables(tables) => tables
            .get(0)
            .map_or("", |table| text(table.decor().prefix()))
            .to_owned(),
        _ => text(key.leaf_decor().prefix()).to_owned(),
    }
}

/// Writes what stands before a row.
pub(super) fn set_lead(key: &mut Key, item: &mut Item, lead: &str) {
    match item {
        Item::Table(table) if has_no_header(table) => {
            let first = table.iter().next().map(|(name, _)| name.to_owned());
            let Some(name) = first else { return };
            let Some((mut key, item)) = table.get_key_value_mut(&name) else {
                return;
            };
            if item.is_value() {
                key.leaf_decor_mut().set_prefix(lead);
            } else {
                let mut owned = Key::new(name.as_str());
                set_lead(&mut owned, item, lead);
            }
        }
        Item::Table(table) => table.decor_mut().set_prefix(lead),
        Item::ArrayOfTables(tables) => {
            if let Some(table) = tables.get_mut(0) {
                table.decor_mut().set_prefix(lead);
            }
        }
        _ => key.leaf_decor_mut().set_prefix(lead),
    }
}

/// Parts a lead behind its last blank line: what belongs to the rows above, and what to this row.
pub(super) fn split_lead(lead: &str) -> (&str, &str) {
    let mut end = 0;
    let mut at = 0;
    for line in lead.split_inclusive('\n') {
        at += line.len();
        if line.trim().is_empty() && line.ends_with('\n') {
            end = at;
        }
    }
    lead.split_at(end)
}

/// One lead after another, with no more blank lines between them than one.
pub(super) fn joined_leads(first: &str, second: &str) -> String {
    let blank_end = first.is_empty() || first == "\n" || first.ends_with("\n\n");
    let second = if blank_end && !first.is_empty() {
        second.trim_start_matches('\n')
    } else {
        second
    };
    format!("{first}{second}")
}

/// The comments in a text that is only comments and blanks, one per line.
pub(super) fn comments_in(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

fn of_decor(decor: &Decor, found: &mut Vec<String>) {
    found.extend(comments_in(text(decor.prefix())));
    found.extend(comments_in(text(decor.suffix())));
}

/// Every comment inside an item, the one on its own line included, what stands before it not.
pub(super) fn comments_of(item: &Item) -> Vec<String> {
    let mut found = Vec::new();
    match item {
        Item::None => {}
        Item::Value(value) => of_value(value, &mut found),
        Item::Table(table) => {
            found.extend(comments_in(text(table.decor().suffix())));
            of_table(table, &mut found);
        }
        Item::ArrayOfTables(tables) => {
            for (index, table) in tables.iter().enumerate() {
                if index > 0 {
                    found.extend(comments_in(text(table.decor().prefix())));
                }
                found.extend(comments_in(text(table.decor().suffix())));
                of_table(table, &mut found);
            }
        }
    }
    found
}

fn of_table(table: &Table, found: &mut Vec<String>) {
    for (name, item) in table {
        if let Some(key) = table.key(name) {
            of_decor(key.leaf_decor(), found);
        }
        if let Item::Table(table) = item {
            found.extend(comments_in(text(table.decor().prefix())));
        } else if let Item::ArrayOfTables(tables) = item
            && let Some(table) = tables.get(0)
        {
            found.extend(comments_in(text(table.decor().prefix())));
        }
        found.extend(comments_of(item));
    }
}

/// Every comment in and around a value.
pub(super) fn of_value(value: &Value, found: &mut Vec<String>) {
    found.extend(comments_in(text(value.decor().prefix())));
    match value {
        Value::Array(array) => {
            for value in array {
                of_value(value, found);
            }
            found.extend(comments_in(text(Some(array.trailing()))));
        }
        Value::InlineTable(table) => {
            for (name, value) in table {
                if let Some(key) = table.key(name) {
                    of_decor(key.leaf_decor(), found);
                }
                of_value(value, found);
            }
            found.extend(comments_in(text(Some(table.trailing()))));
        }
        _ => {}
    }
    found.extend(comments_in(text(value.decor().suffix())));
}

/// Comments as lines.
pub(super) fn lines(comments: &[String]) -> String {
    comments.iter().fold(String::new(), |mut text, comment| {
        let _ = writeln!(text, "{comment}");
        text
    })
}

/// A value of a tree; `None` for what TOML has no value for.
pub(super) fn value_of(node: &Node, text_at: &dyn Fn(&Node) -> Option<String>) -> Option<Value> {
    Some(match &node.value {
        Tree::Null => return None,
        Tree::Bool(value) => Value::from(*value),
        Tree::String(text) => Value::from(text.as_str()),
        // As it is written, where TOML reads that as the same number.
        Tree::Integer(number) => {
            let written = text_at(node).and_then(|text| text.parse::<Value>().ok());
            written
                .filter(|value| value.as_integer() == Some(*number))
                .unwrap_or_else(|| Value::from(*number))
        }
        Tree::Float(number) => {
            let text = text_at(node);
            let written = text.as_ref().and_then(|text| text.parse::<Value>().ok());
            let same = |value: &Value| value.as_float().is_some_and(|float| float == *number);
            match (written.filter(same), text) {
                (Some(value), _) => value,
                // More digits than a number holds.
                (None, Some(text)) if number.is_finite() && number.abs() > 9e15 => {
                    Value::from(text)
                }
                _ => Value::from(*number),
            }
        }
        Tree::Datetime(text) => text
            .parse::<toml_edit::Datetime>()
            .map_or_else(|_| Value::from(text.as_str()), Value::from),
        Tree::Array(nodes) => {
            let values = nodes.iter().filter_map(|node| value_of(node, text_at));
            Value::Array(values.collect())
        }
        Tree::Table(table) => {
            let mut inline = InlineTable::new();
            for entry in &table.entries {
                if let Some(value) = value_of(&entry.value, text_at) {
                    inline.insert(entry.key.as_str(), value);
                }
            }
            Value::InlineTable(inline)
        }
    })
}

/// An item without its format, to compare by.
pub(super) fn bare(item: &Item) -> String {
    match item {
        Item::None => String::new(),
        Item::Value(value) => bare_value(value),
        Item::Table(table) => rows_text(table.iter().map(|(key, item)| (key, bare(item)))),
        Item::ArrayOfTables(tables) => {
            let tables = tables
                .iter()
                .map(|table| rows_text(table.iter().map(|(key, item)| (key, bare(item)))));
            format!("[{}]", tables.collect::<Vec<_>>().join(","))
        }
    }
}

fn rows_text<'r>(rows: impl Iterator<Item = (&'r str, String)>) -> String {
    let rows = rows.map(|(key, value)| format!("{key:?}:{value}"));
    format!("{{{}}}", rows.collect::<Vec<_>>().join(","))
}

/// A value without its format, to compare by.
pub(super) fn bare_value(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{:?}", text.value()),
        Value::Integer(number) => number.value().to_string(),
        Value::Float(number) => format!("{:?}", number.value()),
        Value::Boolean(value) => value.value().to_string(),
        Value::Datetime(moment) => moment.value().to_string(),
        Value::Array(array) => {
            let values: Vec<String> = array.iter().map(bare_value).collect();
            format!("[{}]", values.join(","))
        }
        Value::InlineTable(table) => {
            rows_text(table.iter().map(|(key, value)| (key, bare_value(value))))
        }
    }
}

/// Forgets where the tables of an item stood, so that they can stand elsewhere.
pub(super) fn unplace(item: &mut Item) {
    let table = |table: &mut Table| {
        table.set_position(None);
        for (_, item) in table.iter_mut() {
            unplace(item);
        }
    };
    match item {
        Item::Table(inner) => table(inner),
        Item::ArrayOfTables(tables) => tables.iter_mut().for_each(table),
        _ => {}
    }
}

/// The table at `key`, made if there is none; whatever else stands there makes it `None`.
pub(super) fn table_in<'t>(
    parent: &'t mut Table,
    key: &str,
    implicit: bool,
) -> Option<&'t mut Table> {
    if parent.get(key).is_none_or(Item::is_none) {
        let mut table = Table::new();
        table.set_implicit(implicit);
        parent.insert(key, Item::Table(table));
    }
    if parent.get(key).is_some_and(Item::is_inline_table) {
        let (old, item) = parent.get_key_value_mut(key)?;
        let mut comments = comments_in(text(old.leaf_decor().prefix()));
        comments.extend(comments_of(item));
        let mut table = std::mem::take(item).into_table().unwrap_or_default();
        table
            .decor_mut()
            .set_prefix(format!("\n{}", lines(&comments)));
        *item = Item::Table(table);
        parent.key_mut(key)?.fmt();
    }
    let item = parent.get_mut(key)?;
    item.as_table_mut()
}

/// The list of tables at `key`, made if there is none; whatever else stands there makes it `None`.
pub(super) fn tables_in<'t>(parent: &'t mut Table, key: &str) -> Option<&'t mut ArrayOfTables> {
    if parent.get(key).is_none_or(Item::is_none) {
        parent.insert(key, Item::ArrayOfTables(ArrayOfTables::new()));
    }
    let is_list = parent
        .get(key)
        .and_then(Item::as_array)
        .is_some_and(|array| array.iter().all(Value::is_inline_table));
    if is_list {
        let (old, item) = parent.get_key_value_mut(key)?;
        let mut comments = comments_in(text(old.leaf_decor().prefix()));
        comments.extend(comments_of(item));
        if let Ok(mut tables) = std::mem::take(item).into_array_of_tables() {
            if let Some(first) = tables.get_mut(0) {
                first
                    .decor_mut()
                    .set_prefix(format!("\n{}", lines(&comments)));
            }
            *item = Item::ArrayOfTables(tables);
        }
        parent.key_mut(key)?.fmt();
    }
    let item = parent.get_mut(key)?;
    item.as_array_of_tables_mut()
}

/// A list, one element per line when it would be long.
pub(super) fn list(values: Vec<Value>) -> Array {
    let mut array: Array = values.into_iter().collect();
    let long = array.len() > 1 && array.to_string().len() > 72;
    if long {
        for value in array.iter_mut() {
            value.decor_mut().set_prefix("\n    ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}
