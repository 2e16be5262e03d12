//! Reading 3MF, OBJ and PLY: what is read, and what is refused and why.

mod corpus;
mod hostile;
mod package;
mod plain;
mod threemf;

use fabcommons::mesh::{MeshFile, Object, Problem, Triangles};

/// Six times the signed volume of an object.
fn volume(object: &Object) -> f64 {
    let Triangles::Indexed { vertices, facets } = &object.triangles else {
        panic!("these formats share vertices");
    };
    let six: f64 = facets
        .iter()
        .map(|facet| {
            let [a, b, c] = facet.map(|i| vertices[i as usize]);
            a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
                + a[2] * (b[0] * c[1] - b[1] * c[0])
        })
        .sum();
    six / 6.0
}

/// The box of the vertices that facets use: least and greatest corner.
fn extent(object: &Object) -> [[f64; 3]; 2] {
    let Triangles::Indexed { vertices, facets } = &object.triangles else {
        panic!("these formats share vertices");
    };
    let mut extent = [[f64::INFINITY; 3], [f64::NEG_INFINITY; 3]];
    for index in facets.iter().flatten() {
        for (axis, value) in vertices[*index as usize].iter().enumerate() {
            extent[0][axis] = extent[0][axis].min(*value);
            extent[1][axis] = extent[1][axis].max(*value);
        }
    }
    extent
}

/// The reason of the one problem of a file that was refused.
fn refusal(file: &MeshFile) -> &str {
    assert!(file.objects.is_empty(), "refused whole");
    match file.problems.as_slice() {
        [Problem::Unreadable { reason }] => reason,
        other => panic!("not refused: {other:?}"),
    }
}
