//! Answers kept between runs: what was there an hour ago need not be asked again.

use super::answer::Reach;
use crate::cache::Folder;
use crate::digest::Digest;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long something that was there counts as there.
const THERE: Duration = Duration::from_hours(24);

/// How long something that was not there counts as missing: somebody may be mending it right now.
const MISSING: Duration = Duration::from_mins(5);

/// The layout of the entries.
const VERSION: u32 = 1;

/// The answers of earlier runs.
#[derive(Debug)]
pub(super) struct Memory(Option<Folder>);

/// An answer with its time.
#[derive(Serialize, Deserialize)]
struct Entry<T> {
    /// What was asked, so that no two questions are taken for one.
    question: String,
    /// Seconds since 1970.
    at: u64,
    answer: T,
}

impl Memory {
    pub(super) fn at(root: Option<PathBuf>) -> Self {
        Self(root.map(|root| Folder::at(root.join(format!("net-{VERSION}")))))
    }

    /// Whether an address was there.
    pub(super) fn reach(&self, address: &str) -> Option<Reach> {
        let (age, reach) = self.load::<Reach>(&format!("reach {address}"))?;
        let fresh = if reach.is_reachable() { THERE } else { MISSING };
        (age < fresh).then_some(reach)
    }

    /// Keeps whether an address was there, if the answer is about the address.
    pub(super) fn keep_reach(&self, address: &str, reach: &Reach) {
        if matches!(reach, Reach::Reachable { .. } | Reach::Gone { .. }) {
            self.store(&format!("reach {address}"), reach);
        }
    }

    /// Something derived from what was there, for as long as that counts as there.
    pub(super) fn derived<T: DeserializeOwned>(&self, what: &str, address: &str) -> Option<T> {
        let (age, derived) = self.load(&format!("{what} {address}"))?;
        (age < THERE).then_some(derived)
    }

    /// Keeps something derived from what is there.
    pub(super) fn keep_derived<T: Serialize>(&self, what: &str, address: &str, derived: &T) {
        self.store(&format!("{what} {address}"), derived);
    }

    fn load<T: DeserializeOwned>(&self, question: &str) -> Option<(Duration, T)> {
        let entry: Entry<T> = self.0.as_ref()?.load(Digest::of(question.as_bytes()))?;
        // An answer from the future is of a clock that was wrong.
        let age = now().checked_sub(Duration::from_secs(entry.at))?;
        (entry.question == question).then_some((age, entry.answer))
    }

    fn store<T: Serialize>(&self, question: &str, answer: &T) {
        let Some(folder) = &self.0 else { return };
        let entry = Entry {
            question: question.to_owned(),
            at: now().as_secs(),
            answer,
        };
        // A memory that cannot be written to costs time and nothing else.
        let _ = folder.store(Digest::of(question.as_bytes()), &entry);
    }
}

fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_age() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let memory = Memory::at(Some(folder.path().to_owned()));
        let there = Reach::Reachable {
            url: "https://a.org/".to_owned(),
            moved: false,
        };
        let put = |question: &str, seconds: i64, answer: &Reach| {
            let entry = Entry {
                question: question.to_owned(),
                at: now().as_secs().saturating_add_signed(seconds),
                answer,
            };
            let folder = memory.0.as_ref().expect("a folder");
            folder
                .store(Digest::of(question.as_bytes()), &entry)
                .expect("stored");
        };
        put("reach a", -3600, &there);
        assert_eq!(memory.reach("a"), Some(there.clone()));
        put("reach a", -90_000, &there);
        assert_eq!(memory.reach("a"), None);
        put("reach a", 3600, &there);
        assert_eq!(memory.reach("a"), None, "from the future");
        let gone = Reach::Gone { status: 404 };
        put("reach b", -60, &gone);
        assert_eq!(memory.reach("b"), Some(gone.clone()));
        put("reach b", -3600, &gone);
        assert_eq!(memory.reach("b"), None);
    }

    #[test]
    fn only_answers_about_the_address_are_kept() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let memory = Memory::at(Some(folder.path().to_owned()));
        for (reach, kept) in [
            (Reach::Gone { status: 410 }, true),
            (Reach::Timeout, false),
            (Reach::NoSuchHost, false),
            (Reach::Refused { status: 429 }, false),
            (Reach::ServerError { status: 500 }, false),
        ] {
            let address = format!("{reach:?}");
            memory.keep_reach(&address, &reach);
            assert_eq!(memory.reach(&address).is_some(), kept, "{address}");
        }
        memory.keep_derived("digest", "a", &"x");
        assert_eq!(
            memory.derived::<String>("digest", "a"),
            Some("x".to_owned())
        );
        assert_eq!(memory.derived::<String>("digest", "b"), None);
        let nowhere = Memory::at(None);
        nowhere.keep_reach("a", &Reach::Gone { status: 404 });
        assert_eq!(nowhere.reach("a"), None);
    }
}
