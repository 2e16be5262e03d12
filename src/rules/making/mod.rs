//! Area: making.

mod wording;

crate::rules::rules![does_not_fit, fits_only_reoriented];
