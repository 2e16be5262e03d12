//! Area: mesh.

crate::rules::rules![];
