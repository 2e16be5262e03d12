// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-W-2.0
//
// Divider of the hinged parts box, as printed: flat on the bed.
// Slides into the grooves of the body. All lengths in mm.

include <parameters.scad>

module divider() {
    w = box_d - 2 * wall - 2 * snug;
    r = 3;
    linear_extrude(div_t) difference() {
        hull() {
            square([w, 1]);
            for (x = [r, w - r]) translate([x, div_h - r]) circle(r = r, $fn = 48);
        }
        // finger notch
        translate([w / 2, div_h + 6]) circle(r = 14, $fn = 96);
    }
}

divider();
