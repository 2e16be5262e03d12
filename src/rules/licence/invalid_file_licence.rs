//! FC0317: what a file states as its licence is no expression.

use super::reuse;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::rules::{Request, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0317",
    name: "invalid-file-licence",
    highest: Severity::Note,
    since: "0.2.0",
    doc: "\
## What it finds

An SPDX licence tag, or a licence in `REUSE.toml` or `.reuse/dep5`, that is no expression: empty, two ids without `AND` or `OR` between them, an
open bracket. Whether the ids are known is judged where their texts are.

Silent unless the purpose is `reuse` (`check --for reuse`), a level asks for it, or the package has a `REUSE.toml`.

## Why it matters

Programs that collect licences skip it or stop at it; nothing is stated for the file.

## How to fix

Correct the expression. If the tag is only an example, put it between lines with `REUSE-IgnoreStart` and `REUSE-IgnoreEnd`.

## Source

REUSE specification 3.3, Format of Licensing Information; SPDX specification 2.3, annex D.
",
    check: reuse::check(check),
};

fn check(view: &PackageView<'_>, _: Request, sink: &mut Sink) {
    let mut told: Vec<(&str, &str)> = Vec::new();
    for statement in view
        .package
        .reuse()
        .files
        .iter()
        .flat_map(|file| &file.statements)
        .filter(|statement| statement.identifiers.is_none())
    {
        // One annotation may speak for a thousand files.
        let stated = (statement.source.as_str(), statement.raw.as_str());
        if told.contains(&stated) {
            continue;
        }
        told.push(stated);
        sink.add(Severity::Note, || {
            let message = if statement.raw.is_empty() {
                "the licence tag is empty".to_owned()
            } else {
                format!("`{}` is no SPDX licence expression", statement.raw)
            };
            Draft::new(message)
                .help("write an SPDX expression such as `CERN-OHL-S-2.0 OR MIT`")
                .at(statement.source.as_str())
        });
    }
}
