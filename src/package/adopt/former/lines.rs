//! The optional keys of okhv 2.4 that an older manifest has a value for.

use super::{is_positive, people, size_of, targets};
use crate::package::adopt::toml;
use crate::package::manifest::{Field, Manifest, Reading, Role, values};
use crate::package::tree::Value;

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

/// The keys of okhv 2.4 beside the ones that every manifest needs.
pub(super) fn lines(reading: &Reading) -> Vec<(&'static str, String)> {
    let manifest = &reading.manifest;
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    let organization = people(&manifest.organization);
    if !organization.is_empty() {
        lines.push(("organization", toml::persons(&organization)));
    }
    let mut texts = |key, fields: &[Field<String>], allowed: fn(&str) -> bool| {
        let values: Vec<String> = fields
            .iter()
            .map(|field| match key {
                // `English` is `en`: the tag that is meant, where there is no doubt.
                "documentation-language" => values::odd_language(&field.value)
                    .and_then(|(_, tag)| tag)
                    .unwrap_or_else(|| field.value.clone()),
                _ => field.value.clone(),
            })
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

/// Images that say more than their path.
pub(super) fn images(reading: &Reading) -> Option<String> {
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
pub(super) fn software(manifest: &Manifest) -> Option<String> {
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
