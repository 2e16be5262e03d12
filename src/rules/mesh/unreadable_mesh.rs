//! FC0601: the file cannot be read as a mesh.

use super::{about};
use crate::check::MeshView;
use crate::diag::{Severity, Sink};
use crate::mesh::Problem;
use crate::rules::{Check, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    code: "FC0601",
    name: "unreadable-mesh",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A file that a part names as its mesh, or that is called like one, from which not one triangle
can be read: it is empty, is cut off before the first facet, holds something else, or the system
does not let it be read.

## Why it matters
Nobody can make a part from it. Usually an upload went wrong, a large file is only a pointer to
it (Git LFS), or a web page was saved in place of the file.

## How to fix
Export the mesh again from its source and open it in a slicer. With Git LFS, run `git lfs pull`.
The content decides what a file is, never its name.

## Source
The formats as published: STL (3D Systems, 1989), 3MF Core Specification 1.3, Wavefront OBJ, PLY
(Stanford, 1994).
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {

    if view.mesh.facts.is_some() {
        return;
    }
    for problem in &view.mesh.problems {
        let reason = match problem {
            Problem::Unreadable { reason } => reason.clone(),
            // `mislabelled-file` tells it, where it is asked.
            Problem::Mislabelled { .. } if view.files_judged => continue,
            Problem::Mislabelled { content } => format!("its content is of another kind, {content}"),
            _ => continue,
        };
        sink.add(Severity::Error, || {
            about(view, format!("cannot be read as a mesh: {reason}"))
                .help("export the mesh again and check that it opens in a slicer")
        });
    }
}
