//! Resin printers: the solid is hardened, and every layer takes the same time.

use super::Piece;
use crate::machine::{Machine, processes};
use crate::measure::{Facts, Pose};

/// The layers that resin printers begin with, mm.
const LAYER: f64 = 0.05;

/// What a layer takes unless the profile says it, s: exposure, and lifting off the film slowly or fast.
const LAYER_SECONDS: [f64; 2] = [6.0, 14.0];

/// The estimate; `None` for a part without volume.
pub(super) fn piece(facts: &Facts, pose: &Pose, machine: &Machine) -> Option<Piece> {
    let layer = processes::layer(machine).unwrap_or(LAYER);
    let layers = (pose.height / layer).ceil();
    let resin = machine.resin.as_ref();
    let each = resin.and_then(|resin| resin.layer_seconds);
    let each = each.map_or(LAYER_SECONDS, |seconds| [seconds; 2]);
    // Sections count once what overlaps.
    let sections = facts.poses.iter().find_map(|pose| pose.sections.as_ref());
    let volume = sections.map_or(facts.volume, |sections| {
        let bands = sections.area.iter().zip(&sections.height);
        bands.map(|(area, height)| area * height).sum()
    });
    (volume > 0.0).then(|| Piece {
        material_mm3: volume,
        seconds: each.map(|each| each * layers),
    })
}
