//! What a licence asks of those who hand on something under it: its obligations, each with its clause.

use super::Relation;
use crate::package::licence::expression::Licence;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Name the author.
    Attribution,
    /// Keep every notice.
    Notices,
    /// Keep the NOTICE file.
    NoticeFile,
    /// Hand the text of the licence on.
    Text,
    /// Name the licence and where its text is.
    Licence,
    /// Say what was changed, and when.
    ChangeNotice,
    /// Say where the changed source is.
    SourceLocation,
    /// License the whole in the same way.
    ShareAlike,
    /// Something else, which nobody can see in the files.
    Other,
}

impl Kind {
    /// One word for programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Attribution => "attribution",
            Self::Notices => "notices",
            Self::NoticeFile => "notice-file",
            Self::Text => "licence-text",
            Self::Licence => "licence-named",
            Self::ChangeNotice => "change-notice",
            Self::SourceLocation => "source-location",
            Self::ShareAlike => "share-alike",
            Self::Other => "other",
        }
    }
}

/// One obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// What is asked.
    pub kind: Kind,
    /// In words, as an imperative without full stop.
    pub what: &'static str,
    /// The clause, behind the licence's name.
    pub clause: &'static str,
    /// Whether it is asked only of those who changed something.
    pub of_changes: bool,
}

const fn always(kind: Kind, what: &'static str, clause: &'static str) -> Demand {
    Demand {
        kind,
        what,
        clause,
        of_changes: false,
    }
}

const fn changed(kind: Kind, what: &'static str, clause: &'static str) -> Demand {
    Demand {
        kind,
        what,
        clause,
        of_changes: true,
    }
}

const KEEP: &str = "keep every notice: copyright, licence, disclaimer";
const SAY: &str = "say that it was changed, with the date and a short description";
const SAY_PLAIN: &str = "say that it was changed";
const WHERE: &str = "say where the changed source is";
const CREDIT: &str = "name the author, the copyright notice and the address of the original";
const NAME: &str = "name the licence, with its text or its address";
const TEXT: &str = "hand on the text of the licence";
const TEXT_AND_NOTICE: &str = "hand on the copyright notice and the text of the licence";

const CERN_2: [Demand; 4] = [
    always(Kind::Notices, KEEP, "s3.1, s3.2"),
    changed(Kind::ChangeNotice, SAY, "s3.3(b)"),
    changed(Kind::SourceLocation, WHERE, "s3.3(c)"),
    changed(
        Kind::ShareAlike,
        "license the whole under the same licence",
        "s3.3(d)",
    ),
];

/// Beginnings of ids with what their licences ask; the first that fits counts.
const TABLE: [(&str, &[Demand]); 23] = [
    ("CERN-OHL-S-2.0", &CERN_2),
    ("CERN-OHL-W-2.0", &CERN_2),
    (
        "CERN-OHL-P-2.0",
        &[
            always(Kind::Notices, KEEP, "s3.1, s3.2"),
            changed(Kind::ChangeNotice, SAY, "s3.3(b)"),
            always(Kind::Text, TEXT, "s3.4(b)"),
        ],
    ),
    (
        "CERN-OHL-1.2",
        &[
            always(Kind::Notices, KEEP, "s3.1"),
            changed(Kind::ChangeNotice, SAY, "s3.4(b)"),
            changed(Kind::SourceLocation, WHERE, "s3.4(c)"),
            changed(
                Kind::ShareAlike,
                "license the whole under this or a later version",
                "s3.4(e)",
            ),
        ],
    ),
    (
        "CERN-OHL-1.1",
        &[
            always(Kind::Notices, KEEP, "s3.1"),
            changed(Kind::ChangeNotice, SAY, "s3.3(b)"),
            changed(
                Kind::ShareAlike,
                "license the whole under this or a later version",
                "s3.3(c)",
            ),
            changed(
                Kind::Other,
                "send the changed documentation to the licensors",
                "s3.3(d)",
            ),
        ],
    ),
    (
        "TAPR-OHL-1.0",
        &[
            always(Kind::Notices, KEEP, "s4.1"),
            always(Kind::Text, TEXT, "s4.1"),
            changed(
                Kind::ChangeNotice,
                "list what was changed in a text file",
                "s4.2(a)",
            ),
            changed(
                Kind::Other,
                "include the original and the changed version of each file",
                "s4.2(b)",
            ),
            changed(
                Kind::Other,
                "mail the changed documentation to each licensor who left an address",
                "s3",
            ),
            changed(
                Kind::ShareAlike,
                "license the changes under the same agreement",
                "s3, s4.2(c)",
            ),
        ],
    ),
    (
        "CC-BY-SA-4.0",
        &[
            always(Kind::Attribution, CREDIT, "s3(a)(1)(A)"),
            always(Kind::Licence, NAME, "s3(a)(1)(C)"),
            changed(Kind::ChangeNotice, SAY_PLAIN, "s3(a)(1)(B)"),
            changed(
                Kind::ShareAlike,
                "license the whole under the same or a compatible licence",
                "s3(b)(1)",
            ),
        ],
    ),
    (
        "CC-BY-NC-SA-4.0",
        &[
            always(Kind::Attribution, CREDIT, "s3(a)(1)(A)"),
            always(Kind::Licence, NAME, "s3(a)(1)(C)"),
            changed(Kind::ChangeNotice, SAY_PLAIN, "s3(a)(1)(B)"),
            changed(
                Kind::ShareAlike,
                "license the whole under the same or a compatible licence",
                "s3(b)(1)",
            ),
        ],
    ),
    (
        "CC-BY-SA-3.0",
        &[
            always(Kind::Attribution, CREDIT, "s4(c)"),
            always(Kind::Licence, NAME, "s4(a)"),
            changed(Kind::ChangeNotice, SAY_PLAIN, "s3(b)"),
            changed(
                Kind::ShareAlike,
                "license the whole under this or a later version",
                "s4(b)",
            ),
        ],
    ),
    (
        "CC-BY-SA-",
        &[
            always(Kind::Attribution, CREDIT, "s4(c)"),
            always(Kind::Licence, NAME, "s4(a)"),
            changed(
                Kind::ShareAlike,
                "license the whole under this or a later version",
                "s4(b)",
            ),
        ],
    ),
    (
        "CC-BY-3.0",
        &[
            always(Kind::Attribution, CREDIT, "s4(b)"),
            always(Kind::Licence, NAME, "s4(a)"),
            changed(Kind::ChangeNotice, SAY_PLAIN, "s3(b)"),
        ],
    ),
    (
        "CC-BY-2",
        &[
            always(Kind::Attribution, CREDIT, "s4(b)"),
            always(Kind::Licence, NAME, "s4(a)"),
        ],
    ),
    (
        "CC-BY-",
        &[
            always(Kind::Attribution, CREDIT, "s3(a)(1)(A)"),
            always(Kind::Licence, NAME, "s3(a)(1)(C)"),
            changed(Kind::ChangeNotice, SAY_PLAIN, "s3(a)(1)(B)"),
        ],
    ),
    (
        "AGPL-3.0",
        &[
            always(Kind::Notices, KEEP, "s4"),
            always(Kind::Text, TEXT, "s4"),
            changed(
                Kind::ChangeNotice,
                "say that it was changed, with the date",
                "s5(a)",
            ),
            changed(
                Kind::ShareAlike,
                "license the whole under the same licence",
                "s5(c)",
            ),
            always(
                Kind::Other,
                "offer the source, also to users over a network",
                "s6, s13",
            ),
        ],
    ),
    (
        "LGPL-3.0",
        &[
            always(
                Kind::Notices,
                "say that it is used and under which licence",
                "s4(a)",
            ),
            always(
                Kind::Text,
                "hand on the texts of the LGPL and the GPL",
                "s4(b)",
            ),
            changed(
                Kind::ChangeNotice,
                "say that it was changed, with the date",
                "s2; GPL-3.0 s5(a)",
            ),
            changed(
                Kind::ShareAlike,
                "license the changed library under the LGPL or the GPL",
                "s2",
            ),
        ],
    ),
    (
        "LGPL-2",
        &[
            always(Kind::Notices, KEEP, "s1"),
            always(Kind::Text, TEXT, "s1, s6"),
            changed(
                Kind::ChangeNotice,
                "say in the files that they were changed, with the date",
                "s2(b)",
            ),
            changed(
                Kind::ShareAlike,
                "license the changed library under the LGPL or the GPL",
                "s2(c), s3",
            ),
        ],
    ),
    (
        "GPL-3.0",
        &[
            always(Kind::Notices, KEEP, "s4"),
            always(Kind::Text, TEXT, "s4"),
            changed(
                Kind::ChangeNotice,
                "say that it was changed, with the date",
                "s5(a)",
            ),
            changed(
                Kind::ShareAlike,
                "license the whole under the same licence",
                "s5(c)",
            ),
        ],
    ),
    (
        "GPL-2.0",
        &[
            always(Kind::Notices, KEEP, "s1"),
            always(Kind::Text, TEXT, "s1"),
            changed(
                Kind::ChangeNotice,
                "say in the files that they were changed, with the date",
                "s2(a)",
            ),
            changed(
                Kind::ShareAlike,
                "license the whole under the same licence",
                "s2(b)",
            ),
        ],
    ),
    (
        "Apache-2.0",
        &[
            always(Kind::Text, TEXT, "s4(a)"),
            changed(
                Kind::ChangeNotice,
                "say in the files that they were changed",
                "s4(b)",
            ),
            always(Kind::Notices, KEEP, "s4(c)"),
            always(
                Kind::NoticeFile,
                "keep the NOTICE file, if there is one",
                "s4(d)",
            ),
        ],
    ),
    (
        "MPL-2.0",
        &[
            always(Kind::Notices, KEEP, "s3.4"),
            always(
                Kind::Licence,
                "say that it is under the MPL and where its text is",
                "s3.1",
            ),
            changed(
                Kind::ShareAlike,
                "keep the changed files under the MPL",
                "s3.1",
            ),
        ],
    ),
    (
        "BSD-",
        &[always(Kind::Text, TEXT_AND_NOTICE, "conditions 1 and 2")],
    ),
    ("MIT-0", &[]),
    (
        "MIT",
        &[always(Kind::Text, TEXT_AND_NOTICE, "second paragraph")],
    ),
];

/// What `licence` asks of a design that uses something under it in this relation.
pub fn demands(licence: &Licence, relation: Relation) -> Vec<Demand> {
    let rows = TABLE
        .iter()
        .find(|(start, _)| licence.id.starts_with(start))
        .map_or(&[][..], |(_, rows)| rows);
    let own = match licence.id.as_str() {
        "ISC" | "X11" | "BSL-1.0" | "NCSA" => {
            &[always(Kind::Text, TEXT_AND_NOTICE, "permission notice")][..]
        }
        "Zlib" => &[
            changed(Kind::ChangeNotice, "mark what was changed", "restriction 2"),
            always(Kind::Notices, "keep the notice", "restriction 3"),
        ][..],
        _ => &[][..],
    };
    rows.iter()
        .chain(own)
        .filter(|demand| relation == Relation::Adaptation || !demand.of_changes)
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str, relation: Relation) -> Vec<(Kind, &'static str)> {
        let licence = Licence {
            id: id.to_owned(),
            exception: None,
        };
        demands(&licence, relation)
            .iter()
            .map(|demand| (demand.kind, demand.clause))
            .collect()
    }

    #[test]
    fn obligations_have_their_clauses() {
        assert!(
            of("CERN-OHL-S-2.0", Relation::Adaptation).contains(&(Kind::ChangeNotice, "s3.3(b)"))
        );
        assert_eq!(
            of("CERN-OHL-S-2.0", Relation::Component),
            [(Kind::Notices, "s3.1, s3.2")]
        );
        assert!(
            of("CC-BY-4.0", Relation::Documentation).contains(&(Kind::Attribution, "s3(a)(1)(A)"))
        );
        assert!(of("CC-BY-SA-3.0-DE", Relation::Adaptation).contains(&(Kind::ShareAlike, "s4(b)")));
        assert!(
            of("CC-BY-NC-4.0", Relation::Adaptation).contains(&(Kind::Attribution, "s3(a)(1)(A)"))
        );
        assert!(of("CC0-1.0", Relation::Adaptation).is_empty());
        assert!(of("MIT-0", Relation::Adaptation).is_empty());
        assert!(of("Apache-2.0", Relation::Firmware).contains(&(Kind::NoticeFile, "s4(d)")));
    }
}
