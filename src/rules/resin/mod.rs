//! Area: resin.

use crate::check::PoseView;
use crate::diag::{Draft, Place};
use crate::machine::Kind;
use crate::measure::Liquid;
use crate::units::Point;

crate::rules::rules![trapped_resin, suction_cup, small_drain];

/// Where liquid is shut in, if the machine works with it and that was measured.
fn liquid<'a>(view: &PoseView<'a>) -> Option<&'a Liquid> {
    (view.machine.kind == Kind::Resin)
        .then_some(view.pose.liquid.as_ref())
        .flatten()
}

/// A finding at a point within the part.
fn draft(view: &PoseView<'_>, at: Point, message: String) -> Draft {
    Draft::new(message)
        .at(Place::mesh(view.mesh.path.as_str(), Some(at), Vec::new()))
        .part(view.part.id.as_str())
}

/// To a tenth: more digits would pretend to be exact.
fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}
