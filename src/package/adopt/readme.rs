//! What a README says: the name, what the design is for, its pictures.
//!
//! A README is Markdown more often than not; reStructuredText, Asciidoc, Org and plain text are close
//! enough for a heading and a paragraph.

use super::evidence::Fact;
use super::prose::plain;

/// The longest name that is taken from a heading, characters.
const LONGEST_NAME: usize = 80;

/// How much of the first paragraph is taken, characters, to the end of a sentence.
const LONGEST_FUNCTION: usize = 320;

/// The shortest text that can say what a thing is for, characters.
const SHORTEST_FUNCTION: usize = 20;

/// Headings that name no design.
const GENERIC: [&str; 22] = [
    "readme",
    "read me",
    "introduction",
    "overview",
    "about",
    "about this project",
    "description",
    "project description",
    "table of contents",
    "contents",
    "toc",
    "welcome",
    "getting started",
    "installation",
    "license",
    "licence",
    "features",
    "index",
    "home",
    "project",
    "documentation",
    "einleitung",
];

/// Headings that end so are those of a document, not of a design.
const DOCUMENTS: [&str; 9] = [
    "guide",
    "manual",
    "documentation",
    "instructions",
    "files",
    "notes",
    "list",
    "readme",
    "anleitung",
];

/// Paragraphs that begin so speak to the reader about something else.
const ASIDES: [&str; 19] = [
    "you ",
    "you'",
    "click",
    "download",
    "please",
    "note",
    "warning",
    "caution",
    "important",
    "disclaimer",
    "see ",
    "if you",
    "clone",
    "this document",
    "this page",
    "this readme",
    "todo",
    "fixme",
    "copyright",
];

/// What a README says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Readme {
    /// The design's name.
    pub name: Option<Fact<String>>,
    /// What the design is for.
    pub function: Option<Fact<String>>,
    /// Paths and addresses of its pictures, in order.
    pub pictures: Vec<String>,
}

/// Reads the text of the README at `path`.
pub fn read(path: &str, text: &str) -> Readme {
    let blocks = blocks(text);
    let heading = blocks.iter().find_map(|block| match block {
        Block::Heading(text) if !text.is_empty() => Some(text.as_str()),
        _ => None,
    });
    let mut paragraphs = blocks.iter().filter_map(|block| match block {
        Block::Paragraph(text) => purpose(text),
        Block::Heading(_) => None,
    });
    // A paragraph about the repository gives way to one about the thing, in the same chapter.
    let first = paragraphs.next();
    let function = match first {
        Some(text) if is_about_repository(&text) => {
            let chapter = blocks.split(|block| matches!(block, Block::Heading(_)));
            let better = chapter
                .filter(|chapter| chapter.contains(&Block::Paragraph(text.clone())))
                .flatten()
                .find_map(|block| match block {
                    Block::Paragraph(other) => {
                        purpose(other).filter(|other| !is_about_repository(other))
                    }
                    Block::Heading(_) => None,
                });
            Some(better.unwrap_or(text))
        }
        other => other,
    };
    Readme {
        name: heading.and_then(|heading| name(path, heading)),
        function: function
            .map(|text| Fact::guessed(text, format!("the first paragraph of {path}"))),
        pictures: pictures(text),
    }
}

/// A piece of a README that can say something.
#[derive(Debug, PartialEq, Eq)]
enum Block {
    Heading(String),
    Paragraph(String),
}

/// Headings and paragraphs, cleaned; lists, tables, quotes, code and pictures left out.
fn blocks(text: &str) -> Vec<Block> {
    let text = without_comments(text);
    let text = without_front_matter(&text);
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    let mut fence: Option<&str> = None;
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let trimmed = line.trim();
        if let Some(mark) = fence {
            if trimmed.starts_with(mark) {
                fence = None;
            }
            continue;
        }
        if let Some(mark) = ["```", "~~~", "----", "...."].into_iter().find(|mark| {
            trimmed.starts_with(mark) && (mark.starts_with(['`', '~']) || is_asciidoc(text))
        }) {
            flush(&mut paragraph, &mut blocks);
            fence = Some(mark);
            continue;
        }
        if let Some(heading) = heading(trimmed) {
            flush(&mut paragraph, &mut blocks);
            blocks.push(Block::Heading(plain(heading)));
            continue;
        }
        let is_underline = |mark: char| {
            let next = lines.get(at + 1).map_or("", |next| next.trim_end());
            next.chars().count() >= 3.max(trimmed.chars().count().min(6))
                && next.chars().all(|c| c == mark)
        };
        if !trimmed.is_empty()
            && paragraph.is_empty()
            && !trimmed.starts_with('|')
            && ['=', '-', '~', '*', '#', '^'].into_iter().any(is_underline)
        {
            blocks.push(Block::Heading(plain(trimmed)));
            continue;
        }
        if trimmed.is_empty() {
            flush(&mut paragraph, &mut blocks);
        } else if is_prose(line) || (!paragraph.is_empty() && !begins_something(trimmed)) {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(trimmed.trim_end_matches('\\'));
        } else {
            flush(&mut paragraph, &mut blocks);
        }
    }
    flush(&mut paragraph, &mut blocks);
    blocks
}

fn flush(paragraph: &mut String, blocks: &mut Vec<Block>) {
    let text = plain(paragraph);
    if !text.is_empty() {
        blocks.push(Block::Paragraph(text));
    }
    paragraph.clear();
}

fn is_asciidoc(text: &str) -> bool {
    text.trim_start().starts_with("= ")
}

/// The text of a heading line.
fn heading(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix('#') {
        let rest = rest.trim_start_matches('#');
        // `#BCN3D MOVEO` is meant as a heading by everybody who writes it.
        let is_heading = rest.starts_with([' ', '\t', '[', '!'])
            || rest.starts_with(char::is_alphabetic) && !rest.contains(':');
        return (is_heading && !rest.trim().is_empty())
            .then(|| rest.trim().trim_end_matches('#').trim_end());
    }
    // Asciidoc and Org.
    for mark in ["= ", "== ", "* "] {
        if mark != "* "
            && let Some(rest) = line.strip_prefix(mark)
        {
            return Some(rest.trim());
        }
    }
    if let Some(rest) = line.strip_prefix("#+TITLE:") {
        return Some(rest.trim());
    }
    let lower = line.to_ascii_lowercase();
    (lower.starts_with("<h1") || lower.starts_with("<h2")).then_some(line)
}

/// Whether a line can begin a paragraph.
fn is_prose(line: &str) -> bool {
    !line.starts_with("    ") && !line.starts_with('\t') && !begins_something(line.trim())
}

/// Whether a line begins a list, a table, a quote, a rule or a directive.
fn begins_something(trimmed: &str) -> bool {
    let numbered = trimmed
        .split_once(['.', ')'])
        .is_some_and(|(number, rest)| {
            !number.is_empty()
                && number.len() <= 3
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && rest.starts_with(' ')
        });
    numbered
        || [
            "- ", "* ", "+ ", "|", ">", "---", "***", "___", ".. ", ":::", "@[", "#+", "//", "[[",
        ]
        .iter()
        .any(|start| trimmed.starts_with(start))
        || matches!(trimmed, "-" | "*" | "+")
        || trimmed
            .chars()
            .all(|c| matches!(c, '=' | '-' | '~' | '*' | '_' | '#'))
}

/// Without `<!-- … -->`.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<!--") {
        out.push_str(&rest[..at]);
        match rest[at..].find("-->") {
            Some(end) => rest = &rest[at + end + 3..],
            None => return out,
        }
    }
    out.push_str(rest);
    out
}

/// Without the table of settings that page makers put first.
fn without_front_matter(text: &str) -> &str {
    text.strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(text, |(_, rest)| rest)
}

/// The design's name in a heading.
fn name(path: &str, heading: &str) -> Option<Fact<String>> {
    let bare = heading
        .trim_matches(|c: char| c == '#' || c.is_whitespace() || c == ':')
        .trim();
    let lower = bare.to_lowercase();
    if bare.is_empty()
        || GENERIC.contains(&lower.as_str())
        || DOCUMENTS.iter().any(|end| lower.ends_with(end))
        || !bare.contains(char::is_alphanumeric)
    {
        return None;
    }
    let from = format!("the heading of {path}");
    // `SpotiStation - an accessible music player`: the name and what it is.
    let cut = [" - ", " – ", " — ", " | "]
        .iter()
        .filter_map(|mark| bare.find(mark))
        .min()
        .filter(|at| bare[..*at].trim().chars().count() >= 2);
    match cut {
        Some(at) => Some(Fact::guessed(bare[..at].trim().to_owned(), from)),
        None if bare.chars().count() <= LONGEST_NAME => Some(Fact::found(bare.to_owned(), from)),
        None => None,
    }
}

/// The sentences at the beginning of a paragraph that can say what the design is for.
fn purpose(paragraph: &str) -> Option<String> {
    let words = paragraph.split_whitespace().count();
    let letters = paragraph.chars().filter(|c| c.is_alphabetic()).count();
    // Rows of links and badges leave hardly any letters, or no sentence.
    let lower = paragraph.to_lowercase();
    if is_cut_off(paragraph) || ASIDES.iter().any(|start| lower.starts_with(start)) {
        return None;
    }
    if words < 4 && !is_scriptio_continua(paragraph)
        || paragraph.chars().count() < SHORTEST_FUNCTION && !is_scriptio_continua(paragraph)
        || letters * 2 < paragraph.chars().count()
        || paragraph.ends_with(':') && paragraph.chars().count() < 60
    {
        return None;
    }
    Some(first_sentences(paragraph, LONGEST_FUNCTION))
}

/// Whether a paragraph speaks of the files rather than of the thing.
fn is_about_repository(paragraph: &str) -> bool {
    let lower = paragraph.to_lowercase();
    [
        "this is the repo",
        "this is the source",
        "this is a repo",
        "this repo",
        "this folder",
        "this directory",
        "here you",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}

/// Whether a paragraph ends where an address was taken out.
fn is_cut_off(paragraph: &str) -> bool {
    const WORDS: [&str; 18] = [
        "on", "at", "in", "under", "from", "here", "to", "see", "the", "by", "with", "of", "auf",
        "unter", "bei", "von", "siehe", "is",
    ];
    let last = paragraph.split_whitespace().next_back().unwrap_or_default();
    WORDS.contains(&last.trim_end_matches(':').to_lowercase().as_str())
}

/// Whether a text is in a script without spaces between words.
fn is_scriptio_continua(text: &str) -> bool {
    text.chars()
        .filter(|c| matches!(u32::from(*c), 0x3040..=0x30ff | 0x4e00..=0x9fff | 0x0e00..=0x0e7f))
        .count()
        >= 8
}

/// Whole sentences within `limit` characters; the first one is cut between words where it is longer.
fn first_sentences(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let end = text
        .char_indices()
        .nth(limit)
        .map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    let is_end = |at: &usize| {
        let after = &text[*at..];
        (after.starts_with(char::is_whitespace) || text[..*at].ends_with('。'))
            && !is_abbreviation(&text[..*at])
    };
    let sentence = head
        .match_indices(['.', '!', '?', '。'])
        .map(|(at, mark)| at + mark.len())
        .rfind(is_end);
    if let Some(at) = sentence {
        return head[..at].to_owned();
    }
    let at = head.rfind(char::is_whitespace).unwrap_or(head.len());
    format!("{} …", head[..at].trim_end_matches([',', ';', ':', ' ']))
}

fn is_abbreviation(text: &str) -> bool {
    let word = text.rsplit([' ', '(']).next().unwrap_or_default();
    matches!(
        word.to_lowercase().as_str(),
        "e.g."
            | "i.e."
            | "etc."
            | "ca."
            | "z.b."
            | "d.h."
            | "vs."
            | "no."
            | "approx."
            | "bzw."
            | "mr."
            | "dr."
    )
}

/// The pictures of a text: `![alt](path)` and `<img src="path">`.
fn pictures(text: &str) -> Vec<String> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for (at, _) in text.match_indices("![") {
        let Some(open) = text[at..].find("](") else {
            continue;
        };
        let target = text[at + open + 2..]
            .split([')', '"', '\n'])
            .next()
            .unwrap_or_default()
            .trim();
        found.push((at, target.trim_matches(['<', '>'])));
    }
    for (at, _) in text.match_indices("<img") {
        let tag = text[at..].split('>').next().unwrap_or_default();
        let Some(source) = tag.find("src=").map(|at| &tag[at + 4..]) else {
            continue;
        };
        let target = match source.chars().next() {
            Some(quote @ ('"' | '\'')) => source[1..].split(quote).next(),
            _ => source.split_whitespace().next(),
        };
        found.push((at, target.unwrap_or_default().trim()));
    }
    found.sort_unstable();
    let mut pictures: Vec<String> = Vec::new();
    for (_, target) in found {
        let target = target.trim_start_matches("./").replace("%20", " ");
        if !target.is_empty() && !pictures.contains(&target) {
            pictures.push(target);
        }
    }
    pictures
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Option<String>, Option<String>) {
        let readme = read("README.md", text);
        (
            readme.name.map(|fact| fact.value),
            readme.function.map(|fact| fact.value),
        )
    }

    #[test]
    fn name_and_function_are_behind_badges_and_pictures() {
        let text = "<!-- licence: x -->\n![banner](media/banner.png)\n\n# SpotiStation - an accessible player\n\
            [![build](https://img.shields.io/b.svg)](https://ci.org)\n\n\
            A **Raspberry Pi** powered [player](https://x.org) for\neverybody.\n\n- a list\n";
        assert_eq!(
            of(text),
            (
                Some("SpotiStation".to_owned()),
                Some("A Raspberry Pi powered player for everybody.".to_owned())
            )
        );
        assert_eq!(read("README.md", text).pictures[0], "media/banner.png");
    }

    #[test]
    fn other_markup_has_headings_too() {
        for text in [
            "Desk lamp\n=========\n\nLights a desk without glare.",
            "= Desk lamp\n\nLights a desk without glare.",
            "#Desk lamp\nLights a desk without glare.",
            "<h1 align=\"center\">Desk lamp</h1>\n\nLights a desk without glare.",
            "---\ntitle: x\n---\n# Desk lamp #\n\n> quoted\n\n```\ncode that is long enough\n```\n\nLights a desk without glare.",
        ] {
            assert_eq!(
                of(text),
                (
                    Some("Desk lamp".to_owned()),
                    Some("Lights a desk without glare.".to_owned())
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn what_says_nothing_is_not_taken() {
        assert_eq!(of(""), (None, None));
        assert_eq!(of("# README\n\nTODO"), (None, None));
        assert_eq!(of("# Introduction\n\n[a](b) [c](d)"), (None, None));
        assert_eq!(of("- a\n- b\n\n| a | b |\n|---|---|\n"), (None, None));
        assert_eq!(of("---\n---\n<!-- open"), (None, None));
        assert_eq!(
            of(
                "# Parts guide\n\nYou can download all files at once.\n\nThis is the repo of the lamp on\n\nhttps://lamps.org"
            ),
            (None, None)
        );
        assert_eq!(
            of("This repository holds the files of a lamp.\n\nIt lights a desk without glare.")
                .1
                .as_deref(),
            Some("It lights a desk without glare.")
        );
    }

    #[test]
    fn long_paragraphs_end_with_a_sentence() {
        let sentence = "This holds a spool, e.g. of wire, on the wall. ";
        let text = sentence.repeat(12);
        let function = of(&text).1.expect("a paragraph");
        assert!(function.ends_with("wall.") && function.chars().count() <= LONGEST_FUNCTION);
        let endless = "wörd ".repeat(200);
        let function = of(&endless).1.expect("a paragraph");
        assert!(function.ends_with("wörd …"), "{function}");
    }
}
