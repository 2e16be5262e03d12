//! FC0207: the content of a file is of another kind than its name says.

use super::listed;
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::mesh::Problem;
use crate::package::files::{self, Content, by_extension};
use crate::rules::{Check, Rule};
use crate::units::count;
use std::collections::HashSet;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0207",
    name: "mislabelled-file",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A file whose first bytes prove another kind than its extension: a PDF or a web page named `.stl`, a picture
named `.step`, a Git LFS pointer in the place of any file.

## Why it matters

Programs choose their reader by the name and fail, or worse, read nonsense. A web page in the place of a
file mostly is the error page of a download, and a Git LFS pointer means that the file itself was never
fetched or never uploaded: it is lost to everybody else.

## How to fix

Rename the file, or put the real one in its place. For Git LFS run `git lfs pull`, and make sure that archives
of a release contain the files themselves.

## Source

The signatures of the formats: ISO 32000 (PDF), the ZIP application note, the PNG and JPEG standards, ISO 10303-21
(STEP), the Git LFS specification.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let files = &view.package.files;
    let mut told: HashSet<&str> = HashSet::new();
    let mut pointers = Vec::new();
    for file in &files.files {
        if by_extension(&file.path).is_none() {
            continue;
        }
        let kind = files.kind(file);
        if kind.content == Content::LfsPointer {
            pointers.push(file.path.as_str());
            told.insert(&file.path);
        } else if kind.mislabelled {
            told.insert(&file.path);
            sink.add(Severity::Error, || {
                Draft::new(format!(
                    "named as {}, but the content is {}",
                    article(kind.name),
                    kind.content.phrase()
                ))
                .help("put the real file in its place, or give it the extension of what it is")
                .at(file.path.as_str())
            });
        }
    }
    if let Some(first) = pointers.first() {
        sink.add(Severity::Error, || {
            Draft::new(format!(
                "{} instead of content: {}",
                count(pointers.len(), "Git LFS pointer"),
                listed(&pointers)
            ))
            .help("run `git lfs pull`; who downloads an archive gets only pointers")
            .at(Place::file(*first))
        });
    }
    // Meshes given by themselves are in no listing; and the mesh readers look deeper than the head.
    for mesh in view.meshes {
        if told.contains(mesh.path.as_str()) {
            continue;
        }
        for problem in &mesh.problems {
            if let Problem::Mislabelled { content } = problem {
                told.insert(&mesh.path);
                sink.add(Severity::Error, || {
                    let name = by_extension(&mesh.path).map_or("mesh", |format| format.name);
                    Draft::new(format!(
                        "named as {}, but the content is {content}",
                        article(name)
                    ))
                    .help(format!(
                        "put the real `{}` in its place",
                        files::name(&mesh.path)
                    ))
                    .at(mesh.path.as_str())
                });
            }
        }
    }
}

/// The name with its article.
fn article(name: &str) -> String {
    // By sound: an STL mesh, an OBJ mesh, an OpenSCAD script; a 3MF package, a STEP file.
    let vowel = name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o'])
        || ["STL", "SVG", "old", "XML"]
            .iter()
            .any(|start| name.starts_with(start));
    format!("{} {name}", if vowel { "an" } else { "a" })
}
