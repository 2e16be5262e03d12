//! Text STL: read by words, so that indentation, line ends and case do not matter.
//!
//! Large files are cut at facets and read in parallel.

use super::{MOST, not_finite, object};
use crate::mesh::parallel;
use crate::mesh::{Format, MeshFile, Problem, Triangles};
use crate::units::count;

/// Bytes per piece that is read on its own.
const PIECE: usize = 1 << 20;

/// Reads a text STL: any case, a byte-order mark, blanks before `solid`, any line end, no name,
/// several solids, no `endsolid`. Decimal commas are read and reported.
pub fn read(bytes: &[u8]) -> MeshFile {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let pieces = pieces(text);
    // A facet takes at least some 60 bytes; only whether threads are worth it hangs on this.
    let parts = parallel::map(pieces, text.len() / 64, parse);

    let mut file = MeshFile {
        format: Format::AsciiStl,
        unit: None,
        objects: Vec::new(),
        problems: Vec::new(),
    };
    let mut all = Piece::default();
    for part in parts {
        all.append(part);
    }
    if all.met > MOST {
        file.problems.push(Problem::Unsupported {
            what: format!("a mesh of more than {MOST} facets"),
        });
        return file;
    }
    file.problems.extend(all.damage());
    file.problems.extend(not_finite(&all.not_finite));
    if all.facets.is_empty() {
        file.problems.push(Problem::Empty);
        return file;
    }
    let left_out = [&all.not_finite[..], &all.broken].concat();
    file.objects
        .push(object(Triangles::from(all.facets), left_out, name(text)));
    file
}

/// What follows `solid` on the first line.
fn name(text: &[u8]) -> Option<String> {
    let line = text
        .trim_ascii_start()
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .next()?;
    let (word, name) = line.split_at_checked(5)?;
    let name = String::from_utf8_lossy(name.trim_ascii()).into_owned();
    (word.eq_ignore_ascii_case(b"solid") && !name.is_empty() && name.len() <= 200).then_some(name)
}

/// Cuts the text before lines that begin with `facet`.
fn pieces(text: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > 2 * PIECE {
        let Some(cut) = facet_line(&rest[PIECE..]) else {
            break;
        };
        let (piece, after) = rest.split_at(PIECE + cut);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// Where a line begins whose first word is `facet`, not far into the text.
fn facet_line(text: &[u8]) -> Option<usize> {
    let near = text.get(..PIECE)?;
    let mut at = 0;
    loop {
        at += near
            .get(at..)?
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))?
            + 1;
        let line = near.get(at..)?.trim_ascii_start();
        let starts = line.get(..5)?.eq_ignore_ascii_case(b"facet");
        if starts && line.get(5)?.is_ascii_whitespace() {
            return Some(at);
        }
    }
}

/// What a piece of text yielded. Facets are numbered from 0 in it.
#[derive(Debug, Default)]
struct Piece {
    facets: Vec<[[f32; 3]; 3]>,
    /// How many facets were begun.
    met: usize,
    /// Facets with coordinates that are no numbers.
    not_finite: Vec<u32>,
    /// Facets without three corners that can be read.
    broken: Vec<u32>,
    /// Numbers with a decimal comma.
    commas: usize,
    solids: usize,
    ends: usize,
    /// The text ends inside a facet.
    cut: bool,
}

impl Piece {
    fn append(&mut self, other: Self) {
        let before = self.met as u32;
        let renumber =
            |numbers: Vec<u32>| numbers.into_iter().map(move |n| n.saturating_add(before));
        self.not_finite.extend(renumber(other.not_finite));
        self.broken.extend(renumber(other.broken));
        if self.facets.is_empty() {
            self.facets = other.facets;
        } else {
            self.facets.extend(other.facets);
        }
        self.met += other.met;
        self.commas += other.commas;
        self.solids += other.solids;
        self.ends += other.ends;
        self.cut = other.cut;
    }

    fn damage(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut damaged = |what: String, all_recovered| {
            problems.push(Problem::Damaged {
                what,
                all_recovered,
            });
        };
        if self.cut {
            damaged(
                format!("the text ends inside facet {}", self.met.saturating_sub(1)),
                false,
            );
        } else if self.solids > 0 && self.ends < self.solids {
            damaged("the text ends without `endsolid`".to_owned(), true);
        }
        let broken = self.broken.len() - usize::from(self.cut);
        if let (Some(first), 1..) = (self.broken.first(), broken) {
            let all = count(broken, "facet");
            let what = format!("{all} without three corners that can be read, first facet {first}");
            damaged(what, false);
        }
        if self.commas > 0 {
            let what = format!("{} with a decimal comma", count(self.commas, "number"));
            damaged(what, true);
        }
        problems
    }
}

/// Reads a piece of text.
fn parse(text: &[u8]) -> Piece {
    let mut piece = Piece {
        facets: Vec::with_capacity(text.len() / 250),
        ..Piece::default()
    };
    let mut words = Words { text, at: 0 };
    let mut open: Option<Facet> = None;
    while let Some(word) = words.next() {
        // Most words are `vertex`, so that is asked first.
        if word.eq_ignore_ascii_case(b"vertex") {
            let mut corner = [0.0; 3];
            let mut readable = true;
            for x in &mut corner {
                let number = words
                    .peek()
                    .and_then(|word| number(word, &mut piece.commas));
                readable &= number.is_some();
                if let Some(number) = number {
                    *x = number;
                    words.next();
                }
            }
            let facet = open.get_or_insert_with(|| {
                piece.met += 1;
                Facet::default()
            });
            facet.add(corner, readable);
        } else if word.eq_ignore_ascii_case(b"facet") {
            if let Some(facet) = open.take() {
                piece.close(&facet);
            }
            piece.met += 1;
            open = Some(Facet::default());
        } else if word.eq_ignore_ascii_case(b"endfacet") {
            if let Some(facet) = open.take() {
                piece.close(&facet);
            }
        } else if word.eq_ignore_ascii_case(b"solid") {
            piece.solids += 1;
            words.skip_name();
        } else if word.eq_ignore_ascii_case(b"endsolid") {
            if let Some(facet) = open.take() {
                piece.close(&facet);
            }
            piece.ends += 1;
            words.skip_name();
        }
    }
    if let Some(facet) = open {
        piece.cut = true;
        piece.close(&Facet { bad: true, ..facet });
    }
    piece
}

/// A facet being read.
#[derive(Debug, Default)]
struct Facet {
    corners: [[f32; 3]; 3],
    met: usize,
    bad: bool,
}

impl Facet {
    fn add(&mut self, corner: [f32; 3], readable: bool) {
        if let Some(place) = self.corners.get_mut(self.met) {
            *place = corner;
        }
        self.met += 1;
        self.bad |= !readable;
    }
}

impl Piece {
    fn close(&mut self, facet: &Facet) {
        let number = (self.met - 1) as u32;
        if facet.bad || facet.met != 3 {
            self.broken.push(number);
        } else if facet.corners.as_flattened().iter().all(|x| x.is_finite()) {
            self.facets.push(facet.corners);
        } else {
            self.not_finite.push(number);
        }
    }
}

/// The words of a text.
struct Words<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Words<'a> {
    fn peek(&mut self) -> Option<&'a [u8]> {
        let blank = self.text[self.at..].iter().position(|byte| *byte > b' ')?;
        self.at += blank;
        let rest = &self.text[self.at..];
        let end = rest
            .iter()
            .position(|byte| *byte <= b' ')
            .unwrap_or(rest.len());
        Some(&rest[..end])
    }

    fn next(&mut self) -> Option<&'a [u8]> {
        let word = self.peek()?;
        self.at += word.len();
        Some(word)
    }

    /// Skips a solid's name: the rest of the line, but never a facet.
    fn skip_name(&mut self) {
        let rest = &self.text[self.at..];
        let line = rest
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .unwrap_or(rest.len());
        let facet = rest[..line]
            .windows(12)
            .position(|window| window.eq_ignore_ascii_case(b"facet normal"));
        self.at += facet.unwrap_or(line);
    }
}

/// The number that a word says, with a decimal point or comma; what C libraries print for numbers
/// that are none counts as such. `None` if it is no number at all.
fn number(word: &[u8], commas: &mut usize) -> Option<f32> {
    let text = std::str::from_utf8(word).ok()?;
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    if text.contains("#IN")
        || text.contains("#QNAN")
        || text.contains("#SNAN")
        || text.starts_with("nan(")
        || text.starts_with("-nan")
    {
        return Some(f32::NAN);
    }
    let number = text.replacen(',', ".", 1).parse().ok()?;
    *commas += 1;
    Some(number)
}
