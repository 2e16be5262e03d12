//! FC0211: nothing says how to make the design.

use super::is_package;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::Adoption;
use crate::package::manifest::Role;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0211",
    name: "missing-instructions",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

A package with a manifest, but without `manufacturing-instructions`, without a document that is named like
instructions, and without a section about making, building, printing or assembling in its README.

## Why it matters

Files alone do not tell the order of assembly, the settings, the tricks. Most attempts to rebuild a design
fail for want of a page that the author could have written in an hour.

## How to fix

Write how to make it, with pictures, and name the file as `manufacturing-instructions`. A section of the
README is enough for a small design.

## Source

Open Know-How 2.4, `manufacturing-instructions`; DIN SPEC 3105-1, 4.2 (documentation to make, assemble and
use the piece of hardware).
",
    check: Check::Package(check),
};

/// Beginnings of words in headings that promise instructions, in languages of practice.
const WORDS: [&str; 22] = [
    "assembl",
    "build",
    "instruction",
    "print",
    "making",
    "make ",
    "how to",
    "manufactur",
    "fabricat",
    "construct",
    "getting started",
    "install",
    "setup",
    "usage",
    "guide",
    "aufbau",
    "bau",
    "montage",
    "anleitung",
    "herstell",
    "montaje",
    "construcc",
];

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) || package.adoption != Adoption::Declared {
        return;
    }
    let is_named = package
        .manifest
        .manifest
        .references
        .iter()
        .any(|reference| reference.role == Role::ManufacturingInstructions);
    if is_named || package.files.instructions().next().is_some() || readme_instructs(view) {
        return;
    }
    sink.add(Severity::Note, || {
        Draft::new("nothing says how to make it").help(
            "write how to make and assemble it, and name the file as `manufacturing-instructions`",
        )
    });
}

/// Whether a heading or a link of the README promises instructions.
fn readme_instructs(view: &PackageView<'_>) -> bool {
    let files = &view.package.files;
    let Some(readme) = files.readme() else {
        // Without a README that is the finding.
        return true;
    };
    let Ok(text) = files.text(&readme.path, 256 * 1024) else {
        return true;
    };
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().enumerate().any(|(at, line)| {
        let underlined = lines
            .get(at + 1)
            .is_some_and(|next| next.len() > 2 && next.chars().all(|c| c == '=' || c == '-'));
        let is_heading = line.trim_start().starts_with(['#', '='])
            || line.starts_with("**")
            || line.contains("<h")
            || underlined;
        let lower = line.to_lowercase();
        (is_heading || lower.contains("](")) && WORDS.iter().any(|word| lower.contains(word))
    })
}
