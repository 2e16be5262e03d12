//! Values and comments as TOML text.

use crate::package::manifest::Person;

/// A list longer than this is written one value to a line, characters.
const WIDTH: usize = 90;

/// A string.
pub fn string(text: &str) -> String {
    // What cannot be printed is written as an escape, by the writer that everybody uses.
    toml_edit::Value::from(text).to_string()
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
            let document = format!("key = {}\n", string(text));
            let read: toml::Table = document
                .parse()
                .unwrap_or_else(|error| panic!("{document}: {error}"));
            assert_eq!(read["key"].as_str(), Some(text));
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
    fn lists_and_comments() {
        assert_eq!(comment("a\nb\u{1b}[0m "), "# a b [0m");
        assert_eq!(list(&["1".to_owned(), "2".to_owned()]), "[1, 2]");
    }
}
