//! The chain of a design's origins, for people and as JSON, version 1.
//!
//! Keys are only added within version 1. The same input gives the same bytes.

use super::Style;
use crate::package::licence::Class;
use crate::package::licence::compat::{NO_ADVICE, Ruling};
use crate::package::lineage::{AtHand, Lineage, Obligation, State, Step};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// The value of `format`.
pub const FORMAT: &str = "fabcommons-lineage";

/// The version of this shape.
pub const VERSION: u32 = 1;

/// Where a design comes from.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "fabcommons lineage, version 1")]
pub struct Report<'a> {
    /// `fabcommons-lineage`.
    format: &'static str,
    /// 1.
    version: u32,
    design: Design<'a>,
    /// That this is no legal advice.
    note: &'static str,
}

/// A design with what it builds on.
#[derive(Debug, Serialize, JsonSchema)]
struct Design<'a> {
    name: &'a str,
    version: Option<&'a str>,
    /// A canonical SPDX expression, else as written.
    license: Option<&'a str>,
    licence_class: Class,
    licensors: &'a [String],
    repo: Option<&'a str>,
    origins: Vec<OriginEntry<'a>>,
}

/// An entry of `[[derived-from]]`.
#[derive(Debug, Serialize, JsonSchema)]
struct OriginEntry<'a> {
    title: &'a str,
    design: Option<&'a str>,
    version: Option<&'a str>,
    url: Option<&'a str>,
    revision: Option<&'a str>,
    digest: Option<&'a str>,
    license: Option<&'a str>,
    /// Whether the licence is that of the package at hand, because the entry has none.
    license_at_hand: bool,
    licence_class: Class,
    authors: &'a [String],
    /// `adaptation`, `component`, `aggregate`, `firmware` or `documentation`.
    relation: &'static str,
    /// Whether the entry says so.
    relation_stated: bool,
    /// Whether only `forkOf` of the manifest names it.
    only_fork_of: bool,
    changes: Option<&'a str>,
    date: Option<&'a str>,
    /// Whether the licences allow it; null where one of them is not known.
    ruling: Option<RulingEntry<'a>>,
    obligations: Vec<ObligationEntry<'a>>,
    /// Its package on this disk.
    at_hand: Option<AtHandEntry<'a>>,
}

/// What two licences say about each other.
#[derive(Debug, Serialize, JsonSchema)]
struct RulingEntry<'a> {
    /// `yes`, `keep`, `conditional`, `unsettled`, `unknown` or `no`.
    verdict: &'static str,
    conditions: &'a [String],
    reasons: &'a [String],
    sources: &'a [String],
}

/// What the licence of an origin asks.
#[derive(Debug, Serialize, JsonSchema)]
struct ObligationEntry<'a> {
    licence: &'a str,
    kind: &'static str,
    what: &'static str,
    clause: &'static str,
    /// `met`, `unmet`, or `check` where no file tells.
    state: &'static str,
    detail: &'a str,
}

/// The package of an origin on this disk.
#[derive(Debug, Serialize, JsonSchema)]
struct AtHandEntry<'a> {
    /// Relative to the first design's folder.
    path: &'a str,
    /// Whether it is already in the chain, so that it is not followed.
    cycle: bool,
    design: Box<Design<'a>>,
}

/// The JSON Schema of the report.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Report<'static>)
}

/// The report on a chain.
pub fn report(lineage: &Lineage) -> Report<'_> {
    Report {
        format: FORMAT,
        version: VERSION,
        design: design(lineage),
        note: NO_ADVICE,
    }
}

fn design(lineage: &Lineage) -> Design<'_> {
    Design {
        name: &lineage.name,
        version: lineage.version.as_deref(),
        license: lineage.licence.as_deref(),
        licence_class: lineage.class,
        licensors: &lineage.licensors,
        repo: lineage.repo.as_deref(),
        origins: lineage.steps.iter().map(origin).collect(),
    }
}

fn origin(step: &Step) -> OriginEntry<'_> {
    OriginEntry {
        title: &step.title,
        design: step.design.as_deref(),
        version: step.version.as_deref(),
        url: step.url.as_deref(),
        revision: step.revision.as_deref(),
        digest: step.digest.as_deref(),
        license: step.licence.as_deref(),
        license_at_hand: step.licence_at_hand,
        licence_class: step.class,
        authors: &step.authors,
        relation: step.relation.word(),
        relation_stated: step.relation_stated,
        only_fork_of: step.only_fork_of,
        changes: step.changes.as_deref(),
        date: step.date.as_deref(),
        ruling: step.ruling.as_ref().map(|ruling| RulingEntry {
            verdict: ruling.verdict.word(),
            conditions: &ruling.conditions,
            reasons: &ruling.reasons,
            sources: &ruling.sources,
        }),
        obligations: step
            .obligations
            .iter()
            .map(|obligation| ObligationEntry {
                licence: &obligation.licence,
                kind: obligation.demand.kind.word(),
                what: obligation.demand.what,
                clause: obligation.demand.clause,
                state: obligation.state.word(),
                detail: obligation.state.detail(),
            })
            .collect(),
        at_hand: step.at_hand.as_ref().map(|at_hand| AtHandEntry {
            path: &at_hand.path,
            cycle: at_hand.cycle,
            design: Box::new(design(&at_hand.lineage)),
        }),
    }
}

/// The chain for people.
pub fn text(lineage: &Lineage, style: &Style) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}",
        head(
            &lineage.name,
            lineage.version.as_deref(),
            lineage.licence.as_deref(),
            lineage.class,
            &lineage.licensors
        )
    );
    if lineage.steps.is_empty() {
        text.push_str("\nneither `[[derived-from]]` in fab.toml nor `forkOf` names an origin\n");
        return text;
    }
    chain(
        &mut text,
        &lineage.steps,
        "",
        lineage.licence.as_deref(),
        style.width,
    );
    obligations(&mut text, lineage, style.width);
    let unjudged = lineage
        .steps
        .iter()
        .filter(|step| step.licence.is_none())
        .count();
    if unjudged > 0 {
        let _ = writeln!(
            text,
            "\nnothing says under which licence {unjudged} of the origins came; what they ask is not known"
        );
    }
    let _ = write!(
        text,
        "\n`fabcommons lineage --attribution` prints the attribution text\n{NO_ADVICE}\n"
    );
    text
}

/// `name 1.0.0 · LICENCE (class) · authors`.
fn head(
    name: &str,
    version: Option<&str>,
    licence: Option<&str>,
    class: Class,
    people: &[String],
) -> String {
    let mut head = one_line(name);
    if let Some(version) = version {
        let _ = write!(head, " {}", one_line(version));
    }
    let licence = licence.map_or_else(|| "no licence named".to_owned(), one_line);
    let _ = write!(head, " · {licence} ({})", class.word());
    if !people.is_empty() {
        let _ = write!(head, " · {}", one_line(&people.join(", ")));
    }
    head
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn chain(text: &mut String, steps: &[Step], indent: &str, whole: Option<&str>, width: usize) {
    for (at, step) in steps.iter().enumerate() {
        let is_last = at + 1 == steps.len();
        let (branch, below) = if is_last {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        let relation = if step.relation_stated {
            step.relation.word().to_owned()
        } else {
            format!("{} (assumed)", step.relation.word())
        };
        let from = head(
            &step.title,
            step.version.as_deref(),
            step.licence.as_deref(),
            step.class,
            &step.authors,
        );
        let inner = format!("{indent}{below}");
        let mut line =
            |first: &str, rest: &str, words: &str| wrapped(text, first, rest, words, width);
        line(
            &format!("{indent}{branch}"),
            &inner,
            &format!("{relation} of {from}"),
        );
        let pins: Vec<String> = [
            step.url.clone(),
            step.revision
                .as_ref()
                .map(|revision| format!("revision {revision}")),
            step.digest.clone(),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !pins.is_empty() {
            line(&inner, &inner, &format!("from {}", pins.join(", ")));
        }
        if step.only_fork_of {
            line(
                &inner,
                &inner,
                "named by `forkOf` of the manifest only; `[[derived-from]]` in fab.toml says more",
            );
        }
        if let Some(changes) = &step.changes {
            let date = step.date.as_deref().unwrap_or("no date");
            line(
                &inner,
                &format!("{inner}  "),
                &format!("changed ({date}): {}", one_line(changes)),
            );
        }
        if step.licence_at_hand {
            line(
                &inner,
                &inner,
                "the entry names no licence; this one is that of the package at hand",
            );
        }
        match (&step.ruling, whole) {
            (Some(ruling), Some(whole)) => {
                line(&inner, &format!("{inner}  "), &answer(step, ruling, whole));
            }
            (None, _) if step.licence.is_some() => line(
                &inner,
                &inner,
                "whether the licences get on cannot be told: one of them is not understood",
            ),
            _ => {}
        }
        if let Some(at_hand) = &step.at_hand {
            line(&inner, &inner, &here(step, at_hand));
            chain(
                text,
                &at_hand.lineage.steps,
                &inner,
                at_hand.lineage.licence.as_deref(),
                width,
            );
        }
    }
}

/// What the licences say about each other.
fn answer(step: &Step, ruling: &Ruling, whole: &str) -> String {
    let question = if step.relation == crate::package::licence::compat::Relation::Adaptation {
        format!("as a whole under {whole}")
    } else {
        format!("as {} of a design under {whole}", step.relation.word())
    };
    let mut answer = format!("{question}: {}", ruling.verdict.phrase());
    if !ruling.conditions.is_empty() {
        let _ = write!(answer, ": {}", ruling.conditions.join(", and "));
    } else if !ruling.verdict.is_allowed()
        && let Some(reason) = ruling.reasons.first()
    {
        let _ = write!(answer, ": {reason}");
    }
    let source = ruling.source();
    if !source.is_empty() {
        let _ = write!(answer, " ({source})");
    }
    answer
}

/// Where the origin's package is, and whether it is the version that is named.
fn here(step: &Step, at_hand: &AtHand) -> String {
    let version = match (&step.version, &at_hand.lineage.version) {
        (Some(named), Some(found)) if named != found => format!(", version {found}, not {named}"),
        (Some(_), Some(_)) | (None, None) => String::new(),
        (None, Some(found)) => format!(", version {found}"),
        (Some(_), None) => ", which names no version".to_owned(),
    };
    let cycle = if at_hand.cycle {
        "; it is already in this chain, which goes in a circle"
    } else {
        ""
    };
    format!("at hand: {}{version}{cycle}", at_hand.path)
}

fn obligations(text: &mut String, lineage: &Lineage, width: usize) {
    let all: Vec<(&Step, &Obligation)> = lineage
        .steps
        .iter()
        .flat_map(|step| {
            step.obligations
                .iter()
                .map(move |obligation| (step, obligation))
        })
        .collect();
    if all.is_empty() {
        return;
    }
    let count = |wanted: &str| all.iter().filter(|(_, o)| o.state.word() == wanted).count();
    let _ = writeln!(
        text,
        "\nObligations: {} met, {} unmet, {} that no file shows",
        count("met"),
        count("unmet"),
        count("check")
    );
    for step in &lineage.steps {
        if step.obligations.is_empty() {
            continue;
        }
        if lineage.steps.len() > 1 {
            let _ = writeln!(text, "  {}", one_line(&step.title));
        }
        for obligation in &step.obligations {
            let detail = match &obligation.state {
                // That nobody can see it is said once, above.
                State::Open(_)
                    if matches!(
                        obligation.demand.kind,
                        crate::package::licence::compat::Kind::Notices
                            | crate::package::licence::compat::Kind::Other
                    ) =>
                {
                    String::new()
                }
                state => format!(": {}", state.detail()),
            };
            wrapped(
                text,
                &format!("  {:<6} ", obligation.state.word()),
                "         ",
                &format!(
                    "{}{detail} ({} {})",
                    obligation.demand.what, obligation.licence, obligation.demand.clause
                ),
                width,
            );
        }
    }
}

/// Words on lines of at most `width` characters.
pub(crate) fn wrapped(text: &mut String, first: &str, rest: &str, words: &str, width: usize) {
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in words.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > width.max(40) {
            text.push_str(line.trim_end());
            text.push('\n');
            rest.clone_into(&mut line);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    text.push_str(line.trim_end());
    text.push('\n');
}
