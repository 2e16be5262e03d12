//! Levels: the command line over `[[lints]]` over the purpose.

use crate::support::check;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A package of two parts whose exports are each missing a triangle, with this `fab.toml`.
pub fn package(root: &Path, fab: &str) -> PathBuf {
    let package = root.join("pair");
    fs::create_dir_all(&package).expect("a folder");
    let write =
        |name: &str, content: &[u8]| fs::write(package.join(name), content).expect("written");
    let mut manifest =
        "okhv = \"2.4\"\nname = \"Pair\"\nrepo = \"https://github.com/fabcommons/designs\"\n\
                        version = \"1.0.0\"\nlicense = \"MIT\"\nlicensor = \"Some Body\"\n\
                        function = \"Two things that go together.\"\nreadme = \"README.md\"\n\
                        manufacturing-instructions = \"README.md\"\nbom = \"bom.csv\"\n"
            .to_owned();
    let mut open = crate::cli::box_stl([20.0, 10.0, 5.0]);
    open.truncate(84 + 50 * 11);
    open[80] = 11;
    for part in ["left", "right"] {
        let _ = write!(
            manifest,
            "[[part]]\nname = \"{part}\"\nsource = \"{part}.scad\"\nexport = \"{part}.stl\"\n"
        );
        write(&format!("{part}.stl"), &open);
        write(&format!("{part}.scad"), b"cube([20, 10, 5]);\n");
    }
    write("okh.toml", manifest.as_bytes());
    write(
        "bom.csv",
        b"Item,Qty,File\nleft,1,left.stl\nright,1,right.stl\n",
    );
    write("README.md", b"# Pair\n\nPrint both.\n");
    write("LICENSE", include_bytes!("../../LICENSE-MIT"));
    write("fab.toml", fab.as_bytes());
    package
}

/// Exit code, and part, severity and whether it is allowed of each finding, for this `fab.toml` and
/// these arguments; the findings of FC0603 only, and any that should not be there.
fn outcome(fab: &str, arguments: &[&str]) -> (i32, Vec<(String, String, bool)>) {
    let home = tempfile::tempdir().expect("a home");
    let package = package(home.path(), fab);
    let mut all = arguments.to_vec();
    all.push(package.to_str().expect("UTF-8"));
    let (code, report) = check(home.path(), &all);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let findings = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .inspect(|finding| assert_eq!(finding["code"], "FC0603", "{finding}"))
        .map(|finding| {
            (
                text(&finding["part"]),
                text(&finding["severity"]),
                finding["allowed"] == true,
            )
        })
        .collect();
    (code, findings)
}

fn expect(left: (&str, bool), right: (&str, bool)) -> Vec<(String, String, bool)> {
    vec![
        ("left".to_owned(), left.0.to_owned(), left.1),
        ("right".to_owned(), right.0.to_owned(), right.1),
    ]
}

fn lint(level: &str, more: &str) -> String {
    format!("[[lints]]\nrule = \"open-edges\"\nlevel = \"{level}\"\nreason = \"known\"\n{more}\n")
}

#[test]
fn without_a_wish_a_finding_keeps_its_severity() {
    assert_eq!(
        outcome("", &[]),
        (1, expect(("error", false), ("error", false)))
    );
}

#[test]
fn a_lint_may_mean_one_part_or_some_paths() {
    let all = outcome(&lint("allow", ""), &[]);
    assert_eq!(all, (0, expect(("error", true), ("error", true))));
    let part = outcome(&lint("allow", "part = \"left\""), &[]);
    assert_eq!(part, (1, expect(("error", true), ("error", false))));
    let path = outcome(&lint("warn", "path = \"r*.stl\""), &[]);
    assert_eq!(path, (1, expect(("error", false), ("warning", false))));
    // A later entry wins over an earlier one.
    let both = format!("{}{}", lint("warn", ""), lint("allow", "part = \"right\""));
    assert_eq!(
        outcome(&both, &[]),
        (0, expect(("warning", false), ("error", true)))
    );
}

#[test]
fn the_command_line_wins_over_the_package() {
    let allowed = lint("allow", "");
    assert_eq!(
        outcome(&allowed, &["--warn", "open-edges"]).1,
        expect(("warning", false), ("warning", false)),
    );
}

#[test]
fn an_allowed_defect_does_not_spoil_the_verdict() {
    let home = tempfile::tempdir().expect("a home");
    let package = package(home.path(), &lint("allow", "part = \"left\""));
    let (_, report) = check(home.path(), &[package.to_str().expect("UTF-8")]);
    let verdict = |part: &str| {
        report["verdicts"]
            .as_array()
            .expect("verdicts")
            .iter()
            .find(|verdict| verdict["part"] == part)
            .map(|verdict| verdict["verdict"].clone())
    };
    assert_eq!(verdict("left"), Some("ready".into()));
    assert_eq!(verdict("right"), Some("not-ready".into()));
    let coverage = |part: &str| {
        report["coverage"]
            .as_array()
            .expect("coverage")
            .iter()
            .find(|coverage| coverage["part"] == part)
            .map(|coverage| (coverage["ready"].as_u64(), coverage["not_ready"].as_u64()))
    };
    let (Some(ready), Some(0)) = coverage("left").expect("a row") else {
        panic!("{report}")
    };
    assert_eq!(coverage("right"), Some((Some(0), Some(ready))));
}

#[test]
fn a_purpose_raises_what_its_clauses_ask_for() {
    let home = tempfile::tempdir().expect("a home");
    let package = package(home.path(), "");
    let root = package.to_str().expect("UTF-8");
    for part in ["left", "right"] {
        fs::write(
            package.join(format!("{part}.stl")),
            crate::cli::box_stl([20.0, 10.0, 5.0]),
        )
        .expect("written");
        fs::remove_file(package.join(format!("{part}.scad"))).expect("removed");
    }
    let manifest = package.join("okh.toml");
    let text = fs::read_to_string(&manifest).expect("readable");
    let text = text
        .replace("source = \"left.scad\"\n", "")
        .replace("source = \"right.scad\"\n", "");
    fs::write(&manifest, text).expect("written");
    for (purpose, severity, clause, code) in [
        ("draft", "note", "", 0),
        ("publish", "warning", "clause 1", 0),
        ("oshwa", "error", "clause 1", 1),
        ("din-3105", "error", "rights of use", 1),
    ] {
        let (exit, report) = check(home.path(), &["--for", purpose, root]);
        assert_eq!(exit, code, "{purpose}: {report}");
        let findings = report["findings"].as_array().expect("findings");
        assert_eq!(findings.len(), 1, "{purpose}: {findings:?}");
        assert_eq!(findings[0]["code"], "FC0203");
        assert_eq!(findings[0]["severity"], severity, "{purpose}");
        let said = findings[0]["clause"].as_str().unwrap_or_default();
        assert!(said.contains(clause), "{purpose}: {said}");
        assert_eq!(said.is_empty(), clause.is_empty(), "{purpose}: {said}");
    }
    let output = crate::support::fabcommons(home.path())
        .args(["check", "--for", "oshwa", root])
        .output()
        .expect("the binary runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        text.contains("asked for by: OSHWA Open Source Hardware Definition 1.0, clause 1"),
        "{text}"
    );
    assert!(text.contains("oshwa: not yet, FC0203"), "{text}");
}
