//! `fabcommons explain`: a rule, its reason, its source; a licence; two licences.

mod licences;

use super::Outcome;
use super::output::Output;
use super::rule_argument::ExplainArgument;
use crate::rules::Rule;
use anyhow::bail;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  fabcommons explain open-edges\n  fabcommons explain CERN-OHL-S-2.0\n  fabcommons explain CC-BY-SA-4.0 CERN-OHL-S-2.0       # may an adaptation of the first be under the second?\n  fabcommons explain MIT 'GPL-3.0-or-later OR MIT'"
)]
pub(super) struct Args {
    /// A rule's code or name; or a licence; or two: that of an origin and that of the whole
    #[arg(value_name = "RULE or LICENCE", required = true, hide_possible_values = true, value_parser = ExplainArgument)]
    subjects: Vec<Subject>,
}

/// What is to be explained.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    /// A rule.
    Rule(&'static Rule),
    /// A licence, as a valid SPDX expression.
    Licence(String),
}

/// Runs `explain`.
pub(super) fn run(args: &Args, output: &Output) -> anyhow::Result<Outcome> {
    let mut texts = Vec::new();
    let mut named: Vec<&str> = Vec::new();
    for subject in &args.subjects {
        match subject {
            Subject::Rule(rule) => texts.push(page(rule)),
            Subject::Licence(licence) => named.push(licence),
        }
    }
    let width = output.style(false).width;
    match named.as_slice() {
        [] => {}
        [one] => texts.push(licences::one(one, width)),
        [a, b] => texts.push(licences::two(a, b, width)),
        _ => bail!("one licence or two can be explained, not {}", named.len()),
    }
    output.print(&texts.join("\n"))?;
    Ok(Outcome::Clean)
}

fn page(rule: &Rule) -> String {
    format!(
        "{} {}\nhighest severity: {} · since {}\n\n{}\n",
        rule.code,
        rule.name,
        rule.highest.word(),
        rule.since,
        rule.doc.trim()
    )
}
