//! `fabcommons man`: manual pages.

use super::Outcome;
use super::output::Output;
use anyhow::Context as _;
use std::path::PathBuf;

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to write them into, one page per command
    #[arg(value_name = "DIR", default_value = "man")]
    folder: PathBuf,
}

/// Runs `man`.
pub(super) fn run(args: &Args, command: clap::Command, output: &Output) -> anyhow::Result<Outcome> {
    let shown = args.folder.display();
    std::fs::create_dir_all(&args.folder)
        .with_context(|| format!("cannot make the folder `{shown}`"))?;
    clap_mangen::generate_to(command, &args.folder)
        .with_context(|| format!("cannot write into `{shown}`"))?;
    output.print(&format!("manual pages are in `{shown}`\n"))?;
    Ok(Outcome::Clean)
}
