//! Bad input: each gets a clear finding or error with the right exit code, and nothing is lost.

use crate::cli::box_stl;
use crate::support::{check, codes, exit_code, fabcommons};
use std::fs;
use std::path::{Path, PathBuf};

/// A small package without a fault, to be spoilt.
fn package(root: &Path) -> PathBuf {
    let package = root.join("thing");
    fs::create_dir_all(&package).expect("a folder");
    let write =
        |name: &str, content: &[u8]| fs::write(package.join(name), content).expect("written");
    write(
        "okh.toml",
        b"okhv = \"2.4\"\nname = \"Thing\"\nrepo = \"https://github.com/fabcommons/designs\"\nversion = \"1.0.0\"\n\
          license = \"MIT\"\nlicensor = \"Some Body\"\nfunction = \"Holds a thing in its place.\"\nreadme = \"README.md\"\nmanufacturing-instructions = \"README.md\"\n\
          \n[[part]]\nname = \"thing\"\nsource = \"thing.scad\"\nexport = \"thing.stl\"\n",
    );
    write(
        "README.md",
        b"# Thing\n\nPrint it, and put the thing in. Done.\n",
    );
    write("LICENSE", include_bytes!("../../LICENSE-MIT"));
    write("thing.scad", b"cube([20, 10, 5]);\n");
    write("thing.stl", &box_stl([20.0, 10.0, 5.0]));
    package
}

/// Checks the package after `spoil` did its worst: exit code and codes found.
fn spoilt(spoil: impl FnOnce(&Path)) -> (i32, Vec<String>, serde_json::Value) {
    let home = tempfile::tempdir().expect("a home");
    let package = package(home.path());
    spoil(&package);
    let (code, report) = check(home.path(), &[package.to_str().expect("UTF-8")]);
    (code, codes(&report), report)
}

#[test]
fn the_package_is_good_before_it_is_spoilt() {
    let (code, found, report) = spoilt(|_| ());
    assert_eq!((code, found), (0, Vec::<String>::new()), "{report}");
}

#[test]
fn a_directory_as_a_mesh() {
    let (code, found, report) = spoilt(|package| {
        fs::remove_file(package.join("thing.stl")).expect("removed");
        fs::create_dir(package.join("thing.stl")).expect("a folder");
    });
    assert_eq!(code, 1, "{report}");
    assert!(
        found.contains(&"FC0201".to_owned()) || found.contains(&"FC0601".to_owned()),
        "{report}"
    );

    let home = tempfile::tempdir().expect("a home");
    let folder = home.path().join("mesh.stl");
    fs::create_dir(&folder).expect("a folder");
    let output = fabcommons(home.path())
        .arg("measure")
        .arg(&folder)
        .output()
        .expect("it runs");
    assert_eq!(exit_code(&output), 2);
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("directory"),
        "{output:?}"
    );
}

#[test]
fn an_empty_mesh_file() {
    let (code, found, report) =
        spoilt(|package| fs::write(package.join("thing.stl"), b"").expect("written"));
    assert_eq!((code, found), (1, vec!["FC0601".to_owned()]), "{report}");
}

#[test]
fn a_facet_count_that_lies() {
    let (code, found, report) = spoilt(|package| {
        let mut bytes = box_stl([20.0, 10.0, 5.0]);
        bytes[80..84].copy_from_slice(&u32::MAX.to_le_bytes());
        fs::write(package.join("thing.stl"), bytes).expect("written");
    });
    assert_eq!(found, ["FC0612"], "{report}");
    assert_eq!(code, 1, "{report}");
}

#[test]
fn coordinates_that_are_no_numbers() {
    let (code, found, report) = spoilt(|package| {
        let mut bytes = box_stl([20.0, 10.0, 5.0]);
        bytes[84 + 50 * 3 + 12..][..4].copy_from_slice(&f32::NAN.to_le_bytes());
        fs::write(package.join("thing.stl"), bytes).expect("written");
    });
    assert_eq!(code, 1, "{report}");
    assert!(found.contains(&"FC0612".to_owned()), "{report}");
    assert!(report.to_string().contains("triangle 3"), "{report}");
}

#[test]
fn a_zip_bomb_as_3mf() {
    use std::io::Write as _;
    let (code, found, report) = spoilt(|package| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        zip.start_file("3D/3dmodel.model", options)
            .expect("an entry");
        let zeros = vec![0u8; 1 << 20];
        for _ in 0..512 {
            zip.write_all(&zeros).expect("written");
        }
        let bytes = zip.finish().expect("a zip").into_inner();
        assert!(bytes.len() < 1 << 20);
        fs::remove_file(package.join("thing.stl")).expect("removed");
        fs::write(package.join("thing.3mf"), bytes).expect("written");
        let manifest = fs::read_to_string(package.join("okh.toml")).expect("the manifest");
        fs::write(
            package.join("okh.toml"),
            manifest.replace("thing.stl", "thing.3mf"),
        )
        .expect("written");
    });
    assert_eq!((code, found), (1, vec!["FC0601".to_owned()]), "{report}");
}

#[test]
fn a_bill_of_materials_that_is_a_pdf() {
    let (code, found, report) = spoilt(|package| {
        fs::write(
            package.join("bom.csv"),
            b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        )
        .expect("written");
    });
    assert_eq!(code, 1, "{report}");
    assert!(found.contains(&"FC0502".to_owned()), "{report}");
    assert!(report.to_string().contains("PDF"), "{report}");
}

#[test]
fn a_manifest_with_a_syntax_error_and_three_wrong_fields() {
    let (code, _, report) = spoilt(|package| {
        let manifest = fs::read_to_string(package.join("okh.toml")).expect("the manifest");
        let manifest = manifest
            .replace("okhv = \"2.4\"\n", "okhv = \"2.4\n")
            .replace(
                "https://github.com/fabcommons/designs",
                "github.com/fabcommons/designs",
            )
            .replace(
                "version = \"1.0.0\"\n",
                "version = \"1.0.0\"\nmass = -4\ntechnology-readiness-level = \"OTRL-9\"\n",
            );
        fs::write(package.join("okh.toml"), manifest).expect("written");
    });
    assert_eq!(code, 1, "{report}");
    let findings = report["findings"].as_array().expect("findings");
    let line_of = |code: &str| -> Vec<u64> {
        findings
            .iter()
            .filter(|f| f["code"] == code)
            .filter_map(|f| f["place"]["line"].as_u64())
            .collect()
    };
    assert_eq!(line_of("FC0102"), [1], "{report}");
    assert_eq!(line_of("FC0106"), [3, 5, 6], "{report}");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_package_is_reported_and_not_followed() {
    let (code, found, report) = spoilt(|package| {
        let outside = package.parent().expect("a parent").join("secret.stl");
        fs::write(&outside, box_stl([1.0, 1.0, 1.0])).expect("written");
        fs::remove_file(package.join("thing.stl")).expect("removed");
        std::os::unix::fs::symlink(&outside, package.join("thing.stl")).expect("a link");
    });
    assert_eq!(code, 1, "{report}");
    assert!(
        found.iter().any(|code| code.starts_with("FC02")),
        "{report}"
    );
    assert!(
        !report.to_string().contains("secret.stl\",\"object"),
        "{report}"
    );
    assert!(
        report["parts"][0]["meshes"]
            .as_array()
            .is_none_or(Vec::is_empty),
        "{report}"
    );
}

#[cfg(unix)]
#[test]
fn a_mesh_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let home = tempfile::tempdir().expect("a home");
    let package = package(home.path());
    let mesh = package.join("thing.stl");
    fs::set_permissions(&mesh, fs::Permissions::from_mode(0o000)).expect("set");
    let mut command = fabcommons(home.path());
    if fs::read(&mesh).is_ok() {
        // The superuser may read everything: somebody without rights runs it instead.
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).expect("set");
        command.uid(65_534);
    }
    let output = command
        .args(["check", "--format", "json", "--no-cache"])
        .arg(&package)
        .output();
    let output = match output {
        Ok(output) if !output.stdout.is_empty() => output,
        other => {
            println!("skipped: nobody without rights can run the binary here: {other:?}");
            return;
        }
    };
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(exit_code(&output), 1, "{report}");
    assert_eq!(codes(&report), ["FC0601"], "{report}");
    assert!(
        report.to_string().to_lowercase().contains("permission"),
        "{report}"
    );
}

#[test]
fn an_empty_folder_has_nothing_to_check() {
    let home = tempfile::tempdir().expect("a home");
    let folder = home.path().join("empty");
    fs::create_dir(&folder).expect("a folder");
    let (code, report) = check(home.path(), &[folder.to_str().expect("UTF-8")]);
    assert_eq!(
        (code, codes(&report)),
        (1, vec!["FC0101".to_owned()]),
        "{report}"
    );
}
