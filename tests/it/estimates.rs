//! What a part takes: material and time in the verdict and in the table, and what it is made of.

use crate::support::{check, exit_code, fabcommons, project};
use serde_json::Value;

/// A package with a box of 30 × 20 × 8 mm, four times.
fn package(folder: &std::path::Path, part: &str) {
    let stl = project("fixtures/rules/FC0713-wrong-material/good/part.stl");
    std::fs::copy(stl, folder.join("part.stl")).expect("a copy");
    let fab = format!("[[part]]\nname = \"part\"\nexport = \"part.stl\"\n{part}\n");
    std::fs::write(folder.join("fab.toml"), fab).expect("a file");
}

fn verdict(part: &str, machine: &str) -> Value {
    let home = tempfile::tempdir().expect("a folder");
    let folder = tempfile::tempdir().expect("a folder");
    package(folder.path(), part);
    let path = folder.path().to_str().expect("UTF-8").to_owned();
    let (_, report) = check(
        home.path(),
        &["--only", "geometry", "--machine", machine, &path],
    );
    report["verdicts"][0].clone()
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn a_verdict_tells_material_and_time() {
    let found = verdict("quantity = 4", "prusa-mk4s")["estimate"].clone();
    let volume = number(&found["material_mm3"]);
    // Less than the solid of 4800 mm³, more than its walls.
    assert!((1800.0..4000.0).contains(&volume), "{found}");
    assert_eq!(found["material"], "PLA");
    assert!(
        (number(&found["grams"]) - volume * 1.24 / 1000.0).abs() < 0.01,
        "{found}"
    );
    let metres = volume / (std::f64::consts::FRAC_PI_4 * 1.75 * 1.75) / 1000.0;
    assert!((number(&found["metres"]) - metres).abs() < 0.002, "{found}");
    let [least, most] = [0, 1].map(|i| number(&found["seconds"][i]));
    assert!(least > 300.0 && least < most && most < 7200.0, "{found}");
}

#[test]
fn what_the_designer_asks_for_counts() {
    let of =
        |part: &str, machine: &str| number(&verdict(part, machine)["estimate"]["material_mm3"]);
    let plain = of("", "prusa-mk4s");
    assert!(of("infill = 60", "prusa-mk4s") > plain * 1.1);
    assert!(of("walls = 6", "prusa-mk4s") > plain * 1.05);
    let time =
        |part: &str, machine: &str| number(&verdict(part, machine)["estimate"]["seconds"][1]);
    assert!(time("layer-height = 0.1", "prusa-mk4s") > time("", "prusa-mk4s") * 1.4);
    // What is chosen on the command line comes first.
    let chosen = "prusa-mk4s:layer=0.2";
    assert_eq!(time("layer-height = 0.1", chosen), time("", chosen));
    let petg = verdict("material = [\"PETG\", \"PLA\"]", "prusa-mk4s");
    assert_eq!(petg["estimate"]["material"], "PETG");
    let chosen = verdict("material = [\"PETG\", \"PLA\"]", "prusa-mk4s:material=PLA");
    assert_eq!(chosen["estimate"]["material"], "PLA");
    // A composite has no known density.
    let composite = verdict("material = [\"PLA-CF\"]", "prusa-mk4s");
    assert_eq!(composite["estimate"]["grams"], Value::Null);
}

#[test]
fn resin_is_told_by_volume_and_layers() {
    let found = verdict("", "peopoly-moai:layer=0.1")["estimate"].clone();
    assert_eq!(number(&found["material_mm3"]), 4800.0);
    assert_eq!(found["metres"], Value::Null);
    assert_eq!(found["seconds"], serde_json::json!([480.0, 1120.0]));
}

#[test]
fn what_does_not_fit_or_is_milled_has_no_estimate() {
    assert_eq!(verdict("", "makera-carvera")["estimate"], Value::Null);
    let home = tempfile::tempdir().expect("a folder");
    let stl = project("fixtures/rules/FC0701-does-not-fit/bad.stl");
    let path = stl.to_str().expect("UTF-8");
    let (_, report) = check(home.path(), &["--machine", "voron-0", path]);
    assert_eq!(report["verdicts"][0]["verdict"], "not-ready");
    assert_eq!(report["verdicts"][0]["estimate"], Value::Null);
}

#[test]
fn the_table_shows_weight_time_and_totals() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = tempfile::tempdir().expect("a folder");
    package(folder.path(), "quantity = 4");
    let output = fabcommons(home.path())
        .args(["check", "--only", "geometry", "--machine", "prusa-mk4s"])
        .arg(folder.path())
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let lines = |start: &str| -> Vec<String> {
        let found = text.lines().filter(|line| line.starts_with(start));
        found.map(str::to_owned).collect()
    };
    let [head, row] = &lines("part ")[..] else {
        panic!("{text}");
    };
    assert!(head.contains("weight") && head.contains("time"), "{text}");
    assert!(row.contains(" g ") && row.contains(" min"), "{text}");
    let [sum] = &lines("in all")[..] else {
        panic!("{text}");
    };
    assert!(sum.contains(" g ") && sum.contains('–'), "{text}");
}

#[test]
fn materials_on_the_command_line_must_be_known() {
    let home = tempfile::tempdir().expect("a folder");
    let run = |machine: &str| {
        let stl = project("fixtures/rules/FC0713-wrong-material/good/part.stl");
        let output = fabcommons(home.path())
            .args(["check", "--machine", machine])
            .arg(stl)
            .output()
            .expect("it runs");
        (
            exit_code(&output),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, text) = run("prusa-mk4s:material=PTEG");
    assert_eq!(code, 2);
    assert!(
        text.contains("no such material") && text.contains("`PETG`"),
        "{text}"
    );
}

/// The material that a machine is set up with must be one that the part may be made of.
#[test]
fn the_material_of_the_machine_must_suit_the_part() {
    let of = |part: &str, machine: &str| {
        let reasons = verdict(part, machine)["reasons"].clone();
        reasons
            .as_array()
            .expect("a list")
            .contains(&Value::from("FC0713"))
    };
    assert!(of(
        "material = [\"PLA\", \"PETG\"]",
        "prusa-mk4s:material=ABS"
    ));
    assert!(!of(
        "material = [\"PLA\", \"PETG\"]",
        "prusa-mk4s:material=petg"
    ));
    assert!(!of("", "prusa-mk4s:material=ABS"));
    assert!(of("material = \"aluminium\"", "prusa-mk4s"));
    // Nothing is known of it, so nothing is said; and what is not known of the machine is told.
    assert!(!of("material = \"unobtainium\"", "prusa-mk4s"));
    let silent = verdict("material = \"ABS\"", "prusa-mk4s");
    let told = silent["not_judged"].as_array().expect("a list").clone();
    for what in [
        "material",
        "nozzle temperature",
        "bed temperature",
        "enclosure",
    ] {
        assert!(told.contains(&Value::from(what)), "{what} in {silent}");
    }
}
