//! Reading meshes: one file per format, dispatched by content.
