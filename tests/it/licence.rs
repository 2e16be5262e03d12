//! Licence strings and licence files of real designs.

use crate::support::{corpus, files_below};
use fabcommons::package::licence::{Class, Declared, Fault, Recognised, family_of, recognise};
use std::collections::BTreeMap;

/// Every licence that a manifest of the corpus declares is understood, or its candidates are listed.
#[test]
fn licences_of_published_manifests_are_understood() {
    let Some(corpus) = corpus() else { return };
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    let mut total = 0;
    for path in files_below(&corpus.join("manifests")) {
        let text = std::fs::read_to_string(&path).expect("a manifest");
        for line in text.lines() {
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            if !matches!(
                key.trim(),
                "license" | "licence" | "spdx-license" | "alternative-license"
            ) {
                continue;
            }
            // Up to the closing quote: comments may follow.
            let value = value.trim().trim_start_matches('"');
            let raw = value.split('"').next().unwrap_or(value);
            let declared = Declared::read(raw, 0..raw.len());
            total += 1;
            let kind = match &declared.fault {
                None => "valid",
                Some(Fault::Empty) => "empty",
                Some(Fault::Spelling) => "spelling",
                Some(Fault::Wrapped) => "wrapped",
                Some(Fault::Name) => "name",
                Some(Fault::Ambiguous { .. }) => "ambiguous",
                Some(Fault::Unknown { .. }) => "unknown",
            };
            *kinds.entry(kind).or_default() += 1;
            *classes.entry(declared.class.word()).or_default() += 1;
            let meant = declared.expression.as_ref().map_or_else(
                || declared.suggestions().join(" | "),
                |expression| expression.as_str().to_owned(),
            );
            *rows
                .entry(format!(
                    "{raw} -> {kind}: {meant} ({})",
                    declared.class.word()
                ))
                .or_default() += 1;
            // A string with a version of a licence that everybody knows must be clear.
            let names_version = raw.contains(|c: char| c.is_ascii_digit());
            let known = [
                "CC",
                "CERN",
                "GPL",
                "Creative Commons",
                "TAPR",
                "Apache",
                "BSD",
            ]
            .iter()
            .any(|name| raw.contains(name));
            if known && names_version && !raw.contains(',') {
                assert!(declared.expression.is_some(), "{}: {raw}", path.display());
            }
        }
    }
    for (row, count) in &rows {
        println!("{count:5} {row}");
    }
    println!("{total} strings: {kinds:?}; {classes:?}");
    assert!(total > 2000);
    let unclear = kinds.get("unknown").copied().unwrap_or_default();
    assert!(
        unclear * 100 < total,
        "{unclear} of {total} are not understood"
    );
}

/// The licence files of the corpus are what they are.
#[test]
fn licence_files_of_real_packages_are_recognised() {
    let Some(corpus) = corpus() else { return };
    let read = |path: &str| {
        recognise(
            &std::fs::read_to_string(corpus.join("packages").join(path)).expect("a licence file"),
        )
    };
    let ids = |path: &str| match read(path) {
        Recognised::Licences(found) => {
            let mut ids: Vec<String> = found
                .into_iter()
                .map(|found| {
                    let changed = if found.is_modified() { "~" } else { "" };
                    format!("{changed}{}", found.id)
                })
                .collect();
            ids.sort();
            ids.join(" ")
        }
        Recognised::Notice(named) => format!("notice of {}", named.join(" ")),
        other => format!("{other:?}"),
    };
    for (path, wanted) in [
        ("bcn3d-moveo/LICENSE", "MIT"),
        ("heimeliq/LICENSE", "MIT"),
        ("heimeliq/LICENSE.example", "notice of CERN-OHL-S-2.0"),
        ("librewater/LICENSE.txt", "CERN-OHL-S-2.0"),
        ("librewater/LICENSES/CC0-1.0.txt", "CC0-1.0"),
        ("librewater/LICENSES/CC-BY-SA-4.0.txt", "CC-BY-SA-4.0"),
        ("librewater/LICENSES/CERN-OHL-S-2.0.txt", "CERN-OHL-S-2.0"),
        (
            "otto-diy/Libraries/Adafruit_NeoPixel/COPYING",
            "LGPL-3.0-only",
        ),
        (
            "otto-diy/Libraries/EnableInterrupt/extras/LICENSE",
            "Apache-2.0",
        ),
        ("otto-diy/Libraries/license.txt", "BSD-3-Clause"),
        ("qarve/LICENSE", "notice of CERN-OHL-S-2.0"),
        ("spotistation/LICENSE", "CERN-OHL-S-2.0 GPL-3.0-only"),
        ("zacplus/LICENSE.md", "CC-BY-SA-4.0"),
    ] {
        assert_eq!(ids(path), wanted, "{path}");
    }
}

#[test]
fn classes_have_their_words() {
    assert_eq!(
        Declared::read("CERN-OHL-S-2.0", 0..14).class,
        Class::Commons
    );
}

/// Licences that designs, their texts and their software come under.
const USUAL: [&str; 46] = [
    "CERN-OHL-S-2.0",
    "CERN-OHL-W-2.0",
    "CERN-OHL-P-2.0",
    "CERN-OHL-1.2",
    "CERN-OHL-1.1",
    "TAPR-OHL-1.0",
    "SHL-0.51",
    "SHL-0.5",
    "CC-BY-SA-4.0",
    "CC-BY-4.0",
    "CC0-1.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-NC-4.0",
    "CC-BY-ND-4.0",
    "CC-BY-NC-ND-4.0",
    "CC-BY-SA-3.0",
    "CC-BY-3.0",
    "CC-BY-NC-SA-3.0",
    "CC-BY-SA-2.5",
    "CC-BY-SA-3.0-DE",
    "MIT",
    "MIT-0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD-4-Clause",
    "ISC",
    "0BSD",
    "Zlib",
    "Unlicense",
    "WTFPL",
    "Apache-2.0",
    "MPL-2.0",
    "MPL-1.1",
    "GPL-2.0-only",
    "GPL-3.0-only",
    "LGPL-2.1-only",
    "LGPL-3.0-only",
    "AGPL-3.0-only",
    "EUPL-1.2",
    "OFL-1.1",
    "ODbL-1.0",
    "EPL-2.0",
    "BSL-1.0",
    "Artistic-2.0",
    "GFDL-1.3-only",
    "LAL-1.3",
];

fn text_of(id: &str) -> &'static str {
    let text = spdx::license_id(id).expect("a known id").text();
    // The list appends the GPL, which packages ship as a file of its own.
    match id {
        "LGPL-3.0-only" => text.split("\nGNU GENERAL PUBLIC").next().unwrap_or(text),
        _ => text,
    }
}

/// Words on lines of `width` characters, every line behind `prefix`.
fn rewrapped(text: &str, width: usize, prefix: &str) -> String {
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut line = String::from(prefix);
        for word in paragraph.split_whitespace() {
            if line.len() + word.len() > width {
                lines.push(std::mem::replace(&mut line, String::from(prefix)));
            }
            line.push_str(word);
            line.push(' ');
        }
        lines.push(line);
        lines.push(prefix.to_owned());
    }
    lines.join("\n")
}

/// As somebody would write it in Markdown: a heading, emphasis, lists, links.
fn in_markdown(text: &str) -> String {
    let mut first = true;
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lead = if std::mem::take(&mut first) { "# " } else { "" };
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        match words.split_first() {
            Some((head, rest)) if rest.len() > 8 => {
                format!("{lead}**{head}** {}\n", rest.join(" "))
            }
            _ => format!("{lead}{}\n", words.join(" ")),
        }
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

fn in_html(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;");
    let paragraphs: Vec<String> = escaped
        .split("\n\n")
        .map(|p| format!("<p>{p}</p>"))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html><body>\n{}\n</body></html>\n",
        paragraphs.join("\n")
    )
}

fn found(text: &str) -> Vec<(String, bool)> {
    match recognise(text) {
        Recognised::Licences(found) => found
            .into_iter()
            .map(|found| (family_of(&found.id).to_owned(), found.is_modified()))
            .collect(),
        _ => Vec::new(),
    }
}

/// Every usual text is recognised in every edition that people make of it.
#[test]
fn real_texts_are_recognised_in_every_edition() {
    let mut wrong = Vec::new();
    for id in USUAL {
        let original = text_of(id);
        let filled = original
            .replace("<year>", "2019-2024")
            .replace("[yyyy]", "2021")
            .replace(
                "<copyright holders>",
                "Ada Maker and the lamp project <ada@example.org>",
            )
            .replace("<owner>", "Ada Maker")
            .replace("[name of copyright owner]", "Ada Maker");
        let editions = [
            ("as it is", original.to_owned()),
            ("with Windows line ends", original.replace('\n', "\r\n")),
            ("in long lines", rewrapped(original, 400, "")),
            (
                "in short lines behind signs",
                rewrapped(original, 60, " * "),
            ),
            ("as a script's comment", rewrapped(original, 78, "# ")),
            ("with names filled in", filled),
            ("in Markdown", in_markdown(original)),
            ("as a web page", in_html(original)),
            (
                "with entities",
                original
                    .replace('"', "&quot;")
                    .replace('\'', "&apos;")
                    .replace('&', "&amp;")
                    .replace("&amp;quot;", "&quot;")
                    .replace("&amp;apos;", "&apos;"),
            ),
            (
                "with curly quotes",
                original.replace('\'', "’").replace(" - ", " — "),
            ),
            (
                "with a word before and after",
                format!("The lamp is shared under these terms.\n\n{original}\n\nThanks to all.\n"),
            ),
            ("with a byte order mark", format!("\u{feff}{original}")),
            (
                "with spaces that do not break",
                original.replace(". ", ".\u{a0}"),
            ),
        ];
        for (edition, text) in editions {
            let got = found(&text);
            if got != [(family_of(id).to_owned(), false)] {
                wrong.push(format!("{id} {edition}: {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A text from which a part was taken is the licence, modified; half of one is none.
#[test]
fn a_text_without_a_paragraph_is_modified() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for id in USUAL {
        let original = text_of(id);
        let words: Vec<&str> = original.split_whitespace().collect();
        // A tenth of the words from the middle; of the short ones that is a clause. Without that clause some
        // are another licence, word for word (MIT-0, BSD-2-Clause): they lose one further down.
        let from = match id {
            "MIT" | "BSD-4-Clause" => 80,
            "Unlicense" => 0,
            _ => 45,
        };
        let at = |percent: usize| words.len() * percent / 100;
        let cut = [&words[..at(from)], &words[at(from + 10)..]]
            .concat()
            .join(" ");
        let got = found(&cut);
        tried += 1;
        if got != [(family_of(id).to_owned(), true)] {
            wrong.push(format!("{id} less a tenth: {got:?}"));
        }
        let half = words[..words.len() / 2].join(" ");
        let got = found(&half);
        if got.iter().any(|(family, _)| family == family_of(id)) {
            wrong.push(format!("{id} half: {got:?}"));
        }
    }
    assert!(tried >= 40);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn two_texts_in_one_file_are_both_found() {
    let mut wrong = Vec::new();
    for pair in [
        ["CERN-OHL-S-2.0", "CC-BY-SA-4.0"],
        ["CERN-OHL-P-2.0", "MIT"],
        ["MIT", "Apache-2.0"],
        ["GPL-3.0-only", "LGPL-3.0-only"],
        ["GPL-3.0-only", "CERN-OHL-S-2.0"],
        ["GPL-2.0-only", "CC-BY-SA-3.0"],
        ["BSD-3-Clause", "MIT"],
        ["TAPR-OHL-1.0", "CC-BY-4.0"],
        ["MIT", "Artistic-2.0"],
        ["CC0-1.0", "OFL-1.1"],
    ] {
        let [a, b] = pair;
        let file = format!(
            "Hardware\n========\n\n{}\n\nThe rest\n--------\n\n{}",
            text_of(a),
            text_of(b)
        );
        let mut got = found(&file);
        got.sort();
        let mut wanted = pair.map(|id| (family_of(id).to_owned(), false)).to_vec();
        wanted.sort();
        if got != wanted {
            wrong.push(format!("{a} and {b}: {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Notices, deeds and placeholders are no licence texts.
#[test]
fn what_only_names_a_licence_is_a_notice() {
    let deed = "Creative Commons Attribution-ShareAlike 4.0 International (CC BY-SA 4.0)\n\n\
        This is a human-readable summary of (and not a substitute for) the license.\n\n\
        You are free to:\n\nShare - copy and redistribute the material in any medium or format\n\
        Adapt - remix, transform, and build upon the material for any purpose, even commercially.\n\n\
        Under the following terms:\n\nAttribution - You must give appropriate credit, provide a link to the license, and \
        indicate if changes were made.\nShareAlike - If you remix, transform, or build upon the material, you must \
        distribute your contributions under the same license as the original.\n\
        https://creativecommons.org/licenses/by-sa/4.0/\n";
    let apache = "Copyright 2024 Ada Maker\n\nLicensed under the Apache License, Version 2.0 (the \"License\"); you may \
        not use this file except in compliance with the License. You may obtain a copy of the License at\n\n    \
        http://www.apache.org/licenses/LICENSE-2.0\n\nUnless required by applicable law or agreed to in writing, software \
        distributed under the License is distributed on an \"AS IS\" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND.\n";
    let cern = "Copyright Ada Maker 2024.\n\nThis source describes Open Hardware and is licensed under the CERN-OHL-W v2.\n\n\
        You may redistribute and modify this source and make products using it under the terms of the CERN-OHL-W v2 \
        (https://ohwr.org/cern_ohl_w_v2.txt).\n";
    for (text, id) in [
        (deed, "CC-BY-SA-4.0"),
        (apache, "Apache-2.0"),
        (cern, "CERN-OHL-W-2.0"),
        (
            concat!("SPDX-License-", "Identifier: CERN-OHL-S-2.0"),
            "CERN-OHL-S-2.0",
        ),
        (
            "This work is licensed under a Creative Commons Attribution 4.0 International License.",
            "CC-BY-4.0",
        ),
        (
            "<html><body><a href=\"x\">https://creativecommons.org/licenses/by-nc/4.0/</a></body></html>",
            "CC-BY-NC-4.0",
        ),
        (
            "# GNU General Public License v3.0\n\nSee https://www.gnu.org/licenses/gpl-3.0.html",
            "GPL-3.0-only",
        ),
        (
            "TAPR Open Hardware License, see www.tapr.org/OHL",
            "TAPR-OHL-1.0",
        ),
    ] {
        assert_eq!(
            recognise(text),
            Recognised::Notice(vec![id.to_owned()]),
            "{text}"
        );
    }
    for text in [
        "",
        "\n\n",
        "TODO: add a license",
        "License to be determined",
        "Your license here",
    ] {
        assert_eq!(recognise(text), Recognised::Placeholder, "{text:?}");
    }
    for text in [
        "You may look, but not touch.\n",
        "Ask the author before you sell anything that is made from this design.\n",
    ] {
        assert_eq!(recognise(text), Recognised::Unknown, "{text:?}");
    }
    // A long text of nobody's knowledge stays unknown.
    let own =
        "Everybody may build this lamp and give it to a neighbour who needs light. ".repeat(60);
    assert_eq!(recognise(&own), Recognised::Unknown);
}

/// The texts that Debian installs with every system, which nobody made for this test.
#[test]
fn texts_of_the_system_are_recognised() {
    let folder = std::path::Path::new("/usr/share/common-licenses");
    let mut seen = 0;
    for (name, family) in [
        ("Apache-2.0", "Apache-2.0"),
        ("BSD", "BSD-3-Clause"),
        ("CC0-1.0", "CC0-1.0"),
        ("GFDL-1.2", "GFDL-1.2"),
        ("GFDL-1.3", "GFDL-1.3"),
        ("GPL-1", "GPL-1.0"),
        ("GPL-2", "GPL-2.0"),
        ("GPL-3", "GPL-3.0"),
        ("LGPL-2", "LGPL-2.0"),
        ("LGPL-2.1", "LGPL-2.1"),
        ("LGPL-3", "LGPL-3.0"),
        ("MPL-1.1", "MPL-1.1"),
        ("MPL-2.0", "MPL-2.0"),
    ] {
        let Ok(text) = std::fs::read_to_string(folder.join(name)) else {
            continue;
        };
        seen += 1;
        assert_eq!(found(&text), [(family.to_owned(), false)], "{name}");
    }
    if seen == 0 {
        println!("skipped: no {}", folder.display());
    }
}
