//! Every file of the corpus is read to the end, with findings that make sense.

use crate::support::{corpus, fabcommons, files_below};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Checks paths and gives the report; whatever they hold, the run ends with 0 or 1.
fn report(paths: &[PathBuf]) -> Value {
    let home = tempfile::tempdir().expect("a home");
    let output = fabcommons(home.path())
        .args(["check", "--format", "json", "--no-cache"])
        .args(paths)
        .output()
        .expect("the binary runs");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{errors}");
    assert!(errors.is_empty(), "{errors}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// What must be true of every report.
fn is_sensible(report: &Value) {
    let findings = report["findings"].as_array().expect("findings");
    for finding in findings {
        let message = finding["message"].as_str().expect("a message");
        assert!(!message.contains("internal error"), "{finding}");
        let rule =
            fabcommons::rules::find(finding["code"].as_str().expect("a code")).expect("a rule");
        assert_eq!(rule.name, finding["name"]);
    }
    let parts = report["parts"].as_array().expect("parts");
    let verdicts = report["verdicts"].as_array().expect("verdicts");
    let machines = report["machines"].as_array().expect("machines").len();
    assert_eq!(verdicts.len(), parts.len() * machines);
    for coverage in report["coverage"].as_array().expect("coverage") {
        let number = |key: &str| coverage[key].as_u64().expect("a number");
        let sum = number("ready")
            + number("ready_with_warnings")
            + number("not_ready")
            + number("unknown");
        assert_eq!(sum, number("machines"), "{coverage}");
    }
}

#[test]
fn every_package_of_the_corpus_is_checked_to_the_end() {
    let Some(corpus) = corpus() else { return };
    let mut packages: Vec<PathBuf> = std::fs::read_dir(corpus.join("packages"))
        .expect("packages")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    packages.sort();
    for package in packages {
        let report = report(std::slice::from_ref(&package));
        is_sensible(&report);
        assert_eq!(
            report["packages"].as_array().map(Vec::len),
            Some(1),
            "{}",
            package.display()
        );
    }
}

fn meshes(folder: &Path) -> Vec<PathBuf> {
    files_below(folder)
        .into_iter()
        .filter(|path| {
            let extension = path
                .extension()
                .map(|extension| extension.to_string_lossy().to_lowercase());
            matches!(extension.as_deref(), Some("stl" | "3mf" | "obj" | "ply"))
        })
        .collect()
}

#[test]
fn every_mesh_of_the_corpus_is_checked_to_the_end() {
    let Some(corpus) = corpus() else { return };
    for folder in ["meshes", "threemf"] {
        let files = meshes(&corpus.join(folder));
        let report = report(&files);
        is_sensible(&report);
        let parts = report["parts"].as_array().expect("parts");
        assert!(
            parts.len() >= files.len(),
            "{} parts of {} files",
            parts.len(),
            files.len()
        );
        for part in parts {
            for mesh in part["meshes"].as_array().expect("meshes") {
                let path = &mesh["path"];
                let told = |code: &str| {
                    report["findings"].as_array().is_some_and(|findings| {
                        findings
                            .iter()
                            .any(|f| f["code"] == code && f["place"]["path"] == *path)
                    })
                };
                // What could not be measured is said to be unreadable, empty or unsupported.
                assert!(
                    !mesh["facts"].is_null()
                        || ["FC0601", "FC0602", "FC0613"].into_iter().any(told),
                    "{path} vanished"
                );
            }
        }
    }
}

#[test]
fn the_parts_of_a_real_printer_are_sound_and_fit_where_their_boxes_say() {
    let Some(corpus) = corpus() else { return };
    let files = meshes(&corpus.join("meshes/voron-0"));
    let home = tempfile::tempdir().expect("a home");
    let output = fabcommons(home.path())
        .args([
            "check",
            "--format",
            "json",
            "--machine",
            "voron-0",
            "--machine",
            "voron-2-4-250",
        ])
        .args(&files)
        .output()
        .expect("the binary runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    is_sensible(&report);
    assert_eq!(files.len(), 129);

    // These parts are known to print well: no error, seven in ten ready, half of them without and nine in ten with two
    // findings above a note at most.
    let findings = report["findings"].as_array().expect("findings").iter();
    let counted = findings
        .filter(|f| f["severity"] != "note" && f["machines"] != serde_json::json!(["voron-0"]));
    let mut counts = std::collections::BTreeMap::new();
    for finding in counted {
        assert_eq!(finding["severity"], "warning", "{finding:#}");
        let path = finding["place"]["path"].as_str().expect("a path");
        *counts.entry(path).or_insert(0) += 1;
    }
    let of_rank = |rank: usize| {
        let mut counts: Vec<i32> = counts.values().copied().collect();
        counts.resize(files.len(), 0);
        counts.sort_unstable();
        counts[rank * files.len() / 100]
    };
    assert_eq!(of_rank(50), 0, "{counts:#?}");
    assert!(of_rank(90) <= 2, "{counts:#?}");
    let verdicts = report["verdicts"].as_array().expect("verdicts").iter();
    let ready = verdicts
        .filter(|v| v["machine"] == "voron-2-4-250" && v["verdict"] == "ready")
        .count();
    assert!(
        100 * ready >= 70 * files.len(),
        "{ready} of {}",
        files.len()
    );

    for part in report["parts"].as_array().expect("parts") {
        let facts = &part["meshes"][0]["facts"];
        let size: Vec<f64> = (0..3)
            .map(|axis| {
                facts["max"][axis].as_f64().expect("a number")
                    - facts["min"][axis].as_f64().expect("a number")
            })
            .collect();
        let fits = |machine: &str| {
            let verdict = report["verdicts"]
                .as_array()
                .expect("verdicts")
                .iter()
                .find(|v| v["part"] == part["id"] && v["machine"] == machine)
                .expect("a verdict");
            assert_ne!(verdict["verdict"], "unknown");
            !verdict["reasons"]
                .as_array()
                .expect("reasons")
                .iter()
                .any(|code| code == "FC0701")
        };
        assert!(fits("voron-2-4-250"), "{} of {size:?}", part["id"]);
        // In a box that is small enough it fits; where the longest side outgrows the diagonal it cannot.
        if size.iter().all(|side| *side <= 120.0) {
            assert!(fits("voron-0"), "{} of {size:?}", part["id"]);
        }
        if size.iter().any(|side| *side > 120.0 * 2f64.sqrt()) {
            assert!(!fits("voron-0"), "{} of {size:?}", part["id"]);
        }
    }
}
