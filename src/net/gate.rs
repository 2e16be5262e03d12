//! Who may ask now: a few requests at a time, fewer to one host, and none to a host that asked for a
//! pause.

use super::answer::Reach;
use super::{AT_ONCE, PER_HOST};
use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Hands out permits.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    in_flight: usize,
    hosts: HashMap<String, Host>,
    /// How many addresses of a server went unanswered in a row, and how the last did.
    silent: HashMap<String, (u32, Reach)>,
    answered: bool,
}

/// How many addresses of a server go unanswered before the others are not asked.
const SILENT: u32 = 2;

/// How many servers are silent before there is no network, if none has ever answered.
const NO_NETWORK: usize = 6;

#[derive(Debug, Default)]
struct Host {
    in_flight: usize,
    /// Not before this.
    resting: Option<Instant>,
    /// How often it said that it is asked too often since it last said anything else.
    refusals: u32,
}

/// One request may be made while this lives.
#[derive(Debug)]
pub(super) struct Permit<'g> {
    gate: &'g Gate,
    host: String,
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        // Counts are changed in single steps: a panic elsewhere leaves them right.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a request to `host` may be made.
    pub(super) fn enter(&self, host: &str) -> Permit<'_> {
        let ((), permit) = self.pick(|free| free(host).then_some(()));
        permit
    }

    /// Waits until `choose` finds, with the question whether a host is free, something to ask; it
    /// gives that with a permit for the last host that it was told is free.
    pub(super) fn pick<T>(
        &self,
        mut choose: impl FnMut(&mut dyn FnMut(&str) -> bool) -> Option<T>,
    ) -> (T, Permit<'_>) {
        let mut state = self.state();
        loop {
            let now = Instant::now();
            let mut chosen = String::new();
            let mut soonest: Option<Instant> = None;
            if state.in_flight < AT_ONCE {
                let picked = choose(&mut |host| {
                    let known = state.hosts.get(host);
                    let resting = known.and_then(|host| host.resting).filter(|at| *at > now);
                    if let Some(at) = resting {
                        soonest = Some(soonest.map_or(at, |before| before.min(at)));
                    }
                    let free =
                        resting.is_none() && known.is_none_or(|host| host.in_flight < PER_HOST);
                    if free {
                        host.clone_into(&mut chosen);
                    }
                    free
                });
                if let Some(picked) = picked {
                    state.in_flight += 1;
                    state.hosts.entry(chosen.clone()).or_default().in_flight += 1;
                    let permit = Permit {
                        gate: self,
                        host: chosen,
                    };
                    return (picked, permit);
                }
            }
            // A pause ends without anybody saying so.
            let wait = soonest.map_or(Duration::from_millis(500), |at| {
                at.saturating_duration_since(now)
                    .max(Duration::from_millis(1))
            });
            state = self
                .freed
                .wait_timeout(state, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Leaves `host` alone for a while.
    pub(super) fn rest(&self, host: &str, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.state();
        let resting = &mut state.hosts.entry(host.to_owned()).or_default().resting;
        *resting = Some(resting.map_or(until, |before| before.max(until)));
    }

    /// Notes whether `host` said that it is asked too often.
    pub(super) fn note(&self, host: &str, refused: bool) {
        let mut state = self.state();
        let host = state.hosts.entry(host.to_owned()).or_default();
        host.refusals = if refused { host.refusals + 1 } else { 0 };
    }

    /// Notes that a server (host and port) answered.
    pub(super) fn heard(&self, server: &str) {
        let mut state = self.state();
        state.answered = true;
        state.silent.remove(server);
    }

    /// Notes that an address of a server went unanswered, for all that was tried.
    pub(super) fn unheard(&self, server: &str, how: &Reach) {
        let mut state = self.state();
        let (times, last) = state
            .silent
            .entry(server.to_owned())
            .or_insert((0, Reach::NoConnection));
        *times += 1;
        last.clone_from(how);
    }

    /// What asking a server would end in, where it is no use in this run: it never answers, or nobody
    /// does.
    pub(super) fn foreseen(&self, server: &str) -> Option<Reach> {
        let state = self.state();
        match state.silent.get(server) {
            Some((times, how)) if *times >= SILENT => Some(how.clone()),
            _ if !state.answered && state.silent.len() >= NO_NETWORK => Some(Reach::NoConnection),
            _ => None,
        }
    }

    /// Whether any server answered.
    pub(super) fn was_answered(&self) -> bool {
        self.state().answered
    }

    /// How often in a row `host` said that it is asked too often.
    pub(super) fn refusals(&self, host: &str) -> u32 {
        self.state().hosts.get(host).map_or(0, |host| host.refusals)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.in_flight -= 1;
        if let Some(host) = state.hosts.get_mut(&self.host) {
            host.in_flight -= 1;
        }
        drop(state);
        self.gate.freed.notify_all();
    }
}
