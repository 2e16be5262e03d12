//! Area: provenance.

mod third_party;

crate::rules::rules![no_attribution, third_party_unlicensed];
