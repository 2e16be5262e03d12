//! The ZIP archives that spreadsheets are: bounded before anybody parses what is inside.

use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// What the XML of one workbook may unpack to. A bill of 50,000 lines has about 20 MB.
pub const MAX_UNPACKED: u64 = 64 << 20;
/// Members of one archive; a workbook with a picture per line has some hundreds.
const MAX_MEMBERS: usize = 10_000;

/// What kind of workbook an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workbook {
    /// Office Open XML.
    Xlsx,
    /// `OpenDocument`.
    Ods,
}

/// Why an archive is no workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is something else, with its name.
    Other(&'static str),
    /// The archive is damaged.
    Damaged(String),
    /// It unpacks to more than [`MAX_UNPACKED`].
    Bomb,
    /// It is encrypted.
    Password,
}

/// What the archive is, after unpacking its XML once to see that it is sound and small.
///
/// The sizes that an archive declares are not believed.
pub fn inspect(bytes: &[u8]) -> Result<Workbook, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAX_MEMBERS {
        return Err(Refusal::Bomb);
    }
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| name.ok().map(|name| name.to_lowercase()))
        .collect();
    let has = |name: &str| names.iter().any(|member| member == name);
    let kind = if has("xl/workbook.xml") {
        Workbook::Xlsx
    } else if has("content.xml") {
        let mimetype = member(&mut archive, "mimetype", 200).unwrap_or_default();
        let mimetype = String::from_utf8_lossy(&mimetype);
        if mimetype.contains("opendocument.text") {
            return Err(Refusal::Other("an OpenDocument text"));
        }
        if mimetype.contains("opendocument.presentation") {
            return Err(Refusal::Other("an OpenDocument presentation"));
        }
        Workbook::Ods
    } else if has("word/document.xml") {
        return Err(Refusal::Other("a Word document"));
    } else if has("ppt/presentation.xml") {
        return Err(Refusal::Other("a PowerPoint presentation"));
    } else if has("xl/workbook.bin") {
        return Err(Refusal::Other("a binary Excel workbook (.xlsb)"));
    } else if has("document.xml") {
        return Err(Refusal::Other("a FreeCAD document"));
    } else if has("index/document.iwa") {
        return Err(Refusal::Other("an Apple Numbers document"));
    } else if names
        .iter()
        .any(|name| name.rsplit_once('.').is_some_and(|(_, end)| end == "model"))
    {
        return Err(Refusal::Other("a 3MF model"));
    } else {
        return Err(Refusal::Other("a ZIP archive without a workbook"));
    };
    bound(&mut archive)?;
    Ok(kind)
}

/// Unpacks every XML member into nothing, up to the limit.
fn bound(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Refusal> {
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let mut file = match archive.by_index(index) {
            Ok(file) => file,
            Err(zip::result::ZipError::UnsupportedArchive(reason))
                if reason.contains("assword") =>
            {
                return Err(Refusal::Password);
            }
            Err(error) => return Err(damaged(error)),
        };
        let is_xml = file.name().is_ok_and(|name| {
            name.rsplit_once('.')
                .is_some_and(|(_, end)| ["xml", "rels"].contains(&end.to_lowercase().as_str()))
        });
        if !is_xml {
            continue;
        }
        let read = std::io::copy(&mut (&mut file).take(left + 1), &mut std::io::sink())
            .map_err(|error| Refusal::Damaged(error.to_string()))?;
        left = left.checked_sub(read).ok_or(Refusal::Bomb)?;
    }
    Ok(())
}

/// The bytes of a member, at most `limit`.
pub fn member(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    limit: u64,
) -> Result<Vec<u8>, Refusal> {
    let file = archive.by_name(name).map_err(damaged)?;
    let mut bytes = Vec::new();
    file.take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Refusal::Damaged(error.to_string()))?;
    Ok(bytes)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn damaged(error: zip::result::ZipError) -> Refusal {
    Refusal::Damaged(error.to_string())
}
