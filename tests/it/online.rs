//! `check --online`: what the network says becomes findings, what it does not say becomes none.

use crate::server::{Reply, Server, body, redirect, status};
use crate::support::{check, codes, exit_code, fabcommons};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A package with this repository, bill and `fab.toml`.
fn package(root: &Path, repo: &str, bill: &str, fab: &str) -> PathBuf {
    let package = root.join("block");
    fs::create_dir_all(&package).expect("a folder");
    let write =
        |name: &str, content: &[u8]| fs::write(package.join(name), content).expect("written");
    let manifest = format!(
        "okhv = \"2.4\"\nname = \"Block\"\nrepo = \"{repo}\"\nversion = \"1.0.0\"\nlicense = \"MIT\"\n\
         licensor = \"Some Body\"\nfunction = \"A block that stands where it is put.\"\nreadme = \"README.md\"\n\
         manufacturing-instructions = \"README.md\"\nbom = \"bom.csv\"\n\
         [[part]]\nname = \"block\"\nsource = \"block.scad\"\nexport = \"block.stl\"\n"
    );
    write("okh.toml", manifest.as_bytes());
    write("fab.toml", fab.as_bytes());
    write("bom.csv", bill.as_bytes());
    write("block.stl", &crate::cli::box_stl([20.0, 10.0, 5.0]));
    write("block.scad", b"cube([20, 10, 5]);\n");
    write(
        "README.md",
        b"# Block\n\nIt stands.\n\n## Making\n\nPrint it.\n",
    );
    write("LICENSE", include_bytes!("../../LICENSE-MIT"));
    package
}

const PLAIN: &str = "Item,Quantity,Part number,Manufacturer\nScrew M3x10,4,91290A115,McMaster\n";

fn online(home: &Path, package: &Path, more: &[&str]) -> Output {
    fabcommons(home)
        .args(["check", "--online"])
        .args(more)
        .arg(package)
        .output()
        .expect("the binary runs")
}

#[test]
fn dead_links_are_found_where_they_are_written() {
    let home = tempfile::tempdir().expect("a home");
    let server = Server::start(|_, path, _| match path {
        "/repo" => redirect(301, "/moved"),
        "/moved" | "/there" => body(b"here"),
        "/busy" => status(503),
        "/shop" => status(403),
        _ => status(404),
    });
    let bill = format!(
        "Item,Quantity,Part number,Manufacturer,Link\n\
         Screw M3x10,4,91290A115,McMaster,{}\nNut M3,4,90592A085,McMaster,{}\nWasher M3,4,91166A210,McMaster,{}\n",
        server.url("/there"),
        server.url("/nut"),
        server.url("/shop"),
    );
    let fab = format!(
        "[[derived-from]]\nurl = \"{}\"\nrevision = \"v1\"\nlicense = \"MIT\"\nauthors = [\"A\"]\n",
        server.url("/origin")
    );
    let package = package(home.path(), &server.url("/repo"), &bill, &fab);
    let path = package.to_str().expect("UTF-8");

    let (code, report) = check(home.path(), &[path]);
    assert_eq!((code, codes(&report)), (0, Vec::new()), "offline");
    assert_eq!(server.requests(), [""; 0], "offline is the default");

    let (code, report) = check(home.path(), &["--online", path]);
    assert_eq!(code, 0, "warnings fail nothing");
    let found: Vec<_> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            let place = &finding["place"];
            let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
            (
                text(&finding["code"]),
                text(&place["path"]),
                place["line"].as_u64().or(place["row"].as_u64()),
            )
        })
        .collect();
    let place =
        |code: &str, path: &str, line| (Some(code.to_owned()), Some(path.to_owned()), Some(line));
    assert_eq!(
        found,
        [
            place("FC0403", "fab.toml", 2),
            place("FC0215", "bom.csv", 3)
        ],
        "{report}"
    );
    let told = online(home.path(), &package, &[]);
    let told = String::from_utf8_lossy(&told.stderr);
    assert!(
        told.contains("1 of 5 addresses could not be checked"),
        "{told}"
    );
    assert!(
        told.contains("/shop is not shown to everybody (403)"),
        "{told}"
    );
    // The warnings fail a run that is told to fail on warnings.
    let strict = online(home.path(), &package, &["--deny", "warnings"]);
    assert_eq!(exit_code(&strict), 1);
}

#[test]
fn without_a_network_nothing_is_found_and_one_line_says_so() {
    let home = tempfile::tempdir().expect("a home");
    // Nobody listens there any more.
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address").port()
    };
    let mut bill = "Item,Quantity,Part number,Manufacturer,Link\n".to_owned();
    for n in 0..30 {
        let _ = writeln!(
            bill,
            "Screw M3x{n},4,9129{n},McMaster,http://127.0.0.1:{port}/{n}"
        );
    }
    let package = package(home.path(), &format!("http://127.0.0.1:{port}/"), &bill, "");
    let output = online(home.path(), &package, &["--deny", "warnings"]);
    assert_eq!(exit_code(&output), 0, "{output:?}");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        told.trim(),
        "note: no server could be reached (is there a network?): 31 addresses not checked"
    );
}

#[test]
fn origins_are_compared_with_their_digests() {
    let home = tempfile::tempdir().expect("a home");
    let server = Server::start(|_, path, _| match path {
        "/part.stl" => body(b"abc"),
        "/page" => Reply::Answer(
            200,
            vec![("Content-Type", "text/html".to_owned())],
            b"abc".to_vec(),
        ),
        _ => body(b""),
    });
    let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let other = abc.replace("ba78", "0000");
    let run = |path: &str, digest: &str| {
        let fab = format!(
            "[[derived-from]]\nurl = \"{}\"\ndigest = \"{digest}\"\nlicense = \"MIT\"\nauthors = [\"A\"]\n",
            server.url(path)
        );
        let package = package(home.path(), &server.url("/"), PLAIN, &fab);
        let path = package.to_str().expect("UTF-8").to_owned();
        let (code, report) = check(home.path(), &["--online", "--no-cache", &path]);
        (code, codes(&report))
    };
    assert_eq!(run("/part.stl", abc), (0, Vec::new()));
    assert_eq!(run("/part.stl", &other), (1, vec!["FC0404".to_owned()]));
    assert_eq!(
        run("/page", &other),
        (0, Vec::new()),
        "pages are not compared"
    );
}

#[test]
fn online_and_offline_contradict_each_other() {
    let home = tempfile::tempdir().expect("a home");
    let server = Server::start(|_, _, _| status(404));
    let package = package(home.path(), &server.url("/"), PLAIN, "");
    for arguments in [
        ["--offline", "check", "--online"],
        ["check", "--online", "--offline"],
    ] {
        let output = fabcommons(home.path())
            .args(arguments)
            .arg(&package)
            .output()
            .expect("the binary runs");
        assert_eq!(exit_code(&output), 2);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains("contradict"), "{told}");
    }
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn answers_are_kept_for_the_next_run() {
    let home = tempfile::tempdir().expect("a home");
    let server = Server::start(|_, path, _| match path {
        "/repo" => body(b"here"),
        _ => status(404),
    });
    let package = package(home.path(), &server.url("/repo"), PLAIN, "");
    let first = online(home.path(), &package, &[]);
    assert_eq!(server.requests(), ["HEAD /repo"]);
    let second = online(home.path(), &package, &[]);
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(server.requests().len(), 1, "answered from the cache");
    online(home.path(), &package, &["--no-cache"]);
    assert_eq!(server.requests().len(), 2);
}
