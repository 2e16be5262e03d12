use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::{Adoption, Package};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0501",
    name: "no-bom",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
A declared package that is put together from several things (it declares more than one part, claims the \
technology `ASM`, `CIR` or `PCB`, or claims documentation at ODRL-3 or better) and says nowhere what those \
things are: no bill of materials in its manifest, no file called like one, and no document with a table \
under such a heading. A package of a single part needs none.

## Why it matters
Whoever builds the design has to know what to make and what to buy before starting. Without a list, screws \
and bearings are found missing halfway through, and the cost cannot be known.

## How to fix
Write a table with a line per item and columns such as name, quantity, part number or standard, and link, \
as CSV, TSV, Markdown, XLSX or ODS. Call it `bom.csv` and name it in okh.toml: `bom = \"bom.csv\"`.

## Source
DIN SPEC 3105-1 and the OSHWA definition count the bill of materials among the documentation that makes \
hardware open; okhv 2.4 has the key `bom`.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if package.adoption != Adoption::Declared || package.bom.is_present() {
        return;
    }
    let Some(reason) = reason(package) else {
        return;
    };
    sink.add(Severity::Warning, || {
        Draft::new(format!("there is no bill of materials, but {reason}"))
            .help(
                "list what to make and what to buy in `bom.csv` (name, quantity, part number or standard, link) and add \
                 `bom = \"bom.csv\"` to the manifest",
            )
            .at(package
                .manifest
                .path
                .as_deref()
                .map_or_else(Place::default, Place::file))
    });
}

/// Why this package needs a bill; `None` when it may do without.
fn reason(package: &Package) -> Option<String> {
    let declared = package.parts.iter().filter(|part| part.declared).count();
    if declared > 1 {
        return Some(format!("the package declares {}", count(declared, "part")));
    }
    if package.parts.len() == 1 {
        return None;
    }
    let manifest = &package.manifest.manifest;
    if let Some(tsdc) = manifest
        .tsdc
        .iter()
        .find(|tsdc| ["ASM", "CIR", "PCB"].contains(&tsdc.value.trim()))
    {
        return Some(format!(
            "the manifest's technologies include `{}`",
            tsdc.value.trim()
        ));
    }
    let level = manifest
        .documentation_readiness_level
        .as_ref()?
        .value
        .trim();
    let level_number = level
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .chars()
        .next()?;
    (level_number >= '3').then(|| format!("the manifest claims documentation at `{level}`"))
}
