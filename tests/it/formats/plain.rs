//! OBJ and PLY in their many forms.

use super::package::BOX;
use super::{extent, volume};
use fabcommons::mesh::{Format, MeshFile, Problem, Triangles, read::read_bytes};
use std::fmt::Write as _;

fn obj(text: &str) -> MeshFile {
    read_bytes(text.as_bytes(), "a.obj")
}

fn ply(bytes: impl AsRef<[u8]>) -> MeshFile {
    read_bytes(bytes.as_ref(), "a.ply")
}

fn facets(file: &MeshFile) -> Vec<[u32; 3]> {
    match file.objects.first().map(|o| &o.triangles) {
        Some(Triangles::Indexed { facets, .. }) => facets.clone(),
        _ => Vec::new(),
    }
}

fn lost(what: &str) -> Problem {
    Problem::Damaged {
        what: what.to_owned(),
        all_recovered: false,
    }
}

fn cloud() -> Problem {
    Problem::Unsupported {
        what: "a point cloud without faces".to_owned(),
    }
}

/// The corners of a unit cube, numbered by x, y, z as bits.
fn corners() -> impl Iterator<Item = [f64; 3]> {
    (0..8).map(|i| [1, 2, 4].map(|bit| if i & bit != 0 { 1.0 } else { 0.0 }))
}

const QUADS: [[u32; 4]; 6] = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
];

fn v_lines() -> String {
    corners().fold(String::new(), |mut text, [x, y, z]| {
        let _ = writeln!(text, "v {x} {y} {z}");
        text
    })
}

#[test]
fn an_obj_of_quads_is_read_in_every_form_of_corner() {
    for form in [
        |i: u32| format!("{}", i + 1),
        |i: u32| format!("{}/1", i + 1),
        |i: u32| format!("{}//7", i + 1),
        |i: u32| format!("{}/99999999999999999999/1", i + 1),
        |i: u32| format!("{}", i64::from(i) - 8),
    ] {
        for end in ["\n", "\r\n", "\r"] {
            let mut text = format!("# made by hand\nmtllib missing.mtl\no cube\n{}", v_lines());
            text += "vt 0 0\nvn 0 0 1\nusemtl none\ns off\ng sides\n";
            for quad in QUADS {
                let _ = writeln!(text, "f  {}  # a side", quad.map(form).join(" "));
            }
            let file = obj(&text.replace('\n', end));
            assert_eq!(file.problems, [], "{}", form(0));
            assert_eq!((file.format, file.unit), (Format::Obj, None));
            let [object] = &file.objects[..] else {
                panic!("one object")
            };
            assert_eq!(object.name.as_deref(), Some("cube"));
            assert_eq!((object.triangles.len(), object.quantity), (12, 1));
            assert_eq!(volume(object), 1.0);
            assert_eq!(extent(object), [[0.0; 3], [1.0; 3]]);
            assert_eq!(facets(&file)[..2], [[0, 2, 3], [0, 3, 1]], "file order");
        }
    }
}

#[test]
fn several_objects_of_an_obj_are_one_mesh_with_faces_before_vertices() {
    let file = obj("o a\nf 1 2 \\\n 3\no b\nv 0 0 0 0.5 0.5 0.5\nv 1 0 0 1\nv 0 1 0\nf 1 3 2\n");
    assert_eq!(file.problems, []);
    assert_eq!(facets(&file), [[0, 1, 2], [0, 2, 1]]);
    assert_eq!(file.objects[0].name, None);
}

#[test]
fn a_damaged_obj_says_what_was_lost() {
    let start = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
    for (more, problem) in [
        (
            "f 1 2 4",
            lost("the face in line 5 names a vertex beyond the 3 there are"),
        ),
        (
            "f 1 2 -4",
            lost("the face in line 5 names a vertex beyond the 3 there are"),
        ),
        (
            "f 0 1 2",
            lost("the face in line 5 names a vertex beyond the 3 there are"),
        ),
        (
            "f 1 2 99999999999999999999",
            lost("the face in line 5 names a vertex beyond the 3 there are"),
        ),
        (
            "f 1 2 -9223372036854775808",
            lost("the face in line 5 names a vertex beyond the 3 there are"),
        ),
        (
            "f a b c",
            lost("the face in line 5 names a vertex beyond the 3 there are"),
        ),
        ("f 1 2", lost("the face in line 5 has 2 corners")),
        (
            "f\nf\nf",
            lost("the face in line 5 has 0 corners, and 2 more"),
        ),
        ("v 1,5 0 0", lost("line 5: `1,5` is not a number")),
        ("v 1", lost("line 5: a coordinate is missing, and 1 more")),
    ] {
        let file = obj(&format!("{start}{more}\n"));
        assert_eq!(file.problems, [problem], "{more}");
        assert_eq!(facets(&file), [[0, 1, 2]], "{more}");
    }
    let file = obj(&format!(
        "{start}v nan 0 0\nv 1 inf 1\nf 1 4 2\nf 3 2 1\nf 1 2 3 5\n"
    ));
    assert_eq!(facets(&file), [[0, 1, 2], [2, 1, 0], [0, 1, 2]]);
    assert_eq!(file.objects[0].left_out, [1, 4]);
    assert_eq!(file.problems, [Problem::NotFinite { first: 1, total: 2 }]);
}

#[test]
fn an_obj_without_faces_says_what_it_is() {
    assert_eq!(obj("v 0 0 0\nv 1 2 3\np 1\n").problems, [cloud()]);
    assert_eq!(obj("o nothing\n").problems, [Problem::Empty]);
    assert_eq!(
        obj("hello\n").problems,
        [Problem::Unreadable {
            reason: "no line of a Wavefront OBJ in it".to_owned()
        }]
    );
    assert_eq!(
        obj("v 0 0 0\ncstype bezier\ndeg 3\nsurf 0 1 0 1 1\nend\n").problems,
        [Problem::Unsupported {
            what: "free-form surfaces".to_owned()
        }]
    );
}

#[test]
fn a_face_of_any_size_ends() {
    let mut text = String::new();
    let mut face = String::from("f");
    for i in 0..200_000 {
        // A zigzag around a circle: every other corner is concave.
        let (angle, radius) = (f64::from(i) * 3.14e-5, if i % 2 == 0 { 1.0 } else { 0.9 });
        let _ = writeln!(
            text,
            "v {} {} 0",
            radius * angle.cos(),
            radius * angle.sin()
        );
        let _ = write!(face, " {}", i + 1);
    }
    let file = obj(&(text + &face));
    assert_eq!(file.objects[0].triangles.len(), 199_998);
}

/// Writes a PLY of the unit cube.
fn cube_ply(format: &str, length: &str, index: &str, quads: bool) -> Vec<u8> {
    let faces: Vec<Vec<u32>> = if quads {
        QUADS.iter().map(|f| f.to_vec()).collect()
    } else {
        BOX.iter().map(|f| f.to_vec()).collect()
    };
    let mut out = format!(
        "ply\nformat {format} 1.0\ncomment by hand\nobj_info none\nelement vertex 8\n\
         property uchar red\nproperty double x\nproperty float y\nproperty list uchar short extra\nproperty int z\n\
         element edge 1\nproperty int a\nproperty int b\n\
         element face {}\nproperty list {length} {index} vertex_indices\nproperty float quality\nend_header\n",
        faces.len()
    )
    .into_bytes();
    let mut put = |kind: &str, value: f64| {
        if format == "ascii" {
            out.extend(format!("{value} ").bytes());
            return;
        }
        let mut bytes = match kind {
            "uchar" => vec![value as u8],
            "char" => (value as i8).to_le_bytes().to_vec(),
            "short" => (value as i16).to_le_bytes().to_vec(),
            "ushort" => (value as u16).to_le_bytes().to_vec(),
            "int" => (value as i32).to_le_bytes().to_vec(),
            "uint" => (value as u32).to_le_bytes().to_vec(),
            "float" => (value as f32).to_le_bytes().to_vec(),
            _ => value.to_le_bytes().to_vec(),
        };
        if format == "binary_big_endian" {
            bytes.reverse();
        }
        out.extend(bytes);
    };
    for [x, y, z] in corners() {
        put("uchar", 200.0);
        put("double", x);
        put("float", y);
        put("uchar", 2.0);
        put("short", -1.0);
        put("short", 7.0);
        put("int", z);
    }
    put("int", 0.0);
    put("int", 1.0);
    for face in &faces {
        put(length, face.len() as f64);
        for corner in face {
            put(index, f64::from(*corner));
        }
        put("float", 0.5);
    }
    out
}

#[test]
fn a_ply_is_read_in_every_encoding_and_type() {
    for format in ["ascii", "binary_little_endian", "binary_big_endian"] {
        for length in ["uchar", "char", "int", "uint", "ushort"] {
            for index in ["int", "uint", "short", "ushort", "uchar", "double"] {
                for quads in [true, false] {
                    let bytes = cube_ply(format, length, index, quads);
                    let file = ply(&bytes);
                    assert_eq!(file.problems, [], "{format} {length} {index}");
                    let [object] = &file.objects[..] else {
                        panic!("one object")
                    };
                    assert_eq!(object.triangles.len(), 12);
                    assert_eq!(volume(object), 1.0);
                    assert_eq!((file.format, file.unit), (Format::Ply, None));
                }
            }
        }
    }
}

#[test]
fn a_cut_ply_gives_the_faces_before_the_cut() {
    let whole = cube_ply("binary_little_endian", "uchar", "int", false);
    // A face is 1 + 12 + 4 bytes.
    let file = ply(&whole[..whole.len() - 17 - 3]);
    assert_eq!(file.problems, [lost("the data ends in face 10 of 12")]);
    assert_eq!(facets(&file)[..], BOX[..10]);
    let file = ply(&whole[..whole.len() - 12 * 17 - 20]);
    assert_eq!(
        file.problems,
        [Problem::Unreadable {
            reason: "the data ends in vertex 7 of 8".to_owned()
        }]
    );
    let mut longer = whole.clone();
    longer.extend([0; 5]);
    assert_eq!(
        ply(&longer).problems,
        [Problem::Damaged {
            what: "5 bytes after the last element".to_owned(),
            all_recovered: true
        }]
    );
    for cut in 0..whole.len() {
        let file = ply(&whole[..cut]);
        assert!(!file.problems.is_empty(), "cut at {cut}");
    }
}

#[test]
fn a_ply_that_lies_is_refused_or_recovered() {
    let header = |rest: &str| format!("ply\nformat ascii 1.0\n{rest}");
    let points = "element vertex 3\nproperty float x\nproperty float y\nproperty float z\n";
    let list =
        "element face 1\nproperty list uchar int vertex_index\nend_header\n0 0 0 1 0 0 0 1 0 ";
    let unreadable = |reason: &str| Problem::Unreadable {
        reason: reason.to_owned(),
    };
    for (text, problem) in [
        (
            "ply\n".to_owned(),
            unreadable("the header has no `end_header`"),
        ),
        (
            "ply\nend_header\n".to_owned(),
            unreadable("the header has no `format`"),
        ),
        (
            "ply\nformat ascii 2.0\nend_header\n".to_owned(),
            unreadable("line 2 of the header: an unknown format"),
        ),
        (
            header("element vertex -1\nend_header\n"),
            unreadable("line 3 of the header: a bad count"),
        ),
        (
            header("property float x\nend_header\n"),
            unreadable("line 3 of the header: a property before any element"),
        ),
        (
            header("element vertex 3\nproperty float x\nend_header\n0 0 0"),
            unreadable("the vertices have no `x`, `y` and `z`"),
        ),
        (
            header(&format!("{points}property float x\nend_header\n")),
            unreadable("line 7 of the header: a property twice"),
        ),
        (
            header(&format!(
                "{points}element face 1\nproperty int a\nend_header\n"
            )),
            unreadable("the faces have no list `vertex_indices`"),
        ),
        (
            header(
                "element vertex 18446744073709551615\nproperty float x\nproperty float y\nproperty float z\nend_header\n0 0 0 1",
            ),
            unreadable("the data ends in vertex 1 of 18446744073709551615"),
        ),
        (
            header("element nothing 18446744073709551615\nelement vertex 0\nend_header\n"),
            Problem::Empty,
        ),
        (
            header(&format!("{points}end_header\n0 0 0 1 0 0 0 1 0")),
            cloud(),
        ),
        (
            header(&format!("{points}{list}4294967295")),
            unreadable("a list of 4294967295 entries in face 0 of 1"),
        ),
        (
            header(&format!("{points}{list}-3")),
            unreadable("a list of -3 entries in face 0 of 1"),
        ),
        (
            header(&format!("{points}{list}3 0 1 3")),
            lost("face 0 names a vertex beyond the 3 there are"),
        ),
        (
            header(&format!("{points}{list}3 0 1 -1")),
            lost("face 0 names a vertex beyond the 3 there are"),
        ),
        (
            header(&format!("{points}{list}2 0 1")),
            lost("face 0 has 2 corners"),
        ),
        (
            header(&format!("{points}{list}3 0 x 1")),
            unreadable("`x` is not a number in face 0 of 1"),
        ),
        (
            header(&format!("{points}{list}3 0 1 2").replace("1 0 0 0 1 0", "1 0 0 nan 1 0")),
            Problem::NotFinite { first: 0, total: 1 },
        ),
        (
            header("element tristrips 1\nproperty list int int vertex_indices\nend_header\n0"),
            Problem::Unsupported {
                what: "triangle strips".to_owned(),
            },
        ),
    ] {
        let file = ply(&text);
        assert_eq!(file.problems, [problem], "{text}");
    }
    let long = format!("ply\n{}", "comment x\n".repeat(10_000));
    assert_eq!(
        ply(&long).problems,
        [unreadable("the header is longer than 65536 bytes")]
    );
}
