//! FC0102: the manifest or `fab.toml` cannot be read, or not all of it.

use super::places::problems;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::manifest::Problem;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0102",
    name: "unreadable-manifest",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A manifest or `fab.toml` that cannot be opened, is empty or no text, every syntax error in it, and several files
that could all be the manifest. What stands around a syntax error is read and checked all the same.

## Why it matters

What cannot be read is not known: a licence or an author behind a syntax error does not exist for any tool.

## How to fix

Correct the syntax at the place shown. Save the file as UTF-8. Of several manifests keep one, or name the one you
mean: `fabcommons check path/to/okh.toml`.

## Source

TOML 1.0, YAML 1.2 and JSON (RFC 8259), which Open Know-How manifests are written in.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, problem) in problems(view) {
        match problem {
            Problem::Unreadable { path, reason } => sink.add(Severity::Error, || {
                let what = if file.fab { "`fab.toml`" } else { "the manifest" };
                Draft::new(format!("{what} cannot be read: {reason}")).at(path.as_str())
            }),
            Problem::Ambiguous { candidates } => sink.add(Severity::Error, || {
                Draft::new(format!(
                    "several files could be the manifest: `{}`",
                    candidates.join("`, `")
                ))
                .help(format!(
                    "keep one (`okh.toml` comes first), or name the one to check; `{}` was read",
                    candidates.first().map_or("none", String::as_str)
                ))
                .at(file.at(None))
            }),
            Problem::Syntax { message, span } => sink.add(Severity::Error, || {
                Draft::new(format!("syntax error: {message}")).at(file.at(Some(span)))
            }),
            _ => {}
        }
    }
}
