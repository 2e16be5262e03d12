//! 3MF from the first byte of the archive on.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    // What components may multiply a small file to.
    fabcommons_fuzz::mesh(data, "a.3mf", 8_000_000.max(data.len() * 200));
});
