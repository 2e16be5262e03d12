//! Folders of somebody else's work, told by what they show, never by their name alone except where the
//! name says it (`vendor/`, `third_party/`).

use crate::package::Package;
use crate::package::files::{Content, File, Listing, is_below, name, parent};
use crate::package::licence::tags;
use crate::package::manifest::normalised_repository;
use crate::rules::licence::conflicts::{Sort, sort_of};
use std::collections::BTreeSet;

/// A folder of somebody else's without a licence.
pub(super) struct Foreign {
    /// The folder.
    pub(super) path: String,
    /// What shows whose it is, as a phrase.
    pub(super) why: String,
    /// The file that shows it.
    pub(super) evidence: String,
}

/// Names of folders that hold what others made.
const VENDOR: [&str; 9] = [
    "vendor",
    "vendored",
    "third_party",
    "third-party",
    "thirdparty",
    "3rdparty",
    "3rd_party",
    "3rd-party",
    "third party",
];

/// No more folders than this are looked into.
const MOST_FOLDERS: usize = 400;

/// No more files of a folder than this are looked into.
const MOST_FILES: usize = 30;

/// How much of a file is looked at.
const HEAD: usize = 8192;

/// The folders of somebody else's that no licence accounts for, in order of path; of nested ones the
/// outermost.
pub(super) fn folders(package: &Package) -> Vec<Foreign> {
    if package.licences.global.is_present {
        return Vec::new();
    }
    let mut found: Vec<Foreign> = Vec::new();
    for folder in candidates(&package.files) {
        if found.iter().any(|known| is_below(folder, &known.path)) || has_text(package, folder) {
            continue;
        }
        let Some(foreign) = shown(package, folder) else {
            continue;
        };
        if !accounted(package, folder) {
            found.push(foreign);
        }
    }
    found
}

/// Every folder below the root, and what is directly in a vendor folder.
fn candidates(files: &Listing) -> Vec<&str> {
    let mut folders = BTreeSet::new();
    for file in &files.files {
        let mut folder = file.parent();
        while !folder.is_empty() && folders.insert(folder) {
            folder = parent(folder);
        }
    }
    folders.into_iter().take(MOST_FOLDERS).collect()
}

/// Whether a licence file speaks for the folder, and not only for the whole package.
fn has_text(package: &Package, folder: &str) -> bool {
    let speaks = |scope: &str| {
        !scope.is_empty() && (scope == folder || is_below(folder, scope) || is_below(scope, folder))
    };
    package.licences.texts.iter().any(|text| speaks(&text.scope))
        // A PDF of a licence is there for people.
        || package.files.licence_texts().iter().any(|file| speaks(file.parent()))
}

/// What shows that a folder is somebody else's.
fn shown(package: &Package, folder: &str) -> Option<Foreign> {
    let foreign = |why: String, evidence: &str| {
        Some(Foreign {
            path: folder.to_owned(),
            why,
            evidence: evidence.to_owned(),
        })
    };
    let holds: Vec<&File> = package.files.below(folder).collect();
    let first = holds.first()?;
    // `vendor/suppliers.csv` is nobody's work.
    let first = holds
        .iter()
        .find(|file| matches!(sort_of(&file.path), Some(Sort::Hardware | Sort::Software)))
        .unwrap_or(first);
    let is_work = matches!(sort_of(&first.path), Some(Sort::Hardware | Sort::Software));
    if is_work && VENDOR.contains(&name(parent(folder)).to_lowercase().as_str()) {
        let why = format!("it lies in `{}/`", parent(folder));
        return foreign(why, &first.path);
    }
    let is_vendor = VENDOR.contains(&name(folder).to_lowercase().as_str());
    let has_folders = holds.iter().any(|file| file.parent() != folder);
    if is_work && is_vendor && !has_folders {
        return foreign("by its name".to_owned(), &first.path);
    }
    let own = own_owner(package)?;
    let told = holds.iter().filter(|file| {
        let lower = file.name().to_lowercase();
        file.parent() == folder
            && (lower.starts_with("readme")
                || matches!(
                    lower.as_str(),
                    "library.properties" | "library.json" | "package.json"
                ))
    });
    for file in told {
        let Ok(text) = package.files.text(&file.path, HEAD) else {
            continue;
        };
        let last = name(folder);
        let elsewhere = repositories(&text).find(|(owner, repo)| {
            repo.eq_ignore_ascii_case(last) && !owner.eq_ignore_ascii_case(&own)
        });
        if let Some((owner, repo)) = elsewhere {
            let why = format!("`{}` points to the repository `{owner}/{repo}`", file.path);
            return foreign(why, &file.path);
        }
    }
    None
}

/// The owner in the address of the package's own repository; without one, nobody else can be told apart.
fn own_owner(package: &Package) -> Option<String> {
    let manifest = &package.manifest;
    let url = manifest
        .manifest
        .repo
        .as_ref()
        .map(|repo| repo.value.as_str())
        .or(manifest.remote.as_deref())?;
    let address = normalised_repository(url)?;
    Some(address.split('/').nth(1)?.to_owned())
}

/// Owner and name of every repository on a common host that a text links to.
fn repositories(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split(|c: char| c.is_whitespace() || "()[]<>\"'`,|=".contains(c))
        .filter_map(|word| {
            let rest = word.split_once("://").map_or(word, |(_, rest)| rest);
            let rest = rest.trim_start_matches("www.");
            let mut steps = rest.split('/');
            let host = steps.next()?.to_lowercase();
            if !["github.com", "gitlab.com", "codeberg.org", "bitbucket.org"]
                .contains(&host.as_str())
            {
                return None;
            }
            let (owner, repo) = (steps.next()?, steps.next()?);
            let repo = repo
                .split(['#', '?'])
                .next()
                .unwrap_or(repo)
                .trim_end_matches(['.', '!', ';', ':']);
            let repo = repo.trim_end_matches(".git");
            (!owner.is_empty() && !repo.is_empty()).then(|| (owner.to_owned(), repo.to_owned()))
        })
}

/// Whether anything says under which licence a folder is.
fn accounted(package: &Package, folder: &str) -> bool {
    let short = name(folder).to_lowercase();
    let by_entry = package.fab.fab.derived_from.iter().any(|origin| {
        [&origin.url, &origin.design]
            .into_iter()
            .flatten()
            .any(|field| field.value.to_lowercase().contains(&short))
    });
    if by_entry
        || package
            .licences
            .headers
            .iter()
            .any(|header| is_below(&header.path, folder))
    {
        return true;
    }
    let own: Vec<&File> = package.files.below(folder).take(MOST_FILES).collect();
    if own
        .iter()
        .any(|file| speaks_of_licence(&package.files, file))
    {
        return true;
    }
    // The package's own papers may speak of it.
    package
        .files
        .files
        .iter()
        .filter(|file| {
            file.parent().is_empty()
                && matches!(
                    file.extension().as_str(),
                    "md" | "txt" | "rst" | "adoc" | ""
                )
        })
        .any(|file| {
            package
                .files
                .text(&file.path, 256 * 1024)
                .is_ok_and(|text| {
                    let lower = text.to_lowercase();
                    lower.contains(&short)
                        && lower
                            .lines()
                            .any(|line| line.contains(&short) && mentions_licence(line))
                })
        })
}

fn speaks_of_licence(files: &Listing, file: &File) -> bool {
    let Ok(head) = files.head(&file.path, HEAD) else {
        return false;
    };
    if !matches!(
        Content::of(&head),
        Content::Text | Content::Html | Content::Xml | Content::Svg | Content::StepText
    ) {
        return false;
    }
    let text = String::from_utf8_lossy(&head);
    !tags(&text).is_empty() || mentions_licence(&text.to_lowercase())
}

/// Whether a text in lower case has a word about licences.
fn mentions_licence(lower: &str) -> bool {
    [
        "licen",
        "lizenz",
        "public domain",
        "creativecommons",
        "creative commons",
        "cc-by",
        "cc by",
        "copyleft",
        "gnu.org",
        "all rights",
        "permission",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_found_in_texts() {
        let found: Vec<_> = repositories(
            "See [it](https://github.com/ada/lib-x.git) or www.gitlab.com/b/c/-/issues, not https://example.org/a/b",
        )
        .collect();
        assert_eq!(
            found,
            [
                ("ada".to_owned(), "lib-x".to_owned()),
                ("b".to_owned(), "c".to_owned())
            ]
        );
    }
}
