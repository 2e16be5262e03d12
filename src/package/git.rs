//! Questions to git about a package's repository.
//!
//! The repository may be anybody's: nothing that its configuration names is run, and nothing is
//! fetched.

use std::path::Path;
use std::process::{Command, Stdio};

/// What git prints when asked `arguments` about the folder `root`; `None` without git, outside of a
/// repository, or when git refuses.
pub fn ask<'a>(root: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let output = command(root)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Git in the folder `root`, with everything switched off that runs or fetches something.
pub(super) fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(root)
        .args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"])
        .args([
            "-c",
            "protocol.allow=never",
            "-c",
            "log.showSignature=false",
        ])
        .arg("--no-pager")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0");
    command
}
