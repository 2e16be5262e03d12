//! FC0307: a licence that covers documents, not things.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::licence::{Licence, Reach, Strength, reach_of, strength_of};
use crate::rules::files::{in_manifest, is_package};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0307",
    name: "unsuited-to-hardware",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

A hardware licence that makes conditions, attribution or share-alike, which rest on copyright alone: Creative Commons, GFDL,
GPL-2.0. Permissive software licences (MIT, BSD) and public-domain dedications are left alone: they promise hardly
anything that copyright would have to carry.

## Why it matters

Copyright covers drawings and files, hardly the function of a thing. Who builds the thing from its drawings copies no
work, so share-alike does not bind them; and no patent is licensed. Licences written for hardware cover both.

## How to fix

Consider CERN-OHL-S-2.0 or -W-2.0 for share-alike, CERN-OHL-P-2.0 without; keep Creative Commons for texts and
photographs (`[licences] documentation` in `fab.toml`). It is a choice, not an error.

## Source

CERN, Open Hardware Licence 2.0, rationale and guide; OSHWA, FAQ on licences; TAPR, rationale of the Open Hardware License.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    let Some(declared) = package
        .licences
        .declared
        .as_ref()
        .filter(|_| is_package(view))
    else {
        return;
    };
    let Some(expression) = &declared.expression else {
        return;
    };
    // With `OR` one suited licence is enough, and beside one joined with `AND` the other covers the rest.
    let licences = expression.licences();
    if licences.is_empty() || !licences.iter().all(rests_on_copyright) {
        return;
    }
    sink.add(Severity::Note, || {
        Draft::new(format!(
            "`{}` rests on copyright, which covers the files but hardly the thing made from them",
            expression.as_str()
        ))
        .help("consider a hardware licence: CERN-OHL-S-2.0 or -W-2.0 with share-alike, CERN-OHL-P-2.0 without")
        .at(in_manifest(package, &declared.span))
    });
}

/// Whether a licence makes conditions that only copyright can enforce.
fn rests_on_copyright(licence: &Licence) -> bool {
    let conditional = licence.id.starts_with("CC-BY")
        || matches!(
            strength_of(&licence.id),
            Some(Strength::Strong | Strength::Weak)
        );
    conditional && reach_of(&licence.id) == Some(Reach::Copyright)
}
