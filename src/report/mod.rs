//! Reports: one file per format, each one row of [`FORMATS`].

pub mod bill;
pub mod facts;
pub mod json;
pub mod lineage;
pub(crate) mod table;
mod text;

use crate::check::Outcome;

/// A report format.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, in one line.
    pub summary: &'static str,
    /// Writes the report.
    pub render: fn(&Outcome, &Style) -> String,
}

/// Every report format; the first is the default.
pub static FORMATS: [Format; 2] = [
    Format {
        name: "text",
        summary: "for people",
        render: text::render,
    },
    Format {
        name: "json",
        summary: "for programs: schemas/report-v1.schema.json",
        render: json::render,
    },
];

/// How a text is shown.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether to colour it; colour never carries meaning alone.
    pub colour: bool,
    /// Whether only the closing line is wanted beside errors.
    pub quiet: bool,
    /// How many columns the terminal has.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            colour: false,
            quiet: false,
            width: 100,
        }
    }
}

impl Format {
    /// The format of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }
}
