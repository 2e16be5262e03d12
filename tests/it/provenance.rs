//! Origins: what an entry must tell, and what is compared with what lies at hand.

use crate::support::check;
use std::fs;
use std::path::{Path, PathBuf};

/// A package with this `fab.toml` in a folder of this name.
fn package(root: &Path, name: &str, licence: &str, fab: &str) -> PathBuf {
    let package = root.join(name);
    fs::create_dir_all(&package).expect("a folder");
    let manifest = format!(
        "okhv = \"2.4\"\nname = \"{name}\"\nrepo = \"https://codeberg.org/a/{name}\"\nversion = \"1.2.0\"\n\
         license = \"{licence}\"\nlicensor = \"Some Body\"\nfunction = \"Stands where it is put.\"\n"
    );
    fs::write(package.join("okh.toml"), manifest).expect("written");
    fs::write(package.join("fab.toml"), fab).expect("written");
    package
}

/// The findings of area 04 that an entry gets, as code and message.
fn findings(root: &Path, entry: &str) -> Vec<String> {
    let fab = format!("[[derived-from]]\nauthors = [\"A\"]\n{entry}\n");
    let package = package(root, "block", "GPL-3.0-or-later", &fab);
    let (_, report) = check(root, &[package.to_str().expect("UTF-8")]);
    report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|finding| {
            let code = finding["code"].as_str()?;
            let message = finding["message"].as_str()?;
            let own = code.starts_with("FC04") && code != "FC0405";
            own.then(|| format!("{code} {message}"))
        })
        .collect()
}

#[test]
fn an_adaptation_tells_what_its_licence_asks_for() {
    let home = tempfile::tempdir().expect("a home");
    let asks = |licence: &str, more: &str| {
        let entry = format!(
            "url = \"https://a.org/x\"\nrevision = \"v1\"\nlicense = \"{licence}\"\n{more}"
        );
        findings(home.path(), &entry)
    };
    let (changes, date) = ("changes = \"longer\"\n", "date = 2026-04-01\n");
    let both = format!("{changes}{date}");
    for (licence, clause, dated) in [
        ("CERN-OHL-S-2.0", "3.3(b)", true),
        ("CERN-OHL-P-2.0", "3.3(b)", true),
        ("GPL-3.0-only", "5(a)", true),
        ("GPL-2.0-or-later", "2(a)", true),
        ("Apache-2.0", "4(b)", false),
        ("Apache-2.0 WITH SHL-2.1", "4(b)", false),
        ("CC-BY-SA-4.0", "3(a)(1)(B)", false),
        ("CC-BY-4.0 AND MIT", "3(a)(1)(B)", false),
    ] {
        assert_eq!(asks(licence, &both), [""; 0], "{licence}");
        let nothing = asks(licence, "");
        assert_eq!(nothing.len(), 1, "{licence}: {nothing:?}");
        assert!(nothing[0].starts_with("FC0406"), "{nothing:?}");
        assert!(nothing[0].contains(&format!("in {clause}")), "{nothing:?}");
        assert_eq!(nothing[0].contains("when"), dated, "{nothing:?}");
        assert_eq!(
            asks(licence, changes).len(),
            usize::from(dated),
            "{licence}"
        );
        assert_eq!(asks(licence, date).len(), 1, "{licence}");
        // What is used as it is has nothing to tell.
        assert_eq!(asks(licence, "relation = \"component\""), [""; 0]);
    }
    for licence in ["MIT", "CC0-1.0", "BSD-3-Clause", "GPL-3.0-only OR MIT"] {
        assert_eq!(asks(licence, ""), [""; 0], "{licence}");
    }
    // Of a choice, the licence that asks for less.
    assert_eq!(asks("GPL-3.0-only OR Apache-2.0", changes), [""; 0]);
    // What is not known may ask.
    let unknown = findings(
        home.path(),
        "url = \"https://a.org/x\"\nrevision = \"v1\"\n",
    );
    assert_eq!(
        unknown,
        ["FC0406 what was changed in `https://a.org/x` is not told"]
    );
}

#[test]
fn a_design_beside_the_package_is_at_hand() {
    let home = tempfile::tempdir().expect("a home");
    package(home.path(), "lamp", "CERN-OHL-S-2.0", "");
    let entry = |version: &str, licence: &str| {
        let entry = format!(
            "design = \"a/lamp\"\nversion = \"{version}\"\nlicense = \"{licence}\"\n\
             changes = \"longer\"\ndate = 2026-04-01\n"
        );
        findings(home.path(), &entry)
    };
    assert_eq!(entry("1.2.0", "CERN-OHL-S-2.0"), [""; 0]);
    assert_eq!(
        entry("1.2.0", "cern-ohl-s-2.0"),
        [""; 0],
        "the same licence"
    );
    assert_eq!(
        entry("1.2.0", "MIT"),
        ["FC0404 `a/lamp` 1.2.0 is under `CERN-OHL-S-2.0`, not under `MIT`"]
    );
    // Another version may have had another licence.
    assert_eq!(entry("1.1.0", "MIT"), [""; 0]);
}

#[test]
fn a_file_at_hand_is_compared_and_nothing_else_is_touched() {
    let home = tempfile::tempdir().expect("a home");
    fs::write(home.path().join("part.stl"), b"abc").expect("written");
    let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let entry = |url: &str, digest: &str| {
        let entry = format!("url = \"{url}\"\ndigest = \"{digest}\"\nlicense = \"MIT\"\n");
        findings(home.path(), &entry).len()
    };
    let other = abc.replace("ba78", "0000");
    let file = format!("file://{}", home.path().join("part.stl").display());
    for url in ["../part.stl", file.as_str(), "file:../part.stl"] {
        assert_eq!(entry(url, abc), 0, "{url}");
        assert_eq!(entry(url, &other), 1, "{url}");
    }
    // A folder, a device, what is not there, and what is somewhere else.
    for url in [
        "../",
        "file:///dev/zero",
        "./nothing.stl",
        "https://a.org/part.stl",
    ] {
        assert_eq!(entry(url, &other), 0, "{url}");
    }
}
