//! Asking a server that behaves, one that misbehaves, and none at all.

use crate::server::{Reply, Server, body, redirect, status};
use fabcommons::digest::Digest;
use fabcommons::net::{AT_ONCE, Client, Missed, PER_HOST, Reach, Settings};
use std::path::Path;
use std::time::{Duration, Instant};

/// As by default, but in a hurry.
fn settings(memory: Option<&Path>) -> Settings {
    Settings {
        connect: Duration::from_secs(2),
        answer: Duration::from_secs(10),
        download: Duration::from_secs(10),
        pause: Duration::from_millis(20),
        patience: Duration::from_secs(2),
        memory: memory.map(Path::to_owned),
        ..Settings::default()
    }
}

/// A client that waits for nobody.
fn hasty() -> Client {
    Client::new(Settings {
        answer: Duration::from_millis(400),
        download: Duration::from_millis(400),
        ..settings(None)
    })
    .expect("a client")
}

fn client() -> Client {
    Client::new(settings(None)).expect("a client")
}

fn there(url: &str, moved: bool) -> Reach {
    Reach::Reachable {
        url: url.to_owned(),
        moved,
    }
}

#[test]
fn answers_are_told_apart() {
    let server = Server::start(|method, path, _| match (method, path) {
        (_, "/there") => body(b"here"),
        (_, "/moved") => redirect(301, "/there"),
        (_, "/elsewhere") => redirect(302, "/there"),
        (_, "/twice") => redirect(308, "/moved"),
        (_, "/loop") => redirect(302, "/loop"),
        (_, "/to-file") => redirect(302, "file:///etc/passwd"),
        (_, "/gone") => status(410),
        (_, "/members") => status(401),
        (_, "/broken") => status(500),
        ("HEAD", "/no-head-403") => status(403),
        ("HEAD", "/no-head-405") => status(405),
        ("HEAD", "/no-head-501") => status(501),
        ("HEAD", "/no-head-404") => status(404),
        (_, path) if path.starts_with("/no-head") => body(b"here"),
        _ => status(404),
    });
    let there_url = server.url("/there");
    let client = client();
    for (path, expected) in [
        ("/there", there(&there_url, false)),
        ("/there#part", there(&there_url, false)),
        ("/moved", there(&there_url, true)),
        ("/elsewhere", there(&there_url, false)),
        ("/twice", there(&there_url, true)),
        ("/loop", Reach::Redirects),
        ("/to-file", Reach::Redirects),
        ("/gone", Reach::Gone { status: 410 }),
        ("/nothing", Reach::Gone { status: 404 }),
        ("/members", Reach::Refused { status: 401 }),
        ("/broken", Reach::ServerError { status: 500 }),
        ("/no-head-403", there(&server.url("/no-head-403"), false)),
        ("/no-head-405", there(&server.url("/no-head-405"), false)),
        ("/no-head-501", there(&server.url("/no-head-501"), false)),
        ("/no-head-404", there(&server.url("/no-head-404"), false)),
    ] {
        assert_eq!(client.reach(&server.url(path)), expected, "{path}");
    }
    assert!(client.was_answered());
    let requests = server.requests();
    // What is there is asked with HEAD alone, and everybody is told who asks.
    assert_eq!(
        requests.iter().filter(|r| r.ends_with(" /there")).count(),
        requests
            .iter()
            .filter(|r| r.as_str() == "HEAD /there")
            .count()
    );
    assert!(!requests.iter().any(|request| request.contains("nameless")));
    // A loop ends.
    let loops = requests.iter().filter(|r| r.ends_with(" /loop")).count();
    assert_eq!(loops, 11);
}

#[test]
fn a_busy_server_is_asked_again_and_not_for_ever() {
    let server = Server::start(|_, path, before| {
        let busy = |status: u16, after: &str| {
            Reply::Answer(status, vec![("Retry-After", after.to_owned())], Vec::new())
        };
        match path {
            "/later" if before == 0 => busy(429, "1"),
            "/soon" if before < 2 => status(503),
            "/dropped" if before == 0 => Reply::Drop,
            "/never" => status(503),
            "/tomorrow" => busy(503, "86400"),
            "/nonsense" if before == 0 => busy(503, "whenever"),
            _ => status(200),
        }
    });
    let client = client();
    let begun = Instant::now();
    assert!(client.reach(&server.url("/later")).is_reachable());
    assert!(
        begun.elapsed() >= Duration::from_secs(1),
        "it asked to wait"
    );
    for path in ["/soon", "/dropped", "/nonsense"] {
        assert!(client.reach(&server.url(path)).is_reachable(), "{path}");
    }
    assert_eq!(
        client.reach(&server.url("/never")),
        Reach::ServerError { status: 503 }
    );
    let begun = Instant::now();
    assert_eq!(
        client.reach(&server.url("/tomorrow")),
        Reach::ServerError { status: 503 }
    );
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "nobody waits that long"
    );
    let times = |request: &str| server.requests().iter().filter(|r| *r == request).count();
    assert_eq!(times("HEAD /later"), 2);
    assert_eq!(times("HEAD /soon"), 3);
    assert_eq!(times("HEAD /never"), 3);
    assert_eq!(times("HEAD /tomorrow"), 1);
    assert!(!server.requests().iter().any(|r| r.starts_with("GET")));
}

#[test]
fn a_host_that_has_had_enough_is_left_alone() {
    let server = Server::start(|_, _, _| status(429));
    let client = client();
    let urls: Vec<String> = (0..20).map(|n| server.url(&format!("/{n}"))).collect();
    let reached = client.reach_all(&urls, &|| {});
    assert!(
        reached
            .iter()
            .all(|reach| *reach == Reach::Refused { status: 429 })
    );
    // One more may be under way when the third refusal comes.
    let asked = server.requests().len();
    assert!((3..=4).contains(&asked), "{asked} requests");
}

#[test]
fn silence_ends() {
    let server = Server::start(|_, path, _| match path {
        "/hang" => Reply::Hang,
        _ => Reply::Drop,
    });
    let client = hasty();
    let begun = Instant::now();
    assert_eq!(client.reach(&server.url("/hang")), Reach::Timeout);
    assert_eq!(client.reach(&server.url("/drop")), Reach::NoConnection);
    assert!(begun.elapsed() < Duration::from_secs(4));
    // A port that nobody listens on.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = closed.local_addr().expect("an address").port();
    drop(closed);
    let nobody = Client::new(settings(None)).expect("a client");
    let reach = nobody.reach(&format!("http://127.0.0.1:{port}/"));
    assert_eq!(reach, Reach::NoConnection);
    assert!(!nobody.was_answered());
}

#[test]
fn a_server_that_is_silent_is_not_asked_for_ever() {
    let server = Server::start(|_, _, _| Reply::Drop);
    let client = client();
    let urls: Vec<String> = (0..50).map(|n| server.url(&format!("/{n}"))).collect();
    let reached = client.reach_all(&urls, &|| {});
    assert!(reached.iter().all(|reach| *reach == Reach::NoConnection));
    let asked = server.requests().len();
    assert!((6..=24).contains(&asked), "{asked} requests");
    // Another server is not blamed for it.
    let other = Server::start(|_, _, _| status(200));
    assert!(client.reach(&other.url("/")).is_reachable());
}

#[test]
fn what_is_no_address_is_not_asked() {
    let client = client();
    for text in [
        "ftp://127.0.0.1/",
        "http://user:secret@127.0.0.1/",
        "part.stl",
        "https://example.com/",
    ] {
        let reach = client.reach(text);
        assert!(
            matches!(reach, Reach::Unaskable { .. }),
            "{text}: {reach:?}"
        );
    }
}

#[test]
fn bodies_are_bounded_whatever_is_announced() {
    let server = Server::start(|_, path, _| match path {
        "/small" => body(b"abc"),
        "/endless" => Reply::Endless,
        "/drip" => Reply::Drip,
        "/short" => Reply::Lie(1_000_000_000_000, b"abc".to_vec()),
        "/page" => Reply::Answer(
            200,
            vec![("Content-Type", "text/html; charset=utf-8".to_owned())],
            b"<html>".to_vec(),
        ),
        _ => status(404),
    });
    let client = client();
    let get = |path: &str, limit| {
        let mut bytes = Vec::new();
        let result = client.download(&server.url(path), limit, &mut bytes);
        (result, bytes)
    };
    let (small, bytes) = get("/small", 3);
    let small = small.expect("three bytes");
    assert_eq!(
        (small.bytes, small.is_page, bytes),
        (3, false, b"abc".to_vec())
    );
    assert!(matches!(get("/small", 2).0, Err(Missed::TooLarge(2))));
    let (endless, bytes) = get("/endless", 1 << 20);
    assert!(matches!(endless, Err(Missed::TooLarge(_))), "{endless:?}");
    assert!(bytes.len() <= 1 << 20);
    let begun = Instant::now();
    let drip = hasty().download(&server.url("/drip"), 1 << 20, &mut Vec::new());
    assert!(matches!(drip, Err(Missed::Incomplete)), "{drip:?}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(matches!(get("/short", 1 << 40).0, Err(Missed::Incomplete)));
    assert!(matches!(
        get("/nothing", 9).0,
        Err(Missed::Unreached(Reach::Gone { status: 404 }))
    ));
    // Learning whether it is there does not read an endless body.
    assert!(client.reach(&server.url("/endless")).is_reachable());

    let digest = |path| client.digest(&server.url(path), 1 << 20);
    assert_eq!(digest("/small").expect("a file"), Some(Digest::of(b"abc")));
    assert_eq!(digest("/page").expect("a page"), None);
}

#[test]
fn few_requests_at_a_time_and_fewer_to_one_host() {
    let slow = |pause| {
        move |_: &str, _: &str, _: usize| {
            Reply::Slow(Duration::from_millis(pause), Box::new(status(200)))
        }
    };
    let one = Server::start(slow(60));
    let urls: Vec<String> = (0..10).map(|n| one.url(&format!("/{n}"))).collect();
    assert!(
        client()
            .reach_all(&urls, &|| {})
            .iter()
            .all(Reach::is_reachable)
    );
    assert_eq!(one.most_at_once(), PER_HOST);

    // The same machine under many names: 127.0.0.0/8 is all of it, where the system says so.
    if std::net::TcpListener::bind("127.0.0.20:0").is_err() {
        println!("skipped: this machine has one name only");
        return;
    }
    let many = Server::start_everywhere(slow(150));
    let urls: Vec<String> = (0..40)
        .map(|n| many.url_on(&format!("127.0.0.{}", n % 20 + 1), &format!("/{n}")))
        .collect();
    let steps = std::sync::atomic::AtomicUsize::new(0);
    let step = || {
        steps.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    };
    let reached = client().reach_all(&urls, &step);
    let expected: Vec<Reach> = urls.iter().map(|url| there(url, false)).collect();
    assert_eq!(reached, expected, "in the order they were given");
    assert_eq!(steps.into_inner(), 40);
    let most = many.most_at_once();
    assert!(most > PER_HOST && most <= AT_ONCE, "{most} at once");
}

#[test]
fn an_address_is_asked_once_a_day() {
    let home = tempfile::tempdir().expect("a home");
    let server = Server::start(|_, path, _| match path {
        "/there" => body(b"abc"),
        "/broken" => status(500),
        _ => status(404),
    });
    let urls = [
        server.url("/there"),
        server.url("/there"),
        server.url("/there#x"),
        server.url("/nothing"),
        server.url("/broken"),
    ];
    let run = |memory: Option<&Path>| {
        let client = Client::new(settings(memory)).expect("a client");
        let reached = client.reach_all(&urls, &|| {});
        let digest = client.digest(&urls[0], 100).expect("a file");
        assert_eq!(digest, Some(Digest::of(b"abc")));
        reached
    };
    let first = run(Some(home.path()));
    let asked = server.requests().len();
    // One HEAD for `/there`, HEAD and GET for the two that failed, one GET for the digest.
    assert_eq!(asked, 6, "{:?}", server.requests());
    assert_eq!(run(Some(home.path())), first);
    let again = server.requests().split_off(asked);
    assert_eq!(
        again,
        ["HEAD /broken", "GET /broken"],
        "trouble is no answer"
    );
    // Damaged entries are no answers either.
    for entry in crate::support::files_below(home.path()) {
        std::fs::write(entry, b"\0 damaged").expect("written");
    }
    let asked = server.requests().len();
    assert_eq!(run(Some(home.path())), first);
    assert_eq!(server.requests().len(), asked + 6);
    // Without a memory nothing is remembered.
    let asked = server.requests().len();
    run(None);
    assert_eq!(server.requests().len(), asked + 6);
}
