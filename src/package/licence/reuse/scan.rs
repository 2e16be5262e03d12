//! Finding tags in files, however large.

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

// Names in two pieces, so that tools that look for tags do not find them here.
const LICENCE: &str = concat!("SPDX-License-", "Identifier:");
const COPYRIGHTS: [&str; 2] = [
    concat!("SPDX-FileCopyright", "Text:"),
    concat!("SPDX-SnippetCopyright", "Text:"),
];
const IGNORE: &str = concat!("REUSE-Ignore", "Start");
const HEED: &str = concat!("REUSE-Ignore", "End");

/// How much of a file is looked at to tell whether it is a text.
const HEURISTICS: usize = 2048;

/// How much of a file is read at a time.
const BLOCK: usize = 256 * 1024;

/// What the text of a file states.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tags {
    /// The licence expressions, as written, each once.
    pub(super) licences: Vec<String>,
    /// Whether there is a copyright notice.
    pub(super) copyright: bool,
}

/// How the bytes of a text stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Latin1,
    Utf16(&'static encoding_rs::Encoding),
}

/// Reads the tags of a file; one that is no text has none.
pub(super) fn read(mut file: impl Read) -> std::io::Result<Tags> {
    let mut tags = Tags::default();
    let mut block = Vec::with_capacity(BLOCK);
    let mut encoding = None;
    let mut ignoring = false;
    loop {
        let begun = block.len();
        let read = (&mut file)
            .take((BLOCK - begun) as u64)
            .read_to_end(&mut block)?;
        if encoding.is_none() {
            let head = &block[..block.len().min(HEURISTICS)];
            let Some(found) = encoding_of(head) else {
                return Ok(tags);
            };
            encoding = Some(found);
        }
        let encoding = encoding.unwrap_or(Encoding::Utf8);
        let is_last = read < BLOCK - begun;
        // Lines stay whole unless they are longer than a block.
        let end = if is_last {
            block.len()
        } else {
            cut(&block, encoding)
        };
        ignoring = scan(&decode(&block[..end], encoding), ignoring, &mut tags);
        if is_last {
            return Ok(tags);
        }
        block.drain(..end);
    }
}

/// After the last line break, or everything.
fn cut(block: &[u8], encoding: Encoding) -> usize {
    let width = if matches!(encoding, Encoding::Utf16(_)) {
        2
    } else {
        1
    };
    block
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map(|at| (at / width + 1) * width)
        .filter(|end| *end <= block.len())
        .unwrap_or(block.len())
}

/// The encoding of a text by its first bytes; `None` for what is no text: it has characters that no
/// text has.
fn encoding_of(head: &[u8]) -> Option<Encoding> {
    if let Some((found, _)) = encoding_rs::Encoding::for_bom(head)
        && found != encoding_rs::UTF_8
    {
        return Some(Encoding::Utf16(found));
    }
    let control = |byte: &u8| matches!(byte, 0..=6 | 14..=26 | 28..=31 | 127);
    if head.iter().any(control) {
        return None;
    }
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The head may end inside a character.
        Err(error) => error.error_len().is_none(),
    };
    let is_latin1 = !head.iter().any(|byte| matches!(byte, 0x80..=0x9f));
    Some(if !is_utf8 && is_latin1 {
        Encoding::Latin1
    } else {
        Encoding::Utf8
    })
}

fn decode(bytes: &[u8], encoding: Encoding) -> Cow<'_, str> {
    match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(bytes),
        Encoding::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Encoding::Utf16(encoding) => encoding.decode_without_bom_handling(bytes).0,
    }
}

/// Collects the tags of a piece of text; gives whether it ends in an ignored block.
fn scan(text: &str, mut ignoring: bool, tags: &mut Tags) -> bool {
    let mut rest = text;
    loop {
        let mark = if ignoring { HEED } else { IGNORE };
        let at = rest.find(mark);
        if !ignoring {
            lines(&rest[..at.unwrap_or(rest.len())], tags);
        }
        let Some(at) = at else { return ignoring };
        rest = &rest[at + mark.len()..];
        ignoring = !ignoring;
    }
}

/// The parts of a text between the marks that say to ignore them; `true` stands for the whole rest.
pub(in super::super) fn ignored(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(IGNORE).map(|at| from + at) {
        let end = text[start..].find(HEED).map(|at| start + at + HEED.len());
        ranges.push(start..end.unwrap_or(text.len()));
        let Some(end) = end else { break };
        from = end;
    }
    ranges
}

fn lines(text: &str, tags: &mut Tags) {
    if !(text.contains("SPDX-") || text.contains("Copyright") || text.contains('©')) {
        return;
    }
    for line in text.split(['\n', '\r']) {
        if is_copyright(line) {
            tags.copyright = true;
        } else if let Some(value) = licence_in(line)
            && !tags.licences.iter().any(|known| known == value)
        {
            tags.licences.push(value.to_owned());
        }
    }
}

/// Whether a line has a copyright notice: a tag, the word before a blank or a sign, or the sign ©.
pub(super) fn is_copyright(line: &str) -> bool {
    line.contains('©')
        || COPYRIGHTS.iter().any(|tag| line.contains(tag))
        || line.match_indices("Copyright").any(|(at, word)| {
            let after = &line[at + word.len()..];
            after.starts_with(char::is_whitespace)
                || after.starts_with("(c)")
                || after.starts_with("(C)")
        })
}

/// The licence expression that a line states.
fn licence_in(line: &str) -> Option<&str> {
    let at = line.find(LICENCE)?;
    let mut value = line[at + LICENCE.len()..].trim();
    // What opens a comment line may close it too: `# … #`, `/* … */`.
    let prefix: String = line[..at].trim().chars().rev().collect();
    if !prefix.is_empty() {
        value = value.strip_suffix(&prefix).unwrap_or(value).trim_end();
    }
    while let Some(shorter) = without_end(value) {
        value = shorter;
    }
    Some(value.trim_end())
}

/// A value without the end of a comment or of a quotation behind it.
fn without_end(value: &str) -> Option<&str> {
    const ENDS: [&str; 12] = [
        "*/", "-->", "--}}", "--%>", "*)", ":)", "*#", "'/", "-/", "=#", "#}", "}",
    ];
    if let Some(shorter) = ENDS.iter().find_map(|end| value.strip_suffix(end)) {
        return Some(shorter);
    }
    // `"/>`, `' >`: the end of an attribute.
    if let Some(tag) = value.strip_suffix('>') {
        let tag = tag.trim_end_matches('/').trim_end();
        return tag.strip_suffix(['"', '\'']);
    }
    // `[…] ::` of AsciiDoc.
    value.strip_suffix("::")?.trim_end().strip_suffix(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(bytes: &[u8]) -> (Vec<String>, bool) {
        let tags = read(bytes).expect("bytes can be read");
        (tags.licences, tags.copyright)
    }

    fn licence(value: &str) -> String {
        format!("{LICENCE} {value}")
    }

    #[test]
    fn licences_are_taken_out_of_their_comments() {
        for (before, after) in [
            ("", ""),
            ("# ", ""),
            ("/* ", " */"),
            ("<!-- ", " -->"),
            ("# ", " #"),
            ("; ", "  "),
            ("(* ", " *)"),
            ("<meta content=\"", "\" />"),
            ("[", "] ::"),
        ] {
            let line = format!("{before}{}{after}\n", licence("MIT OR X"));
            let (licences, copyright) = tags(line.as_bytes());
            assert_eq!(
                (licences, copyright),
                (vec!["MIT OR X".to_owned()], false),
                "{line}"
            );
        }
    }

    #[test]
    fn copyright_has_many_forms() {
        for (line, expected) in [
            (concat!("SPDX-FileCopyright", "Text: 2024 A"), true),
            (concat!("SPDX-SnippetCopyright", "Text: 2024 A"), true),
            ("Copyright 2024 A", true),
            ("Copyright (c) A", true),
            ("Copyright(C) A", true),
            ("© 2024 A", true),
            ("(C) 2024 A", false),
            ("copyright 2024 A", false),
            ("Copyrighted", false),
            ("Copyright", false),
        ] {
            assert_eq!(is_copyright(line), expected, "{line}");
        }
    }

    #[test]
    fn blocks_that_say_so_are_ignored() {
        let text = format!(
            "{}\n{IGNORE}\n{}\n{HEED}\n{}\n{IGNORE} {}",
            licence("A"),
            licence("B"),
            licence("C"),
            licence("D")
        );
        assert_eq!(tags(text.as_bytes()).0, ["A", "C"]);
        let ranges = ignored(&text);
        assert_eq!(ranges.len(), 2);
        assert!(text[ranges[0].clone()].contains(&licence("B")));
        assert_eq!(ranges[1].end, text.len());
    }

    #[test]
    fn encodings_are_understood_and_binaries_are_not_read() {
        let text = format!("{}\n© A\n", licence("MIT"));
        let expected = (vec!["MIT".to_owned()], true);
        assert_eq!(tags(text.as_bytes()), expected);
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(tags(&utf16), expected);
        let latin1: Vec<u8> = text.chars().map(|c| c as u8).collect();
        assert_eq!(tags(&latin1), expected);
        let mut binary = text.into_bytes();
        binary.insert(0, 0);
        assert_eq!(tags(&binary), (Vec::new(), false));
    }

    #[test]
    fn tags_are_found_anywhere_in_a_long_file() {
        let mut text = "facet normal 0 0 1\n".repeat(40_000);
        text.push_str(&licence("MIT"));
        assert_eq!(tags(text.as_bytes()).0, ["MIT"]);
        // A line that is longer than a block ends somewhere.
        let long = format!("{} {}", "x".repeat(3 * BLOCK), licence("MIT"));
        assert!(read(long.as_bytes()).is_ok());
    }
}
