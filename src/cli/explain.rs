//! `fabcommons explain`: a rule, its reason, its source.

use super::Outcome;
use super::output::Output;
use super::rule_argument::RuleArgument;
use crate::rules::Rule;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  fabcommons explain open-edges")]
pub(super) struct Args {
    /// The rule's code or name
    #[arg(value_name = "RULE", required = true, hide_possible_values = true, value_parser = RuleArgument)]
    rules: Vec<&'static Rule>,
}

/// Runs `explain`.
pub(super) fn run(args: &Args, output: &Output) -> anyhow::Result<Outcome> {
    let texts: Vec<String> = args.rules.iter().map(|rule| page(rule)).collect();
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
