//! `init`: any folder becomes a package whose manifest is valid and says nothing that is not so.

use crate::{fix, support};
use fabcommons::package::adopt as library;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A smallest mesh: a tetrahedron, closed and oriented.
fn mesh() -> String {
    let corners = [
        [0.0, 0.0, 0.0],
        [20.0, 0.0, 0.0],
        [0.0, 20.0, 0.0],
        [0.0, 0.0, 20.0],
    ];
    let mut text = "solid part\n".to_owned();
    for triangle in [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]] {
        text.push_str(" facet normal 0 0 0\n  outer loop\n");
        for corner in triangle {
            let [x, y, z]: [f64; 3] = corners[corner];
            let _ = writeln!(text, "   vertex {x} {y} {z}");
        }
        text.push_str("  endloop\n endfacet\n");
    }
    text.push_str("endsolid part\n");
    text
}

fn write(root: &Path, path: &str, text: &str) {
    let at = root.join(path);
    std::fs::create_dir_all(at.parent().expect("a file has a folder")).expect("a folder");
    std::fs::write(at, text).expect("a file");
}

fn read(root: &Path, path: &str) -> String {
    std::fs::read_to_string(root.join(path)).expect("a file")
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

/// What a run of `init` gave.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn init_in(root: &Path, arguments: &[&str]) -> Run {
    let home = tempfile::tempdir().expect("a home");
    let output = support::fabcommons(home.path())
        .current_dir(root)
        .arg("init")
        .args(arguments)
        .output()
        .expect("the binary runs");
    Run {
        code: support::exit_code(&output),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// Adopts a folder, which must work, and gives what was said.
fn adopt(root: &Path, arguments: &[&str]) -> String {
    let mut all = vec!["--yes"];
    all.extend(arguments);
    let run = init_in(root, &all);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    assert_valid(root);
    run.out
}

/// An independent validator accepts okh.toml by the official schema, and fab.toml by ours.
fn assert_valid(root: &Path) {
    for (name, schema) in [
        ("okh.toml", "schemas/okh-2.4.schema.json"),
        ("fab.toml", "schemas/fab-v1.schema.json"),
    ] {
        let schema = std::fs::read_to_string(support::project(schema)).expect("the schema");
        let schema: Value = serde_json::from_str(&schema).expect("JSON");
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let text = read(root, name);
        let document: toml::Value =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        let document = serde_json::to_value(&document).expect("JSON");
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(
            errors,
            Vec::<String>::new(),
            "{}/{name}\n{text}",
            root.display()
        );
    }
}

fn okh(root: &Path) -> toml::Table {
    read(root, "okh.toml").parse().expect("TOML")
}

fn fab(root: &Path) -> toml::Table {
    read(root, "fab.toml").parse().expect("TOML")
}

/// The findings of `check`, each as code, file, line and message.
fn findings(root: &Path) -> Vec<String> {
    let home = tempfile::tempdir().expect("a home");
    let root = root.to_string_lossy().into_owned();
    let (_, report) = support::check(home.path(), &[&root]);
    report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            format!(
                "{} {} {}:{} {}",
                finding["code"].as_str().expect("a code"),
                finding["severity"].as_str().expect("a severity"),
                finding["place"]["path"].as_str().unwrap_or("-"),
                finding["place"]["line"].as_u64().unwrap_or(0),
                finding["message"].as_str().expect("a message"),
            )
        })
        .collect()
}

fn git(root: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgSign=false",
        ])
        .args([
            "-c",
            "user.name=Alice Lamp",
            "-c",
            "user.email=alice@lamps.example",
        ])
        .args(arguments)
        .env("HOME", root.join(".no-home"))
        .env("XDG_CONFIG_HOME", root.join(".no-home"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
}

fn licence(id: &str) -> &'static str {
    spdx::license_id(id).expect("a known id").text()
}

const README: &str = "\
![banner](images/lamp.png)

# Desk lamp - light for one desk

[![build](https://img.shields.io/x.svg)](https://ci.lamps.org)

A **small** lamp for the desk that [everybody](https://lamps.org) can make and that is repaired with what is at
hand. It is held together by the screws that come with the switch, and it lights one desk. See the docs.

## How to build it

Print the parts, and put them together with the screws. That is all there is to it; the cable goes into the foot,
and the foot stands on the desk. The shade is for the bulb that you have and it is not for other bulbs.
";

/// A repository as one would wish it.
fn good_repository() -> tempfile::TempDir {
    let mesh = mesh();
    let folder = folder(&[
        ("README.md", README),
        ("LICENSE", licence("CERN-OHL-S-2.0")),
        ("docs/LICENSE", licence("CC-BY-SA-4.0")),
        ("firmware/LICENSE", licence("MIT")),
        ("CONTRIBUTING.md", "Everybody is welcome.\n"),
        (
            "bom.csv",
            "Part,Quantity,Supplier\nfoot,4,made\nshade,1,made\npanel,2,made\nswitch 6 A,1,https://lamps.org/switch\n",
        ),
        (
            "docs/assembly.md",
            "# Assembly\n\nScrew the foot to the shade.\n",
        ),
        ("docs/user-manual.md", "# Using it\n\nSwitch it on.\n"),
        ("images/lamp.png", "\u{89}PNG"),
        ("cad/Foot.FCStd", "PK\u{3}\u{4}"),
        ("cad/shade.scad", "cube(1);\n"),
        ("stl/foot_x4.stl", &mesh),
        ("stl/shade.stl", &mesh),
        ("laser/panel_x2.dxf", "0\nSECTION\n"),
        ("node_modules/dep/gear.stl", &mesh),
    ]);
    let root = folder.path();
    std::fs::write(root.join("images/lamp.png"), b"\x89PNG\r\n\x1a\n").expect("a file");
    git(root, &["init", "--quiet"]);
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "-m", "begin"]);
    git(
        root,
        &[
            "-c",
            "user.name=Bob",
            "-c",
            "user.email=bob@users.noreply.github.com",
            "commit",
            "--quiet",
            "--allow-empty",
            "-m",
            "more",
        ],
    );
    git(
        root,
        &[
            "-c",
            "user.name=dependabot[bot]",
            "-c",
            "user.email=b@x.org",
            "commit",
            "--quiet",
            "--allow-empty",
            "-m",
            "bump",
        ],
    );
    git(root, &["commit", "--quiet", "--allow-empty", "-m", "done"]);
    git(root, &["tag", "v0.9.0"]);
    git(root, &["tag", "v0.10.0"]);
    git(
        root,
        &[
            "remote",
            "add",
            "origin",
            "git@codeberg.org:alice/desk-lamp.git",
        ],
    );
    folder
}

#[test]
fn a_good_repository_is_written_down_as_it_is() {
    let folder = good_repository();
    let root = folder.path();
    let said = adopt(root, &[]);
    insta::assert_snapshot!("good_okh", read(root, "okh.toml"));
    insta::assert_snapshot!("good_fab", read(root, "fab.toml"));
    insta::assert_snapshot!("good_said", said);
    // What is left is true: nobody drew the panel with anything that is here.
    let left: Vec<String> = findings(root)
        .into_iter()
        .filter(|finding| !finding.starts_with("FC07"))
        .collect();
    assert_eq!(
        left,
        ["FC0203 note okh.toml:0 1 part without editable source: `panel`"],
    );
    // Only the two files are new, and they are readable by everybody.
    let status = Command::new("git")
        .args(["-C", &root.to_string_lossy(), "status", "--porcelain"])
        .output()
        .expect("git runs");
    assert_eq!(
        String::from_utf8_lossy(&status.stdout),
        "?? fab.toml\n?? okh.toml\n"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for name in ["okh.toml", "fab.toml"] {
            let mode = root
                .join(name)
                .metadata()
                .expect("a file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o644, "{name}");
        }
    }
}

#[test]
fn what_nobody_knows_is_left_to_be_filled_in_and_check_points_there() {
    let folder = folder(&[]);
    let root = folder.path().join("Empty Lamp");
    std::fs::create_dir(&root).expect("a folder");
    let said = adopt(&root, &[]);
    let text = read(&root, "okh.toml");
    let okh = okh(&root);
    assert_eq!(okh["name"].as_str(), Some("Empty Lamp"));
    assert_eq!(okh["license"].as_str(), Some("NOASSERTION"));
    assert_eq!(okh["repo"].as_str(), Some("https://example.org/FIXME"));
    assert!(!okh.contains_key("version"));
    let line = |key: &str| {
        let start = format!("{key} = ");
        text.lines()
            .position(|line| line.starts_with(&start))
            .expect(key)
            + 1
    };
    let found = findings(&root);
    for (key, code) in [
        ("function", "FC0107 warning"),
        ("repo", "FC0107 warning"),
        ("license", "FC0303 error"),
        ("licensor", "FC0107 warning"),
    ] {
        let at = format!("{code} okh.toml:{} ", line(key));
        assert_eq!(
            found
                .iter()
                .filter(|finding| finding.starts_with(&at))
                .count(),
            1,
            "{key}: {found:?}"
        );
        assert!(
            said.contains(&format!("okh.toml:{}", line(key))),
            "{key}: {said}"
        );
        let above = text.lines().nth(line(key) - 2).expect("a line above");
        assert!(above.starts_with("# to fill in: "), "{key}: {above}");
    }
    // Nothing else than what is missing is found fault with.
    let codes: Vec<&str> = found.iter().map(|finding| &finding[..6]).collect();
    assert_eq!(
        codes.iter().filter(|code| **code == "FC0107").count(),
        3,
        "{found:?}"
    );
    assert!(
        codes
            .iter()
            .all(|code| ["FC0107", "FC0109", "FC0210", "FC0303"].contains(code)),
        "{found:?}"
    );
}

#[test]
fn what_is_there_is_never_overwritten_without_force() {
    let folder = folder(&[
        ("README.md", README),
        ("okh.toml", "name = \"mine\"\n"),
        ("a.stl", &mesh()),
    ]);
    let root = folder.path();
    let run = init_in(root, &["--yes"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.out, "");
    assert_eq!(
        run.err,
        "error: `./okh.toml` is there already: nothing was written\n\
         help: `fabcommons check` tells what it lacks, `fabcommons check --fix` repairs and migrates it as it stands;\n      \
         `fabcommons init --force` writes it anew, keeping its facts\n"
    );
    assert_eq!(read(root, "okh.toml"), "name = \"mine\"\n");
    assert!(!root.join("fab.toml").exists());
    // With force its facts are kept, and what it lacks is found.
    let said = adopt(root, &["--force"]);
    assert!(said.contains("taking over okh.toml"), "{said}");
    assert_eq!(okh(root)["name"].as_str(), Some("mine"));
    assert_eq!(okh(root)["part"].as_array().map(Vec::len), Some(1));
    // A second run is refused again.
    let before = (read(root, "okh.toml"), read(root, "fab.toml"));
    assert_eq!(init_in(root, &["--yes"]).code, 2);
    assert_eq!((read(root, "okh.toml"), read(root, "fab.toml")), before);
}

#[test]
fn an_older_okh_toml_is_brought_up_to_date_where_it_stands() {
    let older = "# the lamp\nokhv = \"OKH-LOSHv1.0\"\nname = \"Lamp\" # for desks\n\
                 repo = \"https://codeberg.org/alice/lamp\"\nspdx-license = \"CERN OHL v1.2\"\n\
                 licensor = \"Alice\"\nfunction = \"Lights a desk\"\ntimestamp = \"2020\"\n";
    let folder = folder(&[
        ("README.md", README),
        ("okh.toml", older),
        ("a.stl", &mesh()),
    ]);
    let root = folder.path();
    let run = init_in(root, &["--yes"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out.contains("it is Open Know-How 2.4 now"),
        "{}",
        run.out
    );
    assert_eq!(
        read(root, "okh.toml"),
        "# the lamp\nokhv = \"2.4\"\nname = \"Lamp\" # for desks\n\
         repo = \"https://codeberg.org/alice/lamp\"\nlicense = \"CERN-OHL-1.2\"\n\
         licensor = \"Alice\"\nfunction = \"Lights a desk\"\n"
    );
    assert_eq!(
        fab(root)["carried"]["okh-losh-v1"]["timestamp"].as_str(),
        Some("2020")
    );
    // Now it is like any other: left alone without force.
    let before = (read(root, "okh.toml"), read(root, "fab.toml"));
    let run = init_in(root, &["--yes"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("is there already: nothing was written"));
    assert_eq!((read(root, "okh.toml"), read(root, "fab.toml")), before);
    // Without a terminal to ask at, and without `--yes`, nothing is touched.
    write(root, "okh.toml", older);
    assert_eq!(init_in(root, &[]).code, 2);
    assert_eq!(read(root, "okh.toml"), older);
}

#[test]
fn forcing_twice_changes_no_value_and_fills_in_what_became_known() {
    let folder = folder(&[("a_x2.stl", &mesh()), ("a.scad", "cube(1);\n")]);
    let root = folder.path();
    adopt(root, &[]);
    let (first_okh, first_fab) = (okh(root), fab(root));
    adopt(root, &["--force"]);
    assert_eq!((okh(root), fab(root)), (first_okh, first_fab));
    // Later there is a README, a licence and a second part.
    write(root, "README.md", README);
    write(root, "LICENSE", licence("CERN-OHL-W-2.0"));
    write(root, "b_x3.stl", &mesh());
    adopt(root, &["--force"]);
    let okh = okh(root);
    assert_eq!(okh["license"].as_str(), Some("CERN-OHL-W-2.0"));
    assert!(
        okh["function"]
            .as_str()
            .expect("text")
            .starts_with("A small lamp")
    );
    assert_eq!(okh["part"].as_array().map(Vec::len), Some(2));
    let parts = fab(root)["part"].as_array().expect("parts").clone();
    let quantities: Vec<_> = parts
        .iter()
        .map(|part| {
            (
                part["name"].as_str().expect("a name"),
                part["quantity"].as_integer(),
            )
        })
        .collect();
    assert_eq!(quantities, [("a", Some(2)), ("b", Some(3))]);
}

#[test]
fn a_fab_toml_that_is_there_stays() {
    let own = "# mine\n[[part]]\nname = \"Foot\"\nquantity = 7\nprocess = \"SLS\"\n";
    let folder = folder(&[
        ("fab.toml", own),
        ("stl/foot_x7.stl", &mesh()),
        ("cad/foot.scad", "cube(1);\n"),
        ("stl/leg.stl", &mesh()),
    ]);
    let root = folder.path();
    let said = adopt(root, &[]);
    assert!(
        said.contains("`fab.toml` is there already and stays as it is"),
        "{said}"
    );
    assert!(said.contains("\nwrote okh.toml\n"), "{said}");
    assert_eq!(read(root, "fab.toml"), own);
    let parts = okh(root)["part"].clone();
    assert_eq!(parts[0]["name"].as_str(), Some("Foot"));
    assert_eq!(parts[0]["export"].as_str(), Some("stl/foot_x7.stl"));
    assert_eq!(parts[0]["source"].as_str(), Some("cad/foot.scad"));
    assert_eq!(parts[1]["name"].as_str(), Some("leg"));
    // With force it is completed.
    adopt(root, &["--force"]);
    let text = read(root, "fab.toml");
    assert!(text.starts_with(own), "{text}");
    assert_eq!(fab(root)["part"].as_array().map(Vec::len), Some(2));
    // One that cannot be read is replaced, with force only.
    write(root, "fab.toml", "broken = [\n");
    std::fs::remove_file(root.join("okh.toml")).expect("a file");
    let run = init_in(root, &["--yes"]);
    assert_eq!(
        (run.code, read(root, "fab.toml").as_str()),
        (0, "broken = [\n")
    );
    adopt(root, &["--force"]);
}

#[test]
fn an_older_manifest_is_taken_over_and_left_alone() {
    let old = "\
title: Otto
description: A robot that walks.
keywords: [robot, walking]
project-link: https://github.com/otto/otto
license:
  hardware: CERN OHL v1.2
  documentation: CC-BY-SA-4.0
licensor:
  name: Otto Workshop
  email: otto@otto.org
contributors:
  - name: Bea
made: true
intended-use: |
  Fun \"for\" all.
  Really.
bom: parts.csv
image: https://otto.org/a.jpg
design-files: cad
sub:
  - { a: 1, b: [x, 2.5, null] }
";
    let folder = folder(&[
        ("okh.yml", old),
        ("README.md", README),
        ("LICENSE", licence("MIT")),
        ("cad/body.scad", "cube(1);\n"),
        ("body_x2.stl", &mesh()),
    ]);
    let root = folder.path();
    let said = adopt(root, &[]);
    assert!(
        said.contains("taking over okh.yml (Open Know-How 1.0)"),
        "{said}"
    );
    assert!(
        said.contains("`fabcommons check --fix` would migrate it"),
        "{said}"
    );
    assert_eq!(read(root, "okh.yml"), old);
    let okh = okh(root);
    for (key, value) in [
        ("name", "Otto"),
        ("function", "A robot that walks."),
        ("repo", "https://github.com/otto/otto"),
        ("license", "CERN-OHL-1.2"),
        ("licensor", "Otto Workshop <otto@otto.org>"),
        ("bom", "parts.csv"),
        ("image", "https://otto.org/a.jpg"),
        ("source", "cad"),
        ("readme", "README.md"),
    ] {
        assert_eq!(okh[key].as_str(), Some(value), "{key}");
    }
    let fab = fab(root);
    assert_eq!(
        fab["licences"]["documentation"].as_str(),
        Some("CC-BY-SA-4.0")
    );
    assert_eq!(fab["package"]["keywords"].as_array().map(Vec::len), Some(2));
    assert_eq!(fab["contributor"][0]["name"].as_str(), Some("Bea"));
    let carried = &fab["carried"]["okh-v1"];
    assert_eq!(carried["made"].as_bool(), Some(true));
    assert_eq!(
        carried["intended-use"].as_str(),
        Some("Fun \"for\" all.\nReally.\n")
    );
    assert_eq!(carried["sub"][0]["b"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_older_manifest_is_taken_over_as_a_repair_would() {
    let old = "\
okhv = \"OKH-LOSH-v1.0\"
name = \"Pump\"
function = \"Pumps.\"
repo = \"not an address\"
license = \"CERN OHL v1.2\"
mass = \"1.5 kg\"
bom = [\"/bom.csv\"]
colour = \"red\"
version = \"1.0.0\"
contributors = [{ name = \"Bea\", roles = [\"design\"] }, { name = \"Cy\", page = 7 }]

[licensor]
name = \"Al\"
affiliation = \"Pumps e.V.\"

[[part]]
name = \"Rotor\"
export = \"rotor.stl\"
infill = \"40 %\"
shade = 3
";
    let files = [
        ("okh.toml", old),
        ("bom.csv", "a,b\n"),
        ("rotor.stl", &mesh()),
    ];
    let root = folder(&files);
    let root = root.path();
    adopt(root, &["--force"]);
    let (okh, fab) = (okh(root), fab(root));
    assert_eq!(okh["repo"].as_str(), Some("https://example.org/FIXME"));
    assert_eq!(okh["license"].as_str(), Some("CERN-OHL-1.2"));
    assert_eq!(okh["mass"].as_integer(), Some(1500));
    assert_eq!(okh["bom"][0].as_str(), Some("bom.csv"));
    assert_eq!(okh["licensor"]["affiliation"].as_str(), Some("Pumps e.V."));
    let carried = &fab["carried"]["okh-losh-v1"];
    assert_eq!(carried["repo"].as_str(), Some("not an address"));
    assert_eq!(carried["colour"].as_str(), Some("red"));
    assert_eq!(carried["part"][0]["shade"].as_integer(), Some(3));
    assert_eq!(carried["contributors"][1]["page"].as_integer(), Some(7));
    assert_eq!(fab["part"][0]["infill"].as_integer(), Some(40));
    let roles = &fab["contributor"][0]["roles"];
    assert_eq!(roles[0].as_str(), Some("design"));
    assert_eq!(fab["contributor"][1]["name"].as_str(), Some("Cy"));
    let text = read(root, "okh.toml");
    assert!(text.contains("# found: okh.toml\nmass = 1500\n"), "{text}");
    // Once more, nothing is different.
    adopt(root, &["--force"]);
    assert_eq!((self::okh(root), self::fab(root)), (okh, fab));
}

#[test]
fn what_has_no_key_reaches_a_fab_toml_that_is_there_with_force_only() {
    let own = "# mine\n[package]\nid = \"pump\"\n";
    let folder = folder(&[
        ("okh.yml", "title: Pump\ndescription: Pumps.\ncolour: red\n"),
        ("fab.toml", own),
    ]);
    let root = folder.path();
    let said = adopt(root, &[]);
    assert_eq!(read(root, "fab.toml"), own);
    assert!(
        said.contains("`okh.yml` says what okh.toml has no key for: keep it, or let `--force`"),
        "{said}"
    );
    assert!(!said.contains("under [carried"), "{said}");
    std::fs::remove_file(root.join("okh.toml")).expect("a file");
    let said = adopt(root, &["--force"]);
    assert!(said.contains("1 more key under [carried.okh-v1]"), "{said}");
    let text = read(root, "fab.toml");
    assert!(text.starts_with(own), "{text}");
    let colour = fab(root)["carried"]["okh-v1"]["colour"].clone();
    assert_eq!(colour.as_str(), Some("red"));
}

#[test]
fn a_manifest_with_errors_is_taken_over_as_far_as_it_can_be_read() {
    let folder = folder(&[(
        "okh.toml",
        "name = \"Pump\"\nname = \"Better pump\"\nfunction = Pumps.\nversion = \"1.0.0\"\nodd = 1\n",
    )]);
    let root = folder.path();
    let said = adopt(root, &["--force"]);
    assert!(said.contains("`okh.toml` had syntax errors"), "{said}");
    assert_eq!(okh(root)["name"].as_str(), Some("Better pump"));
    assert_eq!(okh(root)["version"].as_str(), Some("1.0.0"));
    assert_eq!(fab(root)["carried"]["okh-v2"]["odd"].as_integer(), Some(1));
}

/// What a new okh.toml and fab.toml lack of an older manifest, and what is invalid in them.
fn lost_by_adopting(root: &Path, path: &str) -> Vec<String> {
    let old = read(root, path);
    let old = if Path::new(path).extension().is_some_and(|is| is == "toml") {
        fix::json(&old)
    } else {
        fix::tree(path, &old)
    };
    let plan = library::plan(root, true).expect("a readable folder");
    let (okh, fab) = (library::okh_text(&plan), library::fab_text(&plan));
    let mut wrong = fix::lost(&old, &fix::json(&okh), &fix::json(&fab));
    wrong.extend(fix::problems_of_fab(&fab));
    let written = (okh.clone(), fab.clone());
    std::fs::remove_file(root.join(path)).expect("a file");
    write(root, "okh.toml", &okh);
    write(root, "fab.toml", &fab);
    assert_valid(root);
    if !wrong.is_empty() {
        wrong.push(format!("{}\n{}", written.0, written.1));
    }
    wrong
}

#[test]
fn every_published_manifest_is_adopted_and_loses_nothing() {
    let Some(corpus) = support::corpus() else {
        return;
    };
    let manifests = corpus.join("manifests");
    let toml = |path: &PathBuf| path.extension().is_some_and(|is| is == "toml");
    let all: Vec<PathBuf> = support::files_below(&manifests)
        .into_iter()
        .filter(toml)
        .collect();
    assert!(all.len() >= 2095, "{} manifests", all.len());
    for path in all.iter().step_by(4) {
        let scratch = tempfile::tempdir().expect("a folder");
        let text = std::fs::read_to_string(path).expect("text");
        write(scratch.path(), "okh.toml", &text);
        let wrong = lost_by_adopting(scratch.path(), "okh.toml");
        assert_eq!(wrong, Vec::<String>::new(), "{}", path.display());
    }
    for (name, manifest) in [
        ("otto-diy", "okh.yml"),
        ("spotistation", "okh-manifest.yml"),
        ("zacplus", "okh-ZACplus.yml"),
        ("librewater", "okh.toml"),
        ("qarve", "okh.toml"),
        ("heimeliq", "okh.toml"),
        ("cmm-arm", "okh.toml"),
    ] {
        let scratch = tempfile::tempdir().expect("a folder");
        copy(&corpus.join("packages").join(name), scratch.path());
        let _ = std::fs::remove_file(scratch.path().join("fab.toml"));
        let wrong = lost_by_adopting(scratch.path(), manifest);
        assert_eq!(wrong, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn odd_folders_become_valid_packages() {
    let mesh = mesh();
    // No manifest may name it: this is said instead.
    let dotted = folder(&[("a..b.stl", &mesh), ("c:d.stl", &mesh)]);
    let said = adopt(dotted.path(), &[]);
    assert!(said.contains("rename it: `a..b.stl`, `c:d.stl`"), "{said}");
    assert!(!okh(dotted.path()).contains_key("part"));

    let unicode = folder(&[
        ("Größe B (x3).stl", &mesh),
        ("漢字 #1.stl", &mesh),
        ("[a]_Knob_x2.stl", &mesh),
        ("it's \"it\".stl", &mesh),
    ]);
    adopt(unicode.path(), &[]);
    let names: Vec<String> = okh(unicode.path())["part"]
        .as_array()
        .expect("parts")
        .iter()
        .map(|part| part["name"].as_str().expect("a name").to_owned())
        .collect();
    assert_eq!(names, ["Größe B", "[a]_Knob", "it's \"it\"", "漢字 #1"]);
    assert!(
        !findings(unicode.path())
            .iter()
            .any(|finding| finding.starts_with("FC0201"))
    );

    let board = folder(&[
        ("amp.kicad_pcb", "(kicad_pcb (version 20221018))\n"),
        ("amp.kicad_sch", "(kicad_sch (version 1))\n"),
        ("amp.kicad_pro", "{}\n"),
        ("amp-backups/amp.kicad_pcb", "(kicad_pcb)\n"),
        ("production/gerbers/amp-F_Cu.gbr", "G04*\n"),
        ("production/gerbers/amp.drl", "M48\n"),
    ]);
    adopt(board.path(), &[]);
    let okh_of_board = okh(board.path());
    assert_eq!(okh_of_board["tsdc"].as_str(), Some("PCB"));
    assert_eq!(okh_of_board["part"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        okh_of_board["part"][0]["export"].as_str(),
        Some("production/gerbers")
    );

    let nested = folder(&[
        ("mine/b.stl", &mesh),
        ("sub a/okh.toml", "okhv = \"2.4\"\nname = \"S\"\n"),
        ("sub a/part.stl", &mesh),
        ("vendor/y/z.stl", &mesh),
        ("other/.git/HEAD", "ref: refs/heads/main\n"),
        ("other/c.stl", &mesh),
    ]);
    let said = adopt(nested.path(), &[]);
    assert!(said.contains("`sub a` has a manifest of its own"), "{said}");
    assert!(
        said.contains("`other` is a repository of its own"),
        "{said}"
    );
    assert_eq!(okh(nested.path())["part"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        fab(nested.path())["files"]["exclude"][0].as_str(),
        Some("vendor/**")
    );
    assert_eq!(
        read(nested.path(), "sub a/okh.toml"),
        "okhv = \"2.4\"\nname = \"S\"\n"
    );

    let several = folder(&[
        ("okh-a.yml", "title: A\ndescription: Does a.\n"),
        ("okh-b.yml", "title: B\n"),
    ]);
    let said = adopt(several.path(), &[]);
    assert!(
        said.contains("only `okh-a.yml` was read: `okh-a.yml`, `okh-b.yml`"),
        "{said}"
    );
    assert_eq!(okh(several.path())["name"].as_str(), Some("A"));

    let doubtful = folder(&[("old/a.stl", &mesh), ("b.stl", &mesh)]);
    let said = adopt(doubtful.path(), &[]);
    assert!(
        said.contains("are these parts of the design? `old`"),
        "{said}"
    );
}

#[test]
fn every_part_of_many_has_a_name_of_its_own() {
    let mesh = mesh();
    let folder = folder(&[]);
    let root = folder.path();
    for group in 0..40 {
        for side in ["left", "right"] {
            write(root, &format!("set {group}/{side}/arm_x2.stl"), &mesh);
        }
    }
    adopt(root, &[]);
    let parts = okh(root)["part"].as_array().expect("parts").clone();
    assert_eq!(parts.len(), 80);
    let mut names: Vec<String> = parts
        .iter()
        .map(|part| part["name"].as_str().expect("a name").to_lowercase())
        .collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 80);
    let made = fab(root)["part"].as_array().expect("parts").clone();
    assert!(
        made.iter()
            .all(|part| part["quantity"].as_integer() == Some(2))
    );
}

#[test]
fn what_cannot_be_adopted_is_refused_and_nothing_is_written() {
    let folder = folder(&[("a.stl", &mesh())]);
    let root = folder.path();
    let run = init_in(root, &["--yes", "nowhere"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert_eq!(
        run.err,
        "error: there is no folder `nowhere`\nhelp: name one that is there, or make it first\n"
    );
    let run = init_in(root, &["--yes", "a.stl"]);
    assert_eq!(
        run.err,
        "error: `a.stl` is a file: init adopts a folder\nhelp: name the folder that it is in\n"
    );
    // A folder in the way of fab.toml: neither file is written.
    std::fs::create_dir(root.join("fab.toml")).expect("a folder");
    let run = init_in(root, &["--yes"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(!root.join("okh.toml").exists());
    let names: Vec<String> = support::files_below(root)
        .iter()
        .map(|path| {
            path.file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(names, ["a.stl"]);
}

#[test]
fn relative_folders_and_quiet_runs() {
    let folder = folder(&[("my lamp/a.stl", &mesh())]);
    let run = init_in(folder.path(), &["--yes", "-q", "my lamp"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(
        run.out,
        "wrote okh.toml and fab.toml in my lamp\n\
         next: fill in what is missing, then `fabcommons check 'my lamp'`\n"
    );
    assert_valid(&folder.path().join("my lamp"));
}

#[test]
fn the_questions_are_asked_on_a_terminal() {
    // `script` gives a terminal where there is one.
    let folder = folder(&[("README.md", "# Lamp\n\nLights a desk without any glare.\n")]);
    let root = folder.path();
    let answers = "\\r\\rcern-ohl-p-2.0\\rAl <al@lamps.org>\\r1.2.0\\rhttps://lamps.org/lamp\\ry";
    let command = format!(
        "(sleep 1; printf '{answers}' | while IFS= read -r -n1 -d '' c; do printf '%s' \"$c\"; sleep 0.02; done; sleep 1) | \
         script --quiet --return --command '{} init' .typescript",
        env!("CARGO_BIN_EXE_fabcommons")
    );
    let has_script = Command::new("script")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !has_script || !cfg!(target_os = "linux") {
        println!("skipped: no `script`");
        return;
    }
    let output = Command::new("bash")
        .args(["-c", &command])
        .current_dir(root)
        .env("HOME", root.join(".home"))
        .env("TERM", "xterm")
        .output()
        .expect("bash runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("Licence of the hardware"), "{said}");
    let okh = okh(root);
    for (key, value) in [
        ("name", "Lamp"),
        ("function", "Lights a desk without any glare."),
        ("license", "CERN-OHL-P-2.0"),
        ("licensor", "Al <al@lamps.org>"),
        ("version", "1.2.0"),
        ("repo", "https://lamps.org/lamp"),
    ] {
        assert_eq!(okh[key].as_str(), Some(value), "{key}: {said}");
    }
    assert_valid(root);
}

/// Copies a folder that may be read-only.
fn copy(from: &Path, to: &Path) {
    for file in support::files_below(from) {
        let target = to.join(file.strip_prefix(from).expect("below"));
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        std::fs::write(target, std::fs::read(&file).expect("a file")).expect("a file");
    }
}

#[test]
fn every_real_folder_becomes_a_valid_package() {
    let Some(corpus) = support::corpus() else {
        return;
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(corpus.join("packages"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    folders.push(corpus.join("meshes/voron-0"));
    folders.sort();
    assert!(folders.len() >= 9);
    for real in folders {
        for keeps_manifest in [true, false] {
            let scratch = tempfile::tempdir().expect("a temporary folder");
            let root = scratch.path().join(real.file_name().expect("a name"));
            copy(&real, &root);
            let has_okh = root.join("okh.toml").exists();
            if !keeps_manifest {
                for file in std::fs::read_dir(&root).expect("a folder") {
                    let file = file.expect("an entry");
                    if file.file_name().to_string_lossy().starts_with("okh") {
                        std::fs::remove_file(file.path()).expect("a file");
                    }
                }
            }
            adopt(
                &root,
                if has_okh && keeps_manifest {
                    &["--force"]
                } else {
                    &[]
                },
            );
            let wrong: Vec<String> = findings(&root)
                .into_iter()
                .filter(|finding| {
                    // Nothing that init writes may be unknown, malformed, missing or point nowhere.
                    [
                        "FC0102", "FC0103", "FC0104", "FC0105", "FC0106", "FC0108", "FC0112",
                        "FC0113", "FC0208", "FC0213",
                    ]
                    .iter()
                    .any(|code| finding.starts_with(code))
                        || finding.starts_with("FC0201") && !keeps_manifest
                })
                .collect();
            assert_eq!(wrong, Vec::<String>::new(), "{}", real.display());
        }
    }
}
