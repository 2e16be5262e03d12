//! What older manifests say about making a part, in the words of `fab.toml`.

use crate::package::fab::word_of_process;
use crate::package::manifest::values;
use crate::package::tree::{Document, Node, Value as Tree};
use toml_edit::{Array, Value};

/// The value of `key` in `[[part]]`; `None` where it is not certain.
pub(super) fn value(key: &str, node: &Node, document: &Document) -> Option<Value> {
    match key {
        "process" => several(node, |node| Some(word_of_process(node.as_str()?)?.into())),
        "material" => several(node, |node| {
            let text = node.as_str()?.trim();
            (!text.is_empty()).then(|| text.into())
        }),
        "supports" => match &node.value {
            Tree::Bool(true) => Some("allowed".into()),
            Tree::Bool(false) => Some("none".into()),
            _ => None,
        },
        "infill" => {
            let number = number(node, &["%"], document)?;
            let per_cent = number
                .as_float()
                .or(number.as_integer().map(|n| n as f64))?;
            (0.0..=100.0).contains(&per_cent).then_some(number)
        }
        "layer-height" => {
            let number = number(node, &["mm"], document)?;
            let length = number
                .as_float()
                .or(number.as_integer().map(|n| n as f64))?;
            (length > 0.0).then_some(number)
        }
        "tolerance" => {
            let text = node.as_str()?.trim();
            (!text.is_empty()).then(|| text.into())
        }
        _ => None,
    }
}

/// One value, or a list of them.
fn several(node: &Node, one: impl Fn(&Node) -> Option<Value>) -> Option<Value> {
    match &node.value {
        Tree::Array(nodes) => {
            let list: Option<Array> = nodes.iter().map(one).collect();
            list.filter(|list| !list.is_empty()).map(Value::Array)
        }
        _ => one(node),
    }
}

/// A number, or a text that is one with the unit that the key has anyway.
fn number(node: &Node, units: &[&str], document: &Document) -> Option<Value> {
    let value = match &node.value {
        Tree::Integer(number) => Value::from(*number),
        Tree::Float(_) => {
            let text = document.text_at(&node.span).trim();
            let written = text.parse::<Value>().ok().filter(Value::is_float);
            written.or_else(|| Some(node.as_f64()?.into()))?
        }
        Tree::String(text) => {
            let (number, unit) = values::number_and_unit(text)?;
            if !unit.is_empty() && !units.contains(&unit) {
                return None;
            }
            if number.fract() == 0.0 && number.abs() < 9e15 {
                Value::from(number as i64)
            } else {
                Value::from(number)
            }
        }
        _ => return None,
    };
    value.as_float().is_none_or(f64::is_finite).then_some(value)
}

/// A list of texts: scalars as they are written.
pub(super) fn keywords(node: &Node, document: &Document) -> Option<Vec<Value>> {
    let text = |node: &Node| match &node.value {
        Tree::String(text) => Some(text.trim().to_owned()),
        Tree::Integer(_) | Tree::Float(_) | Tree::Bool(_) => {
            let text = document.text_at(&node.span).trim();
            (!text.starts_with('*')).then(|| text.to_owned())
        }
        Tree::Null => Some(String::new()),
        Tree::Datetime(_) | Tree::Array(_) | Tree::Table(_) => None,
    };
    let texts: Option<Vec<String>> = node.one_or_many().iter().map(text).collect();
    let texts = texts?.into_iter().filter(|text| !text.is_empty());
    Some(texts.map(Value::from).collect())
}
