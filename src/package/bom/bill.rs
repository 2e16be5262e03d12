//! The bill of a package in one shape, whatever files, formats and languages it was written in.
//!
//! An *item* is a line made comparable: what it asks for, how many, what identifies it, what it costs. The
//! parts that the package declares and a bill of bought things does not speak of are items too.

use super::header::Role;
use super::kind::{self, Kind};
use super::matching::{self, Likeness, MAX_COMPARED, Name};
use super::price::{Amount, currency};
use super::quantity::{Badness, Quantity};
use super::standard;
use super::table::{Line, Table};
use super::words::{fold, is_among};
use crate::package::Package;
use crate::package::parts::{Part, Process};
use std::collections::BTreeMap;

/// The bill of a package.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bill {
    /// The items in the order of the files, sheets and rows; declared parts that no bill speaks of last.
    pub items: Vec<Item>,
    /// The sum of line totals per currency, by its code; without a currency first.
    pub totals: Vec<Total>,
    /// Populated items to buy that have no price.
    pub unpriced: usize,
    /// The first and last day of the prices, as exact as they are known.
    pub dates: Option<(String, String)>,
    /// Priced items whose prices have no day.
    pub undated: usize,
}

/// One thing that is needed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// What it asks for.
    pub kind: Option<Kind>,
    /// The id of the part of the package that it is.
    pub part: Option<String>,
    /// What it is called.
    pub name: String,
    /// More about it.
    pub description: String,
    /// How many, exactly as the bill says; `None` where it states no number.
    pub quantity: Option<f64>,
    /// The upper end, when the quantity is a range.
    pub most: Option<f64>,
    /// Whether the number is left to the builder on purpose.
    pub as_needed: bool,
    /// What the quantity counts; `None`: pieces.
    pub unit: Option<String>,
    /// Reference designators, ranges written out.
    pub designators: Vec<String>,
    /// An electrical value.
    pub value: String,
    /// Dimensions.
    pub size: String,
    /// What it is made of.
    pub material: String,
    /// Who makes it.
    pub manufacturer: String,
    /// The maker's part number.
    pub part_number: String,
    /// Who sells it.
    pub supplier: String,
    /// The seller's number.
    pub supplier_number: String,
    /// The designation of its standard, made alike: `DIN EN ISO 4762 M3x10-8.8`.
    pub standard: String,
    /// The design of the index that it is, `name@version`.
    pub design: String,
    /// The design file that it names.
    pub file: String,
    /// Where to see or buy it.
    pub link: String,
    /// Pieces in a pack.
    pub pack_size: Option<u32>,
    /// The assembly or section that it belongs to.
    pub group: String,
    /// The price of [`Self::price_per`] pieces.
    pub unit_price: Option<Amount>,
    /// How many pieces the unit price buys.
    pub price_per: u32,
    /// Whether the price is about so much.
    pub approximate: bool,
    /// What the line costs, as stated or else computed.
    pub line_total: Option<Amount>,
    /// The ISO 4217 code.
    pub currency: Option<&'static str>,
    /// The day of the price.
    pub price_date: Option<String>,
    /// Whether it is part of the thing; `DNP` lines are not.
    pub populated: bool,
    /// The file that says so.
    pub path: String,
    /// The sheet, when the workbook has several.
    pub sheet: Option<String>,
    /// The row, as the user's program numbers it.
    pub row: Option<u32>,
    /// What the rows are called there: `row`, in Markdown `line`.
    pub row_word: &'static str,
}

/// The sum of the line totals in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The ISO 4217 code, when there is one.
    pub currency: Option<&'static str>,
    /// The sum; `None` when it is beyond what can be told.
    pub amount: Option<Amount>,
    /// How many lines it sums.
    pub lines: usize,
    /// How many of them cost about so much.
    pub approximate: usize,
}

impl Bill {
    /// The bill of a package, from all its bills and parts.
    pub fn of(package: &Package) -> Self {
        let parts: Vec<(&Part, Vec<Name>)> = package
            .parts
            .iter()
            .map(|part| (part, matching::names_of_part(part)))
            .collect();
        let mut items = Vec::new();
        for (count, (file, table, line)) in package.bom.lines().enumerate() {
            let mut item = Item::of(table, line);
            item.path.clone_from(&file.path);
            if count < MAX_COMPARED
                && !matches!(line.kind, Kind::Tool | Kind::Material | Kind::Design)
            {
                let names = matching::names_of_line(table, line);
                let part = parts
                    .iter()
                    .find(|(_, part)| matching::likeness(part, &names) == Likeness::Same);
                if let Some((part, _)) = part {
                    item.part = Some(part.id.clone());
                    if part.process.as_slice() != [Process::Buy] && line.kind == Kind::Bought {
                        item.kind = Some(Kind::Made);
                    }
                }
            }
            items.push(item);
        }
        let listed = !items.is_empty();
        if !items.iter().any(|item| item.kind == Some(Kind::Made)) {
            let manifest = package
                .manifest
                .path
                .as_deref()
                .unwrap_or(crate::package::fab::FILE_NAME);
            items.extend(
                package
                    .parts
                    .iter()
                    .filter(|part| part.declared || !listed)
                    .filter(|part| {
                        !items
                            .iter()
                            .any(|item| item.part.as_ref() == Some(&part.id))
                    })
                    .map(|part| Item::of_part(part, manifest))
                    .collect::<Vec<_>>(),
            );
        }
        Self::summed(items)
    }

    /// Sums items up.
    pub fn summed(items: Vec<Item>) -> Self {
        let mut totals: BTreeMap<Option<&'static str>, Total> = BTreeMap::new();
        let mut dates: Vec<&String> = Vec::new();
        let (mut unpriced, mut undated) = (0, 0);
        for item in items.iter().filter(|item| item.populated) {
            let Some(amount) = item.line_total else {
                unpriced += usize::from(item.is_bought());
                continue;
            };
            let total = totals.entry(item.currency).or_insert(Total {
                currency: item.currency,
                amount: Some(Amount::ZERO),
                lines: 0,
                approximate: 0,
            });
            total.amount = total.amount.and_then(|sum| sum.plus(amount));
            total.lines += 1;
            total.approximate += usize::from(item.approximate);
            match &item.price_date {
                Some(date) => dates.push(date),
                None => undated += 1,
            }
        }
        dates.sort();
        let dates = dates
            .first()
            .zip(dates.last())
            .map(|(first, last)| ((*first).clone(), (*last).clone()));
        Self {
            totals: totals.into_values().collect(),
            unpriced,
            dates,
            undated,
            items,
        }
    }
}

impl Item {
    /// Whether it is bought rather than made or at hand.
    pub fn is_bought(&self) -> bool {
        matches!(
            self.kind,
            Some(Kind::Bought | Kind::Standard | Kind::Material)
        )
    }

    /// A declared part.
    fn of_part(part: &Part, manifest: &str) -> Self {
        let bought = part.process.as_slice() == [Process::Buy];
        Self {
            kind: Some(if bought { Kind::Bought } else { Kind::Made }),
            part: Some(part.id.clone()),
            name: part.name.clone(),
            quantity: Some(f64::from(part.quantity)),
            material: part.material.join(" or "),
            file: part
                .meshes
                .first()
                .or_else(|| part.exports.first())
                .or_else(|| part.sources.first())
                .cloned()
                .unwrap_or_default(),
            price_per: 1,
            populated: true,
            path: if part.declared {
                manifest.to_owned()
            } else {
                part.meshes.first().cloned().unwrap_or_default()
            },
            ..Self::default()
        }
    }

    /// A line of a table.
    pub fn of(table: &Table, line: &Line) -> Self {
        let text = |role| {
            let text = table.text(line, role);
            if matches!(text, "~" | "-") {
                String::new()
            } else {
                text.to_owned()
            }
        };
        let pricing = table.pricing(line);
        let (quantity, most) = match &line.quantity {
            Quantity::Number { value, most, .. } => (Some(*value), *most),
            Quantity::Bad(Badness::Zero) if line.not_populated => (Some(0.0), None),
            _ if !line.designators.is_empty() => (Some(line.designators.len() as f64), None),
            _ => (None, None),
        };
        let unit_price = pricing.unit_price();
        let line_total = pricing.line_total();
        let computed = unit_price.and_then(|(_, price)| {
            let quantity = Amount::of_number(quantity?)?;
            price.amount.times(quantity)?.over(price.per)
        });
        let currency = line_total
            .or(unit_price)
            .and_then(|(priced, _)| priced.currency)
            .filter(|code| *code != currency::LOCAL);
        let name = table.name(line).to_owned();
        let distinct = |text: String| if text == name { String::new() } else { text };
        Self {
            kind: Some(line.kind),
            part: None,
            description: distinct(text(Role::Description)),
            quantity,
            most,
            as_needed: line.quantity == Quantity::AsNeeded,
            unit: unit(table, line),
            designators: line.designators.clone(),
            value: distinct(text(Role::Value)),
            size: distinct(text(Role::Size)),
            material: distinct(text(Role::Material)),
            manufacturer: text(Role::Manufacturer),
            part_number: distinct(text(Role::PartNumber)),
            supplier: text(Role::Supplier),
            supplier_number: distinct(text(Role::SupplierNumber)),
            standard: designation(table, line).unwrap_or_default(),
            design: identity(table, line)
                .find_map(kind::design)
                .unwrap_or_default()
                .to_owned(),
            file: [
                Role::File,
                Role::Name,
                Role::PartNumber,
                Role::Link,
                Role::Notes,
            ]
            .into_iter()
            .find_map(|role| kind::design_file(table.text(line, role)))
            .unwrap_or_default()
            .to_owned(),
            link: link(table, line),
            pack_size: table.pack_size(line),
            group: line
                .section
                .clone()
                .or_else(|| Some(text(Role::Group)).filter(|group| !group.is_empty()))
                .or_else(|| table.heading.clone())
                .unwrap_or_default(),
            unit_price: unit_price.map(|(_, price)| price.amount),
            price_per: unit_price.map_or(1, |(_, price)| price.per),
            approximate: line_total
                .or(unit_price)
                .is_some_and(|(_, price)| price.approximate),
            line_total: line_total.map(|(_, price)| price.amount).or(computed),
            currency,
            price_date: pricing
                .date
                .clone()
                .filter(|_| unit_price.or(line_total).is_some()),
            populated: !line.not_populated,
            path: String::new(),
            sheet: table.sheet.clone(),
            row: Some(line.row),
            row_word: if table.letters { "row" } else { "line" },
            name,
        }
    }
}

/// The texts that may say what a line is.
fn identity<'a>(table: &'a Table, line: &'a Line) -> impl Iterator<Item = &'a str> {
    [
        Role::Standard,
        Role::Name,
        Role::Description,
        Role::PartNumber,
        Role::File,
    ]
    .into_iter()
    .flat_map(|role| table.columns_of(role))
    .filter_map(|column| Some(table.cell(line, column)?.text.as_str()))
}

/// What the quantity counts, `None` for pieces.
fn unit(table: &Table, line: &Line) -> Option<String> {
    const PIECES: &str = "x|pcs|pc|pce|ea|each|off|stk|st|stck|stuck|ud|uds|u|pz|ks|szt|k|piece|pieces|unit|units|个|個|只|шт|unidad|unidades|piezas|pezzi|pieces each|item|items|part|parts|er";
    const UNITS: &str = "m|mm|cm|dm|km|in|inch|ft|yd|g|kg|mg|lb|lbs|oz|l|ml|cl|m2|m²|cm2|cm²|mm2|mm²|m3|m³|cm3|cm³|rolls|roll|sets|set|pairs|pair|pack|packs|meter|meters|metre|metres|pkg|pk|sheet|sheets|h|%";
    let own = match &line.quantity {
        Quantity::Number { unit, .. } => unit.as_deref().unwrap_or_default(),
        _ => return None,
    };
    let word = |text: &str| -> Option<String> {
        let word = text
            .split(|c: char| c.is_whitespace() || matches!(c, '(' | ',' | ';'))
            .next()?;
        let word = word.trim_end_matches('.');
        is_among(UNITS, &word.to_lowercase()).then(|| word.to_owned())
    };
    if let Some(unit) = word(own) {
        return Some(unit);
    }
    let stated = table.text(line, Role::Unit);
    if stated.is_empty() || is_among(PIECES, &fold(stated)) || stated == "-" {
        return None;
    }
    word(stated).or_else(|| {
        (stated.chars().count() <= 12 && !stated.contains(|c: char| c.is_ascii_digit()))
            .then(|| stated.to_owned())
    })
}

/// The first address of a line: behind a cell, or written out.
fn link(table: &Table, line: &Line) -> String {
    let web = |text: &str| text.contains("://") || text.starts_with("www.");
    let written = |text: &str| {
        text.split_whitespace().find(|word| web(word)).map(|word| {
            word.trim_matches(['<', '>', '(', ')', ',', ';', '"'])
                .to_owned()
        })
    };
    table
        .columns_of(Role::Link)
        .filter_map(|column| table.cell(line, column))
        .chain(line.cells.iter())
        .find_map(|cell| {
            cell.link
                .clone()
                .filter(|link| web(link))
                .or_else(|| written(&cell.text))
        })
        .unwrap_or_default()
}

/// The designation of the line's standard with its size: `ISO 4762 M3x10-8.8`.
pub fn designation(table: &Table, line: &Line) -> Option<String> {
    let (text, found) = identity(table, line)
        .find_map(|text| Some((text, standard::designations(text).into_iter().next()?)))?;
    let mut threads: Vec<standard::Thread> = identity(table, line)
        .chain([table.text(line, Role::Size)])
        .flat_map(standard::threads)
        .collect();
    threads.sort_by_key(|thread| thread.length.is_none());
    let mut size = match threads.into_iter().next() {
        Some(thread) if thread.length.is_some() => thread.text,
        Some(thread) => {
            let length = standard::find(&found)
                .filter(|standard| standard.length)
                .and_then(|_| millimetres(table, line));
            length.map_or(thread.text.clone(), |length| {
                format!("{}x{length}", thread.text)
            })
        }
        None => match rest(&text[found.span.end..]) {
            rest if rest.is_empty() => rest_of_size(table.text(line, Role::Size)),
            rest => rest,
        },
    };
    let class = identity(table, line).find_map(standard::property_class);
    if let Some(class) = class.filter(|class| !size.is_empty() && !size.contains(*class)) {
        size = format!("{size}-{class}");
    }
    Some(if size.is_empty() {
        found.to_string()
    } else {
        format!("{found} {size}")
    })
}

/// The length that a line gives in millimetres, when there is one only.
fn millimetres(table: &Table, line: &Line) -> Option<String> {
    let bare = |text: &str| {
        let text = text.trim().trim_end_matches("mm").trim();
        (!text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.to_owned())
    };
    if let Some(length) = bare(table.text(line, Role::Size)) {
        return Some(length);
    }
    let mut found: Vec<String> = Vec::new();
    for text in identity(table, line) {
        let spaced = text.replace("mm", " mm ");
        let words: Vec<&str> = spaced
            .split([' ', ',', ';', '(', ')'])
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            if pair[1] == "mm"
                && let Some(length) = bare(pair[0])
                && !found.contains(&length)
            {
                found.push(length);
            }
        }
    }
    match found.as_slice() {
        [length] => Some(length.clone()),
        _ => None,
    }
}

/// A cell of the column for sizes, as far as it reads behind a designation.
fn rest_of_size(text: &str) -> String {
    if text.len() <= 16 && text.starts_with(|c: char| c.is_ascii_digit()) {
        rest(text)
    } else {
        String::new()
    }
}

/// What stands after a designation, as far as it is its size.
fn rest(text: &str) -> String {
    let text = text.split([',', ';', '(', '\n', '|']).next().unwrap_or("");
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | ':' | '–'));
    if text.chars().count() > 40
        || !text.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase())
    {
        return String::new();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '×' | '*' | '✕' => out.push('x'),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out.replace(" x ", "x")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::bom::read_bytes;

    fn items(text: &str) -> Vec<Item> {
        let file = read_bytes("bom.csv", text.as_bytes());
        file.tables
            .iter()
            .flat_map(|table| table.lines.iter().map(move |line| Item::of(table, line)))
            .collect()
    }

    #[test]
    fn designations_are_made_alike() {
        let text = "Name,Qty,Standard,Size\n\
            screw,4,DIN EN ISO 4762 M3 × 10 - 8.8,\n\
            screw,4,ISO4762,M3x10\n\
            \"Befestigung, 8mm M6, ISO 7380\",4,,\n\
            washer,4,ISO 7089 5,\n\
            bearing,1,ISO 15 608-2Z 8×22×7,\n\
            screw,2,DIN 912 M3,12 mm\n";
        let found: Vec<String> = items(text).into_iter().map(|item| item.standard).collect();
        assert_eq!(
            found,
            [
                "DIN EN ISO 4762 M3x10-8.8",
                "ISO 4762 M3x10",
                "ISO 7380 M6x8",
                "ISO 7089 5",
                "ISO 15 608-2Z 8x22x7",
                "DIN 912 M3x12",
            ]
        );
    }

    #[test]
    fn money_is_summed_exactly_and_by_currency() {
        let text = "Name,Qty,Price,Price date\n\
            a1,3,0.10 €,2024-05\nb2,1,0.20 €,2024-07-01\nc3,10,$1 per 100,\nd4,2,,\ne5 (DNP),DNP,5 €,\n";
        let bill = Bill::summed(items(text));
        let totals: Vec<(Option<&str>, String, usize)> = bill
            .totals
            .iter()
            .map(|total| {
                (
                    total.currency,
                    total.amount.unwrap_or_default().to_string(),
                    total.lines,
                )
            })
            .collect();
        assert_eq!(
            totals,
            [
                (Some("EUR"), "0.50".to_owned(), 2),
                (Some("USD"), "0.10".to_owned(), 1)
            ]
        );
        assert_eq!(bill.unpriced, 1);
        assert_eq!(
            bill.dates,
            Some(("2024-05".to_owned(), "2024-07-01".to_owned()))
        );
        assert_eq!(bill.undated, 1);
    }
}
