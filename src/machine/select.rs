//! What somebody names on the command line: machines and how they are set up.
//!
//! A *selector* is an id or alias, a pattern such as `prusa-*`, a kind (`FFF`, `resin`, `mill`,
//! `laser`), `all`, or the path of a profile file; after a `:` it may carry options, as in
//! `prusa-mk4s:nozzle=0.6,layer=0.3,line-width=0.65,material=PETG`.

use super::library::{Library, NotFound, key};
use super::materials;
use super::profile::{Kind, Machine};
use super::read::{Problem, nearest, read};
use crate::diag::SourceText;
use crate::units::{mm, number};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A machine that somebody named, with the options set on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected<'a> {
    /// The machine; a chosen nozzle is its `nozzle`.
    pub machine: Cow<'a, Machine>,
    /// How it is set up.
    pub options: Options,
}

impl Selected<'_> {
    /// What reports call it: the id, and the options that were given.
    pub fn label(&self) -> String {
        let options = self.options.to_string();
        if options.is_empty() {
            self.machine.id.clone()
        } else {
            format!("{}:{options}", self.machine.id)
        }
    }
}

/// How a machine is set up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Diameter of the nozzle, mm.
    pub nozzle: Option<f64>,
    /// Layer height, mm.
    pub layer: Option<f64>,
    /// Line width, mm.
    pub line_width: Option<f64>,
    /// The material.
    pub material: Option<String>,
}

impl std::fmt::Display for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut said: Vec<String> = Vec::new();
        for (name, value) in [
            ("nozzle", self.nozzle),
            ("layer", self.layer),
            ("line-width", self.line_width),
        ] {
            said.extend(value.map(|value| format!("{name}={}", number(value))));
        }
        said.extend(
            self.material
                .iter()
                .map(|value| format!("material={value}")),
        );
        f.write_str(&said.join(","))
    }
}

/// The options in the order of the help text.
const OPTIONS: [&str; 4] = ["nozzle", "layer", "line-width", "material"];

/// Why a selector selects nothing.
#[derive(Debug, thiserror::Error)]
pub enum SelectError {
    /// No machine has this id or alias.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// A pattern that matches no id and no alias.
    #[error("no machine matches `{pattern}`")]
    NoMatch {
        /// The pattern.
        pattern: String,
    },
    /// A pattern that is none.
    #[error("`{pattern}` is not a pattern: {why}")]
    BadPattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
    /// An option that does not exist.
    #[error("unknown machine option `{option}`")]
    UnknownOption {
        /// The option.
        option: String,
        /// The one that may have been meant.
        nearest: Option<&'static str>,
    },
    /// An option without a value, or whose value cannot be.
    #[error("`{option}={value}`: {why}")]
    BadOption {
        /// The option.
        option: &'static str,
        /// Its value as given.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// A material that is not known.
    #[error("`material={name}`: no such material is known")]
    NoSuchMaterial {
        /// The name as given.
        name: String,
        /// The nearest names, best first; empty when none is near.
        nearest: Vec<&'static str>,
    },
    /// The machine does not take this nozzle.
    #[error("{id} takes no {} nozzle, but {}", mm(*nozzle), list(nozzles))]
    NoSuchNozzle {
        /// The machine's id.
        id: String,
        /// The nozzle asked for, mm.
        nozzle: f64,
        /// Those it takes, mm.
        nozzles: Vec<f64>,
    },
    /// The machine does not print such layers.
    #[error("{id} prints layers of {} to {}, not of {}", number(*low), mm(*high), mm(*layer))]
    LayerOutOfRange {
        /// The machine's id.
        id: String,
        /// The layer asked for, mm.
        layer: f64,
        /// The least height, mm.
        low: f64,
        /// The greatest height, mm.
        high: f64,
    },
    /// The option does not suit the machine's kind.
    #[error("`{option}` does not apply to {id}: its kind is {}", kind.word())]
    WrongKind {
        /// The machine's id.
        id: String,
        /// The option.
        option: &'static str,
        /// The machine's kind.
        kind: Kind,
    },
    /// A profile file that cannot be read from disk.
    #[error("cannot read {}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A profile file with problems.
    #[error("{} is not a machine profile: {}", source_text.path, first(problems))]
    BadProfile {
        /// The file's text, for showing the lines.
        source_text: Arc<SourceText>,
        /// What is wrong.
        problems: Vec<Problem>,
    },
    /// A file of a format that profiles are not written in.
    #[error("{} is not a profile: machine profiles are TOML files", path.display())]
    NotAProfile {
        /// The file.
        path: PathBuf,
    },
}

impl SelectError {
    /// What to do about it, when that is known.
    pub fn help(&self) -> Option<String> {
        let quoted = |names: &[String]| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        };
        match self {
            Self::NotFound(NotFound { nearest, .. }) if !nearest.is_empty() => {
                Some(format!("did you mean {}?", quoted(nearest)))
            }
            Self::NotFound(_) | Self::NoMatch { .. } => Some(
                "`fabcommons machines search TEXT` looks through the library; a file of your own \
                 is named by its path"
                    .to_owned(),
            ),
            Self::UnknownOption {
                nearest: Some(nearest),
                ..
            } => Some(format!("did you mean `{nearest}`?")),
            Self::UnknownOption { .. } => Some(format!("the options are {}", OPTIONS.join(", "))),
            Self::NoSuchMaterial { nearest, .. } if !nearest.is_empty() => {
                let names: Vec<String> = nearest.iter().map(|name| (*name).to_owned()).collect();
                Some(format!("did you mean {}?", quoted(&names)))
            }
            Self::NoSuchMaterial { .. } => {
                let names = materials::materials().iter();
                let names: Vec<&str> = names.map(|material| material.name.as_str()).collect();
                Some(format!("the materials are {}", names.join(", ")))
            }
            _ => None,
        }
    }
}

fn list(lengths: &[f64]) -> String {
    let lengths: Vec<String> = lengths.iter().map(|length| number(*length)).collect();
    format!("{} mm", lengths.join(", "))
}

fn first(problems: &[Problem]) -> String {
    let first = problems.first().map(ToString::to_string);
    let more = problems.len().saturating_sub(1);
    let first = first.unwrap_or_default();
    if more == 0 {
        first
    } else {
        format!("{first} (and {more} more)")
    }
}

/// The largest profile file that is read, bytes.
const LARGEST_FILE: u64 = 8 << 20;

impl Library {
    /// The machines that `selector` names; relative paths start at `base`.
    ///
    /// Of a pattern, a kind or `all`, the machines that cannot be set up as the options say are
    /// left out; if none can, the error is that of the first.
    pub fn select(&self, selector: &str, base: &Path) -> Result<Vec<Selected<'_>>, SelectError> {
        let (name, options) = split(selector.trim());
        let options = parse_options(options)?;
        let (machines, many): (Vec<Cow<'_, Machine>>, bool) = if is_path(name) {
            let machines = read_file(&base.join(name))?;
            let many = machines.len() > 1;
            (machines.into_iter().map(Cow::Owned).collect(), many)
        } else if name.eq_ignore_ascii_case("all") {
            (self.machines().map(Cow::Borrowed).collect(), true)
        } else if let Some((kind, _)) = Kind::ALL
            .into_iter()
            .find(|(_, word)| word.eq_ignore_ascii_case(name))
        {
            let of_kind = self.machines().filter(|machine| machine.kind == kind);
            (of_kind.map(Cow::Borrowed).collect(), true)
        } else if name.contains(['*', '?', '[', '{']) {
            (self.matching(name)?, true)
        } else {
            (vec![Cow::Borrowed(self.find(name)?)], false)
        };
        let mut selected = Vec::with_capacity(machines.len());
        let mut failed = None;
        for machine in machines {
            match set_up(machine, &options) {
                Ok(machine) => selected.push(machine),
                Err(error) if many => failed = failed.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        match failed {
            Some(error) if selected.is_empty() => Err(error),
            _ => Ok(selected),
        }
    }

    fn matching(&self, pattern: &str) -> Result<Vec<Cow<'_, Machine>>, SelectError> {
        let glob = globset::Glob::new(&pattern.to_lowercase())
            .map_err(|error| SelectError::BadPattern {
                pattern: pattern.to_owned(),
                why: error.kind().to_string(),
            })?
            .compile_matcher();
        let machines: Vec<Cow<'_, Machine>> = self
            .ids_where(|name| glob.is_match(name))
            .into_iter()
            .filter_map(|id| self.find(id).ok().map(Cow::Borrowed))
            .collect();
        if machines.is_empty() {
            return Err(SelectError::NoMatch {
                pattern: pattern.to_owned(),
            });
        }
        Ok(machines)
    }
}

/// Splits the options off; a `:` without options behind it belongs to the name (`C:\lab.toml`).
fn split(selector: &str) -> (&str, &str) {
    match selector.rsplit_once(':') {
        Some((name, options)) if !name.is_empty() && !options.contains(['/', '\\']) => {
            (name, options)
        }
        _ => (selector, ""),
    }
}

fn is_path(name: &str) -> bool {
    let known = ["toml", "ini", "json"];
    name.contains(['/', '\\'])
        || Path::new(name)
            .extension()
            .is_some_and(|ext| known.iter().any(|known| ext.eq_ignore_ascii_case(known)))
}

fn read_file(path: &Path) -> Result<Vec<Machine>, SelectError> {
    let unreadable = |error| SelectError::Unreadable {
        path: path.to_owned(),
        error,
    };
    let toml = path
        .extension()
        .is_some_and(|ext| ext.eq_ignore_ascii_case("toml"));
    let meta = std::fs::metadata(path).map_err(unreadable)?;
    if !toml || !meta.is_file() || meta.len() > LARGEST_FILE {
        return Err(SelectError::NotAProfile {
            path: path.to_owned(),
        });
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    let reading = read(&text);
    if reading.problems.is_empty() {
        Ok(reading.machines)
    } else {
        Err(SelectError::BadProfile {
            source_text: SourceText::new(path.display().to_string(), text),
            problems: reading.problems,
        })
    }
}

fn parse_options(text: &str) -> Result<Options, SelectError> {
    let mut options = Options::default();
    for pair in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (name.trim(), value.trim());
        let plain = key(name);
        let Some(option) = OPTIONS.into_iter().find(|option| *option == plain) else {
            return Err(SelectError::UnknownOption {
                option: name.to_owned(),
                nearest: nearest(name, OPTIONS.into_iter()),
            });
        };
        let bad = |why: &str| SelectError::BadOption {
            option,
            value: value.to_owned(),
            why: why.to_owned(),
        };
        if option == "material" {
            if value.is_empty() {
                return Err(bad("a material is missing, such as `PLA`"));
            }
            if materials::kind_of(value).is_none() {
                return Err(SelectError::NoSuchMaterial {
                    name: value.to_owned(),
                    nearest: materials::nearest(value),
                });
            }
            options.material = Some(value.to_owned());
            continue;
        }
        let length = value.strip_suffix("mm").unwrap_or(value).trim();
        let length: f64 = length
            .parse()
            .ok()
            .filter(|length| *length > 0.0 && *length <= 100.0)
            .ok_or_else(|| bad("a length in mm is needed, such as `0.6`"))?;
        match option {
            "nozzle" => options.nozzle = Some(length),
            "layer" => options.layer = Some(length),
            _ => options.line_width = Some(length),
        }
    }
    Ok(options)
}

fn set_up<'a>(
    mut machine: Cow<'a, Machine>,
    options: &Options,
) -> Result<Selected<'a>, SelectError> {
    let given = [
        ("nozzle", options.nozzle.is_some(), &[Kind::Fff] as &[Kind]),
        ("layer", options.layer.is_some(), &[Kind::Fff, Kind::Resin]),
        ("line-width", options.line_width.is_some(), &[Kind::Fff]),
    ];
    for (option, given, kinds) in given {
        if given && !kinds.contains(&machine.kind) {
            return Err(SelectError::WrongKind {
                id: machine.id.clone(),
                option,
                kind: machine.kind,
            });
        }
    }
    if let Some(nozzle) = options.nozzle {
        let nozzles = machine.fff.as_ref().map_or(&[][..], |fff| &fff.nozzles);
        let known = nozzles.iter().find(|known| (**known - nozzle).abs() < 1e-6);
        if known.is_none() && !nozzles.is_empty() {
            return Err(SelectError::NoSuchNozzle {
                id: machine.id.clone(),
                nozzle,
                nozzles: nozzles.to_vec(),
            });
        }
        let nozzle = known.copied().unwrap_or(nozzle);
        machine.to_mut().fff.get_or_insert_default().nozzle = Some(nozzle);
    }
    if let Some(layer) = options.layer {
        let range = match machine.kind {
            Kind::Resin => machine.resin.as_ref().and_then(|resin| resin.layer_height),
            _ => machine.fff.as_ref().and_then(|fff| fff.layer_height),
        };
        // 0 on either side is unknown and excludes nothing.
        if let Some([low, high]) = range
            && high > 0.0
            && !(low..=high).contains(&layer)
        {
            return Err(SelectError::LayerOutOfRange {
                id: machine.id.clone(),
                layer,
                low,
                high,
            });
        }
        let machine = machine.to_mut();
        if machine.kind == Kind::Resin {
            machine.resin.get_or_insert_default().layer = Some(layer);
        } else {
            machine.fff.get_or_insert_default().layer = Some(layer);
        }
    }
    if let Some(width) = options.line_width {
        machine.to_mut().fff.get_or_insert_default().line_width = Some(width);
    }
    if options.material.is_some() {
        machine.to_mut().material.clone_from(&options.material);
    }
    Ok(Selected {
        machine,
        options: options.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_split_from_names_and_paths() {
        assert_eq!(split("mk4s:nozzle=0.6"), ("mk4s", "nozzle=0.6"));
        assert_eq!(split("mk4s"), ("mk4s", ""));
        assert_eq!(split("C:\\lab.toml"), ("C:\\lab.toml", ""));
        assert_eq!(split("./a.toml:layer=0.3"), ("./a.toml", "layer=0.3"));
        assert!(is_path("lab.toml") && is_path("./lab") && !is_path("voron-2.4"));
    }

    #[test]
    fn options_say_what_is_wrong_with_them() {
        let parsed = parse_options("nozzle=0.6mm, layer = 0.3,line_width=0.65,material=PETG");
        let parsed = parsed.expect("they are right");
        assert_eq!(
            parsed.to_string(),
            "nozzle=0.6,layer=0.3,line-width=0.65,material=PETG"
        );
        let error = parse_options("nozle=0.6").expect_err("misspelt");
        assert_eq!(error.to_string(), "unknown machine option `nozle`");
        assert_eq!(error.help().as_deref(), Some("did you mean `nozzle`?"));
        for wrong in [
            "nozzle",
            "nozzle=",
            "nozzle=-1",
            "nozzle=NaN",
            "layer=inf",
            "material=",
        ] {
            assert!(
                matches!(parse_options(wrong), Err(SelectError::BadOption { .. })),
                "{wrong}"
            );
        }
    }
}
