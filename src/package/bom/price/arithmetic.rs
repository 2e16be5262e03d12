//! Do the numbers of a bill agree: line totals with price and quantity, sums with their lines?
//!
//! People mean different things by the same columns, so everything that they may have meant is tried before
//! anything is called a difference.

use super::{Amount, Price, PriceBadness, PriceReading, Priced, currency, read_price};
use crate::package::bom::grid::Cell;
use crate::package::bom::header::{Column, Role};
use crate::package::bom::quantity::{self, Quantity};
use crate::package::bom::rows::{Sum, SumKind};
use crate::package::bom::table::{Line, Table};

/// What comes of comparing a line total with price and quantity.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison<'a> {
    /// Something is missing, or about so much.
    Impossible,
    /// They agree.
    Agrees,
    /// They do not.
    Differs(Differing<'a>),
}

/// A line whose total is another than its price and quantity make.
#[derive(Debug, Clone, PartialEq)]
pub struct Differing<'a> {
    /// The line.
    pub line: &'a Line,
    /// The number of the column of the total.
    pub column: u32,
    /// What the bill says.
    pub stated: Amount,
    /// What price and quantity make.
    pub computed: Amount,
    /// The first divided by the second.
    pub ratio: f64,
}

/// A row that is not the sum of the lines above.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongSum<'a> {
    /// The row.
    pub sum: &'a Sum,
    /// The number of the column that it stands in.
    pub column: u32,
    /// What the bill says.
    pub stated: Amount,
    /// What the lines make, of everything that may be meant the nearest.
    pub nearest: Amount,
}

/// The lines whose totals differ.
pub fn line_totals(table: &Table) -> Vec<Differing<'_>> {
    if table.column(Role::TotalPrice).is_none() || table.column(Role::UnitPrice).is_none() {
        return Vec::new();
    }
    let usual = [
        usual_places(table, Role::UnitPrice),
        usual_places(table, Role::TotalPrice),
    ];
    let mut compared = 0;
    let mut differing: Vec<Differing<'_>> = Vec::new();
    for line in table.lines.iter().filter(|line| !line.not_populated) {
        match compare(table, line, usual).unwrap_or(Comparison::Impossible) {
            Comparison::Impossible => {}
            Comparison::Agrees => compared += 1,
            Comparison::Differs(found) => {
                compared += 1;
                differing.push(found);
            }
        }
    }
    // The same factor everywhere is a column for ten devices, or one with tax.
    if differing.len() >= 3 && differing.len() == compared {
        let ratio = differing[0].ratio;
        if ratio > 0.0
            && differing
                .iter()
                .all(|one| (one.ratio / ratio - 1.0).abs() < 0.01)
        {
            return Vec::new();
        }
    }
    differing
}

/// Compares a line; `None` when a number is too large; `usual` are the decimal places of
/// unit prices and totals.
fn compare<'a>(table: &Table, line: &'a Line, usual: [u32; 2]) -> Option<Comparison<'a>> {
    let pricing = table.pricing(line);
    let units: Vec<(&Priced, &Price)> = prices(&pricing.unit);
    let totals: Vec<(&Priced, &Price)> = prices(&pricing.total);
    let approximate = |all: &[(&Priced, &Price)]| all.iter().any(|(_, price)| price.approximate);
    if units.is_empty()
        || totals.is_empty()
        || approximate(&units)
        || approximate(&totals)
        || has_extra(table, line)
    {
        return Some(Comparison::Impossible);
    }
    let quantities = quantities(table, line);
    if quantities.is_empty() {
        return Some(Comparison::Impossible);
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
            let places = unit.places.max(usual[0]);
            for quantity in &quantities {
                for per in pers(table, line, unit) {
                    let computed = unit.amount.times(*quantity)?.over(per)?;
                    let slack = Amount::half_step(places)
                        .times(*quantity)?
                        .over(per)?
                        .plus(Amount::half_step(total.places.max(usual[1])))?;
                    if computed.distance(total.amount)? <= slack {
                        return Some(Comparison::Agrees);
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
    Some(first.map_or(Comparison::Impossible, Comparison::Differs))
}

fn prices(cells: &[Priced]) -> Vec<(&Priced, &Price)> {
    cells
        .iter()
        .filter_map(|priced| Some((priced, priced.price()?)))
        .collect()
}

/// The most decimal places, up to two, that the prices of a column show: a `2` among prices with cents is `2.00`.
fn usual_places(table: &Table, role: Role) -> u32 {
    table
        .columns_of(role)
        .flat_map(|column| {
            table
                .lines
                .iter()
                .filter_map(move |line| table.cell(line, column))
        })
        .filter_map(|cell| match read_price(cell, table.decimal) {
            PriceReading::Price(price) => Some(price.places.min(2)),
            _ => None,
        })
        .max()
        .unwrap_or(0)
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
        Quantity::Number { value, most, .. } => {
            [Amount::of_number(*value), most.and_then(Amount::of_number)]
        }
        _ => [None, None],
    };
    let mut read = numbers(&line.quantity).to_vec();
    for role in [Role::OrderQuantity, Role::Quantity] {
        for column in table.columns_of(role) {
            if let Some(cell) = table.cell(line, column) {
                read.extend(numbers(&quantity::read(cell, table.decimal)));
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
            for more in [
                packs,
                packs.and_then(|packs| packs.times(size)),
                number.times(size),
            ] {
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
    table.columns.iter().any(|column| {
        column.priced.extra
            && !matches!(column.role, Some(Role::UnitPrice | Role::TotalPrice))
            && table
                .cell(line, column)
                .is_some_and(|cell| cell.text.contains(|c: char| ('1'..='9').contains(&c)))
    })
}

/// What one line adds to a sum.
#[derive(Clone, Copy)]
struct Share {
    amount: Option<Amount>,
    populated: bool,
    /// The price of one.
    one: Option<Amount>,
    /// Whether it costs about so much.
    approximate: bool,
}

/// Sums that are judged in one table; each is compared with all lines above it.
const MAX_SUMS: usize = 100;

/// The sums that differ.
pub fn sums(table: &Table) -> Vec<WrongSum<'_>> {
    let mut wrong = Vec::new();
    if !table.sums.iter().any(|sum| sum.kind == SumKind::Total) {
        return wrong;
    }
    let column = table
        .column(Role::TotalPrice)
        .or_else(|| table.column(Role::UnitPrice));
    let Some(column) = column else {
        return wrong;
    };
    if !has_one_currency(table) {
        return wrong;
    }
    let shares: Vec<Share> = table
        .lines
        .iter()
        .map(|line| share(table, line, column))
        .collect();
    let mut stated_before: Vec<(usize, Amount, SumKind)> = Vec::new();
    for sum in table.sums.iter().take(MAX_SUMS) {
        let Some(price) = amount_of(table, sum, column) else {
            continue;
        };
        let about = price.approximate || shares[..sum.before].iter().any(|share| share.approximate);
        if sum.kind == SumKind::Total && !about {
            let candidates = candidates(table, sum, &shares, &stated_before);
            let slack = Amount::half_step(price.places)
                .plus(
                    Amount::half_step(2)
                        .times(Amount::whole(sum.before as u32 + 1))
                        .unwrap_or_default(),
                )
                .unwrap_or_default();
            let fits = |candidate: &Amount| {
                candidate
                    .distance(price.amount)
                    .is_some_and(|distance| distance <= slack)
            };
            let gaps = shares[..sum.before]
                .iter()
                .any(|share| share.amount.is_none() && share.populated);
            if let Some(nearest) = nearest(&candidates, price.amount)
                && !candidates.iter().any(fits)
                // What has no price in the bill may be in the sum all the same.
                && !(gaps && price.amount > nearest)
            {
                wrong.push(WrongSum {
                    sum,
                    column: column.number,
                    stated: price.amount,
                    nearest,
                });
            }
        }
        stated_before.push((sum.before, price.amount, sum.kind));
    }
    wrong
}

fn nearest(candidates: &[Amount], stated: Amount) -> Option<Amount> {
    candidates
        .iter()
        .copied()
        .min_by_key(|candidate| candidate.distance(stated))
}

/// Whether all prices are in one currency, named or not.
fn has_one_currency(table: &Table) -> bool {
    let mut found: Option<Option<&'static str>> = None;
    for line in &table.lines {
        for priced in table.pricing(line).all() {
            if priced
                .price()
                .is_none_or(|price| price.amount == Amount::ZERO)
            {
                continue;
            }
            match found {
                Some(known) if known != priced.currency => return false,
                _ => found = Some(priced.currency),
            }
        }
    }
    true
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
        one: pricing.unit_price().map(|(_, price)| price.amount),
        approximate: pricing
            .all()
            .filter_map(Priced::price)
            .any(|price| price.approximate),
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
            // A discount may well be below zero.
            PriceReading::Bad(PriceBadness::Negative) => {
                let positive = Cell {
                    number: cell.number.map(f64::abs),
                    text: cell.text.replace(['-', '−', '–', '(', ')'], ""),
                    ..cell.clone()
                };
                match read_price(&positive, table.decimal) {
                    PriceReading::Price(price) => Some(Price {
                        amount: price.amount.negated(),
                        ..price
                    }),
                    _ => None,
                }
            }
            _ => None,
        }
    })
}

/// Everything that a sum may be the sum of.
fn candidates(
    table: &Table,
    sum: &Sum,
    shares: &[Share],
    before: &[(usize, Amount, SumKind)],
) -> Vec<Amount> {
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
    let ones = shares[..sum.before]
        .iter()
        .filter_map(|share| share.one)
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
            all.extend(
                [base.plus(*extra), base.plus(extra.negated())]
                    .into_iter()
                    .flatten(),
            );
            with = with.plus(*extra).unwrap_or(with);
            all.push(with);
        }
    }
    all
}
