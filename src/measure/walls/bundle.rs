//! Bundles: samples that lie side by side and look nearly the same way ask the tree together.
//!
//! One way down the tree finds the triangles ahead of all of them, a second those that face back within reach of
//! the largest of their balls; what each sample then tests is what it would have tested alone, so who is in a
//! bundle with whom never shows.

use super::super::bvh::{Beam, Limits, Ray, before, ways_about};
use super::super::topology::cross;
use super::border::{Crossings, Skin};
use super::lattice::{Spot, dot, length, minus, unit};
use super::probe::{BEFORE, FAR, Found, Probe, within};
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

/// Steps of some 10 ns that it costs to look into a node, to see a triangle, to find the samples that it lies before,
/// and to test it for one of them.
const NODE: u64 = 4;
const SEEN: u64 = 2;
const BESIDE: u64 = 8;
const TEST: u64 = 8;

/// Room for what is rounded.
const WIDER: f64 = 1.000_001;

/// The samples of each bundle: places in `spots`, and where each bundle begins.
pub(super) struct Bundles {
    members: Vec<u32>,
    begins: Vec<u32>,
    /// Whose samples are taken from: a bundle takes up to [`MOST`] of those that lie in one cell and look one way.
    cells: Vec<u32>,
}

impl Bundles {
    /// Bundles of samples; `normal` is the normal of a triangle, `pitch` the distance of samples.
    pub(super) fn new(spots: &[Spot], normal: impl Fn(u32) -> Point, pitch: f64) -> Self {
        let cell = ACROSS * pitch;
        let mut open: FxHashMap<([i32; 3], [i8; 3]), (u32, u32)> = FxHashMap::default();
        let mut cells: Vec<u32> = Vec::new();
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
                    let next = open.len() as u32;
                    let (bundle, cell) = open.entry(key).or_insert((u32::MAX, next));
                    if sizes
                        .get(*bundle as usize)
                        .is_none_or(|size| *size >= MOST as u32)
                    {
                        *bundle = sizes.len() as u32;
                        sizes.push(0);
                        cells.push(*cell);
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
        Self {
            members,
            begins,
            cells,
        }
    }

    /// The samples of each cell, which do not depend on the order of samples as bundles do.
    pub(super) fn by_cell(&self) -> Vec<Vec<u32>> {
        let count = self.cells.iter().max().map_or(0, |most| *most as usize + 1);
        let mut members = vec![Vec::new(); count];
        for (bundle, cell) in self.cells.iter().enumerate() {
            members[*cell as usize].extend_from_slice(self.get(bundle));
        }
        members
    }

    /// The samples of all bundles, one bundle after the other.
    pub(super) fn members(&self) -> &[u32] {
        &self.members
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
    /// Where it is in the frame of the bundle, and where it looks.
    place: Point,
    ahead: Point,
    /// The first surface ahead, and how far it is.
    hit: Option<(u32, f64)>,
    /// What the ball is stopped by is of the same shell.
    same_shell: bool,
    /// The ball's diameter so far, mm.
    diameter: f64,
    /// The first surface ahead is no farther than this, mm.
    reach: f64,
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
                eye.diameter = distance.min(FAR);
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
            Some(_) if eye.diameter >= FAR => Found::Open,
            Some(_) => Found::Ball {
                diameter: eye.diameter,
                same_shell: eye.same_shell,
            },
        };
        self.budget
            .spend(steps)
            .then(|| eyes.iter().map(found).collect())
    }

    /// The same for those samples only that may face a wall thinner than `diameter`: the others, `None`, do not. Balls
    /// come first, rays only where one was stopped.
    pub(super) fn look_near<'s>(
        &self,
        spots: impl Iterator<Item = &'s Spot>,
        diameter: f64,
    ) -> Option<Vec<Option<Found>>> {
        let mut eyes = self.eyes(spots);
        let all = eyes.len();
        if all == 0 {
            return Some(Vec::new());
        }
        let frame = Frame::about(&mut eyes);
        let mut steps = 4 * all as u64;
        for eye in &mut eyes {
            // As if something were met so far off that it does not matter.
            eye.hit = Some((eye.triangle, f64::INFINITY));
            eye.diameter = diameter;
        }
        self.inflate(&frame, &mut eyes, &mut steps);
        let near: Vec<bool> = eyes.iter().map(|eye| eye.diameter < diameter).collect();
        let stopped: Vec<Eye> = eyes
            .into_iter()
            .filter(|eye| eye.diameter < diameter)
            .collect();
        let mut found = Vec::new();
        if !stopped.is_empty() {
            let mut eyes: Vec<Eye> = stopped
                .iter()
                .map(|eye| Eye { hit: None, ..*eye })
                .collect();
            self.cast(&frame, &mut eyes, &mut steps);
            found = stopped
                .iter()
                .zip(&eyes)
                .map(|(stopped, eye)| match eye.hit {
                    None if eye.reach >= self.far() => Found::Open,
                    Some((triangle, _)) if !eye.touching.faces(self.normal(triangle)) => {
                        Found::Unfaced
                    }
                    // What is met at the end of the ray stops no ball before.
                    Some((triangle, distance)) if distance * BEFORE < stopped.diameter => {
                        Found::Ball {
                            diameter: distance,
                            same_shell: self.shell(triangle) == self.shell(eye.triangle),
                        }
                    }
                    // Without a hit, what stopped the ball stands straight ahead.
                    _ => Found::Ball {
                        diameter: stopped.diameter,
                        same_shell: stopped.same_shell,
                    },
                })
                .collect();
        }
        let mut found = found.into_iter();
        self.budget.spend(steps).then(|| {
            near.into_iter()
                .map(|near| if near { found.next() } else { None })
                .collect()
        })
    }

    fn eyes<'s>(&self, spots: impl Iterator<Item = &'s Spot>) -> Vec<Eye> {
        let mut last = None;
        spots
            .map(|spot| {
                let along = match last {
                    Some((triangle, along)) if triangle == spot.triangle => along,
                    _ => self.along(spot.triangle),
                };
                last = Some((spot.triangle, along));
                Eye {
                    triangle: spot.triangle,
                    touching: Touching {
                        from: spot.at,
                        along,
                    },
                    place: [0.0; 3],
                    ahead: [0.0; 3],
                    hit: None,
                    same_shell: true,
                    diameter: FAR,
                    reach: self.far(),
                }
            })
            .collect()
    }

    /// The first surface ahead of each sample, within its reach.
    fn cast(&self, frame: &Frame, eyes: &mut [Eye], steps: &mut u64) {
        let mut beam = frame.beam(eyes.iter());
        beam.limits.reach = farthest(eyes);
        let behind = beam.from[2][0];
        let rays: Vec<Ray> = eyes
            .iter()
            .map(|eye| Ray::new(eye.touching.from, eye.touching.along, eye.reach))
            .collect();
        let places = Places::new(eyes);
        let mut room = Crossings::new();
        // What faces the same way as all of them ends nothing.
        let ways = self.ways(frame, 1.0, -frame.spread);
        let nodes = self
            .tree
            .in_beam(self.facing, ways, beam, |triangle, limits| {
                let skin = self.border.of(triangle);
                if skin == Skin::Buried {
                    return;
                }
                let corners = self.mesh.corners(triangle);
                let normal = cross(corners);
                *steps += SEEN + BESIDE;
                let [us, vs, ws] = frame.bounds(corners);
                let wider = frame.spread * (ws[1] - behind).max(0.0);
                let mut closer = false;
                let mut beside = places.within(us, vs, wider);
                while beside != 0 {
                    let at = beside.trailing_zeros() as usize;
                    beside &= beside - 1;
                    let eye = &mut eyes[at];
                    if triangle == eye.triangle || self.against(normal, eye.touching.along) <= 0.0 {
                        continue;
                    }
                    *steps += TEST;
                    let met = rays[at].meets(corners);
                    let Some(distance) = met.filter(|distance| *distance <= eye.reach) else {
                        continue;
                    };
                    let first = eye.hit.is_none_or(|(hit, best)| {
                        distance < best || before(corners, self.mesh.corners(hit))
                    });
                    if first {
                        let met = eye.touching.at(distance);
                        if skin == Skin::Mixed && !self.is_end(eye, triangle, met, &mut room, steps)
                        {
                            continue;
                        }
                        eye.hit = Some((triangle, distance));
                        eye.reach = distance;
                        closer = true;
                    }
                }
                if closer {
                    limits.reach = farthest(eyes);
                }
            });
        *steps += NODE * nodes;
    }

    /// Whether a point of a triangle ends what a sample looks through.
    fn is_end(
        &self,
        eye: &Eye,
        triangle: u32,
        at: Point,
        room: &mut Crossings,
        steps: &mut u64,
    ) -> bool {
        if self.border.of(eye.triangle) == Skin::Border {
            let to = within(at, self.mesh.corners(triangle));
            let from = eye.touching.from;
            self.windings().ends_at(from, to, self.side, room, steps)
        } else {
            self.is_border(triangle, at, room, steps)
        }
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
        let mut balls = Balls::new(eyes, waits);
        let mut room = Crossings::new();
        let ways = self.ways(frame, slope, 1.0);
        let nodes = self
            .tree
            .in_beam(self.facing, ways, beam, |triangle, limits| {
                let skin = self.border.of(triangle);
                if skin == Skin::Buried {
                    return;
                }
                let corners = self.mesh.corners(triangle);
                let normal = cross(corners);
                *steps += SEEN;
                let size = length(normal);
                if self.against(normal, frame.axes[2]) < cosine * size {
                    return;
                }
                let normal = [normal[0] / size, normal[1] / size, normal[2] / size];
                *steps += BESIDE;
                let mut met = balls.meeting(&frame.bounds(corners));
                let mut was_most = false;
                while met != 0 {
                    let at = met.trailing_zeros() as usize;
                    met &= met - 1;
                    let eye = &mut eyes[at];
                    *steps += TEST;
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
                    // Whether it is an end matters only where that changes something.
                    if stop.diameter >= eye.diameter && (same || !eye.same_shell) {
                        continue;
                    }
                    if skin == Skin::Mixed && !self.is_end(eye, triangle, stop.at, &mut room, steps)
                    {
                        continue;
                    }
                    if stop.diameter < eye.diameter {
                        was_most |= eye.diameter >= most;
                        eye.diameter = stop.diameter;
                        eye.same_shell = same;
                        balls.set(at, eye);
                        if eye.touching.is_ahead(stop) {
                            eye.reach = eye.reach.min(stop.diameter * WIDER);
                        }
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
        *steps += NODE * nodes;
    }
}

/// Where the samples of a bundle are, side by side in memory, for most triangles are beside most of them. In single
/// precision, so bounds are taken a little wider.
struct Places {
    u: [f32; MOST],
    v: [f32; MOST],
    all: u64,
    /// What places may be rounded by, mm.
    slack: f64,
}

/// What single precision may be off by, as a part.
const SINGLE: f32 = 4e-7;

/// As many of the lowest bits.
fn lowest(n: usize) -> u64 {
    u64::MAX >> (64 - n.clamp(1, MOST))
}

/// A range in single precision that holds the one given, widened on both sides.
fn around([low, high]: [f64; 2], wider: f64) -> [f32; 2] {
    let (low, high) = ((low - wider) as f32, (high + wider) as f32);
    [
        low - low.abs() * SINGLE - f32::MIN_POSITIVE,
        high + high.abs() * SINGLE + f32::MIN_POSITIVE,
    ]
}

impl Places {
    fn new(eyes: &[Eye]) -> Self {
        let mut places = Self {
            u: [f32::NAN; MOST],
            v: [f32::NAN; MOST],
            all: lowest(eyes.len()),
            slack: 0.0,
        };
        for (at, eye) in eyes.iter().enumerate().take(MOST) {
            let far = eye.place[0].abs().max(eye.place[1].abs());
            places.slack = places.slack.max(1e-9 + far * f64::from(SINGLE));
            places.u[at] = eye.place[0] as f32;
            places.v[at] = eye.place[1] as f32;
        }
        places
    }

    /// Which of them lie within a range along both axes, made wider on each side, a bit each.
    #[inline]
    fn within(&self, us: [f64; 2], vs: [f64; 2], wider: f64) -> u64 {
        let wider = wider * WIDER + self.slack;
        let ([least_u, most_u], [least_v, most_v]) = (around(us, wider), around(vs, wider));
        let mut inside = [0u8; MOST];
        for (inside, (u, v)) in inside.iter_mut().zip(self.u.into_iter().zip(self.v)) {
            *inside = u8::from(u >= least_u)
                & u8::from(u <= most_u)
                & u8::from(v >= least_v)
                & u8::from(v <= most_v);
        }
        bits(&inside) & self.all
    }
}

/// Balls in the frame of the bundle, a little larger than they are, side by side in memory; one of no size meets
/// nothing.
struct Balls {
    middle: [[f32; MOST]; 3],
    square: [f32; MOST],
}

impl Balls {
    fn new(eyes: &[Eye], waits: impl Fn(&&Eye) -> bool) -> Self {
        let mut balls = Self {
            middle: [[0.0; MOST]; 3],
            square: [-1.0; MOST],
        };
        for (at, eye) in eyes.iter().enumerate().take(MOST) {
            if waits(&eye) {
                balls.set(at, eye);
            }
        }
        balls
    }

    fn set(&mut self, at: usize, eye: &Eye) {
        let radius = eye.diameter / 2.0;
        let mut far = 1.0f64;
        for axis in 0..3 {
            let middle = eye.place[axis] + eye.ahead[axis] * radius;
            far = far.max(middle.abs());
            self.middle[axis][at] = middle as f32;
        }
        let radius = radius * WIDER + 1e-6 * far;
        self.square[at] = (radius * radius) as f32;
    }

    /// Which of them meet a box, a bit each.
    #[inline]
    fn meeting(&self, bounds: &[[f64; 2]; 3]) -> u64 {
        let bounds = bounds.map(|range| around(range, 0.0));
        let mut squares = [0f32; MOST];
        for ([low, high], middle) in bounds.iter().zip(&self.middle) {
            for (square, middle) in squares.iter_mut().zip(middle) {
                let (under, over) = (low - middle, middle - high);
                let gap = if under > over { under } else { over };
                let gap = if gap > 0.0 { gap } else { 0.0 };
                *square += gap * gap;
            }
        }
        let mut met = [0u8; MOST];
        for (met, (square, most)) in met.iter_mut().zip(squares.iter().zip(&self.square)) {
            *met = u8::from(square <= most);
        }
        bits(&met)
    }
}

/// Zeros and ones as bits, the first one the lowest.
#[inline]
fn bits(ones: &[u8; MOST]) -> u64 {
    let mut bits = 0;
    for (at, eight) in ones.chunks_exact(8).enumerate() {
        // A product gathers the lowest bits of eight bytes in the highest one.
        let eight = u64::from_le_bytes(std::array::from_fn(|i| eight[i]));
        bits |= (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * at);
    }
    bits
}

/// How far ahead the farthest sample still looks.
fn farthest(eyes: &[Eye]) -> f64 {
    eyes.iter()
        .map(|eye| eye.place[2] + eye.reach)
        .fold(f64::NEG_INFINITY, f64::max)
}
