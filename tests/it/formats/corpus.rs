//! The samples of the 3MF Consortium and of its reference library: those whose names say that they
//! are wrong are refused, the others are read.

use fabcommons::mesh::{MeshFile, Problem, read::read_bytes};
use std::path::{Path, PathBuf};

/// Words in the names of files that are meant to be refused.
const WRONG: &[&str] = &["Negative", "Incorrect", "Not_Unique", "N_"];

/// Files that are refused although their names do not say that they are wrong.
const REFUSED: &[(&str, &str)] = &[
    (
        "CS-1111_3dmodel-e1r1_other-e1r1.3mf",
        "has two start parts: the case that the rule of exactly one is for",
    ),
    (
        "DOS-FUZ-LIB3MF.3mf",
        "its model does not have the checksum that the archive gives",
    ),
    (
        "GEN-C-ADA-COMPONENT-TRANSFORM-0.3mf",
        "an attribute twice in one element: no well-formed XML",
    ),
    (
        "GEN-M-ADA-ITEM-TRANSFORM-0.3mf",
        "an attribute twice in one element: no well-formed XML",
    ),
    (
        "NotListed.3mf",
        "requires an extension by a prefix that it does not declare",
    ),
];

/// Every `.3mf` below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "3mf") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_refused(file: &MeshFile) -> bool {
    file.problems.iter().any(|problem| match problem {
        Problem::Unreadable { .. } | Problem::Unsupported { .. } => true,
        Problem::Damaged { all_recovered, .. } => !all_recovered,
        _ => false,
    })
}

/// Whether the model itself says that it needs what is not read: an extension that it requires,
/// or elements of one.
fn needs_more(bytes: &[u8]) -> bool {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    (0..zip.len()).any(|i| {
        let mut text = String::new();
        let mut entry = zip.by_index(i).expect("an entry");
        let read = std::io::Read::read_to_string(&mut entry, &mut text);
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        read.is_ok()
            && has(&[
                "<b:beamlattice",
                "<v:volumetricstack",
                "meshresolution=\"lowres\"",
                "requiredextensions=\"m b\"",
                "requiredextensions=\"m b us\"",
                "requiredextensions=\"b\"",
                "requiredextensions=\"b sc\"",
            ])
    })
}

#[test]
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn samples_are_read_or_refused_as_their_names_say() {
    let Some(corpus) = std::env::var_os("FABCOMMONS_CORPUS") else {
        println!("skipped: no corpus");
        return;
    };
    let (mut read, mut refused, mut needing) = (0, 0, 0);
    for path in files(&Path::new(&corpus).join("threemf")) {
        let bytes = std::fs::read(&path).expect("readable");
        let name = path.file_name().expect("a name").to_string_lossy();
        let file = read_bytes(&bytes, &name);
        let said = format!("{name}: {:?}", file.problems);
        if WRONG.iter().any(|word| name.contains(word))
            || REFUSED.iter().any(|(known, _)| *known == name)
        {
            assert!(is_refused(&file), "{said}");
            refused += 1;
        } else if needs_more(&bytes) {
            let unsupported = |p: &Problem| matches!(p, Problem::Unsupported { .. });
            assert!(!file.problems.is_empty(), "{said}");
            assert!(file.problems.iter().all(unsupported), "{said}");
            needing += 1;
        } else {
            assert_eq!(file.problems, [], "{said}");
            assert!(!file.objects.is_empty(), "{said}");
            assert!(
                file.objects.iter().all(|o| !o.triangles.is_empty()),
                "{said}"
            );
            read += 1;
        }
    }
    assert!(
        read >= 35 && refused >= 9,
        "{read} read, {needing} need more, {refused} refused"
    );
}
