//! Licence strings and licence files of real designs.

use crate::support::{corpus, files_below};
use fabcommons::package::licence::{Class, Declared, Fault, Recognised, recognise};
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
