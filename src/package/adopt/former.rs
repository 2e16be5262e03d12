//! The facts of a manifest that is there already, in any of its dialects.
//!
//! Nothing that it says is contradicted, and nothing is dropped: what okhv 2.4 has no key for, or does
//! not allow as it stands, is *carried* over to fab.toml as it is.

use super::documents::is_nameable;
use super::parts::PlannedPart;
use super::toml;
use crate::package::Package;
use crate::package::files;
use crate::package::manifest::{
    self, Dialect, Field, Manifest, Person, Reading, Role, current_key, values,
};
use crate::package::tree::{Entry, Value};
use std::collections::HashSet;

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
        lines: lines(reading),
        parts: parts(manifest),
        ..Former::default()
    };
    carry(reading, &mut former);
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

/// The keys of okhv 2.4 beside the ones that every manifest needs.
fn lines(reading: &Reading) -> Vec<(&'static str, String)> {
    let manifest = &reading.manifest;
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    let organization = people(&manifest.organization);
    if !organization.is_empty() {
        lines.push(("organization", toml::persons(&organization)));
    }
    let mut texts = |key, fields: &[Field<String>], allowed: fn(&str) -> bool| {
        let values: Vec<String> = fields
            .iter()
            .map(|field| field.value.clone())
            .filter(|value| allowed(value))
            .collect();
        if !values.is_empty() {
            lines.push((key, toml::one_or_many(&values)));
        }
    };
    texts(
        "documentation-language",
        &manifest.documentation_language,
        values::is_language_tag,
    );
    texts("standard-compliance", &manifest.standard_compliance, |_| {
        true
    });
    texts("tsdc", &manifest.tsdc, |_| true);
    for (key, level, allowed) in [
        (
            "technology-readiness-level",
            &manifest.technology_readiness_level,
            &values::OTRL[..],
        ),
        (
            "documentation-readiness-level",
            &manifest.documentation_readiness_level,
            &values::ODRL[..],
        ),
    ] {
        if let Some(level) = level
            && allowed.contains(&level.value.as_str())
        {
            lines.push((key, toml::string(&level.value)));
        }
    }
    for (key, role) in ROLES {
        if role == Role::Image
            && let Some(images) = images(reading)
        {
            lines.push((key, images));
            continue;
        }
        let targets = targets(manifest, role, None);
        if !targets.is_empty() {
            lines.push((key, toml::one_or_many(&targets)));
        }
    }
    if let Some(mass) = manifest
        .mass
        .as_ref()
        .filter(|mass| is_positive(mass.value))
    {
        lines.push(("mass", toml::number(mass.value)));
    }
    if let Some(size) = manifest
        .outer_dimensions
        .as_ref()
        .and_then(|size| size_of(size.value))
    {
        lines.push(("outer-dimensions", size));
    }
    if let Some(fork) = manifest
        .fork_of
        .as_ref()
        .filter(|url| values::is_web_url(&url.value))
    {
        lines.push(("forkOf", toml::string(&fork.value)));
    }
    // What this program does not use is kept as it stands.
    if let Some(document) = &reading.document {
        let classes = document
            .root
            .get("cpc-patent-class")
            .or_else(|| document.root.get("patent-class"));
        if let Some(entry) = classes
            && entry
                .value
                .one_or_many()
                .iter()
                .all(|node| node.as_str().is_some_and(values::is_patent_class))
        {
            lines.extend(toml::node(&entry.value).map(|value| ("cpc-patent-class", value)));
        }
        if let Some(table) = document
            .root
            .get("rdf")
            .and_then(|entry| entry.value.as_table())
            && table.get("namespace").is_some()
            && table.entries.iter().all(|entry| {
                matches!(entry.key.as_str(), "namespace" | "prefix")
                    && entry.value.as_str().is_some()
            })
        {
            lines.push(("rdf", toml::inline(table)));
        }
    }
    lines.extend(software(manifest).map(|value| ("software", value)));
    lines
}

/// The keys that name files, with their roles. `source` and `export` of parts stand in the parts.
const ROLES: [(&str, Role); 12] = [
    ("release", Role::Release),
    ("readme", Role::Readme),
    ("contribution-guide", Role::ContributionGuide),
    ("image", Role::Image),
    ("bom", Role::Bom),
    (
        "manufacturing-instructions",
        Role::ManufacturingInstructions,
    ),
    ("user-manual", Role::UserManual),
    ("source", Role::Source),
    ("export", Role::Export),
    ("auxiliary", Role::Auxiliary),
    ("attestation", Role::Attestation),
    ("publication", Role::Publication),
];

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
            && !(single && !targets.is_empty())
            && !targets.iter().any(|known| known == target)
        {
            targets.push(target.to_owned());
        }
    }
    targets
}

/// Images that say more than their path.
fn images(reading: &Reading) -> Option<String> {
    let entry = reading.document.as_ref()?.root.get("image")?;
    let nodes = entry.value.one_or_many();
    let is_image = |table: &crate::package::tree::Table| {
        let known = table.entries.iter().all(|entry| match entry.key.as_str() {
            "location" => entry.value.as_str().is_some_and(|path| {
                values::is_web_url(path) || values::path_defect(path).is_none()
            }),
            "slots" | "tags" => matches!(entry.value.value, Value::Array(_)),
            "depicts" => true,
            _ => false,
        });
        known && table.get("location").is_some()
    };
    let all = nodes
        .iter()
        .all(|node| node.as_table().is_some_and(is_image));
    if nodes.is_empty() || !all {
        return None;
    }
    Some(toml::list(
        &nodes.iter().filter_map(toml::node).collect::<Vec<_>>(),
    ))
}

/// `[[software]]`, in one expression.
fn software(manifest: &Manifest) -> Option<String> {
    let mut tables: Vec<String> = Vec::new();
    for reference in &manifest.references {
        let target = toml::string(&reference.target.value);
        match reference.role {
            Role::SoftwareRelease => tables.push(format!("release = {target}")),
            Role::InstallationGuide => {
                // It stands behind the release that it is about, or before it.
                if let Some(last) = tables
                    .last_mut()
                    .filter(|last| !last.contains("installation-guide"))
                {
                    last.push_str(", installation-guide = ");
                    last.push_str(&target);
                }
            }
            _ => {}
        }
    }
    (!tables.is_empty()).then(|| {
        let tables: Vec<String> = tables
            .iter()
            .map(|table| format!("{{ {table} }}"))
            .collect();
        toml::list(&tables)
    })
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

/// Collects what no key was found for.
fn carry(reading: &Reading, former: &mut Former) {
    let Some(document) = &reading.document else {
        return;
    };
    let written: HashSet<&str> = former
        .lines
        .iter()
        .map(|(key, _)| *key)
        .chain(
            [
                ("name", former.name.is_some()),
                ("function", former.function.is_some()),
                ("repo", former.repo.is_some()),
                ("version", former.version.is_some()),
                ("license", former.license.is_some()),
                ("licensor", !former.licensor.is_empty()),
                ("part", !former.parts.is_empty()),
                ("okhv", true),
                ("$schema", true),
            ]
            .into_iter()
            .filter_map(|(key, is_written)| is_written.then_some(key)),
        )
        .collect();
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut seen_as: HashSet<&str> = HashSet::new();
    for entry in &document.root.entries {
        if entry.key == "keywords" {
            former.keywords = keywords(entry);
            if !former.keywords.is_empty() {
                continue;
            }
        }
        if entry.key == "contributors" {
            former.contributors = names(entry);
            // More than names is kept beside them.
            if entry
                .value
                .one_or_many()
                .iter()
                .all(|node| node.as_str().is_some())
            {
                continue;
            }
        }
        let home = current_key(&entry.key);
        // Two older keys for one of today's: the first has taken it.
        let is_kept = home.is_some_and(|key| {
            let is_list = entry.value.one_or_many().len() > 1
                || former
                    .lines
                    .iter()
                    .any(|(known, value)| *known == key && value.starts_with('['));
            written.contains(key) && (seen_as.insert(key) || is_list)
        });
        if is_kept {
            continue;
        }
        if let Some(value) = toml::node(&entry.value)
            && !value.is_empty()
            && value != "\"\""
        {
            let key = toml::key(&entry.key);
            lines.retain(|(known, _)| *known != key);
            lines.push((key, value));
        }
    }
    lines.extend(carried_of_parts(reading));
    if !lines.is_empty() {
        let table = match reading.manifest.dialect {
            Dialect::V1 => "okh-v1",
            Dialect::LoshV1 => "okh-losh-v1",
            Dialect::V2 => "okh-v2",
            Dialect::V2_4 | Dialect::Hybrid => "okh",
        };
        former.carried = Some((table, lines));
    }
}

/// The names of persons, given as texts or tables.
fn names(entry: &Entry) -> Vec<String> {
    let name = |node: &crate::package::tree::Node| match node.as_table() {
        Some(table) => table
            .get("name")
            .and_then(|name| name.value.as_str())
            .map(str::to_owned),
        None => node.as_str().map(|text| Person::parse(text).name),
    };
    entry
        .value
        .one_or_many()
        .iter()
        .filter_map(name)
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

fn keywords(entry: &Entry) -> Vec<String> {
    entry
        .value
        .one_or_many()
        .iter()
        .filter_map(|node| node.as_str())
        .flat_map(|text| text.split(','))
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}

/// What parts say that neither file has a key for.
fn carried_of_parts(reading: &Reading) -> Option<(String, String)> {
    const KNOWN: [&str; 9] = [
        "name",
        "title",
        "source",
        "export",
        "auxiliary",
        "image",
        "mass",
        "outer-dimensions",
        "tsdc",
    ];
    let entry = reading.document.as_ref()?.root.get("part")?;
    let mut tables: Vec<String> = Vec::new();
    for (at, node) in entry.value.one_or_many().iter().enumerate() {
        let Some(table) = node.as_table() else {
            continue;
        };
        let own = reading.manifest.parts.get(at);
        let kept: Vec<String> = own
            .map(production)
            .unwrap_or_default()
            .into_iter()
            .map(|line| line.0)
            .collect();
        let fields: Vec<String> = table
            .entries
            .iter()
            .filter(|entry| !KNOWN.contains(&entry.key.as_str()))
            .filter(|entry| {
                let to = manifest::production_key(&entry.key);
                !to.is_some_and(|to| kept.iter().any(|known| known == to))
            })
            .filter_map(|entry| {
                Some(format!(
                    "{} = {}",
                    toml::key(&entry.key),
                    toml::node(&entry.value)?
                ))
            })
            .collect();
        if fields.is_empty() {
            continue;
        }
        let name = own
            .and_then(|own| own.name.as_ref())
            .map_or("", |name| &name.value);
        tables.push(format!(
            "{{ name = {}, {} }}",
            toml::string(name),
            fields.join(", ")
        ));
    }
    (!tables.is_empty()).then(|| ("part".to_owned(), toml::list(&tables)))
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
