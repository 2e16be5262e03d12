//! What a licence does, and what two say about each other.

use crate::package::licence::compat::{
    Kind, NO_ADVICE, Relation, Ruling, demands, rule, table_ids,
};
use crate::package::licence::{
    Class, Expression, Licence, Reach, Strength, class_of, reach_of, strength_of,
};
use crate::package::lineage::licence_address;
use crate::report::lineage::wrapped;
use std::fmt::Write as _;

/// The page of one licence.
pub(super) fn one(text: &str, width: usize) -> String {
    let Some(expression) = Expression::parse(text) else {
        return String::new();
    };
    let mut page = String::new();
    let licences = expression.licences();
    if licences.len() > 1 {
        let _ = writeln!(
            page,
            "{}\n  class     {}",
            expression.as_str(),
            class(expression.class())
        );
        page.push_str(
            "            of licences joined with OR the freest counts, with AND the strictest\n\n",
        );
    }
    let pages: Vec<String> = licences
        .iter()
        .map(|licence| single(licence, width))
        .collect();
    page.push_str(&pages.join("\n"));
    let _ = write!(
        page,
        "\n`fabcommons explain A B` says whether an adaptation of A may be licensed under B\n{NO_ADVICE}\n"
    );
    page
}

fn single(licence: &Licence, width: usize) -> String {
    let id = &licence.id;
    let mut page = licence.to_string();
    if let Some(known) = spdx::license_id(id) {
        let _ = write!(page, ": {}", known.full_name);
    }
    page.push('\n');
    let mut line = |label: &str, words: &str| {
        wrapped(
            &mut page,
            &format!("  {label:<9} "),
            "            ",
            words,
            width,
        );
    };
    line("class", &class(class_of(id)));
    line(
        "strength",
        match strength_of(id) {
            Some(Strength::Permissive) => {
                "permissive: what is made from it may be under other terms"
            }
            Some(Strength::Weak) => {
                "weak share-alike: changes of the thing itself stay under it, what is built around it need not"
            }
            Some(Strength::Strong) => "share-alike: whatever is made from it stays under it",
            None => "not known to be open",
        },
    );
    line(
        "reach",
        match reach_of(id) {
            Some(Reach::Hardware) => "hardware: the design, the product made from it, patents",
            Some(Reach::Patents) => "any work, with a patent licence",
            Some(Reach::Copyright) => {
                "what copyright covers: the files, hardly the thing made from them"
            }
            None => "not known here",
        },
    );
    if let Some(exception) = &licence.exception {
        line(
            "with",
            &format!("`{exception}`, which adds to the licence or wraps it"),
        );
    }
    if let Some(address) = licence_address(id) {
        line("text", &address);
    }
    let asked = demands(licence, Relation::Adaptation);
    for (at, demand) in asked.iter().enumerate() {
        let when = if demand.of_changes {
            " if you change it"
        } else {
            ""
        };
        line(
            if at == 0 { "asks" } else { "" },
            &format!("{}{when} ({})", demand.what, demand.clause),
        );
    }
    let (rows, _) = table_ids();
    let name = licence.to_string();
    if !rows.contains(&name.as_str()) {
        line(
            "table",
            "not in the compatibility table: about it only what the texts leave no doubt of is said",
        );
    }
    page
}

fn class(class: Class) -> String {
    let words = match class {
        Class::Commons => "open, and every modification joins the same pool",
        Class::Sharing => "open, without share-alike",
        Class::Enclosure => "not open: it keeps others from using, making, changing or selling",
        Class::Unknown => "not known here",
    };
    format!("{}: {words}", class.word())
}

/// What two licences say about each other.
pub(super) fn two(a: &str, b: &str, width: usize) -> String {
    let (Some(from), Some(whole)) = (Expression::parse(a), Expression::parse(b)) else {
        return String::new();
    };
    let mut page = format!("May an adaptation of `{a}` be licensed as a whole under `{b}`?\n\n");
    let ruling = rule(Relation::Adaptation, &from, &whole);
    reasoning(&mut page, &ruling, width);
    let asked: Vec<_> = ruling
        .chosen
        .iter()
        .flat_map(|licence| {
            demands(licence, Relation::Adaptation)
                .into_iter()
                // The answer itself is about this one.
                .filter(|demand| demand.kind != Kind::ShareAlike)
                .map(move |demand| (licence, demand))
        })
        .collect();
    if !asked.is_empty() && ruling.verdict != crate::package::licence::compat::Verdict::No {
        page.push_str("\nWhat it asks\n");
        for (licence, demand) in asked {
            wrapped(
                &mut page,
                "  - ",
                "    ",
                &format!("{} ({licence} {})", demand.what, demand.clause),
                width,
            );
        }
    }
    page.push_str("\nUsed in another way\n");
    for relation in [
        Relation::Component,
        Relation::Aggregate,
        Relation::Firmware,
        Relation::Documentation,
    ] {
        let ruling = rule(relation, &from, &whole);
        let mut words = format!(
            "{}: {}",
            ruling.verdict.phrase(),
            ruling.reasons.first().map_or("", String::as_str)
        );
        if !ruling.conditions.is_empty() {
            let _ = write!(words, ": if {}", ruling.conditions.join(", and "));
        }
        let source = ruling.source();
        if !source.is_empty() {
            let _ = write!(words, " ({source})");
        }
        wrapped(
            &mut page,
            &format!("  {:<14} ", relation.word()),
            "                 ",
            &words,
            width,
        );
    }
    let _ = write!(
        page,
        "\n`fabcommons explain {}` says what a licence does\n{NO_ADVICE}\n",
        from.licences()
            .first()
            .map_or("LICENCE", |licence| licence.id.as_str())
    );
    page
}

fn reasoning(page: &mut String, ruling: &Ruling, width: usize) {
    let verdict = format!("{} ({})", ruling.verdict.phrase(), ruling.verdict.letter());
    let verdict = if ruling.cells.is_empty() {
        ruling.verdict.phrase().to_owned()
    } else {
        verdict
    };
    let mut line = |label: &str, words: &str| {
        wrapped(
            page,
            &format!("  {label:<9} "),
            "            ",
            words,
            width,
        );
    };
    line("answer", &verdict);
    for condition in &ruling.conditions {
        line("if", condition);
    }
    for reason in &ruling.reasons {
        line("because", reason);
    }
    let cells: Vec<String> = ruling
        .cells
        .iter()
        .map(|(a, b)| format!("{a} under {b}"))
        .collect();
    line(
        "cell",
        &if cells.is_empty() {
            "none: the table does not have this pair".to_owned()
        } else {
            cells.join("; ")
        },
    );
    for source in &ruling.sources {
        line("source", source);
    }
}
