//! What a package claims against what it holds: sizes, masses, levels, versions.

use crate::support::check;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A package of blocks of these sizes in mm, with further lines of `okh.toml` at the top level and in
/// each part, and a `fab.toml`. Nothing else is wrong with it.
struct Made<'a> {
    top: &'a str,
    parts: &'a [([f32; 3], &'a str)],
    fab: &'a str,
    bom: bool,
}

impl Made<'_> {
    fn write(&self, root: &Path) -> PathBuf {
        let package = root.join("blocks");
        fs::create_dir_all(&package).expect("a folder");
        let write =
            |name: &str, content: &[u8]| fs::write(package.join(name), content).expect("written");
        let mut manifest = format!(
            "okhv = \"2.4\"\nname = \"Blocks\"\nrepo = \"https://codeberg.org/fabcommons/blocks\"\n\
             version = \"1.0.0\"\nlicense = \"MIT\"\nlicensor = \"Some Body\"\n\
             function = \"Fill space.\"\nreadme = \"README.md\"\n\
             manufacturing-instructions = \"README.md\"\n{}",
            self.top
        );
        if self.bom {
            manifest.push_str("bom = \"bom.csv\"\n");
            write(
                "bom.csv",
                b"Item,Qty,File,Part number\nscrew ISO 4762 M3x10,2,,ISO 4762\n",
            );
        }
        for (at, (size, keys)) in self.parts.iter().enumerate() {
            let _ = write!(
                manifest,
                "[[part]]\nname = \"p{at}\"\nsource = \"p{at}.scad\"\nexport = \"p{at}.stl\"\n{keys}"
            );
            write(&format!("p{at}.stl"), &crate::cli::box_stl(*size));
            write(
                &format!("p{at}.scad"),
                format!("cube({size:?});\n").as_bytes(),
            );
        }
        write("okh.toml", manifest.as_bytes());
        write("README.md", b"# Blocks\n\nPrint them.\n");
        write("LICENSE", include_bytes!("../../LICENSE-MIT"));
        write("fab.toml", self.fab.as_bytes());
        package
    }

    /// The messages of FC0110.
    fn contradictions(&self) -> Vec<String> {
        let home = tempfile::tempdir().expect("a home");
        let package = self.write(home.path());
        let (_, report) = check(home.path(), &[package.to_str().expect("UTF-8")]);
        messages(&report, "FC0110")
    }
}

fn messages(report: &Value, code: &str) -> Vec<String> {
    report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["code"] == code)
        .map(|finding| finding["message"].as_str().expect("a message").to_owned())
        .collect()
}

/// The contradictions of one block of 1 cm³ with this mass and `fab.toml` part.
fn weighed(mass: &str, fab: &str) -> Vec<String> {
    Made {
        top: "",
        parts: &[([20.0, 10.0, 5.0], &format!("mass = {mass}\n"))],
        fab: &format!("[[part]]\nname = \"p0\"\n{fab}"),
        bom: false,
    }
    .contradictions()
}

#[test]
fn mass_is_held_against_volume_and_density() {
    let pla = "material = [\"PLA\"]\n";
    let none: Vec<String> = vec![];
    assert_eq!(weighed("1.24", pla), none);
    assert_eq!(weighed("0.4", pla), none, "hollow");
    // 1.41 × 1.05 + 1 g of slack.
    assert_eq!(weighed("2.4", pla), none);
    assert_eq!(
        weighed("2.6", pla),
        ["`mass` says 2.6 g for 1 cm³: heavier than solid PLA"]
    );
    assert_eq!(
        weighed("2.6", "material = [\"PLA\", \"aluminium\"]\n"),
        none
    );
    assert_eq!(
        weighed("2.6", "material = [\"PLA-CF\"]\n"),
        none,
        "not known"
    );
    assert_eq!(
        weighed("25", "material = [\"PLA-CF\"]\n"),
        ["`mass` says 25 g for 1 cm³: heavier than solid tungsten"]
    );
    let steel = "process = [\"mill\"]\nmaterial = [\"steel\"]\n";
    assert_eq!(weighed("7.85", steel), none);
    assert_eq!(
        weighed("2.7", steel),
        ["`mass` says 2.7 g for 1 cm³: lighter than solid steel"]
    );
}

#[test]
fn infill_tells_the_least_mass() {
    let with = |mass: &str, infill: u32| {
        Made {
            top: "",
            parts: &[([100.0, 50.0, 20.0], &format!("mass = {mass}\n"))],
            fab: &format!("[[part]]\nname = \"p0\"\nmaterial = [\"PLA\"]\ninfill = {infill}\n"),
            bom: false,
        }
        .contradictions()
    };
    assert_eq!(with("30", 20), Vec::<String>::new());
    assert_eq!(
        with("12", 20),
        ["`mass` says 12 g for 100 cm³: lighter than PLA with 20 % infill"]
    );
}

#[test]
fn the_whole_has_a_size_and_a_mass_too() {
    let block: ([f32; 3], &str) = ([20.0, 10.0, 5.0], "");
    let sized = |top: &str, parts: &[([f32; 3], &str)], bom| {
        Made {
            top,
            parts,
            fab: "",
            bom,
        }
        .contradictions()
    };
    let size = "outer-dimensions = { width = 10, depth = 20, height = 5 }\n";
    assert_eq!(sized(size, &[block], false), Vec::<String>::new());
    let wrong = "outer-dimensions = { width = 30, depth = 20, height = 5 }\n";
    assert_eq!(
        sized(wrong, &[block], false),
        ["`outer-dimensions` says 30 × 20 × 5 mm, but `p0.stl` measures 20 × 10 × 5 mm"]
    );
    assert_eq!(
        sized(wrong, &[block], true),
        Vec::<String>::new(),
        "with screws it may be longer"
    );
    assert_eq!(sized(wrong, &[block, block], false), Vec::<String>::new());
    let small = "outer-dimensions = { width = 10, depth = 10, height = 5 }\n";
    assert_eq!(
        sized(small, &[block, block], false),
        ["`outer-dimensions` says 10 × 10 × 5 mm, but `p0.stl` is 20 mm long"]
    );
    let heavy: ([f32; 3], &str) = ([20.0, 10.0, 5.0], "mass = 3\n");
    assert_eq!(
        sized("mass = 6\n", &[heavy, heavy], false),
        Vec::<String>::new()
    );
    assert_eq!(
        sized("mass = 4\n", &[heavy, heavy], false),
        ["`mass` says 4 g, but the parts alone weigh 6 g by their own `mass`"]
    );
}
