//! Area: provenance.

mod third_party;

crate::rules::rules![
    no_attribution,
    unpinned_origin,
    origin_unreachable,
    origin_differs,
    third_party_unlicensed,
    missing_change_notice,
];
