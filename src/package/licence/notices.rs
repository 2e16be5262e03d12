//! Which licences ask that modifications are told, where, and whether with the date.

use super::class::family_of;

/// What a licence asks of whoever changes the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// The clause that asks.
    pub clause: &'static str,
    /// Whether the date is asked for too.
    pub dated: bool,
}

/// Families of licences with the clause and whether it asks for the date, read in the texts of the
/// SPDX list.
const CLAUSES: [(&str, &str, bool); 25] = [
    ("CERN-OHL-S-2.0", "3.3(b)", true),
    ("CERN-OHL-W-2.0", "3.3(b)", true),
    ("CERN-OHL-P-2.0", "3.3(b)", true),
    ("CERN-OHL-1.2", "3.4(b)", true),
    ("TAPR-OHL-1.0", "4.2(a)", false),
    ("GPL-3.0", "5(a)", true),
    ("AGPL-3.0", "5(a)", true),
    ("GPL-2.0", "2(a)", true),
    ("LGPL-2.1", "2(b)", true),
    ("LGPL-2.0", "2(b)", true),
    ("EUPL-1.1", "5", true),
    ("EUPL-1.2", "5", true),
    ("MPL-1.1", "3.3", true),
    ("Apache-2.0", "4(b)", false),
    ("SHL-0.5", "4(2)", false),
    ("SHL-0.51", "4(2)", false),
    ("CC-BY-4.0", "3(a)(1)(B)", false),
    ("CC-BY-SA-4.0", "3(a)(1)(B)", false),
    ("CC-BY-NC-4.0", "3(a)(1)(B)", false),
    ("CC-BY-NC-SA-4.0", "3(a)(1)(B)", false),
    ("CC-BY-3.0", "3(b)", false),
    ("CC-BY-SA-3.0", "3(b)", false),
    ("CC-BY-NC-3.0", "3(b)", false),
    ("CC-BY-NC-SA-3.0", "3(b)", false),
    ("OSL-3.0", "6", false),
];

/// What the licence with this SPDX id asks of whoever changes the work; `None` when it asks for no
/// notice, or its text was not read for that.
pub fn notice_of(id: &str) -> Option<Notice> {
    let family = family_of(id);
    CLAUSES
        .iter()
        .find(|(name, ..)| *name == family)
        .map(|(_, clause, dated)| Notice {
            clause,
            dated: *dated,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_is_in_the_text_of_its_licence() {
        for (name, _, dated) in CLAUSES {
            let id = [name.to_owned(), format!("{name}-only")]
                .into_iter()
                .find_map(|id| spdx::license_id(&id))
                .expect(name);
            let text = id.text().split_whitespace().collect::<Vec<_>>().join(" ");
            let tells = [
                "have modified",
                "has modified the Documentation",
                "changed the files",
                "you modified it",
                "You modified",
                "has been modified",
                "elements of the Documentation that you changed",
                "changes were made",
                "documenting the changes",
                "informs recipients that You have modified",
            ];
            assert!(tells.iter().any(|words| text.contains(words)), "{name}");
            if dated {
                let with_date = [
                    "with the date",
                    "date of any change",
                    "a relevant date",
                    "date of modification",
                ];
                assert!(with_date.iter().any(|words| text.contains(words)), "{name}");
            }
        }
    }

    #[test]
    fn licences_are_known_by_their_family() {
        assert_eq!(
            notice_of("GPL-3.0-or-later"),
            Some(Notice {
                clause: "5(a)",
                dated: true
            })
        );
        assert_eq!(
            notice_of("CC-BY-SA-3.0-DE").map(|notice| notice.clause),
            Some("3(b)")
        );
        for id in [
            "MIT",
            "CC0-1.0",
            "BSD-3-Clause",
            "LicenseRef-Own",
            "MPL-2.0",
        ] {
            assert_eq!(notice_of(id), None, "{id}");
        }
    }
}
