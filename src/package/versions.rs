//! Which versions the tags of the repository name.
//!
//! Vocabulary: a *release* is a tag that names a semantic version. Tags of other things (`firmware-2.0`
//! in the repository of a lamp) name none of this package's.

use super::{git, parts};
use semver::Version;
use std::path::Path;

/// The least first number that is taken for a year: `2024.5.1` is no successor of `1.0.0`.
const FIRST_YEAR: u64 = 1980;

/// The releases that version control knows.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Releases {
    /// Those whose tag is at the present commit, in order of version.
    pub here: Vec<Release>,
    /// The newest of those that the present commit is, or builds upon.
    pub newest: Option<Release>,
}

/// A tag that names a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    /// The version.
    pub version: Version,
    /// The tag as it is called.
    pub tag: String,
}

impl Releases {
    /// Asks git about the repository whose root `root` is; `name` is that of the package. `None` when
    /// it is no such root, and without a tag.
    pub fn read(root: &Path, name: &str) -> Option<Self> {
        // A package below the root shares the repository, and its tags, with others.
        if std::fs::symlink_metadata(root.join(".git")).is_err() || has_no_tags(root) {
            return None;
        }
        let tags = git::ask(
            root,
            [
                "for-each-ref",
                "--merged=HEAD",
                "--format=%(objectname) %(*objectname) %(refname:strip=2)",
                "refs/tags",
            ],
        )?;
        let head = git::ask(root, ["rev-parse", "--verify", "HEAD"])?;
        Some(Self::of(&tags, head.trim(), name))
    }

    /// Reads lines of `<object> <commit of an annotated tag> <name>`.
    fn of(tags: &str, head: &str, name: &str) -> Self {
        let mut releases = Self::default();
        for line in tags.lines() {
            let mut fields = line.splitn(3, ' ');
            let (Some(object), Some(commit), Some(tag)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let Some(version) = version_of_tag(tag, name) else {
                continue;
            };
            let release = Release {
                version,
                tag: tag.to_owned(),
            };
            if object == head || commit == head {
                releases.here.push(release.clone());
            }
            if releases
                .newest
                .as_ref()
                .is_none_or(|newest| *newest < release)
            {
                releases.newest = Some(release);
            }
        }
        releases.here.sort();
        releases
    }
}

/// Whether it is certain that there are no tags, so that git need not be asked.
fn has_no_tags(root: &Path) -> bool {
    let git = root.join(".git");
    if !git.is_dir() {
        return false;
    }
    let loose =
        std::fs::read_dir(git.join("refs/tags")).is_ok_and(|mut entries| entries.next().is_some());
    let packed = std::fs::read(git.join("packed-refs")).is_ok_and(|text| {
        text.windows(b" refs/tags/".len())
            .any(|window| window == b" refs/tags/")
    });
    !loose && !packed && !git.join("reftable").exists()
}

/// The version that a tag names: `v1.2.0`, `1.2`, `release-1.2.0`, `desk-lamp-v1.2.0` for a package of
/// that name.
pub fn version_of_tag(tag: &str, name: &str) -> Option<Version> {
    let slug = parts::slug(name);
    let lower = tag.to_ascii_lowercase();
    let rest = [slug.as_str(), "release", "rel", "version", "ver"]
        .into_iter()
        .filter(|prefix| !prefix.is_empty())
        .find_map(|prefix| {
            lower
                .strip_prefix(prefix)?
                .strip_prefix(['-', '_', '/', '@'])
        })
        .unwrap_or(&lower);
    // Letters of a pre-release keep their case.
    let rest = &tag[tag.len() - rest.len()..];
    let text = lenient(rest)?;
    Version::parse(&text)
        .ok()
        .filter(|version| version.major < FIRST_YEAR)
}

/// The semantic version that `text` most likely stands for: `v1.2` is `1.2.0`.
pub fn lenient(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches(['v', 'V']);
    // A lone large number is a revision or a date of somebody's own.
    if bare.len() > 2 && bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let end = bare.find(['-', '+']).unwrap_or(bare.len());
    let (numbers, rest) = bare.split_at(end);
    let mut parts: Vec<u64> = numbers
        .split('.')
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    if parts.len() > 3 {
        return None;
    }
    parts.resize(3, 0);
    let version = format!("{}.{}.{}{rest}", parts[0], parts[1], parts[2]);
    Version::parse(&version).ok().map(|_| version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_completed() {
        assert_eq!(lenient("0.1").as_deref(), Some("0.1.0"));
        assert_eq!(lenient("v2").as_deref(), Some("2.0.0"));
        assert_eq!(lenient("1.02.3").as_deref(), Some("1.2.3"));
        assert_eq!(lenient("1.2-beta").as_deref(), Some("1.2.0-beta"));
        assert_eq!(lenient("1.2.3.4"), None);
        assert_eq!(lenient("6a8a3a7"), None);
        assert_eq!(lenient("43513"), None);
    }

    #[test]
    fn tags_name_versions_of_this_package_only() {
        let version = |tag: &str| version_of_tag(tag, "Desk Lamp").map(|found| found.to_string());
        for (tag, expected) in [
            ("v1.2.0", "1.2.0"),
            ("1.2", "1.2.0"),
            ("Release-1.0.0-RC1", "1.0.0-RC1"),
            ("desk-lamp-v2.0.1", "2.0.1"),
            ("desk-lamp@2.0.1", "2.0.1"),
        ] {
            assert_eq!(version(tag).as_deref(), Some(expected), "{tag}");
        }
        for tag in [
            "firmware-v2.0.0",
            "2024.05.01",
            "latest",
            "v1.2.3.4",
            "",
            "desk-lamp",
            "prototype-3",
            "ümlaut-1.0",
        ] {
            assert_eq!(version(tag), None, "{tag}");
        }
    }

    #[test]
    fn the_newest_is_the_highest_not_the_last() {
        let releases = Releases::of(
            "aaa  v1.10.0\nbbb ccc v1.9.0\nddd  firmware-3.0\nccc  v1.9.1-rc.1\n",
            "ccc",
            "lamp",
        );
        let tags: Vec<&str> = releases
            .here
            .iter()
            .map(|release| release.tag.as_str())
            .collect();
        assert_eq!(tags, ["v1.9.0", "v1.9.1-rc.1"]);
        assert_eq!(
            releases.newest.map(|release| release.tag).as_deref(),
            Some("v1.10.0")
        );
        assert_eq!(Releases::of("", "ccc", "lamp"), Releases::default());
    }
}
