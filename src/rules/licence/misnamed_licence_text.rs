//! FC0316: a file in `LICENSES/` is not named by an SPDX id.

use super::reuse;
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::licence::reuse::{LicenceText, Misnamed};
use crate::rules::{Request, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0316",
    name: "misnamed-licence-text",
    highest: Severity::Note,
    since: "0.2.0",
    doc: "\
## What it finds

A file in `LICENSES/` whose name is no id of the SPDX list (nor `LicenseRef-…`) with an extension behind it: an unknown or misspelt
name, an id without `.txt`, an id that the list has retired (`GPL-3.0`), a second file for the same id.

Silent unless the purpose is `reuse` (`check --for reuse`), a level asks for it, or the package has a `REUSE.toml`.

## Why it matters

Tools find the text of a licence by its name; under another name it is not there for them.

## How to fix

Rename it to `LICENSES/<SPDX id>.txt`, and correct the tags that state a retired id; a licence of your own is `LicenseRef-<name>`.

## Source

REUSE specification 3.3, License Files (<https://reuse.software/spec-3.3/>); <https://spdx.org/licenses/>.
",
    check: reuse::check(check),
};

fn check(view: &PackageView<'_>, _: Request, sink: &mut Sink) {
    let reuse = view.package.reuse();
    // What lies above the package is not its own to mend.
    for text in reuse.texts.iter().filter(|_| !reuse.is_shared) {
        let Some(misnamed) = &text.misnamed else {
            continue;
        };
        sink.add(Severity::Note, || {
            let (message, help) = wording(text, misnamed);
            Draft::new(message).help(help).at(text.path.as_str())
        });
    }
}

fn wording(text: &LicenceText, misnamed: &Misnamed) -> (String, String) {
    let id = &text.id;
    match misnamed {
        Misnamed::Unknown => (
            format!("`{id}` is no id of the SPDX list"),
            "name the file by the SPDX id of its licence, or `LicenseRef-` and a name of your own"
                .to_owned(),
        ),
        Misnamed::NoExtension => (
            format!("the name `{id}` has no extension"),
            format!("rename it to `LICENSES/{id}.txt`"),
        ),
        Misnamed::Deprecated => (
            format!("the SPDX list has retired `{id}`"),
            format!("use the ids that took its place, such as `{id}-only` or `{id}-or-later`"),
        ),
        Misnamed::Again { other } => (
            format!("`{id}` has a text already: `{other}`"),
            "remove one of them".to_owned(),
        ),
    }
}
