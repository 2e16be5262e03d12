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
the same area of one plane. Within one connected surface that is a warning, or a note where bodies
that share edges only lie flat against each other. Between bodies that were modelled apart it is a
note: they overlap or lie against each other, and were never joined.
Triangles that coincide entirely are told as duplicates instead. Whether triangles meet is decided
exactly; told is what reaches at least 0.001 mm deep: less comes of rounding, at corners that lie on
an edge and at slivers, and no machine can show it.

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

/// What reaches less deep, mm, is rounding: single precision leaves 0.00003 mm at 300 mm.
const DEPTH: f64 = 0.001;

fn check(view: &MeshView<'_>, sink: &mut Sink) {
    let Some((facts, found)) =
        facts(view).and_then(|facts| Some((facts, facts.self_intersections.as_ref()?)))
    else {
        return;
    };
    let deepest = |within: bool| {
        let meant = |place: &&IntersectionPlace| {
            (place.shells[0] == place.shells[1]) == within && place.depth >= DEPTH
        };
        found.places.iter().find(meant)
    };
    // Bodies that lie against each other and share edges there are one shell: parts of several colours
    // are made so, on purpose.
    let crossing = found.places.iter().any(|place| {
        place.shells[0] == place.shells[1]
            && place.kind == IntersectionKind::Crossing
            && place.depth >= DEPTH
    });
    let against = facts.non_manifold_edges > 0 && !crossing;
    if let Some(place) = deepest(true).filter(|_| against) {
        sink.add(Severity::Note, || {
            let pairs = count(found.within_shell as usize, "pair");
            let message = format!("surfaces lie flat against each other: {pairs} of triangles meet");
            at(view, place, &message)
                .help("join the bodies with a boolean union, or export each to a file of its own")
        });
    }
    if let Some(place) = deepest(true).filter(|_| !against) {
        sink.add(Severity::Warning, || {
            let pairs = count(found.within_shell as usize, "pair");
            let message = format!("the surface passes through itself at {pairs}{}", of(facts));
            at(view, place, &message)
                .help("look at the place in the modeller: a fillet, offset or thread has no room there")
        });
    }
    if let Some(place) = deepest(false) {
        sink.add(Severity::Note, || {
            let pairs = count(found.between_shells as usize, "pair");
            let how = match facts.overlapping {
                Some(true) => "bodies overlap without being joined",
                _ => "surfaces of different bodies meet without being joined",
            };
            at(view, place, &format!("{how}: {pairs} of triangles meet"))
                .help("join the bodies with a boolean union before the export, or leave a gap between them")
        });
    }
}

fn of(facts: &Facts) -> String {
    match facts.self_intersecting_triangles {
        Some(triangles) => format!(" of {}", count(triangles as usize, "triangle")),
        None => String::new(),
    }
}

/// A finding at an intersection; its depth is told.
fn at(view: &MeshView<'_>, place: &IntersectionPlace, message: &str) -> Draft {
    let (depth, length) = (mm(place.depth), mm(place.length));
    let how = match place.kind {
        IntersectionKind::Crossing => format!("{depth} deep and {length} long"),
        IntersectionKind::Coplanar => format!("{length} by {depth} in one plane"),
    };
    let triangles = place.triangles.to_vec();
    about(view, format!("{message}, the worst {how}"))
        .at(Place::mesh(view.mesh.path.as_str(), Some(place.at), triangles))
        .measured(place.depth, DEPTH, "mm", "rounding of single precision, far below any layer")
}
