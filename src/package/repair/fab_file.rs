//! What is wrong in `fab.toml` itself and certain to mend: keys in another style, words, licences, paths.

use super::companion::Companion;
use super::items;
use super::{Done, as_on_disk};
use crate::package::fab;
use crate::package::files::Listing;
use crate::package::licence::Declared;
use crate::package::manifest::{self, kebab};
use toml_edit::{Item, Table, Value};

/// The new text of the companion of the manifest `okh`, if anything in it is new.
pub(super) fn mended(
    mut companion: Companion,
    old: Option<&str>,
    okh: &str,
    okh_path: &str,
    files: Option<&Listing>,
    done: &mut Vec<Done>,
) -> Option<String> {
    let mut now = Vec::new();
    if old.is_some() {
        let document = companion.document_mut();
        tables(document.as_table_mut(), &mut now);
        let manifest = manifest::read_text(okh_path, okh.as_bytes());
        let names: Vec<&str> = manifest
            .manifest
            .parts
            .iter()
            .filter_map(|part| Some(part.name.as_ref()?.value.as_str()))
            .collect();
        values(document.as_table_mut(), files, &names, &mut now);
    }
    let text = companion.text()?;
    done.extend(now.into_iter().map(|what| Done { line: 0, what }));
    (old != Some(text.as_str())).then_some(text)
}

fn keys_of(table: &str) -> &'static [&'static str] {
    fab::TABLES
        .iter()
        .find(|(name, _)| *name == table)
        .map_or(&[], |(_, keys)| keys)
}

/// Keys in another style, at the top and in every table that has keys of its own.
fn tables(root: &mut Table, done: &mut Vec<String>) {
    respelt(root, "", done);
    for (name, item) in root.iter_mut() {
        let name = name.get().to_owned();
        if name == "carried" {
            continue;
        }
        match item {
            Item::Table(table) => respelt(table, &name, done),
            Item::ArrayOfTables(tables) => {
                for table in tables.iter_mut() {
                    respelt(table, &name, done);
                }
            }
            _ => {}
        }
    }
}

fn respelt(table: &mut Table, name: &str, done: &mut Vec<String>) {
    let keys = keys_of(name);
    let meant = |key: &str, table: &Table| {
        if keys.contains(&key) {
            return None;
        }
        let style = kebab(key);
        let british = match style.as_str() {
            "licence" => Some("license"),
            "licenses" | "licence-s" => Some("licences"),
            _ => None,
        };
        let same = keys.iter().copied().find(|known| *known == style);
        let known = same.or(british.filter(|key| keys.contains(key)))?;
        (!table.contains_key(known)).then_some(known)
    };
    let any = table.iter().any(|(key, _)| meant(key, table).is_some());
    if !any {
        return;
    }
    let old = table.clone();
    for (key, item) in items::take(table) {
        match meant(key.get(), &old) {
            Some(known) if !table.contains_key(known) => {
                done.push(format!("`{}` is spelt `{known}` in `fab.toml`", key.get()));
                table.insert_formatted(&items::renamed(&key, known), item);
            }
            _ => {
                table.insert_formatted(&key, item);
            }
        }
    }
}

/// Words, licences and paths.
fn values(root: &mut Table, files: Option<&Listing>, names: &[&str], done: &mut Vec<String>) {
    if let Some(parts) = root.get_mut("part").and_then(Item::as_array_of_tables_mut) {
        for part in parts.iter_mut() {
            each(part, "process", done, &|text| {
                let word = fab::word_of_process(text)?;
                Some(word.to_owned())
            });
            each(part, "export", done, &|text| as_on_disk(files?, text));
            if !part.contains_key("export") {
                each(part, "name", done, &|text| {
                    let mut same = names.iter().filter(|name| name.eq_ignore_ascii_case(text));
                    match (same.next(), same.next()) {
                        (Some(name), None) => Some((*name).to_owned()),
                        _ => None,
                    }
                });
            }
        }
    }
    if let Some(licences) = root.get_mut("licences").and_then(Item::as_table_mut) {
        for key in ["documentation", "software"] {
            each(licences, key, done, &|text| {
                let declared = Declared::read(text, 0..0);
                declared.certain_suggestion().map(str::to_owned)
            });
        }
    }
}

/// Replaces the text under a key, or the texts of its list, where something else is meant.
fn each(
    table: &mut Table,
    key: &str,
    done: &mut Vec<String>,
    meant: &dyn Fn(&str) -> Option<String>,
) {
    let mut one = |value: &mut Value| {
        let Some(text) = value.as_str() else { return };
        let Some(new) = meant(text).filter(|new| new != text) else {
            return;
        };
        done.push(format!("`{key}` reads \"{new}\" in `fab.toml`"));
        let decor = value.decor().clone();
        *value = Value::from(new);
        *value.decor_mut() = decor;
    };
    match table.get_mut(key) {
        Some(Item::Value(Value::Array(array))) => array.iter_mut().for_each(one),
        Some(Item::Value(value)) => one(value),
        _ => {}
    }
}
