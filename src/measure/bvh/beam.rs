//! Beams: what lies ahead of a bundle of rays that begin side by side and run nearly the same way.

use super::{Bvh, Facing, Node, WIDTH};
use crate::units::Point;

/// A box that stands on a surface and widens ahead, as the rays of a bundle do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Beam {
    /// The point that the rest is relative to.
    pub(in super::super) origin: Point,
    /// Two directions across and the one ahead, of length 1 and at right angles.
    pub(in super::super) axes: [Point; 3],
    /// The least and greatest place of the rays' beginnings along each axis, mm.
    pub(in super::super) from: [[f64; 2]; 3],
    /// How much the bundle widens to each side per mm ahead …
    pub(in super::super) spread: f64,
    /// How far it goes.
    pub(in super::super) limits: Limits,
}

/// How far a beam goes; who visits may lower both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Limits {
    /// Ahead, mm.
    pub(in super::super) reach: f64,
    /// By how much it widens at most, mm.
    pub(in super::super) widest: f64,
}

/// The beam in the precision of the tree, rounded outwards.
struct Wide {
    origin: [f32; 3],
    axes: [[f32; 3]; 3],
    sizes: [[f32; 3]; 3],
    low: [f32; 3],
    high: [f32; 2],
    spread: f32,
    /// What positions may be off by.
    slack: f32,
}

impl Bvh {
    /// Calls `visit` for every triangle that faces one of `ways` and whose box reaches into the beam, the nearest
    /// boxes first, as far as the tree can tell. `visit` may lower the limits. The order of visits is that of the tree, so the result must
    /// not depend on it. About 30 ns per node on the way, of which it returns the number.
    pub(in super::super) fn in_beam(
        &self,
        facing: &Facing,
        ways: u64,
        beam: Beam,
        mut visit: impl FnMut(u32, &mut Limits),
    ) -> u64 {
        let Some(top) = self.levels.len().checked_sub(1) else {
            return 0;
        };
        let mut nodes = 0;
        let far = beam
            .origin
            .iter()
            .fold(beam.limits.reach.abs(), |far, x| far.max(x.abs()));
        let wide = Wide::new(&beam, far + self.size());
        let mut limits = beam.limits;
        let mut stack: Vec<(f32, usize, usize)> = Vec::with_capacity(WIDTH * self.levels.len());
        stack.push((f32::NEG_INFINITY, top, 0));
        while let Some((near, level, index)) = stack.pop() {
            if f64::from(near) > limits.reach {
                continue;
            }
            nodes += 1;
            let mut wanted = 0;
            for (lane, way) in facing.levels[level][index].iter().enumerate() {
                wanted |= u32::from(way & ways != 0) << lane;
            }
            if wanted == 0 {
                continue;
            }
            let (lanes, near) = wide.meeting(&self.levels[level][index], limits);
            let mut lanes = lanes & wanted;
            if level == 0 {
                while lanes != 0 {
                    let lane = lanes.trailing_zeros() as usize;
                    lanes &= lanes - 1;
                    if let Some(triangle) = self.order.get(index * WIDTH + lane)
                        && f64::from(near[lane]) <= limits.reach
                    {
                        visit(*triangle, &mut limits);
                    }
                }
                continue;
            }
            let begin = stack.len();
            while lanes != 0 {
                let lane = lanes.trailing_zeros() as usize;
                lanes &= lanes - 1;
                stack.push((near[lane], level - 1, index * WIDTH + lane));
            }
            // The nearest is taken from the stack first.
            if stack.len() - begin > 1 {
                stack[begin..].sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
            }
        }
        nodes
    }

    /// The greatest coordinate.
    fn size(&self) -> f64 {
        let root = self.levels.last().and_then(|level| level.first());
        root.map_or(0.0, |node| {
            let bounds = node.bounds();
            let all = bounds.min.into_iter().chain(bounds.max);
            f64::from(all.fold(0.0f32, |most, x| most.max(x.abs())))
        })
    }
}

impl Wide {
    fn new(beam: &Beam, size: f64) -> Self {
        Self {
            origin: beam.origin.map(|x| x as f32),
            axes: beam.axes.map(|axis| axis.map(|x| x as f32)),
            sizes: beam.axes.map(|axis| axis.map(|x| x.abs() as f32)),
            low: beam.from.map(|from| from[0] as f32),
            high: [beam.from[0][1] as f32, beam.from[1][1] as f32],
            spread: beam.spread as f32,
            // Some twenty roundings of coordinates.
            slack: (size * 4e-6) as f32,
        }
    }

    /// Which children the beam meets, a bit each, and how far ahead at the earliest. One that is not there meets
    /// none: its middle is no number.
    #[inline]
    fn meeting(&self, node: &Node, limits: Limits) -> (u32, [f32; WIDTH]) {
        let (reach, widest) = (limits.reach as f32, limits.widest as f32);
        let mut places = [[0f32; WIDTH]; 3];
        let mut sizes = [[0f32; WIDTH]; 3];
        for axis in 0..3 {
            let (mut middle, mut half) = ([0f32; WIDTH], [0f32; WIDTH]);
            for lane in 0..WIDTH {
                let (min, max) = (node.min[axis][lane], node.max[axis][lane]);
                middle[lane] = (min + max) * 0.5 - self.origin[axis];
                half[lane] = (max - min) * 0.5;
            }
            for to in 0..3 {
                let (along, size) = (self.axes[to][axis], self.sizes[to][axis]);
                for lane in 0..WIDTH {
                    places[to][lane] += middle[lane] * along;
                    sizes[to][lane] += half[lane] * size;
                }
            }
        }
        let mut near = [0f32; WIDTH];
        let mut inside = [0u32; WIDTH];
        for lane in 0..WIDTH {
            let (ahead, size) = (places[2][lane], sizes[2][lane] + self.slack);
            near[lane] = ahead - size;
            let last = ahead + size;
            let last_within = if last < reach { last } else { reach } - self.low[2];
            let wider = last_within * self.spread;
            let wider = if wider < widest { wider } else { widest };
            let wider = if wider > 0.0 { wider } else { 0.0 } + self.slack;
            let [u, v] = [places[0][lane], places[1][lane]];
            let [su, sv] = [sizes[0][lane] + wider, sizes[1][lane] + wider];
            inside[lane] = u32::from(last >= self.low[2])
                & u32::from(near[lane] <= reach)
                & u32::from(u - su <= self.high[0])
                & u32::from(u + su >= self.low[0])
                & u32::from(v - sv <= self.high[1])
                & u32::from(v + sv >= self.low[1]);
        }
        let lanes = inside.into_iter().enumerate();
        (lanes.fold(0, |bits, (lane, bit)| bits | bit << lane), near)
    }
}
