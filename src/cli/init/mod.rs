//! `fabcommons init`: makes a package of a folder.

mod questions;
mod summary;

use super::Outcome;
use super::fix;
use super::output::Output;
use super::replace::{self, MARK, Replacement};
use crate::check::Target;
use crate::package::adopt::{self, Plan};
use crate::package::{Package, fab, manifest, repair};
use anyhow::{Context as _, anyhow, bail};
use questions::Asked as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  fabcommons init                      this folder; asks for what it cannot know
  fabcommons init designs/lamp --yes   without questions, for scripts
  fabcommons init --force              anew, from the present manifest and what is there now

Reads the files and asks git; writes `okh.toml` (Open Know-How 2.4) and `fab.toml`, with a comment on each value
that says how it is known. An older manifest (`okh.yml`) is taken over and left where it is; an `okh.toml` of an
older edition is brought up to date where it stands, as `check --fix` does; any other is only replaced with --force, and a
`fab.toml` is completed. What nobody could know is marked `FIXME`:
`fabcommons check` points to it.")]
pub(super) struct Args {
    /// The folder to adopt
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Ask nothing: take what was found and guessed [default: ask on a terminal]
    #[arg(short, long)]
    yes: bool,
    /// Replace an okh.toml that is there, keeping its facts
    #[arg(long)]
    force: bool,
}

/// Runs `init`.
pub(super) fn run(args: &Args, output: &mut Output) -> anyhow::Result<Outcome> {
    let root = args.folder.as_path();
    let asks = !args.yes && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    is_folder(root)?;
    if !args.force && migrate(root, args.yes, asks, output)? {
        return Ok(Outcome::Clean);
    }
    refuse(root, args.force)?;
    let shown = root.display();
    let mut plan =
        adopt::plan(root, args.force).with_context(|| format!("cannot read `{shown}`"))?;
    if plan.has_fab {
        let what = if args.force {
            "is there already: parts that it lacks are added"
        } else {
            "is there already and stays as it is (`--force` adds parts that it lacks)"
        };
        plan.remarks.push(format!("`{}` {what}", fab::FILE_NAME));
    }
    let style = output.style(false);
    if !output.quiet {
        output.print(&summary::found(&plan, &style))?;
    }
    if asks {
        say_how_to_answer();
        if !questions::ask(&mut plan, &mut questions::Terminal)? {
            output.print("nothing was written\n")?;
            return Ok(Outcome::Clean);
        }
    }
    let new = new_files(root, &plan, args.force)?;
    let okh = new
        .first()
        .map(|file| file.text.clone())
        .unwrap_or_default();
    let names: Vec<&str> = new.iter().map(|file| file.name).collect();
    let files: Vec<Replacement<'_>> = new.iter().map(NewFile::replacement).collect();
    replace::all(root, &files)?;
    output.print(&summary::closing(&plan, &okh, root, &names, &style))?;
    // How long the answers took is nobody's business.
    if !asks {
        output.time("adopted");
    }
    Ok(Outcome::Clean)
}

/// Before the questions: how to answer them.
#[expect(
    clippy::print_stderr,
    reason = "it belongs to the questions, which stand there"
)]
fn say_how_to_answer() {
    eprintln!("\nEnter keeps what stands in brackets; Ctrl-C ends without writing anything.\n");
}

/// Brings an okh.toml of an older edition up to date where it stands, with its comments and its order:
/// nothing of it is replaced, so that needs no `--force`. Whether that was done.
fn migrate(root: &Path, yes: bool, asks: bool, output: &Output) -> anyhow::Result<bool> {
    let shown = root.display();
    let package = Package::load(root, None).with_context(|| format!("cannot read `{shown}`"))?;
    let reading = &package.manifest;
    // One that names no edition may be anything: its author decides.
    if reading.path.as_deref() != Some(manifest::FILE_NAME) || reading.manifest.okhv.is_none() {
        return Ok(false);
    }
    if repair::plan(&package).is_nothing() {
        return Ok(false);
    }
    if !yes {
        let question = format!(
            "`{}` is no valid Open Know-How 2.4 manifest. Bring it up to date as `check --fix` does?",
            root.join(manifest::FILE_NAME).display()
        );
        if !asks || !questions::Terminal.agrees(&question)? {
            return Ok(false);
        }
    }
    let mut targets = [Target::Package {
        root: root.to_owned(),
        manifest: None,
    }];
    fix::run(&mut targets, false, output)?;
    output.print(&format!(
        "`{}` was there already: it is Open Know-How 2.4 now, with every fact it had\n\
         next: `fabcommons check {shown}`; `fabcommons init --force` adds what was found besides\n",
        root.join(manifest::FILE_NAME).display()
    ))?;
    Ok(true)
}

/// Refuses what is no folder, before anything is read.
fn is_folder(root: &Path) -> anyhow::Result<()> {
    let shown = root.display();
    match std::fs::metadata(root) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("there is no folder `{shown}`\nhelp: name one that is there, or make it first")
        }
        Err(error) => Err(error).with_context(|| format!("cannot read `{shown}`")),
        Ok(metadata) if !metadata.is_dir() => {
            bail!("`{shown}` is a file: init adopts a folder\nhelp: name the folder that it is in")
        }
        Ok(_) => Ok(()),
    }
}

/// Refuses to write over a manifest that is there.
fn refuse(root: &Path, force: bool) -> anyhow::Result<()> {
    let okh = root.join(manifest::FILE_NAME);
    let Ok(metadata) = okh.symlink_metadata() else {
        return Ok(());
    };
    if metadata.is_dir() {
        bail!(
            "`{}` is a folder: nothing can be written there",
            okh.display()
        );
    }
    if !force {
        bail!(
            "`{}` is there already: nothing was written\n\
             help: `fabcommons check` tells what it lacks, `fabcommons check --fix` repairs and migrates it as it \
             stands;\n      `fabcommons init --force` writes it anew, keeping its facts",
            okh.display()
        );
    }
    Ok(())
}

/// A file to write.
struct NewFile {
    /// Its name in the folder.
    name: &'static str,
    /// What stands there now, without byte-order mark.
    before: Option<Vec<u8>>,
    /// What it is to hold.
    text: String,
}

impl NewFile {
    fn replacement(&self) -> Replacement<'_> {
        Replacement {
            path: self.name,
            before: self.before.as_deref(),
            after: &self.text,
        }
    }
}

/// The files to write, okh.toml first. Without `force` none that is there is among them.
fn new_files(root: &Path, plan: &Plan, force: bool) -> anyhow::Result<Vec<NewFile>> {
    let before = if force {
        content(&root.join(manifest::FILE_NAME))?
    } else {
        None
    };
    let mut new = vec![NewFile {
        name: manifest::FILE_NAME,
        before,
        text: adopt::okh_text(plan),
    }];
    let before = content(&root.join(fab::FILE_NAME))?;
    let text = match &before {
        None => Some(adopt::fab_text(plan)),
        // What somebody wrote about making it stays: without --force untouched, with it completed.
        Some(_) if !force => None,
        Some(bytes) => {
            let existing = std::str::from_utf8(bytes).ok();
            let completed = existing.and_then(|text| adopt::completed_fab(plan, text));
            Some(completed.unwrap_or_else(|| adopt::fab_text(plan)))
        }
    };
    new.extend(text.map(|text| NewFile {
        name: fab::FILE_NAME,
        before,
        text,
    }));
    Ok(new)
}

/// What a file holds, without byte-order mark; `None` when it is not there.
fn content(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(
            bytes
                .strip_prefix(MARK)
                .map_or(bytes.clone(), <[u8]>::to_vec),
        )),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(anyhow!(error)).with_context(|| format!("cannot read `{}`", path.display()))
        }
    }
}
