//! Looking up what a manifest refers to, exactly as it is spelled.

use super::{Listing, is_below, name};

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// A page elsewhere (URL, DOI, mail address): not checked offline.
    Url,
    /// Exactly this file.
    Found(String),
    /// Exactly this directory.
    Directory(String),
    /// A file or directory that is spelled differently only in case.
    WrongCase {
        /// The right spelling.
        actual: String,
    },
    /// Spelled with `\`, which only one system understands.
    Backslashes {
        /// The file that is meant, if it is there.
        actual: Option<String>,
    },
    /// On disk, but not part of the package: ignored by version control or excluded.
    Ignored {
        /// The file.
        path: String,
    },
    /// In a nested package or a submodule, whose files are its own business.
    Elsewhere,
    /// Not there.
    Missing {
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// Outside the package, or absolute on somebody's machine.
    Outside,
}

impl Resolution {
    /// The files that are meant: one file, or all in a directory.
    pub fn files<'a>(&self, listing: &'a Listing) -> Vec<&'a str> {
        match self {
            Self::Found(path) => listing
                .get(path)
                .map(|file| file.path.as_str())
                .into_iter()
                .collect(),
            Self::Directory(directory) => listing
                .files
                .iter()
                .filter(|file| is_below(&file.path, directory))
                .map(|file| file.path.as_str())
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl Listing {
    /// Looks up a reference as a manifest gives it. A leading `/` or `./` stands for the package
    /// root; a `#fragment` after an existing file is allowed.
    pub fn resolve(&self, reference: &str) -> Resolution {
        let reference = reference.trim();
        if is_url(reference) {
            return Resolution::Url;
        }
        if reference.is_empty() {
            return Resolution::Missing { nearest: None };
        }
        if has_drive(reference) || reference.starts_with("file:") || reference.starts_with('~') {
            return Resolution::Outside;
        }
        let Some(path) = normalise(reference) else {
            return Resolution::Outside;
        };
        if let Some(found) = self.look_up(&path) {
            return found;
        }
        if let Some((file, _)) = path.split_once('#')
            && let Some(found) = self.look_up(file)
        {
            return found;
        }
        if path.contains('\\') {
            return Resolution::Backslashes {
                actual: normalise(&path.replace('\\', "/")).and_then(|path| {
                    match self.look_up(&path) {
                        Some(Resolution::Found(path) | Resolution::Directory(path)) => Some(path),
                        Some(Resolution::WrongCase { actual }) => Some(actual),
                        _ => None,
                    }
                }),
            };
        }
        // An absolute path that is no path of the package is one of somebody's machine.
        if reference.starts_with('/')
            && ["/home/", "/Users/", "/mnt/", "/media/", "/tmp/", "/root/"]
                .iter()
                .any(|start| reference.starts_with(start))
        {
            return Resolution::Outside;
        }
        Resolution::Missing {
            nearest: self.nearest(&path),
        }
    }

    /// The file, directory or differently spelled one at a normalised path.
    fn look_up(&self, path: &str) -> Option<Resolution> {
        if path.is_empty() {
            return Some(Resolution::Directory(String::new()));
        }
        if self.get(path).is_some() {
            return Some(Resolution::Found(path.to_owned()));
        }
        if self.is_directory(path) {
            return Some(Resolution::Directory(path.to_owned()));
        }
        if let Some(through) = self.through_link(path) {
            return self.look_up(&through);
        }
        if self
            .foreign
            .keys()
            .any(|directory| path == directory || is_below(path, directory))
        {
            return Some(Resolution::Elsewhere);
        }
        if let Some(actual) = self.in_any_case(path) {
            return Some(Resolution::WrongCase {
                actual: actual.to_owned(),
            });
        }
        // Asked last and only for names that the listing does not know in any case, so a
        // case-insensitive disk cannot make a wrong spelling right.
        let absolute = self.absolute(path);
        // An empty folder is nothing that could be shared.
        let is_something = |metadata: std::fs::Metadata| {
            if metadata.is_dir() {
                std::fs::read_dir(&absolute).is_ok_and(|mut inside| inside.next().is_some())
            } else {
                !metadata.is_symlink()
            }
        };
        absolute
            .symlink_metadata()
            .is_ok_and(is_something)
            .then(|| Resolution::Ignored {
                path: path.to_owned(),
            })
    }

    /// The path with a leading directory link replaced by what it leads to.
    fn through_link(&self, path: &str) -> Option<String> {
        self.directory_links.iter().find_map(|(link, target)| {
            let rest = path.strip_prefix(link.as_str())?;
            if !rest.is_empty() && !rest.starts_with('/') {
                return None;
            }
            let rest = rest.trim_start_matches('/');
            let joined = match (target.is_empty(), rest.is_empty()) {
                (true, _) => rest.to_owned(),
                (_, true) => target.clone(),
                _ => format!("{target}/{rest}"),
            };
            // A link into itself would be replaced for ever.
            (joined.len() < path.len() || !is_below(&joined, link)).then_some(joined)
        })
    }

    /// The file that was probably meant by a path that is not there.
    fn nearest(&self, path: &str) -> Option<String> {
        let decoded = percent_decoded(path);
        if decoded != path && self.get(&decoded).is_some() {
            return Some(decoded);
        }
        let wanted = name(path).to_lowercase();
        let mut same_name = self
            .files
            .iter()
            .filter(|file| file.name().to_lowercase() == wanted);
        if let Some(file) = same_name.next() {
            // The same name in several places tells nothing.
            return same_name.next().is_none().then(|| file.path.clone());
        }
        // Likeness costs length squared: not worth it in a folder that is no design.
        self.files
            .iter()
            .take(20_000)
            .filter(|file| file.path.len().abs_diff(path.len()) <= 8)
            .map(|file| {
                let likeness = strsim::normalized_damerau_levenshtein(
                    &file.path.to_lowercase(),
                    &path.to_lowercase(),
                );
                (likeness, file)
            })
            .filter(|(likeness, _)| *likeness >= 0.8)
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.path.cmp(&a.1.path)))
            .map(|(_, file)| file.path.clone())
    }
}

/// Whether a reference is a page elsewhere rather than a path.
fn is_url(reference: &str) -> bool {
    let lower = reference.to_ascii_lowercase();
    let scheme = lower.split_once("://").map_or("", |(scheme, _)| scheme);
    (!scheme.is_empty()
        && scheme != "file"
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte)))
        || ["mailto:", "doi:", "www.", "git@", "urn:"]
            .iter()
            .any(|start| lower.starts_with(start))
        || is_doi(&lower)
}

/// Whether a reference is a bare DOI, such as `10.5281/zenodo.1234`.
fn is_doi(reference: &str) -> bool {
    reference
        .strip_prefix("10.")
        .and_then(|rest| rest.split_once('/'))
        .is_some_and(|(registrant, suffix)| {
            registrant.len() >= 4
                && registrant
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.')
                && !suffix.is_empty()
        })
}

/// Whether a reference begins with a drive letter.
fn has_drive(reference: &str) -> bool {
    let bytes = reference.as_bytes();
    bytes.len() > 2
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && matches!(bytes[2], b'/' | b'\\')
}

/// The path without `.`, `..`, doubled and outer slashes; `None` if it leaves the root.
fn normalise(reference: &str) -> Option<String> {
    let mut components: Vec<&str> = Vec::new();
    for component in reference.split('/') {
        match component {
            "" | "." => {}
            ".." => {
                components.pop()?;
            }
            _ => components.push(component),
        }
    }
    Some(components.join("/"))
}

/// The text with `%20` and the like decoded; as it is where that is not UTF-8.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let value = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(value.unwrap_or(bytes[at]));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{File, Foreign};
    use super::*;

    fn listing() -> Listing {
        let paths = [
            "cad/Part.scad",
            "doc/guide.md",
            "doc/a b.md",
            "part.stl",
            "stl/x.stl",
        ];
        Listing::of(
            "/nonexistent",
            paths.iter().map(|path| File::new(*path, 1)).collect(),
        )
    }

    fn found(path: &str) -> Resolution {
        Resolution::Found(path.to_owned())
    }

    #[test]
    fn paths_are_taken_exactly_as_spelled() {
        let files = listing();
        assert_eq!(files.resolve("part.stl"), found("part.stl"));
        assert_eq!(files.resolve("/part.stl"), found("part.stl"));
        assert_eq!(files.resolve("./cad/../part.stl"), found("part.stl"));
        assert_eq!(files.resolve("doc/guide.md#parts"), found("doc/guide.md"));
        assert_eq!(files.resolve("stl/"), Resolution::Directory("stl".into()));
        assert_eq!(
            files.resolve("cad/part.scad"),
            Resolution::WrongCase {
                actual: "cad/Part.scad".into()
            }
        );
        assert_eq!(
            files.resolve("STL"),
            Resolution::WrongCase {
                actual: "stl".into()
            }
        );
        assert_eq!(
            files.resolve("cad\\Part.scad"),
            Resolution::Backslashes {
                actual: Some("cad/Part.scad".into())
            }
        );
        assert_eq!(
            files.resolve("doc/a%20b.md"),
            Resolution::Missing {
                nearest: Some("doc/a b.md".into())
            }
        );
        assert_eq!(
            files.resolve("export/x.stl"),
            Resolution::Missing {
                nearest: Some("stl/x.stl".into())
            }
        );
        assert_eq!(files.resolve("zzz"), Resolution::Missing { nearest: None });
        assert_eq!(files.resolve(" "), Resolution::Missing { nearest: None });
    }

    #[test]
    fn what_is_outside_stays_outside() {
        let files = listing();
        for reference in [
            "../x.stl",
            "a/../../x",
            "C:\\x.stl",
            "~/x.stl",
            "file:///x",
            "/home/me/x.stl",
        ] {
            assert_eq!(files.resolve(reference), Resolution::Outside, "{reference}");
        }
        for reference in [
            "https://example.org/a.stl",
            "www.example.org",
            "10.5281/zenodo.1234",
            "doi:10.1/x",
            "git@example.org:a/b",
        ] {
            assert_eq!(files.resolve(reference), Resolution::Url, "{reference}");
        }
    }

    #[test]
    fn links_and_foreign_folders_are_known() {
        let mut files = listing();
        files.directory_links.insert("exports".into(), "stl".into());
        files
            .directory_links
            .insert("stl/loop".into(), "stl".into());
        files.foreign.insert("lib".into(), Foreign::Repository);
        assert_eq!(files.resolve("exports/x.stl"), found("stl/x.stl"));
        assert_eq!(files.resolve("stl/loop/loop/x.stl"), found("stl/x.stl"));
        assert_eq!(files.resolve("lib/y.stl"), Resolution::Elsewhere);
        files.directory_links.insert("b".into(), "b/b".into());
        assert!(matches!(files.resolve("b/x"), Resolution::Missing { .. }));
    }
}
