use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::price::{PriceBadness, PriceReading, Priced, currency, date};
use crate::package::bom::{BomFile, Column, Line, Role, Table};
use crate::rules::{Check, Rule};
use crate::units::count;
use std::collections::BTreeMap;

pub static RULE: Rule = Rule {
    code: "FC0513",
    name: "bad-price",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
A price that is below zero, that is meant as a number and is none (`12,5O`, `1.2.3`), that a spreadsheet made a date \
of, or that a failed formula left behind (`#REF!`); a price in another currency than its column states; prices whose \
currency nothing in the bill states; and a price date that is none (`2024-13-01`). As a note: prices in several currencies, \
which cannot be added up. What people write is read: `12,50 €`, `1'234.56`, `0.02 €/pc`, `5 per 100`, `~5`, `free`, `n/a`; words \
instead of a price (`from stock`) are left alone.

## Why it matters
Prices tell a maker whether the design can be afforded, and a sum of unlike or unreadable ones misleads. Prices \
age; with a date a reader knows how much to trust them.

## How to fix
Write the number, name the currency in the cell or the column's title (`Price (EUR)`), and the day in a column \
`Price date` or a line such as `prices as of 2024-05`.

## Source
ISO 4217 currency codes; ISO 8601 dates. OSHWA best practices: a bill of materials with prices and sources.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for file in &view.package.bom.files {
        for table in &file.tables {
            unreadable(file, table, sink);
            contradictions(file, table, sink);
            several(file, table, sink);
            dates(file, table, sink);
        }
        unstated(file, sink);
    }
}

/// Lines with their filled price cells; what is not populated does not count.
fn priced(table: &Table) -> Vec<(&Line, Priced)> {
    if table.price_columns().next().is_none() {
        return Vec::new();
    }
    table
        .lines
        .iter()
        .filter(|line| !line.not_populated)
        .flat_map(|line| {
            let pricing = table.pricing(line);
            let cells: Vec<Priced> = pricing.all().cloned().collect();
            cells.into_iter().map(move |priced| (line, priced))
        })
        .collect()
}

fn column_name(table: &Table, number: u32) -> String {
    table
        .price_columns()
        .find(|column| column.number == number)
        .map_or_else(String::new, |column| table.column_name(column))
}

fn text_of(line: &Line, column: u32) -> &str {
    line.cells
        .get(column as usize - 1)
        .map_or("", |cell| cell.text.as_str())
}

fn unreadable(file: &BomFile, table: &Table, sink: &mut Sink) {
    let bad: Vec<(&Line, u32, PriceBadness)> = priced(table)
        .into_iter()
        .filter_map(|(line, priced)| match priced.reading {
            PriceReading::Bad(badness) => Some((line, priced.column, badness)),
            _ => None,
        })
        .collect();
    let defect = |line: &Line, column: u32, badness: PriceBadness| {
        let name = quoted(table.name(line));
        let text = quoted(text_of(line, column));
        match badness {
            PriceBadness::Negative => format!("the price of {name} is negative: {text}"),
            PriceBadness::Unreadable => format!("the price of {name} is no number: {text}"),
            PriceBadness::Date => format!("the price of {name} is a date: {text}"),
            PriceBadness::Formula => format!("the price of {name} is a failed formula: {text}"),
        }
    };
    let help = |badness: PriceBadness| match badness {
        PriceBadness::Date => {
            "the spreadsheet made a date of what was typed: format the cell as a number and type it again"
        }
        PriceBadness::Formula => "mend the formula, or write the price",
        _ => "write the price, such as `12.50`, or `free`",
    };
    few_or_one(
        sink,
        Severity::Warning,
        &bad,
        |(line, column, badness)| {
            Draft::new(format!(
                "{} ({}, {})",
                defect(line, *column, *badness),
                table.row_name(line.row),
                column_name(table, *column)
            ))
            .help(help(*badness))
            .at(file.place(table, line.row, Some(*column)))
        },
        |all| {
            let mut rows: Vec<u32> = all.iter().map(|(line, ..)| line.row).collect();
            rows.dedup();
            let (line, column, badness) = &all[0];
            Draft::new(format!(
                "{} are no prices, first {}: {}",
                count(all.len(), "cell"),
                defect(line, *column, *badness),
                table.row_names(&rows)
            ))
            .help(help(*badness))
            .at(file.place(table, line.row, Some(*column)))
        },
    );
}

/// Cells whose sign says another currency than the title of their column.
fn contradictions(file: &BomFile, table: &Table, sink: &mut Sink) {
    let contrary: Vec<(&Line, u32, &'static str, &'static str)> = priced(table)
        .into_iter()
        .filter_map(|(line, priced)| {
            let own = priced.price()?.currency?;
            let column = table
                .price_columns()
                .find(|column| column.number == priced.column)?;
            let stated = column.priced.currency?;
            let unlike = own != stated && own != currency::LOCAL && stated != currency::LOCAL;
            unlike.then_some((line, priced.column, own, stated))
        })
        .collect();
    few_or_one(
        sink,
        Severity::Warning,
        &contrary,
        |(line, column, own, stated)| {
            Draft::new(format!(
                "the price of {} is in {own} in a column of {stated} ({}, {})",
                quoted(table.name(line)),
                table.row_name(line.row),
                column_name(table, *column)
            ))
            .help("convert it, or state the currency in a column of its own")
            .at(file.place(table, line.row, Some(*column)))
        },
        |all| {
            let rows: Vec<u32> = all.iter().map(|(line, ..)| line.row).collect();
            let (line, column, own, stated) = &all[0];
            Draft::new(format!(
                "{} are in another currency than their column states, first {own} instead of {stated}: {}",
                count(all.len(), "price"),
                table.row_names(&rows)
            ))
            .help("convert them, or state the currency in a column of its own")
            .at(file.place(table, line.row, Some(*column)))
        },
    );
}

/// Prices in several currencies down one column: nobody can add them up.
fn several(file: &BomFile, table: &Table, sink: &mut Sink) {
    // A column for the currency says that the mix is meant.
    if table.column(Role::Currency).is_some() {
        return;
    }
    let all = priced(table);
    for column in table.price_columns() {
        let mut currencies: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for (line, priced) in &all {
            if priced.column == column.number
                && priced.price().is_some_and(|price| price.amount.to_f64() > 0.0)
                && let Some(code) = priced.currency.filter(|code| *code != currency::LOCAL)
            {
                currencies.entry(code).or_default().push(line);
            }
        }
        if currencies.len() < 2 || column.priced.currency.is_some() {
            continue;
        }
        let mut ranked: Vec<(&str, &Vec<&Line>)> = currencies.iter().map(|(code, lines)| (*code, lines)).collect();
        ranked.sort_by_key(|(code, lines)| (std::cmp::Reverse(lines.len()), *code));
        // The place of the first that is unlike the most.
        let Some(odd) = ranked[1..].iter().map(|(_, lines)| lines[0]).min_by_key(|line| line.row)
        else {
            continue;
        };
        let names: Vec<String> = ranked
            .iter()
            .map(|(code, lines)| format!("{code} ({})", lines.len()))
            .collect();
        sink.add(Severity::Note, || {
            Draft::new(format!(
                "the prices are in several currencies, which cannot be added up: {} ({}, first unlike in {})",
                names.join(", "),
                table.column_name(column),
                table.row_name(odd.row)
            ))
            .help("give all prices in one currency, or take the totals per currency from `fabcommons bom`")
            .at(file.place(table, odd.row, Some(column.number)))
        });
        return;
    }
}

/// Prices whose currency nothing states.
fn unstated(file: &BomFile, sink: &mut Sink) {
    for table in &file.tables {
        let all = priced(table);
        let mut counted: BTreeMap<u32, Vec<&Line>> = BTreeMap::new();
        let mut stated = false;
        for (line, priced) in &all {
            if priced.price().is_none_or(|price| price.amount.to_f64() <= 0.0) {
                continue;
            }
            if priced.currency.is_some() {
                stated = true;
            } else {
                counted.entry(priced.column).or_default().push(line);
            }
        }
        // Where some prices of the table, or of another table of the file, have one, the others mean the same.
        let elsewhere = file.tables.iter().any(|other| {
            other.stated.currency.is_some()
                || other.price_columns().any(|column| column.priced.currency.is_some())
        });
        let Some((column, lines)) = counted.into_iter().next() else {
            continue;
        };
        let lines = lines.len();
        if stated || elsewhere {
            continue;
        }
        sink.add(Severity::Warning, || {
            Draft::new(format!(
                "nothing says in which currency {} {}: {}",
                count(lines, "price"),
                if lines == 1 { "is" } else { "are" },
                column_name(table, column)
            ))
            .help("name the currency in the title of the column, such as `Price (EUR)`")
            .at(file.place(table, table.header_row, Some(column)))
        });
    }
}

/// Cells of a column for the day of the price that name no day.
fn dates(file: &BomFile, table: &Table, sink: &mut Sink) {
    let columns: Vec<&Column> = table
        .columns_of(Role::PriceDate)
        .filter(|column| column.certain)
        .collect();
    let bad: Vec<(&Line, &Column)> = columns
        .into_iter()
        .flat_map(|column| table.lines.iter().map(move |line| (line, column)))
        .filter(|(line, column)| {
            table.cell(line, column).is_some_and(|cell| {
                let digits = cell.text.chars().filter(char::is_ascii_digit).count();
                digits >= 6 && date::find(&cell.text).is_none_or(|date| date.len() == 4) && !date::is_ambiguous(&cell.text)
            })
        })
        .collect();
    few_or_one(
        sink,
        Severity::Warning,
        &bad,
        |(line, column)| {
            Draft::new(format!(
                "the price of {} has a date that is none: {} ({}, {})",
                quoted(table.name(line)),
                quoted(text_of(line, column.number)),
                table.row_name(line.row),
                table.column_name(column)
            ))
            .help("write the day as `2024-05-31`")
            .at(file.place(table, line.row, Some(column.number)))
        },
        |all| {
            let rows: Vec<u32> = all.iter().map(|(line, _)| line.row).collect();
            Draft::new(format!(
                "{} have a date that is none: {}",
                count(all.len(), "price"),
                table.row_names(&rows)
            ))
            .help("write the days as `2024-05-31`")
            .at(file.place(table, rows[0], Some(all[0].1.number)))
        },
    );
}
