//! In which order files last changed, as version control remembers it.
//!
//! Times of a checkout say nothing, so git is asked for its commits. The repository may be
//! anybody's: nothing that its configuration names is run, and nothing is fetched.

use rustc_hash::FxHashMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// Commits that are looked at: what changed before them counts as unknown.
const COMMITS: &str = "2000";

/// The last change of each file that version control knows.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct History {
    /// Package-relative path → how many commits ago it last changed.
    ages: FxHashMap<String, usize>,
}

impl History {
    /// Asks git about the folder `root`; `None` without git, or outside of a repository.
    pub fn read(root: &Path) -> Option<Self> {
        let output = Command::new("git")
            .arg("-C")
            .arg(root)
            .args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"])
            .args([
                "-c",
                "protocol.allow=never",
                "-c",
                "log.showSignature=false",
            ])
            .args([
                "--no-pager",
                "log",
                "--no-show-signature",
                "--no-ext-diff",
                "--no-textconv",
            ])
            .args([
                "--no-renames",
                "--name-only",
                "--relative",
                "--format=format:%x00",
            ])
            .args(["--max-count", COMMITS, "--", "."])
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        Some(Self::of_log(&String::from_utf8_lossy(&output.stdout)))
    }

    /// Reads a log: a line with NUL before the names of each commit, the newest first.
    fn of_log(log: &str) -> Self {
        let mut ages = FxHashMap::default();
        for (age, commit) in log.split('\0').skip(1).enumerate() {
            for path in commit.lines().filter(|line| !line.is_empty()) {
                ages.entry(path.to_owned()).or_insert(age);
            }
        }
        Self { ages }
    }

    /// Whether `path` last changed in an earlier commit than `other`; no if either is unknown.
    pub fn is_older(&self, path: &str, other: &str) -> bool {
        match (self.ages.get(path), self.ages.get(other)) {
            (Some(age), Some(than)) => age > than,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_that_names_a_file_counts() {
        let history = History::of_log("\0\na.scad\n\n\0\na.stl\nb.scad\nb.stl\n\n\0\na.scad\n");
        assert!(history.is_older("a.stl", "a.scad"));
        assert!(!history.is_older("a.scad", "a.stl"));
        assert!(!history.is_older("b.stl", "b.scad"), "the same commit");
        assert!(
            !history.is_older("c.stl", "a.scad"),
            "not under version control"
        );
        assert_eq!(History::of_log(""), History::default());
    }
}
