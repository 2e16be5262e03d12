//! Binary and ASCII STL.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    // The shortest facet is three times `vertex 0 0 0` and a blank.
    fabcommons_fuzz::mesh(data, "a.stl", data.len() / 20 + 1);
});
