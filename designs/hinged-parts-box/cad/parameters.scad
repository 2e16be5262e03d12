// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-W-2.0
//
// Dimensions and shared shapes of the hinged parts box. All lengths in mm.
// Assembled frame: X along the width, Y from front to back, Z up, the floor
// of the body at Z = 0 and the parting plane at Z = body_h.

/* [Box] */
box_w    = 120;   // outside width
box_d    = 80;    // outside depth
body_h   = 36;    // body, floor included
lid_h    = 10;    // lid above the parting plane
wall     = 2;
floor_t  = 1.8;
corner_r = 5;     // outside corners
chamfer  = 1;     // bottom edge of the body, top edge of the lid

/* [Fits] */
slip   = 0.3;     // between parts that move past each other
snug   = 0.25;    // lid lip inside the body, divider in its groove

/* [Hinge and latch pins: ISO 2338 3 m6 x 30] */
pin_d      = 3;
pin_len    = 30;
pin_press  = 3.1; // outer knuckles: hold the pin
pin_free   = 3.4; // middle knuckle and latch: turn on the pin
knuckle_r  = 4;
axis_out   = knuckle_r + slip;            // pin axis outside the wall
knuckle_l  = (pin_len - 2 * slip) / 3;    // three knuckles per pin
hinge_x    = [12, box_w - 12 - pin_len];  // left end of each hinge
hinge_lean = 40;  // underside of the hinge webs, degrees from the vertical

/* [Lip of the lid] */
lip_h = 2;
lip_t = 1.6;

/* [Dividers] */
div_t  = 2;
div_x  = [30, 60, 90];
rib    = 2;       // ribs that form the grooves: width and height
div_h  = body_h - floor_t - lip_h - 0.8;

/* [Latch] */
latch_pin_z = body_h + 5;      // pin axis
ear_l       = 5;               // ears on the lid
latch_w     = pin_len - 2 * ear_l - 2 * slip;
latch_x     = (box_w - pin_len) / 2;
catch_z     = 18;              // axis of the pin on the body that it snaps under

// Box with rounded vertical corners, chamfered at its lower edge.
module tray_outside(h) {
    hull() {
        translate([0, 0, chamfer]) linear_extrude(h - chamfer) footprint(0);
        linear_extrude(chamfer) footprint(chamfer);
    }
}

// Footprint of the box, `inset` from the outside.
module footprint(inset) {
    r = corner_r - inset;
    hull() for (x = [corner_r, box_w - corner_r], y = [corner_r, box_d - corner_r])
        translate([x, y]) circle(r = r, $fn = 48);
}

// Knuckle of length `len` along X on a wall whose outside is the plane
// Y = 0; the part is below, the free side towards +Y, the axis at
// (axis_out, 0). `drop` is how far the wall reaches below the axis; `filled`
// closes the space between the barrel and the wall above the axis.
module knuckle(len, drop, hole, filled = false) {
    n = [cos(hinge_lean), -sin(hinge_lean)];        // where web meets barrel
    tip = [axis_out, 0] + knuckle_r * n;
    foot_z = tip[1] - (tip[0] + 1) / tan(hinge_lean);
    rotate([90, 0, 90]) linear_extrude(len) difference() {
        intersection() {
            union() {
                translate([axis_out, 0]) circle(r = knuckle_r, $fn = 72);
                polygon([[-1, 0], [axis_out, 0], tip, [-1, foot_z]]);
                if (filled) translate([-1, -1]) square([axis_out + 1, knuckle_r + 1]);
            }
            translate([-1, -drop]) square([20, drop + 20]);
        }
        translate([axis_out, 0]) circle(d = hole, $fn = 48);
    }
}
