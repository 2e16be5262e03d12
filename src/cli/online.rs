//! `--online`: the client that asks, and what to say about how it went.

use super::output::Output;
use crate::check::Online;
use crate::net::{Client, Settings};
use anyhow::bail;
use std::path::PathBuf;

/// How many addresses are named before the rest is counted.
const NAMED: usize = 5;

/// A client that keeps its answers in `memory`.
///
/// Where the network cannot be set up (a machine without root certificates), that is told and nothing
/// is asked.
pub(super) fn client(
    memory: Option<PathBuf>,
    offline: bool,
    output: &Output,
) -> anyhow::Result<Option<Client>> {
    if offline {
        bail!("`--online` and `--offline` contradict each other");
    }
    let client = Client::new(Settings {
        memory,
        ..Settings::default()
    });
    Ok(match client {
        Ok(client) => Some(client),
        Err(error) => {
            let why = std::error::Error::source(&error)
                .map_or_else(String::new, |why| format!(": {why}"));
            output.note(&format!("{error}{why}; origins and links are not checked"));
            None
        }
    })
}

/// Tells what could not be asked: that is no finding, and fails nothing.
pub(super) fn tell(online: &Online, output: &Output) {
    let Online {
        addresses,
        has_network,
        unclear,
    } = online;
    if unclear.is_empty() {
        return;
    }
    if !has_network {
        output.note(&format!(
            "no server could be reached (is there a network?): {} not checked",
            crate::units::count(unclear.len(), "address")
        ));
        return;
    }
    let named = if output.verbose { unclear.len() } else { NAMED };
    output.note(&format!(
        "{} of {} could not be checked",
        unclear.len(),
        crate::units::count(*addresses, "address")
    ));
    for (url, why) in unclear.iter().take(named) {
        output.note(&format!("{url} {why}"));
    }
    if unclear.len() > named {
        output.note(&format!(
            "and {} more (`-v` names them)",
            unclear.len() - named
        ));
    }
}
