//! FC0104: a key that the standard does not know.

use super::places::{named, problems};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::manifest::{Advice, Problem};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0104",
    name: "unknown-field",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A key that okhv 2.4 does not know, in a manifest that follows it, or a slip for a known key in an older manifest
(warning); a key that `fab.toml` does not know (error).

## Why it matters

A misspelt key says nothing: `licencor` names no licensor. The official schema of 2.4 is closed, so one unknown
key makes the whole manifest invalid for other tools.

## How to fix

Correct the spelling. `fabcommons check --fix` corrects what is certain (another style, a slip whose value has the right form) and moves
the rest to `fab.toml`. How a part is made belongs in `[[part]]` of `fab.toml`; a fact of your own that the standard has
no key for goes under `[carried.<your-project>]` there.

## Source

The JSON Schema of Open Know-How 2.4 (`additionalProperties: false`); the schema of `fab.toml`.
",
    check: Check::Package(check),
};

/// What the repair does exactly as the help says.
const DOES_IT: &str = "`fabcommons check --fix` does it";

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, problem) in problems(view) {
        let Problem::Unknown {
            key,
            within,
            span,
            times,
            advice,
        } = problem
        else {
            continue;
        };
        let severity = if file.fab {
            Severity::Error
        } else {
            Severity::Warning
        };
        sink.add(severity, || {
            let what = named(key, within);
            let again = match times {
                1 => String::new(),
                2 => " (it stands there twice)".to_owned(),
                _ => format!(" (it stands there {times} times)"),
            };
            let message = match advice {
                Advice::Write(known) => format!("{what} is spelt `{known}` in okhv 2.4{again}"),
                _ if file.fab => format!("`fab.toml` has no key {what}{again}"),
                _ => format!("okhv 2.4 has no key {what}{again}"),
            };
            let help = match advice {
                Advice::DidYouMean(known) => format!("did you mean `{known}`?"),
                Advice::Write(known) => format!("write `{known}`; {DOES_IT}"),
                Advice::ToFab(known) => {
                    format!("how a part is made goes into `fab.toml`: `{known}` of its `[[part]]`; {DOES_IT}")
                }
                Advice::None if file.fab => {
                    "remove it; facts of your own go under `[carried.<your-project>]`".to_owned()
                }
                Advice::None => {
                    "move it to `fab.toml`, under `[carried.<your-project>]`, or remove it; `fabcommons check --fix` moves it"
                        .to_owned()
                }
            };
            Draft::new(message).help(help).at(file.at(Some(span)))
        });
    }
}
