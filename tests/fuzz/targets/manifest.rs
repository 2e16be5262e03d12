//! Package manifests: the first byte chooses TOML, YAML or JSON.
#![no_main]

use fabcommons::package::manifest::read_text;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((syntax, data)) = data.split_first() else {
        return;
    };
    let path = ["okh.toml", "okh.yml", "okh.json"][usize::from(syntax % 3)];
    let reading = read_text(path, data);
    fabcommons_fuzz::reading(reading.document.as_ref(), &reading.problems);
    assert_eq!(
        format!("{reading:?}"),
        format!("{:?}", read_text(path, data))
    );
});
