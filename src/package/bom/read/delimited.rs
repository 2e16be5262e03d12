//! CSV and TSV with any delimiter, as spreadsheets write them.

use crate::diag::{SourceText, Span};
use crate::package::bom::grid::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, Sheet};
use crate::package::bom::header;
use std::sync::Arc;

/// Delimiters in order of preference where two explain a file equally well.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of the file is read to find the delimiter.
const SAMPLE: usize = 64 * 1024;

/// A text as a sheet, with the delimiter it was read with.
pub fn read(source: &Arc<SourceText>) -> (Sheet, u8) {
    let text = source.text.as_str();
    let (start, stated) = separator_line(text);
    let body = &text[start..];
    let delimiter = stated.unwrap_or_else(|| sniff(body));
    let sheet = parse(body, start, delimiter, true).unwrap_or_else(|| {
        // A quotation mark that nothing closes (inches, mostly) would swallow the rest of the file.
        parse(body, start, delimiter, false).unwrap_or_default()
    });
    (sheet, delimiter)
}

/// The line `sep=;` that tells spreadsheets the delimiter; they do not show it as a row.
fn separator_line(text: &str) -> (usize, Option<u8>) {
    let line = text.split_inclusive('\n').next().unwrap_or_default();
    let bare = line.trim_end_matches(['\n', '\r']).trim_matches('"');
    let Some(stated) = bare
        .get(..4)
        .filter(|key| key.eq_ignore_ascii_case("sep="))
        .and_then(|_| bare.as_bytes().get(4))
    else {
        return (0, None);
    };
    if bare.len() == 5 && stated.is_ascii() && !stated.is_ascii_alphanumeric() {
        (line.len(), Some(*stated))
    } else {
        (0, None)
    }
}

/// The delimiter under which the best header row appears, else the one that splits most evenly.
fn sniff(body: &str) -> u8 {
    let mut end = body.len().min(SAMPLE);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &body[..end];
    let mut best = (0, 0, b',');
    for delimiter in DELIMITERS {
        let Some(sheet) = parse(sample, 0, delimiter, true)
            .filter(|sheet| sheet.rows.len() > 1)
            .or_else(|| parse(sample, 0, delimiter, false))
        else {
            continue;
        };
        let score = sheet
            .rows
            .iter()
            .take(100)
            .map(header::score)
            .max()
            .unwrap_or(0);
        let mut widths: Vec<usize> = sheet.rows.iter().map(|row| row.cells.len()).collect();
        widths.sort_unstable();
        let usual = widths.get(widths.len() / 2).copied().unwrap_or(0);
        if (score, usual) > (best.0, best.1) {
            best = (score, usual, delimiter);
        }
    }
    best.2
}

/// Parses `body`, which begins at byte `offset` of the file. `None` when a quotation mark is never
/// closed.
fn parse(body: &str, offset: usize, delimiter: u8, quoting: bool) -> Option<Sheet> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoting)
        .from_reader(body.as_bytes());
    let mut sheet = Sheet::default();
    let mut record = csv::ByteRecord::new();
    let mut number = 0_u32;
    let mut cells = 0_usize;
    let mut at = 0_usize;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let end = (reader.position().byte() as usize).min(body.len()).max(at);
        let raw = body.get(at..end).unwrap_or_default();
        // The reader passes over empty lines; a spreadsheet shows them. After `\r\n` it has passed the
        // `\r` only.
        let blank = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let left_over = usize::from(body[..at].ends_with('\r') && raw.starts_with('\n'));
        number = number.saturating_add(line_breaks(&raw[left_over..blank]) + 1);
        let start = at + blank;
        at = end;
        if quoting && end == body.len() && raw.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
            return None;
        }
        if sheet.rows.len() >= MAX_ROWS || cells >= MAX_CELLS {
            sheet.truncated = true;
            break;
        }
        let row = Row {
            number,
            cells: fields(&record, &raw[blank..], offset + start),
        };
        if let Some(row) = row.trimmed() {
            cells += row.cells.len();
            sheet.rows.push(row);
        }
    }
    Some(sheet)
}

/// The cells of a record whose text is `raw`, at byte `start` of the file.
fn fields(record: &csv::ByteRecord, raw: &str, start: usize) -> Vec<Cell> {
    let mut cursor = 0;
    record
        .iter()
        .take(MAX_COLUMNS)
        .map(|field| {
            let mut cell = Cell::of(&String::from_utf8_lossy(field));
            let first = cell
                .text
                .split(['\n', '\r', '"'])
                .next()
                .unwrap_or_default();
            let rest = raw.get(cursor..).unwrap_or_default();
            if let Some(found) = rest.find(first).filter(|_| !first.is_empty()) {
                let from = cursor + found;
                let to = from + first.len();
                cell.span = Some(Span {
                    start: start + from,
                    end: start + to,
                });
                cursor = to;
            }
            cell
        })
        .collect()
}

/// Line breaks in a run of `\r` and `\n`; `\r\n` is one.
fn line_breaks(run: &str) -> u32 {
    let bytes = run.as_bytes();
    (0..bytes.len())
        .filter(|&i| bytes[i] == b'\n' || (bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n')))
        .count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let (sheet, _) = read(&SourceText::new("bom.csv", text));
        sheet
            .rows
            .into_iter()
            .map(|row| {
                (
                    row.number,
                    row.cells.into_iter().map(|cell| cell.text).collect(),
                )
            })
            .collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (
            number,
            cells.iter().map(|cell| (*cell).to_owned()).collect(),
        )
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let text = "My lamp\r\n\r\n\r\nName,Qty\r\n\"long\r\nscrew\",4\r\n\r\nnut,2\r\n";
        assert_eq!(
            rows(text),
            [
                row(1, &["My lamp"]),
                row(4, &["Name", "Qty"]),
                row(5, &["long\r\nscrew", "4"]),
                row(7, &["nut", "2"]),
            ]
        );
        assert_eq!(rows("\n\na,b\n")[0].0, 3);
    }

    #[test]
    fn the_separator_line_is_obeyed_and_not_counted() {
        assert_eq!(
            rows("sep=;\nName;Qty\nM3, long;4\n"),
            [row(1, &["Name", "Qty"]), row(2, &["M3, long", "4"])]
        );
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_header() {
        assert_eq!(
            rows("Name;Qty;Price\nM3, long, black;4;1,50\n")[1],
            row(2, &["M3, long, black", "4", "1,50"])
        );
        assert_eq!(rows("Name\tQty\nM3,5\t4\n")[1], row(2, &["M3,5", "4"]));
    }

    #[test]
    fn an_inch_mark_does_not_swallow_the_file() {
        let text = "Name,Qty\n\"3 pipe,4\nnut,2\n";
        assert_eq!(rows(text)[2], row(3, &["nut", "2"]));
    }

    #[test]
    fn cells_know_their_place_in_the_text() {
        let source = SourceText::new("bom.csv", "Name,Qty\n\"a, b\",x\n");
        let (sheet, _) = read(&source);
        let spans: Vec<_> = sheet.rows[1]
            .cells
            .iter()
            .map(|cell| &source.text[cell.span.clone().unwrap_or(0..0)])
            .collect();
        assert_eq!(spans, ["a, b", "x"]);
    }
}
