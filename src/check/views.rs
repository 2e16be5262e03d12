//! What a rule gets to see.

use super::online::Answers;
use crate::machine::Machine;
use crate::machine::fit::Fit;
use crate::machine::materials::Material;
use crate::measure::{Facts, Pose};
use crate::mesh;
use crate::package::Package;
use crate::package::parts::Part;
use crate::units::LengthUnit;

/// A mesh of a part as read and measured.
#[derive(Debug, Clone)]
pub struct MeasuredMesh {
    /// The file, relative to the package root (as given, for a mesh without package).
    pub path: String,
    /// The object inside the file; empty when the format has none.
    pub object: String,
    /// How many copies the file itself asks for (3MF build items).
    pub quantity: u32,
    /// The file's content address, when its bytes could be read.
    pub sha256: Option<String>,
    /// The index of its part in the package's parts; `None` for an orphan.
    pub part: Option<usize>,
    /// Whether this is the export that verdicts are about.
    pub judged: bool,
    /// The unit that was used.
    pub unit: LengthUnit,
    /// Whether the file or fab.toml states the unit.
    pub unit_stated: bool,
    /// What was wrong with the file (on its first object).
    pub problems: Vec<mesh::Problem>,
    /// What was measured, in mm; `None` when the mesh could not be read.
    pub facts: Option<Facts>,
}

/// What a package rule sees.
#[derive(Debug)]
pub struct PackageView<'a> {
    /// The package.
    pub package: &'a Package,
    /// Every mesh of the package.
    pub meshes: &'a [MeasuredMesh],
    /// What the network says of its addresses, when it was asked.
    pub online: Option<&'a Answers>,
}

/// What a mesh rule sees.
#[derive(Debug)]
pub struct MeshView<'a> {
    /// The mesh.
    pub mesh: &'a MeasuredMesh,
    /// Its part, if it has one.
    pub part: Option<&'a Part>,
    /// All meshes of the same package.
    pub meshes: &'a [MeasuredMesh],
    /// Whether the package's files are judged too: what a file pretends to be is then told there.
    pub files_judged: bool,
}

/// What a making rule sees.
#[derive(Debug)]
pub struct MachineView<'a> {
    /// The mesh that is judged.
    pub mesh: &'a MeasuredMesh,
    /// Its facts.
    pub facts: &'a Facts,
    /// Its part.
    pub part: &'a Part,
    /// The kinds of the materials that the part may be made of, in their order; `None` where one is not known.
    pub kinds: &'a [Option<&'static Material>],
    /// The machine; of several with the same bed and limits, any.
    pub machine: &'a Machine,
    /// How the poses that the part's orientation allows fit: the modelled one first, and the others
    /// when that is not usable or when one of them might be better.
    pub fits: &'a [PoseFit<'a>],
}

/// How one pose fits on the machine.
#[derive(Debug, Clone, Copy)]
pub struct PoseFit<'a> {
    /// The pose.
    pub pose: &'a Pose,
    /// How its outline fits on the bed.
    pub fit: Fit,
    /// Whether the height is usable; `None` when the machine's height is unknown.
    pub height_fits: Option<bool>,
}

impl PoseFit<'_> {
    /// Whether the part can stand like this: it fits on the bed, and its height is not known to be
    /// too much.
    pub fn is_usable(&self) -> bool {
        self.fit.fits && self.height_fits != Some(false)
    }
}

/// What a rule sees that judges how a part is made in one pose.
#[derive(Debug)]
pub struct PoseView<'a> {
    /// The mesh that is judged.
    pub mesh: &'a MeasuredMesh,
    /// Its part.
    pub part: &'a Part,
    /// The machine; of several with the same bed and limits, any.
    pub machine: &'a Machine,
    /// The pose.
    pub pose: &'a Pose,
}

impl<'a> MachineView<'a> {
    /// The pose that a verdict is about: as modelled if that is usable, else the first that is
    /// usable without a turn about the vertical axis, else the first that is usable.
    pub fn chosen(&self) -> Option<&PoseFit<'a>> {
        let mut usable = self.fits.iter().filter(|fit| fit.is_usable());
        if self.fits.first().is_some_and(PoseFit::is_usable) {
            return usable.next();
        }
        usable
            .clone()
            .find(|fit| !fit.fit.turned())
            .or_else(|| usable.next())
    }
}
