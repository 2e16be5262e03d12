//! Licence expressions as REUSE reads them: the grammar of SPDX, over ids that need not be known.

/// The ids (of licences and exceptions) in an expression, in order, each once; `None` when it is no
/// expression.
pub fn identifiers(text: &str) -> Option<Vec<String>> {
    /// What may come next.
    #[derive(PartialEq)]
    enum Next {
        /// A licence, or a group.
        Operand,
        /// An operator, `WITH` included.
        AfterLicence,
        /// An exception.
        Exception,
        /// An operator, without `WITH`.
        AfterGroup,
    }
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut found: Vec<String> = Vec::new();
    let mut next = Next::Operand;
    let mut depth = 0usize;
    for word in spaced.split_whitespace() {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        let operator = is("AND") || is("OR");
        next = match next {
            Next::Operand if word == "(" => {
                depth += 1;
                Next::Operand
            }
            Next::Operand | Next::Exception if word != "(" && word != ")" => {
                if operator || is("WITH") || !word.chars().all(is_of_id) {
                    return None;
                }
                if !found.iter().any(|id| id == word) {
                    found.push(word.to_owned());
                }
                if next == Next::Operand {
                    Next::AfterLicence
                } else {
                    Next::AfterGroup
                }
            }
            Next::AfterLicence if is("WITH") => Next::Exception,
            Next::AfterLicence | Next::AfterGroup if operator => Next::Operand,
            Next::AfterLicence | Next::AfterGroup if word == ")" && depth > 0 => {
                depth -= 1;
                Next::AfterGroup
            }
            _ => return None,
        };
    }
    (depth == 0 && matches!(next, Next::AfterLicence | Next::AfterGroup)).then_some(found)
}

/// Whether a character may stand in an id.
fn is_of_id(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '+' | '.' | ':' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_counts_and_not_the_names() {
        let ids = |text: &str| identifiers(text).map(|ids| ids.join(" "));
        for (text, expected) in [
            ("MIT", Some("MIT")),
            ("mine", Some("mine")),
            ("MIT or (GPL-2.0+ AND MIT)", Some("MIT GPL-2.0+")),
            ("Apache-2.0 WITH SHL-2.1", Some("Apache-2.0 SHL-2.1")),
            ("((MIT))", Some("MIT")),
            ("", None),
            ("()", None),
            ("MIT AND", None),
            ("MIT Apache-2.0", None),
            ("MIT WITH a WITH b", None),
            ("(MIT) WITH a", None),
            ("(MIT", None),
            ("MIT)", None),
            ("OR MIT", None),
            ("MIT (OR Apache-2.0)", None),
            ("WITH", None),
            ("MIT, Apache-2.0", None),
            ("MIT/Apache-2.0", None),
            (
                "DocumentRef-a:LicenseRef-b",
                Some("DocumentRef-a:LicenseRef-b"),
            ),
        ] {
            assert_eq!(ids(text).as_deref(), expected, "{text}");
        }
    }
}
