//! How two triangles meet, decided exactly.
//!
//! Each triangle cuts the plane of the other in an interval of the line that both planes share. They
//! meet in a segment where these intervals overlap; the order of their ends is the sign of a
//! determinant over two edges (P. Guigue and O. Devillers, "Fast and Robust Triangle-Triangle Overlap
//! Test Using Orientation Predicates", 2003). In one plane, two triangles that share no area are
//! parted by the line through one of their edges.

use crate::measure::exact::{Sign, is_flat, side, turn};
use crate::measure::places::order;
use crate::measure::topology::cross;
use crate::units::Point;

/// How two triangles meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    /// Not at all, in points, in the edge they share, or one has no area.
    Apart,
    /// The same three corners.
    Identical,
    /// Their planes differ, and they share a segment.
    Crossing {
        /// The segment runs through the inside of both: the surfaces go through each other there.
        through: bool,
    },
    /// Their planes are the same, and they share a segment or an area.
    Coplanar {
        /// They share an area.
        area: bool,
    },
}

/// The bound on the rounding error of a determinant, by J. R. Shewchuk: the sum of the products'
/// magnitudes times this.
const ROUNDING: f64 = 7.771_561_172_376_103e-16;

/// A triangle to meet several others.
#[derive(Debug)]
pub(super) struct Probe {
    plane: Plane,
}

/// Which corners two triangles share: corner `i` of the one is corner `places[i]` of the other, or
/// none if that is 3.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared {
    places: [usize; 3],
    count: usize,
}

impl Shared {
    /// By whatever tells corners apart: their positions or, if all are different, their numbers.
    #[inline]
    pub(super) fn of<T: PartialEq + Copy>(a: [T; 3], b: [T; 3]) -> Self {
        let mut places = [3; 3];
        let mut count = 0;
        for (place, p) in places.iter_mut().zip(&a) {
            for (j, q) in b.iter().enumerate() {
                if p == q {
                    *place = j;
                    count += 1;
                }
            }
        }
        Self { places, count }
    }
}

impl Probe {
    /// A probe of the triangle.
    #[inline]
    pub(super) fn new(corners: [Point; 3]) -> Self {
        Self {
            plane: Plane::of(corners),
        }
    }

    /// The triangle.
    #[inline]
    pub(super) fn corners(&self) -> [Point; 3] {
        self.plane.corners
    }

    /// How the triangle meets another. Some 20 ns for neighbours on a smooth surface.
    #[inline]
    pub(super) fn meet(&self, b: [Point; 3], shared: Shared) -> Meeting {
        let Shared { places, count } = shared;
        let place = |of: bool| {
            places
                .iter()
                .position(|place| (*place < 3) == of)
                .unwrap_or(0)
        };
        match count {
            0 => self.disjoint(b),
            1 => {
                let i = place(true);
                self.at_a_corner(i, b, places[i])
            }
            2 => {
                let i = place(false);
                // The corners of the other are 0, 1 and 2: what is left is its own.
                let own = 3 - places[(i + 1) % 3] - places[(i + 2) % 3];
                self.at_an_edge(i, b[own])
            }
            3 => Meeting::Identical,
            // A corner is there twice.
            _ => Meeting::Apart,
        }
    }

    /// A triangle over the edge that does not hold corner `i`, with its own corner `b`: they share more
    /// only when folded flat onto each other.
    #[inline]
    fn at_an_edge(&self, i: usize, b: Point) -> Meeting {
        let corners = self.plane.corners;
        let [a, p, q] = [corners[i], corners[(i + 1) % 3], corners[(i + 2) % 3]];
        let minus = |x: Point| -> Point { std::array::from_fn(|axis| x[axis] - p[axis]) };
        let (u, w) = (minus(q), minus(b));
        let square = |x: Point| x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
        let m = product(u, w);
        let n = self.plane.normal;
        // Negative where the two lie on different sides of the edge.
        let dot = n[0] * m[0] + n[1] * m[1] + n[2] * m[2];
        let [x, y, z] = self.plane.size;
        if dot < -1e-14 * (x + y + z) * (square(u) + square(w)) {
            return Meeting::Apart;
        }
        if side(p, q, a, b) != Sign::Zero {
            return Meeting::Apart;
        }
        let Some(axis) = (0..3).find(|axis| turn(*axis, p, q, a) != Sign::Zero) else {
            return Meeting::Apart;
        };
        if turn(axis, p, q, a) == turn(axis, p, q, b) {
            Meeting::Coplanar { area: true }
        } else {
            Meeting::Apart
        }
    }

    /// A triangle whose corner `j` is corner `i` of this one.
    #[inline]
    fn at_a_corner(&self, i: usize, b: [Point; 3], j: usize) -> Meeting {
        let a = self.plane.corners;
        let a = [a[i], a[(i + 1) % 3], a[(i + 2) % 3]];
        let b = [b[j], b[(j + 1) % 3], b[(j + 2) % 3]];
        let plane = &self.plane;
        let of_b = [plane.rough(b[1]), plane.rough(b[2])];
        if of_b[0] * of_b[1] > 0 {
            return Meeting::Apart;
        }
        let other = Plane::of(b);
        let of_a = [other.rough(a[1]), other.rough(a[2])];
        if of_a[0] * of_a[1] > 0 {
            return Meeting::Apart;
        }
        let of_a = [
            Sign::Zero,
            other.exact(a[1], of_a[0]),
            other.exact(a[2], of_a[1]),
        ];
        let of_b = [
            Sign::Zero,
            plane.exact(b[1], of_b[0]),
            plane.exact(b[2], of_b[1]),
        ];
        settle(a, b, of_a, of_b)
    }

    /// A triangle without a common corner.
    #[inline]
    fn disjoint(&self, b: [Point; 3]) -> Meeting {
        let (a, plane) = (self.plane.corners, &self.plane);
        let of_b = b.map(|p| plane.rough(p));
        if of_b[0] * of_b[1] > 0 && of_b[0] * of_b[2] > 0 {
            return Meeting::Apart;
        }
        // Flat faces are full of such pairs, and exact signs are dear.
        if of_b == [0; 3] && plane.parts(b) {
            return Meeting::Apart;
        }
        let other = Plane::of(b);
        let of_a = a.map(|p| other.rough(p));
        if of_a[0] * of_a[1] > 0 && of_a[0] * of_a[2] > 0 {
            return Meeting::Apart;
        }
        let exact = |plane: &Plane, corners: [Point; 3], rough: [i32; 3]| -> [Sign; 3] {
            std::array::from_fn(|i| plane.exact(corners[i], rough[i]))
        };
        settle(a, b, exact(&other, a, of_a), exact(plane, b, of_b))
    }
}

/// The plane through a triangle.
#[derive(Debug)]
struct Plane {
    corners: [Point; 3],
    normal: Point,
    /// The sum of the magnitudes of the products that make each component of the normal.
    size: Point,
}

impl Plane {
    #[inline]
    fn of(corners: [Point; 3]) -> Self {
        let [a, b, c] = corners;
        let u: Point = std::array::from_fn(|axis| b[axis] - a[axis]);
        let v: Point = std::array::from_fn(|axis| c[axis] - a[axis]);
        let parts = [
            (u[1] * v[2], u[2] * v[1]),
            (u[2] * v[0], u[0] * v[2]),
            (u[0] * v[1], u[1] * v[0]),
        ];
        Self {
            corners,
            normal: parts.map(|(x, y)| x - y),
            size: parts.map(|(x, y)| x.abs() + y.abs()),
        }
    }

    /// 1 or -1 for the side on which `p` lies (1 along the normal), 0 where rounding leaves it open.
    #[inline]
    fn rough(&self, p: Point) -> i32 {
        let d: Point = std::array::from_fn(|axis| p[axis] - self.corners[0][axis]);
        let det = d[0] * self.normal[0] + d[1] * self.normal[1] + d[2] * self.normal[2];
        let size =
            d[0].abs() * self.size[0] + d[1].abs() * self.size[1] + d[2].abs() * self.size[2];
        i32::from(det > ROUNDING * size) - i32::from(det < -ROUNDING * size)
    }

    /// Whether the line through an edge of the triangle parts it from another, seen along the axis to which
    /// the normal is closest; false where rounding leaves it open.
    fn parts(&self, other: [Point; 3]) -> bool {
        let [x, y, z] = self.normal.map(f64::abs);
        let axis = if x >= y && x >= z {
            0
        } else {
            1 + usize::from(z > y)
        };
        let (i, j) = ((axis + 1) % 3, (axis + 2) % 3);
        if self.normal[axis].abs() <= ROUNDING * self.size[axis] {
            return false;
        }
        // Along the normal the triangle lies to the left of its edges.
        let outwards = -self.normal[axis].signum();
        (0..3).any(|edge| {
            let (from, to) = (self.corners[edge], self.corners[(edge + 1) % 3]);
            other.iter().all(|p| {
                let plus = (to[i] - from[i]) * (p[j] - from[j]);
                let minus = (to[j] - from[j]) * (p[i] - from[i]);
                (plus - minus) * outwards > ROUNDING * (plus.abs() + minus.abs())
            })
        })
    }

    /// The side on which `p` lies, of which [`Plane::rough`] told `rough`.
    #[inline]
    fn exact(&self, p: Point, rough: i32) -> Sign {
        let [a, b, c] = self.corners;
        // Nearly every flat face that modellers make lies along two axes.
        let level = |axis: usize| p[axis] == a[axis] && a[axis] == b[axis] && a[axis] == c[axis];
        match rough {
            1 => Sign::Positive,
            -1 => Sign::Negative,
            _ if (0..3).any(level) => Sign::Zero,
            // Here positive is along the normal, there against it.
            _ => side(a, c, b, p),
        }
    }
}

/// Decides from the sides of all corners: `of_a` are those of `a` to the plane of `b`.
fn settle(a: [Point; 3], b: [Point; 3], of_a: [Sign; 3], of_b: [Sign; 3]) -> Meeting {
    let zeros = |signs: [Sign; 3]| signs.iter().filter(|sign| **sign == Sign::Zero).count();
    let (zeros_a, zeros_b) = (zeros(of_a), zeros(of_b));
    if zeros_a == 3 || zeros_b == 3 {
        return if is_flat(a) || is_flat(b) {
            Meeting::Apart
        } else {
            in_one_plane(a, b)
        };
    }
    let (Some(lone_a), Some(lone_b)) = (lone(of_a), lone(of_b)) else {
        return Meeting::Apart;
    };
    let [p, ends_a @ ..] = [a[lone_a], a[(lone_a + 1) % 3], a[(lone_a + 2) % 3]];
    let [q, ends_b @ ..] = [b[lone_b], b[(lone_b + 1) % 3], b[(lone_b + 2) % 3]];
    // All four have the same sign (or none) when one interval lies before the other.
    let (mut before, mut after) = (false, false);
    for x in ends_a {
        for y in ends_b {
            match side(p, x, q, y) {
                Sign::Negative => before = true,
                Sign::Positive => after = true,
                Sign::Zero => {}
            }
        }
    }
    if before && after {
        Meeting::Crossing {
            through: zeros_a < 2 && zeros_b < 2,
        }
    } else {
        Meeting::Apart
    }
}

/// The corner that lies off the plane on a side where no other lies; none if the triangle meets the
/// plane in a point at most.
fn lone(signs: [Sign; 3]) -> Option<usize> {
    (0..3).find(|i| {
        let [one, next, last] = [signs[*i], signs[(i + 1) % 3], signs[(i + 2) % 3]];
        one != Sign::Zero && next != one && last != one
    })
}

/// Triangles with area in one plane.
fn in_one_plane(a: [Point; 3], b: [Point; 3]) -> Meeting {
    let Some(axis) = (0..3).find(|axis| turn(*axis, a[0], a[1], a[2]) != Sign::Zero) else {
        return Meeting::Apart;
    };
    let to_the_left = |[x, y, z]: [Point; 3]| match turn(axis, x, y, z) {
        Sign::Negative => [x, z, y],
        _ => [x, y, z],
    };
    let (a, b) = (to_the_left(a), to_the_left(b));
    for (own, other) in [(a, b), (b, a)] {
        for i in 0..3 {
            let (from, to) = (own[i], own[(i + 1) % 3]);
            let turns = other.map(|p| turn(axis, from, to, p));
            if turns.contains(&Sign::Positive) {
                continue;
            }
            // This edge's line parts them: what they share lies on it.
            let mut on = (0..3).filter(|j| turns[*j] == Sign::Zero).map(|j| other[j]);
            return match (on.next(), on.next()) {
                (Some(p), Some(q)) if overlap(from, to, p, q) => Meeting::Coplanar { area: false },
                _ => Meeting::Apart,
            };
        }
    }
    Meeting::Coplanar { area: true }
}

/// Whether two segments on one line share more than a point.
fn overlap(a: Point, b: Point, c: Point, d: Point) -> bool {
    // Along the line the lexicographic order of points is their order.
    let sorted = |p: Point, q: Point| {
        if order(&p, &q).is_le() {
            (p, q)
        } else {
            (q, p)
        }
    };
    let ((a, b), (c, d)) = (sorted(a, b), sorted(c, d));
    order(&a, &d).is_lt() && order(&c, &b).is_lt()
}

fn product(u: Point, v: Point) -> Point {
    cross([[0.0; 3], u, v])
}

/// Where two triangles that meet do so, and how far; to within rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// The middle of what they share.
    pub(super) at: Point,
    /// The greatest length of what they share, mm.
    pub(super) length: f64,
    /// How far one must move at least for the two to share no more than a part of an edge, mm.
    pub(super) depth: f64,
}

/// The place of two triangles that meet: the same whichever triangle or corner comes first.
pub(super) fn place(a: [Point; 3], b: [Point; 3], coplanar: bool) -> Place {
    let sorted = |mut corners: [Point; 3]| {
        corners.sort_unstable_by(order);
        corners
    };
    let (mut a, mut b) = (sorted(a), sorted(b));
    let by_corner = |(p, q): (&Point, &Point)| Some(order(p, q)).filter(|order| order.is_ne());
    if a.iter()
        .zip(&b)
        .find_map(by_corner)
        .is_some_and(std::cmp::Ordering::is_gt)
    {
        std::mem::swap(&mut a, &mut b);
    }
    let depth = if coplanar {
        sideways(a, b).min(sideways(b, a))
    } else {
        beyond(a, b).min(beyond(b, a))
    };
    // What is left of `a` when all that lies beyond the edges of `b` is cut off, of those points of
    // `a` that lie in the plane of `b`.
    let mut left = in_plane(a, b);
    let normal = cross(b);
    for i in 0..3 {
        let (from, to) = (b[i], b[(i + 1) % 3]);
        let along: Point = std::array::from_fn(|axis| to[axis] - from[axis]);
        let inwards = product(normal, along);
        left = cut(&left, |p| {
            (0..3).map(|k| (p[k] - from[k]) * inwards[k]).sum()
        });
    }
    let mut longest = 0.0;
    for (i, p) in left.iter().enumerate() {
        for q in &left[i + 1..] {
            let square: f64 = (0..3).map(|k| (p[k] - q[k]).powi(2)).sum();
            longest = f64::max(longest, square.sqrt());
        }
    }
    let count = left.len() as f64;
    let middle: Point = std::array::from_fn(|k| left.iter().map(|p| p[k] / count).sum());
    if !left.is_empty() && middle.iter().all(|x| x.is_finite()) {
        return Place {
            at: middle,
            length: longest,
            depth,
        };
    }
    // Less than rounding is left: the middle of what their boxes share.
    let side = |k: usize| {
        let low = |t: &[Point; 3]| t.iter().map(|p| p[k]).fold(f64::INFINITY, f64::min);
        let high = |t: &[Point; 3]| t.iter().map(|p| p[k]).fold(f64::NEG_INFINITY, f64::max);
        f64::midpoint(low(&a).max(low(&b)), high(&a).min(high(&b)))
    };
    Place {
        at: [0, 1, 2].map(side),
        length: 0.0,
        depth,
    }
}

/// How far `a` reaches beyond the plane of `b` on the side where it reaches less far.
fn beyond(a: [Point; 3], b: [Point; 3]) -> f64 {
    let normal = cross(b);
    let length = normal.iter().map(|x| x * x).sum::<f64>().sqrt();
    if length == 0.0 {
        return 0.0;
    }
    let heights = a.map(|p| (0..3).map(|k| (p[k] - b[0][k]) * normal[k]).sum::<f64>() / length);
    let most = |sign: f64| {
        heights
            .iter()
            .map(|height| sign * height)
            .fold(0.0, f64::max)
    };
    most(1.0).min(most(-1.0))
}

/// How far `a` reaches over that edge of `b`, in whose plane it lies, over which it reaches least far.
fn sideways(a: [Point; 3], b: [Point; 3]) -> f64 {
    let normal = cross(b);
    let over = |i: usize| {
        let (from, to) = (b[i], b[(i + 1) % 3]);
        let inwards = product(normal, std::array::from_fn(|k| to[k] - from[k]));
        let length = inwards.iter().map(|x| x * x).sum::<f64>().sqrt();
        let reach = |p: &Point| (0..3).map(|k| (p[k] - from[k]) * inwards[k]).sum::<f64>();
        let most = a.iter().map(reach).fold(0.0, f64::max);
        if length > 0.0 { most / length } else { 0.0 }
    };
    over(0).min(over(1)).min(over(2))
}

/// The part of `a` in the plane of `b`: a segment, or all of it.
fn in_plane(a: [Point; 3], b: [Point; 3]) -> Vec<Point> {
    let normal = cross(b);
    let height = |p: &Point| (0..3).map(|k| (p[k] - b[0][k]) * normal[k]).sum::<f64>();
    let above = cut(&a, height);
    cut(&above, |p| -height(p))
}

/// The part of a convex polygon where `height` is not negative.
fn cut(polygon: &[Point], height: impl Fn(&Point) -> f64) -> Vec<Point> {
    let mut left = Vec::with_capacity(polygon.len() + 1);
    for (i, p) in polygon.iter().enumerate() {
        let q = &polygon[(i + 1) % polygon.len()];
        let (from, to) = (height(p), height(q));
        if from >= 0.0 {
            left.push(*p);
        }
        if from * to < 0.0 {
            let part = from / (from - to);
            left.push(std::array::from_fn(|k| p[k] + part * (q[k] - p[k])));
        }
    }
    left
}
