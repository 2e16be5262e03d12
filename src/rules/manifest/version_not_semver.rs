//! FC0109: the version says nothing about compatibility.

use super::places::manifest;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::versions::lenient;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0109",
    name: "version-not-semver",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

A `version` that is not of the form `major.minor.patch` (semantic versioning 2.0.0), or none at all.

## Why it matters

Parts are ordered and printed by version. Only a semantic version tells whether a newer one still fits the older, and the
index orders versions by it: to publish, a design needs one.

## How to fix

Write three numbers: `version = \"1.0.0\"`. Raise the first when parts no longer fit those of the version before.

## Source

Semantic Versioning 2.0.0, <https://semver.org>, which Open Know-How recommends for `version`.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let reading = &view.package.manifest;
    let Some(document) = &reading.document else {
        return;
    };
    let file = manifest(view);
    let Some(version) = &reading.manifest.version else {
        if !document.root.entries.is_empty() {
            sink.add(Severity::Note, || {
                Draft::new("the manifest states no `version`: to publish, a design needs one")
                    .help("write `version = \"0.1.0\"`")
                    .at(file.at(None))
            });
        }
        return;
    };
    let text = version.value.as_str();
    if semver::Version::parse(text).is_ok() {
        return;
    }
    sink.add(Severity::Note, || {
        let draft = Draft::new(format!("version `{text}` is not `major.minor.patch`"))
            .at(file.at(Some(&version.span)));
        match lenient(text) {
            Some(version) => draft.help(format!("write `version = \"{version}\"`")),
            None => draft.help("number the versions of the design, such as `1.0.0`"),
        }
    });
}
