//! Area: licence.

pub(crate) mod conflicts;

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
];
