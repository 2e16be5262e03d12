//! FC0109: the version says nothing about compatibility.

use super::places::manifest;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
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
        match semantic(text) {
            Some(version) => draft.help(format!("write `version = \"{version}\"`")),
            None => draft.help("number the versions of the design, such as `1.0.0`"),
        }
    });
}

/// The semantic version that `text` most likely stands for: `v1.2` is `1.2.0`.
fn semantic(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches(['v', 'V']);
    // A lone large number is a revision or a date of somebody's own.
    if bare.len() > 2 && bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = bare;
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let mut parts: Vec<u64> = numbers
        .split('.')
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    if parts.len() > 3 {
        return None;
    }
    parts.resize(3, 0);
    let version = format!("{}.{}.{}{rest}", parts[0], parts[1], parts[2]);
    semver::Version::parse(&version).ok().map(|_| version)
}

#[cfg(test)]
mod tests {
    use super::semantic;

    #[test]
    fn near_misses_are_completed() {
        assert_eq!(semantic("0.1").as_deref(), Some("0.1.0"));
        assert_eq!(semantic("v2").as_deref(), Some("2.0.0"));
        assert_eq!(semantic("1.02.3").as_deref(), Some("1.2.3"));
        assert_eq!(semantic("1.2-beta").as_deref(), Some("1.2.0-beta"));
        assert_eq!(semantic("1.2.3.4"), None);
        assert_eq!(semantic("6a8a3a7"), None);
        assert_eq!(semantic("43513"), None);
    }
}
