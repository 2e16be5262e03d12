//! Rules on meshes built here, and on the fixtures of the area.

use super::RULES;
use crate::check::{MeasuredMesh, MeshView};
use crate::diag::{Finding, Severity, Sink};
use crate::measure::{Scope, measure};
use crate::mesh::read::read_bytes;
use crate::mesh::{MeshFile, Object, Problem, Triangles};
use crate::package::parts::Part;
use crate::rules::{Check, DOC_HEADINGS};
use crate::units::LengthUnit;
use std::path::Path;

type Facet = [[f32; 3]; 3];

fn cuboid(min: [f32; 3], max: [f32; 3]) -> Vec<Facet> {
    let corner = |i: usize| {
        std::array::from_fn(|axis| {
            if i >> axis & 1 == 0 {
                min[axis]
            } else {
                max[axis]
            }
        })
    };
    [
        [0, 2, 3, 1],
        [4, 5, 7, 6],
        [0, 1, 5, 4],
        [2, 6, 7, 3],
        [0, 4, 6, 2],
        [1, 3, 7, 5],
    ]
    .into_iter()
    .flat_map(|[a, b, c, d]| [[a, b, c], [a, c, d]])
    .map(|facet| facet.map(corner))
    .collect()
}

/// The mesh of a file as the pipeline hands it over.
fn measured(file: &MeshFile) -> MeasuredMesh {
    let unit = file.unit.unwrap_or(LengthUnit::Millimetre);
    MeasuredMesh {
        path: "part.stl".to_owned(),
        object: String::new(),
        quantity: 1,
        sha256: None,
        part: None,
        judged: true,
        unit,
        unit_stated: file.unit.is_some(),
        problems: file.problems.clone(),
        facts: file
            .objects
            .first()
            .map(|object| measure(object, unit, Scope::All)),
    }
}

fn of(facets: &[Facet]) -> MeasuredMesh {
    let file = MeshFile {
        format: crate::mesh::Format::BinaryStl,
        unit: None,
        objects: vec![Object::new(Triangles::from(facets.to_vec()))],
        problems: Vec::new(),
    };
    measured(&file)
}

/// What the rules of the area say about a mesh among others.
fn findings(mesh: &MeasuredMesh, part: Option<&Part>, meshes: &[MeasuredMesh]) -> Vec<Finding> {
    let view = MeshView {
        mesh,
        part,
        meshes,
        files_judged: false,
    };
    let mut findings = Vec::new();
    for rule in RULES {
        if let Check::Mesh(check) = rule.check {
            let mut sink = Sink::keeping(rule);
            check(&view, &mut sink);
            findings.extend(sink.into_findings());
        }
    }
    findings
}

fn said(mesh: &MeasuredMesh) -> Vec<(&'static str, Severity)> {
    findings(mesh, None, std::slice::from_ref(mesh))
        .iter()
        .map(|finding| (finding.rule.name, finding.severity))
        .collect()
}

fn part(outer_dimensions: [f64; 3]) -> Part {
    Part {
        id: "part".to_owned(),
        name: "part".to_owned(),
        declared: true,
        quantity: 1,
        outer_dimensions: Some(outer_dimensions),
        ..Part::default()
    }
}

#[test]
fn documentation_has_its_headings() {
    for rule in RULES {
        let headings: Vec<&str> = rule
            .doc
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        assert_eq!(headings, DOC_HEADINGS, "{}", rule.code);
        let lengths = rule.doc.lines().map(|line| line.chars().count());
        assert!(lengths.max() <= Some(100), "{}", rule.code);
    }
}

#[test]
fn each_fixture_fires_its_rule_alone_and_its_twin_none() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    for rule in RULES {
        let dir = root.join(format!("{}-{}", rule.code, rule.name));
        let mut names: Vec<String> = std::fs::read_dir(&dir)
            .unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with("bad.") || name.starts_with("good."))
            .collect();
        names.sort();
        assert_eq!(names.len(), 2, "{}", dir.display());
        for name in names.iter().filter(|name| !name.ends_with("3mf")) {
            let bytes = std::fs::read(dir.join(name)).expect("readable");
            let mesh = measured(&read_bytes(&bytes, name));
            let mut fired: Vec<&str> = said(&mesh).into_iter().map(|(name, _)| name).collect();
            fired.dedup();
            let expected = if name.starts_with("bad") {
                vec![rule.name]
            } else {
                vec![]
            };
            assert_eq!(fired, expected, "{}/{name}", dir.display());
        }
    }
}

#[test]
fn a_clean_part_is_passed_over_in_silence() {
    assert_eq!(said(&of(&cuboid([0.0; 3], [30.0, 20.0, 4.0]))), []);
    // A cavity is no body of its own.
    let mut hollow = cuboid([0.0; 3], [30.0; 3]);
    hollow.extend(
        cuboid([5.0; 3], [25.0; 3])
            .iter()
            .map(|[a, b, c]| [*a, *c, *b]),
    );
    assert_eq!(said(&of(&hollow)), []);
}

#[test]
fn a_hole_is_an_error_and_a_crack_a_warning() {
    let mut open = cuboid([0.0; 3], [10.0; 3]);
    let removed = open.pop().expect("twelve");
    let findings_of = |facets: &[Facet]| {
        let mesh = of(facets);
        findings(&mesh, None, std::slice::from_ref(&mesh))
    };
    let [finding] = &findings_of(&open)[..] else {
        panic!("one finding")
    };
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.message, "surface is open at 3 edges");
    assert_eq!(finding.place.point, Some([10.0, 5.0, 5.0]));
    open.push(removed.map(|corner| [corner[0] + 5e-5, corner[1], corner[2]]));
    let [finding] = &findings_of(&open)[..] else {
        panic!("one finding")
    };
    assert_eq!(
        (finding.rule.code, finding.severity),
        ("FC0603", Severity::Warning)
    );
}

#[test]
fn holes_of_a_damaged_file_are_told_once() {
    let mut facets = cuboid([0.0; 3], [10.0; 3]);
    facets.pop();
    let mut mesh = of(&facets);
    mesh.problems.push(Problem::Damaged {
        what: "the file ends after 11".to_owned(),
        all_recovered: false,
    });
    assert_eq!(said(&mesh), [("damaged-file", Severity::Error)]);
    mesh.problems[0] = Problem::NotFinite {
        first: 11,
        total: 1,
    };
    assert_eq!(said(&mesh), [("damaged-file", Severity::Error)]);
}

#[test]
fn units_are_doubted_by_size_by_company_and_by_statement() {
    let tiny = of(&cuboid([0.0; 3], [1.2, 0.8, 0.2]));
    let note = [("suspicious-units", Severity::Note)];
    assert_eq!(said(&tiny), note);
    // 15 mm long but a hair: in inches a rod.
    assert_eq!(said(&of(&cuboid([0.0; 3], [15.0, 0.5, 0.5]))), note);
    assert_eq!(said(&of(&cuboid([0.0; 3], [15.0, 2.0, 2.0]))), []);
    let severity = |part: Option<&Part>, meshes: &[MeasuredMesh]| {
        findings(&tiny, part, meshes)
            .first()
            .map(|finding| finding.severity)
    };
    let usual = of(&cuboid([0.0; 3], [30.0; 3]));
    assert_eq!(
        severity(None, &[tiny.clone(), tiny.clone()]),
        Some(Severity::Warning)
    );
    assert_eq!(severity(None, &[tiny.clone(), usual]), Some(Severity::Note));
    let one = std::slice::from_ref(&tiny);
    assert_eq!(
        severity(Some(&part([5.08, 30.48, 20.32])), one),
        Some(Severity::Error)
    );
    assert_eq!(
        severity(Some(&part([1200.0, 800.0, 200.0])), one),
        Some(Severity::Error)
    );
    assert_eq!(severity(Some(&part([1.2, 0.8, 0.2])), one), None);
    let mut stated = tiny.clone();
    stated.unit_stated = true;
    assert_eq!(said(&stated), []);
}

#[test]
fn bodies_apart_are_told_from_sets_and_moving_fits() {
    let base = || cuboid([0.0; 3], [30.0, 30.0, 5.0]);
    let with = |more: Vec<Facet>| said(&of(&[base(), more].concat()));
    let warning = [("detached-shells", Severity::Warning)];
    // In mid-air, far off and near.
    assert_eq!(with(cuboid([5.0, 5.0, 8.0], [15.0, 15.0, 12.0])), warning);
    assert_eq!(with(cuboid([5.0, 5.0, 5.4], [15.0, 15.0, 9.0])), []);
    // Beside it on the bed, or flush with another side: a set.
    assert_eq!(with(cuboid([40.0, 0.0, 0.0], [50.0, 10.0, 10.0])), []);
    assert_eq!(with(cuboid([40.0, 0.0, 2.0], [50.0, 10.0, 10.0])), []);
    assert_eq!(with(cuboid([40.0, 5.0, 2.0], [50.0, 10.0, 10.0])), warning);
    // Touching, crossing.
    let note = [("self-intersection", Severity::Note)];
    assert_eq!(with(cuboid([5.0, 5.0, 5.0], [15.0, 15.0, 9.0])), note);
    assert_eq!(with(cuboid([5.0, 5.0, 3.0], [15.0, 15.0, 9.0])), note);
    // A speck lies anywhere; a set of specks is a set.
    assert_eq!(with(cuboid([40.0, 0.0, 0.0], [40.5, 0.5, 0.5])), warning);
    let pins: Vec<Facet> = (0..5)
        .map(|i| i as f32 * 3.0)
        .flat_map(|x| cuboid([x, 0.0, 0.0], [x + 0.9, 0.9, 0.9]))
        .collect();
    assert!(!said(&of(&pins)).contains(&warning[0]));
}

#[test]
fn only_meshes_beyond_any_machine_have_needless_triangles() {
    let wall = |n: usize, size: f32| -> Vec<Facet> {
        let step = size / n as f32;
        (0..n * n)
            .flat_map(|i| {
                let (x, y) = ((i % n) as f32 * step, (i / n) as f32 * step);
                let [a, b, c, d] = [
                    [x, y, 0.0],
                    [x + step, y, 0.0],
                    [x + step, y + step, 0.0],
                    [x, y + step, 0.0],
                ];
                [[a, b, c], [a, c, d]]
            })
            .collect()
    };
    let note = ("needless-triangles", Severity::Note);
    assert!(said(&of(&wall(80, 3.0))).contains(&note));
    assert!(!said(&of(&wall(80, 6.0))).contains(&note));
    assert!(!said(&of(&wall(60, 2.0))).contains(&note));
}
