//! FC0210: no README.

use super::is_package;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::manifest::Role;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0210",
    name: "missing-readme",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A package without a README in its root and without a `readme` in its manifest.

## Why it matters

It is what people see first. Without it they must guess what the design is for and where to begin.

## How to fix

Write a `README.md`: what it is, what it is for, a picture, how to make it, how to take part.

## Source

Open Know-How 2.4, `readme`; OSHWA, Best Practices for Open-Source Hardware 1.0.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    let is_named = package
        .manifest
        .manifest
        .references
        .iter()
        .any(|reference| reference.role == Role::Readme);
    // A README that is named and missing is a missing file.
    if is_package(view) && !package.files.files.is_empty() && !is_named && package.files.readme().is_none() {
        sink.add(Severity::Warning, || {
            Draft::new("the package has no README")
                .help("write a `README.md`: what it is, what it is for, a picture, how to make it")
        });
    }
}
