//! The facts of a manifest that is there already, in any of its dialects.
//!
//! Nothing that it says is contradicted, and nothing is dropped: what okhv 2.4 has no key for, or does
//! not allow as it stands, is *carried* over to fab.toml as it is.

mod carried;
mod lines;

use super::documents::is_nameable;
use super::parts::PlannedPart;
use super::toml;
use crate::package::Package;
use crate::package::files;
use crate::package::manifest::{self, Field, Manifest, Person, Role, values};

/// What a manifest that is there says.
#[derive(Debug, Default)]
pub struct Former {
    /// Its path.
    pub path: String,
    /// What its edition is called.
    pub edition: &'static str,
    /// `name`.
    pub name: Option<String>,
    /// `function`.
    pub function: Option<String>,
    /// `repo`.
    pub repo: Option<String>,
    /// `version`.
    pub version: Option<String>,
    /// `license` as an expression where it is clear, else as written.
    pub license: Option<String>,
    /// The documentation's, when another one.
    pub documentation_license: Option<String>,
    /// The software's, when another one.
    pub software_license: Option<String>,
    /// `licensor`.
    pub licensor: Vec<Person>,
    /// Further keys of okhv 2.4, as TOML.
    pub lines: Vec<(&'static str, String)>,
    /// Its parts.
    pub parts: Vec<PlannedPart>,
    /// The name of its table below `carried`, with the lines.
    pub carried: Option<(&'static str, Vec<(String, String)>)>,
    /// Keywords, which fab.toml has a key for.
    pub keywords: Vec<String>,
    /// Names of contributors, which fab.toml has a table for.
    pub contributors: Vec<String>,
}

/// Reads the manifest of a package; `None` when there is none, or none that can be understood.
pub fn read(package: &Package) -> Option<Former> {
    let reading = &package.manifest;
    let manifest = &reading.manifest;
    let document = reading.document.as_ref()?;
    if document.root.entries.is_empty() {
        return None;
    }
    let text =
        |field: &Option<Field<String>>| field.as_ref().map(|field| field.value.trim().to_owned());
    let license = |field: &Option<Field<String>>| {
        text(field).map(|raw| super::licences::expression(&raw).unwrap_or(raw))
    };
    let hardware = license(&manifest.license);
    let other = |field| license(field).filter(|other| Some(other) != hardware.as_ref());
    let mut former = Former {
        path: reading.path.clone().unwrap_or_default(),
        edition: manifest.dialect.name(),
        name: text(&manifest.name),
        function: text(&manifest.function),
        repo: text(&manifest.repo).filter(|url| values::is_web_url(url)),
        version: text(&manifest.version),
        documentation_license: other(&manifest.documentation_license),
        software_license: other(&manifest.software_license),
        license: hardware,
        licensor: people(&manifest.licensor),
        lines: lines::lines(reading),
        parts: parts(manifest),
        ..Former::default()
    };
    carried::carry(reading, &mut former);
    Some(former)
}

fn people(fields: &[Field<Person>]) -> Vec<Person> {
    let mut people: Vec<Person> = fields
        .iter()
        .map(|field| field.value.clone())
        .filter(|person| !toml::signature(person).trim().is_empty())
        .map(|mut person| {
            person.url = person.url.filter(|url| values::is_web_url(url));
            person
        })
        .collect();
    people.dedup();
    people
}

/// What the manifest names for a role, as far as 2.4 allows it.
fn targets(manifest: &Manifest, role: Role, part: Option<usize>) -> Vec<String> {
    let single = matches!(role, Role::Release | Role::ContributionGuide);
    let mut targets: Vec<String> = Vec::new();
    for reference in &manifest.references {
        let target = reference.target.value.trim();
        let allowed = match role {
            Role::Publication => values::is_web_url(target) || values::is_doi(target),
            _ => values::is_web_url(target) || values::path_defect(target).is_none(),
        };
        if reference.role == role
            && reference.part == part
            && allowed
            && (!single || targets.is_empty())
            && !targets.iter().any(|known| known == target)
        {
            targets.push(target.to_owned());
        }
    }
    targets
}

fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

fn size_of([width, depth, height]: [f64; 3]) -> Option<String> {
    [width, depth, height]
        .into_iter()
        .all(is_positive)
        .then(|| {
            format!(
                "{{ width = {}, depth = {}, height = {} }}",
                toml::number(width),
                toml::number(depth),
                toml::number(height)
            )
        })
}

/// Its parts.
fn parts(manifest: &Manifest) -> Vec<PlannedPart> {
    manifest
        .parts
        .iter()
        .enumerate()
        .map(|(at, own)| {
            let sources = targets(manifest, Role::Source, Some(at));
            let exports = targets(manifest, Role::Export, Some(at));
            let mut more = Vec::new();
            for (key, role) in [("auxiliary", Role::Auxiliary), ("image", Role::Image)] {
                let targets = targets(manifest, role, Some(at));
                if !targets.is_empty() {
                    more.push((key.to_owned(), toml::one_or_many(&targets)));
                }
            }
            if let Some(mass) = own.mass.as_ref().filter(|mass| is_positive(mass.value)) {
                more.push(("mass".to_owned(), toml::number(mass.value)));
            }
            if let Some(size) = own
                .outer_dimensions
                .as_ref()
                .and_then(|size| size_of(size.value))
            {
                more.push(("outer-dimensions".to_owned(), size));
            }
            let tsdc: Vec<String> = own.tsdc.iter().map(|tsdc| tsdc.value.clone()).collect();
            if !tsdc.is_empty() {
                more.push(("tsdc".to_owned(), toml::one_or_many(&tsdc)));
            }
            let stem = exports
                .iter()
                .chain(&sources)
                .map(|path| files::stem(path))
                .next();
            let name = own.name.as_ref().map(|name| name.value.trim());
            PlannedPart {
                name: name
                    .filter(|name| !name.is_empty())
                    .or(stem)
                    .unwrap_or("part")
                    .to_owned(),
                folder: String::new(),
                production: production(own),
                sources,
                exports,
                more,
                declared: true,
                ..PlannedPart::default()
            }
        })
        .collect()
}

/// What it says about making a part, where fab.toml understands it.
fn production(own: &manifest::ManifestPart) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for (key, field) in &own.production {
        let text = field.value.trim();
        let number = text.trim_end_matches('%').trim().parse::<f64>().ok();
        let value = match key.as_str() {
            "material" | "tolerance" => Some(toml::string(text)),
            "process" => crate::package::parts::Process::ALL
                .iter()
                .find(|(_, word)| word.eq_ignore_ascii_case(text))
                .map(|(_, word)| toml::string(word)),
            "supports" => matches!(text, "none" | "allowed").then(|| toml::string(text)),
            "infill" => number
                .filter(|value| (0.0..=100.0).contains(value))
                .map(toml::number),
            "layer-height" => number.filter(|value| is_positive(*value)).map(toml::number),
            _ => None,
        };
        if let Some(value) = value
            && !lines.iter().any(|(known, _)| known == key)
        {
            lines.push((key.clone(), value));
        }
    }
    lines
}

/// The parts that fab.toml declares beside those of a manifest, which learn how they are made.
pub fn parts_of_fab(package: &Package, known: &mut [PlannedPart]) -> Vec<PlannedPart> {
    use crate::package::parts::slug;
    for own in &package.fab.fab.parts {
        let Some(name) = &own.name else { continue };
        if let Some(part) = known
            .iter_mut()
            .find(|part| slug(&part.name) == slug(&name.value))
        {
            part.process = own.process.iter().map(|process| process.value).collect();
        }
    }
    package
        .fab
        .fab
        .parts
        .iter()
        .filter_map(|own| {
            let exports: Vec<String> = own
                .export
                .iter()
                .map(|export| export.value.clone())
                .filter(|path| is_nameable(path))
                .collect();
            let name = own
                .name
                .as_ref()
                .map(|name| name.value.clone())
                .or_else(|| exports.first().map(|path| files::stem(path).to_owned()))?;
            let is_new = !known.iter().any(|part| slug(&part.name) == slug(&name));
            is_new.then(|| PlannedPart {
                name,
                exports,
                process: own.process.iter().map(|process| process.value).collect(),
                declared: true,
                ..PlannedPart::default()
            })
        })
        .collect()
}
