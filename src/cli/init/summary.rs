//! What `init` found, guessed and could not know, for people.

use crate::package::adopt::{Evidence, Plan, signature};
use crate::package::parts::Process;
use crate::report::Style;
use crate::units::count;
use std::fmt::Write as _;
use std::path::Path;

/// How wide a value is shown, characters.
const VALUE: usize = 42;

/// How wide its evidence is shown, characters.
const EVIDENCE: usize = 46;

/// A line of the summary.
struct Row {
    label: String,
    value: String,
    evidence: Evidence,
}

/// What was found and guessed.
pub(super) fn found(plan: &Plan, style: &Style) -> String {
    let paint = Paint(style.colour);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}: {} in {}",
        paint.bold(&clipped(&plan.name.value, 60)),
        count(plan.parts.len(), "part"),
        count(plan.files, "file")
    );
    if let Some(former) = &plan.former {
        let _ = writeln!(out, "taking over {former}");
    }
    let rows = rows(plan);
    let width = rows
        .iter()
        .map(|row| row.label.chars().count())
        .max()
        .unwrap_or(0);
    let value_width = rows
        .iter()
        .map(|row| row.value.chars().count().min(VALUE))
        .max()
        .unwrap_or(0);
    let found = |row: &&Row| matches!(row.evidence, Evidence::Found(_) | Evidence::Stated);
    let guessed = |row: &&Row| matches!(row.evidence, Evidence::Guessed(_));
    let mut group = |title: String, rows: Vec<&Row>| {
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{title}");
        for row in rows {
            let (Evidence::Found(from) | Evidence::Guessed(from) | Evidence::Unknown(from)) =
                &row.evidence
            else {
                continue;
            };
            let label = format!("{:width$}", row.label);
            let value = clipped(&row.value, VALUE);
            let pad = " ".repeat(value_width.saturating_sub(value.chars().count()));
            let _ = writeln!(
                out,
                "  {label}  {value}{pad}  {}",
                paint.dim(&clipped(from, EVIDENCE))
            );
        }
    };
    group(paint.green("found"), rows.iter().filter(found).collect());
    group(
        paint.yellow("guessed, please confirm"),
        rows.iter().filter(guessed).collect(),
    );
    for remark in &plan.remarks {
        let _ = write!(out, "\n{} {remark}", paint.bold("note:"));
    }
    if !plan.remarks.is_empty() {
        out.push('\n');
    }
    out
}

/// What was written, what is still to fill in, and what to do next.
pub(super) fn closing(
    plan: &Plan,
    okh: &str,
    root: &Path,
    names: &[&str],
    style: &Style,
) -> String {
    let paint = Paint(style.colour);
    let mut out = String::new();
    let unknown = plan.unknown();
    if !unknown.is_empty() && !style.quiet {
        let _ = writeln!(out, "\n{}", paint.red("to fill in"));
        let width = unknown
            .iter()
            .map(|(key, _)| label(key).chars().count())
            .max()
            .unwrap_or(0);
        for (key, supply) in &unknown {
            let _ = writeln!(
                out,
                "  {:width$}  okh.toml:{:<3}  {}",
                label(key),
                line_of(okh, key),
                supply
            );
        }
    }
    let lead = if style.quiet { "" } else { "\n" };
    let place = if root == Path::new(".") {
        String::new()
    } else {
        format!(" in {}", root.display())
    };
    let _ = writeln!(out, "{lead}wrote {}{place}", names.join(" and "));
    let command = if root == Path::new(".") {
        "fabcommons check".to_owned()
    } else {
        format!("fabcommons check {}", quoted(&root.display().to_string()))
    };
    let first = if unknown.is_empty() {
        "look them over, then"
    } else {
        "fill in what is missing, then"
    };
    let _ = writeln!(out, "next: {first} `{}`", paint.bold(&command));
    out
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    if path
        .chars()
        .all(|c| c.is_alphanumeric() || "/._-+@".contains(c))
    {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

/// The line of a key at the top level, from 1.
fn line_of(okh: &str, key: &str) -> usize {
    let start = format!("{key} = ");
    okh.lines()
        .position(|line| line.starts_with(&start))
        .map_or(1, |at| at + 1)
}

/// What people call a key.
fn label(key: &str) -> &str {
    match key {
        "repo" => "repository",
        "license" => "licence",
        "documentation-language" => "language",
        "contribution-guide" => "contributing",
        "manufacturing-instructions" => "instructions",
        "user-manual" => "user manual",
        "technology-readiness-level" => "technology",
        "documentation-readiness-level" => "documentation",
        "standard-compliance" => "standards",
        "cpc-patent-class" => "patent class",
        "outer-dimensions" => "dimensions",
        "forkOf" => "fork of",
        "image" => "pictures",
        "bom" => "bill",
        "source" => "sources",
        "tsdc" => "technologies",
        other => other,
    }
}

/// The lines, in the order of the manifest.
fn rows(plan: &Plan) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |label: &str, value: String, evidence: &Evidence| {
        rows.push(Row {
            label: label.to_owned(),
            value,
            evidence: evidence.clone(),
        });
    };
    for (key, fact) in [
        ("name", Some(&plan.name)),
        ("function", Some(&plan.function)),
        ("repo", Some(&plan.repo)),
        ("version", plan.version.as_ref()),
        ("license", Some(&plan.license)),
    ] {
        if let Some(fact) = fact {
            add(label(key), fact.value.clone(), &fact.evidence);
        }
    }
    for (key, licence) in [
        ("  documents", &plan.documentation_license),
        ("  software", &plan.software_license),
    ] {
        if let Some(licence) = licence {
            add(key, licence.value.clone(), &licence.evidence);
        }
    }
    let people: Vec<String> = plan.licensor.value.iter().map(signature).collect();
    add("licensor", people.join(", "), &plan.licensor.evidence);
    for line in &plan.lines {
        add(label(line.key), line.shown.clone(), &line.evidence);
    }
    of_parts(plan, &mut add);
    if !plan.contributors.is_empty() && !plan.has_fab {
        add(
            "contributors",
            count(plan.contributors.len(), "person").replace("persons", "people"),
            &Evidence::Found("what each did is left to say".to_owned()),
        );
    }
    if let Some(carried) = &plan.carried {
        add(
            "kept",
            format!(
                "{} under [carried.{}] of fab.toml",
                count(carried.keys, "more key"),
                carried.table
            ),
            &Evidence::Found("what edition 2.4 has no key for".to_owned()),
        );
    }
    // What nobody knows is told at the end, with its line.
    rows.retain(|row| !matches!(row.evidence, Evidence::Unknown(_)));
    rows
}

fn of_parts(plan: &Plan, add: &mut dyn FnMut(&str, String, &Evidence)) {
    if plan.parts.is_empty() {
        return;
    }
    let folders: std::collections::BTreeSet<&str> =
        plan.parts.iter().map(|part| part.folder.as_str()).collect();
    let parts = if folders.len() > 1 {
        format!("{} in {}", plan.parts.len(), count(folders.len(), "folder"))
    } else {
        plan.parts.len().to_string()
    };
    add("parts", parts, &Evidence::Found(plan.parts_from.clone()));
    let sourced = plan
        .parts
        .iter()
        .filter(|part| !part.sources.is_empty())
        .count();
    add(
        "  with source",
        format!("{sourced} of {}", plan.parts.len()),
        &Evidence::Found(
            if sourced == 0 {
                "no design file has the name of a part"
            } else {
                "design files of the same name"
            }
            .to_owned(),
        ),
    );
    let quantities: Vec<u64> = plan
        .parts
        .iter()
        .filter_map(|part| part.quantity.as_ref().map(|(number, _)| u64::from(*number)))
        .collect();
    if !quantities.is_empty() && !plan.has_fab {
        add(
            "  quantities",
            format!(
                "of {}, {}",
                count(quantities.len(), "part"),
                count(quantities.iter().sum::<u64>() as usize, "piece")
            ),
            &Evidence::Found("the names of the files".to_owned()),
        );
    }
    let made: Vec<String> = Process::ALL
        .iter()
        .filter_map(|(process, word)| {
            let number = plan
                .parts
                .iter()
                .filter(|part| part.process.contains(process))
                .count();
            (number > 0).then(|| format!("{number} {word}"))
        })
        .collect();
    if !made.is_empty() && !plan.has_fab {
        add(
            "  made by",
            made.join(", "),
            &Evidence::Guessed("names of folders; FFF for other meshes".to_owned()),
        );
    }
}

/// At most `limit` characters of one line.
fn clipped(text: &str, limit: usize) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if line.chars().count() <= limit {
        return line;
    }
    let head: String = line.chars().take(limit - 1).collect();
    format!("{}…", head.trim_end())
}

/// Colour, where there is one; the words say the same without it.
struct Paint(bool);

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.0 {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.with("2", text)
    }

    fn green(&self, text: &str) -> String {
        self.with("1;32", text)
    }

    fn yellow(&self, text: &str) -> String {
        self.with("1;33", text)
    }

    fn red(&self, text: &str) -> String {
        self.with("1;31", text)
    }
}
