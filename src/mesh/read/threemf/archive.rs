//! The ZIP layer: entries by name, within limits.
//!
//! An archive is refused whole when two readers could see two different contents in it
//! (duplicate names, overlapping entries, local headers that contradict the directory, data before
//! or after it), when a name leaves the archive, when an entry is encrypted, or when an entry
//! expands like a bomb. Nothing is expanded before it is asked for, and nothing is allocated by a
//! size that the archive claims.

use super::{Fault, unreadable};
use rustc_hash::FxHashMap;
use std::io::{Cursor, Read};
use zip::{CompressionMethod, ZipArchive};

/// Most entries in one archive.
const ENTRIES: usize = 20_000;
/// An entry larger than this, in bytes, may not expand more than [`RATIO`] times.
const RATIO_FREE: u64 = 4 << 20;
/// Model XML deflates about 10 times, regular grids up to some 60 times; bombs 1,000 times.
const RATIO: u64 = 200;
/// Most bytes expanded out of one archive, in all: some 12 million triangles of XML.
const TOTAL: u64 = 1 << 30;
/// Longest name and most folders of an entry.
const NAME: usize = 1_000;
const FOLDERS: usize = 32;

/// A ZIP archive whose entries can be trusted to be what any other reader sees.
pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Entry by its name in ASCII lower case: part names are compared so.
    entries: FxHashMap<String, usize>,
    budget: u64,
}

impl<'b> Archive<'b> {
    /// Opens it and checks every entry's header.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Fault> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| unreadable(format!("not a readable ZIP archive: {error}")))?;
        if zip.offset() != 0 {
            return Err(unreadable("data before the ZIP archive"));
        }
        if !ends_with_directory(bytes, zip.comment()) {
            return Err(unreadable("data after the end of the ZIP archive"));
        }
        if zip.len() > ENTRIES {
            return Err(unreadable(format!(
                "{} entries in the ZIP archive, more than {ENTRIES}",
                zip.len()
            )));
        }
        zip.validate_header_consistency()
            .map_err(|error| unreadable(format!("the ZIP archive contradicts itself: {error}")))?;
        let mut entries = FxHashMap::default();
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(|error| {
                unreadable(format!("entry {index} of the ZIP archive: {error}"))
            })?;
            let raw = entry.name_raw();
            let name = &String::from_utf8_lossy(raw);
            check_name(name)?;
            let quoted = shown(name);
            if entry.encrypted() {
                return Err(unreadable(format!(
                    "`{quoted}` in the ZIP archive is encrypted"
                )));
            }
            if entry.is_symlink() {
                return Err(unreadable(format!(
                    "`{quoted}` in the ZIP archive is a symbolic link"
                )));
            }
            let (size, packed) = (entry.size(), entry.compressed_size());
            if size > RATIO_FREE && size / RATIO > packed {
                return Err(unreadable(format!(
                    "`{quoted}` claims to expand {packed} bytes to {size}, more than {RATIO} times"
                )));
            }
            // Part names are ASCII; other names are of attachments that nothing asks for.
            if std::str::from_utf8(raw).is_ok()
                && entries.insert(name.to_ascii_lowercase(), index).is_some()
            {
                return Err(unreadable(format!(
                    "two entries of the ZIP archive are named `{quoted}`"
                )));
            }
        }
        Ok(Self {
            zip,
            entries,
            budget: TOTAL,
        })
    }

    /// Whether there is an entry of that name (no leading slash).
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&name.to_ascii_lowercase())
    }

    /// The content of an entry; `None` if there is none of that name.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(&index) = self.entries.get(&name.to_ascii_lowercase()) else {
            return Ok(None);
        };
        let fault = |reason: String| unreadable(format!("`{}`: {reason}", shown(name)));
        let entry = self
            .zip
            .by_index(index)
            .map_err(|error| fault(error.to_string()))?;
        if !matches!(
            entry.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(fault(format!(
                "compressed with {}, which 3MF does not allow",
                entry.compression()
            )));
        }
        let packed = entry.compressed_size();
        let limit = self
            .budget
            .min(RATIO_FREE.max(packed.saturating_mul(RATIO)));
        let mut content = Vec::new();
        entry
            .take(limit + 1)
            .read_to_end(&mut content)
            .map_err(|error| fault(format!("cannot be expanded: {error}")))?;
        if content.len() as u64 > limit {
            return Err(fault(format!(
                "expands to more than {limit} bytes, which only a ZIP bomb needs"
            )));
        }
        self.budget -= content.len() as u64;
        Ok(Some(content))
    }
}

/// Whether the end-of-directory record with this comment is the last thing in the file.
fn ends_with_directory(bytes: &[u8], comment: &[u8]) -> bool {
    bytes
        .len()
        .checked_sub(22 + comment.len())
        .and_then(|start| bytes.get(start..start + 22))
        .is_some_and(|end| {
            end.starts_with(b"PK\x05\x06")
                && usize::from(u16::from_le_bytes([end[20], end[21]])) == comment.len()
        })
}

/// Refuses names that leave the archive or mean another place on another system.
fn check_name(name: &str) -> Result<(), Fault> {
    let bad = |why: &str| {
        Err(unreadable(format!(
            "the ZIP archive has an entry named `{}`, which {why}",
            shown(name)
        )))
    };
    // A folder's name ends with a slash.
    let path = name.strip_suffix('/').unwrap_or(name);
    if name.len() > NAME {
        return bad("is too long");
    }
    if name.chars().any(char::is_control) {
        return bad("has control characters");
    }
    if name.contains('\\') {
        return bad("has a backslash");
    }
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        return bad("is an absolute path");
    }
    let mut folders = 0;
    for component in path.split('/') {
        folders += 1;
        match component {
            "" => return bad("has an empty component"),
            "." | ".." => return bad("leads out of its folder"),
            _ => {}
        }
    }
    if folders > FOLDERS {
        return bad("is nested too deeply");
    }
    Ok(())
}

/// A name for a message: no control characters, and not for pages.
fn shown(name: &str) -> String {
    let mut text: String = name
        .chars()
        .take(80)
        .flat_map(char::escape_debug)
        .filter(|c| *c != '`')
        .collect();
    if name.chars().nth(80).is_some() {
        text.push('…');
    }
    text
}
