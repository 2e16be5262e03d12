//! Area: making.

mod round;
mod supports;
mod thin;
mod wording;
mod worked;

crate::rules::rules![
    does_not_fit,
    fits_only_reoriented,
    thin_wall,
    steep_overhang,
    long_bridge,
    long_cantilever,
    starts_in_air,
    narrow_gap,
    small_hole,
    thin_pin,
    weak_adhesion,
    slender_part,
    wrong_material,
    too_hot,
    below_own_requirement,
    better_pose,
    wall_vanishes,
];
