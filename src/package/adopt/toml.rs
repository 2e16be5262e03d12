//! Values and comments as TOML text.

use crate::package::manifest::Person;
use crate::package::tree::{Node, Table, Value};

/// A list longer than this is written one value to a line, characters.
const WIDTH: usize = 90;

/// A string.
pub fn string(text: &str) -> String {
    // What cannot be printed is written as an escape, by the writer that everybody uses.
    toml_edit::Value::from(text).to_string()
}

/// A key, quoted where it must be.
pub fn key(text: &str) -> String {
    let bare = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if bare {
        text.to_owned()
    } else {
        // A basic string in one line is what a key may be.
        toml_edit::Key::new(text).to_string()
    }
}

/// One string, or a list of several.
pub fn one_or_many(texts: &[String]) -> String {
    match texts {
        [one] => string(one),
        many => list(&many.iter().map(|text| string(text)).collect::<Vec<_>>()),
    }
}

/// A list of values that are TOML already.
pub fn list(values: &[String]) -> String {
    let line = format!("[{}]", values.join(", "));
    if line.chars().count() <= WIDTH || values.len() < 2 {
        return line;
    }
    format!("[\n    {},\n]", values.join(",\n    "))
}

/// A number, with a point where it is no whole number.
pub fn number(value: f64) -> String {
    let text = value.to_string();
    if text.contains(['.', 'e', 'E']) {
        text
    } else {
        format!("{text}.0")
    }
}

/// Persons: strings, or tables where one of them has a page.
pub fn persons(persons: &[Person]) -> String {
    let tables = persons.iter().any(|person| person.url.is_some());
    let written: Vec<String> = persons
        .iter()
        .map(|person| {
            if !tables {
                return string(&signature(person));
            }
            let mut fields = vec![format!("name = {}", string(&person.name))];
            if let Some(mail) = &person.email {
                fields.push(format!("email = {}", string(mail)));
            }
            if let Some(url) = &person.url {
                fields.push(format!("url = {}", string(url)));
            }
            format!("{{ {} }}", fields.join(", "))
        })
        .collect();
    match written.as_slice() {
        [one] => one.clone(),
        many => list(many),
    }
}

/// `Name <mail>`.
pub fn signature(person: &Person) -> String {
    match &person.email {
        Some(mail) if *mail != person.name && person.name.is_empty() => mail.clone(),
        Some(mail) if *mail != person.name => format!("{} <{mail}>", person.name),
        _ => person.name.clone(),
    }
}

/// A value of an older document in one expression; `None` for nothing.
pub fn node(node: &Node) -> Option<String> {
    Some(match &node.value {
        Value::Null => return None,
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) if value.is_finite() => number(*value),
        Value::Float(value) => string(&value.to_string()),
        Value::String(text) => string(text),
        Value::Datetime(text) => text.clone(),
        Value::Array(nodes) => list(&nodes.iter().filter_map(self::node).collect::<Vec<_>>()),
        Value::Table(table) => inline(table),
    })
}

/// A table in one line; of keys that stand twice the last counts.
pub fn inline(table: &Table) -> String {
    let mut fields: Vec<(String, String)> = Vec::new();
    for entry in &table.entries {
        if let Some(value) = node(&entry.value) {
            let key = key(&entry.key);
            fields.retain(|(known, _)| *known != key);
            fields.push((key, value));
        }
    }
    let fields: Vec<String> = fields
        .into_iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    if fields.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {} }}", fields.join(", "))
    }
}

/// A comment, one line of text.
pub fn comment(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("# {}", text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_survives() {
        for text in [
            "plain",
            "quo\"te",
            "'both' \"kinds\"",
            "two\nlines\r\nand more",
            "tab\tand\u{7}bell",
            "\\ back",
            "\"\"\"",
            "'''\n\"\"\"",
            "",
            " ünï [a] 漢 ",
            "\u{feff}bom",
        ] {
            let document = format!("{} = {}\n", key(text), string(text));
            let read: toml::Table = document
                .parse()
                .unwrap_or_else(|error| panic!("{document}: {error}"));
            assert_eq!(read.keys().next().map(String::as_str), Some(text));
            assert_eq!(read[text].as_str(), Some(text));
        }
    }

    #[test]
    fn persons_are_all_texts_or_all_tables() {
        let al = Person {
            name: "Al".to_owned(),
            email: Some("al@lamps.org".to_owned()),
            url: None,
        };
        let bea = Person {
            url: Some("https://bea.org".to_owned()),
            name: "Bea".to_owned(),
            email: None,
        };
        assert_eq!(persons(std::slice::from_ref(&al)), "\"Al <al@lamps.org>\"");
        assert_eq!(
            persons(&[al, bea]),
            "[{ name = \"Al\", email = \"al@lamps.org\" }, { name = \"Bea\", url = \"https://bea.org\" }]"
        );
    }

    #[test]
    fn numbers_and_comments() {
        assert_eq!(number(12.0), "12.0");
        assert_eq!(number(0.2), "0.2");
        assert_eq!(comment("a\nb\u{1b}[0m "), "# a b [0m");
        assert_eq!(list(&["1".to_owned(), "2".to_owned()]), "[1, 2]");
    }
}
