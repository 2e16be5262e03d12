//! Area: mesh. Whether a mesh file can be read, and whether its surface bounds a solid.

use crate::check::MeshView;
use crate::diag::{Draft, Place};
use crate::measure::{Facts, SurfacePlace};
use crate::mesh::Problem;

crate::rules::rules![
    unreadable_mesh,
    empty_mesh,
    open_edges,
    non_manifold_edges,
    non_manifold_vertices,
    inside_out,
    mixed_orientation,
    degenerate_triangles,
    duplicate_triangles,
    suspicious_units,
    detached_shells,
    damaged_file,
    unsupported_geometry,
    needless_triangles,
    self_intersection,
    embedded_shell,
];

/// A finding about the whole mesh.
fn about(view: &MeshView<'_>, message: impl Into<String>) -> Draft {
    let mut message = message.into();
    let mesh = view.mesh;
    if !mesh.object.is_empty() {
        message = format!("{message} (object `{}`)", mesh.object);
    }
    let draft = Draft::new(message).at(Place::file(mesh.path.as_str()));
    match view.part {
        Some(part) => draft.part(part.id.as_str()),
        None => draft,
    }
}

/// A finding about places on the mesh: it shows the first, which is the worst.
fn about_places(view: &MeshView<'_>, places: &[SurfacePlace], message: impl Into<String>) -> Draft {
    let draft = about(view, message);
    match places.first() {
        Some(place) => draft.at(Place::mesh(
            view.mesh.path.as_str(),
            Some(place.at),
            place.triangles.clone(),
        )),
        None => draft,
    }
}

/// Whether facets are missing because the file is damaged: holes then are no defect of the design.
fn lacks_facets(view: &MeshView<'_>) -> bool {
    view.mesh.problems.iter().any(|problem| {
        matches!(
            problem,
            Problem::Damaged {
                all_recovered: false,
                ..
            } | Problem::NotFinite { .. }
        )
    })
}

/// The facts, when there is a facet to speak of.
fn facts<'a>(view: &MeshView<'a>) -> Option<&'a Facts> {
    view.mesh.facts.as_ref().filter(|facts| facts.triangles > 0)
}

#[cfg(test)]
mod tests;
