//! FC0108: the manifest and git disagree about where the design lives.

use super::places::manifest;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::manifest::normalised_repository;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0108",
    name: "repo-differs",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A package that is the root of a git repository whose remote (`origin`, or the only one) is another place than `repo` in the
manifest. The forms of an address (https, ssh, `.git`, pages below the repository) are all the same here.

## Why it matters

Readers follow `repo` to report defects, to find the newest version and the sources they are entitled to. A copied
manifest leads them to somebody else.

## How to fix

Set `repo` to where this version is developed. In a fork also set `forkOf` to where it came from; a clone that is only for
contributing upstream needs nothing: allow the rule, or call your own remote another name than `origin`.

## Source

Open Know-How 2.4: `repo` is where the technical documentation is developed.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let reading = &view.package.manifest;
    let (Some(repo), Some(remote)) = (&reading.manifest.repo, &reading.remote) else {
        return;
    };
    let (Some(ours), Some(theirs)) = (
        normalised_repository(&repo.value),
        normalised_repository(remote),
    ) else {
        return;
    };
    if ours == theirs {
        return;
    }
    sink.add(Severity::Warning, || {
        // What follows may hold a password.
        let shown = format!("https://{theirs}");
        let draft = Draft::new(format!(
            "`repo` is `{}`, but the git remote is `{shown}`",
            repo.value
        ));
        let help = if reading.manifest.fork_of.is_some() {
            format!("write `repo = \"{shown}\"`")
        } else {
            format!("write `repo = \"{shown}\"`, and `forkOf` if this is a fork")
        };
        draft.help(help).at(manifest(view).at(Some(&repo.span)))
    });
}
