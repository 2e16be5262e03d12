//! FC0612: parts of the file are damaged.

use super::{about};
use crate::check::MeshView;
use crate::diag::{Place, Severity, Sink};
use crate::mesh::Problem;
use crate::rules::{Check, Rule};
use crate::units::count;

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0612",
    name: "damaged-file",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A mesh file that is cut short, has bytes after its end, a facet count that does not fit, facets
that cannot be read, decimal commas, or coordinates that are not numbers. A warning if every
triangle could be read all the same, else an error.

## Why it matters
Programs read such files differently: one takes what is there, the next refuses it. Missing
triangles are holes in the part.

## How to fix
Export again. If the file was whole before, compare sizes and copy it again (in binary mode).

## Source
STL (3D Systems, 1989): a binary file has 84 bytes and 50 for each of the facets it counts;
numbers have a decimal point.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    for problem in &view.mesh.problems {
        match problem {
            Problem::Damaged { what, all_recovered: true } => sink.add(Severity::Warning, || {
                about(view, format!("damaged, but every triangle could be read: {what}"))
                    .help("export the mesh again: other programs may refuse the file")
            }),
            Problem::Damaged { what, all_recovered: false } => sink.add(Severity::Error, || {
                about(view, format!("damaged, triangles are missing: {what}"))
                    .help("export the mesh again, or copy the file again from where it is whole")
            }),
            Problem::NotFinite { first, total } => sink.add(Severity::Error, || {
                let facets = count(*total, "triangle");
                let verb = if *total == 1 { "has" } else { "have" };
                let place = Place::mesh(view.mesh.path.as_str(), None, vec![*first]);
                about(view, format!("{facets} {verb} coordinates that are not numbers, first triangle {first}"))
                    .at(place)
                    .help("export the mesh again; a division by zero in a script gives such coordinates")
                    .measured(*total as f64, 0.0, "triangles", "coordinates are finite numbers")
            }),
            _ => {}
        }
    }
}
