//! Bridges: ceilings over nothing, how far they span and how far they stick out.
//!
//! Seen from above, a *chord* is a straight way through a point of the ceiling that ends at its boundary.
//! The first layer of a ceiling holds where a chord is supported at both ends, and the shortest
//! such chord is what it must span there. Where there is none it sticks out, from the nearest support.
//! Where another body lies within 0.6 mm below, or reaches into the ceiling, that holds it.
//!
//! What is smaller than what a printer lays decides nothing. A chord may leave the ceiling at the boundary that does
//! not hold, where it comes back and is never farther off than a hair: the bead it stands for is wider. So
//! a chord along a rim is one, whichever way the corners of that rim fell. And a ceiling in which no circle
//! of half a bead fits carries no bead: it is the flattest line of an underside that curves up beside it, or a seam
//! between steeper facets, and what is laid there lies on and beside what those carry. Whether they are held is
//! asked of them, as overhangs.

use super::bodies::{Bodies, End, RESTS, Under};
use super::columns::{Columns, top_of_solid, winding};
use super::effort::Effort;
use super::hull3::unit;
use super::joints::Joints;
use super::lying::{FIRST_LAYER, Lying};
use super::overhang::{CEILING, JUST_BELOW, sine};
use super::reach::{Search, ordered};
use super::region::{Border, Regions};
use super::segments::Segments;
use crate::measure::facts::Bridge;
use crate::measure::places::order;
use crate::measure::topology::repeats;
use crate::units::{Point, Point2};
use std::f64::consts::PI;

/// Chords that are tried through each point.
const DIRECTIONS: usize = 18;

/// Bridges that span less and stick out less, mm, are not told.
const LEAST_SPAN: f64 = 1.0;
const LEAST_CANTILEVER: f64 = 0.5;

/// How far from the boundary a point counts as within, mm.
const INWARDS: f64 = 1e-3;

/// What a chord may leave the ceiling by without ending there, mm: an eighth of a bead.
const HAIR: f64 = 0.05;

/// How long it may be out, mm: along the rim of a hole of 40 mm that is a hair at most.
const HAIR_LENGTH: f64 = 4.0;

/// Half of the least width of a ceiling, mm: half a bead is as wide as that.
const HALF_WIDTH: f64 = 0.1;

/// Points that are looked at in each region where nothing else lies below, and where something does.
const POINTS: f64 = 600.0;
const POINTS_OVER_BODIES: f64 = 400.0;

/// Points of a region that is so large that they would be farther apart than 2 mm.
const MOST_POINTS: f64 = 20_000.0;

/// The bridges, the worst first; `at` is in the file's frame.
pub(super) fn bridges(
    lying: &Lying<'_>,
    joints: &Joints,
    columns: &Columns<'_>,
    slivers: &[u32],
    shell_of: &[u32],
    effort: &Effort,
    number: &(impl Fn(u32) -> u32 + Sync),
) -> Vec<Bridge> {
    let ceiling = sine(CEILING);
    let least = lying.floor + RESTS.max(FIRST_LAYER);
    let members: Vec<u32> = (0..lying.mesh.facets.len() as u32)
        .filter(|facet| lying.steep(*facet) >= ceiling && lying.top(*facet) > least)
        .collect();
    let regions = Regions::new(lying, joints, &members, slivers);
    effort.spend(members.len() as u64);
    let mut found = Vec::new();
    for region in 0..regions.list.len() {
        if effort.is_spent() {
            break;
        }
        let ceiling = Ceiling::new(lying, &regions, region, columns, shell_of, effort);
        found.extend(ceiling.and_then(|ceiling| ceiling.measure(number)));
    }
    let badness = |bridge: &Bridge| {
        let cantilever = bridge.cantilever.unwrap_or(0.0);
        bridge
            .span
            .unwrap_or(0.0)
            .max(SPAN_PER_CANTILEVER * cantilever)
    };
    found.sort_by(|a, b| {
        badness(b)
            .total_cmp(&badness(a))
            .then_with(|| b.area.total_cmp(&a.area))
            .then_with(|| order(&a.at.at, &b.at.at))
    });
    found
}

/// A span is as bad as a cantilever of this part of it.
const SPAN_PER_CANTILEVER: f64 = 8.0;

/// A region of ceiling.
pub(super) struct Ceiling<'a> {
    pub(super) lying: &'a Lying<'a>,
    pub(super) regions: &'a Regions<'a>,
    pub(super) region: usize,
    pub(super) columns: &'a Columns<'a>,
    pub(super) effort: &'a Effort,
    borders: Vec<Border>,
    /// The boundary that holds, and the one that does not.
    held: Segments,
    free: Segments,
    /// Its height, about, and that of its lowest and highest corners.
    z: f64,
    pub(super) low: f64,
    pub(super) top: f64,
    area: f64,
    /// Something else may lie right below, or reach into it.
    over_bodies: bool,
    /// Steps of samples.
    pub(super) step: f64,
}

/// A point that is looked at.
struct Sample {
    point: Point2,
    /// The way inwards, for one that was moved off the boundary.
    inwards: Option<Point2>,
}

/// What was found at a point.
#[derive(Clone, Copy)]
struct Worst {
    length: f64,
    point: Point2,
}

impl Worst {
    fn raise(worst: &mut Option<Self>, length: f64, point: Point2) {
        let before = |a: Point2, b: Point2| {
            a[0].total_cmp(&b[0])
                .then_with(|| a[1].total_cmp(&b[1]))
                .is_lt()
        };
        let more = worst.is_none_or(|worst| {
            length > worst.length || length == worst.length && before(point, worst.point)
        });
        if more {
            *worst = Some(Self { length, point });
        }
    }
}

impl<'a> Ceiling<'a> {
    fn new(
        lying: &'a Lying<'a>,
        regions: &'a Regions<'a>,
        region: usize,
        columns: &'a Columns<'a>,
        shell_of: &[u32],
        effort: &'a Effort,
    ) -> Option<Self> {
        let borders = regions.borders(region);
        effort.spend(regions.list[region].len() as u64);
        let part = |supported: bool| {
            let borders = borders.iter().filter(|b| b.supported == supported);
            Segments::new(borders.map(Border::flat).collect())
        };
        let (held, free) = (part(true), part(false));
        let points = || {
            regions.list[region]
                .iter()
                .flat_map(|facet| lying.corners(*facet))
        };
        let low = points().map(|p| p[2]).fold(f64::INFINITY, f64::min);
        let high = points().map(|p| p[2]).fold(f64::NEG_INFINITY, f64::max);
        let area = regions.area_from_above(region);
        let mut ceiling = Self {
            lying,
            regions,
            region,
            columns,
            effort,
            borders,
            held,
            free,
            z: f64::midpoint(low, high),
            low,
            top: high,
            area,
            over_bodies: false,
            step: 0.0,
        };
        // No chord is longer than the diagonal, and nothing sticks out farther.
        if ceiling.diagonal() < LEAST_CANTILEVER || ceiling.is_narrow() {
            return None;
        }
        ceiling.over_bodies = ceiling.has_bodies_below([low, high], shell_of);
        if ceiling.held.is_empty() && !ceiling.over_bodies {
            return None;
        }
        let points = if ceiling.over_bodies {
            POINTS_OVER_BODIES
        } else {
            POINTS
        };
        let most = (area / MOST_POINTS).sqrt().max(2.0);
        ceiling.step = (area / points).sqrt().clamp(0.1, most);
        Some(ceiling)
    }

    /// The diagonal of its box seen from above, mm.
    fn diagonal(&self) -> f64 {
        let size = [0, 1].map(|axis| {
            let ends = || self.borders.iter().flat_map(Border::flat);
            let low = ends().map(|p| p[axis]).fold(f64::INFINITY, f64::min);
            let high = ends().map(|p| p[axis]).fold(f64::NEG_INFINITY, f64::max);
            (high - low).max(0.0)
        });
        size[0].hypot(size[1])
    }

    /// Whether no bead fits into it.
    fn is_narrow(&self) -> bool {
        let all = ordered(self.borders.iter().map(Border::flat));
        let mut search = Search::new(&all, HALF_WIDTH, self.effort);
        for (facet, polygon) in self.regions.polygons(self.region) {
            search.add(&polygon, facet);
        }
        !search.reaches()
    }

    /// Whether anything but the walls at its boundary lies in the box below.
    fn has_bodies_below(&self, [low, high]: [f64; 2], shell_of: &[u32]) -> bool {
        let facets = &self.regions.list[self.region];
        let shell = shell_of[self.lying.mesh.facets[facets[0] as usize][0] as usize];
        let mut min = [f64::INFINITY, f64::INFINITY, low - RESTS - JUST_BELOW];
        let mut max = [f64::NEG_INFINITY, f64::NEG_INFINITY, high];
        for facet in facets {
            for point in self.lying.corners(*facet) {
                for axis in 0..2 {
                    min[axis] = min[axis].min(point[axis]);
                    max[axis] = max[axis].max(point[axis]);
                }
            }
        }
        let mut other = false;
        let mut met = 0;
        self.columns.tree().in_box(min, max, |facet| {
            met += 1;
            if other || self.regions.of(facet) as usize == self.region {
                return;
            }
            let z = self.lying.corners(facet).map(|point| point[2]);
            let below = || {
                z[0].min(z[1]).min(z[2]) < low - JUST_BELOW || self.lying.top(facet) <= high + 1e-3
            };
            let faces_up = self.lying.steep(facet) < -0.02 && below();
            let corners = self.lying.mesh.facets[facet as usize];
            // A facet that repeats a vertex is no body, and its shell a matter of the file's order.
            other = !repeats(corners) && (shell_of[corners[0] as usize] != shell || faces_up);
        });
        self.effort.spend(met);
        other
    }

    fn measure(&self, number: &(impl Fn(u32) -> u32 + Sync)) -> Option<Bridge> {
        let base = self.base()?;
        let directions = std::array::from_fn(|k| {
            let (sin, cos) = (PI * k as f64 / DIRECTIONS as f64).sin_cos();
            [cos * base[0] - sin * base[1], sin * base[0] + cos * base[1]]
        });
        let mut samples = self.samples(base);
        let mut bodies = Bodies::default();
        if self.over_bodies {
            samples.retain(|sample| {
                let rests = self.rests(sample.point);
                if rests {
                    bodies.points.push(sample.point);
                }
                !rests
            });
            if samples.is_empty() || bodies.points.is_empty() && self.held.is_empty() {
                return None;
            }
        }
        let (mut span, mut cantilever) = (None, None);
        let mut chords = Chords {
            ceiling: self,
            directions,
            guess: 0,
            bodies,
            met: Vec::new(),
        };
        for Sample { point, inwards } in samples {
            if self.effort.is_spent() {
                return None;
            }
            let so_far = span.map_or(0.0, |worst: Worst| worst.length);
            let mut at = point;
            let mut shortest = chords.shortest(point, so_far);
            if let Some(inwards) = inwards
                && shortest.is_none_or(|length| length >= so_far)
                && let Some(beside) = self.beside(point, inwards)
                && let Some(length) = chords.shortest_at_rim(beside, inwards, so_far)
                && shortest.is_none_or(|shortest| length < shortest)
            {
                (at, shortest) = (beside, Some(length));
            }
            if let Some(length) = shortest {
                if length >= so_far {
                    Worst::raise(&mut span, length, at);
                }
            } else {
                let so_far = cantilever.map_or(0.0, |worst: Worst| worst.length);
                let off = inwards.map_or(0.0, |_| INWARDS);
                let length = off + self.held_at(point, so_far - off, &chords.bodies);
                Worst::raise(&mut cantilever, length, point);
            }
        }
        let span = span.filter(|worst| worst.length >= LEAST_SPAN);
        let cantilever = cantilever.filter(|worst| worst.length >= LEAST_CANTILEVER);
        let weight = |worst: Option<Worst>, factor: f64| worst.map_or(0.0, |w| w.length * factor);
        let worst = if weight(span, 1.0) > weight(cantilever, SPAN_PER_CANTILEVER) {
            span
        } else {
            cantilever
        }?;
        let (at, facet, drop) = self.place(worst.point);
        Some(Bridge {
            span: span.map(|worst| super::round(worst.length)),
            cantilever: cantilever.map(|worst| super::round(worst.length)),
            area: super::round(self.area),
            drop: super::round(drop),
            at: super::place(self.lying.in_file(at), number(facet)),
        })
    }

    /// The direction square to the longest edge that holds, so that it turns with the part.
    fn base(&self) -> Option<Point2> {
        let longest = |supported: bool| {
            self.borders
                .iter()
                .filter(|border| border.supported == supported)
                .map(|border| {
                    let [a, b] = border.flat();
                    let (x, y) = (b[0] - a[0], b[1] - a[1]);
                    // The same edge whichever way it runs.
                    let turned = if (x, y) < (0.0, 0.0) {
                        [y, -x]
                    } else {
                        [-y, x]
                    };
                    (x.hypot(y), turned)
                })
                .max_by(|a, b| {
                    a.0.total_cmp(&b.0)
                        .then_with(|| a.1[0].total_cmp(&b.1[0]))
                        .then_with(|| a.1[1].total_cmp(&b.1[1]))
                })
        };
        let (_, [x, y]) = longest(true).or_else(|| longest(false))?;
        let [x, y, _] = unit([x, y, 0.0])?;
        Some([x, y])
    }

    /// Points of the region: rows along `base`, and right within the boundary that does not hold.
    fn samples(&self, base: Point2) -> Vec<Sample> {
        let across = [-base[1], base[0]];
        let place = |p: Point2| across[0] * p[0] + across[1] * p[1];
        let ends = || self.borders.iter().flat_map(Border::flat).map(place);
        let low = ends().fold(f64::INFINITY, f64::min);
        let high = ends().fold(f64::NEG_INFINITY, f64::max);
        let mut samples = Vec::new();
        if !(high > low && (high - low).is_finite()) {
            return samples;
        }
        let rows = ((high - low) / self.step).ceil().clamp(5.0, 2000.0) as u32;
        for row in 0..rows {
            let off = low + (f64::from(row) + 0.5) * (high - low) / f64::from(rows);
            let from = [across[0] * off, across[1] * off];
            let mut met: Vec<(f64, i32)> = Vec::new();
            for segments in [&self.held, &self.free] {
                segments.along(from, base, |segment| {
                    met.extend(meeting(from, base, segment));
                });
            }
            self.effort.spend(met.len() as u64 + 8);
            met.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
            let mut around = 0;
            for pair in met.windows(2) {
                around += pair[0].1;
                let (begin, end) = (pair[0].0, pair[1].0);
                if around == 0 || end - begin < 2.0 * INWARDS {
                    continue;
                }
                let n = ((end - begin) / self.step).ceil().clamp(1.0, 2000.0) as u32;
                for i in 0..n {
                    let t = begin + (f64::from(i) + 0.5) * (end - begin) / f64::from(n);
                    samples.push(Sample {
                        point: [from[0] + t * base[0], from[1] + t * base[1]],
                        inwards: None,
                    });
                }
            }
        }
        for border in self.borders.iter().filter(|border| !border.supported) {
            let [a, b] = border.flat();
            let (x, y) = (b[0] - a[0], b[1] - a[1]);
            let length = x.hypot(y);
            if length < 4.0 * INWARDS {
                continue;
            }
            // A ceiling is seen from below: its inside lies to the right of its edges.
            let inwards = [y / length, -x / length];
            let off = inwards.map(|x| x * INWARDS);
            let n = (length / self.step).ceil().clamp(1.0, 2000.0) as u32;
            // The end of a short edge is where the next begins.
            let last = if length < self.step { 0 } else { n };
            for i in 0..=last {
                let t = (f64::from(i) / f64::from(n))
                    .clamp(2.0 * INWARDS / length, 1.0 - 2.0 * INWARDS / length);
                samples.push(Sample {
                    point: [a[0] + t * x + off[0], a[1] + t * y + off[1]],
                    inwards: Some(inwards),
                });
            }
        }
        samples
    }

    /// A point a hair inside of one at the boundary, if there is one that hangs over as well.
    fn beside(&self, point: Point2, inwards: Point2) -> Option<Point2> {
        let mut ahead = f64::INFINITY;
        for segments in [&self.held, &self.free] {
            segments.along(point, inwards, |segment| {
                let met = meeting(point, inwards, segment).map(|(t, _)| t);
                ahead = met.filter(|t| *t > 0.0).map_or(ahead, |t| ahead.min(t));
            });
        }
        let far = HAIR.min(ahead / 2.0);
        let beside = [0, 1].map(|axis| point[axis] + far * inwards[axis]);
        (far > INWARDS && !(self.over_bodies && self.rests(beside))).then_some(beside)
    }

    /// The ends of the chord through a point, ahead and behind.
    fn ends(&self, point: Point2, direction: Point2, met: &mut Vec<(f64, bool)>) -> [End; 2] {
        met.clear();
        let mut steps = 1;
        for (segments, holds) in [(&self.held, true), (&self.free, false)] {
            segments.along(point, direction, |segment| {
                steps += 1;
                met.extend(meeting(point, direction, segment).map(|(t, _)| (t, holds)));
            });
        }
        self.effort.spend(steps);
        [1.0, -1.0].map(|sign| {
            let ahead = |t: f64| (t < 0.0) == (sign < 0.0);
            let nearest = met
                .iter()
                .filter(|(t, _)| ahead(*t))
                .map(|(t, holds)| (t.abs(), *holds))
                .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
            match nearest {
                None => End::NEVER,
                Some((t, true)) => End::at(t, true),
                Some((t, false)) => {
                    let mut all: Vec<(f64, bool)> = met
                        .iter()
                        .filter(|(t, _)| ahead(*t))
                        .map(|(t, holds)| (t.abs(), *holds))
                        .collect();
                    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
                    let along = direction.map(|x| x * sign);
                    self.end_of(point, along, &all).unwrap_or(End::at(t, false))
                }
            }
        })
    }

    /// Where a chord ends that meets the boundary so far ahead, leaving and coming back by turns; `None` where it
    /// leaves first.
    fn end_of(&self, point: Point2, direction: Point2, met: &[(f64, bool)]) -> Option<End> {
        for (i, (leaves, holds)) in met.iter().enumerate().step_by(2) {
            if *holds {
                return Some(End::at(*leaves, true));
            }
            let Some((back, holds)) = met.get(i + 1) else {
                return (i > 0).then_some(End::at(*leaves, false));
            };
            if !self.is_hair(point, direction, [*leaves, *back]) {
                return (i > 0).then_some(End::at(*leaves, false));
            }
            if *holds {
                return Some(End::at(*back, true));
            }
        }
        None
    }

    /// Whether a way between two places of the boundary stays close to it.
    fn is_hair(&self, point: Point2, direction: Point2, [from, to]: [f64; 2]) -> bool {
        let close = |part: f64| {
            let t = from + part * (to - from);
            let at = [0, 1].map(|axis| point[axis] + t * direction[axis]);
            self.effort.spend(4);
            self.free.distance(at).min(self.held.distance(at)) <= HAIR
        };
        to - from <= 2.0 * HAIR
            || to - from <= HAIR_LENGTH && [0.5, 0.25, 0.75].into_iter().all(close)
    }

    /// The distance of a point from what holds the ceiling, if that is no less than `least`.
    fn held_at(&self, point: Point2, least: f64, bodies: &Bodies) -> f64 {
        let mut nearest = self.held.distance(point);
        for other in &bodies.points {
            if nearest < least {
                break;
            }
            self.effort.spend(1);
            nearest = nearest.min((other[0] - point[0]).hypot(other[1] - point[1]));
        }
        nearest
    }

    /// Whether the ceiling rests on something at a point, or is none there.
    pub(super) fn rests(&self, point: Point2) -> bool {
        self.under(point).rests()
    }

    /// The ceiling at a point, and what lies under it.
    pub(super) fn under(&self, point: Point2) -> Under {
        let mut crossings = self.columns.up_to(point, self.top + 1e-3);
        let own = crossings
            .iter()
            .filter(|crossing| self.regions.of(crossing.facet) as usize == self.region)
            .min_by(|a, b| (a.z - self.z).abs().total_cmp(&(b.z - self.z).abs()));
        let covered = own.is_some();
        let (z, facet) = own.map_or((self.z, self.regions.list[self.region][0]), |own| {
            (own.z, own.facet)
        });
        crossings.retain(|crossing| crossing.z <= z - JUST_BELOW);
        Under {
            z,
            facet,
            covered,
            within: winding(&crossings) >= 1,
            ground: top_of_solid(&crossings),
        }
    }

    /// A point in space, its facet, and how far it is free below.
    fn place(&self, point: Point2) -> (Point, u32, f64) {
        let under = self.under(point);
        let ground = under.ground.unwrap_or(self.lying.floor);
        let drop = (under.z - ground).max(0.0);
        ([point[0], point[1], under.z], under.facet, drop)
    }
}

/// Chords through points of a ceiling.
struct Chords<'a> {
    ceiling: &'a Ceiling<'a>,
    directions: [Point2; DIRECTIONS],
    /// A chord of the point before is a good guess: most points are done with it.
    guess: usize,
    bodies: Bodies,
    /// Where a line met the boundary.
    met: Vec<(f64, bool)>,
}

impl Chords<'_> {
    /// The shortest chord through a point at the rim, or any that is shorter than `so_far`: a bead may be laid along
    /// the rim as well, which no other direction need do.
    fn shortest_at_rim(&mut self, point: Point2, inwards: Point2, so_far: f64) -> Option<f64> {
        let shortest = self.shortest(point, so_far);
        if shortest.is_some_and(|length| length < so_far) {
            return shortest;
        }
        let along = [-inwards[1], inwards[0]];
        let ends = self.ceiling.ends(point, along, &mut self.met);
        let [ahead, behind] = ends;
        let held = (ahead.holds && behind.holds).then_some(ahead.far + behind.far);
        let limits = [shortest.unwrap_or(f64::INFINITY), so_far];
        let over = if self.ceiling.over_bodies {
            let bodies = &mut self.bodies;
            bodies.chord(self.ceiling, point, along, ends, limits)
        } else {
            None
        };
        let all = [shortest, held, over];
        all.into_iter().flatten().min_by(f64::total_cmp)
    }

    /// The shortest chord through a point that is supported at both ends, or any that is shorter than `so_far`.
    fn shortest(&mut self, point: Point2, so_far: f64) -> Option<f64> {
        let mut shortest: Option<f64> = None;
        let mut ends = [[End::NEVER; 2]; DIRECTIONS];
        let first = self.guess;
        for over_bodies in [false, true] {
            if over_bodies && !self.ceiling.over_bodies {
                break;
            }
            for i in 0..DIRECTIONS {
                let k = (first + i) % DIRECTIONS;
                let direction = self.directions[k];
                let length = if over_bodies {
                    // Bodies only make a chord shorter: those without them went first.
                    let limits = [shortest.unwrap_or(f64::INFINITY), so_far];
                    let bodies = &mut self.bodies;
                    bodies.chord(self.ceiling, point, direction, ends[k], limits)
                } else {
                    ends[k] = self.ceiling.ends(point, direction, &mut self.met);
                    let [ahead, behind] = ends[k];
                    (ahead.holds && behind.holds).then_some(ahead.far + behind.far)
                };
                let Some(length) = length else {
                    continue;
                };
                if shortest.is_none_or(|least| length < least) {
                    shortest = Some(length);
                    self.guess = k;
                }
                if length < so_far {
                    return Some(length);
                }
            }
        }
        shortest
    }
}

/// Where a line meets a segment, and from which side.
fn meeting(from: Point2, direction: Point2, [a, b]: &[Point2; 2]) -> Option<(f64, i32)> {
    let off = |p: &Point2| direction[0] * (p[1] - from[1]) - direction[1] * (p[0] - from[0]);
    let (at_a, at_b) = (off(a), off(b));
    if (at_a > 0.0) == (at_b > 0.0) {
        return None;
    }
    let t = at_a / (at_a - at_b);
    let point = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    let along = direction[0] * (point[0] - from[0]) + direction[1] * (point[1] - from[1]);
    Some((along, if at_b > 0.0 { 1 } else { -1 }))
}
