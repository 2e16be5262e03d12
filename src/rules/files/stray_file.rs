//! FC0212: files that do not belong into a package.

use super::{is_package, listed};
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::files::{Family, Kind};
use crate::package::manifest::Role;
use crate::rules::{Check, Rule};
use crate::units::count;
use std::collections::HashSet;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0212",
    name: "stray-file",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

What systems and editors leave behind (`.DS_Store`, `Thumbs.db`, `*~`, `*.bak`, `*.FCStd1`), and files that are sliced for one
machine (G-code and the like) unless the manifest names them.

## Why it matters

Left-overs confuse, carry paths of the author's machine, and make the package larger. G-code runs on one machine
with one nozzle and one material; on another it may do damage, and it cannot be checked.

## How to fix

Remove them and add them to `.gitignore`. Share the mesh with its settings instead of G-code.

## Source

Collections of .gitignore templates for macOS, Windows, FreeCAD and KiCad; firmware manuals on start and end code
that is made for one machine.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    let named: HashSet<&str> = package
        .manifest
        .manifest
        .references
        .iter()
        .filter(|reference| {
            matches!(
                reference.role,
                Role::Export | Role::Auxiliary | Role::Source
            )
        })
        .map(|reference| reference.target.value.trim_start_matches(['/', '.']))
        .collect();
    let of = |family| -> Vec<&str> {
        package
            .files
            .files
            .iter()
            .map(|file| file.path.as_str())
            .filter(|path| Kind::family_of(path) == family && !named.contains(path))
            .collect()
    };
    let stray = of(Family::Stray);
    if let Some(first) = stray.first() {
        sink.add(Severity::Note, || {
            Draft::new(format!(
                "{} by a system or an editor: {}",
                left_over(stray.len()),
                listed(&stray)
            ))
            .help("remove it and add its name to `.gitignore`")
            .at(Place::file(*first))
        });
    }
    let sliced = of(Family::Sliced);
    if let Some(first) = sliced.first() {
        sink.add(Severity::Note, || {
            Draft::new(format!(
                "{} for one machine: {}",
                count(sliced.len(), "file"),
                listed(&sliced)
            ))
            .help("share the mesh and the settings; who has another machine cannot use it")
            .at(Place::file(*first))
        });
    }
}

fn left_over(number: usize) -> String {
    format!("{} left behind", count(number, "file"))
}
