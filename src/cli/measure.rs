//! `fabcommons measure`: the facts of meshes, without any judgement.

use super::Outcome;
use super::output::Output;
use super::progress::Bars;
use crate::check::{MeasuredFile, Progress as _, measure_bytes};
use crate::digest::Digest;
use crate::measure::{
    Cylinder, Facts, Hole, HoleEnds, IntersectionKind, Pin, Pose, Scope, SurfacePlace, degrees,
};
use crate::mesh::read::Bytes;
use crate::report::facts;
use crate::units::{LengthUnit, count, mm, number};
use anyhow::{Context as _, bail};
use clap::ValueEnum;
use rayon::prelude::*;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Arguments of `measure`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  fabcommons measure part.stl
  fabcommons measure *.stl --only topology --format json")]
pub(super) struct Args {
    /// Mesh files: STL, 3MF, OBJ, PLY
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Measure only this
    #[arg(long, value_enum, value_name = "FACTS")]
    only: Option<Only>,
    /// The unit of files that state none
    #[arg(long, value_enum, value_name = "UNIT")]
    unit: Option<Unit>,
    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

/// Places of intersections that are shown; JSON has more.
const SHOWN: usize = 3;

/// A group of facts.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Only {
    /// Counts of edges and vertices, shells, volume, area, box
    Topology,
    /// The same, and where the surface intersects itself
    Intersections,
}

/// A unit of length.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Unit {
    /// Millimetres, the default
    Mm,
    /// Inches
    Inch,
    /// Metres
    M,
}

/// How to print what is not a report on findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Runs `measure`.
pub(super) fn run(args: &Args, output: &Output) -> anyhow::Result<Outcome> {
    let scope = match args.only {
        Some(Only::Topology) => Scope::Topology,
        Some(Only::Intersections) => Scope::Intersections,
        None => Scope::All,
    };
    let unit = args.unit.map(|unit| match unit {
        Unit::Mm => LengthUnit::Millimetre,
        Unit::Inch => LengthUnit::Inch,
        Unit::M => LengthUnit::Metre,
    });
    let bars = Bars::new(output.quiet);
    bars.start("measuring", args.files.len());
    let measured: Vec<(Option<Digest>, MeasuredFile)> = args
        .files
        .par_iter()
        .map(|path| {
            let shown = path.display();
            let bytes = Bytes::open(path).with_context(|| format!("cannot read `{shown}`"))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let measured = match args.format {
                Format::Text => (None, measure_bytes(&bytes, &name, unit, scope)),
                Format::Json => {
                    let (digest, file) = rayon::join(
                        || Digest::of(&bytes),
                        || measure_bytes(&bytes, &name, unit, scope),
                    );
                    (Some(digest), file)
                }
            };
            bars.step();
            Ok(measured)
        })
        .collect::<anyhow::Result<_>>()?;
    bars.finish();
    match args.format {
        Format::Text => output.print(&text(args, &measured))?,
        Format::Json => {
            let files: Vec<(String, Option<Digest>, &MeasuredFile)> = args
                .files
                .iter()
                .zip(&measured)
                .map(|(path, (digest, file))| (path.display().to_string(), *digest, file))
                .collect();
            output.print(&facts::render(&files))?;
        }
    }
    output.time("measured");
    let failed: Vec<String> = args
        .files
        .iter()
        .zip(&measured)
        .filter(|(_, (_, file))| file.objects.is_empty())
        .map(|(path, _)| format!("`{}`", path.display()))
        .collect();
    if !failed.is_empty() {
        bail!("no mesh could be measured in {}", failed.join(", "));
    }
    Ok(Outcome::Clean)
}

fn text(args: &Args, measured: &[(Option<Digest>, MeasuredFile)]) -> String {
    let mut text = String::new();
    for (path, (_, file)) in args.files.iter().zip(measured) {
        for problem in &file.problems {
            let _ = writeln!(text, "{}: {}", path.display(), problem);
        }
        for object in &file.objects {
            let _ = write!(text, "{}", path.display());
            if !object.id.is_empty() {
                let _ = write!(text, " object {}", object.id);
                if let Some(name) = &object.name {
                    let _ = write!(text, " (`{name}`)");
                }
            }
            text.push('\n');
            for (label, value) in lines(&object.facts) {
                let _ = writeln!(text, "  {label:<22} {value}");
            }
            for (index, pose) in object.facts.poses.iter().enumerate() {
                let _ = writeln!(text, "  {:<22} {}", "pose", way(index, pose));
                for (label, value) in standing(pose) {
                    let _ = writeln!(text, "    {label:<20} {value}");
                }
            }
        }
    }
    text
}

/// Which way a pose lies: as modelled, or turned by which degrees about X and Y.
fn way(index: usize, pose: &Pose) -> String {
    let [x, y, _] = degrees(pose.rotation[2]).map(|angle| (angle * 10.0).round() / 10.0);
    match (index, x == 0.0, y == 0.0) {
        (_, true, true) => "as modelled".to_owned(),
        (_, false, true) => format!("turned by {}° about x", number(x)),
        (_, true, false) => format!("turned by {}° about y", number(y)),
        _ => format!(
            "turned by {}° about x, then {}° about y",
            number(x),
            number(y)
        ),
    }
}

/// How a pose stands and what hangs over: label and value.
fn standing(pose: &Pose) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("height", mm(pose.height)),
        ("contact", format!("{} mm²", number(pose.contact.area))),
    ];
    match pose.margin {
        Some(margin) if margin < 0.0 => lines.push(("tips over by", mm(-margin))),
        Some(margin) => lines.push(("stands with a margin", mm(margin))),
        None => {}
    }
    if let Some(slenderness) = pose.slenderness {
        lines.push(("slenderness", number(slenderness)));
    }
    let steep: Vec<String> = pose
        .overhang
        .iter()
        .enumerate()
        .skip(9)
        .filter(|(_, area)| **area >= 0.001)
        .map(|(bin, area)| format!("{}°: {}", 5 * bin, number(*area)))
        .collect();
    if !steep.is_empty() {
        lines.push(("hanging over, mm²", steep.join(", ")));
    }
    lines.extend(shut_in(pose));
    let Some(hanging) = &pose.hanging else {
        return lines;
    };
    let at = |place: &SurfacePlace| place.at.map(number).join(", ");
    for overhang in &hanging.overhangs {
        let value = format!(
            "steeper than {}°, reaches {}, {} mm², {} above what is below, at ({})",
            number(overhang.to_angle),
            mm(overhang.reach),
            number(overhang.area),
            mm(overhang.drop),
            at(&overhang.at)
        );
        lines.push(("overhang", value));
    }
    for bridge in &hanging.bridges {
        let span = bridge.span.map(|span| format!("spans {}, ", mm(span)));
        let out = bridge
            .cantilever
            .map(|out| format!("sticks out by {}, ", mm(out)));
        let value = format!(
            "{}{}{} mm², {} above what is below, at ({})",
            span.unwrap_or_default(),
            out.unwrap_or_default(),
            number(bridge.area),
            mm(bridge.drop),
            at(&bridge.at)
        );
        lines.push(("bridge", value));
    }
    for start in &hanging.starts {
        let value = format!(
            "{} above the bed, {} above what is below, {} mm², connected {} higher, at ({})",
            mm(start.height),
            mm(start.drop),
            number(start.area),
            mm(start.persistence),
            at(&start.at)
        );
        lines.push(("starts in the air", value));
    }
    for (label, shown, total) in [
        (
            "overhangs in all",
            hanging.overhangs.len(),
            hanging.overhangs_total,
        ),
        (
            "bridges in all",
            hanging.bridges.len(),
            hanging.bridges_total,
        ),
        ("starts in all", hanging.starts.len(), hanging.starts_total),
    ] {
        if total > shown as u64 {
            lines.push((label, total.to_string()));
        }
    }
    lines
}

/// Where liquid is shut in, for people.
fn shut_in(pose: &Pose) -> Vec<(&'static str, String)> {
    let Some(liquid) = &pose.liquid else {
        return Vec::new();
    };
    let at = |at: [f64; 3]| at.map(number).join(", ");
    let mut lines = Vec::new();
    for cup in &liquid.suction {
        let [area, volume] = [cup.max_area, cup.volume].map(number);
        lines.push((
            "suction",
            format!("{area} mm², {volume} mm³, at ({})", at(cup.at)),
        ));
    }
    for trap in &liquid.traps {
        let how = if trap.closed {
            "closed"
        } else {
            "keeps liquid"
        };
        let volume = number(trap.volume);
        lines.push(("trap", format!("{how}, {volume} mm³, at ({})", at(trap.at))));
    }
    for hollow in &liquid.hollows {
        let drain = match hollow.drain {
            Some(drain) => format!(
                "{}, the widest {}",
                count(hollow.openings as usize, "drain"),
                mm(drain)
            ),
            None => format!("no opening of {}", mm(1.5 * liquid.resolution)),
        };
        let volume = number(hollow.volume);
        lines.push((
            "hollow",
            format!("{volume} mm³, {drain}, at ({})", at(hollow.at)),
        ));
    }
    lines
}

/// The facts for people: label and value.
fn lines(facts: &Facts) -> Vec<(&'static str, String)> {
    let triple = |point: [f64; 3]| point.map(number).join(" × ");
    let state = match (facts.closed, facts.oriented) {
        (true, true) => "closed and oriented",
        (true, false) => "closed, not consistently oriented",
        (false, _) => "open",
    };
    let mut lines = vec![
        ("size", format!("{} mm", triple(facts.size()))),
        ("from", format!("({}) mm", facts.min.map(number).join(", "))),
        ("to", format!("({}) mm", facts.max.map(number).join(", "))),
        ("volume", format!("{} mm³", number(facts.volume))),
        ("area", format!("{} mm²", number(facts.area))),
        (
            "centroid",
            format!("({}) mm", facts.centroid.map(number).join(", ")),
        ),
        ("surface", state.to_owned()),
        ("triangles", facts.triangles.to_string()),
        ("vertices", facts.vertices.to_string()),
        ("shells", facts.shells_total.to_string()),
    ];
    // Defects are listed where there are any: a page of zeros hides the one that is not.
    lines.extend(
        [
            ("boundary edges", facts.boundary_edges),
            ("non-manifold edges", facts.non_manifold_edges),
            ("inconsistent edges", facts.inconsistent_edges),
            ("non-manifold vertices", facts.non_manifold_vertices),
            ("degenerate triangles", facts.degenerate_triangles),
            ("duplicate triangles", facts.duplicate_triangles),
            ("cracks", facts.cracks),
        ]
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(label, number)| (label, number.to_string())),
    );
    if let Some(found) = facts
        .self_intersections
        .as_ref()
        .filter(|found| found.places_total > 0)
    {
        let triangles = facts.self_intersecting_triangles.unwrap_or_default();
        lines.push((
            "self-intersections",
            format!(
                "{} within a shell, {} between shells, of {}",
                found.within_shell,
                found.between_shells,
                count(triangles as usize, "triangle")
            ),
        ));
        for place in found.places.iter().take(SHOWN) {
            let how = match place.kind {
                IntersectionKind::Crossing => "crossing",
                IntersectionKind::Coplanar => "in one plane",
            };
            let [a, b] = place.triangles;
            lines.push((
                "",
                format!(
                    "{} of triangles {a} and {b} at ({}) mm, {} mm long, {} mm deep",
                    how,
                    place.at.map(number).join(", "),
                    number(place.length),
                    number(place.depth)
                ),
            ));
        }
    }
    if facts.overlapping == Some(true) {
        let meaning = "shells overlap: the volume counts some space twice";
        lines.push(("overlapping", meaning.to_owned()));
    }
    if let Some(thickness) = &facts.thickness {
        lines.push(("thinnest wall", width(thickness.min, thickness.at)));
    }
    if let Some(gap) = &facts.gap {
        lines.push(("narrowest gap", width(gap.min, gap.at)));
    }
    lines.extend(rounds(facts));
    for missing in &facts.not_measured {
        lines.push((
            "not measured",
            format!("{}: {}", missing.fact, missing.reason),
        ));
    }
    lines
}

/// Holes and pins for people.
fn rounds(facts: &Facts) -> Vec<(&'static str, String)> {
    let at = |round: &Cylinder| {
        let [x, y, z] = round.axis.map(|x| number((x * 1000.0).round() / 1000.0));
        format!(
            "at ({}) mm along ({x}, {y}, {z})",
            round.at.map(number).join(", ")
        )
    };
    let mut lines = Vec::new();
    let holes = facts.holes.as_deref().unwrap_or_default();
    for Hole { cylinder, ends } in holes {
        let how = match ends {
            HoleEnds::Through => "through",
            HoleEnds::Blind => "blind",
            HoleEnds::Closed => "closed",
        };
        lines.push((
            "hole",
            format!(
                "Ø {}, {} across its {} flats, {} deep, {how}, {}",
                number(cylinder.diameter),
                mm(cylinder.inscribed),
                cylinder.sides,
                mm(cylinder.depth),
                at(cylinder)
            ),
        ));
    }
    let pins = facts.pins.as_deref().unwrap_or_default();
    for Pin {
        cylinder,
        free_ends,
    } in pins
    {
        lines.push((
            "pin",
            format!(
                "Ø {}, {} long, {} free, {}",
                mm(cylinder.diameter),
                mm(cylinder.depth),
                count(*free_ends as usize, "end"),
                at(cylinder)
            ),
        ));
    }
    for (label, shown, total) in [
        ("holes in all", holes.len(), facts.holes_total),
        ("pins in all", pins.len(), facts.pins_total),
    ] {
        if total > shown as u64 {
            lines.push((label, total.to_string()));
        }
    }
    lines
}

/// A least thickness and where it is, for people.
fn width(min: Option<f64>, at: Option<[f64; 3]>) -> String {
    match (min, at) {
        (Some(min), Some(at)) => format!("{} at ({}) mm", mm(min), at.map(number).join(", ")),
        _ => "none under 4 mm".to_owned(),
    }
}
