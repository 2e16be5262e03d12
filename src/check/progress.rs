//! Telling somebody how far the work is, without knowing who they are.

/// Hears how far a check is. Called from several threads.
pub trait Progress: Sync {
    /// A stage of `total` steps begins.
    fn start(&self, stage: &str, total: usize);
    /// One step is done.
    fn step(&self);
    /// The stage is over.
    fn finish(&self);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn start(&self, _stage: &str, _total: usize) {}
    fn step(&self) {}
    fn finish(&self) {}
}
