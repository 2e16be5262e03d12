//! FC0113: something is allowed that does not occur.

use crate::diag::Severity;
use crate::rules::{Check, Rule};

/// The declaration; the pipeline raises it at the entry of `fab.toml` that silenced nothing.
pub static RULE: Rule = Rule {
    code: "FC0113",
    name: "unused-allow",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

An entry of `[[lints]]` in `fab.toml` that allows a rule which found nothing there.

## Why it matters

A forgotten exception silences the next, real defect. Often the defect is mended, or the part or path has another
name now.

## How to fix

Remove the entry, or correct its `part` or `path`.

## Source

fabcommons: an exception lives as long as its reason.
",
    check: Check::Pipeline,
};
