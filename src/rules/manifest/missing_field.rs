//! FC0103: a required key is absent.

use super::places::{cut, more, named, problems};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::manifest::Problem;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0103",
    name: "missing-field",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A required key that the manifest lacks or leaves empty: `okhv`, `name`, `repo`, `licensor` and `function`; `name` of a
`[[part]]`; `release` of a `[[software]]`. In `fab.toml`: `rule`, `level` and, to allow something, `reason` of `[[lints]]`;
`url` or `design` of `[[derived-from]]`; `name` of `[[part]]` and `[[contributor]]`. The key `license` has a rule of its own, `no-licence`.

## Why it matters

These are the facts without which a design can be neither found nor credited, and without which the official schema
rejects the manifest. An allowed defect without its reason is a riddle for everyone after you.

## How to fix

Add the key with its value.

## Source

The JSON Schema of Open Know-How 2.4; the schema of `fab.toml`.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let missing = problems(view).filter_map(|(file, problem)| match problem {
        Problem::Missing { key, within, span } => {
            Some(((file.fab, *key, within), (file, *key, within, span)))
        }
        _ => None,
    });
    for ((file, key, within, span), hidden) in cut(missing.collect()) {
        sink.add(Severity::Error, || {
            Draft::new(format!("{} is missing{}", named(key, within), more(hidden)))
                .help(advice(key, within))
                .at(file.at(Some(span)))
        });
    }
}

/// What to write.
fn advice(key: &str, within: &str) -> String {
    match (within, key) {
        ("", "okhv") => "write `okhv = \"2.4\"`".to_owned(),
        ("", "name") => "write `name = \"…\"`, the working title of the design".to_owned(),
        ("", "repo") => "write `repo = \"https://…\"`, where the design is developed".to_owned(),
        ("", "licensor") => "write `licensor = \"Name <mail>\"`, who licenses the design".to_owned(),
        ("", "function") => "write `function = \"…\"`: what it does, for whom".to_owned(),
        ("[[lints]]", "reason") => "say why it is allowed: `reason = \"…\"`".to_owned(),
        ("[[derived-from]]", _) => "say where it comes from: `url = \"https://…\"` or `design = \"owner/name\"`".to_owned(),
        _ => format!("add `{key} = \"…\"`"),
    }
}
