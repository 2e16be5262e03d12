//! The bill of materials: what must be made, bought and at hand to build the design.
//!
//! A *bill* is a file in one of five formats (CSV, TSV, Markdown, XLSX, ODS). It holds *tables*,
//! each with a header row whose titles give the columns their *roles*; a table's rows are *lines*,
//! section headings, totals or remarks. A line is made, a design, standard, bought, material or tool
//! ([`Kind`]). Rows and columns keep the numbers that the user's program shows.

mod aliases;
pub mod bill;
pub mod conflict;
mod designators;
mod filler;
mod find;
mod generic;
mod grid;
mod header;
mod kind;
mod number;
pub mod price;
mod quantity;
mod read;
mod rows;
mod settle;
mod sniff;
pub mod standard;
mod table;
mod words;

pub mod matching;
pub mod package_files;

pub use designators::base as designator_base;
pub use filler::is_filler;
pub use find::Standing;
pub use generic::says_too_little;
pub use grid::{Cell, column_letters};
pub use header::{Column, Role};
pub use kind::{Kind, design, design_file, says_design, says_made, unpinned_design};
pub use number::Decimal;
pub use quantity::{Badness, Quantity, read as read_quantity};
pub use rows::{Sum, SumKind};
pub use table::{Line, Table, ranges};
pub use words::fold;

use super::files::Listing;
use super::manifest;
use crate::diag::{Place, SourceText};
use find::Candidate;
use grid::Sheet;
use std::io::Read as _;
use std::sync::Arc;

/// The largest file that is read as a bill, bytes; pictures in workbooks count.
pub const MAX_FILE: u64 = 64 << 20;

/// What reading the bill yielded.
#[derive(Debug, Default)]
pub struct Reading {
    /// Path of the first bill relative to the package root, when there is one.
    pub path: Option<String>,
    /// Every bill, in the manifest's order, else by path.
    pub files: Vec<BomFile>,
    /// What the manifest names that is not a file of the package: web pages, missing files.
    pub elsewhere: Vec<String>,
    /// A document that announces a bill in a heading, when no table was found anywhere.
    pub announced: Option<String>,
}

/// One file that is a bill.
#[derive(Debug, Default)]
pub struct BomFile {
    /// Its path relative to the package root.
    pub path: String,
    /// Why it is thought to be a bill.
    pub standing: Option<Standing>,
    /// What its bytes are, when a reader for them exists.
    pub format: Option<Format>,
    /// Its tables with at least one line.
    pub tables: Vec<Table>,
    /// Why nothing could be read.
    pub trouble: Option<Trouble>,
    /// Whether lines were left out because there are too many.
    pub truncated: bool,
    /// Its text, in formats that are texts.
    pub source: Option<Arc<SourceText>>,
    /// Headings of a Markdown file.
    headings: Vec<String>,
}

/// The format of a bill, by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the formats")]
pub enum Format {
    Csv,
    Tsv,
    Markdown,
    Xlsx,
    Ods,
}

/// Why a bill could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The system would not open it.
    Io(String),
    /// There is nothing in it.
    Empty,
    /// It is larger than the limit, bytes.
    TooLarge(u64),
    /// It is something that holds no table, with its name (`a PDF document`).
    Is(&'static str),
    /// It is damaged, with what the reader said.
    Damaged(String),
    /// It unpacks to more than a workbook ever would.
    Bomb,
    /// It is encrypted.
    Password,
    /// There is no table at all.
    NoTable,
    /// No row is the header of a bill. How many rows were looked at, and the first of them.
    NoHeader {
        /// Rows with something in them.
        rows: usize,
        /// The number of the first such row.
        first: u32,
    },
    /// There is a header in this row, and no line below.
    NoLines {
        /// The row of the header.
        header: u32,
    },
}

impl Reading {
    /// Whether the package says anywhere what it takes to build it.
    pub fn is_present(&self) -> bool {
        !self.files.is_empty() || !self.elsewhere.is_empty() || self.announced.is_some()
    }

    /// Every table with its file.
    pub fn tables(&self) -> impl Iterator<Item = (&BomFile, &Table)> {
        self.files
            .iter()
            .flat_map(|file| file.tables.iter().map(move |table| (file, table)))
    }

    /// Every line with its table and file.
    pub fn lines(&self) -> impl Iterator<Item = (&BomFile, &Table, &Line)> {
        self.tables()
            .flat_map(|(file, table)| table.lines.iter().map(move |line| (file, table, line)))
    }
}

impl BomFile {
    /// The place of a row, or of its cell in a column (from 1).
    pub fn place(&self, table: &Table, row: u32, column: Option<u32>) -> Place {
        let mut place = Place::cell(&self.path, row, column);
        let cells = table
            .lines
            .binary_search_by_key(&row, |line| line.row)
            .ok()
            .map(|index| &table.lines[index].cells);
        let span = cells.and_then(|cells| match column {
            Some(column) => cells.get(column as usize - 1)?.span.clone(),
            None => cells.iter().find_map(|cell| cell.span.clone()),
        });
        // An empty cell has no text to show: point at its row.
        let span = span.or_else(|| cells?.iter().find_map(|cell| cell.span.clone()));
        if let (Some(source), Some(span)) = (&self.source, span) {
            place.source = Some(Arc::clone(source));
            place.span = Some(span);
        }
        place
    }
}

/// Finds and reads the bills of materials.
pub fn read(files: &Listing, manifest: &manifest::Reading) -> Reading {
    let declared = find::declared(files, &manifest.manifest);
    let mut reading = Reading {
        elsewhere: declared.elsewhere,
        ..Reading::default()
    };
    let mut candidates = declared.candidates;
    if candidates.is_empty() {
        candidates = find::discovered(files);
    }
    for candidate in &candidates {
        match open(files, candidate) {
            Some(file) => reading.files.push(file),
            // A list in prose: people can read it.
            None if candidate.standing == Standing::Named => {
                reading.announced.get_or_insert(candidate.path.clone());
            }
            None => {}
        }
    }
    if reading.files.is_empty() {
        for candidate in find::documents(files) {
            let Some(file) = open(files, &candidate) else {
                continue;
            };
            if !file.tables.is_empty() {
                reading.files.push(file);
            } else if reading.announced.is_none() {
                reading.announced = Some(file.path);
            }
        }
    }
    reading.path = reading.files.first().map(|file| file.path.clone());
    reading
}

/// Reads a candidate; `None` when it turns out to be no bill and nobody said it was.
fn open(files: &Listing, candidate: &Candidate) -> Option<BomFile> {
    let mut file = match bytes_of(files, &candidate.path) {
        Ok(bytes) => read_bytes(&candidate.path, &bytes),
        Err(trouble) => BomFile {
            path: candidate.path.clone(),
            trouble: Some(trouble),
            ..BomFile::default()
        },
    };
    file.standing = Some(candidate.standing);
    if let Some(anchor) = &candidate.anchor {
        file.narrow(|heading| slug(heading) == anchor.to_lowercase());
    }
    match candidate.standing {
        Standing::Declared => {
            // A README holds other tables too.
            if candidate.anchor.is_none() && !find::is_named(&candidate.path) {
                file.narrow(find::announces);
            }
            Some(file)
        }
        Standing::Named => {
            // An empty template or a note about the bill is not worth an error.
            let prose = file.format == Some(Format::Markdown) && file.tables.is_empty();
            (!prose).then_some(file)
        }
        Standing::Nearby => (!file.tables.is_empty()).then_some(file),
        Standing::Document => {
            let announced = file.headings.iter().any(|heading| find::announces(heading));
            file.tables
                .retain(|table| table.column(Role::Quantity).is_some());
            if !announced {
                return None;
            }
            file.narrow(find::announces);
            file.tables
                .retain(|table| table.heading.as_deref().is_some_and(find::announces));
            file.trouble = None;
            Some(file)
        }
    }
}

impl BomFile {
    /// Keeps only the tables under headings that pass, if there are any.
    fn narrow(&mut self, wanted: impl Fn(&str) -> bool) {
        let passes = |table: &Table| table.heading.as_deref().is_some_and(&wanted);
        if self.tables.iter().any(passes) {
            self.tables.retain(passes);
        }
    }
}

/// The name that a Markdown heading gets as the target of links.
fn slug(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
            _ => None,
        })
        .collect()
}

/// Text of a cell for a message: one line, at most 60 characters.
pub fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 60 {
        let cut: String = line.chars().take(57).collect();
        format!("`{cut}…`")
    } else {
        format!("`{line}`")
    }
}

fn bytes_of(files: &Listing, path: &str) -> Result<Vec<u8>, Trouble> {
    let io = |error: std::io::Error| Trouble::Io(error.kind().to_string());
    let file = std::fs::File::open(files.root.join(path)).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if !metadata.is_file() {
        return Err(Trouble::Is("not a file"));
    }
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Trouble::TooLarge(metadata.len()));
    }
    Ok(bytes)
}

/// Reads a bill from its bytes; never fails, whatever they are. The format is told by the content,
/// and by the name only between the texts.
pub fn read_bytes(path: &str, bytes: &[u8]) -> BomFile {
    let mut file = BomFile {
        path: path.to_owned(),
        ..BomFile::default()
    };
    match sniff::sheets(&mut file, bytes) {
        Ok((sheets, semicolons)) => file.take(&sheets, semicolons),
        Err(trouble) => file.trouble = Some(trouble),
    }
    file
}

impl BomFile {
    /// Finds the tables of the bill in the sheets.
    fn take(&mut self, sheets: &[Sheet], semicolons: bool) {
        let letters = self.format != Some(Format::Markdown);
        let several = sheets.len() > 1;
        let mut tables: Vec<Table> = Vec::new();
        for sheet in sheets {
            for mut table in table::of_sheet(sheet, letters, semicolons) {
                table.sheet = table.sheet.filter(|_| several);
                tables.push(table);
            }
        }
        self.truncated = sheets.iter().any(|sheet| sheet.truncated);
        // Beside a table with quantities, one without is a list of something else.
        let counts = |table: &Table| table.column(Role::Quantity).is_some() || table.designators;
        if tables
            .iter()
            .any(|table| counts(table) && !table.lines.is_empty())
        {
            tables.retain(counts);
        }
        let header = tables.first().map(|table| table.header_row);
        tables.retain(|table| !table.lines.is_empty());
        self.trouble = match (tables.is_empty(), header) {
            (false, _) => None,
            (true, Some(header)) => Some(Trouble::NoLines { header }),
            (true, None) => {
                let rows: Vec<_> = sheets.iter().flat_map(|sheet| &sheet.rows).collect();
                match rows.first() {
                    None => Some(Trouble::Empty),
                    Some(first) => Some(Trouble::NoHeader {
                        rows: rows.len(),
                        first: first.number,
                    }),
                }
            }
        };
        if let Some(source) = self.source.as_ref().filter(|_| !letters) {
            let mut stated = price::Statement::default();
            for line in source.text.lines().filter(|line| !line.contains('|')) {
                stated.or(price::Statement::of_text(line));
            }
            for table in &mut tables {
                table.stated.or(stated.clone());
            }
        }
        self.tables = tables;
    }
}
