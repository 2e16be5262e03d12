//! FC0615: the surface passes through itself, or bodies pass through each other.

use super::{about, facts};
use crate::check::MeshView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::measure::{Facts, IntersectionKind, IntersectionPlace};
use crate::rules::{Check, Rule};
use crate::units::{count, mm};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0615",
    name: "self-intersection",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
Triangles that share more than an edge or a point: one passes through the other, or the two cover
the same area of one plane. Within one connected surface that is a warning. Between bodies that
were modelled apart it is a note: they overlap or lie against each other, and were never joined.
Triangles that coincide entirely are told as duplicates instead. The decision is exact: nothing
is rounded, however thin the overlap.

## Why it matters
Where a surface passes through itself, inside and outside are a matter of opinion. Slicers fill by
different rules, and leave holes or doubled walls there; simulation and boolean operations refuse
such a mesh. Bodies that merely overlap mostly print as one, but their volumes are counted twice.

## How to fix
Within a surface: look at the place in the modeller; a fillet, an offset or a thread that is larger
than the room for it is the usual cause. Between bodies: join them with a boolean union before
the export.

## Source
3MF Core Specification 1.3, \"Meshes\": the surface should not intersect itself. The test is that
of P. Guigue and O. Devillers (2003), with exact signs.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {
    let Some((facts, found)) =
        facts(view).and_then(|facts| Some((facts, facts.self_intersections.as_ref()?)))
    else {
        return;
    };
    let first = |within: bool| {
        found.places.iter().find(|place| (place.shells[0] == place.shells[1]) == within)
    };
    if found.within_shell > 0 {
        sink.add(Severity::Warning, || {
            let pairs = found.within_shell as usize;
            let message = format!("the surface passes through itself at {}{}", count(pairs, "pair"), of(facts));
            at(view, first(true), message)
                .help("look at the place in the modeller: a fillet, offset or thread has no room there")
                .measured(pairs as f64, 0.0, "pairs", "3MF Core Specification 1.3, Meshes: no self-intersection")
        });
    }
    if found.between_shells > 0 {
        sink.add(Severity::Note, || {
            let pairs = found.between_shells as usize;
            let how = match facts.overlapping {
                Some(true) => "bodies overlap without being joined",
                _ => "surfaces of different bodies meet without being joined",
            };
            at(view, first(false), format!("{how}: {} of triangles meet", count(pairs, "pair")))
                .help("join the bodies with a boolean union before the export, or leave a gap between them")
                .measured(pairs as f64, 0.0, "pairs", "3MF Core Specification 1.3, Meshes: no self-intersection")
        });
    }
}

fn of(facts: &Facts) -> String {
    match facts.self_intersecting_triangles {
        Some(triangles) => format!(" of {}", count(triangles as usize, "triangle")),
        None => String::new(),
    }
}

/// A finding at the longest of the intersections meant; its length is told.
fn at(view: &MeshView<'_>, place: Option<&IntersectionPlace>, message: String) -> Draft {
    let Some(place) = place else {
        return about(view, message);
    };
    let how = match place.kind {
        IntersectionKind::Crossing => "crossing",
        IntersectionKind::Coplanar => "in one plane",
    };
    let message = format!("{message}, the longest {} long and {how}", mm(place.length));
    let triangles = place.triangles.to_vec();
    about(view, message).at(Place::mesh(view.mesh.path.as_str(), Some(place.at), triangles))
}
