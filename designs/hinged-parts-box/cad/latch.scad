// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-W-2.0
//
// Latch of the hinged parts box, as printed: on its side, so that the spring
// arm bends along the layers. All lengths in mm.
// The outline is drawn in the plane of the box (first coordinate Y, second
// Z), seen from the side, with the pivot axis at the origin and the catch pin
// straight below it at [0, -reach].

include <parameters.scad>

arm_t  = 2.2;                      // spring arm and jaw
reach  = latch_pin_z - catch_z;    // pivot to catch pin
pin_r  = pin_d / 2;
play   = 0.15;                     // under the catch pin, when closed
snap   = 0.3;                      // the lip overlaps the pin by this much
arm_i  = -pin_r - 1.8;             // inner side of the arm
arm_o  = arm_i - arm_t;            // outer side
jaw_z  = -reach - pin_r - play;    // top of the jaw
// The lip passes below the pin on a circle about the pivot; 0.08 is the rise
// of that circle between its lowest point and the lip's place.
lip_z  = -reach - pin_r + snap + 0.08;

module latch_profile() {
    difference() {
        union() {
            circle(r = knuckle_r, $fn = 72);
            polygon([
                // outside of the arm, from the barrel down to the finger tab
                [-0.5, -knuckle_r + 0.4], [-knuckle_r + 0.2, 0.5],
                [arm_o, -knuckle_r - 2], [arm_o, jaw_z - 2],
                [arm_o - 3.4, jaw_z - 9], [arm_o - 1.6, jaw_z - 9.8],
                [arm_i + 1, jaw_z - arm_t - 0.6],
                // jaw under the pin, its lip and its lead-in
                [3.0, jaw_z - arm_t], [3.6, jaw_z - 1.3],
                [2.1, lip_z], [1.4, lip_z], [0.85, jaw_z],
                // inner corner, cut at 45 degrees, and inside of the arm
                [arm_i + 0.8, jaw_z], [arm_i, jaw_z + 0.8],
                [arm_i, -knuckle_r - 3]]);
        }
        circle(d = pin_free, $fn = 48);
    }
}

module latch() linear_extrude(latch_w) latch_profile();

latch();
