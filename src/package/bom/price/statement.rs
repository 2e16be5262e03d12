//! What a bill says of its prices outside of its lines: `Prices in EUR as of 2024-05`.

use super::{currency, date};
use crate::package::bom::grid::Row;
use crate::package::bom::words::{fold, is_among};

/// The currency and date that a bill states for all its prices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// The ISO 4217 code.
    pub currency: Option<&'static str>,
    /// The day, as exact as it is written.
    pub date: Option<String>,
}

const PRICES: &str = "\
price|prices|priced|pricing|cost|costs|preis|preise|preisen|preisstand|kosten|prix|cout|couts|precio|precios|coste|costes|\
costo|costi|prezzo|prezzi|prijs|prijzen|preco|precos|pris|priser|cena|ceny|价格|单价|価格|total|totals|summe|gesamt|totale|totaal";

const DATES: &str = "date|datum|fecha|data|stand|as of|updated|last updated|last update|geandert|mise a jour|dato|日期";

const CURRENCIES: &str =
    "currency|wahrung|waehrung|devise|moneda|valuta|divisa|moeda|waluta|mena|валюта|货币";

impl Statement {
    /// Takes what `other` states and this does not.
    pub fn or(&mut self, other: Self) {
        self.currency = self.currency.or(other.currency);
        self.date = self.date.take().or(other.date);
    }

    /// What a line of text states.
    pub fn of_text(text: &str) -> Self {
        if text.len() > 2000 {
            return Self::default();
        }
        let folded = fold(text);
        let has = |list: &str| folded.split(' ').any(|word| is_among(list, word));
        let begins = |list: &str| {
            list.split('|').any(|phrase| {
                folded
                    .strip_prefix(phrase)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            })
        };
        let prices = has(PRICES);
        Self {
            currency: (prices || begins(CURRENCIES))
                .then(|| currency::of(text))
                .flatten(),
            date: (prices || begins(DATES))
                .then(|| date::find(text))
                .flatten(),
        }
    }

    /// What a row beside the lines states.
    pub fn of_row(row: &Row) -> Self {
        let text: Vec<&str> = row
            .cells
            .iter()
            .map(|cell| cell.text.as_str())
            .filter(|text| !text.is_empty())
            .collect();
        let mut stated = Self::of_text(&text.join(" "));
        if stated.currency.is_none() && row.cells.iter().any(|cell| cell.currency.is_some()) {
            stated.currency = row.cells.iter().find_map(|cell| cell.currency);
        }
        stated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currency_and_date_are_stated_in_words() {
        let of = |text: &str| {
            let stated = Statement::of_text(text);
            (stated.currency, stated.date)
        };
        let date = |text: &str| Some(text.to_owned());
        assert_eq!(
            of("All prices in EUR as of 2024-05"),
            (Some("EUR"), date("2024-05"))
        );
        assert_eq!(of("Preisstand: 01.05.2024"), (None, date("2024-05-01")));
        assert_eq!(of("Date: 2024-05-01"), (None, date("2024-05-01")));
        assert_eq!(of("Currency: CHF"), (Some("CHF"), None));
        assert_eq!(of("Total: **163 Euro**"), (Some("EUR"), None));
        assert_eq!(of("founded in 2020 in the US"), (None, None));
    }
}
