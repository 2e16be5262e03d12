//! Area: licence.

pub(crate) mod conflicts;
mod reuse;

crate::rules::rules![
    no_licence,
    invalid_licence,
    not_open,
    licence_text_missing,
    licence_text_differs,
    placeholder_licence,
    unsuited_to_hardware,
    licence_conflict,
    licence_unsettled,
    obligation_unmet,
    file_licence_differs,
    file_without_licence,
    file_without_copyright,
    unfiled_licence,
    unused_licence_text,
    misnamed_licence_text,
    invalid_file_licence,
    invalid_reuse_file,
    unreadable_file,
];
