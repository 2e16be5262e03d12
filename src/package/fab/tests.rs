use super::*;
use crate::package::manifest::Advice;
use std::collections::BTreeSet;

const GOOD: &str = r#"
[package]
id = "desk-lamp"
keywords = ["lamp"]
status = "draft"
[[part]]
name = "shade"
quantity = 2
process = ["FFF", "resin"]
material = "PLA"
export = "shade.stl"
unit = "inch"
orientation = [90, 0.0, 0]
supports = "none"
min-wall = 1.2
infill = 20
walls = 3
layer-height = 0.2
tolerance = "ISO 2768-m"
mill = { stock = "plate 10 mm", material = "aluminium", setups = 2 }
[[derived-from]]
design = "alice/desk-lamp"
version = "1.2.0"
digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
relation = "adaptation"
authors = ["Alice <a@b.c>"]
changes = "longer"
date = 2026-04-01
[licences]
documentation = "CC-BY-SA-4.0"
software = "GPL-3.0-or-later"
[check]
machines = ["prusa-mk4s"]
[[lints]]
rule = "detached-shells"
level = "allow"
part = "clips"
reason = "printed together"
[files]
exclude = ["vendor/**"]
[carried.okh-v1]
made = true
[[contributor]]
name = "Bob"
roles = ["testing"]
[[task]]
title = "photograph the assembly"
kind = "documentation"
"#;

#[test]
fn roles_are_free_and_slips_are_told() {
    let reading = read_text(
        b"[[contributor]]\nname = \"A\"\nroles = [\"design\", \"beekeeping\", \"Testing\", \"documentaton\"]\n",
    );
    assert_eq!(reading.fab.contributor_roles[0].roles.len(), 4);
    let told: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| match problem {
            Problem::Invalid {
                why,
                help: Some(help),
                grave: false,
                ..
            } => format!("{why}; {help}"),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "has `Testing`, which is no known role; did you mean `testing`?",
            "has `documentaton`, which is no known role; did you mean `documentation`?"
        ]
    );
}

#[test]
fn the_whole_file_is_read() {
    let reading = read_text(GOOD.as_bytes());
    assert_eq!(reading.problems, []);
    let fab = &reading.fab;
    let part = &fab.parts[0];
    assert_eq!(part.quantity.as_ref().map(|field| field.value), Some(2));
    assert_eq!(
        part.unit.as_ref().map(|field| field.value),
        Some(LengthUnit::Inch)
    );
    assert_eq!(
        part.orientation.as_ref().map(|field| field.value),
        Some(Orientation::Turned([90.0, 0.0, 0.0]))
    );
    assert_eq!(
        part.process
            .iter()
            .map(|field| field.value)
            .collect::<Vec<_>>(),
        [Process::Fff, Process::Resin]
    );
    assert_eq!(
        part.supports.as_ref().map(|field| field.value),
        Some(Supports::None)
    );
    assert_eq!(
        fab.derived_from[0]
            .date
            .as_ref()
            .map(|date| date.value.as_str()),
        Some("2026-04-01")
    );
    assert_eq!(fab.lints[0].level.value, Level::Allow);
    assert_eq!(fab.contributor_roles[0].roles[0].value, "testing");
    assert_eq!(fab.exclude[0].value, "vendor/**");
    let document = reading.document.expect("read");
    assert_eq!(document.text_at(&part.span), "[[part]]");
}

#[test]
fn every_defect_is_reported_at_its_place() {
    let text = "colour = 1\n[package]\nid = \"Desk Lamp\"\nstatus = \"drafd\"\n[[part]]\nprocess = \"FDM\"\n\
        quantity = 0\nwalls = 1.5\nmin-wall = -1\ninfil = 20\ninfill = 120\norientation = [1, 2]\nunit = 3\n\
        [[derived-from]]\ndate = \"yesterday\"\nlicence = \"MIT\"\n[[lints]]\nrule = \"x\"\nlevel = \"allow\"\n\
        [[lints]]\n[files]\nexclude = [\"a[\", \"\"]\n[check\nmachines = 1\n";
    let reading = read_text(text.as_bytes());
    let seen: Vec<String> = reading
        .problems
        .iter()
        .map(|problem| match problem {
            Problem::Unknown { key, advice, .. } => format!("unknown {key} {advice:?}"),
            Problem::Invalid {
                key, help, span, ..
            } => {
                format!(
                    "invalid {key} {} {}",
                    &text[span.clone()],
                    help.as_deref().unwrap_or("-")
                )
            }
            Problem::Missing { key, within, .. } => format!("missing {within}{key}"),
            Problem::Syntax { span, .. } => {
                format!("syntax {}", text[..span.start].lines().count())
            }
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        seen,
        [
            "unknown colour None",
            "invalid id \"Desk Lamp\" -",
            "invalid status \"drafd\" did you mean `draft`?",
            "missing [[part]]name",
            "invalid process \"FDM\" did you mean `FFF`?",
            "invalid quantity 0 -",
            "invalid walls 1.5 -",
            "invalid min-wall -1 -",
            "unknown infil DidYouMean(\"infill\")",
            "invalid infill 120 -",
            "invalid orientation [1, 2] -",
            "invalid unit 3 -",
            "missing [[derived-from]]url",
            "invalid date \"yesterday\" -",
            "unknown licence DidYouMean(\"license\")",
            "missing [[lints]]reason",
            "missing [[lints]]rule",
            "missing [[lints]]level",
            "invalid exclude \"a[\" -",
            "invalid exclude \"\" leave the key out",
            "syntax 23",
            "invalid machines 1 -",
        ]
    );
    assert_eq!(reading.fab.lints.len(), 1);
}

/// The reader's key tables are those of the schema.
#[test]
fn the_reader_knows_the_keys_of_the_schema() {
    let schema = serde_json::to_value(schema()).expect("JSON");
    let keys = |value: &serde_json::Value| -> BTreeSet<String> {
        value["properties"]
            .as_object()
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default()
    };
    let definitions = [
        ("package", "PackageTable"),
        ("part", "PartTable"),
        ("mill", "MillTable"),
        ("derived-from", "OriginTable"),
        ("licences", "LicencesTable"),
        ("check", "CheckTable"),
        ("lints", "LintTable"),
        ("files", "FilesTable"),
        ("contributor", "ContributorTable"),
        ("task", "TaskTable"),
    ];
    for (table, ours) in read::TABLES {
        let ours: BTreeSet<String> = ours.iter().map(|key| (*key).to_owned()).collect();
        let theirs = if table.is_empty() {
            keys(&schema)
        } else {
            let (_, definition) = definitions
                .iter()
                .find(|(name, _)| name == table)
                .expect("every table has a type");
            keys(&schema["definitions"][definition])
        };
        assert_eq!(ours, theirs, "[{table}]");
    }
    assert_eq!(definitions.len() + 1, read::TABLES.len());
}

#[test]
fn the_schema_accepts_what_the_reader_accepts() {
    let schema = serde_json::to_value(schema()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let verdicts = |text: &str| {
        let value: toml::Value = toml::from_str(text).expect("TOML");
        let mut json = serde_json::to_value(&value).expect("JSON");
        dates_to_text(&mut json);
        (
            read_text(text.as_bytes()).problems.is_empty(),
            validator.is_valid(&json),
        )
    };
    assert_eq!(verdicts(GOOD), (true, true));
    for bad in [
        "a = 1",
        "[package]\nid = \"A\"",
        "[package]\nstatus = \"x\"",
        "[[part]]\nname = \"a\"\nquantity = 0",
        "[[part]]\nname = \"a\"\nquantity = 1.5",
        "[[part]]\nname = 1",
        "[[part]]\nname = \"a\"\ninfill = 101",
        "[[part]]\nname = \"a\"\nmin-wall = 0",
        "[[part]]\nname = \"a\"\nunit = \"cm\"",
        "[[part]]\nname = \"a\"\nprocess = [\"FFF\", \"x\"]",
        "[[part]]\nname = \"a\"\norientation = [1, 2]",
        "[[part]]\nname = \"a\"\nmill = { x = 1 }",
        "[[derived-from]]\nurl = \"ftp://a\"",
        "[[derived-from]]\nurl = \"https://a\"\nrelation = \"x\"",
        "[[derived-from]]\nurl = \"https://a\"\ndigest = \"md5:1\"",
        "[[lints]]\nrule = \"a\"",
        "[[lints]]\nrule = \"a\"\nlevel = \"x\"",
        "[licences]\nhardware = \"MIT\"",
        "[check]\nmachines = 1",
        "[[contributor]]\nroles = \"x\"",
        "[[task]]\nkind = \"x\"",
        "[carried]\na = 1",
        "part = 1",
    ] {
        assert_eq!(verdicts(bad), (false, false), "{bad}");
    }
}

/// A TOML date is a table for serde.
fn dates_to_text(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            if let Some(text) = map.get("$__toml_private_datetime").cloned() {
                *value = text;
            } else {
                map.values_mut().for_each(dates_to_text);
            }
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(dates_to_text),
        _ => {}
    }
}

#[test]
fn advice_is_given_for_slips_only() {
    let reading = read_text(b"[[parts]]\nname = \"a\"\n[frobnicate]\n");
    let advice: Vec<_> = reading
        .problems
        .iter()
        .filter_map(|problem| match problem {
            Problem::Unknown { advice, .. } => Some(advice.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(advice, [Advice::DidYouMean("part"), Advice::None]);
}
