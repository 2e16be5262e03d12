//! What the network says of the addresses that packages give; asked once, before the rules run.

use super::progress::Progress;
use crate::digest::Digest;
use crate::net::{Client, Reach};
use crate::package::Package;
use std::collections::{BTreeMap, BTreeSet};

/// The most bytes of an origin that are read to compare its digest.
pub const LARGEST_ORIGIN: u64 = 256 * 1024 * 1024;

/// The answers of the network.
#[derive(Debug, Default)]
pub struct Answers {
    reached: BTreeMap<String, Reach>,
    digests: BTreeMap<String, Digest>,
    has_network: bool,
}

/// How asking went, for whoever wants to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Online {
    /// How many different addresses the packages give.
    pub addresses: usize,
    /// Whether any server answered in this run.
    pub has_network: bool,
    /// The addresses of which nothing can be said, with the reason, sorted.
    pub unclear: Vec<(String, String)>,
}

impl Answers {
    /// Why nothing is at an address, as a phrase that follows it; `None` where something is there
    /// or nothing certain is known.
    pub fn dead(&self, url: &str) -> Option<String> {
        let reach = self.reached.get(url)?;
        self.is_dead(reach).then(|| reach.trouble()).flatten()
    }

    fn is_dead(&self, reach: &Reach) -> bool {
        match reach {
            Reach::Gone { .. } => true,
            // Where nothing else can be reached, it is the network that is missing.
            Reach::NoSuchHost => self.has_network,
            _ => false,
        }
    }

    /// The digest of the file at an address, where one was asked for.
    pub fn digest(&self, url: &str) -> Option<Digest> {
        self.digests.get(url).copied()
    }

    /// How asking went.
    pub(super) fn summary(&self) -> Online {
        Online {
            addresses: self.reached.len(),
            has_network: self.has_network,
            unclear: self
                .reached
                .iter()
                .filter(|(_, reach)| !self.is_dead(reach))
                .filter_map(|(url, reach)| Some((url.clone(), reach.trouble()?)))
                .collect(),
        }
    }
}

/// Asks for every address of the packages.
pub(super) fn ask<'a>(
    packages: impl Iterator<Item = &'a Package>,
    client: &Client,
    progress: &dyn Progress,
) -> Answers {
    let mut urls: BTreeSet<String> = BTreeSet::new();
    let mut with_digest: BTreeSet<String> = BTreeSet::new();
    for package in packages {
        urls.extend(package.links().into_iter().map(|link| link.url));
        for origin in &package.fab.fab.derived_from {
            if let (Some(url), Some(_)) = (&origin.url, &origin.digest)
                && urls.contains(&url.value)
            {
                with_digest.insert(url.value.clone());
            }
        }
    }
    let urls: Vec<String> = urls.into_iter().collect();
    progress.start("asking links", urls.len() + with_digest.len());
    let reached: BTreeMap<String, Reach> = urls
        .iter()
        .cloned()
        .zip(client.reach_all(&urls, &|| progress.step()))
        .collect();
    let mut digests = BTreeMap::new();
    for url in with_digest {
        if reached.get(&url).is_some_and(Reach::is_reachable)
            && let Ok(Some(digest)) = client.digest(&url, LARGEST_ORIGIN)
        {
            digests.insert(url, digest);
        }
        progress.step();
    }
    progress.finish();
    Answers {
        has_network: client.was_answered(),
        reached,
        digests,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certain_is_dead() {
        let answers = |has_network| Answers {
            reached: [
                ("a", Reach::Gone { status: 404 }),
                ("b", Reach::NoSuchHost),
                ("c", Reach::Refused { status: 403 }),
                ("d", Reach::ServerError { status: 500 }),
                ("e", Reach::Timeout),
                ("f", Reach::Tls),
                ("g", Reach::Redirects),
                ("h", Reach::NoConnection),
            ]
            .map(|(url, reach)| (url.to_owned(), reach))
            .into(),
            digests: BTreeMap::new(),
            has_network,
        };
        let dead = |answers: &Answers| -> Vec<String> {
            let urls = answers.reached.keys();
            urls.filter(|url| answers.dead(url).is_some())
                .cloned()
                .collect()
        };
        assert_eq!(dead(&answers(true)), ["a", "b"]);
        // Where nobody answers, it is the network that is missing, and not the host.
        assert_eq!(dead(&answers(false)), ["a"]);
        let unclear = |has_network| answers(has_network).summary().unclear.len();
        assert_eq!((unclear(true), unclear(false)), (6, 7));
        assert_eq!(answers(true).dead("elsewhere"), None);
    }
}
