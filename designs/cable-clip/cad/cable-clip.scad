// SPDX-FileCopyrightText: 2026 fabcommons contributors
// SPDX-License-Identifier: CC-BY-SA-4.0
//
// Cable clip: snaps over a round cable and is held by one countersunk screw.
// All lengths in mm. The side profile lies in the XY plane (Y = 0 is the
// mounting surface) and is extruded upwards, so that the snap arms bend
// along the layers and not across them.

/* [Cable] */
cable_d   = 6.0;   // outer diameter of the cable
clearance = 0.3;   // added to the cable diameter
mouth     = 0.76;  // width of the opening as a fraction of the cable diameter

/* [Screw: countersunk wood screw 3.5 mm] */
screw_d   = 3.9;   // through hole
head_d    = 7.6;   // countersink at the top face, 90 degrees
ear_len   = 14;    // length of the screw ear beside the clip

/* [Body] */
wall      = 2.2;   // wall of the snap ring
base_t    = 3.6;   // thickness of the base
width     = 12;    // length of cable that is held (print height)
fillet_r  = 2;     // inside corners
edge_r    = 0.9;   // outside corners

step = 6;          // degrees per facet of the curves

bore    = cable_d + clearance;
ring_r  = bore / 2 + wall;
mid_r   = bore / 2 + wall / 2;
axis_y  = base_t + bore / 2;         // the bore touches the top of the base
end_x   = ring_r + ear_len;
// half angle of the mouth from +Y: the full-round lips leave the opening
lip_ang = asin((mouth * cable_d / 2 + wall / 2) / mid_r);
// centre of the fillet that touches the ear and the ring
fil_x   = sqrt(pow(ring_r + fillet_r, 2) - pow(axis_y - base_t - fillet_r, 2));
fil_ang = atan2(axis_y - base_t - fillet_r, -fil_x);

// Points of an arc from angle a to b (either direction), without the first
// point when it repeats the end of the arc before.
function arc(c, r, a, b, skip = 0) =
    let (n = max(2, round(abs(b - a) / step)))
    [for (i = [skip : n]) c + r * [cos(a + (b - a) * i / n), sin(a + (b - a) * i / n)]];

// The side profile as one closed line, anticlockwise: nothing to unite, so
// no slivers where the curves touch.
module profile() {
    axis = [0, axis_y];
    polygon(concat(
        arc([-ring_r + edge_r, edge_r], edge_r, 180, 270),
        arc([end_x - edge_r, edge_r], edge_r, 270, 360),
        arc([end_x - edge_r, base_t - edge_r], edge_r, 0, 90),
        arc([fil_x, base_t + fillet_r], fillet_r, 270, fil_ang),
        arc(axis, ring_r, fil_ang - 180, 90 - lip_ang, 1),
        arc(axis + mid_r * [ sin(lip_ang), cos(lip_ang)], wall / 2, 90 - lip_ang, 270 - lip_ang, 1),
        arc(axis, bore / 2, 90 - lip_ang, lip_ang - 270, 1),
        arc(axis + mid_r * [-sin(lip_ang), cos(lip_ang)], wall / 2, lip_ang - 90, lip_ang + 90, 1),
        arc(axis, ring_r, 90 + lip_ang, 180, 1)));
}

module cable_clip() {
    screw_x = end_x - ear_len / 2 + 0.5;
    difference() {
        linear_extrude(width) profile();
        // screw hole across the ear, small enough to print without support,
        // with a 90 degree countersink carried 0.5 mm above the face
        translate([screw_x, 0, width / 2]) rotate([-90, 0, 0])
            rotate_extrude($fn = 48) polygon([
                [0, -1], [screw_d / 2, -1],
                [screw_d / 2, base_t - (head_d - screw_d) / 2],
                [head_d / 2 + 0.5, base_t + 0.5], [0, base_t + 0.5]]);
    }
}

cable_clip();
