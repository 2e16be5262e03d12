//! Adopting a folder: what it is, from what lies in it and what git knows, as a manifest.
//!
//! Vocabulary: a *fact* is a value with its *evidence*: found (it is written somewhere), guessed (it
//! follows from something) or unknown (a *stand-in* keeps the manifest valid until somebody fills it
//! in, and is such that `check` points to it). The *plan* is all that will be written; a *former*
//! manifest is one that is there already, whose facts count before everything else.
//!
//! Nothing here writes a file or asks anybody.

mod documents;
mod evidence;
mod former;
mod licences;
mod origin;
mod parts;
mod prose;
mod readme;
mod remarks;
mod toml;
mod vendored;
mod write;

pub use evidence::{Evidence, Fact};
pub use former::Carried;
pub use licences::{NO_ASSERTION, expression as licence_expression};
pub use parts::PlannedPart;
pub use toml::signature;
pub use write::{completed_fab, fab as fab_text, okh as okh_text};

use super::Package;
use super::files::{self, Listing};
use super::manifest::{Person, values};
use super::repair::NewText;
use crate::units::count;
use former::Former;
use std::path::Path;

/// The most of a README that is read.
const LONGEST_README: usize = 256 * 1024;

/// An address that is nobody's, reserved for examples: `check` asks for a real one.
pub const NO_REPO: &str = "https://example.org/FIXME";

const NO_NAME: &str = "FIXME: its name";
const NO_FUNCTION: &str = "FIXME: what it does, and for whom";
const NO_LICENSOR: &str = "FIXME: who licenses it";

/// All that will be written of a folder.
#[derive(Debug)]
pub struct Plan {
    /// The manifest whose facts were taken over: its path and edition.
    pub former: Option<String>,
    /// `name`.
    pub name: Fact<String>,
    /// `function`.
    pub function: Fact<String>,
    /// `repo`.
    pub repo: Fact<String>,
    /// `version`, when there is one.
    pub version: Option<Fact<String>>,
    /// `license`.
    pub license: Fact<String>,
    /// `licensor`.
    pub licensor: Fact<Vec<Person>>,
    /// `licensor` as TOML, where an older manifest says more of them.
    licensor_text: Option<String>,
    /// The documentation's licence, when another one.
    pub documentation_license: Option<Fact<String>>,
    /// The software's licence, when another one.
    pub software_license: Option<Fact<String>>,
    /// Further keys of okh.toml.
    pub lines: Vec<Line>,
    /// The parts.
    pub parts: Vec<PlannedPart>,
    /// Where they are from.
    pub parts_from: String,
    /// Design files that are the source of no part by their name.
    pub unjoined: Vec<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Those who worked on it.
    pub contributors: Vec<Contributor>,
    /// Globs of what is not the design's.
    pub exclude: Vec<String>,
    /// What fab.toml keeps of an older manifest.
    pub carried: Option<Carried>,
    /// What else the user should know, a sentence each.
    pub remarks: Vec<String>,
    /// Whether a fab.toml is there already.
    pub has_fab: bool,
    /// The fab.toml that is there with what an older manifest has for it, when that is anything.
    pub fab: Option<NewText>,
    /// How many files were looked at.
    pub files: usize,
}

/// A key of okh.toml with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The key.
    pub key: &'static str,
    /// The value, as TOML.
    pub value: String,
    /// The value for people.
    pub shown: String,
    /// How it is known.
    pub evidence: Evidence,
}

/// Somebody who worked on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributor {
    /// The name.
    pub name: String,
    /// What they did, where an older manifest says that.
    pub roles: Vec<String>,
}

/// Looks through the folder `root` and plans its manifest; with `force` a fab.toml that is there is completed.
///
/// Fails only when the folder itself cannot be read.
pub fn plan(root: &Path, force: bool) -> std::io::Result<Plan> {
    let exclude = vendored::read(&Listing::read(root)?);
    let package = Package::load_without(root, None, &exclude)?;
    let former = former::read(&package);
    let readme_file = package.files.readme().map(|file| file.path.clone());
    let readme_text = readme_file
        .as_deref()
        .filter(|path| is_text(path))
        .and_then(|path| Some((path, package.files.text(path, LONGEST_README).ok()?)));
    let readme_text = readme_text
        .as_ref()
        .map(|(path, text)| (*path, text.as_str()));
    let readme = readme_text.map(|(path, text)| readme::read(path, text));
    let origin = origin::read(root);
    let licences = licences::read(&package.files, &package.licences, readme_text);

    let declared = match &former {
        Some(former) => former.parts.clone(),
        None => former::parts_of_fab(&package.fab.fab, &mut []),
    };
    let has_declared = !declared.is_empty();
    let parts = parts::read(&package, declared);
    let remarks = remarks::remarks(&package, &parts, &exclude, former.as_ref(), force);
    let lines = lines(
        &package,
        former.as_ref(),
        readme.as_ref(),
        readme_text,
        &origin,
        &parts,
    );
    let parts_from = parts_from(&parts, has_declared);
    let mut plan = Plan {
        name: name(&package, readme.as_ref(), &origin),
        function: readme
            .and_then(|readme| readme.function)
            .unwrap_or_else(|| Fact::unknown(NO_FUNCTION.to_owned(), "what it does, and for whom")),
        repo: repo(&origin),
        version: origin.version.clone(),
        licensor: licensor(&licences, &origin),
        licensor_text: None,
        license: licences.hardware,
        documentation_license: licences.documentation,
        software_license: licences.software,
        lines,
        parts: parts.list,
        parts_from,
        unjoined: parts.unjoined,
        keywords: Vec::new(),
        contributors: origin
            .authors
            .iter()
            .map(|(person, _)| Contributor {
                name: person.name.clone(),
                roles: Vec::new(),
            })
            .collect(),
        exclude,
        carried: None,
        remarks,
        has_fab: package.fab.is_present(),
        fab: None,
        files: package.files.files.len(),
        former: None,
    };
    if let Some(former) = former {
        take_over(&mut plan, former);
    }
    if plan.has_fab && !force {
        // That file stays as it is.
        plan.carried = None;
    }
    Ok(plan)
}

/// Whether a README can be read as text.
fn is_text(path: &str) -> bool {
    !matches!(files::extension(path).as_str(), "pdf" | "odt" | "docx")
}

fn name(
    package: &Package,
    readme: Option<&readme::Readme>,
    origin: &origin::Origin,
) -> Fact<String> {
    if let Some(name) = readme.and_then(|readme| readme.name.clone()) {
        return name;
    }
    if let Some(name) = &origin.name {
        return Fact::guessed(name.clone(), "the name of the repository");
    }
    let folder = package
        .root
        .canonicalize()
        .ok()
        .and_then(|root| Some(root.file_name()?.to_string_lossy().trim().to_owned()))
        .filter(|name| name.contains(char::is_alphanumeric));
    match folder {
        Some(folder) => Fact::guessed(folder, "the name of the folder"),
        None => Fact::unknown(NO_NAME.to_owned(), "the working title of the design"),
    }
}

fn repo(origin: &origin::Origin) -> Fact<String> {
    origin.repo.clone().unwrap_or_else(|| {
        let supply = if origin.local_remote {
            "where it is developed on the web (git's remote is no address there)"
        } else {
            "where it is developed on the web, `https://…` (git has no remote)"
        };
        Fact::unknown(NO_REPO.to_owned(), supply)
    })
}

fn licensor(licences: &licences::Licences, origin: &origin::Origin) -> Fact<Vec<Person>> {
    if let Some(holder) = &licences.holder {
        return holder.clone().map(|name| vec![Person::parse(&name)]);
    }
    let total: usize = origin.authors.iter().map(|(_, commits)| commits).sum();
    match origin.authors.first() {
        Some((person, commits)) if *commits == total => {
            Fact::guessed(vec![person.clone()], "the only author in git")
        }
        Some((person, commits)) => Fact::guessed(
            vec![person.clone()],
            format!(
                "the author of {commits} of {} in git",
                count(total, "commit")
            ),
        ),
        None => Fact::unknown(
            vec![Person {
                name: NO_LICENSOR.to_owned(),
                ..Person::default()
            }],
            "who gives the licence, `Name <mail>`",
        ),
    }
}

/// Where the parts are from, for the comment above them.
fn parts_from(parts: &parts::Parts, has_declared: bool) -> String {
    let how = if parts.guessed > 0 {
        "files of one name (some sources: guessed)"
    } else {
        "files of one name make one part"
    };
    if has_declared {
        format!("declared before, or found: {how}")
    } else {
        how.to_owned()
    }
}

/// The further keys of okh.toml.
fn lines(
    package: &Package,
    former: Option<&Former>,
    readme: Option<&readme::Readme>,
    readme_text: Option<(&str, &str)>,
    origin: &origin::Origin,
    parts: &parts::Parts,
) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    if let Some(former) = former {
        lines.extend(former.lines.iter().map(|(key, value)| Line {
            key,
            shown: shown(value),
            value: value.clone(),
            evidence: Evidence::Found(former.path.clone()),
        }));
    }
    let mut add = |key: &'static str, values: &[String], evidence: Evidence| {
        if !values.is_empty() && !lines.iter().any(|line| line.key == key) {
            lines.push(Line {
                key,
                value: toml::one_or_many(values),
                shown: values.join(", "),
                evidence,
            });
        }
    };
    if let Some((path, text)) = readme_text
        && let Some(language) = prose::language(&prose::plain(text))
    {
        add(
            "documentation-language",
            &[language.to_owned()],
            Evidence::Guessed(format!("the words of {path}")),
        );
    }
    for files in documents::read(package, readme) {
        add(files.key, &files.paths, files.evidence);
    }
    let is_file = |path: &String| package.files.get(path).is_some();
    let evidence = if parts.sources.iter().all(is_file) {
        Evidence::Found("design files of the whole".to_owned())
    } else {
        Evidence::Guessed("the folders of the design files".to_owned())
    };
    add("source", &parts.sources, evidence);
    if let Some(fork) = &origin.fork_of {
        add(
            "forkOf",
            std::slice::from_ref(&fork.value),
            fork.evidence.clone(),
        );
    }
    let tsdc = tsdc(parts);
    add(
        "tsdc",
        &tsdc,
        Evidence::Guessed("how the parts are made".to_owned()),
    );
    lines
}

/// A value in TOML, for people.
fn shown(value: &str) -> String {
    let list = value
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let text = list.unwrap_or(value).replace('"', "");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_end_matches(',').to_owned()
}

/// Which criteria for technical documentation apply, by how the parts are made.
fn tsdc(parts: &parts::Parts) -> Vec<String> {
    use super::parts::Process;
    let is = |process| {
        parts
            .list
            .iter()
            .any(|part| part.process.contains(&process))
    };
    let is_printed = is(Process::Fff) || is(Process::Resin) || is(Process::Sls);
    [
        ("3DP", is_printed),
        ("LAS", is(Process::Laser)),
        ("CNC", is(Process::Mill)),
        ("PCB", parts.list.iter().any(|part| part.is_board)),
    ]
    .into_iter()
    .filter(|(_, applies)| *applies)
    .map(|(code, _)| code.to_owned())
    .collect()
}

/// Puts the facts of the manifest that was there before the discovered ones.
///
/// What an earlier run left to be filled in is no fact.
fn take_over(plan: &mut Plan, former: Former) {
    let path = former.path;
    let text = |fact: &mut Fact<String>, value: Option<String>| {
        let is_open = |value: &str| {
            [NO_REPO, NO_ASSERTION, NO_NAME, NO_FUNCTION].contains(&value) || value.is_empty()
        };
        if let Some(value) = value.filter(|value| !is_open(value)) {
            *fact = Fact::found(value, path.clone());
        }
    };
    text(&mut plan.name, former.name);
    text(&mut plan.function, former.function);
    text(&mut plan.repo, former.repo);
    text(&mut plan.license, former.license);
    if let Some(version) = former.version.filter(|version| !version.is_empty()) {
        plan.version = Some(Fact::found(version, path.clone()));
    }
    let is_open = |person: &Person| person.name == NO_LICENSOR;
    if !former.licensor.is_empty() && !former.licensor.iter().any(is_open) {
        plan.licensor = Fact::found(former.licensor, path.clone());
        plan.licensor_text = former.licensor_text;
    }
    for (own, theirs) in [
        (
            &mut plan.documentation_license,
            former.documentation_license,
        ),
        (&mut plan.software_license, former.software_license),
    ] {
        if let Some(theirs) = theirs {
            *own = Some(Fact::found(theirs, path.clone()));
        } else if own
            .as_ref()
            .is_some_and(|own| own.value == plan.license.value)
        {
            // What was guessed for the documentation may be the hardware's after all.
            *own = None;
        }
    }
    plan.keywords = former.keywords;
    for theirs in former.contributors {
        let name = theirs.name.to_lowercase();
        let mut known = plan.contributors.iter_mut();
        match known.find(|own| own.name.to_lowercase() == name) {
            Some(own) => own.roles = theirs.roles,
            None => plan.contributors.push(theirs),
        }
    }
    plan.fab = former.fab;
    plan.carried = former.carried;
    plan.former = Some(format!("{path} ({})", former.edition));
}

impl Plan {
    /// The values that only stand in for what nobody knows: key and how to supply it.
    pub fn unknown(&self) -> Vec<(&'static str, &str)> {
        let texts = [
            ("name", &self.name),
            ("function", &self.function),
            ("repo", &self.repo),
            ("license", &self.license),
        ];
        let texts = texts.into_iter().map(|(key, fact)| (key, &fact.evidence));
        texts
            .chain([("licensor", &self.licensor.evidence)])
            .filter_map(|(key, evidence)| match evidence {
                Evidence::Unknown(supply) => Some((key, supply.as_str())),
                _ => None,
            })
            .collect()
    }
}

/// Whether a text can be `repo`.
pub fn is_web_address(text: &str) -> bool {
    values::is_web_url(text)
}
