//! The repair of manifests: the first byte chooses TOML, YAML or JSON, and whether a `fab.toml` follows behind a NUL
//! byte.
#![no_main]

use fabcommons::package::fab;
use fabcommons::package::repair::{Input, Repair, repair};

fn run(path: &str, bytes: &[u8], fab_bytes: Option<&[u8]>) -> Repair {
    repair(&Input {
        path,
        bytes,
        fab_path: fab::FILE_NAME,
        fab_bytes,
        toml_path: Some("okh.toml"),
        files: None,
    })
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((syntax, data)) = data.split_first() else {
        return;
    };
    let path = ["okh.toml", "okh.yml", "okh.json"][usize::from(syntax % 3)];
    let (manifest, fab) = match data.iter().position(|byte| *byte == 0) {
        Some(at) if *syntax >= 128 => (&data[..at], Some(&data[at + 1..])),
        _ => (data, None),
    };
    let first = run(path, manifest, fab);
    if first.is_nothing() {
        return;
    }
    let after = |path: &str| {
        first
            .files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.after.as_bytes())
    };
    for file in &first.files {
        assert!(file.after.parse::<toml::Table>().is_ok(), "{}", file.after);
    }
    let manifest = after("okh.toml").unwrap_or(manifest);
    let fab = after(fab::FILE_NAME).or(fab);
    let again = run("okh.toml", manifest, fab);
    assert!(again.is_nothing(), "{first:#?}\n{again:#?}");
});
