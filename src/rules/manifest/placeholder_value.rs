//! FC0107: a value that a template left behind.

use super::places::manifest;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink, Span};
use crate::package::tree::{Node, Table, Value};
use crate::rules::{Check, Rule};

/// How many values are reported one by one.
const SHOWN: usize = 8;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0107",
    name: "placeholder-value",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

Values that a template left behind: `FIXME`, `TODO`, `TBD` or `xxx` as a word, `YOU/your-awesome-project`, `[value]`, `<name>`,
`Your Name`, lorem ipsum, addresses at example.org and example.com.

## Why it matters

Whoever reads the manifest takes it at its word: a repository at example.org is no repository.

## How to fix

Write the real value, or leave an optional key out.

## Source

The templates of the Open Know-How manifest; RFC 2606 reserves the example domains.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let reading = &view.package.manifest;
    let Some(document) = &reading.document else {
        return;
    };
    let mut found = Vec::new();
    in_table(&document.root, &mut found);
    let file = manifest(view);
    let total = found.len();
    for (index, (key, what, span)) in found.into_iter().enumerate().take(SHOWN) {
        sink.add(Severity::Warning, || {
            let more = if index + 1 == SHOWN && total > SHOWN {
                format!(" (and {} more values are placeholders)", total - SHOWN)
            } else {
                String::new()
            };
            Draft::new(format!("`{key}` is a placeholder: `{what}`{more}"))
                .help("write the real value, or leave an optional key out")
                .at(file.at(Some(span)))
        });
    }
}

type Found<'t> = (&'t str, &'t str, &'t Span);

fn in_table<'t>(table: &'t Table, found: &mut Vec<Found<'t>>) {
    for entry in &table.entries {
        in_node(&entry.key, &entry.value, found);
    }
}

fn in_node<'t>(key: &'t str, node: &'t Node, found: &mut Vec<Found<'t>>) {
    match &node.value {
        Value::String(text) => {
            if let Some(what) = placeholder(text) {
                found.push((key, what, &node.span));
            }
        }
        Value::Array(nodes) => nodes.iter().for_each(|node| in_node(key, node, found)),
        Value::Table(table) => in_table(table, found),
        _ => {}
    }
}

/// The part of `text` that a template left behind.
fn placeholder(text: &str) -> Option<&str> {
    let trimmed = text.trim();
    let lower = trimmed.to_ascii_lowercase();
    let whole = [
        "value",
        "[value]",
        "language-region",
        "changeme",
        "placeholder",
        "???",
        "...",
        "project name",
        "project title",
        "name of the project",
        "short description",
        "a short description",
        "description of the project",
        "untitled",
    ];
    if whole.contains(&lower.as_str()) {
        return Some(trimmed);
    }
    // Who or what the text begins with: in the middle of a sentence these are honest words.
    let start = ["your name", "your project", "yourname", "john doe", "jane doe"];
    for template in start {
        if lower.starts_with(template) && is_word(trimmed, 0, template.len()) {
            return trimmed.get(..template.len());
        }
    }
    let templates = [
        "your-awesome-project",
        "your awesome project",
        "your-project",
        "your-name",
        "your-username",
        "your_username",
        "one paragraph of project description",
        "lorem ipsum",
        "john.doe",
        "jane.doe",
    ];
    // Lower-casing ASCII keeps every byte offset.
    for template in templates {
        if let Some(at) = lower.find(template)
            && is_word(trimmed, at, template.len())
        {
            return trimmed.get(at..at + template.len());
        }
    }
    for owner in ["/username/", "/yourname/", "/your_name/"] {
        if let Some(at) = lower.find(owner) {
            return trimmed.get(at + 1..at + owner.len() - 1);
        }
    }
    for word in ["FIXME", "TODO", "TBD", "XXX"] {
        if let Some(at) = trimmed.find(word)
            && is_word(trimmed, at, word.len())
        {
            return trimmed.get(at..at + word.len());
        }
    }
    // `imgs/xxx.jpg`: three or more of the letter as a name of its own.
    let xxx = trimmed
        .split(['/', '.', '-', '_', ' '])
        .find(|part| part.len() >= 3 && part.bytes().all(|byte| byte == b'x'));
    if xxx.is_some() {
        return xxx;
    }
    if trimmed.starts_with('<') && trimmed.ends_with('>') && !trimmed.contains('@') && !trimmed.contains("://") {
        return Some(trimmed);
    }
    example_host(trimmed)
}

/// Whether the `length` bytes at `at` are not part of a longer word.
fn is_word(text: &str, at: usize, length: usize) -> bool {
    let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !joins(text[..at].chars().next_back()) && !joins(text[at + length..].chars().next())
}

/// A host reserved for examples, in an address or behind an `@`.
fn example_host(text: &str) -> Option<&str> {
    ["example.org", "example.com", "example.net"]
        .into_iter()
        .find_map(|host| {
            let at = text.find(host)?;
            let (before, after) = (&text[..at], &text[at + host.len()..]);
            let begins = before.ends_with("://") || before.ends_with('@') || before.ends_with("://www.");
            let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '.' || c == '-');
            (begins && ends).then(|| &text[at..at + host.len()])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_found() {
        for (text, what) in [
            ("FIXME Möbelname", "FIXME"),
            ("FIXME: Was tut es?", "FIXME"),
            ("cad/source/A001-FIXME-name.FCStd", "FIXME"),
            ("https://gitlab.com/YOU/your-awesome-project/-/releases", "your-awesome-project"),
            ("imgs/xxx.jpg", "xxx"),
            ("[value]", "[value]"),
            ("value", "value"),
            ("https://example.org/a", "example.org"),
            ("Alice <alice@example.com>", "example.com"),
            ("<your project>", "<your project>"),
            ("Your Name <you@host.org>", "Your Name"),
            ("TODO", "TODO"),
            ("https://github.com/username/lamp", "username"),
            ("Project Title", "Project Title"),
        ] {
            assert_eq!(placeholder(text), Some(what), "{text}");
        }
    }

    #[test]
    fn honest_texts_are_not() {
        for text in [
            "A value for the user",
            "Mastodon",
            "todo list",
            "TODOs",
            "MAXXXX",
            "xx",
            "Fixme Ltd",
            "Alice <alice@lamps.org>",
            "https://myexample.org/a",
            "https://github.com/a/example.com",
            "https://example.community/a",
            "Documentation for your name plate holder",
            "<https://lamps.org>",
            "an example of a lamp",
            "tbd",
            "Ein Möbel für dich",
        ] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }
}
