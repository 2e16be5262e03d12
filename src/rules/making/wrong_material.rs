//! FC0713: a part whose material the machine does not work.

use super::worked::{materials, names};
use crate::check::MachineView;
use crate::diag::{Draft, Severity, Sink};
use crate::machine::materials::{Material, kind_of};
use crate::machine::{Kind, Machine};
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0713",
    name: "wrong-material",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A part that may be made of several materials (`material` in `fab.toml`), none of which suits the
machine: its process does not work them, they are not among the `materials` of its profile, or they
need an enclosure and it is known to have none. And a machine that was set up with a material
(`--machine X:material=ABS`) that the part may not be made of. What a profile does not state is not
judged, nor is a material that is not known.

## Why it matters

The part cannot be made like this, or comes loose and tears while it is printed, or is not what its
designer meant.

## How to fix

Use another machine, or allow a material that this one works.

## Source

Processes and enclosures: `machines/materials.toml`, each with its source. Materials and enclosure of
a machine: its profile, whose source the finding names.
",
    check: Check::Machine(check),
};

fn check(view: &MachineView<'_>, sink: &mut Sink) {
    let machine = view.machine;
    if view.part.material.is_empty() && machine.material.is_none() {
        return;
    }
    if let Some(loaded) = refused(view) {
        sink.add(Severity::Error, || {
            let asked = names(view.part.material.iter().map(String::as_str));
            draft(
                view,
                format!("is to be made of {asked}, the machine is set up with {loaded}"),
                format!("set it up with {asked}, or allow {loaded} in `fab.toml`"),
            )
        });
        return;
    }
    let Some(wanted) = materials(view).filter(|wanted| !wanted.is_empty()) else {
        return;
    };
    let all = || names(wanted.iter().map(|(name, _)| *name));
    let worked = |kind: &Material| kind.made_by.is_empty() || kind.made_by.contains(&machine.kind);
    if !wanted.iter().any(|(_, kind)| worked(kind)) {
        sink.add(Severity::Error, || {
            let process = match machine.kind {
                Kind::Fff => "a filament printer",
                Kind::Resin => "a resin printer",
                Kind::Mill => "a mill",
                Kind::Laser => "a laser cutter",
            };
            draft(
                view,
                format!("is to be made of {}, which {process} does not work", all()),
                "use another machine, or correct `material` in `fab.toml`".to_owned(),
            )
        });
        return;
    }
    let known = listed(machine);
    let on_list = |kind: &Material| known.is_empty() || known.iter().any(|name| is(name, kind));
    if !wanted.iter().any(|(_, kind)| worked(kind) && on_list(kind)) {
        sink.add(Severity::Warning, || {
            draft(
                view,
                format!(
                    "is to be made of {}, the machine works {}",
                    all(),
                    known.join(", ")
                ),
                format!(
                    "use a machine for this material, or allow one that this machine works ({})",
                    machine.source
                ),
            )
        });
        return;
    }
    let open = machine.fff.as_ref().and_then(|fff| fff.enclosure) == Some(false);
    let mut usable = wanted
        .iter()
        .filter(|(_, kind)| worked(kind) && on_list(kind));
    if open && usable.all(|(_, kind)| kind.enclosure.is_some()) {
        sink.add(Severity::Warning, || {
            draft(
                view,
                format!("is to be made of {}, which needs an enclosure; the machine has none", all()),
                format!(
                    "use an enclosed machine, or allow a material that does without ({})",
                    wanted
                        .iter()
                        .find_map(|(_, kind)| kind.enclosure.as_ref())
                        .map_or("", |needed| needed.source.as_str())
                ),
            )
        });
    }
}

/// The material that the machine is set up with, if the part may not be made of it.
fn refused<'a>(view: &MachineView<'a>) -> Option<&'a str> {
    let loaded = view.machine.material.as_deref()?;
    let kind = kind_of(loaded);
    let allowed = view.part.material.is_empty()
        || view.part.material.iter().zip(view.kinds).any(|(name, own)| {
            name.eq_ignore_ascii_case(loaded)
                || own.zip(kind).is_some_and(|(own, kind)| own.name == kind.name)
        });
    (!allowed).then_some(loaded)
}

/// The materials that a machine is known to work; empty when nobody says.
fn listed(machine: &Machine) -> &[String] {
    let list = match machine.kind {
        Kind::Fff => machine.fff.as_ref().map(|fff| &fff.materials),
        Kind::Resin => machine.resin.as_ref().map(|resin| &resin.materials),
        Kind::Mill => machine.mill.as_ref().map(|mill| &mill.materials),
        Kind::Laser => machine.laser.as_ref().map(|laser| &laser.materials),
    };
    list.map_or(&[], Vec::as_slice)
}

/// Whether a profile means this kind.
fn is(name: &str, kind: &Material) -> bool {
    kind.is_called(name) || kind_of(name).is_some_and(|other| other.name == kind.name)
}

fn draft(view: &MachineView<'_>, message: String, help: String) -> Draft {
    Draft::new(message)
        .at(view.mesh.path.as_str())
        .part(view.part.id.as_str())
        .help(help)
}
