//! Progress bars on standard error: only on a terminal, only for work of over half a second.

use crate::check::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How long work may take in silence.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar per stage.
#[derive(Debug)]
pub(super) struct Bars {
    wanted: bool,
    started: Instant,
    bar: Mutex<ProgressBar>,
}

impl Bars {
    /// Bars if somebody can see them.
    pub(super) fn new(quiet: bool) -> Self {
        Self {
            wanted: !quiet && std::io::stderr().is_terminal(),
            started: Instant::now(),
            bar: Mutex::new(ProgressBar::hidden()),
        }
    }

    fn with(&self, act: impl FnOnce(&mut ProgressBar)) {
        // A thread that panicked while holding a progress bar has harmed nothing.
        act(&mut self
            .bar
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner));
    }
}

impl Progress for Bars {
    fn start(&self, stage: &str, total: usize) {
        if !self.wanted {
            return;
        }
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg:18} [{bar:30}] {pos}/{len} {eta}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(stage.to_owned());
        self.with(|current| *current = bar);
    }

    fn step(&self) {
        if !self.wanted {
            return;
        }
        self.with(|bar| {
            if bar.is_hidden() && self.started.elapsed() > PATIENCE {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            bar.inc(1);
        });
    }

    fn finish(&self) {
        self.with(|bar| bar.finish_and_clear());
    }
}
