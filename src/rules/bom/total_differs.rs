use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::price::{Amount, Price, PriceReading, Priced, currency, read_price};
use crate::package::bom::{BomFile, Column, Line, Quantity, Role, Sum, SumKind, Table, fold, read_quantity};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0514",
    name: "total-differs",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
A line total that is not the unit price times the quantity, and a total or subtotal row that is not the sum of the \
lines it stands under. Before it complains it tries what people mean: the quantity that is needed or ordered, whole packs, \
a price per 100, prices of whole packs; for sums the lines since the last heading or sum, all lines, with and without \
shipping and tax, with and without what is not populated. Rounding to the shown places is no difference. What is in \
several currencies, about so much, or depends on a price that is missing is not compared.

## Why it matters
One of the numbers is old or mistyped, and the cost of the design is not what the bill says.

## How to fix
Correct the number that is wrong; in a spreadsheet let a formula compute it.

## Source
Arithmetic in exact decimals, with half of the last shown place allowed for rounding.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        lines(file, table, sink);
        sums(file, table, sink);
    }
}

/// A line whose total is another than its price and quantity make.
struct Differing<'a> {
    line: &'a Line,
    column: u32,
    stated: Amount,
    computed: Amount,
    ratio: f64,
}

fn lines(file: &BomFile, table: &Table, sink: &mut Sink) {
    if table.column(Role::TotalPrice).is_none() || table.column(Role::UnitPrice).is_none() {
        return;
    }
    let mut compared = 0;
    let mut differing: Vec<Differing<'_>> = Vec::new();
    for line in table.lines.iter().filter(|line| !line.not_populated) {
        match compare(table, line) {
            None => {}
            Some(None) => compared += 1,
            Some(Some(found)) => {
                compared += 1;
                differing.push(found);
            }
        }
    }
    // The same factor everywhere is a column for ten devices, or one with tax.
    if differing.len() >= 3 && differing.len() == compared {
        let ratio = differing[0].ratio;
        if ratio > 0.0 && differing.iter().all(|one| (one.ratio / ratio - 1.0).abs() < 0.01) {
            return;
        }
    }
    let name = |column: u32| {
        table
            .columns_of(Role::TotalPrice)
            .find(|known| known.number == column)
            .map_or_else(String::new, |column| table.column_name(column))
    };
    few_or_one(
        sink,
        Severity::Warning,
        &differing,
        |one| {
            Draft::new(format!(
                "the total of {} is {}, but its price and quantity make {} ({}, {})",
                quoted(table.name(one.line)),
                one.stated,
                one.computed.rounded(2),
                table.row_name(one.line.row),
                name(one.column)
            ))
            .help("correct the price, the quantity or the total")
            .measured(
                one.stated.to_f64(),
                one.computed.to_f64(),
                "of the bill's currency",
                "price × quantity",
            )
            .at(file.place(table, one.line.row, Some(one.column)))
        },
        |all| {
            let rows: Vec<u32> = all.iter().map(|one| one.line.row).collect();
            Draft::new(format!(
                "the totals of {} are not what price and quantity make, first {} instead of {}: {}, {}",
                count(all.len(), "line"),
                all[0].stated,
                all[0].computed.rounded(2),
                table.row_names(&rows),
                name(all[0].column)
            ))
            .help("correct the prices, the quantities or the totals")
            .at(file.place(table, rows[0], Some(all[0].column)))
        },
    );
}

/// `None` when nothing can be compared, `Some(None)` when everything agrees.
fn compare<'a>(table: &Table, line: &'a Line) -> Option<Option<Differing<'a>>> {
    let pricing = table.pricing(line);
    let units: Vec<(&Priced, &Price)> = prices(&pricing.unit);
    let totals: Vec<(&Priced, &Price)> = prices(&pricing.total);
    let approximate = |all: &[(&Priced, &Price)]| all.iter().any(|(_, price)| price.approximate);
    if units.is_empty() || totals.is_empty() || approximate(&units) || approximate(&totals) || has_extra(table, line) {
        return None;
    }
    let quantities = quantities(table, line);
    if quantities.is_empty() {
        return None;
    }
    let mut first = None;
    for (total_cell, total) in &totals {
        for (unit_cell, unit) in &units {
            let known = |code: Option<&'static str>| code.filter(|code| *code != currency::LOCAL);
            if let (Some(a), Some(b)) = (known(unit_cell.currency), known(total_cell.currency))
                && a != b
            {
                continue;
            }
            let places = places(table, Role::UnitPrice, unit);
            for quantity in &quantities {
                for per in pers(table, line, unit) {
                    let computed = unit.amount.times(*quantity)?.over(per)?;
                    let slack = Amount::half_step(places)
                        .times(*quantity)?
                        .over(per)?
                        .plus(Amount::half_step(self::places(table, Role::TotalPrice, total)))?;
                    if computed.distance(total.amount)? <= slack {
                        return Some(None);
                    }
                    first.get_or_insert(Differing {
                        line,
                        column: total_cell.column,
                        stated: total.amount,
                        computed,
                        ratio: total.amount.to_f64() / computed.to_f64().max(1e-9),
                    });
                }
            }
        }
    }
    first.map(Some)
}

fn prices(cells: &[Priced]) -> Vec<(&Priced, &Price)> {
    cells
        .iter()
        .filter_map(|priced| Some((priced, priced.price()?)))
        .collect()
}

/// The decimal places that a price was rounded to: a `2` among prices with cents is `2.00`.
fn places(table: &Table, role: Role, price: &Price) -> u32 {
    let usual = table
        .columns_of(role)
        .flat_map(|column| table.lines.iter().filter_map(move |line| table.cell(line, column)))
        .filter_map(|cell| match read_price(cell, table.decimal) {
            PriceReading::Price(price) => Some(price.places),
            _ => None,
        })
        .max()
        .unwrap_or(0);
    price.places.max(usual.min(2))
}

/// Every number that the price may be multiplied by: needed, ordered, in whole packs. The first is the one
/// that is told.
fn quantities(table: &Table, line: &Line) -> Vec<Amount> {
    let mut all: Vec<Amount> = Vec::new();
    let mut add = |number: Option<Amount>| {
        if let Some(number) = number.filter(|number| !all.contains(number)) {
            all.push(number);
        }
    };
    let numbers = |quantity: &Quantity| match quantity {
        Quantity::Number { value, most, .. } => [Amount::of_number(*value), most.and_then(Amount::of_number)],
        _ => [None, None],
    };
    let mut read = numbers(&line.quantity).to_vec();
    for role in [Role::OrderQuantity, Role::Quantity] {
        for column in table.columns_of(role) {
            if let Some(cell) = table.cell(line, column) {
                read.extend(numbers(&read_quantity(cell, table.decimal)));
            }
        }
    }
    for number in &read {
        add(*number);
    }
    if all.is_empty() && !line.designators.is_empty() {
        all.push(Amount::whole(line.designators.len() as u32));
    }
    if let Some(size) = table.pack_size(line) {
        let size = Amount::whole(size);
        for number in all.clone() {
            let packs = number.packs(size);
            for more in [packs, packs.and_then(|packs| packs.times(size)), number.times(size)] {
                if let Some(more) = more.filter(|more| !all.contains(more)) {
                    all.push(more);
                }
            }
        }
    }
    all
}

/// How many pieces the price may be for.
fn pers(table: &Table, line: &Line, unit: &Price) -> Vec<u32> {
    let mut pers = vec![unit.per];
    if unit.per != 1 {
        // `5 per 100` may also mean that 100 are bought.
        pers.push(1);
    }
    if let Some(size) = table.pack_size(line).filter(|size| !pers.contains(size)) {
        pers.push(size);
    }
    pers
}

/// Whether the line has costs of its own besides: shipping, tax, a discount.
fn has_extra(table: &Table, line: &Line) -> bool {
    const EXTRAS: &str = "shipping|postage|versand|porto|tax|vat|mwst|discount|rabatt|duty|customs|fee|zoll|tva|iva|envio|remise";
    table.columns.iter().any(|column| {
        fold(&column.title)
            .split(' ')
            .any(|word| EXTRAS.split('|').any(|extra| extra == word))
            && table.cell(line, column).is_some_and(|cell| cell.text.contains(|c: char| ('1'..='9').contains(&c)))
    })
}

/// What one line adds to a sum.
#[derive(Clone, Copy)]
struct Share {
    amount: Option<Amount>,
    populated: bool,
}

fn sums(file: &BomFile, table: &Table, sink: &mut Sink) {
    if !table.sums.iter().any(|sum| sum.kind == SumKind::Total) {
        return;
    }
    let column = table
        .column(Role::TotalPrice)
        .or_else(|| table.column(Role::UnitPrice));
    let Some(column) = column else { return };
    if one_currency(table).is_none() {
        return;
    }
    let shares: Vec<Share> = table.lines.iter().map(|line| share(table, line, column)).collect();
    let mut stated_before: Vec<(usize, Amount, SumKind)> = Vec::new();
    for sum in &table.sums {
        let Some(price) = amount_of(table, sum, column) else {
            continue;
        };
        if sum.kind == SumKind::Total && !price.approximate {
            let candidates = candidates(table, sum, &shares, &stated_before);
            let slack = Amount::half_step(price.places)
                .plus(Amount::half_step(2).times(Amount::whole(sum.before as u32 + 1)).unwrap_or_default())
                .unwrap_or_default();
            let fits = |candidate: &Amount| {
                candidate.distance(price.amount).is_some_and(|distance| distance <= slack)
            };
            let gaps = shares[..sum.before].iter().any(|share| share.amount.is_none() && share.populated);
            if let Some(nearest) = nearest(&candidates, price.amount)
                && !candidates.iter().any(fits)
                // What has no price in the bill may be in the sum all the same.
                && !(gaps && price.amount > nearest)
            {
                report(file, table, sum, column, price.amount, nearest, sink);
            }
        }
        stated_before.push((sum.before, price.amount, sum.kind));
    }
}

fn report(file: &BomFile, table: &Table, sum: &Sum, column: &Column, stated: Amount, nearest: Amount, sink: &mut Sink) {
    let label = sum
        .cells
        .iter()
        .find(|cell| !cell.is_empty())
        .map_or("", |cell| cell.text.as_str());
    sink.add(Severity::Warning, || {
        Draft::new(format!(
            "{} is {stated}, but the lines above make {} ({}, {})",
            quoted(label),
            nearest.rounded(2),
            table.row_name(sum.row),
            table.column_name(column)
        ))
        .help("correct the sum, or the line that is missing from it")
        .measured(
            stated.to_f64(),
            nearest.to_f64(),
            "of the bill's currency",
            "sum of the lines",
        )
        .at(file.place(table, sum.row, Some(column.number)))
    });
}

fn nearest(candidates: &[Amount], stated: Amount) -> Option<Amount> {
    candidates
        .iter()
        .copied()
        .min_by_key(|candidate| candidate.distance(stated))
}

/// The currency of all prices; `None` when there are several, `Some(None)` when none is named.
fn one_currency(table: &Table) -> Option<Option<&'static str>> {
    let mut found: Option<Option<&'static str>> = None;
    for line in &table.lines {
        for priced in table.pricing(line).all() {
            if priced.price().is_none_or(|price| price.amount == Amount::ZERO) {
                continue;
            }
            match found {
                Some(known) if known != priced.currency => return None,
                _ => found = Some(priced.currency),
            }
        }
    }
    Some(found.flatten())
}

fn share(table: &Table, line: &Line, column: &Column) -> Share {
    let pricing = table.pricing(line);
    let find = |cells: &[Priced]| {
        cells
            .iter()
            .find(|priced| priced.column == column.number)
            .and_then(|priced| priced.price().cloned())
    };
    let stated = find(&pricing.total).map(|price| price.amount);
    let computed = || {
        let (_, price) = pricing.unit_price()?;
        let quantity = quantities(table, line).first().copied()?;
        price.amount.times(quantity)?.over(price.per)
    };
    Share {
        amount: stated.or_else(computed),
        populated: !line.not_populated,
    }
}

/// The amount of a sum row, in the column of totals, else in any column of prices.
fn amount_of(table: &Table, sum: &Sum, column: &Column) -> Option<Price> {
    let mut columns: Vec<&Column> = vec![column];
    columns.extend(table.price_columns());
    columns.into_iter().find_map(|column| {
        let cell = sum.cells.get(column.number as usize - 1)?;
        match read_price(cell, table.decimal) {
            PriceReading::Price(price) => Some(price),
            _ => None,
        }
    })
}

/// Everything that a sum may be the sum of.
fn candidates(table: &Table, sum: &Sum, shares: &[Share], before: &[(usize, Amount, SumKind)]) -> Vec<Amount> {
    let last_sum = before
        .iter()
        .rev()
        .find(|(_, _, kind)| *kind == SumKind::Total)
        .map_or(0, |(lines, ..)| *lines);
    let mut bases = Vec::new();
    for from in [0, last_sum, sum.section_start] {
        for all in [false, true] {
            let amount = shares[from.min(sum.before)..sum.before]
                .iter()
                .filter(|share| all || share.populated)
                .filter_map(|share| share.amount)
                .try_fold(Amount::ZERO, Amount::plus);
            bases.extend(amount);
        }
    }
    // The sum of the sums before.
    let subtotals = before
        .iter()
        .filter(|(_, _, kind)| *kind == SumKind::Total)
        .try_fold(Amount::ZERO, |sum, (_, amount, _)| sum.plus(*amount));
    bases.extend(subtotals.filter(|_| !before.is_empty()));
    bases.extend(before.last().map(|(_, amount, _)| *amount));
    // The prices of one each, without their quantities.
    let ones = table.lines[..sum.before]
        .iter()
        .filter_map(|line| table.pricing(line).unit_price().map(|(_, price)| price.amount))
        .try_fold(Amount::ZERO, Amount::plus);
    if table.column(Role::TotalPrice).is_none() {
        bases.extend(ones);
    }
    let extras: Vec<Amount> = before
        .iter()
        .filter(|(_, _, kind)| *kind == SumKind::Extra)
        .map(|(_, amount, _)| *amount)
        .collect();
    let mut all = bases.clone();
    for base in &bases {
        // Shipping and tax one by one and together; a discount is written with and without its minus.
        let mut with = *base;
        for extra in &extras {
            all.extend([base.plus(*extra), base.plus(extra.negated())].into_iter().flatten());
            with = with.plus(*extra).unwrap_or(with);
            all.push(with);
        }
    }
    all
}
