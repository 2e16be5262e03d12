//! FC0310: something that the licence of an origin asks is not in the package.

use super::conflicts::neighbour;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::fab::Origin;
use crate::package::licence::compat::{Kind, Relation};
use crate::package::licence::family_of;
use crate::package::lineage::{Neighbour, Obligation, State, at_hand, judge, obligations, title};
use crate::rules::files::{in_fab, is_package};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0310",
    name: "obligation-unmet",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

An origin in `[[derived-from]]` whose licence asks that its text goes along (MIT, BSD, Apache-2.0, GPL, CERN-OHL-P, TAPR)
while no file of the package has it, and a NOTICE file of the origin that was left behind (Apache-2.0), where the
origin is at hand. Names of authors and change notices have rules of their own. Looked at are adaptations, and other
relations whose entry has the `digest` of what was copied: who only refers to something hands on no copy.

## Why it matters

The permission holds on these conditions. Without them the copy is one without licence.

## How to fix

Save the text of the origin's licence, with its copyright line, as `LICENSES/<SPDX id>.txt`; copy its NOTICE file.
`fabcommons lineage` lists every obligation, and `fabcommons lineage --attribution` writes the attribution text.

## Source

MIT and BSD licences (conditions on notices); Apache-2.0, 4(a) and 4(d); GPL-2.0, 1; GPL-3.0, 4; LGPL-3.0, 4(b);
CERN-OHL-P-2.0, 3.4(b); TAPR-OHL-1.0, 4.1.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    for origin in &package.fab.fab.derived_from {
        let neighbour = with_notice(view, origin);
        let whole = package
            .licences
            .declared
            .as_ref()
            .and_then(|declared| declared.expression.as_ref());
        let judged = judge(origin, whole, neighbour.as_ref());
        if judged.relation != Relation::Adaptation && origin.digest.is_none() {
            continue;
        }
        for obligation in obligations(package, origin, &judged, neighbour.as_ref()) {
            if is_told_here(view, &obligation) {
                tell(view, origin, &obligation, sink);
            }
        }
    }
}

/// The origin's package: looked for where its NOTICE file counts or its licence is not stated.
fn with_notice(view: &PackageView<'_>, origin: &Origin) -> Option<Neighbour> {
    let asks = origin
        .license
        .as_ref()
        .is_some_and(|licence| licence.value.contains("Apache"));
    if asks {
        at_hand(&view.package.root, origin)
    } else {
        neighbour(view.package, origin)
    }
}

fn is_told_here(view: &PackageView<'_>, obligation: &Obligation) -> bool {
    if !matches!(obligation.state, State::Unmet(_)) {
        return false;
    }
    match obligation.demand.kind {
        Kind::NoticeFile => true,
        // That the text of a declared licence is missing has a rule of its own.
        Kind::Text => {
            let id = obligation.licence.split(' ').next().unwrap_or_default();
            !view.package.licences.declares_family(family_of(id))
        }
        _ => false,
    }
}

fn tell(view: &PackageView<'_>, origin: &Origin, obligation: &Obligation, sink: &mut Sink) {
    let span = origin
        .license
        .as_ref()
        .map_or(&origin.span, |licence| &licence.span);
    sink.add(Severity::Warning, || {
        let help = match obligation.demand.kind {
            Kind::NoticeFile => "copy the NOTICE file of the origin".to_owned(),
            _ => format!(
                "save it, with the copyright line of the origin, as `LICENSES/{}.txt`",
                obligation.licence.replace(' ', "-")
            ),
        };
        Draft::new(format!(
            "`{}` asks of those who use `{}`: {} ({} {}); {}",
            obligation.licence,
            title(origin),
            obligation.demand.what,
            obligation.licence,
            obligation.demand.clause,
            obligation.state.detail(),
        ))
        .help(format!("{help}; `fabcommons lineage` lists all obligations"))
        .at(in_fab(view.package, span))
    });
}
