//! In which order files last changed, as version control remembers it.
//!
//! Times of a checkout say nothing, so git is asked for its commits.

use super::git;
use rustc_hash::FxHashMap;
use std::path::Path;

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
        let log = git::ask(
            root,
            [
                "log",
                "--no-show-signature",
                "--no-ext-diff",
                "--no-textconv",
                "--no-renames",
                "--name-only",
                "--relative",
                "--format=format:%x00",
                "--max-count",
                COMMITS,
                "--",
                ".",
            ],
        )?;
        Some(Self::of_log(&log))
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
