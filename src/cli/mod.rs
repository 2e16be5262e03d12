//! The command line: one file per subcommand; the only place that prints, reads the environment, or
//! exits.

mod bom;
mod check;
mod complete;
mod config;
mod explain;
mod fix;
mod init;
mod lineage;
mod machines;
mod man;
mod measure;
mod online;
mod output;
mod progress;
mod replace;
mod rule_argument;
mod rules;

use clap::{ArgAction, Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use output::Output;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks open-hardware design packages, measures their geometry, and tells which machines can make
/// them.
#[derive(Debug, Parser)]
#[command(name = "fabcommons", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 clean, 1 findings at or above the failing level, 2 could not do it."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
struct Global {
    /// Work in this directory
    #[arg(short = 'C', global = true, value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Say less: errors and closing lines only
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more: times, on standard error
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Never touch the network
    #[arg(long, global = true)]
    offline: bool,
    /// When to colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    color: Colour,
    /// Threads to use [default: one per core]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check packages, manifests, meshes and folders of meshes
    Check(check::Args),
    /// Make a package of a folder: write its manifest from what is there
    Init(init::Args),
    /// Print the facts of meshes
    Measure(measure::Args),
    /// Print the bill of materials, normalised and with totals
    Bom(bom::Args),
    /// Explain a rule, a licence, or what two licences say about each other
    Explain(explain::Args),
    /// Print where a design comes from, what its origins ask, and the attribution text
    Lineage(lineage::Args),
    /// List the rules
    Rules(rules::Args),
    /// Look machines up in the library
    #[command(subcommand)]
    Machines(machines::Command),
    /// Show the configuration and where each value comes from
    #[command(subcommand)]
    Config(config::Command),
    /// Print a completion script for a shell
    Completions(complete::Args),
    /// Write the manual pages into a folder
    Man(man::Args),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing to complain of.
    Clean,
    /// Findings at or above the failing level.
    Findings,
}

/// Runs the command line and gives the exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no failure; a closed pipe is not one either.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut output = Output::new(cli.global.color, cli.global.quiet, cli.global.verbose);
    match run(&cli, &mut output) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(&error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli, output: &mut Output) -> anyhow::Result<Outcome> {
    if let Some(directory) = &cli.global.directory {
        std::env::set_current_dir(directory).map_err(|error| {
            anyhow::anyhow!("cannot work in `{}`: {error}", directory.display())
        })?;
    }
    if let Some(jobs) = cli.global.jobs {
        // Fails only if the pool exists already, which nothing before this line makes.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(jobs))
            .build_global();
    }
    match &cli.command {
        Command::Check(args) => check::run(args, cli.global.offline, output),
        Command::Init(args) => init::run(args, output),
        Command::Measure(args) => measure::run(args, output),
        Command::Bom(args) => bom::run(args, output),
        Command::Explain(args) => explain::run(args, output),
        Command::Lineage(args) => lineage::run(args, output),
        Command::Rules(args) => rules::run(args, output),
        Command::Machines(command) => machines::run(command, output),
        Command::Config(command) => config::run(command, output),
        Command::Completions(args) => complete::run(args, Cli::command(), output),
        Command::Man(args) => man::run(args, Cli::command(), output),
    }
}

/// A switch that may be given several times, each with one value.
const EACH: ArgAction = ArgAction::Append;
