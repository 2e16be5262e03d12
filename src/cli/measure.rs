//! `fabcommons measure`: the facts of meshes, without any judgement.

use super::Outcome;
use super::output::Output;
use super::progress::Bars;
use crate::check::{MeasuredFile, Progress as _, measure_bytes};
use crate::digest::Digest;
use crate::measure::{
    Cylinder, Facts, Hole, HoleEnds, IntersectionKind, Overhang, Pin, Pose, PoseChoice, Scope,
    Sections, SurfacePlace, degrees,
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
  fabcommons measure part.stl --pose best
  fabcommons measure *.stl --only topology --format json")]
pub(super) struct Args {
    /// Mesh files: STL, 3MF, OBJ, PLY
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Measure only this
    #[arg(long, value_enum, value_name = "FACTS")]
    only: Option<Only>,
    /// Measure only this pose: `modelled`, `best` (what hangs over least), its number in the list, or degrees about
    /// x, y and z such as `90,0,0` [default: as modelled, and every stable one]
    #[arg(
        long,
        value_name = "POSE",
        allow_hyphen_values = true,
        conflicts_with = "only"
    )]
    pose: Option<PoseChoice>,
    /// The unit of files that state none
    #[arg(long, value_enum, value_name = "UNIT")]
    unit: Option<Unit>,
    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

/// Places of one sort that are shown; JSON has more.
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
        None => args.pose.map_or(Scope::All, Scope::Posed),
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
                let label = match args.pose {
                    None => format!("pose {}", index + 1),
                    Some(_) => "pose".to_owned(),
                };
                let _ = writeln!(text, "  {label:<22} {}", way(pose));
                for (label, value) in standing(pose) {
                    let _ = writeln!(text, "    {label:<20} {value}");
                }
            }
        }
    }
    text
}

/// Which way a pose lies: as modelled, or turned by which degrees about X and Y.
fn way(pose: &Pose) -> String {
    let [x, y, _] = degrees(pose.rotation[2]).map(|angle| (angle * 10.0).round() / 10.0);
    let about = |angle: f64, axis: char| {
        let angle = number(angle).replace('-', "−");
        format!("{angle}° about {axis}")
    };
    match (x == 0.0, y == 0.0) {
        (true, true) if turned(pose) => "turned about z".to_owned(),
        (true, true) => "as modelled".to_owned(),
        (false, true) => format!("turned by {}", about(x, 'x')),
        (true, false) => format!("turned by {}", about(y, 'y')),
        (false, false) => format!("turned by {}, then {}", about(x, 'x'), about(y, 'y')),
    }
}

/// Whether a pose is turned about the vertical axis.
fn turned(pose: &Pose) -> bool {
    (pose.rotation[0][0] - 1.0).abs() > 1e-9
}

/// A length or an area to a hundredth, which is what anybody can print or measure.
fn short(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// How a pose stands and what hangs over: label and value.
fn standing(pose: &Pose) -> Vec<(&'static str, String)> {
    let area = |area: f64| format!("{} mm²", number(short(area)));
    let length = |length: f64| mm(short(length));
    let mut lines = vec![
        ("height", length(pose.height)),
        ("contact", area(pose.contact.area)),
    ];
    match pose.margin {
        Some(margin) if margin < 0.0 => lines.push(("tips over by", length(-margin))),
        Some(margin) => lines.push(("stands with a margin", length(margin))),
        None => {}
    }
    if let Some(slenderness) = pose.slenderness {
        lines.push(("slenderness", number(short(slenderness))));
    }
    let steep: Vec<String> = pose
        .overhang
        .iter()
        .filter(|class| class.angle >= 45.0 && class.area >= 0.005)
        .map(|class| format!("{} from {}°", area(class.area), number(class.angle)))
        .collect();
    if !steep.is_empty() {
        lines.push(("leans over", steep.join(", ")));
    }
    if let Some(sections) = &pose.sections {
        lines.push(("sections", cut(sections)));
    }
    lines.extend(shut_in(pose));
    let Some(hanging) = &pose.hanging else {
        return lines;
    };
    let at = |drop: f64, place: &SurfacePlace| {
        let at = place.at.map(|x| number(short(x))).join(", ");
        format!("{} of air below, at ({at})", length(drop))
    };
    // The same surface is told for several angles: for people the greatest will do.
    let mut overhangs: Vec<&Overhang> = Vec::new();
    for overhang in &hanging.overhangs {
        if !overhangs.iter().any(|told| told.at.at == overhang.at.at) {
            overhangs.push(overhang);
        }
    }
    for overhang in overhangs.iter().take(SHOWN) {
        let value = format!(
            "by more than {}°, reaches out by {}, {}, {}",
            number(overhang.to_angle),
            length(overhang.reach),
            area(overhang.area),
            at(overhang.drop, &overhang.at)
        );
        lines.push(("overhang", value));
    }
    for bridge in hanging.bridges.iter().take(SHOWN) {
        let span = bridge.span.map(|span| format!("spans {}", length(span)));
        let out = bridge.cantilever;
        let out = out.map(|out| format!("sticks out by {}", length(out)));
        let much: Vec<String> = span.into_iter().chain(out).collect();
        let value = format!(
            "{}, {}, {}",
            much.join(", "),
            area(bridge.area),
            at(bridge.drop, &bridge.at)
        );
        lines.push(("ceiling", value));
    }
    for start in hanging.starts.iter().take(SHOWN) {
        let value = format!(
            "{} above the bed, {}, joined {} higher, {}",
            length(start.height),
            area(start.area),
            length(start.persistence),
            at(start.drop, &start.at)
        );
        lines.push(("starts in the air", value));
    }
    let more = |total: usize| total.saturating_sub(SHOWN);
    let left: Vec<String> = [
        (more(overhangs.len()), "overhang"),
        (more(hanging.bridges_total as usize), "ceiling"),
        (more(hanging.starts_total as usize), "start"),
    ]
    .into_iter()
    .filter(|(more, _)| *more > 0)
    .map(|(more, noun)| count(more, noun))
    .collect();
    if !left.is_empty() {
        lines.push(("and", format!("{} that are smaller", left.join(", "))));
    }
    lines
}

/// The sections of a pose in a line: how many, the largest, and how much of it lies within three lines.
fn cut(sections: &Sections) -> String {
    let largest = (0..sections.area.len()).fold(0, |best, i| {
        if sections.area[i] > sections.area[best] {
            i
        } else {
            best
        }
    });
    let value = |column: &[f64]| number(column.get(largest).copied().unwrap_or_default());
    format!(
        "{}, the largest {} mm² at {} mm with a border of {} mm, {} mm² farther than 1.35 mm from it",
        count(sections.z.len(), "band"),
        value(&sections.area),
        value(&sections.z),
        value(&sections.perimeter),
        value(&sections.inner_area[2])
    )
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
