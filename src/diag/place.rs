//! Where a finding is.

use super::{SourceText, Span};
use crate::units::Point;
use std::sync::Arc;

/// Where a finding is; every part of it may be unknown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// The file, relative to the package root with `/` between components.
    pub path: Option<String>,
    /// The text that `span` points into, for showing the line.
    pub source: Option<Arc<SourceText>>,
    /// The bytes of `source` that the finding is about.
    pub span: Option<Span>,
    /// Row of a table, from 1, counted as the user's spreadsheet shows it.
    pub row: Option<u32>,
    /// Column of a table, from 1 (a text's column follows from `span`).
    pub cell: Option<u32>,
    /// A point on the surface, in mm in the file's own frame.
    pub point: Option<Point>,
    /// Numbers of triangles (facets), from 0 in file order.
    pub triangles: Vec<u32>,
}

impl Place {
    /// A whole file.
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            path: Some(path.into()),
            ..Self::default()
        }
    }

    /// A byte range of a text.
    pub fn text(source: &Arc<SourceText>, span: Span) -> Self {
        Self {
            path: Some(source.path.clone()),
            source: Some(Arc::clone(source)),
            span: Some(span),
            ..Self::default()
        }
    }

    /// A cell of a table; `row` and `column` from 1.
    pub fn cell(path: impl Into<String>, row: u32, column: Option<u32>) -> Self {
        Self {
            row: Some(row),
            cell: column,
            ..Self::file(path)
        }
    }

    /// A point of a mesh with the triangles around it.
    pub fn mesh(path: impl Into<String>, point: Option<Point>, triangles: Vec<u32>) -> Self {
        Self {
            point,
            triangles,
            ..Self::file(path)
        }
    }

    /// Line and column, from 1, when the place is in a text or table.
    pub fn line_column(&self) -> Option<(u32, u32)> {
        let (source, span) = (self.source.as_ref()?, self.span.as_ref()?);
        Some(source.line_column(span.start))
    }
}

impl From<&str> for Place {
    fn from(path: &str) -> Self {
        Self::file(path)
    }
}

impl From<String> for Place {
    fn from(path: String) -> Self {
        Self::file(path)
    }
}
