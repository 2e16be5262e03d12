//! The form that the schema of okhv 2.4 gives each key.
//!
//! Looser than what the reader reports, as the schema is: what fits here a program that follows the schema
//! accepts. Vocabulary: a *misfit* is the smallest piece that would have to go for the rest to fit.

use super::keys::{DIMENSIONS, IMAGE, PART, RDF, SOFTWARE, TOP};
use super::values;
use crate::diag::Span;
use crate::package::tree::{Entry, Node, Table, Value};

/// What a piece that does not fit is.
#[derive(Debug, Clone, PartialEq)]
pub struct Misfit {
    /// The span of the key if a key with all under it has to go, else that of an element of a list.
    pub span: Span,
    /// Whether `span` is that of a key.
    pub is_key: bool,
    /// The key, with the table it stands in.
    pub key: String,
    /// Whether the schema asks for it, so that it cannot go.
    pub required: bool,
}

/// The keys without which the schema refuses a manifest.
const REQUIRED: [&str; 6] = ["okhv", "name", "repo", "license", "licensor", "function"];

/// Everything in a manifest that the schema of 2.4 refuses, in order of place.
pub fn misfits(manifest: &Table) -> Vec<Misfit> {
    let mut found = Found(Vec::new());
    for entry in &manifest.entries {
        match entry.key.as_str() {
            "part" => found.tables(entry, "name", &fits_part),
            "software" => found.tables(entry, "release", &fits_software),
            "image" => found.images(entry),
            "rdf" => found.rdf(entry),
            key if !TOP.contains(&key) => found.key(entry, false),
            key if fits_top(key, &entry.value) => {}
            key => {
                let required = REQUIRED.contains(&key);
                found.elements(entry, required, &|node| fits_top(key, node));
            }
        }
    }
    found.0
}

/// Whether `value` has the form of the top-level `key` as it stands.
pub fn fits_top(key: &str, node: &Node) -> bool {
    let text = |good: fn(&str) -> bool| node.as_str().is_some_and(good);
    match key {
        "name" | "function" | "license" | "version" => text(|_| true),
        "okhv" => text(|text| text == "2.4"),
        "$schema" => text(|text| values::SCHEMAS.contains(&text)),
        "repo" | "forkOf" => text(is_web),
        "release" | "contribution-guide" => text(is_place),
        "technology-readiness-level" => text(|text| values::OTRL.contains(&text)),
        "documentation-readiness-level" => text(|text| values::ODRL.contains(&text)),
        "mass" => is_positive(node),
        "outer-dimensions" => is_box(node),
        "licensor" | "organization" => {
            is_many(node, &|_| true) || all(node, &|node| node.as_table().is_some_and(is_person))
        }
        "documentation-language" => is_many(node, &values::is_language_tag),
        "publication" => is_many(node, &|text| values::is_doi(text) || is_web(text)),
        "cpc-patent-class" => is_many(node, &values::is_patent_class),
        "standard-compliance" | "tsdc" => is_many(node, &|_| true),
        "image" => all(node, &fits_image),
        "part" => {
            matches!(&node.value, Value::Array(_))
                && all(node, &|node| {
                    node.as_table().is_some_and(|table| {
                        table.get("name").is_some()
                            && table
                                .entries
                                .iter()
                                .all(|entry| fits_part(&entry.key, &entry.value))
                    })
                })
        }
        "software" => {
            matches!(&node.value, Value::Array(_))
                && all(node, &|node| {
                    node.as_table().is_some_and(|table| {
                        table.get("release").is_some()
                            && table
                                .entries
                                .iter()
                                .all(|entry| fits_software(&entry.key, &entry.value))
                    })
                })
        }
        "rdf" => node.as_table().is_some_and(|table| {
            let texts =
                |entry: &Entry| RDF.contains(&entry.key.as_str()) && entry.value.as_str().is_some();
            table.get("namespace").is_some() && table.entries.iter().all(texts)
        }),
        key if TOP.contains(&key) => is_many(node, &is_place),
        _ => false,
    }
}

/// Whether `value` has the form of the `key` of a `[[part]]`.
pub fn fits_part(key: &str, node: &Node) -> bool {
    PART.contains(&key) && fits_top(key, node)
}

fn fits_software(key: &str, node: &Node) -> bool {
    SOFTWARE.contains(&key) && node.as_str().is_some_and(is_place)
}

fn fits_image(node: &Node) -> bool {
    match &node.value {
        Value::String(text) => is_place(text),
        Value::Table(table) => {
            table.get("location").is_some()
                && table
                    .entries
                    .iter()
                    .all(|entry| fits_image_key(&entry.key, &entry.value))
        }
        _ => false,
    }
}

fn fits_image_key(key: &str, node: &Node) -> bool {
    match key {
        "location" => node.as_str().is_some_and(is_place),
        "slots" | "tags" => matches!(node.value, Value::Array(_)),
        key => IMAGE.contains(&key),
    }
}

fn is_person(table: &Table) -> bool {
    table
        .entries
        .iter()
        .all(|entry| fits_person(&entry.key, &entry.value))
}

/// A person may have any other keys too.
fn fits_person(key: &str, node: &Node) -> bool {
    match key {
        "name" | "email" => node.as_str().is_some(),
        "url" => node.as_str().is_some_and(is_web),
        _ => true,
    }
}

fn is_web(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

fn is_place(text: &str) -> bool {
    is_web(text) || values::path_defect(text).is_none()
}

fn is_positive(node: &Node) -> bool {
    node.as_f64()
        .is_some_and(|number| number > 0.0 && number.is_finite())
}

fn is_box(node: &Node) -> bool {
    node.as_table().is_some_and(|table| {
        DIMENSIONS.iter().all(|key| table.get(key).is_some())
            && table
                .entries
                .iter()
                .all(|entry| DIMENSIONS.contains(&entry.key.as_str()) && is_positive(&entry.value))
    })
}

fn is_many(node: &Node, good: &dyn Fn(&str) -> bool) -> bool {
    all(node, &|node| node.as_str().is_some_and(good))
}

fn all(node: &Node, good: &dyn Fn(&Node) -> bool) -> bool {
    node.one_or_many().iter().all(good)
}

/// The misfits found so far.
struct Found(Vec<Misfit>);

impl Found {
    fn key(&mut self, entry: &Entry, required: bool) {
        self.0.push(Misfit {
            span: entry.key_span.clone(),
            is_key: true,
            key: entry.key.clone(),
            required,
        });
    }

    /// The elements of a list that do not fit, or the whole key.
    fn elements(&mut self, entry: &Entry, required: bool, fits: &dyn Fn(&Node) -> bool) {
        let Value::Array(nodes) = &entry.value.value else {
            self.persons(entry, required, std::slice::from_ref(&entry.value));
            return;
        };
        let fit = nodes.iter().filter(|node| fits(node)).count();
        // A list whose elements fit one by one is refused as a whole: texts beside tables, or a list
        // where one value belongs.
        if fit == 0 || fit == nodes.len() {
            self.persons(entry, required, nodes);
            return;
        }
        for node in nodes.iter().filter(|node| !fits(node)) {
            self.0.push(Misfit {
                span: node.span.clone(),
                is_key: false,
                key: entry.key.clone(),
                required: false,
            });
        }
    }

    /// Of persons only what does not fit has to go: who it is stays.
    fn persons(&mut self, entry: &Entry, required: bool, nodes: &[Node]) {
        let person = matches!(entry.key.as_str(), "licensor" | "organization");
        let before = self.0.len();
        for table in nodes.iter().filter_map(Node::as_table).filter(|_| person) {
            let misfits = table
                .entries
                .iter()
                .filter(|entry| !fits_person(&entry.key, &entry.value));
            for misfit in misfits {
                self.key(misfit, false);
            }
        }
        if self.0.len() == before {
            self.key(entry, required);
        }
    }

    /// `[[part]]` and `[[software]]`.
    fn tables(&mut self, entry: &Entry, required: &str, fits: &dyn Fn(&str, &Node) -> bool) {
        let Value::Array(nodes) = &entry.value.value else {
            self.key(entry, false);
            return;
        };
        for node in nodes {
            let Some(table) = node.as_table() else {
                self.0.push(Misfit {
                    span: node.span.clone(),
                    is_key: false,
                    key: entry.key.clone(),
                    required: false,
                });
                continue;
            };
            let stated = table.get(required);
            // A release is all that a `[[software]]` is about; a part is more than its name.
            if required == "release" && stated.is_none_or(|entry| !fits(required, &entry.value)) {
                self.0.push(Misfit {
                    span: node.span.clone(),
                    is_key: false,
                    key: entry.key.clone(),
                    required: false,
                });
                continue;
            }
            for inner in &table.entries {
                if !fits(&inner.key, &inner.value) {
                    if let Value::Array(_) = inner.value.value {
                        let fits = |node: &Node| fits(&inner.key, node);
                        if inner.key == required {
                            self.key(inner, true);
                        } else {
                            self.elements(inner, false, &fits);
                        }
                    } else {
                        self.key(inner, inner.key == required);
                    }
                }
            }
        }
    }

    fn images(&mut self, entry: &Entry) {
        for node in entry.value.one_or_many() {
            if fits_image(node) {
                continue;
            }
            let table = node.as_table().filter(|table| {
                let location = table.get("location");
                location.is_some_and(|entry| fits_image_key("location", &entry.value))
            });
            match table {
                Some(table) => {
                    for inner in &table.entries {
                        if !fits_image_key(&inner.key, &inner.value) {
                            self.key(inner, false);
                        }
                    }
                }
                None if matches!(entry.value.value, Value::Array(_)) => self.0.push(Misfit {
                    span: node.span.clone(),
                    is_key: false,
                    key: entry.key.clone(),
                    required: false,
                }),
                None => self.key(entry, false),
            }
        }
    }

    fn rdf(&mut self, entry: &Entry) {
        let Some(table) = entry.value.as_table().filter(|table| {
            let namespace = table.get("namespace");
            namespace.is_some_and(|entry| entry.value.as_str().is_some())
        }) else {
            self.key(entry, false);
            return;
        };
        for inner in &table.entries {
            if !RDF.contains(&inner.key.as_str()) || inner.value.as_str().is_none() {
                self.key(inner, false);
            }
        }
    }
}
