//! Two single licences: the table first, then what follows from the texts without doubt.

use super::beyond;
use super::expressions::combine;
use super::table::{cell, refusal};
use super::{Ruling, Verdict};
use crate::package::licence::class::{Class, Strength, class_of, family_of, strength_of};
use crate::package::licence::expression::{Expression, Licence};

/// Licences that give everything away: no condition is left.
const DEDICATIONS: [&str; 8] = [
    "CC0-1.0",
    "Unlicense",
    "0BSD",
    "MIT-0",
    "WTFPL",
    "CC-PDDC",
    "CC-PDM-1.0",
    "PDDL-1.0",
];

/// Licences that ask for no more than that their notices stay: what MIT asks.
const NOTICES: [&str; 11] = [
    "MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "X11",
    "Zlib",
    "BSL-1.0",
    "BSD-1-Clause",
    "NCSA",
    "HPND",
    "PostgreSQL",
];

/// Exceptions that wrap a licence and let the recipient fall back on it.
const WRAPPERS: [&str; 2] = ["SHL-2.0", "SHL-2.1"];

/// Whether an adaptation of something under `a` may be licensed as a whole under `b`.
pub fn adaptation(a: &Expression, b: &Expression) -> Ruling {
    combine(a, b, &licences)
}

/// The same for two single licences.
pub(super) fn licences(a: &Licence, b: &Licence) -> Ruling {
    // No change may be shared, whatever the licence of the result.
    if is_no_derivatives(&a.id) {
        let shown = b.to_string();
        if let Some(cell) = cell(&a.id, &shown) {
            return of_cell(&a.id, &shown, cell.verdict, cell.why, cell.source);
        }
        let (why, source) = refusal(&a.id).unwrap_or((
            "no adaptation may be shared, not even under the same licence",
            "the licence's grant: verbatim copies only",
        ));
        return Ruling::new(Verdict::No, why, format!("{}: {source}", a.id));
    }
    if let Some(ruling) = without_licence(a, b) {
        return ruling;
    }
    if let Some(ruling) = with_exception(a, b) {
        return ruling;
    }
    plain(&a.id, &b.id)
}

/// Where one side is no licence, or one that nobody here knows.
fn without_licence(a: &Licence, b: &Licence) -> Option<Ruling> {
    let gives_all = DEDICATIONS.contains(&a.id.as_str());
    Some(match (a.id.as_str(), b.id.as_str()) {
        ("NONE", _) => nothing_granted(),
        ("NOASSERTION", _) => {
            Ruling::unknown("`NOASSERTION` says that nobody looked what was granted")
        }
        (_, "NONE" | "NOASSERTION") if gives_all => dedication(&a.id),
        (_, "NONE" | "NOASSERTION") => {
            Ruling::unknown(format!("`{b}` is no licence that the whole could be under"))
        }
        (own, _) if is_own(own) && class_of(own) == Class::Enclosure => Ruling::new(
            Verdict::No,
            format!("`{own}` is not open: nobody may share what is made from it"),
            "OSHWA Open Source Hardware Definition 1.0, clause 4",
        ),
        (own, other) if is_own(own) && own == other => Ruling::unknown(format!(
            "`{own}` is a licence of somebody's own: whether it lets adaptations be shared is in its text"
        )),
        (own, _) if is_own(own) => Ruling::unknown(format!(
            "`{own}` is a licence of somebody's own: its text says what it allows"
        )),
        (_, own) if is_own(own) && gives_all => dedication(&a.id),
        (_, own) if is_own(own) && NOTICES.contains(&a.id.as_str()) => notices(&a.id),
        (_, own) if is_own(own) => Ruling::unknown(format!(
            "`{own}` is a licence of somebody's own: whether it keeps what `{a}` asks is in its text"
        )),
        _ => return None,
    })
}

/// The answer where an origin says `NONE`: that no licence was given.
pub fn nothing_granted() -> Ruling {
    Ruling::new(
        Verdict::No,
        "`NONE` says that no licence was given: all rights are reserved by law",
        "Berne Convention, article 5(2)",
    )
}

fn is_own(id: &str) -> bool {
    id.starts_with("LicenseRef-")
        || id.starts_with("DocumentRef-")
        || id.starts_with("AdditionRef-")
}

fn is_no_derivatives(id: &str) -> bool {
    id.starts_with("CC-BY-ND-") || id.starts_with("CC-BY-NC-ND-")
}

/// `WITH` on either side; `None` where neither has one or both are one of the table.
fn with_exception(a: &Licence, b: &Licence) -> Option<Ruling> {
    let wraps = |licence: &Licence| {
        licence
            .exception
            .as_deref()
            .is_some_and(|exception| WRAPPERS.contains(&exception))
    };
    if a.exception.is_none() && b.exception.is_none() {
        return None;
    }
    let bare = |licence: &Licence| Licence {
        id: licence.id.clone(),
        exception: None,
    };
    if wraps(a) || wraps(b) {
        // The table has Solderpad as an expression of its own; 2.0 has the preamble of 2.1.
        let name = |licence: &Licence| {
            if wraps(licence) && licence.id == "Apache-2.0" {
                "Apache-2.0 WITH SHL-2.1".to_owned()
            } else {
                licence.to_string()
            }
        };
        if let Some(cell) = cell(&name(a), &name(b)) {
            let (a, b) = (a.to_string(), b.to_string());
            return Some(of_cell(&a, &b, cell.verdict, cell.why, cell.source));
        }
        let inner = |licence: &Licence| {
            if wraps(licence) {
                bare(licence)
            } else {
                licence.clone()
            }
        };
        let ruling = licences(&inner(a), &inner(b)).and_because(
            "Solderpad 2.x lets the recipient treat the work as under Apache-2.0 (preamble)",
        );
        return Some(ruling);
    }
    if a == b {
        return Some(same(&a.id, &a.to_string()));
    }
    let base = licences(&bare(a), &bare(b));
    let ruling = match (&a.exception, &b.exception) {
        (Some(exception), _) if a.exception == b.exception => base.and_because(format!(
            "both are under the exception `{exception}`, which the table does not know"
        )),
        (Some(exception), None) if base.verdict <= Verdict::Unsettled => base.and_because(format!(
            "`{exception}` only adds permissions, which need not be passed on"
        )),
        (Some(exception), None) => Ruling::unknown(format!(
            "`{}` alone would not allow it; whether `{exception}` does is in its text",
            a.id
        )),
        (_, Some(exception))
            if base.verdict <= Verdict::Keep
                && (DEDICATIONS.contains(&a.id.as_str()) || NOTICES.contains(&a.id.as_str())) =>
        {
            base.and_because(format!(
                "`{exception}` adds permissions that `{}` gives anyway",
                a.id
            ))
        }
        (_, Some(exception)) if base.verdict != Verdict::No => Ruling::unknown(format!(
            "`{exception}` grants permissions over what is under `{a}`, which only its authors can give"
        )),
        _ => base,
    };
    Some(ruling)
}

/// Two ids without exceptions.
fn plain(a: &str, b: &str) -> Ruling {
    if let Some(cell) = cell(a, b) {
        let ruling = of_cell(a, b, cell.verdict, cell.why, cell.source);
        // The table has these two editions in one column.
        return if a.ends_with("-only") && a != b && family_of(a) == family_of(b) {
            ruling.and_because(format!(
                "what comes from the original stays under `{a}`: later versions may be chosen only for what is new"
            ))
        } else {
            ruling
        };
    }
    if a == b {
        return same(a, a);
    }
    if let Some(ruling) = beyond::ruling(a, b) {
        return ruling;
    }
    if DEDICATIONS.contains(&a) {
        return dedication(a);
    }
    let known = spdx::license_id(b).is_some();
    if NOTICES.contains(&a) && known {
        return notices(a);
    }
    // The same licence as one of the table up to its port, or one that asks for the same.
    let (like_a, like_b) = (stand_in(a), stand_in(b));
    if (like_a, like_b) != (a, b)
        && let Some(cell) = cell(like_a, like_b)
    {
        let mut ruling = of_cell(like_a, like_b, cell.verdict, cell.why, cell.source);
        for (id, like) in [(a, like_a), (b, like_b)] {
            if id != like {
                ruling = ruling.and_because(format!(
                    "`{id}` is not in the table; in this it is as `{like}`"
                ));
            }
        }
        return ruling;
    }
    by_class(a, b, known)
}

/// The licence of the table that stands for another one: of a port of Creative Commons the unported, of
/// licences that ask for notices only MIT, of dedications CC0.
fn stand_in(id: &str) -> &str {
    if id.starts_with("CC-BY-") {
        return family_of(id);
    }
    if NOTICES.contains(&id) {
        return "MIT";
    }
    if DEDICATIONS.contains(&id) {
        return "CC0-1.0";
    }
    id
}

/// What share-alike and restrictions imply for licences outside the table.
fn by_class(a: &str, b: &str, known: bool) -> Ruling {
    let (open_a, open_b) = (class_of(a), class_of(b));
    match (open_a, strength_of(a)) {
        (Class::Enclosure, _) if matches!(open_b, Class::Commons | Class::Sharing) => Ruling::new(
            Verdict::No,
            format!("`{a}` is not open: an open licence would give away more than was granted"),
            "OSHWA Open Source Hardware Definition 1.0, clauses 4 to 8",
        ),
        // Whoever writes that the whole must stay under this licence leaves room for no other one.
        (_, Some(Strength::Strong)) if known && refusal(stand_in(a)).is_some() => {
            let (why, source) = refusal(stand_in(a)).unwrap_or_default();
            Ruling::new(Verdict::No, why, source)
        }
        (_, Some(Strength::Weak | Strength::Strong))
            if known && open_b != Class::Commons && open_b != Class::Unknown =>
        {
            let what = if open_b == Class::Enclosure {
                "adds restrictions"
            } else {
                "drops the share-alike"
            };
            Ruling::new(
                Verdict::No,
                format!("`{a}` is share-alike, and `{b}` {what}"),
                format!("{a}, its share-alike clause"),
            )
        }
        _ => Ruling::unknown(format!(
            "`{a}` under `{b}` is not in the table, and neither text settles it plainly"
        )),
    }
}

/// A licence under itself.
fn same(id: &str, shown: &str) -> Ruling {
    match class_of(id) {
        Class::Commons | Class::Sharing => Ruling::new(
            if strength_of(id) == Some(Strength::Permissive) {
                Verdict::Keep
            } else {
                Verdict::Yes
            },
            "the adaptation stays under the licence of the original, which every open licence allows",
            "OSHWA Open Source Hardware Definition 1.0, clause 4; Open Source Definition, clause 3",
        ),
        Class::Enclosure if id.starts_with("CC-BY-NC-") => Ruling::new(
            Verdict::Keep,
            "the adaptation stays under the licence of the original: allowed, but not open",
            format!("{id}, licence grant"),
        ),
        _ => Ruling::unknown(format!(
            "whether `{shown}` lets adaptations be shared is not known here: read its text"
        )),
    }
}

fn dedication(a: &str) -> Ruling {
    Ruling::new(
        Verdict::Yes,
        "all rights are given up or granted without any condition",
        a,
    )
}

fn notices(a: &str) -> Ruling {
    Ruling::new(
        Verdict::Keep,
        "it asks only that its notices and its text stay with the material that is under it",
        format!("{a}: conditions on notices"),
    )
}

fn of_cell(a: &str, b: &str, verdict: Verdict, why: &str, source: &str) -> Ruling {
    let mut ruling = Ruling::new(verdict, why, source);
    ruling.cells.push((a.to_owned(), b.to_owned()));
    if verdict == Verdict::Conditional {
        ruling.conditions.push(why.to_owned());
        ruling.reasons = vec![format!("`{a}` may come under `{b}`, but not without more")];
    }
    ruling
}
