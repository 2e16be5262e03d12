//! Under which licences hardware, documentation and software are.
//!
//! Licence texts come first, then the tags of files, then what the README names. A text can say by its
//! name or folder what it is for; what none of them says is guessed from what a licence was written
//! for, and where that is not enough nothing is claimed.

use super::evidence::Fact;
use super::prose::plain;
use crate::package::files::{self, Family, Kind, Listing};
use crate::package::licence::{
    Class, Declared, Expression, Meant, Reach, Reading, Recognised, class_of, family_of, meant_by,
    reach_of, recognise,
};
use std::collections::BTreeMap;

/// What stands for a licence that nobody names: an SPDX expression that asserts nothing.
pub const NO_ASSERTION: &str = "NOASSERTION";

/// The licences of a folder.
#[derive(Debug, PartialEq, Eq)]
pub struct Licences {
    /// The hardware's.
    pub hardware: Fact<String>,
    /// The documentation's, when another one.
    pub documentation: Option<Fact<String>>,
    /// The software's, when another one.
    pub software: Option<Fact<String>>,
    /// Who the licence text says holds the copyright.
    pub holder: Option<Fact<String>>,
}

/// What a licence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Hardware,
    Documentation,
    Software,
}

/// A licence with where it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    /// An SPDX expression.
    id: String,
    place: String,
    purpose: Option<Purpose>,
    /// Whether a text that cannot tell `-only` from `-or-later` is all that says so.
    is_vague: bool,
}

/// Decides from texts, tags and the README.
pub fn read(files: &Listing, reading: &Reading, readme: Option<(&str, &str)>) -> Licences {
    let mut candidates = of_texts(reading);
    let named = readme
        .map(|(path, text)| of_readme(path, text))
        .unwrap_or_default();
    for candidate in &mut candidates {
        sharpen(candidate, reading, &named);
    }
    let unclear = readme.and_then(|(path, text)| unclear_hardware(path, text));
    let tagged = of_tags(reading);
    if candidates.is_empty() {
        candidates.clone_from(&named);
    } else if either_of(&candidates.iter().collect::<Vec<_>>()).is_none() {
        // A README that says what a text is for. (Of two to choose from it names each.)
        for candidate in candidates.iter_mut().filter(|one| one.purpose.is_none()) {
            let says = named.iter().find(|other| {
                other.purpose.is_some() && family_of(&other.id) == family_of(&candidate.id)
            });
            if let Some(says) = says {
                candidate.purpose = says.purpose;
            }
        }
    }
    // Tags of files are about those files: they decide between licences, and count alone where
    // nothing else does.
    for (purpose, id, place) in tagged {
        if let Some(candidate) = candidates
            .iter_mut()
            .find(|one| family_of(&one.id) == family_of(&id))
        {
            candidate.purpose = candidate.purpose.or(Some(purpose));
        } else {
            candidates.push(Candidate {
                id,
                place,
                purpose: Some(purpose),
                is_vague: false,
            });
        }
    }
    let unread = files
        .licence_texts()
        .into_iter()
        .find(|file| file.parent().is_empty())
        .map(|file| file.path.clone());
    let mut licences = decide(&candidates, unread.as_deref(), unclear);
    licences.holder = holder(files, reading);
    licences
}

/// The licences whose texts, or notices, are in the package.
fn of_texts(reading: &Reading) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for text in &reading.texts {
        let purpose = if text.scope.is_empty() {
            purpose_of_name(files::name(&text.path))
        } else {
            // A licence below a folder speaks for the folder; only telling names matter here.
            match purpose_of_name(&text.scope) {
                None => continue,
                purpose => purpose,
            }
        };
        let in_set = files::parent(&text.path)
            .to_lowercase()
            .starts_with("licen");
        for id in text.named() {
            // Dedications of configuration files are in the set of every REUSE project.
            let is_filler = in_set && matches!(id, "CC0-1.0" | "Unlicense");
            if !is_filler
                && !found
                    .iter()
                    .any(|known| known.id == id && known.purpose == purpose)
            {
                found.push(Candidate {
                    id: id.to_owned(),
                    place: text.path.clone(),
                    purpose,
                    is_vague: id.ends_with("-only"),
                });
            }
        }
    }
    found
}

/// What a licence is for, by the first telling word in the name of its file or folder, or in a line.
fn purpose_of_name(name: &str) -> Option<Purpose> {
    const WORDS: [(Purpose, &[&str]); 3] = [
        (
            Purpose::Hardware,
            &[
                "hardware",
                "hw",
                "cad",
                "mechanical",
                "pcb",
                "electronics",
                "design",
                "designs",
            ],
        ),
        (
            Purpose::Documentation,
            &["docs", "doc", "manual", "manuals", "content", "media"],
        ),
        (
            Purpose::Software,
            &["software", "sw", "firmware", "code", "src", "scripts"],
        ),
    ];
    name.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .find_map(|word| {
            if word.starts_with("document") || word.starts_with("dokument") {
                return Some(Purpose::Documentation);
            }
            let known = WORDS.iter().find(|(_, words)| words.contains(&word));
            known.map(|(purpose, _)| *purpose)
        })
}

/// What a line about licences is about: `Open Hardware Licence` is a name and says nothing of that.
fn purpose_of_line(lower: &str) -> Option<Purpose> {
    purpose_of_name(
        &lower
            .replace("open hardware", "")
            .replace("open source hardware", ""),
    )
}

/// Whether the file name of a licence names it as the set of REUSE does, or a tag or the README does:
/// then `-only` or `-or-later` is known after all.
fn sharpen(candidate: &mut Candidate, reading: &Reading, named: &[Candidate]) {
    if !candidate.is_vague {
        return;
    }
    let stem = files::name(&candidate.place).trim_end_matches(".txt");
    let exact = |id: &str| {
        family_of(id) == family_of(&candidate.id)
            && (id.ends_with("-only") || id.ends_with("-or-later"))
    };
    let tag = reading
        .headers
        .iter()
        .filter_map(|header| header.expression.as_ref())
        .map(Expression::as_str)
        .find(|id| exact(id));
    let in_readme = named
        .iter()
        .find(|other| !other.is_vague && exact(&other.id))
        .map(|other| other.id.as_str());
    let in_name = exact(stem).then_some(stem);
    if let Some(id) = in_name.or(tag).or(in_readme) {
        candidate.id = id.to_owned();
        candidate.is_vague = false;
    }
}

/// What tags most often say, by what their files are for.
fn of_tags(reading: &Reading) -> Vec<(Purpose, String, String)> {
    let mut counts: BTreeMap<(u8, &str), usize> = BTreeMap::new();
    for header in &reading.headers {
        let Some(expression) = &header.expression else {
            continue;
        };
        let extension = files::extension(&header.path);
        let purpose = match Kind::family_of(&header.path) {
            _ if matches!(extension.as_str(), "py" | "lib" | "sym" | "g" | "pro") => continue,
            Family::Mesh
            | Family::OpenSource
            | Family::ProprietarySource
            | Family::Exchange
            | Family::Drawing
            | Family::Fabrication => 0,
            Family::Document if extension == "md" && files::parent(&header.path).is_empty() => {
                continue;
            }
            Family::Document => 1,
            _ if matches!(
                extension.as_str(),
                "c" | "h" | "cpp" | "hpp" | "ino" | "rs" | "js" | "ts" | "java" | "go"
            ) =>
            {
                2
            }
            _ => continue,
        };
        *counts.entry((purpose, expression.as_str())).or_default() += 1;
    }
    [
        (0, Purpose::Hardware, "design"),
        (1, Purpose::Documentation, "text"),
        (2, Purpose::Software, "program"),
    ]
    .into_iter()
    .filter_map(|(key, purpose, what)| {
        let (id, files) = counts
            .iter()
            .filter(|((of, _), _)| *of == key)
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))
            .map(|((_, id), files)| (*id, *files))?;
        let place = format!(
            "the tags of {}",
            crate::units::count(files, &format!("{what} file"))
        );
        Some((purpose, id.to_owned(), place))
    })
    .collect()
}

/// The licences that a README names where it speaks of licences.
fn of_readme(path: &str, text: &str) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut in_section = false;
    for line in text.lines() {
        let lower = line.to_lowercase();
        let speaks = ["licen", "lizenz", "creativecommons.org/licenses", "licence"]
            .iter()
            .any(|word| lower.contains(word));
        if line.trim_start().starts_with('#') {
            in_section = speaks;
        }
        if !(speaks || in_section) || lower.contains("template") {
            continue;
        }
        // Thanks to others, and what their work is under, are not about this design.
        if [
            "based on",
            "derived from",
            "thanks",
            "credit",
            "fork of",
            "third-party",
            "third party",
            "library",
        ]
        .iter()
        .any(|word| lower.contains(word))
        {
            continue;
        }
        for id in ids_in(line) {
            let purpose = purpose_of_line(&lower);
            if !found
                .iter()
                .any(|known| family_of(&known.id) == family_of(&id))
            {
                found.push(Candidate {
                    is_vague: id.ends_with("-only")
                        && !line.contains("-only")
                        && !lower.contains(" only"),
                    id,
                    place: path.to_owned(),
                    purpose,
                });
            }
        }
    }
    found
}

/// What to ask where a README names the hardware's licence, but not which one it is.
fn unclear_hardware(path: &str, text: &str) -> Option<String> {
    text.lines()
        .filter(|line| {
            let lower = line.to_lowercase();
            lower.contains("licen") && purpose_of_line(&lower) == Some(Purpose::Hardware)
        })
        .find_map(|line| match meant_by(&plain(line)) {
            Meant::Several(candidates) if candidates.len() > 1 => {
                let ids: Vec<String> = candidates
                    .iter()
                    .take(6)
                    .map(|id| format!("`{id}`"))
                    .collect();
                Some(format!(
                    "{path} does not say which it is: {}",
                    ids.join(", ")
                ))
            }
            _ => None,
        })
}

/// The licences that a line names.
fn ids_in(line: &str) -> Vec<String> {
    // An id as it stands beats every reading of prose.
    let mut ids: Vec<String> = line
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+')))
        .map(|word| word.trim_matches(['.', '-']))
        .filter(|word| word.contains('-') || *word == "MIT")
        .filter_map(Expression::parse)
        .map(|expression| expression.as_str().to_owned())
        .filter(|id| class_of(id) != Class::Unknown && !id.starts_with("LicenseRef-"))
        .collect();
    if ids.is_empty()
        && let Recognised::Notice(named) = recognise(line)
    {
        ids = named;
    }
    if ids.is_empty()
        && let Meant::One(id) = meant_by(&plain(line))
    {
        ids.push(id);
    }
    ids.dedup();
    ids
}

/// Which candidate is for what.
///
/// `unclear` is what to ask where somebody says something of the hardware, but not clearly: that is not
/// replaced by what they say of the rest.
fn decide(candidates: &[Candidate], unread: Option<&str>, unclear: Option<String>) -> Licences {
    let of = |purpose| candidates.iter().find(|one| one.purpose == Some(purpose));
    let written_for = |reach: fn(&Candidate) -> bool| {
        candidates
            .iter()
            .find(|one| one.purpose.is_none() && reach(one))
    };
    let is_creative = |one: &Candidate| {
        one.id.starts_with("CC-") || one.id.starts_with("CC0-") || one.id.starts_with("GFDL-")
    };
    let is_hardware = |one: &Candidate| reach_of(&one.id) == Some(Reach::Hardware);
    let loose: Vec<&Candidate> = candidates
        .iter()
        .filter(|one| one.purpose.is_none())
        .collect();
    let mut hardware: Option<Fact<String>> = None;
    if let Some(own) = of(Purpose::Hardware) {
        hardware = Some(fact(own));
    } else if let Some(own) = written_for(is_hardware) {
        hardware = Some(fact(own));
    } else if let Some(supply) = unclear {
        hardware = Some(Fact::unknown(NO_ASSERTION.to_owned(), supply));
    } else if let [only] = loose.as_slice() {
        hardware = Some(fact(only));
    } else if let Some(pair) = either_of(&loose) {
        hardware = Some(pair);
    } else if let Some(own) = written_for(is_creative) {
        let place = format!(
            "{} and more licences: this one is for works of design",
            own.place
        );
        hardware = Some(Fact::guessed(own.id.clone(), place));
    }
    let hardware = hardware.unwrap_or_else(|| no_licence(candidates, unread));
    let others = |own: Option<&Candidate>| {
        own.filter(|own| {
            family_of(&own.id) != family_of(&hardware.value)
                && (own.purpose.is_some() || !hardware.is_unknown())
        })
        .map(fact)
    };
    let documentation = of(Purpose::Documentation).or_else(|| written_for(is_creative));
    let software = of(Purpose::Software).or_else(|| {
        loose
            .iter()
            .copied()
            .find(|one| !is_creative(one) && !is_hardware(one))
            .filter(|one| !hardware.value.contains(&one.id))
    });
    Licences {
        documentation: others(documentation),
        software: others(software),
        hardware,
        holder: None,
    }
}

fn fact(candidate: &Candidate) -> Fact<String> {
    if candidate.is_vague {
        let place = format!("{} (`-only` or `-or-later` is not said)", candidate.place);
        Fact::guessed(candidate.id.clone(), place)
    } else {
        Fact::found(candidate.id.clone(), candidate.place.clone())
    }
}

/// `LICENSE-MIT` beside `LICENSE-APACHE` leaves the choice.
fn either_of(loose: &[&Candidate]) -> Option<Fact<String>> {
    let [a, b] = loose else { return None };
    let is_pair =
        [a, b].iter().any(|one| one.id == "MIT") && [a, b].iter().any(|one| one.id == "Apache-2.0");
    is_pair.then(|| {
        Fact::guessed(
            "MIT OR Apache-2.0".to_owned(),
            format!(
                "{} and {}, which usually leave the choice",
                a.place, b.place
            ),
        )
    })
}

/// What to say when nothing can be claimed.
fn no_licence(candidates: &[Candidate], unread: Option<&str>) -> Fact<String> {
    let supply = match (candidates, unread) {
        ([], None) => {
            "choose a licence, such as `CERN-OHL-S-2.0`, and put its text into `LICENSE`".to_owned()
        }
        ([], Some(path)) => {
            format!("`{path}` is no text that is known: write the SPDX id of the licence")
        }
        (several, _) => {
            let ids: Vec<String> = several
                .iter()
                .map(|one| format!("`{}` ({})", one.id, one.place))
                .collect();
            format!("say which is the hardware's: {}", ids.join(", "))
        }
    };
    Fact::unknown(NO_ASSERTION.to_owned(), supply)
}

/// Who holds the copyright, by the line that the short permissive licences begin with.
fn holder(files: &Listing, reading: &Reading) -> Option<Fact<String>> {
    let own_line = |id: &str| {
        ["MIT", "BSD-", "ISC", "0BSD", "Zlib", "X11"]
            .iter()
            .any(|start| id.starts_with(start))
    };
    reading
        .root_texts()
        .filter(|text| text.unfilled.is_none() && text.named().into_iter().any(own_line))
        .find_map(|text| {
            let content = files.text(&text.path, 4096).ok()?;
            let name = content.lines().find_map(holder_in)?;
            Some(Fact::guessed(
                name,
                format!("the copyright line of {}", text.path),
            ))
        })
}

/// The name in `Copyright (c) 2016-2020 Name`.
fn holder_in(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches(['#', '*', '/', ' ']);
    let lower = line.to_lowercase();
    let rest = &line[lower
        .strip_prefix("copyright")
        .map(|rest| lower.len() - rest.len())?..];
    let name = rest.trim_start_matches(|c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '(' | ')' | '©' | ',' | '-' | '–' | ':')
    });
    let name = name
        .strip_prefix("c) ")
        .or_else(|| name.strip_prefix("C) "))
        .unwrap_or(name)
        .trim_start_matches(|c: char| {
            c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '-' | '–')
        })
        .trim_start_matches("present")
        .trim_start_matches("by ")
        .trim();
    let name = name.split(". All rights").next().unwrap_or(name);
    let name = name.trim_end_matches([',', ';']).trim();
    let is_name = name.contains(char::is_alphabetic)
        && !name.contains(['<', '[', '{'])
        && name.chars().count() <= 80
        && !["notice", "holder", "owner", "the following", "statement"]
            .iter()
            .any(|word| name.to_lowercase().contains(word));
    is_name.then(|| name.to_owned())
}

/// The SPDX expression that somebody typed, when it is one or clearly means one.
pub fn expression(text: &str) -> Option<String> {
    Declared::read(text, 0..0)
        .expression
        .map(|expression| expression.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str, place: &str, purpose: Option<Purpose>) -> Candidate {
        Candidate {
            id: id.to_owned(),
            place: place.to_owned(),
            purpose,
            is_vague: false,
        }
    }

    #[test]
    fn each_licence_finds_what_it_is_for() {
        let several = [
            one("CC-BY-SA-4.0", "LICENSES/CC-BY-SA-4.0.txt", None),
            one("GPL-3.0-or-later", "LICENSES/GPL-3.0-or-later.txt", None),
            one("CERN-OHL-S-2.0", "LICENSES/CERN-OHL-S-2.0.txt", None),
        ];
        let licences = decide(&several, None, None);
        assert_eq!(licences.hardware.value, "CERN-OHL-S-2.0");
        assert_eq!(
            licences.documentation.map(|fact| fact.value).as_deref(),
            Some("CC-BY-SA-4.0")
        );
        assert_eq!(
            licences.software.map(|fact| fact.value).as_deref(),
            Some("GPL-3.0-or-later")
        );
    }

    #[test]
    fn names_and_folders_decide() {
        let named = [
            one("MIT", "LICENSE", purpose_of_name("firmware")),
            one(
                "CC-BY-4.0",
                "LICENSE-hardware",
                purpose_of_name("LICENSE-hardware"),
            ),
        ];
        let licences = decide(&named, None, None);
        assert_eq!(licences.hardware.value, "CC-BY-4.0");
        assert_eq!(
            licences.software.map(|fact| fact.value).as_deref(),
            Some("MIT")
        );
        assert_eq!(licences.documentation, None);
    }

    #[test]
    fn nothing_is_claimed_without_evidence() {
        let none = decide(&[], None, None);
        assert_eq!(none.hardware.value, NO_ASSERTION);
        assert!(none.hardware.is_unknown());
        let unclear = [one("GPL-3.0-only", "a", None), one("MIT", "b", None)];
        let licences = decide(&unclear, None, None);
        assert_eq!(licences.hardware.value, NO_ASSERTION);
        assert_eq!(licences.software, None);
        let pair = [one("MIT", "a", None), one("Apache-2.0", "b", None)];
        assert_eq!(
            decide(&pair, None, None).hardware.value,
            "MIT OR Apache-2.0"
        );
    }

    #[test]
    fn readmes_name_licences() {
        let ids = |text: &str| -> Vec<String> {
            of_readme("README.md", text)
                .into_iter()
                .map(|one| one.id)
                .collect()
        };
        assert_eq!(
            ids("## License\n\nCERN-OHL-W-2.0 for the hardware"),
            ["CERN-OHL-W-2.0"]
        );
        assert_eq!(
            ids("This work is licensed under CC BY-SA 4.0."),
            ["CC-BY-SA-4.0"]
        );
        assert_eq!(
            ids("Based on a thing licensed under MIT"),
            Vec::<String>::new()
        );
        assert_eq!(ids("# About\nCC-BY-4.0 is a nice id"), Vec::<String>::new());
    }

    #[test]
    fn what_is_said_of_the_hardware_is_not_replaced() {
        let text = "## Licenses\nSoftware is licensed with GNU General Public License v3.0\n\
            Our hardware is licensed with CERN OHL V2.0\nOur documents are licensed with CC-BY-SA 4.0\n";
        let supply = unclear_hardware("README.md", text);
        assert!(
            supply
                .as_ref()
                .is_some_and(|supply| supply.contains("`CERN-OHL-W-2.0`")),
            "{supply:?}"
        );
        let licences = decide(&of_readme("README.md", text), None, supply);
        assert_eq!(licences.hardware.value, NO_ASSERTION);
        assert_eq!(
            licences.documentation.map(|fact| fact.value).as_deref(),
            Some("CC-BY-SA-4.0")
        );
        assert!(
            licences
                .software
                .is_some_and(|fact| fact.value.starts_with("GPL-3.0"))
        );
        assert_eq!(
            unclear_hardware("README.md", "License: the CERN Open Hardware Licence"),
            None
        );
    }

    #[test]
    fn a_choice_of_two_stays_one_whatever_the_readme_names() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, id) in [("LICENSE-APACHE", "Apache-2.0"), ("LICENSE-MIT", "MIT")] {
            let text = spdx::license_id(id).expect("a known id").text();
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        let package = crate::package::Package::load(folder.path(), None).expect("a folder");
        let readme = "## Licence\nThe code is under the MIT licence or the Apache licence 2.0.\n";
        let licences = read(
            &package.files,
            &package.licences,
            Some(("README.md", readme)),
        );
        assert_eq!(licences.hardware.value, "MIT OR Apache-2.0");
        assert_eq!((licences.software, licences.documentation), (None, None));
    }

    #[test]
    fn holders_stand_in_copyright_lines() {
        for (line, name) in [
            (
                "Copyright (c) 2016 BCN3D Technologies",
                Some("BCN3D Technologies"),
            ),
            (
                "Copyright 2019-2021, Alice Lamp. All rights reserved.",
                Some("Alice Lamp"),
            ),
            ("Copyright © 2020 – present Bob", Some("Bob")),
            ("Copyright (c) <year> <copyright holders>", None),
            ("copyright notice and this permission notice", None),
            ("The above copyright", None),
        ] {
            assert_eq!(holder_in(line).as_deref(), name, "{line}");
        }
    }
}
