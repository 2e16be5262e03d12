//! What files state of themselves (REUSE 3.3): SPDX tags in their heads, `.license` files.

use super::{Expression, reuse};
use crate::diag::{SourceText, Span};
use crate::package::files::{Content, Family, Kind, Listing};
use std::sync::Arc;

/// The most files whose heads are read.
const MOST_FILES: usize = 5_000;

/// How much of a file is looked at.
const HEAD: usize = 4096;

/// The licence that a file states for itself.
#[derive(Debug, Clone)]
pub struct Header {
    /// The file that the statement is about.
    pub path: String,
    /// The head of the file that states it, for showing the line.
    pub source: Arc<SourceText>,
    /// The expression as written.
    pub raw: String,
    /// Where it is in `source`.
    pub span: Span,
    /// What it says, if it is valid.
    pub expression: Option<Expression>,
}

/// A tag in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// What is written after the colon.
    pub value: String,
    /// Where that is.
    pub span: Span,
}

// The name in two pieces, so that tools that look for tags do not find one here.
const TAG: &str = concat!("SPDX-License-", "Identifier:");

/// The licence tags of a text, in order.
pub fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    for (at, _) in text.match_indices(TAG) {
        let start = at + TAG.len();
        let rest = &text[start..];
        let line = rest.lines().next().unwrap_or_default();
        // Comment ends of C, HTML, XML, and quotes of data formats are none of the expression's.
        let end = ["*/", "-->", "\"", "'", "`", "]]", "<", "|"]
            .iter()
            .filter_map(|end| line.find(end))
            .min()
            .unwrap_or(line.len());
        let value = line[..end].trim();
        if !value.is_empty() {
            let from = start + (line.len() - line.trim_start().len());
            tags.push(Tag {
                value: value.to_owned(),
                span: from..from + value.len(),
            });
        }
    }
    tags
}

/// The licences that text files of the package state for themselves, `.license` files included.
pub(super) fn read(files: &Listing) -> Vec<Header> {
    files
        .files
        .iter()
        .filter(|file| {
            file.size > 20
                && crate::package::files::licence_scope(&file.path).is_none()
                && (file.extension() == "license" || is_text_family(&file.path))
        })
        .take(MOST_FILES)
        .flat_map(|file| in_head(files, &file.path))
        .collect()
}

/// What the head of a file states, each licence once.
fn in_head(files: &Listing, path: &str) -> Vec<Header> {
    let Ok(head) = files.head(path, HEAD) else {
        return Vec::new();
    };
    if !contains(&head, TAG.as_bytes()) || Content::of(&head) == Content::Binary {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(&head).into_owned();
    let ignored = reuse::ignored(&text);
    let source = SourceText::new(path, text);
    let about = path.strip_suffix(".license").unwrap_or(path);
    let mut headers: Vec<Header> = Vec::new();
    for tag in tags(&source.text) {
        let is_ignored = ignored.iter().any(|block| block.contains(&tag.span.start));
        if is_ignored || headers.iter().any(|header| header.raw == tag.value) {
            continue;
        }
        headers.push(Header {
            path: about.to_owned(),
            expression: Expression::parse(&tag.value),
            raw: tag.value,
            span: tag.span,
            source: Arc::clone(&source),
        });
    }
    headers
}

/// Whether files of this name are texts that can carry a tag.
fn is_text_family(path: &str) -> bool {
    match Kind::family_of(path) {
        Family::OpenSource | Family::Document | Family::Drawing | Family::Table => true,
        Family::Other => matches!(
            crate::package::files::extension(path).as_str(),
            "c" | "h" | "cpp" | "hpp" | "ino" | "js" | "ts" | "rs" | "sh" | "toml" | "yml" | "yaml"
        ),
        _ => false,
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_from_every_kind_of_comment() {
        for (text, value) in [
            ("# SPDX-License-Identifier: MIT\n", "MIT"),
            (
                "/* SPDX-License-Identifier: MIT OR Apache-2.0 */",
                "MIT OR Apache-2.0",
            ),
            (
                "<!-- SPDX-License-Identifier: CC-BY-SA-4.0 -->",
                "CC-BY-SA-4.0",
            ),
            (
                "// SPDX-License-Identifier:GPL-3.0-only\r\nx",
                "GPL-3.0-only",
            ),
        ] {
            let tags = tags(text);
            assert_eq!(tags.len(), 1, "{text}");
            assert_eq!(tags[0].value, value);
            assert_eq!(&text[tags[0].span.clone()], value);
        }
        assert!(tags("SPDX-License-Identifier:\n").is_empty());
    }
}
