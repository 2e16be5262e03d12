//! FC0714: a part whose material needs more heat than the machine has.

use super::worked::materials;
use crate::check::MachineView;
use crate::diag::{Draft, Severity, Sink};
use crate::machine::Fff;
use crate::machine::materials::{Heat, Material};
use crate::rules::{Check, Rule};
use crate::units::number;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0714",
    name: "too-hot",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A part whose material needs a hotter nozzle or bed than the machine has: an error where the nozzle
does not reach what the coolest filament of that kind is printed with, a warning where it does not
reach what is usual or the bed stays too cold. Of several allowed materials the one that needs least
counts. A machine without a heated bed is told of only for materials that need 80 °C. Temperatures
that a profile does not state are not judged.

## Why it matters

Plastic that is too cold does not flow, does not join its layers, and comes off the bed.

## How to fix

Use another machine, or allow a material that needs less.

## Source

Temperatures of materials: `machines/materials.toml`, each with its source, mostly the filament
profiles that come with PrusaSlicer. Those of a machine: its profile.
",
    check: Check::Machine(check),
};

/// A material that needs a bed like this is not printed on a cold one, °C.
const NEEDS_HEATED_BED: f64 = 80.0;

/// A temperature that is needed and not reached.
struct Lack {
    severity: Severity,
    what: &'static str,
    needed: f64,
    limit: f64,
}

fn check(view: &MachineView<'_>, sink: &mut Sink) {
    let Some(fff) = &view.machine.fff else {
        return;
    };
    let known = fff.nozzle_max.is_some() || fff.bed_max.is_some() || fff.heated_bed == Some(false);
    if !known {
        return;
    }
    let Some(wanted) = materials(view) else {
        return;
    };
    let mut least: Option<(&str, &Heat, Lack)> = None;
    for (name, kind) in wanted {
        let Some((heat, lack)) = needs(kind, fff) else {
            return;
        };
        if least.as_ref().is_none_or(|(.., least)| lack.severity < least.severity) {
            least = Some((name, heat, lack));
        }
    }
    let Some((name, heat, lack)) = least else {
        return;
    };
    sink.add(lack.severity, || {
        let Lack { what, needed, limit, .. } = lack;
        let needed_words = number(needed);
        let message = if limit > 0.0 {
            format!("{name} needs a {what} of {needed_words} °C, this one reaches {} °C", number(limit))
        } else {
            format!("{name} needs a {what} of {needed_words} °C, this one is not heated")
        };
        Draft::new(message)
            .at(view.mesh.path.as_str())
            .part(view.part.id.as_str())
            .help("use a hotter machine, or allow a material that needs less")
            .measured(needed, limit, "°C", &heat.source)
    });
}

/// What a material lacks on a machine; `None` if it lacks nothing, or nothing is known of it.
fn needs<'a>(kind: &'a Material, fff: &Fff) -> Option<(&'a Heat, Lack)> {
    let heat = kind.heat.as_ref()?;
    if let Some(limit) = fff.nozzle_max {
        let what = "nozzle";
        for (severity, needed) in [
            (Severity::Error, heat.nozzle[0]),
            (Severity::Warning, heat.nozzle_usual),
        ] {
            if limit < needed {
                return Some((heat, Lack { severity, what, needed, limit }));
            }
        }
    }
    let [needed, _] = heat.bed?;
    let cold = fff.heated_bed == Some(false) && needed >= NEEDS_HEATED_BED;
    let limit = fff.bed_max.or(cold.then_some(0.0))?;
    let lack = Lack { severity: Severity::Warning, what: "bed", needed, limit };
    (limit < needed).then_some((heat, lack))
}
