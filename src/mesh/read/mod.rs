//! Reading meshes: one file per format, dispatched by content.
//!
//! Reading never fails on content: it returns what could be recovered with every problem met. Only
//! the system can fail it (no such file, no permission, a directory).
//!
//! To add a format: its variant of [`Format`], its file here, and its row in the table below.

mod map;
mod obj;
mod ply;
mod polygon;
mod sniff;
mod stl;
mod threemf;

pub use map::Bytes;
pub use sniff::{Content, HEAD, identify, sniff};

use super::{Format, MeshFile, Problem};
use std::io;
use std::path::Path;

/// Reads one format.
type Reader = fn(&Bytes) -> MeshFile;

/// The reader of each format.
const READERS: &[(Format, Reader)] = &[
    (Format::BinaryStl, stl::read_binary),
    (Format::AsciiStl, |bytes| stl::read_ascii(bytes)),
    (Format::ThreeMf, |bytes| threemf::read(bytes)),
    (Format::Obj, |bytes| obj::read(bytes)),
    (Format::Ply, |bytes| ply::read(bytes)),
];

/// Reads the mesh file at `path`; its bytes come along for their digest.
///
/// The error is the system's, or says that it is a directory or a special file.
pub fn read_file(path: &Path) -> io::Result<(MeshFile, Bytes)> {
    let bytes = Bytes::open(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok((read(&bytes, &name), bytes))
}

/// Reads the content of a mesh file called `name`.
pub fn read_bytes(bytes: &[u8], name: &str) -> MeshFile {
    read(&Bytes::from(bytes.to_vec()), name)
}

/// Reads the content of a mesh file called `name` without copying it.
pub fn read(bytes: &Bytes, name: &str) -> MeshFile {
    let named = Format::of_name(name);
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let failed = |problem| MeshFile {
        format: named.unwrap_or(Format::BinaryStl),
        unit: None,
        objects: Vec::new(),
        problems: vec![problem],
    };
    let unreadable = |reason: String| failed(Problem::Unreadable { reason });
    match identify(head, bytes.len() as u64, name) {
        Content::Mesh(format) => {
            let Some((_, reader)) = READERS.iter().find(|(known, _)| *known == format) else {
                return unreadable(format!("{} is not read", format.title()));
            };
            let mut mesh = reader(bytes);
            if named.is_some_and(|named| !named.is_kin(format)) {
                let content = format.title().to_owned();
                mesh.problems.insert(0, Problem::Mislabelled { content });
            }
            mesh
        }
        Content::Other(content) => failed(Problem::Mislabelled {
            content: content.to_owned(),
        }),
        Content::Unknown if bytes.is_empty() => unreadable("the file is empty".to_owned()),
        Content::Unknown => unreadable("the content is of no known mesh format".to_owned()),
    }
}
