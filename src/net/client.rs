//! A client: asks addresses, many at a time, and remembers.

use super::address::Address;
use super::answer::{Downloaded, Missed, Reach};
use super::gate::{Gate, Permit};
use super::memory::Memory;
use super::request::{is_busy, meaning, retry_after, verdict};
use super::{AT_ONCE, REDIRECTS, Settings};
use crate::digest::Digest;
use reqwest::blocking::Response;
use reqwest::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use std::collections::HashMap;
use std::io::{Read as _, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime};
use thiserror::Error;

/// Asks addresses.
#[derive(Debug)]
pub struct Client {
    /// Through the proxies of this machine, if it has any.
    web: reqwest::blocking::Client,
    /// To this machine itself, where no proxy leads.
    own: reqwest::blocking::Client,
    settings: Settings,
    gate: Gate,
    memory: Memory,
}

/// Why there can be no client.
#[derive(Debug, Error)]
#[error("the network cannot be used")]
pub struct SetupError(#[source] reqwest::Error);

/// The head of an answer after all redirects.
struct Head {
    response: Response,
    address: Address,
    moved: bool,
}

impl Client {
    /// A client; nothing is asked yet.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        // Fails only where a provider was installed before, which is then as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            reqwest::blocking::Client::builder()
                .user_agent(concat!(
                    "fabcommons/",
                    env!("CARGO_PKG_VERSION"),
                    " (+",
                    env!("CARGO_PKG_REPOSITORY"),
                    ")"
                ))
                .connect_timeout(settings.connect)
                .timeout(settings.answer)
                .redirect(reqwest::redirect::Policy::none())
                .pool_max_idle_per_host(super::PER_HOST)
        };
        Ok(Self {
            web: builder().build().map_err(SetupError)?,
            own: builder().no_proxy().build().map_err(SetupError)?,
            memory: Memory::at(settings.memory.clone()),
            settings,
            gate: Gate::default(),
        })
    }

    /// Whether any server has answered this client: there is a network.
    pub fn was_answered(&self) -> bool {
        self.gate.was_answered()
    }

    /// Whether something is at an address.
    pub fn reach(&self, text: &str) -> Reach {
        let mut reached = self.reach_all(&[text], &|| {});
        reached.pop().unwrap_or(Reach::NoConnection)
    }

    /// Whether something is at each of the addresses, in their order; `step` hears of each that is
    /// done.
    pub fn reach_all<T: AsRef<str>>(&self, texts: &[T], step: &(dyn Fn() + Sync)) -> Vec<Reach> {
        let mut reached: Vec<Option<Reach>> = vec![None; texts.len()];
        // The same address is asked once.
        let mut open: Vec<(Address, Vec<usize>)> = Vec::new();
        let mut known: HashMap<Address, usize> = HashMap::new();
        for (at, text) in texts.iter().enumerate() {
            match Address::parse(text.as_ref()) {
                Err(why) => {
                    reached[at] = Some(Reach::Unaskable {
                        reason: why.reason().to_owned(),
                    });
                    step();
                }
                Ok(address) => {
                    if let Some(reach) = self.memory.reach(address.as_str()) {
                        reached[at] = Some(reach);
                        step();
                    } else if let Some(first) = known.get(&address) {
                        open[*first].1.push(at);
                    } else {
                        known.insert(address.clone(), open.len());
                        open.push((address, vec![at]));
                    }
                }
            }
        }
        let workers = AT_ONCE.min(open.len());
        // The last is taken first.
        open.reverse();
        let queue = Mutex::new(open);
        let done = Mutex::new(&mut reached);
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some((address, places, permit)) = self.next(&queue) {
                        let reach = self.settle(&address, permit);
                        let mut reached = done.lock().unwrap_or_else(PoisonError::into_inner);
                        for at in places {
                            reached[at] = Some(reach.clone());
                            step();
                        }
                    }
                });
            }
        });
        reached
            .into_iter()
            .map(|reach| reach.unwrap_or(Reach::NoConnection))
            .collect()
    }

    /// The next address whose host is free, with the permit to ask it; `None` when all are taken.
    fn next(
        &self,
        queue: &Mutex<Vec<(Address, Vec<usize>)>>,
    ) -> Option<(Address, Vec<usize>, Permit<'_>)> {
        let (job, permit) = self.gate.pick(|free| {
            let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            if queue.is_empty() {
                // A permit for nobody, given back at once.
                return free("").then_some(None);
            }
            let at = queue
                .iter()
                .rposition(|(address, _)| free(address.host()))?;
            Some(Some(queue.remove(at)))
        });
        job.map(|(address, places)| (address, places, permit))
    }

    /// Asks for an address until it is known what is there or asking is no use.
    fn settle(&self, address: &Address, permit: Permit<'_>) -> Reach {
        let reach = match self.head(&Method::HEAD, address, Some(permit)) {
            // Only a server that has nothing against the question has answered it: many refuse HEAD,
            // and some say "not found" to it alone.
            Ok(head)
                if !head.response.status().is_success() && !is_busy(head.response.status()) =>
            {
                drop(head.response);
                self.head(&Method::GET, address, None)
            }
            other => other,
        };
        let reach = match reach {
            Ok(head) => verdict(head.response.status(), head.address.as_str(), head.moved),
            Err(reach) => reach,
        };
        self.memory.keep_reach(address.as_str(), &reach);
        reach
    }

    /// Follows redirects to an answer.
    fn head(
        &self,
        method: &Method,
        address: &Address,
        mut permit: Option<Permit<'_>>,
    ) -> Result<Head, Reach> {
        let mut address = address.clone();
        let mut permanent = true;
        for hop in 0..=REDIRECTS {
            let response = self.ask(method, &address, permit.take())?;
            let status = response.status();
            let location = response
                .headers()
                .get(LOCATION)
                .filter(|_| matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308));
            let Some(location) = location else {
                return Ok(Head {
                    response,
                    address,
                    moved: hop > 0 && permanent,
                });
            };
            permanent &= matches!(status.as_u16(), 301 | 308);
            let location = String::from_utf8_lossy(location.as_bytes());
            address = address.join(&location).map_err(|_| Reach::Redirects)?;
        }
        Err(Reach::Redirects)
    }

    /// One request, tried again while the server is busy or the connection breaks.
    fn ask(
        &self,
        method: &Method,
        address: &Address,
        mut permit: Option<Permit<'_>>,
    ) -> Result<Response, Reach> {
        let host = address.host();
        let client = if address.is_loopback() {
            &self.own
        } else {
            &self.web
        };
        let mut pause = self.settings.pause;
        let mut tries = 0;
        loop {
            let held = permit.take().unwrap_or_else(|| self.gate.enter(host));
            // A host that goes on refusing, whoever waited how long, is left alone.
            if self.gate.refusals(host) >= self.settings.tries {
                return Err(Reach::Refused { status: 429 });
            }
            let server = address.server();
            if let Some(reach) = self.gate.foreseen(&server) {
                return Err(reach);
            }
            let answer = client.request(method.clone(), address.url().clone()).send();
            tries += 1;
            let reach = match answer {
                Ok(response) => {
                    self.gate.heard(&server);
                    let too_often = response.status() == StatusCode::TOO_MANY_REQUESTS;
                    self.gate.note(host, too_often);
                    if !is_busy(response.status()) {
                        return Ok(response);
                    }
                    let asked = response
                        .headers()
                        .get(RETRY_AFTER)
                        .and_then(|value| retry_after(value.to_str().ok()?, SystemTime::now()));
                    let wanted = asked.unwrap_or(pause);
                    if tries >= self.settings.tries || wanted > self.settings.patience {
                        return Ok(response);
                    }
                    // Whoever asks this host next waits too.
                    self.gate.rest(host, wanted);
                    pause = (pause * 2).min(self.settings.patience);
                    continue;
                }
                Err(error) => meaning(&error),
            };
            drop(held);
            let most = match reach {
                Reach::Timeout => 2.min(self.settings.tries),
                Reach::NoConnection => self.settings.tries,
                _ => 1,
            };
            if tries >= most {
                self.gate.unheard(&server, &reach);
                return Err(reach);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(self.settings.patience);
        }
    }

    /// Writes what is at an address into `sink`, at most `limit` bytes of it, whatever the server
    /// announces.
    pub fn download(
        &self,
        text: &str,
        limit: u64,
        sink: &mut dyn Write,
    ) -> Result<Downloaded, Missed> {
        let unreached = |reach| Missed::Unreached(reach);
        let address = Address::parse(text).map_err(|why| {
            unreached(Reach::Unaskable {
                reason: why.reason().to_owned(),
            })
        })?;
        let Head {
            mut response,
            address,
            moved,
        } = self.head(&Method::GET, &address, None).map_err(unreached)?;
        let reach = verdict(response.status(), address.as_str(), moved);
        if !reach.is_reachable() {
            return Err(unreached(reach));
        }
        // The body is read under a permit of its own: it is what loads the host.
        let _permit = self.gate.enter(address.host());
        let is_page = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
        let until = Instant::now() + self.settings.download;
        let mut buffer = [0; 16 * 1024];
        let mut bytes = 0;
        loop {
            let read = match response.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(Missed::Incomplete),
            };
            bytes += read as u64;
            if bytes > limit {
                return Err(Missed::TooLarge(limit));
            }
            if Instant::now() > until {
                return Err(Missed::Incomplete);
            }
            sink.write_all(&buffer[..read]).map_err(Missed::Sink)?;
        }
        Ok(Downloaded {
            url: address.as_str().to_owned(),
            bytes,
            is_page,
        })
    }

    /// The SHA-256 of what is at an address, if that is a file of at most `limit` bytes: a web page
    /// is written anew for every visitor and has none.
    pub fn digest(&self, text: &str, limit: u64) -> Result<Option<Digest>, Missed> {
        if let Some(known) = self.memory.derived::<String>("digest", text)
            && let Some(known) = Digest::parse(&known)
        {
            return Ok(Some(known));
        }
        let mut hasher = crate::digest::Hasher::default();
        let downloaded = self.download(text, limit, &mut hasher)?;
        if downloaded.is_page {
            return Ok(None);
        }
        let digest = hasher.finish();
        self.memory
            .keep_derived("digest", text, &digest.to_string());
        Ok(Some(digest))
    }
}
