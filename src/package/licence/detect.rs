//! Which licences a text is.
//!
//! A text is compared with the texts of the SPDX list by the pairs of words they share, as askalono
//! does. Two differences serve licence files of hardware: the measure is how much of the *licence* is
//! in the file, so that several texts in one file, a preamble or a list of authors do no harm; and
//! what a licence has claimed is taken out before the next is looked for, so that BSD-2-Clause is not
//! found inside BSD-3-Clause.

use super::names;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash as _, Hasher as _};
use std::sync::LazyLock;

/// From this share of its word pairs on, a licence is surely what a text is.
pub const SURE: f64 = 0.95;

/// From this share on, it is the licence with changes.
pub const MODIFIED: f64 = 0.8;

/// A shorter text that names a licence is a notice, not a text nobody knows.
const NOTICE: usize = 2048;

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
    let text = &without_tags(text);
    let words = words(text);
    let mut pairs = pairs(&words);
    let joined = words.join(" ");
    // A deed says itself that it is none: "a human-readable summary of (and not a substitute for)".
    let is_deed = joined.contains("human readable summary of");

    let mut candidates: Vec<Candidate> = SIGNS
        .iter()
        .filter(|(sign, _)| joined.contains(sign))
        .flat_map(|(_, ids)| ids.iter().copied())
        .filter_map(Candidate::listed)
        .collect();
    candidates.dedup_by(|a, b| a.id == b.id);
    let mut found = claim(&mut pairs, &candidates);
    let is_certain = found.iter().any(|found| !found.is_modified());
    if !is_certain && !is_deed && words.len() >= 60 {
        // Everything at once, so that an unusual licence wins over the likeness of a usual one.
        found = claim(&mut self::pairs(&words), &EVERY_TEXT);
    }
    if !found.is_empty() {
        return Recognised::Licences(found);
    }
    if is_deed || text.len() < NOTICE {
        let named = mentioned(text);
        if !named.is_empty() {
            return Recognised::Notice(named);
        }
    }
    Recognised::Unknown
}

/// Every text of the SPDX list; made only for a text that no usual licence explains.
static EVERY_TEXT: LazyLock<Vec<Candidate>> = LazyLock::new(|| {
    let own = ["SHL-2.1", "SHL-2.0"];
    spdx::identifiers::LICENSES
        .iter()
        .map(|known| known.name)
        .filter(|id| !is_twin(id))
        .chain(own)
        .filter_map(Candidate::listed)
        .collect()
});

/// Ids whose text is that of another: `GPL-3.0` and `GPL-3.0-or-later` beside `GPL-3.0-only`.
fn is_twin(id: &str) -> bool {
    id.ends_with("-or-later")
        || id.ends_with('+')
        || spdx::license_id(id).is_none_or(spdx::LicenseId::is_deprecated)
}

/// A licence text to compare with.
struct Candidate {
    id: &'static str,
    pairs: Pairs,
}

impl Candidate {
    fn listed(id: &'static str) -> Option<Self> {
        // Solderpad 2.x are exceptions to Apache-2.0 in the SPDX list.
        let text = match spdx::license_id(id) {
            Some(licence) => licence.text(),
            None => spdx::exception_id(id)?.text(),
        };
        let pairs = pairs(&words(&without_tags(text)));
        (pairs.total >= 30).then_some(Self { id, pairs })
    }
}

/// Takes licence after licence out of `text`, each time the one that explains most of it.
fn claim(text: &mut Pairs, candidates: &[Candidate]) -> Vec<Detected> {
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
            .filter(|(_, share, _)| *share >= MODIFIED)
            .max_by(|a, b| {
                // A whole licence before a part of a longer one.
                let whole = |share: f64| share >= SURE;
                whole(a.1)
                    .cmp(&whole(b.1))
                    .then(a.0.cmp(&b.0))
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

/// How often each pair of neighbouring words occurs.
#[derive(Default)]
struct Pairs {
    counts: FxHashMap<u64, u32>,
    total: u32,
}

impl Pairs {
    fn in_common(&self, other: &Self) -> u32 {
        self.counts
            .iter()
            .map(|(pair, count)| other.counts.get(pair).map_or(0, |have| *have.min(count)))
            .sum()
    }

    fn remove(&mut self, other: &Self) {
        for (pair, count) in &other.counts {
            if let Some(have) = self.counts.get_mut(pair) {
                self.total -= (*have).min(*count);
                *have = have.saturating_sub(*count);
            }
        }
    }
}

fn pairs(words: &[String]) -> Pairs {
    let mut pairs = Pairs::default();
    for pair in words.windows(2) {
        let mut hasher = FxHasher::default();
        pair.hash(&mut hasher);
        *pairs.counts.entry(hasher.finish()).or_default() += 1;
        pairs.total += 1;
    }
    pairs
}

/// The words of a text in lower case, without copyright lines, addresses and list letters.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for line in text.lines() {
        if is_copyright_line(line) {
            continue;
        }
        for chunk in line.split_whitespace() {
            if chunk.contains("://") {
                continue;
            }
            let mut word = String::new();
            for character in chunk.chars().chain(std::iter::once(' ')) {
                match character {
                    '\'' | '’' | '‘' | 'ʼ' => {}
                    _ if character.is_alphanumeric() => word.extend(character.to_lowercase()),
                    _ if word.is_empty() => {}
                    _ => {
                        let done = std::mem::take(&mut word);
                        // `a)`, `b.`: every edition numbers its lists in its own way.
                        if done.len() > 1 || done.bytes().all(|byte| byte.is_ascii_digit()) {
                            words.push(respelled(done));
                        }
                    }
                }
            }
        }
    }
    words
}

/// Editions differ in `licence` and `license`.
fn respelled(word: String) -> String {
    if word.contains("licence") {
        word.replace("licence", "license")
    } else {
        word
    }
}

/// `Copyright (c) 2020 Somebody`, filled in or not.
fn is_copyright_line(line: &str) -> bool {
    // A whole licence set on one line is more than its copyright line.
    if line.len() > 250 {
        return false;
    }
    let start = line.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    let lower: String = start.chars().take(120).collect::<String>().to_lowercase();
    let Some(rest) = lower
        .strip_prefix("copyright")
        .or_else(|| lower.strip_prefix('©'))
    else {
        return false;
    };
    lower.starts_with('©')
        || rest.contains(['©', '<', '[', '{'])
        || rest.contains("(c)")
        || rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// The text without HTML tags, if it has any.
fn without_tags(text: &str) -> std::borrow::Cow<'_, str> {
    let head: String = text.chars().take(2000).collect::<String>().to_lowercase();
    if !head.contains("<html") && !head.contains("<!doctype html") && !head.contains("<p>") {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        match character {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                plain.push(' ');
            }
            _ if inside => {}
            _ => plain.push(character),
        }
    }
    plain
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("&nbsp;", " ")
        .replace("&#8217;", "'")
        .into()
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
        spdx::license_id(id).expect("a known id").text()
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
