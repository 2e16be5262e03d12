//! `fabcommons bom`: the bill of materials, normalised and with totals.

use super::Outcome;
use super::output::{Output, write_file};
use crate::package::Package;
use crate::package::bom::bill::Bill;
use crate::report::bill;
use anyhow::{Context as _, bail};
use clap::ValueEnum;
use std::path::PathBuf;

/// Arguments of `bom`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  fabcommons bom                                the bill of the package in this directory
  fabcommons bom designs/spool-holder
  fabcommons bom --format csv -o bom.csv        in columns that every spreadsheet and this program read
  fabcommons bom --format json                  for programs: schemas/bom-v1.schema.json

All bills of the package are read (CSV, TSV, Markdown, XLSX, ODS) and every line keeps the file and row that
it comes from. Where no bill lists made parts, those that the package declares are added.")]
pub(super) struct Args {
    /// The package
    #[arg(value_name = "DIR", default_value = ".")]
    package: PathBuf,
    /// How to print it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
    /// Write it to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How to print a bill.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
}

/// Runs `bom`.
pub(super) fn run(args: &Args, output: &Output) -> anyhow::Result<Outcome> {
    let shown = args.package.display();
    if !args.package.is_dir() {
        if args.package.exists() {
            bail!("`{shown}` is no directory: name the package that the bill belongs to");
        }
        bail!("`{shown}` does not exist");
    }
    let package =
        Package::load(&args.package, None).with_context(|| format!("cannot read `{shown}`"))?;
    let bill = Bill::of(&package);
    let unreadable: Vec<String> = package
        .bom
        .files
        .iter()
        .filter(|file| file.trouble.is_some())
        .map(|file| format!("`{}`", file.path))
        .collect();
    if bill.items.is_empty() {
        if !unreadable.is_empty() {
            bail!(
                "nothing could be read of {} (`fabcommons check` says why)",
                unreadable.join(", ")
            );
        }
        if let Some(page) = package.bom.elsewhere.first() {
            bail!("the bill of materials of `{shown}` is not among its files: `{page}`");
        }
        let inside: Vec<String> = crate::package::roots(&args.package)
            .iter()
            .filter(|root| **root != args.package)
            .map(|root| format!("`{}`", root.display()))
            .collect();
        if !inside.is_empty() {
            bail!(
                "`{shown}` is no package but holds some: name one of {}",
                inside.join(", ")
            );
        }
        bail!(
            "`{shown}` has no bill of materials and no parts (`fabcommons explain no-bom` says how to add one)"
        );
    }
    let text = match args.format {
        Format::Text => bill::text(&package, &bill),
        Format::Csv => bill::csv(&bill),
        Format::Json => bill::json(&package, &bill),
    };
    match &args.output {
        Some(path) => write_file(path, &text)?,
        None => output.print(&text)?,
    }
    if !unreadable.is_empty() {
        bail!(
            "nothing could be read of {} (`fabcommons check` says why)",
            unreadable.join(", ")
        );
    }
    if package.bom.tables().next().is_none() {
        output.note("no bill of materials was found: these are the parts of the package");
    }
    Ok(Outcome::Clean)
}
