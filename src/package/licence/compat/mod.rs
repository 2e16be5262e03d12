//! May a work be licensed as a whole under B, when something in it comes from somebody under A?
//!
//! Vocabulary: an *origin* is what a design builds on; a *relation* says how it does; a *ruling* is the
//! answer for two licence expressions with its reasons and sources; a *cell* is the answer for two
//! single licences as `table.toml` has it. What the table does not know is reasoned about only where
//! the text of a licence leaves no doubt; all else is [`Verdict::Unknown`], never a guess.

mod beyond;
mod demand;
mod expressions;
mod relation;
mod single;
mod table;

pub use demand::{Demand, Kind, demands};
pub use relation::{Relation, rule};
pub use single::{adaptation, nothing_granted};
pub use table::{Cell, cell, ids as table_ids};

use super::expression::Licence;

/// The line that goes with every answer.
pub const NO_ADVICE: &str = "This is a reading of public licence texts, no legal advice; what is unsettled, a person decides.";

/// The answer; ordered from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Yes.
    Yes,
    /// Yes, keeping notices and licence text.
    Keep,
    /// Only under a condition.
    Conditional,
    /// Nobody has decided it: a person must.
    Unsettled,
    /// Not known here.
    Unknown,
    /// No.
    No,
}

impl Verdict {
    /// The letter of the table; `-` for what is not in it.
    pub const fn letter(self) -> char {
        match self {
            Self::Yes => 'Y',
            Self::Keep => 'K',
            Self::Conditional => 'C',
            Self::Unsettled => '?',
            Self::Unknown => '-',
            Self::No => 'N',
        }
    }

    /// The verdict that a letter of the table stands for.
    pub fn of_letter(letter: &str) -> Option<Self> {
        [
            Self::Yes,
            Self::Keep,
            Self::Conditional,
            Self::Unsettled,
            Self::No,
        ]
        .into_iter()
        .find(|verdict| letter.chars().eq([verdict.letter()]))
    }

    /// The verdict in words.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Keep => "yes, keeping notices and licence text",
            Self::Conditional => "only under a condition",
            Self::Unsettled => "unsettled: a person must decide",
            Self::Unknown => "not known here: a person must decide",
            Self::No => "no",
        }
    }

    /// One word for programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Keep => "keep",
            Self::Conditional => "conditional",
            Self::Unsettled => "unsettled",
            Self::Unknown => "unknown",
            Self::No => "no",
        }
    }

    /// Whether it is allowed without anybody having to decide.
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Yes | Self::Keep)
    }
}

/// The answer for two licence expressions.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// The answer.
    pub verdict: Verdict,
    /// Why, each a sentence without full stop, the decisive one first.
    pub reasons: Vec<String>,
    /// The clauses and documents it rests on.
    pub sources: Vec<String>,
    /// What must hold, where the verdict is [`Verdict::Conditional`].
    pub conditions: Vec<String>,
    /// The cells of the table that were used, as `(A, B)`.
    pub cells: Vec<(String, String)>,
    /// The licences of A that were relied on (of an `OR`, the alternative chosen).
    pub chosen: Vec<Licence>,
}

impl Ruling {
    /// A ruling with one reason and its source.
    fn new(verdict: Verdict, reason: impl Into<String>, source: impl Into<String>) -> Self {
        let source = source.into();
        Self {
            verdict,
            reasons: vec![reason.into()],
            sources: Some(source)
                .filter(|source| !source.is_empty())
                .into_iter()
                .collect(),
            conditions: Vec::new(),
            cells: Vec::new(),
            chosen: Vec::new(),
        }
    }

    /// Nothing is known: says why.
    fn unknown(reason: impl Into<String>) -> Self {
        Self::new(Verdict::Unknown, reason, "")
    }

    /// Allowed under a condition.
    fn conditional(
        condition: impl Into<String>,
        reason: impl Into<String>,
        source: impl Into<String>,
    ) -> Self {
        Self {
            conditions: vec![condition.into()],
            ..Self::new(Verdict::Conditional, reason, source)
        }
    }

    /// Adds a reason behind the others.
    fn and_because(mut self, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
        self
    }

    /// Both rulings bind: the worse verdict, with the reasons of all that share it.
    fn and(self, other: Self) -> Self {
        let (mut worse, better) = if other.verdict > self.verdict {
            (other, self)
        } else {
            (self, other)
        };
        for licence in better.chosen {
            if !worse.chosen.contains(&licence) {
                worse.chosen.push(licence);
            }
        }
        let is_shared = better.verdict == worse.verdict;
        let extend = |into: &mut Vec<String>, from: Vec<String>| {
            for text in from {
                if !into.contains(&text) {
                    into.push(text);
                }
            }
        };
        match worse.verdict {
            Verdict::Conditional => extend(&mut worse.conditions, better.conditions),
            // What is not decided stays so; that it has a condition besides is worth knowing.
            Verdict::Unsettled | Verdict::Unknown => {
                for condition in better.conditions {
                    worse = worse.and_because(format!("besides, only if {condition}"));
                }
            }
            _ => {}
        }
        if is_shared {
            extend(&mut worse.reasons, better.reasons);
            extend(&mut worse.sources, better.sources);
            worse.cells.extend(better.cells);
            worse.cells.dedup();
        }
        worse
    }

    /// One of the rulings is enough: the better one. Where none is, the reasons of all.
    fn or(self, other: Self) -> Self {
        if self.verdict == Verdict::No && other.verdict == Verdict::No {
            self.and(other)
        } else if other.verdict < self.verdict {
            other
        } else {
            self
        }
    }

    /// All sources in one text.
    pub fn source(&self) -> String {
        self.sources.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_ordered_from_good_to_bad() {
        assert!(Verdict::Yes < Verdict::Keep && Verdict::Unknown < Verdict::No);
        for verdict in [
            Verdict::Yes,
            Verdict::Keep,
            Verdict::Conditional,
            Verdict::Unsettled,
            Verdict::No,
        ] {
            assert_eq!(
                Verdict::of_letter(&verdict.letter().to_string()),
                Some(verdict)
            );
        }
        assert_eq!(Verdict::of_letter("-"), None);
        assert_eq!(Verdict::of_letter("YK"), None);
    }

    #[test]
    fn rulings_combine() {
        let yes = Ruling::new(Verdict::Yes, "a", "x");
        let only_if = Ruling::conditional("c", "b", "y");
        let no = Ruling::new(Verdict::No, "n", "z");
        let both = yes.clone().and(only_if.clone());
        assert_eq!(both.verdict, Verdict::Conditional);
        assert_eq!(both.conditions, ["c"]);
        assert_eq!(yes.clone().and(no.clone()).reasons, ["n"]);
        assert_eq!(no.or(yes.clone()), yes);
    }
}
