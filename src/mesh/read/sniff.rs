//! What a file is by its first bytes.

use crate::mesh::Format;

/// Bytes at the start of a file that decide what it is.
pub const HEAD: usize = 4096;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A mesh of this format, as far as the head shows.
    Mesh(Format),
    /// Something else, by its name for people (`PDF document`).
    Other(&'static str),
    /// Nothing that is known.
    Unknown,
}

/// The mesh format of a file of `len` bytes that begins with `head` (at least [`HEAD`] bytes, or
/// all of it), by content; `name` decides only where content cannot.
pub fn sniff(head: &[u8], len: u64, name: &str) -> Option<Format> {
    match identify(head, len, name) {
        Content::Mesh(format) => Some(format),
        Content::Other(_) | Content::Unknown => None,
    }
}

/// Like [`sniff`], telling also what a file that is no mesh really is.
pub fn identify(head: &[u8], len: u64, name: &str) -> Content {
    if binary_stl_by_length(head, len) {
        return Content::Mesh(Format::BinaryStl);
    }
    let named = Format::of_name(name);
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let start = text.trim_ascii_start();
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return if named == Some(Format::ThreeMf) || contains(head, b"3D/") {
            Content::Mesh(Format::ThreeMf)
        } else {
            Content::Other("ZIP archive")
        };
    }
    if let Some((_, content)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Content::Other(content);
    }
    if is_word(start, b"ply") {
        return Content::Mesh(Format::Ply);
    }
    if text_like(head) {
        if is_word(start, b"solid") || is_word(start, b"facet") {
            return Content::Mesh(Format::AsciiStl);
        }
        if let Some((_, content)) = TEXT_MAGIC.iter().find(|(magic, _)| {
            start
                .get(..magic.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(magic))
        }) {
            return Content::Other(content);
        }
        if obj_like(text) {
            return Content::Mesh(Format::Obj);
        }
        return match named {
            Some(Format::Obj) if !start.is_empty() => Content::Mesh(Format::Obj),
            _ => Content::Unknown,
        };
    }
    match named {
        // Damaged, or with bytes after its end: the reader of the format tells.
        Some(Format::BinaryStl | Format::AsciiStl) if len >= 84 => Content::Mesh(Format::BinaryStl),
        _ => Content::Unknown,
    }
}

impl Format {
    /// The format that the extension of `name` promises (binary STL for `.stl`).
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        [
            ("stl", Self::BinaryStl),
            ("3mf", Self::ThreeMf),
            ("obj", Self::Obj),
            ("ply", Self::Ply),
        ]
        .into_iter()
        .find(|(known, _)| extension.eq_ignore_ascii_case(known))
        .map(|(_, format)| format)
    }

    /// The name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::BinaryStl => "binary STL",
            Self::AsciiStl => "ASCII STL",
            Self::ThreeMf => "3MF",
            Self::Obj => "Wavefront OBJ",
            Self::Ply => "PLY",
        }
    }

    /// Whether both are the same but for the encoding (binary and ASCII STL).
    pub fn is_kin(self, other: Self) -> bool {
        let stl = |format| matches!(format, Self::BinaryStl | Self::AsciiStl);
        self == other || stl(self) && stl(other)
    }
}

/// First bytes of things that people rename to meshes by mistake.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF document"),
    (b"\x89PNG", "PNG image"),
    (b"\xFF\xD8\xFF", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"\x1F\x8B", "gzip archive"),
    (b"7z\xBC\xAF", "7z archive"),
    (b"Rar!", "RAR archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xFD7zXZ", "xz archive"),
    (b"glTF", "binary glTF model"),
    (b"BLENDER", "Blender file"),
    (b"AC10", "DWG drawing"),
    (b"\xD0\xCF\x11\xE0", "OLE document (SolidWorks, old Office)"),
    (b"version https://git-lfs", "Git LFS pointer"),
    (b"\x7FELF", "program"),
    (b"MZ", "program"),
];

/// The same for texts, after blanks, in any case.
const TEXT_MAGIC: &[(&[u8], &str)] = &[
    (b"<!doctype html", "HTML page"),
    (b"<html", "HTML page"),
    (b"<svg", "SVG drawing"),
    (b"<amf", "AMF model"),
    (b"<?xml", "XML document"),
    (b"ISO-10303-21", "STEP model"),
    (b"#VRML", "VRML model"),
    (b"OFF\n", "OFF model"),
    (b"OFF\r", "OFF model"),
    (b"{", "JSON document"),
    (b"version https://git-lfs", "Git LFS pointer"),
];

/// Whether the length agrees with the facet count of a binary STL header.
fn binary_stl_by_length(head: &[u8], len: u64) -> bool {
    let count = head.get(80..84).and_then(|count| count.try_into().ok());
    count.is_some_and(|count| 84 + 50 * u64::from(u32::from_le_bytes(count)) == len)
}

/// Whether `text` begins with `word` in any case, as a whole word.
fn is_word(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
        && text.get(word.len()).is_none_or(u8::is_ascii_whitespace)
}

/// Whether the head has none of the control bytes that texts lack.
fn text_like(head: &[u8]) -> bool {
    head.iter()
        .all(|byte| *byte >= 0x20 || byte.is_ascii_whitespace() || matches!(byte, 0x0B | 0x1A))
}

/// Whether lines as in a Wavefront OBJ stand in the head: a vertex, or a comment and a keyword.
fn obj_like(head: &[u8]) -> bool {
    head.split(|byte| matches!(byte, b'\n' | b'\r'))
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty() && !line.starts_with(b"#"))
        .take(64)
        .any(|line| {
            let mut words = line
                .split(u8::is_ascii_whitespace)
                .filter(|word| !word.is_empty());
            let number = |word: &[u8]| {
                std::str::from_utf8(word).is_ok_and(|word| word.parse::<f64>().is_ok())
            };
            words.next() == Some(b"v") && (0..3).all(|_| words.next().is_some_and(number))
        })
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &[u8], name: &str) -> Content {
        identify(content, content.len() as u64, name)
    }

    #[test]
    fn content_decides_and_not_the_name() {
        let mut binary = b"solid but binary".to_vec();
        binary.resize(84, b' ');
        binary[80..84].copy_from_slice(&1u32.to_le_bytes());
        binary.resize(134, 0);
        for (content, name, expected) in [
            (&binary[..], "a.obj", Content::Mesh(Format::BinaryStl)),
            (b"solid\n", "a.3mf", Content::Mesh(Format::AsciiStl)),
            (
                b"\xEF\xBB\xBF  SOLID x\r\n",
                "a.stl",
                Content::Mesh(Format::AsciiStl),
            ),
            (
                b"ply\nformat ascii 1.0\n",
                "a.stl",
                Content::Mesh(Format::Ply),
            ),
            (b"# x\nv 1 2 3\n", "a.stl", Content::Mesh(Format::Obj)),
            (b"PK\x03\x04....", "a.3mf", Content::Mesh(Format::ThreeMf)),
            (b"PK\x03\x04....", "a.stl", Content::Other("ZIP archive")),
            (b"%PDF-1.7", "a.stl", Content::Other("PDF document")),
            (b"\n<!DOCTYPE HTML>", "a.stl", Content::Other("HTML page")),
            (
                b"version https://git-lfs.github.com/spec/v1\n",
                "a.stl",
                Content::Other("Git LFS pointer"),
            ),
            (b"hello", "a.stl", Content::Unknown),
            (b"", "a.obj", Content::Unknown),
        ] {
            assert_eq!(of(content, name), expected, "{name}: {content:?}");
        }
    }
}
