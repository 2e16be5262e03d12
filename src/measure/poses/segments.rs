//! Segments in the plane, to ask which is nearest and what a line meets.

use crate::units::Point2;

/// Segments of a leaf.
const LEAF: usize = 6;

struct Node {
    min: Point2,
    max: Point2,
    /// Of a leaf: its segments. Of others: the two children.
    begin: u32,
    end: u32,
    leaf: bool,
}

/// A tree of boxes over segments.
pub(super) struct Segments {
    items: Vec<[Point2; 2]>,
    nodes: Vec<Node>,
}

impl Segments {
    pub(super) fn new(mut items: Vec<[Point2; 2]>) -> Self {
        let mut nodes = Vec::new();
        if !items.is_empty() {
            let n = items.len();
            nodes.push(node(&items, 0, n));
            let mut at = 0;
            while at < nodes.len() {
                let (begin, end) = (nodes[at].begin as usize, nodes[at].end as usize);
                if end - begin > LEAF {
                    let size = [0, 1].map(|axis| nodes[at].max[axis] - nodes[at].min[axis]);
                    let axis = usize::from(size[1] > size[0]);
                    let middle = usize::midpoint(begin, end);
                    let place = |item: &[Point2; 2]| item[0][axis] + item[1][axis];
                    items[begin..end].select_nth_unstable_by(middle - begin, |a, b| {
                        place(a).total_cmp(&place(b))
                    });
                    let children = nodes.len() as u32;
                    nodes.push(node(&items, begin, middle));
                    nodes.push(node(&items, middle, end));
                    nodes[at].begin = children;
                    nodes[at].leaf = false;
                }
                at += 1;
            }
        }
        Self { items, nodes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The distance of a point from the nearest segment; infinite without any.
    pub(super) fn distance(&self, point: Point2) -> f64 {
        self.nearest(point).0
    }

    /// The distance of a point from a segment that was the nearest of some other.
    pub(super) fn off(&self, point: Point2, segment: u32) -> f64 {
        let found = self.items.get(segment as usize);
        found.map_or(f64::INFINITY, |[a, b]| square(point, *a, *b).sqrt())
    }

    /// The distance of a point from the nearest segment, and which that is: of those alike any, but always the same
    /// if the segments were given in the same order.
    pub(super) fn nearest(&self, point: Point2) -> (f64, u32) {
        // Of squares: roots take longer than all the rest.
        let mut best = (f64::INFINITY, u32::MAX);
        let mut stack = Vec::with_capacity(64);
        if !self.nodes.is_empty() {
            stack.push((0.0, 0u32));
        }
        while let Some((near, at)) = stack.pop() {
            if near >= best.0 {
                continue;
            }
            let node = &self.nodes[at as usize];
            if node.leaf {
                let items = &self.items[node.begin as usize..node.end as usize];
                for ([a, b], index) in items.iter().zip(node.begin..) {
                    let square = square(point, *a, *b);
                    if square < best.0 {
                        best = (square, index);
                    }
                }
                continue;
            }
            let [first, second] = [0, 1].map(|i| {
                (
                    self.nodes[(node.begin + i) as usize].off(point),
                    node.begin + i,
                )
            });
            if first.0 < second.0 {
                stack.extend([second, first]);
            } else {
                stack.extend([first, second]);
            }
        }
        (best.0.sqrt(), best.1)
    }

    /// Calls `visit` for the segments whose boxes a line through `point` along `direction` may meet.
    pub(super) fn along(
        &self,
        point: Point2,
        direction: Point2,
        mut visit: impl FnMut(&[Point2; 2]),
    ) {
        let mut stack = Vec::with_capacity(64);
        if !self.nodes.is_empty() {
            stack.push(0u32);
        }
        while let Some(at) = stack.pop() {
            let node = &self.nodes[at as usize];
            let middle: Point2 =
                std::array::from_fn(|axis| f64::midpoint(node.min[axis], node.max[axis]));
            let half: Point2 = std::array::from_fn(|axis| (node.max[axis] - node.min[axis]) / 2.0);
            let off = direction[0] * (middle[1] - point[1]) - direction[1] * (middle[0] - point[0]);
            let reach = direction[0].abs() * half[1] + direction[1].abs() * half[0];
            if off.abs() > reach * (1.0 + 1e-9) + 1e-9 {
                continue;
            }
            if node.leaf {
                for item in &self.items[node.begin as usize..node.end as usize] {
                    visit(item);
                }
            } else {
                stack.extend([node.begin, node.begin + 1]);
            }
        }
    }
}

/// The square of the distance of a point from a segment.
fn square(point: Point2, a: Point2, b: Point2) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let (px, py) = (point[0] - a[0], point[1] - a[1]);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 {
        ((px * dx + py * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (x, y) = (px - t * dx, py - t * dy);
    x * x + y * y
}

impl Node {
    /// The square of the distance of a point from the box.
    fn off(&self, point: Point2) -> f64 {
        let [x, y] = [0, 1].map(|axis| {
            (self.min[axis] - point[axis])
                .max(point[axis] - self.max[axis])
                .max(0.0)
        });
        x * x + y * y
    }
}

fn node(items: &[[Point2; 2]], begin: usize, end: usize) -> Node {
    let mut node = Node {
        min: [f64::INFINITY; 2],
        max: [f64::NEG_INFINITY; 2],
        begin: begin as u32,
        end: end as u32,
        leaf: true,
    };
    for point in items[begin..end].iter().flatten() {
        for (axis, x) in point.iter().enumerate() {
            node.min[axis] = node.min[axis].min(*x);
            node.max[axis] = node.max[axis].max(*x);
        }
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::hull;

    #[test]
    fn the_nearest_is_that_of_comparing_all() {
        let mut state = 3u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / f64::from(1 << 24) * 50.0
        };
        let items: Vec<[Point2; 2]> = (0..400)
            .map(|_| {
                let [x, y] = [random(), random()];
                [[x, y], [x + random() / 20.0, y + random() / 20.0]]
            })
            .collect();
        let tree = Segments::new(items.clone());
        for _ in 0..500 {
            let point = [random(), random()];
            let plain = items
                .iter()
                .map(|[a, b]| hull::distance(point, *a, *b))
                .fold(f64::INFINITY, f64::min);
            assert!((tree.distance(point) - plain).abs() < 1e-9);
            let (sin, cos) = random().sin_cos();
            let crosses = |[a, b]: &[Point2; 2]| {
                let [a, b] =
                    [a, b].map(|p| cos * (p[1] - point[1]) - sin * (p[0] - point[0]) > 0.0);
                a != b
            };
            let mut met = 0;
            tree.along(point, [cos, sin], |item| met += usize::from(crosses(item)));
            assert_eq!(met, items.iter().filter(|item| crosses(item)).count());
        }
        assert_eq!(Segments::new(Vec::new()).distance([0.0; 2]), f64::INFINITY);
    }
}
