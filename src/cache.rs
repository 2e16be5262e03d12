//! Values on disk by key, for whatever may be made again: losing an entry costs time and nothing else.
//!
//! An entry is a JSON text behind a line with its SHA-256, so that a damaged entry is noticed,
//! ignored and written again. Entries are written under another name and renamed, so that two runs
//! may share a folder.

use crate::digest::Digest;
use serde::{Serialize, de::DeserializeOwned};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A folder of entries.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The entries in `root`, which is created when something is stored.
    pub fn at(root: PathBuf) -> Self {
        Self { root }
    }

    fn entry(&self, key: Digest) -> PathBuf {
        let name = key.to_string();
        self.root.join(&name[..2]).join(&name[2..])
    }

    /// What was stored under `key`; `None` when there is nothing or it is damaged.
    pub fn load<T: DeserializeOwned>(&self, key: Digest) -> Option<T> {
        let bytes = std::fs::read(self.entry(key)).ok()?;
        let (digest, payload) = bytes.split_at_checked(65)?;
        let intact =
            digest[64] == b'\n' && Digest::of(payload).to_string().as_bytes() == &digest[..64];
        intact
            .then(|| serde_json::from_slice(payload).ok())
            .flatten()
    }

    /// Stores `value` under `key`. A cache that cannot be written to is no reason to stop: the
    /// error is for whoever wants to tell of it.
    pub fn store<T: Serialize>(&self, key: Digest, value: &T) -> std::io::Result<()> {
        let path = self.entry(key);
        let folder: &Path = path.parent().unwrap_or(&self.root);
        std::fs::create_dir_all(folder)?;
        let payload = serde_json::to_vec(value)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "{}", Digest::of(&payload))?;
        file.write_all(&payload)?;
        file.persist(path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_entry_is_ignored_and_rewritten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cache = Folder::at(folder.path().to_owned());
        let key = Digest::of(b"mesh");
        assert_eq!(cache.load::<Vec<u32>>(key), None);
        cache.store(key, &vec![1, 2, 3]).expect("stored");
        assert_eq!(cache.load(key), Some(vec![1, 2, 3]));

        // One digit of the payload changed: still valid JSON, and still refused.
        let entry = cache.entry(key);
        let text = std::fs::read_to_string(&entry).expect("the entry");
        let damaged = text.replace("[1,2,3]", "[1,2,4]");
        std::fs::write(&entry, damaged).expect("written");
        assert_eq!(cache.load::<Vec<u32>>(key), None);
        std::fs::write(&entry, b"short").expect("written");
        assert_eq!(cache.load::<Vec<u32>>(key), None);

        cache.store(key, &vec![1, 2, 3]).expect("stored again");
        assert_eq!(cache.load(key), Some(vec![1, 2, 3]));
    }
}
