//! `fabcommons machines`: the library of machines, and how the other commands pick from it.

use super::Outcome;
use super::measure::Format;
use super::output::Output;
use crate::check::NamedMachine;
use crate::machine::{Bed, Kind, Library, Machine};
use crate::report::json::to_text;
use crate::report::table;
use crate::units::{count, mm, number};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use std::fmt::Write as _;
use std::path::Path;

/// Commands of `machines`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List the machines, a line each
    #[command(
        after_help = "Examples:\n  fabcommons machines list --kind resin\n  fabcommons machines list 'prusa-*'"
    )]
    List(List),
    /// Show all that is known of machines, as a profile that can be kept and changed
    #[command(after_help = "Example:\n  fabcommons machines show prusa-mini > my-printer.toml")]
    Show(Show),
    /// Find machines whose id, name, vendor or alias has these words
    #[command(after_help = "Example:\n  fabcommons machines search ender 3")]
    Search(Search),
}

/// Arguments of `machines list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Ids, aliases, patterns or profile files [default: all]
    #[arg(value_name = "MACHINE")]
    machines: Vec<String>,
    /// Only machines of this kind
    #[arg(long, value_name = "KIND", value_parser = kind_parser())]
    kind: Option<Kind>,
    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

/// Arguments of `machines show`.
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// Ids, aliases or patterns
    #[arg(value_name = "MACHINE", required = true)]
    machines: Vec<String>,
    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

/// Arguments of `machines search`.
#[derive(Debug, clap::Args)]
pub(super) struct Search {
    /// What to look for
    #[arg(value_name = "TEXT", required = true)]
    words: Vec<String>,
    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

fn kind_parser() -> impl clap::builder::TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(|(_, word)| PossibleValue::new(word))).map(|word| {
        Kind::ALL
            .into_iter()
            .find(|(_, known)| *known == word)
            .map_or(Kind::Fff, |(kind, _)| kind)
    })
}

/// The machines that these names select, in order, each once; relative paths start at `base`.
pub(super) fn select(names: &[String], base: &Path) -> anyhow::Result<Vec<NamedMachine>> {
    let mut machines: Vec<NamedMachine> = Vec::new();
    for name in names {
        for selected in Library::embedded().select(name, base)? {
            let machine = NamedMachine::from(selected);
            if !machines.iter().any(|known| known.id == machine.id) {
                machines.push(machine);
            }
        }
    }
    Ok(machines)
}

/// Runs `machines`.
pub(super) fn run(command: &Command, output: &Output) -> anyhow::Result<Outcome> {
    match command {
        Command::List(args) => {
            let mut machines: Vec<Machine> = if args.machines.is_empty() {
                Library::embedded().machines().cloned().collect()
            } else {
                select(&args.machines, Path::new(""))?
                    .into_iter()
                    .map(|named| named.machine)
                    .collect()
            };
            machines.retain(|machine| args.kind.is_none_or(|kind| machine.kind == kind));
            print(&machines.iter().collect::<Vec<_>>(), args.format, output)?;
        }
        Command::Search(args) => {
            let found = Library::embedded().search(&args.words.join(" "));
            if found.is_empty() {
                anyhow::bail!(
                    "no machine has the words `{}` in its id, name, vendor or aliases",
                    args.words.join(" ")
                );
            }
            print(&found, args.format, output)?;
        }
        Command::Show(args) => {
            let machines = select(&args.machines, Path::new(""))?;
            match args.format {
                Format::Json => {
                    output.print(&to_text(
                        &machines
                            .iter()
                            .map(|named| &named.machine)
                            .collect::<Vec<_>>(),
                    ))?;
                }
                Format::Text => {
                    let profiles: Vec<String> = machines
                        .iter()
                        .map(|named| profile(&named.machine))
                        .collect::<anyhow::Result<_>>()?;
                    output.print(&profiles.join("\n"))?;
                }
            }
        }
    }
    Ok(Outcome::Clean)
}

fn print(machines: &[&Machine], format: Format, output: &Output) -> anyhow::Result<()> {
    match format {
        Format::Json => output.print(&to_text(&machines)),
        Format::Text => {
            let rows: Vec<Vec<String>> = machines
                .iter()
                .map(|machine| {
                    vec![
                        machine.id.clone(),
                        machine.full_name(),
                        machine.kind.word().to_owned(),
                        bed(&machine.bed),
                        machine.height.map_or_else(|| "unknown".to_owned(), mm),
                    ]
                })
                .collect();
            let mut text = table::layout(&["id", "name", "kind", "bed", "height"], &rows, &[]);
            let _ = write!(text, "\n{}\n", count(machines.len(), "machine"));
            output.print(&text)
        }
    }
}

fn bed(bed: &Bed) -> String {
    let [width, depth] = bed.extent();
    let mut text = match bed {
        Bed::Rectangle { .. } => format!("{} × {}", number(width), mm(depth)),
        Bed::Circle { .. } => format!("Ø {}", mm(width)),
        Bed::Polygon { .. } => format!("polygon, {} × {}", number(width), mm(depth)),
    };
    if !bed.exclude().is_empty() {
        text.push_str(", in part forbidden");
    }
    text
}

/// A machine as a profile file of its own, with its vendor on top.
fn profile(machine: &Machine) -> anyhow::Result<String> {
    #[derive(serde::Serialize)]
    struct Vendor<'a> {
        name: &'a str,
    }
    #[derive(serde::Serialize)]
    struct Profile<'a> {
        vendor: Vendor<'a>,
        machine: [&'a Machine; 1],
    }
    Ok(toml::to_string(&Profile {
        vendor: Vendor {
            name: &machine.vendor,
        },
        machine: [machine],
    })?)
}
