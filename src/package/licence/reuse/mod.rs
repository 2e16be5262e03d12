//! The REUSE specification 3.3: who holds the rights to each file, and under which licence.
//!
//! Vocabulary: a *covered* file is one that must state both; a *statement* is a licence expression
//! with the place that states it for the file: its own text, the `.license` file beside it, an
//! *annotation* in `REUSE.toml`, or a paragraph of `.reuse/dep5`. The *project* is the folder that
//! holds `LICENSES/` and the root's `REUSE.toml`: the package, or a folder above it in the same
//! repository.
//!
//! Where the specification leaves a choice, the choices of the `reuse` tool (6.2) are taken, so that
//! both give the same verdict: tags count anywhere in a text, in any kind of comment or none.

mod covered;
mod dep5;
mod expression;
mod glob;
mod global;
mod scan;
mod texts;

pub use covered::{Covered, Statement};
pub use expression::identifiers;
pub use global::{Annotation, Fault, Global, Precedence, Stated, read_dep5, read_toml};
pub use texts::{LicenceText, Misnamed};

pub(super) use scan::ignored;

use std::collections::BTreeSet;
use std::path::Path;

/// What the specification asks about a package.
#[derive(Debug, Default)]
pub struct Reuse {
    /// Every covered file, in order of path.
    pub files: Vec<Covered>,
    /// The files in the project's `LICENSES/`, in order of path.
    pub texts: Vec<LicenceText>,
    /// Whether the project is a folder above the package: its licence texts may then be there for
    /// other files.
    pub is_shared: bool,
}

impl Reuse {
    /// Reads every covered file below `root`.
    pub fn read(root: &Path, global: &Global) -> Self {
        let project = global.project(root);
        Self {
            files: covered::read(root, global),
            texts: texts::read(&project),
            is_shared: project != root,
        }
    }

    /// The ids that covered files state, sorted.
    pub fn used(&self) -> BTreeSet<&str> {
        self.files
            .iter()
            .flat_map(|file| &file.statements)
            .filter_map(|statement| statement.identifiers.as_deref())
            .flatten()
            .map(String::as_str)
            .collect()
    }

    /// Whether the text of the licence with this id is in `LICENSES/`. `GPL-2.0+` needs that of
    /// `GPL-2.0`.
    pub fn has_text(&self, id: &str) -> bool {
        let plain = id.strip_suffix('+').unwrap_or(id);
        self.texts
            .iter()
            .any(|text| text.id == id || text.id == plain)
    }
}
