//! A part with all that verdicts on it need, and how it does on a machine.

use super::super::estimate::{Estimate, estimate};
use super::super::levels::{Effect, Levels};
use super::super::outcome::{ChosenPose, NamedMachine, Verdict};
use super::super::views::{MachineView, MeasuredMesh, PoseFit, PoseView};
use crate::diag::{Finding, Severity, Sink};
use crate::machine::fit::{Outline, Surface};
use crate::machine::materials::{self, Material};
use crate::machine::{Kind, Machine};
use crate::measure::{Facts, PoseChoice};
use crate::package::parts::{Orientation, Part, Process};
use crate::rules::{self, Rule, better_pose};

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
    /// The kinds of the materials that it may be made of.
    pub(super) materials: Vec<Option<&'static Material>>,
}

/// A measured mesh with the outline of each pose that its part allows.
pub(super) struct Judgeable<'a> {
    pub(super) mesh: &'a MeasuredMesh,
    pub(super) facts: &'a Facts,
    pub(super) poses: Vec<(usize, Outline)>,
    /// Which of them may decide the verdict.
    freedom: Freedom,
}

/// Which of several poses decides the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Freedom {
    /// The only one there is.
    None,
    /// As modelled, unless another has fewer findings: then that is worth a note.
    Modelled,
    /// The one with the fewest findings: that is what was asked for.
    Any,
}

/// Findings that count towards a verdict.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) errors: u32,
    pub(super) warnings: u32,
    /// How many of them are about what hangs over.
    pub(super) supports: u32,
    pub(super) codes: Vec<&'static str>,
}

impl Tally {
    pub(super) fn count(&mut self, rule: &'static Rule, severity: Severity, times: u32) {
        match severity {
            Severity::Error => self.errors += times,
            Severity::Warning => self.warnings += times,
            Severity::Note => {}
        }
        if severity > Severity::Note && better_pose::is_about_supports(rule) {
            self.supports += times;
        }
        if let Err(at) = self.codes.binary_search(&rule.code) {
            self.codes.insert(at, rule.code);
        }
    }

    /// Adds what another one counted.
    fn add(&mut self, other: &Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.supports += other.supports;
        for code in &other.codes {
            if let Err(at) = self.codes.binary_search(code) {
                self.codes.insert(at, code);
            }
        }
    }

    /// Findings above note.
    fn findings(&self) -> u32 {
        self.errors + self.warnings
    }

    /// Fewer findings, and no more errors.
    fn is_better_than(&self, other: &Self) -> bool {
        self.findings() < other.findings() && self.errors <= other.errors
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
        pose: Option<PoseChoice>,
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
            let unmeasured =
                unmeasured.map(|mesh| format!("`{}` could not be measured", mesh.path));
            unmeasured.or_else(|| own.iter().find_map(|mesh| no_pose(mesh)))
        };
        let freedom = match (pose, part.orientation) {
            (Some(PoseChoice::Best), _) => Freedom::Any,
            (Some(_), _) | (None, Some(Orientation::AsModelled | Orientation::Turned(_))) => {
                Freedom::None
            }
            (None, None | Some(Orientation::Any)) => Freedom::Modelled,
        };
        let judgeable = own
            .iter()
            .filter_map(|mesh| {
                let facts = mesh.facts.as_ref()?;
                let allowed = match freedom {
                    Freedom::None => 1,
                    Freedom::Modelled | Freedom::Any => facts.poses.len(),
                };
                let poses = facts
                    .poses
                    .iter()
                    .take(allowed)
                    .enumerate()
                    .map(|(pose, facts)| (pose, Outline::new(&facts.hull)))
                    .collect();
                Some(Judgeable {
                    mesh,
                    facts,
                    poses,
                    freedom,
                })
            })
            .collect();
        Self {
            index,
            part,
            meshes: judgeable,
            standing,
            unknown,
            kinds: kinds_asked(part, &own, named),
            materials: part
                .material
                .iter()
                .map(|name| materials::kind_of(name))
                .collect(),
        }
    }

    /// Judges the part on one class of machines; findings keep their text only when asked.
    pub(super) fn on(
        &self,
        machine: &Machine,
        fits: &Fits<'_>,
        levels: &Levels,
        keep: bool,
    ) -> OnMachine<'a> {
        let mut on = OnMachine {
            tally: self.standing.clone(),
            pose: None,
            findings: Vec::new(),
            reoriented: false,
            unmeasured: None,
            estimate: None,
            liquid_unknown: false,
        };
        let mut estimates = Vec::new();
        for (judgeable, fits) in self.meshes.iter().zip(fits) {
            let view = MachineView {
                mesh: judgeable.mesh,
                facts: judgeable.facts,
                part: self.part,
                kinds: &self.materials,
                machine,
                fits,
            };
            let judge = Judge {
                view: &view,
                levels,
                keep,
            };
            for (rule, run) in rules::machine_rules() {
                judge.take(rule, |sink| run(&view, sink), &mut on);
            }
            let Some(chosen) = view.chosen() else {
                continue;
            };
            let lying = Self::in_best_pose(judgeable, chosen, &judge, &mut on);
            on.liquid_unknown |= machine.kind == Kind::Resin && lying.pose.liquid.is_none();
            if matches!(machine.kind, Kind::Fff | Kind::Resin) && on.unmeasured.is_none() {
                let hanging = machine.kind == Kind::Resin || lying.pose.hanging.is_some();
                on.unmeasured = judgeable.unmeasured(hanging);
            }
            if keep {
                let (facts, pose) = (judgeable.facts, lying.pose);
                estimates.push(estimate(self.part, facts, pose, machine));
            }
            on.pose.get_or_insert(ChosenPose {
                rotation: lying.pose.rotation,
                angle: lying.fit.angle,
            });
        }
        // Of a part of several bodies all must be known.
        if estimates.len() == self.meshes.len() {
            let whole: Option<Vec<Estimate>> = estimates.into_iter().collect();
            on.estimate = whole.and_then(|bodies| {
                bodies.into_iter().reduce(|mut sum, body| {
                    sum.add(&body);
                    sum
                })
            });
        }
        for finding in &mut on.findings {
            levels.apply(finding, Some(&self.part.name));
            finding.part.get_or_insert_with(|| self.part.id.clone());
        }
        on
    }

    /// Judges how the part is made in the chosen pose; if that is the modelled one, another is allowed and
    /// gives fewer findings, then in that one, with a note instead unless the user asked for the best. The pose
    /// that was judged.
    fn in_best_pose<'f>(
        judgeable: &Judgeable<'_>,
        chosen: &'f PoseFit<'f>,
        judge: &Judge<'f>,
        on: &mut OnMachine<'_>,
    ) -> &'f PoseFit<'f> {
        let run = |fit: &PoseFit<'_>| {
            let mut on = OnMachine::default();
            let view = judge.in_pose(fit);
            for (rule, run) in rules::pose_rules() {
                judge.take(rule, |sink| run(&view, sink), &mut on);
            }
            on
        };
        let first = run(chosen);
        let others = judge.view.fits.iter().skip(1).filter(|other| {
            other.is_usable() && other.pose.hanging.is_some() && !std::ptr::eq(*other, chosen)
        });
        let improvable = judgeable.freedom != Freedom::None
            && first.tally.findings() > 0
            && chosen.pose.hanging.is_some()
            && judge
                .view
                .fits
                .first()
                .is_some_and(|fit| std::ptr::eq(fit, chosen));
        let better = others
            .filter(|_| improvable)
            .map(|other| (other, run(other)))
            .filter(|(_, other)| other.tally.is_better_than(&first.tally))
            .reduce(|best, other| {
                if other.1.tally.is_better_than(&best.1.tally) {
                    other
                } else {
                    best
                }
            });
        let Some((other, found)) = better else {
            on.add(first);
            return chosen;
        };
        if judgeable.freedom == Freedom::Modelled {
            on.reoriented = true;
            let [before, after] = [&first, &found].map(|on| better_pose::Standing {
                findings: on.tally.findings(),
                supports: on.tally.supports,
            });
            let note = |sink: &mut Sink| {
                sink.add(better_pose::SEVERITY, || {
                    better_pose::write(&judge.in_pose(other), before, after)
                });
            };
            judge.take(&better_pose::RULE, note, on);
        }
        on.add(found);
        other
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
#[derive(Default)]
pub(super) struct OnMachine<'a> {
    pub(super) tally: Tally,
    pub(super) pose: Option<ChosenPose>,
    pub(super) findings: Vec<Finding>,
    /// The verdict is about another pose than the one as modelled, though that fits.
    pub(super) reoriented: bool,
    /// A fact without which nobody can say whether it prints in that pose.
    pub(super) unmeasured: Option<Unmeasured<'a>>,
    /// What making it takes; only where findings keep their text.
    pub(super) estimate: Option<Estimate>,
    /// Where resin is shut in was not measured for that pose.
    pub(super) liquid_unknown: bool,
}

impl OnMachine<'_> {
    fn add(&mut self, other: Self) {
        self.tally.add(&other.tally);
        self.findings.extend(other.findings);
    }

    /// The verdict: a part that must be laid on another side than the file has it is ready at best with
    /// warnings. What is wrong for certain stands, whatever else could not be measured.
    pub(super) fn verdict(&self) -> Verdict {
        match self.tally.verdict() {
            Verdict::NotReady => Verdict::NotReady,
            _ if self.unmeasured.is_some() => Verdict::Unknown,
            Verdict::Ready if self.reoriented => Verdict::ReadyWithWarnings,
            verdict => verdict,
        }
    }
}

/// Runs rules on a mesh and a machine.
struct Judge<'a> {
    view: &'a MachineView<'a>,
    levels: &'a Levels,
    keep: bool,
}

impl Judge<'_> {
    fn in_pose<'f>(&'f self, fit: &PoseFit<'f>) -> PoseView<'f> {
        PoseView {
            mesh: self.view.mesh,
            part: self.view.part,
            machine: self.view.machine,
            pose: fit.pose,
        }
    }

    /// Takes what `find` reports, levels applied.
    fn take(&self, rule: &'static Rule, find: impl FnOnce(&mut Sink), on: &mut OnMachine<'_>) {
        let mut sink = if self.keep {
            Sink::keeping(rule)
        } else {
            Sink::counting(rule)
        };
        find(&mut sink);
        let (part, path) = (&self.view.part.name, self.view.mesh.path.as_str());
        for (severity, times) in sink.counts() {
            if let Effect::Stands(severity) =
                self.levels.effect(rule, severity, Some(part), Some(path))
            {
                on.tally.count(rule, severity, times);
            }
        }
        on.findings.extend(sink.into_findings());
    }
}

/// A fact that a verdict needs and that could not be measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unmeasured<'a> {
    mesh: &'a MeasuredMesh,
    /// The key of the fact, and what people call it.
    fact: &'static str,
    what: &'static str,
}

impl Unmeasured<'_> {
    pub(super) fn is_about_hanging(&self) -> bool {
        self.fact == HANGING
    }
}

/// The fact that tells what hangs over.
const HANGING: &str = "poses.hanging";

impl std::fmt::Display for Unmeasured<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let facts = self.mesh.facts.as_ref();
        let missing = facts.and_then(|facts| {
            let mut missing = facts.not_measured.iter();
            missing.find(|missing| missing.fact == self.fact)
        });
        write!(f, "{} could not be measured", self.what)?;
        match missing {
            Some(missing) => write!(f, " ({})", missing.reason),
            None => Ok(()),
        }
    }
}

impl<'a> Judgeable<'a> {
    /// The first fact that is missing of those without which nobody can say whether a part prints.
    fn unmeasured(&self, hanging: bool) -> Option<Unmeasured<'a>> {
        let facts = self.facts;
        let missing = |is_there: bool, fact, what| {
            (!is_there).then_some(Unmeasured {
                mesh: self.mesh,
                fact,
                what,
            })
        };
        missing(hanging, HANGING, "what hangs over")
            .or_else(|| missing(facts.thickness.is_some(), "thickness", "the walls"))
            .or_else(|| missing(facts.gap.is_some(), "gap", "the gaps"))
    }

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
            // Where the modelled pose is usable, others matter only if they were looked at closely: then they may be
            // better.
            let first_usable = fits.first().is_some_and(PoseFit::is_usable);
            if !first_usable || pose.hanging.is_some() {
                fits.push(fit);
            }
        }
        fits
    }
}

/// Why a mesh has not the pose that was asked for, if so.
fn no_pose(mesh: &MeasuredMesh) -> Option<String> {
    let facts = mesh.facts.as_ref().filter(|facts| facts.poses.is_empty())?;
    let missing = facts
        .not_measured
        .iter()
        .find(|missing| missing.fact == "poses");
    let reason = missing.map_or("it has no pose", |missing| missing.reason.as_str());
    Some(format!("`{}`: {reason}", mesh.path))
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
