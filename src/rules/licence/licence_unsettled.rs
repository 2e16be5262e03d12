//! FC0309: whether the licences get on, only a person can decide.

use super::conflicts::meetings;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::licence::compat::Verdict;
use crate::rules::files::is_package;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0309",
    name: "licence-unsettled",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

The same meetings of licences as `licence-conflict`, where the answer is neither yes nor no: a condition has to hold that no
file shows (CERN-OHL-W-2.0 under -S: only if all Available Components meet the definition of -S), the question is unsettled
(CERN-OHL-P-2.0 under GPL-2.0: nobody has decided whether the patent clause is a further restriction), or the licence is
not in the table.

## Why it matters

A tool that guessed would be wrong for somebody. The question does not go away by itself: who builds on the design inherits
it.

## How to fix

Look at the condition, and if it holds, say so: allow the finding in `[[lints]]` of `fab.toml` with the reason. Where
nobody knows, ask the authors of the origin for a statement, or choose a licence that settles it.

## Source

The clauses of the licences, named in each finding; `fabcommons explain A B` prints the cell. No legal advice.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    if !is_package(view) {
        return;
    }
    for meeting in meetings(view) {
        let ruling = &meeting.ruling;
        let (subject, aim, assumed) = (meeting.subject(), meeting.aim(), meeting.assumed());
        let (says, way) = match ruling.verdict {
            Verdict::Conditional => (
                format!("{subject} may {aim} only if {}{assumed}", ruling.conditions.join(", and ")),
                "if the condition holds, allow this with a `reason`".to_owned(),
            ),
            Verdict::Unsettled => (
                format!("whether {subject} may {aim} is unsettled{assumed}"),
                format!(
                    "{}: a person must decide: ask the authors, or choose a licence that settles it",
                    meeting.reason()
                ),
            ),
            Verdict::Unknown => (
                format!("whether {subject} may {aim} is not known here{assumed}"),
                format!(
                    "{}: a person must decide: read both licences, and allow this with a `reason`",
                    meeting.reason()
                ),
            ),
            _ => continue,
        };
        sink.add(Severity::Warning, || {
            Draft::new(format!("{says}{}", meeting.source()))
                .help(format!("{way}; {}", meeting.more()))
            .at(meeting.place.clone())
        });
    }
}
