//! Area: provenance.

crate::rules::rules![
    no_attribution,
    unpinned_origin,
    origin_unreachable,
    origin_differs,
    missing_change_notice,
];
