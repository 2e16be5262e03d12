//! Comparison with other programs on the meshes of a corpus: trimesh (Python) and admesh.
//!
//! The corpus is the directory in `FABCOMMONS_CORPUS`; what is not installed is skipped and said so.
//! Where a definition differs, the comparison follows the difference; no file is treated by name.

#![expect(clippy::print_stderr, reason = "what is skipped must be seen")]

use super::intersections::{all_pairs, plainly};
use super::mesh::Facet;
use fabcommons::measure::{
    Facts, IntersectionPlace, Scope, SelfIntersections, SurfacePlace, measure,
};
use fabcommons::mesh::read::read_file;
use fabcommons::mesh::{Object, Problem, Triangles};
use fabcommons::units::LengthUnit;
use manifold_rust::manifold::Manifold;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Every STL below a directory, in order of path.
fn meshes(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            meshes(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("stl"))
        {
            found.push(path);
        }
    }
}

/// The corpus' meshes that are read without a problem, with their facts; `None` without corpus.
fn measured() -> Option<Vec<(PathBuf, Facts)>> {
    let Some(corpus) = std::env::var_os("FABCOMMONS_CORPUS") else {
        eprintln!("skipped: no corpus");
        return None;
    };
    let mut paths = Vec::new();
    meshes(Path::new(&corpus), &mut paths);
    let mut measured = Vec::new();
    for path in paths {
        let Ok((file, _)) = read_file(&path) else {
            continue;
        };
        let problems = file
            .problems
            .iter()
            .any(|problem| !matches!(problem, Problem::Mislabelled { .. }));
        if let (false, [object]) = (problems, &file.objects[..]) {
            measured.push((
                path,
                measure(object, LengthUnit::Millimetre, Scope::Topology),
            ));
        }
    }
    assert!(!measured.is_empty(), "the corpus holds no mesh");
    Some(measured)
}

fn near(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * a.abs().max(b.abs())
}

/// Reads paths from standard input, prints one JSON line for each.
const TRIMESH: &str = r#"
import sys, json, numpy as np, trimesh
for line in sys.stdin:
    try:
        soup = trimesh.load(line.rstrip("\n"), file_type="stl", process=False, force="mesh")
        corners = np.asarray(soup.vertices[soup.faces].reshape(-1, 3), dtype=np.float32) + np.float32(0)
    except Exception as error:
        print(json.dumps({"error": str(error)}))
        continue
    # trimesh welds within 1e-8; we weld to the last bit, so it gets vertices welded that way.
    vertices, index = np.unique(corners, axis=0, return_inverse=True)
    faces = index.reshape(-1, 3)
    repeats = (faces[:, 0] == faces[:, 1]) | (faces[:, 1] == faces[:, 2]) | (faces[:, 2] == faces[:, 0])
    mesh = trimesh.Trimesh(vertices=vertices.astype(np.float64), faces=faces[~repeats], process=False)
    edges, inverse, counts = np.unique(mesh.edges_sorted, axis=0, return_inverse=True, return_counts=True)
    forward = np.zeros(len(edges), int)
    np.add.at(forward, inverse.ravel(), mesh.edges[:, 0] < mesh.edges[:, 1])
    # trimesh joins faces only over edges of exactly two; we join over every shared edge.
    order = np.argsort(inverse.ravel(), kind="stable")
    same = inverse.ravel()[order][1:] == inverse.ravel()[order][:-1]
    pairs = np.column_stack((mesh.edges_face[order][1:][same], mesh.edges_face[order][:-1][same]))
    shells = trimesh.graph.connected_components(pairs, nodes=np.arange(len(mesh.faces)), min_len=1)
    print(json.dumps({
        "triangles": len(faces), "vertices": len(vertices),
        "boundary": int((counts == 1).sum()), "non_manifold": int((counts > 2).sum()),
        "inconsistent": int(((counts == 2) & (forward != 1)).sum()),
        "closed": bool((counts % 2 == 0).all()), "watertight": bool(mesh.is_watertight),
        "shells": len(shells), "volume": float(mesh.volume), "area": float(mesh.area),
        "bounds": np.asarray([vertices.min(axis=0), vertices.max(axis=0)], dtype=float).tolist(),
    }))
"#;

#[derive(serde::Deserialize)]
struct Theirs {
    triangles: u64,
    vertices: u64,
    boundary: u64,
    non_manifold: u64,
    inconsistent: u64,
    closed: bool,
    watertight: bool,
    shells: u64,
    volume: f64,
    area: f64,
    bounds: [[f64; 3]; 2],
}

#[test]
fn trimesh_agrees() {
    let Some(measured) = measured() else { return };
    let installed = Command::new("python3")
        .args(["-c", "import trimesh, scipy"])
        .output();
    if !installed.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: trimesh is not installed");
        return;
    }
    let mut python = Command::new("python3")
        .args(["-c", TRIMESH])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("python starts");
    let mut input = python.stdin.take().expect("piped");
    let list: Vec<String> = measured
        .iter()
        .map(|(path, _)| path.display().to_string())
        .collect();
    let list = list.join("\n");
    let writer = std::thread::spawn(move || input.write_all(list.as_bytes()));
    let output = python.wait_with_output().expect("python ends");
    writer.join().expect("no panic").expect("written");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(lines.lines().count(), measured.len());

    let mut compared = 0;
    for ((path, ours), line) in measured.iter().zip(lines.lines()) {
        // What trimesh cannot load says so in its line.
        let Ok(theirs) = serde_json::from_str::<Theirs>(line) else {
            continue;
        };
        let path = path.display();
        assert_eq!(
            (
                ours.triangles,
                ours.vertices,
                ours.boundary_edges,
                ours.non_manifold_edges,
                ours.inconsistent_edges
            ),
            (
                theirs.triangles,
                theirs.vertices,
                theirs.boundary,
                theirs.non_manifold,
                theirs.inconsistent
            ),
            "{path}"
        );
        assert_eq!(
            (ours.closed, ours.shells_total),
            (theirs.closed, theirs.shells),
            "{path}"
        );
        // Watertight is narrower than closed: exactly two triangles at every edge.
        assert_eq!(
            ours.closed && ours.non_manifold_edges == 0,
            theirs.watertight,
            "{path}"
        );
        assert_eq!([ours.min, ours.max], theirs.bounds, "{path}");
        assert!(
            near(ours.area, theirs.area, 1e-9),
            "{path}: {} {}",
            ours.area,
            theirs.area
        );
        // The signed sum of an open or crumpled surface depends on the point it is taken about.
        if ours.closed && ours.oriented {
            assert!(
                near(ours.volume, theirs.volume, 1e-6),
                "{path}: {} {}",
                ours.volume,
                theirs.volume
            );
        }
        compared += 1;
    }
    eprintln!("{compared} of {} meshes compared", measured.len());
    assert!(compared * 10 >= measured.len() * 9);
}

/// The numbers of an admesh report by their names.
fn admesh(path: &Path, options: &[&str]) -> BTreeMap<String, f64> {
    let output = Command::new("admesh")
        .args(options)
        .arg(path)
        .output()
        .expect("admesh runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = BTreeMap::new();
    for line in text.lines() {
        // "name : a   b" or "name : a   name : b".
        let mut rest = line;
        while let Some((name, after)) = rest.split_once(':') {
            let after = after.trim_start();
            let (value, tail) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
            if let Ok(value) = value.parse() {
                numbers.entry(name.trim().to_owned()).or_insert(value);
            }
            rest = tail;
        }
    }
    numbers
}

#[test]
fn admesh_agrees() {
    let Some(measured) = measured() else { return };
    if Command::new("admesh").arg("--version").output().is_err() {
        eprintln!("skipped: admesh is not installed");
        return;
    }
    let mut compared = 0;
    for (path, ours) in &measured {
        let exact = admesh(path, &["--exact"]);
        let parts = admesh(path, &["--exact", "--normal-directions"]);
        let shown = path.display();
        let get = |report: &BTreeMap<String, f64>, name: &str| report.get(name).copied();
        let Some(facets) = get(&exact, "Number of facets") else {
            continue;
        };
        // admesh takes only the first solid of a text, and stops at what it cannot read.
        if facets as u64 != ours.triangles {
            continue;
        }
        let open = |k: u32| {
            let edges = if k == 1 { "edge" } else { "edges" };
            get(&exact, &format!("Facets with {k} disconnected {edges}")).unwrap_or(f64::NAN)
        };
        let open = open(1) + 2.0 * open(2) + 3.0 * open(3);
        // admesh matches the triangles at an edge in pairs, so it sees only the odd one out of
        // three and nothing amiss with four.
        if ours.non_manifold_edges == 0 {
            assert_eq!(open as u64, ours.boundary_edges, "{shown}");
            let backwards = get(&exact, "Backwards edges").unwrap_or(f64::NAN);
            // It counts each from both sides.
            assert_eq!(backwards as u64, 2 * ours.inconsistent_edges, "{shown}");
            let parts = get(&parts, "Number of parts").unwrap_or(f64::NAN);
            assert_eq!(parts as u64, ours.shells_total, "{shown}");
        } else {
            assert!(open as u64 >= ours.boundary_edges, "{shown}");
        }
        assert_eq!(open == 0.0, ours.closed, "{shown}");
        if ours.closed && ours.oriented {
            // It turns inside-out meshes over first, and sums in single precision: the error grows
            // with the box, however much of it cancels out. Six digits
            // are printed; a facet without area makes its sum no number at all.
            let volume = get(&exact, "Volume").unwrap_or(f64::INFINITY);
            let error = (volume - ours.volume.abs()).abs();
            let room: f64 = ours.size().iter().product();
            assert!(
                volume.is_nan() || error <= 1e-5 * room + 1e-3 * volume + 1e-6,
                "{shown}: {volume} {}",
                ours.volume
            );
        }
        compared += 1;
    }
    eprintln!("{compared} of {} meshes compared", measured.len());
    assert!(compared * 10 >= measured.len() * 9);
}

/// A surface as the exact reference holds it after import, if it takes it at all: it wants a closed one,
/// each edge run through as often one way as the other.
fn manifold(facets: &[Facet]) -> Option<Manifold> {
    let corners = facets.as_flattened();
    let mut positions: Vec<[u32; 3]> = corners
        .iter()
        .map(|corner| corner.map(|x| (x + 0.0).to_bits()))
        .collect();
    let all = positions.clone();
    positions.sort_unstable();
    positions.dedup();
    let index = |position: &[u32; 3]| positions.binary_search(position).map_or(0, |i| i as u32);
    let mesh = manifold_rust::types::MeshGL {
        num_prop: 3,
        vert_properties: positions
            .iter()
            .flatten()
            .map(|bits| f32::from_bits(*bits))
            .collect(),
        tri_verts: all.iter().map(index).collect(),
        ..Default::default()
    };
    let mesh = Manifold::from_mesh_gl_robust(&mesh);
    let taken = mesh.status() == manifold_rust::types::Error::NoError && mesh.num_tri() > 0;
    taken.then_some(mesh)
}

/// The surface that the reference looks at, to the last bit.
fn as_held(mesh: &Manifold) -> Object {
    let mesh = mesh.get_mesh_gl64(0);
    let point = |vertex: &[f64]| [vertex[0], vertex[1], vertex[2]];
    Object::new(Triangles::Indexed {
        vertices: mesh
            .vert_properties
            .chunks_exact(mesh.num_prop as usize)
            .map(point)
            .collect(),
        facets: mesh
            .tri_verts
            .as_chunks()
            .0
            .iter()
            .map(|facet: &[u64; 3]| facet.map(|vertex| vertex as u32))
            .collect(),
    })
}

/// Why the verdict of the exact reference differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// Its import tidies what is within its tolerance: triangles without area go, and with them the corners
    /// that lie on an edge and the slivers beside them, before it looks. Proof: each pair that is
    /// listed here holds in rational arithmetic on the file as it is; and the surface it holds after
    /// import, measured here, has none.
    Tidied,
    /// It counts identical triangles, which are duplicates here. Proof: there are two triangles with the
    /// same corners, and without such there is nothing.
    Twins,
}

/// Every mesh of the corpus (its README says what that is) on which the verdicts differ.
const DIFFERING: [(&str, Reason); 9] = [
    ("adns2610_dev_circuit_inv.stl", Reason::Tidied),
    ("bad-stl-pcbvicebar.stl", Reason::Tidied),
    ("bad-stl-tardis.stl", Reason::Tidied),
    ("issue1580-back-to-back2.stl", Reason::Tidied),
    ("issue1580-zero-area-triangle.stl", Reason::Tidied),
    ("issue945e.stl", Reason::Tidied),
    ("issue945f.stl", Reason::Tidied),
    ("[a]_B_Drive_Tensioner_x1.stl", Reason::Tidied),
    ("[a]_FS_Hotend_Mount_Revo_Voron.stl", Reason::Tidied),
];

/// Whether a difference is of the kind that the table says.
fn is_proven(reason: Reason, facets: &[Facet], ours: &Facts, theirs: &Manifold) -> bool {
    let Some(found) = &ours.self_intersections else {
        return false;
    };
    let verdict = theirs.has_self_intersections();
    match reason {
        Reason::Tidied => {
            let held = measure(
                &as_held(theirs),
                LengthUnit::Millimetre,
                Scope::Intersections,
            );
            let none = |found: SelfIntersections| found.places_total == 0;
            let holds = |place: &IntersectionPlace| {
                let [a, b] = place.triangles.map(|triangle| facets[triangle as usize]);
                plainly(a, b) == Some(place.kind)
            };
            !verdict
                && !found.places.is_empty()
                && found.places.iter().all(holds)
                && held.self_intersections.is_some_and(none)
        }
        Reason::Twins => {
            let sorted = |triangle: &u32| {
                let mut corners =
                    facets[*triangle as usize].map(|corner| corner.map(|x| (x + 0.0).to_bits()));
                corners.sort_unstable();
                corners
            };
            let alike = |place: &SurfacePlace| {
                let corners: Vec<_> = place.triangles.iter().map(sorted).collect();
                corners.len() > 1 && corners.windows(2).all(|two| two[0] == two[1])
            };
            verdict
                && found.places_total == 0
                && !ours.duplicate_places.is_empty()
                && ours.duplicate_places.iter().all(alike)
        }
    }
}

/// Meshes with more triangles are compared only with `FABCOMMONS_LONG=1`: the reference takes a minute.
const MANY: usize = 20_000;

/// Meshes of so many triangles are compared pair by pair where the reference does not take them.
const FEW: usize = 600;

/// The exact reference on every mesh of the corpus that it takes, and rational numbers on small ones that it
/// does not. It tells whether there are self-intersections, not how many; every
/// difference is in [`DIFFERING`], with a reason that is proven here.
#[test]
fn manifold_agrees() {
    let Some(corpus) = crate::support::corpus() else {
        return;
    };
    let long = std::env::var_os("FABCOMMONS_LONG").is_some();
    let mut paths = Vec::new();
    meshes(&corpus, &mut paths);
    let compare = |path: &PathBuf| -> Option<(&str, Option<String>)> {
        let (file, _) = read_file(path).ok()?;
        let ([object], shown) = (&file.objects[..], path.display()) else {
            return None;
        };
        let Triangles::Soup(soup) = &object.triangles else {
            return None;
        };
        if soup.len() > MANY && !long {
            return Some(("large", None));
        }
        let facets: Vec<_> = soup.facets(0..soup.len()).collect();
        let ours = measure(object, LengthUnit::Millimetre, Scope::Intersections);
        let Some(found) = &ours.self_intersections else {
            return Some(("failed", Some(format!("{shown}: not measured"))));
        };
        let pairs = found.places_total;
        let Some(theirs) = manifold(&facets) else {
            // It takes every surface that is closed and oriented.
            let strange = ours.closed && ours.oriented && ours.volume != 0.0;
            let strange = strange.then(|| format!("{shown}: not taken"));
            if facets.len() > FEW || strange.is_some() {
                return Some(("refused", strange));
            }
            let plain = all_pairs(&facets).len() as u64;
            let wrong =
                (plain != pairs).then(|| format!("{shown}: {pairs} pairs, plainly {plain}"));
            return Some(("refused and compared plainly", wrong));
        };
        let verdict = theirs.has_self_intersections();
        let told = DIFFERING.iter().find(|(name, _)| path.ends_with(name));
        match told {
            None if verdict == (pairs > 0) => {
                let kind = if verdict {
                    "alike, intersecting"
                } else {
                    "alike, clean"
                };
                Some((kind, None))
            }
            Some((_, reason)) if is_proven(*reason, &facets, &ours, &theirs) => {
                Some(("different, for a proven reason", None))
            }
            _ => {
                let proven = [Reason::Tidied, Reason::Twins]
                    .into_iter()
                    .find(|reason| is_proven(*reason, &facets, &ours, &theirs));
                let wrong = format!("{shown}: {pairs} pairs, reference {verdict}, {proven:?}");
                Some(("failed", Some(wrong)))
            }
        }
    };
    let outcomes: Vec<_> = paths.par_iter().filter_map(compare).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, _) in &outcomes {
        *counts.entry(kind).or_default() += 1;
    }
    eprintln!("{counts:#?}");
    let wrong: Vec<&String> = outcomes
        .iter()
        .filter_map(|(_, wrong)| wrong.as_ref())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(counts.contains_key("alike, clean"), "nothing was compared");
}
