//! Coverage: how many machines of the library make each part, and the whole package.

use super::super::levels::Levels;
use super::super::outcome::{Coverage, Verdict};
use super::candidate::{Candidate, Fits};
use super::classes::{Class, Classes, height_on};
use crate::machine::{Kind, Library};
use rayon::prelude::*;

/// How many machines of the library make each part, and the whole package.
pub(super) fn cover(candidates: &[Candidate<'_>], levels: &Levels) -> Vec<Coverage> {
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
                        candidate.on(class.machine, fits, levels, false).verdict()
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
