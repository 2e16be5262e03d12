//! What must be true of whatever a reader returns, beyond not panicking.

use fabcommons::mesh::read::read_bytes;
use fabcommons::package::bom;
use fabcommons::mesh::{MeshFile, Triangles};

/// Reads `data` as the content of a file called `name` and checks the result; at most `most`
/// facets may come of it.
pub fn mesh(data: &[u8], name: &str, most: usize) {
    let file = read_bytes(data, name);
    check(&file, most);
    if facets(&file) <= 10_000 {
        let again = read_bytes(data, name);
        assert_eq!(format!("{file:?}"), format!("{again:?}"), "reading twice");
    }
}

fn facets(file: &MeshFile) -> usize {
    file.objects.iter().map(|o| o.triangles.len() + o.left_out.len()).sum()
}

fn check(file: &MeshFile, most: usize) {
    let total = facets(file);
    assert!(total <= most, "{total} facets, at most {most}");
    assert!(
        total > 0 || !file.problems.is_empty(),
        "nothing was read and nothing is said about it"
    );
    for object in &file.objects {
        assert!(object.quantity > 0);
        assert!(object.left_out.is_sorted_by(|a, b| a < b));
        if let Triangles::Indexed { vertices, facets } = &object.triangles {
            for index in facets.iter().flatten() {
                let vertex = vertices[*index as usize];
                assert!(vertex.iter().all(|x| x.is_finite()), "vertex {index}: {vertex:?}");
            }
        }
    }
}

/// Reads `data` as the bill of materials `name` and checks the result.
pub fn bill(data: &[u8], name: &str) {
    let file = bom::read_bytes(name, data);
    assert_eq!(file.trouble.is_none(), !file.tables.is_empty(), "tables or a reason");
    for table in &file.tables {
        assert!(!table.lines.is_empty());
        assert!(table.lines.is_sorted_by(|a, b| a.row < b.row), "rows ascend");
        for line in &table.lines {
            assert!(line.row > table.header_row);
            for cell in &line.cells {
                if let (Some(source), Some(span)) = (&file.source, &cell.span) {
                    assert!(source.text.get(span.clone()).is_some(), "a cell lies in the text");
                }
            }
            if let bom::Quantity::Number { value, .. } = line.quantity {
                assert!(value.is_finite() && value >= 0.0);
            }
        }
    }
}
