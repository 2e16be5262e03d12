// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-P-2.0
//
// Angle bracket for a NEMA 17 stepping motor (42 mm flange, 31 mm bolt square).
// All lengths in mm. The motor plate lies on the bed (XY), the foot stands up
// (YZ); the open sides let a belt leave in either direction. The section is
// that of a 60 x 60 x 6 angle, so the same model is also cut and drilled from
// aluminium angle.

/* [Motor] */
bolt_square = 31;    // distance between motor screws
bolt_d      = 3.4;   // clearance hole for M3 (ISO 273 medium)
boss_d      = 22;    // centring boss of the motor
boss_gap    = 0.6;   // clearance on the boss diameter
axis_x      = 34;    // motor axis from the outer face of the foot

/* [Angle] */
leg   = 60;          // both legs, outside
t     = 6;           // thickness: M3x10 reaches 4 mm into the motor
width = 50;
inner_r = 6;         // fillet inside the angle
corner_r = 6;        // rounded free corners

/* [Foot] */
slot_d      = 5.5;   // M5 clearance (ISO 273 medium)
slot_len    = 14;    // between the centres of the slot ends
slot_pitch  = 30;    // between the two slots
slot_z      = 37;    // middle of the slots above the bed

$fn = 64;

module rounded_end(h) {           // rectangle, two far corners rounded
    hull() {
        square([1, width]);
        for (y = [corner_r, width - corner_r])
            translate([h - corner_r, y]) circle(r = corner_r);
    }
}

module motor_plate() {
    linear_extrude(t) difference() {
        rounded_end(leg);
        translate([axis_x, width / 2]) {
            circle(d = boss_d + boss_gap, $fn = 96);
            for (i = [-1, 1], j = [-1, 1])
                translate([i, j] * bolt_square / 2) circle(d = bolt_d, $fn = 48);
        }
    }
}

module foot() {                   // YZ plate, built flat and stood up
    translate([t, 0, 0]) rotate([0, -90, 0]) linear_extrude(t) difference() {
        rounded_end(leg);
        for (s = [-1, 1])
            translate([slot_z, width / 2 + s * slot_pitch / 2]) hull()
                for (e = [-1, 1]) translate([e * slot_len / 2, 0]) circle(d = slot_d, $fn = 48);
    }
}

module fillet() {                 // overlaps both legs by 1 mm
    translate([0, width, 0]) rotate([90, 0, 0]) linear_extrude(width) difference() {
        translate([t - 1, t - 1]) square(inner_r + 1);
        translate([t + inner_r, t + inner_r]) circle(r = inner_r);
    }
}

module nema17_bracket() {
    union() {
        motor_plate();
        foot();
        fillet();
    }
}

nema17_bracket();
