//! FC0203: exports without the source to change them.

use super::{is_package, listed};
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::files::{self, Family, Kind};
use crate::package::manifest::Role;
use crate::package::parts::{Part, quantity_in_name, slug};
use crate::package::{Adoption, Package};
use crate::rules::{Check, Rule};
use crate::units::count;
use std::collections::{HashMap, HashSet};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0203",
    name: "no-editable-source",
    highest: Severity::Note,
    since: "0.1.0",
    doc: "\
## What it finds

Parts that come as exports only (STL, 3MF, drawings), without a file to edit them. A part is covered by its
own `source`, by a design file of the same name anywhere in the package, by a top-level `source`, or by an
assembly file. A mesh may be declared as its own source, for designs that were sculpted or scanned. Parts
whose only source is STEP are named too: STEP is a source when it is what you edit.

## Why it matters

An STL can be printed but hardly be changed. The definition of open hardware asks for the preferred format
for making changes; without it others can copy the design but not improve it.

## How to fix

Add the files you edit (FreeCAD, OpenSCAD, CadQuery, Fusion …) and name them as `source` of the part.

## Source

OSHWA, Open Source Hardware Definition 1.0, clause 1 (documentation: design files in the preferred format
for making changes).
",
    check: Check::Package(check),
};

/// What can be edited in the package.
struct Sources<'a> {
    /// Whether it is only STEP and the like, by the slug of the stem.
    by_name: HashMap<String, bool>,
    /// Parts, by index in the manifest, whose `source` is declared, even if it is a URL.
    declared: HashSet<usize>,
    package: &'a Package,
}

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    if !is_package(view) {
        return;
    }
    let covers_all = package
        .manifest
        .manifest
        .references
        .iter()
        .any(|reference| reference.role == Role::Source && reference.part.is_none())
        || package
            .files
            .files
            .iter()
            .any(|file| is_assembly(package, &file.path));
    if covers_all {
        return;
    }
    let sources = Sources::of(package);
    let (mut bare, mut exchange) = (Vec::new(), Vec::new());
    for (index, part) in package.parts.iter().enumerate() {
        if part.meshes.is_empty() && part.exports.is_empty() {
            continue;
        }
        match sources.cover(index, part) {
            Cover::None => bare.push(part.name.as_str()),
            Cover::ExchangeOnly => exchange.push(part.name.as_str()),
            Cover::Editable => {}
        }
    }
    let place = || match &package.manifest.path {
        Some(path) if package.adoption == Adoption::Declared => Place::file(path.clone()),
        _ => Place::default(),
    };
    if !bare.is_empty() {
        sink.add(Severity::Note, || {
            Draft::new(format!(
                "{} without editable source: {}",
                count(bare.len(), "part"),
                listed(&bare)
            ))
            .help("add the design files that you edit, and name them as `source` of their part")
            .at(place())
        });
    }
    if !exchange.is_empty() {
        sink.add(Severity::Note, || {
            Draft::new(format!(
                "{} with STEP or another exchange format as the only source: {}",
                count(exchange.len(), "part"),
                listed(&exchange)
            ))
            .help("confirm that it is what you edit, by naming it as `source` of the part, or add what you edit")
            .at(place())
        });
    }
}

/// How well a part is covered.
enum Cover {
    None,
    ExchangeOnly,
    Editable,
}

impl<'a> Sources<'a> {
    fn of(package: &'a Package) -> Self {
        let mut by_name = HashMap::new();
        for file in &package.files.files {
            let family = Kind::family_of(&file.path);
            if matches!(
                family,
                Family::OpenSource | Family::ProprietarySource | Family::Exchange
            ) {
                let only_exchange = by_name.entry(key(&file.path)).or_insert(true);
                *only_exchange &= family == Family::Exchange;
            }
        }
        let declared = package
            .manifest
            .manifest
            .references
            .iter()
            .filter(|reference| reference.role == Role::Source)
            .filter_map(|reference| reference.part)
            .collect();
        Self {
            by_name,
            declared,
            package,
        }
    }

    fn cover(&self, index: usize, part: &Part) -> Cover {
        // A declared source counts even where it is missing (FC0201 says so) or a mesh or STEP: the
        // author says that it is what is edited.
        if !part.sources.is_empty()
            || index < self.package.manifest.manifest.parts.len() && self.declared.contains(&index)
        {
            return Cover::Editable;
        }
        let named = part
            .meshes
            .iter()
            .chain(&part.exports)
            .filter_map(|path| self.by_name.get(&key(path)))
            .chain(self.by_name.get(&slug(&part.name)));
        let mut cover = Cover::None;
        for only_exchange in named {
            if !only_exchange {
                return Cover::Editable;
            }
            cover = Cover::ExchangeOnly;
        }
        // An exported STEP is an export with which a designer can work.
        if matches!(cover, Cover::None)
            && part
                .exports
                .iter()
                .any(|path| Kind::family_of(path) == Family::Exchange)
        {
            cover = Cover::ExchangeOnly;
        }
        cover
    }
}

/// What a design file and its exports have in common.
fn key(path: &str) -> String {
    slug(quantity_in_name(files::stem(path)).0)
}

/// Whether a file is the design of the whole: named so, in an assembly format, or after the package.
fn is_assembly(package: &Package, path: &str) -> bool {
    const MODELS: [&str; 17] = [
        "fcstd",
        "scad",
        "blend",
        "slvs",
        "f3d",
        "f3z",
        "sldprt",
        "sldasm",
        "ipt",
        "iam",
        "skp",
        "3dm",
        "shapr",
        "catproduct",
        "d3ddoc",
        "jscad",
        "asm",
    ];
    let extension = files::extension(path);
    if !MODELS.contains(&extension.as_str()) || files::is_stray(path) {
        return false;
    }
    let stem = files::stem(path).to_lowercase();
    matches!(
        extension.as_str(),
        "sldasm" | "iam" | "catproduct" | "f3z" | "asm"
    ) || [
        "assembl",
        "assy",
        "baugruppe",
        "zusammenbau",
        "ensamblaje",
        "complete",
    ]
    .iter()
    .any(|word| stem.contains(word))
        || slug(&stem) == slug(&package.name())
}
