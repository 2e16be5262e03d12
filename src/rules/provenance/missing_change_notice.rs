//! FC0406: an adaptation that does not tell what was changed, or when.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::licence::{Declared, Licence, Notice, notice_of};
use crate::package::fab::Origin;
use crate::rules::files::{in_fab, is_package};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0406",
    name: "missing-change-notice",
    highest: Severity::Warning,
    since: "0.2.0",
    doc: "\
## What it finds

A `[[derived-from]]` that is an adaptation (`relation = \"adaptation\"`, or none stated) without `changes`, where the origin's licence
asks that modifications are told or is not known; and one without `date`, where the licence asks for the date too. Licences
that ask for neither (MIT, BSD, CC0) are left in peace, and so is an origin that is used as it is.

## Why it matters

Who receives the design must be able to tell the author's work from yours: for the author's good name, and to find what
a defect came from. Most licences make it a condition.

## How to fix

Write `changes = \"longer arm, M4 instead of M3\"` and `date = 2026-04-01`. A design that only uses the origin unchanged states
another `relation`: `component`, `aggregate`, `firmware` or `documentation`.

## Source

CERN-OHL-S-2.0, -W-2.0 and -P-2.0, 3.3(b); CERN-OHL-1.2, 3.4(b); GPL-3.0 and AGPL-3.0, 5(a); GPL-2.0, 2(a);
LGPL-2.1, 2(b); EUPL-1.2, 5; MPL-1.1, 3.3 (all with the date); TAPR-OHL-1.0, 4.2(a); Apache-2.0, 4(b); SHL-0.51, 4(2); CC BY 4.0 and CC BY-SA 4.0,
3(a)(1)(B); CC BY 3.0 and CC BY-SA 3.0, 3(b); OSL-3.0, 6.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    if !is_package(view) {
        return;
    }
    for origin in &view.package.fab.fab.derived_from {
        let is_named = origin.design.is_some() || origin.url.is_some();
        if !is_named || !origin.is_adaptation() {
            continue;
        }
        let Asked { notice, by } = asked(origin);
        let lacks_date = origin.date.is_none();
        let what = origin.label();
        let (missing, keys) = match (&origin.changes, notice) {
            (None, Some(Notice { dated: true, .. })) if lacks_date => (
                format!("what was changed in `{what}`, and when, is not told"),
                "write `changes = \"…\"` and `date = YYYY-MM-DD`",
            ),
            (Some(_), Some(Notice { dated: true, .. })) if lacks_date => (
                format!("when `{what}` was changed is not told"),
                "write `date = YYYY-MM-DD`",
            ),
            // A licence that is not known may well ask.
            (None, _) if notice.is_some() || by.is_none() => (
                format!("what was changed in `{what}` is not told"),
                "write `changes = \"…\"`",
            ),
            _ => continue,
        };
        sink.add(Severity::Warning, || {
            let why = match (&by, notice) {
                (Some(id), Some(notice)) => format!("; {id} asks for it in {}", notice.clause),
                _ => String::new(),
            };
            Draft::new(format!("{missing}{why}"))
                .help(format!("{keys}; an origin that is used unchanged has another `relation`"))
                .at(in_fab(view.package, &origin.span))
        });
    }
}

/// What the licence of an origin asks for.
struct Asked {
    notice: Option<Notice>,
    /// The licence that asks, or the one that does not; `None` when it is not known.
    by: Option<String>,
}

fn asked(origin: &Origin) -> Asked {
    let expression = origin
        .license
        .as_ref()
        .and_then(|field| Declared::read(&field.value, field.span.clone()).expression);
    let Some(expression) = expression else {
        return Asked {
            notice: None,
            by: None,
        };
    };
    let of = |licence: &Licence| notice_of(&licence.id);
    // Of a choice, the licence that asks for least may be taken.
    if expression.is_met_by(|licence| of(licence).is_none()) {
        return Asked {
            notice: None,
            by: Some(expression.as_str().to_owned()),
        };
    }
    let undated = expression.is_met_by(|licence| of(licence).is_none_or(|notice| !notice.dated));
    let licences = expression.licences();
    let asking = licences
        .iter()
        .filter_map(|licence| Some((licence, of(licence)?)))
        .find(|(_, notice)| !(undated && notice.dated));
    Asked {
        notice: asking.map(|(_, notice)| notice),
        by: asking.map(|(licence, _)| licence.id.clone()),
    }
}
