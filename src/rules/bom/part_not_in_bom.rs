use super::listed;
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::bom::matching::{self, Likeness, MAX_COMPARED, Name};
use crate::package::bom::{Kind, Line, Table, fold};
use crate::package::parts::Part;
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0511",
    name: "part-not-in-bom",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
Parts that the package declares and its bill of materials does not list, although the bill lists other \
parts of the package. A bill of bought items alone is left in peace. Names are compared without regard to \
case, separators, file extensions and quantities such as `_x4`, and a line that says more or less than the \
name still counts.

## Why it matters
A reader takes a bill that lists made parts for complete, and will not make the one that is missing.

## How to fix
Add a line with the part's name and quantity, or give the line the name that the manifest uses.

## Source
DIN SPEC 3105-1: the bill of materials lists all components. okhv 2.4: `[[part]]`.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    let lines: Vec<(&Table, &Line, Vec<Name>)> = package
        .bom
        .lines()
        .take(MAX_COMPARED)
        .map(|(_, table, line)| (table, line, matching::names_of_line(table, line)))
        .collect();
    if lines
        .iter()
        .any(|(table, line, _)| is_collective(table, line))
    {
        return;
    }
    let parts: Vec<(&Part, Vec<Name>)> = package
        .parts
        .iter()
        .filter(|part| part.declared)
        .map(|part| (part, matching::names_of_part(part)))
        .collect();
    let found = |names: &[Name], least: Likeness| {
        lines
            .iter()
            .any(|(_, _, line)| matching::likeness(names, line) >= least)
    };
    let lists_made = lines.iter().any(|(_, line, names)| {
        let best = parts
            .iter()
            .map(|(_, part)| matching::likeness(part, names))
            .max();
        best == Some(Likeness::Same)
            || (best == Some(Likeness::Contains) && line.kind == Kind::Made)
    });
    if !lists_made {
        return;
    }
    // Lines that are nobody's yet may mean a part by another name.
    let open: Vec<&Vec<Name>> = lines
        .iter()
        .filter(|(_, _, names)| {
            parts
                .iter()
                .all(|(_, part)| matching::likeness(part, names) < Likeness::Contains)
        })
        .map(|(_, _, names)| names)
        .collect();
    let missing: Vec<&Part> = parts
        .iter()
        .filter(|(_, names)| {
            !found(names, Likeness::Contains)
                && !open
                    .iter()
                    .any(|line| matching::likeness(names, line) >= Likeness::Shares)
        })
        .map(|(part, _)| *part)
        .collect();
    if missing.is_empty() {
        return;
    }
    sink.add(Severity::Warning, || {
        let names: Vec<&str> = missing.iter().map(|part| part.name.as_str()).collect();
        let draft = Draft::new(match names.as_slice() {
            [_] => format!(
                "part {} is not in the bill of materials, which lists other parts of the package",
                listed(&names, 1)
            ),
            _ => format!(
                "{} are not in the bill of materials, which lists other parts of the package: {}",
                count(names.len(), "part"),
                listed(&names, 8)
            ),
        })
        .help("add a line with the part's name and how many are needed")
        .at(package
            .bom
            .path
            .as_deref()
            .map_or_else(Place::default, Place::file));
        match missing.as_slice() {
            [part] => draft.part(&part.id),
            _ => draft,
        }
    });
}

/// Whether a line stands for all made parts at once ("printed parts, see `stl/`").
fn is_collective(table: &Table, line: &Line) -> bool {
    let name = fold(table.name(line));
    [
        "printed parts",
        "3d parts",
        "3d prints",
        "all parts",
        "printable parts",
        "druckteile",
        "gedruckte teile",
        "pieces imprimees",
        "piezas impresas",
        "parti stampate",
        "geprinte onderdelen",
        "pecas impressas",
        "stl files",
    ]
    .iter()
    .any(|phrase| name.contains(phrase))
}
