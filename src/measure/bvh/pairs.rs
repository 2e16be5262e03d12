//! The tree against itself: pairs of triangles whose boxes meet.

use super::{Bounds, Bvh, WIDTH};
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
        // Leaves go down the tree by the group that they have a parent in common.
        let groups = leaves.div_ceil(WIDTH);
        parallel::map_chunks_of(WIDTH * WIDTH, groups, |range| {
            let mut state = start();
            let mut search = Search::new(self, budget);
            let mut visit = |a, b| visit(&mut state, a, b);
            'groups: for group in range {
                search.gather(group);
                for leaf in group * WIDTH..leaves.min((group + 1) * WIDTH) {
                    if !search.pairs_of(leaf, &mut visit) {
                        break 'groups;
                    }
                }
            }
            // Nobody asks this part again: whoever needs it asks the budget.
            let _ = search.pay();
            state
        })
    }
}

/// Steps that a search takes on credit.
const CREDIT: u64 = 10_000;

/// A search for the pairs of a group of leaves.
struct Search<'a> {
    tree: &'a Bvh,
    budget: &'a Budget,
    /// Steps taken since the budget was last asked.
    steps: u64,
    stack: Vec<(usize, usize)>,
    /// The groups whose boxes meet that of the own one, from that on.
    near: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(tree: &'a Bvh, budget: &'a Budget) -> Self {
        Self {
            tree,
            budget,
            steps: 0,
            stack: Vec::new(),
            near: Vec::new(),
        }
    }

    /// Pays for the steps taken; whether the budget still holds.
    fn pay(&mut self) -> bool {
        self.budget.spend(std::mem::take(&mut self.steps))
    }

    /// Finds the groups near a group.
    fn gather(&mut self, group: usize) {
        self.near.clear();
        let levels = &self.tree.levels;
        if levels.len() < 3 {
            self.near.push(0);
            return;
        }
        let bounds = levels[1][group].bounds();
        self.stack.push((levels.len() - 1, 0));
        while let Some((level, index)) = self.stack.pop() {
            self.steps += 1;
            // Only what holds a group from this one on: children below begin too early.
            let wanted = group >> (3 * (level - 2))..levels[level - 1].len();
            let children = lanes(levels[level][index].meeting(&bounds))
                .map(|lane| index * WIDTH + lane)
                .filter(|child| wanted.contains(child));
            if level > 2 {
                self.stack.extend(children.map(|child| (level - 1, child)));
            } else {
                self.near.extend(children);
            }
        }
    }

    /// The pairs of a leaf's triangles among each other and with those of later leaves near it; whether
    /// the budget holds.
    fn pairs_of(&mut self, leaf: usize, visit: &mut impl FnMut(u32, u32) -> u64) -> bool {
        let leaves = &self.tree.levels[0];
        let Some(groups) = self.tree.levels.get(1) else {
            self.pairs_with([leaf, leaf], &leaves[leaf].bounds(), visit);
            return true;
        };
        let bounds = groups[leaf / WIDTH].get(leaf % WIDTH);
        for at in 0..self.near.len() {
            let group = self.near[at];
            self.steps += 1;
            for lane in lanes(groups[group].meeting(&bounds)) {
                let other = group * WIDTH + lane;
                if (leaf..leaves.len()).contains(&other) {
                    self.pairs_with([leaf, other], &groups[group].get(lane), visit);
                }
            }
            if self.steps > CREDIT && !self.pay() {
                return false;
            }
        }
        true
    }

    /// The pairs of the triangles of two leaves, the latter with the box `bounds`.
    #[inline]
    fn pairs_with(
        &mut self,
        [leaf, other]: [usize; 2],
        bounds: &Bounds,
        visit: &mut impl FnMut(u32, u32) -> u64,
    ) {
        let tree = self.tree;
        let (own, further) = (&tree.levels[0][leaf], &tree.levels[0][other]);
        let mine = own.meeting(bounds);
        self.steps += 1 + u64::from(mine.count_ones());
        for lane in lanes(mine) {
            let Some(a) = tree.order.get(leaf * WIDTH + lane) else {
                break;
            };
            let mut theirs = further.meeting(&own.get(lane));
            if other == leaf {
                theirs &= !1 << lane;
            }
            for lane in lanes(theirs) {
                if let Some(b) = tree.order.get(other * WIDTH + lane) {
                    self.steps += visit(*a, *b);
                }
            }
        }
    }
}

/// The lanes whose bit is set.
#[inline]
fn lanes(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(lane)
    })
}
