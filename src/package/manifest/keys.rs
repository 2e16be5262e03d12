//! The keys of every edition of Open Know-How.
//!
//! Older names follow the published mapping of Open Know-How 1.0 to OKH-LOSH 1.0 and the schemas of
//! both; see <https://github.com/OPEN-NEXT/OKH-LOSH>.

/// The keys of okhv 2.4 at the top level.
pub(in crate::package) const TOP: &[&str] = &[
    "$schema",
    "okhv",
    "name",
    "repo",
    "version",
    "release",
    "license",
    "licensor",
    "organization",
    "readme",
    "contribution-guide",
    "image",
    "documentation-language",
    "technology-readiness-level",
    "documentation-readiness-level",
    "attestation",
    "publication",
    "function",
    "standard-compliance",
    "cpc-patent-class",
    "tsdc",
    "bom",
    "manufacturing-instructions",
    "user-manual",
    "outer-dimensions",
    "mass",
    "source",
    "export",
    "auxiliary",
    "forkOf",
    "rdf",
    "part",
    "software",
];

/// The keys of a `[[part]]`.
pub(super) const PART: &[&str] = &[
    "name",
    "source",
    "export",
    "auxiliary",
    "image",
    "mass",
    "outer-dimensions",
    "tsdc",
];

/// The keys of a `[[software]]`.
pub(super) const SOFTWARE: &[&str] = &["release", "installation-guide"];

/// The keys of an image that is a table.
pub(super) const IMAGE: &[&str] = &["location", "depicts", "slots", "tags"];

/// The keys of `outer-dimensions`.
pub(super) const DIMENSIONS: &[&str] = &["width", "depth", "height"];

/// The keys of `rdf`.
pub(super) const RDF: &[&str] = &["namespace", "prefix"];

/// Keys of older editions with their name in 2.4.
pub(in crate::package) const RENAMED: &[(&str, &str)] = &[
    ("organisation", "organization"),
    ("patent-class", "cpc-patent-class"),
    ("spdx-license", "license"),
    ("alternative-license", "license"),
    ("licence", "license"),
    ("title", "name"),
    ("description", "function"),
    ("documentation-home", "repo"),
    ("project-link", "repo"),
    ("archive-download", "release"),
    ("making-instructions", "manufacturing-instructions"),
    ("operating-instructions", "user-manual"),
    ("design-files", "source"),
    ("schematics", "source"),
    ("manufacturing-files", "export"),
    ("tool-list", "auxiliary"),
    ("tool-settings", "auxiliary"),
    ("risk-assessment", "auxiliary"),
    ("quality-instructions", "auxiliary"),
    ("maintenance-instructions", "auxiliary"),
    ("disposal-instructions", "auxiliary"),
    ("standards-used", "standard-compliance"),
    ("standard", "standard-compliance"),
    ("derivative-of", "forkOf"),
];

/// Keys of Open Know-How 1.0 that 2.4 has no place for.
pub(super) const CARRIED: &[&str] = &[
    "contact",
    "contributors",
    "date-created",
    "date-updated",
    "development-stage",
    "documentation-is-translation",
    "health-safety-notice",
    "intended-use",
    "keywords",
    "made",
    "made-independently",
    "manifest-author",
    "manifest-file",
    "manifest-is-translation",
    "manifest-language",
    "okh-manifest-version",
    "sub",
    "sub-parts",
    "timestamp",
    "variant-of",
];

/// Keys that only Open Know-How 1.0 has: they tell the edition of a manifest that does not.
pub(super) const ONLY_V1: &[&str] = &[
    "title",
    "project-link",
    "documentation-home",
    "date-created",
    "date-updated",
    "manifest-author",
    "manifest-language",
    "intended-use",
    "made-independently",
    "making-instructions",
    "design-files",
    "okh-manifest-version",
    "description",
];

/// Keys that only later editions have.
pub(super) const ONLY_LATER: &[&str] = &["okhv", "name", "repo", "function"];

/// What older editions say on a `[[part]]` about making it, with the key in `fab.toml` (`""` for a
/// fact that `fab.toml` has no key for either).
pub(super) const PRODUCTION: &[(&str, &str)] = &[
    ("material", "material"),
    ("manufacturing-process", "process"),
    ("printing-process", "process"),
    ("infill", "infill"),
    ("supports", "supports"),
    ("resolution-mm", "layer-height"),
    ("smallest-tolerance-class", "tolerance"),
    ("shell-thickness", ""),
    ("top-bottom-thickness", ""),
    ("raft-brim", ""),
    ("smallest-inner-radius-mm", ""),
    ("thickness-mm", ""),
    ("relative-tolerance", ""),
];

/// A key in the style of the standard: `documentationLanguage` and `documentation_language` are
/// `documentation-language`.
pub(in crate::package) fn kebab(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 4);
    let mut lower = false;
    for c in key.trim().chars() {
        if c == '_' || c == ' ' {
            out.push('-');
            lower = false;
        } else if c.is_uppercase() {
            if lower {
                out.push('-');
            }
            out.extend(c.to_lowercase());
            lower = false;
        } else {
            out.push(c);
            lower = c.is_lowercase() || c.is_ascii_digit();
        }
    }
    out
}

/// The known key that `key` is most likely a slip for: within two edits, one if it is short.
pub fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let limit = if key.chars().count() <= 4 { 1 } else { 2 };
    let key = kebab(key);
    known
        .iter()
        .filter(|known| known.len().abs_diff(key.len()) <= limit)
        .map(|known| (strsim::osa_distance(&key, &kebab(known)), *known))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_of_a_key_is_the_same_key() {
        for key in [
            "documentation-language",
            "documentationLanguage",
            "documentation_language",
            "DocumentationLanguage",
        ] {
            assert_eq!(kebab(key), "documentation-language", "{key}");
        }
        assert_eq!(kebab("forkOf"), "fork-of");
    }

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        assert_eq!(nearest("funtion", TOP), Some("function"));
        assert_eq!(nearest("licencor", TOP), Some("licensor"));
        assert_eq!(nearest("rpm", TOP), None, "not `rdf` nor `bom`");
        assert_eq!(nearest("fabric-width-mm", TOP), None);
        assert_eq!(nearest("export", TOP), Some("export"));
    }

    #[test]
    fn the_tables_name_only_keys_that_exist() {
        for (old, new) in RENAMED {
            assert!(TOP.contains(new), "{old} → {new}");
            assert!(!TOP.contains(old), "{old} is current");
        }
        for key in CARRIED {
            assert!(!TOP.contains(key), "{key} is current");
            assert!(!RENAMED.iter().any(|(old, _)| old == key), "{key} twice");
        }
    }
}
