//! FC0105: the manifest follows an older edition of the standard.

use super::places::problems;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::manifest::{Change, ChangeKind, Dialect, Problem};
use crate::rules::{Check, Rule};
use crate::units::count;

/// How many differences are spelt out.
const SHOWN: usize = 12;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0105",
    name: "outdated-manifest",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

A manifest in an older edition of Open Know-How: OKH-LOSH 1.0, okhv 1.0 (YAML), 2.0 to 2.3, or keys of several
editions at once. One note lists everything that reads differently in 2.4: keys with another name or style, values written in
another way, and keys that 2.4 has no place for.

## Why it matters

Every edition is read here, but tools that follow the current schema reject all older ones.

## How to fix

`fabcommons check --fix` does it all, keeping comments and order; `--diff` shows it first. By hand: set `okhv = \"2.4\"` and
change what the note lists. Keys without a place in 2.4 move to `fab.toml`: how a part is made to its
`[[part]]`, everything else under `[carried.<dialect>]`, so that nothing is lost.

## Source

The JSON Schema of Open Know-How 2.4, the schema of OKH-LOSH 1.0, and the published mapping of Open Know-How 1.0.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, problem) in problems(view) {
        let Problem::Outdated { span, changes } = problem else {
            continue;
        };
        sink.add(Severity::Note, || {
            let okh = &view.package.manifest.manifest;
            let edition = match (&okh.okhv, okh.dialect) {
                (Some(okhv), Dialect::V2) => format!("okhv {}", okhv.value),
                _ => okh.dialect.name().to_owned(),
            };
            let message =
                format!("the manifest follows {edition}; the current edition is okhv 2.4");
            Draft::new(message)
                .help(help(changes))
                .at(file.at(Some(span)))
        });
    }
}

fn help(changes: &[Change]) -> String {
    let mut words = vec!["set `okhv = \"2.4\"`".to_owned()];
    words.extend(changes.iter().take(SHOWN).map(phrase));
    // Carried keys are many and all alike: their names are enough.
    let carried: Vec<&str> = changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Carry)
        .map(|change| change.key.as_str())
        .collect();
    words.retain(|word| !word.is_empty());
    if !carried.is_empty() {
        let names = carried.iter().take(SHOWN).copied().collect::<Vec<_>>();
        let more = carried.len() - names.len();
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        words.push(format!(
            "move `{}`{more}, which 2.4 has no key for, under `[carried]` in `fab.toml`",
            names.join("`, `")
        ));
    }
    let hidden = changes
        .iter()
        .skip(SHOWN)
        .filter(|change| change.kind != ChangeKind::Carry)
        .count();
    if hidden > 0 {
        words.push(format!("and {} besides", count(hidden, "change")));
    }
    format!("`fabcommons check --fix` does it: {}", words.join("; "))
}

fn phrase(change: &Change) -> String {
    let key = &change.key;
    match &change.kind {
        ChangeKind::Rename(to) => format!("`{key}` is `{to}` now"),
        ChangeKind::Slip(to) => format!("`{key}` is perhaps `{to}`"),
        ChangeKind::Rewrite(to) if change.times == 1 => {
            format!("`{key}` reads {}", quoted(&to.reads))
        }
        ChangeKind::Rewrite(to) => {
            format!("`{key}` ({} times) reads {}, and so on", change.times, quoted(&to.reads))
        }
        ChangeKind::AsList => format!("`{key}` is a list of tables"),
        ChangeKind::Drop => format!("leave out `{key}`, which is empty"),
        ChangeKind::ToFab(to) => format!("`{key}` goes to `{to}` in `fab.toml`"),
        ChangeKind::Carry => String::new(),
    }
}

/// A literal in backticks, a phrase as it is.
fn quoted(text: &str) -> String {
    if text.starts_with(['"', '{']) || text.starts_with(|c: char| c.is_ascii_digit()) {
        format!("`{text}`")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let change = |index: usize, kind: ChangeKind| Change {
            key: format!("key{index}"),
            span: 0..0,
            times: 1,
            kind,
        };
        let changes: Vec<Change> = (0..14)
            .map(|index| change(index, ChangeKind::Rename("name")))
            .chain((0..14).map(|index| change(index, ChangeKind::Carry)))
            .collect();
        let help = help(&changes);
        assert!(help.starts_with("`fabcommons check --fix` does it: set `okhv = \"2.4\"`; `key0` is `name` now; "));
        assert!(help.contains("`key11` and 2 more, which 2.4 has no key for"), "{help}");
        assert!(help.ends_with("; and 2 changes besides"), "{help}");
    }
}
