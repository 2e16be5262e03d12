//! FC0313: a file does not name who holds its rights.

use super::reuse;
use crate::check::PackageView;
use crate::diag::{Severity, Sink};
use crate::rules::{Request, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0313",
    name: "file-without-copyright",
    highest: Severity::Note,
    since: "0.2.0",
    doc: "\
## What it finds

A file for which nothing names a copyright holder: no `SPDX-FileCopyrightText`, `Copyright` or © in its text, no `.license` file beside
it, no annotation in a `REUSE.toml` or `.reuse/dep5`.

Silent unless the purpose is `reuse` (`check --for reuse`), a level asks for it, or the package has a `REUSE.toml`.

## Why it matters

Who holds the rights is who may be asked, must be named, and could grant another licence.

## How to fix

Write `SPDX-FileCopyrightText: 2026 Name <mail>` beside the licence tag. Where nobody holds rights, write so: `SPDX-FileCopyrightText: NONE`.

## Source

REUSE specification 3.3, Copyright and Licensing Information and Format of Copyright Notices (<https://reuse.software/spec-3.3/>).
",
    check: reuse::check(check),
};

fn check(view: &PackageView<'_>, request: Request, sink: &mut Sink) {
    reuse::files(
        view,
        request,
        sink,
        |file| !file.has_copyright && file.unreadable.is_none(),
        "names no copyright holder",
        "add an SPDX copyright tag in a comment, in a `.license` file beside it, or in `REUSE.toml`",
    );
}
