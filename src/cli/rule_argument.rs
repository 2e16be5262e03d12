//! A rule (or a licence) on the command line: completed by shells, with a hint when it is wrong.

use super::explain::Subject;
use crate::package::licence::{Declared, Fault};
use crate::rules::{self, Rule};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use std::ffi::OsStr;

/// Parses a rule's code or name.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleArgument;

/// Parses what `explain` explains: a rule, or a licence by its id or one of its names.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExplainArgument;

/// Parses what `--deny` denies: a rule, or `warnings`.
#[derive(Debug, Clone, Copy)]
pub(super) struct DenyArgument;

/// What `--deny` denies.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deny {
    /// Any warning fails the run.
    Warnings,
    /// Findings of this rule are errors.
    Rule(&'static Rule),
}

fn parse(command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<&'static Rule, Error> {
    let text = value.to_string_lossy();
    rules::find(&text).ok_or_else(|| {
        let hint = rules::nearest(&text).map_or_else(
            || "`fabcommons rules` lists them".to_owned(),
            |near| format!("did you mean `{}` ({})?", near.name, near.code),
        );
        let argument = argument.map(ToString::to_string).unwrap_or_default();
        Error::raw(
            ErrorKind::ValueValidation,
            format!("`{text}` for `{argument}` is no rule; {hint}\n"),
        )
        .with_cmd(command)
    })
}

fn names() -> impl Iterator<Item = PossibleValue> {
    rules::all().map(|rule| {
        PossibleValue::new(rule.name)
            .alias(rule.code)
            .help(rule.code)
    })
}

impl TypedValueParser for RuleArgument {
    type Value = &'static Rule;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, Error> {
        parse(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(names()))
    }
}

/// A licence as people write it; `Err` says what it may have meant, as a phrase.
fn licence(text: &str) -> Result<String, Option<String>> {
    let declared = Declared::read(text, 0..text.len());
    if let Some(expression) = &declared.expression {
        return Ok(expression.as_str().to_owned());
    }
    match &declared.fault {
        Some(Fault::Ambiguous { candidates }) => {
            let list: Vec<String> = candidates
                .iter()
                .take(6)
                .map(|id| format!("`{id}`"))
                .collect();
            Err(Some(match list.as_slice() {
                [one] => format!("did you mean the licence {one}?"),
                several => format!("as a licence it may be {}", several.join(" or ")),
            }))
        }
        _ => Err(None),
    }
}

impl TypedValueParser for ExplainArgument {
    type Value = Subject;

    fn parse_ref(
        &self,
        command: &Command,
        _argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, Error> {
        let text = value.to_string_lossy();
        if let Some(rule) = rules::find(&text) {
            return Ok(Subject::Rule(rule));
        }
        let candidates = match licence(&text) {
            Ok(expression) => return Ok(Subject::Licence(expression)),
            Err(candidates) => candidates,
        };
        let near = rules::nearest(&text)
            .map(|near| format!("did you mean `{}` ({})?", near.name, near.code));
        let hint = match (near, candidates) {
            (Some(near), None) => near,
            (None, Some(candidates)) => candidates,
            (Some(near), Some(candidates)) => format!("{near} {candidates}"),
            (None, None) => {
                "`fabcommons rules` lists the rules, https://spdx.org/licenses the licences"
                    .to_owned()
            }
        };
        Err(Error::raw(
            ErrorKind::ValueValidation,
            format!("`{text}` is no rule and no licence; {hint}\n"),
        )
        .with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let (licences, _) = crate::package::licence::compat::table_ids();
        Some(Box::new(
            names().chain(
                licences
                    .into_iter()
                    .filter(|id| !id.contains(' '))
                    .map(PossibleValue::new),
            ),
        ))
    }
}

impl TypedValueParser for DenyArgument {
    type Value = Deny;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, Error> {
        if value == "warnings" {
            Ok(Deny::Warnings)
        } else {
            parse(command, argument, value).map(Deny::Rule)
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(
            std::iter::once(PossibleValue::new("warnings")).chain(names()),
        ))
    }
}
