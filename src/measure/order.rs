//! The order in which facets are worked on.
//!
//! Most files list neighbouring facets close together, and then all tables of a chunk stay in
//! cache. A file that does not is worked on along a Morton curve through its box instead. The facts
//! do not depend on it.

use crate::mesh::parallel;
use crate::units::Point;

/// Windows of facets that are tried, and facets in each.
const WINDOWS: usize = 32;
const WINDOW: usize = 256;

/// The order to work on `n` facets in; `None` for the order they are in.
pub(super) fn order<P: Copy + Eq + Send + Sync>(
    n: usize,
    facet: impl Fn(usize) -> [P; 3] + Sync,
    point: impl Fn(P) -> Point + Sync,
) -> Option<Vec<u32>> {
    if n <= parallel::CHUNK || is_coherent(n, &facet) {
        return None;
    }
    let first = |index: usize| point(facet(index)[0]);
    let bounds = parallel::map_chunks(n, |range| {
        range
            .map(&first)
            .fold(([f64::MAX; 3], [f64::MIN; 3]), |(min, max), p| {
                (
                    std::array::from_fn(|axis| min[axis].min(p[axis])),
                    std::array::from_fn(|axis| max[axis].max(p[axis])),
                )
            })
    });
    let min: Point =
        std::array::from_fn(|axis| bounds.iter().map(|b| b.0[axis]).fold(f64::MAX, f64::min));
    let max: Point =
        std::array::from_fn(|axis| bounds.iter().map(|b| b.1[axis]).fold(f64::MIN, f64::max));
    let size = (0..3).map(|axis| max[axis] - min[axis]).fold(0.0, f64::max);
    let cells = if size > 0.0 { 1023.0 / size } else { 0.0 };
    let mut keys = vec![0; n];
    parallel::fill_chunks(&mut keys, |range, keys| {
        for (index, key) in range.zip(keys) {
            let point = first(index);
            let cell = |axis: usize| spread(((point[axis] - min[axis]) * cells) as u64);
            *key = (cell(0) | cell(1) << 1 | cell(2) << 2) << 32 | index as u64;
        }
    });
    parallel::sort(&mut keys);
    let mut order = vec![0; n];
    parallel::fill_chunks(&mut order, |range, order| {
        for (key, index) in keys[range].iter().zip(order) {
            *index = *key as u32;
        }
    });
    Some(order)
}

/// Whether most facets share a corner with the one before.
fn is_coherent<P: Copy + Eq>(n: usize, facet: &impl Fn(usize) -> [P; 3]) -> bool {
    let mut shared = 0;
    let mut tried = 0;
    for window in 0..WINDOWS {
        let start = (n - WINDOW) / WINDOWS * window;
        let mut last = facet(start);
        for index in start + 1..start + WINDOW {
            let this = facet(index);
            shared += usize::from(this.iter().any(|corner| last.contains(corner)));
            tried += 1;
            last = this;
        }
    }
    shared * 3 > tried
}

/// Puts two zeros between the ten low bits of a number.
pub(super) fn spread(mut bits: u64) -> u64 {
    bits = (bits | bits << 16) & 0x0300_00FF;
    bits = (bits | bits << 8) & 0x0300_F00F;
    bits = (bits | bits << 4) & 0x030C_30C3;
    (bits | bits << 2) & 0x0924_9249
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scattered_facets_are_put_in_order_and_none_is_lost() {
        let n = 40_000;
        let facet = |i: usize| {
            let place = (i * 7919) % n;
            [place, place + 1, place + 2]
        };
        let point = |corner: usize| [corner as f64, 0.0, 0.0];
        let order = order(n, facet, point).expect("scattered");
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.iter().copied().eq(0..n as u32));
        let jumps = order
            .windows(2)
            .filter(|pair| facet(pair[0] as usize)[0].abs_diff(facet(pair[1] as usize)[0]) > 200)
            .count();
        assert!(jumps < 10, "{jumps}");
    }

    #[test]
    fn neighbours_in_a_row_stay_as_they_are() {
        let point = |corner: usize| [corner as f64, 0.0, 0.0];
        assert_eq!(order(40_000, |i| [i, i + 1, i + 2], point), None);
    }
}
