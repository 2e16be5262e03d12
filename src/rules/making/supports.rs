//! What the rules of overhangs share: when supports are needed, and how to say it.

use super::limits::{IN_PLACE, Limit};
use crate::check::PoseView;
use crate::diag::{Draft, Place, Severity};
use crate::machine::Kind;
use crate::measure::{Hanging, SurfacePlace};
use crate::package::parts::Supports;
use crate::units::number;

/// What hangs over in a pose, where the machine cares: one that lays layers in the air.
pub(super) fn hanging<'a>(view: &PoseView<'a>) -> Option<&'a Hanging> {
    view.pose
        .hanging
        .as_ref()
        .filter(|_| view.machine.kind == Kind::Fff)
}

/// How bad it is to need supports: an error only where they are ruled out.
pub(super) fn severity(view: &PoseView<'_>) -> Severity {
    match view.part.supports {
        Some(Supports::None) => Severity::Error,
        Some(Supports::Allowed) | None => Severity::Warning,
    }
}

/// Whether something lies so close below that the print rests on it.
pub(super) fn rests(drop: f64) -> bool {
    drop <= IN_PLACE.value
}

/// `needs supports: 3.2 cm²`, or that there may be none.
pub(super) fn needed(view: &PoseView<'_>, area: f64) -> String {
    let area = area / 100.0;
    let digits = if area < 0.095 { 100.0 } else { 10.0 };
    let area = number(((area * digits).round() / digits).max(0.01));
    match view.part.supports {
        Some(Supports::None) => {
            format!("needs supports ({area} cm²), and `supports = \"none\"` rules them out")
        }
        Some(Supports::Allowed) | None => format!("needs supports: {area} cm²"),
    }
}

/// ` in 3 places`; nothing for one.
pub(super) fn places(count: usize) -> String {
    if count < 2 {
        String::new()
    } else {
        format!(" (the worst of {count} places)")
    }
}

/// A finding about a place of the mesh.
pub(super) fn draft(
    view: &PoseView<'_>,
    at: &SurfacePlace,
    message: String,
    value: f64,
    limit: Limit,
) -> Draft {
    let place = Place::mesh(view.mesh.path.as_str(), Some(at.at), at.triangles.clone());
    Draft::new(message)
        .at(place)
        .part(view.part.id.as_str())
        .measured(value, limit.value, "mm", limit.source)
}
