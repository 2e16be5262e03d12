//! A web server for tests, on this machine: it answers as it is told and counts what it is asked.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server does with a request.
#[derive(Clone)]
pub enum Reply {
    /// Status, headers, body.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// The head of an answer that announces so many bytes, with another body.
    Lie(u64, Vec<u8>),
    /// A body without end.
    Endless,
    /// A body that comes a byte at a time, for ever.
    Drip,
    /// Nothing, for a long time.
    Hang,
    /// The connection is closed without a word.
    Drop,
    /// The answer after a pause.
    Slow(Duration, Box<Reply>),
}

/// An answer without a body.
pub fn status(status: u16) -> Reply {
    Reply::Answer(status, Vec::new(), Vec::new())
}

/// An answer with a body.
pub fn body(body: &[u8]) -> Reply {
    Reply::Answer(200, Vec::new(), body.to_vec())
}

/// A redirect.
pub fn redirect(status: u16, to: &str) -> Reply {
    Reply::Answer(status, vec![("Location", to.to_owned())], Vec::new())
}

/// A running server.
pub struct Server {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    requests: Mutex<Vec<String>>,
    in_flight: AtomicUsize,
    most: AtomicUsize,
    stop: AtomicBool,
}

impl Server {
    /// Starts a server; `reply` gets the method, the path and how often both were asked before.
    pub fn start(reply: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_on("127.0.0.1", reply)
    }

    /// The same under every address of this machine.
    pub fn start_everywhere(
        reply: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::start_on("0.0.0.0", reply)
    }

    fn start_on(
        address: &str,
        reply: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((address, 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::new(Shared {
            requests: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        });
        let reply = Arc::new(reply);
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.stop.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (reply, serving) = (Arc::clone(&reply), Arc::clone(&serving));
                std::thread::spawn(move || {
                    serve(&stream, reply.as_ref(), &serving);
                });
            }
        });
        Self { port, shared }
    }

    /// The address of a path; `host` must be a name of this machine.
    pub fn url_on(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        self.url_on("127.0.0.1", path)
    }

    /// Every request so far, `METHOD path`.
    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().expect("not poisoned").clone()
    }

    /// The most requests that were under way at a time.
    pub fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        // Wakes the listener.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn serve(stream: &TcpStream, reply: &dyn Fn(&str, &str, usize) -> Reply, shared: &Shared) {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    if reader.read_line(&mut first).is_err() || first.trim().is_empty() {
        return;
    }
    let mut agent = false;
    loop {
        let mut line = String::new();
        match reader.read_line(&mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) if line.trim().is_empty() => break,
            Ok(_) => agent |= line.to_lowercase().starts_with("user-agent: fabcommons/"),
        }
    }
    let mut words = first.split_whitespace();
    let method = words.next().unwrap_or_default().to_owned();
    let path = words.next().unwrap_or_default().to_owned();
    let asked = format!("{method} {path}{}", if agent { "" } else { " (nameless)" });
    let before = {
        let mut requests = shared.requests.lock().expect("not poisoned");
        let before = requests.iter().filter(|request| **request == asked).count();
        requests.push(asked);
        before
    };
    let now = shared.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
    shared.most.fetch_max(now, Ordering::SeqCst);
    act(stream, &method, reply(&method, &path, before), shared);
}

/// Writes the answer; a request is over as soon as its answer leaves.
fn act(mut stream: &TcpStream, method: &str, reply: Reply, shared: &Shared) {
    let over = || {
        shared.in_flight.fetch_sub(1, Ordering::SeqCst);
    };
    match reply {
        Reply::Slow(pause, reply) => {
            std::thread::sleep(pause);
            act(stream, method, *reply, shared);
        }
        Reply::Answer(status, headers, body) => {
            let mut head = format!(
                "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n",
                body.len()
            );
            for (name, value) in headers {
                let _ = write!(head, "{name}: {value}\r\n");
            }
            head.push_str("\r\n");
            let mut bytes = head.into_bytes();
            if method != "HEAD" {
                bytes.extend(body);
            }
            over();
            let _ = stream.write_all(&bytes);
        }
        Reply::Lie(length, body) => {
            over();
            let head =
                format!("HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&body);
        }
        Reply::Endless => {
            over();
            let _ = stream.write_all(b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n");
            while stream.write_all(&[b'x'; 8192]).is_ok() {}
        }
        Reply::Drip => {
            over();
            let _ = stream.write_all(b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n");
            while stream.write_all(b"x").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        Reply::Hang => {
            std::thread::sleep(Duration::from_secs(5));
            over();
        }
        Reply::Drop => over(),
    }
}
