// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-S-2.0
// Source location: https://github.com/fabcommons/designs
// Adapted from spool-holder 1.0.0 on 2026-11-20: longer and thicker arms.
//
// Side frame of the long-arm spool holder, as printed: flat on the bed. Two are
// needed; they are alike. All lengths in mm.

include <parameters.scad>

module leg(s) {
    hull() {
        translate([0, axle_h]) circle(d = leg_w + 4, $fn = 48);
        translate([s * foot_x, foot_r]) circle(d = leg_w, $fn = 48);
    }
}

module foot(s) {
    hull() {
        translate([s * foot_x, foot_r]) circle(r = foot_r, $fn = 72);
        translate([s * foot_x - foot_r, 0]) square([2 * foot_r, 2]);
    }
}

module outline() {
    // width of the frame at the middle of the cross bar
    reach = foot_x * (axle_h - cross_h) / (axle_h - foot_r);
    for (s = [-1, 1]) {
        leg(s);
        foot(s);
    }
    translate([0, axle_h]) circle(r = top_r, $fn = 96);
    translate([-reach, cross_h - leg_w / 2]) square([2 * reach, leg_w]);
}

module side_frame() {
    linear_extrude(frame_t) difference() {
        offset(r = -4, $fn = 64) offset(delta = 4) outline();
        for (s = [-1, 1]) translate([s * foot_x, foot_r]) circle(d = rod_fit, $fn = 48);
        // slot for the axle, open at the top and widened there
        translate([0, axle_h]) circle(d = slot_fit, $fn = 48);
        translate([-slot_fit / 2, axle_h]) square([slot_fit, top_r + 5]);
        translate([0, axle_h + top_r - 5]) polygon([
            [-slot_fit / 2, 0], [slot_fit / 2, 0], [slot_fit / 2 + 4, 8], [-slot_fit / 2 - 4, 8]]);
    }
}

side_frame();
