//! What licences outside the table say themselves about others: each row quotes its clause.

use super::{Ruling, Verdict};

/// One licence says in its text under which others adaptations may go.
struct Row {
    /// The licences that say it.
    of: &'static [&'static str],
    /// Those that adaptations may be under.
    under: &'static [&'static str],
    verdict: Verdict,
    why: &'static str,
    source: &'static str,
}

const GPL_2: [&str; 4] = [
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
];

const ROWS: [Row; 7] = [
    Row {
        of: &[
            "LGPL-2.1-only",
            "LGPL-2.1-or-later",
            "LGPL-2.0-only",
            "LGPL-2.0-or-later",
        ],
        under: &GPL_2,
        verdict: Verdict::Yes,
        why: "a copy may be put under the GPL, version 2 or later, in the place of the LGPL",
        source: "LGPL-2.1 s3",
    },
    Row {
        of: &["LGPL-2.1-or-later", "LGPL-2.0-or-later"],
        under: &["LGPL-3.0-only", "LGPL-3.0-or-later"],
        verdict: Verdict::Yes,
        why: "the recipient may take a later version",
        source: "LGPL-2.1 s13",
    },
    Row {
        of: &["MPL-2.0"],
        under: &[
            "GPL-2.0-only",
            "GPL-2.0-or-later",
            "GPL-3.0-only",
            "GPL-3.0-or-later",
            "LGPL-2.1-only",
            "LGPL-2.1-or-later",
            "LGPL-3.0-only",
            "LGPL-3.0-or-later",
            "AGPL-3.0-only",
            "AGPL-3.0-or-later",
        ],
        verdict: Verdict::Keep,
        why: "a larger work may be under a secondary licence; the files under the MPL stay under it too",
        source: "MPL-2.0 s1.12, s3.3",
    },
    Row {
        of: &["EUPL-1.2"],
        under: &[
            "GPL-2.0-only",
            "GPL-3.0-only",
            "AGPL-3.0-only",
            "OSL-2.1",
            "OSL-3.0",
            "EPL-1.0",
            "CECILL-2.0",
            "CECILL-2.1",
            "MPL-2.0",
            "LGPL-2.1-only",
            "LGPL-3.0-only",
            "CC-BY-SA-3.0",
        ],
        verdict: Verdict::Keep,
        why: "the appendix names it as compatible (CC-BY-SA-3.0 for works other than software)",
        source: "EUPL-1.2 s5 and appendix",
    },
    Row {
        of: &["CC-BY-SA-4.0"],
        under: &["LAL-1.3"],
        verdict: Verdict::Yes,
        why: "Creative Commons lists the Free Art License 1.3 as compatible",
        source: "CC compatible licences, 2014-10-21",
    },
    Row {
        of: &["CERN-OHL-1.1"],
        under: &["CERN-OHL-1.2", "CERN-OHL-S-2.0"],
        verdict: Verdict::Yes,
        why: "the adaptation may be under this or a later version of the licence",
        source: "CERN-OHL-1.1 s3.3(c); CERN-OHL-S-2.0 s1.2(a)",
    },
    Row {
        of: &["CERN-OHL-1.1"],
        under: &["CERN-OHL-W-2.0"],
        verdict: Verdict::Unsettled,
        why: "whether the weaker -W is a later version of a licence that had no variants, nobody has decided",
        source: "CERN-OHL-1.1 s3.3(c), s6.3; CERN-OHL-W-2.0 s1.2(a)",
    },
];

/// What the text of `a` says about `b`, neither pair being in the table.
pub(super) fn ruling(a: &str, b: &str) -> Option<Ruling> {
    if let Some(row) = ROWS
        .iter()
        .find(|row| row.of.contains(&a) && row.under.contains(&b))
    {
        return Some(Ruling::new(row.verdict, row.why, row.source));
    }
    if let (Some(from), Some(to)) = (version(a, "CC-BY-SA-"), version(b, "CC-BY-SA-")) {
        return Some(share_alike(from, to));
    }
    if let Some(from @ ('1' | '2', _)) = version(a, "CC-BY-SA-")
        && spdx::license_id(b).is_some()
    {
        return Some(Ruling::new(
            Verdict::No,
            "share-alike: an adaptation must be under this or a later version with the same elements",
            format!("CC-BY-SA-{}.{} s4(b)", from.0, from.1),
        ));
    }
    // Before 4.0 the attribution licences ask for credit and nothing about the licence of an adaptation.
    if let (Some(from), true) = (version(a, "CC-BY-"), is_creative_commons(b)) {
        let source = if from.0 == '4' {
            "CC-BY-4.0 s3(a)(4)".to_owned()
        } else {
            format!(
                "CC-BY-{}.{} s4(b); Creative Commons FAQ, adapter's licence chart",
                from.0, from.1
            )
        };
        return Some(Ruling::new(
            Verdict::Keep,
            "CC-BY asks for credit, and leaves the licence of an adaptation to its author",
            source,
        ));
    }
    None
}

/// From one version of CC-BY-SA to another, ports included.
fn share_alike(from: (char, char), to: (char, char)) -> Ruling {
    let source = match from {
        ('4', _) => "CC-BY-SA-4.0 s3(b)(1)".to_owned(),
        (major, minor) => format!("CC-BY-SA-{major}.{minor} s4(b)"),
    };
    if from == ('1', '0') && to != from {
        return Ruling::new(
            Verdict::No,
            "version 1.0 lets adaptations be shared under the terms of 1.0 only",
            source,
        );
    }
    if to >= from {
        Ruling::new(
            Verdict::Yes,
            "an adaptation may be under this or a later version with the same elements, ported or not",
            source,
        )
    } else {
        Ruling::new(
            Verdict::No,
            "an adaptation may be under this or a later version, never an earlier one",
            source,
        )
    }
}

/// The digits of the version of an id that begins so: `CC-BY-SA-3.0-DE` has 3 and 0.
fn version(id: &str, start: &str) -> Option<(char, char)> {
    let mut rest = id.strip_prefix(start)?.chars();
    let (major, dot, minor) = (rest.next()?, rest.next()?, rest.next()?);
    (major.is_ascii_digit() && dot == '.' && minor.is_ascii_digit()).then_some((major, minor))
}

fn is_creative_commons(id: &str) -> bool {
    id.starts_with("CC-BY-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_licences_that_exist() {
        for id in ROWS.iter().flat_map(|row| row.of.iter().chain(row.under)) {
            assert!(spdx::license_id(id).is_some(), "{id}");
        }
    }

    #[test]
    fn versions_of_share_alike_only_go_up() {
        let verdict = |a, b| ruling(a, b).map(|ruling| ruling.verdict);
        assert_eq!(verdict("CC-BY-SA-2.0", "CC-BY-SA-4.0"), Some(Verdict::Yes));
        assert_eq!(
            verdict("CC-BY-SA-3.0-DE", "CC-BY-SA-3.0"),
            Some(Verdict::Yes)
        );
        assert_eq!(verdict("CC-BY-SA-4.0", "CC-BY-SA-2.5"), Some(Verdict::No));
        assert_eq!(verdict("CC-BY-SA-1.0", "CC-BY-SA-2.0"), Some(Verdict::No));
        assert_eq!(verdict("CC-BY-2.0", "CC-BY-NC-4.0"), Some(Verdict::Keep));
        assert_eq!(verdict("CC-BY-2.0", "GPL-3.0-only"), None);
    }
}
