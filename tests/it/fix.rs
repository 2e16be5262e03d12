//! `check --fix`: on manifests made here, on mixes of keys and values of all editions, and on every manifest of
//! the corpus beside the official schema.

use crate::support;
use fabcommons::package::repair::{Input, Repair, repair};
use fabcommons::package::tree::{Document, Node, Table, Value};
use fabcommons::package::{Package, fab};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

/// The repair of a manifest by its texts alone.
fn repaired(path: &str, text: &str, fab: Option<&str>) -> Repair {
    repair(&Input {
        path,
        bytes: text.as_bytes(),
        fab_path: "fab.toml",
        fab_bytes: fab.map(str::as_bytes),
        toml_path: Some("okh.toml"),
        files: None,
    })
}

/// The texts of `okh.toml` and `fab.toml` afterwards.
fn texts(path: &str, text: &str, fab: Option<&str>) -> (String, String) {
    let repair = repaired(path, text, fab);
    let after = |path: &str| {
        let file = repair.files.iter().find(|file| file.path == path);
        file.map(|file| file.after.clone())
    };
    let okh = after("okh.toml").unwrap_or_else(|| text.to_owned());
    (
        okh,
        after("fab.toml")
            .or(fab.map(str::to_owned))
            .unwrap_or_default(),
    )
}

pub(crate) fn json(toml: &str) -> Json {
    let value: toml::Table = toml::from_str(toml).unwrap_or_else(|error| panic!("{error}\n{toml}"));
    as_json(&toml::Value::Table(value))
}

/// Dates become texts, as in JSON.
fn as_json(value: &toml::Value) -> Json {
    match value {
        toml::Value::String(text) => Json::from(text.as_str()),
        toml::Value::Integer(number) => Json::from(*number),
        toml::Value::Float(number) if number.is_finite() => Json::from(*number),
        toml::Value::Float(number) => Json::from(number.to_string()),
        toml::Value::Boolean(value) => Json::from(*value),
        toml::Value::Datetime(moment) => Json::from(moment.to_string()),
        toml::Value::Array(values) => values.iter().map(as_json).collect(),
        toml::Value::Table(table) => {
            let entries = table
                .iter()
                .map(|(key, value)| (key.clone(), as_json(value)));
            Json::Object(entries.collect())
        }
    }
}

fn schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string(support::project("schemas/okh-2.4.schema.json"))
        .expect("the schema");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("JSON")).expect("a schema")
}

pub(crate) fn problems_of_fab(text: &str) -> Vec<String> {
    let problems = fab::read_text(text.as_bytes()).problems;
    problems
        .iter()
        .map(|problem| format!("{problem:?}"))
        .collect()
}

const HEAD: &str = "okhv = \"2.4\"\nname = \"Lamp\"\nrepo = \"https://codeberg.org/a/lamp\"\nlicense = \"MIT\"\n\
    licensor = \"Alice\"\nfunction = \"Lights\"\n";

#[test]
fn a_valid_manifest_is_left_byte_for_byte() {
    let odd = format!(
        "{HEAD}mass=   12 # g\n\n\n[outer-dimensions]\nwidth = 1\n  depth = 2 #\nheight = 3\n# end"
    );
    assert_eq!(repaired("okh.toml", &odd, None).files, []);
    let windows = odd.replace('\n', "\r\n");
    assert_eq!(repaired("okh.toml", &windows, None).files, []);
}

#[test]
fn an_older_manifest_becomes_valid_and_keeps_its_format() {
    let old = "# SPDX-License-Identifier: CC0-1.0\n\nokhv = \"OKH-LOSHv1.0\" # the edition\nname = \"Loom\"\n\
        repo = \"https://codeberg.org/a/loom\"\nversion = 3\nlicense = \"LicenseRef-CC-BY-SA-4.0\"\nlicensor = [ \"Alice\" ]\n\
        function = \"Weaves\"\n# where it is spoken\ndocumentationLanguage = 'English-UK' # British\nimage = \"\"\n\
        readme = \"/README.md\"\ntimestamp = \"1643\" # when\nfabric-width-mm = 400\ntechnologyReadinessLevel = \"Ideation\"\n\n\
        # how big\n[outer-dimensions]\nunit = \"cm\"\nopenSCAD = \"cube(size = [52,48,61])\" # guessed\n\n[[part]]\n\
        name = \"beam\" # the part\nsource = \"./beam.FCStd\"\nmaterial = \"PLA\"\nprinting-process = \"FDM\"\ninfill = 20\n\
        supports = false\nraft-brim = false # no\nresolution-mm = 0.20\n\n[part.mass]\nvalue = 0.5\nunit = \"kg\"\n\n\
        [[Software]]\nrelease = \"https://a.b/c\"\nlabel = \"firmware\"\n";
    let (okh, fab) = texts("okh.toml", old, None);
    assert_eq!(
        okh,
        "# SPDX-License-Identifier: CC0-1.0\n\nokhv = \"2.4\" # the edition\nname = \"Loom\"\n\
        repo = \"https://codeberg.org/a/loom\"\nversion = \"3\"\nlicense = \"CC-BY-SA-4.0\"\nlicensor = [ \"Alice\" ]\n\
        function = \"Weaves\"\n# where it is spoken\ndocumentation-language = \"en-GB\" # British\n\
        readme = \"README.md\"\ntechnology-readiness-level = \"OTRL-1\"\n\n\
        # how big\n[outer-dimensions]\n# guessed\nwidth = 520\ndepth = 480\nheight = 610\n\n[[part]]\n\
        name = \"beam\" # the part\nsource = \"beam.FCStd\"\nmass = 500\n\n\
        [[software]]\nrelease = \"https://a.b/c\"\n"
    );
    assert_eq!(
        fab,
        "# How this design is made and where it comes from: what okhv 2.4 has no key for.\n\n[[part]]\nname = \"beam\"\n\
        material = \"PLA\"\nprocess = \"FFF\"\ninfill = 20\nsupports = \"none\"\nlayer-height = 0.20\n\n\
        [carried.okh-losh-v1]\ntimestamp = \"1643\" # when\nfabric-width-mm = 400\n\n\
        [[carried.okh-losh-v1.part]]\nname = \"beam\"\nraft-brim = false # no\n\n\
        [[carried.okh-losh-v1.software]]\nrelease = \"https://a.b/c\"\nlabel = \"firmware\"\n"
    );
    assert!(schema().is_valid(&json(&okh)));
    assert_eq!(problems_of_fab(&fab), Vec::<String>::new());
    assert!(repaired("okh.toml", &okh, Some(&fab)).is_nothing());
}

/// A leaf of a document: the keys that lead to it and its value.
type Leaf = (Vec<String>, Json);

fn leaves(value: &Json) -> Vec<Leaf> {
    with_units(value)
        .into_iter()
        .map(|(leaf, _)| leaf)
        .collect()
}

/// The leaves, each with how many grams or mm the `unit` beside it is.
fn with_units(value: &Json) -> Vec<(Leaf, f64)> {
    let mut found = Vec::new();
    collect(value, &mut Vec::new(), 1.0, &mut found);
    found
}

fn collect(value: &Json, path: &mut Vec<String>, unit: f64, found: &mut Vec<(Leaf, f64)>) {
    match value {
        Json::Object(table) => {
            let unit = match table.get("unit").and_then(Json::as_str) {
                Some("kg" | "m") => 1000.0,
                Some("cm") => 10.0,
                _ => 1.0,
            };
            for (key, value) in table {
                path.push(key.clone());
                collect(value, path, unit, found);
                path.pop();
            }
        }
        Json::Array(values) => values
            .iter()
            .for_each(|value| collect(value, path, unit, found)),
        value => found.push(((path.clone(), value.clone()), unit)),
    }
}

/// What an older value may have become, by the published differences between the editions; worked out here from
/// the text alone.
fn conversions(path: &[String], value: &Json, unit: f64) -> Vec<Json> {
    let key = path.last().map_or("", String::as_str);
    let mut may = vec![value.clone()];
    let text = match value {
        Json::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    may.push(Json::from(text.as_str()));
    let mut add = |value: Json| may.push(value);
    match (key, text.as_str()) {
        ("okhv" | "okh-manifest-version", _) => add("2.4".into()),
        (_, "Ideation") => add("OTRL-1".into()),
        (_, "TechnicalDesign") => add("OTRL-3".into()),
        (_, "Started") => add("ODRL-1".into()),
        (_, "Full") => add("ODRL-3".into()),
        (_, "OTLR-5") => add("OTRL-5".into()),
        ("printing-process", "FDM") => add("FFF".into()),
        ("supports", "true") => add("allowed".into()),
        ("supports", "false") => add("none".into()),
        ("license" | "hardware" | "documentation" | "software" | "spdx-license", text) => {
            let bare = text.strip_prefix("LicenseRef-").unwrap_or(text);
            add(bare.into());
            add(bare.replace(' ', "-").into());
            add(bare.replace('_', "-").into());
            if let Some((_, id)) = LICENCES.iter().find(|(name, _)| *name == bare) {
                add((*id).into());
            }
        }
        (key, text) if key.to_lowercase().contains("language") => {
            let tag = text
                .replace('_', "-")
                .replace("English", "en")
                .replace("French", "fr");
            let (language, region) = tag.split_once('-').unwrap_or((&tag, ""));
            let language = if language == "jp" { "ja" } else { language };
            let region = if region == "UK" { "GB" } else { region };
            add(format!("{language}-{region}").into());
            add(format!("{}-{region}", language.to_lowercase()).into());
            add(language.into());
        }
        _ => {}
    }
    if let Some((host, path)) = text
        .strip_prefix("git@")
        .and_then(|rest| rest.split_once(':'))
    {
        add(format!("https://{host}/{}", path.trim_end_matches(".git")).into());
    }
    if text.starts_with("codeberg.org/") {
        add(format!("https://{text}").into());
    }
    if let Some((name, mail)) = text.trim_end_matches('>').split_once(" <") {
        add(name.into());
        add(mail.into());
    }
    if let Some(path) = text.strip_prefix('/') {
        add(path.into());
    }
    if let Some(path) = text.strip_prefix("./") {
        add(path.into());
    }
    if let Ok(number) = text.trim_end_matches(" g").parse::<f64>() {
        add(number.into());
        add((number * unit).into());
    }
    may
}

/// Names of licences in the corpus that are no ids, with the id that they certainly mean.
const LICENCES: &[(&str, &str)] = &[
    (
        "Creative Commons Attribution-ShareAlike 4.0 International License",
        "CC-BY-SA-4.0",
    ),
    ("CC-BY-SA 4.0", "CC-BY-SA-4.0"),
    ("CC BY-SA-4.0", "CC-BY-SA-4.0"),
    ("CC-BY-SA 3.0", "CC-BY-SA-3.0"),
    ("CC-by-sa 3.0", "CC-BY-SA-3.0"),
    ("CERN OHL v1.2", "CERN-OHL-1.2"),
    ("GNU GPL v3.0", "GPL-3.0-only"),
    ("GNU GPL v2.0", "GPL-2.0-only"),
    ("CC-BY license 4.0", "CC-BY-4.0"),
    ("CC BY 3.0 US", "CC-BY-3.0-US"),
    ("CERN-OHL-P", "CERN-OHL-P-2.0"),
];

/// What older keys are called now, in `okh.toml` or in `fab.toml`.
const NAMES: &[(&str, &str)] = &[
    ("organisation", "organization"),
    ("patent-class", "cpc-patent-class"),
    ("software", "release"),
    ("title", "name"),
    ("description", "function"),
    ("documentation-home", "repo"),
    ("project-link", "repo"),
    ("path", "source"),
    ("path", "manufacturing-instructions"),
    ("path", "user-manual"),
    ("path", "auxiliary"),
    ("path", "release"),
    ("hardware", "license"),
    ("documentation", "license"),
    ("printing-process", "process"),
    ("resolution-mm", "layer-height"),
    ("smallest-tolerance-class", "tolerance"),
    ("value", "mass"),
    ("design-files", "source"),
    ("schematics", "source"),
    ("tool-list", "auxiliary"),
    ("making-instructions", "manufacturing-instructions"),
    ("spdx-license", "license"),
    ("standards-used", "standard-compliance"),
    ("derivative-of", "fork-of"),
    ("funtion", "function"),
    ("licencor", "licensor"),
    ("sorce", "source"),
    ("manufacturing-process", "process"),
    ("contributors", "name"),
    ("licensor", "name"),
    ("organization", "name"),
    ("organisation", "name"),
    ("licencor", "name"),
    ("licensor", "email"),
    ("outer-dimensions", "width"),
    ("outer-dimensions", "depth"),
    ("outer-dimensions", "height"),
];

/// `documentationLanguage` and `Software` in the style of the standard.
fn style(key: &str) -> String {
    let mut styled = String::new();
    for c in key.chars() {
        if c.is_uppercase() && !styled.is_empty() {
            styled.push('-');
        }
        styled.extend(c.to_lowercase());
    }
    styled
}

/// Whether a value under the old key may stand under the new one.
fn may_be_called(old: &str, new: &str) -> bool {
    let (old, new) = (style(old), style(new));
    let old = old.replace('_', "-");
    // A key whose place is taken is told apart by a number.
    let new = new.trim_end_matches(|c: char| c.is_ascii_digit());
    let new = new.strip_suffix('-').unwrap_or(new);
    let places = [
        "source",
        "manufacturing-instructions",
        "user-manual",
        "auxiliary",
        "release",
        "image",
        "export",
    ];
    let link =
        matches!(old.as_str(), "path" | "url") && (KEYS.contains(&new) || places.contains(&new));
    old == new || link || NAMES.contains(&(old.as_str(), new))
}

/// The sizes in an `OpenSCAD` body, found by its numbers alone.
fn body(text: &str) -> Option<[f64; 3]> {
    let numbers: Vec<f64> = text
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|number| number.parse().ok())
        .collect();
    match (text.starts_with("cube"), numbers.as_slice()) {
        (true, [a, b, c]) => Some([*a, *b, *c]),
        (false, [h, r]) if text.starts_with("cylinder") => Some([2.0 * r, 2.0 * r, *h]),
        _ => None,
    }
}

fn same(a: &Json, b: &Json) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs(),
        _ => a == b,
    }
}

/// Old values that are nowhere in the new files.
pub(crate) fn lost(old: &Json, okh: &Json, fab: &Json) -> Vec<String> {
    let mut new = leaves(okh);
    new.extend(leaves(fab));
    let mut lost = Vec::new();
    for ((path, value), unit) in with_units(old) {
        if value.as_str().is_some_and(|text| text.trim().is_empty()) || value.is_null() {
            continue;
        }
        let key = path.last().map_or("", String::as_str);
        let units = ["g", "mm", "kg", "cm", "m"];
        let as_is = |(path, new): &Leaf| {
            same(new, &value) && path.last().is_some_and(|new| may_be_called(key, new))
        };
        let size = value
            .as_str()
            .and_then(body)
            .filter(|_| !new.iter().any(as_is));
        let found = if let Some(size) = size {
            {
                size.iter().all(|length| {
                    new.iter()
                        .any(|(_, value)| same(value, &Json::from(*length * unit)))
                })
            }
        } else if key == "unit" && value.as_str().is_some_and(|unit| units.contains(&unit)) {
            true
        } else {
            let may = conversions(&path, &value, unit);
            let called = |path: &[String]| path.last().is_some_and(|new| may_be_called(key, new));
            new.iter()
                .any(|(path, new)| called(path) && may.iter().any(|may| same(new, may)))
        };
        if !found {
            lost.push(format!("{} = {value}", path.join(".")));
        }
    }
    lost
}

#[test]
fn every_published_manifest_becomes_valid_and_loses_nothing() {
    let Some(corpus) = support::corpus() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let all: Vec<_> = support::files_below(&corpus.join("manifests/losh-list"))
        .into_iter()
        .chain(support::files_below(&corpus.join("manifests/wild")))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    assert!(all.len() >= 2095, "{} manifests", all.len());
    let mut old = Vec::new();
    for (index, path) in all.iter().enumerate() {
        let text = std::fs::read_to_string(path).expect("text");
        let package = folder.path().join(format!("{index:04}"));
        std::fs::create_dir(&package).expect("folder");
        std::fs::write(package.join("okh.toml"), &text).expect("written");
        old.push(text);
    }
    let run = |arguments: &[&str]| {
        let output = support::fabcommons(folder.path())
            .current_dir(folder.path())
            .args(["check", "--fix", "--no-cache", "--quiet"])
            .args(arguments)
            .output()
            .expect("the binary runs");
        assert!(
            support::exit_code(&output) < 2,
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output
    };
    run(&[]);
    let schema = schema();
    let mut invalid: HashMap<String, usize> = HashMap::new();
    let mut valid = 0;
    for (index, before) in old.iter().enumerate() {
        let read = |name: &str| {
            let path = folder.path().join(format!("{index:04}/{name}"));
            std::fs::read_to_string(path).unwrap_or_default()
        };
        let (okh_text, fab_text) = (read("okh.toml"), read("fab.toml"));
        let (okh, fab) = (json(&okh_text), json(&fab_text));
        let shown = all[index].display();
        assert_eq!(
            problems_of_fab(&fab_text),
            Vec::<String>::new(),
            "{shown}\n{fab_text}"
        );
        assert_eq!(
            lost(&json(before), &okh, &fab),
            Vec::<String>::new(),
            "{shown}\n{okh_text}\n{fab_text}"
        );
        for line in comments(before) {
            assert!(
                okh_text.contains(&line) || fab_text.contains(&line),
                "{shown}: {line}"
            );
        }
        match schema.iter_errors(&okh).next() {
            None => valid += 1,
            Some(error) => *invalid.entry(error.to_string()).or_default() += 1,
        }
    }
    println!(
        "{valid} of {} are valid; the others: {invalid:?}",
        all.len()
    );
    assert!(
        valid * 100 >= all.len() * 95,
        "{valid} of {}: {invalid:?}",
        all.len()
    );
    // A second look has nothing to say.
    let again = run(&["--diff"]);
    assert_eq!(String::from_utf8_lossy(&again.stdout), "");
    assert_eq!(support::exit_code(&again), 0);
}

/// The comments of a TOML text that stand on lines of their own.
fn comments(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    let comments = lines.filter(|line| line.starts_with('#') && line.len() > 1);
    comments.map(str::to_owned).collect()
}

/// The tree of a YAML or JSON manifest as JSON; of equal keys the last holds.
pub(crate) fn tree(path: &str, text: &str) -> Json {
    let document = Document::read(path, text.as_bytes()).expect("text");
    assert_eq!(document.errors, []);
    table_json(&document.root)
}

fn table_json(table: &Table) -> Json {
    let entries = table.entries.iter();
    let entries = entries.map(|entry| (entry.key.clone(), node_json(&entry.value)));
    Json::Object(entries.collect())
}

fn node_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Integer(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::String(text) | Value::Datetime(text) => Json::from(text.as_str()),
        Value::Array(nodes) => nodes.iter().map(node_json).collect(),
        Value::Table(table) => table_json(table),
    }
}

#[test]
fn the_packages_of_the_corpus_become_valid_and_lose_nothing() {
    let Some(corpus) = support::corpus() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let schema = schema();
    let manifests = [
        ("otto-diy", "okh.yml"),
        ("spotistation", "okh-manifest.yml"),
        ("zacplus", "okh-ZACplus.yml"),
        ("librewater", "okh.toml"),
        ("qarve", "okh.toml"),
        ("heimeliq", "okh.toml"),
        ("cmm-arm", "okh.toml"),
        ("bcn3d-moveo", ""),
    ];
    for (name, manifest) in manifests {
        let source = corpus.join("packages").join(name);
        let root = folder.path().join(name);
        for file in support::files_below(&source) {
            let to = root.join(file.strip_prefix(&source).expect("below"));
            std::fs::create_dir_all(to.parent().expect("a folder")).expect("made");
            std::fs::write(&to, std::fs::read(&file).expect("bytes")).expect("written");
        }
        let run = |arguments: &[&str]| {
            let output = support::fabcommons(folder.path())
                .args(["check", "--fix"])
                .arg(&root)
                .args(arguments)
                .output()
                .expect("the binary runs");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(support::exit_code(&output) < 2, "{name}: {stderr}");
            output
        };
        let before = support::files_below(&root).len();
        run(&[]);
        if manifest.is_empty() {
            assert_eq!(support::files_below(&root).len(), before, "{name}");
            continue;
        }
        let read = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
        let (okh_text, fab_text) = (read(&root.join("okh.toml")), read(&root.join("fab.toml")));
        let (okh, fab) = (json(&okh_text), json(&fab_text));
        let old = read(&source.join(manifest));
        let lost = lost(&tree(manifest, &old), &okh, &fab);
        assert_eq!(lost, Vec::<String>::new(), "{name}\n{okh_text}\n{fab_text}");
        assert_eq!(problems_of_fab(&fab_text), Vec::<String>::new(), "{name}");
        let errors: Vec<String> = schema
            .iter_errors(&okh)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}\n{okh_text}");
        for line in comments(&old) {
            assert!(
                okh_text.contains(&line) || fab_text.contains(&line),
                "{name}: {line}"
            );
        }
        let again = run(&["--diff"]);
        let again = (
            String::from_utf8_lossy(&again.stdout).into_owned(),
            support::exit_code(&again),
        );
        assert_eq!(again, (String::new(), 0), "{name}");
    }
}

/// Keys of every edition, in several styles, and some that nobody knows.
const KEYS: &[&str] = &[
    "okhv",
    "name",
    "repo",
    "version",
    "release",
    "license",
    "licensor",
    "organization",
    "organisation",
    "readme",
    "contribution-guide",
    "image",
    "documentation-language",
    "documentationLanguage",
    "technology-readiness-level",
    "technologyReadinessLevel",
    "documentation_readiness_level",
    "attestation",
    "publication",
    "function",
    "funtion",
    "standard-compliance",
    "cpc-patent-class",
    "patent-class",
    "tsdc",
    "bom",
    "manufacturing-instructions",
    "user-manual",
    "outer-dimensions",
    "mass",
    "source",
    "export",
    "auxiliary",
    "forkOf",
    "fork-of",
    "rdf",
    "$schema",
    "title",
    "description",
    "project-link",
    "documentation-home",
    "keywords",
    "contributors",
    "contact",
    "made",
    "timestamp",
    "design-files",
    "schematics",
    "tool-list",
    "making-instructions",
    "spdx-license",
    "licencor",
    "rpm",
    "standards-used",
    "derivative-of",
    "variant-of",
    "date-created",
    "mein Schlüssel",
    "a.b",
    "material",
    "part",
    "software",
    "Software",
];

/// Values of every kind, right and wrong ones, as TOML.
const VALUES: &[&str] = &[
    r#""2.4""#,
    r#""OKH-LOSHv1.0""#,
    "2.0",
    "1",
    "0",
    "-3",
    "0.5",
    "inf",
    "true",
    "2020-01-02",
    r#""""#,
    r#""  ""#,
    r#""Lamp""#,
    r#""https://codeberg.org/a/b""#,
    r#""git@codeberg.org:a/b.git""#,
    r#""codeberg.org/a/b""#,
    r#""/README.md""#,
    r#""./a/b.stl""#,
    r#""../up""#,
    r#""ftp://x/y""#,
    r#""MIT""#,
    r#""LicenseRef-CC BY-SA-4.0""#,
    r#""CERN OHL""#,
    r#""GNU GPL""#,
    r#""Alice <a@b.c>""#,
    r#""en_GB""#,
    r#""English""#,
    r#""Ideation""#,
    r#""OTLR-5""#,
    r#""ODRL-3*""#,
    r#""30 g""#,
    r#""cube(size = [1,2,3]""#,
    r#""cylinder(h=3, r=4)""#,
    r#""10.1371/a""#,
    "\"\"\"\nseveral\n\"lines\" # no comment\n\"\"\"",
    r"'''raw \ text'''",
    r#""日本語 ✓""#,
    "[]",
    r#"["a"]"#,
    r#"[""]"#,
    r#"["a.stl", "/b.stl", "../c"]"#,
    "[1, 2, 3]",
    r#"["a", 1]"#,
    "[[1], [2]]",
    "{}",
    r#"{ name = "A", url = "nowhere" }"#,
    r#"["A", { name = "B" }]"#,
    r#"{ value = 2, unit = "kg" }"#,
    r#"{ openSCAD = "cube([1,2,3])", unit = "cm" }"#,
    r#"{ width = "1", depth = 2, height = 3 }"#,
    r#"{ width = 1, depth = 2, height = 3, unit = "m" }"#,
    "{ width = 0 }",
    r#"{ path = "a.pdf", title = "A" }"#,
    r#"[{ path = "/a.pdf" }, { path = "b.pdf", title = "B" }]"#,
    r#"{ hardware = "MIT", documentation = "CC-BY-4.0", software = "GNU GPL" }"#,
    r#"{ location = "a.png", slots = "x", odd = 1 }"#,
    r#"[{ location = "a.png" }, "b.png", { title = "c" }]"#,
    r#"[{ name = "p", material = "PLA", supports = false }]"#,
    r#"[{ release = "1.0", label = "x" }, { label = "y" }]"#,
    r#"{ namespace = "n", prefix = 1 }"#,
    r#"[{ name = "Bob", affiliation = "X" }, "Eve"]"#,
];

/// Headers of tables that may follow.
const TABLES: &[&str] = &[
    "[outer-dimensions]",
    "[licensor]",
    "[[part]]",
    "[part.mass]",
    "[part.outer-dimensions]",
    "[[software]]",
    "[[image]]",
    "[contact]",
    "[contact.social]",
    "[rdf]",
    "[[contributors]]",
    "[[organization]]",
    "[license]",
];

/// Keys inside tables.
const INNER: &[&str] = &[
    "name",
    "title",
    "source",
    "export",
    "image",
    "mass",
    "outer-dimensions",
    "tsdc",
    "material",
    "printing-process",
    "manufacturing-process",
    "infill",
    "supports",
    "resolution-mm",
    "raft-brim",
    "smallest-tolerance-class",
    "openSCAD",
    "unit",
    "value",
    "width",
    "depth",
    "height",
    "release",
    "label",
    "location",
    "path",
    "hardware",
    "namespace",
    "url",
    "email",
    "roles",
    "sorce",
    "a.b",
    "x y",
];

type Row = (&'static str, &'static str, bool, bool);

fn row(keys: &'static [&'static str]) -> impl Strategy<Value = Row> {
    let select = proptest::sample::select;
    (select(keys), select(VALUES), any::<bool>(), any::<bool>())
}

/// Adds rows, some with comments of their own above or behind.
fn write_rows(rows: &[Row], number: &mut usize, text: &mut String) {
    for (key, value, above, behind) in rows {
        *number += 1;
        let bare = key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        let key = if bare {
            (*key).to_owned()
        } else {
            format!("{key:?}")
        };
        if *above {
            let _ = writeln!(text, "# above {number}.");
        }
        let behind = if *behind {
            format!(" # behind {number}.")
        } else {
            String::new()
        };
        let _ = writeln!(text, "{key} = {value}{behind}");
        if number.is_multiple_of(4) {
            text.push('\n');
        }
    }
}

fn document() -> impl Strategy<Value = String> {
    let top = proptest::collection::vec(row(KEYS), 0..14);
    let table = (
        proptest::sample::select(TABLES),
        proptest::collection::vec(row(INNER), 0..5),
    );
    let tables = proptest::collection::vec(table, 0..5);
    (top, tables, any::<bool>()).prop_map(|(top, tables, windows)| {
        let mut text = String::from("# the head\n\n");
        let mut number = 0;
        write_rows(&top, &mut number, &mut text);
        for (header, inner) in tables {
            let _ = writeln!(text, "\n{header}");
            write_rows(&inner, &mut number, &mut text);
        }
        if windows {
            text.replace('\n', "\r\n")
        } else {
            text
        }
    })
}

/// Every comment that [`document`] wrote.
fn made_comments(text: &str) -> Vec<String> {
    let comment = |line: &str| {
        let at = ["# above ", "# behind ", "# the head"]
            .iter()
            .find_map(|start| line.find(start))?;
        Some(line[at..].trim().to_owned())
    };
    text.lines().filter_map(comment).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mix_of_editions_is_repaired_for_good(text in document()) {
        let repair = repaired("okh.toml", &text, None);
        let (okh, fab) = texts("okh.toml", &text, None);
        for comment in made_comments(&text) {
            prop_assert!(okh.contains(&comment) || fab.contains(&comment), "{comment}\n{okh}\n---\n{fab}");
        }
        if repair.is_nothing() {
            return Ok(());
        }
        prop_assert_eq!(problems_of_fab(&fab), Vec::<String>::new(), "{}", fab);
        let again = repaired("okh.toml", &okh, (!fab.is_empty()).then_some(fab.as_str()));
        prop_assert!(again.is_nothing(), "{okh}\n---\n{fab}\n---\n{:#?}", again);
        // What the schema still refuses is what only a human can say.
        let required = ["/name", "/repo", "/license", "/licensor", "/function", "/part/"];
        for error in schema().iter_errors(&json(&okh)) {
            let place = error.instance_path().to_string();
            let missing = error.to_string().contains("is a required property");
            let human = place.is_empty() && missing || required.iter().any(|key| place.starts_with(key));
            prop_assert!(human, "{place}: {error}\n{okh}\n---\n{fab}");
        }
        let lost = lost(&json(&text), &json(&okh), &json(&fab));
        prop_assert_eq!(lost, Vec::<String>::new(), "{}\n---\n{}", okh, fab);
    }

    #[test]
    fn any_mix_in_json_and_yaml_becomes_toml_for_good(text in document()) {
        let Ok(table) = toml::from_str::<toml::Table>(&text) else {
            return Ok(());
        };
        let old = as_json(&toml::Value::Table(table));
        // Every JSON text is YAML too.
        for path in ["okh.json", "okh.yml"] {
            let repair = repaired(path, &serde_json::to_string_pretty(&old).expect("text"), None);
            if repair.is_nothing() {
                prop_assert!(!repair.left.is_empty());
                continue;
            }
            let (okh, fab) = texts(path, &old.to_string(), None);
            prop_assert_eq!(problems_of_fab(&fab), Vec::<String>::new(), "{}", fab);
            let lost = lost(&old, &json(&okh), &json(&fab));
            prop_assert_eq!(lost, Vec::<String>::new(), "{}\n{}\n---\n{}", old, okh, fab);
            let again = repaired("okh.toml", &okh, (!fab.is_empty()).then_some(fab.as_str()));
            prop_assert!(again.is_nothing(), "{okh}\n---\n{fab}\n---\n{:#?}", again);
        }
    }
}

fn written(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    folder
}

/// Runs `check --fix` in a folder: exit code, standard output, standard error.
fn fix(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let home = tempfile::tempdir().expect("a folder");
    let output = support::fabcommons(home.path())
        .current_dir(folder)
        .args(["check", "--fix"])
        .args(arguments)
        .output()
        .expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        support::exit_code(&output),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn names(folder: &Path) -> Vec<String> {
    let files = support::files_below(folder);
    let name = |path: &std::path::PathBuf| {
        path.strip_prefix(folder)
            .expect("below")
            .display()
            .to_string()
    };
    files.iter().map(name).collect()
}

#[test]
fn a_diff_shows_and_writes_nothing() {
    let old = HEAD
        .replace("\"MIT\"", "\"GPL v3 or later\"")
        .replace("licensor", "# who\nlicencor");
    let folder = written(&[("okh.toml", &old), ("README.md", "# Lamp\n")]);
    let (code, diff, notes) = fix(folder.path(), &["--diff"]);
    assert_eq!(code, 1, "{notes}");
    assert!(
        diff.starts_with("--- okh.toml\n+++ okh.toml\n@@ "),
        "{diff}"
    );
    assert!(
        diff.contains("\n-licencor = \"Alice\"\n+licensor = \"Alice\"\n"),
        "{diff}"
    );
    assert_eq!(
        std::fs::read_to_string(folder.path().join("okh.toml")).expect("text"),
        old
    );
    assert_eq!(names(folder.path()), ["README.md", "okh.toml"]);
    let (code, _, notes) = fix(folder.path(), &["."]);
    assert!(
        code < 2 && notes.contains("`licencor` is spelt `licensor`"),
        "{notes}"
    );
    assert_eq!(fix(folder.path(), &["--diff"]).0, 0);
    let alone = support::fabcommons(folder.path())
        .args(["check", "--diff"])
        .output()
        .expect("runs");
    assert_eq!(support::exit_code(&alone), 2, "it needs --fix");
}

#[test]
fn paths_are_spelt_as_on_disk() {
    let old = format!(
        "{HEAD}readme = \"readme.md\"\nsource = [\"CAD/Lamp.scad#top\", \"cad\\\\lamp.scad\"]\n"
    );
    let fab = "[[part]]\nname = \"lamp\"\nexport = \"STL/lamp.stl\" # one\n";
    let files = [
        ("okh.toml", old.as_str()),
        ("fab.toml", fab),
        ("README.md", "# Lamp\n"),
        ("cad/lamp.scad", "cube(1);\n"),
        ("stl/lamp.stl", "solid a\nendsolid a\n"),
    ];
    let folder = written(&files);
    fix(folder.path(), &[]);
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).expect("text");
    let tail = "readme = \"README.md\"\nsource = [\"cad/lamp.scad#top\", \"cad/lamp.scad\"]\n";
    assert_eq!(read("okh.toml"), format!("{HEAD}{tail}"));
    assert_eq!(read("fab.toml"), fab.replace("STL/", "stl/"));
}

#[test]
fn a_yaml_manifest_becomes_okh_toml_and_stays() {
    let yaml = "# a lamp\ntitle: Lamp # its name\ndescription: Lights\nproject-link: https://codeberg.org/a/lamp\n\
        license:\n  hardware: CC-BY-SA 4.0\n  software: GPL-3.0-only\nlicensor:\n  name: Alice\nversion: 1.10\n\
        keywords: [light, desk]\ncontributors:\n  - name: Bob\nmade: true\ntool-list: tools.md\nimage:\n  - path: /a.png\n";
    let folder = written(&[("okh.yml", yaml), ("README.md", "# Lamp\n")]);
    let (_, _, notes) = fix(folder.path(), &["okh.yml"]);
    assert!(notes.contains("`okh.toml` is the manifest now"), "{notes}");
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).expect("text");
    assert_eq!(
        read("okh.toml"),
        "okhv = \"2.4\"\n# a lamp\nname = \"Lamp\" # its name\nfunction = \"Lights\"\nrepo = \"https://codeberg.org/a/lamp\"\n\
        license = \"CC-BY-SA-4.0\"\nlicensor = { name = \"Alice\" }\nversion = \"1.10\"\nauxiliary = \"tools.md\"\n\
        image = [\"a.png\"]\n"
    );
    assert_eq!(
        read("fab.toml"),
        "# How this design is made and where it comes from: what okhv 2.4 has no key for.\n\n[package]\n\
        keywords = [\"light\", \"desk\"]\n\n[licences]\nsoftware = \"GPL-3.0-only\"\n\n[carried.okh-v1]\nmade = true\n\
        tool-list = \"tools.md\"\n\n[[contributor]]\nname = \"Bob\"\n"
    );
    assert_eq!(read("okh.yml"), yaml);
    // Neither the folder nor the old file has anything left to do.
    assert_eq!(fix(folder.path(), &["--diff"]).1, "");
    let (code, diff, notes) = fix(folder.path(), &["okh.yml", "--diff"]);
    assert_eq!((code, diff.as_str()), (0, ""));
    assert!(notes.contains("`okh.toml` is there already"), "{notes}");
    let (_, report) = support::check(folder.path(), &[folder.path().to_str().expect("a path")]);
    assert!(
        !support::codes(&report)
            .iter()
            .any(|code| ["FC0102", "FC0105", "FC0212"].contains(&code.as_str()))
    );
}

#[test]
fn comments_of_nested_values_stay_with_them() {
    let old = "\
title: A
description: Does a.
# who says so
manifest-author: # anybody
  # as in the passport
  name: Al # required | text
  team:
    - place: B # town
      size: 3
  # the last word
license: # an id | see https://spdx.org/licenses
  hardware: MIT # of the hardware
  documentation: CC-BY-4.0 # of the texts
contact: { name: C } # nobody
";
    let (okh, fab) = texts("okh.yml", old, None);
    assert!(
        okh.contains(
            "# the last word\n# an id | see https://spdx.org/licenses\n# of the hardware\n# of the texts\nlicense = \"MIT\"\n"
        ),
        "{okh}"
    );
    assert!(
        fab.contains(
            "\n# who says so\n# anybody\n[carried.okh-v1.manifest-author]\n# as in the passport\n\
             name = \"Al\" # required | text\n"
        ),
        "{fab}"
    );
    assert!(fab.contains("place = \"B\" # town\nsize = 3\n"), "{fab}");
    assert!(
        fab.contains("contact = { name = \"C\" } # nobody\n"),
        "{fab}"
    );
}

#[test]
fn control_characters_in_comments_do_not_spoil_the_toml() {
    let old = "title: A # a\u{1}b\tc\n# d\u{7f}\ndescription: Does a.\n";
    let (okh, _) = texts("okh.yml", old, None);
    assert!(okh.parse::<toml::Table>().is_ok(), "{okh:?}");
    assert!(
        okh.contains("name = \"A\" # a\u{fffd}b\tc\n# d\u{fffd}\nfunction"),
        "{okh:?}"
    );
}

#[test]
fn several_manifests_in_one_folder_keep_their_facts_apart() {
    let old = |name: &str| {
        let part =
            format!("\n[[part]]\nname = \"{name}\"\nmaterial = \"{name}\"\nraft-brim = true\n");
        format!(
            "{}{part}",
            HEAD.replace("2.4", "OKH-LOSHv1.0").replace("Lamp", name)
        )
    };
    let folder = written(&[
        ("okh-a.toml", &old("a")),
        ("okh-b.toml", &old("b")),
        ("okh-c.json", "{\"title\": \"c\", \"made\": true}"),
    ]);
    let (code, _, notes) = fix(folder.path(), &["."]);
    assert!(
        code < 2 && notes.contains("name the one to repair"),
        "{notes}"
    );
    fix(folder.path(), &["okh-a.toml", "okh-b.toml", "okh-c.json"]);
    let all = [
        "okh-a.fab.toml",
        "okh-a.toml",
        "okh-b.fab.toml",
        "okh-b.toml",
        "okh-c.fab.toml",
        "okh-c.json",
        "okh-c.toml",
    ];
    assert_eq!(names(folder.path()), all);
    for name in ["a", "b"] {
        let fab = std::fs::read_to_string(folder.path().join(format!("okh-{name}.fab.toml")))
            .expect("text");
        let rest = format!(
            "[[part]]\nname = \"{name}\"\nmaterial = \"{name}\"\n\n[carried.okh-losh-v1]\n\n\
            [[carried.okh-losh-v1.part]]\nname = \"{name}\"\nraft-brim = true\n"
        );
        assert!(fab.ends_with(&rest), "{fab}");
        let path = folder.path().join(format!("okh-{name}.toml"));
        let package = Package::load(folder.path(), Some(&path)).expect("readable");
        assert_eq!(package.fab.path, format!("okh-{name}.fab.toml"));
        let material = &package.fab.fab.parts[0].material[0].value;
        assert_eq!(material, name);
    }
    assert_eq!(
        fix(folder.path(), &["okh-a.toml", "okh-b.toml", "--diff"]).0,
        0
    );
}

#[test]
fn what_is_not_certain_is_left_and_said() {
    let left = |path: &str, text: &str, fab: Option<&str>| -> Vec<String> {
        let repair = repaired(path, text, fab);
        assert_eq!(repair.files, [], "{text}");
        repair
            .left
            .iter()
            .map(|left| format!("{}:{}: {}", left.path, left.line, left.why))
            .collect()
    };
    let broken = left("okh.toml", "okhv = \"1.0\"\nname = \n", None);
    assert!(
        broken[0].starts_with("okh.toml:2: syntax error"),
        "{broken:?}"
    );
    let twice = left("okh.yml", "title: a\ndescription: b\ntitle: c\n", None);
    assert!(
        twice[0].starts_with("okh.yml:3: `title` stands here again (first in line 1)"),
        "{twice:?}"
    );
    let newer = left("okh.toml", "okhv = \"2.5\"\nnaem = \"a\"\n", None);
    assert!(newer[0].contains("newer"), "{newer:?}");
    let foreign = left("okh.yml", "server: a\nport: 1\n", None);
    assert!(foreign[0].contains("none of its keys"), "{foreign:?}");
    let fab = left("okh.toml", &HEAD.replace("2.4", "2.0"), Some("[package\n"));
    assert!(fab[0].starts_with("fab.toml:0: syntax error"), "{fab:?}");
    let ambiguous = left("okh.toml", &HEAD.replace("MIT", "CERN OHL"), None);
    assert!(
        ambiguous[0].starts_with("okh.toml:4: `CERN OHL` does not say which licence it is"),
        "{ambiguous:?}"
    );
    let missing = left(
        "okh.toml",
        "okhv = \"2.4\"\nname = \"Lamp\"\nlicense = \"MIT\"\n",
        None,
    );
    assert_eq!(missing.len(), 3, "{missing:?}");
    assert!(
        missing.iter().all(|line| line.contains("is missing")),
        "{missing:?}"
    );
}

#[test]
fn the_format_survives() {
    // Values before tables, dotted keys, inline tables, a mark and ends of line of another system.
    let old = format!(
        "{}outer-dimensions.width = \"10\" # w\nouter-dimensions.depth = 2\nouter-dimensions.height = 3\n\
        organisation = {{ name = \"Ü\", url = \"https://a.b\" }} # o\ntsdc = [ # list\n  \"3DP\", # first\n  \"\",\n]\n\n\
        # the parts\n[[part]]\nname = \"a\" # a\n\n# rest\n[rdf] # rdf\nnamespace = \"x\"\n# end\n",
        HEAD.replace("okhv = \"2.4\"\n", "")
    );
    let (okh, _) = texts("okh.toml", &old.replace('\n', "\r\n"), None);
    assert_eq!(okh.matches('\n').count(), okh.matches("\r\n").count());
    assert_eq!(
        okh.replace("\r\n", "\n"),
        format!(
            "{HEAD}outer-dimensions.width = 10 # w\nouter-dimensions.depth = 2\nouter-dimensions.height = 3\n\
            organization = {{ name = \"Ü\", url = \"https://a.b\" }} # o\ntsdc = [ # list\n  \"3DP\", # first\n]\n\n\
            # the parts\n[[part]]\nname = \"a\" # a\n\n# rest\n[rdf] # rdf\nnamespace = \"x\"\n# end\n"
        )
    );
}

#[test]
fn fab_toml_itself_is_mended() {
    let fab = "# mine\n[[part]]\nname = \"LAMP\" # n\nProcess = \"fdm\" # p\nlayer_height = 0.2\n\n[Licences]\ndocumentation = \"CC BY-SA 4.0\"\n\n\
        [carried.mine]\nFree_Key = 1\n";
    let okh = format!("{HEAD}\n[[part]]\nname = \"Lamp\"\n");
    let (_, new) = texts("okh.toml", &okh, Some(fab));
    assert_eq!(
        new,
        "# mine\n[[part]]\nname = \"Lamp\" # n\nprocess = \"FFF\" # p\nlayer-height = 0.2\n\n[licences]\ndocumentation = \"CC-BY-SA-4.0\"\n\n\
        [carried.mine]\nFree_Key = 1\n"
    );
}
