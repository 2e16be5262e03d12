//! From rulings on single licences to rulings on expressions.
//!
//! Of A's `OR` the recipient takes the alternative that works; A's `AND` binds altogether. B's `OR` offers
//! each alternative to everybody, so each must be allowed. B's `AND` is written for two things: terms that
//! all bind at once, and different licences for different parts. If every one of them is allowed, both
//! readings are; if only some are, what comes from A must be kept to the parts under those.

use super::{Ruling, Verdict};
use crate::package::licence::expression::{Expression, Licence, Tree};

/// More licences than this are in no honest expression.
const MOST_LICENCES: usize = 48;

/// Applies `leaf` to two expressions.
pub(super) fn combine(
    a: &Expression,
    b: &Expression,
    leaf: &dyn Fn(&Licence, &Licence) -> Ruling,
) -> Ruling {
    if a.licences().len() > MOST_LICENCES || b.licences().len() > MOST_LICENCES {
        return Ruling::unknown("the expressions name too many licences to go through");
    }
    let (Some(a), Some(b)) = (a.tree(), b.tree()) else {
        return Ruling::unknown("the expression cannot be understood");
    };
    under(&a, &b, leaf)
}

/// A under the whole of B.
fn under(a: &Tree, b: &Tree, leaf: &dyn Fn(&Licence, &Licence) -> Ruling) -> Ruling {
    match b {
        Tree::Licence(b) => from(a, b, leaf),
        Tree::Or(alternatives) => {
            let all = alternatives.iter().map(|b| under(a, b, leaf));
            let ruling = joined(all, Ruling::and);
            match ruling.verdict {
                Verdict::No => ruling
                    .and_because("every alternative of `OR` is offered, so each must be allowed"),
                _ => ruling,
            }
        }
        Tree::And(parts) => under_all(a, parts, leaf),
    }
}

/// A under `B1 AND B2`.
fn under_all(a: &Tree, parts: &[Tree], leaf: &dyn Fn(&Licence, &Licence) -> Ruling) -> Ruling {
    let rulings: Vec<Ruling> = parts.iter().map(|b| under(a, b, leaf)).collect();
    if rulings.iter().all(|ruling| ruling.verdict.is_allowed()) {
        return joined(rulings.into_iter(), Ruling::and);
    }
    // Every part of A has to find its place under some part of B.
    let own: Vec<&Tree> = match a {
        Tree::And(own) => own.iter().collect(),
        other => vec![other],
    };
    let mut places = Vec::new();
    let placed = joined(
        own.iter().map(|own| {
            let best = parts
                .iter()
                .map(|b| (under(own, b, leaf), b))
                .reduce(|best, next| {
                    if next.0.verdict < best.0.verdict {
                        next
                    } else {
                        best
                    }
                });
            match best {
                Some((ruling, b)) => {
                    places.push(format!(
                        "what comes from `{own}` stays in parts that are under `{b}` alone"
                    ));
                    ruling
                }
                None => Ruling::unknown("nothing to be under"),
            }
        }),
        Ruling::and,
    );
    if placed.verdict >= Verdict::Unsettled {
        return placed;
    }
    if let (Tree::And(_), true) = (a, same_parts(&own, parts) && placed.verdict.is_allowed()) {
        return placed
            .and_because("the same licences join in both, so that each part keeps its own");
    }
    let mut ruling = Ruling {
        verdict: Verdict::Conditional,
        ..placed
    };
    ruling.conditions.extend(places);
    ruling.and_because("`AND` may mean that different parts are under different licences")
}

fn same_parts(a: &[&Tree], b: &[Tree]) -> bool {
    a.len() == b.len() && a.iter().all(|own| b.contains(own))
}

/// The whole of A under one licence.
fn from(a: &Tree, b: &Licence, leaf: &dyn Fn(&Licence, &Licence) -> Ruling) -> Ruling {
    match a {
        Tree::Licence(a) => {
            let mut ruling = leaf(a, b);
            ruling.chosen = vec![a.clone()];
            ruling
        }
        Tree::Or(alternatives) => joined(alternatives.iter().map(|a| from(a, b, leaf)), Ruling::or),
        Tree::And(parts) => joined(parts.iter().map(|a| from(a, b, leaf)), Ruling::and),
    }
}

fn joined(
    rulings: impl Iterator<Item = Ruling>,
    with: impl Fn(Ruling, Ruling) -> Ruling,
) -> Ruling {
    rulings
        .reduce(with)
        .unwrap_or_else(|| Ruling::unknown("an expression without licence"))
}
