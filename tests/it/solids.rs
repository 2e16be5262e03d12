//! Solids with known answers, those of the *tessellated* solid: volume, area, counts, least thickness and
//! least gap. Tests of any fact may use them; unit tests in `src/` include this file by its path.
//!
//! A [`Solid`] is made of corners alone, in mm, so that it can be turned ([`turned`]), moved, cut into more
//! triangles ([`cut`]), scaled and put in another order before it is measured. Round shapes have a number of segments of
//! which no multiple of the angle between two is 30°: whether a facet counts as facing back would
//! else be a matter of rounding.

use std::f64::consts::{PI, TAU};

/// A point, mm.
pub type Point = [f64; 3];

/// Triangles by their corners, counter-clockwise seen from outside, mm.
pub type Facets = Vec<[Point; 3]>;

/// A solid and what is known of it.
#[derive(Debug, Clone)]
pub struct Solid {
    /// What it is called in failures.
    pub name: &'static str,
    /// Its surface.
    pub facets: Facets,
    /// mm³.
    pub volume: f64,
    /// mm².
    pub area: f64,
    /// Bodies and cavities.
    pub shells: usize,
    /// Distinct corners.
    pub vertices: usize,
    /// The smallest t for which the surface where the solid is no thicker than t has a connected patch
    /// of 0.5 mm²; `None` above 4 mm.
    pub thickness: Option<f64>,
    /// The same of the air between walls.
    pub gap: Option<f64>,
}

/// A box from `min` to `max`.
pub fn cuboid(min: Point, max: Point) -> Facets {
    let corner = |i: usize| -> Point {
        std::array::from_fn(|axis| {
            if i >> axis & 1 == 1 {
                max[axis]
            } else {
                min[axis]
            }
        })
    };
    let quads = [
        [0, 2, 3, 1],
        [4, 5, 7, 6],
        [0, 1, 5, 4],
        [2, 6, 7, 3],
        [0, 4, 6, 2],
        [1, 3, 7, 5],
    ];
    quads
        .iter()
        .flat_map(|[a, b, c, d]| [[*a, *b, *c], [*a, *c, *d]])
        .map(|facet| facet.map(corner))
        .collect()
}

/// A prism over a polygon (counter-clockwise), from z = 0 to `height`.
pub fn prism(outline: &[[f64; 2]], height: f64) -> Facets {
    let at = |p: [f64; 2], z: f64| [p[0], p[1], z];
    let mut facets = Vec::new();
    let mut left = outline.to_vec();
    while left.len() > 2 {
        let n = left.len();
        // An ear: a corner to the left, with no other corner in its triangle.
        let ear = (0..n).find(|i| {
            let [a, b, c] = [left[(i + n - 1) % n], left[*i], left[(i + 1) % n]];
            let holds = |p: &[f64; 2]| {
                ![a, b, c].contains(p)
                    && turn(a, b, *p) >= 0.0
                    && turn(b, c, *p) >= 0.0
                    && turn(c, a, *p) >= 0.0
            };
            turn(a, b, c) > 0.0 && !left.iter().any(holds)
        });
        let i = ear.expect("a simple polygon");
        let [a, b, c] = [left[(i + n - 1) % n], left[i], left[(i + 1) % n]];
        facets.push([at(a, height), at(b, height), at(c, height)]);
        facets.push([at(a, 0.0), at(c, 0.0), at(b, 0.0)]);
        left.remove(i);
    }
    let n = outline.len();
    for i in 0..n {
        let (a, b) = (outline[i], outline[(i + 1) % n]);
        facets.push([at(a, 0.0), at(b, 0.0), at(b, height)]);
        facets.push([at(a, 0.0), at(b, height), at(a, height)]);
    }
    facets
}

/// Twice the signed area of a triangle in the plane.
fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// What a closed profile (radius, z), counter-clockwise with r to the right, makes when turned about z.
pub fn lathe(profile: &[[f64; 2]], segments: usize) -> Facets {
    let at = |[r, z]: [f64; 2], k: usize| {
        let angle = TAU * (k % segments) as f64 / segments as f64;
        if r == 0.0 {
            [0.0, 0.0, z]
        } else {
            [r * angle.cos(), r * angle.sin(), z]
        }
    };
    let mut facets = Vec::new();
    for i in 0..profile.len() {
        let (a, b) = (profile[i], profile[(i + 1) % profile.len()]);
        for k in 0..segments {
            let [p, q, r, s] = [at(a, k), at(a, k + 1), at(b, k + 1), at(b, k)];
            if p != q {
                facets.push([p, q, r]);
            }
            if r != s {
                facets.push([p, r, s]);
            }
        }
    }
    facets
}

/// The inside of a solid turned out: a cavity.
pub fn flipped(facets: &Facets) -> Facets {
    facets.iter().map(|[a, b, c]| [*a, *c, *b]).collect()
}

/// Moved by a vector.
pub fn moved(facets: &Facets, by: Point) -> Facets {
    mapped(facets, |p| std::array::from_fn(|i| p[i] + by[i]))
}

/// Scaled about the origin.
pub fn scaled(facets: &Facets, by: f64) -> Facets {
    mapped(facets, |p| p.map(|x| x * by))
}

/// Turned by an angle (radians) about a skew axis.
pub fn turned(facets: &Facets, angle: f64) -> Facets {
    let size = (1.0f64 + 4.0 + 0.49).sqrt();
    let k = [1.0 / size, 2.0 / size, -0.7 / size];
    let (sin, cos) = angle.sin_cos();
    mapped(facets, |p| {
        // O. Rodrigues.
        let along = k[0] * p[0] + k[1] * p[1] + k[2] * p[2];
        let side = [
            k[1] * p[2] - k[2] * p[1],
            k[2] * p[0] - k[0] * p[2],
            k[0] * p[1] - k[1] * p[0],
        ];
        std::array::from_fn(|i| p[i] * cos + side[i] * sin + k[i] * along * (1.0 - cos))
    })
}

/// Every triangle cut into four, so often.
pub fn cut(facets: &Facets, times: usize) -> Facets {
    let middle = |a: Point, b: Point| std::array::from_fn(|i| f64::midpoint(a[i], b[i]));
    (0..times).fold(facets.clone(), |facets, _| {
        facets
            .iter()
            .flat_map(|[a, b, c]| {
                let (d, e, f) = (middle(*a, *b), middle(*b, *c), middle(*c, *a));
                [[*a, d, f], [*b, e, d], [*c, f, e], [d, e, f]]
            })
            .collect()
    })
}

fn mapped(facets: &Facets, at: impl Fn(Point) -> Point) -> Facets {
    facets.iter().map(|facet| facet.map(&at)).collect()
}

impl Solid {
    /// Unites solids that do not meet.
    fn beside(mut self, others: &[Solid]) -> Self {
        for other in others {
            self.facets.extend(&other.facets);
            self.volume += other.volume;
            self.area += other.area;
            self.shells += other.shells;
            self.vertices += other.vertices;
        }
        self
    }

    fn moved(mut self, by: Point) -> Self {
        self.facets = moved(&self.facets, by);
        self
    }

    /// With a cavity of another solid's shape.
    fn without(mut self, hole: &Solid) -> Self {
        self.facets.extend(flipped(&hole.facets));
        self.volume -= hole.volume;
        self.area += hole.area;
        self.shells += hole.shells;
        self.vertices += hole.vertices;
        self
    }

    fn thick(mut self, thickness: f64) -> Self {
        self.thickness = Some(thickness);
        self
    }

    fn gap(mut self, gap: f64) -> Self {
        self.gap = Some(gap);
        self
    }
}

/// A prism with its volume and area.
fn extruded(name: &'static str, outline: &[[f64; 2]], height: f64) -> Solid {
    let n = outline.len();
    let pairs = || (0..n).map(|i| (outline[i], outline[(i + 1) % n]));
    let floor = pairs().map(|(a, b)| turn([0.0; 2], a, b)).sum::<f64>() / 2.0;
    let around: f64 = pairs().map(|(a, b)| (b[0] - a[0]).hypot(b[1] - a[1])).sum();
    Solid {
        name,
        facets: prism(outline, height),
        volume: floor * height,
        area: 2.0 * floor + around * height,
        shells: 1,
        vertices: 2 * n,
        thickness: None,
        gap: None,
    }
}

/// A box of these sides with its volume and area.
fn block(name: &'static str, sides: Point) -> Solid {
    let [x, y, z] = sides;
    Solid {
        facets: cuboid([0.0; 3], sides),
        ..extruded(name, &[[0.0, 0.0], [x, 0.0], [x, y], [0.0, y]], z)
    }
}

/// A turned profile with its volume and area: every ring is a frustum over a regular polygon.
fn lathed(name: &'static str, profile: &[[f64; 2]], n: usize) -> Solid {
    let m = profile.len();
    let pairs = || (0..m).map(|i| (profile[i], profile[(i + 1) % m]));
    let half = PI / n as f64;
    let polygon = n as f64 * half.sin() * half.cos();
    let volume = |(a, b): ([f64; 2], [f64; 2])| {
        polygon * (b[1] - a[1]) * (a[0] * a[0] + a[0] * b[0] + b[0] * b[0]) / 3.0
    };
    let area = |(a, b): ([f64; 2], [f64; 2])| {
        let slant = (b[1] - a[1]).hypot((b[0] - a[0]) * half.cos());
        n as f64 * half.sin() * (a[0] + b[0]) * slant
    };
    let axis = profile.iter().filter(|p| p[0] == 0.0).count();
    Solid {
        name,
        facets: lathe(profile, n),
        volume: pairs().map(volume).sum(),
        area: pairs().map(area).sum(),
        shells: 1,
        vertices: axis + (m - axis) * n,
        thickness: None,
        gap: None,
    }
}

/// Least thickness of a regular prism of `n` sides and circumradius `r`: a ball that touches a side off its middle
/// is stopped by the sides that stand up to 30° to its own. `length` is that of the prism, for the patch
/// of 0.5 mm² lies along an edge.
fn rod_thickness(r: f64, n: usize, length: f64) -> f64 {
    let step = TAU / n as f64;
    let most = ((PI / 6.0) / step).floor() * step;
    let off = r * (step / 2.0).sin() - 0.25 / length;
    2.0 * r * (step / 2.0).cos() - 2.0 * off * (most / 2.0).tan()
}

/// The same at the thin end, of circumradius `r`, of a cone that widens by `slope` mm per mm: there a ring of 0.5 mm² lies
/// together.
fn cone_thickness(r: f64, slope: f64, n: usize) -> f64 {
    let step = TAU / n as f64;
    let most = ((PI / 6.0) / step).floor() * step;
    let (flat, tilt) = ((step / 2.0).cos(), (slope * (step / 2.0).cos()).atan());
    let area = |t: f64| {
        let ds = 1e-4;
        (0..10_000)
            .map(|i| {
                let z = f64::from(i) * ds * tilt.cos();
                let half = (r + slope * z) * (step / 2.0).sin();
                let middle = 2.0 * (r + slope * z) * flat / tilt.cos();
                let from = (middle - t) / (2.0 * (most / 2.0).tan());
                2.0 * n as f64 * (half - from.clamp(0.0, half)) * ds
            })
            .sum::<f64>()
    };
    let (mut low, mut high) = (0.0, 4.0);
    for _ in 0..40 {
        let t = f64::midpoint(low, high);
        if area(t) < 0.5 {
            low = t;
        } else {
            high = t;
        }
    }
    low
}

/// The family: `n` is the number of segments of what is round.
pub fn family(n: usize) -> Vec<Solid> {
    let flat = (PI / n as f64).cos();
    let tube = |name, inner: f64, outer: f64| {
        lathed(
            name,
            &[[inner, 0.0], [outer, 0.0], [outer, 8.0], [inner, 8.0]],
            n,
        )
    };
    let ball = |r: f64| {
        let rings = n / 2;
        let at = |i: usize| {
            let angle = PI * i as f64 / rings as f64 - PI / 2.0;
            let out = if i == 0 || i == rings {
                0.0
            } else {
                r * angle.cos()
            };
            [out, r * angle.sin()]
        };
        lathed("sphere", &(0..=rings).map(at).collect::<Vec<_>>(), n)
    };
    // A strip of 0.5 mm² along an edge of this length.
    let strip = |length: f64| 0.5 / length;
    let wedge = 0.03f64;
    let cone = 0.08f64;
    vec![
        block("plate", [20.0, 15.0, 1.3]).thick(1.3),
        block("thin plate", [9.0, 0.21, 7.0]).thick(0.21),
        block("cube", [10.0; 3]),
        // Thinner along x: its two sides meet at an angle of 2 atan 0.03, and each ball touches both.
        extruded(
            "wedge",
            &[
                [0.0, -0.5],
                [20.0, -0.5 - 20.0 * wedge],
                [20.0, 0.5 + 20.0 * wedge],
                [0.0, 0.5],
            ],
            6.0,
        )
        .thick(2.0 * (0.5 / wedge.atan().sin() + strip(6.0)) * wedge),
        lathed(
            "rod",
            &[[0.0, 0.0], [1.0, 0.0], [1.0, 12.0], [0.0, 12.0]],
            n,
        )
        .thick(rod_thickness(1.0, n, 12.0)),
        tube("tube", 4.0, 4.8).thick(0.8 * flat),
        tube("narrow tube", 1.0, 6.0).gap(rod_thickness(1.0, n, 8.0)),
        Solid {
            name: "hollow sphere",
            ..ball(8.0).without(&ball(7.0))
        }
        .thick((PI / n as f64).cos().powi(2)),
        lathed(
            "cone",
            &[
                [0.0, 0.0],
                [0.6, 0.0],
                [0.6 + 20.0 * cone, 20.0],
                [0.0, 20.0],
            ],
            n,
        )
        .thick(cone_thickness(0.6, cone, n)),
        extruded(
            "staircase",
            &[
                [0.0, 0.0],
                [9.0, 0.0],
                [9.0, 1.4],
                [6.0, 1.4],
                [6.0, 6.0],
                [0.0, 6.0],
            ],
            10.0,
        )
        .thick(1.4),
        extruded(
            "bridge",
            &[
                [0.0, 0.0],
                [6.0, 0.0],
                [6.0, 8.0],
                [18.0, 8.0],
                [18.0, 0.0],
                [24.0, 0.0],
                [24.0, 9.1],
                [0.0, 9.1],
            ],
            7.0,
        )
        .thick(1.1),
        extruded(
            "cantilever",
            &[
                [0.0, 0.0],
                [6.0, 0.0],
                [6.0, 8.0],
                [16.0, 8.0],
                [16.0, 8.7],
                [0.0, 8.7],
            ],
            6.0,
        )
        .thick(0.7),
        extruded(
            "pocket",
            &[
                [0.0, 0.0],
                [20.0, 0.0],
                [20.0, 12.0],
                [14.0, 12.0],
                [14.0, 0.9],
                [6.0, 0.9],
                [6.0, 12.0],
                [0.0, 12.0],
            ],
            9.0,
        )
        .thick(0.9),
        extruded(
            "T-slot",
            &[
                [0.0, 0.0],
                [16.0, 0.0],
                [16.0, 9.0],
                [9.5, 9.0],
                [9.5, 7.4],
                [11.5, 7.4],
                [11.5, 4.2],
                [4.5, 4.2],
                [4.5, 7.4],
                [6.5, 7.4],
                [6.5, 9.0],
                [0.0, 9.0],
            ],
            9.0,
        )
        .thick(1.6)
        .gap(3.0),
        Solid {
            name: "box with a cavity",
            ..block("", [20.0, 20.0, 10.0])
                .without(&block("", [16.0, 16.0, 8.1]).moved([2.0, 2.0, 0.9]))
        }
        .thick(0.9),
        Solid {
            name: "two blocks",
            ..block("", [5.0, 12.0, 8.0])
                .beside(&[block("", [5.0, 12.0, 8.0]).moved([5.4, 0.0, 0.0])])
        }
        .gap(0.4),
        Solid {
            name: "comb",
            ..block("", [0.6, 12.0, 8.0])
                .beside(&[1.1, 2.2, 3.3].map(|x| block("", [0.6, 12.0, 8.0]).moved([x, 0.0, 0.0])))
        }
        .thick(0.6)
        .gap(0.5),
        extruded(
            "U",
            &[
                [0.0, 0.0],
                [10.7, 0.0],
                [10.7, 12.0],
                [5.7, 12.0],
                [5.7, 5.0],
                [5.0, 5.0],
                [5.0, 12.0],
                [0.0, 12.0],
            ],
            9.0,
        )
        .gap(0.7),
    ]
}
