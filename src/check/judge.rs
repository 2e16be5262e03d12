//! Judging: facts against machines. Each distinct set of bed and limits is judged once, so the
//! whole library costs little more than one machine.

use super::levels::{Effect, Levels};
use super::outcome::{ChosenPose, Coverage, NamedMachine, PartVerdict, Verdict};
use super::views::{MachineView, MeasuredMesh, PoseFit};
use crate::diag::{Finding, Severity, Sink};
use crate::machine::fit::{Outline, SLACK, Surface};
use crate::machine::{BedKey, Kind, Library, Machine};
use crate::measure::Facts;
use crate::package::parts::{Orientation, Part, Process};
use crate::rules::{self, Rule};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// What the geometry rules of this version do not judge yet: said with every verdict, so that
/// "ready" claims no more than was looked at.
const NOT_JUDGED_YET: [&str; 4] = ["walls", "gaps", "overhangs", "holes"];

/// What judging a package yields.
pub(super) struct Judged {
    pub(super) findings: Vec<Finding>,
    pub(super) verdicts: Vec<PartVerdict>,
    pub(super) coverage: Vec<Coverage>,
}

/// Machines that every rule must treat alike, behind one of them.
struct Class<'a> {
    machine: &'a Machine,
    ids: Vec<&'a str>,
    /// Its place in [`Classes::surfaces`]: more classes than beds have the same.
    bed: usize,
}

/// Machines grouped by what judging can see of them.
#[derive(Default)]
struct Classes<'a> {
    classes: Vec<Class<'a>>,
    surfaces: Vec<Surface>,
}

/// A part with all that verdicts on it need.
struct Candidate<'a> {
    index: usize,
    part: &'a Part,
    meshes: Vec<Judgeable<'a>>,
    /// The findings of the mesh rules that count, machines apart.
    standing: Tally,
    /// Why no verdict is possible, if so.
    unknown: Option<String>,
    /// The kinds of machine that coverage asks.
    kinds: Vec<Kind>,
}

/// A measured mesh with the outline of each pose that its part allows.
struct Judgeable<'a> {
    mesh: &'a MeasuredMesh,
    facts: &'a Facts,
    poses: Vec<(usize, Outline)>,
}

/// Findings that count towards a verdict.
#[derive(Debug, Clone, Default)]
struct Tally {
    errors: u32,
    warnings: u32,
    codes: Vec<&'static str>,
}

impl Tally {
    fn count(&mut self, rule: &'static Rule, severity: Severity, times: u32) {
        match severity {
            Severity::Error => self.errors += times,
            Severity::Warning => self.warnings += times,
            Severity::Note => {}
        }
        if let Err(at) = self.codes.binary_search(&rule.code) {
            self.codes.insert(at, rule.code);
        }
    }

    fn verdict(&self) -> Verdict {
        Verdict::of(match (self.errors, self.warnings) {
            (0, 0) => None,
            (0, _) => Some(Severity::Warning),
            _ => Some(Severity::Error),
        })
    }
}

/// Judges the parts on the named machines and on the whole library. `mesh_findings` are those of the
/// mesh rules, levels applied, each beside the index of its part.
pub(super) fn judge(
    parts: &[Part],
    meshes: &[MeasuredMesh],
    mesh_findings: &[(Option<usize>, Finding)],
    named: &[NamedMachine],
    levels: &Levels,
) -> Judged {
    let candidates: Vec<Candidate<'_>> = (0..parts.len())
        .into_par_iter()
        .map(|index| Candidate::new(index, &parts[index], meshes, mesh_findings, named))
        .collect();
    let (verdicts, findings) = judge_named(&candidates, named, levels);
    let coverage = cover(&candidates, levels);
    Judged {
        findings,
        verdicts,
        coverage,
    }
}

impl<'a> Candidate<'a> {
    fn new(
        index: usize,
        part: &'a Part,
        meshes: &'a [MeasuredMesh],
        mesh_findings: &[(Option<usize>, Finding)],
        named: &[NamedMachine],
    ) -> Self {
        let own: Vec<&MeasuredMesh> = meshes
            .iter()
            .filter(|mesh| mesh.part == Some(index) && mesh.judged)
            .collect();
        let mut standing = Tally::default();
        for (_, finding) in mesh_findings.iter().filter(|(part, finding)| {
            *part == Some(index)
                && !finding.allowed
                && finding.rule.decides_verdict()
                && own
                    .iter()
                    .any(|mesh| finding.place.path.as_deref() == Some(mesh.path.as_str()))
        }) {
            standing.count(finding.rule, finding.severity, 1);
        }
        let unmeasured = own.iter().find(|mesh| mesh.facts.is_none());
        let unknown = if own.is_empty() {
            Some("it has no mesh".to_owned())
        } else {
            unmeasured.map(|mesh| format!("`{}` could not be measured", mesh.path))
        };
        let judgeable = own
            .iter()
            .filter_map(|mesh| {
                let facts = mesh.facts.as_ref()?;
                let allowed = match part.orientation {
                    None | Some(Orientation::Any) => facts.poses.len(),
                    Some(Orientation::AsModelled | Orientation::Turned(_)) => 1,
                };
                let poses = facts
                    .poses
                    .iter()
                    .take(allowed)
                    .enumerate()
                    .map(|(pose, facts)| (pose, Outline::new(&facts.hull)))
                    .collect();
                Some(Judgeable { mesh, facts, poses })
            })
            .collect();
        Self {
            index,
            part,
            meshes: judgeable,
            standing,
            unknown,
            kinds: kinds_asked(part, &own, named),
        }
    }

    /// Judges the part on one class of machines; findings keep their text only when asked.
    fn on(&self, machine: &Machine, fits: &Fits<'_>, levels: &Levels, keep: bool) -> OnMachine {
        let mut tally = self.standing.clone();
        let mut chosen = None;
        let mut findings = Vec::new();
        for (judgeable, fits) in self.meshes.iter().zip(fits) {
            let view = MachineView {
                mesh: judgeable.mesh,
                facts: judgeable.facts,
                part: self.part,
                machine,
                fits,
            };
            if chosen.is_none() {
                chosen = view.chosen().map(|fit| ChosenPose {
                    rotation: fit.pose.rotation,
                    angle: fit.fit.angle,
                });
            }
            let path = Some(judgeable.mesh.path.as_str());
            for (rule, run) in rules::machine_rules() {
                let mut sink = if keep {
                    Sink::keeping(rule)
                } else {
                    Sink::counting(rule)
                };
                run(&view, &mut sink);
                for (severity, times) in sink.counts() {
                    if let Effect::Stands(severity) =
                        levels.effect(rule, severity, Some(&self.part.name), path)
                    {
                        tally.count(rule, severity, times);
                    }
                }
                findings.extend(sink.into_findings());
            }
        }
        for finding in &mut findings {
            levels.apply(finding, Some(&self.part.name));
            finding.part.get_or_insert_with(|| self.part.id.clone());
        }
        OnMachine {
            tally,
            pose: chosen,
            findings,
        }
    }

    /// How each judged mesh fits on a bed.
    fn fits(&self, surface: &Surface, height: impl Fn(f64) -> Option<bool>) -> Fits<'_> {
        self.meshes
            .iter()
            .map(|judgeable| judgeable.fits(surface, &height))
            .collect()
    }
}

/// Per judged mesh, how the poses that had to be tried fit.
type Fits<'a> = Vec<Vec<PoseFit<'a>>>;

/// How a part does on a machine.
struct OnMachine {
    tally: Tally,
    pose: Option<ChosenPose>,
    findings: Vec<Finding>,
}

impl<'a> Judgeable<'a> {
    /// How the allowed poses fit: the modelled one, and the others only when it does not.
    fn fits(&self, surface: &Surface, height: impl Fn(f64) -> Option<bool>) -> Vec<PoseFit<'a>> {
        let mut fits = Vec::with_capacity(1);
        for (pose, outline) in &self.poses {
            let pose = &self.facts.poses[*pose];
            let fit = PoseFit {
                pose,
                fit: outline.fit_on(surface),
                height_fits: height(pose.height),
            };
            fits.push(fit);
            if fits.len() == 1 && fit.is_usable() {
                break;
            }
        }
        fits
    }
}

/// The kinds of machine that might make a part: by its process; without one, those of the machines
/// that were named, else FFF. A part without process and mesh may be anything: none.
fn kinds_asked(part: &Part, meshes: &[&MeasuredMesh], named: &[NamedMachine]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = if part.process.is_empty() {
        if meshes.is_empty() {
            return Vec::new();
        }
        named.iter().map(|named| named.machine.kind).collect()
    } else {
        part.process
            .iter()
            .filter_map(|process| kind_of(*process))
            .collect()
    };
    if kinds.is_empty() && part.process.is_empty() {
        kinds.push(Kind::Fff);
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The kind of machine that does a process.
fn kind_of(process: Process) -> Option<Kind> {
    match process {
        Process::Fff => Some(Kind::Fff),
        Process::Resin => Some(Kind::Resin),
        Process::Mill => Some(Kind::Mill),
        Process::Laser => Some(Kind::Laser),
        Process::Sls | Process::Buy | Process::Other => None,
    }
}

impl<'a> Classes<'a> {
    /// Groups machines that are judged alike, in order of first appearance.
    fn of(machines: impl Iterator<Item = (&'a str, &'a Machine)>) -> Self {
        let mut grouped = Self::default();
        let mut seen = FxHashMap::default();
        let mut beds: FxHashMap<BedKey, usize> = FxHashMap::default();
        for (id, machine) in machines {
            let at = *seen.entry(machine.judging_key()).or_insert_with(|| {
                let bed = *beds.entry(machine.bed_key()).or_insert_with(|| {
                    grouped.surfaces.push(Surface::new(&machine.bed));
                    grouped.surfaces.len() - 1
                });
                grouped.classes.push(Class {
                    machine,
                    ids: Vec::new(),
                    bed,
                });
                grouped.classes.len() - 1
            });
            grouped.classes[at].ids.push(id);
        }
        grouped
    }
}

/// Whether a height is usable on a machine; `None` when its height is unknown.
fn height_on(machine: &Machine) -> impl Fn(f64) -> Option<bool> {
    let usable = machine.height;
    move |height| usable.map(|usable| height <= usable + SLACK)
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
    let OnMachine {
        tally,
        pose,
        findings,
    } = candidate.on(class.machine, &fits, levels, true);
    verdict.errors = tally.errors;
    verdict.warnings = tally.warnings;
    if let Some(why) = &candidate.unknown {
        verdict.verdict = Verdict::Unknown;
        verdict.not_judged = vec![why.clone()];
    } else {
        verdict.verdict = tally.verdict();
        verdict.pose = pose;
        if class.machine.height.is_none() && class.machine.kind != Kind::Laser {
            verdict.not_judged.push("height".to_owned());
        }
        verdict
            .not_judged
            .extend(NOT_JUDGED_YET.iter().map(|&what| what.to_owned()));
    }
    verdict.reasons = tally.codes;
    (verdict, findings)
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

/// How many machines of the library make each part, and the whole package.
fn cover(candidates: &[Candidate<'_>], levels: &Levels) -> Vec<Coverage> {
    let mut asked: Vec<Kind> = candidates
        .iter()
        .flat_map(|candidate| candidate.kinds.iter().copied())
        .collect();
    asked.sort_unstable();
    asked.dedup();
    if asked.is_empty() {
        return Vec::new();
    }
    let library = Library::embedded();
    let classes = Classes::of(
        library
            .machines()
            .filter(|machine| asked.contains(&machine.kind))
            .map(|machine| (machine.id.as_str(), machine)),
    );
    // One row of verdicts per candidate, one entry per class.
    let table: Vec<Vec<Option<Verdict>>> = candidates
        .par_iter()
        .map(|candidate| {
            let mut by_bed: Vec<Option<Fits<'_>>> = classes.surfaces.iter().map(|_| None).collect();
            classes
                .classes
                .iter()
                .map(|class| {
                    candidate.kinds.contains(&class.machine.kind).then(|| {
                        if candidate.unknown.is_some() {
                            return Verdict::Unknown;
                        }
                        let fits = by_bed[class.bed].get_or_insert_with(|| {
                            candidate.fits(&classes.surfaces[class.bed], height_on(class.machine))
                        });
                        candidate
                            .on(class.machine, fits, levels, false)
                            .tally
                            .verdict()
                    })
                })
                .collect()
        })
        .collect();
    let mut coverage = Vec::new();
    for (candidate, row) in candidates.iter().zip(&table) {
        for kind in &candidate.kinds {
            coverage.push(count(
                Some(candidate.index),
                *kind,
                &classes.classes,
                |class| row[class],
            ));
        }
    }
    for kind in asked {
        coverage.push(count(None, kind, &classes.classes, |class| {
            table.iter().filter_map(|row| row[class]).reduce(worse)
        }));
    }
    coverage
}

/// The verdict on a whole of which two parts have these verdicts.
fn worse(a: Verdict, b: Verdict) -> Verdict {
    let rank = |verdict| match verdict {
        Verdict::Ready | Verdict::NotApplicable => 0,
        Verdict::ReadyWithWarnings => 1,
        Verdict::Unknown => 2,
        Verdict::NotReady => 3,
    };
    if rank(b) > rank(a) { b } else { a }
}

fn count(
    part: Option<usize>,
    kind: Kind,
    classes: &[Class<'_>],
    verdict: impl Fn(usize) -> Option<Verdict>,
) -> Coverage {
    let mut coverage = Coverage {
        part,
        kind,
        machines: 0,
        ready: 0,
        ready_with_warnings: 0,
        not_ready: 0,
        unknown: 0,
    };
    for (at, class) in classes
        .iter()
        .enumerate()
        .filter(|(_, class)| class.machine.kind == kind)
    {
        let machines = class.ids.len() as u32;
        coverage.machines += machines;
        match verdict(at) {
            Some(Verdict::Ready) => coverage.ready += machines,
            Some(Verdict::ReadyWithWarnings) => coverage.ready_with_warnings += machines,
            Some(Verdict::NotReady) => coverage.not_ready += machines,
            Some(Verdict::Unknown | Verdict::NotApplicable) | None => coverage.unknown += machines,
        }
    }
    coverage
}
