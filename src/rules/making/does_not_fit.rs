//! FC0701: a part that fits on the machine in no way it may lie.

use super::wording::{area, bed, degrees, way};
use crate::check::{MachineView, PoseFit};
use crate::diag::{Draft, Severity, Sink};
use crate::machine::Bed;
use crate::machine::fit::Outline;
use crate::rules::{Check, Rule};
use crate::units::{mm, number};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0701",
    name: "does-not-fit",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A part that is too large for the machine: in every pose that its `orientation` in `fab.toml` allows,
and at every angle about the vertical axis, it sticks out of the bed or is higher than the usable
height. The message is about the pose that comes nearest, and says by how much it misses. What is
compared is the convex outline of the part seen from above; it may stand anywhere on the bed and may
lack 0.01 mm. A height that the machine's profile does not state is not judged.

## Why it matters

The part cannot be made on this machine as it is.

## How to fix

Split the part, design it smaller, or use a larger machine. If only the pose is to blame, allow others
with `orientation = \"any\"`.

## Source

The usable volume in the machine's profile, whose own source the finding names. Usable is the smaller
of what several sources say, not what is advertised.
",
    check: Check::Machine(check),
};

fn check(view: &MachineView<'_>, sink: &mut Sink) {
    if view.fits.is_empty() || view.chosen().is_some() {
        return;
    }
    sink.add(Severity::Error, || write(view));
}

/// By how much a pose is too high, mm.
fn too_high(view: &MachineView<'_>, fit: &PoseFit<'_>) -> Option<f64> {
    let usable = view.machine.height?;
    (fit.height_fits == Some(false)).then_some(fit.pose.height - usable)
}

/// By how much a pose sticks out of the bed, mm.
fn sticks_out(fit: &PoseFit<'_>) -> Option<f64> {
    (!fit.fit.fits).then_some(-fit.fit.clearance)
}

fn write(view: &MachineView<'_>) -> Draft {
    let missing = |fit: &&PoseFit<'_>| {
        let (out, high) = (sticks_out(fit), too_high(view, fit));
        out.unwrap_or(0.0).max(high.unwrap_or(0.0))
    };
    let nearest = view
        .fits
        .iter()
        .min_by(|a, b| missing(a).total_cmp(&missing(b)));
    let Some(nearest) = nearest else {
        return Draft::new("does not fit on the machine");
    };
    let outline = Outline::new(&nearest.pose.hull);
    let mut reasons = Vec::new();
    let mut measured = None;
    if let Some(out) = sticks_out(nearest) {
        let (value, limit, size) = match &view.machine.bed {
            Bed::Circle { diameter, exclude } if exclude.is_empty() => {
                let across = outline.diameter();
                (across, *diameter, format!("{} across", mm(across)))
            }
            Bed::Rectangle { size, exclude } if exclude.is_empty() => {
                let [width, depth] = outline.extent(nearest.fit.angle);
                let (value, limit) = if width - size[0] >= depth - size[1] {
                    (width, size[0])
                } else {
                    (depth, size[1])
                };
                (value, limit, area(outline.upright()))
            }
            _ => (out, 0.0, area(outline.upright())),
        };
        let angle = if nearest.fit.angle == 0.0 {
            String::new()
        } else {
            format!(" at its best angle of {}", degrees(nearest.fit.angle))
        };
        reasons.push(format!(
            "{size} on {} sticks out by {}{angle}",
            bed(&view.machine.bed),
            mm(out)
        ));
        measured = Some((out, value, limit));
    }
    if let Some(more) = too_high(view, nearest) {
        let limit = view.machine.height.unwrap_or_default();
        reasons.push(format!(
            "it is {} high, {} are usable",
            mm(nearest.pose.height),
            mm(limit)
        ));
        if measured.is_none_or(|(out, ..)| more > out) {
            measured = Some((more, nearest.pose.height, limit));
        }
    }
    let how = match (view.fits.len(), way(nearest.pose)) {
        (1, _) => String::new(),
        (poses, (_, [0.0, 0.0, _])) => format!(" in any of {poses} poses; as modelled"),
        (poses, (words, _)) => format!(" in any of {poses} poses; at best {words}"),
    };
    let [width, depth] = outline.upright();
    let needed = format!(
        "split the part, or use a machine for {} × {} × {}",
        number(width),
        number(depth),
        mm(nearest.pose.height)
    );
    let mut draft = Draft::new(format!("does not fit{how}: {}", reasons.join(", and ")))
        .at(view.mesh.path.as_str())
        .part(view.part.id.as_str())
        .help(needed);
    if let Some((_, value, limit)) = measured {
        draft = draft.measured(value, limit, "mm", &view.machine.source);
    }
    draft
}
