//! What a file is: by its content first, by its name second.
//!
//! A *family* is what a file is for in a design (a mesh, an editable source, a document …), known
//! from its extension; *content* is what its first bytes prove. Most content proves nothing (a text
//! is a text); what it does prove must agree with the name.

use super::formats::{Signed, by_extension};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// What its name says it is for.
    pub family: Family,
    /// What the name stands for (`STL mesh`); empty for unknown extensions.
    pub name: &'static str,
    /// What its first bytes prove.
    pub content: Content,
    /// Whether content and name contradict each other.
    pub mislabelled: bool,
}

/// What a file is for in a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// A triangle mesh.
    Mesh,
    /// An editable design in an open format, or one that free software edits.
    OpenSource,
    /// An editable design that only its maker's software opens.
    ProprietarySource,
    /// STEP, IGES and the like: exchanged between programs, editable with loss.
    Exchange,
    /// A 2D drawing that is cut or printed as it is (DXF, SVG).
    Drawing,
    /// What a fabricator is sent: Gerber, drill and placement files.
    Fabrication,
    /// Instructions for one machine (G-code and sliced formats).
    Sliced,
    /// For people: text, Markdown, PDF.
    Document,
    /// A table.
    Table,
    /// A picture or film.
    Image,
    /// A container of other files.
    Archive,
    /// Left behind by a system or an editor.
    Stray,
    /// Anything else.
    Other,
}

/// What the first bytes of a file prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Content {
    Unreadable,
    Empty,
    /// A Git LFS pointer in the place of the file.
    LfsPointer,
    Pdf,
    Zip,
    Gzip,
    Zstd,
    SevenZip,
    Rar,
    Png,
    Jpeg,
    Gif,
    Webp,
    Html,
    Svg,
    Xml,
    Ole,
    Sqlite,
    Blend,
    Ply,
    StepText,
    AsciiStl,
    Executable,
    Text,
    Binary,
}

impl Content {
    /// What to call it in a message.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Empty => "empty",
            Self::LfsPointer => "a Git LFS pointer",
            Self::Pdf => "a PDF document",
            Self::Zip => "a ZIP archive",
            Self::Gzip => "a gzip archive",
            Self::Zstd => "a Zstandard archive",
            Self::SevenZip => "a 7z archive",
            Self::Rar => "a RAR archive",
            Self::Png => "a PNG picture",
            Self::Jpeg => "a JPEG picture",
            Self::Gif => "a GIF picture",
            Self::Webp => "a WebP picture",
            Self::Html => "a web page",
            Self::Svg => "an SVG drawing",
            Self::Xml => "an XML document",
            Self::Ole => "an OLE container (SolidWorks, Inventor or old Office)",
            Self::Sqlite => "an SQLite database",
            Self::Blend => "a Blender file",
            Self::Ply => "a PLY mesh",
            Self::StepText => "a STEP file",
            Self::AsciiStl => "a text STL mesh",
            Self::Executable => "a program",
            Self::Text => "plain text",
            Self::Binary => "binary data",
        }
    }

    /// Whether these bytes can be nothing else: a signature was found.
    const fn is_proof(self) -> bool {
        !matches!(
            self,
            Self::Unreadable | Self::Empty | Self::Text | Self::Binary | Self::AsciiStl
        )
    }

    /// What `head`, the first bytes of a file, proves.
    pub fn of(head: &[u8]) -> Self {
        const SIGNATURES: [(&[u8], Content); 21] = [
            (
                b"version https://git-lfs.github.com/spec/",
                Content::LfsPointer,
            ),
            (b"%PDF-", Content::Pdf),
            (b"PK\x03\x04", Content::Zip),
            (b"PK\x05\x06", Content::Zip),
            (b"\x1f\x8b", Content::Gzip),
            (b"\x28\xb5\x2f\xfd", Content::Zstd),
            (b"7z\xbc\xaf\x27\x1c", Content::SevenZip),
            (b"Rar!\x1a\x07", Content::Rar),
            (b"\x89PNG\r\n\x1a\n", Content::Png),
            (b"\xff\xd8\xff", Content::Jpeg),
            (b"GIF87a", Content::Gif),
            (b"GIF89a", Content::Gif),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content::Ole),
            (b"SQLite format 3\0", Content::Sqlite),
            (b"BLENDER", Content::Blend),
            (b"ply\n", Content::Ply),
            (b"ply\r", Content::Ply),
            (b"ISO-10303-21;", Content::StepText),
            (b"\x7fELF", Content::Executable),
            // A DOS stub is asked for below: two letters prove nothing.
            (b"\xcf\xfa\xed\xfe", Content::Executable),
            (b"\xfe\xed\xfa\xcf", Content::Executable),
        ];
        if head.is_empty() {
            return Self::Empty;
        }
        if let Some((_, content)) = SIGNATURES.iter().find(|(sign, _)| head.starts_with(sign)) {
            return *content;
        }
        if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            return Self::Webp;
        }
        if head.starts_with(b"MZ") && is_dos_program(head) {
            return Self::Executable;
        }
        Self::of_text(head)
    }

    /// What a text without a binary signature is.
    fn of_text(head: &[u8]) -> Self {
        let has_bom = encoding_rs::Encoding::for_bom(head);
        let text = match has_bom {
            Some((encoding, _)) => encoding.decode(head).0,
            None if looks_like_text(head) => String::from_utf8_lossy(head),
            None => return Self::Binary,
        };
        let start = text.trim_start().get(..).unwrap_or_default();
        let lower: String = start.chars().take(1024).collect::<String>().to_lowercase();
        if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
            Self::Html
        } else if lower.starts_with("<svg")
            || (lower.starts_with("<?xml")
                || lower.starts_with("<!doctype svg")
                || lower.starts_with("<!--"))
                && lower.contains("<svg")
        {
            Self::Svg
        } else if lower.starts_with("<?xml") {
            if lower.contains("<html") {
                Self::Html
            } else {
                Self::Xml
            }
        } else if lower.starts_with("solid") && lower.contains("facet") {
            Self::AsciiStl
        } else {
            Self::Text
        }
    }
}

/// Whether a file that begins with `MZ` goes on like a program of Windows or DOS.
fn is_dos_program(head: &[u8]) -> bool {
    let Some(at) = head.get(0x3c..0x40) else {
        return false;
    };
    let at = u32::from_le_bytes([at[0], at[1], at[2], at[3]]) as usize;
    head.get(at..at.saturating_add(4))
        .is_some_and(|sign| sign.starts_with(b"PE\0\0"))
}

/// Whether bytes look like a text in UTF-8 or a one-byte encoding: no NUL, hardly any control codes.
fn looks_like_text(head: &[u8]) -> bool {
    let controls = head
        .iter()
        .filter(|byte| **byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    !head.contains(&0) && controls * 100 <= head.len()
}

impl Kind {
    /// What a file at `path` with `size` bytes is, from its first bytes; `head` is `None` when it
    /// cannot be read.
    pub fn of(path: &str, size: u64, head: Option<&[u8]>) -> Self {
        let content = match head {
            None => Content::Unreadable,
            Some(_) if size == 0 => Content::Empty,
            Some(head) => Content::of(head),
        };
        let Some(format) = by_extension(path) else {
            return Self {
                family: if is_stray(path) {
                    Family::Stray
                } else {
                    Family::Other
                },
                name: "",
                content,
                mislabelled: false,
            };
        };
        let fits = format.contents.contains(&content);
        let mislabelled = match content {
            Content::Unreadable | Content::Empty => false,
            Content::LfsPointer => true,
            _ if fits => false,
            _ => content.is_proof() || format.signed == Signed::Always,
        };
        Self {
            family: if is_stray(path) {
                Family::Stray
            } else {
                format.family
            },
            name: format.name,
            content,
            mislabelled,
        }
    }

    /// What a file is for by its name alone, without opening it.
    pub fn family_of(path: &str) -> Family {
        if is_stray(path) {
            return Family::Stray;
        }
        by_extension(path).map_or(Family::Other, |format| format.family)
    }
}

/// Whether a name is one that systems and editors leave behind.
pub fn is_stray(path: &str) -> bool {
    let name = super::name(path).to_lowercase();
    matches!(
        name.as_str(),
        ".ds_store" | "thumbs.db" | "desktop.ini" | "ehthumbs.db" | ".directory"
    ) || name.ends_with('~')
        || name.starts_with("._")
        || name.starts_with("~$")
        || name.starts_with(".~lock.")
        || [
            ".bak",
            ".swp",
            ".tmp",
            ".fcstd1",
            ".fcbak",
            ".blend1",
            ".blend2",
            ".kicad_pcb-bak",
            ".sch-bak",
            "-cache.lib.bak",
            ".kicad_prl",
            ".orig",
            ".rej",
            ".dwl",
            ".dwl2",
        ]
        .iter()
        .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &str, head: &[u8]) -> Kind {
        Kind::of(path, head.len() as u64, Some(head))
    }

    #[test]
    fn content_that_contradicts_the_name_is_seen() {
        for (path, head) in [
            ("a.stl", &b"%PDF-1.7"[..]),
            ("a.STL", b"<!DOCTYPE html><html>"),
            ("a.3mf", b"solid x\n"),
            ("a.pdf", b"hello"),
            ("a.step", b"\x89PNG\r\n\x1a\n"),
            ("a.scad", b"PK\x03\x04"),
            (
                "a.stl",
                b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            ),
            (
                "a.png",
                b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            ),
            ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ] {
            assert!(kind(path, head).mislabelled, "{path}: {head:?}");
        }
    }

    #[test]
    fn content_that_fits_or_proves_nothing_is_left_alone() {
        for (path, head) in [
            ("a.stl", &b"solid x\n facet normal"[..]),
            ("a.stl", b"\0\0\0\0binary header"),
            (
                "a.stl",
                b"some header text of a binary file padded to eighty",
            ),
            ("a.stl", b""),
            ("a.3mf", b"PK\x03\x04"),
            ("a.FCStd", b"PK\x03\x04"),
            ("a.step", b"ISO-10303-21;\n"),
            ("a.svg", b"<?xml version=\"1.0\"?>\n<svg>"),
            ("a.md", b"<html>"),
            ("a.jpg", b"\x89PNG\r\n\x1a\n"),
            ("a.unknown", b"%PDF-1.7"),
            ("LICENSE", b"%PDF-1.7"),
            ("a.md", b"MZ is a fine beginning"),
        ] {
            assert!(!kind(path, head).mislabelled, "{path}: {head:?}");
        }
        assert_eq!(kind("a.txt", b"\xff\xfea\0b\0").content, Content::Text);
        assert!(!kind("a.blend", b"\x28\xb5\x2f\xfdzstd").mislabelled);
    }

    #[test]
    fn strays_are_known_by_name() {
        for path in [
            ".DS_Store",
            "a/Thumbs.db",
            "part.scad~",
            "x/._part.stl",
            "part.FCStd1",
        ] {
            assert_eq!(Kind::family_of(path), Family::Stray, "{path}");
        }
        assert_eq!(Kind::family_of("a.FCStd"), Family::OpenSource);
        assert_eq!(Kind::family_of("a.sldprt"), Family::ProprietarySource);
        assert_eq!(Kind::family_of("a.stp"), Family::Exchange);
        assert_eq!(Kind::family_of("Makefile"), Family::Other);
    }
}
