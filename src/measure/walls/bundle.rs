//! Bundles: samples that lie side by side and look nearly the same way ask the tree together.
//!
//! One way down the tree finds the triangles ahead of all of them, a second those that face back within reach of
//! the largest of their balls; what each sample then tests is what it would have tested alone, so who is in a
//! bundle with whom never shows.

use super::super::bvh::{Beam, Limits, Ray, before, ways_about};
use super::super::topology::cross;
use super::lattice::{Spot, dot, length, minus, unit};
use super::probe::{BEFORE, FAR, Found, Probe};
use super::touch::Touching;
use crate::units::Point;
use rustc_hash::FxHashMap;

/// The most samples of a bundle.
pub(super) const MOST: usize = 64;

/// How many pitches a bundle is wide.
const ACROSS: f64 = 8.0;

/// Normals of a bundle differ by less than about one part in so many.
const NORMALS: f64 = 6.0;

/// The tangent of the cone's angle, 30°, and half the sine of twice that: the widest that the part of a ball of diameter 1 is that lies in
/// the cone.
const CONE: f64 = 0.577_350_269_189_625_8;
const WIDEST: f64 = 0.433_012_701_892_219_4;

/// Room for what is rounded.
const WIDER: f64 = 1.000_001;

/// The samples of each bundle: places in `spots`, and where each bundle begins.
pub(super) struct Bundles {
    members: Vec<u32>,
    begins: Vec<u32>,
}

impl Bundles {
    /// Bundles of samples; `normal` is the normal of a triangle, `pitch` the distance of samples.
    pub(super) fn new(spots: &[Spot], normal: impl Fn(u32) -> Point, pitch: f64) -> Self {
        let cell = ACROSS * pitch;
        let mut open: FxHashMap<([i32; 3], [i8; 3]), u32> = FxHashMap::default();
        let mut sizes: Vec<u32> = Vec::new();
        let mut of: Vec<u32> = Vec::with_capacity(spots.len());
        let mut last = (u32::MAX, [0i8; 3]);
        let mut at_last = None;
        for spot in spots {
            if last.0 != spot.triangle {
                let normal = normal(spot.triangle).map(|x| (x * NORMALS).round() as i8);
                last = (spot.triangle, normal);
            }
            let key = (spot.at.map(|x| (x / cell).floor() as i32), last.1);
            let bundle = match at_last {
                Some((before, bundle)) if before == key && sizes[bundle as usize] < MOST as u32 => {
                    bundle
                }
                _ => {
                    let bundle = open.entry(key).or_insert(u32::MAX);
                    if sizes
                        .get(*bundle as usize)
                        .is_none_or(|size| *size >= MOST as u32)
                    {
                        *bundle = sizes.len() as u32;
                        sizes.push(0);
                    }
                    *bundle
                }
            };
            at_last = Some((key, bundle));
            sizes[bundle as usize] += 1;
            of.push(bundle);
        }
        let mut begins = Vec::with_capacity(sizes.len() + 1);
        let mut begin = 0;
        for size in &sizes {
            begins.push(begin);
            begin += size;
        }
        let mut next = begins.clone();
        begins.push(begin);
        let mut members = vec![0; spots.len()];
        for (index, bundle) in (0..).zip(of) {
            let next = &mut next[bundle as usize];
            members[*next as usize] = index;
            *next += 1;
        }
        Self { members, begins }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// The samples of a bundle.
    pub(super) fn get(&self, bundle: usize) -> &[u32] {
        &self.members[self.begins[bundle] as usize..self.begins[bundle + 1] as usize]
    }
}

/// A sample that looks ahead.
#[derive(Debug, Clone, Copy)]
struct Eye {
    triangle: u32,
    touching: Touching,
    ray: Ray,
    /// Where it is in the frame of the bundle, and where it looks.
    place: Point,
    ahead: Point,
    hit: Option<(u32, f64)>,
    /// What the ball is stopped by is of the same shell.
    same_shell: bool,
    /// The ball's diameter so far, mm.
    diameter: f64,
}

/// The frame of a bundle.
struct Frame {
    origin: Point,
    axes: [Point; 3],
    /// The tangent of the greatest angle between a sample's direction and the third axis.
    spread: f64,
}

impl Frame {
    fn new(eyes: &[Eye]) -> Self {
        let sum = eyes.iter().fold([0.0; 3], |sum, eye| {
            std::array::from_fn(|i| sum[i] + eye.touching.along[i])
        });
        let ahead = unit(sum);
        let least = (0..3)
            .min_by(|a, b| ahead[*a].abs().total_cmp(&ahead[*b].abs()))
            .unwrap_or(0);
        let mut axis = [0.0; 3];
        axis[least] = 1.0;
        let u = unit(cross([[0.0; 3], ahead, axis]));
        let v = cross([[0.0; 3], ahead, u]);
        let spread = eyes
            .iter()
            .map(|eye| {
                let along = eye.touching.along;
                let ahead_by = dot(along, ahead);
                let aside: Point = std::array::from_fn(|i| along[i] - ahead[i] * ahead_by);
                length(aside) / ahead_by.max(0.1)
            })
            .fold(0.0, f64::max);
        Self {
            origin: eyes[0].touching.from,
            axes: [u, v, ahead],
            spread: spread + 1e-6,
        }
    }

    /// The frame of a bundle; its samples learn their places in it.
    fn about(eyes: &mut [Eye]) -> Self {
        let frame = Self::new(eyes);
        for eye in eyes {
            eye.place = frame.place(eye.touching.from);
            eye.ahead = frame.axes.map(|axis| dot(eye.touching.along, axis));
        }
        frame
    }

    fn place(&self, point: Point) -> Point {
        let from = minus(point, self.origin);
        let [u, v, w] = self.axes;
        [dot(from, u), dot(from, v), dot(from, w)]
    }

    /// The box about a triangle.
    fn bounds(&self, corners: [Point; 3]) -> [[f64; 2]; 3] {
        let (a, b, c) = (
            self.place(corners[0]),
            self.place(corners[1]),
            self.place(corners[2]),
        );
        let range = |i: usize| [a[i].min(b[i]).min(c[i]), a[i].max(b[i]).max(c[i])];
        [range(0), range(1), range(2)]
    }

    fn beam<'e>(&self, eyes: impl Iterator<Item = &'e Eye>) -> Beam {
        let mut from = [[f64::INFINITY, f64::NEG_INFINITY]; 3];
        for eye in eyes {
            for (from, x) in from.iter_mut().zip(eye.place) {
                *from = [from[0].min(x), from[1].max(x)];
            }
        }
        Beam {
            origin: self.origin,
            axes: self.axes,
            from,
            spread: self.spread,
            limits: Limits {
                reach: from[2][1] + FAR,
                widest: f64::INFINITY,
            },
        }
    }
}

impl Probe<'_> {
    /// What the samples of a bundle face, in their order; `None` when the budget is exceeded.
    pub(super) fn look_together<'s>(
        &self,
        spots: impl Iterator<Item = &'s Spot>,
    ) -> Option<Vec<Found>> {
        let mut eyes = self.eyes(spots);
        if eyes.is_empty() {
            return Some(Vec::new());
        }
        let frame = Frame::about(&mut eyes);
        let mut steps = 4 * eyes.len() as u64;
        self.cast(&frame, &mut eyes, &mut steps);
        for eye in &mut eyes {
            if let Some((triangle, distance)) = eye.hit {
                eye.diameter = distance;
                eye.same_shell = self.shell(triangle) == self.shell(eye.triangle);
                if !eye.touching.faces(self.normal(triangle)) {
                    eye.diameter = -1.0;
                }
            }
        }
        self.inflate(&frame, &mut eyes, &mut steps);
        let found = |eye: &Eye| match eye.hit {
            None => Found::Open,
            Some(_) if eye.diameter < 0.0 => Found::Unfaced,
            Some(_) => Found::Ball {
                diameter: eye.diameter,
                same_shell: eye.same_shell,
            },
        };
        self.budget
            .spend(steps)
            .then(|| eyes.iter().map(found).collect())
    }

    /// Whether a ball of this diameter meets anything that faces back, for each sample of a bundle; `None` when the
    /// budget is exceeded.
    pub(super) fn near_together<'s>(
        &self,
        spots: impl Iterator<Item = &'s Spot>,
        diameter: f64,
    ) -> Option<Vec<bool>> {
        let mut eyes = self.eyes(spots);
        if eyes.is_empty() {
            return Some(Vec::new());
        }
        let frame = Frame::about(&mut eyes);
        let mut steps = 4 * eyes.len() as u64;
        for eye in &mut eyes {
            // As if something were met so far off that it does not matter.
            eye.hit = Some((eye.triangle, f64::INFINITY));
            eye.diameter = diameter;
        }
        self.inflate(&frame, &mut eyes, &mut steps);
        let near = |eye: &Eye| eye.diameter < diameter;
        self.budget
            .spend(steps)
            .then(|| eyes.iter().map(near).collect())
    }

    fn eyes<'s>(&self, spots: impl Iterator<Item = &'s Spot>) -> Vec<Eye> {
        spots
            .map(|spot| {
                let along = self.along(spot.triangle);
                Eye {
                    triangle: spot.triangle,
                    touching: Touching {
                        from: spot.at,
                        along,
                    },
                    ray: Ray::new(spot.at, along, FAR),
                    place: [0.0; 3],
                    ahead: [0.0; 3],
                    hit: None,
                    same_shell: true,
                    diameter: FAR,
                }
            })
            .collect()
    }

    /// The first surface ahead of each sample.
    fn cast(&self, frame: &Frame, eyes: &mut [Eye], steps: &mut u64) {
        let beam = frame.beam(eyes.iter());
        let behind = beam.from[2][0];
        // Side by side in memory, for most triangles are beside most rays.
        let places: Vec<[f64; 2]> = eyes
            .iter()
            .map(|eye| [eye.place[0], eye.place[1]])
            .collect();
        // What faces the same way as all of them ends nothing.
        let ways = self.ways(frame, 1.0, -frame.spread);
        self.tree
            .in_beam(self.facing, ways, beam, |triangle, limits| {
                let corners = self.mesh.corners(triangle);
                let normal = cross(corners);
                *steps += 1;
                let [us, vs, ws] = frame.bounds(corners);
                let slack = 1e-9 * (1.0 + ws[1].abs() + us[1].abs() + vs[1].abs());
                let wider = frame.spread * (ws[1] - behind).max(0.0) + slack;
                let (us, vs) = (
                    [us[0] - wider, us[1] + wider],
                    [vs[0] - wider, vs[1] + wider],
                );
                let mut closer = false;
                for (eye, [u, v]) in eyes.iter_mut().zip(&places) {
                    if *u < us[0]
                        || *u > us[1]
                        || *v < vs[0]
                        || *v > vs[1]
                        || triangle == eye.triangle
                        || self.against(normal, eye.touching.along) <= 0.0
                    {
                        continue;
                    }
                    *steps += 2;
                    let met = eye.ray.meets(corners);
                    let Some(distance) = met.filter(|distance| *distance <= eye.diameter) else {
                        continue;
                    };
                    let first = eye.hit.is_none_or(|(hit, best)| {
                        distance < best || before(corners, self.mesh.corners(hit))
                    });
                    if first {
                        eye.hit = Some((triangle, distance));
                        eye.diameter = distance;
                        closer = true;
                    }
                }
                if closer {
                    limits.reach = farthest(eyes);
                }
            });
    }

    /// The ways that a surface faces which stands against the bundle, within the angle of this sine and cosine.
    fn ways(&self, frame: &Frame, sine: f64, cosine: f64) -> u64 {
        let ahead = frame.axes[2];
        let sign = self.against(ahead, ahead).signum();
        ways_about(ahead.map(|x| x * sign), sine, cosine)
    }

    /// Lets balls shrink until nothing that faces back reaches into their cones.
    fn inflate(&self, frame: &Frame, eyes: &mut [Eye], steps: &mut u64) {
        let waits = |eye: &&Eye| eye.hit.is_some() && eye.diameter >= 0.0;
        let mut most = eyes
            .iter()
            .filter(waits)
            .map(|eye| eye.diameter)
            .fold(-1.0, f64::max);
        if most < 0.0 {
            return;
        }
        let slope = (CONE + frame.spread) / (1.0 - CONE * frame.spread).max(0.1);
        let beam = frame.beam(eyes.iter().filter(waits));
        let front = beam.from[2][1];
        let within = |most: f64| Limits {
            reach: front + most * WIDER,
            widest: (WIDEST + frame.spread) * most * WIDER,
        };
        let beam = Beam {
            spread: slope,
            limits: within(most),
            ..beam
        };
        // The cosine of 30° and the spread.
        let cosine = 1.0 / slope.mul_add(slope, 1.0).sqrt() - 1e-9;
        let mut balls: Vec<Globe> = eyes
            .iter()
            .map(|eye| Globe::new(eye, if waits(&eye) { eye.diameter } else { -1.0 }))
            .collect();
        let ways = self.ways(frame, slope, 1.0);
        self.tree
            .in_beam(self.facing, ways, beam, |triangle, limits| {
                let corners = self.mesh.corners(triangle);
                let normal = cross(corners);
                *steps += 1;
                let size = length(normal);
                if self.against(normal, frame.axes[2]) < cosine * size {
                    return;
                }
                let normal = [normal[0] / size, normal[1] / size, normal[2] / size];
                let bounds = frame.bounds(corners);
                let mut was_most = false;
                for (eye, ball) in eyes.iter_mut().zip(&mut balls) {
                    if !ball.meets(&bounds) {
                        continue;
                    }
                    *steps += 2;
                    let along = eye.touching.along;
                    let Some((_, distance)) = eye.hit else {
                        continue;
                    };
                    if self.against(normal, along) <= 0.0 || !eye.touching.faces(normal) {
                        continue;
                    }
                    let limit = eye.diameter.min(distance * BEFORE);
                    let Some(stop) = eye.touching.stop(corners, normal, limit) else {
                        continue;
                    };
                    let same = self.shell(triangle) == self.shell(eye.triangle);
                    if stop.diameter < eye.diameter {
                        was_most |= eye.diameter >= most;
                        eye.diameter = stop.diameter;
                        eye.same_shell = same;
                        *ball = Globe::new(eye, stop.diameter);
                    } else {
                        eye.same_shell &= same;
                    }
                }
                if was_most {
                    let found = eyes.iter().filter(|eye| eye.hit.is_some());
                    most = found.map(|eye| eye.diameter).fold(0.0, f64::max);
                    *limits = within(most);
                }
            });
    }
}

/// A ball in the frame of the bundle, a little larger than it is; one of no size meets nothing.
struct Globe {
    middle: Point,
    square: f64,
}

impl Globe {
    fn new(eye: &Eye, diameter: f64) -> Self {
        let radius = diameter / 2.0;
        let at = |i: usize| eye.place[i] + eye.ahead[i] * radius;
        let square = radius * radius * WIDER + 1e-12;
        Self {
            middle: [at(0), at(1), at(2)],
            square: if diameter >= 0.0 { square } else { -1.0 },
        }
    }

    #[inline]
    fn meets(&self, bounds: &[[f64; 2]; 3]) -> bool {
        let gap = |i: usize| {
            (bounds[i][0] - self.middle[i])
                .max(self.middle[i] - bounds[i][1])
                .max(0.0)
        };
        gap(0) * gap(0) + gap(1) * gap(1) + gap(2) * gap(2) <= self.square
    }
}

/// How far ahead the farthest sample still looks.
fn farthest(eyes: &[Eye]) -> f64 {
    eyes.iter()
        .map(|eye| eye.place[2] + eye.diameter)
        .fold(f64::NEG_INFINITY, f64::max)
}
