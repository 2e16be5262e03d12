//! FC0716: another pose than the modelled one needs less.

use super::wording::way;
use super::{long_bridge, long_cantilever, starts_in_air, steep_overhang};
use crate::check::PoseView;
use crate::diag::{Draft, Severity};
use crate::rules::{Check, Rule};
use crate::units::{count, number};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0716",
    name: "better-pose",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

A part that lies in the file in a way that gives warnings or errors (overhangs, bridges, pieces that begin in the
air, a weak stand), and that another stable pose is rid of, at least of some. The verdict is then about that pose, and
at best \"ready with warnings\"; what is wrong with the modelled pose is not told. Not for parts whose
`orientation` is set in `fab.toml`.

## Why it matters

A slicer puts a part where the file has it. Whoever prints it as it comes needs supports that the part could do
without.

## How to fix

Export the part the way it is to be printed, or set `orientation` for it in `fab.toml`: the help of the finding
says which. If it must be printed as modelled, set `orientation = \"as-modelled\"`.

## Source

The same limits as for the modelled pose.
",
    check: Check::Pipeline,
};

/// What counts of a pose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// Findings above note.
    pub(crate) findings: u32,
    /// Those of them that are about what hangs over.
    pub(crate) supports: u32,
}

/// Whether a rule is about what hangs over.
pub(crate) fn is_about_supports(rule: &Rule) -> bool {
    let rules = [
        &steep_overhang::RULE,
        &long_bridge::RULE,
        &long_cantilever::RULE,
        &starts_in_air::RULE,
    ];
    rules.iter().any(|about| std::ptr::eq(*about, rule))
}

/// The note that the pose in `view` is better.
pub(crate) fn write(view: &PoseView<'_>, before: Standing, after: Standing) -> Draft {
    let left = if before.supports > 0 && after.findings == 0 {
        "no supports".to_owned()
    } else {
        let findings = count(after.findings as usize, "finding");
        format!("{findings} instead of {}", before.findings)
    };
    let (words, [x, y, z]) = way(view.pose);
    let help = format!(
        "export it lying like that, or set `orientation = [{}, {}, {}]` for the part in `fab.toml`",
        number(x),
        number(y),
        number(z)
    );
    Draft::new(format!("prints better {words}: {left}"))
        .at(view.mesh.path.as_str())
        .part(view.part.id.as_str())
        .help(help)
}

/// At most a note, whatever is found.
pub(crate) const SEVERITY: Severity = Severity::Note;
