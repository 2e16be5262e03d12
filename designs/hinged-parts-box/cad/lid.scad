// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-W-2.0
//
// Lid of the hinged parts box, as printed: top on the bed, upside down.
// All lengths in mm.

include <parameters.scad>

// ear for the latch pin: stands on the bed, round at the free end
module ear() {
    rotate([90, 0, 90]) linear_extrude(ear_l) difference() {
        z = lid_h - (latch_pin_z - body_h);      // axis above the bed
        hull() {
            translate([-axis_out, z]) circle(r = knuckle_r, $fn = 72);
            translate([-axis_out - knuckle_r + 1, 0]) square([knuckle_r, 1]);
            translate([0, 0]) square([1, z + knuckle_r]);
        }
        translate([-axis_out, z]) circle(d = pin_press, $fn = 48);
    }
}

module lid() {
    difference() {
        union() {
            tray_outside(lid_h);
            // lip that enters the body
            translate([0, 0, chamfer]) linear_extrude(lid_h - chamfer + lip_h) footprint(wall + snug);
            // middle knuckles: mirrored, because the lid lies on its top
            for (x = hinge_x)
                translate([x + knuckle_l + slip, box_d, lid_h])
                    knuckle(knuckle_l, lid_h, pin_free);
            for (x = [latch_x, latch_x + pin_len - ear_l])
                translate([x, 0, 0]) ear();
        }
        translate([0, 0, floor_t]) linear_extrude(lid_h + lip_h) footprint(wall + snug + lip_t);
    }
}

lid();
