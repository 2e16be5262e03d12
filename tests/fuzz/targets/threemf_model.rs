//! The parts of a 3MF package, wrapped into a sound archive: the start part, another model part
//! and a slicer's settings, parted by bytes 0xFF (which UTF-8 never has).
#![no_main]

use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
</Types>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r" Target="/3D/3dmodel.model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>"#;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(3, |byte| *byte == 0xFF);
    let names = [
        "3D/3dmodel.model",
        "3D/o.model",
        "Metadata/model_settings.config",
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut add = |name: &str, content: &[u8]| {
        zip.start_file(name, options).expect("memory");
        zip.write_all(content).expect("memory");
    };
    add("[Content_Types].xml", TYPES.as_bytes());
    add("_rels/.rels", RELS.as_bytes());
    for name in names {
        if let Some(part) = parts.next() {
            add(name, part);
        }
    }
    let package = zip.finish().expect("memory").into_inner();
    fabcommons_fuzz::mesh(&package, "a.3mf", 8_000_000.max(data.len() * 16));
});
