//! FC0613: geometry that cannot be measured.

use super::{about};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::mesh::Problem;
use crate::rules::{Check, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0613",
    name: "unsupported-geometry",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A mesh file that describes geometry by other means than triangles, such as a beam lattice,
implicit volumes or displaced surfaces of 3MF extensions, or that is larger than can be counted.

## Why it matters
What is not measured is not judged: the verdict would be about a part of the geometry only. Many
slicers pass over such geometry silently.

## How to fix
Export the part as a plain mesh too, and name that as the export.

## Source
3MF Core Specification 1.3, \"required extensions\": a consumer that does not support a
required extension must not process the file.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    for problem in &view.mesh.problems {
        if let Problem::Unsupported { what } = problem {
            sink.add(Severity::Error, || {
                about(view, format!("describes geometry that is not measured: {what}"))
                    .help("export a plain triangle mesh beside it, so that everybody can check and make the part")
            });
        }
    }
}
