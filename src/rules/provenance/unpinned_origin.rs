//! FC0402: an origin whose state at the time of copying is not told.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::origin::Pin;
use crate::rules::files::{in_fab, is_package};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0402",
    name: "unpinned-origin",
    highest: Severity::Warning,
    since: "0.2.0",
    doc: "\
## What it finds

A `[[derived-from]]` that tells neither a `version` nor a `revision` nor a `digest`, or only what moves on: a branch
(`main`, `refs/heads/…`), `latest`, a range of versions. An address that itself names one state is enough: with a commit, a tag
or a release in it, a DOI, an archived copy. A path to something at hand needs no more either.

## Why it matters

Origins change and vanish. Only who knows which state was copied can tell what was changed since, take over a later correction,
and see which licence was granted at the time.

## How to fix

Write `revision = \"…\"` with the commit or tag that was copied, `version = \"1.2.0\"`, or `digest = \"sha256:…\"` of the file. If
it is no longer known, the newest state before the day of copying.

## Source

SLSA specification 1.0, provenance: resolved dependencies are named by digest; CERN-OHL-S-2.0, 1.8 (Source Location).
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    if !is_package(view) {
        return;
    }
    for origin in &view.package.fab.fab.derived_from {
        // An entry without any name lacks a required field, which is told elsewhere.
        if origin.design.is_none() && origin.url.is_none() {
            continue;
        }
        let what = origin.label();
        let message = match origin.pin() {
            Pin::Pinned => continue,
            Pin::Moving(name) => {
                format!("`{name}` does not tell which state of `{what}` was copied: it moves on")
            }
            Pin::None => format!("which state of `{what}` was copied is not told"),
        };
        sink.add(Severity::Warning, || {
            Draft::new(message)
                .help("write the commit or tag that was copied as `revision`, or its `version` or `digest`")
                .at(in_fab(view.package, &origin.span))
        });
    }
}
