//! FC0308: the licence of something in the design does not let the whole be licensed as it is.

use super::conflicts::meetings;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::licence::compat::{Relation, Verdict};
use crate::rules::files::is_package;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0308",
    name: "licence-conflict",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

An origin in `[[derived-from]]` of `fab.toml`, a design in the bill of materials, a file with a licence tag or a folder with
a licence of its own, whose licence does not allow the licence that the package declares: an adaptation of a CERN-OHL-S
design under MIT, a component that may not be sold in an open design, photographs that nobody may change. What counts is the
relation: an `adaptation` is licensed as a whole, a `component` may keep its licence where both licences let it,
`aggregate`, `firmware` and `documentation` do not combine but must be open in an open package. Hardware, documentation and
software each meet the licence declared for them. Of licences joined with `OR` the one that works counts; of those with
`AND` all must allow it.

## Why it matters

Who shares a design under a licence that its origins do not allow gives away what was never granted. Nobody who builds on it
is safe, and the promise of share-alike is broken.

## How to fix

License the whole under a licence that the origin allows, say in `relation` how the origin is really used, ask its authors
for another licence, or replace it. `fabcommons explain A B` prints the reasoning for two licences.

## Source

The clauses of the licences, named in each finding; `fabcommons explain A B` prints the cell. OSHWA, Open Source Hardware
Definition 1.0. No legal advice.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    if !is_package(view) {
        return;
    }
    for meeting in meetings(view) {
        if meeting.ruling.verdict != Verdict::No {
            continue;
        }
        sink.add(Severity::Error, || {
            let message = format!(
                "{} may not {}{}{}",
                meeting.subject(),
                meeting.aim(),
                meeting.assumed(),
                meeting.source(),
            );
            let way = match (meeting.of_files, meeting.relation) {
                (true, _) => "take it out, replace it, or license the whole so that both agree",
                (false, Relation::Adaptation) => {
                    "choose a licence that the origin allows, ask its authors, or correct `relation` if it is no adaptation"
                }
                (false, _) => "choose a licence for the design that allows it, or replace it",
            };
            Draft::new(message)
                .help(format!("{}: {way}; {}", meeting.reason(), meeting.more()))
                .at(meeting.place.clone())
        });
    }
}
