//! FC0214: two exports of one part are not the same shape.

use crate::check::{MeasuredMesh, PackageView};
use crate::diag::{Draft, Severity, Sink};
use crate::measure::Facts;
use crate::rules::{Check, Rule};
use crate::units::{mm, number};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0214",
    name: "exports-differ",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds

Two meshes of one part (an STL and a 3MF, say) with different volume or, where they are not closed, with
different size. The same shape lying another way is not reported.

## Why it matters

One of them is older than the other. Half of those who make the part get a version that no longer fits.

## How to fix

Export all formats anew from the source. If they are different parts, give them different names.

## Source

Measured on both files; volumes that differ by more than 1 %, or boxes by more than 1 % and 0.2 mm, are
beyond what the resolution of an export explains.
",
    check: Check::Package(check),
};

/// The share by which volumes or sizes may differ: two exports at different resolutions of a round
/// shape differ by less.
const SHARE: f64 = 0.01;

/// mm by which sizes may differ besides.
const SLACK: f64 = 0.2;

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (index, part) in view.package.parts.iter().enumerate() {
        let meshes: Vec<(&MeasuredMesh, &Facts)> = part
            .meshes
            .iter()
            .filter_map(|path| single(view.meshes, index, path))
            .collect();
        let Some(((first, first_facts), rest)) = meshes.split_first() else {
            continue;
        };
        for (other, facts) in rest {
            if let Some(how) = difference(first_facts, facts) {
                sink.add(Severity::Warning, || {
                    Draft::new(format!("not the same shape as `{}`: {how}", first.path))
                        .help("export both anew from the source, or name them as different parts")
                        .part(part.id.clone())
                        .at(other.path.as_str())
                });
            }
        }
    }
}

/// The mesh at a path, if the file holds a single object once: plates and assemblies are no exports of one
/// part.
fn single<'a>(
    meshes: &'a [MeasuredMesh],
    part: usize,
    path: &str,
) -> Option<(&'a MeasuredMesh, &'a Facts)> {
    let mut of_file = meshes.iter().filter(|mesh| mesh.path == path);
    let mesh = of_file
        .next()
        .filter(|mesh| mesh.part == Some(part) && mesh.quantity == 1)?;
    if of_file.next().is_some() {
        return None;
    }
    mesh.facts
        .as_ref()
        .filter(|facts| facts.triangles > 0)
        .map(|facts| (mesh, facts))
}

/// How two shapes differ, if they do.
fn difference(a: &Facts, b: &Facts) -> Option<String> {
    let (one, two) = (sorted(a.size()), sorted(b.size()));
    let sizes_differ = one
        .iter()
        .zip(two)
        .any(|(one, two)| (one - two).abs() > SLACK && (one - two).abs() > SHARE * one.max(two));
    let differs = if a.closed && b.closed {
        let (one, two) = (a.volume.abs(), b.volume.abs());
        (one - two).abs() > SHARE * one.max(two)
    } else {
        sizes_differ
    };
    if !differs {
        return None;
    }
    let [x, y, z] = b.size();
    let [u, v, w] = a.size();
    let ratio = (two[2] / one[2]).max(f64::MIN_POSITIVE);
    let scale = [25.4, 10.0, 1000.0]
        .into_iter()
        .flat_map(|factor| [factor, 1.0 / factor])
        .find(|factor| (ratio / factor - 1.0).abs() < SHARE);
    Some(if let Some(factor) = scale {
        format!(
            "{} times as large, as if the unit were another",
            number(factor)
        )
    } else if sizes_differ {
        format!(
            "{} × {} × {} instead of {} × {} × {}",
            mm(x),
            mm(y),
            mm(z),
            mm(u),
            mm(v),
            mm(w)
        )
    } else {
        format!(
            "{} mm³ instead of {} mm³",
            number(b.volume.abs()),
            number(a.volume.abs())
        )
    })
}

fn sorted(mut size: [f64; 3]) -> [f64; 3] {
    size.sort_by(f64::total_cmp);
    size
}
