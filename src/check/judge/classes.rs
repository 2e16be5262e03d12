//! Machines that every rule must treat alike are judged once.

use crate::machine::fit::{SLACK, Surface};
use crate::machine::{BedKey, Machine};
use rustc_hash::FxHashMap;

/// Machines that every rule must treat alike, behind one of them.
pub(super) struct Class<'a> {
    pub(super) machine: &'a Machine,
    pub(super) ids: Vec<&'a str>,
    /// Its place in [`Classes::surfaces`]: more classes than beds have the same.
    pub(super) bed: usize,
}

/// Machines grouped by what judging can see of them.
#[derive(Default)]
pub(super) struct Classes<'a> {
    pub(super) classes: Vec<Class<'a>>,
    pub(super) surfaces: Vec<Surface>,
}

impl<'a> Classes<'a> {
    /// Groups machines that are judged alike, in order of first appearance.
    pub(super) fn of(machines: impl Iterator<Item = (&'a str, &'a Machine)>) -> Self {
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
pub(super) fn height_on(machine: &Machine) -> impl Fn(f64) -> Option<bool> {
    let usable = machine.height;
    move |height| usable.map(|usable| height <= usable + SLACK)
}
