//! Area: bom.

crate::rules::rules![];
