//! Mass and size, in every way they were ever written.

use super::problem::Rewrite;
use super::read::Reader;
use super::{Field, keys, values};
use crate::package::tree::{Entry, Node, Table, Value};

impl Reader<'_> {
    /// A mass in grams.
    pub(super) fn mass(&mut self, key: &str, node: &Node) -> Option<Field<f64>> {
        let older = match &node.value {
            Value::Table(table) => {
                let unit = table.get("unit").and_then(|entry| entry.value.as_str());
                table
                    .get("value")
                    .and_then(|entry| number(&entry.value))
                    .and_then(|(number, _)| Some(number * values::grams_per(unit.unwrap_or("g"))?))
            }
            Value::String(text) => values::number_and_unit(text).and_then(|(number, unit)| {
                let unit = if unit.is_empty() { "g" } else { unit };
                Some(number * values::grams_per(unit)?)
            }),
            Value::Null => {
                self.empty(key, node);
                return None;
            }
            _ => None,
        };
        let grams = match (node.as_f64(), older) {
            (Some(number), _) => number,
            (None, Some(grams)) => {
                let rewrite = Rewrite {
                    reads: crate::units::number(grams),
                    value: plain_number(grams),
                    whole: only(node, &["value", "unit"]),
                };
                self.reshape(key, node, rewrite, "a number of grams");
                grams
            }
            (None, None) => {
                self.wrong_kind(key, node, "a number of grams");
                return None;
            }
        };
        if grams > 0.0 && grams.is_finite() {
            return Some(Field {
                value: grams,
                span: node.span.clone(),
            });
        }
        let why = "must be more than 0 g";
        self.invalid(
            key,
            node.span.clone(),
            why,
            Some("leave the key out until it is known".into()),
        );
        None
    }

    /// Reports or notes a measure that is written in an older way.
    fn reshape(&mut self, key: &str, node: &Node, rewrite: Rewrite, wanted: &str) {
        if self.strict {
            let reads = &rewrite.reads;
            let why = match &node.value {
                Value::Table(_) => {
                    format!("is written as in an older edition: it must be {wanted}")
                }
                value => format!("is {}: it must be {wanted}", value.kind()),
            };
            self.invalid(
                key,
                node.span.clone(),
                why,
                Some(format!("write `{key} = {reads}`")),
            );
        }
        self.rewrite(key, &node.span, rewrite);
    }

    /// Width, depth and height in mm.
    pub(super) fn dimensions(&mut self, key: &str, node: &Node) -> Option<Field<[f64; 3]>> {
        let (size, older) = match &node.value {
            Value::Table(table)
                if table.get("width").is_some() || (self.strict && older_box(table).is_none()) =>
            {
                (self.box_of(key, node, table)?, false)
            }
            Value::Table(table) => (older_box(table), true),
            Value::String(text) => (values::openscad_size(text), true),
            // An array of tables, `[[outer-dimensions]]`: the first is the thing itself.
            Value::Array(nodes) if nodes.iter().any(|node| node.as_table().is_some()) => {
                let inner = nodes.iter().find(|node| node.as_table().is_some())?;
                if self.strict {
                    let help = Some(format!("write `[{key}]`"));
                    let why = "is a list: it must be one table";
                    self.invalid(key, node.span.clone(), why, help);
                }
                let size = self.dimensions(key, inner);
                if let Some(size) = &size {
                    let known = ["width", "depth", "height"];
                    let rewrite = Rewrite {
                        whole: nodes.len() == 1 && only(inner, &known),
                        ..box_rewrite(size.value)
                    };
                    self.rewrite(key, &node.span, rewrite);
                }
                return size;
            }
            Value::Array(nodes) => {
                let numbers: Option<Vec<f64>> =
                    nodes.iter().map(|node| Some(number(node)?.0)).collect();
                (numbers.and_then(|numbers| numbers.try_into().ok()), true)
            }
            Value::Null => {
                self.empty(key, node);
                return None;
            }
            _ => (None, true),
        };
        let Some(size) = size else {
            let why = "gives no width, depth and height";
            let help = Some("write `{ width = …, depth = …, height = … }` in mm".into());
            self.invalid(key, node.span.clone(), why, help);
            return None;
        };
        if older {
            let rewrite = Rewrite {
                whole: is_box(node),
                ..box_rewrite(size)
            };
            self.reshape(
                key,
                node,
                rewrite,
                "a table with `width`, `depth` and `height` in mm",
            );
        }
        if size
            .iter()
            .all(|length| *length > 0.0 && length.is_finite())
        {
            return Some(Field {
                value: size,
                span: node.span.clone(),
            });
        }
        let why = "must be more than 0 mm each way";
        self.invalid(
            key,
            node.span.clone(),
            why,
            Some("leave the key out until it is known".into()),
        );
        None
    }

    /// `{ width, depth, height }`; `Some(None)` is a table that lacks one of them.
    #[expect(
        clippy::option_option,
        reason = "the outer one says that a problem was reported"
    )]
    fn box_of(&mut self, key: &str, node: &Node, table: &Table) -> Option<Option<[f64; 3]>> {
        let mut lengths = [None; 3];
        let mut complete = true;
        let unit = table.get("unit").and_then(|entry| entry.value.as_str());
        let factor = unit.and_then(values::mm_per).unwrap_or(1.0);
        for entry in &table.entries {
            if entry.key == "unit" && !self.strict {
                continue;
            }
            let Some(name) = self.known(entry, "[outer-dimensions]", keys::DIMENSIONS, &[]) else {
                continue;
            };
            let axis = keys::DIMENSIONS.iter().position(|known| *known == name)?;
            let Some((length, as_text)) = number(&entry.value) else {
                complete = false;
                let why = format!("has a {name} that is {}", entry.value.value.kind());
                let help = Some("write a number of mm".into());
                self.invalid(key, entry.value.span.clone(), why, help);
                continue;
            };
            lengths[axis] = Some(length * factor);
            if as_text && self.strict {
                let reads = crate::units::number(length);
                let why = format!("has a {name} that is a string: it must be a number");
                let help = Some(format!("write `{name} = {reads}`"));
                self.invalid(key, entry.value.span.clone(), why, help);
            }
            if as_text {
                let rewrite = Rewrite {
                    reads: "a number".to_owned(),
                    value: plain_number(length),
                    whole: true,
                };
                self.rewrite(key, &entry.value.span, rewrite);
            }
        }
        if !complete {
            return None;
        }
        let [Some(width), Some(depth), Some(height)] = lengths else {
            let absent: Vec<String> = keys::DIMENSIONS
                .iter()
                .zip(lengths)
                .filter(|(_, length)| length.is_none())
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            let why = format!("has no {}", absent.join(" and no "));
            self.invalid(
                key,
                node.span.clone(),
                why,
                Some("give all three in mm".into()),
            );
            return None;
        };
        let size = [width, depth, height];
        // Numbers in another unit: the whole box is written anew, in mm.
        if unit.and_then(values::mm_per).is_some() {
            let rewrite = Rewrite {
                whole: only(node, &["width", "depth", "height", "unit"]),
                ..box_rewrite(size)
            };
            self.rewrite(key, &node.span, rewrite);
        }
        Some(Some(size))
    }
}

/// Whether a table has no other keys than these (in any case); any other value has none.
fn only(node: &Node, keys: &[&str]) -> bool {
    let entries = node.as_table().map_or(&[][..], |table| &table.entries);
    entries
        .iter()
        .all(|entry| keys.iter().any(|key| entry.key.eq_ignore_ascii_case(key)))
}

/// Whether an older size says no more than width, depth and height: a cylinder is more.
fn is_box(node: &Node) -> bool {
    let body = node.as_table().map_or(Some(node), |table| {
        let body = |entry: &&Entry| entry.key.eq_ignore_ascii_case("openscad");
        table.entries.iter().find(body).map(|entry| &entry.value)
    });
    let round = |text: &str| text.trim_start().starts_with("cylinder");
    !body.and_then(Node::as_str).is_some_and(round) && only(node, &["openscad", "unit"])
}

fn box_rewrite(size: [f64; 3]) -> Rewrite {
    let [width, depth, height] = size.map(crate::units::number);
    Rewrite {
        reads: format!("{{ width = {width}, depth = {depth}, height = {height} }}"),
        value: Value::table(keys::DIMENSIONS.iter().copied().zip(size.map(plain_number))),
        whole: true,
    }
}

/// A whole number where it is one: `400`, not `400.0`.
fn plain_number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Value::Integer(number as i64)
    } else {
        Value::Float(number)
    }
}

/// A number, or a text that reads as one (then `true`).
fn number(node: &Node) -> Option<(f64, bool)> {
    if let Some(number) = node.as_f64() {
        return Some((number, false));
    }
    let (number, unit) = values::number_and_unit(node.as_str()?)?;
    let factor = if unit.is_empty() {
        1.0
    } else {
        values::mm_per(unit)?
    };
    Some((number * factor, true))
}

/// `{ openSCAD, unit }` of OKH-LOSH 1.0.
fn older_box(table: &Table) -> Option<[f64; 3]> {
    let body = table
        .entries
        .iter()
        .find(|entry| entry.key.eq_ignore_ascii_case("openscad"))?;
    let unit = table.get("unit").and_then(|entry| entry.value.as_str());
    let factor = values::mm_per(unit.unwrap_or("mm"))?;
    let size = values::openscad_size(body.value.as_str()?)?;
    Some(size.map(|length| length * factor))
}
