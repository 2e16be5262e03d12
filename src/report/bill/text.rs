//! The bill for people: what to make, what to buy, and what it comes to.

use crate::package::Package;
use crate::package::bom::bill::{Bill, Item, Total};
use crate::package::bom::price::Amount;
use crate::package::bom::{Kind, fold};
use crate::report::table::layout;
use crate::units::{count, number};
use std::fmt::Write as _;

/// The sections of the text: title and the kinds in them.
const SECTIONS: [(&str, &[Kind]); 4] = [
    ("To make", &[Kind::Made, Kind::Design]),
    ("To buy", &[Kind::Standard, Kind::Bought]),
    ("Material", &[Kind::Material]),
    ("Tools", &[Kind::Tool]),
];

/// The bill for people.
pub fn render(package: &Package, bill: &Bill) -> String {
    let mut text = String::new();
    let _ = write!(text, "{}", line_of(&package.name()));
    if let Some(version) = package.version() {
        let _ = write!(text, " {}", line_of(version));
    }
    let sources: Vec<String> = package
        .bom
        .files
        .iter()
        .filter(|file| !file.tables.is_empty())
        .map(|file| line_of(&file.path))
        .collect();
    let _ = write!(text, " · {}", count(bill.items.len(), "line"));
    if !sources.is_empty() {
        let _ = write!(text, " · {}", sources.join(", "));
    }
    text.push('\n');
    let several = sources.len() > 1;
    for (title, kinds) in SECTIONS {
        let items: Vec<&Item> = bill
            .items
            .iter()
            .filter(|item| item.populated && item.kind.is_some_and(|kind| kinds.contains(&kind)))
            .collect();
        section(&mut text, title, &items, several);
    }
    let left_out: Vec<&Item> = bill.items.iter().filter(|item| !item.populated).collect();
    section(&mut text, "Not populated", &left_out, several);
    text.push('\n');
    for total in &bill.totals {
        text.push_str(&total_line(total));
    }
    text.push_str(&closing(bill));
    text
}

fn total_line(total: &Total) -> String {
    let about = if total.approximate > 0 { "about " } else { "" };
    let amount = total.amount.map_or_else(
        || "more than can be told".to_owned(),
        |amount| shown(Some(amount)),
    );
    let currency = total.currency.unwrap_or("(no currency stated)");
    format!(
        "total {about}{amount} {currency} for {}\n",
        count(total.lines, "line")
    )
}

/// What the totals leave out, and of when they are.
fn closing(bill: &Bill) -> String {
    let mut notes = Vec::new();
    if bill.totals.is_empty() {
        if bill.unpriced > 0 {
            notes.push("no prices are given".to_owned());
        }
    } else if bill.unpriced > 0 {
        let verb = if bill.unpriced == 1 { "has" } else { "have" };
        notes.push(format!(
            "{} to buy {verb} no price",
            count(bill.unpriced, "line")
        ));
    }
    if let Some((from, to)) = &bill.dates {
        notes.push(if from == to {
            format!("prices of {from}")
        } else {
            format!("prices of {from} to {to}")
        });
    }
    if bill.undated > 0 {
        notes.push(if bill.dates.is_none() {
            "the prices have no date".to_owned()
        } else {
            format!("{} without a date", count(bill.undated, "price"))
        });
    }
    if notes.is_empty() {
        String::new()
    } else {
        format!("{}\n", notes.join(", "))
    }
}

/// One section as a table; columns that nothing fills are left out.
fn section(text: &mut String, title: &str, items: &[&Item], several: bool) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    let head = [
        "qty",
        "item",
        "what",
        "material",
        "from",
        "price",
        "total",
        "listed in",
    ];
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let listed = match (item.row, several || item.sheet.is_some()) {
                (Some(row), false) => format!("{} {row}", item.row_word),
                (Some(row), true) => {
                    let sheet = item
                        .sheet
                        .as_deref()
                        .map_or_else(String::new, |sheet| format!(" “{sheet}”"));
                    format!("{}{sheet} {} {row}", item.path, item.row_word)
                }
                (None, _) => item.path.clone(),
            };
            vec![
                quantity(item),
                short(&item.name, 44),
                short(&what(item), 40),
                short(&item.material, 24),
                short(&from(item), 36),
                unit_price(item),
                money(item.line_total, item),
                short(&listed, 48),
            ]
        })
        .collect();
    let kept: Vec<usize> = (0..head.len())
        .filter(|column| rows.iter().any(|row| !row[*column].is_empty()))
        .collect();
    let head: Vec<&str> = kept.iter().map(|column| head[*column]).collect();
    let right: Vec<usize> = kept
        .iter()
        .enumerate()
        .filter(|(_, column)| matches!(column, 0 | 5 | 6))
        .map(|(at, _)| at)
        .collect();
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| kept.iter().map(|column| row[*column].clone()).collect())
        .collect();
    for line in layout(&head, &rows, &right).lines() {
        let _ = writeln!(text, "  {line}");
    }
}

fn quantity(item: &Item) -> String {
    let mut text = match (item.quantity, item.most) {
        (Some(value), Some(most)) => format!("{}–{}", number(value), number(most)),
        (Some(value), None) => number(value),
        _ if item.as_needed => return "as needed".to_owned(),
        _ => return "?".to_owned(),
    };
    if let Some(unit) = &item.unit {
        let _ = write!(text, " {}", line_of(unit));
    }
    text
}

/// What identifies it: standard, maker's number, design, file, value.
fn what(item: &Item) -> String {
    let maker = [item.manufacturer.as_str(), item.part_number.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let pieces = [
        item.standard.as_str(),
        item.design.as_str(),
        &maker,
        item.value.as_str(),
        item.file.as_str(),
    ];
    let named = fold(&item.name);
    let mut shown: Vec<&str> = pieces
        .into_iter()
        .filter(|piece| !piece.is_empty() && !named.contains(&fold(piece)))
        .collect();
    if shown.is_empty() {
        shown.extend(
            [&item.size, &item.description]
                .into_iter()
                .map(String::as_str)
                .find(|text| !text.is_empty()),
        );
    }
    shown.join(" · ")
}

/// Who sells it: the seller with the number, else the address without its details.
fn from(item: &Item) -> String {
    let seller = [item.supplier.as_str(), item.supplier_number.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if !seller.is_empty() {
        return seller;
    }
    let host = item.link.split("://").last().unwrap_or("");
    host.split('/')
        .next()
        .unwrap_or("")
        .trim_start_matches("www.")
        .to_owned()
}

fn unit_price(item: &Item) -> String {
    let mut text = money(item.unit_price, item);
    if item.price_per > 1 && !text.is_empty() {
        let _ = write!(text, " / {}", item.price_per);
    }
    text
}

fn money(amount: Option<Amount>, item: &Item) -> String {
    let text = shown(amount);
    if text.is_empty() {
        return text;
    }
    let about = if item.approximate { "~" } else { "" };
    match item.currency {
        Some(currency) => format!("{about}{text} {currency}"),
        None => format!("{about}{text}"),
    }
}

/// Money with as many places as it needs, at most four.
fn shown(amount: Option<Amount>) -> String {
    amount.map_or_else(String::new, |amount| amount.rounded(4).to_string())
}

/// A cell on one line, cut at `most` characters.
fn short(text: &str, most: usize) -> String {
    let line = line_of(text);
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}

/// A text on one line, without what a terminal would obey.
fn line_of(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
