//! FC0110: the manifest states another size or mass than the mesh has.

use super::places::manifest;
use crate::check::{MeasuredMesh, PackageView};
use crate::diag::{Draft, Severity, Sink};
use crate::measure::Facts;
use crate::package::manifest::{Field, ManifestPart};
use crate::rules::{Check, Rule};
use crate::units::number;

/// A stated length may differ from the measured by this much, mm …
const TOLERANCE_MM: f64 = 1.0;
/// … or by this share of the measured, whichever is more: people round, plastics shrink.
const TOLERANCE_SHARE: f64 = 0.02;

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
lies; a part whose `mass` no material could give its volume (over 19.3 g/cm³, tungsten, or under 0.01 g/cm³).

## Why it matters

Makers choose stock and machine by these numbers. Often the mesh is in another unit than thought, or the export is of
another version.

## How to fix

Measure again and correct the manifest, or export the mesh again. A factor of 25.4 is inches taken for millimetres, a factor of
1000 kilograms taken for grams.

## Source

Open Know-How 2.4: `outer-dimensions` in mm, `mass` in grams. Densities: CRC Handbook of Chemistry and Physics.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for declared in &view.package.manifest.manifest.parts {
        let Some((mesh, facts, id)) = mesh_of(view, declared) else {
            continue;
        };
        if let Some(stated) = &declared.outer_dimensions {
            dimensions(view, sink, (mesh, facts, id), stated);
        }
        if let Some(stated) = &declared.mass {
            mass(view, sink, (facts, id), stated);
        }
    }
}

/// The only judged mesh of a declared part, its facts and the part's id. A part of several bodies
/// has no box of its own in any of them.
fn mesh_of<'a>(
    view: &PackageView<'a>,
    declared: &ManifestPart,
) -> Option<(&'a MeasuredMesh, &'a Facts, &'a str)> {
    let name = &declared.name.as_ref()?.value;
    let index = view
        .package
        .parts
        .iter()
        .position(|part| part.name == *name)?;
    let mut meshes = view
        .meshes
        .iter()
        .filter(|mesh| mesh.part == Some(index) && mesh.judged);
    let mesh = meshes.next().filter(|mesh| mesh.quantity <= 1)?;
    if meshes.next().is_some() {
        return None;
    }
    let facts = mesh.facts.as_ref().filter(|facts| facts.triangles > 0)?;
    Some((mesh, facts, &view.package.parts[index].id))
}

fn dimensions(
    view: &PackageView<'_>,
    sink: &mut Sink,
    (mesh, facts, id): (&MeasuredMesh, &Facts, &str),
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
        .part(id)
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

fn mass(view: &PackageView<'_>, sink: &mut Sink, (facts, id): (&Facts, &str), stated: &Field<f64>) {
    let volume = facts.volume / 1000.0; // cm³
    if !facts.closed || !facts.oriented || volume <= 0.0 {
        return;
    }
    let density = stated.value / volume;
    let (limit, what, help) = if density > HEAVIEST {
        (HEAVIEST, "heavier than solid tungsten", "write grams; is the mesh in another unit than thought?")
    } else if density < LIGHTEST {
        (LIGHTEST, "lighter than any print", "write grams, not kilograms")
    } else {
        return;
    };
    sink.add(Severity::Warning, || {
        Draft::new(format!(
            "`mass` says {} g for {} cm³: {what}",
            number(stated.value),
            number(volume)
        ))
        .help(help)
        .part(id)
        .measured(density, limit, "g/cm³", "CRC Handbook of Chemistry and Physics")
        .at(manifest(view).at(Some(&stated.span)))
    });
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
