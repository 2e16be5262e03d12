//! The published shape of the facts (`facts-v1`): names and units as they stand in JSON.
//!
//! Lengths are in mm, areas in mm², volumes in mm³, in the file's own frame. A list holds at most
//! [`LIST_LIMIT`] entries, worst first, beside its `…_total`.

use crate::units::{Point, Point2};
use serde::{Deserialize, Serialize};

/// The version of measuring: part of the cache key, raised whenever the same bytes yield other facts.
pub const MEASURING_VERSION: u32 = 3;

/// The most entries that a list of facts holds.
pub const LIST_LIMIT: usize = 64;

/// What is known of one mesh.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Facts {
    /// Facets as in the file.
    pub triangles: u64,
    /// Distinct positions used.
    pub vertices: u64,
    /// Facets with a repeated vertex or a cross product of exactly zero.
    pub degenerate_triangles: u64,
    /// Facets with the same three vertices as an earlier one, either winding.
    pub duplicate_triangles: u64,
    /// Edges of exactly one triangle.
    pub boundary_edges: u64,
    /// Places of boundary edges.
    pub boundary_places: Vec<SurfacePlace>,
    /// Edges of three or more triangles.
    pub non_manifold_edges: u64,
    /// Places of non-manifold edges.
    pub non_manifold_places: Vec<SurfacePlace>,
    /// Edges of exactly two triangles that run the same way.
    pub inconsistent_edges: u64,
    /// Places of inconsistent edges.
    pub inconsistent_places: Vec<SurfacePlace>,
    /// Vertices whose triangles, joined over any edge at it, form more than one group.
    pub non_manifold_vertices: u64,
    /// Places of non-manifold vertices.
    pub non_manifold_vertex_places: Vec<SurfacePlace>,
    /// Places of degenerate triangles.
    pub degenerate_places: Vec<SurfacePlace>,
    /// Places of duplicate triangles.
    pub duplicate_places: Vec<SurfacePlace>,
    /// Boundary edges that a weld within 1e-5 of the diagonal would close.
    pub cracks: u64,
    /// Every edge has an even number of triangles.
    pub closed: bool,
    /// At every edge both directions are used equally often.
    pub oriented: bool,
    /// Triangles that intersect another one (see `self_intersections`); `null` when not measured.
    pub self_intersecting_triangles: Option<u64>,
    /// Where the surface intersects itself; `null` when not measured.
    pub self_intersections: Option<SelfIntersections>,
    /// Whether shells overlap, so that `volume` counts some space twice; `null` when not measured.
    pub overlapping: Option<bool>,
    /// The number of shells: components joined over shared edges.
    pub shells_total: u64,
    /// The shells, largest box first. Of more than the list holds, the largest and the smallest.
    pub shells: Vec<Shell>,
    /// Signed sum over all facets, mm³.
    pub volume: f64,
    /// Surface area, mm².
    pub area: f64,
    /// Centroid of the volume when closed, else of the surface, mm.
    pub centroid: Point,
    /// Least corner of the box, mm.
    pub min: Point,
    /// Greatest corner of the box, mm.
    pub max: Point,
    /// How thick the solid is; `null` when not measured.
    pub thickness: Option<Thickness>,
    /// How wide the gaps between its walls are; `null` when not measured.
    pub gap: Option<Gap>,
    /// Round holes, the narrowest (`inscribed`) first; `null` when not measured.
    pub holes: Option<Vec<Hole>>,
    /// How many round holes there are; 0 when not measured.
    pub holes_total: u64,
    /// Round pins, the thinnest first; `null` when not measured.
    pub pins: Option<Vec<Pin>>,
    /// How many round pins there are; 0 when not measured.
    pub pins_total: u64,
    /// Poses: as modelled first, then stable ones (faces of the convex hull that hold the centroid), the
    /// largest face first, up to 12 in all.
    pub poses: Vec<Pose>,
    /// Facts that could not be measured, with the reason.
    pub not_measured: Vec<NotMeasured>,
}

impl Facts {
    /// The box's size, mm.
    pub fn size(&self) -> Point {
        std::array::from_fn(|axis| self.max[axis] - self.min[axis])
    }
}

/// A point on the surface with the triangles around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SurfacePlace {
    /// The point, mm.
    pub at: Point,
    /// Numbers of the facets there, from 0 in file order.
    pub triangles: Vec<u32>,
}

/// Where the surface intersects itself.
///
/// A pair of triangles counts when they share a segment that is not inside an edge of both, or an area;
/// decided exactly. Isolated points, identical triangles and pairs with a triangle without area do
/// not count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SelfIntersections {
    /// Pairs of triangles of one shell.
    pub within_shell: u64,
    /// Pairs of triangles of different shells.
    pub between_shells: u64,
    /// All pairs.
    pub places_total: u64,
    /// Places of pairs, the deepest intersection first. If there are more than the list holds, at least half of
    /// it is for either of the two sorts.
    pub places: Vec<IntersectionPlace>,
}

/// A pair of triangles that intersect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct IntersectionPlace {
    /// The middle of what the two share, mm.
    pub at: Point,
    /// The greatest length of what they share, mm.
    pub length: f64,
    /// How far one of the two must move at least until they share no more than a part of an edge, mm: 0 where
    /// one ends on the other.
    pub depth: f64,
    /// How they meet.
    pub kind: IntersectionKind,
    /// The shells of the two, each by its `first_triangle`; the same twice within a shell.
    pub shells: [u32; 2],
    /// The two, from 0 in file order.
    pub triangles: [u32; 2],
}

/// How two triangles intersect.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum IntersectionKind {
    /// Their planes differ.
    Crossing,
    /// They lie in one plane.
    Coplanar,
}

/// A component of the mesh joined over shared edges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Shell {
    /// Facets.
    pub triangles: u64,
    /// Signed volume, mm³.
    pub volume: f64,
    /// Area, mm².
    pub area: f64,
    /// Least corner of its box, mm.
    pub min: Point,
    /// Greatest corner of its box, mm.
    pub max: Point,
    /// How many other closed, positively oriented shells contain it; `null` if it is open, passes
    /// through another, or was not measured.
    pub depth: Option<u32>,
    /// What it is.
    pub kind: ShellKind,
    /// At least so far from every other shell, mm, up to 1; `null` if it is the only one, or was not
    /// measured.
    pub clearance: Option<f64>,
    /// One of its facets, from 0 in file order.
    pub first_triangle: u32,
}

/// What a shell is, by depth and sign of its volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ShellKind {
    /// Even depth, positive volume.
    Solid,
    /// Even depth, negative volume: inside out.
    Inverted,
    /// Odd depth, negative volume.
    Cavity,
    /// Odd depth, positive volume.
    Embedded,
    /// Some edge has an odd number of triangles.
    Open,
}

/// How thick the solid is (the set with winding number ≥ 1): at a point of its surface, the diameter of the
/// largest ball inside that touches the surface there and is stopped only by surface that faces it, within
/// 30° of its normal both in place and in direction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Thickness {
    /// The least thickness under which lies a patch of at least 0.5 mm², mm; `null` if none is under 4.
    pub min: Option<f64>,
    /// Where.
    pub at: Option<Point>,
    /// How far the numbers may be from those of the whole surface, since only samples of it are
    /// measured, mm.
    pub resolution: f64,
    /// Surface that faces no wall: what a ray into the solid meets first stands there at more than 30°,
    /// mm².
    pub unfaced_area: f64,
    /// Surface by thickness; classes without any are left out.
    pub histogram: Vec<Bin>,
    /// Connected patches of surface under each of 19 levels from 0.1 to 4 mm: by level, the thinnest first.
    /// Of more than the list holds, the thinnest of every level.
    pub thin: Vec<Patch>,
    /// How many patches there are, over all levels.
    pub thin_total: u64,
}

/// How wide the gaps between walls are: as [`Thickness`], with the air in place of the solid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Gap {
    /// The least width under which lies a patch of at least 0.5 mm², mm; `null` if none is under 4.
    pub min: Option<f64>,
    /// Where.
    pub at: Option<Point>,
    /// How far the numbers may be from those of the whole surface, mm.
    pub resolution: f64,
    /// Surface that faces no wall, mm².
    pub unfaced_area: f64,
    /// Surface by width; classes without any are left out.
    pub histogram: Vec<Bin>,
    /// Connected patches of surface beside gaps under each level.
    pub thin: Vec<Patch>,
    /// How many patches there are, over all levels.
    pub thin_total: u64,
}

/// Surface of one class of thickness.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Bin {
    /// The class ends below this thickness, mm, and begins at 0.908 of it, where the class before ends, listed or not
    /// (62 of them from 0.05 mm to 20 mm, each as many times wider); that of 0.05 mm begins at nothing; `null` is
    /// 20 mm and more, and where nothing at all stands ahead.
    pub below: Option<f64>,
    /// mm².
    pub area: f64,
}

/// A connected patch of surface under a level of thickness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Patch {
    /// The level, mm.
    pub below: f64,
    /// The thickness under which it covers 0.5 mm², mm.
    pub min: f64,
    /// mm²; both sides of a wall are patches of their own.
    pub area: f64,
    /// How broad it is, mm: the shorter side of a rectangle spread like the patch, or, of a strip along a curve, like
    /// the broadest piece of it.
    pub across: f64,
    /// Where it is thinnest.
    pub at: Point,
    /// The direction that most of it is thin in, of length 1.
    pub normal: Point,
    /// Of a gap: whether the other side belongs to the same shell, or to one that goes through it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_shell: Option<bool>,
}

/// The angles that overhangs are told for, degrees from vertical.
pub const OVERHANG_LEVELS: [f64; 6] = [45.0, 50.0, 55.0, 60.0, 65.0, 70.0];

/// Surface around an axis: at least 300° of arc, at least eight sides, all vertices within 1 % of one radius, all
/// normals across the axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Cylinder {
    /// The middle of the axis, as far as the surface goes along it.
    pub at: Point,
    /// The direction of the axis, of length 1; its largest part is positive.
    pub axis: Point,
    /// Through the vertices, mm.
    pub diameter: f64,
    /// Across the flats, mm.
    pub inscribed: f64,
    /// From end to end along the axis, mm.
    pub depth: f64,
    /// How far it goes around, in degrees.
    pub arc: f64,
    /// Flats around.
    pub sides: u32,
    /// One of its facets, from 0 in file order.
    pub triangle: u32,
}

/// A round hole. Pieces that another hole or a slot cuts apart are one hole as long as nothing lies between them
/// and they are no more than two diameters apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Hole {
    /// Its surface, which is concave.
    #[serde(flatten)]
    pub cylinder: Cylinder,
    /// Where it leads.
    pub ends: HoleEnds,
}

/// Where a hole leads. An end is open if there is room for its diameter beyond it, in whatever direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HoleEnds {
    /// Both ends are open.
    Through,
    /// One end is closed.
    Blind,
    /// Both ends are closed.
    Closed,
}

/// A round pin, rod or boss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Pin {
    /// Its surface, which is convex.
    #[serde(flatten)]
    pub cylinder: Cylinder,
    /// At how many of its ends the part ends too: 1 for a pin that stands on something, 2 for a rod.
    pub free_ends: u32,
}

/// How a part may lie on a machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Pose {
    /// Row-major rotation from the file's frame to the machine's.
    pub rotation: [[f64; 3]; 3],
    /// Height above the bed, mm.
    pub height: f64,
    /// Convex hull seen from above, counter-clockwise, simplified outwards by at most 0.005 mm.
    pub hull: Vec<Point2>,
    /// What lies on the bed: the section 0.1 mm above it.
    pub contact: Contact,
    /// How far the centroid lies within the hull of the contact, mm; negative if it lies beside: then it tips
    /// over. Of several bodies that touch the bed, the least; `null` if nothing does.
    pub margin: Option<f64>,
    /// Height over the least width of the contact's hull; `null` if that has none.
    pub slenderness: Option<f64>,
    /// Area that hangs over, by angle from vertical in classes of 5°; classes without any are left out. What
    /// lies lower than 0.3 mm does not count.
    pub overhang: Vec<Leaning>,
    /// What hangs over and where; `null` for poses that were not looked at so closely: only the one as
    /// modelled, and, where that has any such places, the two others that hang over least.
    pub hanging: Option<Hanging>,
    /// What lies at which height; `null` for poses that were not looked at so closely.
    #[serde(default)]
    pub sections: Option<Sections>,
    /// Where liquid is shut in when the part is made of resin; `null` for all poses but the first, and when
    /// not measured.
    pub liquid: Option<Liquid>,
}

/// Sections of a pose, a column per figure and an entry per band of its height, from below. The bands lie upon each
/// other without gaps and are at most 48, 24 of other poses than the first; each is cut once, in its middle. Figures have five digits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Sections {
    /// Where the band is cut, mm above the bed.
    pub z: Vec<f64>,
    /// How high the band is, mm.
    pub height: Vec<f64>,
    /// mm². What overlaps counts once.
    pub area: Vec<f64>,
    /// Length of the border with that of its holes, mm.
    pub perimeter: Vec<f64>,
    /// What is left farther than 0.45, 0.9 and 1.35 mm from the border, mm², seen in pixels of 0.15 mm (0.225 where
    /// the section is longer than 110 mm, 0.45 over 330 mm).
    pub inner_area: [Vec<f64>; 3],
    /// Of what is left farther than 1.35 mm from the border, that in pieces of at most 70 mm², mm².
    pub small_area: Vec<f64>,
    /// Length of the borders of pieces and holes that are no longer than that of a circle of 6.5 mm radius, mm.
    pub short_border: Vec<f64>,
    /// Surface of the band that faces up within 10° of level, seen from above, mm².
    pub exposed_up: Vec<f64>,
    /// The same facing down.
    pub exposed_down: Vec<f64>,
    /// Length of the border of what faces up, mm.
    pub up_border: Vec<f64>,
    /// Length of the border of what faces down, mm.
    pub down_border: Vec<f64>,
    /// Surface of the band that faces up or down and leans by 10 to 25, 25 to 40 and 40 to 55° from level, seen from
    /// above, mm².
    pub sloped_area: [Vec<f64>; 3],
    /// How many pieces it has.
    pub islands: Vec<u32>,
    /// How many holes they have in all.
    pub holes: Vec<u32>,
}

/// Surface that leans over, of one class of angles.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Leaning {
    /// The class begins at this angle from vertical, degrees (0 is a wall, 90 a ceiling), and ends 5° higher. Both
    /// ends lie 0.05° lower, so that what is modelled at an angle is in the class that begins there; walls (up to
    /// 0.05°) do not lean.
    pub angle: f64,
    /// mm².
    pub area: f64,
}

/// Where liquid is shut in while a part is made of resin, or stays in it. Heights are from the plate to the film:
/// the part hangs from the plate and is built downwards, layer after layer at the film.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Liquid {
    /// The size of the cells that it was found with, mm: walls of any thickness hold, openings narrower than
    /// 1.5 of them may be missed.
    pub resolution: f64,
    /// How many hollow regions are shut in.
    pub suction_total: u64,
    /// Hollow regions of a section that are not joined to the outside through earlier sections, the widest
    /// first. What is open towards the plate counts as joined: parts stand on supports.
    pub suction: Vec<Suction>,
    /// How many traps there are.
    pub traps_total: u64,
    /// Void that keeps liquid whichever of its six sides the part is laid on, the largest first. Closed
    /// cavities are in it.
    pub traps: Vec<Trap>,
    /// How many hollows there are.
    pub hollows_total: u64,
    /// Void that only round holes, or openings narrower than the resolution, join to the outside, the largest
    /// first.
    pub hollows: Vec<Hollow>,
}

/// A hollow region that acts as a sucker when the part is torn off the film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Suction {
    /// The greatest area that is shut in, mm².
    pub max_area: f64,
    /// What is shut in before it is joined to the outside, mm³.
    pub volume: f64,
    /// A point in it.
    pub at: Point,
}

/// Void that keeps liquid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Trap {
    /// What it keeps in the best of six positions, mm³.
    pub volume: f64,
    /// A point in it.
    pub at: Point,
    /// Whether it has no opening at all.
    pub closed: bool,
}

/// Void that drains through holes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Hollow {
    /// mm³.
    pub volume: f64,
    /// A point in it.
    pub at: Point,
    /// How many round holes lead out of it.
    pub openings: u32,
    /// The diameter of the widest of them across its flats, mm; `null` if there is none.
    pub drain: Option<f64>,
}

/// What lies on the bed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Contact {
    /// mm².
    pub area: f64,
    /// Convex hull, counter-clockwise, simplified outwards by at most 0.02 mm.
    pub hull: Vec<Point2>,
}

/// Where a pose needs more than the layer below.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Hanging {
    /// How many overhangs reach 0.5 mm or more.
    pub overhangs_total: u64,
    /// The overhangs, the farthest reaching first.
    pub overhangs: Vec<Overhang>,
    /// How many bridges span 1 mm or more, or stick out by 0.5 mm or more.
    pub bridges_total: u64,
    /// The bridges, the worst first.
    pub bridges: Vec<Bridge>,
    /// How many starts there are.
    pub starts_total: u64,
    /// The starts, the largest first.
    pub starts: Vec<Start>,
}

/// Connected surface that leans over by more than some angle, and less than 80°.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Overhang {
    /// All of it leans over by more than this and half a degree: 45, 50, 55, 60, 65 or 70.
    pub angle: f64,
    /// The greatest of these angles for which it is still the same surface. A judgement with a limit of
    /// L takes those with `angle` ≤ L ≤ `to_angle`.
    pub to_angle: f64,
    /// mm².
    pub area: f64,
    /// The largest horizontal distance from the nearest boundary that is supported, mm.
    pub reach: f64,
    /// Free distance below the place, mm.
    pub drop: f64,
    /// Where it reaches farthest.
    pub at: SurfacePlace,
}

/// A connected ceiling (steeper than 80°) more than 0.6 mm above what is below.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Bridge {
    /// The greatest length to span, mm: of the shortest chords through its points that are supported at both
    /// ends; `null` where no point has one of 1 mm.
    pub span: Option<f64>,
    /// The greatest distance from support of points without such a chord, mm; `null` where none is 0.5 mm
    /// away.
    pub cantilever: Option<f64>,
    /// Seen from above, mm².
    pub area: f64,
    /// Free distance below the place, mm.
    pub drop: f64,
    /// Where it is worst.
    pub at: SurfacePlace,
}

/// Where a print would begin in the air.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Start {
    /// Above the bed, mm.
    pub height: f64,
    /// How much higher it is connected to what began lower, or ends, mm.
    pub persistence: f64,
    /// Of its section 0.2 mm up, mm².
    pub area: f64,
    /// Free distance below the place, mm.
    pub drop: f64,
    /// The lowest place, over what is nearest below.
    pub at: SurfacePlace,
}

/// A fact that could not be measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NotMeasured {
    /// The key of the fact.
    pub fact: String,
    /// Why, as a phrase.
    pub reason: String,
}
