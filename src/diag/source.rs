//! Texts that findings point into.

use std::sync::Arc;

/// A byte range of a [`SourceText`].
pub type Span = std::ops::Range<usize>;

/// A text file of a package, kept so that findings can show the line they speak of.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    /// Where it is, relative to the package root, with `/` between components.
    pub path: String,
    /// Its whole content.
    pub text: String,
    line_starts: Vec<usize>,
}

impl SourceText {
    /// Wraps the content of the file at `path`.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Arc::new(Self {
            path: path.into(),
            text,
            line_starts,
        })
    }

    /// Line and column of a byte offset, both from 1; columns count characters.
    pub fn line_column(&self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        let start = self.line_starts[line];
        let column = self
            .text
            .get(start..offset)
            .map_or(offset - start, |before| before.chars().count());
        (line as u32 + 1, column as u32 + 1)
    }

    /// The byte range of a line (from 1) without its line break; empty past the end.
    pub fn line(&self, line: u32) -> Span {
        let start = self
            .line_starts
            .get(line as usize - 1)
            .copied()
            .unwrap_or(self.text.len());
        let end = self
            .line_starts
            .get(line as usize)
            .map_or(self.text.len(), |next| next - 1);
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let source = SourceText::new("a", "äb\ncd\n");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(2), (1, 2));
        assert_eq!(source.line_column(4), (2, 1));
        assert_eq!(source.line_column(99), (3, 1));
        assert_eq!(&source.text[source.line(2)], "cd");
    }
}
