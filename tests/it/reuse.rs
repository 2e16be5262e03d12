//! The purpose `reuse` gives the verdict of the `reuse` tool (version 6.2, specification 3.3).
//!
//! Each tree was judged with the tool, and its verdict is recorded here; where the tool is installed,
//! it is asked again.

use crate::support::{check, codes, exit_code, fabcommons};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A tree with what is expected of it: the rules that fire, none for a compliant one.
struct Tree {
    name: &'static str,
    files: Vec<(&'static str, Vec<u8>)>,
    expected: &'static [&'static str],
    /// What else is to be done in the folder.
    also: Option<fn(&Path)>,
}

/// `{L}` and `{C}` stand for the two tags, so that no tool takes this file's examples for its own.
fn text(content: &str) -> Vec<u8> {
    content
        .replace("{L}", concat!("SPDX-License-", "Identifier"))
        .replace("{C}", concat!("SPDX-FileCopyright", "Text"))
        .replace("{SC}", concat!("SPDX-SnippetCopyright", "Text"))
        .replace("{IS}", concat!("REUSE-Ignore", "Start"))
        .replace("{IE}", concat!("REUSE-Ignore", "End"))
        .into_bytes()
}

fn tree(
    name: &'static str,
    expected: &'static [&'static str],
    files: &[(&'static str, &str)],
) -> Tree {
    Tree {
        name,
        files: files
            .iter()
            .map(|(path, content)| (*path, text(content)))
            .collect(),
        expected,
        also: None,
    }
}

const GOOD: &str = "// {C}: 2026 Ada Maker\n// {L}: MIT\ncube(1);\n";
const MIT: (&str, &str) = ("LICENSES/MIT.txt", "the text of the licence\n");
const DEP5: &str = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n";

fn toml(entries: &str) -> String {
    format!("version = 1\n{entries}")
}

fn trees() -> Vec<Tree> {
    let all = toml("[[annotations]]\npath = \"**\"\n{C} = \"2026 Ada\"\n{L} = \"MIT\"\n");
    let mut trees = vec![
        tree("headers", &[], &[("a.scad", GOOD), MIT]),
        tree("empty", &[], &[]),
        tree(
            "no licence",
            &["FC0312"],
            &[("a.scad", "// {C}: 2026 Ada\n")],
        ),
        tree(
            "no copyright",
            &["FC0313"],
            &[("a.scad", "// {L}: MIT\n"), MIT],
        ),
        tree(
            "nothing",
            &["FC0312", "FC0313"],
            &[("a.scad", "cube(1);\n")],
        ),
        tree("text missing", &["FC0314"], &[("a.scad", GOOD)]),
        tree(
            "text unused",
            &["FC0315"],
            &[("a.scad", GOOD), MIT, ("LICENSES/CC0-1.0.txt", "text")],
        ),
        tree(
            "unknown id",
            &["FC0316"],
            &[("a.scad", GOOD), MIT, ("LICENSES/Mine.txt", "text")],
        ),
        tree(
            "id in lower case",
            &["FC0316"],
            &[
                ("a.scad", &GOOD.replace("MIT", "mit")),
                ("LICENSES/mit.txt", "text"),
            ],
        ),
        tree(
            "text without extension",
            &["FC0316"],
            &[("a.scad", GOOD), ("LICENSES/MIT", "text")],
        ),
        tree(
            "retired id",
            &["FC0316"],
            &[
                ("a.scad", &GOOD.replace("MIT", "GPL-3.0")),
                ("LICENSES/GPL-3.0.txt", "text"),
            ],
        ),
        tree(
            "texts with other extensions and folders",
            &[],
            &[
                ("a.scad", &GOOD.replace("MIT", "MIT AND CC0-1.0")),
                ("LICENSES/MIT.md", "text"),
                ("LICENSES/more/CC0-1.0.txt", "text"),
                ("LICENSES/MIT.md.license", "anything"),
            ],
        ),
        tree(
            "two texts for one id",
            &["FC0316"],
            &[("a.scad", GOOD), MIT, ("LICENSES/MIT.md", "text")],
        ),
        tree(
            "a licence of one's own",
            &[],
            &[
                ("a.scad", &GOOD.replace("MIT", "LicenseRef-Own")),
                ("LICENSES/LicenseRef-Own.txt", "text"),
            ],
        ),
        tree(
            "exceptions need their text",
            &["FC0314"],
            &[
                ("a.scad", &GOOD.replace("MIT", "Apache-2.0 WITH SHL-2.1")),
                ("LICENSES/Apache-2.0.txt", "text"),
            ],
        ),
        tree(
            "exceptions with their text",
            &[],
            &[
                (
                    "a.scad",
                    &GOOD.replace("MIT", "(Apache-2.0 WITH SHL-2.1) or MIT"),
                ),
                ("LICENSES/Apache-2.0.txt", "text"),
                ("LICENSES/SHL-2.1.txt", "text"),
                MIT,
            ],
        ),
        tree(
            "or later by a plus",
            &[],
            &[
                ("a.scad", &GOOD.replace("MIT", "EUPL-1.2+")),
                ("LICENSES/EUPL-1.2.txt", "text"),
            ],
        ),
        tree(
            "no expression",
            &["FC0317"],
            &[
                ("a.scad", &format!("{GOOD}// {{L}}: MIT Apache-2.0\n")),
                MIT,
            ],
        ),
        tree(
            "ignored examples",
            &[],
            &[
                (
                    "a.md",
                    "<!-- {C}: 2026 Ada -->\n<!-- {L}: MIT -->\n{IS}\n{L}: GPL-3.0-only\n{IE}\nmore\n",
                ),
                MIT,
            ],
        ),
        tree(
            "ignored statements",
            &["FC0312", "FC0313"],
            &[
                ("a.md", "{IS}\n{C}: 2026 Ada\n{L}: MIT\n"),
                ("b.scad", GOOD),
                MIT,
            ],
        ),
        tree(
            "snippets",
            &["FC0314"],
            &[
                (
                    "a.c",
                    "/* {C}: A */\n/* {L}: MIT */\n/* SPDX-SnippetBegin\n {SC}: B\n {L}: BSD-2-Clause\n SPDX-SnippetEnd */\n",
                ),
                MIT,
            ],
        ),
        tree(
            "beside the file",
            &[],
            &[("a.stl", "solid\nendsolid\n"), ("a.stl.license", GOOD), MIT],
        ),
        tree(
            "beside the file, instead of in it",
            &["FC0312"],
            &[
                ("a.scad", GOOD),
                ("a.scad.license", "{C}: 2026 Ada\n"),
                ("b.scad", GOOD),
                MIT,
            ],
        ),
        tree(
            "need not say anything",
            &[],
            &[
                ("a.scad", GOOD),
                ("LICENSE", "x"),
                ("LICENCE-MIT.md", "x"),
                ("COPYING.LESSER", "x"),
                ("sub/LICENSE", "x"),
                ("sbom.spdx", "x"),
                ("sbom.spdx.json", "{}"),
                ("empty", ""),
                ("b.license", "x"),
                MIT,
            ],
        ),
        tree(
            "names that only look like it",
            &["FC0312", "FC0313"],
            &[("License", "x"), ("a.scad", GOOD), MIT],
        ),
        tree(
            "annotations",
            &[],
            &[("REUSE.toml", &all), ("a/b.stl", "solid\n"), MIT],
        ),
        tree(
            "annotations of some",
            &["FC0312", "FC0313"],
            &[
                ("REUSE.toml", &all.replace("**", "cad/*.stl")),
                ("cad/a.stl", "solid\n"),
                ("cad/x/b.stl", "solid\n"),
                MIT,
            ],
        ),
        tree(
            "the last annotation of a file counts",
            &["FC0315"],
            &[
                (
                    "REUSE.toml",
                    &format!(
                        "{all}[[annotations]]\npath = [\"a.stl\", \"*.md\"]\n{{C}} = [\"A\", \"B\"]\n{{L}} = [\"CC0-1.0\"]\n"
                    ),
                ),
                ("a.stl", "solid\n"),
                MIT,
                ("LICENSES/CC0-1.0.txt", "text"),
            ],
        ),
        tree(
            "the file itself is closest",
            &["FC0315"],
            &[
                ("REUSE.toml", &all.replace("MIT", "CC0-1.0")),
                ("a.scad", GOOD),
                MIT,
                ("LICENSES/CC0-1.0.txt", "text"),
            ],
        ),
        tree(
            "the file states half, the annotation the rest",
            &[],
            &[
                ("REUSE.toml", &all.replace("MIT", "CC0-1.0")),
                ("a.scad", "// {L}: MIT\n"),
                ("b.scad", "// {C}: Ada\n"),
                MIT,
                ("LICENSES/CC0-1.0.txt", "text"),
            ],
        ),
        tree(
            "aggregated",
            &[],
            &[
                (
                    "REUSE.toml",
                    &format!(
                        "{}precedence = \"aggregate\"\n",
                        all.replace("MIT", "CC0-1.0")
                    ),
                ),
                ("a.scad", GOOD),
                MIT,
                ("LICENSES/CC0-1.0.txt", "text"),
            ],
        ),
        tree(
            "overridden",
            &["FC0315"],
            &[
                (
                    "REUSE.toml",
                    &format!(
                        "{}precedence = \"override\"\n",
                        all.replace("MIT", "CC0-1.0")
                    ),
                ),
                ("a.scad", GOOD),
                MIT,
                ("LICENSES/CC0-1.0.txt", "text"),
            ],
        ),
        tree(
            "annotations in folders",
            &[],
            &[
                ("REUSE.toml", &all.replace("MIT", "CC0-1.0")),
                ("in/REUSE.toml", &all.replace("**", "*.stl")),
                ("in/a.stl", "solid\n"),
                ("in/deep/b.stl", "solid\n"),
                MIT,
                ("LICENSES/CC0-1.0.txt", "text"),
            ],
        ),
        tree(
            "no version",
            &["FC0318"],
            &[
                ("REUSE.toml", &all.replace("version = 1\n", "")),
                MIT,
                ("a.scad", GOOD),
            ],
        ),
        tree(
            "no path",
            &["FC0318"],
            &[
                (
                    "REUSE.toml",
                    "version = 1\n[[annotations]]\n{L} = \"MIT\"\n",
                ),
                MIT,
                ("a.scad", GOOD),
            ],
        ),
        tree(
            "no TOML",
            &["FC0318"],
            &[
                ("REUSE.toml", "version = 1\n[[annotations\n"),
                MIT,
                ("a.scad", GOOD),
            ],
        ),
        tree(
            "unknown precedence",
            &["FC0318"],
            &[
                ("REUSE.toml", &format!("{all}precedence = \"mine\"\n")),
                MIT,
                ("a.scad", GOOD),
            ],
        ),
        tree(
            "dep5",
            &[],
            &[
                (
                    ".reuse/dep5",
                    &format!(
                        "{DEP5}Files: *\nCopyright: 2026 Ada\nLicense: MIT\n\nFiles: cad/* docs/?.md\nCopyright: B\n C\nLicense: CC0-1.0\n"
                    ),
                ),
                ("a.scad", "cube(1);\n"),
                ("cad/x/a.stl", "solid\n"),
                MIT,
                ("LICENSES/CC0-1.0.txt", "text"),
            ],
        ),
        tree(
            "dep5 adds to the file",
            &["FC0314"],
            &[
                (
                    ".reuse/dep5",
                    &format!("{DEP5}Files: *\nCopyright: 2026 Ada\nLicense: CC0-1.0\n"),
                ),
                ("a.scad", GOOD),
                MIT,
            ],
        ),
        tree(
            "dep5 and REUSE.toml",
            &["FC0318"],
            &[
                (
                    ".reuse/dep5",
                    &format!("{DEP5}Files: *\nCopyright: 2026 Ada\nLicense: MIT\n"),
                ),
                ("REUSE.toml", &all),
                ("a.scad", GOOD),
                MIT,
            ],
        ),
        tree(
            "dep5 without format",
            &["FC0318"],
            &[
                (".reuse/dep5", "Files: *\nCopyright: A\nLicense: MIT\n"),
                ("a.scad", GOOD),
                MIT,
            ],
        ),
        tree(
            "many kinds of comment and notice",
            &[],
            &[
                ("a.py", "# Copyright (c) 2020 Ada\n# {L}: MIT\n"),
                ("b.html", "<!--\n© 2020 Ada\n\n{L}: MIT\n-->\n"),
                ("c.ml", "(* Copyright 2020 Ada *)\n(* {L}: MIT *)\n"),
                (
                    "d.xml",
                    "<meta c=\"Copyright Ada\" />\n<meta l=\"{L}: MIT\" />\n",
                ),
                ("e.adoc", "// Copyright: {C}: Ada\n[{L}: MIT] ::\n"),
                ("f.txt", "far below\n\n\n\n  {C}: Ada\r\n  {L}: MIT\r\n"),
                MIT,
            ],
        ),
        tree(
            "no notice",
            &["FC0313"],
            &[
                (
                    "a.txt",
                    "(C) 2020 Ada, copyright Ada, Copyrighted\n{L}: MIT\n",
                ),
                MIT,
            ],
        ),
        tree(
            "nested packages",
            &["FC0312", "FC0313"],
            &[("a.scad", GOOD), ("sub/okh.toml", "okhv = \"2.4\"\n"), MIT],
        ),
        tree(
            "a directory in place of a statement",
            &["FC0319"],
            &[
                ("a.stl", "solid\n"),
                ("a.stl.license/x.license", "x"),
                ("b.scad", GOOD),
                MIT,
            ],
        ),
        tree(
            "meson subprojects",
            &[],
            &[("a.scad", GOOD), ("subprojects/x/a.c", "x"), MIT],
        ),
        tree(
            "a nested folder of licences",
            &[],
            &[("a.scad", GOOD), ("sub/LICENSES/x.txt", "x"), MIT],
        ),
    ];
    let utf16 = [0xff, 0xfe]
        .into_iter()
        .chain(
            String::from_utf8(text(GOOD))
                .expect("UTF-8")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    let mut utf16_tree = tree("UTF-16", &[], &[MIT]);
    utf16_tree.files.push(("a.txt", utf16));
    trees.push(utf16_tree);
    let mut binary = tree(
        "tags in a binary",
        &["FC0312", "FC0313"],
        &[("b.scad", GOOD), MIT],
    );
    binary.files.push((
        "a.bin",
        [(0..=255).collect::<Vec<u8>>().repeat(8), text(GOOD)].concat(),
    ));
    trees.push(binary);
    let mut far = tree("tags far inside", &[], &[MIT]);
    far.files.push((
        "a.txt",
        [b"facet normal 0 0 1\n".repeat(20_000), text(GOOD)].concat(),
    ));
    trees.push(far);
    let mut ignored = tree(
        "ignored by git",
        &[],
        &[
            ("a.scad", GOOD),
            (".gitignore", "# {C}: A\n# {L}: MIT\nbuild/\n*.gcode\n"),
            ("build/a.o", "x"),
            ("a.gcode", "x"),
            MIT,
        ],
    );
    ignored.also = Some(|root| {
        git(root, &["init", "--quiet"]);
    });
    trees.push(ignored);
    trees.push(tree(
        "ignored without git",
        &["FC0312", "FC0313"],
        &[
            ("a.scad", GOOD),
            (".gitignore", "# {C}: A\n# {L}: MIT\n*.gcode\n"),
            ("a.gcode", "x"),
            MIT,
        ],
    ));
    #[cfg(unix)]
    {
        let mut link = tree(
            "links",
            &[],
            &[("a.scad", GOOD), ("real/b.scad", GOOD), MIT],
        );
        link.also = Some(|root| {
            use std::os::unix::fs::symlink;
            symlink("nowhere", root.join("broken.stl")).expect("a link");
            symlink("real", root.join("again")).expect("a link");
            symlink("../..", root.join("real/out")).expect("a link");
        });
        trees.push(link);
    }
    trees
}

fn git(root: &Path, arguments: &[&str]) {
    let run = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(run.status.success(), "{arguments:?}");
}

/// Whether the tool calls a tree compliant; `None` where it is not installed.
fn verdict_of_the_tool(root: &Path) -> Option<bool> {
    let run = Command::new("reuse")
        .arg("--root")
        .arg(root)
        .args(["lint", "--quiet"])
        .env("LC_ALL", "C.UTF-8")
        .output()
        .ok()?;
    Some(run.status.success())
}

#[test]
fn verdicts_are_those_of_the_reuse_tool() {
    let home = tempfile::tempdir().expect("a home");
    let has_git = Command::new("git").arg("--version").output().is_ok();
    let mut wrong = Vec::new();
    let (mut trees_judged, mut asked) = (0, 0);
    for (number, tree) in trees().into_iter().enumerate() {
        let root = home.path().join(format!("trees/{number}"));
        fs::create_dir_all(&root).expect("a folder");
        for (path, content) in &tree.files {
            let at = root.join(path);
            fs::create_dir_all(at.parent().expect("a parent")).expect("a folder");
            fs::write(at, content).expect("written");
        }
        if tree.name == "ignored by git" && !has_git {
            println!("skipped: `{}` needs git", tree.name);
            continue;
        }
        if let Some(also) = tree.also {
            also(&root);
        }
        // A nested package is judged with the folder that was named, and once by itself.
        let (code, report) = check(
            home.path(),
            &["--for", "reuse", root.to_str().expect("UTF-8")],
        );
        trees_judged += 1;
        let found = codes(&report);
        if tree.name != "nested packages" && found != tree.expected {
            wrong.push(format!("{}: {found:?}, not {:?}", tree.name, tree.expected));
        }
        if (code == 0) != tree.expected.is_empty() {
            wrong.push(format!("{}: exit code {code}", tree.name));
        }
        if let Some(compliant) = verdict_of_the_tool(&root) {
            asked += 1;
            if compliant != tree.expected.is_empty() {
                wrong.push(format!("{}: the tool says {compliant}", tree.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(trees_judged >= 50, "{trees_judged} trees");
    if asked == 0 {
        println!("skipped: no reuse tool; verdicts compared with the recorded ones");
    }
}

/// A small package whose files state nothing.
fn plain(root: &Path) {
    let write = |name: &str, content: &[u8]| fs::write(root.join(name), content).expect("written");
    write(
        "okh.toml",
        b"okhv = \"2.4\"\nname = \"Block\"\nrepo = \"https://codeberg.org/a/b\"\nversion = \"1.0.0\"\nlicense = \"MIT\"\n\
          licensor = \"Some Body\"\nfunction = \"A block that stands where it is put.\"\nreadme = \"README.md\"\n\
          manufacturing-instructions = \"README.md\"\n[[part]]\nname = \"block\"\nsource = \"block.scad\"\nexport = \"block.stl\"\n",
    );
    write("block.stl", &crate::cli::box_stl([20.0, 10.0, 5.0]));
    write("block.scad", b"cube([20, 10, 5]);\n");
    write(
        "README.md",
        b"# Block\n\nIt stands.\n\n## Making\n\nPrint it.\n",
    );
    write("LICENSE", include_bytes!("../../LICENSE-MIT"));
}

#[test]
fn nothing_is_said_of_it_unless_somebody_asks() {
    let home = tempfile::tempdir().expect("a home");
    let root = home.path().join("block");
    fs::create_dir(&root).expect("a folder");
    plain(&root);
    let path = root.to_str().expect("UTF-8");
    assert_eq!(check(home.path(), &[path]).0, 0);
    assert_eq!(codes(&check(home.path(), &[path]).1), [""; 0]);
    // A level asks.
    let (code, report) = check(home.path(), &["--deny", "file-without-licence", path]);
    assert_eq!((code, codes(&report)), (1, vec!["FC0312".to_owned()]));
    let (code, _) = check(home.path(), &["--allow", "file-without-licence", path]);
    assert_eq!(code, 0);
    // The package asks: one note, whatever the number of files.
    fs::write(root.join("REUSE.toml"), "version = 1\n").expect("written");
    let (code, report) = check(home.path(), &[path]);
    assert_eq!(
        (code, codes(&report)),
        (0, vec!["FC0312".to_owned(), "FC0313".to_owned()])
    );
    assert_eq!(report["summary"]["notes"], 2);
    // The purpose asks: a finding per file, and nothing about anything else.
    fs::remove_file(root.join("README.md")).expect("removed");
    let (code, report) = check(home.path(), &["--for", "reuse", path]);
    assert_eq!(
        (code, codes(&report)),
        (1, vec!["FC0312".to_owned(), "FC0313".to_owned()])
    );
    assert_eq!(report["summary"]["errors"], 6);
    assert!(report["verdicts"].as_array().expect("verdicts").is_empty());
    let output = fabcommons(home.path())
        .args(["check", "--for", "reuse", path])
        .output()
        .expect("the binary runs");
    assert_eq!(exit_code(&output), 1);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("6 errors · fails `--for reuse`"), "{told}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let home = tempfile::tempdir().expect("a home");
    let root = home.path().join("tree");
    fs::create_dir(&root).expect("a folder");
    fs::write(root.join("a.stl"), "solid\n").expect("written");
    fs::create_dir(root.join("REUSE.toml")).expect("a folder");
    for pipe in ["pipe", "a.stl.license"] {
        let made = Command::new("mkfifo").arg(root.join(pipe)).status();
        if !made.is_ok_and(|status| status.success()) {
            println!("skipped: no pipes here");
            return;
        }
    }
    let (code, report) = check(
        home.path(),
        &["--for", "reuse", root.to_str().expect("UTF-8")],
    );
    assert_eq!((code, codes(&report)), (1, vec!["FC0319".to_owned()]));
}

#[test]
fn annotations_reach_the_rules_about_licences() {
    let home = tempfile::tempdir().expect("a home");
    let root = home.path().join("block");
    fs::create_dir(&root).expect("a folder");
    plain(&root);
    let path = root.to_str().expect("UTF-8");
    let annotate = |licence: &str, glob: &str| {
        let text = toml(&format!(
            "[[annotations]]\npath = \"**\"\n{{C}} = \"A\"\n{{L}} = \"MIT\"\n\
             [[annotations]]\npath = \"{glob}\"\n{{C}} = \"A\"\n{{L}} = \"{licence}\"\n"
        ));
        fs::write(root.join("REUSE.toml"), self::text(&text)).expect("written");
        let (_, report) = check(home.path(), &["--allow", "unfiled-licence", path]);
        codes(&report)
    };
    assert_eq!(annotate("MIT", "*.scad"), [""; 0]);
    assert_eq!(annotate("CC-BY-NC-4.0", "*.scad"), ["FC0308"]);
    assert_eq!(
        annotate("CC-BY-NC-4.0", "vendor/**"),
        [""; 0],
        "no such file"
    );
    assert_eq!(annotate("CC-BY-SA-4.0", "*.scad"), ["FC0311"], "no text");
    let licences = root.join("LICENSES");
    fs::create_dir(&licences).expect("a folder");
    let deed = spdx::license_id("CC-BY-SA-4.0").expect("an id").text();
    fs::write(licences.join("CC-BY-SA-4.0.txt"), deed).expect("written");
    assert_eq!(annotate("CC-BY-SA-4.0", "*.scad"), [""; 0]);

    let package = fabcommons::package::Package::load(&root, None).expect("a package");
    let of = |path: &str| {
        let found = package.licences.licence_of(path);
        found.map(|licence| licence.expression.as_str().to_owned())
    };
    assert_eq!(of("block.scad").as_deref(), Some("CC-BY-SA-4.0"));
    assert_eq!(of("block.stl").as_deref(), Some("MIT"));
}

mod properties {
    use fabcommons::package::licence::reuse::{identifiers, read_dep5, read_toml};
    use proptest::prelude::*;

    /// Texts that are nearly the real thing.
    fn nearly(words: &'static [&'static str]) -> impl Strategy<Value = String> {
        let word = prop_oneof![
            4 => prop::sample::select(words).prop_map(str::to_owned),
            1 => "[\\PC\n\t\r]{0,6}",
        ];
        prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
    }

    const TOML: &[&str] = &[
        "version = 1\n",
        "[[annotations]]\n",
        "path = ",
        "\"**/*.stl\"",
        "[\"a\", \"b\\\\*\"]",
        "\n",
        "precedence = \"override\"\n",
        "SPDX-FileCopyrightText = ",
        "\"2024 A\"",
        "{ }",
        "=",
        "\"\"\"",
    ];
    const DEP5: &[&str] = &[
        "Format: x\n",
        "\n",
        "Files: * a/?\\*\n",
        "Copyright: A\n",
        "License: MIT\n",
        " more\n",
        "\t",
        "# x\n",
        ":",
        "Files",
    ];

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(toml in nearly(TOML), dep5 in nearly(DEP5), path in "\\PC{0,40}") {
            for (annotations, faults) in [
                read_toml("REUSE.toml", toml.as_bytes()),
                read_dep5(".reuse/dep5", dep5.as_bytes()),
            ] {
                for annotation in &annotations {
                    annotation.matches(&path);
                    for field in annotation.licences.iter().chain(&annotation.copyrights) {
                        prop_assert!(annotation.source.text.get(field.span.clone()).is_some());
                    }
                }
                for (source, span) in faults.iter().filter_map(|fault| fault.place.as_ref()) {
                    prop_assert!(source.text.get(span.clone()).is_some());
                }
            }
        }

        #[test]
        fn any_bytes_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let (annotations, faults) = read_toml("REUSE.toml", &bytes);
            prop_assert!(!annotations.is_empty() || !faults.is_empty());
            read_dep5(".reuse/dep5", &bytes);
        }

        #[test]
        fn expressions_survive_brackets(words in prop::collection::vec("[A-Z]{1,3}", 1..6)) {
            let joined = words.join(" OR ");
            let plain = identifiers(&joined);
            prop_assert_eq!(&plain, &identifiers(&format!("(({joined}))")));
            let expects = !words.iter().any(|word| word == "OR" || word == "AND");
            prop_assert!(!expects || plain.is_some());
        }
    }
}
