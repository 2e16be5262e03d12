//! A part with all that verdicts on it need, and how it does on a machine.

use super::super::levels::{Effect, Levels};
use super::super::outcome::{ChosenPose, NamedMachine, Verdict};
use super::super::views::{MachineView, MeasuredMesh, PoseFit};
use crate::diag::{Finding, Severity, Sink};
use crate::machine::fit::{Outline, Surface};
use crate::machine::{Kind, Machine};
use crate::measure::Facts;
use crate::package::parts::{Orientation, Part, Process};
use crate::rules::{self, Rule};

/// A part with all that verdicts on it need.
pub(super) struct Candidate<'a> {
    pub(super) index: usize,
    pub(super) part: &'a Part,
    pub(super) meshes: Vec<Judgeable<'a>>,
    /// The findings of the mesh rules that count, machines apart.
    pub(super) standing: Tally,
    /// Why no verdict is possible, if so.
    pub(super) unknown: Option<String>,
    /// The kinds of machine that coverage asks.
    pub(super) kinds: Vec<Kind>,
}

/// A measured mesh with the outline of each pose that its part allows.
pub(super) struct Judgeable<'a> {
    pub(super) mesh: &'a MeasuredMesh,
    pub(super) facts: &'a Facts,
    pub(super) poses: Vec<(usize, Outline)>,
}

/// Findings that count towards a verdict.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) errors: u32,
    pub(super) warnings: u32,
    pub(super) codes: Vec<&'static str>,
}

impl Tally {
    pub(super) fn count(&mut self, rule: &'static Rule, severity: Severity, times: u32) {
        match severity {
            Severity::Error => self.errors += times,
            Severity::Warning => self.warnings += times,
            Severity::Note => {}
        }
        if let Err(at) = self.codes.binary_search(&rule.code) {
            self.codes.insert(at, rule.code);
        }
    }

    pub(super) fn verdict(&self) -> Verdict {
        Verdict::of(match (self.errors, self.warnings) {
            (0, 0) => None,
            (0, _) => Some(Severity::Warning),
            _ => Some(Severity::Error),
        })
    }
}

impl<'a> Candidate<'a> {
    pub(super) fn new(
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
    pub(super) fn on(
        &self,
        machine: &Machine,
        fits: &Fits<'_>,
        levels: &Levels,
        keep: bool,
    ) -> OnMachine {
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
    pub(super) fn fits(&self, surface: &Surface, height: impl Fn(f64) -> Option<bool>) -> Fits<'_> {
        self.meshes
            .iter()
            .map(|judgeable| judgeable.fits(surface, &height))
            .collect()
    }
}

/// Per judged mesh, how the poses that had to be tried fit.
pub(super) type Fits<'a> = Vec<Vec<PoseFit<'a>>>;

/// How a part does on a machine.
pub(super) struct OnMachine {
    pub(super) tally: Tally,
    pub(super) pose: Option<ChosenPose>,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Judgeable<'a> {
    /// How the allowed poses fit: the modelled one, and the others only when it does not.
    pub(super) fn fits(
        &self,
        surface: &Surface,
        height: impl Fn(f64) -> Option<bool>,
    ) -> Vec<PoseFit<'a>> {
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
pub(super) fn kinds_asked(
    part: &Part,
    meshes: &[&MeasuredMesh],
    named: &[NamedMachine],
) -> Vec<Kind> {
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
pub(super) fn kind_of(process: Process) -> Option<Kind> {
    match process {
        Process::Fff => Some(Kind::Fff),
        Process::Resin => Some(Kind::Resin),
        Process::Mill => Some(Kind::Mill),
        Process::Laser => Some(Kind::Laser),
        Process::Sls | Process::Buy | Process::Other => None,
    }
}
