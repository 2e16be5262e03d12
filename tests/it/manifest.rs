//! Manifests and the rules about them: on packages made here, on every manifest of the corpus, and
//! beside the official schema.

use fabcommons::check::PackageView;
use fabcommons::diag::{Finding, Severity, Sink};
use fabcommons::package::manifest::{Problem, Reading, read_text};
use fabcommons::package::{Package, fab};
use fabcommons::rules::{AREAS, Check};
use std::path::{Path, PathBuf};

/// A directory with these files.
fn package(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (path, text) in files {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().expect("below the root")).expect("directory");
        std::fs::write(path, text).expect("written");
    }
    directory
}

/// What area 01 finds in a package.
fn findings_at(root: &Path, manifest: Option<&Path>) -> Vec<Finding> {
    let package = Package::load(root, manifest).expect("a readable directory");
    let view = PackageView {
        package: &package,
        meshes: &[],
    };
    let area = AREAS
        .iter()
        .find(|area| area.digits == "01")
        .expect("area 01");
    let mut findings = Vec::new();
    for rule in area.rules {
        if let Check::Package(check) = rule.check {
            let mut sink = Sink::keeping(rule);
            check(&view, &mut sink);
            findings.extend(sink.into_findings());
        }
    }
    findings
}

/// One line per finding: code, severity, line, message.
fn lines(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let line = finding
                .place
                .line_column()
                .map_or("-".to_owned(), |(line, _)| line.to_string());
            format!(
                "{} {} {line}: {}",
                finding.rule.code,
                finding.severity.word(),
                finding.message
            )
        })
        .collect()
}

fn found(files: &[(&str, &str)]) -> Vec<String> {
    lines(&findings_at(package(files).path(), None))
}

const GOOD: &str = "okhv = \"2.4\"\nname = \"Lamp\"\nrepo = \"https://codeberg.org/alice/lamp\"\nversion = \"1.0.0\"\n\
    license = \"MIT\"\nlicensor = \"Alice\"\nfunction = \"Lights\"\n";

#[test]
fn a_good_manifest_has_no_finding() {
    assert_eq!(found(&[("okh.toml", GOOD)]), Vec::<String>::new());
}

#[test]
fn a_syntax_error_in_line_1_and_three_wrong_fields_are_four_findings() {
    let text = "okhv = \"2.4\nname = 3\nrepo = \"git@codeberg.org:a/lamp.git\"\nversion = \"1.0.0\"\nlicense = \"MIT\"\n\
        licensor = \"Alice\"\nfunction = \"Lights\"\ntechnology-readiness-level = \"OTLR-5\"\n";
    assert_eq!(
        found(&[("okh.toml", text)]),
        [
            "FC0102 error 1: syntax error: invalid basic string: expected `\"`",
            "FC0106 error 2: `name` is a number: it must be a string",
            "FC0106 error 3: `repo` is `git@codeberg.org:a/lamp.git`, which is not an `http(s)://` address",
            "FC0106 error 8: `technology-readiness-level` is `OTLR-5`, which is no level",
        ]
    );
}

#[test]
fn which_file_is_the_manifest() {
    assert_eq!(
        found(&[("okh.toml", GOOD), ("okh.yml", "title: a")]),
        Vec::<String>::new()
    );
    let several = found(&[("okh-a.toml", GOOD), ("okh.yml", "title: a")]);
    assert_eq!(
        several,
        ["FC0102 error -: several files could be the manifest: `okh-a.toml`, `okh.yml`"]
    );
    let directory = package(&[("okh-a.toml", GOOD), ("okh.yml", "title: a")]);
    let named = directory.path().join("okh-a.toml");
    assert_eq!(
        lines(&findings_at(directory.path(), Some(&named))),
        Vec::<String>::new()
    );
    assert_eq!(
        lines(&findings_at(
            directory.path(),
            Some(Path::new("okh-a.toml"))
        )),
        Vec::<String>::new(),
        "relative to the root"
    );
    let loose = found(&[("a.stl", "solid a")]);
    assert_eq!(
        loose,
        ["FC0101 note -: there is no manifest: only the geometry is checked"]
    );
    let with_fab = found(&[("fab.toml", "")]);
    assert_eq!(
        with_fab,
        ["FC0101 error -: the package has no manifest (`okh.toml`)"]
    );
}

#[test]
fn files_that_cannot_be_read_are_findings() {
    let directory = package(&[("okh.toml/x", "")]);
    assert_eq!(
        lines(&findings_at(directory.path(), None)),
        ["FC0102 error -: the manifest cannot be read: it is a directory"]
    );
    assert_eq!(
        found(&[("okh.toml", "")]),
        ["FC0102 error -: the manifest cannot be read: it is empty"]
    );
    let big = "#".repeat(1 << 21);
    assert_eq!(
        found(&[("okh.toml", &big)]).len(),
        1,
        "a manifest of 2 MiB is one finding"
    );
    let fab = found(&[("okh.toml", GOOD), ("fab.toml", "[package\nid = \"a b\"\n")]);
    assert_eq!(fab.len(), 2, "{fab:#?}");
    assert!(
        fab[0].starts_with("FC0102 error 1: syntax error"),
        "{fab:#?}"
    );
}

#[cfg(unix)]
#[test]
fn no_permission_is_a_finding() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = package(&[("okh.toml", GOOD)]);
    let path = directory.path().join("okh.toml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0)).expect("permissions");
    if std::fs::read(&path).is_ok() {
        return; // the superuser reads everything
    }
    assert_eq!(
        lines(&findings_at(directory.path(), None)),
        ["FC0102 error -: the manifest cannot be read: permission denied"]
    );
}

#[test]
fn git_says_another_repository() {
    let config = |url: &str| format!("[remote \"origin\"]\n\turl = {url}\n");
    let run = |url: &str, folder: &str| {
        let path = if folder.is_empty() {
            "okh.toml".to_owned()
        } else {
            format!("{folder}/okh.toml")
        };
        let directory = package(&[(".git/config", &config(url)), (&path, GOOD)]);
        lines(&findings_at(&directory.path().join(folder), None))
    };
    assert_eq!(
        run("git@codeberg.org:Alice/lamp.git", ""),
        Vec::<String>::new()
    );
    assert_eq!(
        run("https://bob:secret@codeberg.org/bob/lamp.git", ""),
        [
            "FC0108 warning 3: `repo` is `https://codeberg.org/alice/lamp`, but the git remote is `https://codeberg.org/bob/lamp`"
        ]
    );
    assert_eq!(
        run("https://codeberg.org/bob/collection.git", "lamps/desk"),
        Vec::<String>::new(),
        "a package in a sub-directory is fine"
    );
}

#[test]
fn levels_versions_templates_and_lints() {
    let text = GOOD
        .replace("1.0.0", "v1.2")
        .replace("Alice", "Your Name <you@example.org>")
        + "documentation-readiness-level = \"ODRL-3\"\nbom = \"bom.csv\"\nauxiliary = \"/a.pdf\"\nheight = 3\nforkof = \"https://a.b/c\"\n";
    let fab = "[[lints]]\nrule = \"detached-shell\"\nlevel = \"allow\"\n";
    let found = found(&[("okh.toml", &text), ("fab.toml", fab)]);
    assert_eq!(
        found,
        [
            "FC0103 error 1: `reason` of `[[lints]]` is missing",
            "FC0104 warning 11: okhv 2.4 has no key `height`",
            "FC0104 warning 12: okhv 2.4 has no key `forkof`",
            "FC0106 warning 10: `auxiliary` begins with a slash (`/a.pdf`)",
            "FC0106 error 2: `rule` is `detached-shell`, which is no rule",
            "FC0107 warning 6: `licensor` is a placeholder: `Your Name`",
            "FC0109 note 4: version `v1.2` is not `major.minor.patch`",
            "FC0111 note 8: the manifest claims `ODRL-3` but names no manufacturing instructions",
        ]
    );
}

#[test]
fn an_older_manifest_is_one_note() {
    let text = "okhv = \"OKH-LOSHv1.0\"\nname = \"Lamp\"\nrepo = \"https://codeberg.org/alice/lamp\"\nversion = \"1.0.0\"\n\
        license = \"MIT\"\nlicensor = \"Alice\"\nfunction = \"Lights\"\norganisation = \"Lamps\"\ntimestamp = \"3\"\nlicencor = \"x\"\n";
    let directory = package(&[("okh.toml", text)]);
    let findings = findings_at(directory.path(), None);
    assert_eq!(
        lines(&findings),
        [
            "FC0104 warning 10: okhv 2.4 has no key `licencor`",
            "FC0105 note 1: the manifest follows OKH-LOSH 1.0; the current edition is okhv 2.4",
        ]
    );
    assert_eq!(
        findings[1].help.as_deref(),
        Some(
            "set `okhv = \"2.4\"`; `organisation` is `organization` now; \
             move `timestamp`, which 2.4 has no key for, under `[carried]` in `fab.toml`"
        )
    );
}
