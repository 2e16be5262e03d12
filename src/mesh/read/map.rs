//! The bytes of a file: mapped when it is large, read when it is small.
//!
//! The only module with `unsafe`: a mapping is sound as long as nobody changes the file meanwhile.

use crate::digest::Digest;
use memmap2::Mmap;
use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

/// Files below this size are read, not mapped: cheaper, and safe against changes meanwhile.
const MAP_FROM: u64 = 64 * 1024;

/// The content of a file; clones share it.
#[derive(Debug, Clone)]
pub struct Bytes(Arc<Content>);

#[derive(Debug)]
enum Content {
    Owned(Vec<u8>),
    Mapped(Mmap),
}

impl Bytes {
    /// Opens the regular file at `path`.
    ///
    /// Fails on directories and on special files (a pipe would wait for ever), besides all that
    /// the system refuses.
    pub fn open(path: &Path) -> io::Result<Self> {
        regular(&path.metadata()?)?;
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        regular(&metadata)?;
        if metadata.len() >= MAP_FROM {
            // SAFETY: the mapping is read-only and private to this process. Rust requires that no
            // other process changes the file while it lives; every tool that maps files takes that
            // risk, and its worst outcome here is a wrong fact or a bus error on a shrinking file,
            // never a write through the mapping.
            #[expect(unsafe_code, reason = "mapping a file is unsafe by nature; see above")]
            let mapped = unsafe { Mmap::map(&file) };
            if let Ok(map) = mapped {
                return Ok(Self(Arc::new(Content::Mapped(map))));
            }
        }
        // Files that state no length (or cannot be mapped) are read to their end.
        let mut bytes = Vec::new();
        (&file).read_to_end(&mut bytes)?;
        Ok(Self::from(bytes))
    }

    /// The content address.
    pub fn digest(&self) -> Digest {
        Digest::of(self)
    }
}

fn regular(metadata: &std::fs::Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            "it is a directory, not a mesh file",
        ))
    } else if metadata.is_file() {
        Ok(())
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a special file, not a mesh file",
        ))
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Content::Owned(bytes)))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &*self.0 {
            Content::Owned(bytes) => bytes,
            Content::Mapped(map) => map,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_large_and_empty_files_read_alike() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        for size in [0, 1, 65_535, 65_536, 200_000] {
            let path = dir.path().join(size.to_string());
            let content: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
            std::fs::write(&path, &content).expect("written");
            let bytes = Bytes::open(&path).expect("opened");
            assert_eq!(&*bytes, &content[..]);
            assert_eq!(bytes.digest(), Digest::of(&content));
        }
    }

    #[test]
    fn directories_and_missing_files_are_errors() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let kind = |path: &Path| Bytes::open(path).expect_err("refused").kind();
        assert_eq!(kind(dir.path()), io::ErrorKind::IsADirectory);
        assert_eq!(kind(&dir.path().join("none")), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused_and_not_waited_for() {
        let error = Bytes::open(Path::new("/dev/zero")).expect_err("refused");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}
