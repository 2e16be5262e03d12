//! Area: making.

mod limits;
mod supports;
mod wording;

crate::rules::rules![
    does_not_fit,
    fits_only_reoriented,
    steep_overhang,
    long_bridge,
    long_cantilever,
    starts_in_air,
    weak_adhesion,
    slender_part,
    better_pose,
];
