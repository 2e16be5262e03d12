//! What several tests need: the binary, the corpus, the project's own folders.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of the project.
pub fn project(path: &str) -> PathBuf {
    root().join(path)
}

/// The binary with a home of its own, so that no test sees the user's configuration or cache.
pub fn fabcommons(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fabcommons"));
    command
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env_remove("RUST_BACKTRACE");
    command
}

/// Runs `check --format json` and gives exit code and report.
pub fn check(home: &Path, arguments: &[&str]) -> (i32, serde_json::Value) {
    let output = fabcommons(home)
        .arg("check")
        .args(["--format", "json"])
        .args(arguments)
        .output()
        .expect("the binary runs");
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "{arguments:?}: {error}\n{}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    (exit_code(&output), report)
}

/// The exit code of a run that was not killed.
pub fn exit_code(output: &Output) -> i32 {
    output.status.code().expect("the run was not killed")
}

/// The codes of a report's findings, allowed ones left out, sorted, each once.
pub fn codes(report: &serde_json::Value) -> Vec<String> {
    let mut codes: Vec<String> = report["findings"]
        .as_array()
        .expect("a list of findings")
        .iter()
        .filter(|finding| finding["allowed"] == false)
        .map(|finding| finding["code"].as_str().expect("a code").to_owned())
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

/// The corpus of real files, if there is one; a test without it says so.
pub fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("FABCOMMONS_CORPUS")
        .map(PathBuf::from)
        .filter(|path| path.is_dir());
    if corpus.is_none() {
        println!("skipped: no corpus");
    }
    corpus
}

/// Every file below a folder, sorted.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
