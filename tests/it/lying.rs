//! Which pose is judged: as modelled, as the designer wants it, as the user asks, or a better one.

use crate::solids::{Facets, prism};
use crate::support::{check, codes, exit_code, fabcommons};
use serde_json::Value;
use std::path::Path;

const PRINTER: &str = "prusa-mk4s";

/// A stem with a bar on it that sticks out by 25 mm to both sides: a T.
fn tee() -> Facets {
    let outline = [
        [0.0, 0.0],
        [10.0, 0.0],
        [10.0, 30.0],
        [35.0, 30.0],
        [35.0, 36.0],
        [-25.0, 36.0],
        [-25.0, 30.0],
        [0.0, 30.0],
    ];
    let upright = |[x, y, z]: [f64; 3]| [x, 20.0 - z, y];
    let lying = prism(&outline, 20.0);
    lying.iter().map(|facet| facet.map(upright)).collect()
}

fn write(folder: &Path, part: &str) {
    let mut bytes = vec![0; 80];
    let facets = tee();
    bytes.extend((facets.len() as u32).to_le_bytes());
    for facet in &facets {
        bytes.extend([0; 12]);
        for x in facet.as_flattened() {
            bytes.extend((*x as f32).to_le_bytes());
        }
        bytes.extend([0; 2]);
    }
    std::fs::write(folder.join("tee.stl"), bytes).expect("a written file");
    let fab = format!("[[part]]\nname = \"tee\"\nexport = \"tee.stl\"\n{part}\n");
    std::fs::write(folder.join("fab.toml"), fab).expect("a written file");
}

/// The codes that a check gives, and the verdict.
fn judged(part: &str, pose: Option<&str>) -> (Vec<String>, Value) {
    let home = tempfile::tempdir().expect("a folder");
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), part);
    let path = folder.path().to_str().expect("UTF-8");
    let mut arguments = vec!["--only", "geometry", "--machine", PRINTER, path];
    let asked = pose.map(|pose| format!("--pose={pose}"));
    arguments.extend(asked.as_deref());
    let (_, report) = check(home.path(), &arguments);
    (codes(&report), report["verdicts"][0].clone())
}

/// The height of the machine's z axis in the file's frame.
fn up(verdict: &Value) -> Vec<f64> {
    let row = verdict["pose"]["rotation"][2].as_array().expect("a row");
    row.iter().map(|x| x.as_f64().expect("a number")).collect()
}

#[test]
fn a_better_pose_is_proposed_once_and_decides() {
    let (codes, verdict) = judged("", None);
    assert_eq!(codes, ["FC0716"]);
    assert_eq!(verdict["verdict"], "ready-with-warnings");
    // Whatever it lies on, not on its foot.
    assert!(up(&verdict)[2] < 0.5, "{verdict}");
}

#[test]
fn the_pose_that_is_asked_for_is_judged_and_no_other() {
    let (codes, verdict) = judged("", Some("modelled"));
    assert_eq!(codes, ["FC0706"]);
    assert_eq!(verdict["verdict"], "ready-with-warnings");
    assert_eq!(up(&verdict), [0.0, 0.0, 1.0]);

    for pose in ["180,0,0", "90,0,0"] {
        let (codes, verdict) = judged("", Some(pose));
        assert!(codes.is_empty(), "{pose}: {codes:?}");
        assert_eq!(verdict["verdict"], "ready", "{pose}");
    }
    let (codes, verdict) = judged("", Some("best"));
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(verdict["verdict"], "ready");

    let (_, verdict) = judged("", Some("99"));
    assert_eq!(verdict["verdict"], "unknown");
    let why = verdict["not_judged"][0].as_str().expect("a reason");
    assert!(
        why.contains("it has only") && why.contains("poses"),
        "{why}"
    );
}

#[test]
fn a_text_that_names_no_pose_is_refused() {
    let home = tempfile::tempdir().expect("a folder");
    let output = fabcommons(home.path())
        .args(["check", "--pose", "sideways", "."])
        .output()
        .expect("it runs");
    assert_eq!(exit_code(&output), 2);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("sideways") && told.contains("90,0,0"),
        "{told}"
    );
}

#[test]
fn what_the_designer_wants_is_respected() {
    let (codes, verdict) = judged("orientation = \"as-modelled\"", None);
    assert_eq!(codes, ["FC0706"]);
    assert_eq!(verdict["verdict"], "ready-with-warnings");

    let (codes, verdict) = judged("orientation = \"as-modelled\"\nsupports = \"none\"", None);
    assert_eq!(codes, ["FC0706"]);
    assert_eq!(verdict["verdict"], "not-ready");

    let (codes, verdict) = judged("orientation = [180, 0, 0]\nsupports = \"none\"", None);
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(verdict["verdict"], "ready");
    assert!(up(&verdict)[2] < -0.99, "{verdict}");
}
