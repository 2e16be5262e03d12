//! FC0702: a part that fits, but not as it was modelled.

use super::wording::{area, bed, degrees, way};
use crate::check::MachineView;
use crate::diag::{Draft, Severity, Sink};
use crate::machine::Bed;
use crate::machine::fit::Outline;
use crate::rules::{Check, Rule};
use crate::units::number;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0702",
    name: "fits-only-reoriented",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A part that the machine takes only when it is turned. Turning it about the vertical axis changes
nothing but its place on the bed: that is a note, with the angle (counter-clockwise, seen from above)
that leaves most room. Laying it on another side changes how it is made: that is a warning, with the
first pose that fits.

## Why it matters

A slicer puts a part where the file has it and says that it is outside the bed. On another side, layers
lie in another direction: strength, overhangs, holes and the need for supports are not those that the
designer meant.

## How to fix

Turn the part when you place it, or export it the way it is to be made. If it must lie as modelled, say
so with `orientation = \"as-modelled\"` in `fab.toml`: then it is judged like that only.

## Source

The usable volume in the machine's profile, whose own source the finding names.
",
    check: Check::Machine(check),
};

fn check(view: &MachineView<'_>, sink: &mut Sink) {
    let (Some(modelled), Some(chosen)) = (view.fits.first(), view.chosen()) else {
        return;
    };
    if modelled.is_usable() {
        if chosen.fit.turned() {
            sink.add(Severity::Note, || turned(view));
        }
        return;
    }
    sink.add(Severity::Warning, || {
        let (words, [x, y, z]) = way(chosen.pose);
        let angle = if chosen.fit.turned() {
            format!(", turned by {}", degrees(chosen.fit.angle))
        } else {
            String::new()
        };
        let help = format!(
            "export it lying like that, or set `orientation = [{}, {}, {}]` for the part in `fab.toml`",
            number(x),
            number(y),
            number(z)
        );
        let draft = Draft::new(format!("fits only {words}{angle}"))
            .at(view.mesh.path.as_str())
            .part(view.part.id.as_str())
            .help(help);
        match (modelled.height_fits, view.machine.height) {
            (Some(false), Some(usable)) => draft.measured(
                modelled.pose.height,
                usable,
                "mm",
                &view.machine.source,
            ),
            _ => sideways(draft, view),
        }
    });
}

fn turned(view: &MachineView<'_>) -> Draft {
    let Some(fit) = view.fits.first() else {
        return Draft::default();
    };
    let size = area(Outline::new(&fit.pose.hull).upright());
    let draft = Draft::new(format!(
        "fits turned by {}: {size} on {}",
        degrees(fit.fit.angle),
        bed(&view.machine.bed)
    ))
    .at(view.mesh.path.as_str())
    .part(view.part.id.as_str())
    .help("turn it about the vertical axis when you place it");
    sideways(draft, view)
}

/// Adds by how much the modelled pose is too wide or too deep as it stands.
fn sideways(draft: Draft, view: &MachineView<'_>) -> Draft {
    let (Some(fit), Bed::Rectangle { size, .. }) = (view.fits.first(), &view.machine.bed) else {
        return draft;
    };
    let [width, depth] = Outline::new(&fit.pose.hull).upright();
    let (value, limit) = if width - size[0] >= depth - size[1] {
        (width, size[0])
    } else {
        (depth, size[1])
    };
    if value > limit {
        draft.measured(value, limit, "mm", &view.machine.source)
    } else {
        draft
    }
}
