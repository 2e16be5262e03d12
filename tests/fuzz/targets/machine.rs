//! Machine profiles.
#![no_main]

use fabcommons::machine::read;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let reading = read(text);
    assert!(
        !reading.machines.is_empty() || !reading.problems.is_empty(),
        "nothing was read and nothing is said about it"
    );
    for span in reading
        .problems
        .iter()
        .filter_map(|problem| problem.span.clone())
    {
        assert!(
            text.get(span.clone()).is_some(),
            "{span:?} of {}",
            text.len()
        );
    }
    for machine in &reading.machines {
        assert!(!machine.id.is_empty() && !machine.full_name().is_empty());
    }
    assert_eq!(format!("{reading:?}"), format!("{:?}", read(text)));
});
