//! FC0404: an origin is not what the entry says of it.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::digest::Digest;
use crate::package::fab::Origin;
use crate::package::licence::Declared;
use crate::package::manifest::{Field, Manifest};
use crate::package::origin::AtHand;
use crate::rules::files::{in_fab, is_package};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0404",
    name: "origin-differs",
    highest: Severity::Error,
    since: "0.2.0",
    doc: "\
## What it finds

A `[[derived-from]]` whose `digest` is not that of the origin, where the origin is at hand: the file that `url` names by path, or
with `--online` the file at the address (up to 256 MiB; a web page is written anew for every visitor, so it is not compared). And an
entry whose `license` is not the one that a design of the same name beside this one declares, when both are of the
same `version`. The digest of a folder or repository is not compared: only a release of an index has one.

## Why it matters

Either something else was copied than the entry says, or the origin was changed after it was published. In both cases its
licence and its authors may be others too.

## How to fix

Compare what you copied with what is there now. Then correct the entry, or name the state that was copied.

## Source

FIPS 180-4 (SHA-256); the licence of a version that was published cannot be taken back (CERN-OHL-S-2.0, 6; CC BY-SA 4.0, 6).
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    if !is_package(view) {
        return;
    }
    for origin in &view.package.fab.fab.derived_from {
        match view.package.at_hand(origin) {
            Some(AtHand::File(digest)) => compare(view, origin, digest, "", sink),
            Some(AtHand::Design(manifest)) => compare_licence(view, origin, &manifest, sink),
            Some(AtHand::Folder) | None => {}
        }
        let fetched = view
            .online
            .zip(origin.url.as_ref())
            .and_then(|(online, url)| online.digest(&url.value));
        if let Some(digest) = fetched {
            compare(view, origin, digest, " now", sink);
        }
    }
}

fn compare(
    view: &PackageView<'_>,
    origin: &Origin,
    found: Digest,
    when: &str,
    sink: &mut Sink,
) {
    // A digest of another form is told as an invalid value.
    let Some((stated, field)) = origin.digest.as_ref().and_then(|field| {
        let digits = field.value.strip_prefix("sha256:")?;
        Some((Digest::parse(digits)?, field))
    }) else {
        return;
    };
    if stated == found {
        return;
    }
    sink.add(Severity::Error, || {
        Draft::new(format!(
            "`{}` is{when} another file than the one that was copied: its digest is `sha256:{found}`",
            origin.label()
        ))
        .help("compare both files; then correct the digest, or name the state that was copied")
        .at(in_fab(view.package, &field.span))
    });
}

fn compare_licence(
    view: &PackageView<'_>,
    origin: &Origin,
    beside: &Manifest,
    sink: &mut Sink,
) {
    let text = |field: &Option<Field<String>>| field.as_ref().map(|field| field.value.clone());
    let (Some(version), Some(license)) = (&origin.version, &origin.license) else {
        return;
    };
    if text(&beside.version).as_ref() != Some(&version.value) {
        return;
    }
    let Some(there) = &beside.license else { return };
    let understood = |field: &Field<String>| {
        Declared::read(&field.value, field.span.clone())
            .expression
            .map(|expression| expression.as_str().to_owned())
    };
    let (Some(stated), Some(declared)) = (understood(license), understood(there)) else {
        return;
    };
    if stated == declared {
        return;
    }
    sink.add(Severity::Error, || {
        Draft::new(format!(
            "`{}` {} is under `{declared}`, not under `{stated}`",
            origin.label(),
            version.value
        ))
        .help(format!("write `license = \"{declared}\"`, or the version that was copied"))
        .at(in_fab(view.package, &license.span))
    });
}
