//! The user's configuration: `fabcommons/config.toml` in their configuration folder.

use super::Outcome;
use super::output::Output;
use anyhow::Context as _;
use directories::ProjectDirs;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Commands of `config`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Print every value and where it comes from
    Show,
}

/// The configuration in force.
#[derive(Debug)]
pub(super) struct Config {
    /// Where the file is: relative paths in it start here.
    pub(super) folder: PathBuf,
    /// Machines to judge on when none is named.
    pub(super) machines: Value<Vec<String>>,
}

/// A value with where it comes from.
#[derive(Debug)]
pub(super) struct Value<T> {
    pub(super) value: T,
    origin: String,
}

/// The shape of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    machines: Option<Vec<String>>,
}

fn folders() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "fabcommons")
}

fn file() -> Option<PathBuf> {
    folders().map(|folders| folders.config_dir().join("config.toml"))
}

/// Where facts are kept between runs.
pub(super) fn cache_folder() -> Option<PathBuf> {
    folders().map(|folders| folders.cache_dir().to_owned())
}

/// Reads the configuration; without a file, every value has its default.
pub(super) fn load() -> anyhow::Result<Config> {
    let path = file();
    let text = match &path {
        Some(path) => match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(error).with_context(|| {
                    format!("cannot read the configuration `{}`", path.display())
                });
            }
        },
        None => None,
    };
    let folder = path
        .as_ref()
        .and_then(|path| path.parent())
        .map(Path::to_owned)
        .unwrap_or_default();
    let shown = path
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    let file: File = match text {
        Some(text) => toml::from_str(&text)
            .with_context(|| format!("the configuration `{shown}` is not valid"))?,
        None => File::default(),
    };
    Ok(Config {
        folder,
        machines: match file.machines {
            Some(value) => Value {
                value,
                origin: shown,
            },
            None => Value {
                value: Vec::new(),
                origin: "default: `generic-fff`".to_owned(),
            },
        },
    })
}

/// Runs `config`.
pub(super) fn run(command: &Command, output: &Output) -> anyhow::Result<Outcome> {
    let Command::Show = command;
    let config = load()?;
    let file = file().map_or_else(
        || "none: there is no home folder".to_owned(),
        |path| path.display().to_string(),
    );
    let cache = cache_folder().map_or_else(|| "none".to_owned(), |path| path.display().to_string());
    output.print(&format!(
        "machines = {:?}   # {}\n\nfile    {file}\ncache   {cache}\n",
        config.machines.value, config.machines.origin
    ))?;
    Ok(Outcome::Clean)
}
