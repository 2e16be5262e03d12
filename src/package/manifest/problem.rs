//! What can be wrong with a manifest or with `fab.toml`: typed and with its place; rules add the prose.

use crate::diag::Span;
use crate::package::tree::Value;

/// One thing that is wrong with a manifest or with `fab.toml`.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The file is there and cannot be read.
    Unreadable {
        /// Relative to the package root.
        path: String,
        /// Why, as a phrase.
        reason: String,
    },
    /// Several files could be the manifest; the first was read.
    Ambiguous {
        /// All of them, relative to the package root.
        candidates: Vec<String>,
    },
    /// A syntax error.
    Syntax {
        /// What is wrong, as a phrase.
        message: String,
        /// Where.
        span: Span,
    },
    /// A key that stands twice in its table.
    Duplicate {
        /// The key as it stands the second time.
        key: String,
        /// Where it stands first.
        first: Span,
        /// Where it stands again.
        again: Span,
    },
    /// A required key that is absent or has no value.
    Missing {
        /// The key.
        key: &'static str,
        /// The table it belongs in (`[[part]]`); empty for the top level.
        within: String,
        /// The table, or the key without value.
        span: Span,
    },
    /// A key that nobody knows.
    Unknown {
        /// The key as written.
        key: String,
        /// The table it stands in; empty for the top level.
        within: String,
        /// Where it stands first.
        span: Span,
        /// How often it stands in tables of that kind.
        times: usize,
        /// What to do instead.
        advice: Advice,
    },
    /// A value that its key does not allow.
    Invalid {
        /// The key.
        key: String,
        /// The value.
        span: Span,
        /// What is wrong with it, to be read after the key (`is not a web address`).
        why: String,
        /// What to write instead.
        help: Option<String>,
        /// Whether it makes the manifest invalid; otherwise it is advice.
        grave: bool,
    },
    /// The manifest follows an older edition of the standard.
    Outdated {
        /// Where it says so.
        span: Span,
        /// What differs from the current edition, besides the value of `okhv`.
        changes: Vec<Change>,
    },
}

impl Problem {
    /// Where it is; `None` when it concerns a whole file.
    pub const fn span(&self) -> Option<&Span> {
        match self {
            Self::Unreadable { .. } | Self::Ambiguous { .. } => None,
            Self::Duplicate { again: span, .. }
            | Self::Syntax { span, .. }
            | Self::Missing { span, .. }
            | Self::Unknown { span, .. }
            | Self::Invalid { span, .. }
            | Self::Outdated { span, .. } => Some(span),
        }
    }
}

/// What to do about an unknown key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// It is a slip for this key.
    DidYouMean(&'static str),
    /// It is another spelling of this key.
    Write(&'static str),
    /// It says how a part is made: a key of `[[part]]` in `fab.toml`.
    ToFab(&'static str),
    /// The standard has no key for it.
    None,
}

/// One difference between an older manifest and the current edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The key as written.
    pub key: String,
    /// Where it stands first.
    pub span: Span,
    /// How often.
    pub times: usize,
    /// What has to change.
    pub kind: ChangeKind,
}

/// What has to change about a key or its value: the reader says it, `check` reports it, the repair does it.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeKind {
    /// The key has another name now.
    Rename(&'static str),
    /// The key is most likely a slip for this one. A repair asks whether the value has its form.
    Slip(&'static str),
    /// The value is written in another way now.
    Rewrite(Rewrite),
    /// The table becomes a list of one table.
    AsList,
    /// The key without a value is left out.
    Drop,
    /// It moves to this key of `fab.toml`.
    ToFab(&'static str),
    /// The current edition has no key for it.
    Carry,
}

/// A value in the terms of the current edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewrite {
    /// How it reads, for people.
    pub reads: String,
    /// The value itself; spans inside it mean nothing.
    pub value: Value,
    /// Whether it says all that the old one said; otherwise the old one has to be carried as well.
    pub whole: bool,
}

impl Rewrite {
    /// A text for a value that said no more than it.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            reads: format!("\"{}\"", super::read::clip(&text)),
            value: Value::String(text),
            whole: true,
        }
    }
}

/// One certain change at one place. The changes that a report lists are these, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The span of the key ([`ChangeKind::concerns_key`]), else of the value.
    pub span: Span,
    /// What to do.
    pub kind: ChangeKind,
}

impl ChangeKind {
    /// Whether it concerns a key with all that stands under it, rather than a value.
    pub const fn concerns_key(&self) -> bool {
        matches!(
            self,
            Self::Rename(_) | Self::Slip(_) | Self::AsList | Self::ToFab(_) | Self::Carry
        )
    }
}
