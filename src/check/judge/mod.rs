//! Judging: facts against machines. Each distinct set of bed and limits is judged once, so the
//! whole library costs little more than one machine.

mod candidate;
mod classes;
mod coverage;

use super::levels::Levels;
use super::outcome::{Coverage, NamedMachine, PartVerdict, Verdict};
use super::views::MeasuredMesh;
use crate::diag::Finding;
use crate::machine::fit::Surface;
use crate::machine::materials::{self, Material};
use crate::machine::{Fff, Kind, Machine};
use crate::measure::{Facts, PoseChoice};
use crate::package::parts::Part;
use candidate::{Candidate, OnMachine, kind_of};
use classes::{Class, Classes, height_on};
use coverage::cover;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// What judging a package yields.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) findings: Vec<Finding>,
    pub(super) verdicts: Vec<PartVerdict>,
    pub(super) coverage: Vec<Coverage>,
}

/// Judges the parts on the named machines and on the whole library. `mesh_findings` are those of the
/// mesh rules, levels applied, each beside the index of its part; `pose` is what the user asks for.
pub(super) fn judge(
    parts: &[Part],
    meshes: &[MeasuredMesh],
    mesh_findings: &[(Option<usize>, Finding)],
    named: &[NamedMachine],
    levels: &Levels,
    pose: Option<PoseChoice>,
) -> Judged {
    let candidates: Vec<Candidate<'_>> = (0..parts.len())
        .into_par_iter()
        .map(|index| Candidate::new(index, &parts[index], meshes, mesh_findings, named, pose))
        .collect();
    let (verdicts, findings) = judge_named(&candidates, named, levels);
    let coverage = cover(&candidates, levels);
    Judged {
        findings,
        verdicts,
        coverage,
    }
}

/// Verdicts on the named machines, parts first, and their findings merged over machines.
fn judge_named(
    candidates: &[Candidate<'_>],
    named: &[NamedMachine],
    levels: &Levels,
) -> (Vec<PartVerdict>, Vec<Finding>) {
    let classes = Classes::of(
        named
            .iter()
            .map(|named| (named.id.as_str(), &named.machine)),
    );
    let per_part: Vec<(Vec<PartVerdict>, Vec<Finding>)> = candidates
        .par_iter()
        .map(|candidate| {
            let mut verdicts = Vec::with_capacity(named.len());
            let mut findings: Vec<Finding> = Vec::new();
            for class in &classes.classes {
                let (verdict, found) =
                    judge_class(candidate, class, &classes.surfaces[class.bed], levels);
                verdicts.extend(class.ids.iter().map(|id| PartVerdict {
                    machine: (*id).to_owned(),
                    ..verdict.clone()
                }));
                for mut finding in found {
                    finding.machines = class.ids.iter().map(|id| (*id).to_owned()).collect();
                    merge(&mut findings, finding);
                }
            }
            let order: FxHashMap<&str, usize> = named
                .iter()
                .enumerate()
                .map(|(at, named)| (named.id.as_str(), at))
                .collect();
            verdicts.sort_by_key(|verdict| order[verdict.machine.as_str()]);
            (verdicts, findings)
        })
        .collect();
    let mut verdicts = Vec::new();
    let mut findings = Vec::new();
    for (part_verdicts, part_findings) in per_part {
        verdicts.extend(part_verdicts);
        findings.extend(part_findings);
    }
    (verdicts, findings)
}

fn judge_class(
    candidate: &Candidate<'_>,
    class: &Class<'_>,
    surface: &Surface,
    levels: &Levels,
) -> (PartVerdict, Vec<Finding>) {
    let mut verdict = PartVerdict {
        part: candidate.index,
        machine: String::new(),
        verdict: Verdict::NotApplicable,
        pose: None,
        reasons: Vec::new(),
        not_judged: Vec::new(),
        errors: 0,
        warnings: 0,
        estimate: None,
    };
    let applicable = if candidate.part.process.is_empty() {
        true
    } else {
        candidate
            .part
            .process
            .iter()
            .any(|process| kind_of(*process) == Some(class.machine.kind))
    };
    if !applicable {
        return (verdict, Vec::new());
    }
    let fits = candidate.fits(surface, height_on(class.machine));
    let on = candidate.on(class.machine, &fits, levels, true);
    let decided = on.verdict();
    let OnMachine {
        tally,
        pose,
        findings,
        unmeasured,
        estimate,
        liquid_unknown,
        ..
    } = on;
    verdict.estimate = estimate;
    verdict.errors = tally.errors;
    verdict.warnings = tally.warnings;
    if let Some(why) = &candidate.unknown {
        verdict.verdict = Verdict::Unknown;
        verdict.not_judged = vec![why.clone()];
    } else {
        verdict.verdict = decided;
        verdict.pose = pose;
        if class.machine.height.is_none() && class.machine.kind != Kind::Laser {
            verdict.not_judged.push("height".to_owned());
        }
        let no_hanging = unmeasured.is_some_and(|missing| missing.is_about_hanging());
        if class.machine.kind != Kind::Fff || no_hanging {
            verdict.not_judged.push("overhangs".to_owned());
        }
        verdict
            .not_judged
            .extend(unknown_of(candidate, class.machine).map(str::to_owned));
        let measured = |is: fn(&Facts) -> bool| candidate.meshes.iter().all(|mesh| is(mesh.facts));
        if liquid_unknown {
            verdict.not_judged.push("liquid".to_owned());
        }
        let rounds = measured(|facts| facts.holes.is_some() && facts.pins.is_some());
        if !rounds || class.machine.kind == Kind::Laser {
            verdict.not_judged.push("holes".to_owned());
        }
        let made_in_layers = matches!(class.machine.kind, Kind::Fff | Kind::Resin);
        for (what, judged) in [
            ("walls", measured(|facts| facts.thickness.is_some())),
            ("gaps", measured(|facts| facts.gap.is_some())),
        ] {
            if !(judged && made_in_layers) {
                verdict.not_judged.push(what.to_owned());
            }
        }
        if !measured(|facts| facts.self_intersections.is_some()) {
            verdict.not_judged.push("self-intersections".to_owned());
        }
        if let Some(missing) = unmeasured.filter(|_| decided == Verdict::Unknown) {
            verdict.not_judged = vec![missing.to_string()];
        }
    }
    verdict.reasons = tally.codes;
    (verdict, findings)
}

/// What the profile of a machine does not tell of how it works the materials of a part.
fn unknown_of(candidate: &Candidate<'_>, machine: &Machine) -> impl Iterator<Item = &'static str> {
    let named = !candidate.part.material.is_empty() || machine.material.is_some();
    let fff = machine.fff.as_ref().filter(|_| machine.kind == Kind::Fff);
    let works = |known: fn(&Fff) -> bool| !fff.is_some_and(known);
    let needs = |is: fn(&Material) -> bool| {
        let loaded = machine.material.as_deref().map(materials::kind_of);
        let loaded = loaded.iter().flatten();
        let kinds = loaded.chain(candidate.materials.iter().flatten());
        kinds.into_iter().any(|kind| is(kind))
    };
    let asked = named && machine.kind == Kind::Fff;
    [
        ("material", works(|fff| !fff.materials.is_empty())),
        ("nozzle temperature", works(|fff| fff.nozzle_max.is_some())),
        ("bed temperature", works(|fff| fff.bed_max.is_some())),
        (
            "enclosure",
            works(|fff| fff.enclosure.is_some()) && needs(|kind| kind.enclosure.is_some()),
        ),
    ]
    .into_iter()
    .filter(move |(_, unknown)| asked && *unknown)
    .map(|(what, _)| what)
}

/// Adds a finding, or only its machines where the same one is there already.
fn merge(findings: &mut Vec<Finding>, finding: Finding) {
    let same = findings.iter_mut().find(|seen| {
        std::ptr::eq(seen.rule, finding.rule)
            && seen.severity == finding.severity
            && seen.place == finding.place
            && seen.part == finding.part
            && seen.message == finding.message
            && seen.measured == finding.measured
    });
    match same {
        Some(seen) => {
            seen.machines.extend(finding.machines);
            seen.machines.sort_unstable();
            seen.machines.dedup();
        }
        None => findings.push(finding),
    }
}
