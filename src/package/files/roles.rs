//! Files that have a job by their name: READMEs, licence texts, instructions.

use super::{File, Listing, extension, name};

/// Beginnings of the names of licence texts, lower case.
const LICENCE_NAMES: [&str; 6] = [
    "license",
    "licence",
    "copying",
    "unlicense",
    "licensing",
    "lizenz",
];

/// Extensions of documents that people read.
const DOCUMENTS: [&str; 13] = [
    "md", "markdown", "txt", "rst", "adoc", "asciidoc", "org", "html", "htm", "pdf", "odt", "docx",
    "tex",
];

/// Words in a path that promise instructions for making, building or using.
const INSTRUCTIONS: [&str; 18] = [
    "assembl",
    "build",
    "instruction",
    "manual",
    "guide",
    "howto",
    "how-to",
    "how to",
    "how_to",
    "making",
    "manufactur",
    "montage",
    "aufbau",
    "anleitung",
    "construction",
    "montaje",
    "tutorial",
    "getting-started",
];

impl Listing {
    /// The README of the root, whatever its extension and case.
    pub fn readme(&self) -> Option<&File> {
        self.files
            .iter()
            .filter(|file| file.parent().is_empty() && is_readme(&file.path))
            // `README.md` before `README.example.md` and `README_DE.md`.
            .min_by_key(|file| {
                let is_plain = !file.stem().contains(['.', '_', '-', ' ']);
                (rank(&file.extension()), !is_plain, file.path.as_str())
            })
    }

    /// Licence texts, nearest to the root first: `LICENSE*`, `LICENCE*`, `COPYING*`, `LICENSES/*`.
    /// A nested one speaks for the directory it is in.
    pub fn licence_texts(&self) -> Vec<&File> {
        let mut texts: Vec<_> = self
            .files
            .iter()
            .filter(|file| is_licence_text(&file.path))
            .collect();
        texts.sort_by_key(|file| file.path.matches('/').count());
        texts
    }

    /// Documents that look like instructions for making or using the design.
    pub fn instructions(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| {
            let path = file.path.to_lowercase();
            // Assembly is explained in slides and tables too.
            let is_readable = is_document(&path)
                || matches!(
                    extension(&path).as_str(),
                    "odp" | "pptx" | "ods" | "xlsx" | "fodt"
                );
            is_readable
                && !is_licence_text(&path)
                && INSTRUCTIONS.iter().any(|word| path.contains(word))
        })
    }

    /// Whether a README or a licence in the root shows that somebody means to share this.
    pub fn says_it_is_shared(&self) -> bool {
        self.readme().is_some()
            || self
                .files
                .iter()
                .any(|file| licence_scope(&file.path).is_some_and(str::is_empty))
    }
}

/// Whether a path is that of a README.
fn is_readme(path: &str) -> bool {
    let name = name(path).to_lowercase();
    // `readme.en.md`, `LISEZMOI`, `README_DE.md` and plain `README`.
    [
        "readme", "read-me", "read_me", "liesmich", "lisezmoi", "leeme", "leame",
    ]
    .iter()
    .any(|word| {
        name.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_', '-', ' ']))
    }) && (extension(path).is_empty() || is_document(path))
}

/// Whether a path is that of a document for people.
pub(super) fn is_document(path: &str) -> bool {
    DOCUMENTS.contains(&extension(path).as_str())
}

/// Whether a path is that of a document that people read and this program does not.
pub fn is_document_format(path: &str) -> bool {
    matches!(extension(path).as_str(), "pdf" | "odt" | "docx")
}

/// Whether a file is, by its name, the text of a licence.
fn is_licence_text(path: &str) -> bool {
    licence_scope(path).is_some()
}

/// The directory that a licence text speaks for (empty: the whole package); `None` when the file is
/// not one by its name.
pub fn licence_scope(path: &str) -> Option<&str> {
    let directory = super::parent(path);
    // REUSE: every text in LICENSES/ is named by its SPDX id.
    if name(directory).eq_ignore_ascii_case("licenses")
        || name(directory).eq_ignore_ascii_case("licences")
    {
        return is_text_name(path).then(|| super::parent(directory));
    }
    let lower = name(path).to_lowercase();
    let named = LICENCE_NAMES.iter().any(|word| {
        lower
            .strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_', '-', ' ', 's']))
    }) || lower == "cern_ohl.txt";
    // `LICENSE.example`, `license.template` are about the licence of something else.
    let example = ["example", "template", "sample"]
        .iter()
        .any(|word| lower.contains(word));
    (named && !example && is_text_name(path)).then_some(directory)
}

/// Whether a name can be that of a plain text (or a PDF of one).
fn is_text_name(path: &str) -> bool {
    let extension = extension(path);
    is_document(path)
        || extension.is_empty()
        // `LICENSE-2.0`, `LICENSE.CERN-OHL-S-2.0`, `COPYING.LESSER`, `LICENSE.MIT`.
        || !matches!(
            extension.as_str(),
            "py" | "js" | "ts" | "rs" | "c" | "h" | "cpp" | "json" | "toml" | "yml" | "yaml"
                | "xml" | "png" | "jpg" | "jpeg" | "svg" | "gif" | "css" | "license" | "stl"
                | "step" | "scad" | "ini" | "cfg" | "sh" | "csv" | "zip"
        )
}

/// Which of several READMEs is the one: Markdown before text before the rest.
fn rank(extension: &str) -> u8 {
    match extension {
        "md" | "markdown" => 0,
        "" | "txt" | "rst" | "adoc" | "org" => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(paths: &[&str]) -> Listing {
        Listing::of("", paths.iter().map(|path| File::new(*path, 1)).collect())
    }

    #[test]
    fn readmes_and_licences_are_found_by_name() {
        let files = listing(&[
            "ReadMe.md",
            "README.pdf",
            "COPYING.LESSER",
            "LICENSE.example",
            "LICENSES/CERN-OHL-S-2.0.txt",
            "lib/LICENSE",
            "licenseplate.stl",
            "license-generator.py",
            "src/design.shapr.license",
        ]);
        assert_eq!(
            files.readme().map(|file| file.path.as_str()),
            Some("ReadMe.md")
        );
        let texts: Vec<_> = files
            .licence_texts()
            .iter()
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "COPYING.LESSER",
                "LICENSES/CERN-OHL-S-2.0.txt",
                "lib/LICENSE"
            ]
        );
        assert_eq!(licence_scope("LICENSES/MIT.txt"), Some(""));
        assert_eq!(licence_scope("lib/LICENSE"), Some("lib"));
        assert!(files.says_it_is_shared());
        assert!(!listing(&["lib/LICENSE", "a.stl"]).says_it_is_shared());
        assert!(listing(&["COPYING", "a.stl"]).says_it_is_shared());
    }

    #[test]
    fn the_plain_readme_is_the_one() {
        let readme = |paths: &[&str]| {
            let files = listing(paths);
            files.readme().map(|file| file.path.clone())
        };
        assert_eq!(
            readme(&["README.example.md", "README.md", "README_DE.md"]).as_deref(),
            Some("README.md")
        );
        assert_eq!(readme(&["README.de.md"]).as_deref(), Some("README.de.md"));
        assert_eq!(
            readme(&["README", "README-en.md"]).as_deref(),
            Some("README-en.md")
        );
    }

    #[test]
    fn instructions_are_documents_that_promise_them() {
        let files = listing(&[
            "docs/assembly.md",
            "manual/photo.jpg",
            "LICENSE.md",
            "build.rs",
        ]);
        let found: Vec<_> = files
            .instructions()
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(found, ["docs/assembly.md"]);
    }
}
