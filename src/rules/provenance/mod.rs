//! Area: provenance.

crate::rules::rules![no_attribution];
