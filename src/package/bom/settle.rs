//! Titles that mean one thing here and another there, settled by what their columns hold.

use super::designators;
use super::grid::Row;
use super::header::{Column, Role};
use super::standard;
use super::words::fold;

/// Settles the undecided roles by what the columns hold.
#[expect(
    clippy::match_same_arms,
    reason = "the arms of one title stand together"
)]
pub(super) fn settle(columns: &mut [Column], below: &[Row]) {
    let has = |columns: &[Column], role| columns.iter().any(|column| column.role == Some(role));
    for i in 0..columns.len() {
        let Some(role) = columns[i].role else {
            continue;
        };
        let index = columns[i].number as usize - 1;
        let values = || {
            below
                .iter()
                .take(300)
                .map(move |row| row.text(index))
                .filter(|text| !text.is_empty())
        };
        let designators = || most(values(), |text| designators::parse(text).is_some());
        let any_designator = || {
            let mut values = values().peekable();
            values.peek().is_none() || values.any(|text| designators::parse(text).is_some())
        };
        let numeric = || {
            most(values(), |text| {
                text.starts_with(|c: char| c.is_ascii_digit())
            })
        };
        let settled = match role {
            Role::Reference if designators() => Role::Designator,
            Role::Reference if has(columns, Role::PartNumber) || counts_up(values()) => Role::Item,
            Role::Reference => Role::PartNumber,
            Role::Designator if !below.is_empty() && !any_designator() => Role::Group,
            Role::Parts if designators() && has(columns, Role::Quantity) => Role::Designator,
            Role::Parts => Role::Name,
            Role::Position if designators() && !numeric() => Role::Designator,
            Role::Position => Role::Item,
            Role::Nombre
                if !has(columns, Role::Quantity) && (numeric() || has(columns, Role::Name)) =>
            {
                Role::Quantity
            }
            Role::Nombre => Role::Name,
            Role::Comment if has(columns, Role::Designator) && !has(columns, Role::Value) => {
                Role::Value
            }
            Role::Comment => Role::Notes,
            Role::ItemWord if numeric() && !counts_like_names(values()) => Role::Item,
            Role::ItemWord => Role::Name,
            Role::Number if !has(columns, Role::Quantity) && numeric() && !counts_up(values()) => {
                Role::Quantity
            }
            Role::Number => Role::Item,
            Role::Amount | Role::Total
                if !has(columns, Role::Quantity)
                    && !most(values(), |text| text.contains(['€', '$', '£', '.', ','])) =>
            {
                Role::Quantity
            }
            Role::Amount | Role::Total => Role::TotalPrice,
            Role::UnitWord if !numeric() => Role::Unit,
            Role::UnitWord if has(columns, Role::Quantity) => Role::UnitPrice,
            Role::UnitWord => Role::Quantity,
            // French for the name, English for what a standard calls its parts.
            Role::Name
                if fold(&columns[i].title) == "designation"
                    && most(values(), |text| !standard::designations(text).is_empty()) =>
            {
                let others = columns.iter().enumerate();
                let named = others.filter(|(at, _)| *at != i).any(|(_, column)| {
                    matches!(
                        column.role,
                        Some(Role::Name | Role::ItemWord | Role::Parts | Role::Description)
                    )
                });
                if named { Role::Standard } else { Role::Name }
            }
            certain => certain,
        };
        if settled != role {
            columns[i].role = Some(settled);
            columns[i].certain = false;
        }
    }
    let prices = has(columns, Role::UnitPrice) || has(columns, Role::TotalPrice);
    for column in columns.iter_mut() {
        if column.role == Some(Role::Date) {
            column.certain = false;
            column.role = Some(if prices { Role::PriceDate } else { Role::Other });
        }
    }
    if !has(columns, Role::Quantity)
        && let Some(column) = columns
            .iter_mut()
            .find(|column| column.role == Some(Role::OrderQuantity))
    {
        column.role = Some(Role::Quantity);
        column.certain = false;
    }
    if !has(columns, Role::Name)
        && !has(columns, Role::Description)
        && let Some(column) = columns
            .iter_mut()
            .find(|column| matches!(column.role, Some(Role::Material)))
        && !below.is_empty()
    {
        // `Material | Menge`: the material is what is listed.
        column.role = Some(Role::Name);
        column.certain = false;
    }
}

/// Whether at least six of ten values (and at least one) pass.
fn most<'a>(values: impl Iterator<Item = &'a str>, test: impl Fn(&str) -> bool) -> bool {
    let (mut passed, mut all) = (0, 0);
    for value in values {
        all += 1;
        passed += usize::from(test(value));
    }
    all > 0 && passed * 10 >= all * 6
}

/// Whether the values number the lines: 1, 2, 3 … (or 10, 20, 30).
fn counts_up<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let numbers: Vec<f64> = values
        .filter_map(|text| text.trim_end_matches('.').parse().ok())
        .collect();
    numbers.len() >= 2
        && numbers.first().is_some_and(|first| *first <= 10.0)
        && numbers.windows(2).all(|pair| pair[0] < pair[1])
}

/// Whether values that begin with digits are names all the same (`608 bearing`).
fn counts_like_names<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    most(values, |text| {
        text.chars().filter(|c| c.is_alphabetic()).count() >= 3
    })
}
