//! Which licences a text is.
//!
//! A text is compared with the texts of the SPDX list by the pairs of words they share, as askalono
//! does. Two differences serve licence files of hardware: the measure is how much of the *licence* is
//! in the file, so that several texts in one file, a preamble or a list of authors do no harm; and
//! what a licence has claimed is taken out before the next is looked for, so that BSD-2-Clause is not
//! found inside BSD-3-Clause.

mod compare;
mod titles;

use super::names;
use compare::{Candidate, Pairs, listed, normalised, promising, without_tags};
use std::sync::Arc;

/// From this share of its word pairs on, a licence is surely what a text is.
pub const SURE: f64 = 0.95;

/// From this share on, it is the licence with changes.
pub const MODIFIED: f64 = 0.8;

/// A shorter text that names a licence is a notice, not a text nobody knows.
const NOTICE: usize = 2048;

/// A text with fewer pairs of words is compared with the usual licences only.
const LEAST: u32 = 60;

/// More pairs of words than this beside a licence may be those of another one.
const LEFT_OVER: u32 = 80;

/// What a licence file is.
#[derive(Debug, Clone, PartialEq)]
pub enum Recognised {
    /// The texts of these licences.
    Licences(Vec<Detected>),
    /// It only names these licences, or links to them.
    Notice(Vec<String>),
    /// Nobody has filled it in.
    Placeholder,
    /// Nothing that is known.
    Unknown,
}

/// A licence text that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Detected {
    /// The SPDX id (of the GNU family, the `-only` one: a text does not tell).
    pub id: String,
    /// How much of the licence is there, 0 to 1.
    pub score: f64,
}

impl Detected {
    /// Whether the text was changed.
    pub fn is_modified(&self) -> bool {
        self.score < SURE
    }
}

/// Phrases of common licences, in normalised words, with the ids to compare first.
const SIGNS: [(&str, &[&str]); 18] = [
    (
        "cern",
        &[
            "CERN-OHL-S-2.0",
            "CERN-OHL-W-2.0",
            "CERN-OHL-P-2.0",
            "CERN-OHL-1.2",
            "CERN-OHL-1.1",
        ],
    ),
    ("tapr", &["TAPR-OHL-1.0"]),
    ("solderpad", &["SHL-0.51", "SHL-0.5", "SHL-2.1", "SHL-2.0"]),
    (
        "creative commons",
        &[
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
            "CC-BY-NC-3.0",
        ],
    ),
    ("cc0", &["CC0-1.0"]),
    (
        "general public license",
        &[
            "GPL-3.0-only",
            "GPL-2.0-only",
            "AGPL-3.0-only",
            "LGPL-3.0-only",
            "LGPL-2.1-only",
        ],
    ),
    ("apache license", &["Apache-2.0"]),
    ("mozilla public license", &["MPL-2.0"]),
    (
        "permission is hereby granted",
        &["MIT", "MIT-0", "X11", "BSL-1.0"],
    ),
    (
        "redistribution and use in source",
        &["BSD-3-Clause", "BSD-2-Clause", "BSD-4-Clause"],
    ),
    ("permission to use copy modify", &["ISC", "0BSD"]),
    ("released into the public domain", &["Unlicense"]),
    ("do what the fuck you want", &["WTFPL"]),
    (
        "free documentation license",
        &["GFDL-1.3-only", "GFDL-1.2-only"],
    ),
    ("open font license", &["OFL-1.1"]),
    ("open database license", &["ODbL-1.0"]),
    ("european union public license", &["EUPL-1.2", "EUPL-1.1"]),
    ("eclipse public license", &["EPL-2.0", "EPL-1.0"]),
];

/// Recognises the text of a licence file.
pub fn recognise(text: &str) -> Recognised {
    if is_placeholder(text) {
        return Recognised::Placeholder;
    }
    let joined = normalised(text);
    let whole = Pairs::of(&joined);
    // A deed says itself that it is none: "a human-readable summary of (and not a substitute for)".
    let is_deed = joined.contains("human readable summary of");

    let mut usual: Vec<Arc<Candidate>> = SIGNS
        .iter()
        .filter(|(sign, _)| joined.contains(sign))
        .flat_map(|(_, ids)| ids.iter().copied())
        .filter_map(listed)
        .collect();
    usual.dedup_by(|a, b| a.id == b.id);
    let titles = titles::of(&joined);
    let fits = |candidate: &Arc<Candidate>| titles::allow(&titles, candidate.id);
    usual.retain(fits);
    let promising = |pairs: &Pairs| -> Vec<Arc<Candidate>> {
        promising(pairs).into_iter().filter(fits).collect()
    };
    let mut rest = whole.clone();
    let mut found = claim(&mut rest, &usual, MODIFIED);
    let is_certain = found.iter().any(|found| !found.is_modified());
    if is_certain {
        // What is left over may be an unusual licence beside a usual one.
        if rest.total >= LEFT_OVER {
            found.extend(claim(&mut rest.clone(), &promising(&rest), SURE));
        }
    } else if !is_deed && whole.total >= LEAST {
        // Everything at once, so that an unusual licence wins over the likeness of a usual one.
        found = claim(&mut whole.clone(), &promising(&whole), MODIFIED);
    }
    if !found.is_empty() {
        return Recognised::Licences(found);
    }
    let plain = without_tags(text);
    if is_deed || plain.len() < NOTICE {
        let named = mentioned(&plain);
        if !named.is_empty() {
            return Recognised::Notice(named);
        }
    }
    Recognised::Unknown
}

/// Takes licence after licence out of `text`, each time the one that explains most of it.
fn claim(text: &mut Pairs, candidates: &[Arc<Candidate>], least: f64) -> Vec<Detected> {
    const MOST: usize = 12;
    let mut found: Vec<Detected> = Vec::new();
    while found.len() < MOST {
        let best = candidates
            .iter()
            .filter(|candidate| found.iter().all(|known| known.id != candidate.id))
            .map(|candidate| {
                let matched = candidate.pairs.in_common(text);
                (
                    matched,
                    f64::from(matched) / f64::from(candidate.pairs.total),
                    candidate,
                )
            })
            .filter(|(_, share, _)| *share >= least)
            .max_by(|a, b| {
                // A whole licence before a part of a longer one; of two whole ones the longer, unless it
                // is whole only because other texts of the file lend it words.
                let whole = |share: f64| share >= SURE;
                let weight = |found: &(u32, f64, &Arc<Candidate>)| {
                    let missing = if whole(found.1) {
                        found.2.pairs.total - found.0
                    } else {
                        0
                    };
                    i64::from(found.0) - 4 * i64::from(missing)
                };
                whole(a.1)
                    .cmp(&whole(b.1))
                    .then(weight(a).cmp(&weight(b)))
                    .then(a.1.total_cmp(&b.1))
                    .then(b.2.id.cmp(a.2.id))
            });
        let Some((_, score, candidate)) = best else {
            break;
        };
        text.remove(&candidate.pairs);
        found.push(Detected {
            id: candidate.id.to_owned(),
            score,
        });
    }
    found
}

/// The licences that a short text names: by SPDX tag, by address, by id, by title.
pub(super) fn mentioned(text: &str) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    let mut add = |id: String| {
        if !named.contains(&id) {
            named.push(id);
        }
    };
    for tag in super::headers::tags(text) {
        if let Some(expression) = super::Expression::parse(&tag.value) {
            expression
                .licences()
                .into_iter()
                .for_each(|licence| add(licence.id));
        }
    }
    // A tag is a statement; a text that has one may speak of other licences besides.
    if !named.is_empty() {
        return named;
    }
    let mut add = |id: String| {
        if !named.contains(&id) {
            named.push(id);
        }
    };
    for word in text.split(|c: char| c.is_whitespace() || "()[]<>\"'`*,;|".contains(c)) {
        let word = word.trim_end_matches(['.', ':', '!', '?', '/']);
        if let Some(id) = names::at_address(word).or_else(|| names::with_id(word)) {
            add(id);
        }
    }
    for line in text.lines().take(40).filter(|line| line.len() <= 300) {
        if let Some(id) = names::named_in(line) {
            add(id);
        }
    }
    named
}

/// Whether a file stands where a licence should be, without one.
fn is_placeholder(text: &str) -> bool {
    let trimmed = text.trim();
    if trimmed.len() < 3 {
        return true;
    }
    if trimmed.len() > 300 || !mentioned(trimmed).is_empty() {
        return false;
    }
    let lower = trimmed.to_lowercase();
    [
        "todo",
        "tbd",
        "fixme",
        "placeholder",
        "goes here",
        "to be added",
        "to be determined",
        "to be decided",
        "choose a licen",
        "add licen",
        "add a licen",
        "add your licen",
        "insert licen",
        "your licen",
        "coming soon",
        "lorem ipsum",
    ]
    .iter()
    .any(|sign| lower.contains(sign))
}

/// The range of the copyright line of a permissive licence that nobody has filled in.
pub fn unfilled_copyright(text: &str) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n').take(15) {
        let shown = line.trim();
        let lower = shown.to_lowercase();
        let start = lower.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
        if (start.starts_with("copyright") || start.starts_with('©'))
            && start.len() < 160
            && has_placeholder(shown, &lower)
        {
            let from = at + (line.len() - line.trim_start().len());
            return Some(from..from + shown.len());
        }
        at += line.len();
    }
    None
}

/// Whether a copyright line still has a field of a template in it.
fn has_placeholder(line: &str, lower: &str) -> bool {
    const FIELDS: [&str; 22] = [
        "[year]",
        "<year>",
        "{year}",
        "[yyyy]",
        "<yyyy>",
        "{yyyy}",
        "{{",
        "[fullname]",
        "<fullname>",
        "{fullname}",
        "[name]",
        "<name>",
        "[name of",
        "<name of",
        "<copyright holder",
        "[copyright holder",
        "[owner]",
        "<owner>",
        "fixme",
        "todo",
        "your name",
        "<author",
    ];
    FIELDS.iter().any(|field| lower.contains(field))
        || line.contains("YEAR")
        || line.contains("YYYY")
        || line.contains("COPYRIGHT HOLDER")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(id: &str) -> &'static str {
        compare::text_of(id).expect("a known id")
    }

    fn ids(text: &str) -> Vec<String> {
        match recognise(text) {
            Recognised::Licences(found) => found.into_iter().map(|found| found.id).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// Texts of the licences that hardware comes under, each recognised in five editions.
    #[test]
    fn licence_texts_are_recognised_however_they_are_set() {
        for id in [
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
            "CC-BY-NC-3.0",
            "CC-BY-SA-2.5",
            "CC-BY-SA-2.0",
            "MIT",
            "MIT-0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "ISC",
            "0BSD",
            "Zlib",
            "Unlicense",
            "WTFPL",
            "Apache-2.0",
            "MPL-2.0",
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
        ] {
            let original = text(id);
            let one_line = original.split_whitespace().collect::<Vec<_>>().join(" ");
            let commented = format!(" *  {}", original.replace('\n', "\r\n *  "));
            let filled = original
                .replace("<year>", "2021")
                .replace("<copyright holders>", "Ada Maker <ada@example.org>")
                .replace("<owner>", "Ada Maker");
            let framed = format!(
                "# Licence\n\nAll of it is shared.\n\n{original}\n\nThanks to everybody.\n"
            );
            let curly = original.replace('\'', "’").replace("- ", "– ");
            for (edition, text) in [
                ("as it is", original),
                ("on one line", &one_line),
                ("in comments", &commented),
                ("filled in", &filled),
                ("framed", &framed),
                ("typographic", &curly),
            ] {
                let found = match recognise(text) {
                    Recognised::Licences(found) => found,
                    other => panic!("{id} {edition}: {other:?}"),
                };
                assert_eq!(found.len(), 1, "{id} {edition}: {found:?}");
                let (family, wanted) = (
                    super::super::family_of(&found[0].id),
                    super::super::family_of(id),
                );
                assert_eq!(family, wanted, "{id} {edition}");
                assert!(
                    !found[0].is_modified(),
                    "{id} {edition}: {}",
                    found[0].score
                );
            }
        }
    }

    #[test]
    fn several_texts_in_one_file_are_each_found() {
        let file = format!(
            "Hardware\n\n{}\n\nDocumentation\n\n{}\n\nSoftware\n\n{}",
            text("CERN-OHL-S-2.0"),
            text("CC-BY-SA-4.0"),
            text("MIT")
        );
        let mut found = ids(&file);
        found.sort();
        assert_eq!(found, ["CC-BY-SA-4.0", "CERN-OHL-S-2.0", "MIT"]);
    }

    #[test]
    fn a_changed_text_is_modified_and_half_a_text_is_none() {
        let original = text("MIT");
        let changed = original
            .replace(
                "to any person obtaining a copy",
                "to schools and hospitals only",
            )
            .replace("publish, distribute, sublicense, and/or sell", "and study");
        match recognise(&changed) {
            Recognised::Licences(found) => {
                assert_eq!(found[0].id, "MIT");
                assert!(found[0].is_modified(), "{}", found[0].score);
            }
            other => panic!("{other:?}"),
        }
        let half = &text("CERN-OHL-S-2.0")[..6000];
        assert_eq!(recognise(half), Recognised::Unknown);
    }

    #[test]
    fn notices_are_told_from_texts() {
        for (text, id) in [
            (
                "SPDX-License-Identifier: CERN-OHL-S-2.0\n",
                "CERN-OHL-S-2.0",
            ),
            (
                "See https://creativecommons.org/licenses/by-sa/4.0/ for the terms.",
                "CC-BY-SA-4.0",
            ),
            (
                "# CERN Open Hardware Licence Version 2 - Strongly Reciprocal\n\nReplace this placeholder",
                "CERN-OHL-S-2.0",
            ),
            (
                "This repository is licensed under CERN-OHL-W-2.0.",
                "CERN-OHL-W-2.0",
            ),
            (
                "This work is licensed under the Creative Commons Attribution-ShareAlike 3.0 Unported License.",
                "CC-BY-SA-3.0",
            ),
        ] {
            assert_eq!(
                recognise(text),
                Recognised::Notice(vec![id.to_owned()]),
                "{text}"
            );
        }
    }

    #[test]
    fn placeholders_are_seen() {
        for text in ["", " \n", "TODO", "License goes here", "Add license text."] {
            assert_eq!(recognise(text), Recognised::Placeholder, "{text}");
        }
        assert_eq!(
            recognise("Ask Bob before you build this."),
            Recognised::Unknown
        );
        let template = "MIT License\n\nCopyright (c) [year] [fullname]\n\nPermission";
        let span = unfilled_copyright(template).expect("it is unfilled");
        assert_eq!(&template[span], "Copyright (c) [year] [fullname]");
        assert_eq!(
            unfilled_copyright("Copyright (c) 2020 Ada <ada@example.org>\n"),
            None
        );
        assert_eq!(
            unfilled_copyright("Copyright (c) 2016 BCN3D Technologies\n"),
            None
        );
    }
}
