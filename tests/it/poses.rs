//! Poses: solids with known answers, in many ways to lie and to be tessellated.

use crate::mesh::{Facet, facts, unnumbered};
use crate::solids;
use fabcommons::measure::{Facts, Hanging, Pose, Scope, measure};
use fabcommons::mesh::{Object, Triangles};
use fabcommons::units::{LengthUnit, Point, Point2};
use std::f64::consts::{PI, TAU};

/// A solid in double precision.
#[derive(Clone, Default)]
pub struct Solid(pub Vec<[Point; 3]>);

impl Solid {
    /// A counter-clockwise outline in x and z, from y = 0 on `depth` deep.
    pub fn prism(outline: &[Point2], depth: f64) -> Self {
        let lying = Self(solids::prism(outline, depth));
        lying.map(|[x, y, z]| [x, z, y]).outwards()
    }

    /// A solid of revolution: radius and height, counter-clockwise in that plane, on the axis where 0.
    pub fn lathe(outline: &[Point2], segments: usize) -> Self {
        Self(solids::lathe(outline, segments)).outwards()
    }

    pub fn cuboid(min: Point, max: Point) -> Self {
        Self(solids::cuboid(min, max))
    }

    /// The same surface, seen from outside.
    pub fn outwards(self) -> Self {
        let inside_out = self.volume() < 0.0;
        Self(if inside_out {
            solids::flipped(&self.0)
        } else {
            self.0
        })
    }

    fn volume(&self) -> f64 {
        self.0
            .iter()
            .map(|[a, b, c]| {
                a[0] * (b[1] * c[2] - b[2] * c[1])
                    + a[1] * (b[2] * c[0] - b[0] * c[2])
                    + a[2] * (b[0] * c[1] - b[1] * c[0])
            })
            .sum()
    }

    pub fn map(&self, f: impl Fn(Point) -> Point) -> Self {
        Self(self.0.iter().map(|facet| facet.map(&f)).collect())
    }

    pub fn moved(&self, by: Point) -> Self {
        self.map(|p| std::array::from_fn(|axis| p[axis] + by[axis]))
    }

    pub fn about_z(&self, degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self.map(|[x, y, z]| [cos * x - sin * y, sin * x + cos * y, z])
    }

    pub fn about_x(&self, degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self.map(|[x, y, z]| [x, cos * y - sin * z, sin * y + cos * z])
    }

    pub fn with(mut self, other: &Self) -> Self {
        self.0.extend(&other.0);
        self
    }

    /// Every facet in four.
    fn finer(&self) -> Self {
        Self(solids::cut(&self.0, 1))
    }

    pub fn facets(&self) -> Vec<Facet> {
        let single = |facet: &[Point; 3]| facet.map(|point| point.map(|x| x as f32));
        self.0.iter().map(single).collect()
    }

    fn facts(&self) -> Facts {
        let facts = facts(&self.facets());
        assert!(
            facts.closed && facts.oriented,
            "the solid of a test is sound"
        );
        facts
    }

    /// The facts as modelled, turned about z, and finer: (how, facts).
    fn ways(&self) -> Vec<(String, Facts)> {
        let mut ways = Vec::new();
        for degrees in [0.0, 17.0, 45.0, 90.0, 213.0] {
            let turned = self.about_z(degrees).moved([3.0, -80.0, 12.5]);
            ways.push((format!("at {degrees}°"), turned.facts()));
            ways.push((
                format!("finer at {degrees}°"),
                turned.finer().finer().facts(),
            ));
        }
        ways
    }
}

fn hanging(facts: &Facts) -> &Hanging {
    facts.poses[0]
        .hanging
        .as_ref()
        .expect("the pose as modelled was looked at")
}

#[track_caller]
fn near(value: f64, expected: f64, tolerance: f64, what: &str) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{what}: {value} is not {expected} ± {tolerance}"
    );
}

/// The overhangs that a judgement with this limit takes.
fn beyond(hanging: &Hanging, limit: f64) -> Vec<&fabcommons::measure::Overhang> {
    hanging
        .overhangs
        .iter()
        .filter(|o| o.angle <= limit && limit <= o.to_angle)
        .collect()
}

fn up(pose: &Pose) -> Point {
    pose.rotation[2]
}

#[test]
fn a_box_hangs_over_nowhere_and_rests_on_six_sides() {
    for (how, facts) in Solid::cuboid([0.0; 3], [40.0, 30.0, 20.0]).ways() {
        assert_eq!(facts.poses.len(), 6, "{how}");
        let first = &facts.poses[0];
        assert_eq!(up(first), [0.0, 0.0, 1.0]);
        assert_eq!(*hanging(&facts), Hanging::default(), "{how}");
        near(first.contact.area, 1200.0, 0.01, &how);
        near(first.margin.expect("it stands"), 15.0, 0.03, &how);
        near(
            first.slenderness.expect("it stands"),
            20.0 / 30.0,
            0.001,
            &how,
        );
        let mut heights: Vec<f64> = facts.poses.iter().map(|pose| pose.height).collect();
        heights.sort_by(f64::total_cmp);
        for (height, expected) in heights.iter().zip([20.0, 20.0, 30.0, 30.0, 40.0, 40.0]) {
            near(*height, expected, 1e-4, &how);
        }
        for pose in &facts.poses {
            assert!(pose.overhang.is_empty(), "{how}: {:?}", pose.overhang);
            near(
                pose.contact.area * pose.height,
                24_000.0,
                1.0,
                &format!("{how}: every side is flat"),
            );
        }
    }
}

/// A block whose front leans over by `degrees`, `height` high above a foot of 1 mm.
fn wedge(degrees: f64, height: f64) -> Solid {
    let out = height * degrees.to_radians().tan();
    let outline = [
        [0.0, 0.0],
        [20.0, 0.0],
        [20.0, 1.0],
        [20.0 + out, 1.0 + height],
        [0.0, 1.0 + height],
    ];
    Solid::prism(&outline, 30.0)
}

#[test]
fn wedges_are_told_from_their_angle_on() {
    for (degrees, level) in [
        (44.0, None),
        (46.0, Some(45.0)),
        (52.0, Some(50.0)),
        (61.0, Some(60.0)),
    ] {
        let out = 10.0 * f64::to_radians(degrees).tan();
        for (how, facts) in wedge(degrees, 10.0).ways() {
            let hanging = hanging(&facts);
            assert!(
                hanging.bridges.is_empty() && hanging.starts.is_empty(),
                "{how}"
            );
            let area = 30.0 * 10.0 / f64::to_radians(degrees).cos();
            let [class] = facts.poses[0].overhang[..] else {
                panic!("{how}: {:?}", facts.poses[0].overhang);
            };
            assert_eq!(class.angle, (degrees / 5.0).floor() * 5.0, "{how}");
            near(class.area, area, 0.01, &how);
            match level {
                None => assert!(hanging.overhangs.is_empty(), "{how}"),
                Some(level) => {
                    assert_eq!(hanging.overhangs.len(), 1, "{how}");
                    let overhang = &hanging.overhangs[0];
                    assert_eq!((overhang.angle, overhang.to_angle), (45.0, level), "{how}");
                    near(overhang.reach, out, 1e-3, &how);
                    near(overhang.area, area, 0.01, &how);
                    near(overhang.drop, 11.0, 1e-3, &how);
                }
            }
        }
    }
}

/// A bar of `width` on two legs, free for `span`.
fn bridge(span: f64, width: f64) -> Solid {
    let outline = [
        [0.0, 0.0],
        [8.0, 0.0],
        [8.0, 15.0],
        [8.0 + span, 15.0],
        [8.0 + span, 0.0],
        [16.0 + span, 0.0],
        [16.0 + span, 20.0],
        [0.0, 20.0],
    ];
    Solid::prism(&outline, width)
}

#[test]
fn a_bridge_spans_what_it_spans() {
    for (span, width) in [(60.0, 12.0), (12.0, 60.0), (3.0, 3.0)] {
        for (how, facts) in bridge(span, width).ways() {
            let hanging = hanging(&facts);
            assert!(
                hanging.overhangs.is_empty() && hanging.starts.is_empty(),
                "{how}"
            );
            assert_eq!(hanging.bridges.len(), 1, "{how}");
            let bridge = &hanging.bridges[0];
            near(bridge.span.expect("it spans"), span, 1e-3 * span, &how);
            assert_eq!(bridge.cantilever, None, "{how}");
            near(bridge.area, span * width, 0.05, &how);
            near(bridge.drop, 15.0, 1e-3, &how);
            near(bridge.at.at[2], 12.5 + 15.0, 1e-3, &how);
        }
    }
}

#[test]
fn a_table_spans_between_its_legs() {
    // A plate on four legs: what is in the middle hangs between legs diagonally.
    let mut table = Vec::new();
    let plate = |x0: f64, y0: f64, x1: f64, y1: f64, z: f64, out: &mut Vec<[Point; 3]>| {
        let [a, b, c, d] = [[x0, y0, z], [x1, y0, z], [x1, y1, z], [x0, y1, z]];
        out.extend([[a, c, b], [a, d, c]]);
    };
    let lines = [0.0, 8.0, 68.0, 76.0];
    for i in 0..3 {
        for j in 0..3 {
            let (x0, x1, y0, y1) = (lines[i], lines[i + 1], lines[j], lines[j + 1]);
            let leg = i != 1 && j != 1;
            plate(x0, y0, x1, y1, if leg { 0.0 } else { 30.0 }, &mut table);
            let top = [
                [x0, y0, 34.0],
                [x1, y0, 34.0],
                [x1, y1, 34.0],
                [x0, y1, 34.0],
            ];
            table.extend([[top[0], top[1], top[2]], [top[0], top[2], top[3]]]);
            let corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
            for k in 0..4 {
                let (p, q) = (corners[k], corners[(k + 1) % 4]);
                let outside = |p: Point2, q: Point2| {
                    (0..2).any(|axis| p[axis] == q[axis] && (p[axis] == 0.0 || p[axis] == 76.0))
                };
                let mut wall = |z0: f64, z1: f64| {
                    let [a, b, c, d] = [
                        [p[0], p[1], z0],
                        [q[0], q[1], z0],
                        [q[0], q[1], z1],
                        [p[0], p[1], z1],
                    ];
                    table.extend([[a, b, c], [a, c, d]]);
                };
                if leg {
                    wall(0.0, 30.0);
                }
                if outside(p, q) {
                    wall(30.0, 34.0);
                }
            }
        }
    }
    let table = Solid(table);
    for (how, facts) in table.ways() {
        let hanging = hanging(&facts);
        assert_eq!(hanging.bridges.len(), 1, "{how}");
        let bridge = &hanging.bridges[0];
        let span = bridge.span.expect("it spans");
        assert!((59.9..=94.0).contains(&span), "{how}: {span}");
        near(bridge.area, 76.0 * 76.0 - 4.0 * 64.0, 0.1, &how);
        assert!(hanging.starts.is_empty(), "{how}");
    }
}

/// A T: a bar that sticks out by `arms` on both sides of a stem.
fn tee(arms: [f64; 2], depth: f64) -> Solid {
    let [left, right] = arms;
    let outline = [
        [0.0, 0.0],
        [6.0, 0.0],
        [6.0, 20.0],
        [6.0 + right, 20.0],
        [6.0 + right, 25.0],
        [-left, 25.0],
        [-left, 20.0],
        [0.0, 20.0],
    ];
    Solid::prism(&outline, depth)
}

#[test]
fn arms_stick_out_by_their_length() {
    for (arms, depth) in [([7.0, 7.0], 10.0), ([7.0, 3.0], 25.0), ([1.0, 30.0], 5.0)] {
        for (how, facts) in tee(arms, depth).ways() {
            let hanging = hanging(&facts);
            assert!(
                hanging.overhangs.is_empty() && hanging.starts.is_empty(),
                "{how}"
            );
            let mut found: Vec<f64> = hanging
                .bridges
                .iter()
                .map(|bridge| {
                    assert_eq!(bridge.span, None, "{how}");
                    bridge.cantilever.expect("it sticks out")
                })
                .collect();
            found.sort_by(f64::total_cmp);
            let mut expected = arms;
            expected.sort_by(f64::total_cmp);
            assert_eq!(found.len(), 2, "{how}");
            for (found, expected) in found.into_iter().zip(expected) {
                near(found, expected, 0.01, &how);
            }
        }
    }
}

#[test]
fn a_mushroom_sticks_out_all_around() {
    for segments in [24, 64, 200] {
        let outline = [
            [0.0, 0.0],
            [6.0, 0.0],
            [6.0, 20.0],
            [16.0, 20.0],
            [16.0, 24.0],
            [0.0, 24.0],
        ];
        let facts = Solid::lathe(&outline, segments).facts();
        let hanging = hanging(&facts);
        assert_eq!(hanging.bridges.len(), 1);
        let bridge = &hanging.bridges[0];
        assert_eq!(bridge.span, None);
        // From a corner of the outer polygon to the nearest corner of the inner one.
        near(
            bridge.cantilever.expect("it sticks out"),
            10.0,
            0.02,
            "mushroom",
        );
        assert!(hanging.overhangs.is_empty() && hanging.starts.is_empty());
    }
}

/// A block with a horizontal hole.
fn holed(diameter: f64, segments: usize) -> Solid {
    let r = diameter / 2.0;
    let half = r + 6.0;
    // Ring between a square and a circle, as quads between matching points.
    let at = |i: usize| {
        let angle = TAU * (i % segments) as f64 / segments as f64;
        let (sin, cos) = angle.sin_cos();
        let scale = half / sin.abs().max(cos.abs());
        ([r * cos, r * sin + half], [scale * cos, scale * sin + half])
    };
    let mut facets = Vec::new();
    let depth = 20.0;
    for i in 0..segments {
        let ((p, s), (q, t)) = (at(i), at(i + 1));
        let front = |p: Point2| [p[0], 0.0, p[1]];
        let back = |p: Point2| [p[0], depth, p[1]];
        facets.extend([
            [front(p), front(s), front(t)],
            [front(p), front(t), front(q)],
        ]);
        facets.extend([[back(p), back(t), back(s)], [back(p), back(q), back(t)]]);
        facets.extend([[front(p), front(q), back(q)], [front(p), back(q), back(p)]]);
        facets.extend([[front(s), back(t), front(t)], [front(s), back(s), back(t)]]);
    }
    Solid(facets).outwards()
}

#[test]
fn small_holes_reach_little() {
    for segments in [48, 96, 256] {
        for diameter in [8.0, 12.0, 30.0] {
            for (how, facts) in [0.0, 30.0].map(|degrees| {
                let solid = holed(diameter, segments).about_z(degrees);
                (
                    format!("Ø{diameter}, {segments}, {degrees}°"),
                    solid.facts(),
                )
            }) {
                let hanging = hanging(&facts);
                let r = diameter / 2.0;
                // Between the facets that begin beyond the level and those that are ceilings.
                let slack = TAU / segments as f64 * r + 0.01;
                for level in [50.0f64, 60.0] {
                    let expected =
                        r * ((90.0 - level - 0.5).to_radians().sin() - 10.0f64.to_radians().sin());
                    let reach = beyond(hanging, level)
                        .iter()
                        .map(|o| o.reach)
                        .fold(0.0, f64::max);
                    near(reach, expected, slack, &format!("{how} at {level}"));
                }
                assert!(hanging.starts.is_empty(), "{how}");
                for bridge in &hanging.bridges {
                    assert_eq!(bridge.cantilever, None, "{how}");
                    near(bridge.span.unwrap_or(0.0), 0.347 * r, slack, &how);
                }
            }
        }
    }
}

#[test]
fn a_chamfer_of_45_degrees_is_silent() {
    let outline = [
        [5.0, 0.0],
        [25.0, 0.0],
        [30.0, 5.0],
        [30.0, 20.0],
        [0.0, 20.0],
        [0.0, 5.0],
    ];
    for (how, facts) in Solid::prism(&outline, 30.0).ways() {
        assert_eq!(*hanging(&facts), Hanging::default(), "{how}");
    }
}

#[test]
fn an_arch_is_held_at_its_feet() {
    let mut outline: Vec<Point2> = vec![[40.0, 0.0], [40.0, 30.0], [-40.0, 30.0], [-40.0, 0.0]];
    let n = 90;
    outline.extend((0..=n).map(|i| {
        let angle = PI - PI * f64::from(i) / f64::from(n);
        [20.0 * angle.cos(), 20.0 * angle.sin()]
    }));
    for (how, facts) in Solid::prism(&outline, 10.0).ways() {
        let hanging = hanging(&facts);
        for overhang in beyond(hanging, 60.0) {
            near(
                overhang.reach,
                20.0 * (29.5f64.to_radians().sin() - 10f64.to_radians().sin()),
                0.75,
                &how,
            );
        }
        assert_eq!(beyond(hanging, 60.0).len(), 2, "{how}");
        assert_eq!(hanging.bridges.len(), 1, "{how}");
        near(
            hanging.bridges[0].span.expect("it spans"),
            2.0 * 20.0 * 10f64.to_radians().sin(),
            0.75,
            &how,
        );
        assert!(hanging.starts.is_empty(), "{how}");
    }
}

#[test]
fn islands_start_in_the_air() {
    // A hook: its tip hangs down beside a post.
    let outline = [
        [0.0, 0.0],
        [10.0, 0.0],
        [10.0, 30.0],
        [20.0, 30.0],
        [20.0, 12.0],
        [26.0, 12.0],
        [26.0, 36.0],
        [0.0, 36.0],
    ];
    for (how, facts) in Solid::prism(&outline, 8.0).ways() {
        let hanging = hanging(&facts);
        assert_eq!(hanging.starts.len(), 1, "{how}");
        let start = &hanging.starts[0];
        near(start.height, 12.0, 1e-3, &how);
        near(start.persistence, 18.0, 1e-3, &how);
        near(start.area, 48.0, 1e-2, &how);
        near(start.drop, 12.0, 1e-3, &how);
        near(start.at.at[2], 24.5, 1e-3, &how);
        // The tip itself is no bridge, the arm is.
        assert_eq!(hanging.bridges.len(), 1, "{how}");
        near(hanging.bridges[0].span.expect("it spans"), 10.0, 0.01, &how);
    }
    // A floating body, and one with a tip.
    let block = Solid::cuboid([0.0; 3], [30.0, 30.0, 5.0]);
    let island = Solid::cuboid([5.0, 5.0, 20.0], [15.0, 15.0, 28.0]);
    for (how, facts) in block.clone().with(&island).ways() {
        let hanging = hanging(&facts);
        assert_eq!(
            (hanging.starts.len(), hanging.bridges.len()),
            (1, 0),
            "{how}"
        );
        let start = &hanging.starts[0];
        near(start.height, 20.0, 1e-3, &how);
        near(start.drop, 15.0, 1e-3, &how);
        near(start.area, 100.0, 1e-2, &how);
        near(start.persistence, 8.0, 1e-3, &how);
    }
    let cone = Solid::lathe(&[[0.0, 10.0], [6.0, 20.0], [0.0, 20.0]], 40).moved([15.0, 15.0, 0.0]);
    let facts = block.with(&cone).facts();
    let start = &hanging(&facts).starts[0];
    near(start.height, 10.0, 1e-3, "cone");
    near(start.drop, 5.0, 1e-3, "cone");
    // 0.12 mm around the tip, of a polygon with 40 corners.
    near(
        start.area,
        20.0 * 0.12f64.powi(2) * (TAU / 40.0).sin(),
        1e-4,
        "cone",
    );
}

#[test]
fn bodies_that_reach_into_each_other_are_one() {
    // A shelf and its wall as two bodies, as some modellers write them.
    let wall = Solid::cuboid([0.0; 3], [10.0, 40.0, 40.0]);
    let shelf = Solid::cuboid([5.0, 0.0, 20.0], [17.0, 40.0, 25.0]);
    let facts = wall.clone().with(&shelf).facts();
    let found = hanging(&facts);
    assert!(found.starts.is_empty(), "{:?}", found.starts);
    assert_eq!(found.bridges.len(), 1);
    near(
        found.bridges[0].cantilever.expect("it sticks out"),
        7.0,
        0.6,
        "shelf",
    );
    // And a bar laid on two posts, each a body.
    let posts = Solid::cuboid([0.0; 3], [10.0, 10.0, 20.0])
        .with(&Solid::cuboid([40.0, 0.0, 0.0], [50.0, 10.0, 20.0]));
    let facts = posts
        .with(&Solid::cuboid([0.0, 0.0, 20.0], [50.0, 10.0, 25.0]))
        .facts();
    let found = hanging(&facts);
    assert_eq!(found.bridges.len(), 1);
    near(found.bridges[0].span.expect("it spans"), 30.0, 1.0, "bar");
    assert_eq!(found.bridges[0].cantilever, None);
}

#[test]
fn a_hinge_printed_in_place_drops_by_its_gap() {
    // A pin in a ring, 0.4 mm apart all around, the ring on legs that stand on the bed.
    let block = Solid::cuboid([0.0; 3], [30.0, 20.0, 4.0]);
    let leaf = Solid::cuboid([0.0, 0.0, 4.4], [30.0, 20.0, 8.0]);
    for (how, facts) in block.with(&leaf).ways() {
        let hanging = hanging(&facts);
        assert_eq!(hanging.starts.len(), 1, "{how}");
        near(hanging.starts[0].drop, 0.4, 1e-3, &how);
        assert!(
            hanging.bridges.is_empty(),
            "{how}: it rests on what is 0.4 mm below"
        );
    }
}

#[test]
fn towers_are_slender_and_some_parts_tip_over() {
    let facts = Solid::cuboid([0.0; 3], [6.0, 9.0, 90.0]).facts();
    let pose = &facts.poses[0];
    near(pose.slenderness.expect("it stands"), 15.0, 0.05, "tower");
    near(pose.margin.expect("it stands"), 3.0, 0.03, "tower");
    // An L whose upper arm is far heavier than its foot.
    let outline = [
        [0.0, 0.0],
        [5.0, 0.0],
        [5.0, 20.0],
        [60.0, 20.0],
        [60.0, 30.0],
        [0.0, 30.0],
    ];
    for (how, facts) in Solid::prism(&outline, 10.0).ways() {
        let (foot, arm) = (5.0 * 20.0, 60.0 * 10.0);
        let centroid = (foot * 2.5 + arm * 30.0) / (foot + arm);
        near(
            facts.poses[0].margin.expect("it touches"),
            5.0 - centroid,
            0.03,
            &how,
        );
        // None of the stable poses tips over, and the modelled one is not among them again.
        for pose in &facts.poses[1..] {
            assert!(
                pose.margin.is_some_and(|margin| margin > 0.0),
                "{how}: {pose:?}"
            );
            assert!(up(pose)[2] < 0.999, "{how}");
        }
    }
}

#[test]
fn the_order_of_the_triangles_and_the_threads_do_not_show() {
    let solid = holed(30.0, 200)
        .with(&bridge(60.0, 12.0).moved([60.0, 0.0, 0.0]))
        .with(&tee([7.0, 3.0], 25.0).about_z(31.0).moved([0.0, 80.0, 0.0]))
        .finer()
        .finer();
    let facets = solid.facets();
    let plain = |facets: &[Facet], threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        let object = Object::new(Triangles::from(facets.to_vec()));
        let facts = pool.install(|| measure(&object, LengthUnit::Millimetre, Scope::All));
        let facts = unnumbered(facts);
        serde_json::to_string(&facts.poses).expect("JSON")
    };
    let expected = plain(&facets, 1);
    assert!(expected.contains("\"span\":60"), "{expected}");
    for threads in [1, 2, 8] {
        assert!(plain(&facets, threads) == expected, "{threads} threads");
    }
    let mut other: Vec<Facet> = facets.iter().rev().copied().collect();
    let n = other.len();
    for i in 0..n / 2 {
        other.swap(i, (i * 7919) % n);
    }
    assert!(plain(&other, 2) == expected);
}

#[test]
fn a_facet_without_area_holds_no_tip() {
    // Two tips that meet, the one below leaning, and a facet from there to the bed that repeats a corner: which of
    // the two it belongs to is a matter of the order.
    let tip = [0.0f32, 5.0, 10.0];
    let pyramid = |[a, b, c]: Facet| [[a, c, b], [a, b, tip], [b, c, tip], [c, a, tip]];
    let mut below = pyramid([[20.0, 0.0, 0.0], [30.0, 0.0, 0.0], [25.0, 10.0, 0.0]]);
    let mut above = pyramid([[-5.0, 0.0, 20.0], [0.0, 10.0, 20.0], [5.0, 0.0, 20.0]]);
    for pyramid in [&mut below, &mut above] {
        let solid = Solid(
            pyramid
                .map(|facet| facet.map(|corner| corner.map(f64::from)))
                .into(),
        );
        *pyramid = solid.outwards().facets().try_into().expect("four facets");
    }
    let thread: Facet = [tip, [20.0, 0.0, 0.0], [20.0, 0.0, 0.0]];
    for order in [[&below, &above], [&above, &below]] {
        for at in [0, 4, 8] {
            let mut facets: Vec<Facet> = order.into_iter().flatten().copied().collect();
            facets.insert(at, thread);
            let facts = facts(&facets);
            let starts = &hanging(&facts).starts;
            assert_eq!(starts.len(), 1, "{at}: {starts:?}");
            near(starts[0].height, 10.0, 1e-4, "tip");
        }
    }
}

#[test]
fn a_bar_spans_along_its_edges_too() {
    // Its posts are bodies of their own, flush with it.
    for gap in [0.0, 0.3] {
        let posts = Solid::cuboid([0.0; 3], [3.0, 6.0, 5.0])
            .with(&Solid::cuboid([12.0, 0.0, 0.0], [15.0, 6.0, 5.0]));
        let bar = Solid::cuboid([-2.0, 0.0, 5.0 + gap], [17.0, 6.0, 7.0]);
        for (how, facts) in posts.with(&bar).ways() {
            let found = &hanging(&facts).bridges;
            assert_eq!(found.len(), 1, "{how}");
            near(found[0].span.expect("it spans"), 9.0, 0.55, &how);
            near(
                found[0].cantilever.expect("its ends stick out"),
                2.0,
                0.6,
                &how,
            );
        }
    }
}

#[test]
fn the_lowest_line_of_a_curved_bar_is_no_ceiling() {
    // A thin round bar that rises towards its middle: what looks straight down there is narrower than a bead.
    let outline: Vec<Point2> = (0..=24).map(|i| [0.5, 0.5 * f64::from(i)]).collect();
    let mut outline = outline;
    outline.insert(0, [0.0, 0.0]);
    outline.push([0.0, 12.0]);
    let bar = Solid::lathe(&outline, 48).map(|[x, y, z]| {
        let t = z / 6.0 - 1.0;
        [z, y, 6.0 - x + 1.0 - t * t]
    });
    let post = |x: f64| Solid::cuboid([x, -4.0, 0.0], [x + 2.0, 4.0, 9.0]);
    let facts = post(-0.5).with(&post(10.5)).with(&bar).facts();
    let found = &hanging(&facts).bridges;
    assert!(found.iter().all(|b| b.cantilever.is_none()), "{found:?}");
}

#[test]
fn what_is_there_five_times_counts_once() {
    let solid = bridge(12.0, 20.0).with(&tee([7.0, 3.0], 25.0).moved([0.0, 60.0, 0.0]));
    let island = Solid::cuboid([40.0, 0.0, 5.0], [50.0, 10.0, 9.0]);
    let once = solid.with(&island);
    let mut many = once.clone();
    for _ in 0..4 {
        many = many.with(&once);
    }
    let facts = [once.facts(), many.facts()];
    let [once, many] = [&facts[0], &facts[1]].map(hanging);
    assert_eq!(once.bridges.len(), many.bridges.len());
    for (a, b) in once.bridges.iter().zip(&many.bridges) {
        assert_eq!(
            (a.area, a.span, a.cantilever),
            (b.area, b.span, b.cantilever)
        );
    }
    assert_eq!((once.starts.len(), many.starts.len()), (1, 1));
    near(many.starts[0].area, 100.0, 0.2, "island");
}

#[test]
fn facts_scale_with_the_part() {
    let solid = bridge(30.0, 12.0).with(&tee([7.0, 3.0], 25.0).moved([0.0, 40.0, 0.0]));
    let once = solid.facts();
    let twice = solid.map(|p| p.map(|x| 2.0 * x)).facts();
    let [a, b] = [&once, &twice].map(hanging);
    assert_eq!(a.bridges.len(), b.bridges.len());
    for (a, b) in a.bridges.iter().zip(&b.bridges) {
        near(
            b.span.unwrap_or(0.0),
            2.0 * a.span.unwrap_or(0.0),
            0.01,
            "span",
        );
        near(
            b.cantilever.unwrap_or(0.0),
            2.0 * a.cantilever.unwrap_or(0.0),
            0.02,
            "cantilever",
        );
        near(b.area, 4.0 * a.area, 0.01, "area");
    }
    assert_eq!(once.poses.len(), twice.poses.len());
}

#[test]
fn hostile_meshes_end_and_say_what_was_not_measured() {
    let mut state = 5u64;
    let mut random = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1 << 24) as f32
    };
    let soup: Vec<Facet> = (0..300)
        .map(|_| [[0; 3]; 3].map(|p: [i32; 3]| p.map(|_| random() * 100.0)))
        .collect();
    let needles: Vec<Facet> = (0..300)
        .map(|_| {
            let [x, y, z] = [random(), random(), random()].map(|x| x * 100.0);
            [[x, y, z], [x + 100.0, y, z + 50.0 * y], [x, y + 1e-4, z]]
        })
        .collect();
    let far: Vec<Facet> = soup[..200]
        .iter()
        .map(|facet| facet.map(|p| p.map(|x| x * 1e4 + 1e6)))
        .collect();
    let stacked: Vec<Facet> = (0..300)
        .map(|i| {
            let x = (i % 100) as f32 * 0.01;
            [[x, 0.0, 5.0], [x, 50.0, 5.0], [x + 50.0, 0.0, 5.0]]
        })
        .collect();
    for (name, facets) in [
        ("soup", soup),
        ("needles", needles),
        ("far", far),
        ("stacked", stacked),
    ] {
        let facts = facts(&facets);
        assert!(!facts.poses.is_empty(), "{name}");
        let json = serde_json::to_string(&facts).expect("JSON");
        assert!(json.len() <= 32 * 1024, "{name}: {}", json.len());
        if facts.poses[0].hanging.is_none() {
            assert!(
                facts
                    .not_measured
                    .iter()
                    .any(|missing| missing.fact == "poses.hanging"),
                "{name}"
            );
        }
    }
}
