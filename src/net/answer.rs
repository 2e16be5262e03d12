//! What asking an address can yield.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What is known of an address after asking it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Something is there.
    Reachable {
        /// Where, after all redirects.
        url: String,
        /// Whether every redirect on the way was permanent, and there was one.
        moved: bool,
    },
    /// The server says that there is nothing (404) or nothing any more (410).
    Gone {
        /// The status.
        status: u16,
    },
    /// There is no host of that name.
    NoSuchHost,
    /// The server does not answer strangers, or not now (401, 403, 429, any other 4xx).
    Refused {
        /// The status.
        status: u16,
    },
    /// The server is broken (5xx), or answered what cannot be an answer.
    ServerError {
        /// The status.
        status: u16,
    },
    /// Nobody answered in time.
    Timeout,
    /// No connection could be made, or it broke.
    NoConnection,
    /// The connection is not secure.
    Tls,
    /// Too many redirects, or one that leads to where nothing may be asked.
    Redirects,
    /// It is no address that is asked.
    Unaskable {
        /// Why, as a phrase.
        reason: String,
    },
}

impl Reach {
    /// Whether something is there.
    pub const fn is_reachable(&self) -> bool {
        matches!(self, Self::Reachable { .. })
    }

    /// What happened, as a phrase that follows the address; `None` when something is there.
    pub fn trouble(&self) -> Option<String> {
        Some(match self {
            Self::Reachable { .. } => return None,
            Self::Gone { status: 410 } => "is gone for good (410)".to_owned(),
            Self::Gone { status } => format!("is not found ({status})"),
            Self::NoSuchHost => "has a host that does not exist".to_owned(),
            Self::Refused { status: 429 } => "is asked too often (429)".to_owned(),
            Self::Refused { status } => format!("is not shown to everybody ({status})"),
            Self::ServerError { status } => format!("is on a server with trouble ({status})"),
            Self::Timeout => "did not answer in time".to_owned(),
            Self::NoConnection => "cannot be connected to".to_owned(),
            Self::Tls => "has no valid certificate".to_owned(),
            Self::Redirects => "redirects without end".to_owned(),
            Self::Unaskable { reason } => format!("was not asked: {reason}"),
        })
    }
}

/// What was downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// Where it was, after all redirects.
    pub url: String,
    /// How many bytes.
    pub bytes: u64,
    /// Whether the server calls it a web page.
    pub is_page: bool,
}

/// Why nothing was downloaded.
#[derive(Debug, Error)]
pub enum Missed {
    /// There is nothing to download.
    #[error("it {}", .0.trouble().unwrap_or_default())]
    Unreached(Reach),
    /// It has more bytes than allowed.
    #[error("it has more than {0} bytes")]
    TooLarge(u64),
    /// It ended early or took too long.
    #[error("it did not come through whole")]
    Incomplete,
    /// What came could not be written.
    #[error(transparent)]
    Sink(std::io::Error),
}
