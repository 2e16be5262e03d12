//! Effort: what a hostile mesh may cost, counted instead of timed, so that the same mesh always ends alike.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A budget of small steps, each some tens of nanoseconds.
#[derive(Debug)]
pub(super) struct Effort {
    most: u64,
    spent: AtomicU64,
}

impl Effort {
    pub(super) fn new(most: u64) -> Self {
        Self {
            most,
            spent: AtomicU64::new(0),
        }
    }

    pub(super) fn spend(&self, steps: u64) {
        self.spent.fetch_add(steps, Relaxed);
    }

    /// Whether more was spent than there is: what was measured then is not complete.
    pub(super) fn is_spent(&self) -> bool {
        self.spent.load(Relaxed) > self.most
    }
}
