// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CERN-OHL-S-2.0
// Source location: https://github.com/fabcommons/designs
// Adapted from spool-holder 1.0.0 on 2026-11-20: longer and thicker arms, wider
// base, room for a 105 mm wide spool, large washers on the ties.
//
// Dimensions of the long-arm spool holder. All lengths in mm.

/* [Spool] */
spool_d   = 300;   // largest spool that clears the table
spool_w   = 105;   // spool shown in the assembly
spool_bore = 54;   // its bore; the hubs suit 49 to 61

/* [Frame] */
axle_h    = 170;   // axle above the table
foot_x    = 78;    // tie rods left and right of the axle
foot_r    = 13;    // round feet; also the height of the tie rods
top_r     = 16;    // round end with the axle slot
leg_w     = 15;    // width of a leg
cross_h   = 74;    // middle of the cross bar above the table
frame_t   = 10;    // thickness
inner_w   = 175;   // between the two frames

/* [M8 hardware] */
rod_d     = 8;
rod_l     = 220;
rod_fit   = 8.4;   // holes for the tie rods (ISO 273 fine)
slot_fit  = 8.6;   // open slot for the axle
nut_af    = 13;    // ISO 4032
nut_h     = 6.8;
washer_d  = 24;    // ISO 7093-1
washer_t  = 2.0;

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
