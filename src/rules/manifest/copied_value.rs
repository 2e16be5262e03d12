//! FC0115: a value was copied from another key.

use super::places::manifest;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::manifest::normalised_repository;
use crate::package::parts::slug;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0115",
    name: "copied-value",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A `function` that only repeats the name of the design, and a `forkOf` that is the design's own `repo`.

## Why it matters

`function` is what people search by: a name says nothing to somebody who does not know it. A design that says to be a fork of
itself hides where it comes from.

## How to fix

Say in a sentence what the thing does and for whom. Let `forkOf` be the repository that this one was copied from, or leave it out.

## Source

Open Know-How 2.4: `function` is a description of what the design is for; `forkOf` is the design this one was forked from.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let okh = &view.package.manifest.manifest;
    if let (Some(name), Some(function)) = (&okh.name, &okh.function)
        && !name.value.is_empty()
        && slug(&name.value) == slug(&function.value)
    {
        sink.add(Severity::Warning, || {
            Draft::new(format!(
                "`function` only repeats the name: `{}`",
                function.value
            ))
            .help("say in a sentence what it does and for whom")
            .at(manifest(view).at(Some(&function.span)))
        });
    }
    if let (Some(repo), Some(fork_of)) = (&okh.repo, &okh.fork_of)
        // Designs in one repository may well be forks of each other: only the same address is itself.
        && plain(&repo.value) == plain(&fork_of.value)
        && normalised_repository(&repo.value).is_some()
    {
        sink.add(Severity::Warning, || {
            Draft::new(format!(
                "`forkOf` is the design's own `repo`: `{}`",
                fork_of.value
            ))
            .help("name the repository that this one was copied from, or leave `forkOf` out")
            .at(manifest(view).at(Some(&fork_of.span)))
        });
    }
}

/// An address without what makes no difference.
fn plain(url: &str) -> String {
    let url = url.trim().trim_end_matches('/');
    let url = url.strip_suffix(".git").unwrap_or(url);
    let url = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .unwrap_or(url);
    url.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn forms_of_an_address() {
        assert_eq!(plain("https://a.org/B/c.git/"), "a.org/b/c");
        assert_ne!(plain("https://a.org/b/c/tree/main/x"), plain("https://a.org/b/c"));
    }
}
