//! Facts on disk, by content: a second check of the same mesh reads a few KB instead of measuring.

use crate::cache::Folder;
use crate::digest::Digest;
use crate::measure::MEASURING_VERSION;
use serde::{Serialize, de::DeserializeOwned};
use std::path::Path;

/// A folder of facts.
#[derive(Debug, Clone)]
pub struct Cache {
    facts: Folder,
}

impl Cache {
    /// The cache in `folder`, which is created when something is stored.
    pub fn at(folder: &Path) -> Self {
        Self {
            facts: Folder::at(folder.join(format!("facts-{MEASURING_VERSION}"))),
        }
    }

    /// What was stored under `key`; `None` when there is nothing or it is damaged.
    pub fn load<T: DeserializeOwned>(&self, key: Digest) -> Option<T> {
        self.facts.load(key)
    }

    /// Stores `value` under `key`. A cache that cannot be written to is no reason to stop: the
    /// error is for whoever wants to tell of it.
    pub fn store<T: Serialize>(&self, key: Digest, value: &T) -> std::io::Result<()> {
        self.facts.store(key, value)
    }
}
