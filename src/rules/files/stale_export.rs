//! FC0205: the source changed after the export was made.

use super::{is_package, listed};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::count;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0205",
    name: "stale-export",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

An export whose last change in git is older than that of its part's source. Times of files say nothing and
are not looked at; without git, or where both came with one commit, nothing is reported.

## Why it matters

Who prints the export makes the part as it was before the change.

## How to fix

Export anew and commit it. If the change did not touch the shape (a comment, say), allow the finding for that
part with the reason.

## Source

The order of commits, as `git log` tells it; the last 2000 commits are looked at.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let Some(history) = &view.package.history else {
        return;
    };
    if !is_package(view) {
        return;
    }
    for part in &view.package.parts {
        let stale: Vec<&str> = part
            .meshes
            .iter()
            .chain(&part.exports)
            .map(String::as_str)
            .filter(|export| part.sources.iter().any(|source| history.is_older(export, source)))
            .collect();
        let Some(first) = stale.first() else { continue };
        sink.add(Severity::Note, || {
            let newer: Vec<&String> =
                part.sources.iter().filter(|source| history.is_older(first, source)).collect();
            let exports = count(stale.len(), "export");
            let verb = if stale.len() == 1 { "is" } else { "are" };
            Draft::new(format!("{exports} {verb} older than the source: {} changed since", listed(&newer)))
                .help("export anew, or allow this for the part if its shape did not change")
                .part(part.id.clone())
                .at(*first)
        });
    }
}
