//! FC0215: a link to a page that is no longer there.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::rules::files::is_package;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0215",
    name: "dead-link",
    highest: Severity::Warning,
    since: "0.2.0",
    doc: "\
## What it finds

With `--online`: a web address in the manifest or in a bill of materials at which nothing is: the server says \"not found\" (404)
or \"gone\" (410), or its host does not exist. A server that is busy, broken or slow, or that refuses strangers (as many
shops do), is no finding; how many addresses could not be checked is told on standard error. Origins have a
rule of their own, `origin-unreachable`. READMEs and other prose are not searched. Nothing is asked without `--online`.

## Why it matters

A manifest is read by catalogues that follow its links, and a bill by people who want to buy what it names.

## How to fix

Give the address it has now, or that of an archived copy; for an item, name the manufacturer and its part number, which
outlive every shop's page.

## Source

RFC 9110, 15.5.5 and 15.5.11 (404, 410).
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let Some(online) = view.online.filter(|_| is_package(view)) else {
        return;
    };
    for link in view.package.links() {
        let Some(trouble) = online.dead(&link.url).filter(|_| !link.is_origin) else {
            continue;
        };
        sink.add(Severity::Warning, || {
            Draft::new(format!("{} `{}` {trouble}", link.what, link.url))
                .help("give the address it has now, or that of an archived copy")
                .at(link.place)
        });
    }
}
