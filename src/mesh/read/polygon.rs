//! Faces of any number of corners to triangles, for OBJ and PLY.
//!
//! Triangles stay as they are. A convex polygon becomes a fan about its first corner; any other is
//! clipped ear by ear in the plane of its area vector, so that a concave face is not covered twice.
//! Facets are numbered as they come out, in file order.

use crate::mesh::{Format, MeshFile, Object, Problem, Triangles, is_sound};
use crate::units::{Point, count};

/// Point-in-ear tests that one file may cost: a fraction of a second. Faces beyond that become fans.
const TESTS: usize = 100_000_000;

/// Collects the facets of a file.
#[derive(Debug, Default)]
pub(super) struct Builder {
    /// Positions; those that are no numbers make their facets be left out.
    pub(super) vertices: Vec<Point>,
    facets: Vec<[u32; 3]>,
    left_out: Vec<u32>,
    bad: usize,
    first_bad: Option<String>,
    tests: usize,
    ears: Ears,
}

impl Builder {
    /// Adds a face by its corners, `None` for one that no vertex has; `place` says where it is in
    /// the file. All vertices must be known.
    pub(super) fn face(&mut self, corners: &[Option<u32>], place: impl FnOnce() -> String) {
        let known = corners
            .iter()
            .flatten()
            .filter(|i| (**i as usize) < self.vertices.len());
        if corners.len() < 3 || known.count() < corners.len() {
            let why = if corners.len() < 3 {
                format!("has {}", count(corners.len(), "corner"))
            } else {
                format!(
                    "names a vertex beyond the {} there are",
                    self.vertices.len()
                )
            };
            self.damage(|| format!("{} {why}", place()));
            return;
        }
        let corners: Vec<u32> = corners.iter().flatten().copied().collect();
        if let [a, b, c] = corners[..] {
            self.facet([a, b, c]);
            return;
        }
        let finite = corners.iter().all(|i| is_sound(self.vertices[*i as usize]));
        if finite && self.tests < TESTS {
            let mut ears = std::mem::take(&mut self.ears);
            self.tests += ears.clip(&corners, &self.vertices);
            for facet in ears.facets.drain(..) {
                self.facet(facet);
            }
            self.ears = ears;
        } else {
            for i in 1..corners.len() - 1 {
                self.facet([corners[0], corners[i], corners[i + 1]]);
            }
        }
    }

    fn facet(&mut self, facet: [u32; 3]) {
        let finite = facet.iter().all(|i| is_sound(self.vertices[*i as usize]));
        if finite {
            self.facets.push(facet);
        } else {
            let number = self.facets.len() + self.left_out.len();
            self.left_out.push(number as u32);
        }
    }

    /// Notes something that was lost.
    pub(super) fn damage(&mut self, what: impl FnOnce() -> String) {
        self.bad += 1;
        if self.first_bad.is_none() {
            self.first_bad = Some(what());
        }
    }

    /// The file, with its problems.
    pub(super) fn finish(self, format: Format, name: Option<String>) -> MeshFile {
        let mut problems = Vec::new();
        if let Some(first) = self.first_bad {
            let more = match self.bad {
                1 => String::new(),
                n => format!(", and {} more", n - 1),
            };
            problems.push(Problem::Damaged {
                what: format!("{first}{more}"),
                all_recovered: false,
            });
        }
        if let Some(first) = self.left_out.first() {
            problems.push(Problem::NotFinite {
                first: *first,
                total: self.left_out.len(),
            });
        }
        if self.facets.is_empty() && problems.is_empty() {
            problems.push(if self.vertices.is_empty() {
                Problem::Empty
            } else {
                Problem::Unsupported {
                    what: "a point cloud without faces".to_owned(),
                }
            });
        }
        let objects = if self.facets.is_empty() && self.left_out.is_empty() {
            Vec::new()
        } else {
            vec![Object {
                name,
                left_out: self.left_out,
                ..Object::new(Triangles::Indexed {
                    vertices: self.vertices,
                    facets: self.facets,
                })
            }]
        };
        MeshFile {
            format,
            unit: None,
            objects,
            problems,
        }
    }
}

/// Ear clipping, with its buffers.
#[derive(Debug, Default)]
struct Ears {
    facets: Vec<[u32; 3]>,
    /// Corners in the plane with their vertex, those still there.
    ring: Vec<([f64; 2], u32)>,
}

impl Ears {
    /// Fills `facets` with the triangles of a polygon; returns how many tests that took.
    fn clip(&mut self, corners: &[u32], vertices: &[Point]) -> usize {
        let normal = area_vector(corners, vertices);
        // Drop the coordinate that the normal points along, keeping the polygon anticlockwise.
        let axis = (0..3).fold(0, |m, i| {
            if normal[i].abs() > normal[m].abs() {
                i
            } else {
                m
            }
        });
        let (u, v) = match (axis, normal[axis] >= 0.0) {
            (0, true) => (1, 2),
            (0, false) => (2, 1),
            (1, true) => (2, 0),
            (1, false) => (0, 2),
            (_, true) => (0, 1),
            (_, false) => (1, 0),
        };
        self.ring.clear();
        self.ring.extend(corners.iter().map(|i| {
            let p = vertices[*i as usize];
            ([p[u], p[v]], *i)
        }));
        let mut tests = 0;
        while self.ring.len() > 3 {
            let n = self.ring.len();
            // A convex polygon finds its first ear at once, which leaves the same fan every time.
            let ear = (1..=n).map(|i| i % n).find(|i| {
                let (a, b, c) = (
                    self.ring[(i + n - 1) % n],
                    self.ring[*i],
                    self.ring[(i + 1) % n],
                );
                if cross(a.0, b.0, c.0) <= 0.0 {
                    return false;
                }
                tests += n;
                !self
                    .ring
                    .iter()
                    .any(|p| p.1 != a.1 && p.1 != b.1 && p.1 != c.1 && inside(p.0, a.0, b.0, c.0))
            });
            tests += n;
            // Without an ear it crosses itself or is flat: any cut is as good.
            let i = ear.unwrap_or(1);
            let (a, c) = (self.ring[(i + n - 1) % n].1, self.ring[(i + 1) % n].1);
            self.facets.push([a, self.ring[i].1, c]);
            self.ring.remove(i);
            if tests > TESTS {
                break;
            }
        }
        for i in 1..self.ring.len() - 1 {
            self.facets
                .push([self.ring[0].1, self.ring[i].1, self.ring[i + 1].1]);
        }
        tests
    }
}

/// Twice the area of a polygon, along its normal (Newell's method).
fn area_vector(corners: &[u32], vertices: &[Point]) -> Point {
    let mut sum = [0.0; 3];
    for (i, corner) in corners.iter().enumerate() {
        let p = vertices[*corner as usize];
        let q = vertices[corners[(i + 1) % corners.len()] as usize];
        for (axis, total) in sum.iter_mut().enumerate() {
            let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
            *total += (p[u] - q[u]) * (p[v] + q[v]);
        }
    }
    sum
}

/// Twice the signed area of a triangle in the plane.
fn cross(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// Whether a point lies in an anticlockwise triangle or on its edge.
fn inside(p: [f64; 2], a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> bool {
    cross(a, b, p) >= 0.0 && cross(b, c, p) >= 0.0 && cross(c, a, p) >= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triangles(points: &[Point]) -> (Vec<[u32; 3]>, Vec<Point>) {
        let mut builder = Builder {
            vertices: points.to_vec(),
            ..Builder::default()
        };
        let corners: Vec<_> = (0..points.len() as u32).map(Some).collect();
        builder.face(&corners, || "face 0".to_owned());
        (builder.facets, builder.vertices)
    }

    /// Sum of signed and of absolute areas of the triangles, in XY.
    fn areas(points: &[Point]) -> (f64, f64) {
        let (facets, vertices) = triangles(points);
        assert_eq!(facets.len(), points.len() - 2);
        let flat = |i: u32| [vertices[i as usize][0], vertices[i as usize][1]];
        let area = |f: &[u32; 3]| cross(flat(f[0]), flat(f[1]), flat(f[2])) / 2.0;
        let signed = facets.iter().map(area).sum();
        (signed, facets.iter().map(|f| area(f).abs()).sum())
    }

    #[test]
    fn a_convex_face_is_a_fan() {
        let square = [[0., 0., 5.], [1., 0., 5.], [1., 1., 5.], [0., 1., 5.]];
        assert_eq!(triangles(&square).0, [[0, 1, 2], [0, 2, 3]]);
        let reversed: Vec<_> = square.iter().rev().copied().collect();
        assert_eq!(areas(&reversed), (-1.0, 1.0), "the winding stays");
    }

    #[test]
    fn a_concave_face_is_covered_once() {
        // An arrowhead whose fan from corner 0 would run outside, and a comb.
        let arrow = [[0., 0., 0.], [4., 4., 0.], [0., 2., 0.], [-4., 4., 0.]];
        for turn in 0..4 {
            let mut turned = arrow.to_vec();
            turned.rotate_left(turn);
            assert_eq!(areas(&turned), (8.0, 8.0), "turned by {turn}");
        }
        let comb = [
            [0., 0.],
            [5., 0.],
            [5., 3.],
            [4., 3.],
            [4., 1.],
            [3., 1.],
            [3., 3.],
            [2., 3.],
            [2., 1.],
            [1., 1.],
            [1., 3.],
            [0., 3.],
        ]
        .map(|[x, y]| [x, y, 0.0]);
        assert_eq!(areas(&comb), (11.0, 11.0));
    }

    #[test]
    fn upright_faces_keep_their_normal() {
        // A unit square in each coordinate plane, with the normal along + and − of the axis.
        for axis in 0..3 {
            for sign in [1.0, -1.0] {
                let mut square = [[0., 0.], [1., 0.], [1., 1.], [0., 1.]].map(|[a, b]| {
                    let mut p = [0.0; 3];
                    p[(axis + 1) % 3] = a;
                    p[(axis + 2) % 3] = b;
                    p
                });
                if sign < 0.0 {
                    square.reverse();
                }
                let (facets, vertices) = triangles(&square);
                for facet in facets {
                    let mut normal = [0.0; 3];
                    normal[axis] = sign;
                    assert_eq!(area_vector(&facet, &vertices), normal);
                }
            }
        }
    }

    #[test]
    fn a_flat_or_crossing_face_ends() {
        assert_eq!(triangles(&[[0.; 3]; 9]).0.len(), 7);
        let bow = [
            [0., 0., 0.],
            [1., 1., 0.],
            [1., 0., 0.],
            [0., 1., 0.],
            [2., 5., 1.],
        ];
        assert_eq!(triangles(&bow).0.len(), 3);
    }
}
