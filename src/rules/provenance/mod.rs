//! Area: provenance.

crate::rules::rules![];
