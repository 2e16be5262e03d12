//! Values with how they are known.

/// How a value is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// It stands in the files or in git: where.
    Found(String),
    /// It follows from something that does not say it: from what.
    Guessed(String),
    /// Nothing says it: how to supply it.
    Unknown(String),
    /// The user was asked.
    Stated,
}

/// A value with how it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// The value; for [`Evidence::Unknown`] what stands in its place.
    pub value: T,
    /// How it is known.
    pub evidence: Evidence,
}

impl<T> Fact<T> {
    /// A value that the files or git state.
    pub fn found(value: T, place: impl Into<String>) -> Self {
        Self {
            value,
            evidence: Evidence::Found(place.into()),
        }
    }

    /// A value that follows from something else.
    pub fn guessed(value: T, from: impl Into<String>) -> Self {
        Self {
            value,
            evidence: Evidence::Guessed(from.into()),
        }
    }

    /// What stands in the place of a value that nothing says.
    pub fn unknown(stand_in: T, supply: impl Into<String>) -> Self {
        Self {
            value: stand_in,
            evidence: Evidence::Unknown(supply.into()),
        }
    }

    /// Whether the value is only a stand-in.
    pub fn is_unknown(&self) -> bool {
        matches!(self.evidence, Evidence::Unknown(_))
    }

    /// The same evidence for another form of the value.
    pub fn map<U>(self, form: impl FnOnce(T) -> U) -> Fact<U> {
        Fact {
            value: form(self.value),
            evidence: self.evidence,
        }
    }
}
