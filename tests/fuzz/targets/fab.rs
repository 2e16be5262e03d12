//! `fab.toml`.
#![no_main]

use fabcommons::package::fab::read_text;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let reading = read_text(data);
    fabcommons_fuzz::reading(reading.document.as_ref(), &reading.problems);
    assert_eq!(format!("{reading:?}"), format!("{:?}", read_text(data)));
});
