//! `fab.toml` while facts move into it.

use super::items::{self, Row};
use toml_edit::{Array, DocumentMut, Item, Key, Table, Value};

/// One step from the top of a manifest to where a key stood.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The key.
    pub(super) key: String,
    /// In a list of tables: the key and value that tell which one.
    pub(super) which: Option<(String, Value)>,
}

/// `fab.toml`, as far as it is written.
pub(super) struct Companion {
    document: DocumentMut,
    /// Whether the file was there before.
    existed: bool,
    /// The table of `[carried]`.
    dialect: &'static str,
}

impl Companion {
    /// The file with this text; `Err` says why it cannot be edited.
    pub(super) fn new(text: Option<&str>, dialect: &'static str) -> Result<Self, String> {
        let document = text
            .unwrap_or_default()
            .parse::<DocumentMut>()
            .map_err(|error| error.message().to_owned())?;
        Ok(Self {
            document,
            existed: text.is_some(),
            dialect,
        })
    }

    /// The text as it is now, if there is anything in it.
    pub(super) fn text(&self) -> Option<String> {
        let head =
            "# How this design is made and where it comes from: what okhv 2.4 has no key for.\n\n";
        if self.existed {
            return Some(self.document.to_string());
        }
        if self.document.is_empty() {
            return None;
        }
        // A new file has the order that people are shown everywhere.
        let mut document = self.document.clone();
        let order = ["package", "part", "licences", "carried", "contributor"];
        let mut rows = items::take(document.as_table_mut());
        rows.sort_by_key(|(key, _)| order.iter().position(|name| *name == key.get()));
        items::put(document.as_table_mut(), rows);
        Some(format!(
            "{head}{}",
            document.to_string().trim_start_matches('\n')
        ))
    }

    /// Keeps a row verbatim under `[carried.<dialect>]`, at the place it had; gives back the comments of one
    /// that is there already.
    pub(super) fn carry(&mut self, path: &[Step], (key, item): Row) -> Vec<String> {
        match self.carried(path) {
            Some(table) => insert(table, key, item),
            None => Vec::new(),
        }
    }

    /// Keeps an element of the list `key` verbatim.
    pub(super) fn carry_element(&mut self, path: &[Step], key: &str, mut value: Value) {
        let Some(table) = self.carried(path) else {
            return;
        };
        value.decor_mut().clear();
        let wanted = items::bare_value(&value);
        let name = free(table, key, Item::is_array);
        let item = table.entry(&name).or_insert_with(|| Array::new().into());
        let Some(array) = item.as_array_mut() else {
            return;
        };
        if array.iter().all(|value| items::bare_value(value) != wanted) {
            array.push(value);
        }
    }

    fn carried(&mut self, path: &[Step]) -> Option<&mut Table> {
        let carried = items::table_in(self.document.as_table_mut(), "carried", true)?;
        let mut table = items::table_in(carried, self.dialect, false)?;
        for step in path {
            let name = match &step.which {
                Some(_) => free(table, &step.key, |item| {
                    item.is_array_of_tables()
                        || item
                            .as_array()
                            .is_some_and(|list| list.iter().all(Value::is_inline_table))
                }),
                None => free(table, &step.key, Item::is_table_like),
            };
            table = match &step.which {
                Some(which) => which_in(table, &name, which)?,
                None => items::table_in(table, &name, true)?,
            };
        }
        Some(table)
    }

    /// States how a part is made, unless the file says something else already. Takes the lead if it writes
    /// the key.
    pub(super) fn part(&mut self, name: &str, key: &str, value: Value, lead: &mut String) -> bool {
        let which = ("name".to_owned(), Value::from(name));
        let Some(table) = which_in(self.document.as_table_mut(), "part", &which) else {
            return false;
        };
        state(table, key, value, lead)
    }

    /// States a key of a table such as `[package]`; as [`Self::part`] does.
    pub(super) fn single(
        &mut self,
        table: &str,
        key: &str,
        value: Value,
        lead: &mut String,
    ) -> bool {
        let Some(table) = items::table_in(self.document.as_table_mut(), table, false) else {
            return false;
        };
        state(table, key, value, lead)
    }

    /// Names a contributor, if the file does not yet. Whether it could.
    pub(super) fn contributor(&mut self, name: &str, roles: Vec<Value>, lead: &mut String) -> bool {
        let Some(tables) = items::tables_in(self.document.as_table_mut(), "contributor") else {
            return false;
        };
        let known = tables
            .iter()
            .any(|table| table.get("name").and_then(Item::as_str) == Some(name));
        if !known {
            let mut table = Table::new();
            table.insert("name", name.into());
            if !roles.is_empty() {
                table.insert("roles", Item::Value(Value::Array(items::list(roles))));
            }
            if !lead.is_empty() {
                table
                    .decor_mut()
                    .set_prefix(format!("\n{}", std::mem::take(lead)));
            }
            tables.push(table);
        }
        true
    }

    /// The document, to mend what is wrong in it.
    pub(super) fn document_mut(&mut self) -> &mut DocumentMut {
        &mut self.document
    }
}

/// Sets a key that is not set; whether it says this now.
fn state(table: &mut Table, key: &str, value: Value, lead: &mut String) -> bool {
    match table.get(key) {
        Some(existing) if items::bare(existing) == items::bare_value(&value) => true,
        Some(_) => false,
        None => {
            let mut name = Key::new(key);
            name.leaf_decor_mut().set_prefix(std::mem::take(lead));
            table.insert_formatted(&name, Item::Value(value));
            true
        }
    }
}

/// The table of the list `key` that `which` tells, made if there is none.
fn which_in<'t>(
    parent: &'t mut Table,
    key: &str,
    which: &(String, Value),
) -> Option<&'t mut Table> {
    let tables = items::tables_in(parent, key)?;
    let (id, value) = which;
    let wanted = items::bare_value(value);
    let found = tables.iter().position(|table| {
        table
            .get(id)
            .is_some_and(|item| items::bare(item) == wanted)
    });
    let index = found.unwrap_or_else(|| {
        let mut table = Table::new();
        table.insert(id, Item::Value(value.clone()));
        tables.push(table);
        tables.len() - 1
    });
    tables.get_mut(index)
}

/// `key`, or `key-2` and so on: the first that is free or good to use.
fn free(table: &Table, key: &str, good: impl Fn(&Item) -> bool) -> String {
    let usable = |name: &str| {
        table
            .get(name)
            .is_none_or(|item| item.is_none() || good(item))
    };
    if usable(key) {
        return key.to_owned();
    }
    let mut number = 2_usize;
    loop {
        let name = format!("{key}-{number}");
        if usable(&name) {
            return name;
        }
        number += 1;
    }
}

/// Puts a row where its key is free, unless it is there already: then its comments are left over.
fn insert(table: &mut Table, mut key: Key, mut item: Item) -> Vec<String> {
    let wanted = items::bare(&item);
    // What is empty says nothing that something of its name does not say.
    let empty = matches!(wanted.as_str(), "{}" | "[]") && table.contains_key(key.get());
    let name = free(table, key.get(), |existing| {
        empty || items::bare(existing) == wanted
    });
    if table.get(&name).is_some_and(|item| !item.is_none()) {
        let mut comments = items::comments_in(&items::lead(&key, &item));
        comments.extend(items::comments_of(&item));
        return comments;
    }
    let lead = items::lead(&key, &item);
    let (_, own) = items::split_lead(&lead);
    // Blanks belong to the line that the row comes from.
    let own = if own.contains('#') {
        own.to_owned()
    } else {
        String::new()
    };
    if let Some(value) = item.as_value_mut() {
        let behind = value
            .decor()
            .suffix()
            .and_then(|suffix| suffix.as_str())
            .unwrap_or_default();
        let behind = if behind.contains('#') {
            behind.to_owned()
        } else {
            String::new()
        };
        value.decor_mut().set_prefix(" ");
        value.decor_mut().set_suffix(behind);
    }
    let is_value = item.is_value();
    items::unplace(&mut item);
    let dotted = item.as_table().is_some_and(Table::is_dotted);
    let lead = if is_value || dotted {
        own
    } else {
        format!("\n{own}")
    };
    if is_value {
        key = Key::new(name.as_str());
    } else {
        key = items::renamed(&key, &name);
    }
    items::set_lead(&mut key, &mut item, &lead);
    table.insert_formatted(&key, item);
    Vec::new()
}
