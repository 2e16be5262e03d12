//! FC0314: `LICENSES/` lacks the text of a licence that files state.

use super::reuse;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::licence::reuse::Reuse;
use crate::rules::files::listed;
use crate::rules::{Request, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0314",
    name: "unfiled-licence",
    highest: Severity::Note,
    since: "0.2.0",
    doc: "\
## What it finds

A licence or exception that files state, and whose text is not in `LICENSES/` under its SPDX id.

Silent unless the purpose is `reuse` (`check --for reuse`), a level asks for it, or the package has a `REUSE.toml`.

## Why it matters

A tag only names a licence. Who receives the files must be able to read what it grants.

## How to fix

Save the plain text as `LICENSES/<id>.txt`; `reuse download --all` fetches what is missing.

## Source

REUSE specification 3.3, License Files (<https://reuse.software/spec-3.3/>).
",
    check: reuse::check(check),
};

fn check(view: &PackageView<'_>, _: Request, sink: &mut Sink) {
    let reuse = view.package.reuse();
    for id in reuse.used() {
        if reuse.has_text(id) {
            continue;
        }
        sink.add(Severity::Note, || {
            let stating = stating(reuse, id);
            let draft = Draft::new(format!(
                "the text of `{id}` is not in `LICENSES/`; stated in {}",
                listed(&stating)
            ))
            .help(format!("save it as `LICENSES/{id}.txt`"));
            match stating.first() {
                Some(path) => draft.at(*path),
                None => draft,
            }
        });
    }
}

/// The files that state a licence, each once.
fn stating<'r>(reuse: &'r Reuse, id: &str) -> Vec<&'r str> {
    let mut sources: Vec<&str> = reuse
        .files
        .iter()
        .flat_map(|file| &file.statements)
        .filter(|statement| {
            let ids = statement.identifiers.as_deref().unwrap_or_default();
            ids.iter().any(|stated| stated == id)
        })
        .map(|statement| statement.source.as_str())
        .collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}
