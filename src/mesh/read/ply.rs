//! Reading PLY files.

use crate::mesh::{Format, MeshFile, Problem};

/// Reads the content of a file.
pub fn read(_bytes: &[u8]) -> MeshFile {
    MeshFile {
        format: Format::Ply,
        unit: None,
        objects: Vec::new(),
        problems: vec![Problem::Unsupported {
            what: "PLY".to_owned(),
        }],
    }
}
