//! FC0301: nothing says under which licence the design is shared.

use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::Adoption;
use crate::package::licence::{Fault, Recognised, Text, recognise};
use crate::rules::files::{in_manifest, is_package};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0301",
    name: "no-licence",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A manifest without `license`, and a folder without manifest in which neither a licence file nor the README names
a licence.

## Why it matters

Without a licence all rights are reserved by law: nobody may copy, change, make or sell the design, however
openly it lies on the web.

## How to fix

Choose a licence and write its SPDX id: `license = \"CERN-OHL-S-2.0\"` (every improvement stays open),
`\"CERN-OHL-W-2.0\"`, or `\"CERN-OHL-P-2.0\"` (no conditions but the notices). Put its text into `LICENSE`.

## Source

Berne Convention, article 5(2) (protection without formalities); Open Know-How 2.4, `license` is required; OSHWA,
Open Source Hardware Definition 1.0.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    let declared = package.licences.declared.as_ref();
    if let Some(declared) = declared {
        if declared.fault == Some(Fault::Empty) {
            sink.add(Severity::Error, || {
                Draft::new("`license` is empty")
                    .help("write an SPDX id, such as `CERN-OHL-S-2.0`")
                    .at(in_manifest(package, &declared.span))
            });
        }
        return;
    }
    let named: Vec<&str> = package
        .licences
        .root_texts()
        .flat_map(Text::named)
        .collect();
    let help = match named.as_slice() {
        [] => "choose a licence, such as `license = \"CERN-OHL-S-2.0\"`, and put its text into `LICENSE`".to_owned(),
        [id] => format!("the licence file says: `license = \"{id}\"`"),
        ids => format!("the licence files name {}: say which is the hardware's", ids.join(", ")),
    };
    if package.adoption == Adoption::Declared {
        sink.add(Severity::Error, || {
            let place = package
                .manifest
                .path
                .clone()
                .map(Place::file)
                .unwrap_or_default();
            Draft::new("the manifest names no licence")
                .help(help)
                .at(place)
        });
    } else if !package.files.files.is_empty()
        && package.licences.root_texts().next().is_none()
        && !package.files.licence_above
        && !readme_names_one(view)
    {
        sink.add(Severity::Error, || {
            Draft::new("nothing says under which licence this is shared").help(help)
        });
    }
}

/// Whether the README names a licence or a section about it exists.
fn readme_names_one(view: &PackageView<'_>) -> bool {
    let files = &view.package.files;
    let Some(readme) = files.readme() else {
        return false;
    };
    let Ok(text) = files.text(&readme.path, 256 * 1024) else {
        return true;
    };
    text.lines().any(|line| {
        let lower = line.to_lowercase();
        ["licen", "lizenz", "copyright"]
            .iter()
            .any(|word| lower.contains(word))
            && matches!(recognise(line), Recognised::Notice(_))
    }) || text.contains("creativecommons.org/licenses/")
}
