//! The attribution text: title, author, source, licence and changes of every origin, in Markdown.
//!
//! What an entry does not say is named as missing, never invented.

use super::{Lineage, Relation, Step};
use crate::package::licence::Expression;
use std::fmt::Write as _;

/// The line by which a file is known to be written by this program.
pub const MARK: &str =
    "<!-- written by `fabcommons lineage --attribution` from okh.toml and fab.toml -->";

/// The attribution text of a design.
pub fn attribution(lineage: &Lineage) -> String {
    let mut text = format!("{MARK}\n# Attribution\n\n");
    let version = spaced(lineage.version.as_deref());
    let _ = write!(text, "{}{version}", plain(&lineage.name));
    if let Some(licence) = &lineage.licence {
        let _ = write!(text, " is licensed under {}", linked(licence));
        if !lineage.licensors.is_empty() {
            let _ = write!(text, " by {}", plain(&lineage.licensors.join(", ")));
        }
    }
    let steps = distinct(lineage);
    if steps.is_empty() {
        text.push_str(".\n\nIt names no design that it builds on.\n");
        return text;
    }
    text.push_str(".\nIt builds on the work of others:\n");
    for (depth, step) in &steps {
        entry(&mut text, *depth, step);
    }
    let cern: Vec<&str> = ["S", "W", "P"]
        .into_iter()
        .filter(|variant| {
            let id = format!("CERN-OHL-{variant}-2.0");
            steps
                .iter()
                .any(|(_, step)| names(step.licence.as_deref(), &id))
        })
        .collect();
    if !cern.is_empty() {
        text.push_str("\n## Notices\n");
    }
    for variant in cern {
        let _ = write!(text, "\n{}\n", cern_notice(variant));
    }
    if let (true, Some(repo)) = (
        lineage
            .licence
            .as_deref()
            .is_some_and(|l| l.contains("CERN-OHL")),
        &lineage.repo,
    ) {
        let _ = write!(
            text,
            "\nSource location of {}: <{}>\n",
            plain(&lineage.name),
            plain(repo)
        );
    }
    text
}

/// Each origin once, the nearest first.
fn distinct(lineage: &Lineage) -> Vec<(usize, &Step)> {
    let mut seen = std::collections::HashSet::new();
    lineage
        .walk()
        .into_iter()
        .filter(|(_, step)| {
            seen.insert((
                step.design.clone().or_else(|| step.url.clone()),
                step.version.clone(),
                step.revision.clone(),
                step.title.clone(),
            ))
        })
        .collect()
}

fn entry(text: &mut String, depth: usize, step: &Step) {
    let version = spaced(step.version.as_deref());
    let _ = write!(text, "\n## {}{version}\n\n", plain(&step.title));
    if let Some(at_hand) = &step.at_hand
        && at_hand.lineage.name != step.title
    {
        let _ = writeln!(text, "- Title: {}", plain(&at_hand.lineage.name));
    }
    let missing = |what: &str| {
        if step.only_fork_of {
            "**missing**: only `forkOf` of the manifest names it; `fab.toml` has no `[[derived-from]]`".to_owned()
        } else {
            format!("**missing**: {what}")
        }
    };
    let authors = if step.authors.is_empty() {
        missing("the entry in `fab.toml` names no `authors`")
    } else {
        plain(&step.authors.join(", "))
    };
    let _ = writeln!(text, "- Author: {authors}");
    let repo = step
        .at_hand
        .as_ref()
        .and_then(|at_hand| at_hand.lineage.repo.as_deref());
    let mut source = match (&step.url, &step.design, repo) {
        (Some(url), ..) => format!("<{}>", plain(url)),
        (None, Some(design), Some(repo)) => {
            format!("design `{}` of the index, <{}>", plain(design), plain(repo))
        }
        (None, Some(design), None) => format!("design `{}` of the index", plain(design)),
        (None, None, _) => missing("the entry in `fab.toml` has neither `url` nor `design`"),
    };
    if let Some(revision) = &step.revision {
        let _ = write!(source, ", revision `{}`", plain(revision));
    }
    if let Some(digest) = &step.digest {
        let _ = write!(source, ", `{}`", plain(digest));
    }
    let _ = writeln!(text, "- Source: {source}");
    let licence = step.licence.as_deref().map_or_else(
        || missing("the entry in `fab.toml` names no `license`"),
        linked,
    );
    let _ = writeln!(text, "- Licence: {licence}");
    let used = match (step.relation, step.relation_stated) {
        (relation, true) => relation.word().to_owned(),
        (relation, false) => format!(
            "{} (assumed: the entry says no `relation`)",
            relation.word()
        ),
    };
    let by = if depth == 0 {
        ""
    } else {
        " by an origin named above"
    };
    let _ = writeln!(text, "- Used as: {used}{by}");
    if step.relation == Relation::Adaptation {
        let changes = match (&step.changes, &step.date) {
            (Some(changes), Some(date)) => format!("{} ({date})", plain(changes)),
            (Some(changes), None) => format!("{}; {}", plain(changes), missing("the `date`")),
            (None, _) => missing("the entry in `fab.toml` says no `changes`"),
        };
        let _ = writeln!(text, "- Changes: {changes}");
    }
}

/// The notice that CERN asks to be put into designs under its licences, version 2.
fn cern_notice(variant: &str) -> String {
    let name = format!("CERN-OHL-{variant} v2");
    let lower = variant.to_lowercase();
    format!(
        "This source describes Open Hardware and is licensed under the {name}. You may redistribute and modify this\n\
         source and make products using it under the terms of the {name}\n\
         (<https://ohwr.org/cern_ohl_{lower}_v2.txt>). It is distributed WITHOUT ANY EXPRESS OR IMPLIED WARRANTY,\n\
         INCLUDING OF MERCHANTABILITY, SATISFACTORY QUALITY AND FITNESS FOR A PARTICULAR PURPOSE. Please see the {name}\n\
         for applicable conditions."
    )
}

/// An expression with each licence linked to its text.
fn linked(licence: &str) -> String {
    let Some(expression) = Expression::parse(licence) else {
        return format!("`{}`", plain(licence));
    };
    let licences = expression.licences();
    if let [single] = licences.as_slice()
        && let Some(address) = licence_address(&single.id)
    {
        return format!("[{licence}]({address})");
    }
    let list: Vec<String> = licences
        .iter()
        .filter_map(|one| Some(format!("[{}]({})", one.id, licence_address(&one.id)?)))
        .collect();
    if list.is_empty() {
        format!("`{licence}`")
    } else {
        format!("`{licence}`: {}", list.join(", "))
    }
}

/// Where the text of a licence is: its steward's page, else the SPDX list's.
pub fn licence_address(id: &str) -> Option<String> {
    if let Some(variant) = id
        .strip_prefix("CERN-OHL-")
        .and_then(|rest| rest.strip_suffix("-2.0"))
    {
        return Some(format!(
            "https://ohwr.org/cern_ohl_{}_v2.txt",
            variant.to_lowercase()
        ));
    }
    if id == "CC0-1.0" {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned());
    }
    if let Some(rest) = id
        .strip_prefix("CC-BY")
        .filter(|_| spdx::license_id(id).is_some())
    {
        // `-SA-3.0-DE` is `by-sa/3.0/de`.
        let lower = rest.to_lowercase();
        let at = lower.find(|c: char| c.is_ascii_digit())?;
        let (elements, version) = lower.split_at(at);
        let path = format!(
            "by{}/{}",
            elements.trim_end_matches('-'),
            version.replace('-', "/")
        );
        return Some(format!("https://creativecommons.org/licenses/{path}/"));
    }
    spdx::license_id(id).map(|known| format!("https://spdx.org/licenses/{}.html", known.name))
}

fn names(licence: Option<&str>, id: &str) -> bool {
    licence
        .and_then(Expression::parse)
        .is_some_and(|expression| expression.licences().iter().any(|licence| licence.id == id))
}

fn spaced(version: Option<&str>) -> String {
    version
        .map(|version| format!(" {}", plain(version)))
        .unwrap_or_default()
}

/// On one line, without what Markdown or HTML would take for its own.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '`' => '\'',
            c => c,
        })
        .collect::<String>()
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_addresses() {
        for (id, address) in [
            ("CERN-OHL-S-2.0", "https://ohwr.org/cern_ohl_s_v2.txt"),
            (
                "CC-BY-SA-3.0-DE",
                "https://creativecommons.org/licenses/by-sa/3.0/de/",
            ),
            ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
            (
                "CC0-1.0",
                "https://creativecommons.org/publicdomain/zero/1.0/",
            ),
            ("MIT", "https://spdx.org/licenses/MIT.html"),
        ] {
            assert_eq!(licence_address(id).as_deref(), Some(address));
        }
        assert_eq!(licence_address("LicenseRef-Own"), None);
    }

    #[test]
    fn texts_of_others_stay_texts() {
        assert_eq!(plain("a\n# b <script> `c`"), "a # b &lt;script&gt; 'c'");
        assert!(linked("MIT OR Apache-2.0").contains("[MIT](https://spdx.org/licenses/MIT.html)"));
        assert_eq!(linked("my own"), "`my own`");
    }
}
