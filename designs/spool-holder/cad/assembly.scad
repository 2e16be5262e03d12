// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-S-2.0
// Source location: https://github.com/fabcommons/designs
//
// The spool holder put together, with a spool. For the picture and for
// checking the fits; nothing here is exported. All lengths in mm.
// X runs along the rods, Z up; the frames stand at X = 0 and X = inner_w.

include <parameters.scad>
use <side-frame.scad>
use <hub.scad>

show_spool = true;

mid   = inner_w / 2;
sunk  = (spool_bore - hub_d1) / (hub_d2 - hub_d1) * hub_h;   // hub inside the spool
hub_x = mid - spool_w / 2 - (hub_h - sunk);                  // outer face, left hub

module along_x(x, y, z) translate([x, y, z]) rotate([0, 90, 0]) children();
module rod() cylinder(d = rod_d, h = rod_l, $fn = 48);
module nut() difference() {
    cylinder(d = nut_af / cos(30), h = nut_h, $fn = 6);
    translate([0, 0, -1]) cylinder(d = rod_d + 0.02, h = nut_h + 2, $fn = 48);
}
module washer(d = washer_d, t = washer_t) difference() {
    cylinder(d = d, h = t, $fn = 48);
    translate([0, 0, -1]) cylinder(d = rod_d + 0.4, h = t + 2, $fn = 48);
}
module bearing() difference() {
    cylinder(d = brg_d, h = brg_w, $fn = 72);
    translate([0, 0, -1]) cylinder(d = rod_d + 0.02, h = brg_w + 2, $fn = 48);
}
module spool() difference() {
    union() {
        cylinder(d = spool_d, h = 4, $fn = 96);
        cylinder(d = spool_d * 0.86, h = spool_w, $fn = 96);
        translate([0, 0, spool_w - 4]) cylinder(d = spool_d, h = 4, $fn = 96);
    }
    translate([0, 0, -1]) cylinder(d = spool_bore, h = spool_w + 2, $fn = 96);
}

module frame_left()  translate([-frame_t, 0, 0]) rotate([90, 0, 90]) side_frame();
module frame_right() translate([inner_w, 0, 0]) rotate([90, 0, 90]) side_frame();
module hub_left()    along_x(hub_x + hub_h, 0, axle_h) rotate([180, 0, 0]) hub();
module hub_right()   along_x(inner_w - hub_x - hub_h, 0, axle_h) hub();
module bearing_left()  along_x(hub_x + 0.2, 0, axle_h) bearing();
module bearing_right() along_x(inner_w - hub_x - brg_w - 0.2, 0, axle_h) bearing();
module spool_placed()  along_x(mid - spool_w / 2, 0, axle_h) spool();
module rods() {
    x = mid - rod_l / 2;
    for (s = [-1, 1]) along_x(x, s * foot_x, foot_r) rod();
    along_x(x, 0, axle_h) rod();
}
// nuts and washers on both sides of both frames
module tie_hardware() for (s = [-1, 1]) {
    for (x = [-frame_t - washer_t, 0, inner_w - washer_t, inner_w + frame_t])
        along_x(x, s * foot_x, foot_r) washer();
    for (x = [-frame_t - washer_t - nut_h, washer_t, inner_w - washer_t - nut_h, inner_w + frame_t + washer_t])
        along_x(x, s * foot_x, foot_r) nut();
}
// nut and lock nut on the outer side of each bearing; washer and nut outside
// the frames, with 0.5 mm play
module axle_hardware() {
    for (x = [hub_x + 0.2 - nut_h, hub_x + 0.2 - 2 * nut_h,
              inner_w - hub_x - 0.2, inner_w - hub_x - 0.2 + nut_h])
        along_x(x, 0, axle_h) nut();
    for (x = [-frame_t - 2.1, inner_w + frame_t + 0.5]) along_x(x, 0, axle_h) washer(16, 1.6);
    for (x = [-frame_t - 2.1 - nut_h, inner_w + frame_t + 2.1]) along_x(x, 0, axle_h) nut();
}

color("SteelBlue") { render() frame_left(); render() frame_right(); }
color("OrangeRed") { render() hub_left(); render() hub_right(); }
color("Silver") { rods(); render() tie_hardware(); render() axle_hardware(); }
color("DimGray") { render() bearing_left(); render() bearing_right(); }
if (show_spool) color("Khaki", 0.25) render() spool_placed();
