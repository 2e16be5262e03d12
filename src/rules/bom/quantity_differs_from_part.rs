use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::bill::Item;
use crate::package::bom::matching::{self, Likeness, MAX_COMPARED, Name};
use crate::package::bom::{BomFile, Kind, Line, Quantity, Role, Table, read_quantity};
use crate::package::parts::Part;
use crate::rules::{Check, Rule};
use crate::units::{count, number};

pub static RULE: Rule = Rule {
    code: "FC0518",
    name: "quantity-differs-from-part",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
A part of the package that the bill of materials lists with another number than the package states: `quantity` in fab.toml, or \
`_x4` in the name of the part's file. The quantities of all lines that name the part are added up. A part of which nobody stated \
a number is not compared.

## Why it matters
One of the two is wrong, and a maker prints too few or too many.

## How to fix
Correct the quantity in the bill, in fab.toml or in the file's name.

## Source
The same fact in two places: okhv 2.4 `[[part]]` with fab.toml, and the bill of materials.
",
    check: Check::Package(check),
};

/// A part with the lines that name it.
struct Differing<'a> {
    part: &'a Part,
    table: &'a Table,
    lines: Vec<&'a Line>,
    listed: f64,
}

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    let parts: Vec<(&Part, Vec<Name>)> = package
        .parts
        .iter()
        // `1` is what a part has of which nobody said anything.
        .filter(|part| part.quantity_stated || part.quantity > 1)
        .map(|part| (part, matching::names_of_part(part)))
        .collect();
    if parts.is_empty() {
        return;
    }
    for file in &package.bom.files {
        let differing = differing(file, &parts);
        few_or_one(
            sink,
            Severity::Warning,
            &differing,
            |one| {
                let rows: Vec<u32> = one.lines.iter().map(|line| line.row).collect();
                let stated = if one.part.quantity_stated { "fab.toml states" } else { "its file's name says" };
                Draft::new(format!(
                    "the bill lists {} of part {}, but {stated} {} ({})",
                    number(one.listed),
                    quoted(&one.part.name),
                    one.part.quantity,
                    one.table.row_names(&rows)
                ))
                .help("correct the one that is wrong")
                .measured(
                    one.listed,
                    f64::from(one.part.quantity),
                    "pieces",
                    stated,
                )
                .part(&one.part.id)
                .at(file.place(one.table, one.lines[0].row, one.lines[0].quantity_column))
            },
            |all| {
                let mut rows: Vec<u32> = all.iter().flat_map(|one| one.lines.iter().map(|line| line.row)).collect();
                rows.sort_unstable();
                rows.dedup();
                Draft::new(format!(
                    "the bill lists {} with other quantities than the package states: {}",
                    count(all.len(), "part"),
                    all[0].table.row_names(&rows)
                ))
                .help("correct the ones that are wrong")
                .at(file.place(all[0].table, all[0].lines[0].row, all[0].lines[0].quantity_column))
            },
        );
    }
}

fn differing<'a>(file: &'a BomFile, parts: &[(&'a Part, Vec<Name>)]) -> Vec<Differing<'a>> {
    let lines: Vec<(&Table, &Line, Vec<Name>)> = file
        .tables
        .iter()
        .flat_map(|table| table.lines.iter().map(move |line| (table, line)))
        .take(MAX_COMPARED)
        .filter(|(_, line)| !line.not_populated && !matches!(line.kind, Kind::Tool | Kind::Material | Kind::Standard | Kind::Design))
        .map(|(table, line)| (table, line, matching::names_of_line(table, line)))
        .collect();
    parts
        .iter()
        .filter_map(|(part, names)| {
            let of: Vec<(&Table, &Line)> = lines
                .iter()
                .filter(|(_, _, line)| matching::likeness(names, line) == Likeness::Same)
                .map(|(table, line, _)| (*table, *line))
                .collect();
            let (table, _) = *of.first()?;
            // Only plain numbers of pieces can be added up.
            let listed = of
                .iter()
                .map(|(table, line)| match &line.quantity {
                    Quantity::Number { value, most: None, .. } if Item::of(table, line).unit.is_none() => Some(*value),
                    _ => None,
                })
                .sum::<Option<f64>>()?;
            let wanted = f64::from(part.quantity);
            // Bills of variants have a column for each; and one line may be the whole of several.
            let any = of.iter().any(|(table, line)| {
                line.quantity.value() == Some(wanted)
                    || table.columns_of(Role::Quantity).any(|column| {
                        table
                            .cell(line, column)
                            .is_some_and(|cell| read_quantity(cell, table.decimal).value() == Some(wanted))
                    })
            });
            (listed != wanted && !(any && of.len() == 1)).then(|| Differing {
                part,
                table,
                lines: of.iter().map(|(_, line)| *line).collect(),
                listed,
            })
        })
        .collect()
}
