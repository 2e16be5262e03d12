//! PLY: what follows a header that the fuzzer need not invent, or anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fabcommons_fuzz::mesh(data, "a.ply", data.len());
});
