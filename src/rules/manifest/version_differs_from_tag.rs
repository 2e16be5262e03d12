//! FC0114: the manifest and the tags of the repository disagree about the version.

use super::places::manifest;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::versions::lenient;
use crate::rules::{Check, Rule};
use semver::Version;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0114",
    name: "version-differs-from-tag",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A package that is the root of a git repository and whose present commit carries a tag of another version than the
manifest states (warning); one that states an older version than a tag which it builds upon (note). Tags that name no
version, years, and tags of something else (`firmware-2.0`) do not count.

## Why it matters

Whoever downloads the release `v1.2.0` gets a manifest that says `1.1.0`: reports of defects, orders and derived designs then
name the wrong version.

## How to fix

Raise `version` in the commit that is tagged. After a release, either leave it until the next, or raise it at once.

## Source

Open Know-How 2.4: `version` is the version of this documentation; Semantic Versioning 2.0.0, item 3: a released version is
never changed.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let stated = view.package.manifest.manifest.version.as_ref();
    let (Some(stated), Some(releases)) = (stated, &view.package.releases) else {
        return;
    };
    let Some(version) = lenient(&stated.value).and_then(|text| Version::parse(&text).ok()) else {
        return;
    };
    let at = || manifest(view).at(Some(&stated.span));
    // Two tags at one commit (`v2` beside `v2.1.0`): one that agrees is enough.
    let agrees = releases
        .here
        .iter()
        .any(|release| release.version.cmp_precedence(&version).is_eq());
    if agrees {
        return;
    }
    if let Some(release) = releases.here.last() {
        sink.add(Severity::Warning, || {
            Draft::new(format!(
                "`version` is `{}`, but this commit is tagged `{}`",
                stated.value, release.tag
            ))
            .help(format!("write `version = \"{}\"`", release.version))
            .at(at())
        });
    } else if let Some(newest) = &releases.newest
        && newest.version.cmp_precedence(&version).is_gt()
    {
        sink.add(Severity::Note, || {
            Draft::new(format!(
                "`version` is `{}`, but `{}` is tagged already",
                stated.value, newest.tag
            ))
            .help(format!(
                "write `version = \"{}\"`, or the version that comes next",
                newest.version
            ))
            .at(at())
        });
    }
}
