//! The words of a licence's name, and which of them have been explained.

/// Words that add nothing to the name of a licence.
const FILLERS: [&str; 50] = [
    "the",
    "a",
    "an",
    "license",
    "licence",
    "licenses",
    "licences",
    "licensed",
    "licenced",
    "under",
    "public",
    "international",
    "intl",
    "unported",
    "generic",
    "version",
    "versions",
    "ver",
    "v",
    "of",
    "terms",
    "open",
    "hardware",
    "source",
    "software",
    "general",
    "gnu",
    "ohl",
    "creative",
    "commons",
    "common",
    "cc",
    "foundation",
    "free",
    "documentation",
    "s",
    "this",
    "work",
    "is",
    "project",
    "ref",
    "licenseref",
    "global",
    "deed",
    "universal",
    "domain",
    "dedication",
    "lizenz",
    "namensnennung",
    "rev",
];

/// The words of a name with what has been explained.
pub(super) struct Words {
    pub(super) words: Vec<String>,
    used: Vec<bool>,
}

impl Words {
    /// Lower-case words; letters and digits come apart (`gplv3` → `gpl`, `3`), versions stay whole.
    pub(super) fn of(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut previous = ' ';
        let characters: Vec<char> = text.to_lowercase().chars().collect();
        for (at, character) in characters.iter().copied().enumerate() {
            let in_number = character == '.'
                && previous.is_ascii_digit()
                && characters.get(at + 1).is_some_and(char::is_ascii_digit);
            if character.is_alphanumeric() || in_number {
                let joins = previous.is_alphanumeric() || previous == '.';
                let same = (character.is_ascii_digit() || in_number)
                    == (previous.is_ascii_digit() || previous == '.');
                match words.last_mut() {
                    Some(word) if joins && same => word.push(character),
                    _ => words.push(character.to_string()),
                }
                previous = character;
            } else {
                if character == '+' {
                    words.push("+".to_owned());
                }
                previous = ' ';
            }
        }
        for word in &mut words {
            if word.len() > 2
                && word.ends_with('v')
                && ["gplv", "lgplv", "agplv", "ohlv", "bsdv", "mplv"].contains(&word.as_str())
            {
                word.pop();
            }
        }
        let used = vec![false; words.len()];
        Self { words, used }
    }

    /// Whether one of `wanted` is there; marks it as explained.
    pub(super) fn take(&mut self, wanted: &[&str]) -> bool {
        let mut any = false;
        for (word, used) in self.words.iter().zip(&mut self.used) {
            if wanted.contains(&word.as_str()) {
                *used = true;
                any = true;
            }
        }
        any
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|own| own == word)
    }

    /// Whether these words follow one another; marks them as explained.
    pub(super) fn take_phrase(&mut self, phrase: &[&str]) -> bool {
        let found = self
            .words
            .windows(phrase.len())
            .position(|window| window.iter().zip(phrase).all(|(own, wanted)| own == wanted));
        if let Some(at) = found {
            self.used[at..at + phrase.len()].fill(true);
        }
        found.is_some()
    }

    /// The version: the only number there is, as `2.0`.
    pub(super) fn version(&mut self) -> Option<String> {
        let mut numbers =
            self.words.iter().enumerate().filter(|(at, word)| {
                !self.used[*at] && word.starts_with(|c: char| c.is_ascii_digit())
            });
        let (at, version) = numbers.next()?;
        if numbers.next().is_some() {
            return None;
        }
        let version = if version.contains('.') {
            version.clone()
        } else {
            format!("{version}.0")
        };
        self.used[at] = true;
        Some(version)
    }

    /// Whether a word is left that neither a licence nor a filler explains.
    pub(super) fn has_unexplained(&self) -> bool {
        self.words
            .iter()
            .zip(&self.used)
            .any(|(word, used)| !used && !FILLERS.contains(&word.as_str()))
    }
}
