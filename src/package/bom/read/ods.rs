//! ODS workbooks (and their flat form, FODS).
//!
//! Read with the XML reader itself, because `OpenDocument` writes "a million more empty rows" as one
//! element with a number: libraries that expand it allocate by a number that the file claims.

use super::archive::{self, Refusal};
use super::xml::attribute;
use crate::package::bom::grid::{
    Cell, MAX_CELL_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, Sheet,
};
use crate::package::bom::price::currency;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::Cursor;
use zip::ZipArchive;

/// The visible sheets of a workbook that [`super::archive::inspect`] let through.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| Refusal::Damaged(error.to_string()))?;
    if let Ok(manifest) = archive::member(&mut archive, "META-INF/manifest.xml", 1 << 20)
        && manifest
            .windows(b"encryption-data".len())
            .any(|window| window == b"encryption-data")
    {
        return Err(Refusal::Password);
    }
    let content = archive::member(&mut archive, "content.xml", archive::MAX_UNPACKED)?;
    read_xml(&content)
}

/// The visible sheets of an `OpenDocument` content stream.
pub fn read_xml(content: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    let mut state = State::default();
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => state.open(&element, false),
            Ok(Event::Empty(element)) => state.open(&element, true),
            Ok(Event::End(element)) => state.close(element.local_name().as_ref()),
            Ok(Event::Text(text)) if state.in_text() => {
                state.push(&text.xml_content(XmlVersion::Implicit1_0));
            }
            Ok(Event::GeneralRef(reference)) => state.reference(&reference),
            Ok(Event::Eof) => return Ok(state.sheets),
            Err(error) if state.sheets.is_empty() => {
                return Err(Refusal::Damaged(error.to_string()));
            }
            Err(_) => {
                if let Some(sheet) = state.sheets.last_mut() {
                    sheet.truncated = true;
                }
                return Ok(state.sheets);
            }
            _ => {}
        }
        buffer.clear();
    }
}

/// Where the reader is.
#[derive(Default)]
struct State {
    sheets: Vec<Sheet>,
    /// Style names of sheets that are hidden, and the style being read.
    hidden: HashSet<String>,
    style: String,
    /// Depth of tables; a table inside a cell is not a sheet.
    tables: usize,
    skip_table: bool,
    row: Row,
    /// Empty cells before the next one with content.
    gap: usize,
    /// How often the row is repeated.
    row_repeat: u32,
    next_row: u32,
    cell: Option<(Cell, usize)>,
    /// The value of the cell, when it is a date.
    date_value: Option<String>,
    paragraphs: usize,
    in_paragraph: usize,
    /// Depth inside annotations and drawn objects, whose text is not the cell's.
    aside: usize,
    cells: usize,
}

impl State {
    fn open(&mut self, element: &BytesStart<'_>, empty: bool) {
        let name = element.local_name();
        match name.as_ref() {
            "style" => self.style = attribute(element, "name").unwrap_or_default(),
            "table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                self.hidden.insert(std::mem::take(&mut self.style));
            }
            "table" => self.open_table(element, empty),
            "table-row" if self.tables == 1 && !self.skip_table => {
                self.row = Row::default();
                self.gap = 0;
                self.row_repeat = repeat(element, "number-rows-repeated");
                if empty {
                    self.close("table-row");
                }
            }
            "table-cell" | "covered-table-cell" if self.tables == 1 && !self.skip_table => {
                self.open_cell(element);
                if empty {
                    self.close("table-cell");
                }
            }
            "annotation" | "frame" | "shapes" | "custom-shape" if !empty => self.aside += 1,
            "p" | "h" if self.aside == 0 && self.cell.is_some() => {
                if self.paragraphs > 0 {
                    self.push("\n");
                }
                self.paragraphs += 1;
                if !empty {
                    self.in_paragraph += 1;
                }
            }
            "s" if self.in_text() => {
                let spaces = repeat(element, "c").min(8);
                self.push(&" ".repeat(spaces as usize));
            }
            "tab" | "line-break" if self.in_text() => self.push("\n"),
            "a" if self.in_text() => {
                let target = attribute(element, "href");
                if let Some((cell, _)) = &mut self.cell {
                    cell.link = cell.link.take().or(target);
                }
            }
            _ => {}
        }
    }

    fn open_table(&mut self, element: &BytesStart<'_>, empty: bool) {
        if empty {
            return;
        }
        self.tables += 1;
        if self.tables == 1 {
            self.skip_table =
                attribute(element, "style-name").is_some_and(|style| self.hidden.contains(&style));
            if !self.skip_table {
                self.sheets.push(Sheet {
                    name: attribute(element, "name"),
                    ..Sheet::default()
                });
            }
            self.next_row = 1;
        }
    }

    fn open_cell(&mut self, element: &BytesStart<'_>) {
        let mut cell = Cell::default();
        self.date_value = None;
        match attribute(element, "value-type").as_deref() {
            Some("float" | "percentage" | "currency") => {
                cell.number = attribute(element, "value").and_then(|value| value.parse().ok());
            }
            Some("date" | "time") => {
                cell.date = true;
                self.date_value = attribute(element, "date-value");
            }
            _ => {}
        }
        cell.currency = attribute(element, "currency").and_then(|code| currency::of_word(&code));
        let repeat = repeat(element, "number-columns-repeated") as usize;
        self.cell = Some((cell, repeat));
        self.paragraphs = 0;
        self.in_paragraph = 0;
    }

    fn close(&mut self, name: &str) {
        match name {
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                self.cell = None;
            }
            "table-row" if self.tables == 1 && !self.skip_table => self.close_row(),
            "table-cell" | "covered-table-cell" if self.tables == 1 => self.close_cell(),
            "annotation" | "frame" | "shapes" | "custom-shape" => {
                self.aside = self.aside.saturating_sub(1);
            }
            "p" | "h" if self.aside == 0 => {
                self.in_paragraph = self.in_paragraph.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn close_cell(&mut self) {
        let Some((cell, repeat)) = self.cell.take() else {
            return;
        };
        let mut shown = Cell::of(&cell.text);
        // What `5/6/24` means depends on the language; the value does not.
        if let Some(value) = self.date_value.take().filter(|_| !shown.is_empty()) {
            shown = Cell::of(value.split('T').next().unwrap_or(&value));
        }
        shown.currency = cell.currency;
        shown.number = cell.number;
        shown.link = cell.link;
        shown.date = cell.date;
        if shown.is_empty() {
            self.gap = self.gap.saturating_add(repeat);
            return;
        }
        let filled = self.row.cells.len().saturating_add(self.gap);
        let copies = repeat.min(MAX_COLUMNS.saturating_sub(filled));
        if copies > 0 {
            self.row.cells.resize(filled, Cell::default());
            self.row.cells.extend(std::iter::repeat_n(shown, copies));
        }
        self.gap = 0;
    }

    fn close_row(&mut self) {
        let first = self.next_row;
        self.next_row = first.saturating_add(self.row_repeat);
        let Some(sheet) = self.sheets.last_mut() else {
            return;
        };
        let Some(row) = std::mem::take(&mut self.row).trimmed() else {
            return;
        };
        for number in first..self.next_row {
            if sheet.rows.len() >= MAX_ROWS || self.cells >= MAX_CELLS {
                sheet.truncated = true;
                return;
            }
            self.cells += row.cells.len();
            sheet.rows.push(Row {
                number,
                ..row.clone()
            });
        }
    }

    fn in_text(&self) -> bool {
        self.in_paragraph > 0 && self.aside == 0 && self.cell.is_some()
    }

    fn push(&mut self, text: &str) {
        if let Some((cell, _)) = &mut self.cell
            && cell.text.len() < MAX_CELL_BYTES
        {
            cell.text.push_str(text);
        }
    }

    /// `&amp;` and its kin; entities of the document's own are not expanded.
    fn reference(&mut self, reference: &quick_xml::events::BytesRef<'_>) {
        if !self.in_text() {
            return;
        }
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            self.push(character.encode_utf8(&mut [0; 4]));
            return;
        }
        let text: &str = reference;
        if let Some(known) = quick_xml::escape::resolve_xml_entity(text) {
            self.push(known);
        }
    }
}

fn repeat(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1)
}
