//! What an older manifest says and neither okh.toml nor fab.toml has a key for.

use super::{Former, production};
use crate::package::adopt::toml;
use crate::package::manifest::{self, Dialect, Person, Reading, current_key};
use crate::package::tree::{Entry, Node};
use std::collections::HashSet;

/// Collects what no key was found for.
pub(super) fn carry(reading: &Reading, former: &mut Former) {
    let Some(document) = &reading.document else {
        return;
    };
    let written: HashSet<&str> = former
        .lines
        .iter()
        .map(|(key, _)| *key)
        .chain(
            [
                ("name", former.name.is_some()),
                ("function", former.function.is_some()),
                ("repo", former.repo.is_some()),
                ("version", former.version.is_some()),
                ("license", former.license.is_some()),
                ("licensor", !former.licensor.is_empty()),
                ("part", !former.parts.is_empty()),
                ("okhv", true),
                ("$schema", true),
            ]
            .into_iter()
            .filter_map(|(key, is_written)| is_written.then_some(key)),
        )
        .collect();
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut seen_as: HashSet<&str> = HashSet::new();
    for entry in &document.root.entries {
        if entry.key == "keywords" {
            former.keywords = keywords(entry);
            if !former.keywords.is_empty() {
                continue;
            }
        }
        if entry.key == "contributors" {
            former.contributors = names(entry);
            // More than names is kept beside them.
            if entry
                .value
                .one_or_many()
                .iter()
                .all(|node| node.as_str().is_some())
            {
                continue;
            }
        }
        let home = current_key(&entry.key);
        // Two older keys for one of today's: the first has taken it.
        let is_kept = home.is_some_and(|key| {
            let is_list = entry.value.one_or_many().len() > 1
                || former
                    .lines
                    .iter()
                    .any(|(known, value)| *known == key && value.starts_with('['));
            written.contains(key) && (seen_as.insert(key) || is_list)
        });
        if is_kept && !home.is_some_and(|key| says_more(key, entry)) {
            continue;
        }
        if let Some(value) = toml::node(&entry.value)
            && !value.is_empty()
            && value != "\"\""
        {
            let key = toml::key(&entry.key);
            lines.retain(|(known, _)| *known != key);
            lines.push((key, value));
        }
    }
    lines.extend(carried_of_parts(reading));
    if !lines.is_empty() {
        let table = match reading.manifest.dialect {
            Dialect::V1 => "okh-v1",
            Dialect::LoshV1 => "okh-losh-v1",
            Dialect::V2 => "okh-v2",
            Dialect::V2_4 | Dialect::Hybrid => "okh",
        };
        former.carried = Some((table, lines));
    }
}

/// Whether tables under a key of today have fields that it has no place for.
fn says_more(key: &str, entry: &Entry) -> bool {
    let known: &[&str] = match key {
        "software" => &["release", "path", "installation-guide", "installationGuide"],
        "outer-dimensions" => &["width", "depth", "height", "openSCAD", "unit"],
        _ => return false,
    };
    entry
        .value
        .one_or_many()
        .iter()
        .filter_map(Node::as_table)
        .flat_map(|table| &table.entries)
        .any(|field| !known.contains(&field.key.as_str()))
}

/// The names of persons, given as texts or tables.
pub(super) fn names(entry: &Entry) -> Vec<String> {
    let name = |node: &Node| match node.as_table() {
        Some(table) => table
            .get("name")
            .and_then(|name| name.value.as_str())
            .map(str::to_owned),
        None => node.as_str().map(|text| Person::parse(text).name),
    };
    entry
        .value
        .one_or_many()
        .iter()
        .filter_map(name)
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

pub(super) fn keywords(entry: &Entry) -> Vec<String> {
    entry
        .value
        .one_or_many()
        .iter()
        .filter_map(|node| node.as_str())
        .flat_map(|text| text.split(','))
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}

/// What parts say that neither file has a key for.
pub(super) fn carried_of_parts(reading: &Reading) -> Option<(String, String)> {
    const KNOWN: [&str; 9] = [
        "name",
        "title",
        "source",
        "export",
        "auxiliary",
        "image",
        "mass",
        "outer-dimensions",
        "tsdc",
    ];
    let entry = reading.document.as_ref()?.root.get("part")?;
    let mut tables: Vec<String> = Vec::new();
    for (at, node) in entry.value.one_or_many().iter().enumerate() {
        let Some(table) = node.as_table() else {
            continue;
        };
        let own = reading.manifest.parts.get(at);
        let kept: Vec<String> = own
            .map(production)
            .unwrap_or_default()
            .into_iter()
            .map(|line| line.0)
            .collect();
        let fields: Vec<String> = table
            .entries
            .iter()
            .filter(|entry| {
                let is_unread = entry.key == "outer-dimensions"
                    && own.is_none_or(|own| own.outer_dimensions.is_none());
                is_unread || !KNOWN.contains(&entry.key.as_str())
            })
            .filter(|entry| {
                let to = manifest::production_key(&entry.key);
                !to.is_some_and(|to| kept.iter().any(|known| known == to))
            })
            .filter_map(|entry| {
                Some(format!(
                    "{} = {}",
                    toml::key(&entry.key),
                    toml::node(&entry.value)?
                ))
            })
            .collect();
        if fields.is_empty() {
            continue;
        }
        let name = own
            .and_then(|own| own.name.as_ref())
            .map_or("", |name| &name.value);
        tables.push(format!(
            "{{ name = {}, {} }}",
            toml::string(name),
            fields.join(", ")
        ));
    }
    (!tables.is_empty()).then(|| ("part".to_owned(), toml::list(&tables)))
}
