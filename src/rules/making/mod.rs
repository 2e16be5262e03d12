//! Area: making.

crate::rules::rules![];
