//! Ends of line: the editor knows one kind, files have two.

/// How the lines of a text end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endings {
    Unix,
    /// Every line ends with CR LF.
    Windows,
}

impl Endings {
    pub(super) fn of(text: &str) -> Self {
        let all = text.matches('\n').count();
        if all > 0 && text.matches("\r\n").count() == all {
            Self::Windows
        } else {
            Self::Unix
        }
    }

    /// The text with ends of line as the editor writes them.
    pub(super) fn unix(self, text: &str) -> String {
        match self {
            Self::Unix => text.to_owned(),
            Self::Windows => text.replace("\r\n", "\n"),
        }
    }

    /// The text with its own ends of line.
    pub(super) fn native(self, text: &str) -> String {
        match self {
            Self::Unix => text.to_owned(),
            Self::Windows => text.replace('\n', "\r\n"),
        }
    }
}
