//! The JSON of `bom`, version 1: a published shape of its own, so that internal types may change.
//!
//! Keys are only added within version 1. Money is a decimal in a string, so that no program makes a binary
//! fraction of it.

use crate::package::Package;
use crate::package::bom::bill::{Bill, Item};
use crate::package::bom::{Format, Kind};
use crate::report::json::to_text;
use schemars::JsonSchema;
use serde::Serialize;

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
pub fn render(package: &Package, bill: &Bill) -> String {
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
