// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-W-2.0
//
// Body of the hinged parts box, as printed: floor on the bed.
// All lengths in mm.

include <parameters.scad>

module grooves() {
    // two ribs per groove on the front and on the back wall
    for (x = div_x, s = [-1, 1])
        translate([x + s * (div_t / 2 + snug + rib / 2) - rib / 2, 0, 0])
            for (y = [wall - 1, box_d - wall - rib])
                translate([0, y, floor_t - 1]) cube([rib, rib + 1, div_h + 1]);
}

module body() {
    union() {
        difference() {
            tray_outside(body_h);
            translate([0, 0, floor_t]) linear_extrude(body_h) footprint(wall);
        }
        grooves();
        // outer knuckles of both hinges
        for (x = hinge_x, i = [0, 2])
            translate([x + i * (knuckle_l + slip), box_d, body_h])
                knuckle(knuckle_l, body_h, pin_press);
        // ears for the pin that the latch snaps under, on the front wall
        for (x = [latch_x, latch_x + pin_len - ear_l])
            translate([x, 0, catch_z]) mirror([0, 1, 0])
                knuckle(ear_l, catch_z, pin_press, filled = true);
    }
}

body();
