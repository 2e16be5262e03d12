//! Balls: what lies within one that may shrink on the way.

use super::{Bvh, Node, WIDTH, greatest};
use crate::units::Point;

/// A ball, mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ball {
    /// Its centre.
    pub centre: Point,
    /// Its radius.
    pub radius: f64,
}

impl Bvh {
    /// Calls `visit` for the triangles whose boxes reach into `ball`, the nearest boxes first as far as the
    /// tree can tell. `visit` may shrink the ball, but only to one that lies within the ball it is given: what
    /// is then out of reach is passed over. For the nearest triangle keep the centre and lower
    /// the radius; for the largest ball that touches a point let it shrink towards that point. The order of
    /// visits is that of the tree, so the result must not depend on it. About 15 ns per node on
    /// the way.
    pub(in super::super) fn in_ball(&self, ball: Ball, visit: impl FnMut(u32, &mut Ball)) -> Ball {
        self.search(ball, |_, _| true, visit)
    }

    /// The same, for the triangles whose boxes also reach into a cone: the points that are seen from its tip
    /// within 30° of the direction `along` (of length 1), as far as spheres around the boxes can tell.
    pub(in super::super) fn in_ball_and_cone(
        &self,
        ball: Ball,
        [tip, along]: [Point; 2],
        visit: impl FnMut(u32, &mut Ball),
    ) -> Ball {
        let reaches = |node: &Node, lane: usize| {
            let (mut far, mut ahead, mut size) = (0.0, 0.0, 0.0);
            for axis in 0..3 {
                let (min, max) = (node.min[axis][lane], node.max[axis][lane]);
                let (min, max) = (f64::from(min), f64::from(max));
                let offset = f64::midpoint(min, max) - tip[axis];
                far += offset * offset;
                ahead += offset * along[axis];
                size += (max - min) * (max - min);
            }
            // How far the middle is from the cone's side, against half the box's diagonal.
            let aside = greatest(far - ahead * ahead, 0.0).sqrt();
            aside * COSINE - ahead / 2.0 <= size.sqrt() / 2.0 + 1e-9 * far.sqrt()
        };
        self.search(ball, reaches, visit)
    }

    fn search(
        &self,
        mut ball: Ball,
        also: impl Fn(&Node, usize) -> bool,
        mut visit: impl FnMut(u32, &mut Ball),
    ) -> Ball {
        let Some(top) = self.levels.len().checked_sub(1) else {
            return ball;
        };
        let mut stack = Vec::with_capacity(WIDTH * self.levels.len());
        stack.push((top, 0));
        while let Some((level, index)) = stack.pop() {
            // The ball may have shrunk since this was put aside.
            if level < top {
                let parent = &self.levels[level + 1][index / WIDTH];
                if parent.squared_distance(index % WIDTH, &ball.centre) > reach(&ball) {
                    continue;
                }
            }
            let node = &self.levels[level][index];
            let squares = node.squared_distances(&ball.centre);
            let mut near = [(0.0, 0); WIDTH];
            let mut count = 0;
            for (lane, square) in squares.into_iter().enumerate() {
                if square <= reach(&ball) && also(node, lane) {
                    near[count] = (square, lane);
                    count += 1;
                }
            }
            let near = &mut near[..count];
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            if level == 0 {
                for (_, lane) in near {
                    let triangle = self.order.get(index * WIDTH + *lane);
                    let out = node.squared_distance(*lane, &ball.centre) > reach(&ball);
                    if let Some(triangle) = triangle.filter(|_| !out) {
                        visit(*triangle, &mut ball);
                    }
                }
            } else {
                for (_, lane) in near.iter().rev() {
                    let child = index * WIDTH + lane;
                    if child < self.levels[level - 1].len() {
                        stack.push((level - 1, child));
                    }
                }
            }
        }
        ball
    }
}

/// The cosine of 30°.
const COSINE: f64 = 0.866_025_403_784_438_6;

/// The square of the distance that is still within a ball, with room for what is rounded on the way.
fn reach(ball: &Ball) -> f64 {
    ball.radius * ball.radius * (1.0 + 1e-12)
}

impl Node {
    /// The squared distances of a point from all children; infinite for those that are not there.
    #[inline]
    fn squared_distances(&self, point: &Point) -> [f64; WIDTH] {
        let mut squares = [0.0; WIDTH];
        for (axis, x) in point.iter().enumerate() {
            for (lane, square) in squares.iter_mut().enumerate() {
                let gap = gap(self.min[axis][lane], self.max[axis][lane], *x);
                *square += gap * gap;
            }
        }
        squares
    }

    fn squared_distance(&self, lane: usize, point: &Point) -> f64 {
        let gap = |axis: usize| gap(self.min[axis][lane], self.max[axis][lane], point[axis]);
        gap(0) * gap(0) + gap(1) * gap(1) + gap(2) * gap(2)
    }
}

/// How far `x` is from the interval.
#[inline]
fn gap(min: f32, max: f32, x: f64) -> f64 {
    greatest(greatest(f64::from(min) - x, x - f64::from(max)), 0.0)
}
