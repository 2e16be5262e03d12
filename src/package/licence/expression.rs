//! A declared licence: the SPDX expression in it, what is wrong with how it is written, its class.

use super::class::{Class, class_of, family_of};
use super::names::{Meant, current, meant_by, unwrapped};
use crate::diag::Span;
use spdx::expression::{ExprNode, Operator};

/// A licence as somebody declared it.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// As written.
    pub raw: String,
    /// Where it is in its file.
    pub span: Span,
    /// The SPDX expression that is written or clearly meant.
    pub expression: Option<Expression>,
    /// What is wrong with how it is written.
    pub fault: Option<Fault>,
    /// What it does to the commons.
    pub class: Class,
}

/// What is wrong with how a licence is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is written.
    Empty,
    /// A valid expression up to upper case, lower case or ids that the list has retired.
    Spelling,
    /// `LicenseRef-` around a licence that has an id of its own.
    Wrapped,
    /// A name or an address where an expression should be; what is meant is clear.
    Name,
    /// It names no version or no variant, or several licences without saying whether all bind.
    Ambiguous {
        /// What it may mean, as expressions.
        candidates: Vec<String>,
    },
    /// No licence that is known.
    Unknown {
        /// Why it is no expression, as a phrase; `None` for a bare `LicenseRef-`.
        reason: Option<String>,
    },
}

/// A valid SPDX expression in canonical spelling.
#[derive(Debug, Clone)]
pub struct Expression {
    parsed: spdx::Expression,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

/// One licence of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// Its SPDX id, or `LicenseRef-…`.
    pub id: String,
    /// What follows `WITH`.
    pub exception: Option<String>,
}

/// An expression taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// A single licence.
    Licence(Licence),
    /// All bind.
    And(Vec<Tree>),
    /// The user chooses one.
    Or(Vec<Tree>),
}

impl std::fmt::Display for Licence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.exception {
            Some(exception) => write!(f, "{} WITH {exception}", self.id),
            None => f.write_str(&self.id),
        }
    }
}

impl std::fmt::Display for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (parts, operator) = match self {
            Self::Licence(licence) => return licence.fmt(f),
            Self::And(parts) => (parts, " AND "),
            Self::Or(parts) => (parts, " OR "),
        };
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                f.write_str(operator)?;
            }
            match part {
                Self::Licence(licence) => licence.fmt(f)?,
                inner => write!(f, "({inner})")?,
            }
        }
        Ok(())
    }
}

impl Expression {
    /// Parses a strictly valid expression. `NONE` and `NOASSERTION` stand alone.
    pub fn parse(text: &str) -> Option<Self> {
        spdx::Expression::parse_mode(text.trim(), strict())
            .ok()
            .map(|parsed| Self { parsed })
    }

    /// The expression as text.
    pub fn as_str(&self) -> &str {
        self.parsed.as_ref()
    }

    /// Its licences in the order they are written.
    pub fn licences(&self) -> Vec<Licence> {
        self.parsed
            .requirements()
            .map(|requirement| licence(&requirement.req))
            .collect()
    }

    /// The class of the whole: `OR` takes the freest, `AND` the strictest.
    pub fn class(&self) -> Class {
        self.fold(|licence| class_of(&licence.id), Class::and, Class::or)
            .unwrap_or_default()
    }

    /// Whether the licences that `have` says are at hand are enough: all of an `AND`, one of an `OR`.
    pub fn is_met_by(&self, mut have: impl FnMut(&Licence) -> bool) -> bool {
        self.fold(|licence| have(&licence), |a, b| a && b, |a, b| a || b)
            .unwrap_or(false)
    }

    /// Whether a licence of this family is in it.
    pub fn names_family(&self, family: &str) -> bool {
        self.licences()
            .iter()
            .any(|licence| family_of(&licence.id).eq_ignore_ascii_case(family))
    }

    /// The expression as a tree; chains of one operator are one node.
    pub fn tree(&self) -> Option<Tree> {
        let joined = |a: Tree, b: Tree, and: bool| {
            let mut parts = Vec::new();
            for side in [a, b] {
                match (side, and) {
                    (Tree::And(inner), true) | (Tree::Or(inner), false) => parts.extend(inner),
                    (other, _) => parts.push(other),
                }
            }
            if and {
                Tree::And(parts)
            } else {
                Tree::Or(parts)
            }
        };
        self.fold(
            Tree::Licence,
            |a, b| joined(a, b, true),
            |a, b| joined(a, b, false),
        )
    }

    /// Evaluates the expression, which is kept in postfix order.
    fn fold<T>(
        &self,
        mut leaf: impl FnMut(Licence) -> T,
        and: impl Fn(T, T) -> T,
        or: impl Fn(T, T) -> T,
    ) -> Option<T> {
        let mut stack = Vec::new();
        for node in self.parsed.iter() {
            let value = match node {
                ExprNode::Req(requirement) => leaf(licence(&requirement.req)),
                ExprNode::Op(operator) => {
                    let (b, a) = (stack.pop()?, stack.pop()?);
                    match operator {
                        Operator::And => and(a, b),
                        Operator::Or => or(a, b),
                    }
                }
            };
            stack.push(value);
        }
        stack.pop()
    }
}

fn licence(requirement: &spdx::LicenseReq) -> Licence {
    let id = match &requirement.license {
        spdx::LicenseItem::Spdx { id, .. } => id.name.to_owned(),
        other @ spdx::LicenseItem::Other(_) => other.to_string(),
    };
    Licence {
        id,
        exception: requirement.addition.as_ref().map(ToString::to_string),
    }
}

fn strict() -> spdx::ParseMode {
    spdx::ParseMode::STRICT
}

/// As strict, but with the two faults whose meaning is certain.
fn tolerant() -> spdx::ParseMode {
    spdx::ParseMode {
        allow_deprecated: true,
        allow_slash_as_or_operator: false,
        allow_imprecise_license_names: false,
        allow_postfix_plus_on_gpl: true,
        allow_unknown: false,
    }
}

impl Declared {
    /// Reads what is written at `span`.
    pub fn read(raw: &str, span: Span) -> Self {
        let (expression, fault) = understand(raw.trim());
        let class = match (&expression, &fault) {
            (Some(expression), _) => expression.class(),
            (None, Some(Fault::Ambiguous { candidates })) => common_class(candidates),
            _ if refuses(raw) => Class::Enclosure,
            _ => Class::Unknown,
        };
        Self {
            raw: raw.to_owned(),
            span,
            expression,
            fault,
            class,
        }
    }

    /// The expressions to offer instead of what is written, best first.
    pub fn suggestions(&self) -> Vec<String> {
        match (&self.fault, &self.expression) {
            (Some(Fault::Ambiguous { candidates }), _) => candidates.clone(),
            (Some(_), Some(expression)) => vec![expression.as_str().to_owned()],
            _ => Vec::new(),
        }
    }

    /// The only thing that can be meant, when it is written wrongly: safe to put in its place.
    pub fn certain_suggestion(&self) -> Option<&str> {
        self.fault.as_ref()?;
        self.expression.as_ref().map(Expression::as_str)
    }
}

/// The expression in a text, and what is wrong with the text.
fn understand(raw: &str) -> (Option<Expression>, Option<Fault>) {
    if raw.is_empty() {
        return (None, Some(Fault::Empty));
    }
    // Not an expression, but what SPDX documents say where nobody granted anything: its class tells it.
    if raw.eq_ignore_ascii_case("NONE") {
        return (None, None);
    }
    let is_reference = unwrapped(raw) != raw;
    if let Some(expression) = Expression::parse(raw) {
        return if is_reference {
            reference(raw, expression)
        } else {
            (Some(expression), None)
        };
    }
    if !is_reference && let Some(expression) = respelled(raw) {
        return (Some(expression), Some(Fault::Spelling));
    }
    match meant_by(raw) {
        Meant::One(text) => {
            let fault = if is_reference {
                Fault::Wrapped
            } else {
                Fault::Name
            };
            (Expression::parse(&text), Some(fault))
        }
        Meant::Several(candidates) => (None, Some(Fault::Ambiguous { candidates })),
        Meant::Nothing => {
            let reason = spdx::Expression::parse(raw)
                .err()
                .map(|error| error.reason.to_string());
            (None, Some(Fault::Unknown { reason }))
        }
    }
}

/// A `LicenseRef-…` that parses: either a licence of one's own or a known one in disguise.
fn reference(raw: &str, expression: Expression) -> (Option<Expression>, Option<Fault>) {
    match meant_by(raw) {
        Meant::One(text) => (
            Expression::parse(&text).or(Some(expression)),
            Some(Fault::Wrapped),
        ),
        // `LicenseRef-CERN` is a known licence without its version; `LicenseRef-MIT-with-strings`
        // is somebody's own.
        Meant::Several(candidates) if candidates.len() > 1 => {
            (None, Some(Fault::Ambiguous { candidates }))
        }
        _ => (Some(expression), None),
    }
}

/// The expression once ids are spelled as in the list and operators in capitals.
fn respelled(raw: &str) -> Option<Expression> {
    let mut spelled = String::with_capacity(raw.len());
    let mut word = String::new();
    for character in raw.chars().chain(std::iter::once(' ')) {
        if character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '+' | ':') {
            word.push(character);
            continue;
        }
        if !word.is_empty() {
            spelled.push_str(&respelled_word(&word));
            word.clear();
        }
        spelled.push(character);
    }
    let spelled = spelled.trim();
    Expression::parse(spelled).or_else(|| {
        // Retired ids outside the `-only` family stay readable.
        spdx::Expression::parse_mode(spelled, tolerant())
            .ok()
            .map(|parsed| Expression { parsed })
    })
}

fn respelled_word(word: &str) -> String {
    for operator in ["AND", "OR", "WITH"] {
        if word.eq_ignore_ascii_case(operator) {
            return operator.to_owned();
        }
    }
    let (id, plus) = match word.strip_suffix('+') {
        Some(id) => (id, "+"),
        None => (word, ""),
    };
    let listed = |name: &str| {
        spdx::identifiers::LICENSES
            .iter()
            .map(|known| known.name)
            .find(|known| known.eq_ignore_ascii_case(name))
    };
    if let Some(found) =
        listed(word).or_else(|| listed(&format!("{id}-or-later")).filter(|_| !plus.is_empty()))
    {
        return current(found);
    }
    if let Some(found) = listed(id) {
        return format!("{}{plus}", current(found));
    }
    spdx::identifiers::EXCEPTIONS
        .iter()
        .map(|known| known.name)
        .find(|known| known.eq_ignore_ascii_case(word))
        .unwrap_or(word)
        .to_owned()
}

/// The class that all candidates share.
fn common_class(candidates: &[String]) -> Class {
    let mut classes = candidates
        .iter()
        .map(|text| Expression::parse(text).map(|expression| expression.class()));
    let Some(Some(first)) = classes.next() else {
        return Class::Unknown;
    };
    if classes.all(|class| class == Some(first)) {
        first
    } else {
        Class::Unknown
    }
}

/// Whether a text says in plain words that it is not open.
fn refuses(raw: &str) -> bool {
    let lower = raw.trim().to_lowercase();
    lower == "none"
        || lower == "noassertion"
        || [
            "all rights reserved",
            "proprietary",
            "non-commercial",
            "noncommercial",
            "non commercial",
            "no commercial use",
            "personal use only",
            "unlicensed",
        ]
        .iter()
        .any(|words| lower.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Declared {
        Declared::read(raw, 0..raw.len())
    }

    fn text(declared: &Declared) -> &str {
        declared.expression.as_ref().map_or("", Expression::as_str)
    }

    #[test]
    fn valid_expressions_have_no_fault() {
        for (raw, class) in [
            ("CERN-OHL-S-2.0", Class::Commons),
            ("MIT OR Apache-2.0", Class::Sharing),
            ("MIT AND CC-BY-SA-4.0", Class::Commons),
            ("CERN-OHL-S-2.0 AND (MIT OR CC-BY-NC-4.0)", Class::Commons),
            ("MIT AND CC-BY-NC-4.0", Class::Enclosure),
            ("GPL-3.0-or-later OR CC-BY-NC-4.0", Class::Commons),
            ("Apache-2.0 WITH SHL-2.1", Class::Sharing),
            ("LicenseRef-My-Own", Class::Unknown),
            ("MIT AND LicenseRef-My-Own", Class::Unknown),
            ("LicenseRef-Proprietary", Class::Enclosure),
        ] {
            let declared = read(raw);
            assert_eq!(
                (declared.fault.as_ref(), declared.class),
                (None, class),
                "{raw}"
            );
            assert_eq!(text(&declared), raw);
            assert_eq!(declared.certain_suggestion(), None);
        }
    }

    #[test]
    fn faults_come_with_what_is_meant() {
        for (raw, fault, meant, class) in [
            ("mit", Fault::Spelling, "MIT", Class::Sharing),
            (
                "cern-ohl-s-2.0",
                Fault::Spelling,
                "CERN-OHL-S-2.0",
                Class::Commons,
            ),
            (
                "MIT or apache-2.0",
                Fault::Spelling,
                "MIT OR Apache-2.0",
                Class::Sharing,
            ),
            ("GPL-3.0", Fault::Spelling, "GPL-3.0-only", Class::Commons),
            (
                "GPL-2.0+",
                Fault::Spelling,
                "GPL-2.0-or-later",
                Class::Commons,
            ),
            (
                "LicenseRef-CC-BY-SA-3.0",
                Fault::Wrapped,
                "CC-BY-SA-3.0",
                Class::Commons,
            ),
            (
                "LicenseRef-CC BY-SA-4.0",
                Fault::Wrapped,
                "CC-BY-SA-4.0",
                Class::Commons,
            ),
            ("CERN OHL v1.2", Fault::Name, "CERN-OHL-1.2", Class::Commons),
            (
                "CC BY-NC 4.0",
                Fault::Name,
                "CC-BY-NC-4.0",
                Class::Enclosure,
            ),
        ] {
            let declared = read(raw);
            assert_eq!(declared.fault, Some(fault), "{raw}");
            assert_eq!((text(&declared), declared.class), (meant, class), "{raw}");
            assert_eq!(declared.certain_suggestion(), Some(meant));
        }
    }

    #[test]
    fn what_is_unclear_stays_unclear() {
        let cern = read("LicenseRef-CERN");
        assert!(
            matches!(&cern.fault, Some(Fault::Ambiguous { candidates }) if candidates.len() == 4)
        );
        assert_eq!(
            (cern.class, cern.certain_suggestion()),
            (Class::Unknown, None)
        );
        // Every version of it is share-alike, so the class is certain although the version is not.
        assert_eq!(read("CC BY-SA").class, Class::Commons);
        assert_eq!(read("").fault, Some(Fault::Empty));
        for raw in ["PANAKA-OHL-1.0", "see LICENSE", "MIT AND", "ÄÖÜ", "a\0b"] {
            let declared = read(raw);
            assert!(
                matches!(
                    declared.fault,
                    Some(Fault::Unknown { .. } | Fault::Ambiguous { .. })
                ),
                "{raw}: {declared:?}"
            );
        }
        assert_eq!(read("All rights reserved").class, Class::Enclosure);
        assert_eq!(read("NOASSERTION").class, Class::Enclosure);
        let none = read("NONE");
        assert_eq!(
            (none.class, &none.expression, &none.fault),
            (Class::Enclosure, &None, &None)
        );
    }

    #[test]
    fn expressions_are_met_by_what_is_at_hand() {
        let parse = |text| Expression::parse(text).expect("a valid expression");
        let have_mit = |licence: &Licence| licence.id == "MIT";
        assert!(parse("MIT OR Apache-2.0").is_met_by(have_mit));
        assert!(!parse("MIT AND Apache-2.0").is_met_by(have_mit));
        assert!(parse("GPL-3.0-only AND MIT").names_family("GPL-3.0"));
    }
}
