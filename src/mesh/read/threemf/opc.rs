//! The Open Packaging Conventions layer: content types and relationships.
//!
//! A *part* is an entry with a content type; a *relationship* is a typed arrow from the package or
//! from a part to another part. The model that a 3MF file is about, its *start part*, is the one
//! target of the relationship of type `…/3dmodel` from the package.

use super::archive::Archive;
use super::space::Space;
use super::xml::{Node, Xml, decode};
use super::{Fault, unreadable, unsupported};
use rustc_hash::{FxHashMap, FxHashSet};

const MODEL_RELATION: &str = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel";
const THUMBNAIL_RELATION: &str =
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail";
const TEXTURE_RELATION: &str = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dtexture";
const MODEL_TYPE: &str = "application/vnd.ms-package.3dmanufacturing-3dmodel+xml";

/// An archive read as a package of parts.
pub(super) struct Package<'b> {
    archive: Archive<'b>,
    by_extension: FxHashMap<String, String>,
    by_part: FxHashMap<String, String>,
}

/// One arrow.
struct Relationship {
    kind: String,
    /// The target's part name without its leading slash, in the spelling of the file.
    target: String,
}

impl<'b> Package<'b> {
    /// Reads `[Content_Types].xml`.
    pub(super) fn open(mut archive: Archive<'b>) -> Result<Self, Fault> {
        const PART: &str = "[Content_Types].xml";
        let bytes = archive.read(PART)?.ok_or_else(|| {
            unreadable(format!("no `{PART}`: this is a ZIP archive, but not 3MF"))
        })?;
        let text = decode(PART, bytes)?;
        let mut xml = Xml::new(PART, &text);
        let mut by_extension = FxHashMap::default();
        let mut by_part = FxHashMap::default();
        xml.root(Space::ContentTypes, "Types")?;
        while let Some(node) = xml.next()? {
            let Node::Open(element) = node else { continue };
            if element.space != Space::ContentTypes || xml.depth() != 2 {
                continue;
            }
            let (map, key) = match element.name() {
                "Default" => (&mut by_extension, "Extension"),
                "Override" => (&mut by_part, "PartName"),
                _ => continue,
            };
            let key = xml.required(&element, key)?.to_ascii_lowercase();
            let kind = xml.required(&element, "ContentType")?;
            if let Some(other) = map.insert(key.clone(), kind.clone())
                && other != kind
            {
                return Err(xml.fault(format!("`{key}` has two content types")));
            }
        }
        Ok(Self {
            archive,
            by_extension,
            by_part,
        })
    }

    /// The part name of the one 3D model that the package is about, without leading slash.
    pub(super) fn start_part(&mut self) -> Result<String, Fault> {
        let Some(relationships) = self.relationships("")? else {
            return Err(unreadable(
                "no `_rels/.rels`: nothing says which part is the 3D model",
            ));
        };
        let mut targets = relationships.iter().filter(|r| r.kind == MODEL_RELATION);
        let Some(first) = targets.next() else {
            return Err(unreadable("`_rels/.rels` names no 3D model part"));
        };
        if let Some(second) = targets.next() {
            return Err(unreadable(format!(
                "`_rels/.rels` names two 3D model parts, `/{}` and `/{}`, instead of one",
                first.target, second.target
            )));
        }
        Ok(first.target.clone())
    }

    /// The text of a model part; `asked` says who refers to it.
    pub(super) fn model_part(&mut self, name: &str, asked: &str) -> Result<String, Fault> {
        if !self.archive.has(name) {
            return Err(unreadable(format!(
                "{asked} refers to `/{name}`, which is missing"
            )));
        }
        let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
        let kind = self
            .by_part
            .get(&format!("/{}", name.to_ascii_lowercase()))
            .or_else(|| self.by_extension.get(&extension?));
        match kind {
            Some(kind) if kind.eq_ignore_ascii_case(MODEL_TYPE) => {}
            Some(kind) => {
                return Err(unreadable(format!(
                    "`/{name}` has the content type `{kind}` instead of `{MODEL_TYPE}`"
                )));
            }
            None => {
                return Err(unreadable(format!(
                    "`[Content_Types].xml` gives `/{name}` no content type"
                )));
            }
        }
        let bytes = self.archive.read(name)?.unwrap_or_default();
        decode(name, bytes)
    }

    /// The text of an attachment that is no part of the standard; `None` if missing or unreadable.
    pub(super) fn attachment(&mut self, name: &str) -> Option<String> {
        let bytes = self.archive.read(name).ok()??;
        decode(name, bytes).ok()
    }

    /// Refuses a thumbnail of an object that is attached, but as something else.
    pub(super) fn check_thumbnails(
        &mut self,
        model: &str,
        thumbnails: &FxHashSet<String>,
    ) -> Result<(), Fault> {
        let Some(relationships) = self.relationships(model)? else {
            return Ok(());
        };
        for thumbnail in thumbnails {
            let wanted = thumbnail.trim_start_matches('/');
            let mut kinds = relationships
                .iter()
                .filter(|r| r.target.eq_ignore_ascii_case(wanted))
                .map(|r| r.kind.as_str())
                .peekable();
            // One that nothing attaches is harmless and common; one attached under a wrong type
            // was meant to be something else.
            if let Some(kind) = kinds.peek().copied()
                && !kinds.any(|kind| kind == THUMBNAIL_RELATION || kind == TEXTURE_RELATION)
            {
                return Err(unreadable(format!(
                    "`/{wanted}` is an object's thumbnail, but `/{model}` is related to it as `{kind}`"
                )));
            }
        }
        Ok(())
    }

    /// The relationships of a part (`""`: of the package); `None` without such a file.
    fn relationships(&mut self, part: &str) -> Result<Option<Vec<Relationship>>, Fault> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        let Some(bytes) = self.archive.read(&name)? else {
            return Ok(None);
        };
        let text = decode(&name, bytes)?;
        let mut xml = Xml::new(&name, &text);
        let mut ids = FxHashSet::default();
        let mut found = Vec::new();
        xml.root(Space::Relationships, "Relationships")?;
        while let Some(node) = xml.next()? {
            let Node::Open(element) = node else { continue };
            if !element.is(Space::Relationships, "Relationship") {
                continue;
            }
            let id = xml.required(&element, "Id")?;
            let kind = xml.required(&element, "Type")?;
            let target = xml.required(&element, "Target")?;
            if kind.ends_with("/keystore") || kind.ends_with("/encryptedfile") {
                return Err(unsupported("secure content (encrypted parts)"));
            }
            if xml.optional(&element, "TargetMode")?.as_deref() == Some("External") {
                if kind == MODEL_RELATION {
                    return Err(xml.fault("the 3D model is outside the file"));
                }
                continue;
            }
            let target = resolve(folder, &target)
                .ok_or_else(|| xml.fault(format!("`{target}` leads out of the package")))?;
            if !ids.insert(id.clone()) {
                return Err(xml.fault(format!("two relationships have the id `{id}`")));
            }
            found.push(Relationship { kind, target });
        }
        Ok(Some(found))
    }
}

/// A target relative to a folder as a part name without leading slash; `None` if it leads out.
pub(super) fn resolve(folder: &str, target: &str) -> Option<String> {
    let target = percent_decoded(target)?;
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|c| !c.is_empty()).collect(),
    };
    for component in target.split('/') {
        match component {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            _ => path.push(component),
        }
    }
    Some(path.join("/"))
}

/// Undoes `%20` and the like; `None` if the result is not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let mut digit = || (ahead.next()? as char).to_digit(16);
        match (byte, digit(), digit()) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                bytes.nth(1);
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_resolve_like_uris() {
        let is = |folder, target, expected: Option<&str>| {
            assert_eq!(resolve(folder, target).as_deref(), expected, "{target}");
        };
        is("", "/3D/3dmodel.model", Some("3D/3dmodel.model"));
        is("", "3D/3dmodel.model", Some("3D/3dmodel.model"));
        is("3D", "Objects/a%20b.model", Some("3D/Objects/a b.model"));
        is("3D", "../Metadata/x.png", Some("Metadata/x.png"));
        is("3D", "../../x.png", None);
        is("", "100%.model", Some("100%.model"));
        is("", "%ff", None);
    }
}
