use super::*;

fn codes(reading: &Reading) -> Vec<String> {
    reading
        .problems
        .iter()
        .map(|problem| match problem {
            Problem::Unreadable { reason, .. } => format!("unreadable {reason}"),
            Problem::Ambiguous { candidates } => format!("ambiguous {}", candidates.join(" ")),
            Problem::Syntax { message, .. } => format!("syntax {message}"),
            Problem::Duplicate { key, .. } => format!("duplicate {key}"),
            Problem::Missing { key, within, .. } => format!("missing {within}{key}"),
            Problem::Unknown {
                key,
                within,
                times,
                advice,
                ..
            } => {
                format!("unknown {within}{key} ×{times} {advice:?}")
            }
            Problem::Invalid {
                key, why, grave, ..
            } => {
                format!("{} {key} {why}", if *grave { "invalid" } else { "odd" })
            }
            Problem::Outdated { changes, .. } => format!(
                "outdated {}",
                changes
                    .iter()
                    .map(|change| format!("{}:{:?}", change.key, change.kind))
                    .collect::<Vec<_>>()
                    .join(" ")
            ),
        })
        .collect()
}

const GOOD: &str = r#"okhv = "2.4"
name = "Lamp"
repo = "https://codeberg.org/alice/lamp"
version = "1.0.0"
license = "CERN-OHL-S-2.0"
licensor = "Alice <alice@lamps.org>"
function = "Lights a desk"
source = ["lamp.scad", "docs/./a.scad"]
image = { location = "lamp.png", slots = ["photo-thing-main"] }

[[part]]
name = "shade"
source = "shade.scad"
export = ["shade.stl", "shade.3mf"]
mass = 30
outer-dimensions = { width = 10, depth = 20.5, height = 3 }
tsdc = "3DP"
"#;

#[test]
fn a_current_manifest_has_no_problem() {
    let reading = read_text("okh.toml", GOOD.as_bytes());
    assert_eq!(codes(&reading), Vec::<String>::new());
    let manifest = &reading.manifest;
    assert_eq!(reading.name(), Some("Lamp"));
    assert_eq!(manifest.dialect, Dialect::V2_4);
    assert_eq!(
        manifest.licensor[0].value,
        Person {
            name: "Alice".into(),
            email: Some("alice@lamps.org".into()),
            url: None
        }
    );
    let exports: Vec<_> = manifest
        .references
        .iter()
        .filter(|reference| reference.role == Role::Export)
        .map(|reference| (reference.part, reference.target.value.as_str()))
        .collect();
    assert_eq!(exports, [(Some(0), "shade.stl"), (Some(0), "shade.3mf")]);
    let part = &manifest.parts[0];
    assert_eq!(
        part.outer_dimensions.as_ref().map(|size| size.value),
        Some([10.0, 20.5, 3.0])
    );
    let document = reading.document.as_ref().expect("read");
    let name = part.name.as_ref().expect("named");
    assert_eq!(document.text_at(&name.span), "\"shade\"");
}

#[test]
fn a_syntax_error_in_line_1_hides_nothing_behind_it() {
    for first in [
        "okhv 2.4",
        "okhv = \"2.4",
        "okhv = 2.4.",
        "okhv: \"2.4\"",
        "= \"2.4\"",
        "[okhv",
        "okhv =",
        "okhv = [\"2.4\"",
        "okhv = { a = \"2.4\"",
        "okhv = \"\"\"2.4",
        "okhv = '''2.4",
        "{",
        "Open Know-How!",
        "okhv = \"2.4\" \"2.4\"",
    ] {
        let text = format!(
            "{first}\nname = \"a\"\nrepo = \"nowhere\"\nlicense = \"MIT\"\nlicensor = 3\nfuntion = \"b\"\n"
        );
        let reading = read_text("okh.toml", text.as_bytes());
        let codes = codes(&reading);
        let count = |start: &str| codes.iter().filter(|code| code.starts_with(start)).count();
        assert!(count("syntax") >= 1, "{first}: {codes:#?}");
        assert_eq!(count("invalid repo is `nowhere`"), 1, "{first}: {codes:#?}");
        assert_eq!(
            count("invalid licensor is a number"),
            1,
            "{first}: {codes:#?}"
        );
        assert_eq!(
            count("unknown funtion ×1 DidYouMean(\"function\")"),
            1,
            "{first}: {codes:#?}"
        );
        assert!(reading.manifest.name.is_some(), "{first}");
    }
}

#[test]
fn losh_1_is_one_note() {
    let text = r#"okhv = "OKH-LOSHv1.0"
name = "Lamp\n"
repo = "https://www.appropedia.org/Lamp"
version = 107
license = "LicenseRef-CC BY-SA-4.0"
licensor = ["Alice"]
organisation = "Lamps"
readme = "/README.md"
image = ""
documentationLanguage = "en"
timestamp = "1643287968"
function = "Lights"
documentationReadinessLevel = "Started"
technologyReadinessLevel = "Ideation"
fabric-width-mm = 400
[outer-dimensions]
openSCAD = "cube(size = [40,35,15])"
unit = "cm"
[[part]]
name = "a"
material = "PLA"
supports = false
printing-process = "FDM"
mass = { value = 0.5, unit = "kg" }
"#;
    let reading = read_text("okh.toml", text.as_bytes());
    let manifest = &reading.manifest;
    assert_eq!(reading.problems.len(), 1, "{:#?}", codes(&reading));
    let Problem::Outdated { changes, span } = &reading.problems[0] else {
        panic!("{:?}", reading.problems)
    };
    assert_eq!(&text[span.clone()], "okhv = \"OKH-LOSHv1.0\"");
    let kind = |key: &str| {
        &changes
            .iter()
            .find(|change| change.key == key)
            .expect(key)
            .kind
    };
    assert_eq!(kind("organisation"), &ChangeKind::Rename("organization"));
    assert_eq!(kind("timestamp"), &ChangeKind::Carry);
    assert_eq!(kind("image"), &ChangeKind::Drop);
    assert_eq!(kind("material"), &ChangeKind::ToFab("material"));
    assert_eq!(
        kind("readme"),
        &ChangeKind::Rewrite(Rewrite::text("README.md"))
    );
    assert_eq!(reading.name(), Some("Lamp"));
    assert_eq!(
        manifest.version.as_ref().map(|v| v.value.as_str()),
        Some("107")
    );
    assert_eq!(
        manifest.outer_dimensions.as_ref().map(|v| v.value),
        Some([400.0, 350.0, 150.0])
    );
    assert_eq!(
        manifest
            .technology_readiness_level
            .as_ref()
            .map(|v| v.value.as_str()),
        Some("OTRL-1")
    );
    let part = &manifest.parts[0];
    assert_eq!(part.mass.as_ref().map(|v| v.value), Some(500.0));
    let production: Vec<_> = part
        .production
        .iter()
        .map(|(key, field)| (key.as_str(), field.value.as_str()))
        .collect();
    assert_eq!(
        production,
        [
            ("material", "PLA"),
            ("supports", "none"),
            ("process", "FFF")
        ]
    );
}

#[test]
fn version_1_in_yaml() {
    let text = "title: Lamp\ndescription: |\n  Lights\n  a desk\nproject-link: https://lamps.org/\n\
        documentation-home: https://codeberg.org/alice/lamp\nmade: true\nversion: 0.10\n\
        license:\n  documentation: CC BY-SA 4.0\n  software: MIT\nlicensor:\n  name: Alice\n  email: a@b.c\n\
        design-files:\n  - path: lamp.scad\n    title: the lamp\nmaking-instructions:\n  - path: build.md\n\
        bom:\nsoftware:\n  - path: https://a.b/c\nstandards-used:\n  - standard-title: x\n    reference: ISO 1\n\
        derivative-of:\n  title: y\n  web: https://a.b/d\n";
    let reading = read_text("okh.yml", text.as_bytes());
    assert_eq!(reading.problems.len(), 1, "{:#?}", codes(&reading));
    let manifest = &reading.manifest;
    assert_eq!(manifest.dialect, Dialect::V1);
    let value = |field: &Option<Field<String>>| field.as_ref().map(|field| field.value.clone());
    assert_eq!(value(&manifest.name).as_deref(), Some("Lamp"));
    assert_eq!(value(&manifest.function).as_deref(), Some("Lights\na desk"));
    assert_eq!(
        value(&manifest.repo).as_deref(),
        Some("https://codeberg.org/alice/lamp")
    );
    assert_eq!(
        value(&manifest.version).as_deref(),
        Some("0.10"),
        "as written"
    );
    assert_eq!(value(&manifest.license).as_deref(), Some("CC BY-SA 4.0"));
    assert_eq!(value(&manifest.software_license).as_deref(), Some("MIT"));
    assert_eq!(value(&manifest.fork_of).as_deref(), Some("https://a.b/d"));
    assert_eq!(manifest.licensor[0].value.email.as_deref(), Some("a@b.c"));
    let references: Vec<_> = manifest
        .references
        .iter()
        .map(|reference| (reference.role, reference.target.value.as_str()))
        .collect();
    assert_eq!(
        references,
        [
            (Role::Source, "lamp.scad"),
            (Role::ManufacturingInstructions, "build.md"),
            (Role::SoftwareRelease, "https://a.b/c")
        ]
    );
}

#[test]
fn duplicate_keys_name_both_places() {
    let toml = "okhv = \"2.4\"\nname = \"a\"\nname = \"b\"\n[rdf]\nnamespace = \"x\"\n[rdf]\nnamespace = \"y\"\n";
    for (path, text) in [
        ("okh.toml", toml),
        (
            "okh.yml",
            "okhv: '2.4'\nname: a\nname: b\nrdf: {namespace: x}\nrdf: {namespace: y}\n",
        ),
        (
            "okh.json",
            "{\"okhv\": \"2.4\",\"name\": \"a\",\n\"name\": \"b\",\"rdf\":{\"namespace\":\"x\"},\"rdf\":{\"namespace\":\"y\"}}",
        ),
    ] {
        let reading = read_text(path, text.as_bytes());
        let places: Vec<_> = reading
            .problems
            .iter()
            .filter_map(|problem| match problem {
                Problem::Duplicate { first, again, .. } => Some((
                    text[first.clone()].trim_matches('"'),
                    text[again.clone()].trim_matches('"'),
                    first.start < again.start,
                )),
                _ => None,
            })
            .collect();
        let rdf = if path == "okh.toml" { "[rdf]" } else { "rdf" };
        assert_eq!(places.len(), 2, "{path}: {:#?}", codes(&reading));
        assert_eq!(places[0], ("name", "name", true), "{path}");
        assert!(
            rdf.contains(places[1].0) && places[1].2,
            "{path}: {places:?}"
        );
        assert!(
            !codes(&reading)
                .iter()
                .any(|code| code.starts_with("syntax")),
            "{path}"
        );
        assert_eq!(reading.name(), Some("b"), "{path}: the last one");
    }
    let reading = read_text(
        "okh.toml",
        format!("forkOf = \"https://a.b\"\nfork-of = \"https://a.b\"\n{GOOD}").as_bytes(),
    );
    assert!(
        codes(&reading).contains(&"duplicate fork-of".to_owned()),
        "{:?}",
        codes(&reading)
    );
}

#[test]
fn yaml_syntax_errors_do_not_hide_the_rest() {
    let text = "title: Lamp: the second\ndescription: x\nlicensor: [a\nproject-link: nowhere\nversion: 1\n";
    let reading = read_text("okh.yml", text.as_bytes());
    let codes = codes(&reading);
    assert!(
        codes
            .iter()
            .filter(|code| code.starts_with("syntax"))
            .count()
            >= 2,
        "{codes:#?}"
    );
    assert!(
        codes
            .iter()
            .any(|code| code.starts_with("invalid repo is `nowhere`")),
        "{codes:#?}"
    );
    assert!(reading.manifest.version.is_some());
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect()
}

#[test]
fn hostile_texts_end() {
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
        d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n\
        g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\ntitle: end\n";
    let reading = read_text("okh.yml", bomb.as_bytes());
    assert!(
        codes(&reading).iter().any(|code| code.contains("too much")),
        "{:#?}",
        codes(&reading)
    );
    assert_eq!(reading.name(), Some("end"));
    let half = 1 << 19;
    for (path, text) in [
        ("okh.toml", format!("a = {}", "[".repeat(half))),
        ("okh.toml", format!("a = {}", "{a=".repeat(half / 3))),
        ("okh.toml", format!("{}=1", "a.".repeat(half / 2) + "a")),
        ("okh.toml", "[".repeat(half)),
        ("okh.toml", lines((0..60_000).map(|i| format!("k{i}=1\n")))),
        (
            "okh.toml",
            lines((0..60_000).map(|i| format!("okhv{i}=1\ntitle='a'\n"))),
        ),
        (
            "okh.toml",
            "name=1\n".repeat(30_000) + &"repo=1\n".repeat(30_000),
        ),
        ("okh.toml", "[[part]]\n".repeat(50_000)),
        ("okh.toml", "[part]\n".repeat(50_000)),
        (
            "okh.yml",
            "title: a\n".to_owned() + &lines((0..60_000).map(|i| format!("k{i}: 1\n"))),
        ),
        ("okh.toml", "a=[\n".repeat(half / 4)),
        ("okh.toml", "\"\"\"\na=1\n".repeat(half / 8)),
        ("okh.yml", "[".repeat(half)),
        ("okh.yml", "- ".repeat(half / 2)),
        ("okh.yml", "? ".repeat(half / 2)),
        ("okh.yml", "a: [\n".repeat(half / 5)),
        (
            "okh.yml",
            lines((0..2000).map(|i| format!("{}a:\n", " ".repeat(i % 300)))),
        ),
        ("okh.json", "[".repeat(half)),
        ("okh.json", "{\"a\":".repeat(half / 5)),
        ("okh.json", "{,".repeat(half / 2)),
    ] {
        let started = std::time::Instant::now();
        let reading = read_text(path, text.as_bytes());
        assert!(!reading.problems.is_empty());
        assert!(
            started.elapsed().as_secs() < 30,
            "{path} {:?} took {:?}",
            &text[..12.min(text.len())],
            started.elapsed()
        );
    }
}

#[test]
fn files_that_are_no_manifest() {
    for (bytes, reason) in [
        (&b""[..], "it is empty"),
        (b"# nothing\n", "it is empty"),
        (b"\0\x01", "it is a binary file"),
    ] {
        let reading = read_text("okh.toml", bytes);
        assert_eq!(codes(&reading), [format!("unreadable {reason}")]);
        assert!(reading.is_present());
    }
    let reading = read_text("okh.yml", b"- a\n- b\n");
    assert!(
        codes(&reading)[0].starts_with("syntax keys with values expected"),
        "{:?}",
        codes(&reading)
    );
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(GOOD.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let reading = read_text("okh.toml", &wide);
    assert_eq!(
        codes(&reading),
        ["syntax the file is UTF-16: save it as UTF-8"]
    );
    assert_eq!(reading.name(), Some("Lamp"));
    let crlf = read_text("okh.toml", GOOD.replace('\n', "\r\n").as_bytes());
    assert_eq!(codes(&crlf), Vec::<String>::new());
}
