//! A rule on the command line: its code or name, completed by shells, with a hint when it is wrong.

use crate::rules::{self, Rule};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use std::ffi::OsStr;

/// Parses a rule's code or name.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleArgument;

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
