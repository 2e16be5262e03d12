//! Origins: what a design builds on, how firmly an entry names it, and whether it is at hand.
//!
//! An origin is *pinned* when the entry tells which state was copied: a version, a commit or tag, or
//! a digest. It is *at hand* when it lies on this disk: a file that the entry names by path, or a
//! design of the same name beside this one.

use super::Package;
use super::fab::Origin;
use super::lineage;
use super::manifest::{Field, Manifest};
use crate::digest::{Digest, Hasher};
use std::path::{Path, PathBuf};

/// The most bytes of a file at hand that are read.
const LARGEST: u64 = 1 << 30;

/// Names that move on: what they meant when somebody copied cannot be told later.
const MOVING: [&str; 19] = [
    "main",
    "master",
    "trunk",
    "default",
    "develop",
    "development",
    "dev",
    "devel",
    "head",
    "latest",
    "nightly",
    "current",
    "next",
    "staging",
    "stable",
    "edge",
    "gh-pages",
    "*",
    "newest",
];

/// How an entry says which state was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pin<'a> {
    /// It does.
    Pinned,
    /// It names what moves on: a branch, a range of versions.
    Moving(&'a str),
    /// It does not.
    None,
}

impl Origin {
    /// How the entry says which state was copied.
    pub fn pin(&self) -> Pin<'_> {
        let holds = |field: &Option<Field<String>>| {
            field.as_ref().is_some_and(|field| !is_moving(&field.value))
        };
        let url = self.url.as_ref().map(|url| url.value.as_str());
        if self.digest.is_some()
            || holds(&self.version)
            || holds(&self.revision)
            || url.is_some_and(|url| is_local(url) || pins(url))
        {
            return Pin::Pinned;
        }
        self.revision
            .as_ref()
            .or(self.version.as_ref())
            .map_or(Pin::None, |field| Pin::Moving(&field.value))
    }

    /// Whether the design changes the origin, rather than using it as it is: the relation
    /// `adaptation`, which is also meant where none is stated.
    pub fn is_adaptation(&self) -> bool {
        self.relation
            .as_ref()
            .is_none_or(|relation| relation.value == "adaptation")
    }

    /// What it is called in messages.
    pub fn label(&self) -> &str {
        self.design
            .as_ref()
            .or(self.url.as_ref())
            .map_or("this origin", |field| field.value.as_str())
    }
}

/// Whether a version or revision moves on.
fn is_moving(text: &str) -> bool {
    let text = text.trim();
    let name = ["refs/heads/", "origin/", "heads/"]
        .iter()
        .find_map(|start| text.strip_prefix(start));
    name.is_some()
        || MOVING.contains(&text.to_ascii_lowercase().as_str())
        || text.starts_with(['^', '~', '<', '>'])
        || matches!(text.rsplit_once('.'), Some((_, "x" | "*")))
}

/// Whether an origin's address is a path on this disk.
fn is_local(url: &str) -> bool {
    !url.starts_with("http://") && !url.starts_with("https://")
}

/// Whether an address itself tells which state is meant.
pub fn pins(url: &str) -> bool {
    let url = url.split('#').next().unwrap_or(url);
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    // Commits of any forge; wikis keep their states under `oldid`; Software Heritage names content.
    if query.split('&').any(|pair| {
        pair.split_once('=').is_some_and(|(key, value)| {
            key == "oldid"
                || (matches!(key, "h" | "id" | "ref" | "rev" | "tag" | "at") && !is_moving(value))
        })
    }) || path.contains("/swh:1:")
    {
        return true;
    }
    let rest = path.split_once("://").map_or(path, |(_, rest)| rest);
    let mut segments = rest.split('/').filter(|segment| !segment.is_empty());
    let host = segments.next().unwrap_or_default().to_ascii_lowercase();
    let segments: Vec<&str> = segments.collect();
    let is_digits = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match host.trim_start_matches("www.") {
        "doi.org" | "dx.doi.org" => return true,
        "zenodo.org" => return segments.iter().any(is_digits),
        "web.archive.org" => {
            return segments.get(1).is_some_and(|time| {
                let digits = time.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '_');
                digits.len() >= 8 && is_digits(&digits)
            });
        }
        "raw.githubusercontent.com" => {
            // owner/repository/revision/…, or owner/repository/refs/tags/tag/….
            let revision = match segments.get(2) {
                Some(&"refs") if segments.get(3) == Some(&"heads") => None,
                Some(&"refs") => segments.get(4),
                revision => revision,
            };
            return revision.is_some_and(|revision| !is_moving(revision));
        }
        _ => {}
    }
    if segments.iter().any(|segment| is_hash(segment)) {
        return true;
    }
    segments.iter().enumerate().any(|(at, segment)| {
        let after = segments.get(at + 1).copied().unwrap_or_default();
        let after_next = segments.get(at + 2).copied().unwrap_or_default();
        match *segment {
            "releases" => match after {
                "tag" | "download" => !after_next.is_empty() && !is_moving(after_next),
                "latest" | "" => false,
                // GitLab: `/-/releases/v1.0`.
                name => !is_moving(name) && name.bytes().any(|byte| byte.is_ascii_digit()),
            },
            "tags" | "tag" | "commit" | "commits" | "changeset" => {
                !after.is_empty() && after != "branch" && !is_moving(after)
            }
            // `tree/v1.2`: a name with a version in it is a tag.
            "tree" | "blob" | "raw" | "src" | "archive" => {
                let name = if after == "refs" && after_next == "heads" {
                    ""
                } else {
                    after
                };
                is_version(name)
            }
            name => name.rsplit_once('@').is_some_and(|(_, at)| is_version(at)),
        }
    })
}

/// Whether a path segment is (or is named after) a commit: 40 or 64 hexadecimal digits.
fn is_hash(segment: &str) -> bool {
    let digits = segment
        .bytes()
        .take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        .count();
    let ended = segment
        .as_bytes()
        .get(digits)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric());
    matches!(digits, 40 | 64) && ended
}

/// Whether a name reads like a version: `v1.2`, `1.2.3.tar.gz`, `release-2.0`.
fn is_version(name: &str) -> bool {
    let digits =
        name.trim_start_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '_'));
    let mut parts = digits.split('.');
    let whole = |part: Option<&str>| {
        part.is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()))
    };
    whole(parts.next()) && whole(parts.next())
}

/// What lies at hand of an origin.
#[derive(Debug)]
pub enum AtHand {
    /// The file that the entry names.
    File(Digest),
    /// A folder: only a release of the index has a digest, so there is nothing to compare.
    Folder,
    /// A design beside this one that has the origin's name.
    Design(Box<Manifest>),
}

impl Package {
    /// What lies at hand of an origin; `None` where nothing does, or it cannot be read.
    pub fn at_hand(&self, origin: &Origin) -> Option<AtHand> {
        if let Some(url) = origin.url.as_ref().filter(|url| is_local(&url.value)) {
            let path = self.local(&url.value)?;
            let metadata = std::fs::metadata(&path).ok()?;
            if metadata.is_dir() {
                return Some(AtHand::Folder);
            }
            // A device or pipe might never end.
            if !metadata.is_file() {
                return None;
            }
            return digest_of(&path).map(AtHand::File);
        }
        origin.design.as_ref()?;
        let neighbour = lineage::at_hand(&self.root, origin)?;
        // A design that names itself is no origin of its own.
        let is_self = neighbour.root.canonicalize().ok() == self.root.canonicalize().ok();
        (!is_self).then(|| AtHand::Design(Box::new(neighbour.manifest.manifest)))
    }

    /// Where a local address leads.
    fn local(&self, url: &str) -> Option<PathBuf> {
        if let Some(path) = url.strip_prefix("file:") {
            let url = reqwest::Url::parse(url).ok()?;
            // `file:../other` is no absolute address: read it as a path.
            return if path.starts_with('/') {
                url.to_file_path().ok()
            } else {
                Some(self.root.join(path))
            };
        }
        Some(self.root.join(url))
    }
}

fn digest_of(path: &Path) -> Option<Digest> {
    use std::io::Read as _;
    let file = std::fs::File::open(path).ok()?;
    let mut hasher = Hasher::default();
    let bytes = std::io::copy(&mut file.take(LARGEST + 1), &mut hasher).ok()?;
    (bytes <= LARGEST).then(|| hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_addresses_pin_what_they_name() {
        for url in [
            "https://github.com/a/b/tree/0123456789abcdef0123456789abcdef01234567/cad",
            "https://github.com/a/b/commit/0123abc",
            "https://github.com/a/b/releases/tag/v1.2",
            "https://github.com/a/b/releases/download/v1.2/parts.zip",
            "https://github.com/a/b/archive/refs/tags/v1.2.0.tar.gz",
            "https://github.com/a/b/tree/v1.2",
            "https://raw.githubusercontent.com/a/b/v1.2/part.stl",
            "https://gitlab.com/a/b/-/tags/first",
            "https://gitlab.com/a/b/-/releases/v1.0",
            "https://codeberg.org/a/b/src/tag/v1/part.scad",
            "https://codeberg.org/a/b/src/commit/0123abcdef/part.scad",
            "https://doi.org/10.5281/zenodo.1234567",
            "https://zenodo.org/records/1234567",
            "https://web.archive.org/web/20200101000000/https://a.org/",
            "https://archive.softwareheritage.org/swh:1:dir:0123/",
            "https://wiki.org/index.php?title=Part&oldid=42",
            "https://cdn.jsdelivr.net/gh/a/b@1.2.0/part.stl",
        ] {
            assert!(pins(url), "{url}");
        }
        for url in [
            "https://github.com/a/b",
            "https://github.com/a/b/tree/main",
            "https://github.com/a/b/tree/main/v1.2",
            "https://github.com/a/b/blob/master/part.scad",
            "https://github.com/a/b/releases",
            "https://github.com/a/b/releases/latest",
            "https://github.com/a/b/releases/latest/download/parts.zip",
            "https://github.com/a/b/commits/main",
            "https://github.com/a/b/archive/refs/heads/main.zip",
            "https://raw.githubusercontent.com/a/b/main/part.stl",
            "https://raw.githubusercontent.com/a/b/refs/heads/main/part.stl",
            "https://www.thingiverse.com/thing:12345",
            "https://www.printables.com/model/1234-part",
            "https://web.archive.org/web/",
            "https://cdn.jsdelivr.net/gh/a/b@main/part.stl",
        ] {
            assert!(!pins(url), "{url}");
        }
    }

    #[test]
    fn a_branch_is_no_pin() {
        let field = |text: &str| {
            Some(Field {
                value: text.to_owned(),
                span: 0..0,
            })
        };
        let with = |revision: &str| Origin {
            url: field("https://github.com/a/b"),
            revision: field(revision),
            ..Origin::default()
        };
        for revision in ["main", "HEAD", "refs/heads/v1", "origin/topic", "latest"] {
            assert_eq!(with(revision).pin(), Pin::Moving(revision), "{revision}");
        }
        for revision in ["v1.0", "0123abc", "first-release", "2024-03-01"] {
            assert_eq!(with(revision).pin(), Pin::Pinned, "{revision}");
        }
        let mut origin = with("main");
        origin.digest = field("sha256:00");
        assert_eq!(origin.pin(), Pin::Pinned);
        let range = Origin {
            design: field("a/b"),
            version: field("^1.2"),
            ..Origin::default()
        };
        assert_eq!(range.pin(), Pin::Moving("^1.2"));
        assert_eq!(Origin::default().pin(), Pin::None);
    }
}
