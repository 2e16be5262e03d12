//! What is new: `--baseline`, `--since`, and one half of the check with `--only`.

use crate::levels::package;
use crate::support::{check, exit_code, fabcommons};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs git in a folder, as nobody in particular.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@b.org"])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("git runs");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Code and part or path of each finding.
fn found(report: &Value) -> Vec<String> {
    report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            let place = finding["part"]
                .as_str()
                .or(finding["place"]["path"].as_str());
            format!(
                "{} {}",
                finding["code"].as_str().expect("a code"),
                place.unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn a_report_is_the_baseline_of_the_next() {
    let home = tempfile::tempdir().expect("a home");
    let package = package(home.path(), "");
    let root = package.to_str().expect("UTF-8");
    let baseline = home.path().join("baseline.json");
    let file = baseline.to_str().expect("UTF-8");
    let output = fabcommons(home.path())
        .args(["check", "--format", "json", "-o", file, root])
        .output()
        .expect("the binary runs");
    assert_eq!(exit_code(&output), 1);
    let (code, report) = check(home.path(), &["--baseline", file, root]);
    assert_eq!((code, found(&report)), (0, vec![]));
    assert_eq!(report["summary"]["known"], 2);
    assert_eq!(report["summary"]["errors"], 0);

    // Lines move, the manifest gets a defect of its own, and a mesh another one.
    let manifest = package.join("okh.toml");
    let text = fs::read_to_string(&manifest).expect("readable");
    fs::write(
        &manifest,
        format!("# a comment\n\n{text}source = \"gone.scad\"\n").replacen(
            "source = \"right.scad\"\n",
            "",
            1,
        ),
    )
    .expect("written");
    let (code, report) = check(home.path(), &["--baseline", file, root]);
    let found = found(&report);
    assert_eq!(code, 1);
    assert!(
        found.iter().any(|line| line.starts_with("FC0201")),
        "{found:?}"
    );
    assert!(
        found.iter().all(|line| !line.starts_with("FC0603")),
        "{found:?}"
    );
    assert_eq!(report["summary"]["known"], 2);
    // The text says that something is not shown, and a known error still stands against publishing.
    let output = fabcommons(home.path())
        .args(["check", "--baseline", file, root])
        .output()
        .expect("the binary runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("2 known from before"), "{text}");
    assert!(
        text.contains("not ready to publish: FC0201, FC0603"),
        "{text}"
    );
}

#[test]
fn the_second_of_a_kind_is_new() {
    let home = tempfile::tempdir().expect("a home");
    let package = package(home.path(), "");
    let root = package.to_str().expect("UTF-8");
    let baseline = home.path().join("baseline.json");
    let file = baseline.to_str().expect("UTF-8");
    let (_, mut report) = check(home.path(), &[root]);
    let findings = report["findings"].as_array_mut().expect("findings");
    let right = findings.pop().expect("a finding");
    assert_eq!(right["part"], "right");
    fs::write(&baseline, report.to_string()).expect("written");
    let (code, report) = check(home.path(), &["--baseline", file, root]);
    assert_eq!((code, found(&report)), (1, vec!["FC0603 right".to_owned()]));
    assert_eq!(report["summary"]["known"], 1);
}

#[test]
fn no_baseline_is_an_error_of_usage() {
    let home = tempfile::tempdir().expect("a home");
    let package = package(home.path(), "");
    let root = package.to_str().expect("UTF-8");
    let no_json = package.join("README.md");
    for (arguments, said) in [
        (vec!["--baseline", "gone.json"], "cannot read `gone.json`"),
        (
            vec!["--baseline", no_json.to_str().expect("UTF-8")],
            "is no baseline",
        ),
        (vec!["--since", "HEAD"], "is in no git repository"),
        (
            vec!["--since", "HEAD", "--baseline", "x"],
            "cannot be used with",
        ),
    ] {
        let output = fabcommons(home.path())
            .arg("check")
            .args(&arguments)
            .arg(root)
            .output()
            .expect("the binary runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(exit_code(&output), 2, "{arguments:?}: {errors}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn only_what_a_revision_did_not_have_is_new() {
    let home = tempfile::tempdir().expect("a home");
    let package = package(home.path(), "");
    let root = package.to_str().expect("UTF-8");
    git(home.path(), &["init", "-q"]);
    git(home.path(), &["add", "pair"]);
    git(home.path(), &["commit", "-q", "-m", "all"]);
    // An export that is older than its source is told by git alone.
    fs::write(package.join("left.scad"), "cube([20, 10, 6]);\n").expect("written");
    git(home.path(), &["commit", "-q", "-am", "source"]);
    let status = git(
        home.path(),
        &["status", "--porcelain=v2", "--branch", "-uno"],
    );
    let (code, report) = check(home.path(), &["--since", "HEAD", root]);
    assert_eq!((code, found(&report)), (0, vec![]), "nothing has changed");
    assert_eq!(report["summary"]["known"], 3);
    let (code, report) = check(home.path(), &["--since", "HEAD~1", root]);
    assert_eq!(
        (code, found(&report)),
        (0, vec!["FC0205 left".to_owned()]),
        "a note that the last commit brought"
    );
    // What is not committed counts too.
    fs::remove_file(package.join("right.scad")).expect("removed");
    let (code, report) = check(home.path(), &["--since", "HEAD", root]);
    let new = found(&report);
    assert_eq!(code, 1);
    assert!(new.iter().any(|line| line.starts_with("FC0201")), "{new:?}");
    assert!(
        new.iter().all(|line| !line.starts_with("FC0603")),
        "{new:?}"
    );
    git(home.path(), &["checkout", "-q", "--", "pair"]);
    assert_eq!(
        git(
            home.path(),
            &["status", "--porcelain=v2", "--branch", "-uno"]
        ),
        status,
        "the repository is as it was"
    );
    assert_eq!(git(home.path(), &["worktree", "list"]).lines().count(), 1);

    // A mesh by itself, and one that was not there.
    let left = package.join("left.stl");
    fs::copy(&left, package.join("new.stl")).expect("copied");
    let new = package.join("new.stl");
    let (code, report) = check(
        home.path(),
        &[
            "--since",
            "HEAD",
            left.to_str().expect("UTF-8"),
            new.to_str().expect("UTF-8"),
        ],
    );
    assert_eq!((code, found(&report)), (1, vec!["FC0603 new".to_owned()]));

    let output = fabcommons(home.path())
        .args(["check", "--since", "no-such-branch", root])
        .output()
        .expect("the binary runs");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(exit_code(&output), 2);
    assert!(
        errors.contains("git knows no revision `no-such-branch`"),
        "{errors}"
    );
    // An option in disguise is no revision either.
    let output = fabcommons(home.path())
        .args(["check", "--since=--help", root])
        .output()
        .expect("the binary runs");
    assert_eq!(exit_code(&output), 2);
}

#[test]
fn a_package_without_earlier_state_is_all_new() {
    let home = tempfile::tempdir().expect("a home");
    git(home.path(), &["init", "-q"]);
    git(
        home.path(),
        &["commit", "-q", "--allow-empty", "-m", "none"],
    );
    let package = package(home.path(), "");
    let root = package.to_str().expect("UTF-8");
    let (code, report) = check(home.path(), &["--since", "HEAD", root]);
    assert_eq!(
        (code, found(&report)),
        (1, vec!["FC0603 left".to_owned(), "FC0603 right".to_owned()])
    );
}

#[test]
fn one_half_can_be_judged() {
    let home = tempfile::tempdir().expect("a home");
    let fab = "[[lints]]\nrule = \"open-edges\"\nlevel = \"allow\"\npart = \"left\"\nreason = \"known\"\n";
    let package = package(home.path(), fab);
    let root = package.to_str().expect("UTF-8");
    fs::remove_file(package.join("README.md")).expect("removed");
    let (code, report) = check(home.path(), &["--only", "package", root]);
    let package_half = found(&report);
    assert_eq!(code, 1);
    assert!(
        package_half.iter().all(|line| line < &"FC06".to_owned()) && !package_half.is_empty(),
        "{package_half:?}"
    );
    assert!(
        !package_half.iter().any(|line| line.starts_with("FC0113")),
        "an allow of the other half is not in vain: {package_half:?}"
    );
    assert_eq!(report["verdicts"], Value::Array(vec![]));
    assert_eq!(report["parts"][0]["meshes"][0]["path"], "left.stl");
    assert_eq!(report["parts"][0]["meshes"][0]["facts"], Value::Null);
    let (code, report) = check(home.path(), &["--only", "geometry", root]);
    assert_eq!(code, 1);
    let geometry = found(&report);
    assert_eq!(geometry, ["FC0603 left", "FC0603 right"]);
    assert_eq!(report["findings"][0]["allowed"], true);
    // Both halves are the whole.
    let (_, report) = check(home.path(), &[root]);
    assert_eq!(found(&report).len(), package_half.len() + geometry.len());
}
