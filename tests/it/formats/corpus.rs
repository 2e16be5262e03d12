//! The samples of the 3MF Consortium and of its reference library.

use fabcommons::mesh::{MeshFile, Problem, read::read_bytes};
use std::path::{Path, PathBuf};

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

#[test]
fn print_all() {
    let Some(corpus) = std::env::var_os("FABCOMMONS_CORPUS") else {
        println!("skipped: no corpus");
        return;
    };
    for path in files(&Path::new(&corpus).join("threemf")) {
        let bytes = std::fs::read(&path).expect("readable");
        let t = std::time::Instant::now();
        let file: MeshFile = read_bytes(&bytes, "a.3mf");
        println!(
            "{} {:?} {:?} {:?} {:?}",
            path.file_name().expect("name").to_string_lossy(),
            t.elapsed(),
            file.unit,
            file.objects
                .iter()
                .map(|o| (o.id.clone(), o.name.clone(), o.quantity, o.triangles.len()))
                .take(4)
                .collect::<Vec<_>>(),
            file.problems
        );
        let _ = |p: Problem| p;
    }
}
