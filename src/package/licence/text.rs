//! Licence files of a package.

use super::class::{Class, class_of};
use super::detect::{Detected, Recognised, recognise, unfilled_copyright};
use crate::diag::{SourceText, Span};
use crate::package::files::{Content, Listing, licence_scope};
use std::sync::Arc;

/// How much of a licence file is read: several times the longest licence there is.
const LONGEST: usize = 512 * 1024;

/// A licence file.
#[derive(Debug)]
pub struct Text {
    /// Where it is.
    pub path: String,
    /// The directory that it speaks for; empty: the whole package.
    pub scope: String,
    /// What it is.
    pub recognised: Recognised,
    /// Its copyright line, where a template was not filled in.
    pub unfilled: Option<(Arc<SourceText>, Span)>,
    /// A phrase that restricts use and stands in none of the licences found.
    pub restriction: Option<&'static str>,
}

impl Text {
    /// The licences whose texts it holds.
    pub fn licences(&self) -> &[Detected] {
        match &self.recognised {
            Recognised::Licences(found) => found,
            _ => &[],
        }
    }

    /// The ids of the licences that it holds or names.
    pub fn named(&self) -> Vec<&str> {
        match &self.recognised {
            Recognised::Licences(found) => found.iter().map(|found| found.id.as_str()).collect(),
            Recognised::Notice(named) => named.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// Reads every licence file.
pub(super) fn read(files: &Listing) -> Vec<Text> {
    files
        .licence_texts()
        .into_iter()
        // A licence as PDF or ODT is a text for people, not for a machine: no judgement.
        .filter(|file| {
            !matches!(
                Content::of(&files.head(&file.path, 512).unwrap_or_default()),
                Content::Pdf | Content::Zip | Content::Ole | Content::Binary | Content::LfsPointer
            )
        })
        .filter_map(|file| {
            let text = files.text(&file.path, LONGEST).ok()?;
            let recognised = recognise(&text);
            let found = match &recognised {
                Recognised::Licences(found) => found.as_slice(),
                _ => &[],
            };
            Some(Text {
                path: file.path.clone(),
                scope: licence_scope(&file.path).unwrap_or_default().to_owned(),
                unfilled: unfilled(found, &file.path, &text),
                restriction: restriction(found, &text),
                recognised,
            })
        })
        .collect()
}

/// The unfilled copyright line of a short permissive licence. The long ones carry such a line in
/// their instructions, which everybody leaves as it is.
fn unfilled(found: &[Detected], path: &str, text: &str) -> Option<(Arc<SourceText>, Span)> {
    let has_own_line = found.iter().any(|found| {
        ["MIT", "BSD-", "ISC", "0BSD", "Zlib", "X11"]
            .iter()
            .any(|start| found.id.starts_with(start))
    });
    if !has_own_line {
        return None;
    }
    unfilled_copyright(text).map(|span| (SourceText::new(path, text), span))
}

/// A phrase that takes away what an open licence gives, if somebody added one.
fn restriction(found: &[Detected], text: &str) -> Option<&'static str> {
    const PHRASES: [&str; 9] = [
        "non-commercial",
        "noncommercial",
        "non commercial",
        "commons clause",
        "no commercial use",
        "not for commercial",
        "personal use only",
        "may not sell",
        "not be sold",
    ];
    if found.is_empty()
        || found
            .iter()
            .any(|found| class_of(&found.id) == Class::Enclosure)
    {
        return None;
    }
    let count = |text: &str, phrase: &str| text.matches(phrase).count();
    let lower = text.to_lowercase();
    PHRASES.into_iter().find(|phrase| {
        let own = count(&lower, phrase);
        own > 0
            && own
                > found
                    .iter()
                    .filter_map(|found| spdx::license_id(&found.id))
                    .map(|licence| count(&licence.text().to_lowercase(), phrase))
                    .sum()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(id: &str) -> &'static str {
        spdx::license_id(id).expect("a known id").text()
    }

    fn found(id: &str) -> Vec<Detected> {
        vec![Detected {
            id: id.to_owned(),
            score: 1.0,
        }]
    }

    #[test]
    fn added_restrictions_are_seen() {
        let added = format!("{}\n\nFor non-commercial use.", text("MIT"));
        assert_eq!(restriction(&found("MIT"), &added), Some("non-commercial"));
        for id in [
            "MIT",
            "GPL-2.0-only",
            "GPL-3.0-only",
            "CC-BY-SA-4.0",
            "CERN-OHL-S-2.0",
        ] {
            assert_eq!(restriction(&found(id), text(id)), None, "{id}");
        }
        assert_eq!(
            restriction(&found("CC-BY-NC-4.0"), text("CC-BY-NC-4.0")),
            None
        );
    }

    #[test]
    fn only_licences_with_a_copyright_line_of_their_own_can_be_unfilled() {
        assert!(unfilled(&found("MIT"), "LICENSE", text("MIT")).is_some());
        assert!(unfilled(&found("Apache-2.0"), "LICENSE", text("Apache-2.0")).is_none());
        assert!(unfilled(&found("GPL-3.0-only"), "COPYING", text("GPL-3.0-only")).is_none());
    }
}
