//! The rules: one file each, in the folder of its area.
//!
//! A rule is declared once, as a `static RULE: Rule` in its own file, and named once, in its area's
//! table. `explain`, the documentation, the schema's list of codes, completions and the test that
//! every rule has a bad and a good fixture all derive from that declaration.
//!
//! To add a rule: write its file, add its name to the table of its area's `mod.rs`, and put a
//! fixture pair into `fixtures/rules/<CODE>-<name>/`.

use crate::check::{MachineView, MeshView, PackageView, PoseView};
use crate::diag::{Severity, Sink};
use crate::package::Package;
use std::sync::OnceLock;

mod bom;
mod files;
mod licence;
mod making;
mod manifest;
mod mesh;
mod provenance;
mod resin;

pub(crate) use making::better_pose;

/// The declaration of a rule.
#[derive(Debug)]
pub struct Rule {
    /// The stable code, `FCnnnn`.
    pub code: &'static str,
    /// The unique kebab-case name of the defect; "allow `name`" must read well.
    pub name: &'static str,
    /// The highest severity of its findings (a purpose or a level may raise it).
    pub highest: Severity,
    /// The version of fabcommons that it came with.
    pub since: &'static str,
    /// Markdown with the headings of [`DOC_HEADINGS`], in that order.
    pub doc: &'static str,
    /// What it looks at, and how.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Once per package.
    Package(fn(&PackageView<'_>, &mut Sink)),
    /// Once per package, for those who want to hear it.
    Requested(Requested),
    /// Once per mesh.
    Mesh(fn(&MeshView<'_>, &mut Sink)),
    /// Once per judged mesh and machine; cheap, because the whole library is asked.
    Machine(MachineCheck),
    /// Once per judged mesh, machine and pose that may decide the verdict; as cheap.
    Pose(PoseCheck),
    /// Raised by the pipeline itself, which names the rule.
    Pipeline,
}

/// A rule that is silent unless somebody asks for it: a purpose whose table names it, a level that is
/// given to it, or a package that follows the practice of its own accord.
#[derive(Debug, Clone, Copy)]
pub struct Requested {
    /// Looks at a package.
    pub run: fn(&PackageView<'_>, Request, &mut Sink),
    /// Whether a package follows the practice that the rule belongs to.
    pub is_followed: fn(&Package) -> bool,
}

/// Why a rule that is otherwise silent is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Somebody asks for it: tell everything.
    Asked,
    /// The package follows the practice: tell in short.
    Followed,
}

/// The headings of every rule's documentation, in order.
pub const DOC_HEADINGS: [&str; 4] = ["What it finds", "Why it matters", "How to fix", "Source"];

/// Names each rule's file once: declares the modules and the area's table.
macro_rules! rules {
    ($($file:ident),* $(,)?) => {
        $(pub(crate) mod $file;)*
        /// The rules of this area in order of their codes.
        pub(super) static RULES: &[&crate::rules::Rule] = &[$(&$file::RULE),*];
    };
}
pub(crate) use rules;

/// Areas in order of their codes: two digits, folder name, title, table.
pub static AREAS: &[Area] = &[
    Area {
        digits: "01",
        folder: "manifest",
        title: "Manifest",
        rules: manifest::RULES,
    },
    Area {
        digits: "02",
        folder: "files",
        title: "Files",
        rules: files::RULES,
    },
    Area {
        digits: "03",
        folder: "licence",
        title: "Licence",
        rules: licence::RULES,
    },
    Area {
        digits: "04",
        folder: "provenance",
        title: "Provenance",
        rules: provenance::RULES,
    },
    Area {
        digits: "05",
        folder: "bom",
        title: "Bill of materials",
        rules: bom::RULES,
    },
    Area {
        digits: "06",
        folder: "mesh",
        title: "Mesh",
        rules: mesh::RULES,
    },
    Area {
        digits: "07",
        folder: "making",
        title: "Making",
        rules: making::RULES,
    },
    Area {
        digits: "08",
        folder: "resin",
        title: "Resin",
        rules: resin::RULES,
    },
];

/// A group of rules whose codes share their first two digits.
#[derive(Debug)]
pub struct Area {
    /// The first two digits of its codes.
    pub digits: &'static str,
    /// Its folder below `src/rules/`.
    pub folder: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Its rules in order of their codes.
    pub rules: &'static [&'static Rule],
}

impl Rule {
    /// Whether the rule judges geometry for making (areas 06 to 10), and so decides a verdict.
    pub fn decides_verdict(&self) -> bool {
        self.code >= "FC06"
    }
}

/// All rules in order of their codes.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    AREAS.iter().flat_map(|area| area.rules.iter().copied())
}

/// The rule with this code or name, in any case.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all().find(|rule| {
        rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name)
    })
}

/// The rule whose code or name is most like `text`, if any is.
pub fn nearest(text: &str) -> Option<&'static Rule> {
    let text = text.to_lowercase();
    all()
        .flat_map(|rule| {
            [
                (rule, rule.name.to_owned()),
                (rule, rule.code.to_lowercase()),
            ]
        })
        .map(|(rule, name)| (rule, strsim::damerau_levenshtein(&name, &text), name))
        .filter(|(_, distance, name)| *distance <= name.len() / 3)
        .min_by_key(|(_, distance, _)| *distance)
        .map(|(rule, ..)| rule)
}

/// Runs a rule on one machine.
pub type MachineCheck = fn(&MachineView<'_>, &mut Sink);

/// Runs a rule on one pose on one machine.
pub type PoseCheck = fn(&PoseView<'_>, &mut Sink);

/// The rules that judge a part in a pose, with what runs them.
pub fn pose_rules() -> &'static [(&'static Rule, PoseCheck)] {
    static RULES: OnceLock<Vec<(&'static Rule, PoseCheck)>> = OnceLock::new();
    RULES.get_or_init(|| {
        all()
            .filter_map(|rule| match rule.check {
                Check::Pose(run) => Some((rule, run)),
                _ => None,
            })
            .collect()
    })
}

/// The rules that judge a part on a machine, with what runs them.
pub fn machine_rules() -> &'static [(&'static Rule, MachineCheck)] {
    static RULES: OnceLock<Vec<(&'static Rule, MachineCheck)>> = OnceLock::new();
    RULES.get_or_init(|| {
        all()
            .filter_map(|rule| match rule.check {
                Check::Machine(run) => Some((rule, run)),
                _ => None,
            })
            .collect()
    })
}
