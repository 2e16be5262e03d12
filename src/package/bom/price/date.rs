//! Dates of prices: `2024-05-01`, `01.05.2024`, `May 2024`, as exact as they are written.

use crate::package::bom::words::fold;

/// Years that a price may be of.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2099;

/// Beginnings of the names of the months, in several languages, folded.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "styc"],
    &["feb", "fev", "fevr", "lut"],
    &["mar", "mrz", "maerz", "maar", "mrt"],
    &["apr", "avr", "abr", "kwie"],
    &["may", "mai", "mag", "mei", "maj"],
    &["jun", "juin", "giu", "czer"],
    &["jul", "juil", "lug", "lip"],
    &["aug", "aou", "ago", "sier"],
    &["sep", "set", "wrze"],
    &["oct", "okt", "ott", "out", "paz"],
    &["nov", "lis"],
    &["dec", "dez", "dic", "gru"],
];

/// The first date of a text: `2024-05-01`, `2024-05` or `2024`.
pub fn find(text: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for word in text
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | '|' | '*' | ':'))
    {
        if !word.is_empty() {
            words.push(word);
        }
        if words.len() > 200 {
            break;
        }
    }
    let exact = words.iter().find_map(|word| numeric(word));
    let named = || {
        words.windows(2).enumerate().find_map(|(at, pair)| {
            let month = month(pair[0])?;
            let year = year(pair[1])?;
            let day = at
                .checked_sub(1)
                .and_then(|before| {
                    words[before]
                        .trim_end_matches(['.', 't', 'h'])
                        .parse::<u32>()
                        .ok()
                })
                .filter(|day| (1..=31).contains(day));
            Some(match day {
                Some(day) => format!("{year}-{month:02}-{day:02}"),
                None => format!("{year}-{month:02}"),
            })
        })
    };
    exact.or_else(named).or_else(|| {
        words
            .iter()
            .find_map(|word| year(word))
            .map(|year| year.to_string())
    })
}

/// Whether a text is a date whose day and month nobody can tell apart: `5/6/2024`, `05/06/24`.
pub fn is_ambiguous(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ','))
        .any(|word| {
            let parts: Vec<u32> = word
                .split(['/', '.', '-'])
                .map_while(|part| part.parse().ok())
                .collect();
            matches!(parts.as_slice(), [a, b, _] if (1..=31).contains(a) && (1..=31).contains(b) && (*a <= 12 || *b <= 12))
        })
}

fn year(word: &str) -> Option<u32> {
    (word.len() == 4)
        .then(|| word.parse().ok())
        .flatten()
        .filter(|year| YEARS.contains(year))
}

fn month(word: &str) -> Option<usize> {
    let folded = fold(word);
    if folded.len() < 3 || folded.contains(|c: char| c.is_ascii_digit()) || folded.len() > 12 {
        return None;
    }
    MONTHS
        .iter()
        .position(|names| names.iter().any(|name| folded.starts_with(name)))
        .map(|index| index + 1)
}

/// `2024-05-01`, `2024/05`, `01.05.2024`, `05/2024`.
fn numeric(word: &str) -> Option<String> {
    let word = word.split('T').next().unwrap_or(word).trim_end_matches('.');
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    let number = |text: &str| {
        (1..=2)
            .contains(&text.len())
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    let full = |year: u32, month: u32, day: u32| {
        ((1..=12).contains(&month) && (1..=31).contains(&day))
            .then(|| format!("{year}-{month:02}-{day:02}"))
    };
    match parts.as_slice() {
        [first, month] if year(first).is_some() => {
            let month = number(month).filter(|month| (1..=12).contains(month))?;
            Some(format!("{first}-{month:02}"))
        }
        [month, last] if year(last).is_some() && !word.contains('.') => {
            let month = number(month).filter(|month| (1..=12).contains(month))?;
            Some(format!("{last}-{month:02}"))
        }
        [first, month, day] if year(first).is_some() => {
            full(year(first)?, number(month)?, number(day)?)
        }
        [first, second, last] if year(last).is_some() => {
            let (year, first, second) = (year(last)?, number(first)?, number(second)?);
            if word.contains('.') || first > 12 || first == second {
                full(year, second, first)
            } else if second > 12 {
                full(year, first, second)
            } else {
                // Nobody can tell the day from the month of `5/6/2024`.
                Some(year.to_string())
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_exact_as_they_are_written() {
        for (text, date) in [
            ("2024-05-01", "2024-05-01"),
            ("prices as of 2024-05", "2024-05"),
            ("Preisstand: 01.05.2024", "2024-05-01"),
            ("05/2024", "2024-05"),
            ("5/13/2024", "2024-05-13"),
            ("13/5/2024", "2024-05-13"),
            ("5/6/2024", "2024"),
            ("May 2024", "2024-05"),
            ("1 mai 2024", "2024-05-01"),
            ("12. März 2024", "2024-03-12"),
            ("prices of 2026", "2026"),
            ("2024-05-01T12:00:00", "2024-05-01"),
        ] {
            assert_eq!(find(text).as_deref(), Some(date), "{text:?}");
        }
        for text in [
            "",
            "2020 profile 30x30".get(5..).unwrap_or(""),
            "1.5.2",
            "12",
            "Price",
            "3000",
        ] {
            assert_eq!(find(text), None, "{text:?}");
        }
    }
}
