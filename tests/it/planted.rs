//! Planted defects: each is found at the right place with the right number on the right technology, and the
//! repaired twin is silent.

use crate::solids::{Facets, cuboid, cut, flipped, lathe, prism};
use crate::support;
use fabcommons::units::Point;
use serde_json::Value;
use std::path::Path;

const FFF: &str = "prusa-mk4s";
const RESIN: &str = "anycubic-photon-mono-x";

/// A defect, and the same part without it.
struct Planted {
    what: &'static str,
    machine: &'static str,
    bad: Facets,
    good: Facets,
    rule: &'static str,
    severity: &'static str,
    /// What must be measured, mm unless the rule says otherwise, and how exactly.
    value: [f64; 2],
    /// Where: least and greatest corner of what the defect takes up.
    at: [Point; 2],
}

/// An outline in x and z, `depth` deep along y.
fn standing(outline: &[[f64; 2]], depth: f64) -> Facets {
    let upright = |[x, y, z]: Point| [x, depth - z, y];
    let lying = prism(outline, depth);
    lying.iter().map(|facet| facet.map(upright)).collect()
}

fn stl(facets: &Facets) -> Vec<u8> {
    let mut bytes = vec![0; 80];
    bytes.extend((facets.len() as u32).to_le_bytes());
    for facet in facets {
        bytes.extend([0; 12]);
        for x in facet.as_flattened() {
            bytes.extend((*x as f32).to_le_bytes());
        }
        bytes.extend([0; 2]);
    }
    bytes
}

/// A base with a fin 8 mm high on it.
fn finned(width: f64) -> Facets {
    standing(
        &[
            [0.0, 0.0],
            [30.0, 0.0],
            [30.0, 6.0],
            [12.0 + width, 6.0],
            [12.0 + width, 14.0],
            [12.0, 14.0],
            [12.0, 6.0],
            [0.0, 6.0],
        ],
        20.0,
    )
}

/// A bar on two legs with `span` between them.
fn bridged(span: f64) -> Facets {
    let end = 8.0 + span;
    standing(
        &[
            [0.0, 0.0],
            [8.0, 0.0],
            [8.0, 10.0],
            [end, 10.0],
            [end, 0.0],
            [end + 8.0, 0.0],
            [end + 8.0, 14.0],
            [0.0, 14.0],
        ],
        12.0,
    )
}

/// A wall with an arm whose tip hangs down to `tip` above the bed: an island while it is printed.
fn hooked(tip: f64) -> Facets {
    standing(
        &[
            [0.0, 0.0],
            [10.0, 0.0],
            [10.0, 20.0],
            [18.0, 20.0],
            [18.0, tip],
            [24.0, tip],
            [24.0, 26.0],
            [0.0, 26.0],
        ],
        10.0,
    )
}

/// A plate with a round pin on it.
fn pinned(diameter: f64) -> Facets {
    let r = diameter / 2.0;
    lathe(
        &[
            [0.0, 0.0],
            [10.0, 0.0],
            [10.0, 4.0],
            [r, 4.0],
            [r, 12.0],
            [0.0, 12.0],
        ],
        48,
    )
}

/// A slab of which one triangle of the top is folded over its neighbours.
fn folded(by: f64) -> Facets {
    let mut solid = cut(&cuboid([0.0; 3], [20.0, 20.0, 5.0]), 2);
    let corner = [10.0, 10.0, 5.0];
    for facet in &mut solid {
        for point in facet {
            if *point == corner {
                point[0] += by;
            }
        }
    }
    solid
}

/// A column that leans by 44°.
fn leaning(height: f64) -> Facets {
    let shift = height * 44f64.to_radians().tan();
    standing(
        &[
            [0.0, 0.0],
            [8.0, 0.0],
            [8.0 + shift, height],
            [shift, height],
        ],
        8.0,
    )
}

/// A cup that opens upwards, with a hole of the given diameter through its floor if any.
fn cup(drain: Option<f64>) -> Facets {
    match drain {
        None => lathe(
            &[
                [0.0, 0.0],
                [15.0, 0.0],
                [15.0, 30.0],
                [12.0, 30.0],
                [12.0, 3.0],
                [0.0, 3.0],
            ],
            64,
        ),
        Some(diameter) => {
            let r = diameter / 2.0;
            lathe(
                &[
                    [r, 0.0],
                    [15.0, 0.0],
                    [15.0, 30.0],
                    [12.0, 30.0],
                    [12.0, 3.0],
                    [r, 3.0],
                ],
                64,
            )
        }
    }
}

fn planted() -> Vec<Planted> {
    let slot = |width: f64| {
        [
            cuboid([0.0; 3], [10.0, 12.0, 9.0]),
            cuboid([10.0 + width, 0.0, 0.0], [20.0, 12.0, 9.0]),
        ]
        .concat()
    };
    vec![
        Planted {
            what: "a fin of 0.3 mm",
            machine: FFF,
            bad: finned(0.3),
            good: finned(1.2),
            rule: "FC0703",
            severity: "error",
            value: [0.3, 0.006],
            at: [[12.0, 0.0, 6.0], [12.3, 20.0, 14.0]],
        },
        Planted {
            what: "a bridge of 60 mm",
            machine: FFF,
            bad: bridged(60.0),
            good: bridged(14.0),
            rule: "FC0705",
            severity: "warning",
            value: [60.0, 0.1],
            at: [[8.0, 0.0, 10.0], [68.0, 12.0, 10.0]],
        },
        Planted {
            what: "an island that starts in the air",
            machine: FFF,
            bad: hooked(12.0),
            good: hooked(0.0),
            rule: "FC0707",
            severity: "warning",
            value: [12.0, 0.01],
            at: [[18.0, 0.0, 12.0], [24.0, 10.0, 12.0]],
        },
        Planted {
            what: "a closed cavity",
            machine: RESIN,
            bad: [
                cuboid([0.0; 3], [20.0; 3]),
                flipped(&cuboid([5.0; 3], [15.0; 3])),
            ]
            .concat(),
            good: cuboid([0.0; 3], [20.0; 3]),
            rule: "FC0801",
            severity: "error",
            value: [1000.0, 30.0],
            at: [[5.0; 3], [15.0; 3]],
        },
        Planted {
            what: "a cup",
            machine: RESIN,
            bad: cup(None),
            good: cup(Some(8.0)),
            rule: "FC0802",
            severity: "warning",
            value: [452.0, 15.0],
            at: [[-12.0, -12.0, 3.0], [12.0, 12.0, 30.0]],
        },
        Planted {
            what: "a slot of 0.1 mm between moving parts",
            machine: FFF,
            bad: slot(0.1),
            good: slot(0.6),
            rule: "FC0708",
            severity: "error",
            value: [0.1, 0.002],
            at: [[10.0, 0.0, 0.0], [10.1, 12.0, 9.0]],
        },
        Planted {
            what: "a pin of 1 mm",
            machine: FFF,
            bad: pinned(1.0),
            good: pinned(3.2),
            rule: "FC0710",
            severity: "warning",
            value: [1.0, 0.01],
            at: [[-0.5, -0.5, 4.0], [0.5, 0.5, 12.0]],
        },
        Planted {
            what: "a patch folded over",
            machine: FFF,
            bad: folded(7.0),
            good: folded(2.0),
            rule: "FC0615",
            severity: "warning",
            value: [1.857, 0.001],
            at: [[10.0, 5.0, 5.0], [20.0, 15.0, 5.0]],
        },
        Planted {
            what: "a part that tips over",
            machine: FFF,
            bad: leaning(14.0),
            good: leaning(7.0),
            rule: "FC0711",
            severity: "warning",
            value: [-2.663, 0.01],
            at: [[10.7, 3.9, 6.9], [10.8, 4.1, 7.1]],
        },
    ]
}

/// What is found of the areas that judge making, at whatever severity.
fn found(folder: &Path, name: &str, solid: &Facets, machine: &str) -> Vec<Value> {
    let path = folder.join(name);
    std::fs::write(&path, stl(solid)).expect("a folder to write to");
    let path = path.to_str().expect("a path in UTF-8");
    let arguments = [path, "--machine", machine, "--pose", "modelled"];
    let (_, report) = support::check(folder, &arguments);
    let findings = report["findings"].as_array().expect("a list").iter();
    findings
        .filter(|finding| finding["code"].as_str().is_some_and(|code| code >= "FC06"))
        .cloned()
        .collect()
}

#[test]
fn each_is_found_where_it_is_and_its_repaired_twin_is_silent() {
    let folder = tempfile::tempdir().expect("a folder");
    for planted in planted() {
        let what = planted.what;
        let bad = found(folder.path(), "bad.stl", &planted.bad, planted.machine);
        let matching: Vec<&Value> = bad
            .iter()
            .filter(|finding| finding["code"] == planted.rule)
            .collect();
        assert_eq!(matching.len(), 1, "{what}: {bad:#?}");
        let finding = matching[0];
        assert_eq!(finding["severity"], planted.severity, "{what}: {finding:#}");
        let measured = &finding["measured"];
        let value = measured["value"].as_f64().expect("a measured value");
        let [expected, tolerance] = planted.value;
        assert!((value - expected).abs() <= tolerance, "{what}: {finding:#}");
        assert!(
            measured["source"]
                .as_str()
                .is_some_and(|source| !source.is_empty())
        );
        let point = finding["place"]["point"].as_array().expect("a point");
        for (axis, x) in point.iter().enumerate() {
            let x = x.as_f64().expect("a number");
            let [least, most] = planted.at.map(|corner| corner[axis]);
            assert!(
                (least - 0.1..=most + 0.1).contains(&x),
                "{what}: {finding:#}"
            );
        }
        assert!(
            finding["help"]
                .as_str()
                .is_some_and(|help| !help.is_empty()),
            "{what}"
        );
        let good = found(folder.path(), "good.stl", &planted.good, planted.machine);
        assert!(good.is_empty(), "{what}: {good:#?}");
    }
}

/// The verdict of a check of one mesh on one machine, with all that was reported.
fn verdict(folder: &Path, name: &str, solid: &Facets, machine: &str) -> (Value, Value) {
    let mesh = folder.join(name);
    std::fs::write(&mesh, stl(solid)).expect("a written file");
    let mesh = mesh.to_string_lossy();
    let (_, report) = support::check(folder, &["--machine", machine, &mesh]);
    (report["verdicts"][0].clone(), report)
}

#[test]
fn nobody_calls_ready_what_could_not_be_measured() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let printer = folder.path().join("huge.toml");
    let profile = "[[machine]]\nid = \"huge\"\nname = \"Huge\"\nkind = \"FFF\"\n\
                   bed = { shape = \"rectangle\", size = [3000, 3000] }\nheight = 3000\n\
                   source = \"made up for a test\"\n[machine.fff]\nnozzles = [0.4]\nnozzle = 0.4\n";
    std::fs::write(&printer, profile).expect("a written file");
    let machine = printer.to_string_lossy();
    let small = cuboid([0.0; 3], [50.0; 3]);
    let (ready, report) = verdict(folder.path(), "small.stl", &small, &machine);
    assert_eq!(ready["verdict"], "ready", "{report:#}");
    // More surface than samples are taken of.
    let large = cuboid([0.0; 3], [2500.0; 3]);
    let (unknown, report) = verdict(folder.path(), "large.stl", &large, &machine);
    assert_eq!(unknown["verdict"], "unknown", "{report:#}");
    let why = unknown["not_judged"][0].as_str().expect("a reason");
    assert!(
        why.starts_with("the walls could not be measured (") && why.contains("too large"),
        "{why}"
    );
}

#[test]
fn a_cracked_part_stands_as_the_whole_one_does() {
    // A foot with an arm over it: the middle of the surface lies beside the foot, that of the solid within.
    let arm = standing(
        &[
            [0.0, 0.0],
            [20.0, 0.0],
            [20.0, 30.0],
            [60.0, 30.0],
            [60.0, 30.6],
            [0.0, 30.6],
        ],
        20.0,
    );
    let mut cracked = arm.clone();
    // A seam of which each side is rounded its own way.
    for point in &mut cracked[0] {
        point[0] += 1e-5;
    }
    let centroid = |facets: &Facets| -> Vec<f64> {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let mesh = folder.path().join("arm.stl");
        std::fs::write(&mesh, stl(facets)).expect("a written file");
        let output = support::fabcommons(folder.path())
            .args(["measure", "--format", "json"])
            .arg(&mesh)
            .output()
            .expect("it runs");
        let facts: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let text = facts.to_string();
        let at = text.find("\"centroid\":[").expect("a centroid") + 12;
        let end = at + text[at..].find(']').expect("an end");
        text[at..end]
            .split(',')
            .map(|x| x.parse().expect("a number"))
            .collect()
    };
    let (whole, seamed) = (centroid(&arm), centroid(&cracked));
    for axis in 0..3 {
        assert!(
            (whole[axis] - seamed[axis]).abs() < 1e-3,
            "{whole:?} {seamed:?}"
        );
    }
    assert!(whole[0] < 12.0, "{whole:?}");
}

#[test]
fn bodies_that_go_through_each_other_keep_no_gap() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let base = cuboid([0.0; 3], [40.0, 20.0, 5.0]);
    // A wedge that sinks into the base at 15°: beside the line where they cross, the notch is as narrow as you like.
    let (sin, cos) = 15f64.to_radians().sin_cos();
    let wedge: Facets = cuboid([-15.0, 3.0, 0.0], [15.0, 17.0, 6.0])
        .iter()
        .map(|facet| facet.map(|[x, y, z]| [20.0 + cos * x - sin * z, y, 4.5 + sin * x + cos * z]))
        .collect();
    let crossing = [base.clone(), wedge].concat();
    let found = found(folder.path(), "crossing.stl", &crossing, FFF);
    assert!(
        found
            .iter()
            .all(|finding| finding["code"] != "FC0708" || finding["severity"] == "note"),
        "{found:#?}"
    );
}
