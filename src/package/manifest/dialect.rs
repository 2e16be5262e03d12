//! Which edition of Open Know-How a manifest follows.

use super::Dialect;
use super::keys::{ONLY_LATER, ONLY_V1, kebab};
use crate::package::tree::{Document, Entry, Value};

/// The edition of a manifest with the entry that says so.
pub(super) struct Edition<'d> {
    pub(super) dialect: Dialect,
    /// `okhv`, when it is there.
    pub(super) entry: Option<&'d Entry>,
    /// What it says.
    pub(super) stated: Option<String>,
}

/// Tells the edition by `okhv`, else by the keys.
pub(super) fn of(document: &Document) -> Edition<'_> {
    let entries = &document.root.entries;
    let entry = entries
        .iter()
        .rev()
        .find(|entry| kebab(&entry.key) == "okhv");
    let stated = entry.and_then(|entry| match &entry.value.value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Integer(_) | Value::Float(_) => {
            Some(document.text_at(&entry.value.span).trim().to_owned())
        }
        _ => None,
    });
    let has = |keys: &[&str]| {
        entries
            .iter()
            .any(|entry| keys.contains(&kebab(&entry.key).as_str()))
    };
    let dialect = match stated.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => {
            let dialect = by_version(text);
            if has(ONLY_V1) && matches!(dialect, Dialect::V2_4 | Dialect::V2) {
                Dialect::Hybrid
            } else {
                dialect
            }
        }
        None => match (has(ONLY_V1), has(ONLY_LATER)) {
            (true, false) => Dialect::V1,
            (true, true) => Dialect::Hybrid,
            (false, _) => Dialect::V2_4,
        },
    };
    Edition {
        dialect,
        entry,
        stated,
    }
}

fn by_version(text: &str) -> Dialect {
    let text = text.trim_start_matches(['v', 'V']);
    if text.to_ascii_uppercase().starts_with("OKH-LOSH") {
        return Dialect::LoshV1;
    }
    let mut numbers = text.split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(0 | 1)), _) => Dialect::V1,
        (Some(Ok(2)), Some(Ok(0..=3)) | None) => Dialect::V2,
        // Newer than we know, or nonsense: judged by the edition we know, and reported.
        _ => Dialect::V2_4,
    }
}

/// Whether a text names an edition, ours or an older one.
pub(in crate::package) fn names_edition(text: &str) -> bool {
    let bare = text.trim().trim_start_matches(['v', 'V']);
    let numbered = bare
        .split('.')
        .all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    by_version(text.trim()) != Dialect::V2_4
        && (numbered || bare.to_ascii_uppercase().starts_with("OKH-LOSH"))
        || bare == "2.4"
}

impl Dialect {
    /// The table below `[carried]` in `fab.toml` for what the current edition has no key for.
    pub const fn carried(self) -> &'static str {
        match self {
            Self::V2_4 | Self::V2 => "okh-v2",
            Self::LoshV1 => "okh-losh-v1",
            Self::V1 => "okh-v1",
            Self::Hybrid => "okh-hybrid",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V2_4 => "okhv 2.4",
            Self::V2 => "an okhv 2 before 2.4",
            Self::LoshV1 => "OKH-LOSH 1.0",
            Self::V1 => "Open Know-How 1.0",
            Self::Hybrid => "several editions of Open Know-How at once",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(path: &str, text: &str) -> Dialect {
        let document = Document::read(path, text.as_bytes()).expect("text");
        of(&document).dialect
    }

    #[test]
    fn every_edition_is_told() {
        assert_eq!(dialect("okh.toml", "okhv = \"2.4\""), Dialect::V2_4);
        assert_eq!(dialect("okh.toml", "okhv = 2.4"), Dialect::V2_4);
        assert_eq!(dialect("okh.toml", "okhv = \"2.0\""), Dialect::V2);
        assert_eq!(
            dialect("okh.toml", "okhv = \"OKH-LOSHv1.0\""),
            Dialect::LoshV1
        );
        assert_eq!(dialect("okh.yml", "okhv: 1.0\ntitle: a"), Dialect::V1);
        assert_eq!(
            dialect("okh.yml", "title: a\nokh-manifest-version: 1.0.0"),
            Dialect::V1
        );
        assert_eq!(dialect("okh.yml", "title: a\nname: a"), Dialect::Hybrid);
        assert_eq!(dialect("okh.yml", "okhv: '2.4'\ntitle: a"), Dialect::Hybrid);
        assert_eq!(dialect("okh.toml", "name = \"a\""), Dialect::V2_4);
        assert_eq!(dialect("okh.toml", ""), Dialect::V2_4);
    }
}
