//! Every rule is declared once, documented, and proves both sides: its bad fixture fires exactly it,
//! the nearly equal good one is silent.

use crate::server::Server;
use crate::support::{check, codes, project};
use fabcommons::rules::{self, AREAS, DOC_HEADINGS};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[test]
fn every_rule_file_is_in_its_areas_table() {
    for area in AREAS {
        let folder = project("src/rules").join(area.folder);
        let files: BTreeSet<String> = std::fs::read_dir(&folder)
            .expect("the area's folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
            .filter_map(|path| {
                path.file_stem()
                    .map(|stem| stem.to_string_lossy().into_owned())
            })
            .filter(|stem| stem != "mod")
            // A file that declares no rule is a helper that several rules share.
            .filter(|stem| {
                std::fs::read_to_string(folder.join(format!("{stem}.rs")))
                    .expect("a readable rule")
                    .contains("static RULE: Rule")
            })
            .collect();
        let declared: BTreeSet<String> = area
            .rules
            .iter()
            .map(|rule| rule.name.replace('-', "_"))
            .collect();
        assert_eq!(files, declared, "src/rules/{}", area.folder);
    }
    let folders: BTreeSet<String> = std::fs::read_dir(project("src/rules"))
        .expect("the rules")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .filter_map(|path| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        })
        .collect();
    let areas: BTreeSet<String> = AREAS.iter().map(|area| area.folder.to_owned()).collect();
    assert_eq!(folders, areas);
}

#[test]
fn codes_and_names_are_unique_and_in_order() {
    let all: Vec<_> = rules::all().collect();
    assert!(all.len() > 40, "{} rules", all.len());
    for pair in all.windows(2) {
        assert!(
            pair[0].code < pair[1].code,
            "{} before {}",
            pair[0].code,
            pair[1].code
        );
    }
    let names: BTreeSet<_> = all.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), all.len());
    for rule in all {
        let digits = rule.code.strip_prefix("FC").expect("FCnnnn");
        assert!(
            digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()),
            "{}",
            rule.code
        );
        let area = AREAS
            .iter()
            .find(|area| digits.starts_with(area.digits))
            .expect("an area");
        assert!(
            area.rules.iter().any(|known| std::ptr::eq(*known, rule)),
            "{} is in another area",
            rule.code
        );
        assert!(
            rule.name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
            "{}",
            rule.name
        );
        assert_eq!(
            rules::find(rule.name).map(|found| found.code),
            Some(rule.code)
        );
        assert_eq!(
            rules::find(&rule.code.to_lowercase()).map(|found| found.code),
            Some(rule.code)
        );
    }
}

#[test]
fn every_rule_documents_itself_under_the_same_headings() {
    for rule in rules::all() {
        let headings: Vec<&str> = rule
            .doc
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        assert_eq!(headings, DOC_HEADINGS, "{}", rule.code);
        for section in rule.doc.split("## ").skip(1) {
            let body = section.split_once('\n').map_or("", |(_, body)| body.trim());
            assert!(
                body.len() > 20,
                "{}: a section says nothing: {section:?}",
                rule.code
            );
        }
    }
}

/// The folder of a rule's fixtures.
fn fixture(code: &str, name: &str) -> PathBuf {
    project("fixtures/rules").join(format!("{code}-{name}"))
}

/// The side of a pair: a package (folder) or a mesh (file).
fn side(folder: &PathBuf, side: &str) -> PathBuf {
    let package = folder.join(side);
    if package.is_dir() {
        return package;
    }
    std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == side))
        .unwrap_or_else(|| panic!("{}: no `{side}`", folder.display()))
}

/// A package with the history that `<side>.history` tells: a commit per line, with the files that changed
/// in it, and `@tag` for a tag on it; `None` where git is not installed.
fn with_history(folder: &Path, side: &str, package: PathBuf, copy: &Path) -> Option<PathBuf> {
    let Ok(history) = std::fs::read_to_string(folder.join(format!("{side}.history"))) else {
        return Some(package);
    };
    let git = |arguments: &[&str]| {
        let run = std::process::Command::new("git")
            .arg("-C")
            .arg(copy)
            .args([
                "-c",
                "user.name=Somebody",
                "-c",
                "user.email=somebody@localhost",
            ])
            .args(arguments)
            .output()
            .ok()?;
        assert!(
            run.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&run.stderr)
        );
        Some(())
    };
    std::fs::create_dir_all(copy).expect("a folder");
    git(&["init", "--quiet"])?;
    for commit in history.lines() {
        let (tags, files): (Vec<&str>, Vec<&str>) = commit
            .split_whitespace()
            .partition(|word| word.starts_with('@'));
        for file in files {
            // Its content is new in every commit but the last, which has it as it stands here.
            let target = copy.join(file);
            let before = std::fs::read(&target).unwrap_or_default();
            let mut content = std::fs::read(package.join(file)).expect("a file of the package");
            if before.is_empty() && history.matches(file).count() > 1 {
                content.push(b'\n');
            }
            std::fs::write(&target, content).expect("written");
            git(&["add", file])?;
        }
        git(&["commit", "--quiet", "--message", "a change"])?;
        for tag in tags {
            git(&["tag", "--annotate", "--message", "a release", &tag[1..]])?;
        }
    }
    Some(copy.to_owned())
}

/// A package whose `server` file tells what a web server answers, a path and a status per line: the
/// server, and a copy of the package in which it stands for `http://server.invalid`. A server that is
/// not asked shows that nothing is asked.
fn with_server(folder: &Path, package: PathBuf, copy: &Path) -> (PathBuf, Option<Server>) {
    let Ok(answers) = std::fs::read_to_string(folder.join("server")) else {
        return (package, None);
    };
    let server = Server::start(move |_, path, _| {
        let known = answers.lines().find_map(|line| {
            let (known, answer) = line.split_once(' ')?;
            (known == path).then(|| answer.trim().parse().expect("a status"))
        });
        crate::server::status(known.unwrap_or(404))
    });
    for path in crate::support::files_below(&package) {
        let below = path.strip_prefix(&package).expect("below the package");
        let target = copy.join(below);
        std::fs::create_dir_all(target.parent().expect("below the copy")).expect("a folder");
        let bytes = std::fs::read(&path).expect("a file");
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => text
                .replace("http://server.invalid/", &server.url("/"))
                .into_bytes(),
            Err(error) => error.into_bytes(),
        };
        std::fs::write(target, bytes).expect("a copy");
    }
    (copy.to_owned(), Some(server))
}

/// A package with its `dot-git` as `.git`, which no repository can hold: copied to `copy`.
fn with_git(package: PathBuf, copy: &Path) -> PathBuf {
    if !package.join("dot-git").is_dir() {
        return package;
    }
    let mut pending = vec![package.clone()];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let below = path.strip_prefix(&package).expect("below the package");
            let below = below.to_str().expect("UTF-8").replace("dot-git", ".git");
            if path.is_dir() {
                pending.push(path);
            } else {
                let target = copy.join(below);
                std::fs::create_dir_all(target.parent().expect("below the copy"))
                    .expect("a folder");
                std::fs::copy(&path, target).expect("a copy");
            }
        }
    }
    copy.to_owned()
}

#[test]
fn every_rule_fires_alone_on_its_bad_fixture_and_is_silent_on_the_good_one() {
    let home = tempfile::tempdir().expect("a home");
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let folder = fixture(rule.code, rule.name);
        if !folder.is_dir() {
            wrong.push(format!("{} {}: no fixtures", rule.code, rule.name));
            continue;
        }
        let args = std::fs::read_to_string(folder.join("args")).unwrap_or_default();
        for (which, expected) in [("bad", vec![rule.code.to_owned()]), ("good", Vec::new())] {
            let copy = home.path().join(rule.code).join(which);
            let package = with_git(side(&folder, which), &copy);
            let Some(path) = with_history(&folder, which, package, &copy) else {
                println!("skipped: {} needs git", rule.code);
                continue;
            };
            let (path, server) = with_server(&folder, path, &copy);
            let path = path.to_str().expect("a path in UTF-8");
            let mut arguments: Vec<&str> = args.split_whitespace().collect();
            // That a lone mesh has no manifest is no defect of the mesh.
            if !std::path::Path::new(path).is_dir() && rule.name != "missing-manifest" {
                arguments.extend(["--allow", "missing-manifest"]);
            }
            arguments.push(path);
            if let Some(server) = &server {
                // Offline, which is the default, nothing is asked and so nothing is found.
                let (_, report) = check(home.path(), &arguments);
                assert_eq!(codes(&report), [""; 0], "{} offline", rule.code);
                assert_eq!(server.requests(), [""; 0], "{} offline", rule.code);
                arguments.push("--online");
            }
            let (_, report) = check(home.path(), &arguments);
            let found = codes(&report);
            if found != expected {
                let messages: Vec<String> = report["findings"]
                    .as_array()
                    .expect("findings")
                    .iter()
                    .map(|finding| format!("    {} {}", finding["code"], finding["message"]))
                    .collect();
                wrong.push(format!(
                    "{} {} {which}: {found:?}\n{}",
                    rule.code,
                    rule.name,
                    messages.join("\n")
                ));
            }
            for finding in report["findings"].as_array().expect("findings") {
                if finding["code"] == rule.code {
                    assert_eq!(finding["name"], rule.name);
                    assert!(
                        well_written(finding["message"].as_str().expect("a message")),
                        "{finding}"
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Messages are lower-case phrases without full stop.
fn well_written(message: &str) -> bool {
    let first = message.chars().next().unwrap_or(' ');
    !message.is_empty() && !first.is_whitespace() && !message.trim_end().ends_with('.')
}

#[test]
fn no_fixture_is_left_without_its_rule() {
    for entry in std::fs::read_dir(project("fixtures/rules")).expect("the fixtures") {
        let name = entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned();
        assert!(
            rules::all().any(|rule| name == format!("{}-{}", rule.code, rule.name)),
            "fixtures/rules/{name} belongs to no rule"
        );
    }
}
