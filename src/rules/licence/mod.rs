//! Area: licence.

crate::rules::rules![];
