//! What every kind of STL yields.

use crate::mesh::read::read_bytes;
use crate::mesh::{Format, MeshFile, Problem, Triangles};

const FACET: &str = "facet normal 0 0 1\n outer loop\n  vertex 0 0 0\n  vertex 1 0 0\n  vertex 0 1 0\n endloop\nendfacet\n";

fn binary(claimed: u32, facets: u32, header: &[u8]) -> Vec<u8> {
    let mut bytes = header.to_vec();
    bytes.resize(80, 0);
    bytes.extend(claimed.to_le_bytes());
    for facet in 0..facets {
        bytes.extend([0; 12]);
        for number in [0, 0, 0, 1 + facet, 0, 0, 0, 1, 0] {
            bytes.extend((number as f32).to_le_bytes());
        }
        bytes.extend([0; 2]);
    }
    bytes
}

fn facets(file: &MeshFile) -> Vec<[[f32; 3]; 3]> {
    match file.objects.first().map(|object| &object.triangles) {
        Some(Triangles::Soup(soup)) => soup.facets(0..soup.len()).collect(),
        _ => Vec::new(),
    }
}

fn damaged(what: &str, all_recovered: bool) -> Problem {
    Problem::Damaged {
        what: what.to_owned(),
        all_recovered,
    }
}

fn unreadable(reason: &str) -> Problem {
    Problem::Unreadable {
        reason: reason.to_owned(),
    }
}

/// Bytes, the format, how many facets, the problems.
type Case<'a> = (&'a str, Vec<u8>, Format, usize, Vec<Problem>);

#[test]
fn every_kind_of_file_gives_its_facets_and_its_problems() {
    use Format::{AsciiStl, BinaryStl};
    let with = |mut bytes: Vec<u8>, more: &[u8]| {
        bytes.extend(more);
        bytes
    };
    let nan = |mut bytes: Vec<u8>, facet: usize, value: f32| {
        let at = 84 + 50 * facet + 12;
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        bytes
    };
    let text = |body: &str| body.as_bytes().to_vec();
    let not_finite = |first, total| Problem::NotFinite { first, total };
    let cases: Vec<Case<'_>> = vec![
        ("plain", binary(2, 2, b"x"), BinaryStl, 2, vec![]),
        (
            "says solid",
            binary(2, 2, b"solid thing"),
            BinaryStl,
            2,
            vec![],
        ),
        (
            "no facet",
            binary(0, 0, b""),
            BinaryStl,
            0,
            vec![Problem::Empty],
        ),
        (
            "count of 2^32 - 1",
            with(binary(u32::MAX, 0, b""), &[0; 16]),
            BinaryStl,
            0,
            vec![unreadable(
                "the header says 4294967295 facets, the file ends before the first",
            )],
        ),
        (
            "cut short",
            binary(5, 3, b"solid")[..84 + 149].to_vec(),
            BinaryStl,
            2,
            vec![damaged(
                "the header says 5 facets, the file ends after 2",
                false,
            )],
        ),
        (
            "trailing bytes",
            with(binary(3, 3, b"solid x"), b"COLOR"),
            BinaryStl,
            3,
            vec![damaged("5 bytes after the last of 3 facets", true)],
        ),
        (
            "count too small",
            binary(1, 3, b""),
            BinaryStl,
            1,
            vec![damaged("100 bytes after the last of 1 facet", true)],
        ),
        (
            "count of a stream",
            binary(0, 3, b""),
            BinaryStl,
            3,
            vec![damaged("the header says 0 facets, the file holds 3", true)],
        ),
        (
            "not a number",
            nan(binary(3, 3, b""), 1, f32::NAN),
            BinaryStl,
            2,
            vec![not_finite(1, 1)],
        ),
        (
            "all infinite",
            nan(binary(1, 1, b""), 0, f32::INFINITY),
            BinaryStl,
            0,
            vec![not_finite(0, 1), Problem::Empty],
        ),
        (
            "empty",
            vec![],
            BinaryStl,
            0,
            vec![unreadable("the file is empty")],
        ),
        (
            "a few bytes",
            vec![0, 1, 2],
            BinaryStl,
            0,
            vec![unreadable("the content is of no known mesh format")],
        ),
        (
            "noise",
            (0..5000u32)
                .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
                .collect(),
            BinaryStl,
            0,
            vec![unreadable("the content is neither a binary nor a text STL")],
        ),
        (
            "text",
            text(&format!("solid a\n{FACET}endsolid a\n")),
            AsciiStl,
            1,
            vec![],
        ),
        (
            "shouting, Windows, a mark",
            [
                &b"\xEF\xBB\xBF"[..],
                format!("  solid\n{FACET}endsolid")
                    .to_uppercase()
                    .replace('\n', "\r\n")
                    .as_bytes(),
            ]
            .concat(),
            AsciiStl,
            1,
            vec![],
        ),
        (
            "several solids",
            text(&format!(
                "solid a\n{FACET}endsolid a\nsolid b\n{FACET}{FACET}endsolid b\n"
            )),
            AsciiStl,
            3,
            vec![],
        ),
        (
            "one line",
            text(&format!("solid {FACET} endsolid").replace('\n', " ")),
            AsciiStl,
            1,
            vec![],
        ),
        (
            "decimal commas",
            text(&format!(
                "solid\n{}endsolid",
                FACET.replace("0 1 0", "0,5 1,25 0")
            )),
            AsciiStl,
            1,
            vec![damaged("2 numbers with a decimal comma", true)],
        ),
        (
            "no end",
            text(&format!("solid\n{FACET}")),
            AsciiStl,
            1,
            vec![damaged("the text ends without `endsolid`", true)],
        ),
        (
            "ends inside",
            text(&format!("solid\n{FACET}{}", &FACET[..60])),
            AsciiStl,
            1,
            vec![damaged("the text ends inside facet 1", false)],
        ),
        (
            "no facet in a text",
            text("solid nothing\nendsolid nothing\n"),
            AsciiStl,
            0,
            vec![Problem::Empty],
        ),
        (
            "a word for a number, a corner too many",
            text(&format!(
                "solid\n{}{FACET}{}endsolid",
                FACET.replace("1 0 0", "one 0 0"),
                FACET.replace("vertex 1 0 0", "vertex 1 0 0 vertex 1 1 0"),
            )),
            AsciiStl,
            1,
            vec![damaged(
                "2 facets without three corners that can be read, first facet 0",
                false,
            )],
        ),
        (
            "text without numbers",
            text(&format!(
                "solid\n{FACET}{}{}endsolid",
                FACET.replace("1 0 0", "nan 0 0"),
                FACET.replace("1 0 0", "1e99 -1.#IND 0")
            )),
            AsciiStl,
            1,
            vec![not_finite(1, 2)],
        ),
    ];
    for (name, bytes, format, count, problems) in cases {
        let file = read_bytes(&bytes, "a.stl");
        assert_eq!(file.problems, problems, "{name}");
        assert_eq!(
            (file.format, facets(&file).len()),
            (format, count),
            "{name}"
        );
    }
}

#[test]
fn facets_keep_their_numbers_when_some_are_left_out() {
    let bad = FACET.replace("1 0 0", "nan 0 0");
    let text = format!("solid part\n{bad}{FACET}{bad}{bad}{FACET}endsolid");
    let file = read_bytes(text.as_bytes(), "a.stl");
    let object = &file.objects[0];
    assert_eq!(object.left_out, [0, 2, 3]);
    assert_eq!([object.number_of(0), object.number_of(1)], [1, 4]);
    assert_eq!(object.name.as_deref(), Some("part"));
}

#[test]
fn corners_come_out_as_they_stand() {
    let text = "solid\nfacet normal 0 0 0\nouter loop\nvertex 1.5 -2e-3 +3\nvertex 4. .5 -0\nvertex 7 8 9\nendloop\nendfacet\nendsolid";
    let corners = [[1.5, -2e-3, 3.0], [4.0, 0.5, -0.0], [7.0, 8.0, 9.0]];
    assert_eq!(facets(&read_bytes(text.as_bytes(), "a.stl")), [corners]);
}

#[test]
fn large_texts_are_read_in_pieces_without_a_seam() {
    let n = 60_000;
    let mut text = "solid large\n".to_owned();
    for i in 0..n {
        text.push_str(&FACET.replace("vertex 1 0 0", &format!("vertex {i} 0 0")));
    }
    text.push_str("endsolid large\n");
    let file = read_bytes(text.as_bytes(), "a.stl");
    assert_eq!(file.problems, []);
    let numbers: Vec<f32> = facets(&file).iter().map(|facet| facet[1][0]).collect();
    assert!(numbers.iter().copied().eq((0..n).map(|i| i as f32)));
}

#[test]
fn nothing_that_can_be_cut_off_makes_it_panic() {
    let text = format!("solid a\n{FACET}{FACET}endsolid a\n").into_bytes();
    for whole in [text, binary(2, 2, b"solid")] {
        for end in 0..whole.len() {
            let file = read_bytes(&whole[..end], "a.stl");
            assert!(file.objects.len() <= 1 && facets(&file).len() <= 2);
            assert!(!file.problems.is_empty() || end > whole.len() - 5, "{end}");
        }
    }
}
