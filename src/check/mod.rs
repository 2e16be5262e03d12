//! The pipeline: package → parts → measure (parallel, cached) → judge → findings.
//!
//! Nothing here prints or reads the environment: options come in, an [`Outcome`] goes out.

mod baseline;
mod cache;
mod estimate;
mod judge;
mod levels;
mod meshes;
mod online;
mod only;
mod outcome;
mod progress;
mod purpose;
mod since;
mod target;
mod views;

pub use baseline::{Baseline, BaselineError};
pub use cache::Cache;
pub use estimate::Estimate;
pub use meshes::{MeasuredFile, MeasuredObject, measure_bytes, measure_file};
pub use online::{Answers, LARGEST_ORIGIN, Online};
pub use only::Only;
pub use outcome::{
    ChosenPose, Counts, Coverage, NamedMachine, Outcome, PartVerdict, Subject, Verdict,
};
pub use progress::{NoProgress, Progress};
pub use purpose::{Clause, DIN_3105, DRAFT, OSHWA, PUBLISH, PURPOSES, Purpose, REUSE};
pub use since::{SinceError, since};
pub use target::{Target, TargetError, targets};
pub use views::{MachineView, MeasuredMesh, MeshView, PackageView, PoseFit, PoseView};

use crate::diag::{Draft, Finding, Level, Place, Severity, Sink};
use crate::machine::Library;
use crate::measure::PoseChoice;
use crate::net::Client;
use crate::package::fab::Status;
use crate::package::{Adoption, Package};
use crate::rules::{self, Check, Request, Rule};
use levels::Levels;
use rayon::prelude::*;

/// What a check is asked to do.
#[derive(Debug, Default)]
pub struct Options {
    /// The machines named by the user; empty: the package's own, else `default_machines`.
    pub machines: Vec<NamedMachine>,
    /// The user's configured machines; empty: `generic-fff`.
    pub default_machines: Vec<NamedMachine>,
    /// What the check is for; `None`: `publish` for a package whose status is published, else `draft`.
    pub purpose: Option<&'static Purpose>,
    /// Levels from the command line, the last one wins.
    pub levels: Vec<(&'static Rule, Level)>,
    /// Which half to judge; `None`: both.
    pub only: Option<Only>,
    /// The pose to judge every part in, whatever `orientation` its fab.toml names; `None`: as that says, else as modelled
    /// or better.
    pub pose: Option<PoseChoice>,
    /// Where facts are kept between runs.
    pub cache: Option<Cache>,
    /// Who asks whether origins and links are there; without one the network is not touched.
    pub online: Option<Client>,
}

/// Checks every target. Fails only where a target cannot be opened at all.
pub fn run(
    targets: &[Target],
    options: &Options,
    progress: &dyn Progress,
) -> Result<Outcome, TargetError> {
    progress.start("reading packages", targets.len());
    let loaded: Vec<Result<(String, Package), TargetError>> = targets
        .par_iter()
        .map(|target| {
            let package = target.load();
            progress.step();
            package
        })
        .collect();
    progress.finish();
    // Of several errors the first is told, however the threads were scheduled.
    let packages = loaded.into_iter().collect::<Result<Vec<_>, _>>()?;
    let answers = options.online.as_ref().map(|client| {
        let packages = packages
            .iter()
            .map(|(_, package)| package)
            .filter(|package| !purpose_of(package, options).only_table);
        online::ask(packages, client, progress)
    });
    let jobs: Vec<(usize, meshes::Job)> = packages
        .iter()
        .enumerate()
        .filter(|(_, (_, package))| !purpose_of(package, options).only_table)
        .flat_map(|(at, (_, package))| {
            meshes::jobs(package, options.pose)
                .into_iter()
                .map(move |job| (at, job))
        })
        .collect();
    let measures = options.only != Some(Only::Package);
    if measures {
        progress.start("measuring", jobs.len());
    }
    let measured: Vec<(usize, meshes::Measured)> = jobs
        .into_par_iter()
        .map(|(at, job)| {
            if !measures {
                return (at, job.skip());
            }
            let measured = job.run(options.cache.as_ref());
            progress.step();
            (at, measured)
        })
        .collect();
    if measures {
        progress.finish();
    }
    let mut per_package: Vec<Vec<meshes::Measured>> = packages.iter().map(|_| Vec::new()).collect();
    for (at, file) in measured {
        per_package[at].push(file);
    }
    progress.start("judging", packages.len());
    let subjects = packages
        .into_par_iter()
        .zip(per_package)
        .map(|((root, package), files)| {
            let subject = subject(root, package, files, options, answers.as_ref());
            progress.step();
            subject
        })
        .collect();
    progress.finish();
    Ok(Outcome {
        subjects,
        online: answers.as_ref().map(Answers::summary),
    })
}

/// Judges one package whose meshes are measured.
fn subject(
    root: String,
    mut package: Package,
    files: Vec<meshes::Measured>,
    options: &Options,
    answers: Option<&Answers>,
) -> Subject {
    let meshes = meshes::assign(&mut package.parts, files);
    let purpose = purpose_of(&package, options);
    let levels = Levels::new(purpose, &options.levels, &package.fab.fab.lints);
    let judged = |rule: &Rule| options.only.is_none_or(|only| only.judges(rule));
    let geometry = options.only != Some(Only::Package) && !purpose.only_table;
    let machines = if geometry {
        machines_for(&package, options)
    } else {
        Vec::new()
    };

    let mut findings = package_findings(&package, &meshes, answers, &levels, judged);
    let mut mesh_findings = if geometry {
        mesh_findings(&package, &meshes)
    } else {
        Vec::new()
    };
    let part_name = |index: Option<usize>| index.map(|index| package.parts[index].name.clone());
    for finding in &mut findings {
        let name = package
            .parts
            .iter()
            .find(|part| Some(&part.id) == finding.part.as_ref())
            .map(|part| part.name.clone());
        levels.apply(finding, name.as_deref());
    }
    for (part, finding) in &mut mesh_findings {
        levels.apply(finding, part_name(*part).as_deref());
    }
    let on_machines = if geometry {
        judge::judge(
            &package.parts,
            &meshes,
            &mesh_findings,
            &machines,
            &levels,
            options.pose,
        )
    } else {
        judge::Judged::default()
    };
    findings.extend(mesh_findings.into_iter().map(|(_, finding)| finding));
    findings.extend(on_machines.findings);
    // What was not judged cannot tell which allow is in vain.
    if options.only.is_none() {
        findings.extend(unused_allows(&package, &levels));
    }
    sort(
        &mut findings,
        package.manifest.path.as_deref(),
        &package.fab.path,
    );
    Subject {
        root,
        purpose,
        only: options.only,
        package,
        machines,
        meshes,
        findings,
        known: Vec::new(),
        verdicts: on_machines.verdicts,
        coverage: on_machines.coverage,
    }
}

/// What a package is checked for: what the user says, else what its status asks for.
fn purpose_of(package: &Package, options: &Options) -> &'static Purpose {
    options
        .purpose
        .unwrap_or_else(|| match &package.fab.fab.status {
            Some(status) if status.value == Status::Published => &PUBLISH,
            _ => &DRAFT,
        })
}

/// The machines a package is judged on: named ones, else its own, else the user's, else `generic-fff`.
fn machines_for(package: &Package, options: &Options) -> Vec<NamedMachine> {
    if !options.machines.is_empty() {
        return options.machines.clone();
    }
    let own: Vec<NamedMachine> = package
        .fab
        .fab
        .machines
        .iter()
        .filter_map(|name| Library::embedded().select(&name.value, &package.root).ok())
        .flatten()
        .map(NamedMachine::from)
        .collect();
    if !own.is_empty() {
        return own;
    }
    if !options.default_machines.is_empty() {
        return options.default_machines.clone();
    }
    let machine = Library::embedded().generic().clone();
    vec![NamedMachine {
        id: machine.id.clone(),
        machine,
    }]
}

fn package_findings(
    package: &Package,
    meshes: &[MeasuredMesh],
    online: Option<&Answers>,
    levels: &Levels,
    judged: impl Fn(&Rule) -> bool,
) -> Vec<Finding> {
    let view = PackageView {
        package,
        meshes,
        online,
    };
    rules::all()
        .filter(|rule| judged(rule) && levels.judges(rule))
        .flat_map(|rule| {
            let mut sink = Sink::keeping(rule);
            match rule.check {
                Check::Package(run) => run(&view, &mut sink),
                Check::Requested(requested) => {
                    if levels.asks_for(rule) {
                        (requested.run)(&view, Request::Asked, &mut sink);
                    } else if (requested.is_followed)(package) {
                        (requested.run)(&view, Request::Followed, &mut sink);
                    }
                }
                Check::Mesh(_) | Check::Machine(_) | Check::Pose(_) | Check::Pipeline => {}
            }
            sink.into_findings()
        })
        .collect()
}

/// The findings of the mesh rules, each beside the index of its part.
fn mesh_findings(package: &Package, meshes: &[MeasuredMesh]) -> Vec<(Option<usize>, Finding)> {
    meshes
        .par_iter()
        .flat_map_iter(|mesh| {
            let part = mesh.part.map(|index| &package.parts[index]);
            let view = MeshView {
                mesh,
                part,
                meshes,
                files_judged: package.adoption != Adoption::LooseMeshes,
            };
            let mut found = Vec::new();
            for rule in rules::all() {
                let Check::Mesh(run) = rule.check else {
                    continue;
                };
                let mut sink = Sink::keeping(rule);
                run(&view, &mut sink);
                found.extend(sink.into_findings().into_iter().map(|mut finding| {
                    if finding.place.path.is_none() {
                        finding.place.path = Some(mesh.path.clone());
                    }
                    finding.part = finding
                        .part
                        .take()
                        .or_else(|| part.map(|part| part.id.clone()));
                    (mesh.part, finding)
                }));
            }
            found
        })
        .collect()
}

/// An allow that silenced nothing is itself a finding.
fn unused_allows(package: &Package, levels: &Levels) -> Vec<Finding> {
    let Some(rule) = rules::find("unused-allow").filter(|rule| levels.judges(rule)) else {
        return Vec::new();
    };
    let mut sink = Sink::keeping(rule);
    let Some(document) = &package.fab.document else {
        return Vec::new();
    };
    for index in levels.unused_allows() {
        let lint = &package.fab.fab.lints[index];
        sink.add(Severity::Warning, || {
            Draft::new(format!(
                "this allows `{}`, which nothing reports",
                lint.rule.value
            ))
            .at(Place::text(&document.source, lint.rule.span.clone()))
            .help("remove the entry, or mend its `part` or `path`")
        });
    }
    let mut findings = sink.into_findings();
    for finding in &mut findings {
        levels.apply(finding, None);
    }
    findings
}

/// Sorts findings by file, then place, then code; what declares the package comes first, as people read.
fn sort(findings: &mut [Finding], manifest: Option<&str>, fab: &str) {
    let rank = |path: &str| match path {
        "" => 0,
        path if Some(path) == manifest => 1,
        path if path == fab => 2,
        _ => 3,
    };
    findings.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        (rank(a.0), a).cmp(&(rank(b.0), b))
    });
}

/// Path, place in it, code, part and message.
type SortKey<'a> = (
    &'a str,
    usize,
    u32,
    u32,
    &'a str,
    Option<&'a String>,
    &'a str,
);

fn key(finding: &Finding) -> SortKey<'_> {
    let place = &finding.place;
    (
        place.path.as_deref().unwrap_or(""),
        place.span.as_ref().map_or(0, |span| span.start),
        place.row.unwrap_or(0),
        place.cell.unwrap_or(0),
        finding.rule.code,
        finding.part.as_ref(),
        &finding.message,
    )
}
