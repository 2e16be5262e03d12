//! Text that stands where something was to be filled in.

use super::words::{fold, is_among};

/// Whole cells, folded, that say nothing yet.
const WHOLE: &str = "\
tbd|tba|tbc|todo|to do|fixme|fix me|placeholder|to be determined|to be defined|to be decided|to be announced|\
to be added|to be filled|to be filled in|to be confirmed|your text here|insert here|insert text here|fill in|\
fill me|fill me in|change me|changeme|value|example|example text|sample text|asdf|qwerty|foo|foobar|blah|\
blah blah|part name|item name|enter text|enter value|dummy text|noch offen|noch zu klaren|wird nachgereicht|\
platzhalter|a definir|a completer|a preciser|por definir|por determinar|a determinar|da definire|\
da completare|nog te bepalen|nader te bepalen|n t b|a ser definido|待定";

/// Whether a cell holds filler.
pub fn is_filler(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > 2000 {
        return false;
    }
    if text.chars().all(|c| c == '?')
        || text == "…"
        || (text.len() >= 3 && text.chars().all(|c| c == '.'))
    {
        return true;
    }
    if is_xs(text) || is_bracketed(text) {
        return true;
    }
    let folded = fold(text);
    if is_among(WHOLE, &folded) || folded.starts_with("lorem ipsum") {
        return true;
    }
    shouted(text)
}

/// `xxx`, `XXXX`.
fn is_xs(text: &str) -> bool {
    text.len() >= 3 && (text.bytes().all(|b| b == b'x') || text.bytes().all(|b| b == b'X'))
}

/// `[value]`, `<your part>`, `{{name}}`: words in brackets and nothing else.
fn is_bracketed(text: &str) -> bool {
    let inner = [("[", "]"), ("<", ">"), ("{{", "}}")]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    inner.is_some_and(|inner| {
        let inner = inner.trim();
        // `[1]` is a footnote, `[x]` a ticked box, `<https://…>` a link, `<3 mm>` a limit.
        matches!(inner, "…" | "#" | "?")
            || inner == "..."
            || (inner.chars().filter(|c| c.is_alphabetic()).count() >= 3
                && !inner.contains(['[', ']', '<', '>', '@'])
                && !inner.contains("://")
                && !inner.chars().any(|c| c.is_ascii_digit()))
    })
}

/// `TODO`, `TBD` or `FIXME` as a word in capitals anywhere in the cell.
fn shouted(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "TODO" | "TBD" | "FIXME"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filler_is_told_from_text() {
        for filler in [
            "TBD",
            "tbd.",
            "TODO",
            "FIXME",
            "FIXME: which board?",
            "xxx",
            "XXXX",
            "???",
            "?",
            "…",
            "...",
            "lorem ipsum dolor",
            "[value]",
            "[#]",
            "value",
            "[…]",
            "<part name>",
            "{{qty}}",
            "to be determined",
            "length TBD",
            "placeholder",
        ] {
            assert!(is_filler(filler), "{filler:?}");
        }
        for text in [
            "",
            "-",
            "n/a",
            "none",
            "XXL",
            "M3x10",
            "[1]",
            "[x]",
            "[M3]",
            "<3 mm>",
            "<https://a.b/c>",
            "values",
            "Example Corp X100",
            "what?",
            "x",
            "xx",
            "2.",
            "todos",
            "TBDX",
            "[2x] screw [long]",
        ] {
            assert!(!is_filler(text), "{text:?}");
        }
    }
}
