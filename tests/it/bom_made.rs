//! The made bills of fixtures/bom/made: each beside what must be read from it, and where the planted errors are.

use crate::support::{corpus, fabcommons, project};
use fabcommons::check::PackageView;
use fabcommons::diag::Sink;
use fabcommons::package::Package;
use fabcommons::package::bom::Kind;
use fabcommons::package::bom::bill::{Bill, Item};
use fabcommons::rules::{AREAS, Check};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What a bill must be read as.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[expect(dead_code, reason = "for people")]
    about: String,
    /// The fab.toml of the package.
    fab: Option<String>,
    /// `amount CURRENCY`, in the order of the codes.
    totals: Option<Vec<String>>,
    line: Vec<ExpectedLine>,
    #[serde(default)]
    finding: Vec<ExpectedFinding>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedLine {
    row: u32,
    kind: String,
    name: String,
    quantity: Option<f64>,
    unit: Option<String>,
    as_needed: Option<bool>,
    populated: Option<bool>,
    designators: Option<usize>,
    part: Option<String>,
    part_number: Option<String>,
    manufacturer: Option<String>,
    supplier_number: Option<String>,
    standard: Option<String>,
    design: Option<String>,
    file: Option<String>,
    link: Option<String>,
    value: Option<String>,
    group: Option<String>,
    sheet: Option<String>,
    pack_size: Option<u32>,
    price: Option<String>,
    per: Option<u32>,
    total: Option<String>,
    currency: Option<String>,
    date: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedFinding {
    code: String,
    row: u32,
    column: Option<u32>,
}

/// Every made bill with what is expected of it.
fn made() -> Vec<(PathBuf, Expected)> {
    let mut bills: Vec<PathBuf> = std::fs::read_dir(project("fixtures/bom/made"))
        .expect("the made bills")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.to_string_lossy().ends_with(".expect.toml"))
        .collect();
    bills.sort();
    bills
        .into_iter()
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(path.with_file_name(format!("{name}.expect.toml")))
                .expect("what is expected");
            let expected = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (path, expected)
        })
        .collect()
}

/// A package of one part, `bracket`, with this bill.
fn package(bill: &Path, fab: Option<&str>) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let name = bill
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    std::fs::copy(bill, root.path().join(&name)).expect("the bill");
    std::fs::write(root.path().join("bracket.stl"), "solid\nendsolid\n").expect("a mesh");
    std::fs::write(
        root.path().join("okh.toml"),
        format!("okhv = \"2.4\"\nname = \"x\"\nbom = \"{name}\"\n[[part]]\nname = \"bracket\"\nexport = \"bracket.stl\"\n"),
    )
    .expect("the manifest");
    if let Some(fab) = fab {
        std::fs::write(root.path().join("fab.toml"), fab).expect("fab.toml");
    }
    root
}

/// Code, row and column of the findings of area 05.
fn found(package: &Package) -> Vec<(String, u32, Option<u32>, String)> {
    let view = PackageView {
        package,
        meshes: &[],
        online: None,
    };
    let area = AREAS
        .iter()
        .find(|area| area.digits == "05")
        .expect("the area");
    let mut found = Vec::new();
    for rule in area.rules {
        if let Check::Package(check) = rule.check {
            let mut sink = Sink::keeping(rule);
            check(&view, &mut sink);
            for finding in sink.into_findings() {
                let (row, cell) = (finding.place.row.unwrap_or(0), finding.place.cell);
                found.push((rule.code.to_owned(), row, cell, finding.message));
            }
        }
    }
    found.sort();
    found
}

const fn kind_word(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Made) => "made",
        Some(Kind::Design) => "design",
        Some(Kind::Standard) => "standard",
        Some(Kind::Material) => "material",
        Some(Kind::Tool) => "tool",
        Some(Kind::Bought) => "bought",
        None => "none",
    }
}

/// What is read otherwise than expected, in words.
fn differences(item: &Item, expected: &ExpectedLine) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut same = |what: &str, is: String, wanted: Option<String>| {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != is) {
            wrong.push(format!(
                "row {}: {what} is {is:?}, not {wanted:?}",
                expected.row
            ));
        }
    };
    let text = |text: &Option<String>| text.clone();
    same(
        "row",
        item.row.unwrap_or(0).to_string(),
        Some(expected.row.to_string()),
    );
    same(
        "kind",
        kind_word(item.kind).to_owned(),
        Some(expected.kind.clone()),
    );
    same(
        "name",
        item.name.replace("\r\n", "\n"),
        Some(expected.name.clone()),
    );
    same(
        "quantity",
        format!("{:?}", item.quantity),
        Some(format!("{:?}", expected.quantity)),
    );
    same(
        "unit",
        item.unit.clone().unwrap_or_default(),
        Some(expected.unit.clone().unwrap_or_default()),
    );
    same(
        "as needed",
        item.as_needed.to_string(),
        Some(expected.as_needed.unwrap_or(false).to_string()),
    );
    same(
        "populated",
        item.populated.to_string(),
        Some(expected.populated.unwrap_or(true).to_string()),
    );
    same(
        "designators",
        item.designators.len().to_string(),
        expected.designators.map(|n| n.to_string()),
    );
    same(
        "part",
        item.part.clone().unwrap_or_default(),
        text(&expected.part),
    );
    same(
        "part number",
        item.part_number.clone(),
        text(&expected.part_number),
    );
    same(
        "manufacturer",
        item.manufacturer.clone(),
        text(&expected.manufacturer),
    );
    same(
        "supplier number",
        item.supplier_number.clone(),
        text(&expected.supplier_number),
    );
    same("standard", item.standard.clone(), text(&expected.standard));
    same("design", item.design.clone(), text(&expected.design));
    same("file", item.file.clone(), text(&expected.file));
    same("link", item.link.clone(), text(&expected.link));
    same("value", item.value.clone(), text(&expected.value));
    same("group", item.group.clone(), text(&expected.group));
    same(
        "sheet",
        item.sheet.clone().unwrap_or_default(),
        text(&expected.sheet),
    );
    same(
        "pack size",
        item.pack_size.unwrap_or(0).to_string(),
        expected.pack_size.map(|n| n.to_string()),
    );
    let money = |amount: Option<fabcommons::package::bom::price::Amount>| {
        amount.map_or_else(String::new, |amount| amount.to_string())
    };
    same("price", money(item.unit_price), text(&expected.price));
    same(
        "per",
        item.price_per.to_string(),
        expected.per.map(|n| n.to_string()),
    );
    same("total", money(item.line_total), text(&expected.total));
    same(
        "currency",
        item.currency.unwrap_or("").to_owned(),
        text(&expected.currency),
    );
    same(
        "date",
        item.price_date.clone().unwrap_or_default(),
        text(&expected.date),
    );
    wrong
}

#[test]
fn made_bills_are_read_right_each_planted_error_found_at_its_cell_and_none_invented() {
    let made = made();
    assert!(made.len() >= 30, "{}", made.len());
    let mut wrong: Vec<String> = Vec::new();
    for (path, expected) in &made {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let root = package(path, expected.fab.as_deref());
        let package = Package::load(root.path(), None).expect("a readable folder");
        let bill = Bill::of(&package);
        // The part that the manifest declares has no row.
        let items: Vec<&Item> = bill
            .items
            .iter()
            .filter(|item| item.row.is_some())
            .collect();
        if items.len() != expected.line.len() {
            wrong.push(format!(
                "{name}: {} lines, not {}",
                items.len(),
                expected.line.len()
            ));
        }
        for (item, line) in items.iter().zip(&expected.line) {
            wrong.extend(
                differences(item, line)
                    .into_iter()
                    .map(|text| format!("{name}: {text}")),
            );
        }
        if let Some(totals) = &expected.totals {
            let mut is: Vec<String> = bill
                .totals
                .iter()
                .map(|total| {
                    let amount = total
                        .amount
                        .map_or_else(String::new, |amount| amount.to_string());
                    format!("{amount} {}", total.currency.unwrap_or(""))
                        .trim()
                        .to_owned()
                })
                .collect();
            is.sort();
            let mut wanted = totals.clone();
            wanted.sort();
            if is != wanted {
                wrong.push(format!("{name}: totals {is:?}, not {wanted:?}"));
            }
        }
        let is = found(&package);
        let mut wanted: Vec<(String, u32, Option<u32>)> = expected
            .finding
            .iter()
            .map(|finding| (finding.code.clone(), finding.row, finding.column))
            .collect();
        wanted.sort();
        let places: Vec<(String, u32, Option<u32>)> = is
            .iter()
            .map(|(code, row, column, _)| (code.clone(), *row, *column))
            .collect();
        if places != wanted {
            wrong.push(format!("{name}: found {is:#?}, not {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_of_the_area_is_planted_in_some_bill() {
    // That there is no bill, or none that can be read, needs other files; filler is in the tests of the readers.
    let elsewhere = ["FC0501", "FC0502", "FC0503", "FC0508", "FC0511"];
    let made = made();
    for rule in AREAS
        .iter()
        .find(|area| area.digits == "05")
        .expect("the area")
        .rules
    {
        let planted = made.iter().any(|(_, expected)| {
            expected
                .finding
                .iter()
                .any(|finding| finding.code == rule.code)
        });
        assert!(planted || elsewhere.contains(&rule.code), "{}", rule.code);
    }
}

/// What must survive a way through CSV: everything but where the line stood.
fn comparable(item: &Item) -> Item {
    Item {
        path: String::new(),
        sheet: None,
        row: None,
        row_word: "",
        // A part is known by its name in both.
        part: None,
        description: item.description.replace("\r\n", "\n"),
        name: item.name.replace("\r\n", "\n"),
        ..item.clone()
    }
}

#[test]
fn the_csv_of_a_bill_is_read_as_the_same_bill() {
    for (path, expected) in made() {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let root = package(&path, expected.fab.as_deref());
        let package = Package::load(root.path(), None).expect("a readable folder");
        let bill = Bill::of(&package);
        let csv = fabcommons::report::bill::csv(&bill);
        std::fs::remove_file(root.path().join(&name)).expect("the bill is there");
        std::fs::write(root.path().join("bom.csv"), &csv).expect("the CSV");
        std::fs::write(
            root.path().join("okh.toml"),
            "okhv = \"2.4\"\nname = \"x\"\nbom = \"bom.csv\"\n[[part]]\nname = \"bracket\"\nexport = \"bracket.stl\"\n",
        )
        .expect("the manifest");
        let again = Package::load(root.path(), None).expect("a readable folder");
        let again = Bill::of(&again);
        let before: Vec<Item> = bill.items.iter().map(comparable).collect();
        let after: Vec<Item> = again.items.iter().map(comparable).collect();
        assert_eq!(after.len(), before.len(), "{name}\n{csv}");
        for (after, before) in after.iter().zip(&before) {
            assert_eq!(after, before, "{name}\n{csv}");
        }
        assert_eq!(again.totals, bill.totals, "{name}");
        assert_eq!(
            fabcommons::report::bill::csv(&again).lines().count(),
            csv.lines().count(),
            "{name}"
        );
    }
}

#[test]
fn the_json_of_a_bill_keeps_to_its_schema_and_is_the_same_each_time() {
    let schema: serde_json::Value = serde_json::from_str(
        &std::fs::read_to_string(project("schemas/bom-v1.schema.json")).expect("the schema"),
    )
    .expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let home = tempfile::tempdir().expect("a home");
    for (path, expected) in made() {
        let root = package(&path, expected.fab.as_deref());
        let run = |format: &str| {
            let output = fabcommons(home.path())
                .args(["bom", "--format", format])
                .arg(root.path())
                .output()
                .expect("the binary runs");
            assert_eq!(output.status.code(), Some(0), "{}", path.display());
            assert!(
                output.stderr.is_empty(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            output.stdout
        };
        let json = run("json");
        assert_eq!(json, run("json"));
        let value: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        let problems: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert!(problems.is_empty(), "{}: {problems:?}", path.display());
        let text = String::from_utf8(run("text")).expect("UTF-8");
        assert!(
            !text.contains('\u{1b}') && text.lines().all(|line| line.trim_end() == line),
            "{text}"
        );
    }
}

#[test]
fn a_package_without_a_bill_says_so() {
    let home = tempfile::tempdir().expect("a home");
    let run = |root: &Path| {
        let output = fabcommons(home.path())
            .arg("bom")
            .arg(root)
            .output()
            .expect("the binary runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let root = tempfile::tempdir().expect("a folder");
    let (code, out, errors) = run(root.path());
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("no bill of materials"), "{errors}");
    let (code, _, errors) = run(&root.path().join("nowhere"));
    assert_eq!(code, Some(2));
    assert!(errors.contains("does not exist"), "{errors}");
    // The parts are what is known.
    std::fs::write(root.path().join("foot_x4.stl"), "solid\nendsolid\n").expect("a mesh");
    let (code, out, errors) = run(root.path());
    assert_eq!(code, Some(0));
    assert!(
        out.contains("To make") && out.contains("  4  foot"),
        "{out}"
    );
    assert!(
        errors.contains("note: no bill of materials was found"),
        "{errors}"
    );
    // What cannot be read is no bill, and nobody may take the rest for all.
    std::fs::write(root.path().join("bom.csv"), "%PDF-1.4\n").expect("a bill");
    let (code, out, errors) = run(root.path());
    assert_eq!(code, Some(2));
    assert!(
        out.contains("foot") && errors.contains("`bom.csv`"),
        "{out}{errors}"
    );
}

#[test]
fn real_bills_come_out_as_people_read_them() {
    let Some(corpus) = corpus() else { return };
    let home = tempfile::tempdir().expect("a home");
    let bill = |package: &str| -> Option<serde_json::Value> {
        let root = corpus.join("packages").join(package);
        if !root.is_dir() {
            println!("skipped: no {package}");
            return None;
        }
        let output = fabcommons(home.path())
            .args(["bom", "--format", "json"])
            .arg(root)
            .output()
            .expect("the binary runs");
        assert_eq!(output.status.code(), Some(0), "{package}");
        serde_json::from_slice(&output.stdout).ok()
    };
    let line = |bill: &serde_json::Value, name: &str| -> serde_json::Value {
        bill["lines"]
            .as_array()
            .expect("lines")
            .iter()
            .find(|line| line["name"] == name)
            .unwrap_or_else(|| panic!("no {name}"))
            .clone()
    };
    // Read by hand: the numbers of lines, some quantities, designations, prices and sums.
    if let Some(bill) = bill("librewater") {
        assert_eq!(bill["lines"].as_array().map(Vec::len), Some(28));
        let washer = line(&bill, "Washer");
        assert_eq!(washer["quantity"]["value"], 6.0);
        assert_eq!(washer["group"], "Module: Casing");
        assert_eq!(
            washer["source"],
            serde_json::json!({"path": "bom.ods", "sheet": null, "row": 17})
        );
        assert_eq!(line(&bill, "Drainage")["kind"], "made");
        let sum: f64 = bill["lines"]
            .as_array()
            .expect("lines")
            .iter()
            .filter_map(|line| line["quantity"]["value"].as_f64())
            .sum();
        assert_eq!(sum, 76.0);
        assert_eq!(bill["totals"], serde_json::json!([]));
    }
    if let Some(bill) = bill("zacplus") {
        assert_eq!(bill["lines"].as_array().map(Vec::len), Some(43));
        let screw = line(&bill, "m6x8");
        assert_eq!(
            (&screw["quantity"]["value"], &screw["standard"]),
            (&64.0.into(), &"ISO 7380 M6x8".into())
        );
        assert_eq!(line(&bill, "m3x30cyl")["standard"], "DIN 7984 M3x30");
        let printed = |line: &&serde_json::Value| line["kind"] == "made";
        // What is marked 3DP: one line of the frame, ten of the reactor.
        let made = bill["lines"]
            .as_array()
            .expect("lines")
            .iter()
            .filter(printed)
            .count();
        assert_eq!(made, 11);
    }
    if let Some(bill) = bill("spotistation") {
        assert_eq!(bill["lines"].as_array().map(Vec::len), Some(17));
        let matrix = line(&bill, "64x64 RGB LED Matrix - 2.5mm Pitch");
        assert_eq!(matrix["price"]["total"], "53.00");
        assert_eq!(matrix["supplier_part_number"], "3649");
        // 162.91, which its author rounds to 163, and 10.00 of the remote control.
        assert_eq!(
            bill["totals"],
            serde_json::json!([{"currency": "EUR", "amount": "172.91", "lines": 17, "approximate": 0}])
        );
    }
    if let Some(bill) = bill("qarve") {
        // No bill: the four parts of the manifest.
        assert_eq!(bill["lines"].as_array().map(Vec::len), Some(4));
        assert!(
            bill["lines"]
                .as_array()
                .expect("lines")
                .iter()
                .all(|line| line["kind"] == "made")
        );
    }
}

#[test]
fn a_huge_bill_is_judged_in_time() {
    use std::fmt::Write as _;
    let mut text = "Name,Qty,Pack size,Order qty,MPN,Manufacturer,Price (EUR),Total\n".to_owned();
    for number in 0..3_000 {
        let _ = writeln!(
            text,
            "screw ISO 4762 M3x{number},3,2,1,AB{},M{number},0.1{number},999",
            number % 500
        );
        if number % 50 == 0 {
            text.push_str("Total,,,,,,,5\n");
        }
    }
    let root = tempfile::tempdir().expect("a folder");
    std::fs::write(root.path().join("bom.csv"), text).expect("the bill");
    let start = std::time::Instant::now();
    let package = Package::load(root.path(), None).expect("a readable folder");
    let bill = Bill::of(&package);
    assert!(bill.items.len() >= 2_900);
    assert!(!fabcommons::report::bill::csv(&bill).is_empty());
    let found = found(&package);
    assert!(found.len() < 200, "{}", found.len());
    assert!(
        start.elapsed() < std::time::Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
}
