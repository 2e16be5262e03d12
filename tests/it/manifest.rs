//! Manifests and the rules about them: on packages made here, on every manifest of the corpus, and
//! beside the official schema.

use fabcommons::check::PackageView;
use fabcommons::diag::{Finding, Sink};
use fabcommons::package::manifest::{Problem, Reading, read_text};
use fabcommons::package::{Package, fab};
use fabcommons::rules::{AREAS, Check};
use std::path::{Path, PathBuf};

/// A directory with these files.
fn package(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (path, text) in files {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().expect("below the root")).expect("directory");
        std::fs::write(path, text).expect("written");
    }
    directory
}

/// What area 01 finds in a package.
fn findings_at(root: &Path, manifest: Option<&Path>) -> Vec<Finding> {
    let package = Package::load(root, manifest).expect("a readable directory");
    let view = PackageView {
        package: &package,
        meshes: &[],
        online: None,
    };
    let area = AREAS
        .iter()
        .find(|area| area.digits == "01")
        .expect("area 01");
    let mut findings = Vec::new();
    for rule in area.rules {
        if let Check::Package(check) = rule.check {
            let mut sink = Sink::keeping(rule);
            check(&view, &mut sink);
            findings.extend(sink.into_findings());
        }
    }
    findings
}

/// One line per finding: code, severity, line, message.
fn lines(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let line = finding
                .place
                .line_column()
                .map_or("-".to_owned(), |(line, _)| line.to_string());
            format!(
                "{} {} {line}: {}",
                finding.rule.code,
                finding.severity.word(),
                finding.message
            )
        })
        .collect()
}

fn found(files: &[(&str, &str)]) -> Vec<String> {
    lines(&findings_at(package(files).path(), None))
}

const GOOD: &str = "okhv = \"2.4\"\nname = \"Lamp\"\nrepo = \"https://codeberg.org/alice/lamp\"\nversion = \"1.0.0\"\n\
    license = \"MIT\"\nlicensor = \"Alice\"\nfunction = \"Lights\"\n";

#[test]
fn a_good_manifest_has_no_finding() {
    assert_eq!(found(&[("okh.toml", GOOD)]), Vec::<String>::new());
}

#[test]
fn a_syntax_error_in_line_1_and_three_wrong_fields_are_four_findings() {
    let text = "okhv = \"2.4\nname = 3\nrepo = \"git@codeberg.org:a/lamp.git\"\nversion = \"1.0.0\"\nlicense = \"MIT\"\n\
        licensor = \"Alice\"\nfunction = \"Lights\"\ntechnology-readiness-level = \"OTLR-5\"\n";
    assert_eq!(
        found(&[("okh.toml", text)]),
        [
            "FC0102 error 1: syntax error: invalid basic string: expected `\"`",
            "FC0106 error 2: `name` is a number: it must be a string",
            "FC0106 error 3: `repo` is `git@codeberg.org:a/lamp.git`, which is not an `http(s)://` address",
            "FC0106 error 8: `technology-readiness-level` is `OTLR-5`, which is no level",
        ]
    );
}

#[test]
fn which_file_is_the_manifest() {
    assert_eq!(
        found(&[("okh.toml", GOOD), ("okh.yml", "title: a")]),
        Vec::<String>::new()
    );
    let several = found(&[("okh-a.toml", GOOD), ("okh.yml", "title: a")]);
    assert_eq!(
        several,
        ["FC0102 error -: several files could be the manifest: `okh-a.toml`, `okh.yml`"]
    );
    let directory = package(&[("okh-a.toml", GOOD), ("okh.yml", "title: a")]);
    let named = directory.path().join("okh-a.toml");
    assert_eq!(
        lines(&findings_at(directory.path(), Some(&named))),
        Vec::<String>::new()
    );
    assert_eq!(
        lines(&findings_at(
            directory.path(),
            Some(Path::new("okh-a.toml"))
        )),
        Vec::<String>::new(),
        "relative to the root"
    );
    let loose = found(&[("a.stl", "solid a")]);
    assert_eq!(
        loose,
        ["FC0101 note -: there is no manifest: only the geometry is checked"]
    );
    let with_fab = found(&[("fab.toml", "")]);
    assert_eq!(
        with_fab,
        ["FC0101 error -: the package has no manifest (`okh.toml`)"]
    );
}

#[test]
fn files_that_cannot_be_read_are_findings() {
    let directory = package(&[("okh.toml/x", "")]);
    assert_eq!(
        lines(&findings_at(directory.path(), None)),
        ["FC0102 error -: the manifest cannot be read: it is a directory"]
    );
    assert_eq!(
        found(&[("okh.toml", "")]),
        ["FC0102 error -: the manifest cannot be read: it is empty"]
    );
    let big = "#".repeat(1 << 21);
    assert_eq!(
        found(&[("okh.toml", &big)]).len(),
        1,
        "a manifest of 2 MiB is one finding"
    );
    let fab = found(&[("okh.toml", GOOD), ("fab.toml", "[package\nid = \"a b\"\n")]);
    assert_eq!(fab.len(), 2, "{fab:#?}");
    assert!(
        fab[0].starts_with("FC0102 error 1: syntax error"),
        "{fab:#?}"
    );
}

#[cfg(unix)]
#[test]
fn no_permission_is_a_finding() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = package(&[("okh.toml", GOOD)]);
    let path = directory.path().join("okh.toml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("permissions");
    if std::fs::read(&path).is_ok() {
        return; // the superuser reads everything
    }
    assert_eq!(
        lines(&findings_at(directory.path(), None)),
        ["FC0102 error -: the manifest cannot be read: permission denied"]
    );
}

#[test]
fn git_says_another_repository() {
    let config = |url: &str| format!("[remote \"origin\"]\n\turl = {url}\n");
    let run = |url: &str, folder: &str| {
        let path = if folder.is_empty() {
            "okh.toml".to_owned()
        } else {
            format!("{folder}/okh.toml")
        };
        let directory = package(&[(".git/config", &config(url)), (&path, GOOD)]);
        lines(&findings_at(&directory.path().join(folder), None))
    };
    assert_eq!(
        run("git@codeberg.org:Alice/lamp.git", ""),
        Vec::<String>::new()
    );
    assert_eq!(
        run("https://bob:secret@codeberg.org/bob/lamp.git", ""),
        [
            "FC0108 warning 3: `repo` is `https://codeberg.org/alice/lamp`, but the git remote is `https://codeberg.org/bob/lamp`"
        ]
    );
    assert_eq!(
        run("https://codeberg.org/bob/collection.git", "lamps/desk"),
        Vec::<String>::new(),
        "a package in a sub-directory is fine"
    );
}

#[test]
fn levels_versions_templates_and_lints() {
    let text = GOOD
        .replace("1.0.0", "v1.2")
        .replace("Alice", "Your Name <you@example.org>")
        + "documentation-readiness-level = \"ODRL-3\"\nbom = \"bom.csv\"\nauxiliary = \"/a.pdf\"\nheight = 3\nforkof = \"https://a.b/c\"\n";
    let fab = "[[lints]]\nrule = \"detached-shell\"\nlevel = \"allow\"\n";
    let found = found(&[("okh.toml", &text), ("fab.toml", fab)]);
    assert_eq!(
        found,
        [
            "FC0103 error 1: `reason` of `[[lints]]` is missing",
            "FC0104 warning 11: okhv 2.4 has no key `height`",
            "FC0104 warning 12: okhv 2.4 has no key `forkof`",
            "FC0106 warning 10: `auxiliary` begins with a slash (`/a.pdf`)",
            "FC0106 error 2: `rule` is `detached-shell`, which is no rule",
            "FC0107 warning 6: `licensor` is a placeholder: `Your Name`",
            "FC0109 note 4: version `v1.2` is not `major.minor.patch`",
            "FC0111 note 8: the manifest claims `ODRL-3`, but the package has no design file and no manufacturing instructions",
        ]
    );
}

#[test]
fn one_cause_is_no_flood() {
    let fab =
        "[[lints]]\nlevel = \"allow\"\n".repeat(500) + "[[part]]\nquantity = 0\nquantity = 0\n";
    let text = GOOD.to_owned() + &"[[part]]\nmass = 0\n".repeat(1000);
    let found = found(&[("okh.toml", &text), ("fab.toml", &fab)]);
    assert!(found.len() < 60, "{} findings", found.len());
    assert!(
        found.contains(
            &"FC0103 error 26: `name` of `[[part]]` is missing (and 990 more like it)".to_owned()
        ),
        "{found:#?}"
    );
}

#[test]
fn an_older_manifest_is_one_note() {
    let text = "okhv = \"OKH-LOSHv1.0\"\nname = \"Lamp\"\nrepo = \"https://codeberg.org/alice/lamp\"\nversion = \"1.0.0\"\n\
        license = \"MIT\"\nlicensor = \"Alice\"\nfunction = \"Lights\"\norganisation = \"Lamps\"\ntimestamp = \"3\"\nlicencor = \"x\"\n";
    let directory = package(&[("okh.toml", text)]);
    let findings = findings_at(directory.path(), None);
    assert_eq!(
        lines(&findings),
        [
            "FC0104 warning 10: okhv 2.4 has no key `licencor`",
            "FC0105 note 1: the manifest follows OKH-LOSH 1.0; the current edition is okhv 2.4",
        ]
    );
    assert_eq!(
        findings[1].help.as_deref(),
        Some(
            "`fabcommons check --fix` does it: set `okhv = \"2.4\"`; `organisation` is `organization` now; \
             move `timestamp`, which 2.4 has no key for, under `[carried]` in `fab.toml`"
        )
    );
}

/// Whether the official schema accepts a TOML manifest.
fn official() -> impl Fn(&str) -> bool {
    let text = std::fs::read_to_string("schemas/okh-2.4.schema.json").expect("the schema");
    let schema = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    move |text| {
        let value: toml::Value = toml::from_str(text).expect("TOML");
        validator.is_valid(&serde_json::to_value(&value).expect("JSON"))
    }
}

/// Whether a manifest is valid okhv 2.4 for us.
fn valid(reading: &Reading) -> bool {
    !reading.problems.iter().any(|problem| match problem {
        Problem::Invalid { grave, .. } => *grave,
        _ => true,
    })
}

#[test]
fn our_verdict_is_that_of_the_official_schema() {
    let official = official();
    let verdict = |text: &str| valid(&read_text("okh.toml", text.as_bytes()));
    assert!(verdict(GOOD) && official(GOOD));
    for good in [
        "\"$schema\" = \"https://json.schemastore.org/okh.json\"",
        "release = \"releases/1\"",
        "release = \"https://a.b/c\"",
        "organization = [\"A\", \"B\"]",
        "organization = [{ name = \"A\", url = \"https://a.b\", phone = 1 }]",
        "documentation-language = [\"en\", \"de-AT\"]",
        "documentation-language = \"English-UK\"",
        "technology-readiness-level = \"OTRL-6\"",
        "documentation-readiness-level = \"ODRL-3*\"",
        "readme = \"/README.md\"",
        "readme = []",
        "image = \"\"",
        "image = [\"a.png\", { location = \"b.png\", depicts = 3, tags = [], slots = [\"x\"] }]",
        "publication = [\"10.1371/journal.pone.0193087\", \"https://a.b\"]",
        "standard-compliance = \"ISO 1\"",
        "cpc-patent-class = [\"D03D 35/00\", \"A41G\"]",
        "tsdc = [\"MEC\", \"ASM\"]",
        "mass = 0.5",
        "outer-dimensions = { width = 1, depth = 2.5, height = 3 }",
        "forkOf = \"http://a.b\"",
        "rdf = { namespace = \"x\", prefix = \"y\" }",
        "bom = \"a b/c#d.csv\"",
        "[[part]]\nname = \"a\"\nsource = [\"a.scad\"]\nexport = \"a.stl\"\nmass = 3\ntsdc = \"3DP\"\nimage = \"a.png\"",
        "[[software]]\nrelease = \"https://a.b\"\ninstallation-guide = \"INSTALL.md\"",
    ] {
        let text = format!("{GOOD}{good}\n");
        assert_eq!((verdict(&text), official(&text)), (true, true), "{good}");
    }
    for bad in [
        "\"$schema\" = \"https://w3id.org/oseg/schema/okh.schema.json\"",
        "release = [\"a\"]",
        "release = \"ftp://a.b\"",
        "organisation = \"A\"",
        "organization = [\"A\", { name = \"B\" }]",
        "organization = { url = \"a.b\" }",
        "documentationLanguage = \"en\"",
        "documentation-language = \"en_GB\"",
        "technology-readiness-level = \"OTRL-7\"",
        "documentation-readiness-level = \"Started\"",
        "readme = \"../README.md\"",
        "readme = \"//a/README.md\"",
        "readme = \"v1..2.md\"",
        "readme = 3",
        "image = { depicts = \"x\" }",
        "image = { location = \"a\", caption = \"x\" }",
        "image = { location = \"a\", tags = \"x\" }",
        "publication = \"Nature\"",
        "cpc-patent-class = \"35/00\"",
        "tsdc = 3",
        "mass = 0",
        "mass = \"3\"",
        "mass = { value = 3, unit = \"g\" }",
        "outer-dimensions = { width = 1, depth = 2 }",
        "outer-dimensions = { width = 1, depth = 2, height = 0 }",
        "outer-dimensions = { width = \"1\", depth = 2, height = 3 }",
        "outer-dimensions = { width = 1, depth = 2, height = 3, unit = \"mm\" }",
        "outer-dimensions = \"cube(size = [1,2,3])\"",
        "outer-dimensions = [1, 2, 3]",
        "forkOf = \"git@a.b:c\"",
        "fork-of = \"https://a.b\"",
        "rdf = { prefix = \"y\" }",
        "rdf = { namespace = \"x\", y = 1 }",
        "contact = \"x\"",
        "part = { name = \"a\" }",
        "[[part]]\nsource = \"a.scad\"",
        "[[part]]\nname = \"a\"\nmaterial = \"PLA\"",
        "[[part]]\nname = \"a\"\nmass = -1",
        "[[part]]\nname = 1",
        "[[software]]\ninstallation-guide = \"a\"",
        "[[software]]\nrelease = \"a\"\nlabel = \"x\"",
    ] {
        let text = format!("{GOOD}{bad}\n");
        assert_eq!((verdict(&text), official(&text)), (false, false), "{bad}");
    }
    for (from, to) in [
        ("okhv = \"2.4\"\n", ""),
        ("\"2.4\"", "2.4"),
        ("\"2.4\"", "\"2.5\""),
        ("name = \"Lamp\"\n", ""),
        ("name = \"Lamp\"", "name = 3"),
        ("repo = \"https", "repo = \"git"),
        ("licensor = \"Alice\"\n", ""),
        ("licensor = \"Alice\"", "licensor = 3"),
        ("\"Alice\"", "[\"Alice\", 3]"),
        ("function = \"Lights\"\n", ""),
        ("\"1.0.0\"", "1.0"),
        ("license = \"MIT\"", "license = [\"MIT\"]"),
    ] {
        let text = GOOD.replace(from, to);
        assert_ne!(text, GOOD);
        assert_eq!(
            (verdict(&text), official(&text)),
            (false, false),
            "{from} → {to}"
        );
    }
    // Where we differ, and why.
    for (from, to, ours, why) in [
        (
            "license = \"MIT\"\n",
            "",
            true,
            "no-licence is a rule of its own",
        ),
        ("\"Lamp\"", "\" \"", false, "an empty name names nothing"),
        ("\"Alice\"", "[]", false, "nobody licenses nothing"),
        (
            "https://codeberg.org/alice/lamp",
            "https://",
            false,
            "an address has a host",
        ),
    ] {
        let text = GOOD.replace(from, to);
        assert_eq!((verdict(&text), official(&text)), (ours, !ours), "{why}");
    }
}

/// Every manifest below the corpus directory.
fn corpus() -> Option<Vec<PathBuf>> {
    let Some(root) = std::env::var_os("FABCOMMONS_CORPUS") else {
        println!("skipped: no corpus");
        return None;
    };
    let mut found = Vec::new();
    let mut directories = vec![PathBuf::from(&root).join("manifests")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(&directory).expect("the corpus") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| {
                ["toml", "yml", "yaml", "json"]
                    .iter()
                    .any(|known| extension == *known)
            }) {
                found.push(path);
            }
        }
    }
    for package in std::fs::read_dir(PathBuf::from(&root).join("packages")).expect("packages") {
        for entry in std::fs::read_dir(package.expect("an entry").path()).expect("a package") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .to_lowercase();
            if name.starts_with("okh") && path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty());
    Some(found)
}

/// Every place is in the text, on characters; every value is what stands at its place.
fn assert_places(name: &str, reading: &Reading) {
    let Some(document) = &reading.document else {
        return;
    };
    let text = &document.source.text;
    for problem in &reading.problems {
        if let Some(span) = problem.span() {
            assert!(text.get(span.clone()).is_some(), "{name}: {problem:?}");
        }
        if let Problem::Duplicate { first, .. } = problem {
            assert!(text.get(first.clone()).is_some(), "{name}: {problem:?}");
        }
        if let Problem::Outdated { changes, .. } = problem {
            for change in changes {
                assert!(
                    text.get(change.span.clone()).is_some(),
                    "{name}: {change:?}"
                );
            }
        }
    }
    for reference in &reading.manifest.references {
        let written = text.get(reference.target.span.clone()).unwrap_or_default();
        let plain = !written.contains(['\\', '\n']);
        assert!(
            !plain || written.contains(&reference.target.value),
            "{name}: `{}` is not at its place: {written}",
            reference.target.value
        );
    }
}

#[test]
fn every_manifest_of_the_corpus_is_read() {
    let Some(paths) = corpus() else { return };
    for path in paths {
        let shown = path.display().to_string();
        let bytes = std::fs::read(&path).expect("readable");
        let file = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let reading = read_text(&file, &bytes);
        assert_places(&shown, &reading);
        let manifest = &reading.manifest;
        let value = |field: &Option<fabcommons::package::manifest::Field<String>>| {
            field.as_ref().map(|field| field.value.clone())
        };
        if Path::new(&file).extension().is_none_or(|end| end != "toml") {
            for field in [
                &manifest.name,
                &manifest.repo,
                &manifest.license,
                &manifest.function,
            ] {
                assert!(field.is_some(), "{shown}: {manifest:#?}");
            }
            assert!(!manifest.licensor.is_empty(), "{shown}");
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        let Ok(table) = toml::from_str::<toml::Table>(&text) else {
            continue;
        };
        let broken = reading.problems.iter().find(|problem| {
            matches!(
                problem,
                Problem::Syntax { .. } | Problem::Duplicate { .. } | Problem::Unreadable { .. }
            )
        });
        assert_eq!(broken, None, "{shown}: `toml` accepts it");
        let stated = |key: &str| match table.get(key) {
            Some(toml::Value::String(text)) => {
                Some(text.trim().to_owned()).filter(|text| !text.is_empty())
            }
            Some(toml::Value::Integer(number)) => Some(number.to_string()),
            _ => None,
        };
        assert_eq!(value(&manifest.name), stated("name"), "{shown}");
        assert_eq!(value(&manifest.repo), stated("repo"), "{shown}");
        assert_eq!(value(&manifest.license), stated("license"), "{shown}");
        assert_eq!(value(&manifest.function), stated("function"), "{shown}");
        assert_eq!(value(&manifest.version), stated("version"), "{shown}");
        assert_eq!(
            manifest.licensor.is_empty(),
            !table.contains_key("licensor"),
            "{shown}"
        );
        let parts = table
            .get("part")
            .and_then(toml::Value::as_array)
            .map_or(0, Vec::len);
        assert_eq!(manifest.parts.len(), parts, "{shown}");
        assert!(
            manifest.parts.iter().all(|part| part.name.is_some()),
            "{shown}"
        );
    }
}

mod properties {
    use super::*;
    use fabcommons::package::manifest::values;
    use proptest::prelude::*;

    /// Lines that manifests are made of, and what spoils them.
    fn line() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("okhv = \"2.4\"\n".to_owned()),
            Just("title: a: b\n".to_owned()),
            Just("[[part]]\n".to_owned()),
            Just("[outer-dimensions]\n".to_owned()),
            Just("mass = { value = 1, unit = \"g\" }\n".to_owned()),
            Just("{\"okhv\": \"2.4\", \"part\": [{}]}".to_owned()),
            Just("- &a *a\n".to_owned()),
            "[a-zA-Zé.\"' -]{0,12}[=:] ?[\\[\\]{}\"'a-z0-9é.,#&*!|>%@-]{0,16}\n",
            "\\PC{0,8}",
        ]
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for path in ["okh.toml", "okh.yml", "okh.json"] {
                assert_places(path, &read_text(path, &bytes));
            }
            let _ = fab::read_text(&bytes);
        }

        #[test]
        fn any_lines_are_read(lines in prop::collection::vec(line(), 0..12)) {
            let text = lines.concat();
            for path in ["okh.toml", "okh.yml", "okh.json"] {
                assert_places(path, &read_text(path, text.as_bytes()));
            }
            let _ = fab::read_text(text.as_bytes());
        }

        #[test]
        fn what_toml_accepts_has_no_syntax_error(lines in prop::collection::vec(line(), 0..8)) {
            let text = lines.concat();
            let reading = read_text("okh.toml", text.as_bytes());
            let broken = reading.problems.iter().any(|problem| {
                matches!(problem, Problem::Syntax { .. } | Problem::Duplicate { .. })
            });
            // One thing is stricter: two spellings of one key are a duplicate.
            let spelt = reading.problems.iter().any(|problem| matches!(problem, Problem::Duplicate { .. }));
            prop_assert!(spelt || broken == toml::from_str::<toml::Table>(&text).is_err(), "{text:?}: {:?}", reading.problems);
        }

        #[test]
        fn values_are_judged_as_by_the_schema(
            language in "[a-zA-Z]{1,9}(-[a-zA-Z0-9]{1,9}){0,4}|x-[a-z0-9]{1,9}",
            class in "[A-Z][0-9]{1,2}[A-Z] ?[0-9]{0,5}/?[0-9]{0,7}",
            paper in "(doi: )?10\\.[0-9]{2,10}/[a-z._é]{0,4}",
            path in "[a-zA-Z]{0,2}[:/.]{0,3}[a-z./]{0,4}",
        ) {
            thread_local!(static OFFICIAL: Box<dyn Fn(&str) -> bool> = Box::new(official()));
            let accepts = |key: &str, value: &str| {
                OFFICIAL.with(|official| official(&format!("{GOOD}{key} = \"{value}\"\n")))
            };
            prop_assert_eq!(values::is_language_tag(&language), accepts("documentation-language", &language), "{}", language);
            prop_assert_eq!(values::is_patent_class(&class), accepts("cpc-patent-class", &class), "{}", class);
            prop_assert_eq!(values::is_doi(&paper), accepts("publication", &paper), "{}", paper);
            prop_assert_eq!(values::path_defect(&path).is_none(), accepts("readme", &path), "{}", path);
        }
    }
}
