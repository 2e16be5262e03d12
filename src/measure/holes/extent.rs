//! What of an endless cylinder a surface covers.

use super::fit::Shape;
use crate::measure::weld::Welded;
use std::f64::consts::{PI, TAU};

/// A facet wider than a seventh of a turn is a flat beside the arc.
const WIDEST: f64 = 0.9;

/// Vertices nearer to each other than this, seen from the axis, are on one line along it, radians.
const SAME: f64 = 0.002;

/// What a surface covers of a cylinder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// Along the axis, from the centre.
    pub(super) ends: [f64; 2],
    /// Radians.
    pub(super) arc: f64,
    /// Flats around.
    pub(super) sides: usize,
    /// Half of the width across the flats, where that is least.
    pub(super) inscribed: f64,
}

impl Extent {
    pub(super) fn new(mesh: &Welded, shape: &Shape, facets: &[u32]) -> Self {
        let frame = shape.across();
        let mut ends = [f64::MAX, f64::MIN];
        let mut inscribed = shape.radius;
        let mut corners = Vec::with_capacity(3 * facets.len());
        let mut spans: Vec<[f64; 2]> = Vec::with_capacity(facets.len());
        for facet in facets {
            let seen = mesh.corners(*facet).map(|point| shape.see(frame, point));
            let turned = seen.map(|seen| seen.flat[1].atan2(seen.flat[0]));
            for k in 0..3 {
                ends = [ends[0].min(seen[k].along), ends[1].max(seen[k].along)];
                inscribed = inscribed.min(nearest(seen[k].flat, seen[(k + 1) % 3].flat));
            }
            corners.extend(
                seen.iter()
                    .zip(turned)
                    .map(|(seen, angle)| (angle, seen.distance())),
            );
            let from = turned[0];
            let [mut low, mut high] = [0.0f64, 0.0f64];
            for angle in &turned[1..] {
                let step = (angle - from + PI).rem_euclid(TAU) - PI;
                low = low.min(step);
                high = high.max(step);
            }
            if high - low <= WIDEST && high > low {
                let from = (from + low).rem_euclid(TAU);
                let to = from + high - low;
                spans.push([from, to.min(TAU)]);
                if to > TAU {
                    spans.push([0.0, to - TAU]);
                }
            }
        }
        let arc = union(&mut spans);
        // What cuts the flats makes vertices between the lines of their edges, which lie nearer.
        let bar = shape.radius - (0.3 * (shape.radius - inscribed)).max(1e-5 * shape.radius);
        let outer = corners.iter().filter(|(_, distance)| *distance >= bar);
        let mut angles: Vec<f64> = outer.map(|(angle, _)| *angle).collect();
        angles.sort_unstable_by(f64::total_cmp);
        let apart = |a: f64, b: f64| b - a > SAME;
        let mut lines = 1 + angles.windows(2).filter(|w| apart(w[0], w[1])).count();
        let around = angles.first().zip(angles.last());
        if lines > 1 && around.is_some_and(|(first, last)| !apart(*last, first + TAU)) {
            lines -= 1;
        }
        let open = usize::from(arc < TAU - 0.01);
        Self {
            ends,
            arc,
            sides: lines.saturating_sub(open),
            inscribed,
        }
    }
}

/// The length of a union of spans.
fn union(spans: &mut [[f64; 2]]) -> f64 {
    spans.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut covered = 0.0;
    let mut reached = 0.0f64;
    for [from, to] in spans {
        // What is missing between two spans is rounding.
        let from = if *from < reached + 1e-6 {
            reached
        } else {
            *from
        };
        if *to > from {
            covered += *to - from;
            reached = *to;
        }
    }
    covered
}

/// The distance of the origin from a segment.
fn nearest(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [x, y] = [b[0] - a[0], b[1] - a[1]];
    let square = x * x + y * y;
    let t = if square > 0.0 {
        (-(a[0] * x + a[1] * y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let [x, y] = [a[0] + t * x, a[1] + t * y];
    (x * x + y * y).sqrt()
}
