//! What a part would be made of on a machine.

use crate::check::MachineView;
use crate::machine::materials::{self, Material};

/// The materials that come into question, by the names that somebody gave them: what the machine is set up with, else
/// what the part may be made of. `None` if one of them is not known: then nothing can be said.
pub(super) fn materials<'a>(view: &MachineView<'a>) -> Option<Vec<(&'a str, &'static Material)>> {
    if let Some(loaded) = &view.machine.material {
        return materials::kind_of(loaded).map(|kind| vec![(loaded.as_str(), kind)]);
    }
    let named = view.part.material.iter().zip(view.kinds);
    named
        .map(|(name, kind)| Some((name.as_str(), (*kind)?)))
        .collect()
}

/// `PLA or PETG`.
pub(super) fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(" or ")
}
