//! The two files as text, each value with a comment that says how it is known.

use super::evidence::{Evidence, Fact};
use super::parts::PlannedPart;
use super::toml;
use super::{Contributor, Line, Plan};
use crate::package::parts::{Process, slug};
use crate::units::count;
use std::fmt::Write as _;

const OKH_HEAD: &str = "\
# The Open Know-How manifest of this design (edition 2.4): what it is, whose it is, where its files are.
# Begun by `fabcommons init`. Above each value stands how it is known: found, guessed (please confirm),
# or to fill in. `fabcommons check` tells what is left to do.
";

const FAB_HEAD: &str = "\
# How this design is made and where it comes from; okh.toml says what it is.
# Begun by `fabcommons init`. Everything here is optional.
";

/// Optional keys with an example, for those that the design has no value for.
const OPTIONAL: [(&str, &str); 9] = [
    (
        "version",
        "\"0.1.0\"   # major.minor.patch; needed to publish",
    ),
    ("organization", "\"Name <mail>\""),
    ("documentation-language", "\"en\""),
    (
        "technology-readiness-level",
        "\"OTRL-4\"   # OTRL-1 (idea) to OTRL-6 (made and qualified)",
    ),
    (
        "documentation-readiness-level",
        "\"ODRL-2\"   # ODRL-1 to ODRL-4 (complete and audited)",
    ),
    ("manufacturing-instructions", "\"docs/making.md\""),
    ("bom", "\"bom.csv\""),
    ("mass", "120.0   # grams, the whole design"),
    (
        "outer-dimensions",
        "{ width = 60.0, depth = 40.0, height = 20.0 }   # mm",
    ),
];

/// The text of okh.toml.
pub fn okh(plan: &Plan) -> String {
    let mut out = OKH_HEAD.to_owned();
    if let Some(former) = &plan.former {
        let _ = writeln!(
            out,
            "{}",
            toml::comment(&format!("Taken over from {former}."))
        );
    }
    out.push_str("\nokhv = \"2.4\"\n");
    let string = |value: &String| toml::string(value);
    entry(&mut out, "name", &plan.name, string);
    entry(&mut out, "function", &plan.function, string);
    entry(&mut out, "repo", &plan.repo, string);
    if let Some(version) = &plan.version {
        entry(&mut out, "version", version, string);
    }
    entry(&mut out, "license", &plan.license, string);
    entry(&mut out, "licensor", &plan.licensor, |people| {
        let stated = plan.licensor.evidence == Evidence::Stated;
        let written = plan.licensor_text.clone().filter(|_| !stated);
        written.unwrap_or_else(|| toml::persons(people))
    });
    for line in &plan.lines {
        comment(&mut out, &line.evidence);
        let _ = writeln!(out, "{} = {}", line.key, line.value);
    }
    optional(&mut out, plan);
    parts(&mut out, plan);
    out
}

/// A value with its comment, after a blank line.
fn entry<T>(out: &mut String, key: &str, fact: &Fact<T>, form: impl FnOnce(&T) -> String) {
    comment(out, &fact.evidence);
    let _ = writeln!(out, "{key} = {}", form(&fact.value));
}

/// A blank line and how the value below it is known.
fn comment(out: &mut String, evidence: &Evidence) {
    let text = match evidence {
        Evidence::Found(place) => format!("found: {place}"),
        Evidence::Guessed(from) => format!("guessed: {from}"),
        Evidence::Unknown(supply) => format!("to fill in: {supply}"),
        Evidence::Stated => {
            out.push('\n');
            return;
        }
    };
    let _ = writeln!(out, "\n{}", toml::comment(&text));
}

/// What else could be said, as comments.
fn optional(out: &mut String, plan: &Plan) {
    if !plan.unjoined.is_empty() {
        out.push_str(
            "\n# Found, and the source of no part by its name: name it as `source` of the part that it makes; or\n\
             # here, if it makes all of them:\n",
        );
        commented(
            out,
            &format!("source = {}", toml::one_or_many(&plan.unjoined)),
        );
    }
    let has = |key: &str| {
        plan.lines.iter().any(|line| line.key == key) || key == "version" && plan.version.is_some()
    };
    let lacking: Vec<_> = OPTIONAL.iter().filter(|(key, _)| !has(key)).collect();
    if lacking.is_empty() {
        return;
    }
    out.push_str("\n# What else the standard knows; take the `#` away where it applies:\n");
    for (key, example) in lacking {
        commented(out, &format!("{key} = {example}"));
    }
}

/// Text as comment lines.
fn commented(out: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "# {line}");
    }
}

fn parts(out: &mut String, plan: &Plan) {
    if plan.parts.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n# {}: {}",
        count(plan.parts.len(), "part"),
        plan.parts_from
    );
    let mut folder: Option<&str> = None;
    let in_folders = plan
        .parts
        .iter()
        .any(|part| part.folder != plan.parts[0].folder);
    for part in &plan.parts {
        if in_folders && !part.declared && folder != Some(&part.folder) {
            folder = Some(&part.folder);
            let shown = if part.folder.is_empty() {
                "."
            } else {
                &part.folder
            };
            let _ = writeln!(out, "\n{}", toml::comment(&format!("--- {shown} ---")));
        }
        let _ = writeln!(out, "\n[[part]]\nname = {}", toml::string(&part.name));
        for (key, paths) in [("source", &part.sources), ("export", &part.exports)] {
            if !paths.is_empty() {
                let _ = writeln!(out, "{key} = {}", toml::one_or_many(paths));
            }
        }
        for (key, value) in &part.more {
            let _ = writeln!(out, "{key} = {value}");
        }
    }
}

/// The text of fab.toml.
pub fn fab(plan: &Plan) -> String {
    let mut out = FAB_HEAD.to_owned();
    out.push_str("\n[package]\n");
    let id = slug(&plan.name.value);
    let is_id = (2..=64).contains(&id.len())
        && !plan.name.is_unknown()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_id {
        let _ = writeln!(
            out,
            "# guessed: from the name; the design's name in the index\nid = {}",
            toml::string(&id)
        );
    } else {
        out.push_str("# to fill in: the design's name in the index, of a to z, 0 to 9 and `-`\n# id = \"desk-lamp\"\n");
    }
    if plan.keywords.is_empty() {
        out.push_str("# keywords = [\"lamp\", \"desk\"]\n");
    } else {
        let keywords: Vec<String> = plan
            .keywords
            .iter()
            .map(|word| toml::string(word))
            .collect();
        let _ = writeln!(out, "keywords = {}", toml::list(&keywords));
    }
    out.push_str("# `published` when it is ready to be shared: `check` then asks for what that needs\nstatus = \"draft\"\n");
    licences(&mut out, plan);
    if !plan.exclude.is_empty() {
        let globs: Vec<String> = plan.exclude.iter().map(|glob| toml::string(glob)).collect();
        let _ = writeln!(
            out,
            "\n[files]\n# found: the work of others, and what programs made; not part of the design\nexclude = {}",
            toml::list(&globs)
        );
    }
    production(&mut out, plan);
    contributors(&mut out, plan);
    origin(&mut out, plan);
    if let Some(carried) = &plan.carried {
        let _ = writeln!(
            out,
            "\n# What okh.toml has no key for, or does not allow as it was written, kept as it was:\n{}",
            carried.text
        );
    }
    out
}

fn licences(out: &mut String, plan: &Plan) {
    let own = [
        ("documentation", &plan.documentation_license),
        ("software", &plan.software_license),
    ];
    if own.iter().all(|(_, licence)| licence.is_none()) {
        return;
    }
    out.push_str("\n[licences]\n# `license` in okh.toml is the hardware's\n");
    for (key, licence) in own {
        let Some(licence) = licence else { continue };
        let mut text = String::new();
        entry(&mut text, key, licence, |id| toml::string(id));
        out.push_str(text.trim_start());
    }
}

/// The parts with what okh.toml has no place for.
fn production(out: &mut String, plan: &Plan) {
    let told: Vec<&PlannedPart> = plan
        .parts
        .iter()
        .filter(|part| !table(part).is_empty())
        .collect();
    if told.is_empty() {
        return;
    }
    out.push('\n');
    if told.iter().any(|part| part.quantity.is_some()) {
        out.push_str("# found: quantities, in the names of the files\n");
    }
    let is = |process| told.iter().any(|part| part.process.contains(&process));
    if is(Process::Fff) {
        out.push_str("# guessed: FFF, because it is a mesh and its folder says nothing else\n");
    }
    if [Process::Laser, Process::Mill, Process::Resin, Process::Sls]
        .into_iter()
        .any(is)
    {
        out.push_str("# guessed: other processes, from the names of folders\n");
    }
    out.push_str(
        "# Worth adding: material = [\"PETG\"], orientation = \"as-modelled\", supports = \"none\", min-wall = 1.2,\n\
         # infill = 20, walls = 3, layer-height = 0.2, tolerance = \"ISO 2768-m\"\n",
    );
    for part in told {
        out.push('\n');
        out.push_str(&table_text(part));
    }
}

/// A part's table in fab.toml.
fn table_text(part: &PlannedPart) -> String {
    let mut text = format!("[[part]]\nname = {}\n", toml::string(&part.name));
    for (key, value) in table(part) {
        let _ = writeln!(text, "{key} = {value}");
    }
    text
}

/// What fab.toml has to say of a part.
fn table(part: &PlannedPart) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    if let Some((quantity, _)) = &part.quantity {
        lines.push(("quantity".to_owned(), quantity.to_string()));
    }
    let process: Vec<String> = part
        .process
        .iter()
        .map(|process| toml::string(process.word()))
        .collect();
    let has_own = part.production.iter().any(|(key, _)| key == "process");
    if !process.is_empty() && !has_own {
        let value = match process.as_slice() {
            [one] => one.clone(),
            many => toml::list(many),
        };
        lines.push(("process".to_owned(), value));
    }
    lines.extend(part.production.iter().cloned());
    lines
}

fn contributors(out: &mut String, plan: &Plan) {
    if plan.contributors.is_empty() {
        out.push_str(
            "\n# Everybody who worked on it, with what they did:\n# [[contributor]]\n# name = \"Name\"\n\
             # roles = [\"design\", \"documentation\", \"testing\", \"photography\"]\n",
        );
        return;
    }
    out.push_str(
        "\n# found: who worked on it. To fill in: what each of them did, and who is missing, for example\n\
         # roles = [\"design\", \"documentation\", \"testing\", \"photography\"]\n",
    );
    for Contributor { name, roles } in &plan.contributors {
        let _ = writeln!(out, "\n[[contributor]]\nname = {}", toml::string(name));
        if !roles.is_empty() {
            let roles: Vec<String> = roles.iter().map(|role| toml::string(role)).collect();
            let _ = writeln!(out, "roles = {}", toml::list(&roles));
        }
    }
}

fn origin(out: &mut String, plan: &Plan) {
    let fork = plan
        .lines
        .iter()
        .find(|line| line.key == "forkOf")
        .map(|line: &Line| line.value.as_str());
    let _ = writeln!(
        out,
        "\n# What it builds on, each origin with its licence and authors:\n# [[derived-from]]\n# url = {}\n\
         # revision = \"commit or tag\"\n# license = \"CERN-OHL-S-2.0\"\n# authors = [\"Name <mail>\"]\n\
         # relation = \"adaptation\"   # or component, aggregate, firmware, documentation\n\
         # changes = \"what is different here\"\n# date = 2026-01-31",
        fork.unwrap_or("\"https://…\"")
    );
}

/// A fab.toml that is there already, completed by what an older manifest has for it and by the parts that it
/// lacks; `None` when it cannot be read, and has to be replaced.
pub fn completed_fab(plan: &Plan, existing: &str) -> Option<String> {
    let existing = match &plan.fab {
        Some(fab) if fab.before.as_deref() == Some(existing) => fab.after.as_str(),
        _ => existing,
    };
    let document: toml_edit::DocumentMut = existing.parse().ok()?;
    let known: Vec<String> = document
        .get("part")
        .and_then(toml_edit::Item::as_array_of_tables)
        .into_iter()
        .flatten()
        .filter_map(|table| Some(table.get("name")?.as_str()?.to_lowercase()))
        .collect();
    let mut out = existing.to_owned();
    // A list of tables may be continued at the end; a list in one expression may not.
    let is_open = document
        .get("part")
        .is_none_or(toml_edit::Item::is_array_of_tables);
    if !is_open {
        return Some(out);
    }
    let mut added = String::new();
    for part in &plan.parts {
        if !known.contains(&part.name.to_lowercase()) && !table(part).is_empty() {
            let _ = write!(added, "\n{}", table_text(part));
        }
    }
    if !(added.is_empty() || out.is_empty() || out.ends_with('\n')) {
        added.insert(0, '\n');
    }
    if out.contains("\r\n") {
        added = added.replace('\n', "\r\n");
    }
    out.push_str(&added);
    Some(out)
}
