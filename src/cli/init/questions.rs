//! The questions on a terminal: what everybody wants to know of a design, each with what was found.

use crate::package::adopt::{self, Evidence, Fact, Plan, licence_expression, signature};
use crate::package::manifest::Person;
use anyhow::Context as _;

/// Somebody who answers.
pub(super) trait Asked {
    /// Asks for a text; an empty answer takes `default`, or leaves it open. `check` says why an answer
    /// cannot be taken, and it is asked again.
    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> anyhow::Result<Option<String>>;

    /// Asks for yes or no; yes when nothing is said.
    fn agrees(&mut self, question: &str) -> anyhow::Result<bool>;
}

/// Asks for what matters most; no when the user does not want the files.
pub(super) fn ask(plan: &mut Plan, asked: &mut dyn Asked) -> anyhow::Result<bool> {
    let free = |_: &str| Ok(());
    text(&mut plan.name, "Name", &free, str::to_owned, asked)?;
    text(
        &mut plan.function,
        "What it does, and for whom",
        &free,
        str::to_owned,
        asked,
    )?;
    let licence = |text: &str| {
        licence_expression(text).map(|_| ()).ok_or_else(|| {
            "no licence of the SPDX list, such as `CERN-OHL-S-2.0`, `CC-BY-SA-4.0` or `MIT`"
                .to_owned()
        })
    };
    let canonical = |text: &str| licence_expression(text).unwrap_or_else(|| text.to_owned());
    text(
        &mut plan.license,
        "Licence of the hardware (SPDX)",
        &licence,
        canonical,
        asked,
    )?;
    licensor(plan, asked)?;
    version(plan, asked)?;
    let address = |text: &str| {
        if adopt::is_web_address(text) {
            Ok(())
        } else {
            Err("a web address begins with `https://`".to_owned())
        }
    };
    text(
        &mut plan.repo,
        "Web address of its repository",
        &address,
        str::to_owned,
        asked,
    )?;
    asked.agrees("Write okh.toml and fab.toml?")
}

fn text(
    fact: &mut Fact<String>,
    question: &str,
    check: &dyn Fn(&str) -> Result<(), String>,
    form: impl Fn(&str) -> String,
    asked: &mut dyn Asked,
) -> anyhow::Result<()> {
    let known = (!fact.is_unknown()).then(|| fact.value.clone());
    // What was found may be kept although it would not be taken as an answer.
    let lenient = |answer: &str| {
        if Some(answer) == known.as_deref() {
            Ok(())
        } else {
            check(answer)
        }
    };
    let answer = asked.text(question, known.as_deref(), &lenient)?;
    if let Some(answer) = answer
        && known.as_deref() != Some(&answer)
    {
        *fact = Fact {
            value: form(&answer),
            evidence: Evidence::Stated,
        };
    } else if known.is_some() {
        fact.evidence = confirmed(&fact.evidence);
    }
    Ok(())
}

/// A guess that was shown and kept is one no more.
fn confirmed(evidence: &Evidence) -> Evidence {
    match evidence {
        Evidence::Guessed(_) => Evidence::Stated,
        other => other.clone(),
    }
}

fn licensor(plan: &mut Plan, asked: &mut dyn Asked) -> anyhow::Result<()> {
    let fact = &mut plan.licensor;
    let known = (!fact.is_unknown()).then(|| {
        let people: Vec<String> = fact.value.iter().map(signature).collect();
        people.join(", ")
    });
    let answer = asked.text(
        "Who licenses it, Name <mail> (several with commas)",
        known.as_deref(),
        &|_| Ok(()),
    )?;
    match answer {
        Some(answer) if known.as_deref() != Some(&answer) => {
            fact.value = answer
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(Person::parse)
                .collect();
            fact.evidence = Evidence::Stated;
        }
        _ if known.is_some() => fact.evidence = confirmed(&fact.evidence),
        _ => {}
    }
    Ok(())
}

fn version(plan: &mut Plan, asked: &mut dyn Asked) -> anyhow::Result<()> {
    let known = plan.version.as_ref().map(|fact| fact.value.clone());
    let check = |text: &str| {
        if Some(text) == known.as_deref() {
            return Ok(());
        }
        semver::Version::parse(text.trim_start_matches(['v', 'V']))
            .map(|_| ())
            .map_err(|_| {
                "write three numbers, such as `0.1.0`; nothing to leave it open".to_owned()
            })
    };
    let answer = asked.text("Version", known.as_deref(), &check)?;
    match answer {
        Some(answer) if known.as_deref() != Some(&answer) => {
            plan.version = Some(Fact {
                value: answer.trim_start_matches(['v', 'V']).to_owned(),
                evidence: Evidence::Stated,
            });
        }
        _ => {
            if let Some(version) = &mut plan.version {
                version.evidence = confirmed(&version.evidence);
            }
        }
    }
    Ok(())
}

/// The longest default that stands beside its question, characters.
const SHORT: usize = 48;

/// The user at a terminal.
#[derive(Debug)]
pub(super) struct Terminal;

impl Asked for Terminal {
    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> anyhow::Result<Option<String>> {
        let mut input = dialoguer::Input::<String>::new()
            .with_prompt(question)
            .allow_empty(true);
        if let Some(default) = default {
            input = input.default(default.to_owned());
            if default.chars().count() > SHORT {
                // A line that wraps would be drawn twice.
                let _ = dialoguer::console::Term::stderr()
                    .write_line(&format!("{question}: {default}"));
                input = input
                    .with_prompt("Enter keeps it, or")
                    .show_default(false)
                    .report(false);
            }
        }
        let answer = input
            .validate_with(|answer: &String| {
                let answer = answer.trim();
                if answer.is_empty() {
                    Ok(())
                } else {
                    check(answer)
                }
            })
            .interact_text()
            .context("nothing was written")?;
        let answer = answer.trim().to_owned();
        Ok((!answer.is_empty()).then_some(answer))
    }

    fn agrees(&mut self, question: &str) -> anyhow::Result<bool> {
        dialoguer::Confirm::new()
            .with_prompt(question)
            .default(true)
            .interact()
            .context("nothing was written")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers from a list; keeps what was asked.
    struct Script {
        answers: Vec<&'static str>,
        asked: Vec<(String, Option<String>)>,
        refused: Vec<String>,
        agrees: bool,
    }

    impl Asked for Script {
        fn text(
            &mut self,
            question: &str,
            default: Option<&str>,
            check: &dyn Fn(&str) -> Result<(), String>,
        ) -> anyhow::Result<Option<String>> {
            self.asked
                .push((question.to_owned(), default.map(str::to_owned)));
            loop {
                let answer = self.answers.remove(0);
                if answer.is_empty() {
                    return Ok(default.map(str::to_owned));
                }
                match check(answer) {
                    Ok(()) => return Ok(Some(answer.to_owned())),
                    Err(why) => self.refused.push(why),
                }
            }
        }

        fn agrees(&mut self, _: &str) -> anyhow::Result<bool> {
            Ok(self.agrees)
        }
    }

    fn plan() -> Plan {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(
            folder.path().join("README.md"),
            "# Lamp\n\nLights a desk without glare.\n",
        )
        .expect("a file");
        adopt::plan(folder.path(), false).expect("a readable folder")
    }

    #[test]
    fn answers_replace_and_silence_confirms() {
        let mut plan = plan();
        let mut script = Script {
            answers: vec![
                "",
                "",
                "CERN OHL",
                "cern-ohl-s-2.0",
                "Al <al@lamps.org>, Bea",
                "one",
                "v0.2.0",
                "lamps.org",
                "https://lamps.org/lamp",
            ],
            asked: Vec::new(),
            refused: Vec::new(),
            agrees: true,
        };
        assert!(ask(&mut plan, &mut script).expect("answers"));
        assert_eq!(script.asked.len(), 6);
        assert_eq!(
            script.asked[0],
            ("Name".to_owned(), Some("Lamp".to_owned()))
        );
        assert_eq!(script.asked[2].1, None, "no default for what nobody knows");
        assert_eq!(script.refused.len(), 3, "{:?}", script.refused);
        assert_eq!(plan.license.value, "CERN-OHL-S-2.0");
        assert_eq!(plan.licensor.value.len(), 2);
        assert_eq!(
            plan.version.as_ref().map(|fact| fact.value.as_str()),
            Some("0.2.0")
        );
        assert_eq!(plan.repo.value, "https://lamps.org/lamp");
        assert_eq!(
            plan.function.evidence,
            Evidence::Stated,
            "a confirmed guess"
        );
        assert!(matches!(plan.name.evidence, Evidence::Found(_)));
        assert!(plan.unknown().is_empty());
        let text = adopt::okh_text(&plan);
        assert!(
            text.contains("licensor = [\"Al <al@lamps.org>\", \"Bea\"]"),
            "{text}"
        );
        assert!(
            !text.contains("FIXME") && !text.contains("# to fill in: "),
            "{text}"
        );
    }

    #[test]
    fn what_is_left_open_stays_to_be_filled_in() {
        let mut plan = plan();
        let mut script = Script {
            answers: vec!["", "", "", "", "", ""],
            asked: Vec::new(),
            refused: Vec::new(),
            agrees: false,
        };
        assert!(!ask(&mut plan, &mut script).expect("answers"));
        let open: Vec<&str> = plan.unknown().into_iter().map(|(key, _)| key).collect();
        assert_eq!(open, ["repo", "license", "licensor"]);
        assert_eq!(plan.version, None);
    }
}
