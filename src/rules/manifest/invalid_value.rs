//! FC0106: a value that its key does not allow.

use super::places::{File, cut, fab, more, problems};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink, Span};
use crate::package::manifest::{ChangeKind, Field, Problem, nearest};
use crate::machine::Library;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0106",
    name: "invalid-value",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A value that its key does not allow: an address without `http(s)://`, a path that leaves the package, a level that is not one of
OTRL-1 to OTRL-6 or ODRL-1 to ODRL-4, no language tag, a mass or size that is not more than 0, a string where a number belongs. In
`fab.toml` also a lint for a rule that does not exist and a part that the manifest does not have. What the
standard tolerates, and optional values of an older edition, are warnings.

## Why it matters

Other tools reject the manifest or misread it: a mass of 0 g is taken at its word.

## How to fix

Write the value as the help says (`fabcommons check --fix` does where it is certain: units, numbers in quotes, levels by
title, languages), or leave an optional key out until its value is known.

## Source

The JSON Schema of Open Know-How 2.4; BCP 47 for languages; <https://w3id.org/oseg/ont/otrl> for the levels.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let invalid = problems(view).filter_map(|(file, problem)| match problem {
        Problem::Invalid {
            key,
            span,
            why,
            help,
            grave,
        } => Some(((file.fab, key), (file, key, span, why, help, grave))),
        _ => None,
    });
    for ((file, key, span, why, help, grave), hidden) in cut(invalid.collect()) {
        let severity = if *grave {
            Severity::Error
        } else {
            Severity::Warning
        };
        sink.add(severity, || {
            let draft = Draft::new(format!("`{key}` {why}{}", more(hidden))).at(file.at(Some(span)));
            let repaired = !file.fab && is_repaired(view, span);
            match help {
                Some(help) if repaired => {
                    draft.help(format!("{help}; `fabcommons check --fix` does it"))
                }
                Some(help) => draft.help(help.clone()),
                None => draft,
            }
        });
    }
    lints(view, sink);
    machines(view, sink);
    parts(view, sink);
}

/// Whether the reader knows what to write instead.
fn is_repaired(view: &PackageView<'_>, span: &Span) -> bool {
    let edits = &view.package.manifest.edits;
    edits
        .iter()
        .any(|edit| edit.span == *span && matches!(edit.kind, ChangeKind::Rewrite(_) | ChangeKind::Drop | ChangeKind::AsList))
}

/// `[[lints]]` for rules that do not exist.
fn lints(view: &PackageView<'_>, sink: &mut Sink) {
    let file = fab(view);
    for lint in &view.package.fab.fab.lints {
        if crate::rules::find(&lint.rule.value).is_none() {
            let known: Vec<&str> = crate::rules::all()
                .flat_map(|rule| [rule.name, rule.code])
                .collect();
            unknown(sink, file, "rule", &lint.rule, "no rule", &known);
        }
    }
}

/// Machines of `[check]` that cannot be had: the package would be judged on others without a word.
fn machines(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    for machine in &package.fab.fab.machines {
        if let Err(error) = Library::embedded().select(&machine.value, &package.root) {
            sink.add(Severity::Error, || {
                let draft = Draft::new(format!("`machines`: {error}"))
                    .at(fab(view).at(Some(&machine.span)));
                match error.help() {
                    Some(help) => draft.help(help),
                    None => draft,
                }
            });
        }
    }
}

/// Parts of `fab.toml` that the manifest does not have.
fn parts(view: &PackageView<'_>, sink: &mut Sink) {
    let file = fab(view);
    let manifest = &view.package.manifest.manifest;
    let known: Vec<&str> = manifest
        .parts
        .iter()
        .filter_map(|part| Some(part.name.as_ref()?.value.as_str()))
        .collect();
    if known.is_empty() {
        return;
    }
    for part in &view.package.fab.fab.parts {
        let Some(name) = &part.name else { continue };
        if part.export.is_empty() && !known.contains(&name.value.as_str()) {
            unknown(sink, file, "name", name, "no part of the manifest", &known);
        }
    }
}

fn unknown(sink: &mut Sink, file: File<'_>, key: &str, value: &Field<String>, what: &str, known: &[&str]) {
    sink.add(Severity::Error, || {
        let text = &value.value;
        let exact = known.iter().find(|name| name.eq_ignore_ascii_case(text));
        let help = match exact.copied().or_else(|| nearest(text, known)) {
            Some(name) => format!("did you mean `{name}`?"),
            None if key == "rule" => "`fabcommons rules` lists them all".to_owned(),
            None => "write the part's name exactly as in the manifest".to_owned(),
        };
        Draft::new(format!("`{key}` is `{text}`, which is {what}"))
            .help(help)
            .at(file.at(Some(&value.span)))
    });
}
