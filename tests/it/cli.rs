//! The command line as a user meets it: exit codes, streams, levels, machines, formats, determinism.

use crate::support::{check, codes, exit_code, fabcommons, project};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a home")
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    fabcommons(home)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A binary STL of an upright box whose least corner is the origin.
pub fn box_stl([x, y, z]: [f32; 3]) -> Vec<u8> {
    let corner = |i: usize| {
        [
            if i & 1 == 0 { 0.0 } else { x },
            if i & 2 == 0 { 0.0 } else { y },
            if i & 4 == 0 { 0.0 } else { z },
        ]
    };
    let quads = [
        [0, 2, 3, 1],
        [4, 5, 7, 6],
        [0, 1, 5, 4],
        [2, 6, 7, 3],
        [0, 4, 6, 2],
        [1, 3, 7, 5],
    ];
    let mut bytes = vec![b'b'; 80];
    bytes.extend(12u32.to_le_bytes());
    for [a, b, c, d] in quads {
        for triangle in [[a, b, c], [a, c, d]] {
            bytes.extend([0u8; 12]);
            for vertex in triangle {
                bytes.extend(corner(vertex).iter().flat_map(|x| x.to_le_bytes()));
            }
            bytes.extend([0u8; 2]);
        }
    }
    bytes
}

#[test]
fn exit_codes_are_those_of_the_interface() {
    let home = home();
    let good = home.path().join("good.stl");
    fs::write(&good, box_stl([20.0, 10.0, 5.0])).expect("written");
    let mut open = box_stl([20.0, 10.0, 5.0]);
    open.truncate(84 + 50 * 11);
    open[80] = 11;
    let bad = home.path().join("bad.stl");
    fs::write(&bad, open).expect("written");

    assert_eq!(
        exit_code(&run(home.path(), &["check", good.to_str().expect("UTF-8")])),
        0
    );
    let (code, report) = check(home.path(), &[bad.to_str().expect("UTF-8")]);
    assert_eq!(code, 1, "{report}");
    assert!(codes(&report).contains(&"FC0603".to_owned()), "{report}");

    let missing = run(home.path(), &["check", "no-such-thing"]);
    assert_eq!(exit_code(&missing), 2);
    assert_eq!(stderr(&missing), "error: `no-such-thing` does not exist\n");
    assert_eq!(stdout(&missing), "");
    assert_eq!(
        exit_code(&run(home.path(), &["check", "--no-such-flag"])),
        2
    );
    assert_eq!(exit_code(&run(home.path(), &["--help"])), 0);
}

#[test]
fn a_warning_fails_only_when_warnings_are_denied() {
    let home = home();
    let folder = project("fixtures/rules/FC0604-non-manifold-edges");
    let bad = fs::read_dir(folder)
        .expect("the fixture")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == "bad"))
        .expect("a bad mesh");
    let bad = bad.to_str().expect("UTF-8");
    assert_eq!(check(home.path(), &[bad]).0, 0);
    assert_eq!(check(home.path(), &["--deny", "warnings", bad]).0, 1);
    assert_eq!(
        check(home.path(), &["--deny", "non-manifold-edges", bad]).0,
        1
    );
    assert_eq!(check(home.path(), &["--deny", "fc0604", bad]).0, 1);
    let (code, report) = check(
        home.path(),
        &["--deny", "warnings", "--allow", "FC0604", bad],
    );
    assert_eq!(code, 0);
    let allowed: Vec<&Value> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|f| f["code"] == "FC0604")
        .collect();
    assert!(
        !allowed.is_empty() && allowed.iter().all(|f| f["allowed"] == true),
        "{report}"
    );
    assert_eq!(report["summary"]["warnings"], 0);
}

#[test]
fn a_wrong_name_gets_the_right_one() {
    let home = home();
    let rule = run(home.path(), &["explain", "open-edge"]);
    assert_eq!(exit_code(&rule), 2);
    assert!(
        stderr(&rule).contains("did you mean `open-edges` (FC0603)?"),
        "{}",
        stderr(&rule)
    );

    let machine = run(home.path(), &["check", "--machine", "prusa-mk4z", "."]);
    assert_eq!(exit_code(&machine), 2);
    assert!(
        stderr(&machine).contains("`prusa-mk4s`"),
        "{}",
        stderr(&machine)
    );

    let nozzle = run(
        home.path(),
        &["check", "--machine", "prusa-mk4s:nozle=0.4", "."],
    );
    assert_eq!(exit_code(&nozzle), 2);
    assert!(
        stderr(&nozzle).contains("did you mean `nozzle`?"),
        "{}",
        stderr(&nozzle)
    );
}

#[test]
fn a_machine_may_be_a_file_of_ones_own() {
    let home = home();
    let mesh = home.path().join("bar.stl");
    fs::write(&mesh, box_stl([100.0, 4.0, 4.0])).expect("written");
    let profile = home.path().join("mine.toml");
    let text = "[[machine]]\nid = \"mine\"\nname = \"Mine\"\nkind = \"FFF\"\nheight = 60\nsource = \"measured\"\n\
                bed = { shape = \"rectangle\", size = [80, 80] }\n";
    fs::write(&profile, text).expect("written");
    let arguments = [
        "--machine",
        profile.to_str().expect("UTF-8"),
        mesh.to_str().expect("UTF-8"),
    ];
    let (code, report) = check(home.path(), &arguments);
    assert_eq!(code, 0, "{report}");
    assert_eq!(report["machines"], serde_json::json!(["mine"]));
    let verdict = &report["verdicts"][0];
    assert_eq!(
        (&verdict["machine"], &verdict["verdict"]),
        (&"mine".into(), &"ready".into()),
        "{report}"
    );
    // A bar of 100 × 4 on 80 × 80 lies best along the diagonal.
    assert!(
        (verdict["pose"]["angle_deg"].as_f64().expect("an angle") - 45.0).abs() < 0.1,
        "{verdict}"
    );

    fs::write(&profile, text.replace("height", "hieght")).expect("written");
    let output = run(home.path(), &[&["check"][..], &arguments].concat());
    assert_eq!(exit_code(&output), 2);
    assert!(
        stderr(&output).contains("mine.toml:5:1: unknown key `hieght`: did you mean `height`?"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let home = home();
    let designs = project("designs");
    let report = |jobs: &str, cache: &[&str]| {
        let output = fabcommons(home.path())
            .args([
                "check",
                "--format",
                "json",
                "--machine",
                "prusa-*",
                "-j",
                jobs,
            ])
            .args(cache)
            .arg(&designs)
            .output()
            .expect("the binary runs");
        stdout(&output)
    };
    let one = report("1", &["--no-cache"]);
    assert!(one.contains("\"verdict\": \"ready\""), "{one}");
    for jobs in ["2", "8"] {
        assert!(report(jobs, &["--no-cache"]) == one, "{jobs} threads");
    }
    // Writing the cache, and reading it, change nothing either.
    assert!(report("2", &[]) == one, "a cold cache");
    assert!(report("2", &[]) == one, "a warm cache");
}

#[test]
fn a_damaged_cache_entry_is_measured_again() {
    let home = home();
    let mesh = home.path().join("part.stl");
    fs::write(&mesh, box_stl([20.0, 10.0, 5.0])).expect("written");
    let mesh = mesh.to_str().expect("UTF-8");
    let first = check(home.path(), &[mesh]);
    let entries = crate::support::files_below(&home.path().join("cache"));
    assert_eq!(entries.len(), 1, "{entries:?}");
    let intact = fs::read(&entries[0]).expect("an entry");
    for damage in [
        b"".to_vec(),
        b"rubbish".to_vec(),
        intact[..intact.len() - 9].to_vec(),
    ] {
        fs::write(&entries[0], damage).expect("damaged");
        assert_eq!(check(home.path(), &[mesh]), first);
        assert!(
            fs::read(&entries[0]).expect("an entry") == intact,
            "the entry was not rewritten"
        );
    }
}

#[test]
fn reports_follow_their_schema() {
    let home = home();
    let schema: Value = serde_json::from_slice(
        &fs::read(project("schemas/report-v1.schema.json")).expect("the schema"),
    )
    .expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    for path in [
        "designs",
        "fixtures/rules/FC0603-open-edges",
        "fixtures/rules/FC0101-missing-manifest",
    ] {
        let (_, report) = check(home.path(), &[project(path).to_str().expect("UTF-8")]);
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
        assert_eq!(report["format"], "fabcommons-report");
        assert_eq!(report["version"], 1);
    }
}

#[test]
fn measure_prints_what_is_known_of_a_mesh() {
    let home = home();
    let mesh = home.path().join("part.stl");
    fs::write(&mesh, box_stl([20.0, 10.0, 5.0])).expect("written");
    let mesh = mesh.to_str().expect("UTF-8");
    let text = stdout(&run(home.path(), &["measure", mesh, "--only", "topology"]));
    for line in ["20 × 10 × 5 mm", "1000 mm³", "closed and oriented"] {
        assert!(text.contains(line), "{text}");
    }
    let output = run(home.path(), &["measure", mesh, "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["format"], "fabcommons-facts");
    let facts = &json["meshes"][0]["facts"];
    assert_eq!(facts["volume"], 1000.0);
    assert_eq!(facts["area"], 700.0);
    assert_eq!(facts["triangles"], 12);
    assert_eq!(facts["vertices"], 8);
    assert_eq!(facts["max"], serde_json::json!([20.0, 10.0, 5.0]));
    assert_eq!(json["meshes"][0]["sha256"].as_str().map(str::len), Some(64));
    // Inches make it 25.4 times as large.
    let output = run(
        home.path(),
        &["measure", mesh, "--unit", "inch", "--format", "json"],
    );
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        json["meshes"][0]["facts"]["max"],
        serde_json::json!([508.0, 254.0, 127.0])
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let home = home();
    let mut child = fabcommons(home.path())
        .args(["machines", "list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(exit_code(&output), 0, "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn output_goes_to_a_file_whole_or_not_at_all() {
    let home = home();
    let mesh = home.path().join("part.stl");
    fs::write(&mesh, box_stl([20.0, 10.0, 5.0])).expect("written");
    let report = home.path().join("report.json");
    let arguments = [
        "check",
        "--format",
        "json",
        "-o",
        report.to_str().expect("UTF-8"),
        mesh.to_str().expect("UTF-8"),
    ];
    let output = run(home.path(), &arguments);
    assert_eq!((exit_code(&output), stdout(&output).as_str()), (0, ""));
    let value: Value =
        serde_json::from_slice(&fs::read(&report).expect("the report")).expect("whole JSON");
    assert_eq!(value["format"], "fabcommons-report");
    let output = run(
        home.path(),
        &[
            "check",
            "-o",
            "no/such/folder/report.txt",
            mesh.to_str().expect("UTF-8"),
        ],
    );
    assert_eq!(exit_code(&output), 2);
    assert!(
        stderr(&output).contains("cannot write `no/such/folder/report.txt`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn machines_are_listed_shown_and_found() {
    let home = home();
    let list = stdout(&run(home.path(), &["machines", "list", "--kind", "resin"]));
    assert!(list.lines().count() > 10 && !list.contains("FFF"), "{list}");
    let shown = run(home.path(), &["machines", "show", "prusa-mini"]);
    let profile = home.path().join("mini.toml");
    fs::write(&profile, &shown.stdout).expect("written");
    // What is shown is a profile that can be used.
    let mesh = home.path().join("part.stl");
    fs::write(&mesh, box_stl([20.0, 10.0, 5.0])).expect("written");
    let (code, report) = check(
        home.path(),
        &[
            "--machine",
            profile.to_str().expect("UTF-8"),
            mesh.to_str().expect("UTF-8"),
        ],
    );
    assert_eq!(
        (code, &report["machines"]),
        (0, &serde_json::json!(["prusa-mini"])),
        "{report}"
    );
    let found = stdout(&run(home.path(), &["machines", "search", "voron", "0"]));
    assert!(found.contains("voron-0"), "{found}");
    assert_eq!(
        exit_code(&run(
            home.path(),
            &["machines", "search", "no", "such", "printer"]
        )),
        2
    );
}

#[test]
fn the_configured_machines_are_the_default() {
    let home = home();
    let mesh = home.path().join("part.stl");
    fs::write(&mesh, box_stl([20.0, 10.0, 5.0])).expect("written");
    let mesh = mesh.to_str().expect("UTF-8");
    assert_eq!(
        check(home.path(), &[mesh]).1["machines"],
        serde_json::json!(["generic-fff"])
    );
    let folder = home.path().join("config/fabcommons");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(
        folder.join("config.toml"),
        "machines = [\"voron-0\", \"prusa-mini\"]\n",
    )
    .expect("written");
    assert_eq!(
        check(home.path(), &[mesh]).1["machines"],
        serde_json::json!(["voron-0", "prusa-mini"])
    );
    // A profile of one's own is found beside the configuration, wherever the work is done.
    let profile = run(home.path(), &["machines", "show", "prusa-mini"]).stdout;
    fs::write(folder.join("mine.toml"), profile).expect("written");
    fs::write(
        folder.join("config.toml"),
        "machines = [\"voron-0\", \"./mine.toml\"]\n",
    )
    .expect("written");
    assert_eq!(
        check(home.path(), &[mesh]).1["machines"],
        serde_json::json!(["voron-0", "prusa-mini"])
    );
    let shown = stdout(&run(home.path(), &["config", "show"]));
    assert!(
        shown.contains("voron-0") && shown.contains("config.toml"),
        "{shown}"
    );
    fs::write(folder.join("config.toml"), "machine = []\n").expect("written");
    let output = run(home.path(), &["check", mesh]);
    assert_eq!(exit_code(&output), 2);
    assert!(
        stderr(&output).contains("unknown field `machine`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn every_command_has_help_and_completions_know_the_rules() {
    let home = home();
    for command in [
        "check",
        "measure",
        "explain",
        "lineage",
        "rules",
        "machines",
        "config",
        "completions",
        "man",
    ] {
        let output = run(home.path(), &[command, "--help"]);
        assert_eq!(exit_code(&output), 0, "{command}");
        assert!(stdout(&output).contains("Usage: fabcommons"), "{command}");
    }
    let script = stdout(&run(home.path(), &["completions", "bash"]));
    assert!(script.contains("open-edges"), "rules are completed");
    let folder = home.path().join("man");
    assert_eq!(
        exit_code(&run(home.path(), &["man", folder.to_str().expect("UTF-8")])),
        0
    );
    assert!(folder.join("fabcommons-check.1").is_file());
    for rule in fabcommons::rules::all() {
        let page = stdout(&run(home.path(), &["explain", rule.code]));
        assert!(
            page.starts_with(&format!("{} {}", rule.code, rule.name)),
            "{page}"
        );
    }
}

#[test]
fn licences_are_explained() {
    let home = home();
    let explain = |arguments: &[&str]| {
        let arguments: Vec<&str> = std::iter::once("explain")
            .chain(arguments.iter().copied())
            .collect();
        let output = run(home.path(), &arguments);
        (exit_code(&output), stdout(&output), stderr(&output))
    };
    let (code, page, _) = explain(&["CC-BY-SA-4.0", "CERN-OHL-S-2.0"]);
    assert_eq!(code, 0);
    for part in [
        "May an adaptation of `CC-BY-SA-4.0` be licensed as a whole under `CERN-OHL-S-2.0`?",
        "answer    no (N)",
        "cell      CC-BY-SA-4.0 under CERN-OHL-S-2.0",
        "source    CC-BY-SA-4.0 s3(b)(1)",
        "component",
        "no legal advice",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (_, page, _) = explain(&["cern ohl w v2"]);
    for part in [
        "CERN-OHL-W-2.0: ",
        "class     commons",
        "weak share-alike",
        "hardware",
        "(s3.3(b))",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (_, page, _) = explain(&["MIT OR CC-BY-NC-4.0", "gplv3"]);
    assert!(
        page.contains("`GPL-3.0-only`") && page.contains("yes, keeping notices"),
        "{page}"
    );
    let (_, page, _) = explain(&["EPL-2.0", "GPL-3.0-only"]);
    assert!(
        page.contains("not known here") && page.contains("none: the table does not have this pair"),
        "{page}"
    );
    // Rules as before, also beside a licence.
    let (code, page, _) = explain(&["FC0308", "MIT"]);
    assert!(
        code == 0 && page.starts_with("FC0308 licence-conflict") && page.contains("MIT License"),
        "{page}"
    );
    for (wrong, hint) in [
        ("CC-BY-SA-4.O", "did you mean the licence `CC-BY-SA-4.0`?"),
        ("CERN OHL", "`CERN-OHL-S-2.0` or `CERN-OHL-W-2.0`"),
        ("blafasel", "is no rule and no licence"),
    ] {
        let (code, _, error) = explain(&[wrong]);
        assert!(code == 2 && error.contains(hint), "{wrong}: {error}");
    }
    assert_eq!(explain(&["MIT", "MIT", "MIT"]).0, 2);
}
