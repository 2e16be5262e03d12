//! What a file is, told by its content; by its name only between the texts.

use super::find;
use super::grid::Sheet;
use super::read::archive::{Refusal, Workbook};
use super::read::{archive, delimited, markdown, ods, text, xlsx};
use super::{BomFile, Format, Trouble};
use crate::diag::SourceText;
use std::sync::Arc;

/// The largest text that is read as a bill, bytes.
const MAX_TEXT: usize = 16 << 20;

/// The sheets of a file, and whether semicolons separate its cells.
pub(super) fn sheets(file: &mut BomFile, bytes: &[u8]) -> Result<(Vec<Sheet>, bool), Trouble> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Trouble::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let read = match archive::inspect(bytes)? {
            Workbook::Xlsx => {
                file.format = Some(Format::Xlsx);
                xlsx::read(bytes)?
            }
            Workbook::Ods => {
                file.format = Some(Format::Ods);
                ods::read(bytes)?
            }
        };
        return Ok((read, false));
    }
    if let Some(name) = binary(bytes) {
        return Err(Trouble::Is(name));
    }
    if bytes.len() > MAX_TEXT {
        return Err(Trouble::TooLarge(bytes.len() as u64));
    }
    let text = text::decode(bytes).ok_or(Trouble::Is("binary data"))?;
    let start = text.trim_start();
    let head: String = start.chars().take(4000).collect::<String>().to_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return Err(Trouble::Is("a web page (HTML)"));
    }
    if head.starts_with("<?xml") || head.starts_with("<office:document") {
        if head.contains("opendocument") || head.contains("office:document") {
            file.format = Some(Format::Ods);
            return Ok((ods::read_xml(start.as_bytes())?, false));
        }
        return Err(Trouble::Is("an XML file"));
    }
    let extension = find::extension(&file.path);
    if extension == "json" || (start.starts_with('{') && start.trim_end().ends_with('}')) {
        return Err(Trouble::Is("a JSON file"));
    }
    let source = SourceText::new(&file.path, text);
    file.source = Some(Arc::clone(&source));
    let markdown = matches!(extension.as_str(), "md" | "markdown" | "mdown" | "mkd");
    let delimited = matches!(extension.as_str(), "csv" | "tsv" | "tab");
    if !delimited {
        let (sheets, headings) = markdown::read(&source);
        if markdown || !sheets.is_empty() {
            file.format = Some(Format::Markdown);
            file.headings = headings;
            return if sheets.is_empty() {
                Err(Trouble::NoTable)
            } else {
                Ok((sheets, false))
            };
        }
    }
    let (sheet, delimiter) = delimited::read(&source);
    file.format = Some(if delimiter == b'\t' {
        Format::Tsv
    } else {
        Format::Csv
    });
    Ok((vec![sheet], delimiter == b';'))
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Other(name) => Self::Is(name),
            Refusal::Damaged(reason) => Self::Damaged(reason),
            Refusal::Bomb => Self::Bomb,
            Refusal::Password => Self::Password,
        }
    }
}

/// What well-known binary formats are called.
fn binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 13] = [
        (
            b"\xd0\xcf\x11\xe0",
            "an old Office document (such as .xls), or one with a password",
        ),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"BM6", "a BMP picture"),
        (b"II*\0", "a TIFF picture"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"7z\xbc\xaf", "a 7-Zip archive"),
        (b"Rar!", "a RAR archive"),
        (b"{\\rtf", "an RTF document"),
        (b"%!PS", "a PostScript document"),
        (b"SQLite format 3", "an SQLite database"),
        (b"\x7fELF", "a program"),
    ];
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Some("a PDF document");
    }
    MAGIC
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, name)| *name)
}
