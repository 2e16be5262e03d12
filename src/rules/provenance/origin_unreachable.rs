//! FC0403: an origin that is no longer there.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::rules::files::is_package;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0403",
    name: "origin-unreachable",
    highest: Severity::Warning,
    since: "0.2.0",
    doc: "\
## What it finds

With `--online`: the address of an origin (`url` of `[[derived-from]]`, `forkOf` of the manifest) at which nothing is: the server
says \"not found\" (404) or \"gone\" (410), or its host does not exist. A server that is busy, broken or slow, or that
shows its pages to members only, is no finding; how many addresses could not be checked is told on standard error.

## Why it matters

Whoever wants to see what a design was made from, under which licence, and what was changed, finds nothing.

## How to fix

Give the address it has now, or that of an archived copy (<https://web.archive.org>,
<https://archive.softwareheritage.org>).

## Source

RFC 9110, 15.5.5 and 15.5.11 (404, 410); CERN-OHL-S-2.0, 3.3(c) and 4 (Source Location).
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let Some(online) = view.online.filter(|_| is_package(view)) else {
        return;
    };
    for link in view.package.links() {
        let Some(trouble) = online.dead(&link.url).filter(|_| link.is_origin) else {
            continue;
        };
        sink.add(Severity::Warning, || {
            Draft::new(format!("the origin `{}` {trouble}", link.url))
                .help("give the address it has now, or that of an archived copy")
                .at(link.place)
        });
    }
}
