//! FC0312: a file does not state its licence.

use super::reuse;
use crate::check::PackageView;
use crate::diag::{Severity, Sink};
use crate::rules::{Request, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0312",
    name: "file-without-licence",
    highest: Severity::Note,
    since: "0.2.0",
    doc: "\
## What it finds

A file for which nothing states a licence: no SPDX tag in its text, no `.license` file beside it, no annotation in a `REUSE.toml`
or `.reuse/dep5`. Licence texts, SPDX documents, empty files, links and what version control ignores need none.

Silent unless the purpose is `reuse` (`check --for reuse`), a level asks for it, or the package has a `REUSE.toml`.

## Why it matters

A file travels alone: attached to a mail, copied into another design. Then only what stands in it or beside it tells what may be
done with it.

## How to fix

Write `SPDX-License-Identifier: CERN-OHL-S-2.0` into a comment at the top; for a file without comments (STL, PNG) into
`FILE.license`; for whole folders into `REUSE.toml`.

## Source

REUSE specification 3.3, Copyright and Licensing Information (<https://reuse.software/spec-3.3/>).
",
    check: reuse::check(check),
};

fn check(view: &PackageView<'_>, request: Request, sink: &mut Sink) {
    reuse::files(
        view,
        request,
        sink,
        // What cannot be read, and what states nonsense, is told by rules of their own.
        |file| file.statements.is_empty() && file.unreadable.is_none(),
        "states no licence",
        "add an SPDX licence tag in a comment, in a `.license` file beside it, or in `REUSE.toml`",
    );
}
