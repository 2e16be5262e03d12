//! FC0315: a licence text that no file refers to.

use super::reuse;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::rules::{Request, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0315",
    name: "unused-licence-text",
    highest: Severity::Note,
    since: "0.2.0",
    doc: "\
## What it finds

A text in `LICENSES/` whose licence no file of the project states. Not judged where the package is only a part of the
project that holds `LICENSES/`.

Silent unless the purpose is `reuse` (`check --for reuse`), a level asks for it, or the package has a `REUSE.toml`.

## Why it matters

Whoever looks into `LICENSES/` takes every text there for one that applies to something.

## How to fix

Tag the files that are under it, or remove the text.

## Source

REUSE specification 3.3, License Files (<https://reuse.software/spec-3.3/>).
",
    check: reuse::check(check),
};

fn check(view: &PackageView<'_>, _: Request, sink: &mut Sink) {
    let reuse = view.package.reuse();
    if reuse.is_shared {
        return;
    }
    let used = reuse.used();
    for text in &reuse.texts {
        let is_used = used
            .iter()
            .any(|id| *id == text.id || id.strip_suffix('+') == Some(&text.id));
        // A name that is no licence's is told as that.
        if is_used || text.misnamed.is_some() {
            continue;
        }
        sink.add(Severity::Note, || {
            Draft::new(format!("no file states `{}`, whose text this is", text.id))
                .help("tag the files that are under it, or remove the text")
                .at(text.path.as_str())
        });
    }
}
