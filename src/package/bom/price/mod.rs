//! What the lines of a bill cost: exact amounts, their currency, and the day they were true.
//!
//! A *price* is what one piece (or a stated number of them) costs, a *line total* what the line
//! costs. The currency is the cell's own, else the column's, else the one that the bill states.

mod amount;
pub mod arithmetic;
pub mod currency;
pub mod date;
mod read;
mod statement;

pub use amount::Amount;
pub use read::{
    Badness as PriceBadness, Price, Reading as PriceReading, read as read_price,
    read_text as read_price_text,
};
pub use statement::Statement;

use super::grid::Cell;
use super::header::{Column, Role};
use super::quantity::Quantity;
use super::table::{Line, Table};
use super::words::{fold, is_among};

/// A filled price cell of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// The number of its column.
    pub column: u32,
    /// What it says.
    pub reading: PriceReading,
    /// The ISO 4217 code of its currency, from whatever states it; [`currency::LOCAL`] when it has one
    /// that nobody can tell.
    pub currency: Option<&'static str>,
}

/// What the title of a column says of prices in it: `Price per pack (EUR, approx., 2024-05)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PriceTitle {
    /// The ISO 4217 code.
    pub currency: Option<&'static str>,
    /// The day of the prices.
    pub date: Option<String>,
    /// Whether the prices are those of packs.
    pub per_pack: bool,
    /// Whether they are about right.
    pub about: bool,
    /// Whether it is about costs besides: shipping, tax, a discount.
    pub extra: bool,
}

impl PriceTitle {
    /// What a title says.
    pub fn of(title: &str) -> Self {
        Self {
            currency: currency::of(title),
            date: date::find(title),
            per_pack: is_per_pack(title),
            about: is_about(title),
            extra: is_extra(title),
        }
    }
}

/// What a line says of money.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pricing {
    /// Prices of one piece, one per column.
    pub unit: Vec<Priced>,
    /// Prices of the whole line, one per column.
    pub total: Vec<Priced>,
    /// The day of the prices, as exact as it is known: `2024-05-01`, `2024-05`, `2024`.
    pub date: Option<String>,
}

impl Priced {
    /// The price, if it is one.
    pub fn price(&self) -> Option<&Price> {
        match &self.reading {
            PriceReading::Price(price) => Some(price),
            _ => None,
        }
    }
}

impl Pricing {
    /// Every filled price cell.
    pub fn all(&self) -> impl Iterator<Item = &Priced> {
        self.unit.iter().chain(&self.total)
    }

    /// The unit price that counts: the first that is one.
    pub fn unit_price(&self) -> Option<(&Priced, &Price)> {
        self.unit
            .iter()
            .find_map(|priced| Some((priced, priced.price()?)))
    }

    /// The line total that counts: the first that is one, in the unit price's currency if any is.
    pub fn line_total(&self) -> Option<(&Priced, &Price)> {
        let currency = self.unit_price().map(|(priced, _)| priced.currency);
        let all = || {
            self.total
                .iter()
                .filter_map(|priced| Some((priced, priced.price()?)))
        };
        all()
            .find(|(priced, _)| Some(priced.currency) == currency)
            .or_else(|| all().next())
    }
}

impl Table {
    /// The columns that hold prices.
    pub fn price_columns(&self) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(|column| matches!(column.role, Some(Role::UnitPrice | Role::TotalPrice)))
    }

    /// What a line says of money.
    pub fn pricing(&self, line: &Line) -> Pricing {
        let stated = self
            .columns_of(Role::Currency)
            .find_map(|column| currency::of(&self.cell(line, column)?.text));
        // `Price (EUR) | Total`: the second is in euros too.
        let mut titles = self
            .price_columns()
            .filter_map(|column| column.priced.currency);
        let titled = titles
            .next()
            .filter(|first| titles.all(|other| other == *first));
        let of = |role| {
            self.columns_of(role)
                .filter_map(|column| {
                    let cell = self.cell(line, column)?;
                    let mut reading = read_price(cell, self.decimal);
                    if let PriceReading::Price(price) = &mut reading
                        && price.per == 1
                        && column.priced.per_pack
                        && let Some(size) = self.pack_size(line)
                    {
                        price.per = size;
                    }
                    if let PriceReading::Price(price) = &mut reading
                        && column.priced.about
                    {
                        price.approximate = true;
                    }
                    Some(Priced {
                        column: column.number,
                        currency: own_currency(cell, &reading)
                            .or(stated)
                            .or(column.priced.currency)
                            .or(titled)
                            .or(self.stated.currency),
                        reading,
                    })
                })
                .collect()
        };
        let date = self
            .columns_of(Role::PriceDate)
            .find_map(|column| date::find(&self.cell(line, column)?.text))
            .or_else(|| {
                self.price_columns()
                    .find_map(|column| column.priced.date.clone())
            })
            .or_else(|| self.stated.date.clone());
        let mut pricing = Pricing {
            unit: of(Role::UnitPrice),
            total: of(Role::TotalPrice),
            date,
        };
        // `0.10 € | 1.00`: so is what stands beside a price with a sign.
        let signs: Vec<&str> = pricing.all().filter_map(|priced| priced.currency).collect();
        if let Some(sign) = signs.first().copied()
            && signs.iter().all(|other| *other == sign)
        {
            for priced in pricing.unit.iter_mut().chain(&mut pricing.total) {
                priced.currency = Some(sign);
            }
        }
        pricing
    }

    /// How many pieces a pack holds, from the line's own column or its words (`pack of 25`).
    pub fn pack_size(&self, line: &Line) -> Option<u32> {
        let column = self
            .columns_of(Role::PackSize)
            .filter(|column| !is_minimum(&column.title))
            .find_map(|column| {
                let cell = self.cell(line, column)?;
                match super::quantity::read(cell, self.decimal) {
                    Quantity::Number {
                        value, most: None, ..
                    } => whole(value),
                    _ => pack_in_words(&cell.text),
                }
            });
        column.or_else(|| {
            [
                Role::Name,
                Role::Description,
                Role::Notes,
                Role::Unit,
                Role::OrderQuantity,
            ]
            .into_iter()
            .find_map(|role| pack_in_words(self.text(line, role)))
        })
    }
}

/// A whole number of pieces.
fn whole(value: f64) -> Option<u32> {
    (value.fract() == 0.0 && (1.0..=1e6).contains(&value)).then_some(value as u32)
}

fn own_currency(cell: &Cell, reading: &PriceReading) -> Option<&'static str> {
    match reading {
        PriceReading::Price(price) => price.currency,
        _ => currency::of(&cell.text),
    }
}

/// Whether a title says that the price is a pack's.
fn is_per_pack(title: &str) -> bool {
    fold(title).split(' ').any(|word| {
        is_among(
            "pack|package|packet|packung|paquet|paquete|confezione|bag|box",
            word,
        )
    })
}

/// Whether a title speaks of costs besides: shipping, tax, a discount.
fn is_extra(title: &str) -> bool {
    const EXTRAS: &str = "shipping|postage|versand|porto|tax|vat|mwst|discount|rabatt|duty|customs|fee|zoll|tva|iva|envio|remise";
    fold(title).split(' ').any(|word| is_among(EXTRAS, word))
}

/// Whether a title says that its prices are about right.
fn is_about(title: &str) -> bool {
    const WORDS: &str = "approx|approximate|approximately|estimate|estimated|est|about|circa|ca|ungefahr|geschatzt|environ|estime|estimado|stimato|rough";
    title.contains(['~', '≈']) || fold(title).split(' ').any(|word| is_among(WORDS, word))
}

/// Whether a title speaks of the least that is sold, which is no pack.
pub fn is_minimum(title: &str) -> bool {
    fold(title)
        .split(' ')
        .any(|word| is_among("moq|minimum|min", word))
}

/// The size of a pack that is mentioned: `pack of 25`, `25 pack`, `25 pcs/pack`, `100er Pack`.
pub fn pack_in_words(text: &str) -> Option<u32> {
    const PACKS: &str =
        "pack|packs|pk|pkg|package|packet|bag|box|packung|paquet|paquete|lot|confezione|pkt";
    const BETWEEN: &str = "of|a|mit|von|de|di|with|x|je|pcs|pc|pieces|stk|stuck|per|count|ct";
    if text.is_empty() || text.len() > 2000 {
        return None;
    }
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let number = |word: &str| {
        let digits = word
            .trim_end_matches("er")
            .trim_end_matches("pcs")
            .trim_end_matches('x');
        digits
            .parse::<u32>()
            .ok()
            .filter(|number| (2..=100_000).contains(number))
    };
    for (at, word) in words.iter().enumerate() {
        if !is_among(PACKS, word) {
            continue;
        }
        let before = words[..at].iter().rev().take(3);
        let after = words[at + 1..].iter().take(2);
        // `pack of 25`, `pack 25`
        let mut skipped = after.skip_while(|word| is_among(BETWEEN, word));
        let of = words
            .get(at + 1)
            .is_some_and(|word| is_among("of|a|mit|von|de|di|with", word));
        if of && let Some(size) = skipped.next().and_then(|word| number(word)) {
            return Some(size);
        }
        // `25 pack`, `25 pcs per pack`
        let mut skipped = before.skip_while(|word| is_among(BETWEEN, word));
        if let Some(size) = skipped.next().and_then(|word| number(word))
            && !of
        {
            return Some(size);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_found_in_words() {
        for (text, size) in [
            ("M3 nut, pack of 25", Some(25)),
            ("header (10 pack)", Some(10)),
            ("Relegendable Plastic Keycaps 10 pack", Some(10)),
            ("100 pcs/pack", Some(100)),
            ("100er Pack", Some(100)),
            ("Packung mit 50", Some(50)),
            ("battery pack", None),
            ("1 pack", None),
            ("pack", None),
            ("M3 box section 25 mm", None),
        ] {
            assert_eq!(pack_in_words(text), size, "{text:?}");
        }
    }
}
