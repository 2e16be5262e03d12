//! What single licences do: the class, the reach and the family of each SPDX id.
//!
//! A *share-alike* licence makes every modification join the same pool; a *weak* one does so only for
//! the licensed parts themselves. A licence is *open* when everybody may make, sell and modify (Open
//! Source Hardware Definition 1.0, points 5 to 8). The tables here are our own: the flags of the
//! SPDX crate know nothing of hardware and call CERN-OHL-S no share-alike.

use serde::{Deserialize, Serialize};

/// What a licence does to the commons.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Share-alike: every modification joins the same pool.
    Commons,
    /// Open without share-alike.
    Sharing,
    /// Not open.
    Enclosure,
    /// Cannot be told.
    #[default]
    Unknown,
}

/// How far a licence's share-alike goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Strength {
    /// Not at all.
    Permissive,
    /// The licensed parts themselves.
    Weak,
    /// Whatever is built on them.
    Strong,
}

/// What a licence was written to cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Hardware: design, product and patents.
    Hardware,
    /// Software or any work, with a patent licence.
    Patents,
    /// Only what copyright covers: the documents, not the thing made from them.
    Copyright,
}

impl Class {
    /// The class of `A AND B`: both bind, so the strictest counts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let strictness = |class| match class {
            Self::Sharing => 0,
            Self::Commons => 1,
            Self::Unknown => 2,
            Self::Enclosure => 3,
        };
        if strictness(self) >= strictness(other) {
            self
        } else {
            other
        }
    }

    /// The class of `A OR B`: the user chooses, so the freest counts.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let strictness = |class| match class {
            Self::Sharing => 0,
            Self::Commons => 1,
            Self::Unknown => 2,
            Self::Enclosure => 3,
        };
        if strictness(self) <= strictness(other) {
            self
        } else {
            other
        }
    }

    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Commons => "commons",
            Self::Sharing => "sharing",
            Self::Enclosure => "enclosure",
            Self::Unknown => "unknown",
        }
    }
}

/// Beginnings of ids of share-alike licences, with how far they go and what they cover. The longest
/// beginning that fits counts.
const SHARE_ALIKE: [(&str, Strength, Reach); 28] = [
    ("CERN-OHL-1.", Strength::Strong, Reach::Hardware),
    ("CERN-OHL-S-", Strength::Strong, Reach::Hardware),
    ("CERN-OHL-W-", Strength::Weak, Reach::Hardware),
    ("TAPR-OHL-", Strength::Strong, Reach::Hardware),
    ("CC-BY-SA-", Strength::Strong, Reach::Copyright),
    ("CC-SA-", Strength::Strong, Reach::Copyright),
    ("GPL-1.", Strength::Strong, Reach::Copyright),
    ("GPL-2.", Strength::Strong, Reach::Copyright),
    ("GPL-3.", Strength::Strong, Reach::Patents),
    ("AGPL-1.", Strength::Strong, Reach::Copyright),
    ("AGPL-3.", Strength::Strong, Reach::Patents),
    ("LGPL-2.", Strength::Weak, Reach::Copyright),
    ("LGPL-3.", Strength::Weak, Reach::Patents),
    ("MPL-1.", Strength::Weak, Reach::Patents),
    ("MPL-2.", Strength::Weak, Reach::Patents),
    ("EPL-", Strength::Weak, Reach::Patents),
    ("CDDL-", Strength::Weak, Reach::Patents),
    ("EUPL-", Strength::Strong, Reach::Patents),
    ("CECILL-2.", Strength::Strong, Reach::Copyright),
    ("CECILL-C", Strength::Weak, Reach::Copyright),
    ("CECILL-1.", Strength::Strong, Reach::Copyright),
    ("GFDL-", Strength::Strong, Reach::Copyright),
    ("LAL-", Strength::Strong, Reach::Copyright),
    ("ODbL-", Strength::Strong, Reach::Copyright),
    ("OSL-", Strength::Strong, Reach::Patents),
    ("OFL-", Strength::Weak, Reach::Copyright),
    ("DSL", Strength::Strong, Reach::Copyright),
    ("OpenMDW-", Strength::Weak, Reach::Copyright),
];

/// Beginnings of ids of open licences without share-alike.
const PERMISSIVE: [(&str, Reach); 25] = [
    ("CERN-OHL-P-", Reach::Hardware),
    ("SHL-", Reach::Hardware),
    ("Apache-2.", Reach::Patents),
    ("Apache-1.", Reach::Copyright),
    ("MIT", Reach::Copyright),
    ("BSD-", Reach::Copyright),
    ("0BSD", Reach::Copyright),
    ("ISC", Reach::Copyright),
    ("Zlib", Reach::Copyright),
    ("X11", Reach::Copyright),
    ("BSL-1.", Reach::Copyright),
    ("Unlicense", Reach::Copyright),
    ("WTFPL", Reach::Copyright),
    ("CC0-", Reach::Copyright),
    ("CC-PDDC", Reach::Copyright),
    ("CC-PDM-", Reach::Copyright),
    ("PDDL-", Reach::Copyright),
    ("ODC-By-", Reach::Copyright),
    ("CC-BY-1.", Reach::Copyright),
    ("CC-BY-2.", Reach::Copyright),
    ("CC-BY-3.", Reach::Copyright),
    ("CC-BY-4.", Reach::Copyright),
    ("AFL-", Reach::Patents),
    ("Artistic-", Reach::Copyright),
    ("MulanPSL-", Reach::Patents),
];

/// Beginnings of ids that restrict who may make, sell or modify.
const NOT_OPEN: [&str; 14] = [
    "CC-BY-NC-",
    "CC-BY-ND-",
    "NOASSERTION",
    "NONE",
    "BUSL-",
    "SSPL-",
    "Elastic-",
    "PolyForm-",
    "Hippocratic-",
    "NCGL-",
    "Aladdin",
    "LicenseRef-proprietary",
    "LicenseRef-all-rights-reserved",
    "LicenseRef-Commercial",
];

/// The class of a single licence by its SPDX id, `NONE`, `NOASSERTION` or `LicenseRef-…`.
pub fn class_of(id: &str) -> Class {
    if starts(&NOT_OPEN, id) {
        return Class::Enclosure;
    }
    match strength_of(id) {
        Some(Strength::Permissive) => Class::Sharing,
        Some(_) => Class::Commons,
        None => Class::Unknown,
    }
}

/// How far the share-alike of an open licence goes; `None` when the licence is not known to be open.
pub fn strength_of(id: &str) -> Option<Strength> {
    if starts(&NOT_OPEN, id) {
        return None;
    }
    if let Some((_, strength, _)) = SHARE_ALIKE.iter().find(|row| begins(id, row.0)) {
        return Some(*strength);
    }
    if PERMISSIVE.iter().any(|row| begins(id, row.0)) {
        return Some(Strength::Permissive);
    }
    let known = spdx::license_id(id)?;
    if !known.is_osi_approved() && !known.is_fsf_free_libre() {
        return None;
    }
    Some(if known.is_copyleft() {
        Strength::Strong
    } else {
        Strength::Permissive
    })
}

/// What a licence was written to cover; `None` when that is not known.
pub fn reach_of(id: &str) -> Option<Reach> {
    SHARE_ALIKE
        .iter()
        .find(|row| begins(id, row.0))
        .map(|row| row.2)
        .or_else(|| {
            PERMISSIVE
                .iter()
                .find(|row| begins(id, row.0))
                .map(|row| row.1)
        })
        .or_else(|| begins(id, "CC-BY-N").then_some(Reach::Copyright))
}

/// Whether a licence demands that the author is named.
pub fn needs_attribution(id: &str) -> bool {
    ![
        "CC0-",
        "Unlicense",
        "WTFPL",
        "0BSD",
        "MIT-0",
        "CC-PDDC",
        "CC-PDM-",
        "PDDL-",
        "NONE",
        "NOASSERTION",
    ]
    .iter()
    .any(|start| begins(id, start))
}

/// The name under which a text and a declaration agree: a text cannot tell `-only` from `-or-later`,
/// nor does a ported Creative Commons licence stand for another one than the unported.
pub fn family_of(id: &str) -> &str {
    let id = id
        .strip_suffix("-only")
        .or_else(|| id.strip_suffix("-or-later"))
        .or_else(|| id.strip_suffix('+'))
        .unwrap_or(id);
    if id.starts_with("CC-") {
        // `CC-BY-SA-3.0-DE`: up to the version.
        let version_end = id
            .match_indices('-')
            .map(|(at, _)| at)
            .find(|at| id[..*at].ends_with(|c: char| c.is_ascii_digit()));
        return version_end.map_or(id, |end| &id[..end]);
    }
    if id.starts_with("GFDL-") {
        return id
            .split_once("-no-invariants")
            .or_else(|| id.split_once("-invariants"))
            .map_or(id, |(family, _)| family);
    }
    id
}

fn starts(list: &[&str], id: &str) -> bool {
    list.iter().any(|start| begins(id, start))
}

/// Whether an id begins like this, in any case.
fn begins(id: &str, start: &str) -> bool {
    id.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_follow_what_licences_do() {
        for (id, class) in [
            ("CERN-OHL-S-2.0", Class::Commons),
            ("CERN-OHL-W-2.0", Class::Commons),
            ("CERN-OHL-P-2.0", Class::Sharing),
            ("CERN-OHL-1.2", Class::Commons),
            ("TAPR-OHL-1.0", Class::Commons),
            ("CC-BY-SA-3.0-DE", Class::Commons),
            ("CC-BY-4.0", Class::Sharing),
            ("CC-BY-NC-SA-4.0", Class::Enclosure),
            ("CC-BY-ND-3.0", Class::Enclosure),
            ("CC-BY-NC-ND-4.0", Class::Enclosure),
            ("CC0-1.0", Class::Sharing),
            ("GPL-3.0-or-later", Class::Commons),
            ("MIT", Class::Sharing),
            ("MIT-0", Class::Sharing),
            ("SHL-2.1", Class::Sharing),
            ("BUSL-1.1", Class::Enclosure),
            ("NOASSERTION", Class::Enclosure),
            ("NONE", Class::Enclosure),
            ("LicenseRef-Proprietary", Class::Enclosure),
            ("LicenseRef-Foo", Class::Unknown),
            ("JSON", Class::Unknown),
            ("NCSA", Class::Sharing),
        ] {
            assert_eq!(class_of(id), class, "{id}");
        }
    }

    #[test]
    fn every_open_id_of_the_tables_exists() {
        for start in SHARE_ALIKE
            .iter()
            .map(|row| row.0)
            .chain(PERMISSIVE.iter().map(|row| row.0))
        {
            if matches!(start, "SHL-" | "DSL" | "OpenMDW-") {
                continue;
            }
            assert!(
                spdx::identifiers::LICENSES
                    .iter()
                    .any(|known| known.name.starts_with(start)),
                "{start}"
            );
        }
    }

    #[test]
    fn families_join_what_a_text_cannot_tell() {
        assert_eq!(family_of("GPL-3.0-or-later"), "GPL-3.0");
        assert_eq!(family_of("GPL-3.0-only"), "GPL-3.0");
        assert_eq!(family_of("CC-BY-SA-3.0-DE"), "CC-BY-SA-3.0");
        assert_eq!(family_of("CC-BY-SA-4.0"), "CC-BY-SA-4.0");
        assert_eq!(family_of("CERN-OHL-S-2.0"), "CERN-OHL-S-2.0");
        assert_eq!(family_of("GFDL-1.3-no-invariants-only"), "GFDL-1.3");
    }

    #[test]
    fn and_binds_and_or_frees() {
        use Class::{Commons, Enclosure, Sharing, Unknown};
        assert_eq!(Sharing.and(Commons), Commons);
        assert_eq!(Commons.and(Enclosure), Enclosure);
        assert_eq!(Sharing.and(Unknown), Unknown);
        assert_eq!(Sharing.or(Enclosure), Sharing);
        assert_eq!(Commons.or(Unknown), Commons);
        assert_eq!(Unknown.or(Enclosure), Unknown);
    }
}
