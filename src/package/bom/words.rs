//! Texts made comparable: lower case, without accents and punctuation.

/// Whether `word` is one of a list whose words `|` separates.
///
/// Long lists of words are kept as one text: they read better in lines than in columns.
pub fn is_among(list: &str, word: &str) -> bool {
    list.split('|').any(|known| known == word)
}

/// Lower case letters and digits of `text`, accents dropped, everything else one space:
/// `Stück-Preis (€)` is `stuck preis €`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            '#' | '€' | '$' | '£' | '%' | '×' | 'Ø' | 'ø' => {
                out.push(character.to_lowercase().next().unwrap_or(character));
            }
            c if c.is_alphanumeric() => {
                for lower in c.to_lowercase() {
                    // Combining marks that lower-casing may leave are no letters.
                    if lower.is_alphanumeric() {
                        out.push(unaccented(lower));
                    }
                }
            }
            '\u{300}'..='\u{36f}' | '\'' | '’' => {}
            _ => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn unaccented(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ī' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ť' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ž' | 'ż' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_what_tells_words_apart() {
        assert_eq!(fold("  Stück-Preis (€) "), "stuck preis €");
        assert_eq!(fold("Qté."), "qte");
        assert_eq!(fold("Désignation"), "designation");
        assert_eq!(fold("#"), "#");
        assert_eq!(fold("数量"), "数量");
    }
}
