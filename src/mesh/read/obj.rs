//! Reading Wavefront OBJ files: polygons as text.
//!
//! Read: `v`, `f` with any of its four forms and negative (relative) numbers, `o` for the name,
//! lines continued with a backslash. Everything in the file is one mesh, whatever objects and
//! groups it has: the format does not say which of them are parts of their own. Materials,
//! texture coordinates, normals, colours, points and lines are passed over. Free-form curves and
//! surfaces cannot be measured.
//!
//! The parser is our own: the usual crate gives up the file at the first bad line without saying
//! which, stops at bad texture coordinates, and its indices can overflow.

use super::polygon::Builder;
use crate::mesh::{Format, MeshFile, Problem};
use std::borrow::Cow;

/// Keywords of geometry that is not polygons.
const FREE_FORM: &[&[u8]] = &[b"curv", b"curv2", b"surf"];

/// Reads the content of a file.
pub fn read(bytes: &[u8]) -> MeshFile {
    let mut builder = Builder::default();
    let mut name = None;
    let mut objects = 0;
    let mut free_form = false;
    let mut known = false;
    let mut faces = Faces::default();
    for (number, line) in Lines::new(bytes) {
        let mut words = line
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty());
        match words.next() {
            Some(b"v") => {
                known = true;
                let mut point = [f64::NAN; 3];
                for value in &mut point {
                    match words.next().map(|word| (word, parse::<f64>(word))) {
                        Some((_, Some(parsed))) => *value = parsed,
                        // The vertex keeps its number; the facets that use it are left out.
                        Some((word, None)) => {
                            let word = shown(word);
                            builder.damage(|| format!("line {number}: `{word}` is not a number"));
                        }
                        None => {
                            builder.damage(|| format!("line {number}: a coordinate is missing"));
                        }
                    }
                }
                builder.vertices.push(point);
            }
            Some(b"f") => {
                known = true;
                for word in words {
                    faces.corners.push(corner(word, builder.vertices.len()));
                }
                faces.end(number);
            }
            Some(b"o") => {
                known = true;
                objects += 1;
                name = line
                    .trim_ascii_start()
                    .get(1..)
                    .map(|name| shown(name.trim_ascii()));
            }
            Some(word) => free_form |= FREE_FORM.contains(&word),
            None => {}
        }
    }
    // A face may name vertices that come later, so they wait for all.
    faces.add_to(&mut builder);
    if !known && !free_form {
        return MeshFile {
            format: Format::Obj,
            unit: None,
            objects: Vec::new(),
            problems: vec![Problem::Unreadable {
                reason: "no line of a Wavefront OBJ in it".to_owned(),
            }],
        };
    }
    let name = name.filter(|name| objects == 1 && !name.is_empty());
    let mut file = builder.finish(Format::Obj, name);
    if free_form {
        file.problems
            .retain(|problem| !matches!(problem, Problem::Unsupported { .. } | Problem::Empty));
        file.problems.push(Problem::Unsupported {
            what: "free-form surfaces".to_owned(),
        });
    }
    file
}

/// Faces as read, end to end.
#[derive(Default)]
struct Faces {
    corners: Vec<Option<u32>>,
    /// Where each ends in `corners`, and its line.
    ends: Vec<(usize, usize)>,
}

impl Faces {
    fn end(&mut self, line: usize) {
        self.ends.push((self.corners.len(), line));
    }

    fn add_to(&self, builder: &mut Builder) {
        let mut start = 0;
        for (end, line) in &self.ends {
            builder.face(&self.corners[start..*end], || {
                format!("the face in line {line}")
            });
            start = *end;
        }
    }
}

/// The vertex of a corner `v`, `v/vt`, `v//vn` or `v/vt/vn`, from 0; `None` if it names none.
fn corner(word: &[u8], vertices: usize) -> Option<u32> {
    let number = word.split(|byte| *byte == b'/').next()?;
    let number = parse::<i64>(number)?;
    let index = match number {
        0 => return None,
        1.. => number - 1,
        _ => i64::try_from(vertices).ok()?.checked_add(number)?,
    };
    u32::try_from(index).ok()
}

fn parse<T: std::str::FromStr>(word: &[u8]) -> Option<T> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// A word for a message.
fn shown(word: &[u8]) -> String {
    String::from_utf8_lossy(word)
        .chars()
        .take(60)
        .filter(|c| !c.is_control())
        .collect()
}

/// The lines of a file with their numbers from 1, comments cut off, continued lines joined.
struct Lines<'b> {
    rest: Option<&'b [u8]>,
    /// What ends a line: a line feed, or a carriage return in files that have no other.
    end: u8,
    number: usize,
}

impl<'b> Lines<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        Self {
            rest: Some(bytes),
            end: if bytes.contains(&b'\n') { b'\n' } else { b'\r' },
            number: 0,
        }
    }

    /// The next line as it stands, without its end and its comment.
    fn raw(&mut self) -> Option<&'b [u8]> {
        let rest = self.rest?;
        let end = rest.iter().position(|byte| *byte == self.end);
        self.rest = end.map(|end| &rest[end + 1..]);
        self.number += 1;
        let line = &rest[..end.unwrap_or(rest.len())];
        let line = line.split(|byte| *byte == b'#').next().unwrap_or(line);
        Some(line.trim_ascii_end())
    }
}

impl<'b> Iterator for Lines<'b> {
    type Item = (usize, Line<'b>);

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.raw()?;
        let number = self.number;
        let Some(start) = first.strip_suffix(b"\\") else {
            return Some((number, Cow::Borrowed(first)));
        };
        let mut joined = start.to_vec();
        while let Some(more) = self.raw() {
            joined.push(b' ');
            let continued = more.strip_suffix(b"\\");
            joined.extend_from_slice(continued.unwrap_or(more));
            if continued.is_none() {
                break;
            }
        }
        Some((number, Cow::Owned(joined)))
    }
}

/// One line, joined if it was continued.
type Line<'b> = Cow<'b, [u8]>;
