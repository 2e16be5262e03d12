//! Judging: a package whose facts are known against one machine, and all of them.

use divan::Bencher;
use fabcommons::check::{Cache, NoProgress, Options, run, targets};
use fabcommons::machine::Library;
use std::path::{Path, PathBuf};

/// Checks the designs with facts from a cache; coverage of the library is part of every check.
fn designs(bencher: Bencher, machines: &str) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("designs");
    let targets = targets(&[root]).expect("the designs");
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options {
        machines: Library::embedded()
            .select(machines, Path::new(""))
            .expect("machines")
            .into_iter()
            .map(Into::into)
            .collect(),
        cache: Some(Cache::at(folder.path())),
        ..Options::default()
    };
    bencher.bench(|| run(&targets, &options, &NoProgress).expect("readable designs"));
}

#[divan::bench]
fn five_designs_on_one_machine(bencher: Bencher) {
    designs(bencher, "prusa-mk4s");
}

#[divan::bench]
fn five_designs_on_all_machines(bencher: Bencher) {
    designs(bencher, "all");
}
