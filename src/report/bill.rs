//! The normalised bill of materials: text for people, CSV for spreadsheets (and for this program's own
//! reader), and JSON, version 1.
//!
//! Keys of the JSON are only added within version 1. Money is a decimal in a string, so that no program makes
//! a binary fraction of it.

use super::json::to_text;
use super::table;
use crate::package::Package;
use crate::package::bom::bill::{Bill, Item, Total};
use crate::package::bom::{Format, Kind};
use crate::units::{count, number};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// A bill of materials.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "fabcommons bill of materials, version 1")]
pub struct BillFile<'a> {
    /// `fabcommons-bom`.
    format: &'static str,
    /// 1.
    version: u32,
    package: PackageEntry<'a>,
    /// The files that were read.
    sources: Vec<SourceEntry<'a>>,
    lines: Vec<LineEntry<'a>>,
    /// Sums of the line totals of what is populated, one per currency.
    totals: Vec<TotalEntry>,
    /// Populated lines to buy that have no price.
    unpriced: usize,
    /// The days of the prices.
    prices: PricesEntry<'a>,
}

/// The package.
#[derive(Debug, Serialize, JsonSchema)]
struct PackageEntry<'a> {
    /// Its name in the index.
    id: String,
    name: String,
    version: Option<&'a str>,
}

/// A file that is a bill.
#[derive(Debug, Serialize, JsonSchema)]
struct SourceEntry<'a> {
    /// Relative to the package root.
    path: &'a str,
    /// Null when no reader for it exists.
    format: Option<FormatName>,
    lines: usize,
    /// Whether nothing could be read of it; `fabcommons check` says why.
    unreadable: bool,
}

/// A table format.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum FormatName {
    Csv,
    Tsv,
    Markdown,
    Xlsx,
    Ods,
}

/// What a line asks for.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum KindName {
    Made,
    Design,
    Standard,
    Bought,
    Material,
    Tool,
}

/// A line.
#[derive(Debug, Serialize, JsonSchema)]
struct LineEntry<'a> {
    kind: KindName,
    /// The id of the part of the package that it is.
    part: Option<&'a str>,
    name: &'a str,
    description: Option<&'a str>,
    quantity: QuantityEntry<'a>,
    /// Whether it is part of the thing; lines marked `DNP` are not.
    populated: bool,
    /// Reference designators, ranges written out.
    designators: &'a [String],
    value: Option<&'a str>,
    size: Option<&'a str>,
    material: Option<&'a str>,
    manufacturer: Option<&'a str>,
    part_number: Option<&'a str>,
    supplier: Option<&'a str>,
    supplier_part_number: Option<&'a str>,
    /// The designation of its standard with the size: `ISO 4762 M3x10-8.8`.
    standard: Option<&'a str>,
    /// A design of the index, `name@version`.
    design: Option<&'a str>,
    file: Option<&'a str>,
    link: Option<&'a str>,
    /// The assembly or section that it belongs to.
    group: Option<&'a str>,
    /// Pieces in a pack.
    pack_size: Option<u32>,
    price: Option<PriceEntry<'a>>,
    source: PlaceEntry<'a>,
}

/// How many.
#[derive(Debug, Serialize, JsonSchema)]
struct QuantityEntry<'a> {
    /// Null when the bill states no number.
    value: Option<f64>,
    /// The upper end of a range.
    most: Option<f64>,
    /// What is counted; null: pieces.
    unit: Option<&'a str>,
    /// Whether the number is left to the builder on purpose.
    as_needed: bool,
}

/// What a line costs.
#[derive(Debug, Serialize, JsonSchema)]
struct PriceEntry<'a> {
    /// A decimal number: the price of `per` pieces.
    unit: Option<String>,
    /// How many pieces the unit price buys.
    per: u32,
    /// A decimal number: what the line costs, as stated, else computed.
    total: Option<String>,
    /// The ISO 4217 code.
    currency: Option<&'static str>,
    /// Whether it is about so much.
    approximate: bool,
    /// The day, as exact as it is known: `2024-05-01`, `2024-05`, `2024`.
    date: Option<&'a str>,
}

/// Where a line stands.
#[derive(Debug, Serialize, JsonSchema)]
struct PlaceEntry<'a> {
    /// Relative to the package root.
    path: &'a str,
    /// The sheet, when the workbook has several.
    sheet: Option<&'a str>,
    /// From 1, as the user's spreadsheet numbers it; null for a part of the manifest.
    row: Option<u32>,
}

/// A sum.
#[derive(Debug, Serialize, JsonSchema)]
struct TotalEntry {
    /// The ISO 4217 code; null when the bill names none.
    currency: Option<&'static str>,
    /// A decimal number; null when it is too large to be one.
    amount: Option<String>,
    /// How many lines it sums.
    lines: usize,
    /// How many of them cost about so much.
    approximate: usize,
}

/// The days of the prices.
#[derive(Debug, Serialize, JsonSchema)]
struct PricesEntry<'a> {
    /// The first.
    from: Option<&'a str>,
    /// The last.
    to: Option<&'a str>,
    /// How many priced lines have none.
    undated: usize,
}

/// The JSON Schema of `bom --format json`.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(BillFile<'static>)
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// The bill as JSON.
pub fn json(package: &Package, bill: &Bill) -> String {
    let sources = package
        .bom
        .files
        .iter()
        .map(|file| SourceEntry {
            path: &file.path,
            format: file.format.map(|format| match format {
                Format::Csv => FormatName::Csv,
                Format::Tsv => FormatName::Tsv,
                Format::Markdown => FormatName::Markdown,
                Format::Xlsx => FormatName::Xlsx,
                Format::Ods => FormatName::Ods,
            }),
            lines: file.tables.iter().map(|table| table.lines.len()).sum(),
            unreadable: file.trouble.is_some(),
        })
        .collect();
    to_text(&BillFile {
        format: "fabcommons-bom",
        version: 1,
        package: PackageEntry {
            id: package.id(),
            name: package.name(),
            version: package.version(),
        },
        sources,
        lines: bill.items.iter().map(entry).collect(),
        totals: bill
            .totals
            .iter()
            .map(|total| TotalEntry {
                currency: total.currency,
                amount: total.amount.map(|amount| amount.to_string()),
                lines: total.lines,
                approximate: total.approximate,
            })
            .collect(),
        unpriced: bill.unpriced,
        prices: PricesEntry {
            from: bill.dates.as_ref().map(|(from, _)| from.as_str()),
            to: bill.dates.as_ref().map(|(_, to)| to.as_str()),
            undated: bill.undated,
        },
    })
}

fn entry(item: &Item) -> LineEntry<'_> {
    let priced = item.unit_price.is_some() || item.line_total.is_some();
    LineEntry {
        kind: match item.kind.unwrap_or(Kind::Bought) {
            Kind::Made => KindName::Made,
            Kind::Design => KindName::Design,
            Kind::Standard => KindName::Standard,
            Kind::Bought => KindName::Bought,
            Kind::Material => KindName::Material,
            Kind::Tool => KindName::Tool,
        },
        part: item.part.as_deref(),
        name: &item.name,
        description: some(&item.description),
        quantity: QuantityEntry {
            value: item.quantity,
            most: item.most,
            unit: item.unit.as_deref(),
            as_needed: item.as_needed,
        },
        populated: item.populated,
        designators: &item.designators,
        value: some(&item.value),
        size: some(&item.size),
        material: some(&item.material),
        manufacturer: some(&item.manufacturer),
        part_number: some(&item.part_number),
        supplier: some(&item.supplier),
        supplier_part_number: some(&item.supplier_number),
        standard: some(&item.standard),
        design: some(&item.design),
        file: some(&item.file),
        link: some(&item.link),
        group: some(&item.group),
        pack_size: item.pack_size,
        price: priced.then(|| PriceEntry {
            unit: item.unit_price.map(|amount| amount.to_string()),
            per: item.price_per,
            total: item.line_total.map(|amount| amount.to_string()),
            currency: item.currency,
            approximate: item.approximate,
            date: item.price_date.as_deref(),
        }),
        source: PlaceEntry {
            path: &item.path,
            sheet: item.sheet.as_deref(),
            row: item.row,
        },
    }
}

/// The columns of the CSV: titles that our own reader knows.
const TITLES: [&str; 26] = [
    "Kind",
    "Name",
    "Quantity",
    "Unit",
    "Designator",
    "Description",
    "Value",
    "Size",
    "Material",
    "Manufacturer",
    "Part number",
    "Supplier",
    "Supplier part number",
    "Standard",
    "Design",
    "File",
    "Link",
    "Group",
    "Pack size",
    "Unit price",
    "Line total",
    "Currency",
    "Price date",
    "DNP",
    "Listed in",
    "Listed row",
];

/// The bill as CSV, one line per item.
pub fn csv(bill: &Bill) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(TITLES);
    for item in &bill.items {
        let about = if item.approximate { "~" } else { "" };
        let money = |amount: Option<crate::package::bom::price::Amount>| {
            amount.map_or_else(String::new, |amount| {
                format!("{about}{}", unmistakable(&amount.to_string()))
            })
        };
        let mut unit_price = money(item.unit_price);
        if item.price_per > 1 && !unit_price.is_empty() {
            let _ = write!(unit_price, " per {}", item.price_per);
        }
        let quantity = match (item.quantity, item.most) {
            (Some(value), Some(most)) => {
                format!(
                    "{}-{}",
                    unmistakable(&value.to_string()),
                    unmistakable(&most.to_string())
                )
            }
            (Some(value), None) => unmistakable(&value.to_string()),
            _ if item.as_needed => "as needed".to_owned(),
            _ => String::new(),
        };
        let record = [
            kind_word(item.kind),
            &item.name,
            &quantity,
            item.unit.as_deref().unwrap_or(""),
            &item.designators.join(", "),
            &item.description,
            &item.value,
            &item.size,
            &item.material,
            &item.manufacturer,
            &item.part_number,
            &item.supplier,
            &item.supplier_number,
            &item.standard,
            &item.design,
            &item.file,
            &item.link,
            &item.group,
            &item
                .pack_size
                .map_or_else(String::new, |size| size.to_string()),
            &unit_price,
            &money(item.line_total),
            item.currency.unwrap_or(""),
            item.price_date.as_deref().unwrap_or(""),
            if item.populated { "" } else { "DNP" },
            &item.path,
            &item.row.map_or_else(String::new, |row| row.to_string()),
        ];
        let _ = writer.write_record(record);
    }
    writer
        .into_inner()
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// A decimal that no reader takes for thousands: not with exactly three places.
fn unmistakable(number: &str) -> String {
    let places = number.split_once('.').map_or(0, |(_, places)| places.len());
    if places == 3 {
        format!("{number}0")
    } else {
        number.to_owned()
    }
}

fn kind_word(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Made) => "made",
        Some(Kind::Design) => "design",
        Some(Kind::Standard) => "standard",
        Some(Kind::Material) => "material",
        Some(Kind::Tool) => "tool",
        Some(Kind::Bought) | None => "bought",
    }
}

/// The sections of the text: title and the kinds in them.
const SECTIONS: [(&str, &[Kind]); 4] = [
    ("To make", &[Kind::Made, Kind::Design]),
    ("To buy", &[Kind::Standard, Kind::Bought]),
    ("Material", &[Kind::Material]),
    ("Tools", &[Kind::Tool]),
];

/// The bill for people.
pub fn text(package: &Package, bill: &Bill) -> String {
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
    for line in table::layout(&head, &rows, &right).lines() {
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
    let named = fold_of(&item.name);
    let mut shown: Vec<&str> = pieces
        .into_iter()
        .filter(|piece| !piece.is_empty() && !named.contains(&fold_of(piece)))
        .collect();
    if shown.is_empty() {
        shown.extend(some(&item.size).or_else(|| some(&item.description)));
    }
    shown.join(" · ")
}

fn fold_of(text: &str) -> String {
    crate::package::bom::fold(text)
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

fn money(amount: Option<crate::package::bom::price::Amount>, item: &Item) -> String {
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
fn shown(amount: Option<crate::package::bom::price::Amount>) -> String {
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
