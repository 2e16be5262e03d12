//! Estimates: how much material a part takes on a machine, and how long, without slicing.
//!
//! Vocabulary: a *line* is what the nozzle lays down; *walls* are the lines along the border of a layer, the
//! *core* what is left within them; *skin* is core without air, below what lies open to the top and above what lies
//! open to the bottom; the rest of the core is filled with *infill*.
//!
//! Nothing is fitted: lengths of lines follow from the sections of the pose, time from lengths, speeds and
//! acceleration. How near that is to a slicer, `tests/bench/estimates.py` tells.

mod filament;
mod resin;
mod settings;
#[cfg(test)]
mod tests;

use crate::machine::materials::{self, Material};
use crate::machine::{Kind, Machine};
use crate::measure::{Facts, Pose};
use crate::package::parts::Part;
use schemars::JsonSchema;
use serde::Serialize;

/// What making a part once takes on a machine, supports left out.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// Material used up, mm³.
    pub material_mm3: f64,
    /// Its mass; null where the density of the material is not known.
    pub grams: Option<f64>,
    /// Length of filament; null without one.
    pub metres: Option<f64>,
    /// Least and most.
    pub seconds: [f64; 2],
    /// The material that it was counted for.
    pub material: String,
}

/// What a part is counted for where nobody names a material.
const USUAL: &str = "PLA";

/// Material and time of one piece: a body of a part.
struct Piece {
    material_mm3: f64,
    seconds: [f64; 2],
}

/// Estimates a mesh of a part in a pose; `None` where nothing is known to do so: what a mill or a laser takes is
/// not estimated.
pub(super) fn estimate(
    part: &Part,
    facts: &Facts,
    pose: &Pose,
    machine: &Machine,
) -> Option<Estimate> {
    let (piece, diameter) = match machine.kind {
        Kind::Fff => {
            let settings = settings::Settings::of(machine, part)?;
            let piece = filament::piece(&facts.poses, pose, &settings)?;
            (piece, Some(settings.filament))
        }
        Kind::Resin => (resin::piece(facts, pose, machine)?, None),
        Kind::Mill | Kind::Laser => return None,
    };
    let material = material(part, machine);
    let density = materials::find(&material).map(Material::usual_density);
    let metres = diameter.map(|diameter| {
        let section = std::f64::consts::FRAC_PI_4 * diameter * diameter;
        round(piece.material_mm3 / section / 1000.0, 0.001)
    });
    Some(Estimate {
        material_mm3: round(piece.material_mm3, 1.0),
        grams: density.map(|density| round(piece.material_mm3 * density / 1000.0, 0.01)),
        metres,
        seconds: piece.seconds.map(|seconds| round(seconds, 1.0)),
        material,
    })
}

impl Estimate {
    /// Adds another body of the same part.
    pub(super) fn add(&mut self, other: &Self) {
        let sum = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| a + b);
        self.material_mm3 += other.material_mm3;
        self.grams = sum(self.grams, other.grams);
        self.metres = sum(self.metres, other.metres);
        for (mine, more) in self.seconds.iter_mut().zip(other.seconds) {
            *mine += more;
        }
    }
}

/// The material that a part is made of on a machine: what the machine is set up with, else what the part prefers,
/// else what the machine works, else what is usual.
fn material(part: &Part, machine: &Machine) -> String {
    let loaded = machine.material.as_ref();
    let works = match machine.kind {
        Kind::Fff => machine.fff.as_ref().and_then(|fff| fff.materials.first()),
        Kind::Resin => machine.resin.as_ref().and_then(|r| r.materials.first()),
        Kind::Mill | Kind::Laser => None,
    };
    let usual = if machine.kind == Kind::Resin {
        "resin"
    } else {
        USUAL
    };
    let named = loaded.or(part.material.first()).or(works);
    named.map_or_else(|| usual.to_owned(), Clone::clone)
}

/// Rounded to a multiple of `step`.
fn round(x: f64, step: f64) -> f64 {
    let per = 1.0 / step;
    (x * per).round() / per
}
