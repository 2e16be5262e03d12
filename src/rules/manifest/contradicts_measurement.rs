//! FC0110: the manifest states another size or mass than the mesh has.

use super::places::manifest;
use crate::check::{MeasuredMesh, PackageView};
use crate::diag::{Draft, Severity, Sink};
use crate::machine::materials::{self, Material};
use crate::measure::Facts;
use crate::package::manifest::{Field, ManifestPart};
use crate::package::parts::{Part, Process};
use crate::rules::{Check, Rule};
use crate::units::number;

/// A stated length may differ from the measured by this much, mm …
const TOLERANCE_MM: f64 = 1.0;
/// … or by this share of the measured, whichever is more: people round, plastics shrink.
const TOLERANCE_SHARE: f64 = 0.02;

/// A stated mass may be beyond what the material can give by this share …
const MASS_SLACK: f64 = 0.05;
/// … and by these grams: kitchen scales count in whole ones.
const MASS_GRAMS: f64 = 1.0;
/// How much of its nominal density a pattern of infill reaches at least.
const PATTERN: f64 = 0.8;

/// Density of tungsten, g/cm³: nothing that a workshop makes parts of is heavier.
const HEAVIEST: f64 = 19.3;
/// Less than a hollow print or rigid foam weighs for its volume, g/cm³.
const LIGHTEST: f64 = 0.01;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0110",
    name: "contradicts-measurement",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

A part whose `outer-dimensions` differ from the box of its mesh by more than 2 % and more than 1 mm, whichever way the part
lies; the same for a design that is a single part. A design whose `outer-dimensions` are too small for one of its parts,
whichever way it lies. A part whose `mass` its volume cannot have: more than the solid in any of its materials (`material` in
`fab.toml`), less than the solid when it is milled or cut, less than its stated infill when it is printed; without a known
material, more than tungsten (19.3 g/cm³) or less than 0.01 g/cm³. A design that is said to weigh less than its parts together.

## Why it matters

Makers choose stock and machine by these numbers. Often the mesh is in another unit than thought, or the export is of
another version.

## How to fix

Measure again and correct the manifest, or export the mesh again. A factor of 25.4 is inches taken for millimetres, a factor of
1000 kilograms taken for grams.

## Source

Open Know-How 2.4: `outer-dimensions` in mm, `mass` in grams. Densities: `machines/materials.toml`, each with its source;
tungsten: CRC Handbook of Chemistry and Physics.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for declared in &view.package.manifest.manifest.parts {
        let Some((mesh, facts, part)) =
            part_of(view, declared).and_then(|index| mesh_of(view, index))
        else {
            continue;
        };
        if let Some(stated) = &declared.outer_dimensions {
            dimensions(view, sink, (mesh, facts, part), stated);
        }
        if let Some(stated) = &declared.mass {
            mass(view, sink, (facts, part), stated);
        }
    }
    whole_size(view, sink);
    whole_mass(view, sink);
}

/// The size of the whole design: that of its only part, and never less than any part needs.
fn whole_size(view: &PackageView<'_>, sink: &mut Sink) {
    let okh = &view.package.manifest.manifest;
    let Some(stated) = &okh.outer_dimensions else {
        return;
    };
    let alone = view.package.parts.len() == 1
        && view.package.parts[0].quantity == 1
        && view.package.bom.path.is_none();
    let stated_for_part = |declared: &ManifestPart| declared.outer_dimensions.is_some();
    if alone && let Some(of_part) = mesh_of(view, 0) {
        if !okh.parts.iter().any(stated_for_part) {
            dimensions(view, sink, of_part, stated);
        }
        return;
    }
    // A rigid part lies in the design whichever way: its longest side is no longer than the diagonal.
    let room = stated.value.iter().map(|side| side * side).sum::<f64>().sqrt();
    let longest = view
        .meshes
        .iter()
        .filter(|mesh| mesh.judged && mesh.part.is_some())
        .filter_map(|mesh| {
            let size = mesh.facts.as_ref()?.size();
            Some((size.into_iter().fold(0.0, f64::max), mesh))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.path.cmp(&a.1.path)));
    let Some((length, mesh)) = longest else {
        return;
    };
    if length - room <= TOLERANCE_MM.max(TOLERANCE_SHARE * length) {
        return;
    }
    sink.add(Severity::Warning, || {
        let [width, depth, height] = stated.value.map(number);
        let draft = Draft::new(format!(
            "`outer-dimensions` says {width} × {depth} × {height} mm, but `{}` is {} mm long",
            mesh.path,
            number(length)
        ))
        .help("correct `outer-dimensions` (in mm, of the whole design), or the unit of the mesh")
        .measured(length, room, "mm", "diagonal of `outer-dimensions` in the manifest")
        .at(manifest(view).at(Some(&stated.span)));
        match mesh.part.and_then(|part| view.package.parts.get(part)) {
            Some(part) => draft.part(&part.id),
            None => draft,
        }
    });
}

/// The mass of the whole design is at least that of the parts for which one is stated.
fn whole_mass(view: &PackageView<'_>, sink: &mut Sink) {
    let Some(stated) = &view.package.manifest.manifest.mass else {
        return;
    };
    let parts: f64 = view
        .package
        .parts
        .iter()
        .filter_map(|part| Some(part.mass? * f64::from(part.quantity)))
        .sum();
    if parts <= stated.value * (1.0 + MASS_SLACK) + MASS_GRAMS {
        return;
    }
    sink.add(Severity::Warning, || {
        Draft::new(format!(
            "`mass` says {} g, but the parts alone weigh {} g by their own `mass`",
            number(stated.value),
            number(parts)
        ))
        .help("correct `mass` (in grams, of the whole design), or that of the parts")
        .measured(parts, stated.value, "g", "`mass` in the manifest")
        .at(manifest(view).at(Some(&stated.span)))
    });
}

/// The index of a declared part among the parts of the package.
fn part_of(view: &PackageView<'_>, declared: &ManifestPart) -> Option<usize> {
    let name = &declared.name.as_ref()?.value;
    view.package.parts.iter().position(|part| part.name == *name)
}

/// The only judged mesh of a part, its facts and the part. A part of several bodies has no box of
/// its own in any of them.
fn mesh_of<'a>(
    view: &PackageView<'a>,
    index: usize,
) -> Option<(&'a MeasuredMesh, &'a Facts, &'a Part)> {
    let mut meshes = view
        .meshes
        .iter()
        .filter(|mesh| mesh.part == Some(index) && mesh.judged);
    let mesh = meshes.next().filter(|mesh| mesh.quantity <= 1)?;
    if meshes.next().is_some() {
        return None;
    }
    let facts = mesh.facts.as_ref().filter(|facts| facts.triangles > 0)?;
    Some((mesh, facts, &view.package.parts[index]))
}

fn dimensions(
    view: &PackageView<'_>,
    sink: &mut Sink,
    (mesh, facts, part): (&MeasuredMesh, &Facts, &Part),
    stated: &Field<[f64; 3]>,
) {
    let sorted = |mut size: [f64; 3]| {
        size.sort_by(f64::total_cmp);
        size
    };
    let (said, is) = (sorted(stated.value), sorted(facts.size()));
    let differs = |axis: usize| {
        (said[axis] - is[axis]).abs() > TOLERANCE_MM.max(TOLERANCE_SHARE * is[axis])
    };
    let Some(worst) = (0..3)
        .filter(|axis| differs(*axis))
        .max_by(|a, b| (said[*a] - is[*a]).abs().total_cmp(&(said[*b] - is[*b]).abs()))
    else {
        return;
    };
    sink.add(Severity::Warning, || {
        let triple = |size: [f64; 3]| format!("{} × {} × {} mm", number(size[0]), number(size[1]), number(size[2]));
        let help = factor(said, is).map_or_else(
            || "correct `outer-dimensions`, or export the mesh again".to_owned(),
            str::to_owned,
        );
        Draft::new(format!(
            "`outer-dimensions` says {}, but `{}` measures {}",
            triple(stated.value),
            mesh.path,
            triple(facts.size())
        ))
        .help(help)
        .part(&part.id)
        .measured(is[worst], said[worst], "mm", "`outer-dimensions` in the manifest")
        .at(manifest(view).at(Some(&stated.span)))
    });
}

/// What explains all three lengths at once.
fn factor(said: [f64; 3], is: [f64; 3]) -> Option<&'static str> {
    let by = |factor: f64| (0..3).all(|axis| (said[axis] / is[axis] / factor - 1.0).abs() < TOLERANCE_SHARE);
    [
        (25.4, "the mesh seems to be in inches: say `unit = \"inch\"` for the part in `fab.toml`, or export it in mm"),
        (1000.0, "the mesh seems to be in metres: say `unit = \"m\"` for the part in `fab.toml`, or export it in mm"),
        (10.0, "the mesh seems to be in centimetres: export it in mm"),
        (0.1, "`outer-dimensions` seems to be in centimetres: write mm"),
        (1.0 / 25.4, "`outer-dimensions` seems to be in inches: write mm"),
        (0.001, "`outer-dimensions` seems to be in metres: write mm"),
    ]
    .into_iter()
    .find_map(|(factor, help)| by(factor).then_some(help))
}

/// What the mass of a part is measured against.
struct MassLimit {
    /// g/cm³ of the mesh's volume.
    density: f64,
    what: String,
    source: String,
    help: &'static str,
}

fn mass(
    view: &PackageView<'_>,
    sink: &mut Sink,
    (facts, part): (&Facts, &Part),
    stated: &Field<f64>,
) {
    let volume = facts.volume / 1000.0; // cm³
    if !facts.closed || !facts.oriented || volume <= 0.0 {
        return;
    }
    let slack = MASS_GRAMS / volume;
    let density = stated.value / volume;
    // Bodies that overlap count twice in the volume, so that it tells no least mass.
    let [least, most] = limits(view, part, facts.shells.len() == 1);
    let limit = if density > most.density * (1.0 + MASS_SLACK) + slack {
        most
    } else if density < least.density * (1.0 - MASS_SLACK) - slack {
        least
    } else {
        return;
    };
    sink.add(Severity::Warning, || {
        Draft::new(format!(
            "`mass` says {} g for {} cm³: {}",
            number(stated.value),
            number(volume),
            limit.what
        ))
        .help(limit.help)
        .part(&part.id)
        .measured(density, limit.density, "g/cm³", &limit.source)
        .at(manifest(view).at(Some(&stated.span)))
    });
}

/// The least and the most that a part weighs for its volume.
fn limits(view: &PackageView<'_>, part: &Part, one_body: bool) -> [MassLimit; 2] {
    let tables = |density: f64, what: &str, help| MassLimit {
        density,
        what: what.to_owned(),
        source: "CRC Handbook of Chemistry and Physics".to_owned(),
        help,
    };
    let mut least = tables(
        LIGHTEST,
        "lighter than any print",
        "write grams, not kilograms",
    );
    let mut most = tables(
        HEAVIEST,
        "heavier than solid tungsten",
        "write grams; is the mesh in another unit than thought?",
    );
    let known: Option<Vec<&Material>> = part
        .material
        .iter()
        .map(|name| materials::find(name))
        .collect();
    let known = known.unwrap_or_default();
    let heaviest = known
        .iter()
        .max_by(|a, b| a.density[1].total_cmp(&b.density[1]));
    let lightest = known
        .iter()
        .min_by(|a, b| a.density[0].total_cmp(&b.density[0]));
    let (Some(heaviest), Some(lightest)) = (heaviest, lightest) else {
        return [least, most];
    };
    most = MassLimit {
        density: heaviest.density[1],
        what: format!("heavier than solid {}", heaviest.name),
        source: heaviest.source.clone(),
        help: "weigh the part, and check the material and the unit of the mesh",
    };
    let solid = |process: &Process| matches!(process, Process::Mill | Process::Laser);
    let stated_infill = view
        .package
        .fab
        .fab
        .parts
        .iter()
        .find(|fab| fab.name.as_ref().is_some_and(|name| name.value == part.name))
        .and_then(|fab| fab.infill.as_ref());
    if !one_body {
        return [least, most];
    }
    if !part.process.is_empty() && part.process.iter().all(solid) {
        least = MassLimit {
            density: lightest.density[0],
            what: format!("lighter than solid {}", lightest.name),
            source: lightest.source.clone(),
            help: "weigh the part, and check the material and the unit of the mesh",
        };
    } else if let Some(infill) = stated_infill {
        // A pattern of 20 % is rarely exactly that; walls and floors come on top.
        least = MassLimit {
            density: lightest.density[0] * infill.value / 100.0 * PATTERN,
            what: format!(
                "lighter than {} with {} % infill",
                lightest.name,
                number(infill.value)
            ),
            source: lightest.source.clone(),
            help: "weigh the part, and check `infill` and the unit of the mesh",
        };
    }
    [least, most]
}

#[cfg(test)]
mod tests {
    use super::factor;

    #[test]
    fn a_common_factor_names_the_unit() {
        let is = [1.0, 2.0, 3.0];
        assert!(factor([25.4, 50.8, 76.2], is).is_some_and(|help| help.contains("inches")));
        assert!(factor([10.0, 20.0, 30.0], is).is_some_and(|help| help.contains("centimetres")));
        assert_eq!(factor([25.4, 2.0, 3.0], is), None);
        assert_eq!(factor([1.0, 2.0, 3.0], [0.0, 2.0, 3.0]), None);
    }
}
