//! FC0201: a file that the package refers to is not there.

use super::{is_package, references};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::files::{MAX_FILES, Problem, Resolution};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0201",
    name: "missing-file",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A path in `okh.toml` or `fab.toml` that leads to no file of the package, a file that is on this disk
but that version control ignores, and a folder that cannot be read. Each path is reported once,
however often it occurs. Addresses on the web are not looked up.

## Why it matters

Whoever fetches the package gets only what is in it. A manifest that promises a source or an export
that is not there makes the design impossible to build or to change.

## How to fix

Add the file, or correct the path. Paths start at the package root, use `/` and are taken exactly as
spelled. A file that version control ignores must be taken out of `.gitignore` first.

## Source

Open Know-How 2.4: a file reference is a path relative to the manifest or a URL.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for problem in &view.package.files.problems {
        match problem {
            Problem::Unreadable { path, reason } => sink.add(Severity::Error, || {
                Draft::new(format!("`{path}` cannot be read: {reason}"))
                    .at(path.as_str())
                    .help("change its permissions, or leave it out with `[files] exclude` in `fab.toml`")
            }),
            Problem::TooMany => sink.add(Severity::Warning, || {
                Draft::new(format!("more than {MAX_FILES} files: the rest was not looked at"))
                    .help("check the folder of the design itself")
            }),
            _ => {}
        }
    }
    if !is_package(view) {
        return;
    }
    for reference in references(view.package) {
        let (role, target) = (reference.role, &reference.target);
        match reference.resolution {
            Resolution::Missing { nearest } => sink.add(Severity::Error, || {
                Draft::new(format!("{role} `{target}` is not in the package"))
                    .help(match nearest {
                        Some(nearest) => format!("perhaps `{nearest}` is meant"),
                        None => "add the file, or correct the path (it starts at the package root)".to_owned(),
                    })
                    .at(reference.place)
            }),
            Resolution::Ignored { path } => sink.add(Severity::Warning, || {
                Draft::new(format!("{role} `{path}` is here, but ignored or excluded: others do not get it"))
                    .help("take it out of `.gitignore` (or `[files] exclude`), or refer to a file that is shared")
                    .at(reference.place)
            }),
            _ => {}
        }
    }
}
