//! What cannot be true of a machine.

use super::fit::signed_area;
use super::processes::Entry;
use super::profile::{Bed, Fff, Kind, Machine, Mill, Print, Resin};
use crate::units::{Point2, number};

/// A problem: the keys that lead to the value, and what is wrong with it.
pub(super) type Wrong = (&'static [&'static str], String);

/// Longer than any machine; shields the geometry from absurd numbers.
const LONGEST: f64 = 100_000.0;

/// What cannot be true of `machine`.
pub(super) fn machine(machine: &Machine) -> Vec<Wrong> {
    let mut wrong = Wrongs(Vec::new());
    if !is_id(&machine.id) {
        wrong.add(
            &["id"],
            format!(
                "the id `{}` may hold only lower-case letters, digits and `-`",
                machine.id
            ),
        );
    }
    if let Some(alias) = machine.aliases.iter().find(|alias| !is_id(alias)) {
        wrong.add(
            &["aliases"],
            format!("the alias `{alias}` may hold only lower-case letters, digits and `-`"),
        );
    }
    if machine.source.trim().is_empty() {
        wrong.add(&["source"], "say where the facts come from".to_owned());
    }
    bed(&machine.bed, &mut wrong);
    wrong.length(&["height"], "the height", machine.height);
    if let Some(advertised) = machine.advertised {
        wrong.length(&["advertised", "height"], "the height", advertised.height);
        wrong.length(
            &["advertised", "diameter"],
            "the diameter",
            advertised.diameter,
        );
        if let Some([width, depth]) = advertised.size {
            wrong.length(&["advertised", "size"], "the width", Some(width));
            wrong.length(&["advertised", "size"], "the depth", Some(depth));
        }
    }
    let tables: [(&'static [&'static str], Kind, bool); 4] = [
        (&["fff"], Kind::Fff, machine.fff.is_some()),
        (&["resin"], Kind::Resin, machine.resin.is_some()),
        (&["mill"], Kind::Mill, machine.mill.is_some()),
        (&["laser"], Kind::Laser, machine.laser.is_some()),
    ];
    for entry in &machine.limit {
        limit(entry, &mut wrong);
    }
    for (path, kind, there) in tables {
        if there && kind != machine.kind {
            wrong.add(
                path,
                format!(
                    "`[machine.{}]` does not suit a machine of kind `{}`",
                    path[0],
                    machine.kind.word()
                ),
            );
        }
    }
    if let Some(facts) = &machine.fff {
        fff(facts, &mut wrong);
    }
    if let Some(facts) = &machine.resin {
        resin(facts, &mut wrong);
    }
    if let Some(facts) = &machine.mill {
        mill(facts, &mut wrong);
    }
    if let Some(facts) = &machine.laser {
        wrong.length(&["laser", "spot"], "the spot", facts.spot);
    }
    wrong.0
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && !id.starts_with('-')
        && !id.ends_with('-')
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn bed(bed: &Bed, wrong: &mut Wrongs) {
    match bed {
        Bed::Rectangle { size, .. } => {
            wrong.length(&["bed", "size"], "the width of the bed", Some(size[0]));
            wrong.length(&["bed", "size"], "the depth of the bed", Some(size[1]));
        }
        Bed::Circle { diameter, .. } => {
            wrong.length(
                &["bed", "diameter"],
                "the diameter of the bed",
                Some(*diameter),
            );
        }
        Bed::Polygon { points, .. } => {
            if points.len() < 3 {
                wrong.add(
                    &["bed", "points"],
                    format!("a bed needs at least 3 points, not {}", points.len()),
                );
            } else if !sane(points) {
                wrong.add(
                    &["bed", "points"],
                    format!("the points of the bed must be within {LONGEST} mm"),
                );
            } else if signed_area(points).abs() < 1.0 {
                wrong.add(
                    &["bed", "points"],
                    "the points of the bed enclose no area".to_owned(),
                );
            }
        }
    }
    // Slicers write `0x0` for "nothing excluded": regions without area are no error.
    if !bed.exclude().iter().all(|region| sane(region)) {
        wrong.add(
            &["bed", "exclude"],
            format!("the points of a forbidden region must be within {LONGEST} mm"),
        );
    }
    let points: usize = bed.exclude().iter().map(Vec::len).sum();
    if points > 1000 {
        wrong.add(
            &["bed", "exclude"],
            format!("the forbidden regions have {points} points, at most 1000 can be judged"),
        );
    }
}

fn sane(points: &[Point2]) -> bool {
    points.iter().flatten().all(|value| value.abs() <= LONGEST)
}

fn fff(facts: &Fff, wrong: &mut Wrongs) {
    for nozzle in &facts.nozzles {
        wrong.length(&["fff", "nozzles"], "a nozzle", Some(*nozzle));
    }
    wrong.length(&["fff", "nozzle"], "the nozzle", facts.nozzle);
    if let Some(nozzle) = facts.nozzle
        && !facts.nozzles.is_empty()
        && !facts.nozzles.contains(&nozzle)
    {
        wrong.add(
            &["fff", "nozzle"],
            format!("the nozzle {} is not among `nozzles`", number(nozzle)),
        );
    }
    layers(&["fff", "layer-height"], facts.layer_height, wrong);
    wrong.length(&["fff", "layer"], "the layer", facts.layer);
    for (path, value) in [
        (&["fff", "nozzle-max"] as &'static [_], facts.nozzle_max),
        (&["fff", "bed-max"], facts.bed_max),
        (&["fff", "speed"], facts.speed),
        (&["fff", "acceleration"], facts.acceleration),
        (&["fff", "filament"], facts.filament),
    ] {
        wrong.positive(path, value);
    }
    wrong.length(&["fff", "line-width"], "the line", facts.line_width);
    if let Some(settings) = &facts.print {
        print(settings, wrong);
    }
}

/// The most walls, layers or loops: far more than anybody prints.
const MOST_LINES: u32 = 10_000;

fn print(settings: &Print, wrong: &mut Wrongs) {
    let path: &'static [&'static str] = &["fff", "print"];
    for value in [
        settings.first_layer_height,
        settings.first_layer_width,
        settings.outer_wall_speed,
        settings.wall_speed,
        settings.short_wall_speed,
        settings.infill_speed,
        settings.solid_speed,
        settings.top_speed,
        settings.bridge_speed,
        settings.first_layer_speed,
        settings.travel_speed,
        settings.retraction_speed,
        settings.least_speed,
    ] {
        wrong.positive(path, value);
    }
    let may_be_nothing = [
        settings.solid_below,
        settings.jerk,
        settings.retraction,
        settings.least_layer_time,
        settings.skirt_distance,
        settings.lift,
    ];
    for value in may_be_nothing.into_iter().flatten() {
        if !(0.0..=LONGEST).contains(&value) {
            wrong.add(path, format!("{} cannot be", number(value)));
        }
    }
    if settings
        .infill
        .is_some_and(|share| !(0.0..=100.0).contains(&share))
    {
        wrong.add(
            path,
            "`infill` is a number of per cent from 0 to 100".to_owned(),
        );
    }
    let counts = [
        settings.walls,
        settings.top_layers,
        settings.bottom_layers,
        settings.skirt_loops,
        settings.skirt_layers,
    ];
    if let Some(count) = counts.into_iter().flatten().find(|n| *n > MOST_LINES) {
        wrong.add(path, format!("{count} are more than anybody prints"));
    }
}

fn resin(facts: &Resin, wrong: &mut Wrongs) {
    layers(&["resin", "layer-height"], facts.layer_height, wrong);
    wrong.length(&["resin", "layer"], "the layer", facts.layer);
    wrong.positive(&["resin", "layer-seconds"], facts.layer_seconds);
    for size in facts.pixel_size.into_iter().flatten() {
        wrong.positive(&["resin", "pixel-size"], Some(size));
    }
    if facts.pixels.is_some_and(|pixels| pixels.contains(&0)) {
        wrong.add(&["resin", "pixels"], "a screen has pixels".to_owned());
    }
}

fn mill(facts: &Mill, wrong: &mut Wrongs) {
    for length in facts.travel.into_iter().flatten() {
        wrong.length(&["mill", "travel"], "the travel", Some(length));
    }
    for length in facts.stock_max.into_iter().flatten() {
        wrong.length(&["mill", "stock-max"], "the stock", Some(length));
    }
    if let Some([low, high]) = facts.spindle
        && !(low >= 0.0 && high > 0.0 && low <= high)
    {
        wrong.add(
            &["mill", "spindle"],
            "`spindle` is the slowest and the fastest speed".to_owned(),
        );
    }
    for tool in &facts.tool {
        let path: &'static [&'static str] = &["mill", "tool"];
        wrong.length(path, "the diameter of a tool", Some(tool.diameter));
        wrong.length(path, "the flute of a tool", tool.flute);
        wrong.length(path, "the reach of a tool", tool.reach);
        wrong.length(path, "the holder of a tool", tool.holder);
        wrong.positive(path, tool.angle);
    }
}

fn limit(entry: &Entry, wrong: &mut Wrongs) {
    let path: &'static [&'static str] = &["limit"];
    if entry.hard.is_none() && entry.advised.is_none() {
        wrong.add(path, "a limit is `hard` or `advised`, or both".to_owned());
    }
    if entry.source.trim().is_empty() || entry.by.trim().is_empty() {
        wrong.add(
            path,
            "say who says so (`by`) and where (`source`)".to_owned(),
        );
    }
    for amount in [entry.hard, entry.advised].into_iter().flatten() {
        wrong.positive(&["limit", "amount"], Some(amount.amount));
        if !(0.0..1.0).contains(&amount.slack) {
            wrong.add(path, "`slack` is a part of the amount".to_owned());
        }
        if !entry.judged.takes(amount.unit) {
            wrong.add(path, "this limit is not given in that unit".to_owned());
        }
    }
}

/// 0 stands for unknown on either side.
fn layers(path: &'static [&'static str], range: Option<[f64; 2]>, wrong: &mut Wrongs) {
    if let Some([low, high]) = range
        && !(low >= 0.0 && high >= 0.0 && (low <= high || high == 0.0) && high <= LONGEST)
    {
        wrong.add(
            path,
            "`layer-height` is the least and the greatest height".to_owned(),
        );
    }
}

struct Wrongs(Vec<Wrong>);

impl Wrongs {
    fn add(&mut self, path: &'static [&'static str], what: String) {
        self.0.push((path, what));
    }

    fn length(&mut self, path: &'static [&'static str], what: &str, value: Option<f64>) {
        if let Some(value) = value
            && !(value > 0.0 && value <= LONGEST)
        {
            self.add(
                path,
                format!(
                    "{what} must be more than 0 and at most {LONGEST} mm, not {}",
                    number(value)
                ),
            );
        }
    }

    fn positive(&mut self, path: &'static [&'static str], value: Option<f64>) {
        if let Some(value) = value
            && !(value > 0.0 && value.is_finite())
        {
            let key = path.last().copied().unwrap_or_default();
            self.add(path, format!("`{key}` must be more than 0"));
        }
    }
}
