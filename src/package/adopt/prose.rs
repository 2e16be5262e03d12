//! Markup taken off, and the language of what is left.

/// The words of a text without Markdown, HTML, badges and addresses.
pub fn plain(text: &str) -> String {
    let text = without_tags(text);
    let text = without_links(&text);
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let bare = word.trim_matches(['(', ')', '<', '>', ',', '.']);
        if bare.starts_with("http://") || bare.starts_with("https://") {
            continue;
        }
        let word = word
            .replace("**", "")
            .replace("__", "")
            .replace(['`', '*'], "");
        let word = word.strip_prefix('_').unwrap_or(&word);
        let word = word.strip_suffix('_').unwrap_or(word);
        // `:rocket:`
        let is_emoji = word.len() > 2
            && word.starts_with(':')
            && word.ends_with(':')
            && !word[1..word.len() - 1].contains(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        if word.is_empty() || is_emoji {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(unescaped(word).chars().filter(|c| !c.is_control()));
    }
    out
}

/// Without `\` before punctuation and with the commonest entities spelled out.
fn unescaped(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut characters = word.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, characters.peek()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => {}
            _ => out.push(c),
        }
    }
    for (entity, character) in [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&quot;", "\""),
    ] {
        if out.contains(entity) {
            out = out.replace(entity, character);
        }
    }
    out
}

/// Without `<tags>`; a `<` that begins none stays.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let is_tag =
            tail[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if let Some(end) = tail.find('>').filter(|_| is_tag) {
            out.push(' ');
            rest = &tail[end + 1..];
        } else {
            out.push('<');
            rest = &tail[1..];
        }
    }
    out.push_str(rest);
    out
}

/// `[text](address)` is its text, a picture nothing; `[text][reference]` is its text.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let picture = rest.find("![");
        let Some(open) = rest.find('[') else {
            out.push_str(rest);
            return out;
        };
        let is_picture = picture.is_some_and(|at| at + 1 == open);
        out.push_str(&rest[..open - usize::from(is_picture)]);
        let inside = &rest[open + 1..];
        let Some(close) = closing(inside) else {
            out.push_str(if is_picture { "![" } else { "[" });
            rest = inside;
            continue;
        };
        let label = &inside[..close];
        let after = &inside[close + 1..];
        let (target, after) = target(after);
        if is_picture {
            // Its words describe the picture.
        } else if target {
            // A picture that is a link leaves nothing.
            out.push_str(&without_links(label));
        } else {
            out.push('[');
            out.push_str(label);
            out.push(']');
        }
        rest = after;
    }
}

/// Where the bracket that `text` is inside of closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().take(4000) {
        match c {
            '[' => depth += 1,
            ']' if depth == 0 => return Some(at),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether an address or reference follows a label, and what follows that.
fn target(after: &str) -> (bool, &str) {
    if let Some(inside) = after.strip_prefix('(') {
        let mut depth = 0_usize;
        for (at, c) in inside.char_indices() {
            match c {
                '(' => depth += 1,
                ')' if depth == 0 => return (true, &inside[at + 1..]),
                ')' => depth -= 1,
                _ => {}
            }
        }
    } else if let Some(inside) = after.strip_prefix('[')
        && let Some(close) = inside.find(']')
    {
        return (true, &inside[close + 1..]);
    }
    (false, after)
}

/// Words that are common in one language and rare in the others.
const COMMON: [(&str, &str); 7] = [
    (
        "en",
        "the and of to is with that for this are you it be from which can",
    ),
    (
        "de",
        "der die und das ist mit nicht ein eine werden auf für den von sich auch wird dem",
    ),
    (
        "fr",
        "le les et des est une pour dans qui avec sur pas par vous ce cette sont du",
    ),
    (
        "es",
        "el los y las es una para con por del se que como más esta este son su",
    ),
    (
        "it",
        "il di e che è per una sono con non della nel gli si questo anche dei",
    ),
    (
        "nl",
        "het een en van is voor met niet op zijn dat wordt deze aan ook bij naar te",
    ),
    (
        "pt",
        "o os e do da em um uma para com não por são que dos das como mais",
    ),
];

/// The language of a text, when there can hardly be a doubt: a BCP 47 tag.
pub fn language(text: &str) -> Option<&'static str> {
    /// So many common words make it certain that it is prose.
    const ENOUGH: usize = 25;
    let mut counts = [0_usize; COMMON.len()];
    for word in text.split(|c: char| !c.is_alphabetic()) {
        let word = word.to_lowercase();
        for (count, (_, common)) in counts.iter_mut().zip(COMMON) {
            *count += usize::from(!word.is_empty() && common.split(' ').any(|known| known == word));
        }
    }
    let best = (0..counts.len()).max_by_key(|at| counts[*at])?;
    let second = (0..counts.len())
        .filter(|at| *at != best)
        .map(|at| counts[at])
        .max()?;
    (counts[best] >= ENOUGH && counts[best] >= second * 3).then(|| COMMON[best].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        for (text, expected) in [
            ("A **bold** _word_ and `code`", "A bold word and code"),
            ("see [the docs](https://a.b/(c)) now", "see the docs now"),
            ("[![x](a.svg)](b) text [d][e]", "text d"),
            ("<p align=\"center\"> a < b </p>", "a < b"),
            ("go to https://a.b. or <https://c.d>", "go to or"),
            ("C\\_1 &amp; [a]_part", "C_1 & [a]_part"),
            ("open [ bracket", "open [ bracket"),
            (":rocket: up", "up"),
            ("![open", "![open"),
            ("", ""),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn a_language_is_told_only_when_it_is_certain() {
        let english =
            "This is the part of the machine that is to be printed with the other one. ".repeat(4);
        let german = "Das Teil ist mit der Maschine verbunden und wird nicht gedruckt. ".repeat(6);
        assert_eq!(language(&english), Some("en"));
        assert_eq!(language(&german), Some("de"));
        assert_eq!(language("the and of"), None);
        assert_eq!(language(&format!("{english}{german}")), None);
    }
}
