// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-W-2.0
//
// The box put together. For the picture and for checking the fits; nothing
// here is exported. All lengths in mm.

include <parameters.scad>
use <body.scad>
use <lid.scad>
use <divider.scad>
use <latch.scad>

open_angle  = 110;   // 0: closed
latch_angle = 30;    // swing of the latch, 0: against the body

module pin() rotate([0, 90, 0]) cylinder(d = pin_d, h = pin_len, $fn = 48);

module at_hinge(a) {
    translate([0, box_d + axis_out, body_h]) rotate([-a, 0, 0])
        translate([0, -box_d - axis_out, -body_h]) children();
}
// the lid turned from its printing pose to its place
module placed_lid() translate([0, 0, body_h + lid_h]) mirror_top() lid();
// half a turn about the Y axis, then put back over the body
module mirror_top() translate([box_w, 0, 0]) rotate([0, 180, 0]) children();

module placed_latch(a) translate([(box_w - latch_w) / 2, -axis_out, latch_pin_z])
    rotate([-a, 0, 0]) rotate([90, 0, 90]) latch();
module placed_divider(i) translate([div_x[i] + div_t / 2, wall + snug, floor_t])
    rotate([90, 0, 90]) translate([0, 0, -div_t]) divider();
module hinge_pins() for (x = hinge_x) translate([x, box_d + axis_out, body_h]) pin();
module catch_pin() translate([latch_x, -axis_out, catch_z]) pin();
module latch_pin() translate([latch_x, -axis_out, latch_pin_z]) pin();

module assembly(open, swing) {
    color("SteelBlue") render() body();
    color("Goldenrod") for (i = [0 : len(div_x) - 1]) render() placed_divider(i);
    color("Silver") { hinge_pins(); catch_pin(); }
    at_hinge(open) {
        color("LightSteelBlue") render() placed_lid();
        color("OrangeRed") render() placed_latch(swing);
        color("Silver") latch_pin();
    }
}

assembly(open_angle, latch_angle);
