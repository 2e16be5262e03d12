//! The network: the one place that talks to it.
//!
//! Vocabulary: to *reach* an address is to learn whether something is there; to *download* is to
//! read it. An answer is *definite* when it is about the address and not about the way to it: a
//! server that says "not found" is definite, one that is busy, refuses strangers or does not answer
//! is not, and neither is a name that cannot be looked up where nothing else can be reached.
//!
//! A client is polite: at most [`AT_ONCE`] requests at a time and [`PER_HOST`] to one host, a name
//! that tells who asks, few tries, and a server that asks for patience gets it. Whatever a server
//! sends is bounded in time and bytes. Without a [`Client`] nothing here opens a connection.

mod address;
mod answer;
mod client;
mod gate;
mod memory;
mod request;

pub use address::{Address, Unaskable};
pub use answer::{Downloaded, Missed, Reach};
pub use client::{Client, SetupError};

use std::path::PathBuf;
use std::time::Duration;

/// The most requests at a time.
pub const AT_ONCE: usize = 8;

/// The most requests to one host at a time.
pub const PER_HOST: usize = 2;

/// The most redirects that are followed.
pub const REDIRECTS: usize = 10;

/// How a client behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a connection may take to stand.
    pub connect: Duration,
    /// How long one request may take until the head of its answer.
    pub answer: Duration,
    /// How long a whole download may take.
    pub download: Duration,
    /// How often an address is tried while its server is busy; a request that ran out of time is
    /// tried once more only.
    pub tries: u32,
    /// The pause before the second try; it doubles with each.
    pub pause: Duration,
    /// The longest pause, and the longest that a server may ask to be waited for.
    pub patience: Duration,
    /// Where answers are kept between runs; `None`: nowhere, and none is read.
    pub memory: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(20),
            download: Duration::from_mins(5),
            tries: 3,
            pause: Duration::from_millis(500),
            patience: Duration::from_secs(20),
            memory: None,
        }
    }
}
