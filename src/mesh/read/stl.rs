//! Reading STL.

use super::Bytes;
use crate::mesh::{Format, MeshFile, Object, Problem, Soup, Triangles};

/// Bytes before the first facet of a binary STL.
const HEADER: usize = 84;

/// Reads a binary STL.
pub fn read_binary(bytes: &Bytes) -> MeshFile {
    let soup = Soup::in_place(bytes.clone(), HEADER, usize::MAX);
    MeshFile {
        format: Format::BinaryStl,
        unit: None,
        objects: vec![Object::new(Triangles::Soup(soup))],
        problems: Vec::new(),
    }
}

/// Reads an ASCII STL.
pub fn read_ascii(_bytes: &[u8]) -> MeshFile {
    MeshFile {
        format: Format::AsciiStl,
        unit: None,
        objects: Vec::new(),
        problems: vec![Problem::Unsupported {
            what: "ASCII STL".to_owned(),
        }],
    }
}
