//! Tables of Markdown (GitHub's kind): a row of cells, a row of dashes, rows.

use crate::diag::{SourceText, Span};
use crate::package::bom::grid::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, Sheet};
use std::sync::Arc;

/// Every table of the text, each with the heading that it stands under, and every heading.
pub fn read(source: &Arc<SourceText>) -> (Vec<Sheet>, Vec<String>) {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut headings = Vec::new();
    let (mut fence, mut comment) = (None, false);
    let mut in_table = false;
    let mut previous: Option<(u32, Span)> = None;
    let mut cells = 0_usize;
    let mut offset = 0;
    for (index, line) in source.text.split_inclusive('\n').enumerate() {
        let number = index as u32 + 1;
        let start = offset;
        offset += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let bare = line.trim();
        if let Some(mark) = fence {
            if bare.starts_with(mark) {
                fence = None;
            }
            continue;
        }
        if comment {
            comment = !bare.contains("-->");
            continue;
        }
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fence = Some(&bare[..3]);
            in_table = false;
            previous = None;
            continue;
        }
        if bare.starts_with("<!--") {
            comment = !bare.contains("-->");
            in_table = false;
            previous = None;
            continue;
        }
        if let Some(title) = heading(bare) {
            headings.push(title);
            in_table = false;
            previous = None;
            continue;
        }
        let span = start..start + line.len();
        if in_table {
            if bare.is_empty() {
                in_table = false;
            } else if let Some(sheet) = sheets.last_mut() {
                if sheet.rows.len() >= MAX_ROWS || cells >= MAX_CELLS {
                    sheet.truncated = true;
                } else if let Some(row) = row(line, start, number).trimmed() {
                    cells += row.cells.len();
                    sheet.rows.push(row);
                }
            }
        } else if let Some((above_number, above)) =
            previous.take().filter(|_| is_delimiter_row(bare))
        {
            in_table = true;
            let above_line = source.text.get(above.clone()).unwrap_or_default();
            sheets.push(Sheet {
                heading: headings.last().cloned(),
                rows: row(above_line, above.start, above_number)
                    .trimmed()
                    .into_iter()
                    .collect(),
                ..Sheet::default()
            });
        } else if bare.contains('|') {
            previous = Some((number, span));
        }
    }
    (sheets, headings)
}

/// The text of an ATX heading.
fn heading(line: &str) -> Option<String> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    // The space after the marks is often forgotten.
    (1..=6)
        .contains(&level)
        .then(|| plain(text.trim_matches(['#', ' ', '\t'])).text)
        .filter(|text| !text.is_empty())
}

/// `| --- | :---: |`
fn is_delimiter_row(line: &str) -> bool {
    line.contains('-')
        && line.contains('|')
        && line.trim_matches('|').split('|').all(|cell| {
            let cell = cell.trim();
            let dashes = cell.trim_start_matches(':').trim_end_matches(':');
            !dashes.is_empty() && dashes.bytes().all(|b| b == b'-')
        })
}

/// The cells of a table row that begins at byte `start` of the file.
fn row(line: &str, start: usize, number: u32) -> Row {
    let indent = line.len() - line.trim_start().len();
    let trimmed = line.trim();
    let inner = trimmed.strip_prefix('|').unwrap_or(trimmed);
    let mut at = start + indent + (trimmed.len() - inner.len());
    let inner = match inner.strip_suffix('|') {
        Some(before) if !before.ends_with('\\') => before,
        _ => inner,
    };
    let mut cells = Vec::new();
    let mut from = 0;
    let bytes = inner.as_bytes();
    for i in 0..=bytes.len() {
        let ends = i == bytes.len() || (bytes[i] == b'|' && (i == 0 || bytes[i - 1] != b'\\'));
        if !ends {
            continue;
        }
        let raw = &inner[from..i];
        if cells.len() < MAX_COLUMNS {
            let mut cell = plain(raw);
            let lead = raw.len() - raw.trim_start().len();
            cell.span = Some(at + lead..at + lead + raw.trim().len());
            cells.push(cell);
        }
        at += raw.len() + 1;
        from = i + 1;
    }
    Row { number, cells }
}

/// What a cell shows: marks of emphasis, code, links and line breaks are resolved.
fn plain(raw: &str) -> Cell {
    let raw = raw.trim();
    let mut text = String::with_capacity(raw.len());
    let mut link = None;
    let mut rest = raw;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        match character {
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                text.extend(after.chars().next());
                rest = &after[1..];
                continue;
            }
            '[' => {
                if let Some((label, target, tail)) = inline_link(after) {
                    // An image is shown, not said.
                    if text.ends_with('!') {
                        text.pop();
                    } else {
                        text.push_str(&label.replace(['*', '`'], ""));
                        link.get_or_insert_with(|| target.to_owned());
                    }
                    rest = tail;
                    continue;
                }
                text.push('[');
            }
            '<' => {
                if let Some((tag, tail)) = after.split_once('>').filter(|(tag, _)| tag.len() < 200)
                {
                    let name = tag.trim_matches(['/', ' ']);
                    if tag.starts_with("http") {
                        text.push_str(tag);
                        link.get_or_insert_with(|| tag.to_owned());
                        rest = tail;
                        continue;
                    }
                    if name.eq_ignore_ascii_case("br") {
                        text.push('\n');
                        rest = tail;
                        continue;
                    }
                    if ["b", "i", "sub", "sup", "code", "em", "strong", "kbd"]
                        .iter()
                        .any(|known| name.eq_ignore_ascii_case(known))
                    {
                        rest = tail;
                        continue;
                    }
                }
                text.push('<');
            }
            '`' => {}
            '*' if after.starts_with('*') => {
                rest = &after[1..];
                continue;
            }
            '*' if emphasis(&text, after) => {}
            _ => text.push(character),
        }
        rest = after;
    }
    let mut cell = Cell::of(&text);
    if let Some(inner) = cell
        .text
        .strip_prefix('_')
        .and_then(|text| text.strip_suffix('_'))
        .or_else(|| {
            cell.text
                .strip_prefix("~~")
                .and_then(|text| text.strip_suffix("~~"))
        })
    {
        cell.text = inner.trim_matches('_').to_owned();
    }
    cell.link = link;
    cell
}

/// Whether an asterisk between `before` and `after` opens or closes emphasis (`2 * 3` does not).
fn emphasis(before: &str, after: &str) -> bool {
    let outside = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '<');
    let inside = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    let (last, next) = (before.chars().last(), after.chars().next());
    (outside(last) && inside(next)) || (inside(last) && outside(next))
}

/// `label](target) tail`, after the opening bracket.
fn inline_link(after: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = after.split_once("](")?;
    if label.contains('[') {
        return None;
    }
    let (target, tail) = rest.split_once(')')?;
    let target = target.split_whitespace().next().unwrap_or_default();
    Some((label, target, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_with_their_heading_lines_and_cells() {
        let text = "# Lamp\n\n```\n| a | b |\n|---|---|\n```\n## Parts\n\n| Item | Qty |\n| :-- | --: |\n| **M3** \\| [x](http://a/b) | 4 |\nM4 | 2\n\nend | no table\n";
        let source = SourceText::new("bom.md", text);
        let (sheets, headings) = read(&source);
        assert_eq!(headings, ["Lamp", "Parts"]);
        assert_eq!(sheets.len(), 1);
        let sheet = &sheets[0];
        assert_eq!(sheet.heading.as_deref(), Some("Parts"));
        let shown: Vec<_> = sheet
            .rows
            .iter()
            .map(|row| (row.number, row.text(0), row.text(1)))
            .collect();
        assert_eq!(
            shown,
            [(9, "Item", "Qty"), (11, "M3 | x", "4"), (12, "M4", "2")]
        );
        assert_eq!(sheet.rows[1].cells[0].link.as_deref(), Some("http://a/b"));
        let span = sheet.rows[1].cells[1].span.clone().unwrap_or(0..0);
        assert_eq!(&text[span], "4");
        let span = sheet.rows[2].cells[1].span.clone().unwrap_or(0..0);
        assert_eq!(&text[span], "2");
    }

    #[test]
    fn marks_are_resolved() {
        assert_eq!(plain(" `M3`<br>*black* ").text, "M3\nblack");
        assert_eq!(plain("![pic](a.png)").text, "");
        assert_eq!(plain("_soft_").text, "soft");
        assert_eq!(plain("[TBD]").text, "[TBD]");
        assert_eq!(plain("snake_case*2").text, "snake_case*2");
    }
}
