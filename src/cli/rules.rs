//! `fabcommons rules`: all rules.

use super::Outcome;
use super::output::Output;
use crate::report::json;
use crate::rules::{self, AREAS};
use serde::Serialize;
use std::fmt::Write as _;

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: super::measure::Format,
}

/// A rule in JSON.
#[derive(Serialize)]
struct Entry {
    code: &'static str,
    name: &'static str,
    area: &'static str,
    highest: &'static str,
    since: &'static str,
    documentation: &'static str,
}

/// Runs `rules`.
pub(super) fn run(args: &Args, output: &Output) -> anyhow::Result<Outcome> {
    match args.format {
        super::measure::Format::Text => {
            let mut text = String::new();
            for area in AREAS {
                let _ = writeln!(text, "{}", area.title);
                for rule in area.rules {
                    let _ = writeln!(
                        text,
                        "  {}  {:<34} {}",
                        rule.code,
                        rule.name,
                        rule.highest.word()
                    );
                }
            }
            text.push_str("\n`fabcommons explain RULE` says what each finds, why it matters and how to fix it\n");
            output.print(&text)?;
        }
        super::measure::Format::Json => {
            let entries: Vec<Entry> = AREAS
                .iter()
                .flat_map(|area| area.rules.iter().map(move |rule| (area, rule)))
                .map(|(area, rule)| Entry {
                    code: rule.code,
                    name: rule.name,
                    area: area.title,
                    highest: rule.highest.word(),
                    since: rule.since,
                    documentation: rule.doc,
                })
                .collect();
            debug_assert_eq!(entries.len(), rules::all().count());
            output.print(&json::to_text(&entries))?;
        }
    }
    Ok(Outcome::Clean)
}
