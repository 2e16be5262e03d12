//! The CSV of `bom`: in columns that every spreadsheet shows and our own reader reads as the same bill.

use crate::package::bom::Kind;
use crate::package::bom::bill::Bill;
use crate::package::bom::price::Amount;
use std::fmt::Write as _;

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
pub fn render(bill: &Bill) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(TITLES);
    for item in &bill.items {
        let about = if item.approximate { "~" } else { "" };
        let money = |amount: Option<Amount>| {
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
