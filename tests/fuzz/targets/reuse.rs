//! `REUSE.toml` and `.reuse/dep5`: the first byte tells which, the next few are a path to match.
#![no_main]

use fabcommons::diag::Span;
use fabcommons::package::licence::reuse::{Annotation, Fault, identifiers, read_dep5, read_toml};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    let (path, text) = rest.split_at(rest.len().min(usize::from(kind >> 3)));
    let path = String::from_utf8_lossy(path);
    let read = |bytes: &[u8]| {
        if kind % 2 == 0 {
            read_toml("REUSE.toml", bytes)
        } else {
            read_dep5(".reuse/dep5", bytes)
        }
    };
    let (annotations, faults) = read(text);
    check(&annotations, &faults);
    let matches = |annotations: &[Annotation]| -> Vec<bool> {
        annotations.iter().map(|one| one.matches(&path)).collect()
    };
    assert_eq!(matches(&annotations), matches(&read(text).0));
});

fn check(annotations: &[Annotation], faults: &[Fault]) {
    let inside = |text: &str, span: &Span| text.get(span.clone()).is_some();
    for annotation in annotations {
        for field in annotation.licences.iter().chain(&annotation.copyrights) {
            assert!(inside(&annotation.source.text, &field.span));
            identifiers(&field.value);
        }
    }
    for (source, span) in faults.iter().filter_map(|fault| fault.place.as_ref()) {
        assert!(inside(&source.text, span));
    }
}
