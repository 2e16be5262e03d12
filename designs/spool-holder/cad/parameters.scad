// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-S-2.0
// Source location: https://github.com/fabcommons/designs
//
// Dimensions of the spool holder. All lengths in mm.

/* [Spool] */
spool_d   = 200;   // largest spool that clears the table
spool_w   = 70;   // spool shown in the assembly
spool_bore = 54;   // its bore; the hubs suit 49 to 61

/* [Frame] */
axle_h    = 115;   // axle above the table
foot_x    = 58;    // tie rods left and right of the axle
foot_r    = 10;    // round feet; also the height of the tie rods
top_r     = 14;    // round end with the axle slot
leg_w     = 12;    // width of a leg
cross_h   = 46;    // middle of the cross bar above the table
frame_t   = 8;    // thickness
inner_w   = 140;   // between the two frames

/* [M8 hardware] */
rod_d     = 8;
rod_l     = 180;
rod_fit   = 8.4;   // holes for the tie rods (ISO 273 fine)
slot_fit  = 8.6;   // open slot for the axle
nut_af    = 13;    // ISO 4032
nut_h     = 6.8;
washer_d  = 16;    // ISO 7089
washer_t  = 1.6;

/* [Bearing 608: 8 x 22 x 7] */
brg_d     = 22;
brg_w     = 7;
brg_fit   = 0.2;   // on the diameter: pressed in by hand
shoulder_d = 18;   // touches the outer ring only

/* [Hub] */
hub_d1    = 46;    // small end, inside the spool
hub_d2    = 62;    // large end
hub_h     = 24;
hub_wall  = 2.4;
