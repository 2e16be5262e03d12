//! What must be true of whatever a reader returns, beyond not panicking.

use fabcommons::mesh::read::read_bytes;
use fabcommons::mesh::{Format, MeshFile, Triangles};
use fabcommons::package::manifest::Problem;
use fabcommons::package::tree::Document;

/// Reads `data` as the content of a file called `name` and checks the result; at most `most`
/// facets may come of it.
pub fn mesh(data: &[u8], name: &str, most: usize) {
    let file = read_bytes(data, name);
    // Content decides, not the name: an OBJ file says a facet in fewer bytes, down to `1 ` of a fan.
    let other = file.format != Format::of_name(name).unwrap_or(file.format);
    let is_stl = matches!(file.format, Format::BinaryStl | Format::AsciiStl);
    let most = if other && !is_stl {
        most.max(data.len() / 2 + 1)
    } else {
        most
    };
    check(&file, most);
    if facets(&file) <= 10_000 {
        let again = read_bytes(data, name);
        assert_eq!(format!("{file:?}"), format!("{again:?}"), "reading twice");
    }
}

fn facets(file: &MeshFile) -> usize {
    file.objects
        .iter()
        .map(|o| o.triangles.len() + o.left_out.len())
        .sum()
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
                assert!(
                    vertex.iter().all(|x| x.is_finite()),
                    "vertex {index}: {vertex:?}"
                );
            }
        }
    }
}

/// Checks what reading a manifest or `fab.toml` yielded.
pub fn reading(document: Option<&Document>, problems: &[Problem]) {
    assert!(
        document.is_some() || !problems.is_empty(),
        "nothing was read and nothing is said about it"
    );
    for span in problems.iter().filter_map(Problem::span) {
        let text = &document.expect("a place in a text").source.text;
        assert!(
            text.get(span.clone()).is_some(),
            "{span:?} of {}",
            text.len()
        );
    }
    assert!(problems.is_sorted_by_key(|problem| problem.span().map_or(0, |span| span.start)));
}
