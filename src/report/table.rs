//! Plain tables: columns as wide as their widest cell, nothing drawn around them.

/// Lays out rows under a head; the columns in `right` are aligned to the right.
pub(crate) fn layout(head: &[&str], rows: &[Vec<String>], right: &[usize]) -> String {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .chain([head[column].chars().count()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut text = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut row = String::new();
        for (column, cell) in cells.enumerate() {
            let pad = " ".repeat(widths[column] - cell.chars().count());
            if column > 0 {
                row.push_str("  ");
            }
            if right.contains(&column) {
                row.push_str(&pad);
                row.push_str(cell);
            } else {
                row.push_str(cell);
                row.push_str(&pad);
            }
        }
        text.push_str(row.trim_end());
        text.push('\n');
    };
    line(&mut head.iter().copied());
    for row in rows {
        line(&mut row.iter().map(String::as_str));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_line_up() {
        let rows = vec![
            vec!["a".into(), "10".into()],
            vec!["bcd".into(), "2".into()],
        ];
        assert_eq!(
            super::layout(&["part", "qty"], &rows, &[1]),
            "part  qty\na      10\nbcd     2\n"
        );
    }
}
