//! Settings: how a filament printer prints; what a profile leaves out has a default.

use crate::machine::{Machine, Print, processes};
use crate::package::parts::Part;

/// What slicers begin with: a line is so much wider than its nozzle.
const WIDER: f64 = 1.125;

/// How a part is printed. Lengths in mm, speeds in mm/s.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Settings {
    pub(super) nozzle: f64,
    pub(super) layer: f64,
    pub(super) first_layer: f64,
    pub(super) width: f64,
    pub(super) first_width: f64,
    pub(super) walls: f64,
    /// 0 to 1.
    pub(super) infill: f64,
    pub(super) top_layers: f64,
    pub(super) bottom_layers: f64,
    /// Pieces of infill up to this area are filled, mm².
    pub(super) solid_below: f64,
    pub(super) outer_speed: f64,
    pub(super) wall_speed: f64,
    pub(super) short_speed: f64,
    pub(super) infill_speed: f64,
    pub(super) solid_speed: f64,
    pub(super) top_speed: f64,
    pub(super) bridge_speed: f64,
    pub(super) first_speed: f64,
    pub(super) travel_speed: f64,
    /// mm/s².
    pub(super) acceleration: f64,
    pub(super) jerk: f64,
    pub(super) retraction: f64,
    pub(super) retraction_speed: f64,
    /// Shorter layers are printed more slowly, s.
    pub(super) least_layer_time: f64,
    pub(super) least_speed: f64,
    pub(super) skirt_loops: f64,
    pub(super) skirt_distance: f64,
    pub(super) skirt_layers: f64,
    /// How far the head is lifted for a travel.
    pub(super) lift: f64,
    /// Whether walls that lean have a skin behind them.
    pub(super) vertical_shells: bool,
    pub(super) filament: f64,
    /// Whether somebody stated speeds, so that the estimate is about this machine.
    pub(super) stated: bool,
}

impl Settings {
    /// The settings for a part on a machine; `None` without a nozzle or a layer height.
    pub(super) fn of(machine: &Machine, part: &Part) -> Option<Self> {
        let fff = machine.fff.as_ref()?;
        let nozzle = fff.nozzle?;
        let none = Print::default();
        let print = fff.print.as_ref().unwrap_or(&none);
        let asked = part.layer_height.filter(|height| {
            let least = fff.layer_min().unwrap_or(0.0);
            let most = fff.layer_max().unwrap_or(nozzle);
            fff.layer.is_none() && (least..=most).contains(height)
        });
        let layer = asked.or_else(|| processes::layer(machine))?;
        let width = fff.line_width.unwrap_or(nozzle * WIDER);
        // A line is a strip with round sides: flatter ones would have no middle.
        let width = width.max(layer * 1.05);
        let speed = fff.speed.unwrap_or(60.0);
        let settings = Self {
            nozzle,
            layer,
            first_layer: print.first_layer_height.unwrap_or(layer),
            width,
            first_width: print.first_layer_width.unwrap_or(width),
            walls: f64::from(part.walls.or(print.walls).unwrap_or(3)),
            infill: part.infill.or(print.infill).unwrap_or(20.0) / 100.0,
            top_layers: f64::from(print.top_layers.unwrap_or(4)),
            bottom_layers: f64::from(print.bottom_layers.unwrap_or(3)),
            solid_below: print.solid_below.unwrap_or(0.0),
            outer_speed: print.outer_wall_speed.unwrap_or(speed * 0.5),
            wall_speed: print.wall_speed.unwrap_or(speed * 0.75),
            short_speed: print.short_wall_speed.unwrap_or(speed * 0.4),
            infill_speed: print.infill_speed.unwrap_or(speed),
            solid_speed: print.solid_speed.unwrap_or(speed),
            top_speed: print.top_speed.unwrap_or(speed * 0.6),
            bridge_speed: print.bridge_speed.unwrap_or(speed * 0.5),
            first_speed: print.first_layer_speed.unwrap_or(speed * 0.4),
            travel_speed: print.travel_speed.unwrap_or(speed * 2.5),
            acceleration: fff.acceleration.unwrap_or(1000.0),
            jerk: print.jerk.unwrap_or(8.0),
            retraction: print.retraction.unwrap_or(1.0),
            retraction_speed: print.retraction_speed.unwrap_or(35.0),
            least_layer_time: print.least_layer_time.unwrap_or(10.0),
            least_speed: print.least_speed.unwrap_or(15.0),
            skirt_loops: f64::from(print.skirt_loops.unwrap_or(1)),
            skirt_distance: print.skirt_distance.unwrap_or(3.0),
            skirt_layers: f64::from(print.skirt_layers.unwrap_or(1)),
            lift: print.lift.unwrap_or(0.0),
            vertical_shells: print.vertical_shells.unwrap_or(true),
            filament: fff.filament.unwrap_or(1.75),
            stated: fff.speed.is_some() || print.wall_speed.is_some(),
        };
        Some(settings)
    }

    /// How far apart lines of a layer lie so that they fill it.
    pub(super) fn spacing(&self) -> f64 {
        spacing(self.width, self.layer)
    }

    /// The same in the first layer.
    pub(super) fn first_spacing(&self) -> f64 {
        spacing(self.first_width, self.first_layer)
    }
}

/// A line with half-circles at its sides fills a strip of this width.
fn spacing(width: f64, height: f64) -> f64 {
    (width - height * (1.0 - std::f64::consts::FRAC_PI_4)).max(width * 0.1)
}
