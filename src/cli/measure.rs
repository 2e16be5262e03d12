//! `fabcommons measure`: the facts of meshes, without any judgement.

use super::Outcome;
use super::output::Output;
use super::progress::Bars;
use crate::check::{MeasuredFile, Progress as _, measure_bytes};
use crate::digest::Digest;
use crate::measure::{Facts, IntersectionKind, Scope};
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
        }
    }
    text
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
    for missing in &facts.not_measured {
        lines.push((
            "not measured",
            format!("{}: {}", missing.fact, missing.reason),
        ));
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
