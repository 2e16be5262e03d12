//! Bill of materials: is there one, can it be read, and could somebody order and make from it?

use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::quoted;

crate::rules::rules![
    no_bom,
    unreadable_bom,
    no_quantity,
    bad_quantity,
    quantity_differs_from_designators,
    duplicate_designator,
    unidentified_item,
    filler_text,
    conflicting_part_number,
    duplicate_line,
    part_not_in_bom,
    item_not_in_package,
    bad_price,
    total_differs,
    bad_standard,
    unpinned_design,
    too_few_ordered,
    quantity_differs_from_part,
];

/// How many findings of one cause in one table are still told one by one.
const ONE_BY_ONE: usize = 5;

/// Reports each case by itself while they are few, else all of them in one finding.
fn few_or_one<T>(
    sink: &mut Sink,
    severity: Severity,
    cases: &[T],
    one: impl Fn(&T) -> Draft,
    all: impl FnOnce(&[T]) -> Draft,
) {
    if cases.len() <= ONE_BY_ONE {
        for case in cases {
            sink.add(severity, || one(case));
        }
    } else {
        sink.add(severity, || all(cases));
    }
}

/// `` `a`, `b` and 3 more``: at most `shown` of the names.
fn listed(names: &[&str], shown: usize) -> String {
    let quoted: Vec<String> = names.iter().take(shown).map(|name| quoted(name)).collect();
    match names.len().saturating_sub(shown) {
        0 => quoted.join(", "),
        more => format!("{} and {more} more", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_on_one_line() {
        assert_eq!(quoted("a\n b"), "`a b`");
        assert_eq!(quoted(&"x".repeat(100)).chars().count(), 60);
        assert_eq!(listed(&["a", "b", "c"], 2), "`a`, `b` and 1 more");
    }
}
