//! Area: files.

crate::rules::rules![];
