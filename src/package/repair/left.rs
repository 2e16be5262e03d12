//! What needs a human.

use super::Left;
use crate::package::licence::{Declared, Fault};
use crate::package::manifest::{self, Problem};

/// What a human has to do in the repaired files.
pub(super) fn left(path: &str, text: &str) -> Vec<Left> {
    let reading = manifest::read_text(path, text.as_bytes());
    let Some(document) = &reading.document else {
        return Vec::new();
    };
    let mut all: Vec<Left> = Vec::new();
    let mut add = |at: usize, why: String| {
        let (line, _) = document.source.line_column(at);
        let path = path.to_owned();
        all.push(Left { path, line, why });
    };
    for problem in &reading.problems {
        match problem {
            Problem::Missing { key, within, span } if within.is_empty() => {
                add(
                    span.start,
                    format!("`{key}` is missing, and nothing in the manifest says it"),
                );
            }
            Problem::Missing { key, within, span } => {
                add(span.start, format!("`{key}` is missing in {within}"));
            }
            Problem::Invalid {
                key,
                span,
                why,
                help,
                ..
            } => {
                let help = help
                    .as_ref()
                    .map(|help| format!(": {help}"))
                    .unwrap_or_default();
                add(span.start, format!("`{key}` {why}{help}"));
            }
            Problem::Unknown { key, span, .. } => {
                add(span.start, format!("nobody knows the key `{key}`"));
            }
            _ => {}
        }
    }
    match &reading.manifest.license {
        None => add(
            0,
            "`license` is missing: without a licence nobody may use the design".to_owned(),
        ),
        Some(licence) => {
            let declared = Declared::read(&licence.value, licence.span.clone());
            match &declared.fault {
                Some(Fault::Ambiguous { candidates }) => add(
                    licence.span.start,
                    format!(
                        "`{}` does not say which licence it is: write one of `{}`",
                        licence.value.trim(),
                        candidates.join("`, `")
                    ),
                ),
                Some(Fault::Unknown { .. }) => add(
                    licence.span.start,
                    format!("`{}` is no licence that SPDX knows", licence.value.trim()),
                ),
                _ => {}
            }
        }
    }
    all.sort_by_key(|left| left.line);
    all
}
