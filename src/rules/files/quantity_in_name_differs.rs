//! FC0213: a file name states another quantity than fab.toml.

use super::{in_fab, is_package};
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::files;
use crate::package::parts::{quantity_in_name, slug};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0213",
    name: "quantity-in-name-differs",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A part whose `quantity` in `fab.toml` is another than the one that the name of its file states (`foot_x4.stl`).

## Why it matters

People print what the file name says. One of the two numbers is wrong, and somebody ends up a part short.

## How to fix

Correct the number, or take it out of the file name.

## Source

A convention of printed designs (Voron, RepRap): `_xN` at the end of a file name is the number of pieces.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    for part in package.parts.iter().filter(|part| part.quantity_stated) {
        let differing = part
            .meshes
            .iter()
            .chain(&part.exports)
            .find_map(|path| {
                quantity_in_name(files::stem(path))
                    .1
                    .map(|named| (path, named))
            })
            .filter(|(_, named)| *named != part.quantity);
        let Some((path, named)) = differing else {
            continue;
        };
        sink.add(Severity::Warning, || {
            let place = package
                .fab
                .fab
                .parts
                .iter()
                .find(|own| {
                    own.name
                        .as_ref()
                        .is_some_and(|name| slug(&name.value) == slug(&part.name))
                })
                .and_then(|own| own.quantity.as_ref())
                .map_or_else(
                    || Place::file(path.clone()),
                    |quantity| in_fab(package, &quantity.span),
                );
            Draft::new(format!(
                "quantity is {}, but the file name says {named}: `{}`",
                part.quantity,
                files::name(path)
            ))
            .help("correct the one that is wrong")
            .part(part.id.clone())
            .at(place)
        });
    }
}
