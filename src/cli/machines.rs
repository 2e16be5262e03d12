//! `fabcommons machines`: the library of machines.

use super::Outcome;
use super::output::Output;
use crate::check::NamedMachine;

/// Commands of `machines`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List
    List,
}

/// The machines that these names select, in order, each once.
pub(super) fn select(names: &[String]) -> anyhow::Result<Vec<NamedMachine>> {
    let _ = names;
    Ok(Vec::new())
}

/// Runs `machines`.
pub(super) fn run(_command: &Command, _output: &Output) -> anyhow::Result<Outcome> {
    Ok(Outcome::Clean)
}
