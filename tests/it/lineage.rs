//! Chains of origins, and what licences inside a package mean for the whole: packages made when the tests run.

use crate::support::{check, exit_code, fabcommons, project};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Writes a package of one part below `folder` and gives its root.
fn package(folder: &Path, name: &str, licence: &str, fab: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = folder.join(name);
    let put = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    put(
        "okh.toml",
        &format!(
            "okhv = \"2.4\"\nname = \"{name}\"\nrepo = \"https://example.org/ada/{name}\"\nversion = \"1.0.0\"\n\
             license = \"{licence}\"\nlicensor = \"Ada Maker\"\nfunction = \"Holds things.\"\n"
        ),
    );
    put("README.md", "# A design\n\n## Making\n\nPrint it.\n");
    if let Some(text) = licence.split(' ').next().and_then(spdx::license_id) {
        put("LICENSE", text.text());
    }
    if !fab.is_empty() {
        put("fab.toml", fab);
    }
    for (path, text) in files {
        put(path, text);
    }
    root
}

/// Code, severity, path and message of the findings with one of the codes.
fn findings(root: &Path, wanted: &[&str]) -> Vec<(String, String, String, String)> {
    let home = tempfile::tempdir().expect("a home");
    let (_, report) = check(home.path(), &[root.to_str().expect("UTF-8")]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| wanted.contains(&finding["code"].as_str().unwrap_or_default()))
        .map(|finding| {
            (
                text(&finding["code"]),
                text(&finding["severity"]),
                text(&finding["place"]["path"]),
                text(&finding["message"]),
            )
        })
        .collect()
}

const CONFLICTS: [&str; 2] = ["FC0308", "FC0309"];

fn origin(licence: &str, more: &str) -> String {
    format!(
        "[[derived-from]]\nurl = \"https://example.org/ben/old\"\nrevision = \"v1\"\nlicense = \"{licence}\"\n\
         authors = [\"Ben Turner\"]\nchanges = \"taller\"\ndate = 2024-03-01\n{more}"
    )
}

/// A header of a file, in two pieces so that tools that look for tags find none here.
fn tagged(licence: &str) -> String {
    format!(
        "// {}{licence}\ncube(1);\n",
        concat!("SPDX-License-", "Identifier: ")
    )
}

#[test]
fn relations_decide_what_a_conflict_is() {
    let folder = tempfile::tempdir().expect("a folder");
    for (at, (whole, from, relation, expected)) in [
        ("MIT", "CC-BY-SA-4.0", "adaptation", Some("FC0308")),
        ("MIT", "CC-BY-SA-4.0", "documentation", None),
        ("MIT", "CC-BY-NC-4.0", "documentation", Some("FC0308")),
        (
            "CERN-OHL-S-2.0",
            "CC-BY-SA-4.0",
            "component",
            Some("FC0309"),
        ),
        ("CERN-OHL-W-2.0", "CC-BY-SA-4.0", "component", None),
        ("CERN-OHL-S-2.0", "GPL-2.0-only", "firmware", None),
        ("MIT", "CERN-OHL-S-2.0", "component", Some("FC0308")),
        (
            "GPL-2.0-only",
            "CERN-OHL-P-2.0",
            "adaptation",
            Some("FC0309"),
        ),
        ("CERN-OHL-S-2.0", "NONE", "adaptation", Some("FC0308")),
    ]
    .into_iter()
    .enumerate()
    {
        let fab = origin(from, &format!("relation = \"{relation}\"\n"));
        let root = package(folder.path(), &format!("p{at}"), whole, &fab, &[]);
        let found = findings(&root, &CONFLICTS);
        let codes: Vec<&str> = found.iter().map(|found| found.0.as_str()).collect();
        assert_eq!(
            codes,
            expected.as_slice(),
            "{whole} from {from} as {relation}: {found:?}"
        );
        if let Some((code, severity, path, message)) = found.first() {
            assert_eq!(path, "fab.toml");
            assert_eq!(severity, if code == "FC0308" { "error" } else { "warning" });
            for part in [from, whole] {
                assert!(message.contains(part), "{message}");
            }
        }
    }
}

#[test]
fn without_relation_an_adaptation_is_assumed_and_that_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = package(folder.path(), "p", "MIT", &origin("CC-BY-SA-4.0", ""), &[]);
    let found = findings(&root, &CONFLICTS);
    assert_eq!(found.len(), 1);
    assert!(found[0].3.contains("no `relation` is given"), "{found:?}");
    // And the other way round: a licence that nobody here knows is not guessed at.
    let root = package(folder.path(), "q", "MIT", &origin("OFL-1.1", ""), &[]);
    assert!(
        findings(&root, &CONFLICTS)[0]
            .3
            .contains("may not be licensed under"),
        "share-alike"
    );
    let root = package(
        folder.path(),
        "r",
        "MIT",
        &origin("LicenseRef-Bens-own", ""),
        &[],
    );
    let found = findings(&root, &CONFLICTS);
    assert_eq!((found[0].0.as_str(), found.len()), ("FC0309", 1));
    assert!(found[0].3.contains("not known here"), "{found:?}");
}

/// Files meet the licence that is declared for their kind.
#[test]
fn files_meet_the_licence_of_their_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let scad = tagged("CERN-OHL-S-2.0");
    let root = package(
        folder.path(),
        "hardware",
        "MIT",
        "",
        &[("a.scad", &scad), ("b.scad", &scad)],
    );
    let found = findings(&root, &["FC0308", "FC0309", "FC0311"]);
    assert_eq!(found.len(), 1, "one finding for both files: {found:?}");
    assert_eq!(found[0].0, "FC0308");
    assert!(found[0].3.contains("`a.scad`, `b.scad`"), "{found:?}");

    // What is not open closes the whole, be it a part or a picture of it.
    let closed = tagged("CC-BY-NC-4.0");
    let picture = format!("{}CC-BY-ND-4.0\n", concat!("SPDX-License-", "Identifier: "));
    let files = [
        ("a.scad", closed.as_str()),
        ("a.png", "x"),
        ("a.png.license", &picture),
    ];
    let root = package(folder.path(), "closed-file", "MIT", "", &files);
    let found = findings(&root, &["FC0308", "FC0309", "FC0311"]);
    let codes: Vec<&str> = found.iter().map(|found| found.0.as_str()).collect();
    assert_eq!(codes, ["FC0308", "FC0308"], "{found:?}");

    // A script under the GPL is software: it does not combine with the hardware, but is not declared either.
    let code = tagged("GPL-3.0-only");
    let root = package(
        folder.path(),
        "software",
        "MIT",
        "",
        &[("firmware/a.ino", &code)],
    );
    let found = findings(&root, &["FC0308", "FC0309", "FC0311"]);
    assert_eq!(
        found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(),
        ["FC0311"]
    );
    let fab = "[licences]\nsoftware = \"GPL-3.0-only\"\n";
    let root = package(
        folder.path(),
        "declared",
        "MIT",
        fab,
        &[("firmware/a.ino", &code)],
    );
    assert!(findings(&root, &["FC0308", "FC0309", "FC0311"]).is_empty());
    let fab = "[licences]\nsoftware = \"GPL-2.0-only\"\n";
    let root = package(
        folder.path(),
        "other",
        "MIT",
        fab,
        &[("firmware/a.ino", &code)],
    );
    let found = findings(&root, &CONFLICTS);
    assert_eq!(found[0].0, "FC0309", "{found:?}");
    assert!(
        found[0].3.contains("software under `GPL-2.0-only`"),
        "{found:?}"
    );

    // Each declared licence needs its text, and has to be open.
    let fab = "[licences]\ndocumentation = \"CC-BY-NC-4.0\"\n";
    let root = package(folder.path(), "closed", "MIT", fab, &[]);
    let found = findings(&root, &["FC0303", "FC0304"]);
    let codes: Vec<&str> = found.iter().map(|found| found.0.as_str()).collect();
    assert_eq!(codes, ["FC0303", "FC0304"], "{found:?}");
    let gpl = spdx::license_id("GPL-3.0-only").expect("known").text();
    let fab = "[licences]\nsoftware = \"GPL-3.0-only\"\n";
    let root = package(
        folder.path(),
        "texts",
        "MIT",
        fab,
        &[("firmware/COPYING", gpl), ("firmware/a.c", "\n")],
    );
    assert!(findings(&root, &["FC0303", "FC0304", "FC0308", "FC0309"]).is_empty());

    // Documentation under another open licence is fine.
    let text = format!(
        "<!-- {}CC-BY-SA-4.0 -->\n# How to\n",
        concat!("SPDX-License-", "Identifier: ")
    );
    let fab = "[licences]\ndocumentation = \"CC-BY-SA-4.0\"\n";
    let root = package(
        folder.path(),
        "documents",
        "CERN-OHL-S-2.0",
        fab,
        &[("docs/a.md", &text)],
    );
    assert!(findings(&root, &["FC0308", "FC0309", "FC0311"]).is_empty());
}

#[test]
fn folders_with_a_licence_of_their_own_are_judged_by_what_is_in_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = |id: &str| spdx::license_id(id).expect("known").text();
    for (at, (whole, licence, file, expected)) in [
        ("MIT", "CC-BY-NC-4.0", "lib/x.scad", Some("FC0308")),
        ("MIT", "CERN-OHL-S-2.0", "lib/x.scad", Some("FC0308")),
        ("MIT", "CERN-OHL-S-2.0", "lib/x.md", None),
        ("MIT", "LGPL-3.0-only", "lib/x.scad", None),
        ("CERN-OHL-S-2.0", "GPL-2.0-only", "lib/x.cpp", None),
        ("GPL-3.0-only", "GPL-2.0-only", "lib/x.scad", None),
        ("CERN-OHL-S-2.0", "MIT", "lib/x.stl", None),
    ]
    .into_iter()
    .enumerate()
    {
        let files = [("lib/LICENSE", text(licence)), (file, "x\n")];
        let root = package(folder.path(), &format!("p{at}"), whole, "", &files);
        let found = findings(&root, &CONFLICTS);
        let codes: Vec<&str> = found.iter().map(|found| found.0.as_str()).collect();
        assert_eq!(
            codes,
            expected.as_slice(),
            "{licence} with {file} in {whole}: {found:?}"
        );
        assert!(found.iter().all(|found| found.2 == "lib/LICENSE"));
    }
}

#[test]
fn designs_of_the_bill_are_judged_where_their_package_is_at_hand() {
    let folder = tempfile::tempdir().expect("a folder");
    package(folder.path(), "clamp", "CC-BY-NC-4.0", "", &[]);
    let bom = "Item,Qty\nclamp@1.0.0,2\nben/unknown@2.0.0,1\n";
    let root = package(
        folder.path(),
        "lamp",
        "CERN-OHL-S-2.0",
        "",
        &[("bom.csv", bom)],
    );
    let found = findings(&root, &CONFLICTS);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].0.as_str(), found[0].2.as_str()),
        ("FC0308", "bom.csv")
    );
    assert!(found[0].3.contains("`clamp@1.0.0`"), "{found:?}");
    // Another version says nothing about the one that is asked for.
    let bom = "Item,Qty\nclamp@2.0.0,2\n";
    let root = package(
        folder.path(),
        "other",
        "CERN-OHL-S-2.0",
        "",
        &[("bom.csv", bom)],
    );
    assert!(findings(&root, &CONFLICTS).is_empty());
}

#[test]
fn obligations_are_asked_where_a_copy_is_handed_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let unmet = |name: &str, fab: &str, files: &[(&str, &str)]| {
        let root = package(folder.path(), name, "CERN-OHL-S-2.0", fab, files);
        findings(&root, &["FC0310"]).len()
    };
    let relation = |word: &str| format!("relation = \"{word}\"\n");
    assert_eq!(unmet("a", &origin("MIT", &relation("adaptation")), &[]), 1);
    assert_eq!(unmet("b", &origin("MIT", &relation("component")), &[]), 0);
    let digest = format!(
        "digest = \"sha256:{}\"\n{}",
        "0".repeat(64),
        relation("component")
    );
    assert_eq!(unmet("c", &origin("MIT", &digest), &[]), 1);
    let mit = spdx::license_id("MIT").expect("known").text();
    assert_eq!(
        unmet(
            "d",
            &origin("MIT", &relation("adaptation")),
            &[("LICENSES/MIT.txt", mit)]
        ),
        0
    );
    // Of `OR` the alternative that is used counts.
    assert_eq!(
        unmet("e", &origin("MIT OR CC0-1.0", &relation("adaptation")), &[]),
        0
    );
    // The NOTICE of an origin at hand.
    package(
        folder.path(),
        "frame",
        "Apache-2.0",
        "",
        &[("NOTICE", "Frame by Ben\n")],
    );
    let fab = "[[derived-from]]\ndesign = \"ben/frame\"\nversion = \"1.0.0\"\nlicense = \"Apache-2.0\"\n\
               relation = \"adaptation\"\nchanges = \"longer\"\ndate = 2024-03-01\n";
    let apache = spdx::license_id("Apache-2.0").expect("known").text();
    let text = ("LICENSES/Apache-2.0.txt", apache);
    assert_eq!(unmet("f", fab, &[text]), 1);
    assert_eq!(unmet("g", fab, &[text, ("NOTICE", "Frame by Ben\n")]), 0);
}

#[test]
fn foreign_folders_need_a_licence() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = |name: &str, fab: &str, files: &[(&str, &str)]| {
        let root = package(folder.path(), name, "MIT", fab, files);
        findings(&root, &["FC0405"])
    };
    let readme = ("lib/gear/README.md", "Gears. https://github.com/ben/gear\n");
    let code = ("lib/gear/gear.scad", "module gear() {}\n");
    assert_eq!(told("a", "", &[readme, code]).len(), 1);
    // Its own author's, one that speaks of its licence, one that is accounted for, a README of a folder.
    let own = (
        "lib/gear/README.md",
        "https://example.org/ada/gear and https://github.com/ada/gear\n",
    );
    assert!(told("b", "", &[own, code]).is_empty());
    let licensed = ("lib/gear/gear.scad", "// Public domain\nmodule gear() {}\n");
    assert!(told("c", "", &[readme, licensed]).is_empty());
    let fab = "[[derived-from]]\nurl = \"https://github.com/ben/gear\"\nlicense = \"CC0-1.0\"\nrelation = \"component\"\n";
    assert!(told("d", fab, &[readme, code]).is_empty());
    let plain = (
        "lib/gear/README.md",
        "How the gears are made. See https://github.com/openscad/openscad\n",
    );
    assert!(told("e", "", &[plain, code]).is_empty());
    assert!(told("f", "[files]\nexclude = [\"lib/**\"]\n", &[readme, code]).is_empty());
    let vendored = [
        ("vendor/motor/motor.step", "ISO-10303-21;\n"),
        ("vendor/switch/switch.step", "ISO-10303-21;\n"),
    ];
    let found = told("g", "", &vendored);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].3.contains("2 folders"), "{found:?}");
    assert!(
        told(
            "j",
            "",
            &[
                ("vendor/suppliers.csv", "Name\n"),
                ("vendor/eu/list.csv", "Name\n")
            ]
        )
        .is_empty()
    );
    // An origin without licence, unless its package is at hand and says it.
    let fab = "[[derived-from]]\nurl = \"https://example.org/ben/old\"\nauthors = [\"Ben\"]\n";
    assert_eq!(told("h", fab, &[]).len(), 1);
    let fab = "[[derived-from]]\ndesign = \"ada/e\"\nversion = \"1.0.0\"\n";
    assert!(told("i", fab, &[]).is_empty());
}

fn lineage(arguments: &[&str], root: &Path) -> (i32, String, String) {
    let home = tempfile::tempdir().expect("a home");
    let output = fabcommons(home.path())
        .arg("lineage")
        .args(arguments)
        .arg(root)
        .output()
        .expect("the binary runs");
    (
        exit_code(&output),
        String::from_utf8(output.stdout.clone()).expect("UTF-8"),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn the_chain_of_a_real_design_is_told() {
    let design = project("designs/long-arm-spool-holder");
    let (code, text, _) = lineage(&[], &design);
    assert_eq!(code, 0);
    for part in [
        "Long-arm spool holder 1.0.0 · CERN-OHL-S-2.0 (commons)",
        "adaptation of fabcommons/spool-holder 1.0.0",
        "at hand: ../spool-holder",
        "3 met, 0 unmet",
        "no legal advice",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (code, text, _) = lineage(&["--format", "json"], &design);
    assert_eq!(code, 0);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let origin = &report["design"]["origins"][0];
    assert_eq!(origin["ruling"]["verdict"], "yes");
    assert_eq!(origin["at_hand"]["design"]["name"], "Spool holder");
    let schema: Value = serde_json::from_str(
        &std::fs::read_to_string(project("schemas/lineage-v1.schema.json")).expect("the schema"),
    )
    .expect("JSON");
    assert!(jsonschema::is_valid(&schema, &report));
    let (_, text, _) = lineage(&["--attribution", "--"], &design);
    for part in [
        "# Attribution",
        "- Author: fabcommons contributors",
        "https://ohwr.org/cern_ohl_s_v2.txt",
        "2026-11-20",
        "Source location of Long-arm spool holder: <https://github.com/fabcommons/designs>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("missing"), "{text}");
}

#[test]
fn chains_are_followed_and_circles_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let from = |id: &str| format!("[[derived-from]]\ndesign = \"x/{id}\"\nversion = \"1.0.0\"\n");
    package(folder.path(), "a", "CERN-OHL-S-2.0", &from("b"), &[]);
    package(folder.path(), "b", "CERN-OHL-1.2", &from("c"), &[]);
    package(folder.path(), "c", "CC0-1.0", &from("a"), &[]);
    let (code, text, _) = lineage(&["--format", "json"], &folder.path().join("a"));
    assert_eq!(code, 0);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let b = &report["design"]["origins"][0];
    assert_eq!(
        (&b["license"], &b["license_at_hand"]),
        (&"CERN-OHL-1.2".into(), &true.into())
    );
    let c = &b["at_hand"]["design"]["origins"][0];
    assert_eq!(c["license"], "CC0-1.0");
    let a = &c["at_hand"]["design"]["origins"][0];
    assert_eq!(a["at_hand"]["cycle"], true);
    assert_eq!(a["at_hand"]["design"]["origins"], serde_json::json!([]));
    // Going round is not the origin's right: a CERN-OHL-S design cannot come under CC0.
    assert_eq!(a["ruling"]["verdict"], "no");
    let (_, text, _) = lineage(&[], &folder.path().join("a"));
    assert!(text.contains("goes in a circle"), "{text}");
}

#[test]
fn what_is_missing_is_said_and_nothing_invented() {
    let folder = tempfile::tempdir().expect("a folder");
    let fab =
        "[[derived-from]]\nurl = \"https://example.org/ben/old\"\nlicense = \"CC-BY-SA-4.0\"\n";
    let root = package(folder.path(), "p", "CC-BY-SA-4.0", fab, &[]);
    let (_, text, _) = lineage(&["--attribution", "--"], &root);
    assert_eq!(text.matches("**missing**").count(), 2, "{text}");
    assert!(text.contains("the entry says no `relation`"), "{text}");
    let (_, text, _) = lineage(&[], &root);
    assert!(text.contains("adaptation (assumed) of old"), "{text}");
    assert!(text.contains("unmet  name the author"), "{text}");
    // A file that somebody else wrote is kept.
    let file = folder.path().join("ATTRIBUTION.md");
    std::fs::write(&file, "mine\n").expect("a file");
    let path = file.to_str().expect("UTF-8");
    let (code, _, error) = lineage(&["--attribution", path], &root);
    assert_eq!(code, 2);
    assert!(error.contains("--force"), "{error}");
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "mine\n");
    let (code, _, _) = lineage(&["--force", "--attribution", path], &root);
    assert_eq!(code, 0);
    let first = std::fs::read_to_string(&file).expect("a file");
    let (code, _, _) = lineage(&["--attribution", path], &root);
    assert_eq!(
        (code, std::fs::read_to_string(&file).expect("a file")),
        (0, first)
    );
    // What only the manifest says.
    let fork = package(folder.path(), "fork", "MIT", "", &[]);
    let manifest = std::fs::read_to_string(fork.join("okh.toml")).expect("the manifest");
    std::fs::write(
        fork.join("okh.toml"),
        manifest + "forkOf = \"https://example.org/ben/old\"\n",
    )
    .expect("a file");
    let (_, text, _) = lineage(&[], &fork);
    assert!(
        text.contains("adaptation of old") && text.contains("forkOf"),
        "{text}"
    );
    let (_, text, _) = lineage(&["--attribution", "--"], &fork);
    assert_eq!(
        text.matches("**missing**: only `forkOf`").count(),
        3,
        "{text}"
    );
    // No package at all, and one without origins.
    assert_eq!(lineage(&[], &folder.path().join("nowhere")).0, 2);
    let alone = package(folder.path(), "alone", "MIT", "", &[]);
    let (code, text, _) = lineage(&[], &alone);
    assert!(code == 0 && text.contains("names an origin"), "{text}");
}
