use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::price::is_minimum;
use crate::package::bom::{Column, Line, Quantity, Role, Table, fold, read_quantity};
use crate::rules::{Check, Rule};
use crate::units::{count, number};

pub static RULE: Rule = Rule {
    code: "FC0517",
    name: "too-few-ordered",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
A line that needs more than it orders: 30 are needed, and one pack of 25 is to be ordered. The size of a pack is \
taken from its column or the words of the line (`pack of 25`). Where the bill does not say how large packs are, lines \
are only compared if the other lines show that orders are counted in pieces. Lines in metres or grams, and bills with a \
column for what is in stock, are left alone.

## Why it matters
The order arrives, and the build stops five screws short.

## How to fix
Order another pack, or correct the quantity or the size of the pack.

## Source
Arithmetic: packs × pieces per pack must be at least the quantity.
",
    check: Check::Package(check),
};

/// A line that orders too few.
struct Short<'a> {
    line: &'a Line,
    column: u32,
    column_name: String,
    needed: f64,
    ordered: f64,
    pack: Option<u32>,
}

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let Some(column) = table.column(Role::OrderQuantity) else {
            continue;
        };
        if has_stock(table) {
            continue;
        }
        let in_pieces = counts_pieces(table, column);
        let short: Vec<Short<'_>> = table
            .lines
            .iter()
            .filter(|line| !line.not_populated)
            .filter_map(|line| short(table, line, column, in_pieces))
            .collect();
        few_or_one(
            sink,
            Severity::Warning,
            &short,
            |one| {
                let order = match one.pack {
                    Some(pack) => format!(
                        "{} × {pack} = {}",
                        number(one.ordered),
                        number(one.ordered * f64::from(pack))
                    ),
                    None => number(one.ordered),
                };
                let packs = one.pack.map(|pack| (one.needed / f64::from(pack)).ceil());
                Draft::new(format!(
                    "{} of {} are needed and {order} ordered ({}, {})",
                    number(one.needed),
                    quoted(table.name(one.line)),
                    table.row_name(one.line.row),
                    one.column_name
                ))
                .help(match packs {
                    Some(packs) => format!("order {} packs, or correct the quantity", number(packs)),
                    None => format!("order {}, or correct the quantity", number(one.needed)),
                })
                .measured(
                    one.ordered * f64::from(one.pack.unwrap_or(1)),
                    one.needed,
                    "pieces",
                    "the line's own quantity",
                )
                .at(file.place(table, one.line.row, Some(one.column)))
            },
            |all| {
                let rows: Vec<u32> = all.iter().map(|one| one.line.row).collect();
                Draft::new(format!(
                    "{} need more than they order: {}, {}",
                    count(all.len(), "line"),
                    table.row_names(&rows),
                    all[0].column_name
                ))
                .help("order more, or correct the quantities")
                .at(file.place(table, rows[0], Some(all[0].column)))
            },
        );
    }
}

/// Whether a column says what is at hand already.
fn has_stock(table: &Table) -> bool {
    const STOCK: &str = "stock|have|inventory|hand|lager|lagerbestand|bestand|vorhanden|existencias|owned|available|spare|spares";
    table.columns.iter().any(|column| {
        column.role != Some(Role::Supplier)
            && fold(&column.title)
                .split(' ')
                .any(|word| STOCK.split('|').any(|stock| stock == word))
    })
}

/// A number of pieces, none when it counts metres or is a range.
fn pieces(quantity: &Quantity) -> Option<f64> {
    match quantity {
        Quantity::Number { value, most: None, unit } => {
            let measured = unit.as_deref().is_some_and(|unit| {
                let word = unit.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
                !word.is_empty() && !["pcs", "pc", "x", "pieces", "piece", "stk", "stück", "ea", "packs", "pack", "off", "units"].contains(&word)
            });
            (!measured).then_some(*value)
        }
        _ => None,
    }
}

fn ordered(table: &Table, line: &Line, column: &Column) -> Option<f64> {
    pieces(&read_quantity(table.cell(line, column)?, table.decimal)).filter(|number| *number > 0.0)
}

/// Whether the orders of the table are counted in pieces: nearly all cover what is needed.
fn counts_pieces(table: &Table, column: &Column) -> bool {
    let pairs: Vec<(f64, f64)> = table
        .lines
        .iter()
        .filter_map(|line| Some((pieces(&line.quantity)?, ordered(table, line, column)?)))
        .filter(|(needed, _)| *needed > 1.0)
        .collect();
    let covered = pairs.iter().filter(|(needed, ordered)| ordered >= needed).count();
    pairs.len() >= 4 && covered * 4 >= pairs.len() * 3
}

fn short<'a>(table: &Table, line: &'a Line, column: &Column, in_pieces: bool) -> Option<Short<'a>> {
    let unit = fold(table.text(line, Role::Unit));
    if !["", "pcs", "pc", "pieces", "stk", "stuck", "ea", "each", "x", "unit", "units", "pack", "packs"].contains(&unit.as_str()) {
        return None;
    }
    let needed = pieces(&line.quantity)?;
    let ordered = ordered(table, line, column)?;
    let pack = table.pack_size(line);
    let minimum = table
        .column(Role::PackSize)
        .is_some_and(|column| is_minimum(&column.title));
    let known = pack.is_some() || in_pieces || minimum;
    let enough = ordered * f64::from(pack.unwrap_or(1)) >= needed;
    (known && !enough).then(|| Short {
        line,
        column: column.number,
        column_name: table.column_name(column),
        needed,
        ordered,
        pack,
    })
}
