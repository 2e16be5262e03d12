//! `.reuse/dep5`: Debian's machine-readable copyright file, format 1.0.

use super::glob::Glob;
use super::global::{Annotation, Fault, Precedence};
use crate::diag::{SourceText, Span};
use crate::package::manifest::Field;
use std::sync::Arc;

/// The most patterns that are read.
const MOST_GLOBS: usize = 5_000;

/// A field of a paragraph: its value with continuation lines, and where that is.
struct Entry<'t> {
    name: &'t str,
    value: Span,
}

/// Reads the paragraphs.
pub(super) fn read(source: &Arc<SourceText>) -> (Vec<Annotation>, Vec<Fault>) {
    let text = &source.text;
    let mut annotations = Vec::new();
    let mut faults = Vec::new();
    let mut globs = 0;
    for (number, paragraph) in paragraphs(source, &mut faults).iter().enumerate() {
        let get = |name: &str| {
            paragraph
                .iter()
                .find(|entry| entry.name.eq_ignore_ascii_case(name))
        };
        let begin = paragraph.first().map_or(0..0, |entry| entry.value.clone());
        if number == 0 {
            if get("Format").is_none() {
                let why =
                    "does not begin with `Format:`, so it is no machine-readable copyright file";
                faults.push(Fault::at(source, &begin, why));
            }
            continue;
        }
        let Some(files) = get("Files") else {
            if get("License").is_none() {
                let why = "has a paragraph with neither `Files:` nor `License:`";
                faults.push(Fault::at(source, &begin, why));
            }
            continue;
        };
        let patterns: Vec<Glob> = text[files.value.clone()]
            .split_whitespace()
            .map(Glob::of_dep5)
            .collect();
        globs += patterns.len();
        if globs > MOST_GLOBS {
            faults.push(Fault::at(
                source,
                &files.value,
                format!("has over {MOST_GLOBS} patterns"),
            ));
            break;
        }
        for required in ["Copyright", "License"] {
            if get(required).is_none() {
                let why = format!("has a `Files:` paragraph without `{required}:`");
                faults.push(Fault::at(source, &files.value, why));
            }
        }
        let field = |span: Span| Field {
            value: text[span.clone()].to_owned(),
            span,
        };
        let licence = get("License").map(|entry| {
            // The expression is the first line; the text of the licence may follow.
            let value = &text[entry.value.clone()];
            let end = value.find('\n').unwrap_or(value.len());
            field(trimmed(text, entry.value.start..entry.value.start + end))
        });
        let copyright = get("Copyright")
            .map(|entry| field(trimmed(text, entry.value.clone())))
            .filter(|copyright| !copyright.value.is_empty());
        annotations.push(Annotation {
            licences: licence.into_iter().collect(),
            copyrights: copyright.into_iter().collect(),
            ..Annotation::new(source, patterns, Precedence::Aggregate)
        });
    }
    (annotations, faults)
}

fn trimmed(text: &str, span: Span) -> Span {
    let value = &text[span.clone()];
    let start = span.start + (value.len() - value.trim_start().len());
    start..start + value.trim().len()
}

/// The paragraphs: fields between blank lines.
fn paragraphs<'t>(source: &'t Arc<SourceText>, faults: &mut Vec<Fault>) -> Vec<Vec<Entry<'t>>> {
    let mut paragraphs: Vec<Vec<Entry<'t>>> = Vec::new();
    let mut open = false;
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let span = at..at + line.trim_end_matches(['\n', '\r']).len();
        at += line.len();
        let content = &source.text[span.clone()];
        if content.trim().is_empty() {
            open = false;
            continue;
        }
        if content.starts_with('#') {
            continue;
        }
        if content.starts_with([' ', '\t']) {
            match paragraphs.last_mut().and_then(|last| last.last_mut()) {
                Some(entry) if open => entry.value.end = span.end,
                _ => faults.push(Fault::at(source, &span, "has a continuation of nothing")),
            }
            continue;
        }
        let Some((name, value)) = content.split_once(':') else {
            faults.push(Fault::at(
                source,
                &span,
                "has a line that is no `Field: value`",
            ));
            continue;
        };
        if !open {
            paragraphs.push(Vec::new());
            open = true;
        }
        if let Some(paragraph) = paragraphs.last_mut() {
            paragraph.push(Entry {
                name: name.trim(),
                value: span.end - value.len()..span.end,
            });
        }
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
                          Upstream-Name: x\n\n";

    fn parse(text: &str) -> (Vec<Annotation>, Vec<Fault>) {
        read(&SourceText::new(".reuse/dep5", text))
    }

    #[test]
    fn paragraphs_state_licences_for_files() {
        let (found, faults) = parse(&format!(
            "{HEADER}# a comment\nFiles: *\nCopyright: 2024 A\n           2023 B\nLicense: MIT\n\n\
             Files: cad/*.stl\n\tdocs/?.md\nCopyright: C\nLicense: CC-BY-4.0\n the text\n .\n of it\n\n\
             License: CC-BY-4.0\n text\n"
        ));
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].licences[0].value, "MIT");
        assert_eq!(found[0].copyrights[0].value, "2024 A\n           2023 B");
        assert!(found[0].matches("a/b/c"));
        assert_eq!(found[1].licences[0].value, "CC-BY-4.0");
        assert!(found[1].matches("cad/x/y.stl") && found[1].matches("docs/a.md"));
        assert!(!found[1].matches("docs/ab.md"));
    }

    #[test]
    fn what_is_no_copyright_file_is_told() {
        for text in [
            "Files: *\nCopyright: A\nLicense: MIT\n",
            &format!("{HEADER}Files: *\nLicense: MIT\n"),
            &format!("{HEADER}Files: *\nCopyright: A\n"),
            &format!("{HEADER}nonsense\n"),
            &format!("{HEADER} continued\n"),
            &format!("{HEADER}Comment: x\n"),
        ] {
            let (_, faults) = parse(text);
            assert!(!faults.is_empty(), "{text}");
        }
    }
}
