//! The titles of Creative Commons licences in a text.
//!
//! These licences are built from the same clauses, so that one with a clause taken out is word for word
//! another one, which its title contradicts.

/// What a title says for each element, in normalised words.
const WORDS: [(&str, &str); 13] = [
    ("attribution", "BY"),
    ("namensnennung", "BY"),
    ("noncommercial", "NC"),
    ("non commercial", "NC"),
    ("nicht kommerziell", "NC"),
    ("keine kommerzielle nutzung", "NC"),
    ("sharealike", "SA"),
    ("share alike", "SA"),
    ("weitergabe unter gleichen bedingungen", "SA"),
    ("noderivatives", "ND"),
    ("noderivs", "ND"),
    ("no derivatives", "ND"),
    ("keine bearbeitung", "ND"),
];

/// The elements (`CC-BY-SA`) of the titles in a normalised text: words of elements in a row, then a version.
pub(super) fn of(text: &str) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for start in ["attribution", "namensnennung"] {
        for (at, _) in text.match_indices(start) {
            let mut rest = &text[at..];
            let mut elements: Vec<&str> = Vec::new();
            while let Some((words, element)) = WORDS.iter().find(|(words, _)| {
                rest.strip_prefix(words)
                    .is_some_and(|rest| rest.starts_with(' '))
            }) {
                rest = &rest[words.len() + 1..];
                if !elements.contains(element) {
                    elements.push(element);
                }
            }
            let is_version = rest.starts_with(|c: char| ('1'..='4').contains(&c))
                && rest[1..].starts_with(' ')
                && rest[2..].starts_with(|c: char| c.is_ascii_digit());
            if !is_version {
                continue;
            }
            let mut title = String::from("CC");
            for element in ["BY", "NC", "ND", "SA"] {
                if elements.contains(&element) {
                    title.push('-');
                    title.push_str(element);
                }
            }
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
    }
    titles
}

/// Whether the titles in a text let it be this licence: any, if it has none.
pub(super) fn allow(titles: &[String], id: &str) -> bool {
    titles.is_empty()
        || !id.starts_with("CC-BY-")
        || titles.iter().any(|title| {
            id.strip_prefix(title.as_str())
                .and_then(|rest| rest.strip_prefix('-'))
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_their_elements() {
        let titles = of(
            "creative commons attribution noncommercial sharealike 4 0 international attribution of authorship",
        );
        assert_eq!(titles, ["CC-BY-NC-SA"]);
        assert!(allow(&titles, "CC-BY-NC-SA-4.0") && allow(&titles, "MIT"));
        assert!(!allow(&titles, "CC-BY-4.0") && !allow(&titles, "CC-BY-NC-4.0"));
        assert!(allow(&[], "CC-BY-4.0"));
        assert_eq!(
            of("namensnennung weitergabe unter gleichen bedingungen 3 0 deutschland"),
            ["CC-BY-SA"]
        );
        assert_eq!(of("attribution 3"), Vec::<String>::new());
    }
}
