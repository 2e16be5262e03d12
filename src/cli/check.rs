//! `fabcommons check`: the main job.

use super::output::{Output, write_file};
use super::progress::Bars;
use super::rule_argument::{Deny, DenyArgument, RuleArgument};
use super::{EACH, Outcome, config, fix, machines, online};
use crate::check::{self, Baseline, Cache, Only, Options, PURPOSES, Purpose, targets};
use crate::diag::Level;
use crate::measure::PoseChoice;
use crate::report::{FORMATS, Format};
use crate::rules::Rule;
use anyhow::{Context as _, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::path::{Path, PathBuf};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
#[command(after_help = "\
Examples:
  fabcommons check                                  the package in this directory
  fabcommons check designs/cable-clip --machine prusa-mk4s
  fabcommons check part.stl --machine 'voron-*'     one mesh on several machines
  fabcommons check part.stl --pose 90,0,0           lying on another side
  fabcommons check --format json -o report.json     for programs
  fabcommons check --allow no-export --deny warnings
  fabcommons check --since origin/main              only what a branch brings
  fabcommons check --only package                   without opening a mesh
  fabcommons check --online                         are origins and links still there?
  fabcommons check --fix --diff                     what a repair would change
  fabcommons check --fix                            repair the manifest, then check

Without --machine: the package's own (`[check] machines` in fab.toml), else the configured ones, else
`generic-fff`. How many machines of the whole library make the package is always told.")]
pub(super) struct Args {
    /// Package directories, manifest files, mesh files, folders of meshes
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Judge on this machine: an id, `id:nozzle=0.6,material=PETG`, a glob, a profile file, or `all`;
    /// may be repeated
    #[arg(short, long = "machine", visible_alias = "profile", value_name = "MACHINE", action = EACH)]
    machines: Vec<String>,
    /// The pose to judge every part in, whatever fab.toml says: `modelled`, `best` (the fewest findings), the
    /// number of one that `measure` lists, or degrees about x, y and z such as `90,0,0` [default: what
    /// fab.toml says, else modelled, and a better one proposed]
    #[arg(long, value_name = "POSE", allow_hyphen_values = true)]
    pose: Option<PoseChoice>,
    /// What the check is for [default: publish when fab.toml says so, else draft]
    #[arg(long = "for", value_name = "PURPOSE", value_parser = purpose_parser())]
    purpose: Option<&'static Purpose>,
    /// Keep findings of this rule (code or name) for the record only
    #[arg(long, value_name = "RULE", action = EACH, hide_possible_values = true, value_parser = RuleArgument)]
    allow: Vec<&'static Rule>,
    /// Make findings of this rule warnings
    #[arg(long, value_name = "RULE", action = EACH, hide_possible_values = true, value_parser = RuleArgument)]
    warn: Vec<&'static Rule>,
    /// Make findings of this rule errors; `warnings`: fail on any warning
    #[arg(long, value_name = "RULE|warnings", action = EACH, hide_possible_values = true, value_parser = DenyArgument)]
    deny: Vec<Deny>,
    /// Judge one half: the package without its geometry, or the geometry without its package
    #[arg(long, value_name = "HALF", value_parser = only_parser())]
    only: Option<Only>,
    /// Report only what is new since this revision of the git repository
    #[arg(long, value_name = "REV", conflicts_with = "baseline")]
    since: Option<String>,
    /// Report only what is new since this JSON report was written
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// The report's format
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].name, value_parser = format_parser())]
    format: &'static Format,
    /// Write the report to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Measure every mesh anew, and keep nothing
    #[arg(long)]
    no_cache: bool,
    /// Ask whether origins and links are there; without this the network is not touched
    #[arg(long)]
    online: bool,
    /// Repair manifest and fab.toml where it is certain how, then check
    #[arg(long)]
    fix: bool,
    /// With --fix: print what it would change and write nothing; exit code 1 if there is anything
    #[arg(long, requires = "fix", conflicts_with_all = ["output"])]
    diff: bool,
}

fn purpose_parser() -> impl clap::builder::TypedValueParser<Value = &'static Purpose> {
    PossibleValuesParser::new(
        PURPOSES
            .map(|purpose| clap::builder::PossibleValue::new(purpose.name).help(purpose.summary)),
    )
    .map(|name| Purpose::find(&name).unwrap_or(PURPOSES[0]))
}

fn only_parser() -> impl clap::builder::TypedValueParser<Value = Only> {
    PossibleValuesParser::new([
        clap::builder::PossibleValue::new("package")
            .help("manifest, files, licence, provenance, bill of materials"),
        clap::builder::PossibleValue::new("geometry").help("meshes and machines"),
    ])
    .map(|name| match name.as_str() {
        "geometry" => Only::Geometry,
        _ => Only::Package,
    })
}

/// Reads the report that tells what was known.
fn read_baseline(path: &Path) -> anyhow::Result<Baseline> {
    let shown = path.display();
    let bytes =
        std::fs::read(path).map_err(|error| anyhow::anyhow!("cannot read `{shown}`: {error}"))?;
    Baseline::read(&bytes).with_context(|| format!("`{shown}` is no baseline"))
}

fn format_parser() -> impl clap::builder::TypedValueParser<Value = &'static Format> {
    PossibleValuesParser::new(
        FORMATS
            .iter()
            .map(|format| clap::builder::PossibleValue::new(format.name).help(format.summary)),
    )
    .map(|name| Format::find(&name).unwrap_or(&FORMATS[0]))
}

/// Runs `check`.
pub(super) fn run(args: &Args, offline: bool, output: &mut Output) -> anyhow::Result<Outcome> {
    let config = config::load()?;
    let mut levels: Vec<(&'static Rule, Level)> = Vec::new();
    levels.extend(args.warn.iter().map(|rule| (*rule, Level::Warn)));
    levels.extend(args.deny.iter().filter_map(|deny| match deny {
        Deny::Rule(rule) => Some((*rule, Level::Deny)),
        Deny::Warnings => None,
    }));
    levels.extend(args.allow.iter().map(|rule| (*rule, Level::Allow)));
    let cache_folder = config::cache_folder().filter(|_| !args.no_cache);
    let options = Options {
        machines: machines::select(&args.machines, Path::new(""))?,
        default_machines: machines::select(&config.machines.value, &config.folder)?,
        purpose: args.purpose,
        levels,
        only: args.only,
        pose: args.pose,
        cache: cache_folder.as_deref().map(Cache::at),
        online: if args.online {
            online::client(cache_folder, offline, output)?
        } else {
            None
        },
    };
    let mut targets = targets(&args.paths)?;
    if targets.is_empty() {
        bail!("nothing to check");
    }
    // A baseline that cannot be read is told before the work is done.
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;
    if args.fix {
        let any = fix::run(&mut targets, args.diff, output)?;
        if args.diff {
            return Ok(if any {
                Outcome::Findings
            } else {
                Outcome::Clean
            });
        }
    }
    let bars = Bars::new(output.quiet);
    let mut outcome = check::run(&targets, &options, &bars)?;
    if let Some(revision) = &args.since {
        check::since(&targets, revision, &options, &bars)?.apply(&mut outcome);
    }
    if let Some(baseline) = baseline {
        baseline.apply(&mut outcome);
    }
    let text = (args.format.render)(&outcome, &output.style(args.output.is_some()));
    match &args.output {
        Some(path) => write_file(path, &text)?,
        None => output.print(&text)?,
    }
    if let Some(online) = &outcome.online {
        online::tell(online, output);
    }
    output.time("checked");
    let deny_warnings = args.deny.iter().any(|deny| matches!(deny, Deny::Warnings));
    Ok(if outcome.counts().fails(deny_warnings) {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}
