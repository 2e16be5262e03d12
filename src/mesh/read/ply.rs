//! Reading PLY files: a header that lists elements and their properties, then the data as text or
//! binary.
//!
//! Read: the element `vertex` with `x`, `y`, `z` of any type, and the element `face` with a list of
//! vertex numbers of any types, in any order; other elements and properties are passed over. A
//! file without faces is a point cloud, which is no solid. No count of the header is believed: rows
//! are read until the data ends.

mod header;

use super::polygon::Builder;
use crate::mesh::{Format, MeshFile, Problem};
use header::{Element, Encoding, Header, Property, Scalar};

/// Corners of one face; a face of real files has tens.
const CORNERS: usize = 1 << 20;

/// Reads the content of a file.
pub fn read(bytes: &[u8]) -> MeshFile {
    match read_mesh(bytes) {
        Ok(file) => file,
        Err(problem) => MeshFile {
            format: Format::Ply,
            unit: None,
            objects: Vec::new(),
            problems: vec![problem],
        },
    }
}

fn unreadable(reason: impl Into<String>) -> Problem {
    Problem::Unreadable {
        reason: reason.into(),
    }
}

fn read_mesh(bytes: &[u8]) -> Result<MeshFile, Problem> {
    let (header, data) = Header::parse(bytes).map_err(unreadable)?;
    let mut data = Data {
        rest: data,
        encoding: header.encoding,
    };
    let mut builder = Builder::default();
    let mut faces = Faces::default();
    let mut ended = None;
    for element in &header.elements {
        if element.properties.is_empty() {
            // Rows of nothing, however many.
            continue;
        }
        for row in 0..element.count {
            let read = match element.name.as_str() {
                "vertex" => vertex(element, &mut data).map(|point| builder.vertices.push(point)),
                "face" => face(element, &mut data, &mut faces),
                "tristrips" => {
                    return Err(Problem::Unsupported {
                        what: "triangle strips".to_owned(),
                    });
                }
                _ => skip(element, &mut data),
            };
            if let Err(why) = read {
                ended = Some(format!(
                    "{why} in {} {row} of {}",
                    element.name, element.count
                ));
                break;
            }
        }
        if ended.is_some() {
            break;
        }
    }
    if u32::try_from(builder.vertices.len()).is_err() {
        return Err(unreadable("more than 2³² vertices"));
    }
    if let Some(what) = ended {
        if faces.ends.is_empty() {
            return Err(unreadable(what));
        }
        builder.damage(|| what);
    } else if !data.is_at_end() {
        let left = data.rest.len();
        let mut file = faces.finish(builder);
        file.problems.push(Problem::Damaged {
            what: format!(
                "{} after the last element",
                crate::units::count(left, "byte")
            ),
            all_recovered: true,
        });
        return Ok(file);
    }
    Ok(faces.finish(builder))
}

/// Faces as read, end to end: they may come before the vertices.
#[derive(Default)]
struct Faces {
    corners: Vec<Option<u32>>,
    ends: Vec<usize>,
}

impl Faces {
    fn finish(&self, mut builder: Builder) -> MeshFile {
        let mut start = 0;
        for (number, end) in self.ends.iter().enumerate() {
            builder.face(&self.corners[start..*end], || format!("face {number}"));
            start = *end;
        }
        builder.finish(Format::Ply, None)
    }
}

fn vertex(element: &Element, data: &mut Data<'_>) -> Result<[f64; 3], String> {
    let mut point = [f64::NAN; 3];
    for property in &element.properties {
        match *property {
            Property::Axis(axis, kind) => point[axis] = data.scalar(kind)?,
            other => data.skip(&other)?,
        }
    }
    Ok(point)
}

fn face(element: &Element, data: &mut Data<'_>, faces: &mut Faces) -> Result<(), String> {
    let before = faces.corners.len();
    for property in &element.properties {
        if let Property::Corners(length, kind) = *property {
            for _ in 0..data.length(length)? {
                let read = data.scalar(kind);
                let Ok(value) = read else {
                    faces.corners.truncate(before);
                    return read.map(|_| ());
                };
                // Whole and in range, else no vertex has it.
                let whole = value >= 0.0 && value < f64::from(u32::MAX) && value.fract() == 0.0;
                faces.corners.push(whole.then_some(value as u32));
            }
        } else if let Err(why) = data.skip(property) {
            faces.corners.truncate(before);
            return Err(why);
        }
    }
    faces.ends.push(faces.corners.len());
    Ok(())
}

fn skip(element: &Element, data: &mut Data<'_>) -> Result<(), String> {
    element.properties.iter().try_for_each(|p| data.skip(p))
}

/// The data after the header.
struct Data<'b> {
    rest: &'b [u8],
    encoding: Encoding,
}

impl<'b> Data<'b> {
    fn scalar(&mut self, kind: Scalar) -> Result<f64, String> {
        if self.encoding == Encoding::Ascii {
            let word = self.word()?;
            let text = std::str::from_utf8(word).ok();
            return text.and_then(|text| text.parse().ok()).ok_or_else(|| {
                let word: String = String::from_utf8_lossy(word).chars().take(24).collect();
                format!("`{word}` is not a number")
            });
        }
        let size = kind.size();
        let (bytes, rest) = self
            .rest
            .split_at_checked(size)
            .ok_or_else(|| ENDS.to_owned())?;
        self.rest = rest;
        let mut ordered = [0; 8];
        ordered[..size].copy_from_slice(bytes);
        if self.encoding == Encoding::BigEndian {
            ordered[..size].reverse();
        }
        Ok(kind.value(ordered))
    }

    /// The length of a list.
    fn length(&mut self, kind: Scalar) -> Result<usize, String> {
        let value = self.scalar(kind)?;
        if value < 0.0 || value.fract() != 0.0 || !value.is_finite() {
            return Err(format!("a list of {value} entries"));
        }
        let length = value as usize;
        if length > CORNERS {
            return Err(format!("a list of {length} entries"));
        }
        Ok(length)
    }

    fn skip(&mut self, property: &Property) -> Result<(), String> {
        match *property {
            Property::Axis(_, kind) | Property::Scalar(kind) => self.scalar(kind).map(|_| ()),
            Property::Corners(length, kind) | Property::List(length, kind) => {
                for _ in 0..self.length(length)? {
                    self.scalar(kind)?;
                }
                Ok(())
            }
        }
    }

    fn word(&mut self) -> Result<&'b [u8], String> {
        let rest = self.rest.trim_ascii_start();
        if rest.is_empty() {
            return Err(ENDS.to_owned());
        }
        let end = rest.iter().position(u8::is_ascii_whitespace);
        let (word, rest) = rest.split_at(end.unwrap_or(rest.len()));
        self.rest = rest;
        Ok(word)
    }

    fn is_at_end(&self) -> bool {
        match self.encoding {
            Encoding::Ascii => self.rest.trim_ascii_start().is_empty(),
            _ => self.rest.is_empty(),
        }
    }
}

const ENDS: &str = "the data ends";
