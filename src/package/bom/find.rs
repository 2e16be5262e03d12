//! Which files are the bill: those the manifest names, else those that are called so.

use super::words::{fold, is_among};
use crate::package::files::Listing;
use crate::package::manifest::{self, Role};

/// The most files that are read as bills of one package.
const MAX_BILLS: usize = 24;
/// The most documents that are looked through for a bill inside.
const MAX_DOCUMENTS: usize = 60;

/// A file that is or may be a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its path in the package.
    pub path: String,
    /// How sure it is that it is one.
    pub standing: Standing,
    /// The section that the manifest points to (`README.md#bill-of-materials`).
    pub anchor: Option<String>,
}

/// Why a file is thought to be a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The manifest names it.
    Declared,
    /// It is called so.
    Named,
    /// It lies in a folder that is called so; silent when it is something else.
    Nearby,
    /// It is a document that may hold a bill under a heading of that name.
    Document,
}

/// What the manifest says of bills.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// Files of the package.
    pub candidates: Vec<Candidate>,
    /// Pages elsewhere, and files that are not there (another rule's business).
    pub elsewhere: Vec<String>,
}

/// Extensions of the formats that are read, in order of preference.
const TABLES: [&str; 9] = [
    "csv", "tsv", "ods", "xlsx", "xlsm", "fods", "md", "markdown", "txt",
];
/// Extensions of documents that people keep bills in and no table is read from.
const DOCUMENTS: [&str; 9] = [
    "xls", "pdf", "html", "htm", "docx", "odt", "numbers", "doc", "rtf",
];

/// The bills that the manifest names.
pub fn declared(files: &Listing, manifest: &manifest::Manifest) -> Declared {
    let mut found = Declared::default();
    for reference in &manifest.references {
        if reference.role != Role::Bom {
            continue;
        }
        let target = reference.target.value.trim();
        if target.is_empty() {
            continue;
        }
        if target.contains("://") || target.starts_with("www.") {
            found.elsewhere.push(target.to_owned());
            continue;
        }
        let (path, anchor) = match target.split_once('#') {
            Some((path, anchor)) if spelled(files, target).is_none() => (path, Some(anchor)),
            _ => (target, None),
        };
        let decoded = percent_decoded(path);
        let mut add = |path: &str, standing| {
            let known = found.candidates.iter().any(|known| known.path == path);
            if !known && found.candidates.len() < MAX_BILLS {
                found.candidates.push(Candidate {
                    path: path.to_owned(),
                    standing,
                    anchor: anchor.map(str::to_owned),
                });
            }
        };
        if let Some(path) = spelled(files, path).or_else(|| spelled(files, &decoded)) {
            add(path, Standing::Declared);
            continue;
        }
        // A folder of bills.
        let folder = format!("{}/", plain(&decoded).trim_end_matches('/')).to_lowercase();
        let mut inside = false;
        for file in &files.files {
            if file.path.to_lowercase().starts_with(&folder) && folder.len() > 1 {
                inside = true;
                if TABLES.contains(&extension(&file.path).as_str()) {
                    let named = is_named(&file.path) && !is_prose(&file.path);
                    add(
                        &file.path,
                        if named {
                            Standing::Named
                        } else {
                            Standing::Nearby
                        },
                    );
                }
            }
        }
        if !inside || found.candidates.is_empty() {
            found.elsewhere.push(target.to_owned());
        }
    }
    found
}

/// The bills that are called so, of the most likely places that have any.
pub fn discovered(files: &Listing) -> Vec<Candidate> {
    let mut ranked: Vec<(u8, Candidate)> = files
        .files
        .iter()
        .filter_map(|file| Some((rank(&file.path)?, candidate(&file.path)?)))
        .collect();
    let near = ranked
        .iter()
        .any(|(rank, candidate)| *rank <= 2 && candidate.standing == Standing::Named);
    ranked.retain(|(rank, _)| !near || *rank <= 2);
    // A bill that cannot be read only matters where there is none that can.
    let readable = ranked
        .iter()
        .any(|(_, candidate)| TABLES.contains(&extension(&candidate.path).as_str()));
    ranked.retain(|(_, candidate)| {
        !readable || TABLES.contains(&extension(&candidate.path).as_str())
    });
    let mut found: Vec<Candidate> = ranked.into_iter().map(|(_, candidate)| candidate).collect();
    // `bom.csv`, `bom.ods` and `bom.md` side by side are one bill in three formats.
    let best: Vec<(String, usize)> = found
        .iter()
        .map(|candidate| (without_extension(&candidate.path), format(&candidate.path)))
        .collect();
    let mut index = 0;
    found.retain(|_| {
        let (stem, format) = &best[index];
        index += 1;
        !best
            .iter()
            .any(|(other, better)| other == stem && better < format)
    });
    found.truncate(MAX_BILLS);
    found
}

/// Documents that may hold a bill under a heading.
pub fn documents(files: &Listing) -> Vec<Candidate> {
    files
        .files
        .iter()
        .filter(|file| {
            let folder = file.path.split('/').next().unwrap_or_default();
            let depth = file.path.matches('/').count();
            matches!(extension(&file.path).as_str(), "md" | "markdown")
                && file.size <= 1 << 20
                && (depth == 0 || (depth <= 3 && is_documentation(folder)))
                && !fold(stem(&file.path)).contains("example")
                && !fold(stem(&file.path)).contains("template")
        })
        .take(MAX_DOCUMENTS)
        .map(|file| Candidate {
            path: file.path.clone(),
            standing: Standing::Document,
            anchor: None,
        })
        .collect()
}

/// How likely the place is; `None` where bills are not looked for.
fn rank(path: &str) -> Option<u8> {
    let folders: Vec<String> = path.split('/').map(fold).collect();
    let (_, folders) = folders.split_last()?;
    let foreign = ["node modules", "vendor", "third party", "libraries", "lib"];
    if folders
        .iter()
        .any(|folder| foreign.contains(&folder.as_str()))
        || path.split('/').any(|part| part.starts_with('.'))
    {
        return None;
    }
    match folders {
        [] => Some(0),
        [folder] if is_bill_folder(folder) => Some(1),
        [folder, ..] if folders.len() <= 3 && is_documentation(folder) => Some(2),
        _ if folders.len() <= 4 => Some(3),
        _ => None,
    }
}

fn candidate(path: &str) -> Option<Candidate> {
    let extension = extension(path);
    let table = TABLES.contains(&extension.as_str());
    let in_folder = path
        .rsplit('/')
        .nth(1)
        .is_some_and(|folder| is_bill_folder(&fold(folder)));
    let standing = if is_named(path) && (table || DOCUMENTS.contains(&extension.as_str())) {
        // `bom-tool.md` speaks about a bill rather than being one.
        if is_prose(path) && !is_bill_name(&fold(stem(path))) {
            Standing::Nearby
        } else {
            Standing::Named
        }
    } else if in_folder && table {
        Standing::Nearby
    } else {
        return None;
    };
    Some(Candidate {
        path: path.to_owned(),
        standing,
        anchor: None,
    })
}

/// Whether a file's name says that it is a bill.
pub fn is_named(path: &str) -> bool {
    let name = fold(stem(path));
    is_bill_name(&name)
        || name
            .split(' ')
            .any(|word| matches!(word, "bom" | "boms" | "sbom"))
        || PHRASES.split('|').any(|phrase| name.contains(phrase))
}

/// Names of bills in the languages of practice, folded.
const PHRASES: &str = "\
bill of material|bills of material|billofmaterial|bill of part|stuckliste|stueckliste|parts list|part list|\
partslist|partlist|nomenclature|liste de pieces|liste des pieces|lista de material|lista de pieza|\
lista de componentes|lista materiali|distinta base|stuklijst|onderdelenlijst|teileliste|materialliste";

/// Whole names of bills, folded, that would say something else inside a longer name.
const NAMES: &str = "\
bom|boms|parts|components|component list|components list|shopping list|bill of materials|einkaufsliste|\
bauteilliste|bauteile|list of components|list of parts|list of materials|materials list|material list|\
required parts|parts needed|parts required|required components|what you need|list of material|materiallist|\
liste de courses|lista de compras|lista della spesa|materiel necessaire|materials|purchased parts|\
hardware list|vitamins|supplies";

/// Whether a folded name is that of a bill and of nothing else.
fn is_bill_name(name: &str) -> bool {
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | 'v'));
    is_among(NAMES, name)
        || is_among(PHRASES, name)
        || name
            .strip_suffix('s')
            .is_some_and(|name| is_among(PHRASES, name))
}

/// Whether a folder is named for its bills (`parts` is where the parts themselves are).
fn is_bill_folder(folded: &str) -> bool {
    folded.split(' ').any(|word| matches!(word, "bom" | "boms"))
        || PHRASES.split('|').any(|phrase| folded.contains(phrase))
}

/// Whether a Markdown heading announces a bill.
pub fn announces(heading: &str) -> bool {
    let folded = fold(heading);
    // Emoji and numbers before the words are ornaments.
    let words = folded.trim_start_matches(|c: char| !c.is_alphabetic());
    is_bill_name(words)
        || words.starts_with("bom ")
        || (words.ends_with(" bom") && words.split(' ').count() <= 3)
        || PHRASES.split('|').any(|phrase| words.contains(phrase))
}

/// Folders of documents, folded.
const DOCUMENTATION: &str = "\
doc|docs|documentation|documents|dokumentation|doku|manual|manuals|assembly|hardware|instructions|build|\
documentacion|documentazione|documentatie|documentacao|wiki";

fn is_documentation(folder: &str) -> bool {
    is_among(DOCUMENTATION, &fold(folder))
}

fn is_prose(path: &str) -> bool {
    matches!(extension(path).as_str(), "md" | "markdown" | "txt")
}

/// The listing's spelling of a path that a person wrote.
fn spelled<'a>(files: &'a Listing, path: &str) -> Option<&'a str> {
    let path = plain(path);
    let mut inexact = None;
    for file in &files.files {
        if file.path == path {
            return Some(&file.path);
        }
        if file.path.eq_ignore_ascii_case(path) {
            inexact = Some(file.path.as_str());
        }
    }
    inexact
}

fn plain(path: &str) -> &str {
    path.trim().trim_start_matches("./").trim_start_matches('/')
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(code) if first == b'%' => {
                bytes.push(code);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// The extension in lower case, without the dot.
pub fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .map_or_else(String::new, |(_, extension)| extension.to_ascii_lowercase())
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn without_extension(path: &str) -> String {
    path.rsplit_once('.')
        .map_or(path, |(before, _)| before)
        .to_lowercase()
}

fn format(path: &str) -> usize {
    let extension = extension(path);
    TABLES
        .iter()
        .chain(&DOCUMENTS)
        .position(|known| *known == extension)
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::files::File;
    use crate::package::manifest::{Field, Manifest, Reference};

    fn listing(paths: &[&str]) -> Listing {
        let mut listing = Listing::default();
        for path in paths {
            listing.files.push(File::new(*path, 10));
        }
        listing
    }

    fn names(paths: &[&str]) -> Vec<String> {
        discovered(&listing(paths))
            .into_iter()
            .map(|candidate| candidate.path)
            .collect()
    }

    #[test]
    fn bills_are_found_by_name() {
        for path in [
            "bom.csv",
            "BOM.xlsx",
            "Bill of Materials.md",
            "bill-of-materials_v2.ods",
            "parts.csv",
            "bom/frame.csv",
            "docs/de/bom.md",
            "lamp_bom_v1.ods",
            "doc/bom_src/zacplus_bom.ods",
            "PCB/assembly/YAEMK_bom.csv",
            "Stückliste.csv",
            "1-click-BOM.tsv",
            "sBoM.csv",
            "BOM.pdf",
            "nomenclature.ods",
        ] {
            assert_eq!(names(&[path, "README.md", "part.stl"]), [path]);
        }
        for path in [
            "bombshell.csv",
            "data.csv",
            "bomb.csv",
            "vendor/x/bom.csv",
            "bom.stl",
            "partsupplier.csv",
            "parts/leg.txt",
        ] {
            assert_eq!(names(&[path]), [""; 0], "{path}");
        }
    }

    #[test]
    fn one_bill_in_several_formats_is_read_once() {
        assert_eq!(
            names(&["bom.csv", "bom.md", "bom.ods", "bom.pdf"]),
            ["bom.csv"]
        );
        assert_eq!(names(&["bom.csv", "electronics/bom.csv"]), ["bom.csv"]);
    }

    #[test]
    fn the_manifest_names_files_folders_sections_and_pages() {
        let of = |target: &str| {
            let manifest = Manifest {
                references: vec![Reference {
                    role: Role::Bom,
                    part: None,
                    target: Field {
                        value: target.to_owned(),
                        span: 0..0,
                    },
                }],
                ..Manifest::default()
            };
            let files = listing(&[
                "README.md",
                "bom list.csv",
                "lists/a.csv",
                "lists/readme.md",
            ]);
            let found = declared(&files, &manifest);
            let paths: Vec<String> = found.candidates.iter().map(|c| c.path.clone()).collect();
            (paths, found.elsewhere.len())
        };
        assert_eq!(of("./bom%20list.csv").0, ["bom list.csv"]);
        assert_eq!(of("README.md#bill-of-materials").0, ["README.md"]);
        assert_eq!(of("lists/").0, ["lists/a.csv", "lists/readme.md"]);
        assert_eq!(of("https://example.org/bom.csv"), (vec![], 1));
        assert_eq!(of("gone.csv"), (vec![], 1));
    }

    #[test]
    fn headings_announce_bills() {
        for heading in [
            "📜 List of components",
            "Bill of Materials",
            "BOM",
            "3. Parts list",
            "Stückliste – Lampe",
            "Components",
        ] {
            assert!(announces(heading), "{heading}");
        }
        for heading in [
            "Tools",
            "Assembly",
            "Writing parts from the BOM",
            "Components of the software stack",
        ] {
            assert!(!announces(heading), "{heading}");
        }
    }
}
