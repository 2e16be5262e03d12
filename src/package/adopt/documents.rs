//! Files with a job of their own: the bill, instructions, pictures, the contribution guide.

use super::evidence::Evidence;
use super::readme::Readme;
use crate::package::Package;
use crate::package::bom;
use crate::package::files::{self, Family, Kind, Listing};
use crate::package::manifest::values::path_defect;

/// The most files that are named for one job.
const MOST: usize = 8;

/// The most pictures that are named.
const MOST_PICTURES: usize = 4;

/// Files for one key of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The key of okhv 2.4.
    pub key: &'static str,
    /// Their paths.
    pub paths: Vec<String>,
    /// Why they are thought to be for it.
    pub evidence: Evidence,
}

/// Whether the standard lets a manifest name this path, and the path leads back to the file.
pub fn is_nameable(path: &str) -> bool {
    path_defect(path).is_none()
        && path.trim() == path
        && !path.contains(['\\', '\0'])
        && !path.chars().any(char::is_control)
        && !path.starts_with(['/', '~'])
        && !path.contains("://")
}

/// Finds them.
pub fn read(package: &Package, readme: Option<&Readme>) -> Vec<Files> {
    let files = &package.files;
    let mut found = Vec::new();
    let mut add = |key, paths: Vec<String>, evidence| {
        let mut paths: Vec<String> = paths.into_iter().filter(|path| is_nameable(path)).collect();
        paths.dedup();
        if !paths.is_empty() {
            found.push(Files {
                key,
                paths,
                evidence,
            });
        }
    };
    let by_name = || Evidence::Found("by its name".to_owned());
    if let Some(file) = files.readme() {
        add("readme", vec![file.path.clone()], by_name());
    }
    if let Some(path) = contribution_guide(files) {
        add("contribution-guide", vec![path], by_name());
    }
    let bills: Vec<String> = package
        .bom
        .files
        .iter()
        .filter(|file| {
            file.trouble.is_none()
                && !file.tables.is_empty()
                && matches!(
                    file.standing,
                    Some(bom::Standing::Named | bom::Standing::Declared)
                )
        })
        .map(|file| file.path.clone())
        .take(MOST)
        .collect();
    let lines: usize = package
        .bom
        .files
        .iter()
        .filter(|file| bills.contains(&file.path))
        .flat_map(|file| &file.tables)
        .map(|table| table.lines.len())
        .sum();
    add(
        "bom",
        bills,
        Evidence::Found(format!("a table of {}", crate::units::count(lines, "line"))),
    );
    let (instructions, manuals) = instructions(files);
    add(
        "manufacturing-instructions",
        instructions,
        Evidence::Guessed("their names".to_owned()),
    );
    add(
        "user-manual",
        manuals,
        Evidence::Guessed("their names".to_owned()),
    );
    let (pictures, evidence) = pictures(files, readme);
    add("image", pictures, evidence);
    found
}

fn contribution_guide(files: &Listing) -> Option<String> {
    files
        .files
        .iter()
        .filter(|file| matches!(file.parent(), "" | ".github" | ".gitlab" | "docs" | "doc"))
        .filter(|file| {
            let stem = file.stem().to_lowercase();
            stem == "contributing" || stem == "contribute" || stem == "contribution-guide"
        })
        .map(|file| file.path.clone())
        .min_by_key(|path| (path.matches('/').count(), path.clone()))
}

/// Instructions for making, and those for using.
fn instructions(files: &Listing) -> (Vec<String>, Vec<String>) {
    const USING: [&str; 7] = [
        "user", "usage", "operat", "manual", "bedien", "using", "handbuch",
    ];
    const MAKING: [&str; 12] = [
        "assembl",
        "build",
        "instruction",
        "making",
        "manufactur",
        "montage",
        "aufbau",
        "construct",
        "montaje",
        "howto",
        "how-to",
        "guide",
    ];
    // Diaries tell how it was made once.
    const DIARIES: [&str; 7] = [
        "log", "logs", "devlog", "blog", "journal", "diary", "meetings",
    ];
    // Not about making this.
    const OTHER: [&str; 9] = [
        "readme",
        "contribut",
        "changelog",
        "style",
        "license",
        "licence",
        "code_of_conduct",
        "code-of-conduct",
        "release",
    ];
    let has = |name: &str, words: &[&str]| words.iter().any(|word| name.contains(word));
    let (mut making, mut using) = (Vec::new(), Vec::new());
    for file in files.instructions() {
        let name = file.name().to_lowercase();
        let path = file.path.to_lowercase();
        if has(&name, &OTHER) || path.starts_with('.') || path.contains("/.") {
            continue;
        }
        let mut words = path.split(|c: char| !c.is_alphanumeric());
        if words.any(|word| DIARIES.contains(&word)) {
            continue;
        }
        // `build` and `builds` are where programs and people put what they made.
        let folder = files::name(file.parent()).to_lowercase();
        let folder = folder
            .trim_start_matches("builds")
            .trim_start_matches("build");
        let is_using = |text: &str| has(text, &USING) && !has(text, &MAKING);
        if is_using(&name) || !has(&name, &MAKING) && is_using(folder) {
            using.push(file.path.clone());
        } else if has(&name, &MAKING) || has(folder, &MAKING) {
            making.push(file.path.clone());
        }
    }
    for list in [&mut making, &mut using] {
        // Few and near the root; a whole web page of a manual is named by its first page.
        list.sort_by_key(|path| (path.matches('/').count(), path.clone()));
        list.truncate(MOST);
    }
    (making, using)
}

/// The README's pictures, else those of a folder of pictures.
fn pictures(files: &Listing, readme: Option<&Readme>) -> (Vec<String>, Evidence) {
    const FOLDERS: [&str; 12] = [
        "",
        "image",
        "images",
        "img",
        "imgs",
        "media",
        "photo",
        "photos",
        "pictures",
        "pics",
        "renders",
        "renderings",
    ];
    let is_picture = |path: &str| {
        Kind::family_of(path) == Family::Image
            && matches!(
                files::extension(path).as_str(),
                "png" | "jpg" | "jpeg" | "gif" | "webp"
            )
    };
    let of_readme: Vec<String> = readme
        .map_or(&[][..], |readme| readme.pictures.as_slice())
        .iter()
        .filter(|path| is_picture(path) && files.get(path).is_some())
        .take(MOST_PICTURES)
        .cloned()
        .collect();
    if !of_readme.is_empty() {
        return (of_readme, Evidence::Found("shown in the README".to_owned()));
    }
    let found = files
        .files
        .iter()
        .filter(|file| {
            let folder = file.parent().to_lowercase();
            let last = folder.rsplit('/').next().unwrap_or_default();
            is_picture(&file.path) && folder.matches('/').count() <= 1 && FOLDERS.contains(&last)
        })
        .filter(|file| {
            let name = file.name().to_lowercase();
            !["logo", "icon", "favicon", "badge", "banner"]
                .iter()
                .any(|word| name.contains(word))
        })
        .map(|file| file.path.clone())
        .take(MOST_PICTURES)
        .collect();
    (
        found,
        Evidence::Guessed("the folder they are in".to_owned()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::files::File;

    #[test]
    fn paths_that_the_standard_forbids_are_not_named() {
        for path in ["a/b.stl", "Größe 2/[a]_x.stl", "a#b.stl", "A:b.stl"] {
            assert!(is_nameable(path), "{path}");
        }
        for path in [
            "a..b.stl", "c:b.stl", " a.stl", "a.stl ", "a\\b.stl", "a\nb.stl", "~a",
        ] {
            assert!(!is_nameable(path), "{path}");
        }
    }

    #[test]
    fn making_and_using_are_told_apart() {
        let files = Listing::of(
            "",
            [
                "docs/assembly.md",
                "docs/user-manual.pdf",
                "BUILD.md",
                "CONTRIBUTING.md",
                "manual/usage.md",
                "docs/style-guide.md",
                ".github/build.md",
                "docs/dev-log/building.md",
                "builds/serial-1/notes.md",
            ]
            .map(|path| File::new(path, 1))
            .into(),
        );
        let (making, using) = instructions(&files);
        assert_eq!(making, ["BUILD.md", "docs/assembly.md"]);
        assert_eq!(using, ["docs/user-manual.pdf", "manual/usage.md"]);
        assert_eq!(
            contribution_guide(&files).as_deref(),
            Some("CONTRIBUTING.md")
        );
    }
}
