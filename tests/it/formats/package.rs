//! Small 3MF packages made in memory.

use fabcommons::mesh::{MeshFile, read::read_bytes};
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

pub const CORE: &str = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";

pub const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
 <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
 <Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
</Types>"#;

pub const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Target="/3D/3dmodel.model" Id="rel-1" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>"#;

/// Entries of a package by name, in order.
pub struct Package(pub Vec<(String, Vec<u8>)>);

impl Package {
    /// A sound package with this start part.
    pub fn of(model: impl Into<Vec<u8>>) -> Self {
        Self(Vec::new())
            .with("[Content_Types].xml", TYPES)
            .with("_rels/.rels", RELS)
            .with("3D/3dmodel.model", model)
    }

    /// With one entry more, or with another content for it.
    pub fn with(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        let content = content.into();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 = content,
            None => self.0.push((name.to_owned(), content)),
        }
        self
    }

    /// Without an entry.
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }

    /// The archive.
    pub fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in &self.0 {
            zip.start_file(name, options).expect("a new entry");
            zip.write_all(content).expect("memory");
        }
        zip.finish().expect("memory").into_inner()
    }

    pub fn read(&self) -> MeshFile {
        read_bytes(&self.bytes(), "part.3mf")
    }
}

/// A model with these resources and build items.
pub fn model(resources: &str, build: &str) -> String {
    model_with("", resources, build)
}

/// The same with attributes of `model`.
pub fn model_with(attributes: &str, resources: &str, build: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<model xmlns="{CORE}" xmlns:p="http://schemas.microsoft.com/3dmanufacturing/production/2015/06" {attributes}>
<resources>{resources}</resources>
<build>{build}</build>
</model>"#
    )
}

/// A box from the origin, as the content of an `object`.
pub fn cuboid(x: f64, y: f64, z: f64) -> String {
    let mut vertices = String::new();
    for i in 0..8 {
        let at = |bit: i32, size: f64| if i & bit != 0 { size } else { 0.0 };
        let _ = write!(
            vertices,
            "<vertex x=\"{}\" y=\"{}\" z=\"{}\"/>",
            at(1, x),
            at(2, y),
            at(4, z)
        );
    }
    let mut triangles = String::new();
    for [a, b, c] in BOX {
        let _ = writeln!(triangles, "<triangle v1=\"{a}\" v2=\"{b}\" v3=\"{c}\"/>");
    }
    format!("<mesh><vertices>{vertices}</vertices><triangles>{triangles}</triangles></mesh>")
}

/// The facets of a box whose corners are numbered by x, y, z as bits, seen from outside.
pub const BOX: [[u32; 3]; 12] = [
    [0, 2, 3],
    [0, 3, 1],
    [4, 5, 7],
    [4, 7, 6],
    [0, 1, 5],
    [0, 5, 4],
    [2, 6, 7],
    [2, 7, 3],
    [0, 4, 6],
    [0, 6, 2],
    [1, 3, 7],
    [1, 7, 5],
];

/// An object resource.
pub fn object(id: u32, content: &str) -> String {
    format!("<object id=\"{id}\">{content}</object>")
}

/// The content of an object that uses others.
pub fn components(list: &[(u32, &str)]) -> String {
    let list: String = list
        .iter()
        .map(|(id, transform)| component(*id, transform))
        .collect();
    format!("<components>{list}</components>")
}

fn component(id: u32, transform: &str) -> String {
    if transform.is_empty() {
        format!("<component objectid=\"{id}\"/>")
    } else {
        format!("<component objectid=\"{id}\" transform=\"{transform}\"/>")
    }
}
