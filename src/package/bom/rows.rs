//! Which rows of a table are lines, and which are headings, totals and remarks.

use super::grid::{Cell, Row};
use super::header::Role;
use super::quantity::{self, Quantity};
use super::table::Table;
use super::words::{fold, is_among};

/// What a row is.
pub(super) enum Sort {
    /// Something that is needed.
    Line,
    /// The heading of a section.
    Heading(String),
    /// A total, or what is added to the lines.
    Sum(SumKind),
    /// A remark, a row that says nothing.
    Aside,
}

/// A row that sums up lines or adds to them.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// Its row.
    pub row: u32,
    /// All cells of the row, the first column first.
    pub cells: Vec<Cell>,
    /// What it does.
    pub kind: SumKind,
    /// How many lines are above it.
    pub before: usize,
    /// How many lines were above the heading that it stands under.
    pub section_start: usize,
}

/// What a row beside the lines does to their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SumKind {
    /// It is the sum of lines.
    Total,
    /// It adds to them or takes from them: shipping, tax, a discount.
    Extra,
    /// It counts something else: components, weight.
    Other,
}

/// Tells what a row is; `usual` is how many cells the lines fill, `gap` whether a blank row or the
/// header is above.
pub(super) fn sort(table: &Table, row: &Row, usual: usize, gap: bool) -> Sort {
    let filled: Vec<(usize, &Cell)> = row
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
        .collect();
    let Some((index, first)) = filled.first().copied() else {
        return Sort::Aside;
    };
    if let Some(kind) = sum_kind(&first.text, filled.len()) {
        return Sort::Sum(kind);
    }
    if is_remark(&first.text) {
        return Sort::Aside;
    }
    let column = table
        .columns
        .iter()
        .find(|column| column.number as usize == index + 1);
    let role = column.and_then(|column| column.role);
    // A merged heading may repeat its text across the row.
    let same = filled.iter().all(|(_, cell)| cell.text == first.text);
    if same && first.number.is_none() {
        let names = role.is_some_and(Role::identifies);
        if names && filled.len() == 1 && !is_heading(&first.text, usual, gap) {
            return Sort::Line;
        }
        // Right of the names it is a remark, or a column that was filled down too far.
        let names_end = table
            .columns
            .iter()
            .filter(|column| matches!(column.role, Some(Role::Name | Role::Description)))
            .map(|column| column.number as usize)
            .min()
            .unwrap_or(1);
        return if index < names_end {
            Sort::Heading(first.text.clone())
        } else {
            Sort::Aside
        };
    }
    let named = filled.iter().any(|(index, _)| {
        table
            .columns
            .iter()
            .find(|column| column.number as usize == index + 1)
            .is_some_and(|column| column.role.is_none_or(Role::identifies))
    });
    if named {
        return Sort::Line;
    }
    // Nothing says what it is. With a quantity it is a line that lost its name.
    let counted = table.columns_of(Role::Quantity).any(|column| {
        row.cells
            .get(column.number as usize - 1)
            .is_some_and(|cell| {
                matches!(quantity::read(cell, table.decimal), Quantity::Number { .. })
            })
    });
    if counted { Sort::Line } else { Sort::Aside }
}

/// Whether a lone text in the column of names is the heading of a section.
///
/// In a bill whose lines fill several columns, it is; in one of names and numbers only, it may as
/// well be a line whose quantity was forgotten.
fn is_heading(text: &str, usual: usize, gap: bool) -> bool {
    let words = fold(text);
    let sized = words.split(' ').any(|word| {
        word.contains(|c: char| c.is_ascii_digit()) && word.contains(|c: char| c.is_alphabetic())
    });
    if text.ends_with(':') || (text.contains(": ") && !sized) {
        return true;
    }
    if sized {
        return false;
    }
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let shouted = letters.len() >= 4 && letters.iter().all(|c| c.is_uppercase());
    usual >= 3 || gap || shouted || text.len() > 60 || is_section_word(&words)
}

fn is_section_word(words: &str) -> bool {
    const SECTIONS: &str = "\
electronics|hardware|mechanics|mechanical|electrical|fasteners|screws and nuts|printed parts|3d printed parts|\
tools|materials|other|misc|miscellaneous|optional|consumables|elektronik|mechanik|werkzeug|sonstiges|\
schrauben|normteile|kaufteile|druckteile|electronique|mecanique|visserie|divers|outils|electronica|mecanica|\
tornilleria|varios|herramientas|elettronica|meccanica|viteria|varie|elektronica|mechanica|overig|ferramentas|\
parafusos|frame|cables|wiring";
    is_among(SECTIONS, words)
}

/// What a row whose first cell is `first` sums up; `None` when it does not.
fn sum_kind(first: &str, filled: usize) -> Option<SumKind> {
    const TOTALS: &str = "\
total|totals|sum|subtotal|sub total|grand total|summe|gesamt|gesamtsumme|zwischensumme|gesamtpreis|\
gesamtkosten|total general|sous total|total ht|total ttc|suma|totale|totaal|subtotaal|soma|total geral|celkem|\
razem|итого|合计|总计|合計|total cost|total price|totale complessivo|netto|brutto|sum total|overall total|\
小计|小計|summe netto|summe brutto|nettosumme|bruttosumme|net total|gross total|mezisoucet|subtotale|total costs|endsumme|gesamtbetrag|importe total|precio total|prix total|\
totaalprijs|total bom cost|bom total|total bom|total amount";
    const EXTRAS: &str = "\
shipping|versand|versandkosten|vat|mwst|ust|tax|taxes|sales tax|shipping cost|shipping costs|porto|envio|livraison|\
frais de port|tva|iva|btw|gastos de envio|spedizione|verzending|verzendkosten|discount|rabatt|remise|descuento|sconto|\
korting|shipping and handling|shipping handling|postage|customs|zoll|handling|delivery|fracht|运费|送料|import duty|duties";
    const OTHERS: &str = "\
component count|total parts|total weight|total items|total quantity|total mass|gesamtgewicht|poids total|gesamtanzahl|\
total components|total number|total count|number of parts|total qty";
    let folded = fold(first);
    let begins = |list: &str| {
        list.split('|').any(|phrase| {
            folded
                .strip_prefix(phrase)
                .is_some_and(|rest| rest.starts_with(' '))
        })
    };
    if is_among(OTHERS, &folded) {
        return Some(SumKind::Other);
    }
    if is_among(EXTRAS, &folded) {
        return Some(SumKind::Extra);
    }
    // `VAT 19 %`, `Shipping (DHL)`: few cells, and no quantity to make a line of it.
    let names_extra = begins(EXTRAS) || folded.split(' ').any(|word| is_among(EXTRAS, word));
    if filled <= 2 && folded.split(' ').count() <= 4 && names_extra {
        return Some(SumKind::Extra);
    }
    let sums = is_among(TOTALS, &folded)
        || begins(
            "subtotal|sub total|grand total|zwischensumme|gesamtsumme|sous total|subtotale|subtotaal|summe|sum of|gesamtpreis|gesamtkosten|endsumme|importe total",
        )
        || (folded.starts_with("total ") && filled <= 3 && folded.split(' ').count() <= 5)
        || (first.trim_end().ends_with(':')
            && (folded.starts_with("total") || folded.starts_with("sum")));
    sums.then_some(SumKind::Total)
}

/// Whether the row is a remark: a footnote, a `Note: …`.
fn is_remark(first: &str) -> bool {
    let folded = fold(first);
    first.starts_with('*')
        || first.starts_with("//")
        || (first.contains(':')
            && [
                "note",
                "notes",
                "nb",
                "hinweis",
                "anmerkung",
                "remark",
                "nota",
                "remarque",
                "opmerking",
                "source",
                "date",
                "generator",
                "generated",
            ]
            .iter()
            .any(|word| folded == *word || folded.starts_with(&format!("{word} "))))
}

/// How many cells the lines usually fill.
pub(super) fn usual_width(rows: &[Row]) -> usize {
    let mut widths: Vec<usize> = rows
        .iter()
        .map(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count())
        .filter(|width| *width > 1)
        .collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0)
}
