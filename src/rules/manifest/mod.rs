//! Area: manifest.

crate::rules::rules![];
