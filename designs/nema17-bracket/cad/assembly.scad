// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-P-2.0
//
// The bracket with motor, pulley and screws, bolted to a 5 mm panel. For the
// picture and for checking the fits; nothing here is exported. All lengths
// in mm, in the frame of nema17-bracket.scad.

use <nema17-bracket.scad>

axis = [34, 25];     // motor axis
t    = 6;            // thickness of the bracket
panel_t = 5;

// socket head cap screw, ISO 4762, head upwards, underside of the head at 0
module cap_screw(d, len, head_d, socket) {
    translate([0, 0, -len]) cylinder(d = d, h = len, $fn = 48);
    difference() {
        cylinder(d = head_d, h = d, $fn = 48);
        translate([0, 0, d / 2]) cylinder(d = socket / cos(30), h = d, $fn = 6);
    }
}
module washer(d1, d2, h) difference() {
    cylinder(d = d2, h = h, $fn = 48);
    translate([0, 0, -1]) cylinder(d = d1, h = h + 2, $fn = 48);
}
module nut(d, af, h) difference() {
    cylinder(d = af / cos(30), h = h, $fn = 6);
    translate([0, 0, -1]) cylinder(d = d + 0.02, h = h + 2, $fn = 48);
}

// NEMA 17: 42.3 mm square, 22 x 2 mm boss, 5 mm shaft; below the plate
module motor() translate([axis[0], axis[1], 0]) {
    difference() {
        union() {
            translate([0, 0, -40]) linear_extrude(40) intersection() {
                square(42.3, center = true);
                rotate(45) square(53.6, center = true);
            }
            cylinder(d = 22, h = 2, $fn = 96);
        }
        for (i = [-1, 1], j = [-1, 1])
            translate([15.5 * i, 15.5 * j, -4.5]) cylinder(d = 3.02, h = 6, $fn = 48);
    }
    cylinder(d = 5, h = 24, $fn = 48);
}
module pulley() translate([axis[0], axis[1], 9]) difference() {
    union() {
        cylinder(d = 16, h = 6, $fn = 72);
        translate([0, 0, 5.9]) cylinder(d = 12.2, h = 8, $fn = 72);
        translate([0, 0, 13.8]) cylinder(d = 16, h = 1.2, $fn = 72);
    }
    translate([0, 0, -1]) cylinder(d = 5.02, h = 20, $fn = 48);
}
module motor_screws() for (i = [-1, 1], j = [-1, 1])
    translate([axis[0] + 15.5 * i, axis[1] + 15.5 * j, t]) cap_screw(3, 10, 5.5, 2.5);
module foot_screws() for (y = [10, 40]) translate([t, y, 37]) rotate([0, 90, 0]) {
    washer(5.3, 10, 1);
    translate([0, 0, 1]) cap_screw(5, 20, 8.5, 4);
    translate([0, 0, -t - panel_t - 1]) washer(5.3, 10, 1);
    translate([0, 0, -t - panel_t - 1 - 4.7]) nut(5, 8, 4.7);
}
module panel() difference() {
    translate([-panel_t, -25, -20]) cube([panel_t, 100, 100]);
    for (y = [10, 40]) translate([-panel_t - 1, y, 37]) rotate([0, 90, 0]) cylinder(d = 5.5, h = panel_t + 2, $fn = 48);
}

color("SteelBlue") render() nema17_bracket();
color("DimGray") render() motor();
color("Gold") render() pulley();
color("Silver") { render() motor_screws(); render() foot_screws(); }
color("BurlyWood", 0.5) render() panel();
