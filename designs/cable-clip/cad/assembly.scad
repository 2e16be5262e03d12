// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CC-BY-SA-4.0
//
// The clip on a board with its screw and a 6 mm cable. For the picture and
// for checking the fit; nothing here is exported. All lengths in mm.

use <cable-clip.scad>

module cable() cylinder(d = 6, h = 64, center = true, $fn = 72);

// countersunk wood screw 3.5 x 16 with a cross recess
module screw() difference() {
    shank();
    for (a = [0, 90]) rotate(a) translate([-1.9, -0.35, -1.4]) cube([3.8, 0.7, 2]);
}
module shank() rotate_extrude($fn = 48) polygon([
    [0, -0.25], [3.5, -0.25], [1.75, -2], [1.75, -13], [0, -16]]);

// everything turned so that the board is horizontal
rotate([90, 0, 0]) {
    color("SteelBlue") render() cable_clip();
    translate([0, 6.75, 6]) color("DimGray") cable();
    translate([12.85, 3.6, 6]) rotate([-90, 0, 0]) color("Silver") render() screw();
}
color("BurlyWood") difference() {
    translate([-16, -26, -8]) cube([46, 40, 7.99]);
    translate([12.85, -6, -8.5]) cylinder(d = 2.5, h = 10, $fn = 24);
}
