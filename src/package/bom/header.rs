//! Finding the header row, and what each column holds.

use super::aliases;
use super::grid::Row;
use super::price::PriceTitle;
use super::settle;
use super::words::fold;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// How many the design needs.
    Quantity,
    /// How many to order.
    OrderQuantity,
    /// How many are in a pack.
    PackSize,
    /// What the quantity counts.
    Unit,
    /// Reference designators (`R1, R2`).
    Designator,
    /// What it is called.
    Name,
    /// What it is, at length.
    Description,
    /// An electrical value.
    Value,
    /// A footprint or package.
    Footprint,
    /// Who makes it.
    Manufacturer,
    /// The manufacturer's (or the design's own) part number.
    PartNumber,
    /// Who sells it.
    Supplier,
    /// The seller's number.
    SupplierNumber,
    /// Where to see or buy it.
    Link,
    /// ISO, DIN, EN …
    Standard,
    /// Dimensions.
    Size,
    /// What it is made of.
    Material,
    /// Category, make or buy.
    Kind,
    /// How it is made.
    Process,
    /// The design file.
    File,
    /// Price of one.
    UnitPrice,
    /// Price of the line.
    TotalPrice,
    /// Currency of the prices.
    Currency,
    /// The day of the prices.
    PriceDate,
    /// Weight.
    Mass,
    /// Remarks.
    Notes,
    /// Marked lines are not populated.
    Dnp,
    /// Lines marked with a no are not populated.
    Fitted,
    /// The assembly it belongs to.
    Group,
    /// Number of the line.
    Item,
    /// A picture.
    Image,
    /// Its licence.
    Licence,
    /// Known, and of no concern here.
    Other,
    /// Undecided: designators, a part number or a line number.
    Reference,
    /// Undecided: a line number or a quantity.
    Number,
    /// Undecided: designators or names.
    Parts,
    /// Undecided: designators or a line number.
    Position,
    /// Undecided: quantity (French) or name (Spanish).
    Nombre,
    /// Undecided: a value (beside designators) or remarks.
    Comment,
    /// Undecided: a line number or a name.
    ItemWord,
    /// Undecided: a quantity or a price.
    Amount,
    /// Undecided: a price or a quantity.
    Total,
    /// Undecided: the unit, a quantity or a unit price.
    UnitWord,
    /// Undecided: the day of the prices, or of something else.
    Date,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it holds; `None` when its title says nothing known.
    pub role: Option<Role>,
    /// Its number, from 1.
    pub number: u32,
    /// Its title as written.
    pub title: String,
    /// Whether the title alone, without the values, gave the role.
    pub certain: bool,
    /// What the title says of prices in the column.
    pub priced: PriceTitle,
}

impl Role {
    /// Whether the column says what the item is.
    pub const fn identifies(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Description
                | Self::Value
                | Self::PartNumber
                | Self::SupplierNumber
                | Self::Standard
                | Self::File
                | Self::Designator
                | Self::Size
                | Self::Material
                | Self::Link
        )
    }

    /// Whether the column may name the item in the header's undecided state.
    const fn may_name(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Description
                | Self::Value
                | Self::PartNumber
                | Self::SupplierNumber
                | Self::Standard
                | Self::File
                | Self::Designator
                | Self::Material
                | Self::Reference
                | Self::Parts
                | Self::Nombre
                | Self::Comment
                | Self::ItemWord
        )
    }

    /// Whether tables of other things hardly have such a column.
    const fn tells_where_from(self) -> bool {
        matches!(
            self,
            Self::PartNumber
                | Self::Designator
                | Self::Supplier
                | Self::SupplierNumber
                | Self::Manufacturer
                | Self::UnitPrice
                | Self::TotalPrice
                | Self::Amount
                | Self::Footprint
                | Self::Standard
                | Self::Material
                | Self::Size
                | Self::Link
        )
    }

    const fn may_count(self) -> bool {
        matches!(
            self,
            Self::Quantity
                | Self::Number
                | Self::Nombre
                | Self::Amount
                | Self::Total
                | Self::UnitWord
        )
    }
}

/// The role that a title names, and whether it does so exactly.
fn role_of(title: &str) -> Option<(Role, bool)> {
    // `[Model]` is the placeholder of a template, not a title.
    if title.len() > 120 || title.starts_with(['[', '<']) {
        return None;
    }
    let whole = fold(title);
    if let Some(role) = aliases::exact(&whole) {
        return Some((role, true));
    }
    // `Price (EUR)`, `Maße (B × T × H, mm)`.
    let bare = match title.find(['(', '[']) {
        Some(at) if at > 0 => &title[..at],
        _ => title,
    };
    if let Some(role) = aliases::exact(&fold(bare)) {
        return Some((role, true));
    }
    // `Norm/Hersteller`, `Qty, total`, `Anzahl | Quantity`.
    for piece in bare.split(['/', ',', ';', '|', '\n', ':', '–', '&']) {
        if let Some(role) = aliases::exact(&fold(piece)) {
            return Some((role, true));
        }
    }
    // `UPK-PartNo.`, `Qty for one lamp`: the last words, then the first.
    let folded = fold(bare);
    let words: Vec<&str> = folded.split(' ').collect();
    if words.len() > 5 || words.iter().any(|word| word.parse::<f64>().is_ok()) {
        return None;
    }
    let ends = (1..words.len()).map(|skip| words[skip..].join(" "));
    let starts = (1..words.len()).rev().map(|take| words[..take].join(" "));
    ends.chain(starts)
        .find_map(|part| aliases::exact(&part))
        .map(|role| (role, false))
}

/// How much a row looks like the header of a bill; 0 means not at all.
///
/// It names a column for what the item is and one for how many; without the latter (somebody forgot
/// it) one for where the item comes from, because tables of names and descriptions are everywhere.
pub fn score(row: &Row) -> u32 {
    let (mut points, mut known, mut filled) = (0, 0_u32, 0_u32);
    let mut roles: Vec<Role> = Vec::new();
    let (mut names, mut counts) = (false, false);
    for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
        filled += 1;
        if cell.number.is_some() || cell.date || cell.text.parse::<f64>().is_ok() {
            // Headers hold no figures, save a bare year or two.
            points -= 2;
            continue;
        }
        let Some((role, exact)) = role_of(&cell.text) else {
            continue;
        };
        known += 1;
        names |= role.may_name();
        counts |= role.may_count() && exact;
        if !roles.contains(&role) {
            roles.push(role);
            points += match role {
                Role::Other | Role::Date => 0,
                _ if exact => 2,
                _ => 1,
            };
        }
    }
    // Half of a wide header may be a house's own words; a line of two must be plain.
    let plain = known * 2 >= filled || (known >= 4 && known * 3 >= filled);
    let telling = counts || roles.iter().any(|role| role.tells_where_from());
    let enough = if counts { 3 } else { 4 };
    if names && plain && telling && roles.len() >= 2 && points >= enough {
        points as u32 + if counts { 4 } else { 0 }
    } else {
        0
    }
}

/// Whether a row is the header of some other table (a list of suppliers below the bill).
pub fn is_foreign_header(row: &Row) -> bool {
    let filled: Vec<_> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
    filled.len() >= 2
        && filled.iter().all(|cell| {
            cell.number.is_none()
                && !cell.text.starts_with(['[', '<'])
                && aliases::exact(&fold(&cell.text))
                    .is_some_and(|role| !matches!(role, Role::Other | Role::Date))
        })
}

/// The columns of the header row, decided with the help of the rows below.
pub fn columns(header: &Row, below: &[Row]) -> Vec<Column> {
    let mut columns: Vec<Column> = header
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(index, cell)| {
            let role = role_of(&cell.text).map(|(role, _)| role);
            Column {
                role,
                number: index as u32 + 1,
                title: one_line(&cell.text),
                certain: true,
                priced: PriceTitle::of(&cell.text),
            }
        })
        .collect();
    settle::settle(&mut columns, below);
    columns
}

/// A title on one line.
fn one_line(title: &str) -> String {
    let mut line = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 40 {
        line = line.chars().take(39).collect();
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::grid::Cell;
    use super::*;

    fn row(cells: &[&str]) -> Row {
        Row {
            number: 1,
            cells: cells.iter().map(|text| Cell::of(text)).collect(),
        }
    }

    fn roles(header: &[&str], below: &[&[&str]]) -> Vec<Option<Role>> {
        let below: Vec<Row> = below.iter().map(|cells| row(cells)).collect();
        columns(&row(header), &below)
            .into_iter()
            .map(|column| column.role)
            .collect()
    }

    #[test]
    fn headers_of_many_programs_and_languages_are_known() {
        for header in [
            &["Item", "Qty", "Reference(s)", "Value"][..],
            &["Comment", "Designator", "Footprint", "LCSC Part #"],
            &["Qty", "Value", "Device", "Package", "Parts"],
            &[
                "ID",
                "Bezeichnung",
                "Norm/Hersteller",
                "Maße (B × T × H, mm)",
                "Anzahl",
            ],
            &["Désignation", "Qté", "Prix unitaire (€)", "Fournisseur"],
            &["Nombre", "Cantidad", "Proveedor"],
            &["Descrizione", "Q.tà", "Fornitore", "Codice"],
            &["Onderdeel", "Aantal", "Leverancier"],
            &["Peça", "Quantidade", "Fornecedor"],
            &["Nazwa", "Ilość"],
            &["名称", "数量"],
            &["Partname", "", "", "UPK-PartNo.", "Quantity"],
            &["Vendor", "Item", "Amount", "vendor ID", "cost, total (eur)"],
            &["PART NO.", "DESCRIPTION", "QTY."],
            &["part", "number"],
        ] {
            assert!(score(&row(header)) > 0, "{header:?}");
        }
    }

    #[test]
    fn other_rows_are_no_header() {
        for other in [
            &["Assembly number", "Acraea 2.0"][..],
            &["M3x10 screw", "4"],
            &["Komponente", "Version"],
            &["Datei im Template", "Wird im Repo zu", "Lizenz"],
            &["Path", "Role"],
            &["Date", "Author", "Change"],
            &["mA", "V"],
            &["Supplier", "Id", "URL"],
            &["Module: Plates"],
            &["Part name", "Supplier of the thing we need", "12", "3"],
        ] {
            assert_eq!(score(&row(other)), 0, "{other:?}");
        }
    }

    #[test]
    fn doubtful_titles_are_settled_by_the_values() {
        use Role::*;
        assert_eq!(
            roles(&["Nombre", "Cantidad"], &[&["Tornillo M3", "4"]]),
            [Some(Name), Some(Quantity)]
        );
        assert_eq!(
            roles(&["Désignation", "Nombre"], &[&["Vis M3", "4"]]),
            [Some(Name), Some(Quantity)]
        );
        assert_eq!(
            roles(&["Ref", "Value", "Qty"], &[&["R1, R2", "10k", "2"]]),
            [Some(Designator), Some(Value), Some(Quantity)]
        );
        assert_eq!(
            roles(
                &["Ref", "Name", "Qty"],
                &[&["1", "a", "2"], &["2", "b", "2"]]
            ),
            [Some(Item), Some(Name), Some(Quantity)]
        );
        assert_eq!(
            roles(&["No.", "Name"], &[&["4", "a"], &["4", "b"]]),
            [Some(Quantity), Some(Name)]
        );
        assert_eq!(
            roles(&["No.", "Name"], &[&["1", "a"], &["2", "b"]]),
            [Some(Item), Some(Name)]
        );
        assert_eq!(
            roles(&["Item", "Qty"], &[&["608 bearing", "3"], &["M3 nut", "1"]]),
            [Some(Name), Some(Quantity)]
        );
    }
}
