//! XLSX workbooks, cell by cell: a far-off cell must not become a matrix of millions.

use super::archive::{self, Refusal};
use super::behind::{self, Behind};
use crate::package::bom::grid::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, Sheet};
use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use quick_xml::events::Event;
use std::io::Cursor;
use zip::ZipArchive;

/// The visible sheets of a workbook that [`super::archive::inspect`] let through.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    check_references(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(refusal)?;
    let behind = behind::read(bytes);
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut left = MAX_CELLS;
    let mut sheets = Vec::new();
    for name in names {
        let mut sheet = sheet(&mut workbook, &name, &mut left)?;
        if let Some(behind) = behind.get(&name) {
            dress(&mut sheet, behind);
        }
        sheet.name = Some(name);
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// Refuses cell references beyond any sheet (`A99999999999`, `C1:A1`): the library computes with
/// them unchecked.
fn check_references(bytes: &[u8]) -> Result<(), Refusal> {
    let damaged = |error: &dyn std::fmt::Display| Refusal::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let sheets: Vec<String> = archive
        .file_names()
        .filter_map(|name| name.ok().map(std::borrow::Cow::into_owned))
        .filter(|name| name.to_lowercase().starts_with("xl/") && !name.contains("media/"))
        .collect();
    for name in sheets {
        let xml = archive::member(&mut archive, &name, archive::MAX_UNPACKED)?;
        let mut reader = quick_xml::Reader::from_reader(xml.as_slice());
        reader.config_mut().check_end_names = false;
        let mut buffer = Vec::new();
        loop {
            let element = match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(element) | Event::Empty(element)) => element,
                // The library says what is wrong with the XML.
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => continue,
            };
            for attribute in element.attributes().with_checks(false).flatten() {
                let is_reference = matches!(attribute.key.as_ref(), "r" | "ref");
                if is_reference && !is_sane(&attribute.value) {
                    return Err(damaged(&format!("no cell `{}`", attribute.value)));
                }
            }
            buffer.clear();
        }
    }
    Ok(())
}

/// Whether a reference is one that the library can compute with, or none at all.
fn is_sane(reference: &str) -> bool {
    let split = |cell: &str| {
        let digits = cell.find(|c: char| !c.is_ascii_alphabetic());
        let (column, row) = cell.split_at(digits.unwrap_or(cell.len()));
        let column = column.bytes().fold(0_u64, |sum, letter| {
            sum.saturating_mul(26)
                .saturating_add(u64::from(letter.to_ascii_uppercase() - b'A') + 1)
        });
        (row.len(), row.parse::<u64>().unwrap_or(0), column)
    };
    let cells: Vec<_> = reference.split(':').map(split).collect();
    let small = |(length, _, column): &(usize, u64, u64)| *length <= 9 && *column <= 100_000_000;
    let ordered = match cells.as_slice() {
        [(_, first_row, first_column), (_, last_row, last_column)] => {
            first_row <= last_row && first_column <= last_column
        }
        _ => true,
    };
    cells.iter().all(small) && ordered
}

fn sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    left: &mut usize,
) -> Result<Sheet, Refusal> {
    let mut sheet = Sheet::default();
    let mut row = Row::default();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(refusal)?;
    while let Some(found) = reader.next_cell().map_err(refusal)? {
        let (row_index, column) = found.get_position();
        let cell = cell(found.get_value());
        if cell.is_empty() || column as usize >= MAX_COLUMNS {
            continue;
        }
        let number = row_index.saturating_add(1);
        if number != row.number {
            *left = left.saturating_sub(row.cells.len());
            sheet.rows.extend(std::mem::take(&mut row).trimmed());
            row.number = number;
            if sheet.rows.len() >= MAX_ROWS || *left == 0 {
                sheet.truncated = true;
                return Ok(sheet);
            }
        }
        if row.cells.len() <= column as usize {
            row.cells.resize(column as usize + 1, Cell::default());
        }
        row.cells[column as usize] = cell;
    }
    *left = left.saturating_sub(row.cells.len());
    sheet.rows.extend(row.trimmed());
    // Rows are in order in every file a program writes; a hostile one may shuffle or repeat them.
    sheet.rows.sort_by_key(|row| row.number);
    sheet.rows.dedup_by_key(|row| row.number);
    Ok(sheet)
}

/// Gives cells the links and currencies that stand behind them.
fn dress(sheet: &mut Sheet, behind: &Behind) {
    for row in &mut sheet.rows {
        for (index, cell) in row.cells.iter_mut().enumerate() {
            let at = (row.number, index as u32 + 1);
            if cell.is_empty() {
                continue;
            }
            cell.link = behind.links.get(&at).cloned();
            cell.currency = behind
                .currencies
                .get(&at)
                .copied()
                .filter(|_| cell.number.is_some());
        }
    }
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::Int(number) => Cell {
            number: Some(*number as f64),
            ..Cell::of(&number.to_string())
        },
        DataRef::Float(number) => Cell {
            number: Some(*number),
            ..Cell::of(&shown(*number))
        },
        DataRef::String(text) => Cell::of(text),
        DataRef::SharedString(text) => Cell::of(text),
        DataRef::Bool(truth) => Cell::of(if *truth { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(date) => Cell {
            date: true,
            ..Cell::of(&day(date))
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell {
            date: true,
            ..Cell::of(text)
        },
        DataRef::Error(error) => Cell::of(&error.to_string()),
    }
}

/// A day as people write it to machines; a time of day, or a day before any bill, as the number it is.
fn day(date: &ExcelDateTime) -> String {
    let days = date.as_f64();
    if date.is_duration() || !(366.0..2_958_466.0).contains(&days) {
        return shown(days);
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// A number without the noise of binary fractions: a spreadsheet shows at most 15 digits.
fn shown(number: f64) -> String {
    let plain = number.to_string();
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 || !number.is_finite() {
        return plain;
    }
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    rounded.to_string()
}

fn refusal(error: XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Password,
        other => Refusal::Damaged(other.to_string()),
    }
}
