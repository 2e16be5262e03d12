//! The facts of a manifest that is there already, in any of its dialects.
//!
//! They are read from what a repair makes of it: nothing that it says is contradicted, and nothing is
//! dropped. What okhv 2.4 has no key for, or does not allow as it stands, is *carried* over to fab.toml.

use super::Contributor;
use super::documents::is_nameable;
use super::parts::PlannedPart;
use super::toml;
use crate::package::Package;
use crate::package::fab::{self, Fab};
use crate::package::files;
use crate::package::manifest::{self, Field, Person};
use crate::package::parts::slug;
use crate::package::repair::{self, NewText};
use crate::package::tree::{Document, Entry, Node, Table};
use toml_edit::DocumentMut;

/// What a manifest that is there says.
#[derive(Debug, Default)]
pub struct Former {
    /// Its path.
    pub path: String,
    /// What its edition is called.
    pub edition: &'static str,
    /// `name`.
    pub name: Option<String>,
    /// `function`.
    pub function: Option<String>,
    /// `repo`.
    pub repo: Option<String>,
    /// `version`.
    pub version: Option<String>,
    /// `license`, as an expression where it is clear.
    pub license: Option<String>,
    /// The documentation's.
    pub documentation_license: Option<String>,
    /// The software's.
    pub software_license: Option<String>,
    /// `licensor`.
    pub licensor: Vec<Person>,
    /// `licensor` as TOML, where it says more than a [`Person`] holds.
    pub licensor_text: Option<String>,
    /// Further keys of okhv 2.4, as TOML, in the order of the standard.
    pub lines: Vec<(&'static str, String)>,
    /// Its parts, and those of fab.toml.
    pub parts: Vec<PlannedPart>,
    /// Keywords, which fab.toml has a key for.
    pub keywords: Vec<String>,
    /// Contributors, which fab.toml has a table for.
    pub contributors: Vec<Contributor>,
    /// What fab.toml keeps of it.
    pub carried: Option<Carried>,
    /// A fab.toml that is there, with what okh.toml has no key for; `None` when that is nothing.
    pub fab: Option<NewText>,
}

impl Former {
    /// Whether it says what a fab.toml that is there does not.
    pub fn has_more(&self) -> bool {
        self.fab.is_some() || self.carried.is_some()
    }
}

/// What a manifest says that okhv 2.4 has no key for, or does not allow as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The name of the table below `carried`.
    pub table: String,
    /// How many keys it has that fab.toml had not.
    pub keys: usize,
    /// The tables, as TOML.
    pub text: String,
}

/// Reads the manifest of a package; `None` when there is none, or none that can be understood.
pub fn read(package: &Package) -> Option<Former> {
    let migrated = repair::migrated(package)?;
    let reading = manifest::read_text(manifest::FILE_NAME, migrated.okh.as_bytes());
    let document = reading.document.as_ref()?;
    let manifest = &reading.manifest;
    let mut former = Former {
        path: package.manifest.path.clone().unwrap_or_default(),
        edition: package.manifest.manifest.dialect.name(),
        name: text(manifest.name.as_ref()),
        function: text(manifest.function.as_ref()),
        repo: text(manifest.repo.as_ref()),
        version: text(manifest.version.as_ref()),
        license: text(manifest.license.as_ref()),
        licensor: people(&manifest.licensor),
        licensor_text: licensor_text(document),
        lines: lines(document),
        parts: parts(document),
        ..Former::default()
    };
    let old = package.fab.document.as_ref();
    let old = old.map(|document| document.source.text.as_str());
    if let Some(new) = migrated.fab {
        let of_fab = fab::read_text(new.after.as_bytes());
        take_fab(&mut former, &of_fab.fab);
        if new.before.is_none() {
            making(&mut former.parts, of_fab.document.as_ref());
        }
        former.carried = carried(&new.after, new.before.as_deref());
        former.fab = new.before.is_some().then_some(new);
    } else if old.is_some() {
        take_fab(&mut former, &package.fab.fab);
    }
    Some(former)
}

fn text(field: Option<&Field<String>>) -> Option<String> {
    field.map(|field| field.value.trim().to_owned())
}

fn people(fields: &[Field<Person>]) -> Vec<Person> {
    let people = fields.iter().map(|field| field.value.clone());
    let mut people: Vec<Person> = people
        .filter(|person| !toml::signature(person).trim().is_empty())
        .collect();
    people.dedup();
    people
}

/// `licensor` as TOML, where one of them has fields that a person has no place for.
fn licensor_text(document: &Document) -> Option<String> {
    let value = &document.root.get("licensor")?.value;
    let says_more = value
        .one_or_many()
        .iter()
        .filter_map(Node::as_table)
        .flat_map(|table| &table.entries)
        .any(|field| !["name", "email", "url"].contains(&field.key.as_str()));
    says_more.then(|| repair::text_of(value, document))?
}

/// The keys beside the ones that every manifest needs.
fn lines(document: &Document) -> Vec<(&'static str, String)> {
    const APART: [&str; 9] = [
        "$schema", "okhv", "name", "function", "repo", "version", "license", "licensor", "part",
    ];
    let keys = manifest::TOP.iter().filter(|key| !APART.contains(key));
    keys.filter_map(|key| {
        let entry = document.root.get(key)?;
        Some((*key, repair::text_of(&entry.value, document)?))
    })
    .collect()
}

/// The texts of a key.
fn texts(table: &Table, key: &str) -> Vec<String> {
    let nodes = table
        .get(key)
        .map_or(&[][..], |entry| entry.value.one_or_many());
    let texts = nodes.iter().filter_map(Node::as_str);
    texts.map(str::to_owned).collect()
}

fn parts(document: &Document) -> Vec<PlannedPart> {
    let nodes = document.root.get("part");
    let nodes = nodes.map_or(&[][..], |entry| entry.value.one_or_many());
    let tables = nodes.iter().filter_map(Node::as_table);
    let is_more = |entry: &&Entry| !["name", "source", "export"].contains(&entry.key.as_str());
    tables
        .map(|table| {
            let sources = texts(table, "source");
            let exports = texts(table, "export");
            let name = table.get("name").and_then(|entry| entry.value.as_str());
            let name = name.map(str::trim).filter(|name| !name.is_empty());
            let stem = exports.iter().chain(&sources).next();
            let stem = stem.map(|path| files::stem(path));
            let more = table.entries.iter().filter(is_more).filter_map(|entry| {
                Some((entry.key.clone(), repair::text_of(&entry.value, document)?))
            });
            PlannedPart {
                name: name.or(stem).unwrap_or("part").to_owned(),
                more: more.collect(),
                sources,
                exports,
                declared: true,
                ..PlannedPart::default()
            }
        })
        .collect()
}

/// What fab.toml says, with what moved there.
fn take_fab(former: &mut Former, fab: &Fab) {
    former.documentation_license = text(fab.documentation_licence.as_ref());
    former.software_license = text(fab.software_licence.as_ref());
    let keywords = fab.keywords.iter().flat_map(|field| field.value.split(','));
    former.keywords = keywords
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    let contributors = fab.contributor_roles.iter().map(|one| Contributor {
        name: one.name.value.clone(),
        roles: one.roles.iter().map(|role| role.value.clone()).collect(),
    });
    former.contributors = contributors.collect();
    let of_fab = parts_of_fab(fab, &mut former.parts);
    former.parts.extend(of_fab);
}

/// The parts that fab.toml declares beside those of a manifest, which learn how they are made.
pub fn parts_of_fab(fab: &Fab, known: &mut [PlannedPart]) -> Vec<PlannedPart> {
    for own in &fab.parts {
        let Some(name) = &own.name else { continue };
        if let Some(part) = known
            .iter_mut()
            .find(|part| slug(&part.name) == slug(&name.value))
        {
            part.process = own.process.iter().map(|process| process.value).collect();
        }
    }
    fab.parts
        .iter()
        .filter_map(|own| {
            let exports: Vec<String> = own
                .export
                .iter()
                .map(|export| export.value.clone())
                .filter(|path| is_nameable(path))
                .collect();
            let name = own
                .name
                .as_ref()
                .map(|name| name.value.clone())
                .or_else(|| exports.first().map(|path| files::stem(path).to_owned()))?;
            let is_new = !known.iter().any(|part| slug(&part.name) == slug(&name));
            is_new.then(|| PlannedPart {
                name,
                exports,
                process: own.process.iter().map(|process| process.value).collect(),
                declared: true,
                ..PlannedPart::default()
            })
        })
        .collect()
}

/// What a new fab.toml has to say about making the parts.
fn making(parts: &mut [PlannedPart], fab: Option<&Document>) {
    let Some((document, entry)) = fab.and_then(|fab| Some((fab, fab.root.get("part")?))) else {
        return;
    };
    for table in entry.value.one_or_many().iter().filter_map(Node::as_table) {
        let name = table.get("name").and_then(|entry| entry.value.as_str());
        let part = parts
            .iter_mut()
            .find(|part| name.is_some_and(|name| slug(name) == slug(&part.name)));
        let Some(part) = part else { continue };
        let lines = table.entries.iter().filter(|entry| entry.key != "name");
        let lines = lines.filter_map(|entry| {
            Some((entry.key.clone(), repair::text_of(&entry.value, document)?))
        });
        part.production = lines.collect();
    }
}

/// `[carried]` of fab.toml, if anything in it is new.
fn carried(fab: &str, before: Option<&str>) -> Option<Carried> {
    let mut document: DocumentMut = fab.parse().ok()?;
    document.retain(|key, _| key == "carried");
    document.set_trailing("");
    let carried = document.get("carried")?.as_table_like()?;
    let (table, keys) = carried
        .iter()
        .filter_map(|(name, item)| Some((name.to_owned(), item.as_table_like()?.len())))
        .last()?;
    let had = before
        .and_then(|before| before.parse::<DocumentMut>().ok())
        .and_then(|before| Some(before.get("carried")?.get(&table)?.as_table_like()?.len()))
        .unwrap_or(0);
    (keys > had).then(|| Carried {
        table,
        keys: keys - had,
        text: document.to_string().trim().to_owned(),
    })
}
