// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-S-2.0
// Source location: https://github.com/fabcommons/designs
//
// Hub of the spool holder, as printed: small end on the bed, bearing seat
// upwards. A cone centres spools of different bores; the bearing is pushed in
// from the large end. Two are needed. All lengths in mm.

include <parameters.scad>

boss_r = brg_d / 2 + 3;
ribs   = 6;

module shell() {
    rotate_extrude($fn = 96) polygon([
        [shoulder_d / 2, 0], [hub_d1 / 2, 0], [hub_d2 / 2, hub_h],
        [hub_d2 / 2 - hub_wall, hub_h],
        [hub_d1 / 2 - hub_wall + (hub_d2 - hub_d1) / 2 * hub_wall / hub_h, hub_wall],
        [boss_r, hub_wall], [boss_r, hub_h],
        [(brg_d + brg_fit) / 2, hub_h],
        [(brg_d + brg_fit) / 2, hub_h - brg_w - 0.2],
        [shoulder_d / 2, hub_h - brg_w - 0.2]]);
}

// rib from the boss to the cone, 3 mm below the rim
module rib() {
    rotate([90, 0, 0]) translate([0, 0, -hub_wall / 2]) linear_extrude(hub_wall)
        polygon([[boss_r - 1, 1], [hub_d1 / 2 - 1, 1],
                 [hub_d1 / 2 - 1 + (hub_d2 - hub_d1) / 2 * (hub_h - 4) / hub_h, hub_h - 3],
                 [boss_r - 1, hub_h - 3]]);
}

module hub() {
    union() {
        shell();
        for (i = [0 : ribs - 1]) rotate(i * 360 / ribs + 360 / 192) rib();
    }
}

hub();
