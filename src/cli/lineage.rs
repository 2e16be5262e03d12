//! `fabcommons lineage`: where a design comes from, what its origins ask, and the attribution text.

use super::Outcome;
use super::measure::Format;
use super::output::{Output, write_file};
use crate::package::Package;
use crate::package::lineage::{self, MARK};
use crate::report;
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};

/// Arguments of `lineage`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  fabcommons lineage\n  fabcommons lineage designs/long-arm-spool-holder --format json\n  fabcommons lineage --attribution                   # print the attribution text\n  fabcommons lineage --attribution ATTRIBUTION.md .  # write it"
)]
pub(super) struct Args {
    /// The package's directory
    #[arg(value_name = "DIR", default_value = ".")]
    design: PathBuf,
    /// How to print it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
    /// Print the attribution text that the licences of the origins ask for, or write it to FILE
    #[arg(long, value_name = "FILE", num_args = 0..=1, conflicts_with = "format")]
    #[expect(
        clippy::option_option,
        reason = "clap's shape of an option with an optional value"
    )]
    attribution: Option<Option<PathBuf>>,
    /// Overwrite FILE even if this program has not written it
    #[arg(long, requires = "attribution")]
    force: bool,
}

/// Runs `lineage`.
pub(super) fn run(args: &Args, output: &Output) -> anyhow::Result<Outcome> {
    let shown = args.design.display();
    if !args.design.is_dir() {
        let what = if args.design.exists() {
            "is no directory"
        } else {
            "does not exist"
        };
        bail!("`{shown}` {what}");
    }
    let package =
        Package::load(&args.design, None).with_context(|| format!("cannot read `{shown}`"))?;
    let lineage = lineage::read(&package);
    match &args.attribution {
        Some(None) => output.print(&lineage::attribution(&lineage))?,
        Some(Some(file)) => {
            let text = lineage::attribution(&lineage);
            if !args.force {
                keep_foreign(file)?;
            }
            write_file(file, &text)?;
            if !output.quiet {
                output.print(&format!("wrote {}\n", file.display()))?;
            }
        }
        None => output.print(&match args.format {
            Format::Text => report::lineage::text(&lineage, &output.style(false)),
            Format::Json => report::json::to_text(&report::lineage::report(&lineage)),
        })?,
    }
    Ok(Outcome::Clean)
}

/// Refuses to overwrite what somebody else wrote.
fn keep_foreign(file: &Path) -> anyhow::Result<()> {
    if file.is_dir() {
        bail!(
            "`{0}` is a directory; the design comes first: `fabcommons lineage {0} --attribution`",
            file.display()
        );
    }
    match std::fs::read(file) {
        Ok(bytes) if bytes.is_empty() || bytes.starts_with(MARK.as_bytes()) => Ok(()),
        Ok(_) => bail!(
            "`{}` exists and was not written by this command; `--force` overwrites it",
            file.display()
        ),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", file.display())),
    }
}
