//! Wavefront OBJ.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    // Each corner of a face takes two bytes.
    fabcommons_fuzz::mesh(data, "a.obj", data.len() / 2);
});
