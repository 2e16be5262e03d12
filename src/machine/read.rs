//! Reading a user's profile file: all problems at once, each with its place.

use super::profile::{Machine, Vendor};
use super::validate;
use crate::diag::Span;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// What a profile file says.
#[derive(Debug, Default)]
pub struct Reading {
    /// The machines that are without problem, in the order of the file.
    pub machines: Vec<Machine>,
    /// What is wrong, in the order of the file.
    pub problems: Vec<Problem>,
}

/// Something wrong in a profile file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Problem {
    /// The bytes of the file that it is about, when known.
    pub span: Option<Span>,
    /// The id of the machine it is about, when known.
    pub machine: Option<String>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong in a profile file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// It is not TOML; the parser's words.
    #[error("{0}")]
    Syntax(String),
    /// A key that profiles do not have.
    #[error("unknown key `{key}`{}", did_you_mean(nearest.as_deref()))]
    UnknownKey {
        /// The key.
        key: String,
        /// The key that may have been meant.
        nearest: Option<String>,
    },
    /// A key is missing or its value is of the wrong kind; the parser's words.
    #[error("{0}")]
    Shape(String),
    /// A value that cannot be.
    #[error("{0}")]
    Value(String),
    /// The file names no machine.
    #[error("there is no `[[machine]]` in it")]
    Empty,
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| {
        format!(": did you mean `{nearest}`?")
    })
}

/// The keys of each table of the schema, by the path to it. A test compares them with the schema.
const KEYS: &[(&str, &[&str])] = &[
    ("", &["vendor", "machine"]),
    ("vendor", &["name"]),
    (
        "machine",
        &[
            "id",
            "name",
            "aliases",
            "kind",
            "bed",
            "height",
            "advertised",
            "source",
            "fff",
            "resin",
            "mill",
            "laser",
            "limit",
        ],
    ),
    (
        "machine.bed",
        &["shape", "size", "diameter", "points", "exclude"],
    ),
    ("machine.advertised", &["size", "diameter", "height"]),
    (
        "machine.fff",
        &[
            "nozzles",
            "nozzle",
            "layer-height",
            "layer",
            "nozzle-max",
            "bed-max",
            "heated-bed",
            "enclosure",
            "materials",
            "speed",
            "acceleration",
            "line-width",
            "filament",
            "print",
        ],
    ),
    (
        "machine.fff.print",
        &[
            "walls",
            "infill",
            "top-layers",
            "bottom-layers",
            "solid-below",
            "first-layer-height",
            "first-layer-width",
            "outer-wall-speed",
            "wall-speed",
            "short-wall-speed",
            "infill-speed",
            "solid-speed",
            "top-speed",
            "bridge-speed",
            "first-layer-speed",
            "travel-speed",
            "jerk",
            "retraction",
            "retraction-speed",
            "least-layer-time",
            "least-speed",
            "skirt-loops",
            "skirt-distance",
            "skirt-layers",
            "lift",
            "vertical-shells",
        ],
    ),
    (
        "machine.resin",
        &[
            "pixels",
            "pixel-size",
            "layer-height",
            "layer",
            "layer-seconds",
            "materials",
        ],
    ),
    (
        "machine.mill",
        &[
            "axes",
            "travel",
            "spindle",
            "stock-max",
            "setups",
            "tools",
            "tool",
            "materials",
        ],
    ),
    (
        "machine.mill.tool",
        &["diameter", "kind", "flute", "reach", "holder", "angle"],
    ),
    ("machine.laser", &["spot", "materials"]),
    (
        "machine.limit",
        &["judged", "material", "hard", "advised", "by", "source"],
    ),
    ("machine.limit.hard", &["amount", "unit", "slack"]),
    ("machine.limit.advised", &["amount", "unit", "slack"]),
];

/// Reads a profile file.
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let (mut document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        reading.problems.push(Problem {
            span: error.span(),
            machine: None,
            kind: ProblemKind::Syntax(error.message().to_owned()),
        });
    }
    let table = document.get_mut();
    drop_unknown(table, "", None, &mut reading.problems);
    let vendor = take(table, "vendor").and_then(|value| {
        let span = value.span();
        Vendor::deserialize(ValueDeserializer::from(value))
            .map_err(|error| reading.problems.push(shape(&error, &span, None)))
            .ok()
    });
    let machines = match take(table, "machine").map(|value| (value.span(), value.into_inner())) {
        Some((_, DeValue::Array(machines))) => machines.into_iter().collect(),
        Some((span, other)) => vec![Spanned::new(span, other)],
        None => Vec::new(),
    };
    if machines.is_empty() && reading.problems.is_empty() {
        reading.problems.push(Problem {
            span: None,
            machine: None,
            kind: ProblemKind::Empty,
        });
    }
    for value in machines {
        read_machine(value, vendor.as_ref(), &mut reading);
    }
    reading
        .problems
        .sort_by_key(|problem| problem.span.as_ref().map_or(0, |span| span.start));
    reading
}

fn read_machine(value: Spanned<DeValue<'_>>, vendor: Option<&Vendor>, reading: &mut Reading) {
    let span = value.span();
    let table = value.get_ref().clone();
    let id = table
        .get("id")
        .and_then(|id| id.get_ref().as_str())
        .map(str::to_owned);
    let mut machine = match Machine::deserialize(ValueDeserializer::from(value)) {
        Ok(machine) => machine,
        Err(error) => {
            reading.problems.push(shape(&error, &span, id));
            return;
        }
    };
    machine.vendor = vendor.map_or_else(String::new, |vendor| vendor.name.clone());
    let mut wrong = validate::machine(&machine);
    if reading.machines.iter().any(|other| other.id == machine.id) {
        wrong.push((
            &["id"],
            format!("two machines have the id `{}`", machine.id),
        ));
    }
    if wrong.is_empty() {
        reading.machines.push(machine);
        return;
    }
    for (path, what) in wrong {
        reading.problems.push(Problem {
            span: Some(span_of(&table, path).unwrap_or_else(|| span.clone())),
            machine: Some(machine.id.clone()),
            kind: ProblemKind::Value(what),
        });
    }
}

/// The place of the value at the end of `path`, or of the last table on the way to it.
fn span_of(table: &DeValue<'_>, path: &[&str]) -> Option<Span> {
    let (first, rest) = path.split_first()?;
    let value = table.get(*first)?;
    span_of(value.get_ref(), rest).or_else(|| Some(value.span()))
}

fn shape(error: &toml::de::Error, span: &Span, machine: Option<String>) -> Problem {
    Problem {
        span: Some(error.span().unwrap_or_else(|| span.clone())),
        machine,
        kind: ProblemKind::Shape(error.message().trim_end().replace('\n', ", ")),
    }
}

fn take<'i>(table: &mut DeTable<'i>, key: &str) -> Option<Spanned<DeValue<'i>>> {
    table.remove(key)
}

/// Takes every key out of `table` that the schema does not have, here and below, and reports it.
fn drop_unknown(
    table: &mut DeTable<'_>,
    path: &str,
    machine: Option<&str>,
    problems: &mut Vec<Problem>,
) {
    let Some((_, keys)) = KEYS.iter().find(|(known, _)| *known == path) else {
        return;
    };
    let unknown: Vec<(String, Span)> = table
        .keys()
        .filter(|key| !keys.contains(&key.get_ref().as_ref()))
        .map(|key| (key.get_ref().to_string(), key.span()))
        .collect();
    for (key, span) in unknown {
        table.remove(key.as_str());
        problems.push(Problem {
            span: Some(span),
            machine: machine.map(str::to_owned),
            kind: ProblemKind::UnknownKey {
                nearest: nearest(&key, keys.iter().copied()).map(str::to_owned),
                key,
            },
        });
    }
    for (key, value) in table.iter_mut() {
        let path = if path.is_empty() {
            key.get_ref().to_string()
        } else {
            format!("{path}.{}", key.get_ref())
        };
        let below: Vec<&mut DeValue<'_>> = match value.get_mut() {
            DeValue::Array(items) => items.iter_mut().map(Spanned::get_mut).collect(),
            other => vec![other],
        };
        for value in below {
            if let DeValue::Table(table) = value {
                let id = table
                    .get("id")
                    .and_then(|id| id.get_ref().as_str())
                    .map(str::to_owned);
                drop_unknown(table, &path, id.as_deref().or(machine), problems);
            }
        }
    }
}

/// The candidate that `name` is most like, if it is like any.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain = name.to_lowercase().replace('_', "-");
    candidates
        .map(|candidate| (strsim::jaro_winkler(&plain, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::profile::json_schema;
    use std::collections::BTreeSet;

    const GOOD: &str = r#"
[vendor]
name = "Me"

[[machine]]
id = "mine"
name = "My printer"
kind = "FFF"
bed = { shape = "circle", diameter = 180 }
source = "measured"

[machine.fff]
nozzles = [0.4, 0.6]
nozzle = 0.4
"#;

    #[test]
    fn reads_a_machine() {
        let reading = read(GOOD);
        assert_eq!(reading.problems, []);
        let [machine] = &reading.machines[..] else {
            panic!("one machine expected");
        };
        assert_eq!(machine.vendor, "Me");
        assert_eq!(machine.height, None);
        assert_eq!(
            machine.fff.as_ref().map(|fff| fff.nozzles.clone()),
            Some(vec![0.4, 0.6])
        );
    }

    #[test]
    fn reports_every_problem_with_its_place() {
        let text = r#"
[[machine]]
id = "a"
name = "A"
kind = "FFF"
bed = { shape = "rectangle", size = [200, -1] }
heigth = 200
source = "x"
[machine.fff]
nozle = 0.4

[[machine]]
id = "b"
name = "B"
kind = "printer"
bed = { shape = "circle", diameter = 100 }
source = "x"
"#;
        let reading = read(text);
        let said: Vec<(String, &str)> = reading
            .problems
            .iter()
            .map(|problem| {
                let span = problem.span.clone().expect("all have a place");
                (problem.to_string(), &text[span])
            })
            .collect();
        assert_eq!(reading.machines, []);
        assert_eq!(said.len(), 4, "{said:?}");
        assert_eq!(
            said[0],
            (
                "the depth of the bed must be more than 0 and at most 100000 mm, not -1".to_owned(),
                "[200, -1]"
            )
        );
        assert_eq!(
            said[1],
            (
                "unknown key `heigth`: did you mean `height`?".to_owned(),
                "heigth"
            )
        );
        assert_eq!(
            said[2],
            (
                "unknown key `nozle`: did you mean `nozzle`?".to_owned(),
                "nozle"
            )
        );
        assert!(said[3].0.contains("unknown variant `printer`"), "{said:?}");
        assert_eq!(said[3].1, "\"printer\"");
    }

    #[test]
    fn damaged_toml_and_empty_files_are_problems() {
        assert!(matches!(
            read("[[machine]\nid = ").problems[0].kind,
            ProblemKind::Syntax(_)
        ));
        assert_eq!(read("").problems[0].kind, ProblemKind::Empty);
        assert!(!read("machine = 3").problems.is_empty());
        assert!(!read("[machine]\nid = 3").problems.is_empty());
    }

    #[test]
    fn the_known_keys_are_those_of_the_schema() {
        fn keys_of(schema: &serde_json::Value, root: &serde_json::Value) -> BTreeSet<String> {
            let mut keys = BTreeSet::new();
            if let Some(name) = schema["$ref"].as_str() {
                let name = name.rsplit('/').next().unwrap_or_default();
                keys.extend(keys_of(&root["$defs"][name], root));
            }
            for list in ["oneOf", "anyOf"] {
                for one in schema[list].as_array().into_iter().flatten() {
                    keys.extend(keys_of(one, root));
                }
            }
            if let Some(items) = schema.get("items") {
                keys.extend(keys_of(items, root));
            }
            if let Some(properties) = schema["properties"].as_object() {
                keys.extend(properties.keys().cloned());
            }
            keys
        }
        fn at<'a>(path: &str, root: &'a serde_json::Value) -> &'a serde_json::Value {
            let definition = match path {
                "" => return root,
                "vendor" => "Vendor",
                "machine" => "Machine",
                "machine.bed" => "Bed",
                "machine.advertised" => "Advertised",
                "machine.fff" => "Fff",
                "machine.fff.print" => "Print",
                "machine.resin" => "Resin",
                "machine.mill" => "Mill",
                "machine.mill.tool" => "Tool",
                "machine.laser" => "Laser",
                "machine.limit" => "Entry",
                "machine.limit.hard" | "machine.limit.advised" => "Amount",
                other => panic!("{other} is not in the schema"),
            };
            &root["$defs"][definition]
        }
        let root = json_schema();
        for (path, keys) in KEYS {
            let known: BTreeSet<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(keys_of(at(path, &root), &root), known, "{path}");
        }
    }
}
