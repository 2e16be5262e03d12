//! The machine library and what names its machines.
