//! `fabcommons completions`: a script for the shell.

use super::Outcome;
use super::output::Output;
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  fabcommons completions bash > ~/.local/share/bash-completion/completions/fabcommons"
)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs `completions`.
pub(super) fn run(
    args: &Args,
    mut command: clap::Command,
    output: &Output,
) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "fabcommons", &mut script);
    output.print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}
