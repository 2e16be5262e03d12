//! Files that lie: each is refused in bounded time and memory, with the reason and the place.

use super::package::{CORE, Package, RELS, TYPES, components, cuboid, model, model_with, object};
use super::refusal;
use fabcommons::mesh::{MeshFile, Problem, read::read_bytes};
use std::fmt::Write as _;
use std::path::Path;

const ITEM: &str = "<item objectid=\"1\"/>";

fn sound() -> Package {
    Package::of(model(&object(1, &cuboid(1.0, 1.0, 1.0)), ITEM))
}

fn threemf(bytes: &[u8]) -> MeshFile {
    read_bytes(bytes, "part.3mf")
}

/// Replaces every occurrence of `from` by `to`, of the same length.
fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let places: Vec<_> = (0..bytes.len() - from.len())
        .filter(|i| bytes[*i..].starts_with(from))
        .collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place..place + to.len()].copy_from_slice(to);
    }
    bytes
}

#[test]
fn models_that_break_the_standard_are_refused_with_the_line() {
    let cube = || object(1, &cuboid(1.0, 1.0, 1.0));
    let refused = |resources: &str, build: &str| {
        let file = Package::of(model(resources, build)).read();
        let reason = refusal(&file).to_owned();
        reason
            .strip_prefix("`3D/3dmodel.model` line ")
            .map_or(reason.clone(), str::to_owned)
    };
    for (resources, build, reason) in [
        (cube() + &cube(), ITEM, "15: two resources have the id 1"),
        (
            format!("<basematerials id=\"1\"/>{}", cube()),
            ITEM,
            "3: two resources have the id 1",
        ),
        (
            cube(),
            "<item objectid=\"9\"/>",
            "`3D/3dmodel.model` refers to object 9, which `3D/3dmodel.model` lacks",
        ),
        (cube(), "<item/>", "16: `item` without `objectid`"),
        (
            cube(),
            "<item objectid=\"-1\"/>",
            "16: `-1` is no resource id",
        ),
        (
            cube(),
            "<item objectid=\"4294967297\"/>",
            "16: `4294967297` is no resource id",
        ),
        (
            object(1, ""),
            ITEM,
            "3: object 1 has neither a mesh nor components",
        ),
        (
            cube().replace("<object id=\"1\"", "<object"),
            ITEM,
            "3: an object without `id`",
        ),
        (
            cube().replace("<object id=\"1\"", "<object id=\"1\" type=\"thing\""),
            ITEM,
            "3: object 1 has the unknown type `thing`",
        ),
        (
            object(1, &(cuboid(1.0, 1.0, 1.0) + &cuboid(1.0, 1.0, 1.0))),
            ITEM,
            "15: object 1 has more than one mesh or components",
        ),
        // Itself, something behind it, each other.
        (
            object(1, &components(&[(1, "")])),
            ITEM,
            "3: object 1 has a component 1, but no object before it has that id",
        ),
        (
            object(1, &components(&[(2, "")])) + &object(2, &components(&[(1, "")])),
            ITEM,
            "3: object 1 has a component 2, but no object before it has that id",
        ),
        (
            cube() + &object(2, &components(&[(1, "1 0 0 0 1 0 0 0 0 5 5 5")])),
            ITEM,
            "15: a transform cannot be used: it flattens everything (its determinant is zero)",
        ),
        (
            cube() + &object(2, &components(&[(1, "1 0 0 0 1 0")])),
            ITEM,
            "15: a transform cannot be used: it has 6 numbers instead of 12",
        ),
        (
            cube().replace("v1=\"0\" v2=\"2\"", "v1=\"0\" v2=\"8\""),
            ITEM,
            "3: triangle 0 of object 1 names vertex `8` of 8",
        ),
        (
            cube().replace("v1=\"0\" v2=\"2\"", "v1=\"0\" v2=\"4294967295\""),
            ITEM,
            "3: triangle 0 of object 1 names vertex `4294967295` of 8",
        ),
        (
            cube().replace("v1=\"0\" v2=\"2\"", "v1=\"0\""),
            ITEM,
            "3: `triangle` without `v2`",
        ),
        (
            cube().replace("v1=\"0\" v2=\"2\"", "v1=\"0\" v1=\"0\" v2=\"2\""),
            ITEM,
            "3: `v1` twice in one element",
        ),
        (
            cube().replacen("x=\"1\"", "x=\"1,5\"", 1),
            ITEM,
            "3: `1,5` is not a number",
        ),
        (
            cube().replace("<vertices>", "<x:y/><vertices>"),
            ITEM,
            "3: `y` inside an object has a prefix that is not declared",
        ),
        (cube(), "</build><build>", "16: a second `build`"),
    ] {
        assert_eq!(refused(&resources, build), reason);
    }
}

#[test]
fn bad_xml_is_refused() {
    let refused = |text: &str| {
        let file = Package::of(text).read();
        let reason = refusal(&file);
        let reason = reason
            .strip_prefix("`3D/3dmodel.model` ")
            .expect("the part is named");
        reason.to_owned()
    };
    let good = model(&object(1, &cuboid(1.0, 1.0, 1.0)), ITEM);
    // The billion laughs, and a file to be fetched.
    for dtd in [
        r#"<!DOCTYPE model [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"#,
        r#"<!DOCTYPE model SYSTEM "file:///etc/passwd">"#,
    ] {
        assert_eq!(
            refused(&good.replace("<model", &format!("{dtd}<model"))),
            "line 2: a DTD, which 3MF forbids"
        );
    }
    assert_eq!(
        refused(&good.replace("UTF-8", "ISO-8859-1")),
        "line 1: the encoding `ISO-8859-1`; 3MF allows UTF-8 and UTF-16 only"
    );
    let deep = "<x>".repeat(100_000);
    assert_eq!(
        refused(&good.replace("<resources>", &format!("<resources>{deep}"))),
        "line 3: elements nested more than 64 deep"
    );
    assert_eq!(
        refused(good.split("<build>").next().expect("a start")),
        "line 16: the text ends before its root element"
    );
    assert_eq!(refused(""), "line 1: no root element `model`");
    assert_eq!(
        refused(&format!("<Model xmlns=\"{CORE}\"/>")),
        "line 1: the root element is `Model` instead of `model`"
    );
    assert_eq!(
        refused(&format!("<model xmlns=\"{CORE}\"/>")),
        "line 1: no `resources`"
    );
    assert_eq!(
        refused("<model xmlns=\"http://schemas.microsoft.com/3dmanufacturing/2013/01\"/>"),
        "line 1: the root element is `model` instead of `model`"
    );
    assert!(
        refused(&good.replace("</build>", "</bild>")).starts_with("line 16: not well-formed XML")
    );
    assert_eq!(
        refused(&good.replace("<model ", "<model requiredextensions=\"q\" ")),
        "line 2: it requires the extension `q`, a prefix that it does not declare"
    );
    let mut many = String::from("<model ");
    for i in 0..1_000 {
        let _ = write!(many, "xmlns:n{i}=\"u{i}\" ");
    }
    assert!(refused(&good.replace("<model ", &many)).starts_with("line 2: not well-formed XML"));
    assert_eq!(
        refusal(&Package::of(&b"<model \xFF"[..]).read()),
        "`3D/3dmodel.model` is not UTF-8 at byte 7"
    );
    assert_eq!(
        refusal(&Package::of(&b"\xFF\xFE<\0\0\xD8\0\0"[..]).read()),
        "`3D/3dmodel.model` is not valid UTF-16LE"
    );
}

#[test]
fn many_attributes_in_one_element_take_no_time() {
    let mut attributes = String::new();
    for i in 0..200_000 {
        let _ = write!(attributes, "a{i}=\"\" ");
    }
    let item = format!("<item objectid=\"1\" {attributes}/>");
    let started = std::time::Instant::now();
    let file = Package::of(model(&object(1, &cuboid(1.0, 1.0, 1.0)), &item)).read();
    assert_eq!(file.problems, []);
    assert!(started.elapsed().as_secs() < 5);
}

#[test]
fn components_cannot_explode() {
    // Each object uses the one before twice: 2^40 boxes.
    let mut resources = object(1, &cuboid(1.0, 1.0, 1.0));
    for id in 2..=41 {
        resources += &object(id, &components(&[(id - 1, ""), (id - 1, "")]));
    }
    let file = Package::of(model(&resources, "<item objectid=\"41\"/>")).read();
    assert_eq!(
        refusal(&file),
        "components multiply 12 stored triangles to 13194139533312 in 2199023255551 uses"
    );
    // The same of nothing, which has no triangles to count.
    let resources = resources.replace(
        &cuboid(1.0, 1.0, 1.0),
        "<mesh><vertices/><triangles/></mesh>",
    );
    let file = Package::of(model(&resources, "<item objectid=\"41\"/>")).read();
    assert_eq!(
        refusal(&file),
        "components multiply 0 stored triangles to 0 in 2199023255551 uses"
    );
    let mut chain = object(1, &cuboid(1.0, 1.0, 1.0));
    for id in 2..=100_000 {
        chain += &object(id, &components(&[(id - 1, "")]));
    }
    let file = Package::of(model(&chain, "<item objectid=\"100000\"/>")).read();
    assert_eq!(
        refusal(&file),
        "`3D/3dmodel.model`: components nested more than 64 deep in object 66"
    );
}

#[test]
fn references_between_parts_are_checked() {
    let item = "<item objectid=\"1\" p:path=\"/3D/other.model\"/>";
    let cube = object(1, &cuboid(1.0, 1.0, 1.0));
    let start = || Package::of(model("", item));
    let refused = |package: Package| refusal(&package.read()).to_owned();
    assert_eq!(
        refused(start()),
        "`3D/3dmodel.model` refers to `/3D/other.model`, which is missing"
    );
    assert_eq!(
        refused(start().with("3D/other.model", model("", ""))),
        "`3D/3dmodel.model` refers to object 1, which `3D/other.model` lacks"
    );
    let deeper = "<object id=\"1\"><components><component objectid=\"1\" p:path=\"/3D/3dmodel.model\"/></components></object>";
    assert_eq!(
        refused(start().with("3D/other.model", model(deeper, ""))),
        "`3D/other.model` refers to another part; only the start part may"
    );
    let own = model(
        &cube,
        "<item objectid=\"1\" p:path=\"/3D/../3D/3dmodel.model\"/>",
    );
    assert_eq!(
        refused(Package::of(own)),
        "`3D/3dmodel.model` refers to itself as a path"
    );
    let out = model(&cube, "<item objectid=\"1\" p:path=\"/../../etc/passwd\"/>");
    assert_eq!(
        refused(Package::of(out)),
        "`3D/3dmodel.model` refers to `/../../etc/passwd`, outside the package"
    );
    let lattice = model_with(
        "xmlns:b=\"http://schemas.microsoft.com/3dmanufacturing/beamlattice/2017/02\" requiredextensions=\"b\"",
        &cube,
        "",
    );
    let file = start().with("3D/other.model", lattice).read();
    assert_eq!(
        file.problems,
        [Problem::Unsupported {
            what: "beam lattice".to_owned()
        }]
    );
}

#[test]
fn packages_that_break_opc_are_refused() {
    let refused = |package: Package| refusal(&package.read()).to_owned();
    assert_eq!(
        refused(sound().without("[Content_Types].xml")),
        "no `[Content_Types].xml`: this is a ZIP archive, but not 3MF"
    );
    assert_eq!(
        refused(sound().without("_rels/.rels")),
        "no `_rels/.rels`: nothing says which part is the 3D model"
    );
    assert_eq!(
        refused(sound().without("3D/3dmodel.model")),
        "`_rels/.rels` refers to `/3D/3dmodel.model`, which is missing"
    );
    let types = |from: &str, to: &str| sound().with("[Content_Types].xml", TYPES.replace(from, to));
    assert_eq!(
        refused(types(
            "application/vnd.ms-package.3dmanufacturing-3dmodel+xml",
            "text/xml"
        )),
        "`/3D/3dmodel.model` has the content type `text/xml` instead of \
         `application/vnd.ms-package.3dmanufacturing-3dmodel+xml`"
    );
    assert_eq!(
        refused(types("Extension=\"model\"", "Extension=\"modal\"")),
        "`[Content_Types].xml` gives `/3D/3dmodel.model` no content type"
    );
    assert_eq!(
        refused(types("Extension=\"model\"", "Extension=\"RELS\"")),
        "`[Content_Types].xml` line 4: `rels` has two content types"
    );
    assert_eq!(
        refused(types("Types xmlns", "Typos xmlns")),
        "`[Content_Types].xml` line 2: the root element is `Typos` instead of `Types`"
    );
    let rels = |from: &str, to: &str| sound().with("_rels/.rels", RELS.replace(from, to));
    assert_eq!(
        refused(rels("2013/01/3dmodel", "2013/01/3dthing")),
        "`_rels/.rels` names no 3D model part"
    );
    let line = RELS.lines().nth(2).expect("the relationship");
    assert_eq!(
        refused(rels(line, &line.repeat(2))),
        "`_rels/.rels` line 3: two relationships have the id `rel-1`"
    );
    let second = line
        .replace("rel-1", "rel-2")
        .replace("3dmodel.model", "other.model");
    assert_eq!(
        refused(rels(line, &format!("{line}{second}"))),
        "`_rels/.rels` names two 3D model parts, `/3D/3dmodel.model` and `/3D/other.model`, instead of one"
    );
    assert_eq!(
        refused(rels("Target=\"/3D", "Target=\"../3D")),
        "`_rels/.rels` line 3: `../3D/3dmodel.model` leads out of the package"
    );
    assert_eq!(
        refused(rels("Id=", "TargetMode=\"External\" Id=")),
        "`_rels/.rels` line 3: the 3D model is outside the file"
    );
    let keys = line
        .replace("rel-1", "k")
        .replace("2013/01/3dmodel", "2019/04/keystore");
    assert_eq!(
        rels(line, &format!("{line}{keys}")).read().problems,
        [Problem::Unsupported {
            what: "secure content (encrypted parts)".to_owned()
        }]
    );
}

#[test]
fn thumbnails_must_be_related_as_such_if_at_all() {
    let shown =
        object(1, &cuboid(1.0, 1.0, 1.0)).replace("id=\"1\"", "id=\"1\" thumbnail=\"/t.png\"");
    let package = || Package::of(model(&shown, ITEM)).with("t.png", "");
    assert_eq!(package().read().problems, [], "not related at all");
    let related = |kind: &str| {
        let rels = RELS.replace("/3D/3dmodel.model", "/t.png");
        let rels = rels.replace(
            "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel",
            kind,
        );
        package().with("3D/_rels/3dmodel.model.rels", rels).read()
    };
    let right = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail";
    assert_eq!(related(right).problems, []);
    assert_eq!(
        refusal(&related("wrong")),
        "`/t.png` is an object's thumbnail, but `/3D/3dmodel.model` is related to it as `wrong`"
    );
}

#[test]
fn archives_that_lie_are_refused() {
    let refused = |bytes: &[u8]| refusal(&threemf(bytes)).to_owned();
    let good = sound().bytes();
    let mut trailing = good.clone();
    trailing.extend(b"more");
    assert_eq!(refused(&trailing), "data after the end of the ZIP archive");
    let mut twice = good.clone();
    twice.extend(&good);
    // The second archive is seen from the end; the first is data before it.
    assert_eq!(refused(&twice), "data before the ZIP archive");
    assert!(refused(&good[..good.len() - 30]).starts_with("not a readable ZIP archive"));
    assert!(refused(b"PK\x03\x04").starts_with("not a readable ZIP archive"));

    let named = |name: &str| {
        let placeholder = "n".repeat(name.len());
        let bytes = sound().with(&placeholder, "x").bytes();
        patched(bytes, placeholder.as_bytes(), name.as_bytes())
    };
    for (name, why) in [
        ("../../etc/passwd", "leads out of its folder"),
        ("3D/./x.model", "leads out of its folder"),
        ("/etc/passwd", "is an absolute path"),
        ("C:/windows/x", "is an absolute path"),
        ("3D\\3dmodel.model", "has a backslash"),
        ("3D//x.model", "has an empty component"),
        ("3D/a\nb", "has control characters"),
        (&"a/".repeat(100), "is nested too deeply"),
        (&"a".repeat(2_000), "is too long"),
    ] {
        let reason = refused(&named(name));
        assert!(
            reason.starts_with("the ZIP archive has an entry named `"),
            "{reason}"
        );
        assert!(reason.ends_with(&format!("`, which {why}")), "{reason}");
    }
    assert_eq!(
        refused(&named("3D/3dmodel.MODEL")),
        "two entries of the ZIP archive are named `3D/3dmodel.MODEL`"
    );
    assert!(
        refused(&named("3D/3dmodel.model")).starts_with("the ZIP archive contradicts itself"),
        "the same name twice"
    );

    // The directory and the local header name different things.
    let at = good
        .windows(11)
        .rposition(|w| w == b"_rels/.rels")
        .expect("in the directory");
    let mut differing = good.clone();
    differing[at] = b'-';
    assert!(refused(&differing).starts_with("the ZIP archive contradicts itself"));

    // The encryption flag of every entry, in local headers and the directory.
    let mut encrypted = good.clone();
    for i in 0..encrypted.len() - 10 {
        if encrypted[i..].starts_with(b"PK\x03\x04") {
            encrypted[i + 6] |= 1;
        } else if encrypted[i..].starts_with(b"PK\x01\x02") {
            encrypted[i + 8] |= 1;
        }
    }
    assert_eq!(
        refused(&encrypted),
        "`[Content_Types].xml` in the ZIP archive is encrypted"
    );

    // A bit of the compressed model.
    let mut broken = good;
    let middle = broken.len() / 2;
    broken[middle] ^= 0x10;
    assert!(refused(&broken).starts_with("`3D/3dmodel.model`"));
}

#[test]
fn bombs_are_not_expanded() {
    let good = model(&object(1, &cuboid(1.0, 1.0, 1.0)), ITEM);
    let mut bomb = good.into_bytes();
    bomb.resize(64 << 20, b' ');
    let bytes = Package::of(bomb).bytes();
    assert!(bytes.len() < 200_000);
    let reason = refusal(&threemf(&bytes)).to_owned();
    assert!(
        reason.starts_with("`3D/3dmodel.model` claims to expand "),
        "{reason}"
    );
    assert!(
        reason.ends_with(" bytes to 67108864, more than 200 times"),
        "{reason}"
    );

    // The same, claiming to be small.
    let size = (64u32 << 20).to_le_bytes();
    let lying = patched(bytes, &size, &1000u32.to_le_bytes());
    let reason = refusal(&threemf(&lying)).to_owned();
    assert!(
        reason.starts_with("`3D/3dmodel.model`: cannot be expanded"),
        "{reason}"
    );

    // A picture that is a bomb is never asked for, but it is no picture either.
    let mut picture = sound();
    picture = picture.with("Metadata/a.png", vec![0; 64 << 20]);
    let reason = refusal(&picture.read()).to_owned();
    assert!(
        reason.starts_with("`Metadata/a.png` claims to expand "),
        "{reason}"
    );
}

#[test]
fn stored_findings_stay_found() {
    // Found by fuzzing or made by hand: the first word of the name is the kind of problem.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hostile");
    let mut count = 0;
    for format in ["threemf", "obj", "ply", "stl"] {
        let Ok(folder) = std::fs::read_dir(root.join(format)) else {
            continue;
        };
        for entry in folder {
            let path = entry.expect("a readable entry").path();
            let bytes = std::fs::read(&path).expect("readable");
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let file = read_bytes(&bytes, &name);
            let kinds: Vec<&str> = file.problems.iter().map(kind).collect();
            let expected = name.split('-').next().unwrap_or_default();
            assert!(
                kinds.contains(&expected),
                "{format}/{name}: {:?}",
                file.problems
            );
            let again = read_bytes(&bytes, &name);
            assert_eq!(format!("{file:?}"), format!("{again:?}"));
            count += 1;
        }
    }
    assert!(count > 0, "there are stored findings");
}

fn kind(problem: &Problem) -> &'static str {
    match problem {
        Problem::Unreadable { .. } => "unreadable",
        Problem::Empty => "empty",
        Problem::Damaged { .. } => "damaged",
        Problem::NotFinite { .. } => "notfinite",
        Problem::Unsupported { .. } => "unsupported",
        Problem::Mislabelled { .. } => "mislabelled",
    }
}
