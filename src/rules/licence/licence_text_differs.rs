//! FC0305: the licence file is of another licence than the declared one, or was changed.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::licence::{Reading, Text, family_of};
use crate::rules::files::{is_package, listed};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0305",
    name: "licence-text-differs",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

Licence files in the root that hold the text of another licence than the manifest declares, a licence text
that was changed, and words that take away what the licence gives (\"non-commercial\" beside an open licence).
`-only` and `-or-later` share one text, and further licences for documentation or software may lie beside.

## Why it matters

Of two contradicting statements nobody knows which holds; a careful user will leave the design alone. A changed
text is another licence, though it bears the same name.

## How to fix

Decide which licence applies, write it into `okh.toml` and put exactly its text into the package. Licences of the
documentation and the software are declared in `fab.toml` under `[licences]`.

## Source

Texts are compared with those of the SPDX licence list: from 95 % of its word pairs on a text is taken for the licence, from
80 % on for a changed one. CERN-OHL-S-2.0, preamble, and GPL-3.0, head: the licence may be used in unmodified form only.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let licences = &view.package.licences;
    if !is_package(view) {
        return;
    }
    for text in licences.root_texts() {
        if let Some(phrase) = text.restriction {
            sink.add(Severity::Error, || {
                Draft::new(format!(
                    "adds `{phrase}` to a licence that is open without it"
                ))
                .help("take the addition out, or declare what really applies")
                .at(text.path.as_str())
            });
        }
        for found in text.licences().iter().filter(|found| found.is_modified()) {
            sink.add(Severity::Warning, || {
                Draft::new(format!("a changed text of `{}`", found.id))
                    .help("put the exact text of the licence here; say what you want to add in the README")
                    .measured((found.score * 100.0).floor(), 95.0, "%", "share of the word pairs of the SPDX text")
                    .at(text.path.as_str())
            });
        }
    }
    if let (Some(text), Some(declared)) = (contradicts(licences), &licences.declared) {
        sink.add(Severity::Error, || {
            let expression = licences.expression().unwrap_or(&declared.raw);
            Draft::new(format!(
                "the text of {}, but `{expression}` is declared",
                listed(&text.named())
            ))
            .help("decide which applies, and make `license` and the text agree")
            .at(text.path.as_str())
        });
    }
}

/// The licence file that contradicts the declaration: texts of licences are there, and none is of a family that
/// is declared for anything in the package.
pub(super) fn contradicts(licences: &Reading) -> Option<&Text> {
    let declared = licences.declared.as_ref()?;
    let expression = declared.expression.as_ref()?;
    let families = licences.root_families();
    let is_own = |id: &str| id.starts_with("LicenseRef-");
    let own = expression.licences();
    if families.is_empty()
        || own.iter().any(|licence| {
            families.contains(&family_of(&licence.id))
                || licence
                    .exception
                    .as_deref()
                    .is_some_and(|exception| families.contains(&exception))
                || is_own(&licence.id)
        })
    {
        return None;
    }
    // A text of the documentation's licence contradicts nothing: the hardware's is missing.
    if families.iter().any(|family| licences.declares_family(family)) {
        return None;
    }
    // Nor does one whose notice in the same place names the declared licence.
    if licences
        .root_texts()
        .flat_map(Text::named)
        .any(|id| expression.names_family(family_of(id)))
    {
        return None;
    }
    licences
        .root_texts()
        .find(|text| !text.licences().is_empty())
}
