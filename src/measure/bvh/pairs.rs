//! The tree against itself: pairs of triangles whose boxes meet.

use super::{Bvh, WIDTH};
use crate::mesh::parallel;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// An amount of work that a search may cost, counted in steps of some 10 ns. It is never a matter of the
/// clock or of the threads: the same mesh reaches its end, or does not.
#[derive(Debug)]
pub(in super::super) struct Budget {
    spent: AtomicU64,
    limit: u64,
}

impl Budget {
    /// A budget of `limit` steps.
    pub(in super::super) fn new(limit: u64) -> Self {
        Self {
            spent: AtomicU64::new(0),
            limit,
        }
    }

    /// Spends some steps; whether the budget still holds.
    pub(in super::super) fn spend(&self, steps: u64) -> bool {
        // What is spent only grows, so whoever asks last gets the same answer in any order.
        self.spent.fetch_add(steps, Relaxed) + steps <= self.limit
    }

    /// Whether more was asked for than there is.
    pub(in super::super) fn is_exceeded(&self) -> bool {
        self.spent.load(Relaxed) > self.limit
    }
}

impl Bvh {
    /// Finds every pair of different triangles whose boxes meet, each once. `visit` gets the state of a part
    /// of the tree, which `start` makes, and returns how many steps its work took; the states come
    /// back in the order of the curve. Ends early when the budget is exceeded: nothing may then be
    /// concluded from the states.
    ///
    /// About 60 ns per triangle of a smooth surface, without what `visit` does.
    pub(in super::super) fn pairs<S: Send>(
        &self,
        budget: &Budget,
        start: impl Fn() -> S + Sync,
        visit: impl Fn(&mut S, u32, u32) -> u64 + Sync,
    ) -> Vec<S> {
        let leaves = self.levels.first().map_or(0, Vec::len);
        parallel::map_chunks_of(WIDTH, leaves, |range| {
            let mut state = start();
            let mut stack = Vec::new();
            for leaf in range {
                if !self.pairs_of(leaf, &mut stack, budget, &mut |a, b| {
                    visit(&mut state, a, b)
                }) {
                    break;
                }
            }
            state
        })
    }

    /// The pairs of a leaf's triangles among each other and with those of later leaves; whether the
    /// budget holds.
    fn pairs_of(
        &self,
        leaf: usize,
        stack: &mut Vec<(usize, usize)>,
        budget: &Budget,
        visit: &mut impl FnMut(u32, u32) -> u64,
    ) -> bool {
        let own = &self.levels[0][leaf];
        let bounds = own.bounds();
        let mut steps = 0;
        stack.clear();
        stack.push((self.levels.len() - 1, 0));
        while let Some((level, index)) = stack.pop() {
            if level > 0 {
                let mut lanes = self.levels[level][index].meeting(&bounds);
                steps += 1;
                // Only what holds a leaf from this one on: children below begin too early.
                let first = leaf >> (3 * (level - 1));
                while lanes != 0 {
                    let lane = lanes.trailing_zeros() as usize;
                    lanes &= lanes - 1;
                    let child = index * WIDTH + lane;
                    if child >= first && child < self.levels[level - 1].len() {
                        stack.push((level - 1, child));
                    }
                }
                continue;
            }
            let other = &self.levels[0][index];
            let mut mine = own.meeting(&other.bounds());
            steps += u64::from(mine.count_ones());
            while mine != 0 {
                let lane = mine.trailing_zeros() as usize;
                mine &= mine - 1;
                let Some(a) = self.order.get(leaf * WIDTH + lane) else {
                    break;
                };
                let mut theirs = other.meeting(&own.get(lane));
                if index == leaf {
                    theirs &= !1 << lane;
                }
                while theirs != 0 {
                    let lane = theirs.trailing_zeros() as usize;
                    theirs &= theirs - 1;
                    if let Some(b) = self.order.get(index * WIDTH + lane) {
                        steps += visit(*a, *b);
                    }
                }
            }
            if steps > 10_000 {
                if !budget.spend(steps) {
                    return false;
                }
                steps = 0;
            }
        }
        budget.spend(steps)
    }
}
