//! What only a test can lay out: links, permissions, odd names, many files.

use crate::support::{check, codes, corpus, fabcommons, project};
use std::path::Path;

const OKH: &str = r#"okhv = "2.4"
name = "Test block"
repo = "https://codeberg.org/fabcommons/test-block"
version = "1.0.0"
license = "MIT"
licensor = "Ada Maker"
function = "A block of known size that shows whether a printer keeps its dimensions."
"#;

/// A copy of the good package of a fixture, to be spoiled.
fn package(into: &Path) {
    let good = project("fixtures/rules/FC0301-no-licence/good");
    for entry in std::fs::read_dir(good).expect("the fixture") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, into.join(path.file_name().expect("a name"))).expect("a copy");
    }
}

fn run(root: &Path, arguments: &[&str]) -> (i32, serde_json::Value) {
    let home = tempfile::tempdir().expect("a home");
    let mut arguments = arguments.to_vec();
    arguments.push(root.to_str().expect("a path in UTF-8"));
    check(home.path(), &arguments)
}

fn messages(report: &serde_json::Value) -> Vec<String> {
    report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            format!(
                "{} {}: {}",
                text(&finding["code"]),
                text(&finding["place"]["path"]),
                text(&finding["message"])
            )
        })
        .collect()
}

#[cfg(unix)]
#[test]
fn links_out_of_the_package_are_reported_and_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(
        outside.path().join("secret.stl"),
        "solid secret\nendsolid secret\n",
    )
    .expect("a file");
    package(folder.path());
    symlink(outside.path(), folder.path().join("elsewhere")).expect("a link");
    symlink(
        outside.path().join("secret.stl"),
        folder.path().join("secret.stl"),
    )
    .expect("a link");
    let (code, report) = run(folder.path(), &[]);
    assert_eq!(
        messages(&report),
        [
            "FC0209 elsewhere: symbolic link leads out of the package; it was not followed",
            "FC0209 secret.stl: symbolic link leads out of the package; it was not followed",
        ]
    );
    assert_eq!(code, 1);
    assert!(!report.to_string().contains("solid secret"));
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_a_finding() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    package(folder.path());
    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).expect("a folder");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).expect("permissions");
    let may_read_anything = std::fs::read_dir(&closed).is_ok();
    let (code, report) = run(folder.path(), &[]);
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    if may_read_anything {
        println!("skipped: this user may read everything");
        return;
    }
    assert_eq!(
        messages(&report),
        ["FC0201 closed: `closed` cannot be read: no permission to read it"]
    );
    assert_eq!(code, 1);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_some_system_cannot_store_are_reported_once_each() {
    let folder = tempfile::tempdir().expect("a folder");
    package(folder.path());
    for name in ["a:b.md", "c?.md", "aux.md", "Notes.md", "notes.md"] {
        std::fs::write(folder.path().join(name), "text\n").expect("a file");
    }
    let (_, report) = run(folder.path(), &[]);
    assert_eq!(codes(&report), ["FC0209"]);
    assert_eq!(messages(&report).len(), 3, "{:?}", messages(&report));
}

#[test]
fn git_lfs_pointers_are_one_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    package(folder.path());
    for number in 0..20 {
        std::fs::write(
            folder.path().join(format!("photo{number}.png")),
            "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
        )
        .expect("a file");
    }
    let (_, report) = run(folder.path(), &[]);
    assert_eq!(codes(&report), ["FC0207"]);
    assert_eq!(messages(&report).len(), 1);
}

#[test]
fn a_missing_target_is_reported_once_however_often_it_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    package(folder.path());
    let manifest = format!(
        "{OKH}readme = \"README.md\"\nuser-manual = \"gone.pdf\"\nauxiliary = [\"gone.pdf\", \"gone.pdf\", \
         \"https://codeberg.org/fabcommons/gone.pdf\"]\nsource = \"block.scad\"\nexport = \"block.stl\"\n"
    );
    std::fs::write(folder.path().join("okh.toml"), manifest).expect("a file");
    let (_, report) = run(folder.path(), &[]);
    assert_eq!(
        messages(&report),
        ["FC0201 okh.toml: user manual `gone.pdf` is not in the package"]
    );
}

#[test]
fn ignored_files_are_not_part_of_the_package() {
    let folder = tempfile::tempdir().expect("a folder");
    package(folder.path());
    std::fs::write(folder.path().join(".gitignore"), "*.stl\n").expect("a file");
    let (_, report) = run(folder.path(), &[]);
    assert_eq!(
        messages(&report),
        [
            "FC0201 okh.toml: export `block.stl` is here, but ignored or excluded: others do not get it"
        ]
    );
}

#[test]
fn meshes_given_by_themselves_are_not_told_what_a_package_lacks() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = project("fixtures/rules/FC0301-no-licence/good/block.stl");
    std::fs::copy(good, folder.path().join("block_x2.stl")).expect("a copy");
    let (_, report) = run(folder.path(), &["--allow", "missing-manifest"]);
    assert_eq!(
        codes(&report),
        Vec::<String>::new(),
        "{:?}",
        messages(&report)
    );
    assert_eq!(report["parts"][0]["quantity"], 2);
}

/// A web page named `.stl` is one defect, not two.
#[test]
fn a_mislabelled_mesh_is_one_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    package(folder.path());
    std::fs::write(
        folder.path().join("block.stl"),
        "<!DOCTYPE html><html>404</html>",
    )
    .expect("a file");
    let (_, report) = run(folder.path(), &[]);
    assert_eq!(codes(&report), ["FC0207"], "{:?}", messages(&report));
}

/// Every package of the corpus is read to the end; the report is the same on any number of threads.
#[test]
fn packages_of_the_corpus_are_read_to_the_end() {
    let Some(corpus) = corpus() else { return };
    let home = tempfile::tempdir().expect("a home");
    for entry in std::fs::read_dir(corpus.join("packages")).expect("the packages") {
        let path = entry.expect("an entry").path();
        let run = |threads: &str| {
            fabcommons(home.path())
                .env("RAYON_NUM_THREADS", threads)
                .args(["check", "--format", "json"])
                .arg(&path)
                .output()
                .expect("the binary runs")
        };
        let one = run("1");
        assert!(
            one.status.code().is_some_and(|code| code <= 1),
            "{}",
            path.display()
        );
        assert_eq!(one.stdout, run("8").stdout, "{}", path.display());
    }
}

/// Nor is it two where the mesh has no package around it.
#[test]
fn a_mislabelled_mesh_by_itself_is_one_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("block.stl");
    std::fs::write(&path, "%PDF-1.7\n").expect("a file");
    for root in [folder.path(), path.as_path()] {
        let (code, report) = run(root, &["--allow", "missing-manifest"]);
        assert_eq!(
            (code, codes(&report).len()),
            (1, 1),
            "{:?}",
            messages(&report)
        );
    }
}
