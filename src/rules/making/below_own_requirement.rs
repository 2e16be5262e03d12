//! FC0715: a part that does not keep what its own `fab.toml` asks of it.

use super::thin::{short, under};
use crate::check::MeshView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::rules::{Check, Rule};
use crate::units::mm;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0715",
    name: "below-own-requirement",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A wall that is thinner than the `min-wall` that `fab.toml` sets for the part. The thickness is measured
across the wall, whatever way the part lies. Places narrower than `min-wall`
are edges and not looked at, nor are requirements above 4 mm.

## Why it matters

The designer knows what the part must bear; either the model or the requirement is wrong.

## How to fix

Thicken the wall, or correct `min-wall` in `fab.toml`.

## Source

The part's own `min-wall` in `fab.toml`.
",
    check: Check::Mesh(check),
};

fn check(view: &MeshView<'_>, sink: &mut Sink) {
    let (Some(part), Some(facts)) = (view.part, &view.mesh.facts) else {
        return;
    };
    let (Some(wanted), Some(thickness)) = (part.min_wall, &facts.thickness) else {
        return;
    };
    let found = under(&thickness.thin, thickness.resolution, wanted, wanted, |patch| patch.min);
    let Some(first) = found.first() else {
        return;
    };
    sink.add(Severity::Warning, || {
        let more = match found.len() {
            1 => String::new(),
            n => format!(" at the thinnest of {n} places"),
        };
        let value = short(first.value);
        let message = format!("wall is {}{more}, `min-wall` asks for {}", mm(value), mm(wanted));
        let path = view.mesh.path.as_str();
        Draft::new(message)
            .at(Place::mesh(path, Some(first.patch.at), Vec::new()))
            .part(part.id.as_str())
            .help("thicken the wall, or correct `min-wall` in `fab.toml`")
            .measured(value, wanted, "mm", "`min-wall` in fab.toml")
    });
}
