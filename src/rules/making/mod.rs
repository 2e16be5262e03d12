//! Area: making.

mod thin;
mod wording;

crate::rules::rules![
    does_not_fit,
    fits_only_reoriented,
    thin_wall,
    narrow_gap,
    below_own_requirement,
    wall_vanishes,
];
